"""How much an entity draws a short mention or a pronoun to it."""

from __future__ import annotations

from sayso.record import ActorKind
from sayso.stages.actors.entities import WINDOW, DiscourseState
from sayso.stages.actors.mention import ActorMention

FADE = 0.65
"""What a sentence's distance leaves of salience."""

NEAR = 2.0
"""What "it" and "they" add to an entity of their own sentence."""

OTHER = 0.8
"""The least weight of a place that such a one counts from: an audience does not."""

SHORT_FADE = 0.35
"""The same for "the president" and "its", which look to what was named last."""

GROUPS: frozenset[ActorKind] = frozenset(
    {"force", "ministry", "government", "armed_group", "organisation", "country"}
)


def salience(board: DiscourseState, entity: int, mention: ActorMention) -> float:
    """How much `entity` draws `mention` to it, by its places in the last sentences."""
    fade = FADE if mention.gender and mention.sort == "pronoun" else SHORT_FADE
    found = board.entities[entity]
    score = 0.0
    members = found.members[-4:]
    if mention.sort == "pronoun" and not mention.gender:
        places = [board.mentions[i] for i in members]
        here = any(m.sentence == mention.sentence and m.weight >= OTHER for m in places)
        score = NEAR if here else 0.0
    for index in members:
        each = board.mentions[index]
        away = mention.sentence - each.sentence
        weight = each.weight * (0.4 if each.quoted and not mention.quoted else 1.0)
        score += weight * fade**away if away < 2 * WINDOW else 0.0
    if mention.gender and found.gender == mention.gender:
        score *= 1.2
    return score + 0.02 * min(len(found.members), 5) + 0.001

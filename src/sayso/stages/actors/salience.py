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
"""The least weight of a position that counts for NEAR: an audience's does not."""

SHORT_FADE = 0.35
"""The same for "the president" and "its", which look to what was named last."""

GROUPS: frozenset[ActorKind] = frozenset(
    {"force", "ministry", "government", "armed_group", "organisation", "country"}
)


def salience(state: DiscourseState, entity: int, mention: ActorMention) -> float:
    """Return how much `entity` draws `mention` to it, by its positions in the last sentences."""
    fade = FADE if mention.gender and mention.sort == "pronoun" else SHORT_FADE
    candidate = state.entities[entity]
    score = 0.0
    members = [state.mentions[index] for index in candidate.members[-4:]]
    if mention.sort == "pronoun" and not mention.gender:
        near = any(_is_near(member, mention) for member in members)
        score = NEAR if near else 0.0
    for member in members:
        away = mention.sentence - member.sentence
        weight = member.weight * (0.4 if member.quoted and not mention.quoted else 1.0)
        score += weight * fade**away if away < 2 * WINDOW else 0.0
    if mention.gender and candidate.gender == mention.gender:
        score *= 1.2
    return score + 0.02 * min(len(candidate.members), 5) + 0.001


def _is_near(member: ActorMention, mention: ActorMention) -> bool:
    """Return whether a mention draws a pronoun of its sentence; in a quotation it draws none of
    outside.
    """
    same = member.sentence == mention.sentence and member.weight >= OTHER
    return same and (mention.quoted or not member.quoted)

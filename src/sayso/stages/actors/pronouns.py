"""Whom he, she, it, they and who lead back to."""

from __future__ import annotations

from sayso.lexicon.actors import verbs
from sayso.stages.actors.entities import WINDOW, DiscourseState
from sayso.stages.actors.mention import ActorMention
from sayso.stages.actors.salience import GROUPS, salience


def by_relative(board: DiscourseState, mention: ActorMention) -> int | None:
    """ "who": the mention whose head the relative clause hangs on."""
    if mention.pronoun != "who":
        return None
    verb = board.parse.tokens[mention.head]
    for _ in range(3):
        verb = board.parse.head(verb)
        if verb.dep == "relcl":
            break
    if verb.dep != "relcl":
        return None
    for entity in board.near(mention, 0):
        last = board.last(entity)
        if last.first <= verb.head < last.last:
            return entity
    return None


def by_pronoun(board: DiscourseState, mention: ActorMention) -> int | None:
    """he, she, it, they: the most salient entity that agrees."""
    if mention.sort != "pronoun" or mention.pronoun == "who":
        return None
    own = _own_subject(board, mention)
    if own is None:
        own = _speaker_of(board, mention)
    if own is not None:
        return own
    window = WINDOW if mention.gender else 2
    best, score = None, 0.0
    for entity in board.near(mention, window):
        last = board.last(entity)
        if last.first <= mention.head < last.last:
            continue
        if _agrees(board, entity, mention) and not _same_clause(board, entity, mention):
            drawn = salience(board, entity, mention)
            if drawn > score:
                best, score = entity, drawn
    return best


def _speaker_of(board: DiscourseState, mention: ActorMention) -> int | None:
    """For the subject of what is said, who says it: "the leader said he did not believe it"."""
    token = board.parse.tokens[mention.head]
    verb = board.parse.head(token)
    if token.dep not in ("nsubj", "nsubjpass") or verb.dep != "ccomp":
        return None
    saying = board.parse.head(verb)
    if saying.lemma not in verbs()["say"]:
        return None
    for entity in board.near(mention, 0):
        last = board.last(entity)
        if last.subject_of == saying.index and _agrees(board, entity, mention):
            return entity
    return None


def _own_subject(board: DiscourseState, mention: ActorMention) -> int | None:
    """For "his" and "its" the subject of the same clause: "Putin had kept his word"."""
    token = board.parse.tokens[mention.head]
    if token.tag != "PRP$":
        return None
    verb = next((each for each in board.parse.ancestors(token) if each.pos == "VERB"), None)
    if verb is None:
        return None
    for entity in board.near(mention, 0):
        last = board.last(entity)
        inside = last.first <= mention.head < last.last
        if last.subject_of == verb.index and not inside and _agrees(board, entity, mention):
            return entity
    return None


def _agrees(board: DiscourseState, entity: int, mention: ActorMention) -> bool:
    found = board.entities[entity]
    if mention.gender:
        return found.kind == "person" and found.gender in (None, mention.gender)
    if mention.pronoun == "it":
        return found.kind in GROUPS and not (found.plural and found.kind != "force")
    if found.kind == "person":
        return False
    return found.plural or found.kind in ("people", "force", "armed_group", "government")


def _same_clause(board: DiscourseState, entity: int, mention: ActorMention) -> bool:
    """An object is not its own subject: "he thanked him"."""
    if mention.owner is None:
        return False
    last = board.last(entity)
    return last.sentence == mention.sentence and last.subject_of == mention.owner

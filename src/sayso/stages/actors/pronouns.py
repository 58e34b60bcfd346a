"""Coreference of pronouns: whom he, she, it, they and who refer to."""

from __future__ import annotations

from sayso.lexicon.actors import verbs
from sayso.lexicon.cues import is_cue
from sayso.stages.actors.entities import WINDOW, DiscourseState
from sayso.stages.actors.mention import ActorMention
from sayso.stages.actors.salience import GROUPS, salience


def by_relative(state: DiscourseState, mention: ActorMention) -> int | None:
    """Return the entity of "who": the mention whose head the relative clause belongs to."""
    if mention.pronoun != "who":
        return None
    verb = state.parse.tokens[mention.head]
    for _ in range(3):
        verb = state.parse.head(verb)
        if verb.dep == "relcl":
            break
    if verb.dep != "relcl":
        return None
    for entity in state.near(mention, 0):
        last = state.last(entity)
        if last.first <= verb.head < last.last:
            return entity
    return None


def by_pronoun(state: DiscourseState, mention: ActorMention) -> int | None:
    """Return the entity of "he", "she", "it", "they": the most salient that agrees."""
    if mention.sort != "pronoun" or mention.pronoun == "who":
        return None
    own = _own_subject(state, mention)
    if own is None:
        own = _speaker_of(state, mention)
    if own is None:
        own = _speaker_before(state, mention)
    if own is None:
        own = _subject_before(state, mention)
    if own is not None:
        return own
    window = WINDOW if mention.gender else 2
    best, score = None, 0.0
    for entity in state.near(mention, window):
        last = state.last(entity)
        if last.first <= mention.head < last.last:
            continue
        if _agrees(state, entity, mention) and not _same_clause(state, entity, mention):
            drawn = salience(state, entity, mention)
            if drawn > score:
                best, score = entity, drawn
    return best


def _speaker_of(state: DiscourseState, mention: ActorMention) -> int | None:
    """Return who says it, for the subject of what is said: "the leader said he did not believe"."""
    token = state.parse.tokens[mention.head]
    verb = state.parse.head(token)
    if token.dep not in ("nsubj", "nsubjpass") or verb.dep != "ccomp":
        return None
    saying = state.parse.head(verb)
    if saying.lemma not in verbs()["say"]:
        return None
    for entity in state.near(mention, 0):
        last = state.last(entity)
        if last.subject_of == saying.index and _agrees(state, entity, mention):
            return entity
    return None


def _speaker_before(state: DiscourseState, mention: ActorMention) -> int | None:
    """Return who spoke last, for the "it" or "they" that says more: "Oxfam urged the army to stop.
    “The army must stop,” it said." The one whom the quotation is about doesn't say it.
    """
    token = state.parse.tokens[mention.head]
    verb = state.parse.head(token)
    if mention.gender or mention.quoted or token.dep != "nsubj" or verb.lemma not in TELLING:
        return None
    best: tuple[int, int] | None = None
    speaker: int | None = None
    for entity in state.near(mention, 2):
        if not _agrees(state, entity, mention):
            continue
        for index in state.entities[entity].members[-4:]:
            spoke = state.mentions[index]
            place = (spoke.sentence, -spoke.first)
            if _is_speaker(state, spoke, mention) and (best is None or place > best):
                best, speaker = place, entity
    return speaker


def _subject_before(state: DiscourseState, mention: ActorMention) -> int | None:
    """Return the one person who is the subject of the sentence before, in the same paragraph.

    "A medic said the village was burning. He blamed the army": someone whom earlier paragraphs
    name more often does not draw this "he".
    """
    token = state.parse.tokens[mention.head]
    if not mention.gender or mention.quoted or token.dep != "nsubj" or mention.sentence == 0:
        return None
    before, own = state.parse.sentences[mention.sentence - 1], state.parse.sentences[token.sentence]
    if before.block != own.block:
        return None
    subjects: set[int] = set()
    for entity in state.near(mention, 1):
        for index in state.entities[entity].members[-4:]:
            member = state.mentions[index]
            if member.quoted or not _agrees(state, entity, mention):
                continue
            if member.sentence == mention.sentence:
                return None
            if member.sentence == before.index and _is_main_subject(state, member):
                subjects.add(entity)
    return subjects.pop() if len(subjects) == 1 else None


def _is_main_subject(state: DiscourseState, member: ActorMention) -> bool:
    """Return whether a mention is the subject of a main clause, misread as its root or not."""
    if member.subject_of is not None:
        return state.parse.tokens[member.subject_of].dep in ("ROOT", "conj")
    return any(
        token.dep == "ROOT" and any(v.tag == "VBD" for v in state.parse.dependents(token, "acl"))
        for token in state.parse.tokens[member.first : member.last]
    )


TELLING = frozenset("say add note state tell warn report write stress explain".split())


def _is_speaker(state: DiscourseState, spoke: ActorMention, mention: ActorMention) -> bool:
    if spoke.quoted or spoke.subject_of is None or spoke.sentence >= mention.sentence:
        return False
    return is_cue(state.parse.tokens[spoke.subject_of].lemma.lower())


def _own_subject(state: DiscourseState, mention: ActorMention) -> int | None:
    """Return the subject of the same clause, for "his" and "its": "Putin had kept his word"."""
    token = state.parse.tokens[mention.head]
    if token.tag != "PRP$":
        return None
    verb = next((head for head in state.parse.ancestors(token) if head.pos == "VERB"), None)
    if verb is None:
        return None
    for entity in state.near(mention, 0):
        last = state.last(entity)
        inside = last.first <= mention.head < last.last
        if last.subject_of == verb.index and not inside and _agrees(state, entity, mention):
            return entity
    return None


def _agrees(state: DiscourseState, entity: int, mention: ActorMention) -> bool:
    candidate = state.entities[entity]
    if mention.gender:
        return candidate.kind == "person" and candidate.gender in (None, mention.gender)
    if mention.pronoun == "it":
        return candidate.kind in GROUPS and not (candidate.plural and candidate.kind != "force")
    if candidate.kind == "person":
        return False
    return candidate.plural or candidate.kind in ("people", "force", "armed_group", "government")


def _same_clause(state: DiscourseState, entity: int, mention: ActorMention) -> bool:
    """Return whether the entity is the verb's subject: no object is its own, "he thanked him"."""
    if mention.owner is None:
        return False
    last = state.last(entity)
    return last.sentence == mention.sentence and last.subject_of == mention.owner

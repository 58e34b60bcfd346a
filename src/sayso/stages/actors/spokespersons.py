"""Whom a spokesperson speaks for: "its spokesman", "the group's spokesman", "… for the rebels"."""

from __future__ import annotations

from collections.abc import Callable

from sayso.lexicon.cues import act
from sayso.record.trace import Rule, decide, trace
from sayso.stages.actors.entities import DiscourseState, Entity
from sayso.stages.actors.mention import SPEAKING, ActorMention, same_noun
from sayso.stages.actors.phrases import span_of
from sayso.stages.actors.salience import GROUPS, OTHER, salience
from sayso.text.parse import Token

OWNERS = frozenset(("its", "their"))

ARMED = frozenset(("REB", "PRM", "CRM", "OPP", "PTY"))
"""Sectors of the bodies that "the group", "the rebels" call."""

GROUP_NOUNS = frozenset(
    "group movement militia rebel insurgent guerrilla militant fighter paramilitary jihadist gang"
    " cartel faction organization organisation front alliance coalition separatist".split()
)
REACH = 3
"""Sentences that an owner looks back."""


def spoken_for(state: DiscourseState, mention: ActorMention) -> int | None:
    """Return the entity that a person speaks for, where a word with the office points to it."""
    if mention.kind != "person" or not _speaks(mention):
        return None
    owner = _owner(state, mention)
    if owner is None:
        return None
    decided = decide(OWNER_RULES, state, mention, owner)
    if decided is None:
        return None
    span = span_of(state.parse, mention.first, mention.last)
    trace("actor", span, "changed", decided[0], f"speaks for {state.last(decided[1]).name}")
    return decided[1]


def by_possessive(state: DiscourseState, mention: ActorMention) -> int | None:
    """Return the entity of "its" in "its spokesman": the body that is spoken for."""
    token = state.parse.tokens[mention.head]
    if mention.sort != "pronoun" or token.tag != "PRP$" or mention.pronoun not in ("it", "they"):
        return None
    office = same_noun(state.parse.head(token).lower).rpartition(" ")[2]
    if office not in SPEAKING or state.parse.head(token).index != token.index + 1:
        return None
    return _by_pronoun(state, mention, token)


def _speaks(mention: ActorMention) -> bool:
    return mention.noun.rpartition(" ")[2] in SPEAKING


def _owner(state: DiscourseState, mention: ActorMention) -> Token | None:
    """Return the word that says whose office it is: "its", "group" before "'s" or behind "for"."""
    tokens = state.parse.tokens
    own = tokens[mention.first : mention.last]
    for token in own:
        if token.tag == "PRP$" and token.lower in OWNERS:
            return token
        if token.tag == "POS" and token.index > mention.first:
            return tokens[token.index - 1]
        if token.lower in ("for", "of") and token.index > mention.first:
            held = state.parse.dependents(token, "pobj")
            return held[0] if held else None
    return None


def _by_pronoun(state: DiscourseState, mention: ActorMention, owner: Token) -> int | None:
    """Return the body of "its": one that is denied for, else the subject of the clause before."""
    if owner.tag != "PRP$":
        return None
    clauses = _bodies_before(state, mention, owner)
    if mention.country:  # the table of offices knows whose spokesperson it is
        clauses = [each for each in clauses if state.entities[each].country == mention.country]
    if not clauses:
        return None
    subjects = [number for number in clauses if _is_subject(state, number)]
    others = [number for number in clauses if number not in subjects]
    if subjects and others and _denies(state, owner) and len(others) == 1:
        return others[0]
    if subjects:
        return subjects[0]
    return max(clauses, key=lambda number: salience(state, number, mention))


def _bodies_before(state: DiscourseState, mention: ActorMention, owner: Token) -> list[int]:
    """Return the bodies of the nearest sentence that has any, this one up to the owner first."""
    for away in range(REACH):
        bodies = []
        for number in state.near(mention, away):
            last = state.last(number)
            inside = last.sentence == mention.sentence - away and last.last <= owner.index
            # "told state television that its leader ...": the audience is not spoken for
            if inside and last.weight >= OTHER and _may_own(state.entities[number], owner):
                bodies.append(number)
        if bodies and owner.lower == "their":
            many = [each for each in bodies if _is_many(state.entities[each])]
            return many or bodies
        if bodies:
            return bodies
    return []


def _is_many(entity: Entity) -> bool:
    return entity.plural or entity.kind == "armed_group"


def _may_own(entity: Entity, owner: Token) -> bool:
    if entity.kind not in GROUPS or entity.kind == "country":
        return False
    return owner.lower == "their" or not entity.plural or entity.kind == "force"


def _is_subject(state: DiscourseState, number: int) -> bool:
    """Return whether a body was the subject of a main clause; of a passive, too."""
    last = state.last(number)
    if last.subject_of is None:
        return False
    return state.parse.tokens[last.subject_of].dep in ("ROOT", "conj", "parataxis")


def _denies(state: DiscourseState, owner: Token) -> bool:
    """Return whether the spokesperson denies: what others were just said to say, then."""
    verb = state.parse.head(state.parse.head(owner))
    return act(verb.lemma.lower()).stance == "denies"


def _by_group(state: DiscourseState, mention: ActorMention, owner: Token) -> int | None:
    """Return the armed body that "the group", "the rebels" of an office are."""
    if owner.tag == "PRP$" or same_noun(owner.lemma.lower()) not in GROUP_NOUNS:
        return None
    if not any(each.lower in DEFINITE for each in state.parse.dependents(owner, "det")):
        return None
    fits = [
        number
        for number in state.near(mention, REACH)
        if state.entities[number].kind in ("armed_group", "organisation")
        and (state.entities[number].role in ARMED or state.entities[number].proper)
        and state.last(number).last <= owner.index
    ]
    armed = [number for number in fits if state.entities[number].kind == "armed_group"] or fits
    return max(armed, key=lambda number: salience(state, number, mention), default=None)


DEFINITE = frozenset(("the", "this", "that", "these"))


OwnerRule = Rule[Callable[[DiscourseState, ActorMention, Token], int | None]]

OWNER_RULES: tuple[OwnerRule, ...] = (
    Rule(
        "its spokesperson",
        "Hezbollah was blamed by the Israeli military. Its spokesman Ali Hadi said nine had died.",
        _by_pronoun,
    ),
    Rule(
        "spokesperson of the group",
        "The Israeli army said Hamas had fired. The group's spokesman said nine had died.",
        _by_group,
    ),
)
"""Whom an office without a name of its own body speaks for; the first that says."""

"""The people, groups and states that an event is done by or to, where the frame names an object.

"Lifted a curfew in Darfur", "rejected Chad's offer" and "gave aid to Sudan" have no one as their
object; whom the event concerns stands below it.
"""

from __future__ import annotations

from collections.abc import Iterator

from sayso.stages.events.grammar import belongs
from sayso.text.parse import Parse, Token
from sayso.text.phrases import ACTORS, after, modifiers, prepositions
from sayso.text.syntax import agent_of, is_below, is_noun, is_verb

PEOPLE = ("actor", "civilian", "nonstate", "leader", "protester")
OTHER_CLAUSES = frozenset({"relcl", "advcl", "parataxis", "conj"})
NOT_PURPOSES = OTHER_CLAUSES - {"advcl"}
LOOKS_AHEAD = 40
"""Words after the head of an event among which a party is looked for."""

SPEAKING_PRONOUNS = frozenset({"it", "they", "he", "she", "we", "i"})
OWN = frozenset({"its", "their", "his", "her", "our", "my"})
LONGEST_CLIMB = 6
"""Steps up the tree for the one who speaks or for the owner that "its" stands for."""


def is_party(parse: Parse, token: Token) -> bool:
    """Return whether the noun names someone: a name, a pronoun, or a noun for people and bodies."""
    if token.entity in ACTORS or token.pos == "PRON":
        return True
    return any(belongs(parse, token, name) for name in PEOPLE)


def _is_own(parse: Parse, token: Token) -> bool:
    return any(each.lower in OWN for each in parse.dependents(token, "poss"))


def _in_clause(parse: Parse, token: Token, head: Token, shut: frozenset[str]) -> bool:
    """Return whether no clause of its own stands between `token` and `head` above it."""
    for _ in range(LOOKS_AHEAD):
        if token.index == head.index or token.head == token.index:
            return True
        if token.dep in shut and is_verb(token):
            return False
        token = parse.head(token)
    return True


def _below(
    parse: Parse, head: Token, taken: frozenset[int], shut: frozenset[str]
) -> Iterator[Token]:
    """Yield the nouns after and below `head`, through no clause that is `shut`, none of them
    `taken`."""
    for token in parse.tokens[head.index + 1 : head.index + 1 + LOOKS_AHEAD]:
        if token.sentence != head.sentence:
            return
        if token.index in taken or not (is_noun(token) or token.pos == "ADJ"):
            continue
        if is_below(parse, token, head) and _in_clause(parse, token, head, shut):
            yield token


def party_below(
    parse: Parse, head: Token, agent: Token | None, shut: frozenset[str] = OTHER_CLAUSES
) -> Token | None:
    """Return the first name below `head` and after it, else the first noun for people; not the
    agent."""
    taken = frozenset(each.index for each in parse.subtree(agent)) if agent else frozenset()
    nouns = list(_below(parse, head, taken, shut))
    for noun in nouns:
        if noun.entity in ACTORS:
            return _whole(parse, noun)
    for noun in nouns:
        own = _is_own(parse, noun) or noun.dep == "compound"
        if is_noun(noun) and not own and any(belongs(parse, noun, name) for name in PEOPLE):
            return noun
    return None


def _whole(parse: Parse, name: Token) -> Token:
    """Return the noun that a name modifies: "factions" in "Palestinian factions"."""
    above = parse.head(name)
    if name.dep in ("amod", "compound", "nmod") and is_noun(above):
        return above if above.dep != "compound" else _whole(parse, above)
    return name


def recipient(parse: Parse, verb: Token, given: Token | None) -> Token | None:
    """Return who gets what is given: the dative, or the noun after "to" or "for"."""
    for dative in parse.dependents(verb, "dative"):
        if is_noun(dative) or dative.pos == "PRON":
            return dative
    party = after(parse, verb, "to") or (after(parse, given, "to", "for") if given else None)
    return party or after(parse, verb, "for")


def speaker(parse: Parse, pronoun: Token) -> Token:
    """Whom a pronoun in reported words stands for: who says them; itself when no one does."""
    if pronoun.lower not in SPEAKING_PRONOUNS:
        return pronoun
    token = parse.head(pronoun)
    for _ in range(LONGEST_CLIMB):
        above = parse.head(token)
        if above is token:
            break
        if token.dep in ("ccomp", "advcl") and is_verb(above):
            agent = agent_of(parse, above) or _patient(parse, above)
            if agent is not None and agent.index != pronoun.index:
                return pronoun if agent.pos == "PRON" else agent
        elif token.dep == "relcl":
            break
        token = above
    return pronoun


def _patient(parse: Parse, verb: Token) -> Token | None:
    return next(iter(parse.dependents(verb, "nsubjpass")), None)


def owner_meant(parse: Parse, noun: Token, possessor: Token) -> Token:
    """Whom "its" in "completed its withdrawal" stands for: the subject of the clause."""
    if possessor.lower not in OWN:
        return possessor
    token = noun
    for _ in range(LONGEST_CLIMB):
        above = parse.head(token)
        if above is token:
            break
        if is_verb(above):
            agent = agent_of(parse, above) or _patient(parse, above)
            if agent is not None and agent.index != noun.index and agent.index != token.index:
                return speaker(parse, agent)
        token = above
    return possessor


def blamed(parse: Parse, deed: Token) -> Token | None:
    """Return who did a deed that is condemned or looked into: "crimes by", "committed by",
    "Iran's"."""
    by = after(parse, deed, "by")
    if by is not None:
        return by
    for clause in parse.dependents(deed, "acl"):
        agent = after(parse, clause, "by")
        if agent is not None:
            return agent
    for modifier in modifiers(parse, deed):
        if modifier.entity in ACTORS or modifier.dep == "poss":
            return modifier
    for prep, noun in prepositions(parse, deed):
        if prep in ("of", "on", "in", "over"):
            inner = after(parse, noun, "by")
            if inner is not None:
                return inner
    return None


BLAMING = {"attribute": ("to",), "ascribe": ("to",), "blame": ("on",), "pin": ("on",)}
"""Verbs that lay a deed, their object, on whoever stands after the preposition."""


def laid_on(parse: Parse, noun: Token) -> Token | None:
    """Return who is said to have done it: "blamed the attack on the rebels"."""
    if noun.dep not in ("dobj", "nsubjpass"):
        return None
    verb = parse.head(noun)
    wanted = BLAMING.get(verb.lemma.lower())
    if wanted is None:
        return None
    own = after(parse, noun, "on") if wanted == ("on",) and noun.dep == "dobj" else None
    return after(parse, verb, *wanted) or (None if after(parse, verb, "for") else own)

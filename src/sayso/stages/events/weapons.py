"""Means that are said beside an event: who was armed, what was drawn, what a charge is made of."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from sayso.record import Span
from sayso.record.trace import Rule, decide
from sayso.stages.events.charges import CHARGES, charge_of
from sayso.stages.events.grammar import meant
from sayso.stages.events.means import Weapon, weapon
from sayso.stages.events.triggers import Sighting
from sayso.text.parse import Parse, Token
from sayso.text.phrases import coordinated, phrase
from sayso.text.syntax import is_noun, is_verb

BEARING = frozenset("arm equip wield brandish carry bear".split())
"""Verbs of whoever attacks that say with what: "men armed with machetes"."""

DRAWING = frozenset("draw pull produce take brandish raise aim wield grab use".split())
"""Verbs before the deed, of the same subject, whose object is the weapon: "drew a pistol and"."""

BURNING = frozenset(("fire", "flame", "flames"))

MAKING = frozenset("make compose consist pack fill load stuff contain comprise build".split())
"""Verbs that say what a charge is made of: "packed with dynamite", "made of fertiliser"."""

OF_WHAT = frozenset(("of", "with", "from", "up"))


def other_weapon(parse: Parse, seen: Sighting, agent: Token | None) -> tuple[str, Weapon] | None:
    """Return the means that the first of OTHER_WEAPONS gives, with its name, or None."""
    return decide(OTHER_WEAPONS, parse, seen, agent)


def _borne(parse: Parse, seen: Sighting, agent: Token | None) -> Weapon | None:
    del seen
    if agent is None:
        return None
    nouns: list[Token] = []
    for clause in parse.dependents(agent, "acl", "amod", "relcl"):
        if clause.lemma.lower() in BEARING:
            nouns += _held(parse, clause, ("with",))
    return weapon(parse, nouns)


def _drawn(parse: Parse, seen: Sighting, agent: Token | None) -> Weapon | None:
    """Return what the same subject drew in the clause before, or used in the attack."""
    del agent
    if not is_verb(seen.head):
        governor = parse.head(parse.head(seen.head))
        used = seen.head.dep == "pobj" and governor.lemma.lower() == "use"
        return weapon(parse, _held(parse, governor, ())) if used else None
    above, verb = parse.head(seen.head), seen.head
    if verb.dep == "xcomp":
        above, verb = parse.head(above), above
    if verb.dep != "conj" or above.lemma.lower() not in DRAWING or above.index > verb.index:
        return None
    return weapon(parse, _held(parse, above, ()))


def _fire(parse: Parse, seen: Sighting, agent: Token | None) -> Weapon | None:
    """Return the "fire" of "set the huts on fire", which makes no other attack of it."""
    del parse, agent
    burning = [each for each in seen.words if each.lower in BURNING and is_noun(each)]
    if not burning or seen.head.lemma.lower() != "set":
        return None
    return burning[0].span, "fire", ""


def _caused(parse: Parse, seen: Sighting, agent: Token | None) -> Weapon | None:
    """Return the mine of "the blast, caused by a mine"."""
    del agent
    for clause in parse.dependents(seen.head, "acl"):
        by = [link for link in parse.dependents(clause, "agent") if link.lower == "by"]
        nouns = [noun for link in by for noun in parse.dependents(link, "pobj")]
        if clause.lemma.lower() in ("cause", "trigger", "produce") and nouns:
            return weapon(parse, nouns)
    return None


OTHER_WEAPONS: tuple[Rule[Callable[[Parse, Sighting, Token | None], Weapon | None]], ...] = (
    Rule("borne by who attacked", "Men armed with machetes attacked the mission.", _borne),
    Rule("drawn before", "Two men drew pistols and shot the judge.", _drawn),
    Rule("set on fire", "Rebels set the town hall on fire.", _fire),
    Rule("what caused it", "The blast, caused by a limpet mine, sank the boat.", _caused),
)
"""The means that is no phrase of the verb or noun; the first that finds one."""


def _held(parse: Parse, verb: Token, links: tuple[str, ...]) -> list[Token]:
    """Return the objects of a verb and the nouns behind the prepositions `links`."""
    nouns = parse.dependents(verb, "dobj")
    for link in parse.dependents(verb, "prep"):
        if link.lower in links:
            nouns += parse.dependents(link, "pobj")
    return [meant(parse, each) for noun in nouns for each in coordinated(parse, noun)]


def composition(parse: Parse, charge: Token) -> Span | None:
    """Return the words of what a charge is said to be made of, in its own sentence."""
    verbs = [*parse.dependents(charge, "acl", "relcl"), parse.head(charge)]
    for verb in verbs:
        below = verb.dep in ("acl", "relcl") or charge.dep in ("nsubj", "nsubjpass")
        if not below or verb.lemma.lower() not in MAKING:
            continue
        held = next(_made_of(parse, verb), None)
        if held is not None and is_noun(held):
            return phrase(parse, held)
    return None


def _made_of(parse: Parse, verb: Token) -> Iterator[Token]:
    if verb.lemma.lower() in ("contain", "comprise"):
        yield from parse.dependents(verb, "dobj")
    links = [*parse.dependents(verb, "prep"), *parse.dependents(verb, "prt")]
    for link in links:
        if link.lower in OF_WHAT:
            yield from parse.dependents(link, "pobj")
            for inner in parse.dependents(link, "prep"):
                yield from parse.dependents(inner, "pobj")
    for particle in parse.dependents(verb, "prt", "advmod"):
        for link in parse.dependents(particle, "prep"):
            yield from parse.dependents(link, "pobj")


def charge_words(parse: Parse, charge: Token) -> Span:
    """Return the words of a charge, with what it is made of: "the bomb, made with gunpowder"."""
    words = phrase(parse, charge)
    said = parse.dependents(charge, "acl")
    made_of = (
        composition(parse, charge) if any(each.index > charge.index for each in said) else None
    )
    adjacent = made_of is not None and words.end <= made_of.start <= words.end + LONGEST_LINK
    return Span(words.start, made_of.end) if made_of is not None and adjacent else words


LONGEST_LINK = 24
"""Code points from a charge to what it is made of."""


def charges_described(parse: Parse) -> list[tuple[int, Span]]:
    """Return the sentence and the composition of every charge of which a text says it."""
    described: list[tuple[int, Span]] = []
    for token in parse.tokens:
        named = token.lemma.lower() in CHARGES or token.lemma.lower() == "bomb"
        if not named or not is_noun(token) or charge_of(parse, token) is None:
            continue
        made_of = composition(parse, token)
        if made_of is not None:
            described.append((token.sentence, made_of))
    return described

"""What happened to the counted things: launched, intercepted, killed, hit by debris …"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from sayso.lexicon.quantities import is_a, measure_units, role_of, singular
from sayso.text.parse import Parse, Token

TOLL_REACH = 16
STANDS_AT = frozenset(
    "at to is was as of reached hit passed exceeded topped stands reaches hits passes exceeds tops"
    " nears".split()
)
FURTHEST = 12
"""Links climbed in the parse: longer lists of coordinated counts keep the role found so far."""

LIGHT_VERBS = frozenset(
    {"be", "have", "report", "confirm", "leave", "feel", "fear", "believe", "other", "more"}
)
COORDINATED = frozenset({"conj", "appos"})
SHARED = COORDINATED | {"nummod", "quantmod", "nmod", "compound"}
PARTICLES = frozenset({"prt", "advmod"})
PLACE_PREPOSITIONS = {
    "on": "on",
    "upon": "on",
    "onto": "on",
    "in": "at",
    "at": "at",
    "across": "across",
    "against": "on",
    "to": "on",
    "over": "across",
}


DID_NOT = frozenset({"fail", "refuse", "decline", "threaten", "plan", "vow", "want", "hope"})
INSIDE = frozenset({"in", "inside", "near", "across", "around", "within"})
"""Prepositions that say where, never what a toll came to: "losses in three districts"."""


@dataclass(frozen=True, slots=True)
class Counted:
    """The counted thing in the parse: its head token, its numeral, its singular noun if said.

    `first` and `last` are the tokens that the figure and its noun span, half-open. A `measure`
    beside a noun ("a 30-day truce") does not share what happened to the noun.
    """

    head: Token
    unit: str | None
    first: int
    last: int
    measure: bool = False


Rule = Callable[[Parse, Counted], str | None]


def find_role(parse: Parse, counted: Counted) -> str | None:
    """The role by the first rule that finds one, or None."""
    return _first(rule(parse, counted) for rule in ROLES)


def settled(role: str | None, unit: str | None) -> str | None:
    """The role that a unit can have: incoming weapons that were destroyed were intercepted.

    Nobody is launched: "dozens of men fired" is who did it.
    Regions are not destroyed: "destroyed 48 drones over six regions" says where.
    """
    if role == "launched" and is_a(unit, "person"):
        return None
    if role != "destroyed" or unit is None:
        return role
    if is_a(unit, "incoming"):
        return "intercepted"
    return None if is_a(unit, "area") else role


def words_of(parse: Parse, verb: Token) -> list[str]:
    """The verb's lemma, with its particle first: "shoot down", then "shoot"."""
    lemma = verb.lemma.lower()
    with_particles = [
        f"{lemma} {each.lower}" for each in parse.dependents(verb) if each.dep in PARTICLES
    ]
    following = verb.index + 1
    if following < len(parse.tokens) and parse.tokens[following].tag in {"RP", "IN", "RB"}:
        with_particles.append(f"{lemma} {parse.tokens[following].lower}")
    return [*with_particles, lemma]


def _verb_role(parse: Parse, verb: Token, place: str, unit: str | None) -> str | None:
    for words in words_of(parse, verb):
        role = role_of(words, place, unit)
        if role is not None:
            return role
    return None


def stative(parse: Parse, counted: Counted) -> str | None:
    """ "16 dead", "97 wounded", "30 others missing", "12 people were injured"."""
    for token in _following(parse, counted):
        role = role_of(token.lower, "modifier", counted.unit)
        if role is not None:
            return role
    return None


def neighbouring_role(parse: Parse, counted: Counted) -> str | None:
    """ "63 troops killed in", "12 were killed", "12 people reported killed"."""
    for token in _following(parse, counted):
        if (token.tag in {"VBN", "VBD"} or token.text.istitle()) and _passive(parse, token):
            role = _verb_role(parse, token, "object", counted.unit)
            if role is not None:
                return role
    return None


def _following(parse: Parse, counted: Counted) -> list[Token]:
    """The words right after the noun, as far as light verbs and adverbs carry."""
    found = []
    for token in parse.tokens[counted.last : counted.last + 5]:
        if token.sentence != counted.head.sentence:
            break
        found.append(token)
        if token.tag not in {"RB", "MD"} and token.lemma not in LIGHT_VERBS:
            break
    return found


def _passive(parse: Parse, verb: Token) -> bool:
    """Whether a participle after its noun is passive: it has no object and is no active verb."""
    return not parse.dependents(verb, "dobj", "obj")


def governed(parse: Parse, counted: Counted) -> str | None:
    """The verb, noun or preposition above the counted noun, coordination followed upwards."""
    token, spare = counted.head, None
    for _ in range(FURTHEST):
        role = _above(parse, token, counted.unit)
        if _part_of(parse, token):
            spare = spare or role
            token = parse.head(token)
        elif role is not None:
            return role
        elif token.dep not in (COORDINATED if counted.measure else SHARED):
            return spare
        if token.head == token.index:
            return spare
        token = parse.head(token)
    return spare


def _part_of(parse: Parse, token: Token) -> bool:
    """Whether the noun fills a container that shares its fate: "a swarm of 40 drones"."""
    preposition = parse.head(token)
    if token.dep != "pobj" or preposition.lower != "of":
        return False
    holder = parse.head(preposition)
    return holder.tag == "CD" or is_a(singular(holder.text), "container")


def _above(parse: Parse, token: Token, unit: str | None) -> str | None:
    """What the word directly above `token` tells of it."""
    head = parse.head(token)
    if token.dep in {"dobj", "obj", "nsubjpass"}:
        role = _verb_role(parse, head, "object", unit) or _complement(parse, head, unit)
        return role or (_controlled(parse, head, unit) if token.dep == "nsubjpass" else None)
    if token.dep == "nsubj":
        role = _verb_role(parse, head, "subject", unit) or _complement(parse, head, unit)
        role = role or _controlled(parse, head, unit) or _sustained(parse, head)
        return role or (_participle(parse, head, unit) if head.tag == "VBN" else None)
    if token.dep == "attr":
        return _measured(parse, head, token)
    if token.dep in {"pobj", "pcomp"}:
        return _under_preposition(parse, head, token, unit)
    return None


def _controlled(parse: Parse, verb: Token, unit: str | None) -> str | None:
    """ "two drones attempted to attack": the subject of the lower verb."""
    if verb.lemma.lower() in DID_NOT:
        return None
    for each in parse.dependents(verb, "xcomp"):
        if each.tag == "VB" and parse.dependents(each, "aux"):
            return _verb_role(parse, each, "subject", unit)
    return None


def _sustained(parse: Parse, verb: Token) -> str | None:
    """ "eleven sustained injuries": what the subject suffers is the object."""
    if verb.lemma.lower() not in {"sustain", "suffer", "receive"}:
        return None
    suffered = parse.dependents(verb, "dobj", "obj")
    return _first(role_of(singular(each.text), "noun", None) for each in suffered)


def _participle(parse: Parse, verb: Token, unit: str | None) -> str | None:
    """ "30 injured": a participle that the parser took for an active verb."""
    return _verb_role(parse, verb, "object", unit) if _passive(parse, verb) else None


def _complement(parse: Parse, verb: Token, unit: str | None) -> str | None:
    """ "left 7 dead", "are missing", "was reported killed", "remained without heating"."""
    for each in parse.dependents(verb, "acomp", "oprd", "attr", "xcomp", "ccomp", "prep"):
        role = role_of(each.lower, "modifier", unit)
        if role is None and each.tag in {"VBN", "VBD"}:
            role = _verb_role(parse, each, "object", unit)
        if role is None and each.lower in {"without", "in", "among"}:
            below = parse.dependents(each, "pobj")
            place = "modifier" if each.lower == "among" else each.lower
            role = _first(role_of(o.lower, place, unit) for o in below)
        if role is not None:
            return role
    return None


def _first(roles: Iterable[str | None]) -> str | None:
    return next((role for role in roles if role is not None), None)


def _under_preposition(
    parse: Parse, preposition: Token, token: Token, unit: str | None
) -> str | None:
    """ "death of 12", "debris falling on 26", "hits were recorded at 13", "attacked with 40"."""
    above = parse.head(preposition)
    word = preposition.lower
    if word == "of" and above.lower != "control":
        noun = singular(above.text)
        return role_of(noun, "of", unit) or role_of(noun, "toll", unit)
    if word == "with":
        return _instrument(parse, above, unit)
    if word == "by" and preposition.dep == "agent":
        return None
    if above.lower == "control" and above.dep in {"dobj", "obj"}:
        return _verb_role(parse, parse.head(above), "control", unit)
    done = _done_to(parse, above, unit) if word in {"to", "on"} else None
    if done is not None:
        return done
    place = PLACE_PREPOSITIONS.get(word)
    if place is not None and not is_a(unit, "person") and unit not in measure_units():
        role = _suffered_at(parse, above, place, unit)
        if role is not None:
            return role
    return None if word in INSIDE else _measured(parse, above, token)


def _done_to(parse: Parse, above: Token, unit: str | None) -> str | None:
    """ "set fire to four tanks", "power was cut to 900 homes": a verb and its object tell it."""
    verb = above if above.tag.startswith("VB") else parse.head(above)
    objects = parse.dependents(verb, "dobj", "obj", "nsubjpass")
    return _first(role_of(f"{verb.lemma.lower()} {each.lower}", "on", unit) for each in objects)


def _instrument(parse: Parse, above: Token, unit: str | None) -> str | None:
    """ "attacked with 40 drones", "hit the base with four missiles", "killed X along with 33"."""
    if above.lower in {"along", "together"}:
        return _verb_role(parse, parse.head(above), "object", unit)
    for _ in range(3):
        role = _verb_role(parse, above, "with", unit) or role_of(singular(above.text), "with", unit)
        if role is not None or above.tag.startswith("VB"):
            return role
        above = parse.head(above)
    return None


def _suffered_at(parse: Parse, above: Token, place: str, unit: str | None) -> str | None:
    """What the places under "on", "at" or "across" suffered: from the noun or verb above."""
    if _verb_role(parse, above, "object", "drone") == "intercepted":
        return None
    nouns = [above] if above.tag.startswith("NN") else parse.dependents(above, "nsubj", "nsubjpass")
    nouns += parse.dependents(above, "dobj", "obj") if above.tag.startswith("VB") else []
    places = {"on", "at", "across"} if place == "at" else {place, "on"}
    for noun in nouns:
        for each in sorted(places, key=("at", "across", "on").index):
            role = role_of(singular(noun.text), each, unit)
            if role is not None and not (each == "on" and place == "at" and role == "hit"):
                return role
    return _verb_role(parse, above, place, unit)


def _measured(parse: Parse, verb: Token, token: Token) -> str | None:
    """ "The death toll rose to 18", "puts the toll at 400": from the noun that is measured."""
    for noun in parse.dependents(verb, "nsubj", "nsubjpass", "dobj", "obj"):
        if noun.index == token.index:
            continue
        role = role_of(singular(noun.text), "toll", None)
        if role is not None:
            return role
        if singular(noun.text) in {"number", "total", "figure", "tally", "count"}:
            return _numbered(parse, noun)
    return None


def _numbered(parse: Parse, noun: Token) -> str | None:
    """The role of X in "the number of X killed"."""
    for preposition in parse.dependents(noun, "prep"):
        for thing in parse.dependents(preposition, "pobj"):
            counted = Counted(thing, singular(thing.text), thing.index, thing.index + 1)
            return (
                neighbouring_role(parse, counted)
                or modified(parse, counted)
                or named(parse, counted)
            )
    return modified(parse, Counted(noun, None, noun.index, noun.index + 1))


def modified(parse: Parse, counted: Counted) -> str | None:
    """ "drones launched by", "soldiers who died", "30 wounded soldiers", "AWOL cases"."""
    for each in parse.dependents(counted.head):
        role = None
        if each.dep == "acl" and each.tag in {"VBN", "VBD"}:
            role = _suffered_or_did(parse, each, counted.unit)
        elif each.dep in {"acl", "relcl"}:
            passive = bool(parse.dependents(each, "auxpass", "nsubjpass"))
            place = "object" if passive else "subject"
            role = _verb_role(parse, each, place, counted.unit)
        elif each.dep in {"amod", "compound", "nmod"}:
            role = role_of(each.lower, "modifier", counted.unit)
            glued = parse.tokens[each.index - 1].text in {"-", "‑"} if each.index else False
            if role is None and each.tag == "VBN" and not glued:
                role = _verb_role(parse, each, "object", counted.unit)
        if role is not None:
            return role
    return None


def _suffered_or_did(parse: Parse, verb: Token, unit: str | None) -> str | None:
    """ "drones launched by"; "thousands protested", tagged as a participle; "forced to flee"."""
    role = _verb_role(parse, verb, "object", unit) or _verb_role(parse, verb, "subject", unit)
    return role or _controlled(parse, verb, unit)


def harmed(parse: Parse, counted: Counted) -> str | None:
    """ "the loss of 232 people killed in the fire": harm said of the noun itself comes first."""
    for each in parse.dependents(counted.head, "acl"):
        if each.tag in {"VBN", "VBD"}:
            role = _verb_role(parse, each, "object", counted.unit)
            if role in {"killed", "injured"}:
                return role
    return None


def named(parse: Parse, counted: Counted) -> str | None:
    """The counted noun says it: "12 casualties", "5 deaths"."""
    del parse
    return role_of(counted.unit, "noun", counted.unit) if counted.unit else None


def nearby(parse: Parse, counted: Counted) -> str | None:
    """The word just before the figure, where the parse went astray: "killing at least 32"."""
    first, place = counted.first, "object"
    before = [token.lower for token in parse.tokens[max(0, first - 2) : first]]
    if before in (["control", "over"], ["control", "of"]):
        first, place = first - 2, "control"
    for token in reversed(parse.tokens[max(0, first - 3) : first]):
        if token.sentence != counted.head.sentence or token.tag in {
            "IN",
            "TO",
            "CC",
            ",",
            ":",
            ".",
        }:
            return None
        if token.pos in {"VERB", "AUX"} or token.tag.startswith("VB"):
            return _verb_role(parse, token, place, counted.unit)
    return None


def tolled(parse: Parse, counted: Counted) -> str | None:
    """A toll named earlier in the clause: "puts the death toll from the strike at 400 soldiers"."""
    if counted.measure or counted.first == 0:
        return None
    if parse.tokens[counted.first - 1].lower not in STANDS_AT:
        return None
    reach = TOLL_REACH if counted.unit else 3 * TOLL_REACH
    for token in reversed(parse.tokens[max(0, counted.first - reach) : counted.first - 1]):
        if token.sentence != counted.head.sentence or token.text == ";":
            return None
        role = role_of(singular(token.text), "toll", None)
        if role is not None and token.tag.startswith("NN"):
            return role
    return None


def number_of(parse: Parse, first: int, sentence: int) -> Counted | None:
    """What "the number of X" counts, where a bare figure follows: "was estimated at 55,000"."""
    if first == 0 or parse.tokens[first - 1].lower not in STANDS_AT:
        return None
    for token in reversed(parse.tokens[max(0, first - 3 * TOLL_REACH) : first - 1]):
        if token.sentence != sentence or token.text == ";":
            return None
        if token.lower in {"number", "numbers", "total", "count", "tally"}:
            for of in parse.dependents(token, "prep"):
                for thing in parse.dependents(of, "pobj"):
                    at, name = thing.index, singular(thing.text)
                    unit = "person" if role_of(name, "modifier", None) else name
                    return Counted(thing, unit, at, at + 1)
    return None


ROLES: tuple[Rule, ...] = (
    stative,
    harmed,
    governed,
    neighbouring_role,
    modified,
    named,
    nearby,
    tolled,
)

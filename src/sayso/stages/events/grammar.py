"""What words of a parse mean for events: their forms, the noun that is meant, and its class."""

from __future__ import annotations

from sayso.lexicon.events import classes
from sayso.text.parse import Parse, Token
from sayso.text.phrases import coordinated

FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
COUNTERS = frozenset(
    "dozen hundred thousand million score number group lot member round series volley couple pair"
    " majority rest wave barrage handful part batch total type piece scores dozens hundreds"
    " thousands tens most some many several all salvo bulk swarm string unit each kilogram kg ton"
    " tonne kilo gram litre liter cache stash haul".split()
)
"""Heads of phrases such as "dozens of civilians", where the noun after "of" is what is meant."""

ENTITY_CLASSES = {
    "place": frozenset({"GPE", "LOC", "FAC"}),
    "person": frozenset({"PERSON"}),
    "actor": frozenset({"GPE", "ORG", "PERSON", "NORP"}),
}


def forms(token: Token) -> tuple[str, ...]:
    """Return the ways in which a word may stand in a list: lemma, words as said, a plain singular.

    The parser leaves the lemma of a capitalised plural ("Strikes" in a headline) as it is, and
    takes "stag" for the lemma of "staged".
    """
    lower = token.lower.replace("’", "'")
    ways = [token.lemma.lower().replace("’", "'"), lower]
    if token.pos == "PROPN" and lower.endswith("s") and len(lower) > 3:
        ways.append(lower[:-1])
        if lower.endswith("ies"):
            ways.append(lower[:-3] + "y")
    if ways[0] in (lower.removesuffix("ed"), lower.removesuffix("ing")) and ways[0] != lower:
        ways.append(ways[0] + "e")
    return tuple(dict.fromkeys(ways))


def meant(parse: Parse, token: Token) -> Token:
    """Return the noun that is meant: "civilians" in "dozens of civilians"."""
    for _ in range(3):
        inner = None
        if token.lemma.lower() in COUNTERS or token.pos == "NUM":
            for prep in parse.dependents(token, "prep"):
                if prep.lower == "of":
                    inner = next(iter(parse.dependents(prep, "pobj")), None)
        if inner is None:
            return token
        token = inner
    return token


def belongs(parse: Parse, token: Token, name: str) -> bool:
    """Return whether the noun, or one coordinated with it, is of class `name` or is that word."""
    members = classes().get(name)
    for noun in coordinated(parse, meant(parse, token)):
        noun = meant(parse, noun)
        if members is None:
            before = parse.tokens[noun.index - 1].lower if noun.index else ""
            if name in forms(noun) or any(f"{before} {form}" == name for form in forms(noun)):
                return True
        elif any(form in members for form in _with_before(parse, noun)):
            return True
        if noun.entity in ENTITY_CLASSES.get(name, ()):
            return True
        unknown = not noun.entity and noun.pos in ("PROPN", "ADV")
        if name == "place" and unknown and noun.text[:1].isupper():
            return True
    return False


def _with_before(parse: Parse, noun: Token) -> tuple[str, ...]:
    """Return the forms of a noun, and those with the word before it: "mortar round"."""
    before = parse.tokens[noun.index - 1].lower if noun.index else ""
    own = forms(noun)
    return (*own, *(f"{before} {form}" for form in own))

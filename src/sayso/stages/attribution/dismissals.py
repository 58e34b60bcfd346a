"""Acts that only look like denials: who dismisses a governor denies nothing."""

from __future__ import annotations

from collections.abc import Callable

from sayso.lexicon.actors import Noun, nouns, pieces
from sayso.lexicon.cues import nouns as claims
from sayso.record.trace import Rule, first_that_holds, trace
from sayso.text.parse import Parse, Token

TURNING_DOWN = frozenset("dismiss reject refuse".split())

MATTERS = frozenset(
    "appeal nomination candidacy bid petition application lawsuit suit case motion bill budget"
    " resignation complaint plea nominee visa".split()
)
"""What is turned down in an office or a court; nothing that happened."""


def turns_down(parse: Parse, verb: Token) -> bool:
    """Return whether a verb dismisses a person or rejects a matter, and says nothing untrue."""
    if verb.lemma.lower() not in TURNING_DOWN:
        return False
    rule = first_that_holds(NO_DENIALS, parse, verb)
    if rule is not None:
        trace("attribution", verb.span, "dropped", rule, "no denial")
    return rule is not None


def _objects(parse: Parse, verb: Token) -> list[Token]:
    return parse.dependents(verb, "dobj", "nsubjpass")


def _of_a_person(parse: Parse, verb: Token) -> bool:
    """Return whether somebody is dismissed; "dismissed the general as a liar" says what he is."""
    if verb.lemma.lower() != "dismiss":
        return False
    if any(link.lower == "as" for link in parse.dependents(verb, "prep")):
        return False
    return any(_is_person(parse, noun) for noun in _objects(parse, verb))


def _is_person(parse: Parse, noun: Token) -> bool:
    if noun.pos == "PROPN" and noun.entity == "PERSON":
        return True
    if noun.pos == "PROPN" and any(
        each.entity == "PERSON" for each in parse.dependents(noun, "compound", "appos")
    ):
        return True
    words = noun.lemma
    if noun.pos != "NOUN" or words.lower() in claims():
        return False
    hits = nouns().find(words, pieces(words))
    entries = (hit.entry for hit in hits)
    return any(isinstance(e, Noun) and e.kind == "person" and not e.inanimate for e in entries)


def _of_a_matter(parse: Parse, verb: Token) -> bool:
    return any(noun.lemma.lower() in MATTERS for noun in _objects(parse, verb))


NO_DENIALS: tuple[Rule[Callable[[Parse, Token], bool]], ...] = (
    Rule(
        "dismisses a person",
        "The court dismissed General Amadou Sall after 30 soldiers fled.",
        _of_a_person,
    ),
    Rule(
        "turns down a matter",
        "The court dismissed the appeal of two soldiers over the raid on Bor.",
        _of_a_matter,
    ),
)
"""Why who dismisses or rejects denies nothing."""

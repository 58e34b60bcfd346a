"""Capitals that stand for their government: "Moscow said", "talks with Washington"."""

from __future__ import annotations

from collections.abc import Sequence

from sayso.gazetteer import Entry
from sayso.lexicon import places as lexicon
from sayso.text.parse import Parse, Token

SEATS = frozenset(
    {
        "Jerusalem",
        "Tel Aviv",
        "Brussels",
        "Washington",
        "The Hague",
        "White House",
        "Kremlin",
        "Pentagon",
    }
)
"""Seats of power that GeoNames does not list as a capital by that name."""

LANDMARKS = frozenset({"White House", "Kremlin", "Pentagon"})
"""Buildings that mean who works there, unless something happens in or near them."""

BETWEEN = frozenset({"with", "between", "against", "from", "by", "to", "and", "toward", "towards"})


def speaks_for_government(parse: Parse, first: int, last: int, entries: Sequence[Entry]) -> bool:
    """Return whether tokens `first` to `last`, a name of `entries`, act or are spoken to here."""
    words = parse.tokens[first:last]
    said = " ".join(word.text for word in words)
    if said in LANDMARKS:
        before = parse.tokens[max(0, first - 2) : first]
        return not any(word.lower in lexicon.words("strong_locative") for word in before)
    own = {entry.kind for entry in entries if entry.main}
    capital = "capital" in own and "country" not in own
    if not capital and said not in SEATS:
        return False
    return _acts_as_body(parse, _first_of_coordination(parse, parse.root(words)))


def _first_of_coordination(parse: Parse, token: Token) -> Token:
    while token.dep == "conj" and token.head != token.index:
        token = parse.head(token)
    return token


def _acts_as_body(parse: Parse, token: Token) -> bool:
    """Return whether it speaks, is spoken to, or has relations, as a government does."""
    head = parse.head(token)
    if token.dep in {"nsubj", "dobj", "dative"}:
        return head.lemma.lower() in lexicon.words("speech")
    if token.dep == "poss":
        return head.lower in lexicon.words("relation")
    if token.dep != "pobj":
        return False
    if head.lower == "to" and parse.head(head).lower == "according":
        return True
    return head.lower in BETWEEN and _in_relation(parse, head)


def _in_relation(parse: Parse, preposition: Token) -> bool:
    governor = parse.head(preposition)
    relations = lexicon.words("relation")
    if governor.lower in relations:
        return True
    if preposition.lower != "with":
        return False
    return any(each.lower in relations for each in parse.dependents(governor, "dobj", "nsubj"))

"""Whether the clause around an expression tells of the past or of what is to come."""

from __future__ import annotations

from sayso.lexicon.moments import words
from sayso.record import Span
from sayso.text.parse import Parse, Token

CLIMB = 12
"""Heads looked at above a token: deeper trees are parse errors, and the bound keeps it linear."""


AHEAD = {"by", "for", "through", "to"}
"""Prepositions that lead ahead of the verb's own time: "extended to May"."""

OBJECTS = {"dobj", "attr", "nsubj", "nsubjpass"}
"""A date that is what the verb is about, not when: "has set Nov. 10 as the deadline"."""


def direction(parse: Parse, span: Span) -> int:
    """-1 when the verb over the words in `span` tells of the past, 1 of the future, else 0."""
    token = parse.at(span.start)
    if token is None:
        return 0
    loose = token.dep in OBJECTS
    for step, head in enumerate(parse.ancestors(token)):
        if step > CLIMB:
            break
        if head.start < span.end and span.start < head.end:
            loose = head.dep in OBJECTS
            continue
        if head.lower in {"until", "till"}:
            return 1  # deadlines, truces and curfews lead ahead more often than back
        if head.pos in {"VERB", "AUX"}:
            told = _of_verb(parse, head)
            if told is not None:
                return 0 if loose and told < 0 else told
        elif head.pos == "ADJ" and head.lemma in words("scheduled"):
            return 1
        elif head.pos in {"NOUN", "PROPN"} or head.lower in AHEAD:
            loose = True  # "the supply in September": of the thing, not of the verb
    return 0


def _helpers_above(parse: Parse, word: Token) -> list[Token]:
    """The auxiliaries over an adjective: "had been due to"."""
    if word.pos != "ADJ":
        return []
    return parse.dependents(parse.head(word), "aux", "auxpass")


def _of_verb(parse: Parse, verb: Token) -> int | None:
    """The direction that one verb tells; None when the verb over it has to."""
    said = {helper.lower for helper in parse.dependents(verb, "aux", "auxpass")}
    if said & {"will", "'ll", "’ll", "shall", "wo"}:
        return 1
    if "had" in said:
        return -1
    if verb.tag == "VBN" and verb.lemma in words("scheduled"):
        return 1
    if verb.tag == "VBD" or said & {"was", "were", "did", "have", "has"}:
        return -1
    above = parse.head(verb)
    over = {helper.lower for helper in parse.dependents(above, "aux", "auxpass")}
    if "to" in said and "had" in over | {each.lower for each in _helpers_above(parse, above)}:
        return -1
    if "to" in said and (above.lemma in words("future") or above.lemma == "be"):
        return 1
    if said & {"would", "may", "might", "could", "should", "must", "can"}:
        return 1
    if verb.tag == "VBN" and verb.dep in {"acl", "relcl"}:
        return 1 if "to" in said else -1
    if verb.tag in {"VBG", "VBN", "VB"} and above.index < verb.index:
        return None
    return 1 if "to" in said else 0

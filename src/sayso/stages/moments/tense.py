"""Whether the clause around an expression tells of the past or of what is to come."""

from __future__ import annotations

from sayso.lexicon.moments import words
from sayso.text.parse import Parse, Token

CLIMB = 12
"""Heads looked at above a token: deeper trees are parse errors, and the bound keeps it linear."""


def direction(parse: Parse, offset: int) -> int:
    """-1 when the verb over the token at `offset` tells of the past, 1 of the future, else 0."""
    token = parse.at(offset)
    if token is None:
        return 0
    for step, head in enumerate(parse.ancestors(token)):
        if step > CLIMB:
            break
        if head.pos in {"VERB", "AUX"}:
            told = _of_verb(parse, head)
            if told is not None:
                return told
        elif head.pos == "ADJ" and head.lemma in words("scheduled"):
            return 1
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
        return -1
    if verb.tag in {"VBG", "VBN", "VB"} and above.index < verb.index:
        return None
    return 1 if "to" in said else 0

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
            return 0
        if head.pos in {"VERB", "AUX"}:
            return _of_verb(parse, head)
        if head.lemma in words("future") and head.pos == "ADJ":
            return 1
    return 0


def _of_verb(parse: Parse, verb: Token) -> int:
    helpers = parse.dependents(verb, "aux", "auxpass")
    said = {helper.lower for helper in helpers}
    if said & {"will", "'ll", "’ll", "shall", "wo"}:
        return 1
    if verb.lemma in words("future") and verb.tag == "VBN":
        return 1
    if verb.tag == "VBD" or said & {"had", "was", "were", "did", "been"}:
        return -1
    if "have" in said or "has" in said:
        return -1
    above = parse.head(verb)
    if "to" in said and above.index != verb.index:
        if above.lemma in words("future"):
            return 1
        if above.pos in {"VERB", "AUX"}:
            return _of_verb(parse, above) if above.index < verb.index else 0
    if said & {"would", "may", "might", "could", "should", "must", "can", "to"}:
        return 1
    if verb.tag == "VBN" and above.index != verb.index and verb.dep in {"acl", "relcl"}:
        return -1
    if verb.tag in {"VBZ", "VBP"} and verb.lemma in {"be", "have"}:
        return 0
    if verb.tag in {"VBG", "VBN", "VB"} and above.index != verb.index and above.pos == "VERB":
        return _of_verb(parse, above) if above.index < verb.index else 0
    return 0

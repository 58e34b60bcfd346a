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
    below = token
    for step, head in enumerate(parse.ancestors(token)):
        if step > CLIMB:
            break
        if head.start < span.end and span.start < head.end:
            loose, below = head.dep in OBJECTS, head
            continue
        if head.lower in {"until", "till"}:
            return -1 if _held_off(parse, head) else 1  # truces and curfews lead ahead
        if _of_what_happened(parse, head, below):
            return -1
        below = head
        if head.pos in {"VERB", "AUX"}:
            told = _of_verb(parse, head)
            if told is not None:
                return 0 if loose and told < 0 else told
        elif head.pos == "ADJ" and head.lemma in words("scheduled"):
            return 1
        elif head.pos in {"NOUN", "PROPN"} or head.lower in AHEAD:
            loose = True  # "the supply in September": of the thing, not of the verb
    return 0


def _held_off(parse: Parse, until: Token) -> bool:
    """Whether nothing was done until then: "until Thursday they had not named him"."""
    verb = parse.head(until)
    helpers = {helper.lower for helper in parse.dependents(verb, "aux", "auxpass")}
    denied = bool(parse.dependents(verb, "neg"))
    return "had" in helpers or (denied and (verb.tag == "VBD" or "did" in helpers))


def _set_for(parse: Parse, verb: Token) -> bool:
    """A summit set for April; not a record that was set in April."""
    preps = {each.lower for each in parse.dependents(verb, "prep", "aux")}
    return verb.lemma == "set" and bool(preps & {"for", "to"})


def _of_what_happened(parse: Parse, noun: Token, below: Token) -> bool:
    """Whether the time is of a happening that has been: Monday's ruling, the strike on Monday.

    The verb above may lead ahead all the same: "rescuers may find more victims of Monday's raid".
    """
    if noun.pos != "NOUN" or noun.lemma not in words("happened"):
        return False
    if below.dep in {"poss", "compound", "nmod", "npadvmod"}:
        return True
    known = {each.lower for each in parse.dependents(noun, "det", "poss")}
    return bool(known & {"the", "that", "this"})


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
    if verb.tag == "VBN" and (verb.lemma in words("scheduled") or _set_for(parse, verb)):
        return 1
    if verb.tag == "VBD" or said & {"was", "were", "did", "have", "has"}:
        return -1
    above = parse.head(verb)
    over = {helper.lower for helper in parse.dependents(above, "aux", "auxpass")}
    if "to" in said and "had" in over | {each.lower for each in _helpers_above(parse, above)}:
        return -1
    if "to" in said and (above.lemma in words("future") or above.lemma == "be"):
        return 1
    if "could" in said and parse.dependents(verb, "neg", "preconj"):
        return -1  # "could not be reached on Wednesday"
    if verb.tag == "VBG" and said & {"is", "are", "'s", "’s", "'re", "’re", "am"}:
        return 1
    if verb.tag in {"VBP", "VBZ"} and verb.lemma in words("timetable"):
        return 1
    if said & {"would", "may", "might", "could", "should", "must", "can"}:
        return 1
    if verb.tag == "VBN" and verb.dep in {"acl", "relcl"}:
        return 1 if "to" in said else -1
    if verb.tag == "VBN" and verb.dep == "advcl" and not said:
        return None if parse.dependents(verb, "mark", "advmod") else -1
    if verb.tag in {"VBG", "VBN", "VB"} and above.index < verb.index:
        return None
    return 1 if "to" in said else 0

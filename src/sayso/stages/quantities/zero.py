"""Counts of nothing: "no one was injured", "not one civilian was hurt"."""

from __future__ import annotations

from sayso.record import Quantity, Span
from sayso.record.trace import trace
from sayso.stages.quantities.roles import Counted, find_role
from sayso.stages.quantities.units import CountedUnit, find_unit
from sayso.text.parse import Parse, Sentence, Token

ZERO_ROLES = frozenset(
    {"killed", "injured", "casualties", "missing", "damaged", "destroyed", "burned", "lost"}
)
"""Harm that a report says did not happen. "No drones were launched" is a denial, not a count."""


def find_zeros(parse: Parse, sentence: Sentence) -> list[Quantity]:
    """Return the quantities of value 0 in the sentence: "no", "nobody" or "none" who was harmed."""
    zeros = []
    for token in parse.tokens_of(sentence):
        if token.lower not in {"no", "nobody", "none", "not"}:
            continue
        unit = _unit(parse, token, sentence.last)
        if unit is None or unit.head is None:
            continue
        counted = Counted(unit.head, unit.name, token.index, unit.head.index + 1)
        role = find_role(parse, counted)
        said = Span(token.start, unit.end)
        if role in ZERO_ROLES:
            trace("quantity", said, "made", "nobody harmed", f"0 {unit.name}")
            zeros.append(Quantity(said, 0.0, 0.0, unit=unit.name, role=role))
        elif role is not None:
            trace("quantity", said, "dropped", "a denial is no count", role)
    return zeros


def _unit(parse: Parse, token: Token, last: int) -> CountedUnit | None:
    """Return who is counted as none: persons, where no noun is said."""
    if token.lower in {"nobody", "none"}:
        return CountedUnit("person", token, token.end)
    if token.lower == "not":
        return _not_one(parse, token, last)
    following = parse.tokens[token.index + 1] if token.index + 1 < last else None
    if following is not None and following.lower in {"one", "body"}:
        return CountedUnit("person", following, following.end)
    return find_unit(parse, token.index + 1, last, 1)


def _not_one(parse: Parse, token: Token, last: int) -> CountedUnit | None:
    """Return who is counted as none after "not": "not one civilian", "not a single civilian"."""
    following = [each.lower for each in parse.tokens[token.index + 1 : min(token.index + 3, last)]]
    if following[:1] == ["one"] and following[1:] != ["of"]:
        return find_unit(parse, token.index + 2, last, 1)
    if following == ["a", "single"]:
        return find_unit(parse, token.index + 3, last, 1)
    return None

"""Counts of nothing: "no one was injured", "no casualties were reported"."""

from __future__ import annotations

from sayso.record import Quantity, Span
from sayso.stages.quantities.roles import Counted, find_role
from sayso.stages.quantities.units import CountedUnit, find_unit
from sayso.text.parse import Parse, Sentence, Token

ZERO_ROLES = frozenset(
    {"killed", "injured", "casualties", "missing", "damaged", "destroyed", "lost"}
)
"""Harm that a report says did not happen. "No drones were launched" is a denial, not a count."""


def find_zeros(parse: Parse, sentence: Sentence) -> list[Quantity]:
    """The quantities of value 0 in the sentence: "no", "nobody" or "none" that harm befell."""
    found = []
    for token in parse.tokens_of(sentence):
        if token.lower not in {"no", "nobody", "none"}:
            continue
        unit = _unit(parse, token, sentence.last)
        if unit is None or unit.head is None:
            continue
        counted = Counted(unit.head, unit.name, token.index, unit.head.index + 1)
        role = find_role(parse, counted)
        if role in ZERO_ROLES:
            said = Span(token.start, unit.end)
            found.append(Quantity(said, 0.0, 0.0, unit=unit.name, role=role))
    return found


def _unit(parse: Parse, token: Token, last: int) -> CountedUnit | None:
    """Who is counted as none: persons, where no noun is said."""
    if token.lower in {"nobody", "none"}:
        return CountedUnit("person", token, token.end)
    following = parse.tokens[token.index + 1] if token.index + 1 < last else None
    if following is not None and following.lower in {"one", "body"}:
        return CountedUnit("person", following, following.end)
    return find_unit(parse, token.index + 1, last, 1)

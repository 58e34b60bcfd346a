"""Figures in one notation, written and read: "at least 54 people killed", "71 of 83 drones hit"."""

from __future__ import annotations

import re
from functools import lru_cache

from sayso.lexicon.quantities import (
    bounds,
    measure_units,
    measures,
    roles,
    singular,
)
from sayso.record import Bound, Quantity, Span

PLURALS = {"person": "people", "aircraft": "aircraft", "child": "children", "woman": "women"}
PLURALS |= {"man": "men", "personnel": "personnel", "military": "military", "body": "bodies"}

BOUND_WORDS: dict[Bound, str] = {
    "exact": "",
    "at_least": "at least ",
    "at_most": "up to ",
    "more_than": "more than ",
    "less_than": "fewer than ",
    "about": "about ",
}

OF_PEOPLE = ("killed", "injured", "missing", "displaced", "detained", "abducted")
"""Roles that only people have, so that "14 killed" and "14 people killed" are one row."""

ROLE_WORDS = {
    "dead": "killed",
    "wounded": "injured",
    "hurt": "injured",
    "shot down": "intercepted",
    "downed": "intercepted",
    "arrested": "detained",
    "kidnapped": "abducted",
    "fired": "launched",
    "hospitalized": "hospitalised",
}
"""Other words for roles that people type."""

NOWHERE = Span(0, 0)
"""The words of a figure that somebody typed and no text holds."""

_NUMBER = r"\d{1,3}(?:[,\u00a0\u202f ]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
FIGURE = re.compile(
    rf"(?P<low>{_NUMBER})(?:\s*[-\u2013]\s*(?P<to>{_NUMBER})|\s+to\s+(?P<until>{_NUMBER}))?"
    rf"(?:\s+of\s+(?P<whole>{_NUMBER}))?(?:\s*(?P<rest>[^\W\d_][^\d;]*|%[^\d;]*))?"
)
SEPARATORS = re.compile("[,\u00a0\u202f ]")
LARGEST = 1e12
"""No count of people, things or money in a report is beyond it."""


class FigureError(ValueError):
    """Words that are no figure; the message says what one looks like."""


def number(value: float) -> str:
    """Return a number as pages show it: 1240.0 as "1,240", 2.5 as "2.5"."""
    return f"{value:,.0f}" if value == int(value) else f"{value:,g}"


def label(quantity: Quantity) -> str:
    """Return what was counted, in the plural: "drones intercepted"."""
    unit = quantity.unit or ("person" if quantity.role in OF_PEOPLE else "")
    role = (quantity.role or "").replace("_", " ")
    return f"{_plural(unit)} {role}".strip()


def _plural(unit: str) -> str:
    """Return the plural of a unit; a measure ("USD", "km", "%") has none of its own."""
    if unit in PLURALS:
        return PLURALS[unit]
    if unit.endswith("s") or unit.isupper() or not unit[-1:].isalpha() or unit in measure_units():
        return unit
    if unit.endswith("y") and unit[-2:-1] not in "aeiou":
        return f"{unit[:-1]}ies"
    return f"{unit}es" if unit.endswith(("x", "ch", "sh", "z")) else f"{unit}s"


def written(quantity: Quantity) -> str:
    """Return bound and numbers of a figure: "at least 54", "10\u201312", "563 of 598"."""
    value = number(quantity.low)
    if quantity.high is not None and quantity.high != quantity.low:
        value = f"{value}\u2013{number(quantity.high)}"
    whole = f" of {number(quantity.whole)}" if quantity.whole is not None else ""
    return f"{BOUND_WORDS[quantity.bound]}{value}{whole}"


def read_figure(words: str) -> Quantity:
    """Return the figure that somebody typed, `as_said` NOWHERE. Raises FigureError.

    "at least 54 people killed": a bound or none, a number or two, "of" how many or none, what was
    counted, and what happened to it.
    """
    bound, rest = _bound(" ".join(words.split()))
    match = FIGURE.fullmatch(rest)
    if match is None:
        raise FigureError(
            f"“{words}” is no figure. Write a number, what was counted and what happened"
            " to it: “at least 54 people killed”; several with semicolons between them."
        )
    low = _value(match["low"])
    whole = _value(match["whole"]) if match["whole"] else None
    high = _value(match["to"] or match["until"] or match["low"])
    if high < low or (whole is not None and whole < high) or max(high, whole or 0) > LARGEST:
        raise FigureError(f"“{words}”: the second number is less than the first.")
    unit, role = _counted((match["rest"] or "").lower())
    is_open = bound in ("at_least", "more_than") and high == low
    return Quantity(NOWHERE, low, None if is_open else high, whole, unit, role, bound)


def _bound(words: str) -> tuple[Bound, str]:
    """Return the bound that words begin with, and the words after it."""
    lowered = words.lower()
    for phrase, bound in _bound_phrases():
        if lowered.startswith(phrase) and words[len(phrase) :].lstrip()[:1].isdigit():
            return bound, words[len(phrase) :].lstrip()
    return "exact", words


@lru_cache(maxsize=1)
def _bound_phrases() -> tuple[tuple[str, Bound], ...]:
    """Return words of bounds, the longest first."""
    ours = {words.strip(): bound for bound, words in BOUND_WORDS.items() if words}
    return tuple(sorted({**bounds("before"), **ours}.items(), key=lambda each: -len(each[0])))


def _value(digits: str) -> float:
    return float(SEPARATORS.sub("", digits))


def _counted(words: str) -> tuple[str | None, str | None]:
    """Return the unit, in the singular, and the role of the words after a number."""
    parts = words.split()
    for length in range(min(3, len(parts)), 0, -1):
        role = _role(" ".join(parts[-length:]))
        if role is not None:
            return _unit(" ".join(parts[:-length])), role
    return _unit(words), None


def _role(words: str) -> str | None:
    """Return the role that words name: "hit by debris", "wounded", "dead"."""
    name = ROLE_WORDS.get(words, words).replace(" ", "_")
    return name if name in roles() else None


def _unit(words: str) -> str | None:
    if not words:
        return None
    if words.upper() in measure_units() or words in measure_units():
        return words if words in measure_units() else words.upper()
    if words in measures():
        return measures()[words][0]
    ours = {plural: single for single, plural in PLURALS.items()}
    return ours.get(words) or singular(words)

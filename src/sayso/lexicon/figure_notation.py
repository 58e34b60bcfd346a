"""Figures in one notation, written and read: "at least 54 people killed", "71 of 83 drones hit"."""

from __future__ import annotations

import re
from functools import lru_cache

from sayso.lexicon.comparison import unit_classes
from sayso.lexicon.quantities import (
    bounds,
    currency_signs,
    measure_units,
    measures,
    noun_classes,
    roles,
    singular,
)
from sayso.record import Bound, Quantity, Span
from sayso.text.numerals import find_numerals

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
    "died": "killed",
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

SHORTEST_WORD = 4
"""Measures shorter than that are signs, "km", and have no plural."""

NOWHERE = Span(0, 0)
"""The words of a figure that somebody typed and no text holds."""

_NUMBER = r"\d+(?:\.\d+)?"
FIGURE = re.compile(
    rf"(?:between\s+(?P<first>{_NUMBER})\s+and\s+(?P<last>{_NUMBER})"
    rf"|(?P<low>{_NUMBER})(?:\s*(?:[-–]|to\b)\s*(?P<high>{_NUMBER}))?"
    rf"(?:\s+of\s+(?P<whole>{_NUMBER}))?)"
    r"(?P<more>\s*\+|\s+or\s+more\b)?(?:\s*(?P<rest>[^\W\d_][^\d;]*|%(?:\s+[^\W\d_][^\d;]*)?))?",
    re.IGNORECASE,
)
"""A figure whose numbers are digits without separators."""

NO_UNIT = frozenset("and at by for from in of on or than to with".split())
"""Words that no unit has: "killed by drone" says more than what was counted."""

AUXILIARY = re.compile(r"\b(?:was|were|are|is|been|being|be|has|have|had|reportedly)\s+")
LARGEST = 1e12
"""No count of people, things or money in a report is beyond it."""


class FigureError(ValueError):
    """Words that are no figure; the message says what one looks like."""


def number(value: float) -> str:
    """Return a number as pages show it: 1240.0 as "1,240", 2.5 as "2.5"."""
    return f"{value:,.0f}" if value == int(value) else f"{value:,.12g}"


def label(quantity: Quantity) -> str:
    """Return what was counted, in the plural: "drones intercepted"."""
    role = (quantity.role or "").replace("_", " ")
    return f"{_unit_words(quantity)} {role}".strip()


def counted(quantity: Quantity) -> str:
    """Return a figure as reports word it, without what happened: "71 of 83 drones"."""
    return f"{written(quantity)} {_unit_words(quantity)}".rstrip()


def _unit_words(quantity: Quantity) -> str:
    return _plural(quantity.unit or ("person" if quantity.role in OF_PEOPLE else ""))


def _plural(unit: str) -> str:
    """Return the plural of a unit; a measure ("USD", "km", "%") has none of its own."""
    if unit in PLURALS:
        return PLURALS[unit]
    if unit.endswith("child"):
        return f"{unit}ren"
    if unit.endswith("man") and unit not in ("human", "german", "roman"):
        return f"{unit[:-3]}men"
    measure = unit in measure_units() and (len(unit) < SHORTEST_WORD or unit == "percent")
    if measure or unit.isupper() or not unit[-1:].isalpha():
        return unit
    if unit.endswith("s"):
        return f"{unit}es" if singular(unit) == unit else unit
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


def read_figure(words: str, text: str = "") -> Quantity:
    """Return the figure that somebody typed, `as_said` NOWHERE. Raises FigureError.

    "at least 54 people killed": a bound or none, a number or two, "of" how many or none, what was
    counted, and what happened to it. What was counted is a noun that Sayso knows or one of `text`.
    """
    bound, rest = _bound(_with_digits(" ".join(words.split())))
    match = FIGURE.fullmatch(rest)
    if match is None:
        raise FigureError(
            f"“{words}” is no figure. Write a number, what was counted and what happened to it:"
            " “at least 54 people killed”; several with semicolons between them."
        )
    low = float(match["first"] or match["low"])
    high = float(match["last"] or match["high"] or low)
    whole = float(match["whole"]) if match["whole"] else None
    _check_numbers(words, low, high, high if whole is None else whole)
    if match["more"]:
        bound = "at_least"
    unit, role = _counted(AUXILIARY.sub("", (match["rest"] or "").lower()))
    if unit is not None and not _is_known(unit, text.lower()):
        raise FigureError(
            f"“{words}”: “{match['rest']}” is not understood. Write a noun of the article and one"
            " of killed, injured, missing, intercepted, destroyed, hit … after the number."
        )
    is_open = bound in ("at_least", "more_than") and high == low
    return Quantity(NOWHERE, low, None if is_open else high, whole, unit, role, bound)


def _check_numbers(words: str, low: float, high: float, whole: float) -> None:
    if not low <= high <= whole:
        raise FigureError(f"“{words}”: the second number is less than the first.")
    if whole > LARGEST:
        raise FigureError(f"“{words}” is more than any report counts.")


def _with_digits(words: str) -> str:
    """Return a figure with its numbers as plain digits: "1.2 million", "a dozen", "12,500"."""
    parts, at = [], 0
    for numeral in find_numerals(words):
        said = words[numeral.start : numeral.end]
        if numeral.high is None or numeral.kind in ("vague", "fraction"):
            raise FigureError(f"“{words}”: “{said}” is no number. Write “over 20”, “up to 20”.")
        if numeral.dotted is not None:
            raise FigureError(f"“{words}”: “{said}” may be two numbers. Write 1,200 or 1.2.")
        before = words[at : numeral.start]
        sign = before.rstrip()[-1:]
        parts += [before.rstrip()[:-1] if sign in currency_signs() else before]
        parts += [f"{numeral.low:.15g}"]
        if sign in currency_signs():
            parts += [f" {currency_signs()[sign]} "]
        at = numeral.end
    return "".join([*parts, words[at:]]).strip()


def _is_known(unit: str, text: str) -> bool:
    """Return whether a unit is a measure, a noun of the lexicon, or in a text in lower case."""
    nouns = {noun for held in noun_classes().values() for noun in held} | PLURALS.keys()
    *before, last = unit.split()
    if NO_UNIT & {*before, last}:
        return False
    if unit in measure_units() or {unit, last} & (nouns | unit_classes().keys()):
        return True
    forms = (unit, _plural(unit))
    return any(re.search(rf"(?<!\w){re.escape(each)}(?!\w)", text) for each in forms)


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

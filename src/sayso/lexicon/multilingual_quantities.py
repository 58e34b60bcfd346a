"""Words of quantities in languages that are read without a parser: a folder of tables for each."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, cast

from sayso.lexicon.inflected import InflectedPhrases, folded
from sayso.lexicon.quantities import is_a, noun_classes, role_of
from sayso.lexicon.table import listed, rows
from sayso.record import Bound

UNKNOWN = "?"
"""What a noun counts that no table has."""

PERSONAL = frozenset({"killed", "injured", "hospitalised", "abducted"})
"""What happens to persons alone, so that a noun that no table has names persons."""

NO_ROLE = ""
"""What words say that end a list and name nothing that happened: "two battles go on"."""

NumeralKind = Literal[
    "one", "small", "people", "scale", "scales", "part", "some", "times", "ending"
]
UnitKind = Literal["noun", "people", "name", "piece"]


@dataclass(frozen=True, slots=True)
class NumberWord:
    """A number word: its value, and how it goes together with others.

    one: counts only before what it counts. small: adds up with others ("сто двадцать пять").
    people: counts persons where no noun follows. scale: multiplies what is before it, and is one
    of it alone. scales: multiplies; alone it is open above ("сотни"). part: multiplies the scale
    after it ("полторы тысячи"). some: makes a scale open ("несколько сотен"). times: how often.
    ending: letters after a hyphen that make no ordinal of digits ("453-ма").
    """

    kind: NumeralKind
    value: float


@dataclass(frozen=True, slots=True)
class UnitWord:
    """What is counted, in English; `kind` is that of quantity_units.tsv."""

    unit: str
    kind: UnitKind


@dataclass(frozen=True, slots=True)
class RoleWord:
    """What a phrase says of the counted: `word` at a `place` of the English table of roles.

    `counted` are classes of things, units or "any", all of which must fit; without a word there
    is no role.
    """

    word: str
    place: str
    counted: tuple[str, ...]


@lru_cache
def numerals(code: str) -> dict[str, tuple[NumberWord, ...]]:
    """Return the number words of a language, folded, with their values."""
    table: defaultdict[str, list[NumberWord]] = defaultdict(list)
    orders: set[str] = set()
    plurals = _plural_scales(code)
    for sort, value, forms in rows(f"{code}/numerals.tsv"):
        if (sort, value) == ("ending", "order"):
            orders.update(listed(forms))
        for form in map(folded, listed(forms)):
            numeral = _numeral(sort, value, form in plurals)
            if numeral is not None:
                table[form].append(numeral)
    return {
        form: tuple(each for each in numbers if each.kind != "ending" or form not in orders)
        for form, numbers in table.items()
    }


SORTS: dict[str, NumeralKind] = {
    "cardinal": "small",
    "collective": "people",
    "scale": "scale",
    "times": "times",
}
LONGEST_PART = 2.0
"""Fractions below it multiply the scale behind them; "полтораста" is a number."""

PLURALS = 2.0
"""How many a plural scale is at least in the table: "сотни" is 200."""

FEW = 2.0
"""The value of "несколько" and "пара" in the table."""


def _plural_scales(code: str) -> frozenset[str]:
    """Return the scales that are open when alone: "сотни", "десятки"."""
    return frozenset(
        folded(form)
        for sort, value, forms in rows(f"{code}/numerals.tsv")
        if sort == "vague" and _is_scale(float(value) / PLURALS)
        for form in listed(forms)
    )


def _is_scale(value: float) -> bool:
    return value in (10, 100, 1000, 1_000_000)


def _numeral(sort: str, value: str, plural: bool) -> NumberWord | None:
    """Return how a form of the table of numerals is read; None for one that is read elsewhere."""
    if sort == "ending":
        return NumberWord("ending", 0.0) if value == "count" else None
    if sort in ("joined", "decimal", "thousands"):
        return None
    amount = float(value)
    if sort == "fraction":
        return NumberWord("part" if amount < LONGEST_PART else "small", amount)
    if sort == "vague":
        return _vague(amount)
    if sort == "scale" and plural:
        return None
    return NumberWord("one" if sort == "cardinal" and amount == 1 else SORTS[sort], amount)


def _vague(amount: float) -> NumberWord | None:
    """Return how a number that is meant roughly is read: "сотни", "несколько", "полсотни"."""
    if _is_scale(amount / PLURALS):
        return NumberWord("scales", amount / PLURALS)
    if amount == FEW:
        return NumberWord("some", amount)
    return NumberWord("small", amount) if amount >= SMALLEST_VAGUE else None


SMALLEST_VAGUE = 50.0
"""Vague words below it ("много", "кільканадцять") give no figure."""


@lru_cache
def units(code: str) -> InflectedPhrases[UnitWord]:
    """Return what is counted in a language."""
    return InflectedPhrases(
        (phrase, UnitWord(unit, cast(UnitKind, kind)))
        for unit, kind, phrases in rows(f"{code}/quantity_units.tsv")
        for phrase in listed(phrases)
    )


@lru_cache
def measures(code: str) -> InflectedPhrases[str]:
    """Return measures and currencies in a language, with the unit of the record."""
    return InflectedPhrases(
        (phrase, unit)
        for unit, phrases in rows(f"{code}/quantity_measures.tsv")
        for phrase in listed(phrases)
    )


@lru_cache
def bounds(code: str, where: str) -> InflectedPhrases[str]:
    """Return the phrases that stand "before" or "after" a figure, with the bound that they set."""
    return InflectedPhrases(
        (phrase, bound)
        for bound, place, phrases in rows(f"{code}/quantity_bounds.tsv")
        if place == where and bound not in ("from", "to", "grown")
        for phrase in listed(phrases)
    )


@lru_cache
def range_words(code: str, kind: str) -> InflectedPhrases[str]:
    """Return the words of both ends of a range, "from" and "to", and those that "grown" names."""
    return InflectedPhrases(
        (phrase, bound)
        for bound, _, phrases in rows(f"{code}/quantity_bounds.tsv")
        if bound == kind
        for phrase in listed(phrases)
    )


def as_bound(name: str) -> Bound:
    """Return a bound by its name in the table."""
    return cast(Bound, name)


@lru_cache
def words_near(code: str, kind: str) -> InflectedPhrases[str]:
    """Return words of a kind of quantity_not_counts.tsv: label, named, dated, including …"""
    return InflectedPhrases((phrase, kind) for phrase in cells(code, kind))


@lru_cache
def cells(code: str, kind: str) -> tuple[str, ...]:
    """Return what the row of a kind of quantity_not_counts.tsv lists."""
    return next(listed(row[1]) for row in rows(f"{code}/quantity_not_counts.tsv") if row[0] == kind)


@lru_cache
def role_words(code: str) -> InflectedPhrases[RoleWord]:
    """Return the words that say what happened to the counted, by the rows that they stand in."""
    return InflectedPhrases(
        (phrase, RoleWord(word, place, tuple(counted.split(","))))
        for word, place, counted, phrases in rows(f"{code}/quantity_roles.tsv")
        for phrase in listed(phrases)
    )


@lru_cache(maxsize=4096)
def role_from(words: tuple[RoleWord, ...], unit: str | None) -> str | None:
    """Return what the rows of a phrase say happened to the counted; the first that fits wins.

    Where no unit is said, persons are meant by what happens to persons alone. NO_ROLE where a row
    says that it is none.
    """
    for row in words:
        if not all(_counts(counted, unit) for counted in row.counted):
            continue
        if row.word == "-":
            return NO_ROLE
        place, _, meant = row.place.partition(":")
        role = role_of(row.word, place, meant or unit)
        if role is not None and (unit != UNKNOWN or "person" not in row.counted):
            return role
        if unit == UNKNOWN and (role := role_of(row.word, place, None)) in PERSONAL:
            return role
    return None


def _counts(counted: str, unit: str | None) -> bool:
    """Return whether a unit is of what a row counts: a class, a unit, "any", or "!" and a class."""
    if counted.startswith("!"):
        return unit is None or not _counts(counted[1:], unit)
    if counted == "any" or unit == counted:
        return True
    if counted not in noun_classes():
        return False
    return counted == "person" if unit in (None, UNKNOWN) else is_a(unit, counted)

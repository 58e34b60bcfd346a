"""Words that measure, bound and give a role to quantities."""

from __future__ import annotations

from functools import lru_cache
from typing import cast

from sayso.lexicon.places import demonyms
from sayso.lexicon.table import rows
from sayso.record import Bound


def _split(cell: str) -> list[str]:
    return [each for each in cell.split(",") if each]


@lru_cache(maxsize=1)
def measures() -> dict[str, tuple[str, str]]:
    """Return surface to (unit, kind): "kilometres" to ("km", "distance").

    Kinds are percent, distance, area, duration, weight, volume, speed, energy, temperature, other.
    """
    return {
        surface: (unit, kind)
        for unit, kind, surfaces in rows("quantity_measures.tsv")
        for surface in _split(surfaces)
    }


@lru_cache(maxsize=1)
def measure_units() -> frozenset[str]:
    """Return the units that measures and money come in: "km", "percent", "USD"."""
    return frozenset(unit for unit, _ in measures().values()) | set(currency_words().values())


@lru_cache(maxsize=1)
def currency_signs() -> dict[str, str]:
    """Return what stands before an amount of money, to its ISO 4217 code: "€" to "EUR"."""
    return {
        sign: code
        for code, signs, _ in rows("quantity_currencies.tsv")
        for sign in signs.split("|")
    }


@lru_cache(maxsize=1)
def currency_words() -> dict[str, str]:
    """Return what stands after an amount of money, to its ISO 4217 code: "euros" to "EUR"."""
    return {
        word: code for code, _, words in rows("quantity_currencies.tsv") for word in _split(words)
    }


@lru_cache(maxsize=2)
def bounds(where: str) -> dict[str, Bound]:
    """Return phrases that stand "before" or "after" a figure, to the bound that they set."""
    return {
        phrase: cast(Bound, bound)
        for bound, side, phrases in rows("quantity_bounds.tsv")
        if side == where
        for phrase in _split(phrases)
    }


@lru_cache(maxsize=1)
def changes() -> dict[tuple[str, str], str]:
    """Return words of rising and falling by lemma and where the figure stands, to "up" or "down".

    The places are those of quantity_changes.tsv: direct, share, slight, by, of, copula.
    """
    return {
        (word, place): change
        for change, place, words in rows("quantity_changes.tsv")
        for word in _split(words)
    }


@lru_cache(maxsize=1)
def noun_classes() -> dict[str, frozenset[str]]:
    """Return classes of counted nouns by name: incoming, person, life, body, clash, container …"""
    return {name: frozenset(_split(words)) for name, words in rows("quantity_things.tsv")}


@lru_cache(maxsize=1)
def not_counts() -> dict[str, frozenset[str]]:
    """Return kinds of words beside which a number counts nothing: label, one_day, age_before …"""
    return {name: frozenset(_split(words)) for name, words in rows("quantity_not_counts.tsv")}


@lru_cache(maxsize=1)
def _roles() -> dict[tuple[str, str], list[tuple[str, str]]]:
    table: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for word, place, counted, role in rows("quantity_roles.tsv"):
        table.setdefault((word, place), []).append((counted, role))
    return table


@lru_cache(maxsize=1)
def roles() -> frozenset[str]:
    """Return all roles: "killed", "hit_by_debris"."""
    return frozenset(role for held in _roles().values() for _, role in held)


def role_of(word: str, place: str, unit: str | None) -> str | None:
    """Return what `word`, standing at `place` of the counted things, says happened to them.

    `place` is a place of quantity_roles.tsv; `unit` the singular counted noun, None when unsaid:
    then it may be persons.
    """
    for counted, role in _roles().get((word, place), ()):
        if counted == "any" or is_a(unit, counted) or (unit is None and counted == "person"):
            return role
    return None


@lru_cache(maxsize=1)
def _peoples() -> frozenset[str]:
    """Return singular words for people of a country: "afghan"; they are countable as persons."""
    return frozenset(demonyms())


def is_a(unit: str | None, name: str) -> bool:
    """Return whether the counted noun belongs to the class; aircraft count as incoming when
    unmanned.
    """
    if unit is None:
        return False
    words = noun_classes()[name]
    if name == "person" and unit in _peoples():
        return True
    return unit in words or unit.rsplit(" ", 1)[-1] in words


@lru_cache(maxsize=1)
def irregular_plurals() -> dict[str, str]:
    """Return plurals with their singulars where no rule does; "aircraft" stands with itself."""
    return {row[0]: row[1] for row in rows("quantity_plurals.tsv")}


def singular(noun: str) -> str:
    """Return the singular of a plural noun, lower case: "Drones" to "drone", "servicemen" to
    "serviceman".

    A noun that is singular already comes back as it is, where its ending shows it.
    """
    noun = noun.lower()
    for length in (len(noun), 8, 5, 3):
        single = irregular_plurals().get(noun[-length:]) if length <= len(noun) else None
        if single is not None and (length == len(noun) or length != 5 or noun[-5:] == "women"):
            return noun[:-length] + single
    if noun.endswith("ies") and len(noun) > 4:
        return noun[:-3] + "y"
    if noun.endswith(("sses", "xes", "ches", "shes", "zzes")):
        return noun[:-2]
    if noun.endswith("is") and noun[:-1] in _peoples():
        return noun[:-1]
    if noun.endswith("s") and not noun.endswith(("ss", "us", "is")):
        return noun[:-1]
    return noun


def is_plural(noun: str) -> bool:
    """Return whether a noun may stand after a number above one: a plural, or the same in both."""
    noun = noun.lower()
    return singular(noun) != noun or noun in irregular_plurals()

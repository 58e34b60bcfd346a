"""Countries and territories: their codes, names, peoples and seats of government."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from sayso.lexicon.table import listed, rows


@dataclass(frozen=True, slots=True)
class Country:
    """A row of `countries.tsv`; `point` is (latitude, longitude) inside it, or None.

    `code` is ISO 3166-1 alpha-3, `alpha2` what GeoNames goes by. `names` are those beside the one
    in GeoNames; `other_names` mean its government or a forerunner, and no country of that name now.
    """

    code: str
    alpha2: str
    point: tuple[float, float] | None
    names: tuple[str, ...]
    people: tuple[str, ...]
    seats: tuple[str, ...]
    other_names: tuple[str, ...]


@lru_cache(maxsize=1)
def countries() -> tuple[Country, ...]:
    """Return all countries and territories with an ISO 3166 code, and Kosovo as XKX."""
    return tuple(
        Country(
            code,
            alpha2,
            None if latitude == "-" else (float(latitude), float(longitude)),
            *map(listed, words),
        )
        for code, alpha2, latitude, longitude, *words in rows("countries.tsv")
    )


@lru_cache(maxsize=1)
def country_names() -> dict[str, str]:
    """Return the first English name of each country by its alpha-3 code."""
    return {country.code: country.names[0] for country in countries() if country.names}


UNIONS = {"EUR": "European Union", "UNO": "United Nations", "IGO": "international bodies"}
"""Codes of sides that are no countries."""


def side_name(side: str) -> str:
    """Return a side as readers know it: that of a country's code by its name, others unchanged."""
    return country_names().get(side) or UNIONS.get(side, side)


@lru_cache(maxsize=1)
def _codes() -> dict[str, str]:
    return {country.alpha2: country.code for country in countries()}


def alpha3(alpha2: str | None) -> str | None:
    """Return the ISO 3166-1 alpha-3 code of a country by its alpha-2 code: "UA" to "UKR"."""
    return _codes().get(alpha2) if alpha2 else None


@lru_cache(maxsize=1)
def adjectives() -> frozenset[str]:
    """Return the adjectives of countries: "Ukrainian", but not the people "Ukrainians"."""
    return frozenset(
        word for country in countries() for word in country.people if not word.endswith("s")
    )


@lru_cache(maxsize=1)
def names_of_countries() -> frozenset[str]:
    """Return all names of countries and of their seats of government, casefolded."""
    return frozenset(_codes_by_name())


@lru_cache(maxsize=1)
def _codes_by_name() -> dict[str, str]:
    return {
        name.casefold(): country.code
        for country in countries()
        for name in (*country.names, *country.seats, *country.other_names)
    }


def code_of_name(name: str) -> str | None:
    """Return the alpha-3 code of the country of this name; None where it is none's."""
    return _codes_by_name().get(name.casefold().removeprefix("the "))

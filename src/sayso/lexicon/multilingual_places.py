"""Tables about places of languages that have folders of their own: endings, names, words beside."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from sayso.lexicon.table import listed, rows

NO_ENDING = "0"


@dataclass(frozen=True, slots=True)
class ListedPlace:
    """A place by its names in a language: a country's alpha-2 code or what a gazetteer calls it.

    `geonameid` is None for a country, and for what Sayso knows by itself.
    """

    names: tuple[str, ...]
    country: str | None = None
    entry: str = ""
    geonameid: int | None = None


Endings = dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class PlaceTables:
    """What a language's folder says about places.

    `endings` leads endings of case forms to those of nominatives, `adjective_endings` those of
    adjectives to the masculine nominative, `adjectives` endings of these to those of the names that
    they are made of. `known` are countries, regions and areas,
    `cities` those of countries that write in other letters. `peoples` leads beginnings of words to
    the country that they speak for.
    """

    endings: Endings
    adjective_endings: Endings
    adjectives: Endings
    words: dict[str, frozenset[str]]
    known: tuple[ListedPlace, ...]
    cities: tuple[ListedPlace, ...]
    peoples: tuple[tuple[str, str], ...]
    abbreviations: dict[str, str]


def _endings(name: str) -> Endings:
    table: dict[str, dict[str, None]] = {}
    for ending, bases in rows(name):
        plain = "" if ending == NO_ENDING else ending
        kept = table.setdefault(plain, {})
        kept.update(dict.fromkeys("" if base == NO_ENDING else base for base in listed(bases)))
    return {ending: tuple(bases) for ending, bases in table.items()}


def _in_gazetteer(name: str) -> tuple[ListedPlace, ...]:
    return tuple(
        ListedPlace(listed(names), entry=entry, geonameid=None if number == "-" else int(number))
        for entry, number, names in rows(name)
    )


@lru_cache(maxsize=16)
def place_tables(code: str) -> PlaceTables:
    """Return the tables of the language `code`.

    Raises FileNotFoundError when the language has no such tables.
    """
    countries = tuple(
        ListedPlace(listed(names), country=country)
        for country, names in rows(f"{code}/place_countries.tsv")
    )
    groups = {name: listed(cell) for name, cell in rows(f"{code}/place_words.tsv")}
    return PlaceTables(
        endings=_endings(f"{code}/place_endings.tsv"),
        adjective_endings=_endings(f"{code}/place_adjective_endings.tsv"),
        adjectives=_endings(f"{code}/place_adjectives.tsv"),
        words={name: frozenset(cell) for name, cell in groups.items()},
        known=(*countries, *_in_gazetteer(f"{code}/place_regions.tsv")),
        cities=_in_gazetteer(f"{code}/place_cities.tsv"),
        peoples=tuple((start, country) for start, country in rows(f"{code}/place_peoples.tsv")),
        abbreviations={
            short: whole
            for short, _, whole in (each.partition(":") for each in groups["abbreviations"])
        },
    )

"""Tables about places: demonyms, regions, areas, words beside names."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from sayso.lexicon.countries import countries
from sayso.lexicon.table import listed, rows


@dataclass(frozen=True, slots=True)
class RegionRow:
    """A first- or second-level region of `place_regions.tsv`; `code` is as in "US.LA.079"."""

    code: str
    geonameid: int
    level: int
    name: str
    latitude: float
    longitude: float
    population: int
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AreaRow:
    """A sea, continent or well-known area of `place_areas.tsv`."""

    name: str
    names: tuple[str, ...]
    geonameid: int | None
    latitude: float
    longitude: float
    kind: str
    country: str | None


@dataclass(frozen=True, slots=True)
class FacilityRow:
    """A facility of `place_facilities.tsv`; `town` is the GeoNames id of the town it is put at."""

    name: str
    names: tuple[str, ...]
    town: int


@dataclass(frozen=True, slots=True)
class Theatre:
    """Where a conflict is fought: its countries (ISO 3166 alpha-2) and points on a map.

    A point is (latitude, longitude) in degrees and speaks for `reach` kilometres around it.
    """

    name: str
    countries: frozenset[str]
    reach: float
    points: tuple[tuple[float, float], ...]


def regions() -> tuple[RegionRow, ...]:
    """Return regions, first and second level.

    Not cached: only building a gazetteer pack needs them.
    """
    return tuple(
        RegionRow(
            code=row[0],
            geonameid=int(row[1]),
            level=int(row[2]),
            name=row[3],
            latitude=float(row[4]),
            longitude=float(row[5]),
            population=int(row[6]),
            names=listed(row[7]) if len(row) > 7 else (),
        )
        for row in rows("place_regions.tsv")
    )


def areas() -> tuple[AreaRow, ...]:
    """Return seas, continents and well-known areas."""
    return tuple(
        AreaRow(
            name,
            listed(names),
            None if geonameid == "-" else int(geonameid),
            float(latitude),
            float(longitude),
            kind,
            None if country == "-" else country,
        )
        for name, names, geonameid, latitude, longitude, kind, country in rows("place_areas.tsv")
    )


def facilities() -> tuple[FacilityRow, ...]:
    """Return facilities that are known by name, with their towns."""
    return tuple(
        FacilityRow(name, listed(names), int(town))
        for name, names, _, _, town in rows("place_facilities.tsv")
    )


@lru_cache(maxsize=1)
def theatres() -> tuple[Theatre, ...]:
    """Return the theatres of conflicts, from `place_theatres.tsv`."""
    return tuple(
        Theatre(
            name, frozenset(listed(countries)), float(reach), tuple(map(_point, listed(points)))
        )
        for name, countries, reach, points in rows("place_theatres.tsv")
    )


def _point(cell: str) -> tuple[float, float]:
    latitude, _, longitude = cell.partition(",")
    return float(latitude), float(longitude)


@lru_cache(maxsize=1)
def demonyms() -> dict[str, str]:
    """Return demonyms in lower case to ISO 3166 alpha-2: "ukrainian" and "ukrainians" to "UA"."""
    codes: dict[str, str] = {}
    for country in countries():
        for word in country.people:
            codes.setdefault(word.lower(), country.alpha2)
            codes.setdefault(word.lower() + "s", country.alpha2)
    return codes


@lru_cache(maxsize=1)
def peoples() -> dict[str, str]:
    """Return adjectives and peoples of areas, in lower case, to the area: "kurds" to
    "Kurdistan".
    """
    areas: dict[str, str] = {}
    for word, area in rows("place_peoples.tsv"):
        areas[word.lower()] = areas[word.lower() + "s"] = area
    return areas


@lru_cache(maxsize=1)
def armed_groups() -> dict[str, tuple[tuple[str, str], ...]]:
    """Return names of armed groups by their first word, each with its country (ISO 3166 alpha-2).

    "Arakan" gives (("Arakan Army", "MM"),). Names of two letters say too little.
    """
    alpha2 = {country.code: country.alpha2 for country in countries()}
    by_word: dict[str, list[tuple[str, str]]] = {}
    for names, kind, country, *_ in rows("actor_bodies.tsv"):
        if kind == "armed_group" and country in alpha2:
            for name in listed(names):
                if len(name) > 2:
                    by_word.setdefault(name.split()[0], []).append((name, alpha2[country]))
    return {first: tuple(group) for first, group in by_word.items()}


@lru_cache(maxsize=1)
def public_surnames() -> frozenset[str]:
    """Return the last names of people in public life, in lower case: some are villages as well."""
    named = (name for row in rows("actor_people.tsv") for name in listed(row[0]))
    return frozenset(name.split()[-1].lower() for name in named)


@lru_cache(maxsize=16)
def words(group: str) -> frozenset[str]:
    """Return the words of one group of `place_words.tsv`: "facility", "region", "never" …

    Raises KeyError when there is no such group.
    """
    groups = {name: listed(cell) for name, cell in rows("place_words.tsv")}
    return frozenset(groups[group])


@lru_cache(maxsize=1)
def abbreviations() -> dict[str, str]:
    """Return press forms of states and provinces to their region code: "Va." to "US.VA"."""
    return {form: code for code, forms in rows("place_abbreviations.tsv") for form in listed(forms)}


def press_names() -> dict[int, tuple[str, ...]]:
    """Return GeoNames ids of towns to the names that English-language press gives them: Kyiv to
    Kiev.
    """
    by_id: dict[int, tuple[str, ...]] = {}
    for name, _, geonameid in rows("place_press_names.tsv"):
        by_id[int(geonameid)] = (*by_id.get(int(geonameid), ()), name)
    return by_id


def press_names_of_regions() -> dict[str, tuple[str, ...]]:
    """Return region codes to the names that English-language press gives them: RU.42 to
    Leningrad.
    """
    return {code: listed(names) for code, names in rows("place_region_names.tsv")}


@lru_cache(maxsize=1)
def feature_kinds() -> dict[str, str]:
    """Return GeoNames feature codes that packs keep to kinds of places: "PPL" to "city"."""
    return dict(rows("place_features.tsv"))

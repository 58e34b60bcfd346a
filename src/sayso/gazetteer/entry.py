"""A place that a gazetteer knows."""

from __future__ import annotations

from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt

from sayso.record import PlacePrecision

EARTH = 12_742.0
"""Kilometres: twice the mean radius."""

SETTLED = frozenset({"city", "capital"})
REGIONS = frozenset({"region", "district"})

PRECISIONS: dict[str, PlacePrecision] = {
    "city": "town",
    "capital": "town",
    "facility": "exact",
    "district": "district",
    "region": "region",
    "area": "region",
    "country": "country",
}
"""How precisely kinds of places are placed; of what is wide, a sea or a river, nothing is known."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One place under one of its names.

    `geonameid` is None for an area that Sayso knows by itself. `country` is ISO 3166 alpha-2,
    `admin1` the GeoNames code of the first-level region. `kind` is country, region (first level),
    district (second), capital, city, continent, sea, area, lake, river, canal, facility.
    `main` says that the name asked for is its own, not an alternate one.
    """

    geonameid: int | None
    name: str
    latitude: float
    longitude: float
    country: str | None
    admin1: str | None
    population: int
    kind: str
    main: bool = True

    @property
    def point(self) -> tuple[float, float]:
        return (self.latitude, self.longitude)


def precision_of(entry: Entry) -> PlacePrecision:
    """Return how precisely an entry is placed; a facility of our table stands at its town."""
    if entry.kind == "facility" and entry.geonameid is None and not entry.population:
        return "town"
    return PRECISIONS.get(entry.kind, "unknown")


def distance(first: tuple[float, float], second: tuple[float, float]) -> float:
    """Return kilometres between two points given as (latitude, longitude) in degrees, on a
    sphere.
    """
    up, across = radians(second[0] - first[0]) / 2, radians(second[1] - first[1]) / 2
    arc = sin(up) ** 2 + cos(radians(first[0])) * cos(radians(second[0])) * sin(across) ** 2
    return EARTH * asin(sqrt(min(1.0, arc)))

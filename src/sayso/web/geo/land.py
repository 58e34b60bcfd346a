"""Outlines of land, without a border in them (Natural Earth, public domain)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from sayso.lexicon.table import rows

Point = tuple[float, float]
"""Longitude and latitude in degrees."""

Ring = npt.NDArray[np.float64]
"""Points, a row each: x and y, or longitude and latitude. The first is not repeated at the end.
"""


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
        """Return the points of the ring, decoded, the first not repeated at the end."""
        return decoded(self.points)

    def meets(self, south: float, north: float, west: float, east: float) -> bool:
        """Return whether any of it may lie within a box."""
        return self.west < east and self.east > west and self.south < north and self.north > south


@lru_cache(maxsize=1)
def outlines() -> tuple[Outline, ...]:
    """Return all outlines of `land.tsv`, the largest first."""
    return tuple(
        Outline(float(west), float(south), float(east), float(north), lake == "yes", points)
        for west, south, east, north, lake, points in rows("land.tsv")
    )


def coarse(step: float) -> tuple[tuple[Outline, Ring], ...]:
    """Return outlines with rings thinned by `step` degrees, 0 for all points.

    What is smaller than two of them is left out.
    """
    kept = []
    for outline in outlines():
        if max(outline.east - outline.west, outline.north - outline.south) < 2 * step:
            continue
        ring = thinned(np.array(outline.ring()), step)
        if len(ring) > 2:
            kept.append((outline, ring))
    return tuple(kept)


def thinned(points: Ring, step: float) -> Ring:
    """Return the first of each run of points in one cell of a grid as wide as `step`."""
    if not step or len(points) < 2:
        return points
    cells = np.floor(points / step)
    kept: Ring = points[np.append(True, np.any(cells[1:] != cells[:-1], axis=1))]
    return kept


@lru_cache(maxsize=4096)
def decoded(letters: str) -> tuple[Point, ...]:
    """Return an encoded polyline of hundredths of a degree: five bits a letter, differences,
    zigzag.
    """
    points: list[Point] = []
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
            points.append((x / 100, y / 100))
            steps.clear()
    return tuple(points[:-1] if len(points) > 1 and points[0] == points[-1] else points)

"""Outlines of land, without a border in them (Natural Earth, public domain).

How coasts are thinned was decided when the table was made (tools/outlines.py): each point says up
to which of STEPS it stays.
"""

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


STEPS = (0.0, *(2.0 ** (half / 2) for half in range(-12, 2)))
"""Degrees of the coarsest detail of a coast that a map shows: of a town with what lies around it,
up to the earth. At 0 all points are there; the next steps leave out what no map shows finer."""

FIRST_LETTER = 48


@dataclass(frozen=True, slots=True)
class Outline:
    """A ring: the coast of a land, or of a lake in it. Its box is in degrees.

    `levels` has, for each point, a letter that counts from FIRST_LETTER: the last of STEPS at which
    the point is there.
    """

    west: float
    south: float
    east: float
    north: float
    lake: bool
    points: str
    levels: str

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
        Outline(float(west), float(south), float(east), float(north), lake == "yes", *drawn)
        for west, south, east, north, lake, *drawn in rows("land.tsv")
    )


def coarse(level: int) -> tuple[tuple[Outline, Ring], ...]:
    """Return outlines with the points that they have at a level, a number in STEPS.

    What is smaller than two of its steps is left out.
    """
    kept = []
    for outline in outlines():
        if max(outline.east - outline.west, outline.north - outline.south) < 2 * STEPS[level]:
            continue
        levels = np.frombuffer(outline.levels.encode(), dtype=np.uint8)
        ring = np.array(outline.ring())[levels >= FIRST_LETTER + level]
        if len(ring) > 2:
            kept.append((outline, ring))
    return tuple(kept)


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

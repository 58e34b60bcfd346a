"""A part of the earth on a drawing: where a place comes to lie, the grid, the scale, the land."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from sayso.lexicon.land import Point, coarse, thinned

KM_PER_DEGREE = 111.32
EDGE = 26.0
LEAST_SPAN = 2.4
"""Degrees that a map shows at the least: a single town is seen with what lies around it."""

FINEST = 1.0
"""Units of a drawing nearer than which two points of a coast are drawn as one."""

DATA_STEP = 0.02
"""Degrees between which the outlines have no more points to leave out."""

BEYOND = 4.0
"""Units by which land is drawn past the edge, so that the cut of it is not seen."""


@dataclass(frozen=True, slots=True)
class Box:
    """Degrees: what is to be seen."""

    south: float
    north: float
    west: float
    east: float


@dataclass(frozen=True, slots=True)
class Frame:
    """An equidistant projection around the middle latitude of what is shown."""

    south: float
    north: float
    west: float
    east: float
    per_degree: float
    shrink: float
    width: float
    height: float

    @staticmethod
    def around(box: Box, size: tuple[float, float]) -> Frame:
        """The frame of a `size` that shows all of the box."""
        width, height = size
        middle = (box.south + box.north) / 2
        shrink = max(0.2, math.cos(math.radians(middle)))
        tall = max(box.north - box.south, LEAST_SPAN) * 1.12
        broad = max((box.east - box.west) * shrink, LEAST_SPAN * width / height) * 1.12
        per_degree = min((height - 2 * EDGE) / tall, (width - 2 * EDGE) / broad)
        half_tall, half_broad = height / 2 / per_degree, width / 2 / per_degree / shrink
        centre = (box.west + box.east) / 2
        return Frame(
            middle - half_tall, middle + half_tall, centre - half_broad, centre + half_broad,
            per_degree, shrink, width, height,
        )  # fmt: skip

    def point(self, latitude: float, longitude: float) -> tuple[float, float]:
        """Where a place lies on the drawing."""
        x = (longitude - self.west) * self.shrink * self.per_degree
        return round(x, 1), round((self.north - latitude) * self.per_degree, 1)

    def lines(self, across: bool) -> list[tuple[float, str]]:
        """Meridians, or parallels, at round degrees: where, and what they are called."""
        begin, end = (self.west, self.east) if across else (self.south, self.north)
        sizes = (0.1, 0.25, 0.5, 1, 2, 5, 10, 20, 30)
        step = next((each for each in sizes if (end - begin) / each <= 5), 60)
        found = []
        degree = math.ceil(max(begin, -180 if across else -85) / step) * step
        while degree <= min(end, 180 if across else 85):
            x, y = self.point(degree if not across else self.north, degree)
            names = ("E", "W") if across else ("N", "S")
            told = f"{abs(degree):.10g}° {names[degree < 0]}" if round(degree, 6) else "0°"
            found.append((x if across else y, told))
            degree = round(degree + step, 6)
        return found

    def scale(self) -> tuple[float, str]:
        """How long a round distance is on the drawing."""
        most = self.width * 0.3 / self.per_degree * KM_PER_DEGREE
        sizes = [base * 10**power for power in range(5) for base in (1, 2, 5)]
        km = max((each for each in sizes if each <= most), default=1)
        return round(km / KM_PER_DEGREE * self.per_degree, 1), f"{km:,} km"


@lru_cache(maxsize=256)
def land_path(frame: Frame) -> str:
    """The land within a frame as the `d` of an SVG path, lakes left out by the even-odd rule."""
    past = BEYOND / frame.per_degree
    south, north = frame.south - past, frame.north + past
    west, east = frame.west - past / frame.shrink, frame.east + past / frame.shrink
    step = FINEST / frame.per_degree
    # Powers of two, so that many maps share a thinning; what is drawn is thinned once more.
    finest = 2.0 ** math.floor(math.log2(step)) if step >= DATA_STEP else 0.0
    parts = []
    for outline, ring in coarse(finest):
        if not outline.meets(south, north, west, east):
            continue
        if not (south < outline.south and outline.north < north
                and west < outline.west and outline.east < east):  # fmt: skip
            ring = tuple(clipped(ring, (west, south, east, north)))
        drawn = thinned((frame.point(latitude, longitude) for longitude, latitude in ring), FINEST)
        if len(drawn) > 2:
            first, *rest = drawn
            parts.append(f"M{first[0]:g} {first[1]:g}L" + " ".join(f"{x:g} {y:g}" for x, y in rest))
    return "Z".join(parts) + "Z" if parts else ""


def clipped(ring: Sequence[Point], box: tuple[float, float, float, float]) -> list[Point]:
    """What of a ring lies in a box of west, south, east, north (Sutherland and Hodgman, 1974)."""
    points = _nearer(ring, box)
    for axis, limit, least in ((0, box[0], 1), (1, box[1], 1), (0, box[2], -1), (1, box[3], -1)):
        points = _cut(points, axis, limit, least)
    return points


def _nearer(ring: Sequence[Point], box: tuple[float, float, float, float]) -> list[Point]:
    """The ring without the inner points of runs that are all beyond one edge: they show nothing."""
    west, south, east, north = box
    sides = [
        1 if x < west else 2 if x > east else 3 if y < south else 4 if y > north else 0
        for x, y in ring
    ]
    last = len(ring) - 1
    return [
        point
        for at, point in enumerate(ring)
        if not sides[at]
        or not 0 < at < last
        or sides[at - 1] != sides[at]
        or sides[at + 1] != sides[at]
    ]


def _cut(points: Sequence[Point], axis: int, limit: float, least: int) -> list[Point]:
    """What of a ring is on the inner side of one line."""
    found: list[Point] = []
    for at, point in enumerate(points):
        before = points[at - 1]
        inside = (point[axis] - limit) * least >= 0
        if inside != ((before[axis] - limit) * least >= 0):
            share = (limit - before[axis]) / (point[axis] - before[axis])
            other = before[1 - axis] + share * (point[1 - axis] - before[1 - axis])
            found.append((limit, other) if axis == 0 else (other, limit))
        if inside:
            found.append(point)
    return found

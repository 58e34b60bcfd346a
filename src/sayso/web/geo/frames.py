"""A part of the earth on a drawing: where a place comes to lie, the grid, the scale, the land."""

from __future__ import annotations

import math
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from sayso.web.geo.land import STEPS, Outline, Ring, coarse

KM_PER_DEGREE = 111.32
EDGE = 26.0
LEAST_SPAN = 2.4
"""Degrees that a map shows at the least: a single town is seen with what lies around it."""

FINEST = 1.2
"""Units of a drawing that are the finest detail of a coast."""

GRID = 8
"""Lines of a grid that a map is at least as wide as: land is drawn to the next line."""

BEYOND = 4.0
"""Units by which land is drawn past the edge, so that the cut of it is not seen."""


@dataclass(frozen=True, slots=True)
class Extent:
    """Degrees: what is to be seen."""

    south: float
    north: float
    west: float
    east: float


@dataclass(frozen=True, slots=True)
class Projection:
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
    def around(box: Extent, size: tuple[float, float]) -> Projection:
        """Return the frame of a `size` that shows all of the box."""
        width, height = size
        middle = (box.south + box.north) / 2
        shrink = max(0.2, math.cos(math.radians(middle)))
        tall = max(box.north - box.south, LEAST_SPAN) * 1.12
        broad = max((box.east - box.west) * shrink, LEAST_SPAN * width / height) * 1.12
        per_degree = min((height - 2 * EDGE) / tall, (width - 2 * EDGE) / broad)
        half_tall, half_broad = height / 2 / per_degree, width / 2 / per_degree / shrink
        centre = (box.west + box.east) / 2
        return Projection(
            middle - half_tall, middle + half_tall, centre - half_broad, centre + half_broad,
            per_degree, shrink, width, height,
        )  # fmt: skip

    def point(self, latitude: float, longitude: float) -> tuple[float, float]:
        """Return where a place lies on the drawing."""
        x = (longitude - self.west) * self.shrink * self.per_degree
        return round(x, 1), round((self.north - latitude) * self.per_degree, 1)

    def matrix(self) -> str:
        """Return what puts hundredths of a degree, east and north, in their place, as SVG
        has it.
        """
        across = self.shrink * self.per_degree
        return (
            f"matrix({across / 100:.6g} 0 0 {-self.per_degree / 100:.6g}"
            f" {-self.west * across:.6g} {self.north * self.per_degree:.6g})"
        )

    def lines(self, across: bool) -> list[tuple[float, str]]:
        """Return meridians, or parallels, at round degrees: where, and what they are called."""
        begin, end = (self.west, self.east) if across else (self.south, self.north)
        sizes = (0.1, 0.25, 0.5, 1, 2, 5, 10, 20, 30)
        step = next((each for each in sizes if (end - begin) / each <= 5), 60)
        lines = []
        degree = math.ceil(max(begin, -180 if across else -85) / step) * step
        while degree <= min(end, 180 if across else 85):
            x, y = self.point(degree if not across else self.north, degree)
            names = ("E", "W") if across else ("N", "S")
            words = f"{abs(degree):.10g}° {names[degree < 0]}" if round(degree, 6) else "0°"
            lines.append((x if across else y, words))
            degree = round(degree + step, 6)
        return lines

    def scale(self) -> tuple[float, str]:
        """Return how long a round distance is on the drawing."""
        most = self.width * 0.3 / self.per_degree * KM_PER_DEGREE
        sizes = [base * 10**power for power in range(5) for base in (1, 2, 5)]
        km = max((each for each in sizes if each <= most), default=1)
        return round(km / KM_PER_DEGREE * self.per_degree, 1), f"{km:,} km"


def land_path(*frames: Projection) -> str:
    """Return the land within frames as the `d` of an SVG path, lakes left out by the even-odd rule.

    It is in hundredths of a degree, east and north, so that maps share it: `Frame.matrix` puts it
    in its place. It reaches a little further than the frames.
    """
    past = [BEYOND / each.per_degree for each in frames]
    wanted = list(zip(frames, past, strict=True))
    box = Extent(
        min(each.south - more for each, more in wanted),
        max(each.north + more for each, more in wanted),
        min(each.west - more / each.shrink for each, more in wanted),
        max(each.east + more / each.shrink for each, more in wanted),
    )
    return _land(_level(FINEST / max(each.per_degree for each in frames)), _round(box))


def _round(box: Extent) -> Extent:
    """Return the box with its edges moved out to lines of a grid, so that many maps share their
    land.
    """
    span = max(box.north - box.south, box.east - box.west)
    grid = 2.0 ** math.floor(math.log2(span / GRID))
    return Extent(
        max(-90.0, math.floor(box.south / grid) * grid),
        min(90.0, math.ceil(box.north / grid) * grid),
        max(-180.0, math.floor(box.west / grid) * grid),
        min(180.0, math.ceil(box.east / grid) * grid),
    )


@lru_cache(maxsize=128)
def _land(level: int, box: Extent) -> str:
    west, south, east, north = box.west, box.south, box.east, box.north
    parts = []
    for outline, ring, path in coasts(level):
        if not outline.meets(south, north, west, east):
            continue
        if not (south <= outline.south and outline.north <= north
                and west <= outline.west and outline.east <= east):  # fmt: skip
            path = _path(clipped(ring, (west, south, east, north)))
        parts.append(path)
    return "".join(parts)


def _level(degrees: float) -> int:
    """Return the largest of STEPS that is no larger, so that many maps share a coast."""
    return bisect_right(STEPS, degrees) - 1


@lru_cache(maxsize=len(STEPS))
def coasts(level: int) -> tuple[tuple[Outline, Ring, str], ...]:
    """Return outlines as they are at a level, a number in STEPS, each with its path."""
    return tuple((outline, ring, _path(ring)) for outline, ring in coarse(level))


def _path(ring: Ring) -> str:
    """Return a ring as a closed path of lines, each from where the last one ended; "" for
    nothing.
    """
    if len(ring) < 3:
        return ""
    points = np.rint(ring * 100).astype(np.int64)
    begin, steps = points[0].tolist(), np.diff(points, axis=0).ravel().tolist()
    return f"M{begin[0]} {begin[1]}l{' '.join(map(str, steps))}z"


def clipped(ring: Ring, box: tuple[float, float, float, float]) -> Ring:
    """Return what of a ring lies in a box of west, south, east, north (Sutherland and Hodgman,
    1974).
    """
    points = _nearer(ring, box)
    for axis, limit, least in ((0, box[0], 1), (1, box[1], 1), (0, box[2], -1), (1, box[3], -1)):
        points = _cut(points, axis, limit, least)
    return points


def _nearer(ring: Ring, box: tuple[float, float, float, float]) -> Ring:
    """Return the ring without the inner points of runs that are all beyond one edge: they show
    nothing.
    """
    west, south, east, north = box
    x, y = ring.T
    side = np.select([x < west, x > east, y < south, y > north], [1, 2, 3, 4])
    kept = (side == 0) | (side != np.roll(side, 1)) | (side != np.roll(side, -1))
    return ring[kept] if kept.any() else ring[:0]


def _cut(points: Ring, axis: int, limit: float, least: int) -> Ring:
    """Return what of a ring is on the inner side of one line, with points where it crosses the
    line.
    """
    inside = (points[:, axis] - limit) * least >= 0
    if inside.all():
        return points
    before = np.roll(points, 1, axis=0)
    crossing = inside != np.roll(inside, 1)
    step = points - before
    share = (limit - before[:, axis]) / np.where(crossing, step[:, axis], 1.0)
    met = before + share[:, None] * step
    met[:, axis] = limit
    both = np.stack((met, points), axis=1).reshape(-1, 2)
    kept: Ring = both[np.stack((crossing, inside), axis=1).reshape(-1)]
    return kept

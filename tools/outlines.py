"""Make the table of land outlines from Natural Earth's land polygons, as world-atlas packs them.

npm pack world-atlas@2.0.2 && tar xf world-atlas-2.0.2.tgz
.venv/bin/pip install shapely==2.2.0
.venv/bin/python -m tools.outlines package/land-10m.json src/sayso/lexicon/data/land.tsv

Coasts are thinned here and not by the site: each point says up to which size of a map it is drawn.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from sayso.web.geo.land import FIRST_LETTER, STEPS, decoded

Point = tuple[float, float]

TOLERANCE = 0.028
"""Degrees that a coast may be off: three kilometres, less than a dot of the map at any size."""

DETAIL = 0.5
"""Steps that a coast may be off."""

SMALLEST = 0.004
"""Square degrees of the smallest island kept: about 50 square kilometres."""

AROUND = 360.0
SOUTH = -90.0

HEAD = """\
# Outlines of land: one ring a line, the largest first, coasts and islands together.
# Land only: no border of a country is in it, and none can be drawn from it.
# From Natural Earth (naturalearthdata.com, public domain), 1:10m land, version 4.1.0, as packed by
# world-atlas 2.0.2 (ISC); coasts thinned to 0.028 degrees, islands under 50 square kilometres left
# out; rings cut at the antimeridian. Made by tools/outlines.py.
# west, south, east, north in degrees; whether the ring is a lake in the land; points as an encoded
# polyline of hundredths of a degree, latitude first; for each point a letter from "0" on: up to
# which of the steps of sayso.web.geo.land it stays as the coast is thinned.
# west\tsouth\teast\tnorth\tlake\tpoints\tlevels
"""


def main(source: Path, target: Path) -> None:
    """Write the table."""
    rings = sorted(kept(json.loads(source.read_text())), key=lambda each: -abs(area(each[0])))
    lines = [line(ring, lake) for ring, lake in rings]
    target.write_text(HEAD + "".join(lines), encoding="utf-8")
    points = sum(len(ring) for ring, _ in rings)
    size = target.stat().st_size
    print(f"{len(rings)} rings, {points} points, {size / 1000:.0f} kB in {target}")


def kept(topology: dict[str, Any]) -> list[tuple[list[Point], bool]]:
    """The rings that are large enough, thinned, each with whether it is a lake."""
    arcs = [points_of(arc, topology["transform"]) for arc in topology["arcs"]]
    found = []
    for geometry in topology["objects"]["land"]["geometries"]:
        for polygon in geometry["arcs"]:
            for number, parts in enumerate(polygon):
                whole = thinned(unrolled(joined(parts, arcs)), TOLERANCE)
                for ring in cut(whole):
                    if len(ring) > 3 and abs(area(ring)) >= SMALLEST:
                        found.append((ring, number > 0))
    return found


def points_of(arc: Sequence[Sequence[int]], transform: dict[str, list[float]]) -> list[Point]:
    """The degrees of a quantized, delta-encoded arc of TopoJSON."""
    (wide, tall), (west, south) = transform["scale"], transform["translate"]
    x = y = 0
    found = []
    for step in arc:
        x, y = x + step[0], y + step[1]
        found.append((x * wide + west, y * tall + south))
    return found


def joined(parts: Sequence[int], arcs: Sequence[list[Point]]) -> list[Point]:
    """A ring from its arcs; a negative number is an arc the other way round."""
    ring: list[Point] = []
    for number in parts:
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        ring += arc[1:] if ring else arc
    return ring


def unrolled(ring: Sequence[Point]) -> list[Point]:
    """The ring with no step around the earth: its longitudes may leave -180 to 180."""
    found = [ring[0]]
    for x, y in ring[1:]:
        found.append((x + AROUND * round((found[-1][0] - x) / AROUND), y))
    return found


def cut(ring: Sequence[Point]) -> list[list[Point]]:
    """The parts of an unrolled ring on either side of the antimeridian (RFC 7946, 3.1.9).

    A ring that leads around the earth holds the south pole.
    """
    ends = (ring[-1][0], SOUTH), (ring[0][0], SOUTH), ring[0]
    whole = [*ring, *ends] if abs(ring[-1][0] - ring[0][0]) > AROUND / 2 else list(ring)
    if all(abs(x) <= AROUND / 2 for x, _ in whole):
        return [whole]
    moved = [[(x + shift, y) for x, y in whole] for shift in (-AROUND, 0.0, AROUND)]
    parts = (inside(inside(each, AROUND / 2, -1), -AROUND / 2, 1) for each in moved)
    return [each for each in parts if len(each) > 3]


def inside(ring: Sequence[Point], limit: float, side: int) -> list[Point]:
    """What of a ring is on one side of a meridian, closed (Sutherland and Hodgman, 1974)."""
    found: list[Point] = []
    for (a, b), (x, y) in pairwise(ring):
        if ((a - limit) * side >= 0) != ((x - limit) * side >= 0):
            found.append((limit, b + (limit - a) / (x - a) * (y - b)))
        if (x - limit) * side >= 0:
            found.append((x, y))
    return [*found, found[0]] if found else []


def area(ring: Sequence[Point]) -> float:
    """Square degrees, negative where the ring turns the other way."""
    pairs = zip(ring, [*ring[1:], ring[0]], strict=True)
    return sum(a * d - c * b for (a, b), (c, d) in pairs) / 2


def thinned(line: Sequence[Point], tolerance: float) -> list[Point]:
    """The line without points that lie nearer than `tolerance` (Douglas and Peucker, 1973)."""
    from shapely import LineString

    kept = LineString(line).simplify(tolerance, preserve_topology=False)
    return [(x, y) for x, y in kept.coords]


def levels(ring: Sequence[Point]) -> str:
    """A letter for each point of a closed ring: the last of STEPS at which it is there.

    A coast is thinned from step to step, so that what a step leaves out stays out.
    """
    last = dict.fromkeys(ring, 0)
    left = list(ring)
    for level, step in enumerate(STEPS[1:], 1):
        left = thinned(left, step * DETAIL)
        last.update(dict.fromkeys(left, level))
    return "".join(chr(FIRST_LETTER + last[point]) for point in ring[:-1])


def line(ring: Sequence[Point], lake: bool) -> str:
    """A row of the table."""
    wide, tall = [each[0] for each in ring], [each[1] for each in ring]
    box = (min(wide), min(tall), max(wide), max(tall))
    told = "\t".join(f"{each:.2f}" for each in box)
    points = encoded(ring)
    drawn = decoded(points)
    return f"{told}\t{'yes' if lake else 'no'}\t{points}\t{levels((*drawn, drawn[0]))}\n"


def encoded(ring: Sequence[Point]) -> str:
    """Points as an encoded polyline: differences in hundredths of a degree, five bits a letter."""
    letters = []
    before = (0, 0)
    for x, y in ring:
        now = (round(y * 100), round(x * 100))
        if now == before:
            continue
        for new, old in zip(now, before, strict=True):
            letters.append(_letters(new - old))
        before = now
    return "".join(letters)


def _letters(value: int) -> str:
    rest = ~(value << 1) if value < 0 else value << 1
    found = ""
    while rest >= 0x20:
        found += chr((0x20 | (rest & 0x1F)) + 63)
        rest >>= 5
    return found + chr(rest + 63)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))

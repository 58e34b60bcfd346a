"""Maps that need no script: land, places with their precision, names that run into nothing."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate

from sayso.index.claims import NamedPlace
from sayso.web.geo.frames import EDGE, KM_PER_DEGREE, Extent, Projection, land_path
from sayso.web.geo.labels import Label, Room
from sayso.web.geo.landmarks import towns_within


@dataclass(frozen=True, slots=True)
class MapStyle:
    """How large a map is drawn, and how many of its places have their names beside them."""

    size: tuple[float, float]
    labels: int


SMALL = MapStyle((480.0, 340.0), 14)
WIDE = MapStyle((1000.0, 560.0), 40)
NARROW = MapStyle((400.0, 440.0), 16)
"""An incident's map, and that of all places on a wide and on a narrow page."""

RADII_KM = {"exact": 0.0, "town": 0.0, "district": 18.0, "region": 90.0}
"""How far a place of a precision is drawn to reach: shown as a circle, since no border is drawn."""

SAME_DOT = 3.0
"""Units of a drawing: of all points in a square of this size, the most named is drawn."""

PIN_LETTERS = 12.0
TOWN_LETTERS = 10.0
MOST_TOWNS = 10
MOST_LANDMARKS = 40


@dataclass(frozen=True, slots=True)
class Pin:
    """A place on a map. `radius` is 0 for a point; `size` grows with how many claims name it.

    `under` are places so near to it on the drawing that its dot stands for theirs.
    """

    name: str
    x: float
    y: float
    radius: float
    size: float
    precision: str
    claims: int
    under: int
    label: Label | None


@dataclass(frozen=True, slots=True)
class Town:
    """A large town to find one's way by."""

    x: float
    y: float
    label: Label


@dataclass(frozen=True, slots=True)
class Chart:
    """A map: land and what puts it in its place, pins, towns, lines of the grid, and what has no
    one place or lies far off. `land` is empty where a map beside it has it too. `landmarks` are
    large towns by name, longitude and latitude, for a map with script to choose from."""

    width: float
    height: float
    land: str
    matrix: str
    pins: tuple[Pin, ...]
    towns: tuple[Town, ...]
    meridians: tuple[tuple[float, str], ...]
    parallels: tuple[tuple[float, str], ...]
    wide: tuple[NamedPlace, ...]
    off: tuple[NamedPlace, ...]
    scale: tuple[float, str]
    bounds: Extent
    landmarks: tuple[tuple[str, float, float], ...]


def map_of(spots: Sequence[NamedPlace]) -> Chart | None:
    """Return a map of `spots` that have a place smaller than a country; None when none has."""
    return next(iter(maps_of(spots, (SMALL,))), None)


def maps_of(
    spots: Sequence[NamedPlace], kinds: Sequence[MapStyle] = (WIDE, NARROW), whole: bool = True
) -> tuple[Chart, ...]:
    """Return a map of each kind, as `map_of` makes it; none when no spot has a place.

    The first has the land of them all: in the others it is left empty. Where they are not to show
    the `whole`, they leave out what lies far from where most claims are.
    """
    placed = [each for each in spots if each.precision in RADII_KM]
    if not placed:
        return ()
    near = placed if whole else near_of(placed)
    shown = set(near)
    wide = tuple(each for each in spots if each.precision not in RADII_KM)
    off = tuple(each for each in placed if each not in shown)
    box = bounds_of(near)
    frames = [Projection.around(box, each.size) for each in kinds]
    lands = [land_path(*frames), *("" for _ in frames[1:])]
    return tuple(
        _drawn(near, box, frame, kind.labels, land, (wide, off))
        for frame, kind, land in zip(frames, kinds, lands, strict=True)
    )


def _drawn(
    spots: Sequence[NamedPlace],
    box: Extent,
    frame: Projection,
    labels: int,
    land: str,
    left: tuple[tuple[NamedPlace, ...], tuple[NamedPlace, ...]],
) -> Chart:
    width, height = frame.width, frame.height
    room = Room(width, height)
    length, words = frame.scale()
    room.take((width - 16 - length, height - 38, width, height))
    across, down = frame.lines(across=True), frame.lines(across=False)
    for x, _ in across:
        room.take((x, height - 14, x + 30, height))
    for y, _ in down:
        room.take((0.0, y - 12, 34.0, y))
    pins = _pins(frame, spots, labels, room)
    return Chart(
        width,
        height,
        land,
        frame.matrix(),
        tuple(sorted(pins, key=lambda pin: -pin.radius)),
        tuple(_towns(frame, spots, room)),
        tuple(across),
        tuple(down),
        *left,
        (length, words),
        box,
        _landmarks(frame, spots),
    )


def bounds_of(spots: Sequence[NamedPlace]) -> Extent:
    """Return the degrees that hold all spots with the circles around them."""
    reach = [RADII_KM.get(each.precision, 0.0) / KM_PER_DEGREE for each in spots]
    pairs = list(zip(spots, reach, strict=True))
    return Extent(
        min(each.latitude - r for each, r in pairs),
        max(each.latitude + r for each, r in pairs),
        min(each.longitude - r for each, r in pairs),
        max(each.longitude + r for each, r in pairs),
    )


def _pins(frame: Projection, spots: Sequence[NamedPlace], labels: int, room: Room) -> list[Pin]:
    """Return a pin for each spot; names for the most named, where there is room for them."""
    most = max(each.claims for each in spots)
    placed = []
    dots: Counter[tuple[int, int]] = Counter()
    for place in spots:
        x, y = frame.point(place.latitude, place.longitude)
        size = 2.5 + 3.5 * math.sqrt(place.claims / most)
        radius = RADII_KM[place.precision] / KM_PER_DEGREE * frame.per_degree
        cell = (int(x / SAME_DOT), int(y / SAME_DOT))
        if not radius:
            # Of dots that would cover one another, the first is drawn and has their number.
            dots[cell] += 1
            if dots[cell] > 1:
                continue
            room.keep_free(x, y, size)
        placed.append((place, x, y, size, radius, cell))
    pins: list[Pin] = []
    named: set[str] = set()
    for place, x, y, size, radius, cell in placed:
        label = None
        if len(named) < labels and len(pins) < 4 * labels and place.name not in named:
            label = room.label(place.name, (x, y), 3.0 if radius else size + 3, PIN_LETTERS)
            named |= {place.name} if label else set()
        under = 0 if radius else dots[cell] - 1
        pins.append(
            Pin(place.name, x, y, radius, size, place.precision, place.claims, under, label)
        )
    return pins


KEPT = 0.85
"""Of the claims, the part in the middle by latitude, and by longitude, that a map must show."""


def near_of(spots: Sequence[NamedPlace]) -> list[NamedPlace]:
    """Return the spots where most claims are, less those that lie far from all these."""
    south, north = _middle(spots, lambda each: each.latitude)
    west, east = _middle(spots, lambda each: each.longitude)
    tall, broad = max(3.0, north - south) / 2, max(5.0, east - west) / 2
    return [
        each
        for each in spots
        if south - tall <= each.latitude <= north + tall
        and west - broad <= each.longitude <= east + broad
    ]


def _middle(spots: Sequence[NamedPlace], of: Callable[[NamedPlace], float]) -> tuple[float, float]:
    """Return between which values the middle part of all claims lies."""
    ordered = sorted(spots, key=of)
    rest = sum(each.claims for each in spots) * (1 - KEPT) / 2
    low = next(at for at, held in enumerate(accumulate(e.claims for e in ordered)) if held > rest)
    back = accumulate(each.claims for each in reversed(ordered))
    high = next(at for at, held in enumerate(back) if held > rest)
    return of(ordered[low]), of(ordered[-1 - high])


def _landmarks(
    frame: Projection, placed: Sequence[NamedPlace]
) -> tuple[tuple[str, float, float], ...]:
    own = {each.name for each in placed}
    landmarks = towns_within(frame.south, frame.north, frame.west, frame.east, MOST_LANDMARKS)
    return tuple((name, x, y) for name, y, x in landmarks if name not in own)


def _towns(frame: Projection, placed: Sequence[NamedPlace], room: Room) -> list[Town]:
    """Return large towns, to find one's way by, where their names run into nothing."""
    own = {each.name for each in placed}
    towns: list[Town] = []
    for name, latitude, longitude in towns_within(frame.south, frame.north, frame.west, frame.east):
        x, y = frame.point(latitude, longitude)
        inside = EDGE < x < frame.width - EDGE and EDGE < y < frame.height - EDGE
        label = room.label(name, (x, y), 4.0, TOWN_LETTERS) if inside and name not in own else None
        if label is not None:
            room.keep_free(x, y, 2.0)
            towns.append(Town(x, y, label))
        if len(towns) >= MOST_TOWNS:
            break
    return towns

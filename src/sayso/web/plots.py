"""Geometry for the drawings that templates make: timelines and maps, in plain numbers."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import accumulate

from sayso.actions.desk_index import Spot
from sayso.actions.incident_view import IncidentView
from sayso.actions.landmarks import towns_within

WIDTH, HEIGHT = 480.0, 320.0
EDGE = 26.0
FIRST, LAST = datetime(1, 1, 2, tzinfo=UTC), datetime(9999, 12, 30, tzinfo=UTC)
"""The ends of what a timeline can show: a day within those of the calendar."""

KM_PER_DEGREE = 111.32
RADII_KM = {"exact": 0.0, "town": 0.0, "district": 18.0, "region": 90.0}
"""How far a place of a precision is drawn to reach: told as a circle, since no border is drawn."""

LEAST_SPAN = 0.6
"""Degrees that a map shows at the least: a single town is not blown up to its streets."""


@dataclass(frozen=True, slots=True)
class Pin:
    """A place on a map. `radius` is 0 for a point; `size` grows with how many claims name it."""

    name: str
    x: float
    y: float
    radius: float
    size: float
    precision: str
    claims: int
    labelled: bool
    left: bool


@dataclass(frozen=True, slots=True)
class Chart:
    """A map: pins, towns to find one's way by, lines of the grid, and what has no one place."""

    width: float
    height: float
    pins: tuple[Pin, ...]
    towns: tuple[tuple[str, float, float], ...]
    meridians: tuple[tuple[float, str], ...]
    parallels: tuple[tuple[float, str], ...]
    wide: tuple[Spot, ...]
    off: tuple[Spot, ...]
    scale: tuple[float, str]


def map_of(
    spots: Sequence[Spot],
    labels: int = 14,
    size: tuple[float, float] = (WIDTH, HEIGHT),
    whole: bool = True,
) -> Chart | None:
    """A map of `spots` that have a place smaller than a country; None when none has.

    Where it is not to show the `whole`, it leaves out what lies far from where most claims are.
    """
    placed = [each for each in spots if each.precision in RADII_KM]
    if not placed:
        return None
    near = placed if whole else _near(placed)
    frame = _Frame.around(near, size)
    taken: list[tuple[float, float]] = []
    pins = _pins(frame, near, labels, taken)
    return Chart(
        *size,
        tuple(sorted(pins, key=lambda pin: -pin.radius)),
        tuple(_towns(frame, near, taken)),
        tuple(frame.lines(across=True)),
        tuple(frame.lines(across=False)),
        tuple(each for each in spots if each.precision not in RADII_KM),
        tuple(each for each in placed if each not in near),
        frame.scale(),
    )


def _pins(
    frame: _Frame, spots: Sequence[Spot], labels: int, taken: list[tuple[float, float]]
) -> list[Pin]:
    """A pin for each spot, the most named first; labels only where there is room for them."""
    most = max(each.claims for each in spots)
    pins: list[Pin] = []
    for each in spots:
        x, y = frame.point(each.latitude, each.longitude)
        radius = RADII_KM[each.precision] / KM_PER_DEGREE * frame.per_degree
        left = x > frame.width * 0.8
        middle = x + (-40 if left else 40)
        room = all(abs(middle - a) > 78 or abs(y - b) > 14 for a, b in taken)
        if named := len(pins) < 4 * labels and len(taken) < labels and room:
            taken.append((middle, y))
        size = 2.5 + 3.5 * math.sqrt(each.claims / most)
        pins.append(Pin(each.name, x, y, radius, size, each.precision, each.claims, named, left))
    return pins


KEPT = 0.85
"""Of the claims, the part in the middle by latitude, and by longitude, that a map must show."""


def _near(spots: Sequence[Spot]) -> list[Spot]:
    """The spots where most claims are, less those that lie far from all these."""
    south, north = _middle(spots, lambda each: each.latitude)
    west, east = _middle(spots, lambda each: each.longitude)
    tall, broad = max(3.0, north - south) / 2, max(5.0, east - west) / 2
    return [
        each
        for each in spots
        if south - tall <= each.latitude <= north + tall
        and west - broad <= each.longitude <= east + broad
    ]


def _middle(spots: Sequence[Spot], of: Callable[[Spot], float]) -> tuple[float, float]:
    """Between which values the middle part of all claims lies."""
    ordered = sorted(spots, key=of)
    rest = sum(each.claims for each in spots) * (1 - KEPT) / 2
    low = next(at for at, held in enumerate(accumulate(e.claims for e in ordered)) if held > rest)
    back = accumulate(each.claims for each in reversed(ordered))
    high = next(at for at, held in enumerate(back) if held > rest)
    return of(ordered[low]), of(ordered[-1 - high])


@dataclass(frozen=True, slots=True)
class _Frame:
    """Part of the earth on the drawing: an equidistant projection around its middle latitude."""

    south: float
    north: float
    west: float
    east: float
    per_degree: float
    shrink: float
    width: float
    height: float

    @staticmethod
    def around(spots: Sequence[Spot], size: tuple[float, float]) -> _Frame:
        width, height = size
        reach = [RADII_KM[each.precision] / KM_PER_DEGREE for each in spots]
        south = min(each.latitude - r for each, r in zip(spots, reach, strict=True))
        north = max(each.latitude + r for each, r in zip(spots, reach, strict=True))
        west = min(each.longitude - r for each, r in zip(spots, reach, strict=True))
        east = max(each.longitude + r for each, r in zip(spots, reach, strict=True))
        middle = (south + north) / 2
        shrink = max(0.2, math.cos(math.radians(middle)))
        tall = max(north - south, LEAST_SPAN) * 1.1
        broad = max((east - west) * shrink, LEAST_SPAN * width / height) * 1.1
        per_degree = min((height - 2 * EDGE) / tall, (width - 2 * EDGE) / broad)
        half_tall, half_broad = height / 2 / per_degree, width / 2 / per_degree / shrink
        centre = (west + east) / 2
        return _Frame(
            middle - half_tall, middle + half_tall, centre - half_broad, centre + half_broad,
            per_degree, shrink, width, height,
        )  # fmt: skip

    def point(self, latitude: float, longitude: float) -> tuple[float, float]:
        x = (longitude - self.west) * self.shrink * self.per_degree
        return round(x, 1), round((self.north - latitude) * self.per_degree, 1)

    def lines(self, across: bool) -> list[tuple[float, str]]:
        """Meridians, or parallels, at round degrees: where, and what they are called."""
        begin, end = (self.west, self.east) if across else (self.south, self.north)
        step = next(
            (each for each in (0.1, 0.25, 0.5, 1, 2, 5, 10, 20, 30) if (end - begin) / each <= 5),
            60,
        )
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


def _towns(
    frame: _Frame, placed: Sequence[Spot], taken: list[tuple[float, float]]
) -> list[tuple[str, float, float]]:
    """Large towns, to find one's way by, where they do not run into labels."""
    own = {each.name for each in placed}
    found = []
    for name, latitude, longitude in towns_within(frame.south, frame.north, frame.west, frame.east):
        x, y = frame.point(latitude, longitude)
        inside = EDGE < x < frame.width - 80 and EDGE < y < frame.height - EDGE
        if name in own or not inside:
            continue
        if any(abs(x + 36 - a) < 84 and abs(y - b) < 15 for a, b in taken):
            continue
        taken.append((x + 36, y))
        found.append((name, x, y))
        if len(found) >= 9:
            break
    return found


@dataclass(frozen=True, slots=True)
class Tick:
    """Something on a timeline, in per cent of its width."""

    at: float
    told: str
    row: int
    document: str = ""


@dataclass(frozen=True, slots=True)
class Timeline:
    """When it happened, as told, and when each document told of it."""

    begins: float
    ends: float
    when: str
    open: bool
    reports: tuple[Tick, ...]
    marks: tuple[tuple[float, str], ...]
    rows: int


def timeline(shown: IncidentView) -> Timeline | None:
    """The timeline of an incident; None when nothing on it has a date."""
    incident = shown.incident
    copies = [
        each for origin in shown.origins for each in (origin.first, *origin.copies)
        if each.published is not None
    ]  # fmt: skip
    dated = [(_utc(each.published), each) for each in copies if each.published]
    published = sorted(dated, key=lambda pair: (pair[0], pair[1].document))
    begin = _utc(incident.earliest) if incident.earliest else None
    end = _utc(incident.latest) if incident.latest else begin
    instants = [when for when, _ in published] + [each for each in (begin, end) if each]
    if len(set(instants)) < 2:
        return None
    first, last = min(instants), max(instants)
    pad = max((last - first) * 0.06, timedelta(hours=6))
    first, last = max(first, FIRST + pad) - pad, min(last, LAST - pad) + pad

    def at(when: datetime) -> float:
        return round(100 * ((when - first) / (last - first)), 2)

    ticks: list[Tick] = []
    ends: list[float] = []
    for when, each in published:
        place = at(when)
        row = next((n for n, taken in enumerate(ends) if place - taken > 1.6), len(ends))
        ends[row : row + 1] = [place]
        ticks.append(Tick(place, f"{each.outlet}, {when:%d %b %Y %H:%M} UTC", row, each.document))
    words = ""
    if begin and end:
        words = f"{end:%d %b %Y}"
        if begin.date() != end.date():
            words = f"{begin:%d %b} – {words}"
    return Timeline(
        at(begin) if begin else 0.0,
        at(end) if end else 0.0,
        words,
        begin is None,
        tuple(ticks),
        tuple(_days(first, last)),
        max(1, len(ends)),
    )


def _utc(when: datetime) -> datetime:
    return when if when.tzinfo else when.replace(tzinfo=UTC)


def _days(first: datetime, last: datetime) -> list[tuple[float, str]]:
    """Days to write under a timeline, three or four of them."""
    span = max(1, (last - first).days)
    steps = (1, 2, 5, 10, 30, 90, 180, 365, 1825, 36_500)
    step = next((each for each in steps if span / each <= 4), -(-span // 4))
    day = datetime(first.year, first.month, first.day, tzinfo=UTC) + timedelta(days=1)
    found: list[tuple[float, str]] = []
    for past in range(0, (last - day).days + 1, step):
        when = day + timedelta(days=past)
        place = 100 * ((when - first) / (last - first))
        if 4 < place < 96:
            year = f" {when:%Y}" if step > 30 else ""
            found.append((round(place, 2), f"{when.day} {when:%b}{year}"))
    ends = ((6.0, first), (94.0, last))
    return found or [(at, f"{when.day} {when:%b %H:%M}") for at, when in ends]

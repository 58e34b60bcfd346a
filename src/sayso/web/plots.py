"""Geometry for the drawings that templates make, in per cent: timelines, counts over time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from sayso.index.histograms import DateCount, DateHistogram, DateKind
from sayso.index.search import Filter
from sayso.views.incident import Copy as Telling
from sayso.views.incident import IncidentView, Mark, Plot, Shape

FIRST, LAST = datetime(1, 1, 2, tzinfo=UTC), datetime(9999, 12, 30, tzinfo=UTC)
"""The ends of what a timeline can show: a day within those of the calendar."""

MOST_TIMES = 5
MOST_ROWS = 6
APART = 1.6
"""Per cent of the width that two reports must be apart to stand in one row."""

LEAST_BAR = 0.6
"""Per cent: a moment is still to be seen."""


@dataclass(frozen=True, slots=True)
class Tick:
    """A report on a timeline, in per cent of its width."""

    at: float
    words: str
    row: int
    document: str = ""


@dataclass(frozen=True, slots=True)
class TimeRange:
    """A time that claims name, by its days; None where that end is left open."""

    day: date | None
    until: date | None
    claims: int


@dataclass(frozen=True, slots=True)
class Time:
    """A named time as a bar in per cent; an end that is open runs to the edge."""

    at: float
    width: float
    words: str
    claims: int
    open_before: bool
    open_after: bool


@dataclass(frozen=True, slots=True)
class Timeline:
    """When it happened, and when each document reported it; `whose` says who tells when it did."""

    begins: float
    ends: float
    when: str
    open: bool
    times: tuple[Time, ...]
    off: int
    reports: tuple[Tick, ...]
    marks: tuple[tuple[float, str], ...]
    rows: int
    whose: str = "told"


@dataclass(frozen=True, slots=True)
class _Scale:
    """From one instant to another, in per cent."""

    first: datetime
    last: datetime

    def at(self, when: datetime) -> float:
        return round(100 * ((when - self.first) / (self.last - self.first)), 2)


def timeline(shown: IncidentView, days: Iterable[tuple[str, str]] = ()) -> Timeline | None:
    """Return the timeline of an incident; None when nothing on it has a date.

    `days` are the days, as ISO dates or "", between which each claim says that it was.
    """
    incident = shown.incident
    copies = [each for origin in shown.origins for each in (origin.first, *origin.copies)]
    dated = [(_utc(each.published), each) for each in copies if each.published]
    published = sorted(dated, key=lambda pair: (pair[0], pair[1].document))
    begin = _utc(incident.earliest) if incident.earliest else None
    end = _utc(incident.latest) if incident.latest else begin
    instants = [when for when, _ in published] + [each for each in (begin, end) if each]
    if len(set(instants)) < 2:
        return None
    first, last = min(instants), max(instants)
    pad = max((last - first) * 0.06, timedelta(hours=6))
    scale = _Scale(max(first, FIRST + pad) - pad, min(last, LAST - pad) + pad)
    ticks, rows = _ticks(published, scale)
    times, off = _times(_gathered(days), scale)
    return Timeline(
        scale.at(begin) if begin else 0.0,
        scale.at(end) if end else 0.0,
        span_words(begin.date() if begin else None, end.date() if end else None),
        begin is None,
        times,
        off,
        ticks,
        tuple(_days(scale.first, scale.last)),
        rows,
        f"set by {incident.dated_by}" if incident.dated_by else "told",
    )


def _ticks(
    published: Sequence[tuple[datetime, Telling]], scale: _Scale
) -> tuple[tuple[Tick, ...], int]:
    """Return a dot for each report, in the first row that has room; and how many rows there are."""
    ticks: list[Tick] = []
    ends: list[float] = []
    for when, report in published:
        place = scale.at(when)
        row = next((n for n, taken in enumerate(ends) if place - taken > APART), len(ends))
        ends[row : row + 1] = [place]
        words = f"{report.outlet}, {when:%d %b %Y %H:%M} UTC"
        ticks.append(Tick(place, words, min(row, MOST_ROWS - 1), report.document))
    return tuple(ticks), min(max(1, len(ends)), MOST_ROWS)


def _gathered(days: Iterable[tuple[str, str]]) -> list[TimeRange]:
    """Return the times that claims name, with how many claims name each, the most named first."""
    counts: dict[tuple[str, str], int] = defaultdict(int)
    for pair in days:
        counts[pair] += any(pair)
    ordered = sorted(counts.items(), key=lambda each: (-each[1], each[0]))
    return [TimeRange(_day(day), _day(until), held) for (day, until), held in ordered if held]


def _day(words: str) -> date | None:
    return date.fromisoformat(words) if words else None


def _times(ranges: Sequence[TimeRange], scale: _Scale) -> tuple[tuple[Time, ...], int]:
    """Return bars for the times that lie within the scale, and how many claims name others."""
    bars: list[Time] = []
    off = 0
    for period in ranges:
        begin = scale.at(_instant(period.day)) if period.day else 0.0
        end = scale.at(_instant(period.until) + timedelta(hours=23)) if period.until else 100.0
        if end <= 0 or begin >= 100 or len(bars) == MOST_TIMES:
            off += period.claims
            continue
        begin, end = max(0.0, begin), min(100.0, end)
        width = round(max(LEAST_BAR, end - begin), 2)
        words = span_words(period.day, period.until)
        bars.append(Time(begin, width, words, period.claims, not period.day, not period.until))
    return tuple(sorted(bars, key=lambda bar: (bar.at, bar.width))), off


def _instant(day: date) -> datetime:
    """Return the day's beginning, kept within the ends of what can be shown."""
    when = datetime(day.year, day.month, day.day, tzinfo=UTC)
    return min(max(when, FIRST), LAST)


def span_words(begin: date | None, end: date | None) -> str:
    """Return days in words: "14 Oct 2025", "13 Oct – 14 Oct 2025", "until 14 Oct 2025"."""
    if begin and end:
        last = f"{end:%d %b %Y}"
        return last if begin == end else f"{begin:%d %b} – {last}"
    if begin:
        return f"from {begin:%d %b %Y}"
    return f"until {end:%d %b %Y}" if end else ""


def _utc(when: datetime) -> datetime:
    return when if when.tzinfo else when.replace(tzinfo=UTC)


def _days(first: datetime, last: datetime) -> list[tuple[float, str]]:
    """Return days to write under a timeline, three or four of them."""
    span = max(1, (last - first).days)
    steps = (1, 2, 5, 10, 30, 90, 180, 365, 1825, 36_500)
    step = next((each for each in steps if span / each <= 4), -(-span // 4))
    day = datetime(first.year, first.month, first.day, tzinfo=UTC) + timedelta(days=1)
    days: list[tuple[float, str]] = []
    for past in range(0, (last - day).days + 1, step):
        when = day + timedelta(days=past)
        place = 100 * ((when - first) / (last - first))
        if 4 < place < 96:
            year = f" {when:%Y}" if step > 30 else ""
            days.append((round(place, 2), f"{when.day} {when:%b}{year}"))
    ends = ((6.0, first), (94.0, last))
    return days or [(at, f"{when.day} {when:%b %H:%M}") for at, when in ends]


MOST_POINTS = 120
HEADROOM = 6.0
"""Per cent above the highest figure."""


@dataclass(frozen=True, slots=True)
class Point:
    """A figure as one report gave it: where on the plot, and what was said."""

    x: float
    y: float
    top: float
    shape: Shape
    style: str
    side: str
    words: str
    outlet: str
    document: str
    mark: int
    when: datetime
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Course:
    """How a figure went over time: its points, the lines that join those of a side, the scales."""

    question: str
    points: tuple[Point, ...]
    lines: tuple[tuple[str, float, float, float, float], ...]
    days: tuple[tuple[float, str], ...]
    ticks: tuple[tuple[float, str], ...]


def courses(shown: IncidentView) -> list[Course]:
    """Return the figures over time, those that came at two instants or more."""
    return [made for plot in shown.plots if (made := _course(plot)) is not None]


def _course(plot: Plot) -> Course | None:
    given: dict[tuple[str, str, datetime], tuple[Mark, Point]] = {}
    dated = [
        (_utc(quote.published), mark, quote)
        for mark in plot.marks
        for quote in mark.quotes
        if quote.published is not None and mark.shape != "words"
    ]
    instants = sorted({when for when, _, _ in dated})
    if len(instants) < 2 or len(dated) < 2:
        return None
    pad = max((instants[-1] - instants[0]) * 0.05, timedelta(hours=2))
    scale = _Scale(max(instants[0], FIRST + pad) - pad, min(instants[-1], LAST - pad) + pad)
    for when, mark, quote in sorted(dated, key=lambda each: (each[0], each[2].document)):
        key = (mark.side, mark.words, when)
        if key in given or len(given) >= MOST_POINTS:
            continue
        point = Point(
            scale.at(when), _up(mark.at), _up(mark.until), mark.shape, mark.style,
            mark.side, mark.words, quote.outlet, quote.document, quote.mark, when, mark.low,
            mark.high,
        )  # fmt: skip
        given[key] = (mark, point)
    points = tuple(point for _, point in given.values())
    ticks = tuple((_up(at), words) for at, words in plot.ticks)
    days = tuple(_days(scale.first, scale.last))
    return Course(plot.question, points, tuple(_joined(points)), days, ticks)


def _up(share: float) -> float:
    """Return a height from the top of the plot, in per cent, for a share of its scale."""
    return round(100 - min(100.0, share) * (100 - HEADROOM) / 100, 2)


def _joined(points: Sequence[Point]) -> Iterable[tuple[str, float, float, float, float]]:
    """Yield a line from each figure of a side to its next one."""
    last: dict[str, Point] = {}
    for point in points:
        before = last.get(point.side)
        if before is not None and point.x > before.x:
            yield point.style, before.x, before.y, point.x, point.y
        last[point.side] = point


LEAST_HEIGHT = 4.0
"""Per cent: one claim among thousands is still to be seen."""

UNITS = {"day": "by day", "month": "by month", "year": "by year", "years": "by several years"}


@dataclass(frozen=True, slots=True)
class DateBar:
    """Claims of a span of days as a bar: where, how high, its days in words, and a search of them.

    `chosen` says that these are the days which are searched already.
    """

    at: float
    width: float
    height: float
    words: str
    claims: int
    narrowed: Filter
    chosen: bool


@dataclass(frozen=True, slots=True)
class DateBars:
    """A histogram to be drawn; `bars` are those that have claims."""

    kind: DateKind
    unit: str
    bars: tuple[DateBar, ...]
    most: int
    first: str
    last: str
    undated: int


def date_bars(histogram: DateHistogram, wanted: Filter) -> DateBars:
    """Return the bars of a histogram, each of which narrows a search to its days."""
    counts, kind = histogram.counts, histogram.kind
    most = max(each.claims for each in counts)
    width = 100 / len(counts)
    bars = tuple(
        DateBar(
            round(number * width, 3),
            round(width, 3),
            round(max(LEAST_HEIGHT, 100 * count.claims / most), 2),
            _span_words(histogram.unit, count.first, count.last),
            count.claims,
            wanted.between(kind, count.first, count.last),
            wanted.days(kind) == (count.first.isoformat(), count.last.isoformat()),
        )
        for number, count in enumerate(counts)
        if count.claims
    )
    first, last = (_span_words(histogram.unit, each.first, each.last) for each in _ends(counts))
    return DateBars(kind, UNITS[histogram.unit], bars, most, first, last, histogram.undated)


def _ends(counts: Sequence[DateCount]) -> tuple[DateCount, DateCount]:
    return counts[0], counts[-1]


def _span_words(unit: str, first: date, last: date) -> str:
    """Return a span in words: "14 Oct 2025", "Oct 2025", "2025", "2021 – 2025"."""
    if unit == "day":
        return f"{first.day} {first:%b} {first.year}"
    if unit == "month":
        return f"{first:%b} {first.year}"
    return f"{first.year}" if first.year == last.year else f"{first.year} – {last.year}"

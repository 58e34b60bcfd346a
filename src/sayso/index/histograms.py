"""How many of some claims there are by day, month or year: of what happened, and of publication."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

import numpy as np
import numpy.typing as npt

from sayso.index.columns import Columns, Mask, ordinal

DateKind = Literal["day", "published"]
"""Of a claim: the days on which it says that it happened, or the day of publication."""

Unit = Literal["day", "month", "year", "years"]

MOST_BARS = 62
"""Two months of days, five years of months; then years, and then several years to a bar."""


@dataclass(frozen=True, slots=True)
class DateCount:
    """Claims of the days from `first` to `last`, both counted."""

    first: date
    last: date
    claims: int


@dataclass(frozen=True, slots=True)
class DateHistogram:
    """Claims by spans of time that follow each other without a gap, from the first that has any.

    A claim that happened on one of several days counts in each span that has one of them, so that
    a span has as many claims as a search of its days finds. `undated` are claims without the date,
    or with one that is open at an end.
    """

    kind: DateKind
    unit: Unit
    counts: tuple[DateCount, ...]
    undated: int


def date_histogram(
    columns: Columns, mask: Mask | None, kind: DateKind, between: tuple[str, str] = ("", "")
) -> DateHistogram | None:
    """Return how many claims of a mask (None: of all) there are by date; None where none has one.

    Days outside those `between` are left out, written as 2026-03-04 or "" for no bound. Counts are
    of what the columns hold, so that corrected dates count as corrected.
    """
    begins = columns.plain[kind]
    ends = columns.plain["until" if kind == "day" else "published"]
    if mask is not None:
        begins, ends = begins[mask], ends[mask]
    dated = (begins > 0) & (ends >= begins)
    undated = int(len(begins) - np.count_nonzero(dated))
    begins, ends = begins[dated], ends[dated]
    if not len(begins):
        return None
    first_day = max(int(begins.min()), ordinal(between[0]))
    last_day = min(int(ends.max()), ordinal(between[1]) or int(ends.max()))
    unit, spans = _spans(first_day, last_day, between)
    begun, ended = np.sort(begins), np.sort(ends)
    counts = tuple(
        DateCount(first, last, _within(begun, ended, first.toordinal(), last.toordinal()))
        for first, last in spans
    )
    return DateHistogram(kind, unit, counts, undated)


def _within(
    begun: npt.NDArray[np.int32], ended: npt.NDArray[np.int32], first: int, last: int
) -> int:
    """Return how many claims begin by the last day and end no earlier than the first one."""
    before = np.searchsorted(ended, first, side="left")
    return int(np.searchsorted(begun, last, side="right") - before)


Spans = tuple[tuple[date, date], ...]


def _spans(first: int, last: int, between: tuple[str, str]) -> tuple[Unit, Spans]:
    """Return spans of the finest unit of which not too many reach from one day to another.

    Those at the ends are cut where no day outside `between` is wanted.
    """
    unit, spans = _whole_spans(first, last)
    lowest = date.fromisoformat(between[0]) if between[0] else date.min
    highest = date.fromisoformat(between[1]) if between[1] else date.max
    return unit, tuple((max(begin, lowest), min(end, highest)) for begin, end in spans)


def _whole_spans(first: int, last: int) -> tuple[Unit, Spans]:
    begin, end = date.fromordinal(first), date.fromordinal(last)
    if last - first < MOST_BARS:
        days = [date.fromordinal(each) for each in range(first, last + 1)]
        return "day", tuple((each, each) for each in days)
    months = 12 * (end.year - begin.year) + end.month - begin.month + 1
    if months <= MOST_BARS:
        return "month", tuple(_months(begin, months))
    step = -(-(end.year - begin.year + 1) // MOST_BARS)
    starts = range(begin.year, end.year + 1, step)
    years = ((date(year, 1, 1), date(min(year + step - 1, 9999), 12, 31)) for year in starts)
    return "year" if step == 1 else "years", tuple(years)


def _months(begin: date, count: int) -> Iterator[tuple[date, date]]:
    for number in range(begin.month - 1, begin.month - 1 + count):
        first = date(begin.year + number // 12, number % 12 + 1, 1)
        if (first.year, first.month) == (9999, 12):
            yield first, date.max
        else:
            year, month = first.year + first.month // 12, first.month % 12 + 1
            yield first, date(year, month, 1) - timedelta(days=1)

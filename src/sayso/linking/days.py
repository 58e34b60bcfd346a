"""Instants and days: when something happened, as words give it, and how long lies between."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sayso.record import Moment

Days = tuple[datetime, datetime]
"""The first and the last instant that words give for what happened."""

LONGEST_DAY = timedelta(days=4)
"""A moment that takes longer does not say when an event was."""


def aware(instant: datetime) -> datetime:
    """Return the instant with a zone: UTC where it has none."""
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)


def extent(moment: Moment) -> Days | None:
    """Return the first and last instants of a moment of any kind; None of an open one."""
    if moment.earliest is None or moment.latest is None:
        return None
    return aware(moment.earliest), aware(moment.latest)


def interval(moment: Moment) -> Days | None:
    """Return the first and last instants of a moment that is no duration; None of an open one."""
    return extent(moment) if moment.type in ("DATE", "TIME") else None


def bounds(moment: Moment) -> Days | None:
    """Return the first and last instants of a moment that gives the day, else None."""
    days = interval(moment)
    return days if days is not None and days[1] - days[0] <= LONGEST_DAY else None


def days_between(left: Days | None, right: Days | None) -> timedelta | None:
    """Return how long after the earlier days the later ones begin, negative where they overlap;
    None where a side gives no days."""
    if left is None or right is None:
        return None
    return max(left[0], right[0]) - min(left[1], right[1])

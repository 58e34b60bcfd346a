"""How pages put dates, counts and shares into words."""

from __future__ import annotations

from calendar import month_abbr
from datetime import UTC, datetime


def day(when: datetime | None, clock: bool = False) -> str:
    """Return an instant as pages write it: "14 Oct 2025", with its hour and zone where asked."""
    if when is None:
        return "date unknown"
    words = f"{when.day} {month_abbr[when.month]} {when.year:04}"
    zone = when.tzname() or ""
    return f"{words}, {when:%H:%M} {zone}".rstrip() if clock else words


def plain(words: str) -> str:
    """Return a name of ours as words: "drone_missile_strike" as "drone missile strike"."""
    return words.replace("_", " ")


def plural(number: int, singular: str, many: str = "") -> str:
    """Return a count with its word."""
    return f"{number:,} {singular if number == 1 else many or singular + 's'}"


def percent(share: float) -> str:
    """Return a share from 0 to 1 in whole per cent: "12 %"."""
    return f"{100 * share:.0f} %"


def longday(iso: str) -> str:
    """Return a day with its weekday: 2025-10-05 as "Sunday, 5 October 2025"."""
    when = datetime.fromisoformat(iso).replace(tzinfo=UTC)
    return f"{when:%A}, {when.day} {when:%B %Y}"

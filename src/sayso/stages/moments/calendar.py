"""Arithmetic of TIMEX3 values: durations, shifts, and the days that a value covers."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta

from sayso.record import Grain

SMALLER = {"Y": ("M", 12), "TH": ("M", 60), "TM": ("S", 60), "10Y": ("Y", 10)}
"""What half of a unit is written in, and how many of those make one."""

OPEN = {"10Y": "PXE", "100Y": "PXC"}
"""TIMEX3 values of an unknown number of decades and centuries."""

SEASONS = {"SP": (3, 5), "SU": (6, 8), "FA": (9, 11), "WI": (12, 2)}
"""First and last months of the northern seasons, as weather services count them."""


def iso_duration(count: float | None, letter: str) -> str:
    """Return an ISO 8601 duration as TIMEX3 writes it; an open count (None) is X.

    `letter` is a unit of the vocabulary: "D", "TH", "10Y".
    """
    time = "T" if letter.startswith("T") else ""
    name = letter[1:] if time else letter
    if count is None:
        return OPEN.get(letter, f"P{time}X{name}")
    if name[0] == "1":
        return iso_duration(count * int(name[:-1]), "Y")
    whole, rest = int(count), count % 1
    if not rest or letter not in SMALLER:
        return f"P{time}{count:g}{name}"
    small, many = SMALLER[letter]
    said = f"{whole}{name}" if whole else ""
    return f"P{time}{said}{rest * many:g}{small}"


def week_value(day: date) -> str:
    year, week, _ = day.isocalendar()
    return f"{year:04d}-W{week:02d}"


def quarter_of(day: date) -> int:
    return (day.month - 1) // 3 + 1


def add_months(day: date, months: int) -> date:
    """Return the same day of another month, or its last; ValueError outside years 1 to 9999."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not 1 <= year <= 9999:
        raise ValueError(f"no such year: {year}")
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


MONTHS_OF = {"M": 1, "Q": 3, "Y": 12, "10Y": 120, "100Y": 1200}
CLOCK_UNITS = {"TH": "TXX", "TM": "TXX:XX", "TS": "TXX:XX:XX"}
"""Units within a day, with how TIMEX3 writes an unknown one of a known day."""


def shifted(day: date, steps: int, unit: str) -> date:
    """Return `day` moved by `steps` units of a day or more.

    Raises ValueError for a shorter unit that moves the day by an unknown amount, and ValueError or
    OverflowError outside the calendar.
    """
    if unit == "D" or (unit in CLOCK_UNITS and not steps):
        return day + timedelta(days=steps)
    if unit in {"W", "WE"}:
        return day + timedelta(weeks=steps)
    if unit not in MONTHS_OF:
        raise ValueError(f"no calendar unit: {unit}")
    return add_months(day, steps * MONTHS_OF[unit])


def value_at(day: date, unit: str) -> str:
    """Return the TIMEX3 value of the day, week, month … that holds `day`.

    An hour, minute or second of it stays open. Raises ValueError for any other unit.
    """
    if unit == "D":
        return day.isoformat()
    if unit in CLOCK_UNITS:
        return day.isoformat() + CLOCK_UNITS[unit]
    if unit == "W":
        return week_value(day)
    if unit == "WE":
        return f"{week_value(day)}-WE"
    if unit == "M":
        return f"{day.year:04d}-{day.month:02d}"
    if unit == "Q":
        return f"{day.year:04d}-Q{quarter_of(day)}"
    digits = {"Y": 4, "10Y": 3, "100Y": 2}.get(unit)
    if digits is None:
        raise ValueError(f"no calendar unit: {unit}")
    return f"{day.year:04d}"[:digits]


def easter(year: int) -> date:
    """Return Easter Sunday of the western churches, by the anonymous Gregorian algorithm."""
    golden, century = year % 19, year // 100
    lunar = (century - century // 4 - (8 * century + 13) // 25 + 19 * golden + 15) % 30
    full = lunar - (lunar // 28) * (1 - (29 // (lunar + 1)) * ((21 - golden) // 11))
    sunday = (year + year // 4 + full + 2 - century + century // 4) % 7
    step = full - sunday
    month = 3 + (step + 40) // 44
    return date(year, month, step + 28 - 31 * (month // 4))


def thanksgiving(year: int) -> date:
    """Return the fourth Thursday of November, as in the United States."""
    first = date(year, 11, 1)
    return first + timedelta(days=(4 - first.isoweekday()) % 7 + 21)


def feast(name: str, year: int) -> date:
    """Return the day of "easter+1", "easter-2" or "thanksgiving" in `year`."""
    if name == "thanksgiving":
        return thanksgiving(year)
    return easter(year) + timedelta(days=int(name.removeprefix("easter")))


UNKNOWN = {
    "D": "XXXX-XX-XX",
    "W": "XXXX-WXX",
    "WE": "XXXX-WXX-WE",
    "M": "XXXX-XX",
    "Q": "XXXX-QX",
    "Y": "XXXX",
    "10Y": "XXX",
    "100Y": "XX",
    **{unit: f"XXXX-XX-XX{value}" for unit, value in CLOCK_UNITS.items()},
}
"""Values of units that are counted from a publication date that is not known."""


def _year(match: re.Match[str]) -> tuple[date, date]:
    year = int(match[1])
    return date(year, 1, 1), date(year, 12, 31)


def _many_years(match: re.Match[str]) -> tuple[date, date]:
    span = 10 ** (4 - len(match[1]))
    first = int(match[1]) * span
    return date(max(first, 1), 1, 1), date(first + span - 1, 12, 31)


def _months(year: int, first: int, last: int) -> tuple[date, date]:
    end = year + 1 if last < first else year
    return date(year, first, 1), date(end, last, monthrange(end, last)[1])


def _month(match: re.Match[str]) -> tuple[date, date]:
    return _months(int(match[1]), int(match[2]), int(match[2]))


def _quarter(match: re.Match[str]) -> tuple[date, date]:
    last = int(match[2]) * 3
    return _months(int(match[1]), last - 2, last)


def _half(match: re.Match[str]) -> tuple[date, date]:
    last = int(match[2]) * 6
    return _months(int(match[1]), last - 5, last)


def _season(match: re.Match[str]) -> tuple[date, date]:
    return _months(int(match[1]), *SEASONS[match[2]])


def _week(match: re.Match[str]) -> tuple[date, date]:
    first = date.fromisocalendar(int(match[1]), int(match[2]), 6 if match[3] else 1)
    return first, first + timedelta(days=1 if match[3] else 6)


def _day(match: re.Match[str]) -> tuple[date, date]:
    day = date.fromisoformat(match[0])
    return day, day


SHAPES = (
    (re.compile(r"(\d{4})-(\d\d)-(\d\d)"), _day, "day"),
    (re.compile(r"(\d{4})-(\d\d)"), _month, "month"),
    (re.compile(r"(\d{4})-W(\d\d)(-WE)?"), _week, "week"),
    (re.compile(r"(\d{4})-Q([1-4])"), _quarter, "season"),
    (re.compile(r"(\d{4})-H([12])"), _half, "season"),
    (re.compile(r"(\d{4})-(SP|SU|FA|WI)"), _season, "season"),
    (re.compile(r"(\d{4})"), _year, "year"),
    (re.compile(r"(\d{2,3})"), _many_years, "year"),
)


def days_of(value: str) -> tuple[date, date] | None:
    """Return first and last day that a TIMEX3 date value covers, None where it leaves them open."""
    for shape, days, _ in SHAPES:
        match = shape.fullmatch(value)
        if match:
            try:
                return days(match)
            except ValueError:
                return None
    return None


def grain_of(value: str) -> Grain:
    """Return how fine a TIMEX3 date value is, X digits counted as digits."""
    digits = value.replace("X", "1") if value[:2] == "XX" or value[:1].isdigit() else value
    for shape, _, grain in SHAPES:
        if shape.fullmatch(digits):
            return grain  # type: ignore[return-value]
    return "day" if re.fullmatch(r"\d{4}-W\d\d-\d", digits) else "unknown"

"""From the words of an expression to its TIMEX3 value and the instants that bound it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta, timezone, tzinfo

from sayso.record import Grain, Moment, Span
from sayso.stages.moments.calendar import (
    UNKNOWN,
    add_months,
    days_of,
    feast,
    grain_of,
    shifted,
    value_at,
)
from sayso.stages.moments.phrase import Phrase

NO_TIME = time(0, 0, 0)
DAY_END = time(23, 59, 59)


class NoSuchDate(ValueError):
    """The words name a day that no calendar has: "Feb. 31"."""


@dataclass
class Context:
    """What the reckoning leans on.

    `reference` is the day of publication, None when it is not known; `direction` gives -1, 0 or 1
    for the tense around an offset; `mention` is the value of the last date told in the running text, `near` of the last in the same
    block, `quarter` of the last quarter.
    """

    reference: date | None
    zone: tzinfo | None
    direction: Callable[[int], int]
    mention: str | None = None
    near: str | None = None
    quarter: str | None = None
    hung: bool = field(default=False)
    """Whether an expression needed the publication date that is not there."""


def value_of(phrase: Phrase, context: Context) -> str:
    """The TIMEX3 value of `phrase`; raises NoSuchDate, or OverflowError outside the calendar."""
    if phrase.kind == "date":
        value = _date_value(phrase, context)
    elif phrase.kind == "weekday":
        value = _weekday_value(phrase, context)
    elif phrase.kind in {"unit", "part"}:
        value = _unit_value(phrase, context)
    elif phrase.kind == "clock":
        value = _day_of_mention(context)
    elif phrase.kind == "feast":
        value = _feast_value(phrase, context)
    else:
        return phrase.value or ""
    if phrase.kind == "date" and phrase.unit == "W":
        days = days_of(value)
        return value_at(days[0], "W") if days else UNKNOWN["W"]
    if phrase.night and (phrase.night == "into" or value == _reference_value(context)):
        value = _day_before(value)
    if phrase.clock:
        return f"{value}T{phrase.clock}"
    if phrase.part:
        return f"{value}T{phrase.part.code}"
    return value


def _reference_value(context: Context) -> str | None:
    return context.reference.isoformat() if context.reference else None


def _day_before(value: str) -> str:
    days = days_of(value)
    return (days[0] - timedelta(days=1)).isoformat() if days else value


def _day_of_mention(context: Context) -> str:
    """The day that a bare hour belongs to: the one told of last, else that of publication."""
    if context.near and grain_of(context.near[:10]) == "day":
        return context.near[:10]
    if context.reference:
        return context.reference.isoformat()
    context.hung = True
    return UNKNOWN["D"]


def _date_value(phrase: Phrase, context: Context) -> str:
    year = _year_of(phrase, context)
    told = f"{year:04d}" if year else "XXXX"
    if phrase.month is None:
        return f"{told}-{phrase.piece}" if phrase.piece else told
    if not 1 <= phrase.month <= 12:
        raise NoSuchDate("month")
    if phrase.day is None:
        return f"{told}-{phrase.month:02d}"
    try:
        date(year or 2000, phrase.month, phrase.day)
    except ValueError as error:
        raise NoSuchDate("day") from error
    return f"{told}-{phrase.month:02d}-{phrase.day:02d}"


def _year_of(phrase: Phrase, context: Context) -> int | None:
    """The year said, or reckoned from the publication and the tense; None where it is open."""
    if phrase.year:
        return phrase.year
    if context.reference is None:
        context.hung = True
        return None
    if phrase.year_shift is not None:
        return context.reference.year + phrase.year_shift
    toward = phrase.shift if phrase.shift is not None else context.direction(phrase.start)
    if phrase.month is None:
        return _year_of_piece(phrase, context.reference, toward)
    if phrase.day is None:
        return _year_of_month(phrase, context.reference, toward)
    return _year_of_day(phrase.month, phrase.day, context.reference, toward)


def _year_of_piece(phrase: Phrase, reference: date, toward: int) -> int:
    days = days_of(f"{reference.year:04d}-{phrase.piece}")
    first = days[0] if days else reference
    if phrase.shift == -1:
        return reference.year - (1 if days and days[1] >= reference else 0)
    if phrase.shift == 1:
        return reference.year + (1 if first <= reference else 0)
    if phrase.shift is None and toward <= 0 and first > reference + timedelta(days=92):
        return reference.year - 1
    return reference.year


def _year_of_month(phrase: Phrase, reference: date, toward: int) -> int:
    month, year = phrase.month or 1, reference.year
    if phrase.shift == 0:
        return year
    if phrase.shift == -1:
        return year if month < reference.month else year - 1
    if phrase.shift == 1:
        return year if month > reference.month else year + 1
    ahead = (month - reference.month) % 12
    if not ahead:
        return year
    # Six months is where the nearer January changes sides; tense moves the border.
    border = {-1: 1, 0: 4, 1: 11}[toward]
    months = ahead if ahead <= border else ahead - 12
    return add_months(reference.replace(day=1), months).year


def _year_of_day(month: int, day: int, reference: date, toward: int) -> int:
    """The year that puts the day nearest to the publication, tilted by the tense."""
    reach = {-1: 45, 0: 60, 1: 330}[toward]
    best = reference.year
    for year in (reference.year - 1, reference.year, reference.year + 1):
        try:
            ahead = (date(year, month, min(day, 28)) - reference).days
        except ValueError:
            continue
        if ahead <= reach:
            best = year
    return best


def _feast_value(phrase: Phrase, context: Context) -> str:
    """A movable feast: the one nearest to the publication, as the tense tilts it."""
    reference, name = context.reference, phrase.value or ""
    if reference is None:
        context.hung = True
        return UNKNOWN["D"]
    near = feast(name, reference.year)
    year = _year_of_day(near.month, near.day, reference, context.direction(phrase.start))
    return feast(name, year).isoformat()


def _weekday_value(phrase: Phrase, context: Context) -> str:
    reference = context.reference
    if phrase.since == "mention" and context.mention:
        days = days_of(context.mention[:10])
        reference = days[0] if days else reference
    weekday = phrase.weekday or 1
    if reference is None:
        context.hung = True
        return f"XXXX-WXX-{weekday}"
    back = (reference.isoweekday() - weekday) % 7
    if phrase.unit == "W":
        return (
            reference
            - timedelta(days=back - 7 * (phrase.shift or 0))
            + timedelta(days=7 if weekday > reference.isoweekday() else 0)
        ).isoformat()
    toward = phrase.shift or (context.direction(phrase.start) if phrase.shift is None else 1)
    if toward > 0:
        ahead = (weekday - reference.isoweekday()) % 7
        if phrase.shift == 1 and not ahead:
            ahead = 7
        return (reference + timedelta(days=ahead)).isoformat()
    if phrase.shift == -1 and not back:
        back = 7
    return (reference - timedelta(days=back)).isoformat()


def _unit_value(phrase: Phrase, context: Context) -> str:
    unit, shift = phrase.unit or "D", phrase.shift
    if phrase.kind == "part" and shift is None:
        return _day_of_mention(context)
    if context.quarter and unit in {"Q", "Y"} and (unit == "Q" or phrase.since == "mention"):
        return _with_quarter(context.quarter, unit, shift or 0)
    base = context.reference
    if phrase.since == "mention" and context.mention:
        days = days_of(context.mention[:10])
        base = days[0] if days else base
    if base is None:
        context.hung = True
        return UNKNOWN[unit]
    if (
        unit == "WE"
        and shift == 0
        and base.isoweekday() < 5
        and context.direction(phrase.start) < 1
    ):
        shift = -1
    return value_at(shifted(base, shift or 0, unit), unit)


def _with_quarter(quarter: str, unit: str, shift: int) -> str:
    """A year, or so many quarters, away from a quarter told of before."""
    days = days_of(quarter)
    return value_at(shifted(days[0], shift, unit), "Q") if days else quarter


def moment(phrase: Phrase, value: str, context: Context) -> Moment:
    """`phrase` with its `value` as a moment with the instants that bound it."""
    span = Span(phrase.start, phrase.end)
    if phrase.kind == "duration":
        earliest, latest = _reach(phrase, context)
        return Moment(span, "DURATION", value, earliest, latest, _duration_grain(value))
    if phrase.kind == "set":
        return Moment(span, "SET", value, grain=_duration_grain(value))
    if value.endswith("_REF"):
        return Moment(span, phrase.type, value)
    day, _, hour = value.partition("T")
    grain = grain_of(day)
    days = days_of(day)
    bounds = None if days is None else _instants(phrase, days, context)
    if phrase.other and bounds and bounds[1] - bounds[0] > timedelta(days=1):
        grain = "unknown"
    if hour:
        grain = "minute" if hour[:1].isdigit() else "part_of_day"
    if bounds is None:
        return Moment(span, phrase.type, value, grain=grain)
    return Moment(span, phrase.type, value, *bounds, grain)


def _instants(
    phrase: Phrase, days: tuple[date, date], context: Context
) -> tuple[datetime, datetime]:
    first, last = days
    zone = context.zone
    if phrase.clock or phrase.part:
        earliest, latest = (_of_clock if phrase.clock else _of_part)(phrase, first, zone)
        guessed = phrase.kind in {"clock", "part"} and phrase.shift is None and not context.near
        return (earliest - timedelta(days=1) if guessed else earliest), latest
    if phrase.last_day and phrase.day and phrase.last_day > phrase.day:
        last = _with_day(last, phrase.last_day)
    elif phrase.last_day and phrase.month:
        last = _with_day(add_months(last.replace(day=1), 1), phrase.last_day)
    if phrase.other:
        first, last = _both_readings(phrase, first, context.reference)
    earliest, latest = datetime.combine(first, NO_TIME, zone), datetime.combine(last, DAY_END, zone)
    return _narrowed(phrase, earliest, latest, context)


def _with_day(day: date, number: int) -> date:
    try:
        return day.replace(day=number)
    except ValueError as error:
        raise NoSuchDate("day") from error


def _both_readings(phrase: Phrase, first: date, reference: date | None) -> tuple[date, date]:
    """05/02/2026 may be May 2: the interval holds both days unless the publication rules one out."""
    month, day = phrase.other or (first.month, first.day)
    other = date(first.year, month, day)
    if reference and (first > reference) != (other > reference):
        return first, first
    return min(first, other), max(first, other)


def _of_clock(phrase: Phrase, day: date, zone: tzinfo | None) -> tuple[datetime, datetime]:
    hour, minute = (int(digits) for digits in (phrase.clock or "0:0").split(":"))
    start = datetime.combine(day, NO_TIME, zone) + timedelta(hours=hour, minutes=minute)
    if phrase.zone is not None and zone is not None:
        start = start.replace(tzinfo=timezone(timedelta(hours=phrase.zone))).astimezone(zone)
    return start, start + timedelta(seconds=59)


def _of_part(phrase: Phrase, day: date, zone: tzinfo | None) -> tuple[datetime, datetime]:
    part = phrase.part
    first, last = (part.first, part.last) if part else (0, 24)
    midnight = datetime.combine(day, NO_TIME, zone)
    return midnight + timedelta(hours=first), midnight + timedelta(hours=last, seconds=-1)


def _narrowed(
    phrase: Phrase, earliest: datetime, latest: datetime, context: Context
) -> tuple[datetime, datetime]:
    """The third of the interval that "early", "mid" or "the end of" leaves."""
    third = (latest - earliest) / 3
    second = timedelta(seconds=1)
    reference = context.reference
    if phrase.edge == "start":
        return earliest, (earliest + third).replace(microsecond=0)
    if phrase.edge == "mid":
        return (earliest + third).replace(microsecond=0), (latest - third).replace(microsecond=0)
    if phrase.edge == "end":
        return (latest - third).replace(microsecond=0) + second, latest
    if reference and phrase.edge == "before":
        latest = min(latest, datetime.combine(reference, DAY_END, context.zone))
    if reference and phrase.edge == "after":
        earliest = max(earliest, datetime.combine(reference, NO_TIME, context.zone))
    return (earliest, latest) if earliest <= latest else (latest, latest)


DURATION_GRAINS: dict[str, Grain] = {"D": "day", "W": "week", "M": "month", "Y": "year"}
DURATION_GRAINS |= {"Q": "season", "E": "year", "C": "year"}
TIME_GRAINS: dict[str, Grain] = {"H": "hour", "M": "minute", "S": "second"}


def _duration_grain(value: str) -> Grain:
    if not value.startswith("P"):
        return "unknown"
    return (TIME_GRAINS if "T" in value else DURATION_GRAINS).get(value[-1], "unknown")


def _reach(phrase: Phrase, context: Context) -> tuple[datetime | None, datetime | None]:
    """From when to when "the last three days" reaches; open for a bare length of time."""
    value, reference = phrase.value or "", context.reference
    if phrase.shift not in {-1, 1}:
        return None, None
    if reference is None:
        context.hung = True
        return None, None
    told = re.fullmatch(r"P(T?)(\d{1,5})([DWMYQH])", value)
    if told is None or (told[1] == "T") != (told[3] == "H"):
        return None, None
    steps, letter = int(told[2]), told[3]
    if letter == "H":
        steps, letter = -(-steps // 24), "D"
    other = shifted(reference, phrase.shift * steps, letter)
    first, last = sorted((reference, other))
    zone = context.zone
    return datetime.combine(first, NO_TIME, zone), datetime.combine(last, DAY_END, zone)


def at_mention(phrase: Phrase, day: str) -> Phrase:
    """`phrase`, an hour or a part of a day, said of the `day` that its sentence names."""
    year, month, number = (int(each) for each in day.split("-"))
    return replace(phrase, kind="date", year=year, month=month, day=number)

"""The instants that bound a time, as early and as late as its words allow."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sayso.record import Grain, Moment
from sayso.stages.moments.calendar import add_months, days_of, grain_of, shifted
from sayso.stages.moments.context import Context, NoSuchDateError
from sayso.stages.moments.phrase import TimeExpression
from sayso.stages.moments.resolve import both_readings

NO_TIME = time(0, 0, 0)
DAY_END = time(23, 59, 59)
CLOCK_GRAINS: dict[str, Grain] = {"XX": "hour", "XX:XX": "minute", "XX:XX:XX": "second"}
"""Grains of clock times that are open, by how TIMEX3 writes them."""


def bounded(phrase: TimeExpression, value: str, context: Context) -> Moment:
    """Return `phrase` with its `value` as a moment with the instants that bound it."""
    span = phrase.span
    if phrase.kind == "duration":
        if phrase.edge == "ago":
            return _hours_ago(phrase, value, context)
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
    if phrase.month_first and bounds and bounds[1] - bounds[0] > timedelta(days=1):
        grain = "unknown"
    if grain == "day" and phrase.edge in {"start", "mid", "end"}:
        grain = "part_of_day"
    if hour:
        grain = CLOCK_GRAINS.get(hour, "minute" if hour[:1].isdigit() else "part_of_day")
    if bounds is None:
        return Moment(span, phrase.type, value, grain=grain)
    return Moment(span, phrase.type, value, *bounds, grain)


def _instants(
    phrase: TimeExpression, days: tuple[date, date], context: Context
) -> tuple[datetime, datetime]:
    first, last = days
    zone = context.zone
    if phrase.clock or phrase.part:
        earliest, latest = (_of_clock if phrase.clock else _of_part)(phrase, first, zone)
        guessed = phrase.kind in {"clock", "part"} and phrase.shift is None and not context.near
        return (earliest - timedelta(days=1) if guessed else earliest), latest
    if phrase.last_year:
        last = last.replace(year=phrase.last_year)
    if phrase.last_day and phrase.day and phrase.last_day > phrase.day:
        last = _with_day(last, phrase.last_day)
    elif phrase.last_day and phrase.month:
        last = _with_day(add_months(last.replace(day=1), 1), phrase.last_day)
    if phrase.days:
        start = phrase.days[0]
        first = first.replace(day=start if start > 0 else last.day + 1 + start)
        last = last.replace(day=min(last.day, phrase.days[1]))
    if phrase.month_first:
        first, last = _open_readings(phrase, first, context.reference)
    earliest, latest = datetime.combine(first, NO_TIME, zone), datetime.combine(last, DAY_END, zone)
    return _narrowed(phrase, earliest, latest, context)


def _with_day(day: date, number: int) -> date:
    try:
        return day.replace(day=number)
    except ValueError as error:
        raise NoSuchDateError("day") from error


def _open_readings(
    phrase: TimeExpression, first: date, reference: date | None
) -> tuple[date, date]:
    """Return both days of 05/02/2026, unless one lies after the publication."""
    readings = both_readings(phrase, first.year)
    if reference and (readings[0] > reference) != (readings[1] > reference):
        return first, first
    return min(readings), max(readings)


def _of_clock(phrase: TimeExpression, day: date, zone: tzinfo | None) -> tuple[datetime, datetime]:
    hour, minute = (int(digits) for digits in (phrase.clock or "0:0").split(":"))
    start = datetime.combine(day, NO_TIME, zone) + timedelta(hours=hour, minutes=minute)
    said = _zone_said(phrase.zone)
    if said is not None and zone is not None:
        start = start.replace(tzinfo=said).astimezone(zone)
    return start, start + timedelta(seconds=59)


def _zone_said(zone: float | str | None) -> tzinfo | None:
    """Return the zone that an hour is said in; None where the machine has no table of zones."""
    if not isinstance(zone, str):
        return None if zone is None else timezone(timedelta(hours=zone))
    try:
        return ZoneInfo(zone)
    except ZoneInfoNotFoundError:
        return None


def _of_part(phrase: TimeExpression, day: date, zone: tzinfo | None) -> tuple[datetime, datetime]:
    part = phrase.part
    first, last = (part.first, part.last) if part else (0, 24)
    midnight = datetime.combine(day, NO_TIME, zone)
    return midnight + timedelta(hours=first), midnight + timedelta(hours=last, seconds=-1)


def _narrowed(
    phrase: TimeExpression, earliest: datetime, latest: datetime, context: Context
) -> tuple[datetime, datetime]:
    """Return the third of the interval that "early", "mid" or "the end of" leaves."""
    second = timedelta(seconds=1)
    whole = latest - earliest + second
    third = timedelta(days=whole.days // 3) if whole.days > 2 else whole / 3
    if phrase.edge == "back" and context.reference and phrase.unit:
        back = shifted(context.reference, phrase.shift or 0, phrase.unit)
        latest = datetime.combine(context.reference, DAY_END, context.zone)
        return datetime.combine(back, NO_TIME, context.zone), latest
    if phrase.edge == "start":
        return earliest, earliest + third - second
    if phrase.edge == "mid":
        return earliest + third, latest - third
    if phrase.edge == "end":
        return latest - third + second, latest
    if context.reference is None or not earliest.date() <= context.reference <= latest.date():
        return earliest, latest
    so_far = phrase.kind == "unit" and not phrase.shift and context.direction(phrase.span) < 0
    if phrase.edge == "before" or so_far:
        latest = datetime.combine(context.reference, DAY_END, context.zone)
    if phrase.edge == "after":
        earliest = datetime.combine(context.reference, NO_TIME, context.zone)
    return earliest, latest


def _hours_ago(phrase: TimeExpression, value: str, context: Context) -> Moment:
    """Return "four hours ago", within half an hour where the hour of publication is known."""
    match, published = re.fullmatch(r"PT(\d{1,3})([HM])", value), context.published
    grain = _duration_grain(value)
    if match is None or published is None:
        return Moment(phrase.span, "DURATION", value, grain=grain)
    hours = match[2] == "H"
    back = timedelta(hours=int(match[1])) if hours else timedelta(minutes=int(match[1]))
    about = timedelta(minutes=30 if hours else 1)
    at = published - back
    return Moment(phrase.span, "DURATION", value, at - about, at + about, grain)


DURATION_GRAINS: dict[str, Grain] = {"D": "day", "W": "week", "M": "month", "Y": "year"}
DURATION_GRAINS |= {"Q": "season", "E": "year", "C": "year"}
TIME_GRAINS: dict[str, Grain] = {"H": "hour", "M": "minute", "S": "second"}


def _duration_grain(value: str) -> Grain:
    if not value.startswith("P"):
        return "unknown"
    return (TIME_GRAINS if "T" in value else DURATION_GRAINS).get(value[-1], "unknown")


def lacks_reach(phrase: TimeExpression, context: Context) -> bool:
    """Return whether it reaches from or to a day of publication that is not known."""
    return phrase.kind == "duration" and phrase.shift in {-1, 1} and context.reference is None


def _reach(phrase: TimeExpression, context: Context) -> tuple[datetime | None, datetime | None]:
    """Return from when to when "the last three days" reaches; open for a bare length of time."""
    value, reference = phrase.value or "", context.reference
    if phrase.shift not in {-1, 1} or reference is None:
        return None, None
    match = re.fullmatch(r"P(T?)(\d{1,5})([DWMYQH])", value)
    if match is None or (match[1] == "T") != (match[3] == "H"):
        return None, None
    steps, letter = int(match[2]), match[3]
    if letter == "H":
        steps, letter = -(-steps // 24), "D"
    first, last = sorted((reference, shifted(reference, phrase.shift * steps, letter)))
    zone = context.zone
    return datetime.combine(first, NO_TIME, zone), datetime.combine(last, DAY_END, zone)

"""From the words of an expression to its TIMEX3 value."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from sayso.stages.moments.calendar import (
    SEASONS,
    UNKNOWN,
    add_months,
    days_of,
    feast,
    grain_of,
    shifted,
    value_at,
)
from sayso.stages.moments.context import Context, NoSuchDateError
from sayso.stages.moments.phrase import TimeExpression


def value_of(phrase: TimeExpression, context: Context) -> str:
    """The TIMEX3 value of `phrase`; NoSuchDateError or OverflowError outside the calendar."""
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


def _date_value(phrase: TimeExpression, context: Context) -> str:
    year = _year_of(phrase, context)
    if year is not None and not 1 <= year <= 9999:
        raise NoSuchDateError("year")
    told = f"{year:04d}" if year else "XXXX"
    if phrase.since == "quarter" and context.quarter:
        return f"{told}{context.quarter[4:]}"
    if phrase.month is None:
        return f"{told}-{phrase.piece}" if phrase.piece else told
    if not 1 <= phrase.month <= 12:
        raise NoSuchDateError("month")
    if phrase.day is None:
        return f"{told}-{phrase.month:02d}"
    try:
        date(year or 2000, phrase.month, phrase.day)
    except ValueError as error:
        raise NoSuchDateError("day") from error
    if phrase.other and year and context.reference:
        first, second = both_readings(phrase, year)
        if second <= context.reference < first:
            return second.isoformat()
    return f"{told}-{phrase.month:02d}-{phrase.day:02d}"


def both_readings(phrase: TimeExpression, year: int) -> tuple[date, date]:
    """05/02/2026 with the day first, then with the month first."""
    month, day = phrase.other or (phrase.month or 1, phrase.day or 1)
    return date(year, phrase.month or 1, phrase.day or 1), date(year, month, day)


def _year_of(phrase: TimeExpression, context: Context) -> int | None:
    """The year said, or reckoned from the publication and the tense; None where it is open."""
    if phrase.year:
        return phrase.year
    if context.reference is None:
        context.hung = True
        return None
    if phrase.year_shift is not None:
        return context.reference.year + phrase.year_shift
    toward = phrase.shift if phrase.shift is not None else context.direction(phrase.span)
    if phrase.month is None:
        return _year_of_piece(phrase, context.reference, toward)
    if phrase.day is None:
        return _year_of_month(phrase, context.reference, toward)
    return _year_of_day(phrase.month, phrase.day, context.reference, toward)


def _year_of_piece(phrase: TimeExpression, reference: date, toward: int) -> int:
    days = days_of(f"{reference.year:04d}-{phrase.piece}")
    first = days[0] if days else reference
    if phrase.shift == -1:
        return reference.year - (1 if days and days[1] >= reference else 0)
    if phrase.shift == 1:
        return reference.year + (1 if first <= reference else 0)
    ahead = phrase.shift is None and toward > 0 and phrase.piece in SEASONS
    if ahead and days and days[1] < reference:
        return reference.year + 1  # "until spring"; firms go on telling of quarters that are over
    if phrase.shift is None and toward <= 0 and first > reference + timedelta(days=92):
        return reference.year - 1
    return reference.year


def _year_of_month(phrase: TimeExpression, reference: date, toward: int) -> int:
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
    border = {-1: 0, 0: 4, 1: 11}[toward]
    months = ahead if ahead <= border else ahead - 12
    return add_months(reference.replace(day=1), months).year


def _year_of_day(month: int, day: int, reference: date, toward: int) -> int:
    """The year that puts the day nearest to the publication, tilted by the tense."""
    reach = {-1: 30, 0: 60, 1: 330}[toward]
    best = reference.year
    for year in (reference.year - 1, reference.year, reference.year + 1):
        try:
            ahead = (date(year, month, min(day, 28)) - reference).days
        except ValueError:
            continue
        if ahead <= reach:
            best = year
    return best


def _feast_value(phrase: TimeExpression, context: Context) -> str:
    """A movable feast: the one nearest to the publication, as the tense tilts it."""
    reference, name = context.reference, phrase.value or ""
    if reference is None:
        context.hung = True
        return UNKNOWN["D"]
    near = feast(name, reference.year)
    year = _year_of_day(near.month, near.day, reference, context.direction(phrase.span))
    return feast(name, year).isoformat()


def _weekday_value(phrase: TimeExpression, context: Context) -> str:
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
    toward = phrase.shift or (context.direction(phrase.span) if phrase.shift is None else 1)
    if toward > 0:
        ahead = (weekday - reference.isoweekday()) % 7
        if phrase.shift == 1 and not ahead:
            ahead = 7
        return (reference + timedelta(days=ahead)).isoformat()
    if phrase.shift == -1 and not back:
        back = 7
    return (reference - timedelta(days=back)).isoformat()


def _unit_value(phrase: TimeExpression, context: Context) -> str:
    unit, shift = phrase.unit or "D", phrase.shift
    if phrase.kind == "part" and shift is None:
        return _day_of_mention(context)
    if context.quarter and context.reference and unit == "Y" and phrase.since == "quarter":
        return f"{context.reference.year + (shift or 0):04d}{context.quarter[4:]}"
    if context.quarter and unit in {"Q", "Y"} and phrase.since != "published":
        return _with_quarter(context.quarter, unit, shift or 0)
    if unit == "Q" and phrase.since == "quarter":
        shift = -1  # results are told of a quarter that is over
    base = context.reference
    if phrase.since == "mention" and context.mention:
        days = days_of(context.mention[:10])
        base = days[0] if days else base
    if base is None:
        context.hung = True
        return UNKNOWN[unit]
    if unit == "WE" and shift == 0 and base.isoweekday() < 5 and context.direction(phrase.span) < 1:
        shift = -1
    return value_at(shifted(base, shift or 0, unit), unit)


def _with_quarter(quarter: str, unit: str, shift: int) -> str:
    """A year, or so many quarters, away from a quarter told of before."""
    days = days_of(quarter)
    return value_at(shifted(days[0], shift, unit), "Q") if days else quarter


def at_mention(phrase: TimeExpression, day: str) -> TimeExpression:
    """`phrase`, an hour or a part of a day, said of the `day` that its sentence names."""
    year, month, number = (int(each) for each in day.split("-"))
    return replace(phrase, kind="date", year=year, month=month, day=number)

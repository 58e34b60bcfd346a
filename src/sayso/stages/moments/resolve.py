"""From the words of an expression to its TIMEX3 value."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import NamedTuple

from sayso.record.trace import Rule, decide
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
from sayso.stages.moments.context import Context, NoSuchDateError, Resolved
from sayso.stages.moments.phrase import Kind, TimeExpression
from sayso.stages.moments.tense import OVER


def value_of(phrase: TimeExpression, context: Context) -> Resolved:
    """Return the TIMEX3 value of `phrase`.

    Raises NoSuchDateError or OverflowError outside the calendar.
    """
    resolver = RESOLVERS.get(phrase.kind)
    if resolver is None:
        return Resolved(phrase.value or "")
    resolved = resolver(phrase, context)
    return resolved._replace(value=_within_day(phrase, resolved.value, context))


def _within_day(phrase: TimeExpression, value: str, context: Context) -> str:
    """Return `value` with the hour or the part of the day, or as the week that holds the day."""
    if phrase.kind == "date" and phrase.unit == "W":
        days = days_of(value)
        return value_at(days[0], "W") if days else UNKNOWN["W"]
    published = context.reference.isoformat() if context.reference else None
    if phrase.night and (phrase.night == "into" or value == published):
        value = _day_before(value)
    if phrase.clock:
        return f"{value}T{phrase.clock}"
    if phrase.part:
        return f"{value}T{phrase.part.code}"
    return value


def _day_before(value: str) -> str:
    days = days_of(value)
    return (days[0] - timedelta(days=1)).isoformat() if days else value


def _by_rules(
    rules: tuple[Rule[ValueTest], ...], phrase: TimeExpression, context: Context
) -> Resolved:
    """Return the value by the first rule that gives one; without any it stays open."""
    decided = decide(rules, phrase, context)
    if decided is not None:
        return decided[1]._replace(rule=decided[0])
    return Resolved(UNKNOWN[phrase.unit or "D"], pending=True, rule=NO_PUBLICATION)


NO_PUBLICATION = "no day of publication"


def _day_mentioned(_phrase: TimeExpression, context: Context) -> Resolved | None:
    near = context.near
    return Resolved(near[:10]) if near and grain_of(near[:10]) == "day" else None


def _day_published(_phrase: TimeExpression, context: Context) -> Resolved | None:
    return Resolved(context.reference.isoformat()) if context.reference else None


ValueTest = Callable[[TimeExpression, Context], Resolved | None]

DAYS_OF_HOURS: tuple[Rule[ValueTest], ...] = (
    Rule(
        "day mentioned before",
        "Rebels attacked on 3 May 2024. At 5 p.m. they withdrew.",
        _day_mentioned,
    ),
    Rule(
        "day of publication", "Shells hit the port at 5 p.m. and a fire broke out.", _day_published
    ),
)
"""The day that a bare hour belongs to."""


def _day_of_hour(phrase: TimeExpression, context: Context) -> Resolved:
    return _by_rules(DAYS_OF_HOURS, phrase, context)


def _weekday_of_month(phrase: TimeExpression, year: int | None, digits: str) -> str:
    """Return the first or another Monday of a month; without its year the month alone."""
    month, nth = phrase.month or 1, phrase.nth or 1
    if year is None:
        return f"{digits}-{month:02d}"
    first = date(year, month, 1)
    days = [
        first + timedelta(days=ahead)
        for ahead in range(monthrange(year, month)[1])
        if (first + timedelta(days=ahead)).isoweekday() == phrase.weekday
    ]
    return days[nth if nth < 0 else nth - 1].isoformat()


FURTHEST_DAY = 20
"""Days that "Saturday 4th" may lie ahead of the day that it is counted from."""


def _day_by_number(phrase: TimeExpression, context: Context) -> Resolved:
    """Return "Saturday 4th" after "3 May": the day of that number nearest to the last mention."""
    base = _base(phrase, context)
    if base is None:
        return Resolved(UNKNOWN["D"], pending=True, rule=NO_PUBLICATION)
    near = []
    for months in (-1, 0, 1):
        month = add_months(base.replace(day=1), months)
        if (phrase.day or 1) <= monthrange(month.year, month.month)[1]:
            near.append(month.replace(day=phrase.day or 1))
    reachable = [day for day in near if (day - base).days <= FURTHEST_DAY]
    day = min(reachable, key=lambda day: abs((day - base).days))
    return Resolved(day.isoformat(), rule="day by its number")


def _date_value(phrase: TimeExpression, context: Context) -> Resolved:
    if phrase.day is not None and phrase.month is None:
        return _day_by_number(phrase, context)
    year, pending, rule = _year_of(phrase, context)
    if year is not None and not 1 <= year <= 9999:
        raise NoSuchDateError("year")
    digits = f"{year:04d}" if year else "XXXX"
    if phrase.nth is not None:
        return Resolved(_weekday_of_month(phrase, year, digits), pending, rule)
    return Resolved(_date_of_year(phrase, context, year, digits), pending, rule)


def _date_of_year(phrase: TimeExpression, context: Context, year: int | None, digits: str) -> str:
    """Return the value of a date in `year`, which is written as `digits`."""
    if phrase.since == "quarter" and context.quarter:
        return f"{digits}{context.quarter[4:]}"
    if phrase.month is None:
        return f"{digits}-{phrase.piece}" if phrase.piece else digits
    if not 1 <= phrase.month <= 12:
        raise NoSuchDateError("month")
    if phrase.day is None:
        return f"{digits}-{phrase.month:02d}"
    try:
        date(year or 2000, phrase.month, phrase.day)
    except ValueError as error:
        raise NoSuchDateError("day") from error
    if phrase.month_first and year and context.reference:
        first, second = both_readings(phrase, year)
        if second <= context.reference < first:
            return second.isoformat()
    return f"{digits}-{phrase.month:02d}-{phrase.day:02d}"


def both_readings(phrase: TimeExpression, year: int) -> tuple[date, date]:
    """Return 05/02/2026 with the day first, then with the month first."""
    month, day = phrase.month_first or (phrase.month or 1, phrase.day or 1)
    return date(year, phrase.month or 1, phrase.day or 1), date(year, month, day)


class Year(NamedTuple):
    """The year of a date, None where it stays open until the day of publication is known."""

    number: int | None
    pending: bool = False
    rule: str = ""


def lacks_year(phrase: TimeExpression, context: Context) -> bool:
    """Return whether `phrase` is a date whose year nothing gives."""
    return phrase.kind == "date" and not phrase.year and context.reference is None


def _year_of(phrase: TimeExpression, context: Context) -> Year:
    """Return the year said, or computed from the publication and the tense."""
    if phrase.year:
        return Year(phrase.year, rule="year said")
    reference = context.reference
    if reference is None:
        return Year(None, pending=True, rule=NO_PUBLICATION)
    decided = decide(YEARS, phrase, reference, context)
    if decided is None:
        raise ValueError(f"no year by any rule: {phrase}")
    return Year(decided[1], rule=decided[0])


def _toward(phrase: TimeExpression, context: Context) -> int:
    return phrase.shift if phrase.shift is not None else context.direction(phrase.span)


def _shifted_year(phrase: TimeExpression, reference: date, _context: Context) -> int | None:
    return None if phrase.year_shift is None else reference.year + phrase.year_shift


def _nearest_piece(phrase: TimeExpression, reference: date, context: Context) -> int | None:
    if phrase.month is not None:
        return None
    return _year_of_piece(phrase, reference, _toward(phrase, context))


def _nearest_month(phrase: TimeExpression, reference: date, context: Context) -> int | None:
    if phrase.day is not None:
        return None
    return _year_of_month(phrase, reference, _toward(phrase, context))


def _nearest_day(phrase: TimeExpression, reference: date, context: Context) -> int | None:
    if phrase.month is None or phrase.day is None:
        return None
    return _year_of_day(phrase.month, phrase.day, reference, _toward(phrase, context))


YEARS: tuple[Rule[Callable[[TimeExpression, date, Context], int | None]], ...] = (
    Rule("year by its distance", "Fighting began in January this year.", _shifted_year),
    Rule("nearest season or quarter", "Fighting began in the spring.", _nearest_piece),
    Rule("nearest month", "Fighting began in January.", _nearest_month),
    Rule("nearest day", "Fighting began on 5 January.", _nearest_day),
)
"""The year of a date that says none; the tense decides between the last and the next."""


def _year_of_piece(phrase: TimeExpression, reference: date, toward: int) -> int:
    days = days_of(f"{reference.year:04d}-{phrase.piece}")
    first = days[0] if days else reference
    if phrase.shift == -1:
        return reference.year - (1 if days and days[1] >= reference else 0)
    if phrase.shift == 1:
        return reference.year + (1 if first <= reference else 0)
    ahead = phrase.shift is None and toward > 0 and phrase.piece in SEASONS
    if ahead and days and days[1] < reference:
        return reference.year + 1  # "until spring"; firms go on reporting quarters that are over
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
    border = {-1: 0, 0: 4, 1: 11}[max(-1, toward)]
    months = ahead if ahead <= border else ahead - 12
    return add_months(reference.replace(day=1), months).year


def _year_of_day(month: int, day: int, reference: date, toward: int) -> int:
    """Return the year that puts the day nearest to the publication, tilted by the tense."""
    reach = {OVER: 1, -1: 30, 0: 60, 1: 330}[toward]
    best = reference.year
    for year in (reference.year - 1, reference.year, reference.year + 1):
        try:
            ahead = (date(year, month, min(day, 28)) - reference).days
        except ValueError:
            continue
        if ahead <= reach:
            best = year
    return best


def _feast_value(phrase: TimeExpression, context: Context) -> Resolved:
    """Return the day of a movable feast that is nearest to the publication, tilted by the tense."""
    reference, name = context.reference, phrase.value or ""
    if reference is None:
        return Resolved(UNKNOWN["D"], pending=True, rule=NO_PUBLICATION)
    near = feast(name, reference.year)
    year = _year_of_day(near.month, near.day, reference, context.direction(phrase.span))
    return Resolved(feast(name, year).isoformat(), rule="nearest feast")


def _base(phrase: TimeExpression, context: Context) -> date | None:
    """Return the day that `phrase` is counted from: that of the last mention, or of publication."""
    if phrase.since == "mention" and context.mention:
        days = days_of(context.mention[:10])
        return days[0] if days else context.reference
    return context.reference


def _weekday_value(phrase: TimeExpression, context: Context) -> Resolved:
    base, weekday = _base(phrase, context), phrase.weekday or 1
    if base is None:
        return Resolved(f"XXXX-WXX-{weekday}", pending=True, rule=NO_PUBLICATION)
    decided = decide(WEEKDAYS, phrase, base, context)
    if decided is None:
        raise ValueError(f"no weekday by any rule: {phrase}")
    return Resolved(decided[1].isoformat(), rule=decided[0])


def _weekday_of_week(phrase: TimeExpression, base: date, _context: Context) -> date | None:
    """Return "Friday of last week": counted in weeks, which begin on Monday."""
    if phrase.unit != "W":
        return None
    ahead = (phrase.weekday or 1) - base.isoweekday()
    return base + timedelta(days=ahead + 7 * (phrase.shift or 0))


def _weekday_ahead(phrase: TimeExpression, base: date, context: Context) -> date | None:
    """Return the day itself or the next one: "next Friday" is never today."""
    toward = phrase.shift or (context.direction(phrase.span) if phrase.shift is None else 1)
    if toward <= 0:
        return None
    ahead = ((phrase.weekday or 1) - base.isoweekday()) % 7
    return base + timedelta(days=7 if phrase.shift == 1 and not ahead else ahead)


def _weekday_back(phrase: TimeExpression, base: date, _context: Context) -> date | None:
    """Return the day itself or the last one: "last Friday" is never today."""
    back = (base.isoweekday() - (phrase.weekday or 1)) % 7
    return base - timedelta(days=7 if phrase.shift == -1 and not back else back)


WEEKDAYS: tuple[Rule[Callable[[TimeExpression, date, Context], date | None]], ...] = (
    Rule("weekday of a week", "Rebels withdrew on Friday of last week.", _weekday_of_week),
    Rule("weekday ahead", "Rebels will withdraw on Friday.", _weekday_ahead),
    Rule("last weekday", "Rebels withdrew on Friday.", _weekday_back),
)


def _unit_value(phrase: TimeExpression, context: Context) -> Resolved:
    if phrase.kind == "part" and phrase.shift is None:
        return _day_of_hour(phrase, context)
    return _by_rules(UNITS, phrase, context)


def _year_of_quarter(phrase: TimeExpression, context: Context) -> Resolved | None:
    """Return the quarter mentioned before in another year: "a year ago" in results of a firm."""
    if not (context.quarter and context.reference and phrase.unit == "Y"):
        return None
    if phrase.since != "quarter":
        return None
    return Resolved(f"{context.reference.year + (phrase.shift or 0):04d}{context.quarter[4:]}")


def _from_quarter(phrase: TimeExpression, context: Context) -> Resolved | None:
    """Return what is so many quarters or years away from the quarter mentioned before."""
    if not context.quarter or phrase.unit not in {"Q", "Y"} or phrase.since == "published":
        return None
    days = days_of(context.quarter)
    if days is None:
        return Resolved(context.quarter)
    return Resolved(value_at(shifted(days[0], phrase.shift or 0, phrase.unit), "Q"))


def _last_quarter(phrase: TimeExpression, context: Context) -> Resolved | None:
    """Return the quarter before the publication: results are published of one that is over."""
    if context.reference is None or phrase.unit != "Q" or phrase.since != "quarter":
        return None
    return Resolved(value_at(shifted(context.reference, -1, "Q"), "Q"))


def _last_weekend(phrase: TimeExpression, context: Context) -> Resolved | None:
    """Return the weekend that is over, where nothing leads ahead: "fighting eased this weekend"."""
    base = _base(phrase, context)
    if base is None or phrase.unit != "WE" or phrase.shift != 0 or base.isoweekday() >= 5:
        return None
    if context.direction(phrase.span) > 0:
        return None
    return Resolved(value_at(shifted(base, -1, "WE"), "WE"))


def _from_mention(phrase: TimeExpression, context: Context) -> Resolved | None:
    if phrase.since != "mention" or not context.mention:
        return None
    return _from_base(phrase, context)


def _from_base(phrase: TimeExpression, context: Context) -> Resolved | None:
    base, unit = _base(phrase, context), phrase.unit or "D"
    if base is None:
        return None
    return Resolved(value_at(shifted(base, phrase.shift or 0, unit), unit))


UNITS: tuple[Rule[ValueTest], ...] = (
    Rule(
        "same quarter of a year",
        "Exports fell in the third quarter of 2023. A year ago they rose.",
        _year_of_quarter,
    ),
    Rule(
        "counted from a quarter",
        "Exports fell in the third quarter of 2023. A year earlier they rose.",
        _from_quarter,
    ),
    Rule("last quarter", "Arms sales rose in the latest quarter.", _last_quarter),
    Rule("last weekend", "Fighting eased over the weekend.", _last_weekend),
    Rule(
        "counted from a mention",
        "Rebels attacked on 3 May 2024. The following day they withdrew.",
        _from_mention,
    ),
    Rule("counted from publication", "Fighting eased last week.", _from_base),
)


RESOLVERS: dict[Kind, Callable[[TimeExpression, Context], Resolved]] = {
    "date": _date_value,
    "weekday": _weekday_value,
    "unit": _unit_value,
    "part": _unit_value,
    "clock": _day_of_hour,
    "feast": _feast_value,
}
"""How values of a kind are computed; expressions of other kinds say their value."""


def at_mention(phrase: TimeExpression, day: str) -> TimeExpression:
    """Return `phrase`, an hour or a part of a day, as one of the `day` that its sentence names."""
    year, month, number = (int(digits) for digits in day.split("-"))
    return replace(phrase, kind="date", year=year, month=month, day=number)

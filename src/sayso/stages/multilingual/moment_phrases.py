"""From a match of a pattern to a time expression, as `stages/moments` computes with it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from sayso.lexicon.moments import PartOfDay
from sayso.lexicon.multilingual_moments import MomentTables, plain
from sayso.record import MomentType
from sayso.stages.moments.calendar import iso_duration
from sayso.stages.moments.join import weekday_and_date
from sayso.stages.moments.phrase import TimeExpression

HOURS = frozenset({"TH", "TM", "TS"})
CENTURY = 2000
HALF = 12


class PatternMatch:
    """A match of a pattern, with the values of its words."""

    def __init__(self, match: re.Match[str], tables: MomentTables) -> None:
        self.groups = {name: said for name, said in match.groupdict().items() if said}
        self.tables = tables
        self.span = match.span("said") if "said" in self.groups else match.span()

    def value(self, kind: str, group: str | None = None) -> str | None:
        """Return the value of the word of a class; None where the match has none."""
        said = self.groups.get(group or kind)
        return self.tables.value(kind, said) if said else None

    def figure(self, group: str) -> int | None:
        """Return a group of digits as a number."""
        said = self.groups.get(group)
        return int(said) if said else None

    def part(self, kind: str) -> PartOfDay | None:
        """Return the part of the day that a word of a class says."""
        value = self.value(kind)
        if value is None:
            return None
        code, first, last = value.split()
        return PartOfDay(code, int(first), int(last))

    @property
    def count(self) -> float | None:
        """How many units are said: 1 where no number is, None where the words leave it open."""
        said = self.groups.get("count")
        if "range" in self.groups or (self._many and not said):
            return None
        if not said:
            return 1.0
        if said.isdigit():
            return float(said)
        value = self.value("number", "count")
        return None if value in {None, "X"} else float(value or 1)

    @property
    def _many(self) -> bool:
        """Whether units are said in the plural without their number: "за останні дні"."""
        words, unit = self.tables.words, plain(self.groups.get("unit", ""))
        return plain(self.groups.get("past", "")) in words["past_many"] and (
            unit not in words["uncounted"]
        )

    @property
    def shift(self) -> int | None:
        value = self.value("which") or self.value("which", "of_which")
        return None if value is None else int(value)


def _year(match: PatternMatch) -> int | None:
    year = match.figure("year")
    return year if year is None or year > 99 else CENTURY + year


def _date(match: PatternMatch) -> TimeExpression | None:
    month = match.value("month") or match.groups.get("month_number")
    edge = match.value("edge")
    return TimeExpression(
        *match.span,
        "date",
        year=_year(match),
        last_year=match.figure("last_year"),
        month=int(month) if month else None,
        day=match.figure("day"),
        last_day=match.figure("last_day"),
        piece=match.value("season"),
        shift=match.shift if "season" in match.groups else None,
        year_shift=match.shift if month else None,
        edge=edge,  # type: ignore[arg-type]
    )


def _night(match: PatternMatch) -> TimeExpression | None:
    """Return "у ніч на 13 вересня": it ends on the named day."""
    day = _weekday(match) if "weekday" in match.groups else _date(match)
    if day is None:
        return None
    return replace(day, type="TIME", part=match.part("night"), night="into")


def _weekday(match: PatternMatch) -> TimeExpression | None:
    weekday = match.value("weekday")
    if weekday is None:
        return None
    unit = "W" if "of_which" in match.groups else None
    return TimeExpression(
        *match.span, "weekday", weekday=int(weekday), shift=match.shift, unit=unit
    )


def _day(match: PatternMatch) -> TimeExpression | None:
    return TimeExpression(*match.span, "unit", unit="D", shift=int(match.value("named_day") or 0))


def _part(match: PatternMatch) -> TimeExpression | None:
    return TimeExpression(*match.span, "part", "TIME", part=match.part("part"))


def _small_hours(match: PatternMatch) -> TimeExpression | None:
    """Return "вночі": of a day that stands beside it, else the night that is just over."""
    return TimeExpression(*match.span, "part", "TIME", part=match.part("small_hours"))


def _overnight(match: PatternMatch) -> TimeExpression | None:
    return TimeExpression(*match.span, "part", "TIME", shift=-1, unit="D", part=match.part("night"))


def _unit(match: PatternMatch) -> TimeExpression | None:
    unit = match.value("unit")
    if unit is None or unit in HOURS:
        return None
    return TimeExpression(*match.span, "unit", unit=unit, shift=match.shift or 0)


def _ago(match: PatternMatch) -> TimeExpression | None:
    unit, count = match.value("unit") or "D", match.count
    if unit in HOURS:
        value = iso_duration(count, unit)
        return TimeExpression(*match.span, "duration", "DURATION", value=value, edge="ago")
    if count is None:
        return TimeExpression(*match.span, "fixed", value="PAST_REF")
    return TimeExpression(*match.span, "unit", unit=unit, shift=-int(count))


def _back(match: PatternMatch) -> TimeExpression | None:
    """Return "за останні два дні", which ends now; "протягом двох годин" is a mere length."""
    unit = match.value("unit") or "D"
    shift = -1 if unit not in HOURS or "past" in match.groups else None
    value = iso_duration(match.count, unit)
    return TimeExpression(*match.span, "duration", "DURATION", value=value, shift=shift)


def _since(match: PatternMatch) -> TimeExpression | None:
    """Return "з початку доби": from where the unit began to the publication."""
    unit = match.value("unit")
    if unit is None or unit in HOURS:
        return None
    return TimeExpression(*match.span, "unit", unit=unit, shift=0, edge="before")


def _clock(match: PatternMatch) -> TimeExpression | None:
    hour, minute = match.figure("hour") or 0, match.figure("minute") or 0
    half = match.value("half") or match.value("half_alone")
    if half is not None:
        if hour > HALF:
            return None
        hour = hour % HALF + int(half)
    if hour > 24 or minute > 59 or (hour == 24 and minute):
        return None
    return TimeExpression(*match.span, "clock", "TIME", clock=f"{hour:02d}:{minute:02d}")


def _duration(match: PatternMatch) -> TimeExpression | None:
    """Return "три години"; so many years are as often somebody's age, and no time."""
    unit = match.value("unit")
    if unit is None or unit == "Y":
        return None
    value = iso_duration(match.count, unit)
    return TimeExpression(*match.span, "duration", "DURATION", value=value)


def _none(match: PatternMatch) -> TimeExpression | None:
    """Return what is no time though its words are those of one: "Доброго ранку"."""
    return TimeExpression(*match.span, "part", "TIME", weak=True)


def _of_value(kind: str, type_: MomentType) -> Callable[[PatternMatch], TimeExpression | None]:
    def of_value(match: PatternMatch) -> TimeExpression | None:
        return TimeExpression(*match.span, kind, type_, value=match.value(kind))  # type: ignore[arg-type]

    return of_value


KINDS: dict[str, Callable[[PatternMatch], TimeExpression | None]] = {
    "date": _date,
    "night": _night,
    "weekday": _weekday,
    "day": _day,
    "part": _part,
    "small_hours": _small_hours,
    "overnight": _overnight,
    "unit": _unit,
    "ago": _ago,
    "back": _back,
    "since": _since,
    "clock": _clock,
    "duration": _duration,
    "set": _of_value("set", "SET"),
    "fixed": _of_value("fixed", "DATE"),
    "none": _none,
}
"""How matches of the kinds of pattern are read."""


def recognize(text: str, tables: MomentTables) -> list[TimeExpression]:
    """Return the time expressions of `text` in order; of two that overlap the longer one."""
    taken = bytearray(len(text))
    times: list[TimeExpression] = []
    for phrase in sorted(_matches(text, tables), key=lambda each: each.start - each.end):
        if not any(taken[phrase.start : phrase.end]):
            taken[phrase.start : phrase.end] = b"\1" * (phrase.end - phrase.start)
            if not phrase.weak:
                times.append(phrase)
    return sorted(times, key=lambda each: each.start)


def _matches(text: str, tables: MomentTables) -> Iterator[TimeExpression]:
    for pattern in tables.patterns:
        for words in pattern.pattern.finditer(text):
            match = PatternMatch(words, tables)
            phrase = KINDS[pattern.kind](match)
            if phrase is not None:
                yield replace(phrase, rules=(pattern.name,))


def join_neighbours(
    phrases: list[TimeExpression], text: str, tables: MomentTables
) -> list[TimeExpression]:
    """Return `phrases` with an hour, a part of the day and a weekday put to the day beside them."""
    gap = re.compile(rf",?\s(?:(?:{tables.alternatives('joiner')})\s)?", re.IGNORECASE)
    joined: list[TimeExpression] = []
    for phrase in phrases:
        while joined and gap.fullmatch(text[joined[-1].end : phrase.start]):
            both = _joined(joined[-1], phrase, text)
            if both is None:
                break
            phrase = replace(both, rules=joined[-1].rules + phrase.rules)
            joined.pop()
        joined.append(phrase)
    return [_alone(phrase) for phrase in joined]


def _joined(left: TimeExpression, right: TimeExpression, text: str) -> TimeExpression | None:
    """Return two neighbours as one time, None where they are two."""
    for hour, day in ((left, right), (right, left)):
        if hour.kind in {"clock", "part"} and hour.shift is None and day.names_day:
            return replace(
                day,
                start=left.start,
                end=right.end,
                type="TIME",
                clock=hour.clock,
                part=None if hour.clock else hour.part,
            )
    dated = weekday_and_date(left, right, text[left.end : right.start])
    return None if dated is None else replace(dated, end=right.end)


def _alone(phrase: TimeExpression) -> TimeExpression:
    """Return a night without a day as the one that is just over."""
    if phrase.kind == "part" and phrase.part and phrase.part.code == "NI" and phrase.shift is None:
        return replace(phrase, shift=-1, unit="D", part=replace(phrase.part, first=18, last=32))
    return phrase

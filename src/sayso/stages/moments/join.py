"""Joins of neighbouring phrases that say one time: "8 a.m." and "on" and "Nov. 6"."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from sayso.record.trace import Rule, decide
from sayso.stages.moments.phrase import Night, TimeExpression

Join = Callable[[TimeExpression, TimeExpression, str], TimeExpression | None]
"""Two neighbours and the words between, to one phrase; None when they stay two."""


def edge_and_date(left: TimeExpression, right: TimeExpression, gap: str) -> TimeExpression | None:
    """Join "early Tuesday", "the end of the year", "earlier this week"."""
    if left.kind != "edge" or gap not in {" ", "-", " the "}:
        return None
    if right.kind in {"edge", "duration", "set"} or right.edge:
        return None
    if left.edge == "about" and not (right.clock or right.day or right.year):
        return None
    if right.kind == "fixed" and not (right.value or "")[:1].isdigit():
        return None
    if right.kind == "part" and right.shift is None:
        return replace(right, start=left.start, edge=left.edge)
    return replace(right, start=left.start, edge=left.edge, weak=False)


def weekday_and_date(
    left: TimeExpression, right: TimeExpression, gap: str
) -> TimeExpression | None:
    """Join "Tuesday, Jan. 2, 2024": the date says all."""
    if left.kind != "weekday" or right.kind != "date" or right.day is None:
        return None
    if gap not in {", ", " ", " the ", ", the "}:
        return None
    kind = "TIME" if left.clock or left.part else right.type
    return replace(
        right,
        start=left.start,
        type=kind,
        clock=left.clock or right.clock,
        zone=left.zone if left.clock else right.zone,
        part=left.part or right.part,
        edge=left.edge,
    )


BEFORE_DAY = {" ", ", ", " on ", " of ", " on the ", " of the "}
INTO = {" into ", " into the "}


def clock_and_day(left: TimeExpression, right: TimeExpression, gap: str) -> TimeExpression | None:
    """Join "10 p.m. Wednesday", "8 a.m. on Nov. 6", "5:30 this morning"."""
    if left.kind != "clock" or gap not in BEFORE_DAY:
        return None
    if right.kind == "part" and right.shift is not None and right.unit == "D":
        right = replace(right, part=None, kind="unit")
    if not right.names_day:
        return None
    return replace(right, start=left.start, type="TIME", clock=left.clock, zone=left.zone)


def part_and_day(left: TimeExpression, right: TimeExpression, gap: str) -> TimeExpression | None:
    """Join "the night of Nov. 5-6", "overnight into Thursday", "the early hours of Monday"."""
    if left.kind != "part" or not left.part or left.since == "mention":
        return None
    if gap not in BEFORE_DAY - {", "} | INTO | {" from ", " between "}:
        return None
    day = _without_morning(left, right, gap)
    if not day.names_day:
        return None
    return replace(
        day,
        start=left.start,
        type="TIME",
        part=left.part,
        edge=left.edge,
        night=_night_before(left, day, gap),
    )


def _without_morning(left: TimeExpression, right: TimeExpression, gap: str) -> TimeExpression:
    """Return the day of "overnight into Thursday morning", "early hours of Thursday morning"."""
    if not right.part or right.part.code != "MO":
        return right
    morning = left.part is not None and left.part.code == "MO"
    return replace(right, part=None) if gap in INTO or morning else right


def _night_before(left: TimeExpression, day: TimeExpression, gap: str) -> Night | None:
    """Return whether the night ends on the named day; of "overnight on Thursday" it may."""
    if gap in INTO:
        return "into"
    whole_night = left.shift == -1
    return "maybe" if whole_night and day.last_day is None else None


def night_to_day(left: TimeExpression, right: TimeExpression, gap: str) -> TimeExpression | None:
    """Join "the night from Monday | to Tuesday", "Tuesday night | into Wednesday morning"."""
    if not left.part or left.part.code != "NI" or left.kind == "part":
        return None
    if gap not in {" to ", " into ", " through "} or left.night == "into":
        return None
    day = replace(right, part=None)
    if not day.names_day or (right.part and right.part.code != "MO"):
        return None
    return replace(left, end=right.end, night="to")


def night_and_morning(
    left: TimeExpression, right: TimeExpression, gap: str
) -> TimeExpression | None:
    """Join "Tuesday night into Wednesday | morning", "early hours of Thursday | morning"."""
    if right.kind != "part" or not right.weak or not right.part or right.part.code != "MO":
        return None
    early = left.part is not None and left.part.code == "MO" and left.kind != "part"
    if gap != " " or not (early or left.night in {"to", "into"}):
        return None
    return replace(left, end=right.end)


def day_and_part(left: TimeExpression, right: TimeExpression, gap: str) -> TimeExpression | None:
    """Join "Tuesday morning", "Friday night", "yesterday overnight"."""
    if not left.names_day or right.kind != "part" or not right.part:
        return None
    overnight = right.shift == -1 and not right.weak
    if gap not in {" ", "'s ", "’s "} or not (right.weak or overnight):
        return None
    night: Night | None = "maybe" if overnight else None
    edge = right.edge or left.edge
    return replace(left, end=right.end, type="TIME", part=right.part, night=night, edge=edge)


def day_and_clock(left: TimeExpression, right: TimeExpression, gap: str) -> TimeExpression | None:
    """Join "Friday at 10 p.m."."""
    if not left.names_day or right.kind != "clock":
        return None
    if gap not in {" at ", ", ", " ", " at around ", " at about ", ", at "}:
        return None
    return replace(left, end=right.end, type="TIME", clock=right.clock, zone=right.zone)


def date_and_year(left: TimeExpression, right: TimeExpression, gap: str) -> TimeExpression | None:
    """Join "January this year", "the third quarter of 1984"."""
    if left.kind != "date" or left.year or not (left.month or left.piece):
        return None
    if gap not in {" ", " of ", ", ", " in "}:
        return None
    if right.kind == "unit" and right.unit == "Y" and right.since == "published" and gap != ", ":
        return replace(left, end=right.end, year_shift=right.shift)
    if right.kind == "date" and right.year and not (right.month or right.piece) and gap != " in ":
        return replace(left, end=right.end, year=right.year)
    return None


def year_and_piece(left: TimeExpression, right: TimeExpression, gap: str) -> TimeExpression | None:
    """Join "this year's third quarter", "the 1988 second quarter"."""
    if right.kind != "date" or not right.piece or right.year or gap not in {" ", "'s ", "’s "}:
        return None
    if left.kind == "unit" and left.unit == "Y" and gap != " ":
        return replace(right, start=left.start, year_shift=left.shift)
    if left.kind == "date" and left.year and not (left.month or left.piece):
        return replace(right, start=left.start, year=left.year)
    return None


def weekday_and_week(
    left: TimeExpression, right: TimeExpression, gap: str
) -> TimeExpression | None:
    """Join "Friday of last week"."""
    if left.kind != "weekday" or right.kind != "unit" or right.unit != "W":
        return None
    if gap not in {" ", " of "}:
        return None
    return replace(left, end=right.end, unit="W", shift=right.shift)


def week_of_day(left: TimeExpression, right: TimeExpression, gap: str) -> TimeExpression | None:
    """Join "the week of March 6"."""
    if left.kind != "unit" or left.unit != "W" or left.shift or gap != " of ":
        return None
    if right.kind != "date" or right.day is None:
        return None
    return replace(right, start=left.start, unit="W")


JOINS: tuple[Rule[Join], ...] = (
    Rule("week of a day", "Rebels attacked in the week of March 6.", week_of_day),
    Rule("edge and date", "Rebels attacked in early May.", edge_and_date),
    Rule("weekday and date", "Rebels attacked on Tuesday, Jan. 2, 2024.", weekday_and_date),
    Rule("clock and day", "Rebels attacked at 10 p.m. Wednesday.", clock_and_day),
    Rule("part and day", "Rebels attacked in the early hours of Monday.", part_and_day),
    Rule("night to day", "Rebels attacked in the night from Monday to Tuesday.", night_to_day),
    Rule(
        "night and morning",
        "Rebels attacked on Tuesday night into Wednesday morning.",
        night_and_morning,
    ),
    Rule("day and part", "Rebels attacked on Tuesday morning.", day_and_part),
    Rule("day and clock", "Rebels attacked on Friday at 10 p.m. near the river.", day_and_clock),
    Rule("date and year", "Rebels attacked in January this year.", date_and_year),
    Rule("year and piece", "Arms sales rose in this year's third quarter.", year_and_piece),
    Rule("weekday and week", "Rebels attacked on Friday of last week.", weekday_and_week),
)


def join(phrases: Iterable[TimeExpression], text: str) -> list[TimeExpression]:
    """Return `phrases` with neighbours joined, without the weak ones that joined nothing."""
    return [phrase for phrase in join_neighbours(phrases, text) if not phrase.weak]


def join_neighbours(phrases: Iterable[TimeExpression], text: str) -> list[TimeExpression]:
    """Return `phrases` with neighbours joined, and with the weak ones that joined nothing."""
    joined: list[TimeExpression] = []
    for phrase in phrases:
        joined.append(phrase)
        while len(joined) > 1:
            left, right = joined[-2:]
            whole = _joined(left, right, text)
            if whole is None:
                break
            joined[-2:] = [whole]
    return joined


def _joined(left: TimeExpression, right: TimeExpression, text: str) -> TimeExpression | None:
    if right.start - left.end > 12:
        return None
    between = text[left.end : right.start]
    gap = " ".join(between.split())
    gap = (" " if between[:1].isspace() else "") + gap + (" " if between[-1:].isspace() else "")
    gap = " " if not gap.strip() and gap else gap
    decided = decide(JOINS, left, right, gap.lower())
    if decided is None:
        return None
    rule, whole = decided
    return replace(whole, rules=(*left.rules, *right.rules, rule))

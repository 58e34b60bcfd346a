"""Stretches of time: since Monday, from 2014 to 2022, between May 3 and June 5.

A stretch stays two expressions with two values, as in TIMEX3; the first reaches to where the
stretch ends, so that what is said of the stretch is not pinned to its first day.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time

from sayso.record import Moment
from sayso.record.trace import trace
from sayso.stages.moments.context import Context

SINCE = re.compile(r"(?<!\w)since(?: about| around| at least)?\s$", re.IGNORECASE)
FROM = re.compile(r"(?<!\w)(?P<how>from|between)(?: about| around)?\s$", re.IGNORECASE)
TO = re.compile(r"\s(?:to|until|till|through|up to)\s(?:about |around |the )?", re.IGNORECASE)
AND = re.compile(r"\sand\s(?:about |around |the )?", re.IGNORECASE)
DASH = re.compile(r" ?[-–—] ?")
EITHER = re.compile(
    r",?\s(?:or|and)(?:\s(?:possibly|perhaps|also))?(?:\s(?:in|on|at|during))?\s(?:the\s)?"
)
DAYS = frozenset({"day", "part_of_day"})
LEAD = 20
"""Code points read before an expression: "since at least " and a gap."""

POINTS = ("DATE", "TIME")


def with_stretches(text: str, moments: Sequence[Moment], context: Context) -> list[Moment]:
    """Return the `moments` of one block, in order, the first of each stretch reaching to its end.

    "Since" reaches to the day of publication; where that is not known, its end stays open.
    """
    stretched = []
    for index, moment in enumerate(moments):
        after = moments[index + 1] if index + 1 < len(moments) else None
        end = _end(text, moment, after, context)
        if context.reference is None and _since(text, moment):
            moment = replace(moment, latest=None)
        if end is not None and moment.latest is not None and end > moment.latest:
            trace("moment", moment.as_said, "changed", "stretch", "reaches to where it ends")
            moment = replace(moment, latest=end)
        stretched.append(moment)
    return _with_alternatives(text, stretched)


def _with_alternatives(text: str, moments: list[Moment]) -> list[Moment]:
    """Return `moments` with both of "late on Sunday or in the early hours of Monday" on both days.

    Which of the two it was is not known; of "the evening of 2 May and the morning of 3 May" it
    was both.
    """
    for index in range(len(moments) - 1):
        first, second = moments[index : index + 2]
        between = text[first.as_said.end : second.as_said.start]
        if not EITHER.fullmatch(between) or not _touch(first, second):
            continue
        trace("moment", first.as_said, "changed", "stretch", "with the one after it")
        moments[index] = replace(first, latest=second.latest)
        moments[index + 1] = replace(second, earliest=first.earliest)
    return moments


def _touch(first: Moment, second: Moment) -> bool:
    """Return whether both are parts of days, the second on the day after the first or on its."""
    if first.grain not in DAYS or second.grain not in DAYS:
        return False
    if first.earliest is None or second.earliest is None or second.latest is None:
        return False
    parts = "part_of_day" in {first.grain, second.grain}
    days = (second.earliest.date() - first.earliest.date()).days
    return parts and 0 <= days <= 1 and second.latest > first.earliest


def _end(text: str, moment: Moment, after: Moment | None, context: Context) -> datetime | None:
    """Return when the stretch that `moment` opens ends; None where it opens none."""
    if moment.type not in POINTS or moment.latest is None:
        return None
    if context.reference and _since(text, moment):
        return datetime.combine(context.reference, time(23, 59, 59), context.zone)
    if after and _years(text, moment, after):
        return after.latest
    opened = FROM.search(_before(text, moment))
    if opened and after and after.type in POINTS and after.latest:
        link = AND if opened["how"].lower() == "between" else TO
        if link.fullmatch(text[moment.as_said.end : after.as_said.start]):
            return after.latest
    return None


def _years(text: str, moment: Moment, after: Moment) -> bool:
    """Return whether the two are "2018 – 2019", years that a dash joins to a stretch."""
    if {moment.grain, after.grain} != {"year"} or moment.type != "DATE" or after.type != "DATE":
        return False
    return DASH.fullmatch(text[moment.as_said.end : after.as_said.start]) is not None


def _before(text: str, moment: Moment) -> str:
    return text[max(0, moment.as_said.start - LEAD) : moment.as_said.start]


def _since(text: str, moment: Moment) -> bool:
    return moment.type in POINTS and bool(SINCE.search(_before(text, moment)))

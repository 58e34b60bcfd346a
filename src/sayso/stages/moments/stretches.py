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
from sayso.stages.moments.context import Context

SINCE = re.compile(r"(?<!\w)since(?: about| around| at least)?\s$", re.IGNORECASE)
FROM = re.compile(r"(?<!\w)(?P<how>from|between)(?: about| around)?\s$", re.IGNORECASE)
TO = re.compile(r"\s(?:to|until|till|through|up to)\s(?:about |around |the )?", re.IGNORECASE)
AND = re.compile(r"\sand\s(?:about |around |the )?", re.IGNORECASE)
LEAD = 20
"""Code points read before an expression: "since at least " and a gap."""

POINTS = ("DATE", "TIME")


def stretched(text: str, moments: Sequence[Moment], context: Context) -> list[Moment]:
    """`moments`, those of one block in order, with the first of each stretch reaching to its end.

    "Since" reaches to the day of publication; where that is not known, its end stays open.
    """
    found = []
    for index, each in enumerate(moments):
        after = moments[index + 1] if index + 1 < len(moments) else None
        end = _end(text, each, after, context)
        if context.reference is None and _since(text, each):
            each = replace(each, latest=None)
        if end is not None and each.latest is not None and end > each.latest:
            each = replace(each, latest=end)
        found.append(each)
    return found


def _end(text: str, each: Moment, after: Moment | None, context: Context) -> datetime | None:
    """When the stretch that `each` opens ends; None where it opens none."""
    if each.type not in POINTS or each.latest is None:
        return None
    if context.reference and _since(text, each):
        return datetime.combine(context.reference, time(23, 59, 59), context.zone)
    opened = FROM.search(_before(text, each))
    if opened and after and after.type in POINTS and after.latest:
        link = AND if opened["how"].lower() == "between" else TO
        if link.fullmatch(text[each.as_said.end : after.as_said.start]):
            return after.latest
    return None


def _before(text: str, each: Moment) -> str:
    return text[max(0, each.as_said.start - LEAD) : each.as_said.start]


def _since(text: str, each: Moment) -> bool:
    return each.type in POINTS and bool(SINCE.search(_before(text, each)))

"""When: times of a text in a language that is read without a parser.

Patterns and words are data; values and intervals are computed as in English.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta

from sayso.lexicon.multilingual_moments import MomentTables, moment_tables
from sayso.record import Block, Moment, Span
from sayso.record.trace import trace
from sayso.stages.moments.bounds import bounded
from sayso.stages.moments.calendar import days_of
from sayso.stages.moments.context import Context, NoSuchDateError
from sayso.stages.moments.phrase import TimeExpression
from sayso.stages.moments.resolve import value_of
from sayso.stages.multilingual.moment_phrases import join_neighbours, recognize

MIDNIGHT = time(0, 0)
DAY_END = time(23, 59, 59)
SENTENCE = re.compile(r"[.!?…\n](?:\s|$)")
POINTS = ("DATE", "TIME")
REACH = 200
"""Code points around a time in which its sentence is looked at."""

LEAD = 24
"""Code points before a time in which the word for "from" stands."""


def read_moments(
    text: str, blocks: Sequence[Block], code: str, published: datetime | None
) -> tuple[Moment, ...]:
    """Return the times that the blocks of `text`, in the language `code`, say, in order.

    What is counted from the publication stays open where its day is not known; what is no day of
    the calendar is left out.
    """
    tables = moment_tables(code)
    context = Context(
        reference=published.date() if published else None,
        zone=published.tzinfo if published else None,
        direction=lambda span: _direction(text, span, tables),
        published=published if published and published.time() != MIDNIGHT else None,
    )
    moments: list[Moment] = []
    for block in blocks:
        in_block, context = _read_block(text, block.span, tables, replace(context, near=None))
        moments += in_block
    return tuple(moments)


def _read_block(
    text: str, span: Span, tables: MomentTables, context: Context
) -> tuple[list[Moment], Context]:
    """Return the moments of one block, and the context after its last one."""
    words = span.of(text)
    moments: list[Moment] = []
    for phrase in join_neighbours(recognize(words, tables), words, tables):
        placed = replace(phrase, start=phrase.start + span.start, end=phrase.end + span.start)
        try:
            value = value_of(placed, context).value
            moments.append(bounded(placed, value, context))
        except (NoSuchDateError, ValueError, OverflowError):
            trace("moment", placed.span, "dropped", "no such date")
            continue
        trace("moment", placed.span, "made", " ".join(placed.rules), value)
        context = _remember(placed, value, context)
    return _with_stretches(text, moments, tables, context), context


def _remember(phrase: TimeExpression, value: str, context: Context) -> Context:
    """Return the context after a time that names a day: hours that follow are of it."""
    if phrase.type not in {"DATE", "TIME"} or not days_of(value[:10]):
        return context
    if phrase.kind in {"clock", "part"} and phrase.shift is None:
        return context
    return replace(context, mention=value, near=value)


def _direction(text: str, span: Span, tables: MomentTables) -> int:
    """Return 1 where the sentence around `span` speaks of what is to come, else -1."""
    before = SENTENCE.split(text[max(0, span.start - REACH) : span.start])[-1]
    after = SENTENCE.split(text[span.end : span.end + REACH])[0]
    sentence = f"{before} {after}".lower()
    endings = tuple(each for each in tables.words["future_ending"] if each != "-")
    for word in re.findall(r"[^\W\d_]+", sentence):
        if word in tables.words["future"] or (endings and word.endswith(endings)):
            return 1
    return -1


def _with_stretches(
    text: str, moments: list[Moment], tables: MomentTables, context: Context
) -> list[Moment]:
    """Return `moments` with the first of "з 18:00 12 вересня до 08:00" reaching to its end.

    Without an end it reaches to the day of publication, as "since" does.
    """
    since = re.compile(rf"(?<!\w)(?:{tables.alternatives('from')})\s$", re.IGNORECASE)
    until = re.compile(rf",?\s(?:(?:{tables.alternatives('to')})\s)|\s?[-–—]\s?", re.IGNORECASE)
    stretched: list[Moment] = []
    for index, moment in enumerate(moments):
        stretched.append(moment)
        start = moment.as_said.start
        opened = since.search(text, max(0, start - LEAD), start)
        if opened is None or not _is_point(moment):
            continue
        after = moments[index + 1] if index + 1 < len(moments) else None
        latest = _end(text, moment, after, until, context)
        if latest is not None:
            earliest = moment.earliest or latest
            if earliest > latest and moment.grain in {"minute", "hour"}:
                earliest -= timedelta(days=-(-(earliest - latest) // timedelta(days=1)))
            trace("moment", moment.as_said, "changed", "stretch", "reaches to where it ends")
            stretched[-1] = replace(moment, earliest=earliest, latest=max(latest, earliest))
    return stretched


def _is_point(moment: Moment) -> bool:
    """Return whether a time may open a stretch: "5 по 9 вересня" is one by itself."""
    if moment.type not in POINTS or moment.earliest is None or moment.latest is None:
        return False
    return moment.grain != "day" or moment.latest - moment.earliest < timedelta(days=1)


def _end(
    text: str,
    moment: Moment,
    after: Moment | None,
    until: re.Pattern[str],
    context: Context,
) -> datetime | None:
    """Return when the stretch that `moment` opens ends; None where that is not known."""
    follows = after is not None and until.fullmatch(text, moment.as_said.end, after.as_said.start)
    if after is not None and follows and after.type in POINTS and after.latest is not None:
        return after.latest
    if context.reference is None or moment.latest is None:
        return None
    end = datetime.combine(context.reference, DAY_END, context.zone)
    return end if end > moment.latest else None

"""When: the expressions of time in a text, as TIMEX3 and as intervals.

`recognize` finds the words, `join` puts neighbours together, `resolve` computes their values from
the day of publication. Where that day is not known, what is counted from it stays open.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from functools import cache, partial
from itertools import pairwise

from sayso.record import Block, Moment, Problem, Span
from sayso.record.trace import is_tracing, trace
from sayso.stages.moments.bounds import bounded, lacks_reach
from sayso.stages.moments.calendar import days_of
from sayso.stages.moments.context import Context, NoSuchDateError, Resolved
from sayso.stages.moments.join import join, join_neighbours
from sayso.stages.moments.phrase import TimeExpression
from sayso.stages.moments.recognize import recognize
from sayso.stages.moments.resolve import at_mention, value_of
from sayso.stages.moments.sense import Setting, is_time, with_rate
from sayso.stages.moments.stretches import with_stretches
from sayso.stages.moments.tense import direction
from sayso.stages.stage import Draft, Stage, StageResult, given
from sayso.text.parse import Parse

MIDNIGHT = time(0, 0)
"""The time of day of a publication of which only the day is known."""

NO_REFERENCE = (
    "no publication date is known: '{words}' and other times that hang on it stay open."
    " Say when the document was published with --published."
)
NO_SUCH_DATE = "'{words}' is no day of the calendar: left out. Correct the date if it is a slip."


def read(draft: Draft) -> StageResult:
    """Return the moments of every block, in order, and a problem for each that stays open."""
    blocks, parse = given(draft.blocks), given(draft.parse)
    published = draft.document.published
    reference = published.date() if published else date_in_heading(draft.text, blocks)
    context = Context(
        reference=reference,
        zone=published.tzinfo if published else None,
        direction=cache(partial(direction, parse)),
        published=published if published and published.time() != MIDNIGHT else None,
    )
    moments: list[Moment] = []
    problems: list[Problem] = []
    for block in blocks:
        in_block, unresolved, after = _read_block(draft.text, block.span, parse, context)
        moments += in_block
        problems += unresolved
        if block.kind != "paragraph":  # a caption's old date is no anchor for the text below it
            after = replace(after, mention=context.mention, quarter=context.quarter)
        context = after
    return StageResult(tuple(moments), tuple(problems))


def date_in_heading(text: str, blocks: Sequence[Block]) -> date | None:
    """Return the earliest full date of the document's own dateline and byline.

    The earliest, because what was published on one day may have been updated on a later one.
    A caption's date is never taken for it.
    """
    dates = [
        _date_of(phrase)
        for block in blocks
        if block.kind in {"dateline", "byline"} and not block.article
        for phrase in join(recognize(block.span.of(text)), block.span.of(text))
        if phrase.kind == "date" and phrase.year and phrase.day and not phrase.month_first
    ]
    return min((day for day in dates if day), default=None)


def _date_of(phrase: TimeExpression) -> date | None:
    try:
        return date(phrase.year or 1, phrase.month or 1, phrase.day or 1)
    except ValueError:
        return None


def _read_block(
    text: str, span: Span, parse: Parse, context: Context
) -> tuple[list[Moment], list[Problem], Context]:
    """Return the moments of one block, its problems, and the context after its last moment."""
    moments: list[Moment] = []
    problems: list[Problem] = []
    context = replace(context, near=None)
    phrases = _phrases_in(text, span, parse)
    days = _named_days(phrases, context)
    doubled = _given_twice(phrases, days, text)
    for phrase in phrases:
        words = text[phrase.start : phrase.end]
        if phrase.start in doubled:
            phrase = doubled[phrase.start]
        elif phrase.shift is None and phrase.kind in {"clock", "part"}:
            phrase = _with_day_of_sentence(phrase, days, parse)
        try:
            resolved = value_of(phrase, context)
            moments.append(bounded(phrase, resolved.value, context))
        except (NoSuchDateError, ValueError, OverflowError):
            problems.append(Problem("moments", NO_SUCH_DATE.format(words=words), phrase.span))
            trace("moment", phrase.span, "dropped", "no such date", words)
            continue
        _trace(phrase, resolved)
        if not context.pending and (resolved.pending or lacks_reach(phrase, context)):
            problems.append(Problem("moments", NO_REFERENCE.format(words=words), phrase.span))
            context = replace(context, pending=True)
        context = _remember(phrase, resolved.value, context)
    return with_stretches(text, moments, context), problems, context


def _phrases_in(text: str, span: Span, parse: Parse) -> list[TimeExpression]:
    """Return the time expressions of the block at `span`, their offsets in the document."""
    words = span.of(text)
    setting = Setting(words, span.start, parse)
    times = [with_rate(phrase, setting) for phrase in recognize(words) if is_time(phrase, setting)]
    phrases = []
    for phrase in join_neighbours(times, words):
        placed = replace(phrase, start=phrase.start + span.start, end=phrase.end + span.start)
        if placed.weak:
            trace("moment", placed.span, "dropped", "weak alone", " ".join(placed.rules))
        else:
            phrases.append(placed)
    return phrases


def _trace(phrase: TimeExpression, resolved: Resolved) -> None:
    """Record the rules that recognised, joined and resolved an expression."""
    if is_tracing():
        value = f"{phrase.type} {resolved.value}"
        for rule in (*phrase.rules, resolved.rule or "value of its words"):
            trace("moment", phrase.span, "made", rule, value)


def _remember(phrase: TimeExpression, value: str, context: Context) -> Context:
    """Return the context after a date. "A year earlier" leans on one and is none for the next."""
    if phrase.type not in {"DATE", "TIME"} or not days_of(value[:10]):
        return context
    if phrase.since in {"mention", "quarter"} and phrase.unit in {"Y", "Q"} and phrase.shift:
        return context
    if phrase.kind in {"clock", "part"} and phrase.shift is None:
        return context
    quarter = value if value[4:6] == "-Q" else context.quarter
    return replace(context, mention=value, near=value, quarter=quarter)


def _named_days(phrases: Sequence[TimeExpression], context: Context) -> dict[int, str]:
    """Return the days that phrases name, by the offset of their words."""
    days = {}
    for phrase in phrases:
        bare = replace(phrase, clock=None, part=None, night=None)
        if not bare.names_day or bare.since == "mention":
            continue
        try:
            value = value_of(bare, context).value
        except (ValueError, OverflowError):
            continue
        if re.fullmatch(r"\d{4}-\d\d-\d\d", value):
            days[phrase.start] = value
    return days


def _with_day_of_sentence(
    phrase: TimeExpression, days: dict[int, str], parse: Parse
) -> TimeExpression:
    """Return a bare hour with the nearest day that its sentence names."""
    token = parse.at(phrase.start)
    if token is None or not days:
        return phrase
    sentence = parse.sentences[token.sentence].span
    starts = list(days)
    after = bisect_left(starts, phrase.start)
    near = [
        at for at in starts[max(0, after - 1) : after + 1] if sentence.start <= at < sentence.end
    ]
    if not near:
        return phrase
    return at_mention(phrase, days[min(near, key=lambda at: abs(at - phrase.start))])


BRACKET = re.compile(r",?\s*\(\s*")


def _given_twice(
    phrases: Sequence[TimeExpression], days: dict[int, str], text: str
) -> dict[int, TimeExpression]:
    """Return hours that brackets give again in another zone, where one of the two has a day.

    "2 a.m. (2300 GMT Monday)" is one instant: the hour without a day is the nearest such hour to
    the other, and so on Tuesday. By the offset of its words.
    """
    doubled = {}
    for left, right in pairwise(phrases):
        if not (left.clock and right.clock and BRACKET.fullmatch(text, left.end, right.start)):
            continue
        bare = [each for each in (left, right) if each.kind == "clock" and each.shift is None]
        if len(bare) != 1:
            continue
        whole = right if bare[0] is left else left
        if whole.start in days:
            with suppress(OverflowError):  # at the ends of the calendar
                doubled[bare[0].start] = _same_instant(bare[0], whole, days[whole.start])
    return doubled


def _same_instant(bare: TimeExpression, whole: TimeExpression, day: str) -> TimeExpression:
    """Return an hour without a day as the nearest such hour to that of `whole`, on `day`."""
    ahead = (_minutes(bare) - _minutes(whole)) % MINUTES_OF_DAY
    if ahead > MINUTES_OF_DAY // 2:
        ahead -= MINUTES_OF_DAY
    instant = datetime.combine(date.fromisoformat(day), MIDNIGHT)
    instant += timedelta(minutes=_minutes(whole) + ahead)
    zone = bare.zone
    if zone is None and isinstance(whole.zone, int | float):
        zone = whole.zone + ahead / 60
    return replace(at_mention(bare, instant.date().isoformat()), zone=zone)


def _minutes(phrase: TimeExpression) -> int:
    hour, minute = (phrase.clock or "0:0").split(":")
    return 60 * int(hour) + int(minute)


MINUTES_OF_DAY = 24 * 60

MOMENTS = Stage("moments", needs=("blocks", "parse"), gives="moments", read=read)

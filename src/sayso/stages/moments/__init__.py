"""When: the expressions of time in a text, as TIMEX3 and as intervals.

`recognize` finds the words, `join` puts neighbours together, `resolve` computes their values from
the day of publication. Where that day is not known, what hangs on it stays open.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from sayso.record import Block, Moment, Problem, Span
from sayso.stages.moments.bounds import moment
from sayso.stages.moments.calendar import days_of
from sayso.stages.moments.context import Context, NoSuchDateError
from sayso.stages.moments.join import join
from sayso.stages.moments.phrase import TimeExpression
from sayso.stages.moments.recognize import recognize
from sayso.stages.moments.resolve import at_mention, value_of
from sayso.stages.moments.sense import Setting, meant, rated
from sayso.stages.moments.stretches import stretched
from sayso.stages.moments.tense import direction
from sayso.stages.stage import Draft, Stage, StageResult, given
from sayso.text.parse import Parse

NO_REFERENCE = (
    "no publication date is known: '{words}' and other times that hang on it stay open."
    " Say when the document was published with --published."
)
NO_SUCH_DATE = "'{words}' is no day of the calendar: left out. Correct the date if it is a slip."


def read(draft: Draft) -> StageResult:
    """Find the times told in every block, in order."""
    blocks, parse = given(draft.blocks), given(draft.parse)
    published = draft.document.published
    reference = published.date() if published else date_in_heading(draft.text, blocks)
    context = Context(
        reference=reference,
        zone=published.tzinfo if published else None,
        direction=lambda span: direction(parse, span),
    )
    moments: list[Moment] = []
    problems: list[Problem] = []
    for block in blocks:
        told = context.mention, context.quarter
        _read_block(draft.text, block.span, parse, context, (moments, problems))
        if block.kind != "paragraph":  # a caption's old date is no anchor for the text below it
            context.mention, context.quarter = told
    return StageResult(tuple(moments), tuple(problems))


def date_in_heading(text: str, blocks: Sequence[Block]) -> date | None:
    """The earliest full date of the document's own dateline and byline.

    The earliest, because what was published on one day may have been updated on a later one.
    A caption's date is never taken for it.
    """
    told = [
        _date_of(phrase)
        for block in blocks
        if block.kind in {"dateline", "byline"} and not block.article
        for phrase in join(recognize(block.span.of(text)), block.span.of(text))
        if phrase.kind == "date" and phrase.year and phrase.day and not phrase.other
    ]
    return min((day for day in told if day), default=None)


def _date_of(phrase: TimeExpression) -> date | None:
    try:
        return date(phrase.year or 1, phrase.month or 1, phrase.day or 1)
    except ValueError:
        return None


def _read_block(
    text: str,
    span: Span,
    parse: Parse,
    context: Context,
    found: tuple[list[Moment], list[Problem]],
) -> None:
    """Append the moments of one block to those `found`, and what could not be reckoned."""
    moments, problems = found
    told: list[Moment] = []
    context.near = None
    words = span.of(text)
    here = Setting(words, span.start, parse)
    kept = [rated(phrase, here) for phrase in recognize(words) if meant(phrase, here)]
    phrases = [
        replace(each, start=each.start + span.start, end=each.end + span.start)
        for each in join(kept, words)
    ]
    days = _days_told(phrases, context)
    for phrase in phrases:
        hung = context.hung
        said = text[phrase.start : phrase.end]
        where = Span(phrase.start, phrase.end)
        try:
            if phrase.shift is None and phrase.kind in {"clock", "part"}:
                phrase = _with_day_of_sentence(phrase, days, parse)
            value = value_of(phrase, context)
            told.append(moment(phrase, value, context))
        except (NoSuchDateError, ValueError, OverflowError):
            problems.append(Problem("moments", NO_SUCH_DATE.format(words=said), where))
            continue
        if context.hung and not hung:
            problems.append(Problem("moments", NO_REFERENCE.format(words=said), where))
        if phrase.type in {"DATE", "TIME"} and days_of(value[:10]):
            _remember(phrase, value, context)
    moments.extend(stretched(text, told, context))


def _remember(phrase: TimeExpression, value: str, context: Context) -> None:
    """Keep the date told of last. "A year earlier" leans on one and is none for the next."""
    if phrase.since in {"mention", "quarter"} and phrase.unit in {"Y", "Q"} and phrase.shift:
        return
    if phrase.kind in {"clock", "part"} and phrase.shift is None:
        return
    context.mention = context.near = value
    if value[4:6] == "-Q":
        context.quarter = value


def _days_told(phrases: Sequence[TimeExpression], context: Context) -> dict[int, str]:
    """The days that phrases name, by the offset of their words."""
    days = {}
    quiet = replace(context)
    for phrase in phrases:
        bare = replace(phrase, clock=None, part=None, night=None)
        if not bare.names_day or bare.since == "mention":
            continue
        try:
            value = value_of(bare, quiet)
        except (ValueError, OverflowError):
            continue
        if re.fullmatch(r"\d{4}-\d\d-\d\d", value):
            days[phrase.start] = value
    return days


def _with_day_of_sentence(
    phrase: TimeExpression, days: dict[int, str], parse: Parse
) -> TimeExpression:
    """A bare hour with the nearest day that its sentence names."""
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


MOMENTS = Stage("moments", needs=("blocks", "parse"), gives="moments", read=read)

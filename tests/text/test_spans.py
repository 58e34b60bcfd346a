"""Spans looked up by where they stand: as looking through all of them would find."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sayso.record import Span
from sayso.text.spans import SpanCover

SPANS = st.tuples(st.integers(0, 40), st.integers(0, 40)).map(lambda two: Span(*sorted(two)))


@given(st.lists(SPANS.filter(len)), SPANS)
def test_a_cover_answers_as_going_through_all_would(every: list[Span], asked: Span) -> None:
    cover = SpanCover(every)
    assert cover.touches(asked) == any(span.overlap(asked) for span in every)
    assert cover.holds(asked) == any(span.contains(asked) for span in every)


@given(st.lists(SPANS.filter(len)), SPANS)
def test_around_a_stretch_no_span_ends_or_begins(every: list[Span], asked: Span) -> None:
    free = SpanCover(every).around(asked, Span(0, 50))
    assert free.contains(asked)
    before = [span.end for span in every if span.end <= asked.start]
    after = [span.start for span in every if span.start >= asked.end]
    assert free == Span(max(before, default=0), min(after, default=50))

"""Spans: half-open, in code points."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.record import Span, content_hash, hull

ENDS = st.tuples(st.integers(0, 50), st.integers(0, 50)).map(lambda two: Span(*sorted(two)))


def test_a_span_counts_code_points_not_bytes() -> None:
    text = "“Dix” 🛩 drones"
    assert Span(6, 7).of(text) == "🛩"
    assert Span(8, 14).of(text) == "drones"


@pytest.mark.parametrize(("start", "end"), [(-1, 2), (3, 2)])
def test_no_span_runs_backwards_or_before_the_text(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="no such span"):
        Span(start, end)


@given(ENDS, ENDS)
def test_overlap_is_the_same_from_both_sides(one: Span, other: Span) -> None:
    assert one.overlap(other) == other.overlap(one) <= min(len(one), len(other))
    assert one.jaccard(other) == other.jaccard(one)
    assert 0 <= one.jaccard(other) <= 1


@given(st.lists(ENDS, min_size=1))
def test_a_hull_holds_every_span_and_no_more(every: list[Span]) -> None:
    whole = hull(every)
    assert all(whole.contains(each) for each in every)
    assert whole.start in {each.start for each in every}
    assert whole.end in {each.end for each in every}


def test_an_id_is_the_same_for_the_same_content_only() -> None:
    assert content_hash("claim", "a", 1) == content_hash("claim", "a", 1)
    assert content_hash("claim", "a", 1) != content_hash("claim", "a1")
    assert content_hash("claim", None) != content_hash("claim", "None")

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sayso.exports.page.marks import Highlight, segments
from sayso.record import Span

TEXT = "Ten drones fell, the army said the governor said."

spans = st.tuples(st.integers(0, len(TEXT)), st.integers(0, len(TEXT))).map(
    lambda pair: Span(min(pair), max(pair))
)
marks = st.lists(
    st.builds(
        Highlight,
        spans,
        st.sampled_from(["v1", "v2", "v3", "source", "cue", ""]),
        st.just("anchor"),
        st.just("A"),
    ),
    max_size=8,
)


@given(marks, spans)
def test_marking_loses_no_word_and_adds_none(found: list[Highlight], window: Span) -> None:
    inside = [mark for mark in found if mark.span.overlap(window)]
    cut = segments(TEXT, window, inside)
    assert "".join(segment.text for segment in cut) == window.of(TEXT)


@given(marks)
def test_each_letter_bears_the_claimants_whose_claims_hold_it(found: list[Highlight]) -> None:
    at = 0
    for segment in segments(TEXT, Span(0, len(TEXT)), found):
        for offset in range(at, at + len(segment.text)):
            over = {m.layer for m in found if m.span.start <= offset < m.span.end}
            assert set(segment.layers) == over - {"source", "cue", ""}
            assert segment.cue == ("cue" in over)
        at += len(segment.text)


def test_the_wider_claim_lies_outside_the_narrower() -> None:
    inner = Highlight(Span(0, 10), "v2", "d1-c1", "B")
    outer = Highlight(Span(0, 29), "v1", "d1-c0", "A")
    first, second, *_ = segments(TEXT, Span(0, len(TEXT)), [inner, outer])
    assert first.layers == ("v1", "v2")
    assert second.layers == ("v1",)


def test_a_claim_over_two_blocks_is_labelled_once() -> None:
    long = Highlight(Span(0, 29), "v1", "d1-c0", "A")
    above = segments(TEXT, Span(0, 10), [long])
    below = segments(TEXT, Span(10, 40), [long])
    assert [len(s.begins) for s in above] == [1]
    assert not any(s.begins for s in below)
    assert below[0].layers == ("v1",)

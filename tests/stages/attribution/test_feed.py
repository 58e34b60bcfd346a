"""What the tagger is given, and the way back."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sayso.record import Block, Span
from sayso.record.document import BLOCK_KINDS
from sayso.stages.attribution.feed import TaggerInput


def test_a_headline_gets_a_full_stop_and_boilerplate_stays_out() -> None:
    text = "Shells hit Kutum\nShare this story\nThe mayor said two houses burned."
    blocks = [
        Block("headline", Span(0, 16)),
        Block("boilerplate", Span(17, 33)),
        Block("paragraph", Span(34, len(text))),
    ]
    assert (
        TaggerInput.of(text, blocks).text
        == "Shells hit Kutum.\n\nThe mayor said two houses burned."
    )


def test_what_stands_between_paragraphs_stays() -> None:
    text = "The mayor listed:\none bridge,\ntwo schools."
    cuts = [(0, 17), (18, 29), (30, 42)]
    blocks = [Block("paragraph", Span(*cut)) for cut in cuts]
    assert TaggerInput.of(text, blocks).text == text


def test_a_dateline_is_read_and_never_given_back() -> None:
    text = "GOMA (AP) — Rebels said they hold the airport."
    blocks = [Block("dateline", Span(0, 11)), Block("paragraph", Span(12, len(text)))]
    feed = TaggerInput.of(text, blocks)
    assert feed.text == text
    assert [span.of(text) for _, span in feed.back(text, Span(0, len(feed.text)))] == [
        "Rebels said they hold the airport."
    ]


@given(
    st.lists(
        st.tuples(st.sampled_from(BLOCK_KINDS), st.text("ab .“”\t", min_size=1, max_size=12)),
        max_size=6,
    ),
    st.sampled_from(["\n", "\n\n", " "]),
    st.data(),
)
def test_every_span_comes_back_as_the_words_that_it_covers(
    parts: list[tuple[str, str]], gap: str, data: st.DataObject
) -> None:
    text, blocks = "", []
    for kind, words in parts:
        blocks.append(Block(kind, Span(len(text), len(text) + len(words))))  # type: ignore[arg-type]
        text += words + gap
    feed = TaggerInput.of(text, blocks)
    start = data.draw(st.integers(0, len(feed.text)))
    end = data.draw(st.integers(start, len(feed.text)))
    found = list(feed.back(text, Span(start, end)))
    assert all(block.span.contains(span) for block, span in found)
    covered = feed.text[start:end]
    assert all(span.of(text) in covered for _, span in found)
    assert all(block.kind not in ("boilerplate", "byline", "dateline") for block, _ in found)

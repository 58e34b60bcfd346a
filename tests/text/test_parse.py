"""The parse points into the text that it was made from."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from sayso.record import Span
from sayso.text.parser import LONGEST_PIECE, LONGEST_SENTENCE, parse


def test_each_block_is_parsed_alone() -> None:
    text = "Army takes town\nThe army took the town on Friday."
    found = parse(text, [Span(0, 15), Span(16, len(text))])
    assert [sentence.span.of(text) for sentence in found.sentences] == text.split("\n")
    assert [sentence.block for sentence in found.sentences] == [0, 1]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text(alphabet="ab. \t\u00a0,é“”\u200b😀", max_size=30), max_size=4))
def test_every_token_is_the_text_at_its_place(blocks: list[str]) -> None:
    text = "\n".join(blocks)
    spans, at = [], 0
    for block in blocks:
        spans.append(Span(at, at + len(block)))
        at += len(block) + 1
    found = parse(text, spans)
    for index, token in enumerate(found.tokens):
        assert token.index == index
        assert token.span.of(text) == token.text
        assert found.tokens[token.head].sentence == token.sentence
    assert sum(s.last - s.first for s in found.sentences) == len(found.tokens)


def test_a_block_too_long_to_parse_at_once_is_read_to_its_end() -> None:
    text = "The mayor spoke. " * (LONGEST_PIECE // 17 + 50)
    found = parse(text, [Span(0, len(text))])
    assert found.tokens[-1].end == len(text.rstrip())
    assert {sentence.block for sentence in found.sentences} == {0}


def test_a_row_of_marks_is_one_token() -> None:
    text = "Kyiv said so. " + '("' * 300 + " Moscow did not."
    tokens = parse(text, [Span(0, len(text))]).tokens
    assert max(len(token.text) for token in tokens) == 600
    assert [token.text for token in tokens][-5:] == ['("' * 300, "Moscow", "did", "not", "."]


def test_what_lies_within_a_span() -> None:
    text = "Two drones fell near the old port."
    found = parse(text, [Span(0, len(text))])
    assert [token.text for token in found.within(Span(4, 15))] == ["drones", "fell"]
    token = found.at(5)
    assert token is not None
    assert token.text == "drones"
    assert found.at(3) is None


def test_a_sentence_without_end_is_cut_so_that_time_stays_linear() -> None:
    text = "said the mayor and " * 200
    found = parse(text, [Span(0, len(text))])
    assert all(s.last - s.first <= LONGEST_SENTENCE for s in found.sentences)
    assert sum(s.last - s.first for s in found.sentences) == 800
    assert all(found.tokens[token.head].sentence == token.sentence for token in found.tokens)


def test_pieces_are_parsed_at_once_within_bounds() -> None:
    from sayso.text.parser import MOST_AT_ONCE, MOST_WORDS, _batches

    prose = [(n, Span(n * 60, n * 60 + 50)) for n in range(MOST_AT_ONCE + 1)]
    text = "The army said twelve drones fell near Izmail today. " * 100
    assert [len(batch) for batch in _batches(text, prose)] == [MOST_AT_ONCE, 1]
    marks = [(n, Span(n * 9_000, (n + 1) * 9_000)) for n in range(5)]
    sizes = [len(batch) for batch in _batches("“" * 45_000, marks)]
    assert sizes == [MOST_WORDS // 9_000] * 5

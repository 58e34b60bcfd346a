"""Texts as pieces: offsets, shapes, windows."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

pytest.importorskip("tokenizers")

from sayso.models.pieces import Pieces, after, cut, windows
from tests.models.made import tokenizer

TOKENIZER = tokenizer()


def pieces(text: str) -> Pieces:
    return cut(TOKENIZER, text)


def shape(text: str, word: str) -> int:
    found = pieces(text)
    return int(found.shapes[found.starts.tolist().index(text.index(word))])


def test_pieces_point_at_their_words() -> None:
    text = "The mayor said the bridge fell."
    found = pieces(text)
    words = [text[a:b] for a, b in zip(found.starts, found.ends, strict=True)]
    assert words == ["The", "mayor", "said", "the", "bridge", "fell", "."]


def test_only_the_first_piece_of_a_word_begins_it() -> None:
    found = pieces("mayors said")  # mayor + ##s
    assert found.begins.tolist() == [True, False, True]


def test_case_is_told_apart() -> None:
    text = "x NATO said Mayor said mayor"
    assert [shape(text, word) % 3 for word in ("NATO", "Mayor", "mayor")] == [2, 1, 0]


def test_a_line_break_is_told() -> None:
    text = "the bridge\n\nfell said"
    assert shape(text, "fell") // 3 % 2 == 1
    assert shape(text, "said") // 3 % 2 == 0


@pytest.mark.parametrize("text", ["“the bridge” said", '"the bridge" said', "«the bridge» said"])
def test_words_in_quotation_marks_are_told(text: str) -> None:
    assert shape(text, "bridge") // 6 == 1
    assert shape(text, "said") // 6 == 0


def test_a_quotation_left_open_ends_with_its_line() -> None:
    assert not after("\n", quoted=True)
    assert not after("\n", quoted=False)
    assert shape("“the bridge\nfell", "fell") // 6 == 0


@pytest.mark.parametrize("text", ["", "  \n ", "\ud800 said \udfff", "\x00\u200b", "🚀" * 300])
def test_odd_texts_are_cut_within_their_bounds(text: str) -> None:
    found = pieces(text)
    assert all(0 <= a <= b <= len(text) for a, b in zip(found.starts, found.ends, strict=True))


@given(st.integers(0, 2000), st.integers(1, 300), st.data())
def test_windows_cover_every_piece_and_none_beyond(
    count: int, size: int, data: st.DataObject
) -> None:
    stride = data.draw(st.integers(1, size))
    found = list(windows(count, size, stride))
    assert {at for a, b in found for at in range(a, b)} == set(range(count))
    assert all(0 < b - a <= size for a, b in found)
    assert [a for a, _ in found] == [at * stride for at in range(len(found))]

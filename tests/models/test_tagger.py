"""Texts in, attributions out."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

pytest.importorskip("tokenizers")
pytest.importorskip("onnxruntime")

from sayso.models.tagger import LONGEST_SECTION, Tagged, sections
from sayso.record import Span
from tests.models.made import WORDS, tagger

LETTERS = st.characters() | st.sampled_from(["\ud800", "\x00", "“", "\n"])


def words(text: str, found: tuple[Span, ...]) -> str:
    return " … ".join(span.of(text) for span in found)


def said(text: str) -> list[tuple[str, str, str]]:
    (found,) = tagger().tag([text])
    return [(words(text, x.source), words(text, x.cue), words(text, x.content)) for x in found]


def test_each_content_goes_to_its_cue_and_source() -> None:
    text = "The mayor said the bridge fell. The ministry denied that drones were shot down."
    assert said(text) == [
        ("mayor", "said", "bridge fell"),
        ("ministry", "denied", "drones were shot down"),
    ]


def test_a_content_in_two_parts_is_one_attribution() -> None:
    assert said("The bridge fell, the mayor said, and the port burned.") == [
        ("mayor", "said", "bridge fell … port burned")
    ]


def test_a_content_alone_has_neither_cue_nor_source() -> None:
    assert said("The bridge fell.") == [("", "", "bridge fell")]


def test_a_cue_without_content_says_nothing() -> None:
    assert said("The mayor said no.") == []


def test_every_text_gets_its_own_answer_in_its_own_place() -> None:
    texts = ["", "The mayor said drones fell.", " \n", "No one.", "The general said it fell."]
    found = tagger().tag(texts)
    assert [len(each) for each in found] == [0, 1, 0, 0, 0]


def test_texts_read_together_say_what_they_say_alone() -> None:
    texts = [
        "The mayor said drones fell. " * times + "The ministry denied that the port burned."
        for times in (0, 3, 90, 1, 40)
    ]
    one = tagger(size=60, stride=40)
    assert one.tag(texts) == [one.tag([text])[0] for text in texts]


def test_a_statement_across_windows_is_found_once() -> None:
    text = "x " * 25 + "The mayor said drones were shot down. " + "x " * 25
    for stride in (10, 17, 30):
        (found,) = tagger(size=30, stride=stride).tag([text])
        assert [words(text, each.content) for each in found] == ["drones were shot down"]
        assert [words(text, each.source) for each in found] == ["mayor"]


def test_every_window_is_read_alone_and_is_no_longer_than_the_pack_says() -> None:
    one = tagger(size=30, stride=20)
    one.tag(["drones fell " * 200, "drones fell"])
    assert {rows for rows, _ in one.session.lengths} == {1}
    assert max(length for _, length in one.session.lengths) == 32  # with its two marks
    assert one.session.lengths[-1] == (1, 4)


def test_a_window_is_marked_with_the_ids_of_its_pack() -> None:
    one = replace(tagger(), marks=(7, 9))
    one.tag(["The bridge fell."])
    ids, shapes, mask = (one.session.inputs[name][0] for name in ("ids", "shapes", "mask"))
    assert (ids[0], ids[-1]) == (7, 9)
    assert (shapes[0], shapes[-1]) == (0, 0)
    assert mask.all()


def test_what_scores_below_the_floor_is_left_out() -> None:
    text = "The mayor said the bridge fell."
    ((kept,),) = tagger().tag([text])
    assert 0.5 < kept.score < 1
    assert tagger(floor=kept.score + 0.001).tag([text]) == [()]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(LETTERS, max_size=60) | st.lists(st.sampled_from(WORDS)).map(" ".join)))
def test_any_text_is_read_within_its_bounds(texts: list[str]) -> None:
    found = tagger(size=12, stride=7).tag(texts)
    assert len(found) == len(texts)
    for text, each in zip(texts, found, strict=True):
        for one in each:
            check(one, text)


def check(one: Tagged, text: str) -> None:
    assert one.content
    assert 0 <= one.score <= 1
    for span in (*one.source, *one.cue, *one.content):
        assert 0 <= span.start < span.end <= len(text)


def test_a_long_text_is_read_in_sections_of_whole_lines() -> None:
    line = "The mayor said drones fell. The ministry denied that the port burned.\n"
    text = line * (2 * LONGEST_SECTION // len(line) + 9)
    parts = list(sections(text))
    assert len(parts) == 3
    assert "".join(part.of(text) for part in parts) == text
    assert all(part.of(text).endswith("\n") for part in parts)


def test_a_word_without_an_end_is_cut_into_sections() -> None:
    text = "x" * (LONGEST_SECTION + 5)
    assert [len(part) for part in sections(text)] == [LONGEST_SECTION, 5]


def test_what_is_found_in_a_later_section_stands_where_it_stands_in_the_text() -> None:
    line = "The mayor said drones fell.\n"
    text = "\n" * (LONGEST_SECTION - len(line)) + line * 3
    (found,) = tagger().tag([text])
    assert {words(text, each.content) for each in found} == {"drones fell"}
    assert len(found) == 3

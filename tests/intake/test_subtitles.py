"""Subtitles: cues joined to sentences, with their times; what is not said is not read."""

from __future__ import annotations

from pathlib import Path

import pytest

from sayso.actions.read import read
from sayso.intake import open_input
from sayso.record import Document, Problem, Span
from sayso.record.wire import from_json, to_json


def opened(path: Path, *cues: str, head: str = "WEBVTT\n\n") -> Document:
    path.write_text(head + "\n\n".join(cues) + "\n", encoding="utf-8")
    (document,) = open_input(path)
    assert isinstance(document, Document)
    return document


def cue(number: int, words: str, gap: int = 0) -> str:
    start = number * 2 + gap
    return f"00:00:{start:02}.000 --> 00:00:{start + 2:02}.000\n{words}"


def test_a_sentence_over_several_cues_is_one(tmp_path: Path) -> None:
    document = opened(
        tmp_path / "a.vtt", cue(1, "The army said that it had"), cue(2, "shot down\n12 drones.")
    )
    assert document.text == "The army said that it had shot down 12 drones."
    (claim,) = read(document, fast=True).claims or ()
    assert claim.evidence.of(document.text) == "it had shot down 12 drones"
    assert document.heard(claim.evidence) == (2.0, 6.0)


def test_each_line_keeps_its_time(tmp_path: Path) -> None:
    document = opened(tmp_path / "a.vtt", cue(1, "Two fell."), cue(2, "Four rose."))
    assert [(t.start, t.end, t.span.of(document.text)) for t in document.timings] == [
        (2.0, 4.0, "Two fell."),
        (4.0, 6.0, "Four rose."),
    ]
    assert document.heard(Span(0, 3)) == (2.0, 4.0)
    assert Document("Two fell.").heard(Span(0, 3)) is None


def test_a_pause_after_a_sentence_ends_its_paragraph(tmp_path: Path) -> None:
    document = opened(
        tmp_path / "a.vtt", cue(1, "Two fell."), cue(2, "One rose."), cue(3, "Rain.", gap=20)
    )
    assert document.text == "Two fell. One rose.\nRain."


def test_a_pause_amid_a_sentence_does_not(tmp_path: Path) -> None:
    document = opened(tmp_path / "a.vtt", cue(1, "Two fell on"), cue(2, "the port.", gap=20))
    assert document.text == "Two fell on the port."


@pytest.mark.parametrize("tag", ["<v Ann Ode>", "<v.loud Ann Ode>"])
def test_who_speaks_leads_what_is_said(tmp_path: Path, tag: str) -> None:
    document = opened(
        tmp_path / "a.vtt", cue(1, f"{tag}Two fell"), cue(2, "on Bor.</v>"), cue(3, "<v Bo>No.")
    )
    assert document.text == "Ann Ode: Two fell on Bor.\nBo: No."


def test_a_dash_gives_another_the_word_and_one_amid_a_sentence_does_not(tmp_path: Path) -> None:
    document = opened(tmp_path / "a.vtt", cue(1, "- Who fell?\n- Two men"), cue(2, "– or three."))
    assert document.text == "Who fell?\nTwo men – or three."


def test_settings_notes_styles_and_markup_are_not_read(tmp_path: Path) -> None:
    document = opened(
        tmp_path / "a.vtt",
        "NOTE by the station\nof two lines",
        "STYLE\n::cue { color: red }",
        "REGION\nid:fred",
        "scene 3\n00:01.000 --> 00:02.000 align:start line:0\n"
        "<c.red>Two</c> <00:00:01.500>fell &amp; rose.",
    )
    assert (document.text, document.problems) == ("Two fell & rose.", ())


def test_numbers_of_cues_go_and_numbers_that_are_said_stay(tmp_path: Path) -> None:
    document = opened(
        tmp_path / "a.srt",
        "1\n00:00:01,000 --> 00:00:02,000\n{\\an8}They counted",
        "2\n00:00:02,000 --> 00:00:03,000\n12\n3\n00:00:03,000 --> 00:00:04,000\ndead.",
        head="",
    )
    assert document.text == "They counted 12 dead."


def test_lines_that_stay_on_the_screen_are_read_once(tmp_path: Path) -> None:
    document = opened(
        tmp_path / "a.vtt",
        cue(1, "The army said that"),
        cue(2, "The army said that\ntwo drones fell."),
        cue(3, "two drones fell.\nNobody died."),
    )
    assert document.text == "The army said that two drones fell. Nobody died."


def test_words_after_an_empty_line_are_of_the_cue_above(tmp_path: Path) -> None:
    document = opened(tmp_path / "a.vtt", cue(1, "Two fell"), "on Bor.")
    assert document.text == "Two fell on Bor."


def test_lines_with_broken_times_are_named(tmp_path: Path) -> None:
    document = opened(tmp_path / "a.vtt", "0:01 --> soon\nTwo fell.", cue(2, "One rose."))
    assert document.text == "One rose."
    assert "“Two fell.”" in document.problems[0].message


def test_a_file_without_cues_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "a.vtt").write_text("WEBVTT\n\nNOTE nothing\n")
    (problem,) = open_input(tmp_path / "a.vtt")
    assert isinstance(problem, Problem)
    assert "no subtitles in it" in problem.message


@pytest.mark.parametrize("head", ["WEBVTT\n\n", "1\n"])
def test_a_stream_that_begins_so_is_one_of_subtitles(tmp_path: Path, head: str) -> None:
    document = opened(tmp_path / "stream", cue(1, "Two fell."), head=head)
    assert document.text == "Two fell."


def test_times_are_in_the_record(tmp_path: Path) -> None:
    document = opened(tmp_path / "a.vtt", cue(1, "Two fell."))
    packed = to_json(read(document, fast=True))
    assert packed["timings"] == [{"span": [0, 9], "start": 2.0, "end": 4.0}]
    assert from_json(packed).document.timings == document.timings
    del packed["timings"]
    assert from_json(packed).document.timings == ()

"""Texts with their attributions marked in the text, read as gold records."""

from __future__ import annotations

from pathlib import Path

import pytest

from evaluation.attribution import OWN
from evaluation.marked import own_texts, texts_of, unmarked

TRAINED_ON = Path(__file__).parent.parent / "training" / "attribution" / "own"


def test_marks_become_spans_of_the_text_without_them() -> None:
    text, (first, second) = unmarked(
        "{s1|The army} {c1|said} {x1|that nine fell}. {x2|“None did,”} {s2|it} {c2|added}"
    )
    assert text == "The army said that nine fell. “None did,” it added"

    def words(spans: list[list[int]]) -> list[str]:
        return [text[start:end] for start, end in spans]

    assert words(first["source"]) == ["The army"]
    assert words(first["cue"]) == ["said"]
    assert words(first["content"]) == ["that nine fell"]
    assert words(second["content"]) == ["“None did,”"]
    assert words(second["source"]) == ["it"]


def test_cues_and_contents_may_be_in_parts_and_sources_may_lack() -> None:
    text, (only,) = unmarked("{x1|Nine fell}, {c1|it is} now {c1|reported}, {x1|and ten fled}")
    assert [text[start:end] for start, end in only["cue"]] == ["it is", "reported"]
    assert len(only["content"]) == 2
    assert only["source"] == []


@pytest.mark.parametrize(
    ("marked", "fault"),
    [
        ("{s1|The army} {c1|said} nothing", "lacks its content"),
        ("{s1|The army} {x1|nine fell}", "lacks its cue"),
        ("{s1|The army {c1|said} {x1|so}", "broken"),
        ("The army said so}", "broken"),
    ],
)
def test_what_is_wrong_with_marks_is_said(marked: str, fault: str) -> None:
    with pytest.raises(ValueError, match=fault):
        unmarked(marked)


def test_a_fault_names_its_file_and_line(tmp_path: Path) -> None:
    path = tmp_path / "some.tsv"
    path.write_text("wire\t{s1|A} {c1|said} {x1|b}\nwire\t{c1|said}\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"some\.tsv, line 2: attribution 1 lacks its content"):
        list(texts_of(path))


@pytest.mark.parametrize(
    ("code", "measured", "trained"),
    [
        ("en", OWN, 590),
        ("ru", OWN.with_name("attributions.ru.tsv"), 240),
        ("uk", OWN.with_name("attributions.uk.tsv"), 240),
    ],
)
def test_the_texts_that_are_measured_are_none_of_those_trained_on(
    code: str, measured: Path, trained: int
) -> None:
    read = {each["text"] for each in texts_of(measured)}
    learned = [each["text"] for each in own_texts(TRAINED_ON / code)]
    assert len(read) >= 58
    assert len(learned) >= trained
    assert read.isdisjoint(learned)

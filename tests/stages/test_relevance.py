"""How likely passages are about a conflict, and what is done with the score."""

from __future__ import annotations

from pathlib import Path
from shutil import copytree

import pytest

from sayso import read
from sayso.linking.linker import link
from sayso.models import relevance as pack_module
from sayso.models.pack import ModelPackError
from sayso.models.relevance import load_relevance
from sayso.record import Document, Reading
from sayso.record.trace import tracing
from sayso.record.wire import from_json, to_json
from sayso.settings.relevance import DEFAULT, VARIABLE, RelevanceError, least_relevance

SHELLING = "The Sudanese army said on Friday that shelling killed nine people in El Fasher."
LAPTOP = "The maker said on Friday that its new laptop has a bigger screen and a better battery."


def reading(text: str) -> Reading:
    return read(Document(text, outlet="Harbour Post"))


@pytest.mark.parametrize(
    "text",
    [
        SHELLING,
        "Gunmen abducted 12 farmers near Kaduna, the police command said on Sunday.",
        "The two sides agreed a truce around the hospitals of Khartoum.",
        "Sirens sounded in Haifa shortly after two rockets were intercepted.",
        "Thousands of refugees from Tigray crossed the river into Sudan.",
    ],
)
def test_a_report_of_a_conflict_is_relevant(text: str) -> None:
    assert [each.relevant for each in reading(text).relevance or ()] == [True]


@pytest.mark.parametrize(
    "text",
    [
        LAPTOP,
        "The actress says that she learned to cook while filming in Lisbon.",
        "Supermarkets cut the price of milk again this week as shoppers look for bargains.",
        "The goalkeeper saved two penalties and the home side won the cup for the third time.",
    ],
)
def test_what_is_about_something_else_is_not(text: str) -> None:
    assert [each.relevant for each in reading(text).relevance or ()] == [False]


def test_linking_leaves_it_out_unless_the_threshold_says_otherwise(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    readings = [reading(SHELLING), reading(LAPTOP)]
    assert all(each.claims for each in readings)
    assert [each.documents for each in link(readings).incidents] == [(readings[0].document.id,)]
    monkeypatch.setenv(VARIABLE, "0")
    assert len(link(readings).incidents) == 2


def test_a_reading_without_the_layer_is_linked_as_before() -> None:
    packed = to_json(reading(LAPTOP))
    del packed["relevance"]
    older = from_json(packed)
    assert older.relevance is None
    assert len(link([older]).incidents) == 1


def test_a_warning_says_that_no_incident_is_made_of_it() -> None:
    assert "off_topic" in [each.kind for each in reading(LAPTOP).warnings or ()]
    assert "off_topic" not in [each.kind for each in reading(SHELLING).warnings or ()]


def test_the_score_goes_out_and_comes_back() -> None:
    made = reading(SHELLING)
    assert from_json(to_json(made)).relevance == made.relevance
    assert made.relevant_by is not None
    assert made.relevant_by >= DEFAULT


def test_a_trace_names_what_weighs_most() -> None:
    with tracing() as steps:
        reading(LAPTOP)
    (step,) = [each for each in steps if each.subject == "relevance"]
    assert step.outcome == "dropped"
    assert step.score is not None
    assert "mean" in step.detail


@pytest.mark.parametrize("written", ["two", "-1", "1.5"])
def test_a_threshold_that_is_none_is_refused(written: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, written)
    with pytest.raises(RelevanceError, match="number from 0 to 1"):
        least_relevance()


def test_a_pack_whose_terms_were_changed_is_refused(tmp_path: Path) -> None:
    shipped = Path(pack_module.__file__).parent / "packs" / "relevance"
    folder = copytree(shipped, tmp_path / "relevance")
    (folder / "terms.tsv").write_text("war\t300\n", encoding="utf-8")
    with pytest.raises(ModelPackError, match=r"terms\.tsv"):
        load_relevance(folder)

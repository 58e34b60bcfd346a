"""The sample reports hold what examples/README.md says, and are read as they should be."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from functools import lru_cache
from pathlib import Path

import pytest

from sayso import read
from sayso.intake import open_input
from sayso.record import Claim, Document, Problem, Quantity, Reading

EXAMPLES = Path(__file__).parents[2] / "examples"
INCIDENTS = ("barrage", "market")
REPORTS = sorted(
    p for each in INCIDENTS for p in (EXAMPLES / each).rglob("*") if p.suffix in (".txt", ".html")
)


@lru_cache(maxsize=20)
def reading(name: str) -> Reading:
    (document,) = open_input(str(EXAMPLES / name))
    assert isinstance(document, Document)
    return read(document)


def quantities(name: str) -> Iterator[tuple[Claim, Quantity]]:
    one = reading(name)
    for claim in one.claims or ():
        for index in claim.quantities:
            yield claim, (one.quantities or ())[index]


def figures(name: str, role: str) -> set[float]:
    return {found.low for _, found in quantities(name) if found.role == role}


def denials(name: str) -> set[str]:
    return {each.claimant.name for each in reading(name).claims or () if each.polarity == "denies"}


def warned(name: str, kind: str) -> bool:
    return any(each.kind == kind for each in reading(name).warnings or ())


def body(name: str) -> str:
    return (EXAMPLES / name).read_text(encoding="utf-8").split("\n", 1)[1]


def test_there_are_reports_of_two_incidents() -> None:
    assert len(REPORTS) >= 10
    assert {report.parent.name for report in REPORTS} == {"barrage", "market"}


@pytest.mark.parametrize("report", REPORTS, ids=lambda report: report.stem)
def test_each_report_names_its_invented_outlet_and_hour(report: Path) -> None:
    told = json.loads(report.with_suffix(".json").read_text(encoding="utf-8"))
    assert set(told) == {"outlet", "url", "published", "title", "agency"}
    assert re.match(r"https://[a-z-]+\.example\.org/", told["url"])
    (document,) = open_input(str(report))
    assert not isinstance(document, Problem)
    assert document.outlet == told["outlet"]
    assert document.published is not None
    assert document.published.isoformat() == told["published"]
    assert told["title"] in document.text


def test_a_reprint_has_the_agencys_words_under_a_headline_of_its_own() -> None:
    pairs = [
        ("barrage/03-meridian-news.txt", "barrage/04-harbour-post.txt"),
        ("market/02-savanna-press.txt", "market/03-gulf-observer.txt"),
    ]
    for one_name, other_name in pairs:
        assert SequenceMatcher(None, body(one_name), body(other_name)).ratio() > 0.75
        assert reading(one_name).document.title != reading(other_name).document.title


def test_parts_of_a_whole_are_read_as_such() -> None:
    parts = {
        (found.low, found.whole, found.unit, found.role)
        for _, found in quantities("barrage/01-dnipro-courier.txt")
    }
    assert (71, 83, "drone", "intercepted") in parts
    assert (5, 9, "missile", "intercepted") in parts


def test_both_sides_figures_are_there_and_neither_is_lost() -> None:
    assert 71 in figures("barrage/03-meridian-news.txt", "intercepted")
    assert 48 in figures("barrage/02-volga-standard.txt", "intercepted")


def test_a_toll_rises_from_day_to_day() -> None:
    assert 10 in figures("market/01-darfur-voice.txt", "killed")
    assert 14 in figures("market/02-savanna-press.txt", "killed")
    assert {18, 27} <= figures("market/05-cape-dispatch.txt", "killed")


def test_denials_are_read_on_either_side() -> None:
    assert "Andrei Belov" in denials("barrage/02-volga-standard.txt")
    assert "Sudanese army" in denials("market/02-savanna-press.txt")


@pytest.mark.parametrize(
    "name",
    ["barrage/02-volga-standard.txt", "barrage/05-lantern-review.html"],
)
def test_an_old_photograph_is_warned_of(name: str) -> None:
    assert warned(name, "old_photograph")


@pytest.mark.parametrize("name", ["barrage/04-harbour-post.txt", "market/03-gulf-observer.txt"])
def test_a_headline_that_states_what_the_body_attributes_is_warned_of(name: str) -> None:
    assert warned(name, "headline_as_fact")


def test_an_unnamed_source_is_warned_of() -> None:
    assert warned("barrage/03-meridian-news.txt", "unnamed_source")


def test_a_second_article_inside_the_first_is_seen() -> None:
    blocks = reading("barrage/06-evening-ledger.txt").blocks or ()
    text = reading("barrage/06-evening-ledger.txt").document.text
    second = [block.span.of(text) for block in blocks if block.article == 1]
    assert second
    assert second[0].startswith("Prisoner exchange talks")

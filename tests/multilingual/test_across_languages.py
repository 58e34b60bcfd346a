"""One night in Ukrainian, Russian and English: one incident, whose figures stand together."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from sayso.actions.read import default_pipeline
from sayso.linking.glosses import gloss
from sayso.linking.linker import LinkedLedger, link
from sayso.linking.words import terms_of
from sayso.record import Document, Reading, Span

NIGHT = Path(__file__).parents[2] / "examples" / "night"


def documents() -> Iterator[Document]:
    for path in sorted(NIGHT.glob("*.txt")):
        about = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
        yield Document(
            path.read_text(encoding="utf-8").rstrip("\n"),
            language=about["language"],
            outlet=about["outlet"],
            title=about["title"],
            published=datetime.fromisoformat(about["published"]),
        )


@pytest.fixture(scope="module")
def readings() -> list[Reading]:
    pipeline = default_pipeline()
    return [pipeline.read(each) for each in documents()]


@pytest.fixture(scope="module")
def night(readings: list[Reading]) -> LinkedLedger:
    return link(readings)


def test_all_reports_of_the_night_are_one_incident(night: LinkedLedger) -> None:
    (incident,) = night.incidents
    assert len(incident.documents) == 6


def test_a_figure_folds_with_the_post_that_it_comes_from(night: LinkedLedger) -> None:
    """The wire's "86 drones" are the air force's own, said hours before in Ukrainian."""
    (launched,) = [
        claim
        for claim in night.claims
        if any((each.low, each.role) == (86, "launched") for each in claim.quantities)
    ]
    assert {each.outlet for each in launched.appearances} == {"Повітряні сили ЗСУ", "Meridian Wire"}
    assert launched.side == "UKR"


def test_every_cell_keeps_its_words_in_the_language_said(
    night: LinkedLedger, readings: list[Reading]
) -> None:
    texts = {each.document.fingerprint: each.document.text for each in readings}
    for claim in night.claims:
        for each in claim.appearances:
            assert each.evidence.of(texts[each.fingerprint]).split() == each.words.split()


def test_a_post_has_english_words_for_what_was_read_in_it(readings: list[Reading]) -> None:
    post = readings[0]
    words = gloss(post, post.claims or (), [Span(0, len(post.document.text))], post.places or ())
    assert set(terms_of("drones launched, shot down over Kursk")) - {"over"} <= words.keys()

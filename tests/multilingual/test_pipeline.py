"""Posts through the whole pipeline: Russian and Ukrainian texts into claims."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from sayso.actions.read import default_pipeline
from sayso.gazetteer import GazetteerPackError
from sayso.record import Document, Reading

WHEN = datetime(2026, 3, 4, 6, tzinfo=UTC)
EXAMPLES = Path(__file__).parents[2] / "examples" / "night"


def read(
    text: str, code: str, outlet: str | None = None, published: datetime | None = WHEN
) -> Reading:
    document = Document(text, language=code, outlet=outlet, published=published)
    return default_pipeline().read(document)


def said(reading: Reading) -> list[tuple[str, str]]:
    """Return the claims of a reading as claimant and words."""
    text = reading.document.text
    return [(each.claimant.name, each.evidence.of(text)) for each in reading.claims or ()]


def test_a_governors_words_are_his() -> None:
    text = "Губернатор Антон Ручьёв сообщил, что повреждены четыре дома."
    reading = read(text, "ru", "Вести")
    assert said(reading) == [("Антон Ручьёв", "повреждены четыре дома")]
    (claim,) = reading.claims or ()
    (figure,) = [(reading.quantities or ())[index] for index in claim.quantities]
    assert (figure.low, figure.unit, figure.role) == (4, "house", "damaged")
    assert figure.as_said.of(text) == "четыре дома"


def test_a_bulletin_of_an_air_force_is_its_own_claim() -> None:
    text = (EXAMPLES / "01-povitriani-syly.txt").read_text(encoding="utf-8")
    reading = read(text, "uk", "Повітряні сили ЗСУ")
    assert {name for name, _ in said(reading)} == {"Ukrainian Air Force"}
    figures = {(each.low, each.unit, each.role) for each in reading.quantities or ()}
    assert {
        (86, "drone", "launched"),
        (71, "drone", "intercepted"),
        (11, "drone", "hit"),
    } <= figures


def test_a_denial_denies() -> None:
    reading = read("В Кремле опровергли, что мост разрушен.", "ru")
    assert [each.polarity for each in reading.claims or ()] == ["denies"]


def test_words_of_time_without_a_publication_date_are_a_problem() -> None:
    reading = read("Учора вночі пролунали вибухи, повідомив мер Ігор Вовк.", "uk", published=None)
    assert any("no publication date" in each.message for each in reading.problems)


def test_a_missing_gazetteer_is_a_problem_and_ends_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def missing() -> None:
        raise GazetteerPackError("it is gone")

    monkeypatch.setattr("sayso.stages.places.open_gazetteer", missing)
    reading = read("У Сумах поранено трьох людей, повідомив мер Ігор Вовк.", "uk")
    assert [each.message for each in reading.problems] == ["no gazetteer: it is gone"]
    assert reading.claims


def test_other_languages_are_stored_and_said_to_be_unread() -> None:
    reading = read("Die Armee meldete zwei Abschüsse.", "de")
    assert reading.claims is None
    assert "'de'" in reading.problems[0].message


@pytest.mark.parametrize("code", ["ru", "uk", "ru-RU", "UK"])
def test_evidence_is_verbatim_and_ids_repeat(code: str) -> None:
    text = "⚡️ Вибухи в Сумах!\n\nПоранено 3 людини, — мер.  \n#суми"
    first, second = read(text, code), read(text, code)
    assert first == second
    assert first.claims

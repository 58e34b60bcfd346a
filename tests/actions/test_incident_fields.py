"""An incident's place, day and note as people set them: understood, refused, locked, undone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from sayso.accounts import LOCAL
from sayso.actions.incident_fields import (
    LONGEST_NOTE,
    FieldAsked,
    FieldPlan,
    field_named,
    keep_field,
    plan_field,
    read_field,
    shown_field,
    typed_field,
)
from sayso.actions.review import ChangedMeanwhileError, JudgementError, judge
from sayso.index.service import IncidentIndex
from sayso.record import Incident, IncidentField, Verdict
from tests.linking.made import statement
from tests.linking.test_linker import MARKET


@pytest.fixture
def index(tmp_path: Path) -> Iterator[IncidentIndex]:
    with closing(IncidentIndex(tmp_path / "market.sqlite")) as opened:
        for reading in MARKET:
            opened.store.add(reading)
        opened.catch_up()
        yield opened


def only(index: IncidentIndex) -> Incident:
    index.catch_up()
    (incident,) = index.state().incidents.values()
    return incident


def keeps(
    index: IncidentIndex,
    name: IncidentField,
    typed: str,
    by: str = "Maria",
    seen: int | None = None,
) -> FieldPlan:
    made = keep_field(index, only(index).id, FieldAsked(name, typed, by, " as I read ", seen))
    index.catch_up()
    return made


def refused(index: IncidentIndex, name: IncidentField, typed: str) -> str:
    before = index.store.judgements()
    with pytest.raises(JudgementError) as error:
        keeps(index, name, typed)
    assert index.store.judgements() == before, "what is refused is not appended"
    return str(error.value)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("El Fasher", "El Fasher (SDN, GeoNames 379555)"),
        ("  Nyala ", "Nyala (SDN, GeoNames 369004)"),
        ("Nyala, Sudan", "Nyala (SDN, GeoNames 369004)"),
        ("Nyala (GeoNames 369004)", "Nyala (SDN, GeoNames 369004)"),
        ("Kharkiv, Ukraine", "Kharkiv (UKR, GeoNames 706483)"),
    ],
)
def test_a_place_is_that_of_the_gazetteer(index: IncidentIndex, typed: str, kept: str) -> None:
    made = keeps(index, "place", typed)
    assert made.judgement.changes == (("place", kept),)
    assert (made.judgement.verdict, made.judgement.why) == ("incident_place", "as I read")
    assert shown_field(only(index), "place") == kept == made.after
    assert read_field(only(index), "place") == made.before


def test_a_name_of_several_places_lists_them_and_one_of_none_says_so(index: IncidentIndex) -> None:
    said = refused(index, "place", "San Antonio")
    assert said.startswith("Which San Antonio? Write one of these")
    assert said.count("GeoNames") > 2
    assert "is not in the gazetteer" in refused(index, "place", "Qwertyville")
    assert "no Nyala with the number 1" in refused(index, "place", "Nyala (GeoNames 1)")
    assert "characters that are not seen" in refused(index, "place", "Ny\u202eala")


@pytest.mark.parametrize(
    ("typed", "kept", "words"),
    [
        ("3 June 2025", "2025-06-03", "3 June 2025"),
        ("2025-06-03", "2025-06-03", "3 June 2025"),
        ("2 June 2025 / 4 June 2025", "2025-06-02/2025-06-04", "2–4 June 2025"),
        ("2025-06", "2025-06", "1–30 June 2025"),
        ("2024-12-30/2025-01-02", "2024-12-30/2025-01-02", "30 December 2024 – 2 January 2025"),
        ("2025-06-02T22:30", "2025-06-02T22:30", "2 June 2025"),
    ],
)
def test_a_day_shows_the_interval_that_was_understood(
    index: IncidentIndex, typed: str, kept: str, words: str
) -> None:
    made = keeps(index, "day", typed)
    assert made.judgement.changes == (("day", kept),)
    assert (made.after, shown_field(only(index), "day")) == (words, words)
    assert typed_field(only(index), "day") == kept


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("6/3/2025", "may be two days"),
        ("yesterday", "no date of publication"),
        ("2025-02-30", "is no day or period"),
        ("2025-06-04/2025-06-01", "is no day or period"),
        ("when it rained", "not understood as a time"),
        ("x" * 501, "500 are the most"),
    ],
)
def test_a_day_that_is_none_is_refused(index: IncidentIndex, typed: str, says: str) -> None:
    assert says in refused(index, "day", typed)


def test_a_note_keeps_its_lines_and_what_can_be_none_is_refused(index: IncidentIndex) -> None:
    made = keeps(index, "note", " Two markets\r\nhave this name. ")
    assert made.judgement.changes == (("note", "Two markets\nhave this name."),)
    assert only(index).note == "Two markets\nhave this name."
    assert "2,001 characters" in refused(index, "note", "x" * (LONGEST_NOTE + 1))
    assert "not seen" in refused(index, "note", "a\u2066b")
    assert "says so already, set by Maria" in refused(index, "note", "Two markets\nhave this name.")


def test_what_was_set_is_taken_back_and_nothing_else_can_be(index: IncidentIndex) -> None:
    read = only(index)
    for name, typed in (
        ("place", "Nyala"),
        ("day", "2025-06-09"),
        ("note", "Two."),
        ("title", "T"),
    ):
        field = field_named(name)
        says = "none to take back" if field == "title" else "nothing to undo"
        assert says in refused(index, field, "  ")
        keeps(index, field, typed)
        back = keeps(index, field, "", by="Omar")
        assert back.after == read_field(read, field) == shown_field(only(index), field)
    assert [(each.name, each.by) for each in only(index).fields_set][-2:] == [
        ("title", "Maria"), ("title", "Omar")
    ]  # fmt: skip


def test_two_people_never_overwrite_one_another_unseen(index: IncidentIndex) -> None:
    keeps(index, "place", "Nyala", seen=0)
    with pytest.raises(
        ChangedMeanwhileError, match=r"Maria: place “Nyala \(SDN, GeoNames 369004\)”"
    ):
        keeps(index, "place", "El Fasher", by="Omar", seen=0)
    with pytest.raises(ChangedMeanwhileError):
        keeps(index, "title", "The market", by="Omar", seen=0)
    keeps(index, "note", "Two.", by="Maria", seen=0)  # one's own is no surprise
    keeps(index, "day", "2025-06-09", by="Omar", seen=2)
    assert shown_field(only(index), "place") == "Nyala (SDN, GeoNames 369004)"


def test_a_plan_appends_nothing_and_says_what_changes(index: IncidentIndex) -> None:
    plan = plan_field(index.state(), only(index).id, FieldAsked("place", "Nyala", "Maria"))
    assert plan.effect.endswith("becomes “Nyala (SDN, GeoNames 369004)”")
    assert index.store.judgements() == ()


@pytest.mark.parametrize("verdict", ["incident_place", "incident_day", "incident_note"])
def test_a_claim_is_not_judged_so(index: IncidentIndex, verdict: Verdict) -> None:
    with pytest.raises(JudgementError, match="said of an incident: set its"):
        judge(index, LOCAL, verdict, [statement(MARKET[0])])

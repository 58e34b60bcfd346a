"""Place, day and note that people set: kept with a claim, beside what the claims give."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from sayso.record import Incident, Judgement, Verdict
from tests.linking.made import judgement, linked, only_incident, statement
from tests.linking.test_linker import MARKET, PORT

NYALA = "Nyala (SDN, GeoNames 369004)"
PERIOD = "2025-06-01/2025-06-04"


def said(
    verdict: Verdict, claim: str, value: str, by: str = "Maria", hours: float = 99
) -> Judgement:
    name = verdict.removeprefix("incident_")
    return replace(judgement(verdict, claim, by=by, hours=hours), changes=((name, value),))


def with_place(claim: str, value: str = NYALA, **how: object) -> Judgement:
    return said("incident_place", claim, value, **how)  # type: ignore[arg-type]


def place_of(incident: Incident) -> str:
    return incident.place.name if incident.place else ""


def test_a_place_that_a_person_set_stands_in_place_and_title_beside_that_of_the_claims() -> None:
    read = only_incident(*MARKET)
    placed = only_incident(*MARKET, judgements=(with_place(read.claims[0]),))
    assert (place_of(placed), placed.placed_by) == ("Nyala", "Maria")
    assert placed.place is not None
    assert (placed.place.geonameid, placed.place.country) == (369004, "SDN")
    assert placed.read_place == read.place == placed.claimed_place
    assert "Nyala" in placed.title
    assert place_of(read) in read.title
    assert place_of(read) not in placed.title
    assert (read.placed_by, read.read_place, read.claimed_place) == ("", None, read.place)


def test_days_that_a_person_set_are_whole_days_beside_those_of_the_claims() -> None:
    read = only_incident(*MARKET)
    dated = only_incident(*MARKET, judgements=(said("incident_day", read.claims[0], PERIOD),))
    assert dated.earliest == datetime(2025, 6, 1, tzinfo=UTC)
    assert dated.latest == datetime(2025, 6, 4, 23, 59, 59, tzinfo=UTC)
    assert dated.dated_by == "Maria"
    assert "1–4 June 2025" in dated.title
    assert dated.claimed_days == (read.earliest, read.latest)
    assert (read.dated_by, read.claimed_days) == ("", (read.earliest, read.latest))


def test_a_note_changes_nothing_else() -> None:
    read = only_incident(*MARKET)
    noted = only_incident(
        *MARKET, judgements=(said("incident_note", read.claims[0], "Two of it."),)
    )
    assert (noted.note, noted.noted_by) == ("Two of it.", "Maria")
    assert replace(noted, fields_set=()) == read


@pytest.mark.parametrize(
    ("verdict", "value"),
    [("incident_place", NYALA), ("incident_day", PERIOD), ("incident_note", "Two of it.")],
)
def test_what_was_set_is_taken_back_and_the_last_appended_counts(
    verdict: Verdict, value: str
) -> None:
    read = only_incident(*MARKET)
    one, other = statement(MARKET[0]), statement(MARKET[2])
    back = (said(verdict, one, value, hours=200), said(verdict, other, "", by="Omar", hours=100))
    undone = only_incident(*MARKET, judgements=back)
    assert replace(undone, fields_set=()) == read
    assert [(each.by, each.value) for each in undone.fields_set] == [("Maria", value), ("Omar", "")]
    assert only_incident(*MARKET, judgements=back[::-1]).standing(
        undone.fields_set[0].name
    ) == replace(undone.fields_set[0])


@pytest.mark.parametrize(
    ("verdict", "value"),
    [
        ("incident_place", "Nyala"),
        ("incident_place", "somewhere (GeoNames x)"),
        ("incident_day", "last Tuesday"),
        ("incident_day", "2025-02-30"),
        ("incident_day", "2025-06-04/2025-06-01"),
    ],
)
def test_a_value_that_is_not_understood_says_nothing(verdict: Verdict, value: str) -> None:
    read = only_incident(*MARKET)
    assert only_incident(*MARKET, judgements=(said(verdict, read.claims[0], value),)) == read


def test_a_place_goes_with_its_claim_and_other_incidents_keep_theirs() -> None:
    market, port = statement(MARKET[0]), statement(PORT[0])
    apart = linked(*MARKET, *PORT).incidents
    found = linked(*MARKET, *PORT, judgements=(with_place(market),)).incidents
    assert [place_of(each) for each in found] == ["Nyala", place_of(apart[1])]
    merged = (with_place(market), judgement("same_incident", market, port, hours=102))
    (one,) = linked(*MARKET, *PORT, judgements=merged).incidents
    assert (place_of(one), one.placed_by) == ("Nyala", "Maria")


def test_what_a_rule_signs_sets_nothing() -> None:
    read = only_incident(*MARKET)
    assert only_incident(*MARKET, judgements=(with_place(read.claims[0], by="rule"),)) == read

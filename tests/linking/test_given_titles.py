"""Titles that people give: each is kept with a claim, and the incident with that claim has it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sayso.linking.linker import Linker
from sayso.record import Incident, Judgement
from tests.linking.made import judgement, linked, only_incident, statement
from tests.linking.test_linker import MARKET, PORT

GIVEN = "Shelling of the market in Kutum"


def titled(claim: str, title: str, by: str = "Maria", hours: float = 100) -> Judgement:
    made = judgement("incident_title", claim, by=by, hours=hours)
    return replace(made, changes=(("title", title),))


def titles(*judgements: Judgement) -> list[str]:
    return [each.title for each in linked(*MARKET, *PORT, judgements=judgements).incidents]


def as_read(incident: Incident) -> Incident:
    """The incident with the title that the rules make of its claims."""
    return replace(incident, title=incident.read_title, titled_by="", read_title="", fields_set=())


def test_an_incident_has_the_title_that_was_given_and_keeps_the_one_that_was_read() -> None:
    read = only_incident(*MARKET)
    named = only_incident(*MARKET, judgements=(titled(read.claims[0], GIVEN),))
    assert (named.title, named.titled_by, named.read_title) == (GIVEN, "Maria", read.title)
    assert (read.titled_by, read.read_title) == ("", "")
    assert as_read(named) == read, "nothing else depends on a title"


@pytest.mark.parametrize(("report", "number"), [(0, 0), (1, 0), (1, 1), (2, 0)])
def test_any_claim_of_an_incident_can_keep_its_title(report: int, number: int) -> None:
    said = titled(statement(MARKET[report], number), GIVEN)
    assert titles(said) == [GIVEN, linked(*PORT).incidents[0].title]


def test_a_claim_that_is_left_out_as_wrong_keeps_the_title() -> None:
    claim = statement(MARKET[2])
    assert titles(titled(claim, GIVEN), judgement("wrong", claim, hours=101))[0] == GIVEN


def test_a_later_title_outranks_an_earlier_one_whoever_gave_it() -> None:
    one, other = statement(MARKET[0]), statement(MARKET[2])
    for claim in (one, other):
        said = (titled(one, GIVEN), titled(claim, "Kutum, 3 June", by="Omar", hours=101))
        incident = only_incident(*MARKET, judgements=said)
        assert (incident.title, incident.titled_by) == ("Kutum, 3 June", "Omar")


def test_what_was_appended_last_is_later_whatever_its_clock_says() -> None:
    one, other = statement(MARKET[0]), statement(MARKET[2])
    for claim in (one, other):
        late = (titled(one, GIVEN, hours=200), titled(claim, "Kutum, 3 June", hours=100))
        assert titles(*late)[0] == "Kutum, 3 June"


def test_an_empty_title_takes_back_all_that_were_given() -> None:
    one, other = statement(MARKET[0]), statement(MARKET[2])
    said = (titled(one, GIVEN), titled(other, "Kutum", hours=101), titled(one, "", hours=102))
    (back,) = linked(*MARKET, judgements=said).incidents
    assert replace(back, fields_set=()) == linked(*MARKET).incidents[0]
    assert titles(*said, titled(other, "Again", hours=103))[0] == "Again"


def test_other_incidents_keep_the_titles_that_were_read() -> None:
    found = linked(*MARKET, *PORT, judgements=(titled(statement(PORT[0]), "Izmail"),))
    assert found.incidents[0] == linked(*MARKET).incidents[0]
    assert found.incidents[1].title == "Izmail"


def test_a_title_stays_while_documents_join_also_before_the_claim_that_keeps_it() -> None:
    said = titled(statement(MARKET[1]), GIVEN)
    for readings in (MARKET[1:], MARKET, [*reversed(MARKET)]):
        assert only_incident(*readings, judgements=(said,)).title == GIVEN
    before = only_incident(*MARKET[1:], judgements=(said,)).id
    assert only_incident(*MARKET, judgements=(said,)).id != before, "its id did not stay"


def test_of_incidents_that_are_merged_the_last_title_counts_and_parted_each_has_its_own() -> None:
    market, port = statement(MARKET[0]), statement(PORT[0])
    named = (titled(market, GIVEN), titled(port, "Izmail", hours=101))
    assert titles(*named) == [GIVEN, "Izmail"]
    merged = (*named, judgement("same_incident", market, port, hours=102))
    assert titles(*merged) == ["Izmail"]
    parted = (*merged, judgement("different_incidents", market, port, hours=103))
    assert sorted(titles(*parted)) == ["Izmail", GIVEN]


def test_a_title_goes_with_its_claim_when_an_incident_is_parted() -> None:
    kept, left = statement(MARKET[0]), statement(MARKET[2])
    said = (titled(kept, GIVEN), judgement("different_incidents", kept, left, hours=101))
    found = linked(*MARKET, judgements=said)
    home = {met.claim: claim.incident for claim in found.claims for met in claim.appearances}
    by_id = {each.id: each.title for each in found.incidents}
    assert by_id[home[kept]] == GIVEN
    assert by_id[home[left]] != GIVEN


def test_a_title_that_a_rule_signs_is_none() -> None:
    assert titles(titled(statement(MARKET[0]), GIVEN, by="rule")) == titles()


def test_what_was_linked_before_a_title_is_linked_as_before_without_it() -> None:
    linker = Linker()
    for reading in MARKET:
        linker.add(reading)
    before = linker.linked()
    (incident,) = linker.linked((titled(statement(MARKET[0]), GIVEN),)).incidents
    assert incident.title == GIVEN
    assert linker.linked() == before

"""Incidents that people put together or take apart stay so, and old addresses lead on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from sayso.actions.coding import RowChange, keep_coding
from sayso.actions.regrouping import (
    Regrouping,
    RegroupingError,
    plan_merge,
    plan_move,
    plan_undo,
)
from sayso.index.service import IncidentIndex
from sayso.ledger import UnknownIdError
from sayso.linking.linker import link
from sayso.record import Incident, Reading
from sayso.settings.codebooks import default_codebook
from tests.linking.made import ARMY, DOCTORS, Says, report

BOMBED = "people were killed when warplanes bombed the crowded livestock market of Kutum"
FLOODED = "people drowned when the river Sobat flooded the harbour of Nyala"


def told(name: str, count: int, words: str, place: str, hours: int) -> Reading:
    figures = ((f"{count} people", float(count), "person", "killed"),)
    says = (
        Says(DOCTORS, f"{count} {words}", figures=figures, place=place),
        Says(ARMY, f"the reports of {count} dead in {place} were invented", polarity="denies"),
    )
    return report(name, *says, outlet=f"Outlet {name}", hours=hours)


READINGS = [
    *(told(f"k{number}", 9, BOMBED, "Kutum", number) for number in range(4)),
    *(told(f"n{number}", 30, FLOODED, "Nyala", 200 + number) for number in range(3)),
]


@pytest.fixture
def index(tmp_path: Path) -> Iterator[IncidentIndex]:
    with closing(IncidentIndex(tmp_path / "war.sqlite")) as opened:
        for reading in READINGS:
            opened.store.add(reading)
        opened.catch_up()
        yield opened


def incidents(index: IncidentIndex) -> dict[str, frozenset[str]]:
    """The documents of each incident."""
    index.catch_up()
    linked = link(READINGS, index.store.judgements())
    shown = {each.id: frozenset(each.documents) for each in index.state().largest()}
    assert shown == {each.id: frozenset(each.documents) for each in linked.incidents}
    return shown


def of(index: IncidentIndex, name: str) -> Incident:
    """The incident of a report."""
    reading = next(each for each in READINGS if each.document.id == name)
    return index.state().incident((reading.claims or ())[0].id)


def change(index: IncidentIndex, planned: Regrouping) -> Incident:
    index.judge(planned.judgements)
    return index.state().incident(planned.leads_to)


KUTUM, NYALA = frozenset(("k0", "k1", "k2", "k3")), frozenset(("n0", "n1", "n2"))


def test_a_merge_holds_all_reports_of_both_and_both_addresses_lead_there(
    index: IncidentIndex,
) -> None:
    before = incidents(index)
    assert set(before.values()) == {KUTUM, NYALA}
    one, other = of(index, "n0"), of(index, "k0")
    merged = change(index, plan_merge(index.state(), one.id, other.id, "ana", "one night"))
    assert set(incidents(index).values()) == {KUTUM | NYALA}
    for former in before:
        assert index.state().incident(former).id == merged.id
    again = told("n3", 31, FLOODED, "Nyala", 204)
    index.store.add(again)
    index.catch_up()
    assert frozenset(of(index, "k0").documents) | {"n3"} > KUTUM | NYALA, "it stays"
    with pytest.raises(RegroupingError, match="one incident already"):
        plan_merge(index.state(), one.id, other.id, "ana")


def test_a_merge_is_taken_back_by_who_made_it(index: IncidentIndex) -> None:
    before = incidents(index)
    change(index, plan_merge(index.state(), of(index, "k0").id, of(index, "n0").id, "ana"))
    with pytest.raises(RegroupingError, match="omar has put nothing"):
        plan_undo(index.state(), of(index, "k0").id, "omar")
    change(index, plan_undo(index.state(), of(index, "k0").id, "ana"))
    assert incidents(index) == before
    with pytest.raises(RegroupingError, match="ana has put nothing"):
        plan_undo(index.state(), of(index, "k0").id, "ana")


def test_what_is_coded_after_a_merge_does_not_keep_it(index: IncidentIndex) -> None:
    before = incidents(index)
    merged = change(
        index, plan_merge(index.state(), of(index, "k0").id, of(index, "n0").id, "Maria")
    )
    row = RowChange({"notes": "one raid"}, "Maria", "")
    assert len(keep_coding(index, merged.id, default_codebook(), row).judgement.claims) > 1
    change(index, plan_undo(index.state(), merged.id, "Maria"))
    assert set(incidents(index).values()) == set(before.values())


def test_reports_are_taken_out_and_into_another(index: IncidentIndex) -> None:
    before = incidents(index)
    own = change(index, plan_move(index.state(), of(index, "k0").id, ["k1", "k3"], None, "ana"))
    assert set(own.documents) == {"k1", "k3"}
    assert set(incidents(index).values()) == {frozenset(("k0", "k2")), own_of(own), NYALA}
    change(index, plan_undo(index.state(), own.id, "ana"))
    assert incidents(index) == before
    target = of(index, "n0").id
    moved = change(index, plan_move(index.state(), of(index, "k0").id, ["k2"], target, "ana"))
    assert set(moved.documents) == NYALA | {"k2"}
    assert set(incidents(index).values()) == {NYALA | {"k2"}, KUTUM - {"k2"}}
    change(index, plan_undo(index.state(), moved.id, "ana"))
    assert incidents(index) == before


def own_of(incident: Incident) -> frozenset[str]:
    return frozenset(incident.documents)


def test_one_claim_leaves_its_passage(index: IncidentIndex) -> None:
    denial = (READINGS[1].claims or ())[1].id
    own = change(index, plan_move(index.state(), of(index, "k0").id, [denial], None, "ana"))
    assert [each.claim for claim in index.state().of(own) for each in claim.appearances] == [denial]
    assert "k1" in of(index, "k0").documents
    incidents(index)


@pytest.mark.parametrize(
    ("moved", "to", "says"),
    [
        (["nothing"], None, "Nothing in this incident"),
        (["k"], None, "Nothing in this incident"),
        (["k0", "k1", "k2", "k3"], None, "all of the incident"),
        (["k1"], "k0", "in this incident already"),
    ],
)
def test_what_can_t_be_is_refused(
    index: IncidentIndex, moved: list[str], to: str | None, says: str
) -> None:
    state = index.state()
    target = of(index, to).id if to else None
    with pytest.raises(RegroupingError, match=says):
        plan_move(state, of(index, "k0").id, moved, target, "ana")
    with pytest.raises(UnknownIdError):
        plan_merge(state, "0" * 24, of(index, "k0").id, "ana")
    assert not index.store.judgements()

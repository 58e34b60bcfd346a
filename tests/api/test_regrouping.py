"""Incidents put together and taken apart over the API, and corrections of copies."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from sayso.accounts import People
from sayso.api.client import ApiError, Client
from sayso.index.service import IncidentIndex
from tests.api.test_claimants import ledger
from tests.web.test_guard import door, users

__all__ = ["door", "ledger", "users"]


def market_of(desk: IncidentIndex) -> str:
    return max(desk.state().incidents.values(), key=lambda each: len(each.documents)).id


def test_documents_leave_an_incident_and_come_back(ledger: Client, desk: IncidentIndex) -> None:
    market = market_of(desk)
    documents = list(desk.state().incident(market).documents)
    moved = ledger.regroup(market, "move", moved=documents[-1:], why="elsewhere")
    assert {each.verdict for each in moved.judgements} >= {"different_incidents"}
    assert ledger.incident(moved.incident)["documents"] == documents[-1:]
    merged = ledger.regroup(market, "merge", other=moved.incident)
    assert sorted(ledger.incident(merged.incident)["documents"]) == sorted(documents)
    assert ledger.incident(moved.incident)["id"] == merged.incident, "the former id leads on"
    undone = ledger.regroup(merged.incident, "undo")
    assert len(ledger.incident(undone.incident)["documents"]) == len(documents) - 1


def test_what_can_t_be_done_has_its_status(
    site: TestClient, ledger: Client, desk: IncidentIndex
) -> None:
    market = market_of(desk)
    for status, incident, change in ((404, "nosuch", "undo"), (422, market, "undo"),
                                     (422, market, "move"), (404, market, "merge")):  # fmt: skip
        with pytest.raises(ApiError) as refused:
            ledger.regroup(incident, change, other="nosuch")  # type: ignore[arg-type]
        assert refused.value.status == status, change
    path = f"/api/incidents/{market}/documents"
    for body in ({}, {"change": "split"}, {"change": "move", "moved": "all"}):
        assert site.post(path, json=body).status_code == 422, body
    assert not desk.state().judgements


def test_a_reader_may_not(door: TestClient, desk: IncidentIndex, users: People) -> None:
    path = f"/api/incidents/{market_of(desk)}/documents"
    reading, judging = users.add_token("rita", "reader"), users.add_token("oksana", "reviewer")
    for bearer, status in ((reading, 403), (judging, 422)):
        headers = {"Authorization": f"Bearer {bearer}"}
        assert door.post(path, json={"change": "undo"}, headers=headers).status_code == status
    assert door.post(path, json={"change": "undo"}).status_code == 401


def test_a_correction_over_the_api_reaches_the_copies_that_are_named(
    ledger: Client, desk: IncidentIndex
) -> None:
    folded = next(
        each
        for incident in desk.state().incidents.values()
        for each in desk.state().of(incident)
        if each.quantities and len(each.appearances) > 1
    )
    one, other = (each.claim for each in folded.appearances[:2])
    ledger.judge("corrected", [one], changes={"figures": "71 killed"}, copies=[other])
    said = {each.claims[0]: each.changes for each in ledger.judgements()}
    assert said == {one: {"figures": "71 people killed"}, other: {"figures": "71 people killed"}}
    stranger = next(each.id for each in ledger.claims() if each.id not in (one, other))
    with pytest.raises(ApiError, match="no copies") as refused:
        ledger.judge("wrong", [one], copies=[stranger])
    assert refused.value.status == 422

"""The API's title of an incident: given, shown with who gave it, and taken back."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from sayso.accounts import People
from sayso.api.client import ApiError, Client
from sayso.index.service import IncidentIndex
from tests.api.test_claimants import ledger
from tests.web.test_guard import door, users

__all__ = ["door", "ledger", "users"]

GIVEN = "Shells on the Sabrein market"


def market_of(desk: IncidentIndex) -> str:
    every = desk.state().incidents.values()
    return max(every, key=lambda each: len(each.documents)).id


def test_a_title_is_given_shown_with_who_gave_it_and_taken_back(
    ledger: Client, desk: IncidentIndex
) -> None:
    market = market_of(desk)
    read = ledger.incident(market)["title"]
    made = ledger.retitle(market, f"  {GIVEN}\n", "two events that day")
    assert (made.verdict, made.by, made.why) == ("incident_title", "local", "two events that day")
    assert made.changes == {"title": GIVEN}
    shown = ledger.incident(market)
    assert (shown["title"], shown["titled_by"], shown["read_title"]) == (GIVEN, "local", read)
    (listed,) = [each for each in ledger.incidents() if each.id == market]
    assert (listed.title, listed.titled_by, listed.read_title) == (GIVEN, "local", read)
    assert [each.titled_by for each in ledger.incidents()].count(None) == (
        len(desk.state().incidents) - 1
    )
    (kept,) = ledger.judgements()
    assert kept == made
    ledger.retitle(made.claims[0], "")
    shown = ledger.incident(market)
    assert (shown["title"], shown["titled_by"], shown["read_title"]) == (read, None, read)


def test_what_can_be_no_title_has_its_status(
    site: TestClient, ledger: Client, desk: IncidentIndex
) -> None:
    market = market_of(desk)
    for status, incident, title in (
        (404, "nosuch", GIVEN),
        (422, market, ""),
        (422, market, "Omdurman \u202enillehs"),
    ):
        with pytest.raises(ApiError) as refused:
            ledger.retitle(incident, title)
        assert refused.value.status == status, title
    path = f"/api/incidents/{market}/title"
    for body in ({}, {"title": None}, {"title": GIVEN, "by": "Omar"}, {"title": "x" * 201}):
        answer = site.put(path, json=body)
        assert answer.status_code == 422, body
        assert answer.headers["content-type"] == "application/problem+json"
    with pytest.raises(ApiError, match="give it a title") as refused:
        ledger.judge("incident_title", [next(iter(ledger.claims())).id])
    assert refused.value.status == 422
    assert not desk.state().judgements


def test_a_reviewer_may_name_incidents_and_a_reader_may_not(
    door: TestClient, desk: IncidentIndex, users: People
) -> None:
    path = f"/api/incidents/{market_of(desk)}/title"
    reading, judging = (users.add_token("oksana", each) for each in ("reader", "reviewer"))
    for headers, status in (
        ({}, 401),
        ({"Authorization": f"Bearer {users.add_token('rita', 'reader')}"}, 403),
        ({"Authorization": f"Bearer {reading}"}, 403),
        ({"Authorization": f"Bearer {judging}"}, 200),
    ):
        assert door.put(path, json={"title": GIVEN}, headers=headers).status_code == status
    (kept,) = desk.state().judgements
    assert kept.by == "oksana"
    assert ("oksana", "named an incident", GIVEN) in {row[1:] for row in users.log()}

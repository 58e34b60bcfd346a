"""The API's fields of an incident: set, planned, shown, refused, locked and taken back."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from sayso.api.client import ApiError, Client
from sayso.index.service import IncidentIndex
from tests.api.test_claimants import ledger
from tests.api.test_titles import market_of
from tests.web.test_guard import door, users

__all__ = ["door", "ledger", "users"]

NYALA = "Nyala (SDN, GeoNames 369004)"


def test_fields_are_set_shown_with_who_set_them_and_taken_back(
    ledger: Client, desk: IncidentIndex
) -> None:
    market = market_of(desk)
    read = ledger.incident(market)
    planned = ledger.set_field(market, "place", "Nyala", dry_run=True)
    assert (planned.kept, desk.store.judgements()) == (False, ())
    made = ledger.set_field(market, "place", "Nyala", why="its list")
    assert made.effects == planned.effects
    assert made.judgements[0].changes == {"place": NYALA}
    ledger.set_field(market, "day", "2 June 2025 / 4 June 2025")
    ledger.set_field(market, "note", "Two markets.")
    desk.catch_up()
    shown = ledger.incident(market)
    assert (shown["place"], shown["placed_by"], shown["read_place"]) == (
        "Nyala", "local", read["place"],
    )  # fmt: skip
    assert (shown["geonameid"], shown["read_geonameid"]) == (369004, read["geonameid"])
    assert (shown["earliest"], shown["dated_by"]) == ("2025-06-02T00:00:00+00:00", "local")
    assert (shown["read_earliest"], shown["read_latest"]) == (read["earliest"], read["latest"])
    assert (shown["note"], shown["noted_by"]) == ("Two markets.", "local")
    (listed,) = [each for each in ledger.incidents() if each.id == market]
    assert (listed.place, listed.placed_by, listed.note) == ("Nyala", "local", "Two markets.")
    fields = ledger.incident_fields(market)
    assert fields.standing["place"] == NYALA
    assert fields.standing["day"] == "2–4 June 2025"
    assert fields.read["note"] == ""
    assert [each.field for each in fields.fields_set] == ["place", "day", "note"]
    assert fields.seen == 3
    ledger.set_field(market, "place", "", seen=3)
    desk.catch_up()
    assert ledger.incident(market)["place"] == read["place"]
    assert ledger.incident(market)["placed_by"] is None


def test_what_can_be_no_value_has_its_status(
    site: TestClient, ledger: Client, desk: IncidentIndex
) -> None:
    market = market_of(desk)
    for status, incident, value in (
        (404, "nosuch", "Nyala"),
        (422, market, ""),
        (422, market, "X9"),
    ):
        with pytest.raises(ApiError) as refused:
            ledger.set_field(incident, "place", value)
        assert refused.value.status == status, value
    path = f"/api/incidents/{market}/fields/"
    assert site.put(f"{path}kind", json={"value": "x"}).status_code == 422
    for body in ({}, {"value": None}, {"value": "Nyala", "by": "Omar"}, {"value": "x" * 4001}):
        assert site.put(f"{path}place", json=body).status_code == 422, body
    assert not desk.state().judgements


def test_what_others_set_meanwhile_is_409(
    door: TestClient, desk: IncidentIndex, users: object
) -> None:
    people = users
    headers = {
        name: {"Authorization": f"Bearer {people.add_token(name, 'reviewer')}"}  # type: ignore[attr-defined]
        for name in ("oksana", "ada")
    }
    path = f"/api/incidents/{market_of(desk)}/fields/place"
    first = {"value": "Nyala", "seen": 0}
    assert door.put(path, json=first, headers=headers["oksana"]).status_code == 200
    desk.catch_up()
    answer = door.put(path, json={"value": "El Fasher", "seen": 0}, headers=headers["ada"])
    assert answer.status_code == 409
    assert "oksana: place" in answer.json()["detail"]
    reader = {"Authorization": f"Bearer {people.add_token('rita', 'reader')}"}  # type: ignore[attr-defined]
    assert door.put(path, json=first, headers=reader).status_code == 403
    assert door.get(path.rpartition("/")[0], headers=reader).status_code == 200

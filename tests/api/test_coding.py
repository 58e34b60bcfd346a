"""The API's coding: the codebook, a row with its claims, values put in and taken back."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from sayso.accounts import People, Role
from sayso.api.client import ApiError, Client
from sayso.index.service import IncidentIndex
from tests.api.test_claimants import ledger
from tests.api.test_titles import market_of
from tests.web.test_guard import door, users

__all__ = ["door", "ledger", "users"]


def test_the_codebook_is_told_field_by_field(ledger: Client) -> None:
    book = ledger.codebook()
    assert (book.name, book.version, book.rows) == ("acled", 1, "events")
    fields = {each.name: each for each in book.fields}
    assert (fields["fatalities"].kind, fields["fatalities"].fill) == ("number", "killed_low")
    assert (fields["tags"].fill, fields["event_date"].required) == (None, True)
    assert fields["time_precision"].choices["1"] == "The day is known"


def test_a_row_has_the_words_that_each_cell_stands_on(ledger: Client, desk: IncidentIndex) -> None:
    market = market_of(desk)
    row = ledger.coded_row(market)
    assert (row.incident, row.codebook, row.seen) == (market, "acled 1", 0)
    cells = {each.field: each for each in row.cells}
    assert (cells["fatalities"].value, cells["fatalities"].by) == ("54", "read")
    assert all("54" in each.words for each in cells["fatalities"].claims)
    assert cells["fatalities"].claims
    for cell in row.cells:
        for claim in cell.claims:
            text = desk.store.reading(claim.document).document.text
            whole = text.encode("utf-8", "replace").decode()  # as an answer carries it
            assert claim.words in " ".join(whole.split())
    assert "location" not in row.missing


def test_values_are_put_in_seen_and_taken_back(ledger: Client, desk: IncidentIndex) -> None:
    market = market_of(desk)
    tried = ledger.code(market, {"fatalities": "60"}, dry_run=True)
    assert (tried.kept, tried.effects) == (False, ["fatalities: “54” becomes “60”"])
    assert list(ledger.judgements()) == []
    made = ledger.code(market, {"fatalities": "60", "tags": "market"}, "counted again", seen=0)
    (judgement,) = made.judgements
    assert (judgement.verdict, judgement.by, judgement.why) == ("coded", "local", "counted again")
    assert judgement.changes == {"codebook": "acled 1", "fatalities": "60", "tags": "market"}
    assert list(ledger.judgements()) == [judgement]
    cells = {each.field: each for each in ledger.coded_row(market).cells}
    assert (cells["fatalities"].value, cells["fatalities"].read) == ("60", "54")
    (entry,) = cells["fatalities"].entries
    assert (entry.value, entry.by, entry.codebook) == ("60", "local", "acled 1")
    taken = ledger.code(market, {"fatalities": ""}, undo=True)
    assert taken.effects == ["fatalities: local’s “60” is taken back"]
    cells = {each.field: each for each in ledger.coded_row(market).cells}
    assert (cells["fatalities"].value, cells["fatalities"].by) == ("54", "read")


def test_what_cannot_be_coded_has_its_status(
    site: TestClient, ledger: Client, desk: IncidentIndex
) -> None:
    market = market_of(desk)
    for status, incident, fields in (
        (404, "nosuch", {"tags": "x"}),
        (422, market, {"fatalities": "many"}),
        (422, market, {"nosuch": "1"}),
        (422, market, {}),
    ):
        with pytest.raises((ApiError, ValueError)) as refused:
            ledger.code(incident, fields)
        assert not isinstance(refused.value, ApiError) or refused.value.status == status
    path = f"/api/incidents/{market}/code"
    bodies: tuple[dict[str, object], ...] = (
        {}, {"fields": {}}, {"fields": {"tags": "x"}, "by": "Omar"},
    )  # fmt: skip
    for body in bodies:
        assert site.post(path, json=body).status_code == 422, body
    for verdict in ("coded", "undecided_coding"):
        claim = desk.state().incident(market).claims[0]
        answer = site.post("/api/judgements", json={"verdict": verdict, "claims": [claim]})
        assert answer.status_code == 422
        assert "code it there" in answer.json()["detail"]


def test_only_reviewers_code_and_who_is_late_is_told(
    door: TestClient, users: People, desk: IncidentIndex
) -> None:
    market = market_of(desk)
    path = f"/api/incidents/{market}/code"
    scopes: dict[str, Role] = {"rita": "reader", "oksana": "reviewer", "ada": "reviewer"}
    keys = {
        name: {"Authorization": f"Bearer {users.add_token(name, scope)}"}
        for name, scope in scopes.items()
    }
    new = {"fields": {"tags": "market"}, "seen": 0}
    assert door.post(path, json=new).status_code == 401
    assert door.post(path, json=new, headers=keys["rita"]).status_code == 403
    assert door.get(path, headers=keys["rita"]).json()["seen"] == 0
    assert door.post(path, json=new, headers=keys["ada"]).status_code == 201
    late = door.post(path, json={**new, "fields": {"tags": "town"}}, headers=keys["oksana"])
    assert late.status_code == 409
    assert "(ada: tags)" in late.json()["detail"]
    assert any(verb == "coded an incident" for _, _, verb, _ in users.log())

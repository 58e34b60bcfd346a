"""Work over the API: lists, changes by ids and of a search, taking back, and who may."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from sayso.accounts import People, Role
from sayso.api import shapes
from sayso.api.client import ApiError, Client
from sayso.index.service import IncidentIndex
from tests.api.test_claimants import ledger
from tests.web.test_guard import door, users

__all__ = ["door", "ledger", "users"]


def test_work_is_changed_listed_and_taken_back(
    ledger: Client, desk: IncidentIndex, people: People
) -> None:
    first, second, *_ = (each.fingerprint for each in ledger.documents())
    new = shapes.NewWork(ids=[first[:10], second], add_tags=["Toll"], assignee="local", why="mine")
    tried = ledger.annotate(new.model_copy(update={"dry_run": True}))
    assert (tried.kept, len(tried.effects)) == (False, 2)
    assert desk.state().judgements == []
    made = ledger.annotate(new)
    (judgement,) = made.judgements
    assert (judgement.verdict, judgement.changes["documents"]) == ("annotated", f"{first} {second}")
    assert [each.document for each in ledger.work(assignee="local")] == [first, second]
    assert len(list(ledger.work(unassigned="true", limit="1"))) == 2, "two pages"
    assert [each.tags for each in ledger.work(tag="TOLL", state="new")] == [["toll"], ["toll"]]
    ledger.annotate(shapes.NewWork(ids=[first], note="of two days", state="done"))
    (item,) = ledger.work(state="done")
    assert (item.document, item.assignee, item.notes[0].words) == (first, "local", "of two days")
    back = ledger.annotate(shapes.NewWork(ids=[first], undo=True))
    assert "state: done becomes new" in back.effects[0]
    dids = [(did, about) for _, _, did, about in people.log()]
    assert len(dids) == 3, "a dry run is not logged"
    assert "assignee: nobody becomes local (2)" in dids[-1][1]


def test_a_subject_says_what_was_noted_and_seen(site: TestClient, ledger: Client) -> None:
    incident = next(ledger.incidents()).id
    made = ledger.annotate(shapes.NewWork(of="incident", ids=[incident], state="in_work"))
    claim = made.judgements[0].claims[0]
    shown = site.get(f"/api/work/incident/{incident}").json()
    assert (shown["id"], shown["state"], shown["seen"], shown["notes"]) == (claim, "in_work", 1, [])
    assert site.get(f"/api/work/claim/{claim}").json()["state"] == "new"
    assert site.get("/api/work/document/nowhere").status_code == 404
    assert site.get(f"/api/work/planet/{claim}").status_code == 404


def test_the_documents_of_a_search_are_assigned(ledger: Client) -> None:
    first, second, third, *_ = (each.fingerprint for each in ledger.documents())
    ledger.annotate(shapes.NewWork(ids=[first], assignee="local"))
    asked = shapes.NewWork(search="q=market", add_tags=["x"], assignee="local")
    assert len(ledger.annotate(asked).effects) == 2, "without those that somebody has"
    assert [each.document for each in ledger.work(tag="x")] == [second, third]
    whole = asked.model_copy(update={"reassign": True})
    assert len(ledger.annotate(whole).effects) == 1, "without what is so already"


@pytest.mark.parametrize(
    ("body", "status"),
    [({"ids": ["nowhere"], "state": "done"}, 404), ({"state": "done"}, 422),
     ({"ids": ["x"], "search": "q=a"}, 422), ({"of": "incident", "search": "q=a"}, 422),
     ({"search": "q=market", "assignee": "eve"}, 422), ({"search": "q=market"}, 422),
     ({"search": "day_from=x", "state": "done"}, 400),
     ({"search": "q=market", "undo": True, "state": "done"}, 422),
     ({"search": "q=market", "undo": True}, 422),
     ({"search": "q=market", "by": "eve"}, 422), ({"search": "q=market", "state": "lost"}, 422)],
)  # fmt: skip
def test_what_cannot_be_is_refused(
    site: TestClient, desk: IncidentIndex, body: dict[str, object], status: int
) -> None:
    answer = site.post("/api/work", json=body)
    assert answer.status_code == status, answer.text
    assert desk.state().judgements == []
    assert site.get("/api/work?unassigned=true&assignee=x").status_code == 422
    assert site.get("/api/work?state=lost").status_code == 422


def test_the_verdict_is_appended_here_alone(ledger: Client) -> None:
    claim = next(ledger.claims()).id
    with pytest.raises(ApiError) as refused:
        ledger.judge("annotated", [claim])
    assert refused.value.status == 422


def test_two_people_do_not_overwrite_one_another_and_a_reader_nothing(
    door: TestClient, users: People, desk: IncidentIndex
) -> None:
    key = desk.store.documents()[0].fingerprint
    roles: dict[str, Role] = {"oksana": "reviewer", "ada": "reviewer", "rita": "reader"}
    bearers = {
        name: {"Authorization": f"Bearer {users.add_token(name, role)}"}
        for name, role in roles.items()
    }
    body = {"ids": [key], "assignee": "ada", "seen": 0}
    assert door.post("/api/work", json=body).status_code == 401
    assert door.post("/api/work", json=body, headers=bearers["rita"]).status_code == 403
    assert door.get("/api/work", headers=bearers["rita"]).status_code == 200
    assert door.post("/api/work", json=body, headers=bearers["ada"]).status_code == 201
    late = {**body, "assignee": "oksana"}
    refused = door.post("/api/work", json=late, headers=bearers["oksana"])
    assert refused.status_code == 409
    assert "ada: assigned to ada" in refused.json()["detail"]
    late["seen"] = 1
    assert door.post("/api/work", json=late, headers=bearers["oksana"]).status_code == 201
    for_reader = {**late, "assignee": "rita", "seen": 2}
    assert door.post("/api/work", json=for_reader, headers=bearers["ada"]).status_code == 422

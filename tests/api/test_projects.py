"""Projects over the API: made, changed and worked in, and hidden from who is not in them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from sayso.accounts import People, Role
from sayso.index.service import IncidentIndex
from tests.web.site import guarded_site
from tests.web.test_guard import PASSWORD

ROLES: dict[str, Role] = {
    "ada": "admin", "oksana": "reviewer", "pia": "reader", "otto": "reviewer",
}  # fmt: skip


class Callers:
    """Programs of several users of one site."""

    def __init__(self, client: TestClient, people: People) -> None:
        self._client = client
        self._keys = {}
        for name, role in ROLES.items():
            people.add_user(name, role, PASSWORD)
            self._keys[name] = people.add_token(name, role)

    def ask(self, user: str, method: str, path: str, /, **sent: Any) -> Any:
        headers = {"Authorization": f"Bearer {self._keys[user]}"}
        body = None if method == "GET" else sent
        return self._client.request(method, f"/api/{path}", headers=headers, json=body)


@pytest.fixture
def callers(desk: IncidentIndex, people: People) -> Iterator[Callers]:
    with guarded_site(desk, people) as client:
        made = Callers(client, people)
        members = {"oksana": "reviewer", "pia": "admin"}
        answer = made.ask("ada", "POST", "projects", name="harbour", title="Harbour",
                          filter="q=market", members=members)  # fmt: skip
        assert answer.status_code == 201
        yield made


def test_a_project_is_made_once_shown_first(callers: Callers, people: People) -> None:
    new = {"name": "bridges", "filter": "q=bridge", "members": {"otto": "reviewer"}}
    shown = callers.ask("ada", "POST", "projects", **new, dry_run=True).json()
    assert (shown["kept"], shown["project"]["version"]) == (False, 0)
    assert shown["effects"] == [
        "title: nothing becomes bridges", "filter: all becomes q=bridge",
        "member otto: no member becomes reviewer",
    ]  # fmt: skip
    assert people.projects.find("bridges") is None
    made = callers.ask("ada", "POST", "projects", **new)
    assert made.status_code == 201
    assert made.json()["project"] == {
        "name": "bridges", "title": "bridges", "filter": "q=bridge", "codebook": "",
        "members": {"otto": "reviewer"}, "archived": False, "version": 1, "role": "admin",
    }  # fmt: skip
    assert callers.ask("ada", "POST", "projects", **new).status_code == 422
    assert callers.ask("pia", "POST", "projects", **new).status_code == 403


def test_each_lists_their_own(callers: Callers) -> None:
    listed = {
        name: [
            (each["name"], each["role"])
            for each in callers.ask(name, "GET", "projects").json()["items"]
        ]
        for name in ROLES
    }
    # A token of a reader does no more than read, whatever the reader is in a project.
    assert listed == {
        "ada": [("harbour", "admin")], "oksana": [("harbour", "reviewer")],
        "pia": [("harbour", "reader")], "otto": [],
    }  # fmt: skip
    hidden, gone = (callers.ask("otto", "GET", f"projects/{each}") for each in ("harbour", "none"))
    assert hidden.status_code == gone.status_code == 404
    assert hidden.json() == gone.json()


def test_a_change_says_what_stood_there_and_is_refused_to_who_looked_before(
    callers: Callers,
) -> None:
    shown = callers.ask("ada", "PUT", "projects/harbour", filter="q=quay", dry_run=True).json()
    assert (shown["effects"], shown["kept"]) == (["filter: q=market becomes q=quay"], False)
    made = callers.ask("ada", "PUT", "projects/harbour", archived=True, seen=1).json()
    assert (made["project"]["archived"], made["project"]["version"]) == (True, 2)
    assert callers.ask("oksana", "POST", "projects/harbour/work", ids=["x"]).status_code == 422
    assert callers.ask("oksana", "GET", "projects/harbour/work").status_code == 200
    back = callers.ask("ada", "PUT", "projects/harbour", archived=False, seen=2)
    assert back.status_code == 200
    assert callers.ask("ada", "PUT", "projects/harbour", title="x", seen=9).status_code == 409
    assert callers.ask("ada", "PUT", "projects/harbour", filter='q="').status_code == 400
    assert callers.ask("oksana", "PUT", "projects/harbour", filter="").status_code == 403


def test_what_is_noted_in_a_project_is_met_there_alone(
    callers: Callers, desk: IncidentIndex
) -> None:
    documents = callers.ask("oksana", "GET", "projects/harbour/work").json()
    assert documents["total"] < callers.ask("oksana", "GET", "work").json()["total"]
    key = documents["items"][0]["document"]
    new = {"ids": [key], "add_tags": ["toll"], "note": "two days", "assignee": "oksana"}
    shown = callers.ask("oksana", "POST", "projects/harbour/work", **new, dry_run=True).json()
    assert not shown["kept"]
    assert callers.ask("oksana", "POST", "projects/harbour/work", **new).status_code == 201
    refused = callers.ask("oksana", "POST", "projects/harbour/work", ids=[key], assignee="otto")
    assert refused.status_code == 422, "who is no member has no work there"
    held = callers.ask("oksana", "GET", f"projects/harbour/work/document/{key}").json()
    assert (held["tags"], held["assignee"], held["seen"]) == (["toll"], "oksana", 1)
    assert callers.ask("oksana", "GET", f"work/document/{key}").json()["tags"] == []
    assert callers.ask("otto", "GET", "judgements").json()["items"] == []
    assert desk.state().judgements == []
    late = callers.ask("ada", "POST", "projects/harbour/work", ids=[key], note="late", seen=0)
    assert late.status_code == 409
    undone = callers.ask("oksana", "POST", "projects/harbour/work", ids=[key], undo=True)
    assert undone.status_code == 201
    search = {"search": "q=market", "state": "in_work"}
    assert callers.ask("oksana", "POST", "projects/harbour/work", **search).status_code == 201


def test_a_row_is_coded_by_the_projects_codebook(callers: Callers, desk: IncidentIndex) -> None:
    made = callers.ask("ada", "PUT", "projects/harbour", codebook="airwars")
    assert made.status_code == 200
    book = callers.ask("oksana", "GET", "projects/harbour/codebook").json()
    assert book["name"] != callers.ask("oksana", "GET", "codebook").json()["name"]
    incident = next(desk.state().largest()).id
    name = next(each["name"] for each in book["fields"] if each["kind"] == "text")
    row = f"projects/harbour/incidents/{incident}/code"
    coded = callers.ask("oksana", "POST", row, fields={name: "as seen"}, seen=0)
    assert coded.status_code == 201
    cells = {each["field"]: each for each in callers.ask("oksana", "GET", row).json()["cells"]}
    assert (cells[name]["value"], cells[name]["by"]) == ("as seen", "oksana")
    assert callers.ask("oksana", "GET", f"incidents/{incident}/code").json()["seen"] == 0

"""Projects on the site: made, filled with members, worked in, changed and archived."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from sayso.accounts import People
from sayso.actions.coded_table import coded_table
from sayso.actions.returned_table import ReturnedTableError
from sayso.index.service import IncidentIndex
from sayso.settings.codebooks import default_codebook
from tests.web.site import guarded_site
from tests.web.test_guard import PASSWORD, log_in
from tests.web.test_review import token_of
from tests.web.test_work import form, keys

SEEN = re.compile(r'name="seen" value="(\d+)"')


@pytest.fixture
def door(desk: IncidentIndex, people: People) -> Iterator[TestClient]:
    for name, role in (("ada", "admin"), ("oksana", "reviewer"), ("otto", "reviewer"),
                       ("pia", "reader")):  # fmt: skip
        people.add_user(name, role, PASSWORD)  # type: ignore[arg-type]
    with guarded_site(desk, people) as client:
        yield client


def enter(door: TestClient, name: str) -> None:
    door.cookies.clear()
    assert log_in(door, name).status_code == 303


def send(door: TestClient, path: str, page: str, **fields: str) -> int:
    """Send a form of a page; return the status."""
    seen = {"seen": match[1]} if (match := SEEN.search(page)) else {}
    given = {"token": token_of(page), **seen, **fields}
    return door.post(path, data=given).status_code


def make(door: TestClient, **fields: str) -> None:
    """Have an admin of the site make a project with a reviewer and an admin."""
    enter(door, "ada")
    page = door.get("/projects").text
    given = {"name": "harbour", "title": "The quays", "query": "/search?outlet=Delta+Wire"}
    assert send(door, "/projects", page, **given, **fields) == 303
    for user, role in (("oksana", "reviewer"), ("pia", "admin")):
        page = door.get("/projects/harbour/settings").text
        assert send(door, "/projects/harbour/members", page, user=user, role=role) == 303


def test_a_site_without_projects_has_no_more_in_its_menu(door: TestClient) -> None:
    enter(door, "ada")
    assert ">Projects</a>" not in door.get("/").text
    assert '<a href="/projects">' in door.get("/work").text, "an admin finds the way"
    make(door)
    assert '<a href="/projects">Projects</a>' in door.get("/").text
    enter(door, "oksana")
    assert ">Projects</a>" in door.get("/").text
    enter(door, "otto")
    assert ">Projects</a>" not in door.get("/").text
    assert "You are in no project." in door.get("/projects").text


def test_without_a_filter_all_is_in_a_project(door: TestClient, desk: IncidentIndex) -> None:
    enter(door, "ada")
    assert send(door, "/projects", door.get("/projects").text, name="whole") == 303
    page = door.get("/projects/whole").text
    incidents = list(desk.state().largest())
    assert f"4 documents, {len(incidents)} incident" in page
    assert all(f"/incidents/{each.claims[0]}?project=whole" in page for each in incidents)
    assert "No incident" in door.get("/projects/whole?page=9").text


def test_a_member_takes_what_is_in_the_project_and_codes_it(
    door: TestClient, desk: IncidentIndex, people: People
) -> None:
    make(door)
    _, delta, *_ = keys(desk)
    enter(door, "oksana")
    page = door.get("/projects/harbour").text
    assert "2 claims, 1 document, 1 incident of: Delta Wire" in page
    listed = door.get("/projects/harbour/work?whose=nobody").text
    (path,) = set(re.findall(r'href="(/articles/\w+\?project=harbour[^"]*)"', listed))
    page = door.get(path.replace("&amp;", "&")).text
    assert f"/articles/{delta}" in path
    assert "<summary>The quays: Work: new, nobody" in page
    assert '<option value="otto">' not in page.partition('id="work"')[2], "who is no member"
    sent = door.post(f"/projects/harbour/work/document/{delta}", data=form(page, do="take"))
    assert sent.headers["location"].startswith(f"/articles/{delta}?project=harbour&work=")
    assert "Kept." in door.get(sent.headers["location"]).text
    assert "Mine (1)" in door.get("/projects/harbour/work").text
    assert "Mine (0)" in door.get("/work").text, "what the whole site works on is another list"
    sent = door.post(f"/projects/harbour/work/document/{delta}", data=form(page, note="late"))
    assert sent.status_code == 303, "oneself may change what one did oneself"
    incident = next(desk.state().largest()).id
    code = f"/projects/harbour/incidents/{incident}/code"
    page = door.get(code).text
    typed = {"v-notes": "two shells", "was-notes": ""}
    assert send(door, code, page, **typed) == 303
    assert "two shells" in door.get(code).text
    assert "two shells" not in door.get(f"/incidents/{incident}/code").text
    assert desk.state().judgements == []
    did = [(who, did) for _, who, did, _ in people.log()]
    assert ("oksana", "changed work in harbour") in did
    assert ("oksana", "coded an incident in harbour") in did


def test_two_who_change_the_same_do_not_overwrite_one_another(
    door: TestClient, desk: IncidentIndex
) -> None:
    make(door)
    _, delta, *_ = keys(desk)
    path = f"/projects/harbour/work/document/{delta}"
    enter(door, "oksana")
    early = door.get(path).text
    enter(door, "pia")
    assert door.post(path, data=form(door.get(path).text, tags="toll")).status_code == 303
    enter(door, "oksana")
    late = {**form(early, note="mine"), "token": token_of(door.get(path).text)}
    refused = door.post(path, data=late)
    assert refused.status_code == 409
    assert "pia: tag toll" in refused.text
    assert ">mine</textarea>" in refused.text
    settings = "/projects/harbour/settings"
    enter(door, "pia")
    early = door.get(settings).text
    enter(door, "ada")
    assert send(door, settings, door.get(settings).text, title="Piers") == 303
    enter(door, "pia")
    sent = {"token": token_of(door.get(settings).text), "seen": SEEN.findall(early)[0]}
    refused = door.post(settings, data={**sent, "query": "q=pier"})
    assert refused.status_code == 409
    assert "ada: title: The quays becomes Piers" in refused.text
    assert ">q=pier</textarea>" in refused.text, "what was typed is still there"


def test_an_admin_of_the_project_finds_no_more_than_they_may(door: TestClient) -> None:
    make(door)
    enter(door, "pia")
    page = door.get("/projects/harbour/settings").text
    assert 'name="query"' in page
    assert 'name="title"' not in page
    assert 'name="archive"' not in page
    assert "<datalist" not in page, "who has no account to look up lists no users"
    assert send(door, "/projects/harbour/settings", page, query="q=market") == 303
    assert send(door, "/projects/harbour/settings", page, archive="yes") == 403
    page = door.get("/projects/harbour/settings").text
    assert "filter: outlet=Delta+Wire becomes q=market" in page
    assert send(door, "/projects/harbour/members", page, user="eve", role="reader") == 422
    assert send(door, "/projects/harbour/members", page, user="pia", role="") == 303
    assert door.get("/projects/harbour/settings").status_code == 404, "out by one's own hand"


def test_an_archived_project_is_read_and_not_changed(door: TestClient, desk: IncidentIndex) -> None:
    make(door)
    _, delta, *_ = keys(desk)
    path = f"/projects/harbour/work/document/{delta}"
    enter(door, "oksana")
    early = door.get(path).text
    enter(door, "ada")
    page = door.get("/projects/harbour/settings").text
    assert send(door, "/projects/harbour/settings", page, archive="yes") == 303
    enter(door, "oksana")
    assert "<b>Archived</b>" in door.get("/projects/harbour").text
    assert 'name="do"' not in door.get(path).text
    sent = {**form(early, note="late"), "token": token_of(door.get("/work").text)}
    assert door.post(path, data=sent).status_code == 422
    enter(door, "ada")
    page = door.get("/projects/harbour/settings").text
    assert send(door, "/projects/harbour/settings", page, archive="no") == 303
    enter(door, "oksana")
    sent["token"] = token_of(door.get(path).text)
    assert door.post(path, data=sent).status_code == 303


def test_a_form_of_one_project_changes_no_other(door: TestClient, desk: IncidentIndex) -> None:
    make(door)
    enter(door, "ada")
    assert send(door, "/projects", door.get("/projects").text, name="piers") == 303
    enter(door, "oksana")
    _, delta, *_ = keys(desk)
    page = door.get(f"/projects/harbour/work/document/{delta}").text
    sent = door.post(f"/projects/piers/work/document/{delta}", data=form(page, note="x"))
    assert sent.status_code == 404


def test_a_projects_table_is_its_own(door: TestClient, desk: IncidentIndex) -> None:
    """Its rows have its codings, and no ledger takes them back as rows of its own."""
    make(door)
    enter(door, "oksana")
    incident = next(desk.state().largest()).id
    code = f"/projects/harbour/incidents/{incident}/code"
    typed = {"v-notes": "two shells", "was-notes": ""}
    assert send(door, code, door.get(code).text, **typed) == 303
    table = door.get("/projects/harbour/export/coded")
    (row,) = csv.DictReader(io.StringIO(table.content.decode("utf-8-sig")))
    assert (row["notes"], row["state"][:16]) == ("two shells", "project harbour,")
    assert "two shells" not in door.get("/export/coded").text
    with pytest.raises(ReturnedTableError, match="not as this ledger wrote it"):
        coded_table(desk, io.BytesIO(table.content), default_codebook(), "oksana")
    assert door.get("/projects/harbour/export/warc").status_code == 404
    (line,) = door.get("/projects/harbour/export/jsonl").text.splitlines()
    assert "Delta Wire" in line
    assert '"work"' not in line


def test_names_and_filters_that_cannot_be_are_shown_with_the_reason(door: TestClient) -> None:
    enter(door, "ada")
    page = door.get("/projects").text
    given = {"name": "The Harbour", "query": "q=quay", "title": "Q"}
    refused = door.post("/projects", data={"token": token_of(page), **given})
    assert refused.status_code == 422
    assert "small letters, digits and hyphens" in refused.text
    assert 'value="The Harbour"' in refused.text
    assert ">q=quay</textarea>" in refused.text
    assert send(door, "/projects", page, name="harbour", query='q="') == 400

"""Work on the site: who has which article, how far it is, tags and notes, and who may say so."""

from __future__ import annotations

import re

import pytest
from fastapi.testclient import TestClient

from sayso.accounts import People
from sayso.actions.work import Asked, keep_work, targets_of_documents
from sayso.index.service import IncidentIndex
from sayso.record.annotation import Subject, Work
from sayso.views.work import WorkFilter, documents_at_work, target_of
from tests.web.test_guard import door, log_in, users
from tests.web.test_review import token_of

__all__ = ["door", "users"]


def keys(desk: IncidentIndex) -> list[str]:
    return [each.fingerprint for each in desk.store.documents()]


def held(desk: IncidentIndex, key: str) -> Work:
    return desk.state().work.work(Subject("document", key))


def form(page: str, **typed: str) -> dict[str, object]:
    """What the panel of a page sends, with some of it typed over."""
    panel = page.partition('id="work"')[2].partition("</form>")[0]
    fields = dict(re.findall(r'name="(seen|back|tags)"[^>]*? value="([^"]*)"', panel))
    was = re.findall(r'name="was" value="([^"]*)"', panel)
    chosen = re.findall(r'<option value="([^"]*)" selected>', panel)
    shown = {"assignee": was[0], "state": chosen[-1] if chosen else was[1], "note": ""}
    return {"token": token_of(page), **fields, "was": was, **shown, "do": "keep", **typed}


def noted(people: People) -> list[tuple[str, str]]:
    return [(did, about) for _, _, did, about in people.log() if "changed work" in did]


def test_an_article_is_taken_tagged_and_finished(
    site: TestClient, desk: IncidentIndex, people: People
) -> None:
    first, second, *_ = keys(desk)
    listed = site.get("/work?whose=nobody").text
    assert listed.index(f"/articles/{first}?work=whose%3Dnobody") < listed.index(second)
    assert "Unassigned (4)" in listed
    page = site.get(f"/articles/{first}?work=whose%3Dnobody").text
    assert f'href="/articles/{second}?work=whose%3Dnobody" data-key="j"' in page
    sent = site.post(f"/work/document/{first}", data=form(page, do="take"))
    assert sent.status_code == 303
    assert sent.headers["location"] == f"/articles/{first}?work=whose%3Dnobody&worked=kept#work"
    assert held(desk, first) == Work((), (), "local", "in_work")
    page = site.get(sent.headers["location"]).text
    assert '<p class="done" role="status">Kept.</p>' in page
    assert "Take it" not in page.partition('id="work"')[2].partition("</form>")[0]
    typed = form(page, tags="Toll, two sources", note="see <b>", state="second_reading")
    sent = site.post(f"/work/document/{first}", data=typed)
    assert sent.headers["location"].startswith(f"/articles/{second}?"), "the next of the list"
    assert held(desk, first).tags == ("toll", "two sources")
    page = site.get(f"/articles/{first}").text
    assert "see &lt;b&gt;" in page
    assert site.post(f"/work/document/{first}", data=form(page, do="done")).status_code == 303
    assert (held(desk, first).state, held(desk, first).assignee) == ("done", "local")
    assert [did for did, _ in noted(people)] == ["changed work"] * 3
    assert "state: in work becomes second reading; tags: none becomes toll, two" in str(
        noted(people)
    )
    assert "Mine (1)" in site.get("/work").text
    assert "done (1)" in site.get("/work").text
    assert "mine (1)" in site.get("/review").text


def test_a_form_that_was_opened_before_another_changed_is_refused_once(
    site: TestClient, desk: IncidentIndex
) -> None:
    first, *_ = keys(desk)
    page = site.get(f"/articles/{first}").text
    others = Asked(("toll",), assignee="omar", state="in_work")
    keep_work(desk, [target_of(desk, "document", first)], others, "omar", ["omar"])
    typed = form(page, tags="mine", note="my note")
    refused = site.post(f"/work/document/{first}", data=typed)
    assert refused.status_code == 409
    assert "omar: state in work, assigned to omar, tag toll" in refused.text
    assert ">my note</textarea>" in refused.text
    again = form(refused.text, note="my note", tags="mine, toll")
    assert again["was"] == ["omar", "in_work", "toll"]
    assert '<option value="omar" selected>' in refused.text, "what holds, where nothing was typed"
    assert site.post(f"/work/document/{first}", data=again).status_code == 303
    work = held(desk, first)
    assert (work.tags, work.assignee, work.state) == (("mine", "toll"), "omar", "in_work")


def test_what_a_person_did_not_change_is_not_said_again(
    site: TestClient, desk: IncidentIndex
) -> None:
    first, *_ = keys(desk)
    page = site.get(f"/articles/{first}").text
    assert site.post(f"/work/document/{first}", data=form(page, tags="a")).status_code == 303
    (judgement,) = desk.state().judgements
    assert [name for name, _ in judgement.changes] == ["of", "documents", "add_tags"]
    same = site.post(f"/work/document/{first}", data=form(site.get(f"/articles/{first}").text))
    assert same.status_code == 422
    assert "Nothing would change" in same.text


@pytest.mark.parametrize(
    ("typed", "why"),
    [({"assignee": "eve"}, "There is no user &#39;eve&#39;"), ({"state": "lost"}, "no state"),
     ({"tags": "x" * 41}, "40 characters at most"), ({"note": "x" * 2_001}, "2,001 characters")],
)  # fmt: skip
def test_what_cannot_be_is_shown_with_its_reason(
    site: TestClient, desk: IncidentIndex, typed: dict[str, str], why: str
) -> None:
    first, *_ = keys(desk)
    page = site.get(f"/articles/{first}").text
    refused = site.post(f"/work/document/{first}", data=form(page, **typed))
    assert refused.status_code == 422
    assert why in refused.text
    assert desk.state().judgements == []


def test_claims_and_incidents_are_noted_on_their_pages(
    site: TestClient, desk: IncidentIndex
) -> None:
    incident = next(iter(desk.state().largest()))
    claim = incident.claims[0]
    page = site.get(f"/review/{claim}").text
    assert 'name="assignee" value=""' in page, "a claim is not assigned"
    sent = site.post(f"/work/claim/{claim}", data=form(page, tags="toll"))
    assert sent.headers["location"] == f"/review/{claim}?worked=kept#work"
    assert 'Tags and notes <span class="note">toll</span>' in site.get(f"/review/{claim}").text
    assert site.get(f"/review/{claim}").text.count("Judged so far") == 0
    page = site.get(f"/incidents/{incident.id}").text
    sent = site.post(f"/work/incident/{claim}", data=form(page, do="take"))
    assert sent.headers["location"] == f"/incidents/{claim}?worked=kept#work"
    assert "Work: in work, local" in site.get(f"/incidents/{incident.id}").text
    assert f"/incidents/{incident.id}?work=" in site.get("/work").text
    assert site.get(f"/work/incident/{incident.id}").status_code == 200
    assert site.get("/work/incident/nowhere").status_code == 404
    assert site.get("/work/planet/x").status_code == 404


def test_one_takes_back_ones_own(site: TestClient, desk: IncidentIndex, people: People) -> None:
    first, *_ = keys(desk)
    target = target_of(desk, "document", first)
    keep_work(desk, [target], Asked(("omar’s",)), "omar", [])
    mine = keep_work(desk, [target], Asked(("mine",)), "local", []).judgements[0].when.isoformat()
    page = site.get(f"/articles/{first}").text
    assert page.count(f'action="/work/document/{first}/undo"') == 1
    sent = {"token": token_of(page), "when": mine, "back": "whose=all"}
    assert site.post(f"/work/document/{first}/undo", data=sent).status_code == 303
    assert held(desk, first).tags == ("omar’s",)
    again = site.post(f"/work/document/{first}/undo", data=sent)
    assert again.status_code == 422
    assert site.post(f"/work/document/{first}/undo", data={**sent, "when": "x"}).status_code == 422
    ((did, about),) = noted(people)
    assert did == "changed work: taken back"
    assert "tags: mine, omar’s becomes omar’s" in about


def test_the_documents_of_a_search_are_assigned(
    site: TestClient, desk: IncidentIndex, people: People
) -> None:
    first, *_ = keys(desk)
    keep_work(desk, [target_of(desk, "document", first)], Asked(assignee="omar"), "omar", ["omar"])
    assert "/work/assign?q=market" in site.get("/search?q=market").text
    page = site.get("/work/assign?q=market").text
    assert "3 documents with a claim that fits: nobody has 2, omar has 1" in page
    seen = re.findall(r'name="seen" value="(\d+)"', page)[0]
    sent = {"token": token_of(page), "query": "q=market", "seen": seen, "assignee": "local",
            "tags": "batch 1", "all": "no"}  # fmt: skip
    unknown = site.post("/work/assign", data={**sent, "assignee": "eve"})
    assert unknown.status_code == 422
    assert 'value="batch 1"' in unknown.text
    done = site.post("/work/assign", data=sent)
    assert done.headers["location"] == "/work?assignee=local&assigned=2"
    assert "2 documents were changed." in site.get(done.headers["location"]).text
    assert documents_at_work(desk, WorkFilter("local", None, "batch 1"))[0] == 2
    assert held(desk, first).assignee == "omar"
    assert "2 documents: assignee: nobody becomes local (2)" in str(noted(people))
    nothing = site.post("/work/assign", data=sent)
    assert nothing.status_code == 422
    assert "Nothing is left to assign" in nothing.text
    targets = targets_of_documents(desk, [first])
    keep_work(desk, targets, Asked(state="done"), "omar", ["omar"])
    everyone = {**sent, "all": "yes"}
    refused = site.post("/work/assign", data=everyone)
    assert refused.status_code == 409
    assert "omar: state done" in refused.text
    seen = re.findall(r'name="seen" value="(\d+)"', refused.text)[0]
    assert site.post("/work/assign", data={**everyone, "seen": seen}).status_code == 303
    assert held(desk, first).assignee == "local"


def test_lists_are_narrowed_by_state_assignee_and_tag(
    site: TestClient, desk: IncidentIndex
) -> None:
    first, second, *_ = keys(desk)
    asked = Asked(("toll & more",), assignee="omar", state="done")
    keep_work(desk, [target_of(desk, "document", first)], asked, "omar", ["omar"])
    page = site.get("/work?assignee=omar&state=done&tag=Toll %26 more").text
    assert first in page
    assert second not in page
    assert "omar, done, tag toll &amp; more" in page
    assert first not in site.get("/work?whose=nobody&tag=x").text
    assert "No document is in this list." in site.get("/work?whose=mine").text
    assert site.get("/work?state=lost").status_code == 400
    assert site.get("/work?whose=yours").status_code == 400
    tagged = site.get("/search?tag=toll %26 more").text
    assert 'name="tag" value="toll &amp; more"' in tagged
    assert "Delta Wire" not in tagged.partition('class="hits"')[2]


def test_a_reader_sees_work_and_changes_none(
    door: TestClient, users: People, desk: IncidentIndex
) -> None:
    first, *_ = keys(desk)
    keep_work(
        desk, [target_of(desk, "document", first)], Asked(("toll",), note="look"), "oksana", []
    )
    posts = (f"/work/document/{first}", f"/work/document/{first}/undo", "/work/assign")
    for path in posts:
        assert door.post(path, data={"token": "0" * 64, "when": "x"}).status_code == 401
    assert door.get("/work").status_code == 303, "to the login"
    log_in(door, "rita")
    page = door.get(f"/articles/{first}").text
    assert "toll" in page
    assert "look" in page
    assert f'action="/work/document/{first}"' not in page
    token = token_of(page)
    listed = door.get("/work").text
    assert "Work: all" in listed
    assert "Take it" not in listed
    assert "/work/assign" not in door.get("/search").text
    assert door.get("/work/assign").status_code == 403
    sent = {"token": token, "when": "2026-03-04T00:00:00+00:00", "do": "done", "assignee": "rita"}
    for path in posts:
        assert door.post(path, data=sent).status_code == 403, path
    assert held(desk, first).state == "new"
    assert [did for did, _ in noted(users)] == []


def test_work_goes_to_users_who_may_review_alone(
    door: TestClient, users: People, desk: IncidentIndex
) -> None:
    first, *_ = keys(desk)
    log_in(door, "oksana")
    page = door.get(f"/articles/{first}").text
    names = re.findall(
        r'<option value="([^"]+)"', page.partition('id="w-assignee"')[2].partition("</select>")[0]
    )
    assert "rita" not in names
    assert "oksana" in names
    forged = door.post(f"/work/document/{first}", data={**form(page), "token": "0" * 64})
    assert forged.status_code == 403
    for name, status in (("rita", 422), ("local", 422), ("oksana", 303)):
        page = door.get(f"/articles/{first}").text
        assert (
            door.post(f"/work/document/{first}", data=form(page, assignee=name)).status_code
            == status
        )
    assert held(desk, first).assignee == "oksana"
    ((_, about),) = noted(users)
    assert "assignee: nobody becomes oksana" in about

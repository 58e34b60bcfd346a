"""The form on the page of an incident that names it: who has it, what it does, what it refuses."""

from __future__ import annotations

import re
from html import unescape

import pytest
from fastapi.testclient import TestClient

from sayso.accounts import People
from sayso.index.service import IncidentIndex
from sayso.record import Incident
from tests.web.test_guard import door, log_in, users
from tests.web.test_pages import Checked, paths
from tests.web.test_review import token_of

__all__ = ["door", "users"]

GIVEN = "Shells on the Sabrein market"
FORM = 'method="post" action="/incidents/{}/title"'


def market_of(desk: IncidentIndex) -> Incident:
    every = desk.state().incidents.values()
    return max(every, key=lambda each: len(each.documents))


def sent(site: TestClient, incident: str, title: str, token: str = "") -> tuple[int, str]:
    data = {"token": token or token_of(site.get("/search").text), "title": title}
    answer = site.post(f"/incidents/{incident}/title", data=data)
    return answer.status_code, answer.headers.get("location") or unescape(answer.text)


def test_an_incident_is_named_for_all_pages_and_named_back(
    site: TestClient, desk: IncidentIndex, people: People
) -> None:
    market = market_of(desk)
    page = site.get(f"/incidents/{market.id}").text
    assert page.count(FORM.format(market.id)) == 1, "nothing to go back to yet"
    assert "title by" not in page
    status, there = sent(site, market.id, f" {GIVEN} ")
    assert (status, there) == (303, f"/incidents/{market.claims[0]}?told=kept")
    page = unescape(site.get(there).text)
    assert f"<h1>{GIVEN}</h1>" in page
    assert f"<title>{GIVEN}" in page
    assert "<summary>title by local</summary>as read: " + market.title in page
    assert 'role="status">Kept. It was changed for everyone' in page
    assert page.count(FORM.format(market.id)) == 2
    assert GIVEN in site.get("/").text
    assert market.title not in unescape(site.get("/?sort=size").text)
    assert GIVEN in site.get(f"/incidents/{market.id}/card.svg").text.replace("\n", " ")
    (kept,) = desk.state().judgements
    assert (kept.by, kept.claims) == ("local", market.claims[:1])
    assert sent(site, market.id, "")[0] == 303
    page = unescape(site.get(f"/incidents/{market.id}").text)
    assert f"<h1>{market.title}</h1>" in page
    assert "title by" not in page
    did = [(who, about) for _, who, verb, about in people.log() if verb == "named an incident"]
    assert sorted(did) == [("local", ""), ("local", GIVEN)]


@pytest.mark.parametrize(
    ("title", "says"),
    [
        ("x" * 201, "200 characters at most; this one 201"),
        ("Omdurman \u202enillehs", "visible characters"),
        ("", "none to take back"),
    ],
)
def test_what_is_refused_is_told_on_the_page_with_what_was_typed(
    site: TestClient, desk: IncidentIndex, title: str, says: str
) -> None:
    market = market_of(desk)
    status, page = sent(site, market.id, title)
    assert status == 422
    alert = re.search(r'<p class="wrong" role="alert">([^<]+)</p>', page)
    assert alert is not None
    assert says in alert[1]
    assert f"<h1>{market.title}</h1>" in page
    assert f'<input id="title" name="title" maxlength="200" value="{title}"' in page
    assert '<details class="titled retitle" open>' in page
    assert not desk.state().judgements


def test_an_incident_that_is_not_there_has_no_title(site: TestClient, desk: IncidentIndex) -> None:
    assert sent(site, "nosuch", GIVEN)[0] == 404
    token = token_of(site.get("/search").text)
    data = {"token": token, "title": "x" * 2001}
    path = f"/incidents/{market_of(desk).id}/title"
    assert site.post(path, data=data).status_code == 422
    assert site.get(path).status_code == 405, "no link names an incident"
    assert not desk.state().judgements


def test_reviewers_and_admins_see_the_form_and_readers_and_strangers_may_not_send_it(
    door: TestClient, desk: IncidentIndex, users: People
) -> None:
    market = market_of(desk)
    form = FORM.format(market.id)
    assert door.post(f"/incidents/{market.id}/title", data={"title": GIVEN}).status_code == 401
    for name, status in (("rita", 403), ("oksana", 303), ("ada", 303)):
        door.cookies.clear()
        log_in(door, name)
        may = status == 303
        assert (form in door.get(f"/incidents/{market.id}").text) == may, name
        assert sent(door, market.id, f"{GIVEN}, {name}")[0] == status, name
    assert [each.by for each in desk.state().judgements] == ["oksana", "ada"]
    door.cookies.clear()
    log_in(door, "rita")
    page = door.get(f"/incidents/{market.id}").text
    assert f"<h1>{GIVEN}, ada</h1>" in page
    assert "title by ada" in page, "who reads sees who gave it"
    assert users.users()


def test_a_forged_form_names_nothing(door: TestClient, desk: IncidentIndex, users: People) -> None:
    market = market_of(desk)
    log_in(door, "rita")
    ritas = token_of(door.get("/search").text)
    door.cookies.clear()
    log_in(door, "oksana")
    for token in ("0" * 64, ritas, "x"):
        assert sent(door, market.id, GIVEN, token)[0] == 403, token
    path = f"/incidents/{market.id}/title"
    assert door.post(path, data={"title": GIVEN}).status_code == 422, "no token"
    assert not desk.state().judgements
    assert users.users()


def test_markup_in_a_title_stays_words_everywhere(site: TestClient, desk: IncidentIndex) -> None:
    bad = "\"'><script>alert(1)</script></title><img src=x>{{7*7}}]]>&amp;"
    market = market_of(desk)
    assert sent(site, market.id, bad)[0] == 303
    for path in paths(desk):
        answer = site.get(path)
        page = Checked(answer.text)
        assert not page.faults, (path, page.faults)
        assert "<script>alert" not in answer.text, path
        assert "<img" not in answer.text, path
    assert bad in unescape(site.get(f"/incidents/{market.id}").text)


def test_a_title_in_the_review_is_no_verdict_on_the_claim(
    site: TestClient, desk: IncidentIndex
) -> None:
    market = market_of(desk)
    before = site.get("/review").text
    assert sent(site, market.id, GIVEN)[0] == 303
    page = site.get(f"/review/{market.claims[0]}").text
    assert "incident title" in page
    assert GIVEN in page
    assert "Take back" not in page, "the form on the incident's page takes it back"
    left = re.findall(r"\d+ claims? you have not judged", before)
    assert left == re.findall(r"\d+ claims? you have not judged", site.get("/review").text)
    assert site.get("/review/judgements.jsonl").text == ""

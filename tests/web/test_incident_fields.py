"""The forms on the page of an incident that set its place, day and a note."""

from __future__ import annotations

import re
from html import unescape

from fastapi.testclient import TestClient

from sayso.accounts import People
from sayso.index.service import IncidentIndex
from tests.web.test_guard import door, log_in, users
from tests.web.test_pages import Checked, paths
from tests.web.test_review import token_of
from tests.web.test_titles import market_of

__all__ = ["door", "users"]

NYALA = "Nyala (SDN, GeoNames 369004)"


def sent(site: TestClient, incident: str, **form: object) -> tuple[int, str]:
    data = {"token": token_of(site.get("/search").text), **form}
    answer = site.post(f"/incidents/{incident}/fields", data=data)
    return answer.status_code, answer.headers.get("location") or unescape(answer.text)


def shown(site: TestClient, desk: IncidentIndex, path: str) -> str:
    desk.catch_up()
    return " ".join(unescape(site.get(path).text).split())


def test_place_day_and_note_are_set_for_all_pages_and_taken_back(
    site: TestClient, desk: IncidentIndex, people: People
) -> None:
    market = market_of(desk)
    claim = market.claims[0]
    assert market.place is not None
    for form in (
        {"field": "place", "value": "Nyala, Sudan", "why": "its list"},
        {"field": "day", "value": "2 June 2025 / 4 June 2025"},
        {"field": "note", "value": "Two markets\r\nhave this name."},
    ):
        assert sent(site, claim, **form) == (303, f"/incidents/{claim}?told=kept")
    page = shown(site, desk, f"/incidents/{claim}")
    assert "Incident <i>·</i> Nyala <i>·</i>" in page
    assert "2 Jun 2025</time> – <time" in page
    assert "<summary>place set by local</summary>the claims give: " + market.place.name in page
    assert "<summary>day set by local</summary>the claims give: 1 February 2025" in page
    assert "Two markets have this name. <cite>note by local</cite>" in page
    assert "when it happened, as set by local (02 Jun – 04 Jun 2025, UTC)" in page
    assert f"local: place {NYALA} (its list)" in page
    front = shown(site, desk, "/?sort=size")
    assert "Nyala · 2 Jun 2025" in front
    assert "Two markets have this name. <cite>note by local</cite>" in front
    card = shown(site, desk, f"/incidents/{claim}/card.svg")
    assert "Nyala" in card
    assert "2 Jun 2025" in card
    assert "Two markets" not in card
    assert "Two markets" not in shown(site, desk, f"/embed/incidents/{claim}")
    for name in ("place", "day", "note"):
        assert sent(site, claim, field=name, value="")[0] == 303
    page = shown(site, desk, f"/incidents/{claim}")
    assert "set by local" not in page
    assert f"Incident <i>·</i> {market.place.name} <i>·</i>" in page
    assert "note by" not in page
    assert f"local: place {NYALA} (its list)" in page, "what was taken back stays to be seen"
    did = [
        about for who, verb, about in (row[1:] for row in people.log()) if verb.startswith("set")
    ]
    assert f"place: “{market.place.name} (SDN, GeoNames" in did[-1]
    assert did[-1].endswith(f"becomes “{NYALA}”")
    assert len(did) == 6


def test_what_is_refused_is_told_with_what_was_typed(site: TestClient, desk: IncidentIndex) -> None:
    market = market_of(desk)
    for field, value, status, says in (
        ("place", "San Antonio", 422, "Which San Antonio? Write one of these"),
        ("day", "6/3/2025", 422, "may be two days"),
        ("kind", "air strike", 422, "no field 'kind'"),
        ("note", "", 422, "nothing to undo"),
    ):
        got, page = sent(site, market.id, field=field, value=value)
        alert = re.search(r'<p class="wrong" role="alert">([^<]+)</p>', page)
        assert alert is not None, field
        assert (got, says in alert[1]) == (status, True), alert[1]
        assert '<details class="titled retitle" open><summary>Set place, day or note' in page
        assert field == "note" or field == "kind" or f'value="{value}"' in page
    assert sent(site, "nosuch", field="place", value="Nyala")[0] == 404
    assert not desk.state().judgements


def test_a_form_does_not_overwrite_what_somebody_set_meanwhile(
    door: TestClient, desk: IncidentIndex, users: People
) -> None:
    claim = market_of(desk).claims[0]
    log_in(door, "oksana")
    assert sent(door, claim, field="place", value="Nyala", seen="0")[0] == 303
    desk.catch_up()
    door.cookies.clear()
    log_in(door, "ada")
    status, page = sent(door, claim, field="day", value="2025-06-09", seen="0")
    assert status == 409
    assert f"Set by others since you opened this page (oksana: place “{NYALA}”)" in page
    assert 'value="2025-06-09"' in page, "what was typed is not lost"
    again = re.search(r'name="seen" value="(\d+)"', page)
    assert again is not None
    assert sent(door, claim, field="day", value="2025-06-09", seen=again[1])[0] == 303
    title = {"token": token_of(door.get("/search").text), "title": "A market", "seen": "1"}
    desk.catch_up()
    door.cookies.clear()
    log_in(door, "oksana")
    title["token"] = token_of(door.get("/search").text)
    assert door.post(f"/incidents/{claim}/title", data=title).status_code == 409
    assert users.users()


def test_readers_see_who_set_what_and_set_nothing(
    door: TestClient, desk: IncidentIndex, users: People
) -> None:
    claim = market_of(desk).claims[0]
    log_in(door, "oksana")
    assert sent(door, claim, field="place", value="Nyala")[0] == 303
    door.cookies.clear()
    log_in(door, "rita")
    page = shown(door, desk, f"/incidents/{claim}")
    assert "place set by oksana" in page
    assert f'action="/incidents/{claim}/fields"' not in page
    assert "Set place, day or note" not in page
    assert sent(door, claim, field="place", value="El Fasher")[0] == 403
    assert len(desk.state().judgements) == 1
    assert users.users()


def test_markup_in_a_note_stays_words(site: TestClient, desk: IncidentIndex) -> None:
    bad = "\"'><script>alert(1)</script></p><img src=x>{{7*7}}&amp;"
    claim = market_of(desk).claims[0]
    assert sent(site, claim, field="note", value=bad)[0] == 303
    desk.catch_up()
    for path in paths(desk):
        answer = site.get(path)
        page = Checked(answer.text)
        assert not page.faults, (path, page.faults)
        assert "<script>alert" not in answer.text, path
        assert "<img" not in answer.text, path

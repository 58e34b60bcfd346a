"""The page on which an incident is coded: who has the form, what it keeps, what it refuses."""

from __future__ import annotations

import re
from html import unescape

import pytest
from fastapi.testclient import TestClient

from sayso.accounts import People
from sayso.actions.add import Reader
from sayso.actions.coding import RowChange, keep_coding
from sayso.index.service import IncidentIndex
from sayso.settings.codebooks import read_codebook, shipped_codebook
from sayso.web.app import make_app
from tests.web.site import HOME
from tests.web.test_guard import door, log_in, users
from tests.web.test_pages import Checked
from tests.web.test_review import token_of
from tests.web.test_titles import market_of

__all__ = ["door", "users"]

ACLED = shipped_codebook("acled")


def form_of(page: str) -> dict[str, str]:
    """The fields of the form as a browser sends them that changes nothing."""
    named: dict[str, str] = {}
    for tag in re.findall(r"<input [^>]*>", page):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and name[1] not in ("q",):
            named[name[1]] = unescape(value[1]) if value else ""
    for name, words in re.findall(r'<textarea id="[^"]+" name="([^"]+)"[^>]*>\n?([^<]*)<', page):
        named[name] = unescape(words)
    for name, inner in re.findall(r'<select id="[^"]+" name="([^"]+)"[^>]*>(.*?)</select>', page):
        chosen = re.search(r'<option value="([^"]*)" selected', inner)
        named[name] = unescape(chosen[1]) if chosen else ""
    return named


def sent(site: TestClient, path: str, **changed: str) -> tuple[int, str]:
    typed = {re.sub("^v_", "v-", name): value for name, value in changed.items()}
    form = form_of(site.get(path).text) | typed
    answer = site.post(path, data=form)
    return answer.status_code, answer.headers.get("location") or unescape(answer.text)


def page_of(desk: IncidentIndex) -> str:
    return f"/incidents/{market_of(desk).id}/code"


def test_the_row_is_shown_with_the_words_of_its_claims(
    site: TestClient, desk: IncidentIndex
) -> None:
    page = site.get(page_of(desk)).text
    assert not Checked(page).faults
    for field in ACLED.fields:
        assert page.count(f'id="v-{field.name}"') == 1
        assert page.count(f'for="v-{field.name}"') == 1
    (cell,) = re.findall(
        r'<div class="cell[^"]*" id="c-fatalities">.*?(?=<div class="cell)', page, re.S
    )
    assert 'value="54"' in cell
    assert "54" in re.findall(r'<p class="said">(.*?)</p>', cell)[0]
    assert re.search(r'<a href="/articles/[0-9a-f]+#d1-c\d+">', cell)
    assert f'href="/incidents/{market_of(desk).id}/code"' in site.get(page_of(desk)[:-5]).text


def test_what_is_changed_is_kept_and_nothing_else(
    site: TestClient, desk: IncidentIndex, people: People
) -> None:
    path = page_of(desk)
    status, there = sent(site, path, v_fatalities="60", v_tags="market", why="counted again")
    assert (status, there) == (303, f"/incidents/{market_of(desk).claims[0]}/code?told=kept")
    (kept,) = desk.state().judgements
    assert kept.changes == (("codebook", "acled 1"), ("fatalities", "60"), ("tags", "market"))
    assert (kept.by, kept.why) == ("local", "counted again")
    page = unescape(site.get(there).text)
    assert 'role="status">Kept. fatalities: 60; tags: market.' in page
    assert "coded by local" in page
    assert "read: 54" in page
    assert any(verb == "coded an incident" for _, _, verb, _ in people.log())
    status, page = sent(site, path)
    assert status == 422
    assert 'role="alert">Nothing was changed' in page


def test_what_was_coded_is_taken_back_and_what_was_typed_stays(
    site: TestClient, desk: IncidentIndex
) -> None:
    path = page_of(desk)
    sent(site, path, v_fatalities="60")
    assert site.get(path).text.count('name="undo"') == 1
    status, page = sent(site, path, undo="fatalities", v_tags="half typed")
    assert status == 200
    assert 'role="status">Taken back: fatalities.' in page
    assert 'value="half typed"' in page
    assert [each.verdict for each in desk.state().judgements] == ["coded", "undecided_coding"]
    assert 'id="v-fatalities" name="v-fatalities" value="54"' in page
    sent(site, path, v_fatalities="61")
    status, there = sent(site, path, undo="fatalities")
    assert (status, there.endswith("/code?told=kept")) == (303, True)
    assert 'role="status">Taken back: fatalities.' in site.get(there).text


@pytest.mark.parametrize(
    ("field", "value", "wrong"),
    [
        ("v_fatalities", "many", "fatalities: “many” is no number"),
        ("v_event_type", "Feast", "event_type: “Feast” is none of its codes"),
        ("v_notes", "x" * 2_001, "notes has 2,001 characters"),
        ("why", "x" * 2_001, "Why has 2,001 characters"),
        ("undo", "nosuch", "The codebook acled has no field 'nosuch'"),
        ("undo", "tags", "local has coded nothing in tags that holds"),
    ],
)
def test_what_is_refused_is_said_and_what_was_typed_is_shown_again(
    site: TestClient, desk: IncidentIndex, field: str, value: str, wrong: str
) -> None:
    status, page = sent(site, page_of(desk), **({"v_tags": "mine"} | {field: value}))
    assert status == 422
    assert f'role="alert">{wrong}' in page
    assert 'value="mine"' in page
    assert not desk.state().judgements


def test_who_is_late_is_told_and_may_send_it_again(site: TestClient, desk: IncidentIndex) -> None:
    path, market = page_of(desk), market_of(desk).id
    form = form_of(site.get(path).text) | {"v-tags": "mine"}
    keep_coding(desk, market, ACLED, RowChange({"tags": "omars", "notes": "omars"}, "omar"))
    answer = site.post(path, data=form)
    assert answer.status_code == 409
    page = unescape(answer.text)
    assert "Coded by others since you opened this page (omar: tags)" in page
    assert 'value="mine"' in page
    again = site.post(path, data=form_of(answer.text))
    assert again.status_code == 303
    last = desk.state().judgements[-1]
    assert last.changes == (("codebook", "acled 1"), ("tags", "mine")), "omar's notes stay"


def test_readers_see_the_row_and_no_form(
    door: TestClient, desk: IncidentIndex, users: People
) -> None:
    path = page_of(desk)
    assert door.get(path).status_code == 303, "a login is asked for"
    assert door.post(path, data={"v-tags": "x"}).status_code == 401
    log_in(door, "rita")
    page = door.get(path).text
    assert 'name="v-' not in page
    assert '<button class="main"' not in page
    assert ">54</p>" in page
    token = token_of(door.get("/search").text)
    assert door.post(path, data={"token": token, "v-tags": "x"}).status_code == 403
    door.cookies.clear()
    log_in(door, "oksana")
    assert sent(door, path, v_tags="x")[0] == 303
    assert door.post(path, data={"token": "0" * 64, "v-tags": "y"}).status_code == 403
    assert [each.by for each in desk.state().judgements] == ["oksana"]
    door.cookies.clear()
    log_in(door, "ada")
    assert 'name="undo"' not in door.get(path).text, "it is not hers to take back"
    assert users.users()


def test_markup_stays_words(site: TestClient, desk: IncidentIndex) -> None:
    bad = "\"'></textarea><script>alert(1)</script>{{7*7}}"
    for value in (bad, bad * 3):
        assert sent(site, page_of(desk), v_tags=value)[0] == 303
        text = site.get(page_of(desk)).text
        assert not Checked(text).faults
        assert "<script>alert" not in text
    for hostile in desk.state().incidents:
        text = site.get(f"/incidents/{hostile}/code").text
        assert not Checked(text).faults
        assert "<script>alert" not in text


def test_an_incident_that_is_not_there_has_no_row(site: TestClient, desk: IncidentIndex) -> None:
    assert site.get("/incidents/nosuch/code").status_code == 404
    token = token_of(site.get("/search").text)
    data = {"token": token, "v-tags": "x"}
    assert site.post("/incidents/nosuch/code", data=data).status_code == 404
    assert not desk.state().judgements


def test_the_site_has_the_codebook_that_it_was_given(
    desk: IncidentIndex, people: People, reader: Reader
) -> None:
    written = (
        'name = "own"\nversion = 1\ntitle = "Our own"\n[[field]]\nname = "dead"\ntitle = "Dead"\n'
        'kind = "number"\nfill = "killed_low"\n'
    )
    app = make_app(desk, people, reader=reader, codebook=read_codebook(written, "own.toml"))
    with TestClient(app, base_url=HOME, follow_redirects=False) as site:
        page = site.get(page_of(desk)).text
        assert "Our own" in page
        assert re.findall(r'name="(v-[^"]+)"', page) == ["v-dead"]
        assert site.get("/api/codebook").json()["name"] == "own"
        table = site.get("/export/coded")
        assert table.headers["content-disposition"] == 'attachment; filename="sayso-coded.csv"'
        assert table.text.lstrip("\ufeff").splitlines()[0] == "incident,dead,codebook,state"
        assert "/export/coded" in site.get("/search").text


def test_a_second_coder_says_the_same_and_agreement_counts_it(
    site: TestClient, desk: IncidentIndex
) -> None:
    path, market = page_of(desk), market_of(desk).id
    keep_coding(desk, market, ACLED, RowChange({"tags": "omars", "notes": "omars"}, "omar"))
    desk.catch_up()
    assert 'name="same" value="tags"' in site.get(path).text
    assert sent(site, path, same="tags")[0] == 303
    assert sent(site, path, v_notes="mine")[0] == 303
    desk.catch_up()
    assert 'name="same" value="tags"' not in site.get(path).text
    assert desk.state().judgements[-2].changes == (("codebook", "acled 1"), ("tags", "omars"))
    page = " ".join(site.get("/review/agreement").text.split())
    assert not Checked(page).faults
    assert "Codebook acled 1: 1 row in which two or more of local, omar coded" in page
    assert (
        '<th scope="row">tags</th><td data-head="rows">1</td><td data-head="alike">1</td>' in page
    )
    assert (
        '<th scope="row">notes</th><td data-head="rows">1</td><td data-head="alike">0</td>' in page
    )
    assert "notes (omar: omars, local: mine)" in page
    rows = site.get("/api/agreement").json()["rows"]
    assert (rows["rows"], rows["coders"]) == (1, ["local", "omar"])
    assert rows["differing"] == {market: {"notes": {"omar": "omars", "local": "mine"}}}

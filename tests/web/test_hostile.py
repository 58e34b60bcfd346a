"""What is tried against the site, and what it gets: docs/security.md has a row for each."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any
from xml.etree import ElementTree

import pytest
from fastapi.testclient import TestClient

from sayso.accounts import People, TooManyTriesError, Visitor
from sayso.accounts.throttle import ADDRESS
from sayso.actions.add import Reader
from sayso.index.service import IncidentIndex
from sayso.web.guard import MOST_CHANGES, SESSION_COOKIE
from sayso.web.site import FORM_COOKIE
from tests.web.routing import routes_of
from tests.web.site import guarded_site, quickly
from tests.web.test_guard import PASSWORD, door, log_in, users
from tests.web.test_pages import paths
from tests.web.test_review import token_of

__all__ = ["door", "users"]

BAD = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>{{7*7}}"
NO_ADDRESSES = (
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,<script>alert(1)</script>",
    "vbscript:x", "file:///etc/passwd", "//evil.example/x", "java\tscript:alert(1)",
)  # fmt: skip
ELSEWHERE = (
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Origin": "http://["},
    {"Origin": "http://localhost:9999"},
    {"Origin": "http://localhost:8000.evil.example"},
    {"Origin": "http://user@localhost:8000"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "nonsense"},
)
CLIMBING = (
    "..%2f..%2f..%2fetc%2fpasswd", "%2e%2e%2f%2e%2e%2fetc%2fpasswd", "..%5c..%5cwindows%5cwin.ini",
    "%2fetc%2fpasswd", "%00", "x%00.html", "%25", "%25%25%25%25", "____", "*", "%ff%fe",
    "%ed%a0%80", "a" * 5000, "%F0%9F%92%A9", "' OR 1=1 --", "-1", "%0d%0aX-Bad:%201",
)  # fmt: skip


@pytest.fixture
def reader() -> Reader:
    return quickly


class Links(HTMLParser):
    """Where a page leads, and its elements by name."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.leads: list[str] = []
        self.names: set[str] = set()
        self.handlers: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)
        self.handlers += [name for name, _ in attrs if name.startswith("on")]
        self.leads += [v or "" for n, v in attrs if n in ("href", "src", "action", "xlink:href")]


BOOKMARKLET = (
    "javascript:location.href=%22http%3A%2F%2Flocalhost%3A8000%2Fadd%3Furl=%22"
    "+encodeURIComponent(location.href)"
)
"""The one link of ours that is a script, to be dragged to the bookmarks."""


def harmless(path: str, page: str) -> None:
    found = Links(page)
    assert not found.handlers, path
    assert not found.names & {"img", "iframe", "object", "embed", "base"}, path
    assert page.count("<script") == page.count('<script src="/static/'), path
    assert "49" not in re.findall(r"onerror=alert\(1\)(?:&gt;|>)(\d+)", page), (path, "evaluated")
    for lead in found.leads:
        if path == "/add" and lead == BOOKMARKLET:
            continue
        scheme = re.match(r"\s*([a-z\s]+):", lead, re.IGNORECASE)
        assert scheme is None or scheme[1].lower() in ("http", "https", "urn"), (path, lead)
        assert not lead.startswith("//"), (path, lead)


# Markup


def test_markup_in_every_field_that_is_kept_stays_words(
    site: TestClient, desk: IncidentIndex
) -> None:
    token = token_of(site.get("/add").text)
    for number, address in enumerate(NO_ADDRESSES):
        sent = {"token": token, "text": f"{BAD} fell, {number}.", "outlet": BAD, "url": address}
        assert site.post("/add", data=sent).status_code == 303
    claim = next(iter(desk.state().statements))
    new = {"verdict": "corrected", "claims": [claim], "why": BAD, "changes": {"claimant": BAD}}
    assert site.post("/api/judgements", json=new).status_code == 201
    for name in (BAD, "javascript:alert(1)"):
        sent = {"token": token, "query": f"q={BAD}%22&claimant={BAD}", "name": name}
        assert site.post("/saved", data=sent).status_code == 303
    for path in paths(desk):
        answer = site.get(path)
        assert answer.status_code == 200, path
        harmless(path, answer.text)
    assert "&lt;script&gt;alert(1)" in site.get(f"/review/{claim}").text


def test_markup_in_an_address_stays_words(site: TestClient, desk: IncidentIndex) -> None:
    claim = next(iter(desk.state().statements))
    for path in (
        "/search?q={}", "/search?q={}%22", "/search?claimant={}&place={}", "/map?place={}",
        "/framing?outlet={}",
        "/framing?month={}", "/review?side={}", "/login?to=/{}", "/{}", "/articles/{}",
        "/incidents/{}", "/search?day_from={}", "/?sort={}", "/search?page={}",
        f"/incidents/{claim}?view={{}}", f"/review/{claim}?told={{}}", f"/review/{claim}?q={{}}",
    ):  # fmt: skip
        asked = path.format(BAD, BAD)
        answer = site.get(asked)
        assert answer.status_code < 500, asked
        if answer.headers["content-type"].startswith("text/html"):
            harmless(asked, answer.text)
    feed = site.get(f"/search.atom?q={BAD}%22")  # all of it in quotation marks
    assert ElementTree.fromstring(feed.content).tag.endswith("feed")  # noqa: S314


def test_a_page_says_nothing_that_an_address_put_into_its_mouth(
    site: TestClient, desk: IncidentIndex
) -> None:
    claim = next(iter(desk.state().statements))
    page = site.get(f"/review/{claim}?told=Your+session+ended.+Call+555-0100").text
    assert "555-0100" not in page


# Forged requests


def test_no_request_of_another_site_changes_anything(
    site: TestClient, desk: IncidentIndex, people: People
) -> None:
    token = token_of(site.get("/add").text)
    tried = 0
    for route in routes_of(desk, people):
        for method in (route.methods or set()) - {"GET", "HEAD"}:
            path = re.sub(r"\{\w+\}", next(iter(desk.state().statements)), route.path)
            path = path if path.startswith("/api") or "/api" + path not in API else "/api" + path
            for headers in ELSEWHERE:
                sent = {"token": token, "text": "x", "verdict": "wrong", "name": "x"}
                answer = site.request(method, path, data=sent, headers=headers)
                assert answer.status_code == 403, (method, path, headers)
                tried += 1
    assert tried >= 6 * len(ELSEWHERE)
    assert not desk.state().judgements
    assert desk.store.newest()[0] == 4
    assert not people.searches("local")


API = frozenset(("/api/documents", "/api/judgements"))


def test_a_form_needs_the_token_of_its_own_browser_and_login(
    door: TestClient, desk: IncidentIndex, users: People
) -> None:
    claim = next(iter(desk.state().statements))
    log_in(door, "rita")
    ritas, hers = token_of(door.get("/search").text), door.cookies[FORM_COOKIE]
    door.cookies.clear()
    log_in(door, "oksana")
    own = token_of(door.get("/search").text)
    verdict = {"verdict": "wrong"}
    assert door.post(f"/review/{claim}", data=verdict).status_code == 422, "no token"
    for token in ("", "0" * 64, ritas, own[:-1] + "x", own.upper() + " ", "\ud800", own * 100):
        sent = verdict | {"token": token.encode("utf-8", "replace")}
        assert door.post(f"/review/{claim}", data=sent).status_code in (403, 422), token[:70]
    # A neighbour who could plant a cookie still has no token for this login.
    del door.cookies[FORM_COOKIE]
    door.cookies.set(FORM_COOKIE, hers)
    assert door.post(f"/review/{claim}", data=verdict | {"token": ritas}).status_code == 403
    assert not desk.state().judgements
    assert users.users()


def test_nothing_is_changed_by_a_link(door: TestClient, desk: IncidentIndex, users: People) -> None:
    log_in(door, "oksana")
    claim = next(iter(desk.state().statements))
    token = token_of(door.get("/search").text)
    for path in ("/logout", "/saved"):
        assert door.get(path, params={"token": token}).status_code == 405, path
    door.get(f"/review/{claim}", params={"token": token, "verdict": "wrong"})
    door.get("/add", params={"token": token, "text": "A bridge fell."})
    for method in ("PUT", "DELETE", "PATCH", "TRACE", "CONNECT", "OPTIONS", "NONSENSE"):
        assert door.request(method, f"/review/{claim}").status_code == 405, method
    assert door.get("/").status_code == 200, "still logged in"
    assert not desk.state().judgements
    assert not users.searches("oksana")


def test_json_of_a_form_is_no_json(site: TestClient, desk: IncidentIndex) -> None:
    claim = next(iter(desk.state().statements))
    sent = b'{"verdict": "wrong", "claims": ["%s"], "why": "="}' % claim.encode()
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""):
        answer = site.post("/api/judgements", content=sent, headers={"Content-Type": kind})
        assert answer.status_code == 422, kind
    assert not desk.state().judgements


# Paths


def test_no_path_climbs_or_breaks(site: TestClient, desk: IncidentIndex, people: People) -> None:
    tried = 0
    for route in routes_of(desk, people):
        if "{" not in route.path or "GET" not in (route.methods or ()):
            continue
        for prefix in ("", "/api"):
            for trick in CLIMBING:
                asked = prefix + re.sub(r"\{[\w:]+\}", trick, route.path)
                answer = site.get(asked)
                # A page and a call may share a path, of which one is only sent to.
                assert answer.status_code in (400, 404, 405), (asked[:90], answer.status_code)
                assert "root:" not in answer.text
                tried += 1
    assert tried > 10 * len(CLIMBING)
    for asked in ("//etc/passwd", "/..%2f", "/static/", "/static/../app.py", "/api/", "/api/../x"):
        assert site.get(asked).status_code in (307, 404), asked


# Sizes and shapes


ODD_BODIES = (
    ("application/json", b"[" * 900_000),
    ("application/json", b'{"text":' * 200_000),
    ("application/json", b'{"text": "x", "published": ' + b"9" * 100_000 + b"}"),
    ("application/json", b'{"text": "\xff"}'),
    ("application/json", b'{"text": NaN}'),
    ("application/json", b'{"text": 1e999}'),
    ("application/json", b'{"text": "x", "text2": "y"}'),
    ("application/x-www-form-urlencoded", b"&".join(b"a%d=1" % n for n in range(150_000))),
    ("application/x-www-form-urlencoded", b"token=" + b"%ff" * 300_000),
    ("multipart/form-data", b"--x\r\n\r\n"),
    ("multipart/form-data; boundary=x", b"--x\r\n" * 100_000),
    ("multipart/form-data; boundary=x; charset=undefined", b"--x\r\nA: b\r\n\r\n--x--\r\n"),
)


def test_bodies_of_odd_shapes_are_refused(site: TestClient, desk: IncidentIndex) -> None:
    for kind, body in ODD_BODIES:
        for path in ("/api/documents", "/api/judgements", "/add", "/login", "/saved"):
            answer = site.post(path, content=body, headers={"Content-Type": kind})
            assert 400 <= answer.status_code < 500, (path, kind, body[:20], answer.status_code)
    assert desk.store.newest() == (4, 0)


def test_fields_have_bounds(site: TestClient, desk: IncidentIndex) -> None:
    claim = next(iter(desk.state().statements))
    token = token_of(site.get("/add").text)
    for path, name, size in (
        ("/add", "outlet", 201), ("/add", "url", 2001), ("/add", "published", 41),
        ("/add", "text", 400_001), (f"/review/{claim}", "why", 2001),
        (f"/review/{claim}", "verdict", 41), ("/saved", "name", 121), ("/saved", "query", 8001),
        ("/login", "name", 201), ("/login", "password", 1001),
    ):  # fmt: skip
        sent = {"token": token, "text": "x", "verdict": "right", "name": "x", "password": "x"}
        answer = site.post(path, data=sent | {name: "y" * size})
        assert answer.status_code == 422, (path, name)
    many = {"token": token, "verdict": "right", "other": [str(n) for n in range(21)]}
    assert site.post(f"/review/{claim}", data=many).status_code == 422
    assert desk.store.newest() == (4, 0)


def test_many_parameters_are_refused_or_left_alone(site: TestClient) -> None:
    assert site.get("/search?" + "&".join(f"place={n}" for n in range(41))).status_code == 400
    assert site.get("/search?" + "&".join(f"x{n}=1" for n in range(1000))).status_code == 200
    assert site.get("/search?" + "&".join(f"x{n}=1" for n in range(2000))).status_code == 414
    for query in ("page=0", "page=-1", "page=1e9", "page=" + "9" * 400, "page=%00"):
        assert site.get(f"/search?{query}").status_code == 422, query
    for query in ("limit=0", "limit=201", "start=-1", "start=" + "9" * 400):
        assert site.get(f"/api/search?{query}").status_code == 422, query


SEARCHED = ("/search", "/api/search", "/search.atom", "/map", "/review", "/export/csv")


def test_words_that_are_none_find_nothing(site: TestClient) -> None:
    for words in ("%22%22", "%ff%fe", "%ED%A0%80", ":", "(", "-", "%F0%9F%92%A9", "%00"):
        for path in SEARCHED:
            answer = site.get(f"{path}?q={words}")
            assert answer.status_code == 200, (path, words)


def test_a_query_that_can_not_be_parsed_is_answered_in_words(site: TestClient) -> None:
    for words, said in (
        ("%22air", "quotation mark"),
        ("OR", "OR stands between"),
        ("air+OR+-raid", "OR stands between"),
        ("*", "at the end"),
        ("a*", "at the end"),
        ("x" * 401, "longer than"),
        ("%22)+OR+found+MATCH+(%22*%22", "quotation mark"),
    ):
        for path in SEARCHED:
            answer = site.get(f"{path}?q={words}")
            assert (answer.status_code, said in answer.text) == (400, True), (path, words)


def test_nothing_of_a_query_reaches_the_index_as_an_operator(site: TestClient) -> None:
    every = site.get("/api/search").json()["total"]
    for words in ("words:market", "NEAR(market, 5)", "^market", "market;--", "'market", "{market}"):
        found = site.get("/api/search", params={"q": words})
        assert found.status_code == 200, words
        assert found.json()["total"] < every, words


# Names, cookies, logins


@pytest.mark.parametrize(
    "host",
    ["[", "[::1", "a]b", "user@localhost", "localhost:99999999", "localhost:x", "x/y", "a b"],
)
def test_a_host_that_is_no_name_is_refused(site: TestClient, door: TestClient, host: str) -> None:
    assert site.get("/search", headers={"Host": host}).status_code == 421
    assert door.get("/login", headers={"Host": host}).status_code == 400


def test_a_host_that_lies_leads_no_one_else_astray(door: TestClient) -> None:
    answer = door.get("/search?q=x", headers={"Host": "evil.example"})
    assert answer.headers["location"] == "/login?to=%2Fsearch%3Fq%3Dx", "no host in it"
    assert answer.headers["cache-control"] == "no-store", "nothing between keeps it for others"
    log_in(door, "oksana")
    lied = door.get("/search.atom", headers={"Host": "evil.example", "X-Forwarded-Host": BAD})
    assert lied.headers["cache-control"] == "no-store"
    assert "evil" not in door.get("/search.atom").text


TAMPERED = (
    "0001-01-01T00:00:00+14:00|0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59-14:00|9999-12-31T23:59:59-14:00",
    "2025-01-01|2025-01-01", "nan|nan", '"\\|', "|", "x" * 7000, "%00", "\xff\xfe",
    "'; DROP TABLE sessions;--", BAD,
)  # fmt: skip


def test_cookies_that_were_tampered_with_open_nothing(site: TestClient, door: TestClient) -> None:
    for value in TAMPERED:
        for name in ("sayso_seen", FORM_COOKIE, SESSION_COOKIE):
            headers: Any = {"Cookie": f"{name}={value}".encode("latin-1")}
            assert site.get("/", headers=headers).status_code == 200, (name, value)
            answer = door.get("/", headers=headers)
            assert answer.status_code == 303, (name, value)
            assert answer.headers["location"].startswith("/login")
            assert door.get("/login", headers=headers).status_code == 200


def test_a_session_that_was_planted_is_no_session(door: TestClient) -> None:
    door.cookies.set(SESSION_COOKIE, "planted")
    first = log_in(door, "oksana")
    assert first.status_code == 303
    keys = {re.search(f"{SESSION_COOKIE}=([^;]+)", first.headers["set-cookie"])[1]}  # type: ignore[index]
    assert "planted" not in keys
    door.cookies.clear()
    keys.add(log_in(door, "oksana").cookies[SESSION_COOKIE])
    assert len(keys) == 2, "each login has a key of its own"
    door.cookies.clear()
    door.cookies.set(SESSION_COOKIE, "planted")
    assert door.get("/").status_code == 303


def test_guessing_is_slowed_by_name_and_by_address(door: TestClient, users: People) -> None:
    unknown = log_in(door, "nobody", "wrong password")
    known = log_in(door, "oksana", "wrong password")
    assert unknown.status_code == known.status_code == 401
    assert [each.replace("nobody", "oksana") for each in _told(unknown)] == _told(known)
    for number in range(ADDRESS.burst - 2):
        assert log_in(door, f"guess {number}", "wrong password").status_code == 401
    assert log_in(door, "ada").status_code == 429, "this address waits, whatever the name"
    with pytest.raises(TooManyTriesError):
        users.log_in("ada", PASSWORD, Visitor("testclient"))
    assert users.log_in("ada", PASSWORD, Visitor("another address"))


def _told(answer: Any) -> list[str]:
    return re.findall(r'role="alert">([^<]+)<', answer.text)


def test_no_header_is_made_of_words_that_were_sent(door: TestClient) -> None:
    for to in ("/%0d%0aSet-Cookie:%20a=b", "/\r\nSet-Cookie: a=b", "///x", "x:y"):
        answer = log_in(door, "oksana", to=to)
        assert re.match("/(?!/)", answer.headers["location"]), to
        assert "a" not in answer.cookies
        door.cookies.clear()
    log_in(door, "oksana")
    token = token_of(door.get("/search").text)
    sent = {"token": token, "query": "q=x\r\nSet-Cookie: a=b", "name": "x\r\nA: b"}
    assert "a" not in door.post("/saved", data=sent).cookies


# What belongs to others


def test_saved_searches_are_their_owners(door: TestClient, users: People) -> None:
    number = users.save_search("rita", "Rita’s own", "q=secret")
    log_in(door, "oksana")
    page = door.get("/search").text
    assert "Rita’s own" not in page
    token = token_of(page)
    for drop in (number, -number, 2**62):
        assert door.post("/saved", data={"token": token, "drop": drop}).status_code == 303
    assert door.post("/saved", data={"token": token, "drop": 2**70}).status_code in (303, 422)
    assert [each.name for each in users.searches("rita")] == ["Rita’s own"]


def test_an_api_token_is_bound_to_its_scope_everywhere(
    door: TestClient, desk: IncidentIndex, users: People
) -> None:
    claim = next(iter(desk.state().statements))
    key = users.add_token("ada", "reader")
    for scheme, status in ((f"Bearer {key}", 200), (f"bearer  {key} ", 200)):
        assert door.get("/api/claims", headers={"Authorization": scheme}).status_code == status
    for bad in (
        "Bearer",
        "Bearer  ",
        f"Basic {key}",
        key,
        f"Bearer {key}x",
        "Bearer " + "x" * 9000,
    ):
        assert door.get("/api/claims", headers={"Authorization": bad}).status_code == 401, bad[:40]
    assert door.get(f"/api/claims?access_token={key}").status_code == 401, "not in an address"
    headers = {"Authorization": f"Bearer {key}"}
    new: dict[str, Any] = {"verdict": "wrong", "claims": [claim]}
    assert door.post("/api/judgements", json=new, headers=headers).status_code == 403
    assert door.post("/api/documents", json={"text": "x"}, headers=headers).status_code == 403
    assert door.get("/log", headers=headers).status_code == 403
    assert door.get("/add", headers=headers).status_code == 403
    assert door.get("/review/judgements.jsonl", headers=headers).status_code == 403
    assert not desk.state().judgements


def test_nothing_but_the_door_answers_without_a_login(
    door: TestClient, desk: IncidentIndex, people: People
) -> None:
    claim = next(iter(desk.state().statements))
    open_to_all = ("/login", "/static/", "/health", "/keyed/")
    tried = 0
    for route in routes_of(desk, people):
        for prefix in ("", "/api"):
            path = prefix + re.sub(r"\{\w+\}", claim, route.path)
            if path.startswith(open_to_all):
                continue
            for method in route.methods or ():
                assert door.request(method, path).status_code in (303, 401), (method, path)
                tried += 1
    assert tried > 40
    assert door.get("/api/openapi.json").status_code == 401


def test_changes_have_a_pace(door: TestClient, users: People) -> None:
    headers = {"Authorization": f"Bearer {users.add_token('oksana', 'reviewer')}"}
    statuses = [
        door.post("/api/judgements", json={}, headers=headers).status_code
        for _ in range(MOST_CHANGES + 1)
    ]
    assert statuses == [422] * MOST_CHANGES + [429]
    refused = door.post("/api/judgements", json={}, headers=headers)
    assert refused.headers["retry-after"] == "60"
    assert refused.json()["status"] == 429
    assert door.get("/api/claims", headers=headers).status_code == 200, "reading goes on"
    others = {"Authorization": f"Bearer {users.add_token('ada', 'reviewer')}"}
    assert door.post("/api/judgements", json={}, headers=others).status_code == 422


def test_another_site_cannot_frame_or_read_it(desk: IncidentIndex, users: People) -> None:
    with guarded_site(desk, users) as client:
        for path in ("/login", "/api/claims", "/static/site.css", "/nowhere"):
            headers = client.get(path, headers={"Origin": "https://evil.example"}).headers
            assert headers["x-frame-options"] == "DENY"
            assert "frame-ancestors 'none'" in headers["content-security-policy"]
            assert headers["cross-origin-resource-policy"] == "same-origin"
            assert not [each for each in headers if each.startswith("access-control-")]

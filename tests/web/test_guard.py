"""Who may come in, and what is refused at the door."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from sayso.accounts import People, PeopleError
from sayso.index.service import IncidentIndex
from sayso.web.audit import AuditLog
from sayso.web.guard import (
    LARGEST_BODY,
    MOST_CHANGES,
    SESSION_COOKIE,
    Guard,
    Message,
    Receive,
    Scope,
    Send,
)
from tests.web.routing import routes_of
from tests.web.site import guarded_site
from tests.web.test_review import token_of

PASSWORD = "correct horse battery"  # noqa: S105


@pytest.fixture
def users(people: People) -> People:
    for name, role in (("rita", "reader"), ("oksana", "reviewer"), ("ada", "admin")):
        people.add_user(name, role, PASSWORD)  # type: ignore[arg-type]
    return people


@pytest.fixture
def door(desk: IncidentIndex, users: People) -> Iterator[TestClient]:
    with guarded_site(desk, users) as client:
        yield client


def log_in(door: TestClient, name: str, password: str = PASSWORD, to: str = "/"):  # type: ignore[no-untyped-def]
    token = token_of(door.get("/login").text)
    sent = {"token": token, "name": name, "password": password, "to": to}
    return door.post("/login", data=sent)


def test_without_a_login_one_sees_the_door_only(door: TestClient) -> None:
    answer = door.get("/search?q=market")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/login?to=%2Fsearch%3Fq%3Dmarket"
    assert door.get("/api/claims").status_code == 401
    assert door.get("/api/claims").headers["content-type"] == "application/problem+json"
    assert door.post("/review/abc", data={}).status_code == 401
    assert door.get("/login").status_code == 200
    assert door.get("/static/site.css").status_code == 200


def test_a_login_opens_the_site_and_ends(door: TestClient) -> None:
    answer = log_in(door, "oksana", to="/search?q=market")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/search?q=market"
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "oksana, reviewer" in door.get("/").text
    key = door.cookies[SESSION_COOKIE]
    token = token_of(door.get("/").text)
    door.post("/logout", data={"token": token})
    door.cookies.set(SESSION_COOKIE, key)
    assert door.get("/").status_code == 303, "the old session is over"


@pytest.mark.parametrize("to", ["//evil.example", "https://evil.example", "/\\evil.example", "\n/"])
def test_a_login_leads_nowhere_else(door: TestClient, to: str) -> None:
    assert log_in(door, "oksana", to=to).headers["location"] == "/"


def test_wrong_passwords_are_counted(door: TestClient, users: People) -> None:
    answers = [log_in(door, "oksana", "wrong password") for _ in range(4)]
    assert [each.status_code for each in answers] == [401, 401, 429, 429]
    assert int(answers[-1].headers["retry-after"]) > 1
    assert "Wait" in answers[-1].text
    assert log_in(door, "ada").status_code == 303, "others do not wait"
    assert ("oksana", "refused login") in {(who, did) for _, who, did, _ in users.log()}


def test_roles_bound_what_one_may_do(door: TestClient, desk: IncidentIndex) -> None:
    claim = next(iter(desk.state().statements))
    log_in(door, "rita")
    token = token_of(door.get("/search").text)
    assert door.get(f"/review/{claim}").status_code == 200
    judged = door.post(f"/review/{claim}", data={"token": token, "verdict": "wrong"})
    assert judged.status_code == 403
    assert door.get("/add").status_code == 403
    assert door.get("/log").status_code == 403
    assert not desk.state().judgements
    door.cookies.clear()
    log_in(door, "oksana")
    token = token_of(door.get("/search").text)
    judged = door.post(f"/review/{claim}", data={"token": token, "verdict": "wrong"})
    assert judged.status_code == 303
    assert desk.state().judgements[0].by == "oksana"
    assert door.get("/log").status_code == 403
    door.cookies.clear()
    log_in(door, "ada")
    page = door.get("/log").text
    assert re.search("oksana.*judged wrong", page, re.DOTALL)


def test_a_token_may_no_more_than_its_scope_and_its_user(door: TestClient, users: People) -> None:
    with pytest.raises(PeopleError):
        users.add_token("rita", "admin")
    reading, judging = users.add_token("oksana", "reader"), users.add_token("oksana", "reviewer")
    new = {"verdict": "wrong", "claims": ["bad0bad0bad0"]}
    for key, status in ((reading, 403), (judging, 201), ("sayso_made_up", 401)):
        headers = {"Authorization": f"Bearer {key}"}
        assert door.post("/api/judgements", json=new, headers=headers).status_code == status
    users.accounts.set_role("oksana", "reader")
    headers = {"Authorization": f"Bearer {judging}"}
    assert door.post("/api/judgements", json=new, headers=headers).status_code == 401
    headers = {"Authorization": f"Bearer {reading}"}
    assert door.get("/api/claims", headers=headers).status_code == 200
    users.remove_user("oksana")
    assert door.get("/api/claims", headers=headers).status_code == 401


def test_another_password_ends_old_sessions(door: TestClient, users: People) -> None:
    log_in(door, "oksana")
    assert door.get("/").status_code == 200
    users.add_user("oksana", "reviewer", "another password now")
    assert door.get("/").status_code == 303


def test_on_loopback_only_loopbacks_names_are_answered(site: TestClient) -> None:
    for host, status in (
        ("localhost:8000", 200),
        ("127.0.0.1:8000", 200),
        ("[::1]:8000", 200),
        ("evil.example", 421),
        ("localhost.evil.example", 421),
        ("", 421),
    ):
        assert site.get("/search", headers={"Host": host}).status_code == status, host


PROXIED = (
    {"Forwarded": "for=203.0.113.9"}, {"X-Forwarded-For": "203.0.113.9"},
    {"X-Forwarded-Proto": "https"}, {"X-Forwarded-Host": "ledger.example.org"},
    {"X-Forwarded-Anything": "x"}, {"X-Real-IP": "203.0.113.9"}, {"Via": "1.1 proxy"},
    {"x-forwarded-for": ""}, {"CF-Connecting-IP": "203.0.113.9"}, {"X-Client-IP": "203.0.113.9"},
)  # fmt: skip


def test_without_a_login_nothing_that_came_through_a_proxy_is_answered(
    site: TestClient, desk: IncidentIndex, people: People
) -> None:
    claim = next(iter(desk.state().statements))
    tried = 0
    for route in routes_of(desk, people):
        for prefix in ("", "/api"):
            path = prefix + re.sub(r"\{\w+\}", claim, route.path)
            for method in route.methods or ():
                headers = PROXIED[tried % len(PROXIED)]
                answer = site.request(method, path, headers=headers)
                assert answer.status_code == 403, (method, path, headers)
                tried += 1
    assert tried > 60
    for headers in PROXIED:
        for path in ("/", "/login", "/health", "/static/site.css", "/api/openapi.json", "/nowhere"):
            assert site.get(path, headers=headers).status_code == 403, (path, headers)
    told = site.get("/", headers=PROXIED[0]).text
    assert "--no-login" in told
    assert "--trusted-proxy" in told
    assert not desk.state().judgements
    token = people_with_token(people)
    headers = {**PROXIED[0], "Authorization": f"Bearer {token}"}
    assert site.get("/api/claims", headers=headers).status_code == 403, "nor with a token"
    assert site.get("/search").status_code == 200, "on this machine all is open"


def people_with_token(people: People) -> str:
    people.add_user("rita", "reader", PASSWORD)
    return people.add_token("rita", "reader")


def test_without_a_login_nothing_of_http_1_0_is_answered(people: People) -> None:
    guard = Guard(_ok, AuditLog(people), local=True)
    for version, status in (("1.0", 403), ("1.1", 200)):
        answered: list[Message] = []

        async def send(message: Message, answered: list[Message] = answered) -> None:
            answered.append(message)

        scope = {"type": "http", "method": "GET", "path": "/", "query_string": b"",
                 "http_version": version, "scheme": "http", "client": ("127.0.0.1", 1),
                 "headers": [(b"host", b"127.0.0.1:8000")]}  # fmt: skip
        asyncio.run(guard(scope, _nothing, send))
        assert answered[0]["status"] == status, "nginx's default to what is behind it is 1.0"


async def _ok(_scope: Scope, _receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b""})


async def _nothing() -> Message:
    return {"type": "http.request"}


def rows(people: People) -> set[tuple[str, str, str]]:
    return {(who, did, about) for _, who, did, about in people.log()}


def test_denied_changes_and_pages_are_in_the_log(
    door: TestClient, desk: IncidentIndex, users: People
) -> None:
    claim = next(iter(desk.state().statements))
    assert door.post(f"/review/{claim}").status_code == 401
    assert door.post("/api/judgements", headers={"Origin": "https://a.example"}).status_code == 403
    assert door.get("/search").status_code == 303, "looking for the door is nothing denied"
    log_in(door, "rita")
    token = token_of(door.get("/search").text)
    forged = {"token": "0" * 64, "verdict": "wrong"}
    assert door.post(f"/review/{claim}", data=forged).status_code == 403
    assert door.get("/log").status_code == 403
    sent = {"token": token, "verdict": "wrong"}
    for _ in range(MOST_CHANGES):
        answer = door.post(f"/review/{claim}", data=sent)
    assert answer.status_code == 429
    written = rows(users)
    assert {
        ("stranger", "denied (401)", f"POST /review/{claim}, from testclient"),
        ("stranger", "denied (403)", "POST /api/judgements, from testclient"),
        ("rita", "denied (403)", f"POST /review/{claim}, from testclient"),
        ("rita", "denied (429)", f"POST /review/{claim}, from testclient"),
    } <= written
    assert len([each for each in written if each[1].startswith("denied")]) == 4, "the rest counted"


def test_a_wrong_name_is_in_the_log_when_it_would_change_something(
    site: TestClient, people: People
) -> None:
    for method in ("GET", "POST"):
        assert site.request(method, "/add", headers={"Host": "evil.example"}).status_code == 421
    denied = [each for each in rows(people) if each[1] == "denied (421)"]
    assert denied == [("local", "denied (421)", "POST /add, from testclient")]


def test_uses_of_tokens_are_in_the_log(door: TestClient, users: People) -> None:
    key = users.add_token("oksana", "reader")
    for _ in range(3):
        door.get("/api/claims", headers={"Authorization": f"Bearer {key}"})
    bad = {"Authorization": "Bearer sayso_made_up"}
    assert door.post("/api/documents", json={}, headers=bad).status_code == 401
    assert rows(users) == {
        ("oksana", "used a token", "reader, from testclient"),
        ("stranger", "denied (401)", "POST /api/documents, from testclient"),
    }


def test_counts_of_the_log_are_written_when_the_site_ends(
    desk: IncidentIndex, users: People
) -> None:
    key = users.add_token("oksana", "reader")
    with guarded_site(desk, users) as door:
        for _ in range(3):
            door.get("/api/claims", headers={"Authorization": f"Bearer {key}"})
    assert ("oksana", "used a token", "2 more within an hour, from testclient") in rows(users)


def test_bodies_and_addresses_are_bounded(site: TestClient) -> None:
    def flood() -> Iterator[bytes]:
        for _ in range(LARGEST_BODY // 50_000 + 2):
            yield b"x" * 50_000

    assert site.post("/add", content=b"x" * (LARGEST_BODY + 1)).status_code == 413
    assert site.post("/api/documents", content=flood()).status_code == 413, "told no length"
    assert site.get("/search?q=" + "x" * 9000).status_code == 414
    assert site.post("/add", headers={"Content-Length": "many"}).status_code in (400, 403, 422)


def test_every_answer_carries_the_headers(site: TestClient) -> None:
    for path in ("/", "/nowhere", "/api/claims", "/api/nowhere", "/static/site.css"):
        headers = site.get(path).headers
        assert headers["x-content-type-options"] == "nosniff", path
        assert headers["x-frame-options"] == "DENY", path
        assert "access-control-allow-origin" not in headers, path

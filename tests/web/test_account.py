"""Logging in with a code, the account page, and a flood of guesses against the whole site."""

from __future__ import annotations

import asyncio
import re
import time
from collections import Counter
from typing import Any

import httpx
import pyotp
import pytest
from fastapi.testclient import TestClient

from sayso.accounts import People, people_path
from sayso.index.service import IncidentIndex
from sayso.web.app import make_app
from sayso.web.guard import SESSION_COOKIE
from sayso.web.logins import DEVICE_COOKIE, PENDING_COOKIE
from tests.accounts.making import Counting
from tests.web.site import guarded_site
from tests.web.test_guard import PASSWORD, door, log_in, users
from tests.web.test_review import token_of

__all__ = ["door", "users"]

NEW = "quiet river stone lamp"
SITE = "http://ledger.example"


def secret_on(page: str) -> str:
    found = re.search(r"Secret: <code>([A-Z2-7 ]+)</code>", page)
    assert found
    return found[1].replace(" ", "")


def code_of(secret: str, later: int = 0) -> str:
    """What the phone shows now, or the step after: the site takes one that is early."""
    return pyotp.TOTP(secret).at(int(time.time()) + 30 * later)


def sends(door: TestClient, path: str, **fields: object) -> Any:
    token = token_of(door.get("/account").text)
    return door.post(path, data={"token": token, **fields})


@pytest.fixture
def inside(door: TestClient) -> TestClient:
    """The site as oksana sees it who logged in."""
    assert log_in(door, "oksana").status_code == 303
    return door


def set_up_codes(inside: TestClient) -> tuple[str, list[str]]:
    page = sends(inside, "/account/codes", password=PASSWORD)
    assert page.status_code == 200
    secret = secret_on(page.text)
    assert "<svg" in page.text
    wrong = sends(inside, "/account/codes/confirm", code="000000")
    assert wrong.status_code == 401
    assert secret_on(wrong.text) == secret
    done = sends(inside, "/account/codes/confirm", code=code_of(secret))
    codes = re.findall(r"<code>([a-z2-7]{4}(?:-[a-z2-7]{2,4}){6})</code>", done.text)
    assert len(codes) == 10
    return secret, codes


# A flood


async def _flood(app: object, addresses: list[str], guesses: int) -> Counter[int]:
    """A thousand guesses at once, from one address or many."""

    def client_at(address: str) -> httpx.AsyncClient:
        transport = httpx.ASGITransport(app, client=(address, 50_000))  # type: ignore[arg-type]
        return httpx.AsyncClient(transport=transport, base_url=SITE, verify=False, timeout=300)  # noqa: S501

    async with client_at("192.0.2.200") as first:
        page = await first.get("/login")
    token, cookies = token_of(page.text), dict(page.cookies)

    async def guess(number: int) -> int:
        async with client_at(addresses[number % len(addresses)]) as client:
            client.cookies.update(cookies)
            sent = {"token": token, "name": "oksana", "password": f"wrong password {number}"}
            return (await client.post("/login", data=sent)).status_code

    return Counter(await asyncio.gather(*map(guess, range(guesses))))


@pytest.mark.parametrize(
    "guesses",
    [100, pytest.param(1_000, marks=pytest.mark.soak)],
    ids=lambda each: f"{each} guesses",
)
@pytest.mark.parametrize("addresses", ["one", "many"])
def test_parallel_guesses_test_five_and_the_user_gets_in(
    desk: IncidentIndex, addresses: str, guesses: int
) -> None:
    hasher = Counting()
    people = People(people_path(desk.path), hasher)
    people.add_user("oksana", "reviewer", PASSWORD)
    app = make_app(desk, people, local=False)
    desk.state()
    hers = TestClient(app, base_url=SITE, follow_redirects=False, client=("192.0.2.1", 50_000))
    assert log_in(hers, "oksana").status_code == 303
    device = hers.cookies[DEVICE_COOKIE]
    hasher.verified = 0
    sources = [f"198.51.{n // 250}.{n % 250}" for n in range(guesses)]
    statuses = asyncio.run(_flood(app, sources if addresses == "many" else sources[:1], guesses))
    assert statuses[303] == 0
    assert statuses.keys() <= {401, 429, 503}
    assert hasher.verified == statuses[401] <= 5
    for address, cookie in (("203.0.113.5", device), ("192.0.2.1", "")):
        client = TestClient(app, base_url=SITE, follow_redirects=False, client=(address, 50_000))
        if cookie:
            client.cookies.set(DEVICE_COOKIE, cookie)
        assert log_in(client, "oksana").status_code == 303, address
    people.close()


def test_a_flood_from_the_users_own_address_leaves_her_browser_a_way_in(
    desk: IncidentIndex, users: People
) -> None:
    client = guarded_site(desk, users)
    log_in(client, "oksana")
    client.post("/logout", data={"token": token_of(client.get("/").text)})
    stranger = guarded_site(desk, users)
    for number in range(150):
        log_in(stranger, "oksana", f"wrong password {number}")
    assert log_in(client, "oksana").status_code == 303


# Two steps


def test_a_login_with_a_code_takes_two_steps(inside: TestClient, users: People) -> None:
    secret, codes = set_up_codes(inside)
    inside.cookies.delete(SESSION_COOKIE)
    answer = log_in(inside, "oksana", to="/search?q=market")
    assert answer.headers["location"] == "/login/code?to=%2Fsearch%3Fq%3Dmarket"
    assert SESSION_COOKIE not in inside.cookies
    assert inside.get("/").status_code == 303, "nothing is open yet"
    token = token_of(inside.get("/login/code").text)
    sent = {"token": token, "code": "123123", "to": "/search?q=market"}
    assert inside.post("/login/code", data=sent).status_code == 401
    done = inside.post("/login/code", data={**sent, "code": code_of(secret, 1)})
    assert done.headers["location"] == "/search?q=market"
    assert "oksana, reviewer" in inside.get("/").text
    assert PENDING_COOKIE not in inside.cookies
    assert users.logins is not None
    inside.cookies.delete(SESSION_COOKIE)
    log_in(inside, "oksana")
    token = token_of(inside.get("/login/code").text)
    assert inside.post("/login/code", data={"token": token, "code": codes[3]}).status_code == 303


def test_the_second_step_is_no_door_of_its_own(door: TestClient) -> None:
    token = token_of(door.get("/login").text)
    for path in ("/login/code", "/login/setup"):
        for pending in ("", "made up"):
            door.cookies.set(PENDING_COOKIE, pending)
            answer = door.post(path, data={"token": token, "code": "123456"})
            assert answer.status_code == 401
            assert "Begin again" in answer.text
        assert door.post(path, data={"token": "forged", "code": "1"}).status_code == 403


def test_where_codes_are_required_the_login_sets_them_up(door: TestClient, users: People) -> None:
    users.second.require(True)
    answer = log_in(door, "oksana", to="/review")
    assert answer.headers["location"] == "/login/setup?to=%2Freview"
    page = door.get(answer.headers["location"])
    secret, token = secret_on(page.text), token_of(page.text)
    sent = {"token": token, "to": "/review"}
    assert door.post("/login/setup", data={**sent, "code": "000000"}).status_code == 401
    assert door.get("/").status_code == 303
    done = door.post("/login/setup", data={**sent, "code": code_of(secret)})
    assert done.status_code == 200
    assert '<a href="/review">' in done.text
    assert door.get("/review").status_code == 200
    assert "Turn one-time codes off" not in door.get("/account").text
    assert log_in(door, "rita").headers["location"] == "/", "readers need none"


# The account page


def test_a_password_is_changed_by_its_owner(inside: TestClient, users: People) -> None:
    other = users.add_token("oksana", "reader")
    before = inside.cookies[SESSION_COOKIE]
    for fields, status, words in (
        ({"password": "not the old one", "new": NEW, "again": NEW}, 403, "Nothing was changed"),
        ({"password": PASSWORD, "new": NEW, "again": NEW + "x"}, 422, "differ"),
        ({"password": PASSWORD, "new": "Password1234", "again": "Password1234"}, 422, "guess"),
    ):
        answer = sends(inside, "/account/password", **fields)
        assert answer.status_code == status
        assert words in answer.text
    done = sends(inside, "/account/password", password=PASSWORD, new=NEW, again=NEW)
    assert done.headers["location"] == "/account?done=password"
    assert inside.cookies[SESSION_COOKIE] != before
    assert inside.get("/account").status_code == 200
    assert users.session(before) is None
    assert users.token(other) is None
    assert log_in(inside, "oksana", NEW).status_code == 303


def test_guessing_the_old_password_in_a_session_is_slowed_too(inside: TestClient) -> None:
    statuses = [
        sends(inside, "/account/password", password=f"wrong {n}", new=NEW, again=NEW).status_code
        for n in range(7)
    ]
    assert statuses == [403] * 5 + [429] * 2


def test_sessions_are_shown_and_ended(
    inside: TestClient, desk: IncidentIndex, users: People
) -> None:
    agent = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/141.0 Safari/537.36"
    elsewhere = guarded_site(desk, users)
    elsewhere.headers["user-agent"] = agent
    log_in(elsewhere, "oksana")
    page = inside.get("/account").text
    assert "Chrome on Windows" in page
    assert "(this one)" in page
    number = re.search(r'name="number" value="(\d+)" aria-label="End the session', page)
    assert number
    assert sends(inside, "/account/sessions", number=number[1]).status_code == 303
    assert elsewhere.get("/account").status_code == 303
    log_in(elsewhere, "oksana")
    assert sends(inside, "/account/sessions").status_code == 303
    assert elsewhere.get("/account").status_code == 303
    assert inside.get("/account").status_code == 200


def test_a_token_is_made_and_revoked_on_the_account_page(inside: TestClient, users: People) -> None:
    new = {"label": "nightly", "scope": "reader", "days": 30}
    assert sends(inside, "/account/tokens", password="wrong", **new).status_code == 403  # noqa: S106
    too_much = {**new, "scope": "admin"}
    assert sends(inside, "/account/tokens", password=PASSWORD, **too_much).status_code == 422
    made = sends(inside, "/account/tokens", password=PASSWORD, **new)
    key = re.search(r"sayso_[\w-]{40,}", made.text)
    assert key
    program = {"Authorization": f"Bearer {key[0]}"}
    stranger = TestClient(inside.app, base_url=SITE, follow_redirects=False)
    assert stranger.get("/api/claims", headers=program).status_code == 200
    assert stranger.get("/account", headers=program).status_code == 403, "not for programs"
    page = inside.get("/account").text
    assert key[0] not in page, "shown once"
    number = re.search(r'name="number" value="(\d+)" aria-label="Revoke', page)
    assert number
    assert sends(inside, "/account/tokens/revoke", number=number[1]).status_code == 303
    assert stranger.get("/api/claims", headers=program).status_code == 401
    assert ("oksana", "revoked a token") in {(who, did) for _, who, did, _ in users.log()}


def test_codes_are_turned_off_with_password_and_code(inside: TestClient, users: People) -> None:
    secret, codes = set_up_codes(inside)
    for password, code in (("wrong", codes[0]), (PASSWORD, "000000")):
        answer = sends(inside, "/account/codes/off", password=password, code=code)
        assert answer.status_code == 403
    fresh = sends(inside, "/account/codes/recovery", password=PASSWORD)
    assert codes[0] not in fresh.text
    answer = sends(inside, "/account/codes/off", password=PASSWORD, code=code_of(secret, 1))
    assert answer.status_code == 303
    assert not users.second.active(users.accounts.named("oksana").id)


def test_one_has_no_account_page_where_nobody_logs_in(site: TestClient) -> None:
    assert site.get("/account").status_code == 403


def test_each_change_of_an_account_needs_the_pages_token(inside: TestClient) -> None:
    given = {"token": "forged", "password": PASSWORD, "new": NEW, "again": NEW, "code": "1"}
    for path in ("password", "sessions", "tokens", "tokens/revoke", "codes", "codes/confirm",
                 "codes/recovery", "codes/off"):  # fmt: skip
        sent = {**given, "number": 1, "scope": "reader"}
        assert inside.post(f"/account/{path}", data=sent).status_code == 403, path


def test_a_device_cookie_opens_nothing(inside: TestClient) -> None:
    inside.cookies.delete(SESSION_COOKIE)
    assert DEVICE_COOKIE in inside.cookies
    assert inside.get("/account").status_code == 303


def test_what_is_refused_is_in_the_log(door: TestClient, users: People) -> None:
    log_in(door, "oksana", "wrong password")
    log_in(door, "Typed My Passphrase Here", "wrong password")
    rows = {(who, did) for _, who, did, _ in users.log()}
    assert {("oksana", "refused login"), ("(no user)", "refused login")} <= rows
    assert not any("Passphrase" in each for row in users.log() for each in row)
    log_in(door, "oksana")
    door.post("/logout", data={"token": token_of(door.get("/").text)})
    assert ("oksana", "logout") in {(who, did) for _, who, did, _ in users.log()}

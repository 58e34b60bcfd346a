"""A stranger and a user before the real nginx and Caddy, as docs/proxy.md has them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest

from sayso.accounts import People, people_path
from tests.certificates import Certificate
from tests.e2e.serving import free_port, served
from tests.web.proxies import (
    PROXIES,
    VISITOR,
    made_certificate,
    proxied,
    visitor,
)
from tests.web.routing import routes_of
from tests.web.site import QUICK, filled_desk, people_of
from tests.web.test_deployment import FORGED
from tests.web.test_guard import PASSWORD
from tests.web.test_review import token_of

Sites = Mapping[str, str]
DOOR = ("/login", "/static/", "/health", "/keyed/")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("proxies")


@pytest.fixture(scope="module")
def certificate(folder: Path) -> Certificate:
    return made_certificate(folder)


@pytest.fixture(scope="module")
def port() -> int:
    return free_port()


@pytest.fixture(scope="module")
def sites(folder: Path, port: int) -> Iterator[Sites]:
    """Three real sites: behind a proxy that is trusted, one that is not, and with --no-login."""
    for name in ("trusting", "unaware"):
        people = People(people_path(folder / f"{name}.sqlite"), QUICK)
        people.add_user("oksana", "reviewer", PASSWORD)
        people.close()
    public = f"https://ledger.example.org:{port}"
    trusting = ("--trusted-proxy", "127.0.0.1", "--public-url", public)
    with ExitStack() as running:
        yield {
            name: running.enter_context(served(folder / f"{name}.sqlite", options=options))
            for name, options in (
                ("trusting", trusting), ("unaware", ()), ("open", ("--no-login",)),
            )
        }  # fmt: skip


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[str, str]]:
    """Each method and path of the site and the API."""
    desk = filled_desk(tmp_path_factory.mktemp("routes"))
    people = people_of(desk)
    routes = routes_of(desk, people)
    people.close()
    desk.close()
    return [
        (method, prefix + re.sub(r"\{\w+\}", "bad0bad0bad0", route.path))
        for route in routes for prefix in ("", "/api") for method in sorted(route.methods or ())
    ] + [("GET", "/api/openapi.json"), ("GET", "/nowhere")]  # fmt: skip


def answered(client: httpx.Client, asked: list[tuple[str, str]]) -> list[tuple[str, str, int]]:
    """What a stranger gets more of than the door."""
    open_to_all = []
    for method, path in asked:
        for headers in ({}, FORGED):
            answer = client.request(method, path, headers=headers)
            refused = answer.status_code in (401, 403, 421)
            to_the_door = answer.is_redirect and answer.headers["location"].startswith("/login")
            if not refused and not to_the_door:
                open_to_all.append((method, path, answer.status_code))
    return open_to_all


PARTS = pytest.mark.parametrize(
    "parts", [len(PROXIES), pytest.param(1, marks=pytest.mark.soak)], ids=["its part", "all"]
)
"""The proxies share the addresses among them, or each is asked for all."""


def part_of(asked: list[tuple[str, str]], kind: str, parts: int) -> list[tuple[str, str]]:
    """Return those of the addresses that a proxy is asked for."""
    return asked[PROXIES.index(kind) % parts :: parts]


@PARTS
@pytest.mark.parametrize("kind", PROXIES)
def test_a_stranger_gets_the_door_alone_through_a_proxy(
    kind: str, sites: Sites, folder: Path, certificate: Certificate, port: int,
    asked: list[tuple[str, str]], parts: int,
) -> None:  # fmt: skip
    guarded = [(method, path) for method, path in asked if not path.startswith(DOOR)]
    assert len(guarded) > 60
    guarded = part_of(guarded, kind, parts)
    for name in ("trusting", "unaware"):
        with (
            proxied(kind, folder, certificate, port, sites[name]) as public,
            visitor(public, certificate) as stranger,
        ):
            assert not answered(stranger, guarded), name


@PARTS
@pytest.mark.parametrize("kind", PROXIES)
def test_no_proxy_opens_a_site_without_logins(
    kind: str, sites: Sites, folder: Path, certificate: Certificate, port: int,
    asked: list[tuple[str, str]], parts: int,
) -> None:  # fmt: skip
    with (
        proxied(kind, folder, certificate, port, sites["open"]) as public,
        visitor(public, certificate) as stranger,
    ):
        some = part_of(asked, kind, parts)
        for method, path in [*some, ("GET", "/health"), ("GET", "/static/site.css")]:
            assert stranger.request(method, path).status_code in (403, 421), (method, path)
    assert httpx.get(f"{sites['open']}/search", timeout=60).status_code == 200


@pytest.mark.parametrize("kind", PROXIES)
def test_a_user_works_through_a_proxy(
    kind: str, sites: Sites, folder: Path, certificate: Certificate, port: int
) -> None:
    with (
        proxied(kind, folder, certificate, port, sites["trusting"]) as public,
        visitor(public, certificate) as oksana,
    ):
        door = oksana.get("/search?q=port")
        assert door.headers["location"] == "/login?to=%2Fsearch%3Fq%3Dport"
        form = oksana.get(door.headers["location"])
        sent = {"token": token_of(form.text), "name": "oksana", "password": PASSWORD,
                "to": "/search?q=port"}  # fmt: skip
        from_ours = {"Origin": public, "Sec-Fetch-Site": "same-origin"}
        elsewhere = {"Origin": "https://evil.example"}
        assert oksana.post("/login", data=sent, headers=elsewhere).status_code == 403
        inside = oksana.post("/login", data=sent, headers=from_ours)
        assert inside.headers["location"] == "/search?q=port", inside.text
        assert {*oksana.cookies} == {
            f"__Host-sayso_{each}" for each in ("form", "session", "device")
        }
        for answer in (door, form, inside):
            assert answer.headers["strict-transport-security"]
        page = oksana.get(inside.headers["location"])
        assert page.status_code == 200
        assert f'href="{public}/search.atom' in oksana.get("/search.atom").text
        led = oksana.get("/search/").headers["location"]
        assert led in (f"{public}/search", "/search"), "no address behind the proxy"
        claims = oksana.get("/api/claims")
        assert claims.status_code == 200
        ended = oksana.post("/logout", data={"token": token_of(page.text)}, headers=from_ours)
        assert ended.status_code == 303
        assert "__Host-sayso_session" not in oksana.cookies
        assert oksana.get("/search").status_code == 303


@pytest.mark.parametrize("kind", [each for each in PROXIES if not each.endswith("bare")])
def test_what_a_stranger_forges_is_not_believed_through_a_proxy(
    kind: str, sites: Sites, folder: Path, certificate: Certificate, port: int
) -> None:
    name = f"forger by {kind}"
    with (
        proxied(kind, folder, certificate, port, sites["trusting"]) as public,
        visitor(public, certificate) as stranger,
    ):
        form = stranger.get("/login", headers=FORGED)
        assert form.status_code == 200, "a forged host is not the proxy's word"
        assert set(stranger.cookies) == {"__Host-sayso_form"}, "nor is a forged scheme"
        sent = {"token": token_of(form.text), "name": name, "password": "wrong password"}
        forged = {**FORGED, "X-Forwarded-Proto": "http"}
        assert stranger.post("/login", data=sent, headers=forged).status_code == 401
    direct = httpx.get(f"{sites['trusting']}/login", headers=FORGED, timeout=60)
    assert direct.status_code == 421, "from the proxy's own address, a host that is not the site's"
    people = People(people_path(folder / "trusting.sqlite"), QUICK)
    written = [about for _, who, _, about in people.log() if who == "(no user)"]
    people.close()
    assert written
    assert all(VISITOR in about for about in written), written


def test_what_a_stranger_forges_is_not_believed_without_a_proxy(sites: Sites, folder: Path) -> None:
    with httpx.Client(base_url=sites["unaware"], timeout=60) as stranger:
        form = stranger.get("/login", headers=FORGED)
        assert "strict-transport-security" not in form.headers
        assert set(stranger.cookies) == {"sayso_form"}
        sent = {"token": token_of(form.text), "name": "forger", "password": "wrong password"}
        assert stranger.post("/login", data=sent, headers=FORGED).status_code == 401
    people = People(people_path(folder / "unaware.sqlite"), QUICK)
    written = [about for _, who, _, about in people.log() if who == "(no user)"]
    people.close()
    assert written
    assert all("127.0.0.1" in about for about in written), written

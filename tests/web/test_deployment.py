"""Which proxies are believed, and what their headers and those of strangers change."""

from __future__ import annotations

import re
from ipaddress import ip_network

import pytest
from fastapi.testclient import TestClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from sayso.accounts import People, Visitor
from sayso.index.service import IncidentIndex
from sayso.web.deployment import Deployment, DeploymentError, ForwardedHeaders, deployment_of
from sayso.web.guard import LOOPBACK, SESSION_COOKIE
from sayso.web.logins import DEVICE_COOKIE
from sayso.web.site import FORM_COOKIE
from tests.web.routing import routes_of
from tests.web.site import PROXY, PUBLIC, STRANGER, guarded_site, loopback_site, public_site
from tests.web.test_guard import PASSWORD, users
from tests.web.test_review import token_of

__all__ = ["users"]

BY_HTTPS = {"X-Forwarded-For": "198.51.100.4", "X-Forwarded-Proto": "https",
            "X-Forwarded-Host": "ledger.example.org"}  # fmt: skip
FORGED = {"X-Forwarded-For": "10.9.9.9", "X-Forwarded-Proto": "https", "X-Real-IP": "10.9.9.9",
          "X-Forwarded-Host": "evil.example", "Forwarded": "for=10.9.9.9;proto=https"}  # fmt: skip


def test_a_deployment_answers_to_the_names_it_is_asked_by() -> None:
    assert deployment_of("127.0.0.1", None, ()) == Deployment(LOOPBACK)
    assert deployment_of("::1", None, ()).hosts == LOOPBACK
    assert deployment_of("0.0.0.0", None, ()).hosts is None  # noqa: S104
    proxies = ("127.0.0.1", "2001:db8::/64")
    behind = deployment_of("10.0.0.5", "https://Ledger.example.org:443/", proxies)
    assert behind.public_url == PUBLIC
    assert behind.hosts == LOOPBACK | {"ledger.example.org"}
    assert behind.trusted_proxies == (ip_network("127.0.0.1/32"), ip_network("2001:db8::/64"))
    assert deployment_of("127.0.0.1", "http://[2001:db8::5]:80", ()).hosts == (
        LOOPBACK | {"[2001:db8::5]"}
    )
    with pytest.raises(DeploymentError):
        deployment_of("127.0.0.1", "", ("127.0.0.1",))


def seen(
    client: tuple[str, int], headers: dict[str, str] | list[tuple[str, str]]
) -> dict[str, str]:
    """What the application sees of a request that `client` sends."""

    def tell(request: Request) -> JSONResponse:
        left = [name for name in request.headers if "forward" in name or name == "via"]
        host = request.client.host if request.client else ""
        return JSONResponse({"client": host, "url": str(request.url), "left": " ".join(left)})

    deployment = deployment_of("127.0.0.1", PUBLIC, (PROXY[0], "10.0.0.0/24"))
    app = ForwardedHeaders(Starlette(routes=[Route("/", tell)]), deployment)
    answer = TestClient(app, "http://127.0.0.1:8000", client=client).get("/", headers=headers)
    return dict(answer.json())


def test_a_trusted_proxy_names_client_scheme_and_host() -> None:
    assert seen(PROXY, BY_HTTPS) == {
        "client": "198.51.100.4", "url": f"{PUBLIC}/", "left": "",
    }  # fmt: skip
    preserved = {"Host": "ledger.example.org", "X-Forwarded-For": "198.51.100.4"}
    assert seen(PROXY, preserved)["url"] == f"{PUBLIC}/"
    assert seen(PROXY, {})["url"] == f"{PUBLIC}/", "its own name of the site, and no scheme"
    assert seen(PROXY, {})["client"] == PROXY[0]


@pytest.mark.parametrize(
    ("written", "client"),
    [
        ("10.9.9.9, 198.51.100.4", "198.51.100.4"),
        ("10.9.9.9, 198.51.100.4, 10.0.0.7", "198.51.100.4"),
        ("127.0.0.1, 198.51.100.4, 10.0.0.7", "198.51.100.4"),
        ("[2001:db8::1]:4711", "2001:db8::1"),
        ("198.51.100.4:4711", "198.51.100.4"),
        ("unknown", PROXY[0]),
        ("198.51.100.4, _hidden", PROXY[0]),
        ("x" * 9_000, PROXY[0]),
        ("", PROXY[0]),
    ],
)
def test_the_client_is_the_last_address_that_is_no_trusted_proxys(
    written: str, client: str
) -> None:
    assert seen(PROXY, {"X-Forwarded-For": written})["client"] == client
    twice = [("X-Forwarded-For", "10.9.9.9"), ("X-Forwarded-For", written)]
    if written:
        assert seen(PROXY, twice)["client"] == client


def test_forwarded_of_rfc_7239_is_never_read() -> None:
    forged = {**BY_HTTPS, "Forwarded": "for=10.9.9.9;proto=http;host=evil.example", "Via": "1.1 x"}
    assert seen(PROXY, forged) == seen(PROXY, BY_HTTPS)


def test_no_one_else_is_believed() -> None:
    for client in (STRANGER, ("127.0.0.2", 1), ("::1", 1), ("10.0.1.1", 1), ("testclient", 1)):
        answer = seen(client, FORGED)
        assert answer["client"] == client[0]
        assert answer["url"] == "http://127.0.0.1:8000/"


# The site


def log_in(site: TestClient, headers: dict[str, str]):  # type: ignore[no-untyped-def]
    token = token_of(site.get("/login", headers=headers).text)
    sent = {"token": token, "name": "oksana", "password": PASSWORD, "to": "/search"}
    return site.post("/login", data=sent, headers=headers)


def test_over_https_cookies_belong_to_the_host_and_hsts_is_sent(
    desk: IncidentIndex, users: People
) -> None:
    with public_site(desk, users) as site:
        site.base_url = PUBLIC  # so that secure cookies are sent back
        form = site.get("/login", headers=BY_HTTPS)
        assert form.headers["strict-transport-security"] == "max-age=63072000"
        assert site.get("/nowhere", headers=BY_HTTPS).headers["strict-transport-security"]
        answer = log_in(site, {**BY_HTTPS, "Origin": PUBLIC})
        assert answer.status_code == 303, answer.text
        made = {*form.headers.get_list("set-cookie"), *answer.headers.get_list("set-cookie")}
        made |= set(site.get("/", headers=BY_HTTPS).headers.get_list("set-cookie"))
        names = {each.partition("=")[0] for each in made}
        plain = (SESSION_COOKIE, FORM_COOKIE, DEVICE_COOKIE, "sayso_seen")
        assert names == {f"__Host-{each}" for each in plain}
        for cookie in made:
            parts = {each.strip().lower() for each in cookie.split(";")[1:]}
            assert {"secure", "httponly", "path=/"} <= parts, cookie
            assert not [each for each in parts if each.startswith("domain")], cookie
            assert parts & {"samesite=lax", "samesite=strict"}, cookie
        page = site.get("/search", headers=BY_HTTPS)
        assert page.status_code == 200
        ended = site.post("/logout", data={"token": token_of(page.text)}, headers=BY_HTTPS)
        gone = ended.headers["set-cookie"]
        assert re.match(f'__Host-{SESSION_COOKIE}="";.*Max-Age=0.*Path=/.*Secure', gone), gone
        assert site.get("/search", headers=BY_HTTPS).status_code == 303


def test_over_http_cookies_have_their_plain_names(desk: IncidentIndex, users: People) -> None:
    with loopback_site(desk, users) as site:
        answer = log_in(site, {})
        assert answer.status_code == 303
        assert answer.headers["set-cookie"].startswith(f"{SESSION_COOKIE}=")
        assert "Secure" not in answer.headers["set-cookie"]
        assert "strict-transport-security" not in answer.headers
        assert site.get("/search").status_code == 200


def test_a_session_that_was_planted_over_http_is_none_over_https(
    desk: IncidentIndex, users: People
) -> None:
    with public_site(desk, users) as site:
        login = users.log_in("oksana", PASSWORD, Visitor())
        assert login is not None
        key = login.session
        for name, status in ((SESSION_COOKIE, 303), (f"__Host-{SESSION_COOKIE}", 200)):
            cookie = {**BY_HTTPS, "Cookie": f"{name}={key}"}
            assert site.get("/search", headers=cookie).status_code == status, name


def test_forged_headers_of_strangers_change_nothing(desk: IncidentIndex, users: People) -> None:
    for made in (loopback_site, guarded_site, public_site):
        with made(desk, users) as site:
            if made is public_site:
                site = public_site(desk, users, client=STRANGER)
            first, forged = (site.get("/login", headers=each) for each in ({}, FORGED))
            assert first.status_code == forged.status_code == 200
            assert first.headers.keys() - {"set-cookie"} == forged.headers.keys()
            assert not [each for each in site.cookies if each.startswith("__Host-")]
            for number in range(3):
                token = token_of(site.get("/login").text)
                sent = {"token": token, "name": f"guess {number}", "password": "wrong password"}
                forged_for = {**FORGED, "X-Forwarded-For": f"10.9.9.{number}"}
                assert site.post("/login", data=sent, headers=forged_for).status_code == 401
    told = {about for _, _, did, about in users.log() if did == "refused login"}
    assert told == {"testclient", STRANGER[0]}, "the address that sent it, whatever it said"


def test_the_address_that_a_trusted_proxy_names_is_in_the_log(
    desk: IncidentIndex, users: People
) -> None:
    with public_site(desk, users) as site:
        site.base_url = PUBLIC
        forged = {**BY_HTTPS, "X-Forwarded-For": "10.9.9.9, 198.51.100.4"}
        assert log_in(site, forged).status_code == 303
    assert ("oksana", "login", "198.51.100.4") in {each[1:] for each in users.log()}


@pytest.mark.parametrize("host", ["evil.example", "ledger.example.org.evil.example", "", "a b"])
def test_a_name_that_is_not_the_sites_is_refused(
    desk: IncidentIndex, users: People, host: str
) -> None:
    with public_site(desk, users) as site:
        for headers in (
            {"Host": host},
            {**BY_HTTPS, "Host": host, "X-Forwarded-Host": host or "x"},
            {**BY_HTTPS, "X-Forwarded-Host": f"ledger.example.org, {host or 'x'}"},
        ):
            assert site.get("/login", headers=headers).status_code == 421, headers
        assert site.get("/login", headers={"Host": "LEDGER.example.org:443"}).status_code == 200
    with loopback_site(desk, users) as site:
        assert site.get("/login", headers={"Host": host}).status_code == 421
        assert site.get("/login", headers={"Host": "ledger.example.org"}).status_code == 421


def test_a_stranger_on_loopback_gets_the_door_alone_where_there_are_users(
    desk: IncidentIndex, users: People
) -> None:
    claim = next(iter(desk.state().statements))
    tried = 0
    with loopback_site(desk, users) as site:
        for route in routes_of(desk, users):
            for prefix in ("", "/api"):
                path = prefix + re.sub(r"\{\w+\}", claim, route.path)
                if path.startswith(("/login", "/static/", "/health", "/keyed/")):
                    continue
                for method in route.methods or ():
                    for headers in ({}, FORGED):
                        answer = site.request(method, path, headers=headers)
                        assert answer.status_code in (303, 401), (method, path)
                        tried += 1
        assert site.get("/api/openapi.json").status_code == 401
    assert tried > 80

"""What every request passes: size, host, origin, who sends it; and the headers of answers."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import quote, urlsplit

from starlette.requests import HTTPConnection

from sayso.actions.people import LOCAL, People, Person

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

LARGEST_BODY = 2_000_000
LONGEST_QUERY = 8_000
SESSION_COOKIE = "sayso_session"
LOOPBACK = frozenset(("127.0.0.1", "localhost", "::1", "[::1]"))
SAFE = frozenset(("GET", "HEAD", "OPTIONS"))
UNGUARDED = ("/login", "/static/", "/health")
"""Paths that are answered without a login."""

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self';"
    " form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = (
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"x-frame-options", b"DENY"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
)


class Guard:
    """ASGI middleware. `local` says that the site is on loopback and asks for no login."""

    def __init__(self, app: App, people: People, local: bool) -> None:
        self.app = app
        self.people = people
        self.local = local

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse it before anything else sees it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        connection = HTTPConnection(scope)
        person = self._person(connection)
        scope.setdefault("state", {})["person"] = person

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = list(message.get("headers", []))
                if not any(name == b"cache-control" for name, _ in headers):
                    headers.append((b"cache-control", b"no-store"))
                message["headers"] = [*headers, *HEADERS]
            await send(message)

        refused = self._refused(connection, scope, person)
        if refused is not None:
            await _answer(sending, scope, *refused)
            return
        await _Bounded(self.app, receive, sending)(scope)

    def _person(self, connection: HTTPConnection) -> Person | None:
        scheme, _, key = connection.headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer" and key:
            return self.people.token(key.strip())
        if self.local:
            return LOCAL
        session = connection.cookies.get(SESSION_COOKIE)
        return self.people.session(session) if session else None

    def _refused(
        self, connection: HTTPConnection, scope: Scope, person: Person | None
    ) -> tuple[int, str] | None:
        if len(scope["query_string"]) > LONGEST_QUERY:
            return 414, "The address is too long. Choose fewer values."
        host = connection.headers.get("host", "")
        if self.local and urlsplit(f"//{host}").hostname not in LOOPBACK:
            # A page elsewhere whose name was made to lead here must not read the ledger.
            return 421, "This site answers to localhost only."
        if scope["method"] not in SAFE and not _own(connection, host):
            return 403, "The request came from another site."
        try:
            too_large = int(connection.headers.get("content-length", "0")) > LARGEST_BODY
        except ValueError:
            return 400, "The length of the body is no number."
        if too_large:
            return 413, f"The body is larger than {LARGEST_BODY:,} bytes. Send less."
        if person is None and not scope["path"].startswith(UNGUARDED):
            return 401, "Log in first, or send an API token."
        return None


def _own(connection: HTTPConnection, host: str) -> bool:
    """Whether a request that changes something comes from a page of ours, or from no page."""
    site = connection.headers.get("sec-fetch-site")
    if site is not None and site not in ("same-origin", "none"):
        return False
    origin = connection.headers.get("origin")
    return origin is None or urlsplit(origin).netloc == host


class _Bounded:
    """The application with a body that ends when more comes than may."""

    def __init__(self, app: App, receive: Receive, send: Send) -> None:
        self.app = app
        self.receive = receive
        self.send = send
        self.taken = 0
        self.begun = False
        self.refused = False
        self.scope: Scope = {}

    async def __call__(self, scope: Scope) -> None:
        self.scope = scope
        await self.app(scope, self._receive, self._send)

    async def _receive(self) -> Message:
        message = await self.receive()
        self.taken += len(message.get("body", b""))
        # The application takes it for a sender who went away; what it answers is not sent.
        return {"type": "http.disconnect"} if self.taken > LARGEST_BODY else message

    async def _send(self, message: Message) -> None:
        if self.taken <= LARGEST_BODY or self.begun:
            self.begun = self.begun or message["type"] == "http.response.start"
            await self.send(message)
        elif not self.refused:
            self.refused = True
            told = f"The body is larger than {LARGEST_BODY:,} bytes. Send less."
            await _answer(self.send, self.scope, 413, told)


async def _answer(send: Send, scope: Scope, status: int, told: str) -> None:
    """Refuse: as problem details under /api, by the login page for pages, else in plain words."""
    headers = [(b"content-type", b"text/plain; charset=utf-8")]
    body = told.encode()
    if scope["path"].startswith("/api"):
        headers = [(b"content-type", b"application/problem+json")]
        body = json.dumps({"type": "about:blank", "title": told, "status": status}).encode()
    elif status == 401 and scope["method"] in SAFE:
        query = scope["query_string"].decode("latin-1")
        wanted = quote(scope["path"] + (f"?{query}" if query else ""), safe="")
        status, headers = 303, [(b"location", f"/login?to={wanted}".encode())]
    if status == 401:
        headers.append((b"www-authenticate", b"Bearer"))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})

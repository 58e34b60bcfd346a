"""What every request passes: size, host, origin, who sends it; and the headers of answers."""

from __future__ import annotations

import json
import re
import time
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable, MutableMapping
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

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
LOOPBACK = frozenset(("127.0.0.1", "localhost", "[::1]"))
HOST = re.compile(r"(\[[0-9a-f:.]{2,45}\]|[a-z0-9._-]{1,253})(?::[0-9]{1,5})?", re.IGNORECASE)
ORIGIN = re.compile(r"https?://(.+)", re.IGNORECASE)
MOST_CHANGES, CHANGES_WITHIN_S = 120, 60
"""So many requests that change something, of one person, and then a wait; not on loopback."""

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
        self.pace = Pace(MOST_CHANGES, CHANGES_WITHIN_S)

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
        if scope["method"] == "HEAD":  # as GET; the server sends no body to one who asks for none
            scope = {**scope, "method": "GET"}
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
        name = HOST.fullmatch(host)
        if self.local and (name is None or name[1].lower() not in LOOPBACK):
            # A page elsewhere whose name was made to lead here must not read the ledger.
            return 421, "This site answers to localhost only."
        if name is None:
            return 400, "The name of the host is none. Ask by the address of the site."
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
        if not self.local and scope["method"] not in SAFE:
            whose = person.name if person else f"at {(scope.get('client') or ('', 0))[0]}"
            if not self.pace.allows(whose, time.monotonic()):
                return 429, f"More than {MOST_CHANGES} changes in a minute. Wait a minute."
        return None


MOST_KNOWN = 10_000
"""Names and addresses that are remembered before those that went quiet are forgotten."""


class Pace:
    """How often each may do something: `most` times `within` so many seconds."""

    def __init__(self, most: int, within: float) -> None:
        self.most = most
        self.within = within
        self._done: dict[str, deque[float]] = defaultdict(deque)

    def allows(self, whose: str, now: float) -> bool:
        """Whether one more is allowed at `now`, a clock's seconds; if so, it is counted."""
        if len(self._done) > MOST_KNOWN:
            fresh = {
                key: each
                for key, each in self._done.items()
                if each and each[-1] > now - self.within
            }
            self._done = defaultdict(deque, fresh)
        done = self._done[whose]
        while done and done[0] <= now - self.within:
            done.popleft()
        if len(done) >= self.most:
            return False
        done.append(now)
        return True


def _own(connection: HTTPConnection, host: str) -> bool:
    """Whether a request that changes something comes from a page of ours, or from no page."""
    site = connection.headers.get("sec-fetch-site")
    if site is not None and site not in ("same-origin", "none"):
        return False
    origin = connection.headers.get("origin")
    if origin is None:
        return True
    told = ORIGIN.fullmatch(origin)
    return told is not None and told[1].lower() == host.lower()


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
        packed = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status}
        body = json.dumps({**packed, "detail": told}).encode()
    elif status == 401 and scope["method"] in SAFE:
        query = scope["query_string"].decode("latin-1")
        wanted = quote(scope["path"] + (f"?{query}" if query else ""), safe="")
        status, headers = 303, [(b"location", f"/login?to={wanted}".encode())]
    if status == 401:
        headers.append((b"www-authenticate", b"Bearer"))
    if status == 429:
        headers.append((b"retry-after", str(CHANGES_WITHIN_S).encode()))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})

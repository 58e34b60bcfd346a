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

from sayso.accounts import LOCAL, People, Person
from sayso.web.audit import AuditLog
from sayso.web.cookies import cookie_of, is_secure

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

LARGEST_BODY = 2_000_000
LARGEST_UPLOAD = 40_000_000
"""Bytes of a request with files, by a person who may hand some in: two of the largest documents."""

UPLOADS = "/add/files"
LARGEST_READ = 4 * LARGEST_UPLOAD
"""Bytes of files too large that are read and left out, since a browser shows no answer before."""

LONGEST_QUERY = 8_000
SESSION_COOKIE = "sayso_session"
LOOPBACK = frozenset(("127.0.0.1", "localhost", "[::1]"))
HOST = re.compile(r"(\[[0-9a-f:.]{2,45}\]|[a-z0-9._-]{1,253})(?::[0-9]{1,5})?", re.IGNORECASE)
ORIGIN = re.compile(r"https?://(.+)", re.IGNORECASE)
MOST_CHANGES, CHANGES_WITHIN_S = 120, 60
"""So many requests that change something, of one person, and then a wait; not with --no-login."""

FORWARDED = (
    b"forwarded", b"via", b"x-forwarded", b"x-real-ip", b"x-client-ip", b"x-cluster-client-ip",
    b"x-original-", b"x-proxyuser-ip", b"true-client-ip", b"cf-connecting-ip", b"cdn-loop",
)  # fmt: skip
"""Beginnings of the names of headers by which a proxy says that it asks for someone else."""

SAFE = frozenset(("GET", "HEAD", "OPTIONS"))
LOGIN = "/login"
"""Tries to log in have a throttle of their own, which no stranger's flood turns against a user."""

KEYED = "/keyed/"
"""What the key of one alert in the address opens: its feed, and the page that ends its mails."""

UNGUARDED = (LOGIN, "/static/", "/health", KEYED)
"""Paths that are answered without a login."""

EMBEDDED = "/embed/"
"""Pages for frames of other sites, answered without a login where the site is set to have them."""

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self';"
    " form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
POLICY_HEADER = b"content-security-policy"
HEADERS = (
    (POLICY_HEADER, POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"x-frame-options", b"DENY"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
)
HSTS = (b"strict-transport-security", b"max-age=63072000")
"""For two years browsers ask by https alone; sent over https only, where it counts."""

BY_PROXY = (
    "This site asks for no login (--no-login), so it answers to programs on its own machine only,"
    " and this request came through a proxy. Add a user (sayso users add) and start the site"
    " without --no-login, with --trusted-proxy and --public-url."
)
AUDITED = frozenset((401, 403, 421, 429))
"""Statuses that deny a change; 403 denies a page too."""


class Guard:
    """ASGI middleware: answers a request, or refuses it before anything else sees it.

    `local` says that no login is asked for (`--no-login`): whoever asks is LOCAL, only loopback's
    names are answered, and nothing that came through a proxy. `hosts` are the names that are
    answered otherwise, None for any. `embeds` says that pages for frames need no login.
    """

    def __init__(
        self,
        app: App,
        audit: AuditLog,
        local: bool,
        hosts: frozenset[str] | None = None,
        embeds: bool = False,
    ) -> None:
        self.app = app
        self.people: People = audit.people
        self.audit = audit
        self.local = local
        self.hosts = LOOPBACK if local else hosts
        self.unguarded = (*UNGUARDED, EMBEDDED) if embeds else UNGUARDED
        self.rate = RateLimiter(MOST_CHANGES, CHANGES_WITHIN_S)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse it before anything else sees it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        self.audit.flush()
        connection = HTTPConnection(scope)
        person = self._person(connection)
        scope.setdefault("state", {})["person"] = person
        refused = self._refused(connection, scope, person)

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._note(scope, person, message["status"], refused is not None)
                message["headers"] = _with_headers(message, is_secure(connection))
            await send(message)

        largest = _largest_body(scope, person)
        if refused is not None:
            if refused[0] == 413 and largest == LARGEST_UPLOAD:
                await _read_past(receive)
            await _answer(sending, scope, *refused)
            return
        if scope["method"] == "HEAD":  # as GET; the server sends no body to one who asks for none
            scope = {**scope, "method": "GET"}
        await _Bounded(self.app, receive, sending, largest)(scope)

    def _person(self, connection: HTTPConnection) -> Person | None:
        # A proxy on this machine would make everybody LOCAL.
        if self.local and _by_proxy(connection.scope):
            return None
        scheme, _, key = connection.headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer" and key:
            person = self.people.token(key.strip())
            if person:
                self.audit.token_used(person, _address(connection.scope))
            return person
        if self.local:
            return LOCAL
        session = cookie_of(connection, SESSION_COOKIE)
        return self.people.session(session) if session else None

    def _refused(
        self, connection: HTTPConnection, scope: Scope, person: Person | None
    ) -> tuple[int, str] | None:
        if self.local and _by_proxy(scope):
            return 403, BY_PROXY
        host = connection.headers.get("host", "")
        refused = _too_long(connection, scope, person) or self._not_ours(host)
        if refused is not None:
            return refused
        if scope["method"] not in SAFE and not _own(connection, host):
            return 403, "The request came from another site."
        if person is None and not scope["path"].startswith(self.unguarded):
            return 401, "Log in first, or send an API token."
        # Logins are counted by the throttle of the accounts.
        if not self.local and scope["method"] not in SAFE and scope["path"] != LOGIN:
            whose = person.name if person else f"at {_address(scope)}"
            if not self.rate.allows(whose, time.monotonic()):
                return 429, f"More than {MOST_CHANGES} changes in a minute. Wait a minute."
        return None

    def _not_ours(self, host: str) -> tuple[int, str] | None:
        """Return the refusal of a host that this site is not: by such a name a page elsewhere,
        whose name was made to lead here, would read the ledger."""
        # Not by Starlette's TrustedHostMiddleware: it answers 400 in plain text, where the API has
        # problem details and the log a row, and checks nothing where no names are listed.
        name = HOST.fullmatch(host)
        if self.hosts is None:
            bad = "The name of the host is none. Ask by the address of the site."
            return (400, bad) if name is None else None
        if name is not None and name[1].lower() in self.hosts:
            return None
        if self.hosts == LOOPBACK:
            return 421, "This site answers to localhost only. --public-url gives it another name."
        return 421, "This site has another name: that of its --public-url."

    def _note(self, scope: Scope, person: Person | None, status: int, by_guard: bool) -> None:
        """Put a denied change or a denied page into the log; a refused login has a row already."""
        login = scope["path"].startswith(LOGIN) and not by_guard and status != 403
        changes = scope["method"] not in SAFE or status == 403
        if status in AUDITED and changes and not login:
            asked = f"{scope['method']} {scope['path']}"
            self.audit.denied(person, _address(scope), status, asked)


def _address(scope: Scope) -> str:
    """Return the client's address: a trusted proxy's word for it was taken before."""
    return str((scope.get("client") or ("", 0))[0])


def _by_proxy(scope: Scope) -> bool:
    """Return whether a request shows that a proxy sent it: by a header, or by HTTP/1.0, which nginx
    speaks to what stands behind it unless it is configured to do otherwise, and browsers never.
    """
    return scope.get("http_version") == "1.0" or any(
        name.startswith(FORWARDED) for name, _ in scope["headers"]
    )


def _with_headers(message: Message, secure: bool) -> list[tuple[bytes, bytes]]:
    """Return the headers of an answer with those that each answer carries.

    An answer with a policy of its own, as pages for frames have, keeps what it says itself.
    """
    headers = list(message.get("headers", []))
    own = {name for name, _ in headers}
    if POLICY_HEADER in own:
        own |= {b"x-frame-options"}  # it knows no list, and would shut every frame out
    general = [(b"cache-control", b"no-store"), *HEADERS, *([HSTS] if secure else [])]
    return [*headers, *((name, value) for name, value in general if name not in own)]


def _largest_body(scope: Scope, person: Person | None) -> int:
    """Return how many bytes the body of a request may have."""
    uploads = scope["path"] == UPLOADS and person is not None and person.may("reviewer")
    return LARGEST_UPLOAD if uploads else LARGEST_BODY


def _too_large(largest: int) -> str:
    """Return what is answered to a body that has more bytes than may be."""
    if largest == LARGEST_UPLOAD:
        return (
            f"The files have more than {largest:,} bytes together. Go back and send fewer at once,"
            " or add them with `sayso add` on the machine of the ledger."
        )
    return f"The body is larger than {largest:,} bytes. Send less."


async def _read_past(receive: Receive) -> None:
    """Read a body and leave it out, to its end or as much as is read of one."""
    taken, more = 0, True
    while more and taken < LARGEST_READ:
        message = await receive()
        taken += len(message.get("body", b""))
        more = bool(message.get("more_body")) and message["type"] == "http.request"


def _too_long(
    connection: HTTPConnection, scope: Scope, person: Person | None
) -> tuple[int, str] | None:
    if len(scope["query_string"]) > LONGEST_QUERY:
        return 414, "The address is too long. Choose fewer values."
    largest = _largest_body(scope, person)
    try:
        too_large = int(connection.headers.get("content-length", "0")) > largest
    except ValueError:
        return 400, "The length of the body is no number."
    if too_large:
        return 413, _too_large(largest)
    return None


MOST_KNOWN = 10_000
"""Names and addresses that are remembered before those that went quiet are forgotten."""


class RateLimiter:
    """How often each may do something: `most` times `within` so many seconds."""

    def __init__(self, most: int, within: float) -> None:
        self.most = most
        self.within = within
        self._done: dict[str, deque[float]] = defaultdict(deque)

    def allows(self, whose: str, now: float) -> bool:
        """Return whether one more is allowed at `now`, a clock's seconds; if so, it is counted."""
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
    """Return whether a request that changes something comes from a page of ours, or from no
    page.
    """
    site = connection.headers.get("sec-fetch-site")
    if site is not None and site not in ("same-origin", "none"):
        return False
    origin = connection.headers.get("origin")
    if origin is None:
        return True
    match = ORIGIN.fullmatch(origin)
    return match is not None and match[1].lower() == host.lower()


class _Bounded:
    """The application with a body that ends when more comes than may."""

    def __init__(self, app: App, receive: Receive, send: Send, largest: int) -> None:
        self.app = app
        self.receive = receive
        self.send = send
        self.largest = largest
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
        return {"type": "http.disconnect"} if self.taken > self.largest else message

    async def _send(self, message: Message) -> None:
        if self.taken <= self.largest or self.begun:
            self.begun = self.begun or message["type"] == "http.response.start"
            await self.send(message)
        elif not self.refused:
            self.refused = True
            await _answer(self.send, self.scope, 413, _too_large(self.largest))


async def _answer(send: Send, scope: Scope, status: int, message: str) -> None:
    """Refuse: as problem details under /api, by the login page for pages, else in plain words."""
    headers = [(b"content-type", b"text/plain; charset=utf-8")]
    body = message.encode()
    if scope["path"].startswith("/api"):
        headers = [(b"content-type", b"application/problem+json")]
        packed = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status}
        body = json.dumps({**packed, "detail": message}).encode()
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

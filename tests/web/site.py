"""A site over a small ledger for tests: a shelled market, as three outlets tell of it."""

from __future__ import annotations

import atexit
import shutil
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from argon2 import PasswordHasher
from fastapi.testclient import TestClient

from sayso.accounts import People, people_path
from sayso.actions.add import Reader
from sayso.actions.read import read
from sayso.index.service import IncidentIndex
from sayso.record import Claim, Claimant, Document, Reading, content_hash
from sayso.web.app import make_app
from sayso.web.deployment import deployment_of
from tests.made import DENIAL, market_reading, narrated_reading
from tests.web.routes_once import look_once

look_once()

QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
"""Passwords of tests guard nothing."""

HOME = "http://localhost:8000"
PUBLIC = "https://ledger.example.org"
PROXY = ("127.0.0.1", 50_000)
STRANGER = ("203.0.113.9", 50_000)


def retold(outlet: str, hours: int) -> Reading:
    """The market's report again, word for word, by another outlet, some hours later."""
    first = market_reading()
    document = replace(
        first.document,
        outlet=outlet,
        url=f"https://{outlet.split()[0].lower()}.example/1",
        published=datetime(2025, 2, 2, 6 + hours, tzinfo=UTC),
    )
    key = document.fingerprint
    claims = tuple(
        replace(each, id=content_hash("claim", key, at))
        for at, each in enumerate(first.claims or ())
    )
    return replace(first, document=document, claims=claims)


def hostile_reading() -> Reading:
    """A report whose every field tries to be markup."""
    bad = "<script>alert(1)</script>"
    document = Document(
        f"{bad} killed nine people, \ud800 {bad} said.",
        outlet=bad,
        title=bad,
        url="javascript:alert(1)",
    )
    name = Claimant(bad, f'"><img src=x onerror=alert(1)>{bad}', True)
    claim = Claim("bad0bad0bad0", None, name, (name.name, bad), _whole(document.text))
    return Reading(document, claims=(claim,))


def _whole(text: str):  # type: ignore[no-untyped-def]
    from sayso.record import Span

    return Span(0, len(text))


@cache
def _filled() -> Path:
    """Return a folder with the ledger of the tests and its index, made once a process."""
    folder = Path(mkdtemp(prefix="sayso-desk-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    with closing(IncidentIndex(folder / "ledger.sqlite")) as desk:
        for reading in (
            market_reading(),
            retold("Delta Wire", 2),
            narrated_reading(DENIAL, "Capital Gazette"),
            hostile_reading(),
        ):
            desk.store.add(reading)
        desk.catch_up()
    return folder


def filled_desk(tmp_path: Path) -> IncidentIndex:
    """Return an index over a ledger of its own, which a copy of the same four reports fills.

    On a busy machine a judgement takes longer to be in it than a reader of the site would wait.
    """
    for each in _filled().iterdir():
        shutil.copy(each, tmp_path / each.name)
    return IncidentIndex(tmp_path / "ledger.sqlite", patience=60)


def people_of(desk: IncidentIndex) -> People:
    return People(people_path(desk.path), QUICK)


def local_site(desk: IncidentIndex, people: People, reader: Reader = read) -> TestClient:
    """Return the site with --no-login, on loopback; `reader` reads what is handed in."""
    app = make_app(desk, people, local=True, reader=reader)
    return TestClient(app, base_url=HOME, follow_redirects=False)


def quickly(document: Document) -> Reading:
    """Return a reading without claims, for tests that don't ask what a text is read as."""
    return Reading(document, claims=())


def guarded_site(desk: IncidentIndex, people: People) -> TestClient:
    """The site as on an address that others can reach."""
    app = make_app(desk, people, local=False)
    return TestClient(app, base_url="http://ledger.example", follow_redirects=False)


def loopback_site(desk: IncidentIndex, people: People) -> TestClient:
    """The site as on loopback for a ledger that has users: only loopback's names are answered."""
    app = make_app(desk, people, local=False, deployment=deployment_of("127.0.0.1", None, ()))
    return TestClient(app, base_url=HOME, follow_redirects=False)


def public_site(desk: IncidentIndex, people: People, client: tuple[str, int] = PROXY) -> TestClient:
    """The site behind a trusted proxy at PROXY that people open by PUBLIC.

    What the client sends comes from `client`, whoever that is.
    """
    deployment = deployment_of("127.0.0.1", PUBLIC, (PROXY[0],))
    app = make_app(desk, people, local=False, deployment=deployment)
    return TestClient(app, base_url=HOME, follow_redirects=False, client=client)

"""A tour of a site: every page that links lead to, and every answer of its API.

Of pages that differ only in what is asked of them, such as facets, those listed here are seen.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from datetime import datetime
from html import unescape
from typing import Any
from urllib.parse import urljoin, urlsplit

from fastapi.testclient import TestClient

BEGINNINGS = (
    "/",
    "/?sort=size",
    "/search?q=killed",
    "/map",
    "/map.geojson",
    "/framing",
    "/review",
    "/review/agreement",
    "/review/judgements.jsonl",
    "/search?attributed=yes&outlet=Delta+Wire",
    "/search.atom",
    "/export/csv?q=killed",
    "/export/jsonl",
    "/log",
    "/add",
    "/api/documents",
    "/api/claims",
    "/api/search?q=killed",
    "/api/incidents",
    "/api/judgements",
    "/api/claims/nothing",
    "/incidents/nothing",
)
UNSEEN = ("/static", "/export")
"""Files that are the same for all ledgers, and those that tell when they were written."""

LINK = re.compile(r'(?:href|src|action)="([^"#]+)')
ITEM = re.compile(r'"(document|fingerprint|id|incident|next)":"([0-9a-f]{12,64}|\d+)"')
ROOMS = {
    "document": ("documents",),
    "fingerprint": ("documents",),
    "id": ("claims", "incidents"),
    "incident": ("incidents",),
}
SECRET = re.compile(r'(name="token" value=")[0-9a-f]{64}')
INSTANT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:\+00:00|Z)?")
SHOWN = re.compile(r"\d{1,2} [A-Z][a-z]{2} \d{4}, \d\d:\d\d UTC")
"""An instant as pages show it: 29 Nov 2026, 11:35 UTC."""


def tour(site: TestClient, since: str, most: int = 400) -> dict[str, str]:
    """What each path answers: its status and words, without secrets of forms.

    Instants later than `since` (in ISO 8601) are left out, also as pages show them: two sites that
    are asked one after the other may write in different minutes.
    """
    left = deque(BEGINNINGS)
    found: dict[str, str] = {}
    while left and len(found) < most:
        path = left.popleft()
        if path in found:
            continue
        answer = site.get(path)
        found[path] = f"{answer.status_code} {_lasting(answer, since)}"
        left.extend(each for each in _onward(path, answer) if each not in found)
    return found


def _lasting(answer: Any, since: str) -> str:
    words = SECRET.sub(r"\1-", answer.text)
    words = SHOWN.sub(lambda shown: "later" if _iso(shown[0]) > since else shown[0], words)
    return INSTANT.sub(lambda told: "later" if told[0] > since else told[0], words)


def _iso(shown: str) -> str:
    return datetime.strptime(shown, "%d %b %Y, %H:%M UTC").isoformat()


def _onward(path: str, answer: Any) -> Iterator[str]:
    kind = answer.headers.get("content-type", "")
    if kind.startswith("text/html"):
        for link in LINK.findall(answer.text):
            there = urljoin(path, unescape(link))
            parts = urlsplit(there)
            elsewhere = parts.scheme or parts.netloc or parts.query
            if not elsewhere and not parts.path.startswith(UNSEEN):
                yield there
    if kind.startswith("application/json") and path.startswith("/api"):
        for name, key in ITEM.findall(answer.text.replace('": "', '":"')):
            for room in ROOMS.get(name, ()):
                yield f"/api/{room}/{key}"

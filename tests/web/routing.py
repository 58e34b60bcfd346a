"""The routes of the site and the API, for tests that ask for all of them."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi import FastAPI
from starlette.routing import Route

from sayso.accounts import People
from sayso.index.service import IncidentIndex
from sayso.web.app import make_app


def routes_of(desk: IncidentIndex, people: People) -> list[Route]:
    """Every route of the site and the API."""
    app = make_app(desk, people)
    found = list(_routes(app))
    assert len(found) > 20
    return found


def _routes(app: FastAPI) -> Iterator[Route]:
    for each in app.routes:
        inner = getattr(each, "routes", None) or getattr(
            getattr(each, "original_router", None), "routes", None
        )
        if inner:
            yield from (one for one in inner if isinstance(one, Route))
        elif isinstance(each, Route):
            yield each

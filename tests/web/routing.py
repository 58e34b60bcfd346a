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
    found = [route for _, route in _routes(app)]
    assert len(found) > 20
    return found


def addresses_of(app: FastAPI) -> set[tuple[str, str]]:
    """Return each method and path that an application answers; a HEAD is answered as its GET."""
    return {
        (method, prefix + route.path)
        for prefix, route in _routes(app)
        for method in route.methods or ()
        if method != "HEAD"
    }


def _routes(app: FastAPI) -> Iterator[tuple[str, Route]]:
    """Yield the routes, each with the prefix under which it was included."""
    for each in app.routes:
        inner = getattr(each, "routes", None) or getattr(
            getattr(each, "original_router", None), "routes", None
        )
        if inner:
            prefix = getattr(getattr(each, "include_context", None), "prefix", "")
            yield from ((prefix, one) for one in inner if isinstance(one, Route))
        elif isinstance(each, Route):
            yield "", each

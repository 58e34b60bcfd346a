"""The front page: incidents by day, and what is new since the last visit."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from sayso.index.cards import IncidentCard
from sayso.views.incident_list import cards, count_since, tally
from sayso.web.cookies import cookie_of, set_cookie
from sayso.web.site import Site

PER_PAGE = 40
VISIT = timedelta(minutes=30)
"""Requests closer than this are one visit: what is new stays marked while one looks around."""

COOKIE = "sayso_seen"
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
SORTS = ("day", "size")


def routes(site: Site) -> APIRouter:
    """Return the front page's routes."""
    router = APIRouter()

    @router.get("/")
    def front(
        request: Request,
        sort: str = "day",
        new: bool = False,
        page: Annotated[int, Query(ge=1, le=100_000)] = 1,
    ) -> Response:
        site.index.state()
        since, cookie = _visit(request)
        by_day = sort != "size"
        instant = since.isoformat()
        held = tally(site.index, instant)
        # Where all is new, so is every incident.
        total = held.incidents if not new or since == LONG_AGO else count_since(site.index, instant)
        only = total if new and since > LONG_AGO else None
        begin = (page - 1) * PER_PAGE
        by = "day" if by_day else "size"
        shown = cards(site.index, by, begin, PER_PAGE, instant, only)
        response = site.page(
            request,
            "front.html",
            days=_days(shown) if by_day else [("", shown)],
            total=total,
            every=held.incidents,
            page=page,
            pages=max(1, -(-total // PER_PAGE)),
            sort="day" if by_day else "size",
            only_new=new,
            since=since if since > LONG_AGO else None,
            documents=held.documents,
            claims=held.claims,
            fresh=held.fresh,
        )
        set_cookie(response, request, COOKIE, cookie, max_age=365 * 86400)
        return response

    return router


def _visit(request: Request) -> tuple[datetime, str]:
    """Return since when things are new, and the cookie to leave: this visit's time and the last
    one's.
    """
    now = datetime.now(UTC)
    visit, _, before = (cookie_of(request, COOKIE) or "").partition("|")
    try:
        last, previous = datetime.fromisoformat(visit), datetime.fromisoformat(before)
        aware = (each if each.tzinfo else each.replace(tzinfo=UTC) for each in (last, previous))
        last, previous = aware
    except ValueError:
        last = previous = LONG_AGO
    since = previous if now - last < VISIT else last
    return since, f"{now.isoformat()}|{since.isoformat()}"


def _days(shown: list[IncidentCard]) -> list[tuple[str, list[IncidentCard]]]:
    days: dict[str, list[IncidentCard]] = {}
    for card in shown:
        days.setdefault(card.day or "", []).append(card)
    return list(days.items())

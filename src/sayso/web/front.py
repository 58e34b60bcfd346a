"""The front page: incidents by day, and what is new since the last visit; adding a text."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from sayso.actions.incident_view import Card, card, day_of
from sayso.actions.submit import UnreadableError, submit
from sayso.intake import Hints, parse_time
from sayso.record import Incident
from sayso.web.site import Site, allowed

PER_PAGE = 40
VISIT = timedelta(minutes=30)
"""Requests closer than this are one visit: what is new stays marked while one looks around."""

COOKIE = "sayso_seen"
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
SORTS = ("day", "size")


def routes(site: Site) -> APIRouter:
    """The front page's routes."""
    router = APIRouter()

    @router.get("/")
    def front(
        request: Request,
        sort: str = "day",
        new: bool = False,
        page: Annotated[int, Query(ge=1, le=100_000)] = 1,
    ) -> Response:
        state = site.desk.state()
        since, cookie = _visit(request)
        by_day = sort != "size"
        incidents = sorted(state.incidents.values(), key=_newest) if by_day else (
            list(state.incidents.values()))  # fmt: skip
        recorded = site.desk.recorded
        if new:
            keys = {key for key, when in recorded.items() if when > since}
            incidents = [
                each for each in incidents
                if any(p.fingerprint in keys for c in state.of(each) for p in c.appearances)
            ]  # fmt: skip
        begin = (page - 1) * PER_PAGE
        shown = incidents[begin : begin + PER_PAGE]
        cards = [card(state, each, recorded, since) for each in shown]
        response = site.page(
            request,
            "front.html",
            days=_days(cards) if by_day else [("", cards)],
            total=len(incidents),
            every=len(state.incidents),
            page=page,
            pages=max(1, -(-len(incidents) // PER_PAGE)),
            sort="day" if by_day else "size",
            only_new=new,
            since=since if since > LONG_AGO else None,
            documents=len(recorded),
            claims=len(state.statements),
            fresh=sum(when > since for when in recorded.values()),
        )
        response.set_cookie(
            COOKIE, cookie, max_age=365 * 86400, httponly=True, samesite="lax",
            secure=request.url.scheme == "https",
        )  # fmt: skip
        return response

    @router.get("/add")
    def add_form(request: Request) -> Response:
        allowed(request, "reviewer")
        return site.page(request, "add.html", told="", given={})

    @router.post("/add")
    def add(
        request: Request,
        text: Annotated[str, Form()],
        token: Annotated[str, Form()],
        outlet: Annotated[str, Form(max_length=200)] = "",
        published: Annotated[str, Form(max_length=40)] = "",
        url: Annotated[str, Form(max_length=2000)] = "",
    ) -> Response:
        person = site.checked(request, token, "reviewer")
        given = {"text": text, "outlet": outlet, "published": published, "url": url}
        when = parse_time(published) if published else None
        try:
            if published and when is None:
                raise UnreadableError(f"“{published}” is no date. Write 2026-03-04.")
            hints = Hints(when, outlet.strip() or None, None, url.strip() or None)
            outcome = submit(site.desk, text, hints)
        except UnreadableError as error:
            return site.page(request, "add.html", 422, told=str(error), given=given)
        if outcome.added is None:
            told = outcome.problem.message if outcome.problem else "It could not be added."
            return site.page(request, "add.html", 422, told=told, given=given)
        site.people.note(person.name, "added", outcome.added.document)
        return RedirectResponse(f"/articles/{outcome.added.document}", 303)

    return router


def _visit(request: Request) -> tuple[datetime, str]:
    """Since when things are new, and the cookie to leave: this visit's time and the last one's."""
    now = datetime.now(UTC)
    visit, _, before = request.cookies.get(COOKIE, "").partition("|")
    try:
        last, previous = datetime.fromisoformat(visit), datetime.fromisoformat(before)
        aware = (each if each.tzinfo else each.replace(tzinfo=UTC) for each in (last, previous))
        last, previous = aware
    except ValueError:
        last = previous = LONG_AGO
    since = previous if now - last < VISIT else last
    return since, f"{now.isoformat()}|{since.isoformat()}"


def _newest(incident: Incident) -> tuple[bool, float, int, str]:
    """The latest day first, what has no day last; within a day the largest first."""
    day = day_of(incident)
    number = -datetime.fromisoformat(day).toordinal() if day else 0
    return day is None, number, -len(incident.documents), incident.id


def _days(cards: list[Card]) -> list[tuple[str, list[Card]]]:
    days: dict[str, list[Card]] = {}
    for each in cards:
        days.setdefault(each.day or "", []).append(each)
    return list(days.items())

"""The page of an incident, in each of its views, and printed; and the form that names it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Annotated, Literal

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import Response

from sayso.actions.incident_fields import FieldAsked, keep_field
from sayso.actions.regrouping import (
    MOST_DOCUMENTS,
    ChangeAsked,
    RegroupingError,
    change_incidents,
)
from sayso.actions.review import JudgementError
from sayso.ledger import LedgerError
from sayso.linking.comparison import JOINT
from sayso.views.incident import incident_view
from sayso.web import incident_fields
from sayso.web.geo.maps import map_of
from sayso.web.incident_fields import Refused, fields_shown
from sayso.web.mapping import days_of
from sayso.web.plots import courses, timeline
from sayso.web.site import Site
from sayso.web.statuses import status_of
from sayso.web.work_panel import panel_of
from sayso.web.workplace import workplace_of

KEPT = "Kept. It was changed for everyone; the judgement can be taken back."


def routes(site: Site) -> APIRouter:
    """Return the incident page's routes."""
    router = APIRouter()

    def refused(request: Request, incident_id: str, form: Refused) -> Response:
        return _page(site, request, incident_id, form.message, form.status, field=form)

    incident_fields.add_routes(router, site, refused)

    @router.get("/incidents/{incident_id}")
    def incident(
        request: Request, incident_id: str, notice: Annotated[str, Query(alias="told")] = ""
    ) -> Response:
        return _page(site, request, incident_id, KEPT if notice == "kept" else "")

    @router.post("/incidents/{incident_id}/title")
    async def retitled(
        request: Request,
        incident_id: str,
        token: Annotated[str, Form()],
        title: Annotated[str, Form(max_length=2_000)] = "",
        seen: Annotated[int | None, Form(ge=0, le=1_000_000_000)] = None,
    ) -> Response:
        form = _Retitled(incident_id, title, seen)
        return await site.texts.write(partial(_retitled, site, request, token, form))

    @router.post("/incidents/{incident_id}/documents")
    async def regrouped(
        request: Request,
        incident_id: str,
        token: Annotated[str, Form()],
        change: Annotated[Literal["merge", "move", "undo"], Form()],
        other: Annotated[str, Form(max_length=2_000)] = "",
        document: Annotated[list[str] | None, Form(max_length=MOST_DOCUMENTS)] = None,
        why: Annotated[str, Form(max_length=2_000)] = "",
    ) -> Response:
        form = _Regrouped(incident_id, change, other, tuple(document or ()), why)
        return await site.texts.write(partial(_regrouped, site, request, token, form))

    return router


@dataclass(frozen=True, slots=True)
class _Regrouped:
    """The form that changes what belongs to an incident; `other` is an id or address of another."""

    incident_id: str
    change: str
    other: str
    documents: tuple[str, ...]
    why: str


def _regrouped(site: Site, request: Request, token: str, form: _Regrouped) -> Response:
    """Append the judgements of the form, and show the incident; or its page with what is wrong."""
    person = site.checked(request, token, "reviewer")
    other = form.other.strip().partition("#")[0].rstrip("/").rpartition("/")[2]
    asked = ChangeAsked(form.change, form.incident_id, other, form.documents)
    try:
        change = change_incidents(site.index, asked, person.name, form.why)
    except (RegroupingError, LedgerError) as error:
        return _page(site, request, form.incident_id, str(error), status_of(error))
    site.people.note(person.name, f"incident: {form.change}", change.effect)
    return site.redirect(f"/incidents/{change.leads_to}", told="kept")


@dataclass(frozen=True, slots=True)
class _Retitled:
    """The form that names an incident; `seen` is how much people had set of it on its page."""

    incident_id: str
    title: str
    seen: int | None


def _retitled(site: Site, request: Request, token: str, form: _Retitled) -> Response:
    """Append the judgement of the form, and show the incident; or its page with what is wrong."""
    person = site.checked(request, token, "reviewer")
    asked = FieldAsked("title", form.title, person.name, seen=form.seen)
    try:
        made = keep_field(site.index, form.incident_id, asked).judgement
    except (JudgementError, LedgerError) as error:
        return _page(site, request, form.incident_id, str(error), status_of(error), form.title)
    site.people.note(person.name, "named an incident", dict(made.changes)["title"])
    return site.redirect(f"/incidents/{made.claims[0]}", told="kept")


def _page(
    site: Site,
    request: Request,
    incident_id: str,
    message: str = "",
    status: int = 200,
    typed: str | None = None,
    field: Refused | None = None,
) -> Response:
    """Return the page of an incident; `typed` is a title that was refused, to be mended, and
    `field` what was typed in another form.
    """
    state = site.index.state()
    incident = state.incident(incident_id)
    shown = incident_view(site.index, state, incident)
    place = workplace_of(site, request)
    return site.page(
        request,
        "incident.html",
        status,
        shown=shown,
        joint=JOINT,
        incident=incident,
        message=message,
        wrong=status >= 400,
        typed=typed,
        fields=fields_shown(shown, field),
        may_judge=request.state.person.may("reviewer"),
        panel=panel_of(place, request, "incident", incident.id) if incident.claims else None,
        place=place,
        # A claim's id finds its incident whatever judgements make of the incident's own id.
        link=f"/incidents/{shown.incident.claims[0]}" if shown.incident.claims else "",
        base=str(request.base_url).rstrip("/"),
        embeds=bool(site.ancestors),
        courses=courses(shown),
        timeline=timeline(shown, days_of(site.index, shown.folded)),
        chart=map_of(shown.places),
    )

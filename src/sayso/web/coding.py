"""The page on which an incident is coded: its row by the site's codebook, and the claims beside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from sayso.actions.coding import RowChange, codings_of, keep_coding, row_of
from sayso.actions.review import JudgementError
from sayso.ledger import LedgerError
from sayso.linking.coded import CODED, fields_of_coding
from sayso.settings.codebooks import MOST_FIELDS
from sayso.views.coding import shown_cells
from sayso.views.incident import incident_view
from sayso.web.site import Site
from sayso.web.statuses import status_of

VALUE, WAS = "v-", "was-"
"""Begin the names of what a form sends for a field: what stands in it, and what the page showed."""

LONGEST_WHY = 2_000


def routes(site: Site) -> APIRouter:
    """Return the routes of the coding page."""
    router = APIRouter()

    @router.get("/incidents/{incident_id}/code")
    def coded(
        request: Request, incident_id: str, notice: Annotated[str, Query(alias="told")] = ""
    ) -> Response:
        return _page(site, request, incident_id, kept=notice == "kept")

    @router.post("/incidents/{incident_id}/code")
    async def coding(request: Request, incident_id: str) -> Response:
        form = await request.form(max_fields=2 * MOST_FIELDS + 20)
        given = {name: value for name, value in form.items() if isinstance(value, str)}
        return await site.texts.write(partial(_coded, site, request, incident_id, given))

    return router


@dataclass(frozen=True, slots=True)
class Refused:
    """A form that was not kept: why, what was typed in the fields that differ, and the reason."""

    message: str = ""
    status: int = 200
    fields: Mapping[str, str] = field(default_factory=dict)
    why: str = ""


def _coded(site: Site, request: Request, incident_id: str, given: Mapping[str, str]) -> Response:
    """Keep what a form changes; or take back the field that it names, or say the same of it; or
    show what is wrong.
    """
    person = site.checked(request, given.get("token", ""), "reviewer")
    typed = {
        name: given[f"{VALUE}{name}"]
        for name in site.codebook.names
        if f"{VALUE}{name}" in given and _differs(given, name)
    }
    why, undo = given.get("why", ""), given.get("undo", "")
    seen = int(given["seen"]) if given.get("seen", "").isdecimal() else None
    same = given.get("same", "")
    fields = {undo: ""} if undo else {same: given.get(f"{WAS}{same}", "")} if same else typed
    change = RowChange(fields, person.name, why, seen, undo=bool(undo))
    try:
        if len(why) > LONGEST_WHY:
            raise JudgementError(f"Why has {len(why):,} characters; {LONGEST_WHY:,} are the most.")
        made = keep_coding(site.index, incident_id, site.codebook, change)
    except (JudgementError, LedgerError) as error:
        refused = Refused(str(error), status_of(error), typed, why)
        return _page(site, request, incident_id, refused)
    site.people.note(person.name, "coded an incident", "; ".join(made.effects))
    if (undo or same) and typed:  # what was typed elsewhere is not lost
        return _page(site, request, incident_id, Refused(fields=typed, why=why), kept=True)
    return site.redirect(f"/incidents/{made.judgement.claims[0]}/code", told="kept")


def _differs(given: Mapping[str, str], name: str) -> bool:
    """Return whether a field was changed; browsers send lines with carriage returns."""
    now, was = given[f"{VALUE}{name}"], given.get(f"{WAS}{name}", "")
    return now.split() != was.split()


NOT_REFUSED = Refused()


def _page(
    site: Site,
    request: Request,
    incident_id: str,
    refused: Refused = NOT_REFUSED,
    *,
    kept: bool = False,
) -> Response:
    state = site.index.state()
    incident = state.incident(incident_id)
    row = row_of(site.index, state, incident, site.codebook, masked=False)
    person = request.state.person
    cells = shown_cells(row, incident_view(site.index, state, incident), person.name)
    message = refused.message
    if kept and not message:
        said = [made for _, made in codings_of(state, incident, site.codebook)]
        message = _kept(fields_of_coding(said[-1]), said[-1].verdict == CODED) if said else "Kept."
    return site.page(
        request,
        "code.html",
        refused.status,
        incident=incident,
        row=row,
        cells=cells,
        message=message,
        wrong=refused.status >= 400,
        typed=refused.fields,
        why=refused.why,
        may_judge=person.may("reviewer"),
        codebooked=site.codebook,
    )


def _kept(fields: Mapping[str, str], coded: bool) -> str:
    """Return what was kept last, in words."""
    if not coded:
        return f"Taken back: {', '.join(fields)}."
    words = "; ".join(f"{name}: {value or 'nothing'}" for name, value in fields.items())
    return f"Kept. {words}."

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
from sayso.web.workplace import Workplace, checked_workplace, workplace_of

VALUE, WAS = "v-", "was-"
"""Begin the names of what a form sends for a field: what stands in it, and what the page showed."""

LONGEST_WHY = 2_000
KEPT = "kept"
"""What an address says of a page that shows what was kept."""


def routes(site: Site) -> APIRouter:
    """Return the routes of the coding page."""
    router = APIRouter()

    @router.get("/incidents/{incident_id}/code")
    def coded(
        request: Request, incident_id: str, notice: Annotated[str, Query(alias="told")] = ""
    ) -> Response:
        return coding_page(site, request, workplace_of(site, request, ""), incident_id, notice)

    @router.post("/incidents/{incident_id}/code")
    async def coding(request: Request, incident_id: str) -> Response:
        given = await typed_fields(request)
        return await site.texts.write(partial(keep_coded, site, request, incident_id, given))

    return router


async def typed_fields(request: Request) -> dict[str, str]:
    """Return what a form of the coding page sends."""
    form = await request.form(max_fields=2 * MOST_FIELDS + 20)
    return {name: value for name, value in form.items() if isinstance(value, str)}


@dataclass(frozen=True, slots=True)
class Refused:
    """A form that was not kept: why, what was typed in the fields that differ, and the reason."""

    message: str = ""
    status: int = 200
    fields: Mapping[str, str] = field(default_factory=dict)
    why: str = ""


def keep_coded(
    site: Site, request: Request, incident_id: str, given: Mapping[str, str], project: str = ""
) -> Response:
    """Keep what a form changes; or take back the field that it names, or say the same of it; or
    show what is wrong.
    """
    place = checked_workplace(site, request, given.get("token", ""), project)
    person = place.person
    typed = {
        name: given[f"{VALUE}{name}"]
        for name in place.codebook.names
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
        made = keep_coding(place.index, incident_id, place.codebook, change)
    except (JudgementError, LedgerError) as error:
        refused = Refused(str(error), status_of(error), typed, why)
        return coding_page(site, request, place, incident_id, refused=refused)
    did = f"coded an incident{place.in_words}"
    site.people.note(person.name, did, "; ".join(made.effects))
    if (undo or same) and typed:  # what was typed elsewhere is not lost
        left = Refused(fields=typed, why=why)
        return coding_page(site, request, place, incident_id, KEPT, left)
    return site.redirect(f"{place.base}/incidents/{made.judgement.claims[0]}/code", told=KEPT)


def _differs(given: Mapping[str, str], name: str) -> bool:
    """Return whether a field was changed; browsers send lines with carriage returns."""
    now, was = given[f"{VALUE}{name}"], given.get(f"{WAS}{name}", "")
    return now.split() != was.split()


NOT_REFUSED = Refused()


def coding_page(
    site: Site,
    request: Request,
    place: Workplace,
    incident_id: str,
    notice: str = "",
    refused: Refused = NOT_REFUSED,
) -> Response:
    """Return the page on which an incident is coded in a place."""
    index, person, codebook = place.index, place.person, place.codebook
    state = index.state()
    incident = state.incident(incident_id)
    row = row_of(index, state, incident, codebook, masked=False)
    cells = shown_cells(row, incident_view(index, state, incident), person.name)
    message = refused.message
    if notice == KEPT and not message:
        said = [made for _, made in codings_of(state, incident, codebook)]
        message = _kept(fields_of_coding(said[-1]), said[-1].verdict == CODED) if said else "Kept."
    return site.page(
        request,
        "code.html",
        refused.status,
        place=place,
        incident=incident,
        row=row,
        cells=cells,
        message=message,
        wrong=refused.status >= 400,
        typed=refused.fields,
        why=refused.why,
        may_judge=place.may,
        codebooked=codebook,
    )


def _kept(fields: Mapping[str, str], coded: bool) -> str:
    """Return what was kept last, in words."""
    if not coded:
        return f"Taken back: {', '.join(fields)}."
    words = "; ".join(f"{name}: {value or 'nothing'}" for name, value in fields.items())
    return f"Kept. {words}."

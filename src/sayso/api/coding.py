"""The API's routes for coding: the codebook, an incident's row, and what a person codes in it."""

from __future__ import annotations

from functools import partial

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from sayso.accounts import People
from sayso.actions.coding import RowChange, keep_coding, plan_coding, row_of
from sayso.actions.review import JudgementError
from sayso.api import shapes
from sayso.api.answers import allowed, answer, judgement_shape, refused
from sayso.index.projects import JudgedIndex
from sayso.index.service import IncidentIndex
from sayso.linking.coded import CodedEntry
from sayso.settings.codebooks import Codebook
from sayso.views.coding import ShownCell, shown_cells
from sayso.views.incident import incident_view
from sayso.web.text_queue import TextQueue


def routes(
    router: APIRouter, index: IncidentIndex, people: People, texts: TextQueue, codebook: Codebook
) -> None:
    """Add the routes to a router; incidents are coded by `codebook`."""

    @router.get("/codebook", tags=["coding"], response_model=shapes.CodebookShape)
    def codebook_of_site(request: Request) -> Response:
        """The codebook by which incidents are coded here, field by field."""
        return answer(request, codebook_shape(codebook))

    @router.get(
        "/incidents/{incident_id}/code", tags=["coding"], response_model=shapes.CodedRowShape
    )
    def row(request: Request, incident_id: str) -> Response:
        """The row of an incident: each cell with the claims that the reading of it stands on."""
        return row_answer(request, index, codebook, incident_id)

    @router.post(
        "/incidents/{incident_id}/code",
        tags=["coding"],
        status_code=201,
        response_model=shapes.PlanShape,
    )
    async def code(request: Request, incident_id: str, new: shapes.NewCoding) -> shapes.PlanShape:
        """Put values into fields of an incident's row, or take back what one put there."""
        person = allowed(request, "reviewer")
        made = await code_row(index, codebook, texts, incident_id, person.name, new)
        await note_coded(people, person.name, new, made)
        return made


def row_answer(
    request: Request, index: JudgedIndex, codebook: Codebook, incident_id: str
) -> Response:
    """Return the row of an incident."""
    state = index.state()
    incident = state.incident(incident_id)
    made = row_of(index, state, incident, codebook, masked=False)
    cells = shown_cells(made, incident_view(index, state, incident))
    shape = shapes.CodedRowShape(
        incident=incident.id,
        codebook=codebook.key,
        seen=made.seen,
        missing=[each.field.name for each in made.missing],
        cells=[_cell_shape(each) for each in cells],
    )
    return answer(request, shape)


async def code_row(
    index: JudgedIndex,
    codebook: Codebook,
    texts: TextQueue,
    incident_id: str,
    by: str,
    new: shapes.NewCoding,
) -> shapes.PlanShape:
    """Return what is coded in a row, or would be; HTTPException where it can't be."""
    fields = dict.fromkeys(new.fields, "") if new.undo else new.fields
    change = RowChange(fields, by, new.why, new.seen, new.undo)
    make = plan_coding if new.dry_run else keep_coding
    try:
        made = await texts.write(partial(make, index, incident_id, codebook, change))
    except JudgementError as error:
        raise HTTPException(refused(error), str(error)) from error
    return shapes.PlanShape(
        effects=list(made.effects),
        judgements=[judgement_shape(made.judgement)],
        kept=not new.dry_run,
    )


async def note_coded(
    people: People, by: str, new: shapes.NewCoding, made: shapes.PlanShape, where: str = ""
) -> None:
    """Write into the log what was coded."""
    if not new.dry_run:
        did = (by, f"coded an incident{where}", "; ".join(made.effects))
        await run_in_threadpool(people.note, *did)


def codebook_shape(codebook: Codebook) -> shapes.CodebookShape:
    return shapes.CodebookShape(
        name=codebook.name, version=codebook.version, title=codebook.title, about=codebook.about,
        rows=codebook.rows,
        fields=[
            shapes.CodebookFieldShape(
                name=each.name, title=each.title, kind=each.kind, help=each.help,
                required=each.required, fill=each.fill or None, private=each.private,
                choices=dict(each.choices),
            )
            for each in codebook.fields
        ],
    )  # fmt: skip


def _cell_shape(shown: ShownCell) -> shapes.CodedCellShape:
    cell = shown.cell
    return shapes.CodedCellShape(
        field=cell.field.name, value=cell.value, by=cell.by or None, read=cell.read.value,
        fault=cell.fault or None,
        entries=[_entry_shape(each) for each in cell.entries],
        claims=[
            shapes.CellClaimShape(
                claim=each.claim, claimant=each.claimant, words=each.words,
                document=each.document, outlet=each.outlet, published=each.published,
            )
            for each in shown.quotes
        ],
    )  # fmt: skip


def _entry_shape(entry: CodedEntry) -> shapes.CodedEntryShape:
    return shapes.CodedEntryShape(
        value=entry.value, by=entry.by, when=entry.when, why=entry.why, codebook=entry.codebook
    )

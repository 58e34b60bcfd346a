"""The API's routes for what people set of an incident: its title, place, day and a note."""

from __future__ import annotations

from functools import partial

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from sayso.accounts import People
from sayso.actions.incident_fields import (
    FIELDS,
    FieldAsked,
    keep_field,
    plan_field,
    read_field,
    shown_field,
)
from sayso.actions.review import JudgementError
from sayso.api import shapes
from sayso.api.answers import allowed, answer, judgement_shape, refused
from sayso.index.service import IncidentIndex
from sayso.record import IncidentField
from sayso.web.text_queue import TextQueue


def routes(router: APIRouter, index: IncidentIndex, people: People, texts: TextQueue) -> None:
    """Add the routes to a router."""

    @router.put(
        "/incidents/{incident_id}/title",
        tags=["incidents"],
        response_model=shapes.JudgementShape,
    )
    async def retitle(
        request: Request, incident_id: str, new: shapes.NewTitle
    ) -> shapes.JudgementShape:
        """Name an incident, by a judgement; an empty title takes its name back."""
        person = allowed(request, "reviewer")
        asked = FieldAsked("title", new.title, person.name, new.why, new.seen)
        try:
            plan = await texts.write(partial(keep_field, index, incident_id, asked))
        except JudgementError as error:
            raise HTTPException(refused(error), str(error)) from error
        title = dict(plan.judgement.changes)["title"]
        await run_in_threadpool(people.note, person.name, "named an incident", title)
        return judgement_shape(plan.judgement)

    @router.get(
        "/incidents/{incident_id}/fields",
        tags=["incidents"],
        response_model=shapes.IncidentFieldsShape,
    )
    def fields(request: Request, incident_id: str) -> Response:
        """What stands in the fields of an incident, what its claims give, and all that was set."""
        incident = index.state().incident(incident_id)
        shape = shapes.IncidentFieldsShape(
            seen=len(incident.fields_set),
            standing={name: shown_field(incident, name) for name in FIELDS},
            read={name: read_field(incident, name) for name in FIELDS},
            fields_set=[
                shapes.FieldSetShape(
                    field=each.name, value=each.value, by=each.by, when=each.when, why=each.why
                )
                for each in incident.fields_set
            ],
        )
        return answer(request, shape)

    @router.put(
        "/incidents/{incident_id}/fields/{field}",
        tags=["incidents"],
        response_model=shapes.PlanShape,
    )
    async def set_field(
        request: Request, incident_id: str, field: IncidentField, new: shapes.NewField
    ) -> shapes.PlanShape:
        """Set a field of an incident, by a judgement; an empty value takes back what was set."""
        person = allowed(request, "reviewer")
        asked = FieldAsked(field, new.value, person.name, new.why, new.seen)
        try:
            if new.dry_run:
                plan = plan_field(index.state(), incident_id, asked)
            else:
                plan = await texts.write(partial(keep_field, index, incident_id, asked))
        except JudgementError as error:
            raise HTTPException(refused(error), str(error)) from error
        if not new.dry_run:
            did = (person.name, f"set the {field} of an incident", plan.effect)
            await run_in_threadpool(people.note, *did)
        return shapes.PlanShape(
            effects=[plan.effect],
            judgements=[judgement_shape(plan.judgement)],
            kept=not new.dry_run,
        )

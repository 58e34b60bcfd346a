"""The API's routes that make claims of an article's words: add, split, join."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException

from sayso.accounts import People
from sayso.actions.adding import evidence_at, plan_addition, plan_join, plan_split
from sayso.actions.judging import Plan
from sayso.actions.review import JudgementError
from sayso.api import shapes
from sayso.api.answers import allowed, judgement_shape, note_judged
from sayso.index.service import IncidentIndex
from sayso.web.text_queue import TextQueue

Planned = Callable[[str], Plan]
"""Takes who asks; returns what is to be appended. Raises JudgementError."""


def routes(router: APIRouter, index: IncidentIndex, people: People, texts: TextQueue) -> None:
    """Add the routes to a router."""

    async def kept(request: Request, planned: Planned, dry_run: bool) -> shapes.PlanShape:
        person = allowed(request, "reviewer")
        try:
            plan = await texts.write(partial(_keep, index, planned, person.name, dry_run))
        except JudgementError as error:
            raise HTTPException(422, str(error)) from error
        if not dry_run:
            await note_judged(people, person.name, *plan.judgements)
        return shapes.PlanShape(
            effects=list(plan.effects),
            judgements=[judgement_shape(each) for each in plan.judgements],
            kept=not dry_run,
        )

    @router.post(
        "/documents/{document_id}/claims",
        tags=["documents"],
        status_code=201,
        response_model=shapes.PlanShape,
    )
    async def add(request: Request, document_id: str, new: shapes.NewClaim) -> shapes.PlanShape:
        """Make a claim of words of a document, by a judgement; with `dry_run` only say what of."""

        def planned(by: str) -> Plan:
            reading = index.store.reading(index.store.document_key(document_id))
            evidence = evidence_at(reading, new.words, new.start)
            return plan_addition(index, reading, evidence, new.fields, (by, new.why))

        return await kept(request, planned, new.dry_run)

    @router.post(
        "/claims/{claim_id}/split",
        tags=["claims"],
        status_code=201,
        response_model=shapes.PlanShape,
    )
    async def split(request: Request, claim_id: str, new: shapes.NewSplit) -> shapes.PlanShape:
        """Split a claim in two, before the words with which the second begins."""

        def planned(by: str) -> Plan:
            return plan_split(index, claim_id, new.before, (by, new.why))

        return await kept(request, planned, new.dry_run)

    @router.post(
        "/claims/{claim_id}/join", tags=["claims"], status_code=201, response_model=shapes.PlanShape
    )
    async def join(request: Request, claim_id: str, new: shapes.NewJoin) -> shapes.PlanShape:
        """Join a claim with another of its paragraph, which is rejected."""

        def planned(by: str) -> Plan:
            return plan_join(index, claim_id, new.other, (by, new.why))

        return await kept(request, planned, new.dry_run)


def _keep(index: IncidentIndex, planned: Planned, by: str, dry_run: bool) -> Plan:
    plan = planned(by)
    if not dry_run:
        index.judge(plan.judgements)
    return plan

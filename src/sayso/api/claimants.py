"""The API's routes for the register of claimants."""

from __future__ import annotations

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from sayso.accounts import People
from sayso.actions.claimants import ClaimantError, apply, claimant_json, plan, plan_undo
from sayso.api import shapes
from sayso.api.answers import (
    Cursor,
    Limit,
    allowed,
    answer,
    cursor_of,
    judgement_shape,
    note_judged,
    number_of,
)
from sayso.index.service import IncidentIndex
from sayso.linking.register import RegisterEntry
from sayso.record import Judgement
from sayso.web.text_queue import TextQueue


def routes(router: APIRouter, index: IncidentIndex, people: People, texts: TextQueue) -> None:
    """Add the routes to a router."""

    @router.get("/claimants", response_model=shapes.ClaimantPage, tags=["claimants"])
    def claimants(
        request: Request,
        q: Annotated[str, Query(max_length=200, description="Words of a name")] = "",
        cursor: Cursor = None,
        limit: Limit = 50,
    ) -> Response:
        """The register of claimants, or those with these words in a name: most claims first."""
        begin = number_of(cursor)
        listed = index.state().register.listed(q, begin, limit + 1)
        following = cursor_of(begin + limit) if len(listed) > limit else None
        items = [_shape(each) for each in listed[:limit]]
        return answer(request, shapes.ClaimantPage(items=items, next=following))

    @router.get("/claimants/{claimant_id}", response_model=shapes.ClaimantShape, tags=["claimants"])
    def claimant(request: Request, claimant_id: str) -> Response:
        """A claimant by its id, the beginning of one, or a name."""
        return answer(request, _shape(index.state().register.by_id(claimant_id)))

    @router.post(
        "/claimants/judgements",
        tags=["claimants"],
        status_code=201,
        response_model=shapes.JudgementShape,
    )
    async def add(request: Request, new: shapes.NewClaimantJudgement) -> shapes.JudgementShape:
        """Append a judgement on claimants: merge, split or alias, or take one back."""
        person = allowed(request, "reviewer")
        try:
            made = await texts.write(partial(_judge, index, new, person.name))
        except ClaimantError as error:
            raise HTTPException(422, str(error)) from error
        await note_judged(people, person.name, made)
        return judgement_shape(made)


def _judge(index: IncidentIndex, new: shapes.NewClaimantJudgement, by: str) -> Judgement:
    state = index.state()
    given = (new.verb, new.claimant, new.other)
    if new.undo:
        change = plan_undo(state.register, state.judgements, *given)
    else:
        change = plan(state.register, *given)
    made = apply(index.store, change, by, new.why)
    index.wait_until_indexed()
    return made


def _shape(entry: RegisterEntry) -> shapes.ClaimantShape:
    packed = claimant_json(entry)
    del packed["schema"]
    return shapes.ClaimantShape(**packed)

"""The API's routes for double coding: how reviewers agree, and what a third decides."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from sayso.accounts import People
from sayso.actions.adjudication import MOST_CODED, Disagreement, adjudicate, double_coding
from sayso.actions.review import JudgementError
from sayso.actions.row_agreement import RowAgreement, row_agreement
from sayso.api import shapes
from sayso.api.answers import allowed, answer, judgement_shape, note_judged, refused
from sayso.index.service import IncidentIndex
from sayso.linking.agreement import FieldAgreement
from sayso.settings.codebooks import Codebook
from sayso.web.text_queue import TextQueue


def routes(
    router: APIRouter, index: IncidentIndex, people: People, texts: TextQueue, codebook: Codebook
) -> None:
    """Add the routes to a router; rows are those of `codebook`."""

    @router.get("/agreement", tags=["judgements"], response_model=shapes.AgreementShape)
    def agreement(request: Request) -> Response:
        """How reviewers agree on the claims that several judged, and where they differ."""
        coded = double_coding(index)
        fields = _fields(coded.by_field)
        shape = shapes.AgreementShape(
            coders=list(coded.coders),
            fields=fields,
            adjudicated=coded.adjudicated,
            open=[_shape(each) for each in coded.open[:MOST_CODED]],
            rows=_rows(row_agreement(index, codebook)),
        )
        return answer(request, shape)

    @router.post(
        "/claims/{claim_id}/adjudicate",
        tags=["claims"],
        status_code=201,
        response_model=shapes.JudgementShape,
    )
    async def adjudicated(
        request: Request, claim_id: str, new: shapes.NewAdjudication
    ) -> shapes.JudgementShape:
        """Decide what holds of a claim on which reviewers differ, by a judgement."""
        person = allowed(request, "reviewer")
        key = index.store.statement(claim_id).statement.claim.id
        given = (index, person, key, new.fields, new.why, new.seen)
        try:
            made = await texts.write(partial(adjudicate, *given))
        except JudgementError as error:
            raise HTTPException(refused(error), str(error)) from error
        await note_judged(people, person.name, made)
        return judgement_shape(made)


def _fields(by_field: Mapping[str, FieldAgreement]) -> list[shapes.FieldAgreementShape]:
    return [
        shapes.FieldAgreementShape(
            field=name, alpha=each.alpha, claims=each.claims, alike=each.alike
        )
        for name, each in by_field.items()
    ]


def _rows(of: RowAgreement) -> shapes.RowAgreementShape:
    differing = {
        row.incident: {name: dict(given) for name, given in row.fields.items()}
        for row in of.differing
    }
    return shapes.RowAgreementShape(
        codebook=of.codebook, rows=of.rows, coders=list(of.coders), fields=_fields(of.by_field),
        differing=differing,
    )  # fmt: skip


def _shape(each: Disagreement) -> shapes.DisagreementShape:
    fields = {
        name: {choice.value: list(choice.by) for choice in choices}
        for name, choices in each.fields.items()
    }
    return shapes.DisagreementShape(
        claim=each.row.id, document=each.row.document, words=each.row.words, seen=each.seen,
        fields=fields,
    )  # fmt: skip

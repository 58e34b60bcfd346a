"""The API's routes: read with pages and ETags, append judgements, hand in texts."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from sayso.accounts import People
from sayso.actions.framing_pairs import FramingPairs
from sayso.actions.projects import ProjectIndexes
from sayso.actions.regrouping import ChangeAsked, RegroupingError, change_incidents
from sayso.actions.review import JudgementError, judge
from sayso.api import (
    adding,
    adjudication,
    claimants,
    coding,
    framing,
    incident_fields,
    plots,
    projects,
    shapes,
    work,
)
from sayso.api.answers import (
    Cursor,
    Limit,
    allowed,
    answer,
    cursor_of,
    judgement_shape,
    note_judged,
    number_of,
    plain_answer,
    refused,
)
from sayso.api.problems import MEDIA_TYPE
from sayso.exports.linked_jsonl import claim_json, incident_json
from sayso.index.claims import ClaimRow
from sayso.index.search import FACETS, NOT, RANGES, Filter, filter_of, page_of, search_claims
from sayso.index.service import IncidentIndex, Snapshot
from sayso.intake import Hints
from sayso.ledger import UnknownIdError
from sayso.record import Incident
from sayso.record.wire import dumps, to_json
from sayso.settings.codebooks import Codebook
from sayso.views.incident_list import incidents as incidents_of
from sayso.web.text_queue import TextQueue

DOCUMENTS_MOST = 100
ERROR = {MEDIA_TYPE: {"schema": shapes.ProblemDetails.model_json_schema()}}
ERRORS: dict[int | str, dict[str, Any]] = {
    code: {"content": ERROR, "description": description}
    for code, description in (
        (400, "The filter or cursor is not understood"),
        (401, "No login or token"),
        (403, "The role is too small, or the request came from another site"),
        (404, "There is no such thing"),
        (413, "The body is too large"),
        (414, "The address is too long"),
        (409, "Somebody else changed it since it was seen"),
        (422, "The values are not understood"),
        (429, "Too many changes in a minute; Retry-After says how long to wait"),
        (503, "Not now: too many texts wait (Retry-After says how long), or the ledger is away"),
    )
}
QUERY = (
    'Words, all of them; "side by side"; begin*; one OR another; -without. Names are found under'
    " all their spellings."
)
FILTERS = {
    "parameters": [
        *(
            {
                "name": name,
                "in": "query",
                "schema": {"type": "array", "items": {"type": "string"}},
                "description": "Any of these values",
            }
            for name in FACETS
        ),
        *(
            {
                "name": f"{NOT}{name}",
                "in": "query",
                "schema": {"type": "array", "items": {"type": "string"}},
                "description": "None of these values",
            }
            for name in FACETS
        ),
        *(
            {"name": name, "in": "query", "schema": {"type": "string", "format": "date"}}
            for name in RANGES
        ),
        {"name": "q", "in": "query", "schema": {"type": "string"}, "description": QUERY},
        {"name": "document", "in": "query", "schema": {"type": "string"}},
        {
            "name": "tag",
            "in": "query",
            "schema": {"type": "array", "items": {"type": "string"}},
            "description": "Any of these tags that people gave a claim or its document",
        },
    ]
}


def routes(
    index: IncidentIndex,
    people: People,
    texts: TextQueue,
    pairs: FramingPairs,
    codebook: Codebook,
    of_projects: ProjectIndexes,
) -> APIRouter:
    """Return all routes, to be put under a prefix.

    `texts` has the texts that are handed in read, `pairs` outlets or sides counted; incidents are
    coded by `codebook`, and projects have their work and codings `of_projects`.
    """
    router = APIRouter(responses=ERRORS)
    _documents(router, index, people, texts)
    _claims(router, index)
    _incidents(router, index, people, texts)
    _judgements(router, index, people, texts)
    claimants.routes(router, index, people, texts)
    adding.routes(router, index, people, texts)
    incident_fields.routes(router, index, people, texts)
    adjudication.routes(router, index, people, texts, codebook)
    coding.routes(router, index, people, texts, codebook)
    work.routes(router, index, people, texts)
    projects.routes(router, index, people, texts, of_projects, codebook)
    framing.routes(router, index, pairs)
    plots.routes(router, index)
    return router


def _documents(router: APIRouter, index: IncidentIndex, people: People, texts: TextQueue) -> None:
    @router.get("/documents", response_model=shapes.DocumentPage, tags=["documents"])
    def documents(
        request: Request,
        cursor: Cursor = None,
        limit: Annotated[int, Query(ge=1, le=DOCUMENTS_MOST)] = 50,
    ) -> Response:
        """All documents, in the order in which they were added."""
        after = number_of(cursor)
        keys = index.store.keys_since(after, limit)
        entries = index.store.documents(after, limit)
        items = [
            shapes.DocumentShape(
                fingerprint=each.fingerprint, id=each.id, title=each.title, outlet=each.outlet,
                url=each.url, published=each.published, language=each.language,
                recorded=each.recorded, claims=each.claims,
            )
            for each in entries
        ]  # fmt: skip
        following = cursor_of(keys[-1][0]) if len(keys) == limit else None
        return answer(request, shapes.DocumentPage(items=items, next=following))

    @router.get("/documents/{document_id}", tags=["documents"], response_model=shapes.Packed)
    def document(request: Request, document_id: str) -> Response:
        """One document and all that was read in it, as `sayso-reading/1`, with corrections."""
        shown = index.state().shown(index.store.reading(document_id))
        return plain_answer(request, dumps(to_json(shown)))

    @router.post(
        "/documents", tags=["documents"], status_code=201, response_model=shapes.AddedShape
    )
    async def add(request: Request, text: shapes.NewText) -> shapes.AddedShape:
        """Read a text and add it. Nothing is fetched from its address."""
        person = allowed(request, "reviewer")
        hints = Hints(text.published, text.outlet, None, text.url)
        outcome = await texts.submit(person.name, text.text, hints, text.title)
        if outcome.added is None:
            raise HTTPException(422, outcome.problem.message if outcome.problem else "not added")
        added = outcome.added
        await run_in_threadpool(people.note, person.name, "added", added.document)
        return shapes.AddedShape(document=added.document, new=added.new, claims=added.claims)


def _claims(router: APIRouter, index: IncidentIndex) -> None:
    @router.get("/claims", response_model=shapes.ClaimPage, tags=["claims"], openapi_extra=FILTERS)
    def claims(request: Request, cursor: Cursor = None, limit: Limit = 50) -> Response:
        """The claims that a filter lets pass, in the order in which they were added."""
        rows = page_of(index, _filter(request), number_of(cursor), limit)
        following = cursor_of(rows[-1].number) if len(rows) == limit else None
        items = _claim_shapes(index.state(), rows)
        return answer(request, shapes.ClaimPage(items=items, next=following))

    @router.get("/claims/{claim_id}", tags=["claims"], response_model=shapes.Packed)
    def claim(request: Request, claim_id: str) -> Response:
        """A claim folded with its other appearances, as `sayso-claim/1`."""
        state = index.state()
        key = index.store.statement(claim_id).statement.claim.id
        folded = state.folded(key)
        if folded is None:
            raise HTTPException(404, f"The claim {key} is in no incident: it was judged wrong.")
        return plain_answer(request, dumps(claim_json(folded)))

    @router.get("/search", response_model=shapes.SearchShape, tags=["claims"],
                openapi_extra=FILTERS)  # fmt: skip
    def search(
        request: Request, start: Annotated[int, Query(ge=0, le=1_000_000)] = 0, limit: Limit = 25
    ) -> Response:
        """The claims that a filter lets pass, best first, with facets counted."""
        results = search_claims(index, _filter(request), start, limit)
        facets = {
            name: [shapes.FacetShape(value=each.name, claims=each.claims) for each in values]
            for name, values in results.facets.items()
        }
        items = _claim_shapes(index.state(), results.claims)
        return answer(
            request,
            shapes.SearchShape(total=results.total, more=results.more, items=items, facets=facets),
        )


def _incidents(router: APIRouter, index: IncidentIndex, people: People, texts: TextQueue) -> None:
    @router.get("/incidents", response_model=shapes.IncidentPage, tags=["incidents"])
    def incidents(request: Request, cursor: Cursor = None, limit: Limit = 50) -> Response:
        """All incidents, the largest first."""
        index.state()
        begin = min(number_of(cursor), 1 << 60)
        shown = incidents_of(index, begin, limit + 1)
        following = cursor_of(begin + limit) if len(shown) > limit else None
        items = [_incident_shape(each) for each in shown[:limit]]
        return answer(request, shapes.IncidentPage(items=items, next=following))

    @router.get("/incidents/{incident_id}", tags=["incidents"], response_model=shapes.Packed)
    def incident(request: Request, incident_id: str) -> Response:
        """An incident as `sayso-incident/1`, by its id or that of a claim in it."""
        state = index.state()
        incident = state.incident(incident_id)
        claims = state.named(state.of(incident))
        return plain_answer(request, dumps(incident_json(incident, claims)))

    @router.post(
        "/incidents/{incident_id}/documents",
        tags=["incidents"],
        status_code=201,
        response_model=shapes.RegroupingShape,
    )
    async def regroup(
        request: Request, incident_id: str, new: shapes.NewRegrouping
    ) -> shapes.RegroupingShape:
        """Put incidents together or take things out of one, by judgements that stay."""
        person = allowed(request, "reviewer")
        asked = ChangeAsked(new.change, incident_id, new.other, tuple(new.moved))
        try:
            made = await texts.write(partial(change_incidents, index, asked, person.name, new.why))
        except RegroupingError as error:
            raise HTTPException(422, str(error)) from error
        await run_in_threadpool(people.note, person.name, f"incident: {new.change}", made.effect)
        return shapes.RegroupingShape(
            effect=made.effect,
            incident=index.state().incident(made.leads_to).id,
            judgements=[judgement_shape(each) for each in made.judgements],
        )


def _whole_id(index: IncidentIndex, claim: str) -> str:
    """Return the id of the claim whose id begins so; one that no claim has is left as it is."""
    try:
        return index.store.statement(claim).statement.claim.id
    except UnknownIdError:
        return claim


def _judgements(router: APIRouter, index: IncidentIndex, people: People, texts: TextQueue) -> None:
    @router.get("/judgements", response_model=shapes.JudgementPage, tags=["judgements"])
    def judgements(request: Request, cursor: Cursor = None, limit: Limit = 50) -> Response:
        """All judgements, the oldest first."""
        judgements, begin = index.state().judgements, number_of(cursor)
        shown = judgements[begin : begin + limit]
        following = cursor_of(begin + limit) if begin + limit < len(judgements) else None
        items = [judgement_shape(each) for each in shown]
        return answer(request, shapes.JudgementPage(items=items, next=following))

    @router.post(
        "/judgements", tags=["judgements"], status_code=201, response_model=shapes.JudgementShape
    )
    async def add(request: Request, new: shapes.NewJudgement) -> shapes.JudgementShape:
        """Append a judgement. Nothing is changed by it but what is made of all judgements."""
        person = allowed(request, "reviewer")
        try:
            claims = [_whole_id(index, each) for each in new.claims]
            given = (new.verdict, claims, new.why, new.changes, new.copies, new.seen)
            made = await texts.write(partial(judge, index, person, *given))
        except JudgementError as error:
            raise HTTPException(refused(error), str(error)) from error
        await note_judged(people, person.name, made)
        return judgement_shape(made)


def _filter(request: Request) -> Filter:
    return filter_of(request.query_params.multi_items())


def _claim_shapes(state: Snapshot, rows: Sequence[ClaimRow]) -> list[shapes.ClaimShape]:
    homes = state.homes([each.id for each in rows])
    return [_claim_shape(each, homes.get(each.id)) for each in rows]


def _claim_shape(row: ClaimRow, incident: str | None) -> shapes.ClaimShape:
    return shapes.ClaimShape(
        id=row.id, document=row.document, claimant=row.claimant, said=row.said,
        chain=row.chain.split(" › "), side=row.side, outlet=row.outlet or None,
        event=row.event or None, polarity=row.polarity, modality=row.modality, manner=row.manner,
        stance=row.stance, cue=row.cue or None, day=row.day or None, until=row.until or None,
        published=row.published or None, score=row.score, words=row.words,
        incident=incident,
    )  # fmt: skip


def _incident_shape(incident: Incident) -> shapes.IncidentShape:
    return shapes.IncidentShape(
        id=incident.id, title=incident.title, titled_by=incident.titled_by or None,
        read_title=incident.read_title or incident.title, kind=incident.kind,
        place=incident.place.name if incident.place else None,
        placed_by=incident.placed_by or None, earliest=incident.earliest, latest=incident.latest,
        dated_by=incident.dated_by or None, note=incident.note or None,
        noted_by=incident.noted_by or None, documents=len(incident.documents),
        claims=len(incident.claims), origins=incident.origins, rivals=len(incident.rivals),
        warnings=len(incident.warnings),
    )  # fmt: skip

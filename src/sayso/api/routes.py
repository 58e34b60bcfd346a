"""The API's routes: read with pages and ETags, append judgements, hand in texts."""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Sequence
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from sayso.accounts import People, Person, Role
from sayso.actions.review import JudgementError, judge
from sayso.api import shapes
from sayso.api.problems import MEDIA_TYPE
from sayso.exports.linked_jsonl import claim_json, incident_json
from sayso.index.claims import ClaimRow
from sayso.index.search import FACETS, RANGES, Filter, filter_of, page_of, search_claims
from sayso.index.service import IncidentIndex, Snapshot
from sayso.intake import Hints
from sayso.record import Incident, Judgement
from sayso.record.wire import dumps, to_json
from sayso.views.incident_list import incidents as incidents_of
from sayso.web.text_queue import TextQueue

MOST = 200
DOCUMENTS_MOST = 100
Limit = Annotated[int, Query(ge=1, le=MOST)]
Cursor = Annotated[str | None, Query(max_length=64)]
ERROR = {MEDIA_TYPE: {"schema": shapes.ProblemDetails.model_json_schema()}}
ERRORS: dict[int | str, dict[str, Any]] = {
    code: {"content": ERROR, "description": description}
    for code, description in (
        (400, "The filter or cursor is not understood"),
        (401, "No login or token"),
        (403, "The role is too small, or the request came from another site"),
        (404, "There is no such thing"),
        (413, "The body is too large"),
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
            {"name": name, "in": "query", "schema": {"type": "string", "format": "date"}}
            for name in RANGES
        ),
        {"name": "q", "in": "query", "schema": {"type": "string"}, "description": QUERY},
        {"name": "document", "in": "query", "schema": {"type": "string"}},
    ]
}


def routes(index: IncidentIndex, people: People, texts: TextQueue) -> APIRouter:
    """Return all routes, to be put under a prefix.

    `texts` has the texts that are handed in read.
    """
    router = APIRouter(responses=ERRORS)
    _documents(router, index, people, texts)
    _claims(router, index)
    _incidents(router, index)
    _judgements(router, index, people, texts)
    return router


def _documents(router: APIRouter, index: IncidentIndex, people: People, texts: TextQueue) -> None:
    @router.get("/documents", response_model=shapes.DocumentPage, tags=["documents"])
    def documents(
        request: Request,
        cursor: Cursor = None,
        limit: Annotated[int, Query(ge=1, le=DOCUMENTS_MOST)] = 50,
    ) -> Response:
        """All documents, in the order in which they were added."""
        after = _number(cursor)
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
        following = _cursor(keys[-1][0]) if len(keys) == limit else None
        return _answer(request, shapes.DocumentPage(items=items, next=following))

    @router.get("/documents/{document_id}", tags=["documents"], response_model=shapes.Packed)
    def document(request: Request, document_id: str) -> Response:
        """One document and all that was read in it, as `sayso-reading/1`."""
        return _plain(request, dumps(to_json(index.store.reading(document_id))))

    @router.post(
        "/documents", tags=["documents"], status_code=201, response_model=shapes.AddedShape
    )
    async def add(request: Request, text: shapes.NewText) -> shapes.AddedShape:
        """Read a text and add it. Nothing is fetched from its address."""
        person = _allowed(request, "reviewer")
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
        rows = page_of(index, _filter(request), _number(cursor), limit)
        following = _cursor(rows[-1].number) if len(rows) == limit else None
        items = _claim_shapes(index.state(), rows)
        return _answer(request, shapes.ClaimPage(items=items, next=following))

    @router.get("/claims/{claim_id}", tags=["claims"], response_model=shapes.Packed)
    def claim(request: Request, claim_id: str) -> Response:
        """A claim folded with its other appearances, as `sayso-claim/1`."""
        state = index.state()
        key = index.store.statement(claim_id).statement.claim.id
        folded = state.folded(key)
        if folded is None:
            raise HTTPException(404, f"The claim {key} is in no incident: it was judged wrong.")
        return _plain(request, dumps(claim_json(folded)))

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
        return _answer(
            request,
            shapes.SearchShape(total=results.total, more=results.more, items=items, facets=facets),
        )


def _incidents(router: APIRouter, index: IncidentIndex) -> None:
    @router.get("/incidents", response_model=shapes.IncidentPage, tags=["incidents"])
    def incidents(request: Request, cursor: Cursor = None, limit: Limit = 50) -> Response:
        """All incidents, the largest first."""
        index.state()
        begin = min(_number(cursor), 1 << 60)
        shown = incidents_of(index, begin, limit + 1)
        following = _cursor(begin + limit) if len(shown) > limit else None
        items = [_incident_shape(each) for each in shown[:limit]]
        return _answer(request, shapes.IncidentPage(items=items, next=following))

    @router.get("/incidents/{incident_id}", tags=["incidents"], response_model=shapes.Packed)
    def incident(request: Request, incident_id: str) -> Response:
        """An incident as `sayso-incident/1`, by its id or that of a claim in it."""
        state = index.state()
        incident = state.incident(incident_id)
        return _plain(request, dumps(incident_json(incident, state.of(incident))))


def _judgements(router: APIRouter, index: IncidentIndex, people: People, texts: TextQueue) -> None:
    @router.get("/judgements", response_model=shapes.JudgementPage, tags=["judgements"])
    def judgements(request: Request, cursor: Cursor = None, limit: Limit = 50) -> Response:
        """All judgements, the oldest first."""
        judgements, begin = index.state().judgements, _number(cursor)
        shown = judgements[begin : begin + limit]
        following = _cursor(begin + limit) if begin + limit < len(judgements) else None
        items = [_judgement_shape(each) for each in shown]
        return _answer(request, shapes.JudgementPage(items=items, next=following))

    @router.post(
        "/judgements", tags=["judgements"], status_code=201, response_model=shapes.JudgementShape
    )
    async def add(request: Request, new: shapes.NewJudgement) -> shapes.JudgementShape:
        """Append a judgement. Nothing is changed by it but what is made of all judgements."""
        person = _allowed(request, "reviewer")
        try:
            given = (new.verdict, new.claims, new.why, new.changes)
            made = await texts.write(partial(judge, index, person, *given))
        except JudgementError as error:
            raise HTTPException(422, str(error)) from error
        did = (person.name, f"judged {made.verdict}", " ".join(made.claims))
        await run_in_threadpool(people.note, *did)
        return _judgement_shape(made)


def _allowed(request: Request, role: Role) -> Person:
    person: Person | None = request.state.person
    if person is None or not person.may(role):
        raise HTTPException(403, f"This is for a {role}. Ask whoever runs this site for that role.")
    return person


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
        id=incident.id, title=incident.title, kind=incident.kind,
        place=incident.place.name if incident.place else None, earliest=incident.earliest,
        latest=incident.latest, documents=len(incident.documents), claims=len(incident.claims),
        origins=incident.origins, rivals=len(incident.rivals), warnings=len(incident.warnings),
    )  # fmt: skip


def _judgement_shape(judgement: Judgement) -> shapes.JudgementShape:
    return shapes.JudgementShape(
        verdict=judgement.verdict, claims=list(judgement.claims), by=judgement.by,
        when=judgement.when, why=judgement.why, changes=dict(judgement.changes),
    )  # fmt: skip


def _cursor(number: int) -> str:
    return base64.urlsafe_b64encode(str(number).encode()).decode().rstrip("=")


def _number(cursor: str | None) -> int:
    """Return where a page begins; HTTPException when the cursor is none of ours."""
    if not cursor:
        return 0
    try:
        decoded = base64.b64decode(cursor + "=" * (-len(cursor) % 4), b"-_", validate=True)
        number = int(decoded)
    except (ValueError, binascii.Error):
        number = -1
    if not 0 <= number < 2**62:
        raise HTTPException(400, "The cursor is not one that a page gave. Begin without one.")
    return number


def _answer(request: Request, shape: BaseModel) -> Response:
    return _plain(request, shape.model_dump_json())


def _plain(request: Request, body: str) -> Response:
    """Return JSON with an ETag; 304 when the asker has it already."""
    raw = body.encode("utf-8", "backslashreplace")
    tag = f'"{hashlib.sha256(raw).hexdigest()[:32]}"'
    headers = {"ETag": tag, "Cache-Control": "private, no-cache"}
    asked = [each.strip().removeprefix("W/") for each in _tags(request)]
    if tag in asked or "*" in asked:
        return Response(status_code=304, headers=headers)
    return Response(raw, media_type="application/json", headers=headers)


def _tags(request: Request) -> list[str]:
    return request.headers.get("if-none-match", "").split(",")

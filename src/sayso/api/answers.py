"""What the API's routes share: who may, cursors, and answers with ETags."""

from __future__ import annotations

import base64
import binascii
import hashlib
from typing import Annotated

from fastapi import Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from sayso.accounts import People, Person, Role
from sayso.actions.review import ChangedMeanwhileError, JudgementError
from sayso.api import shapes
from sayso.record import Judgement

MOST = 200
Limit = Annotated[int, Query(ge=1, le=MOST)]
Cursor = Annotated[str | None, Query(max_length=64)]


def allowed(request: Request, role: Role) -> Person:
    """Return who asks, if that is at least a `role`; else HTTPException."""
    person: Person | None = request.state.person
    if person is None or not person.may(role):
        raise HTTPException(403, f"This is for a {role}. Ask whoever runs this site for that role.")
    return person


def refused(error: JudgementError) -> int:
    """Return the status of a judgement that can't be."""
    return 409 if isinstance(error, ChangedMeanwhileError) else 422


async def note_judged(people: People, by: str, *judgements: Judgement) -> None:
    """Write judgements into the log of who did what."""
    for judgement in judgements:
        did = (by, f"judged {judgement.verdict}", " ".join(judgement.claims))
        await run_in_threadpool(people.note, *did)


def judgement_shape(judgement: Judgement) -> shapes.JudgementShape:
    """Return a judgement as the API gives it."""
    return shapes.JudgementShape(
        verdict=judgement.verdict, claims=list(judgement.claims), by=judgement.by,
        when=judgement.when, why=judgement.why, changes=dict(judgement.changes),
    )  # fmt: skip


def cursor_of(number: int) -> str:
    """Return the cursor of a page that begins there."""
    return base64.urlsafe_b64encode(str(number).encode()).decode().rstrip("=")


def number_of(cursor: str | None) -> int:
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


def answer(request: Request, shape: BaseModel) -> Response:
    """Return a shape as JSON with an ETag."""
    return plain_answer(request, shape.model_dump_json())


def plain_answer(request: Request, body: str) -> Response:
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

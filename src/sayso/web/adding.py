"""Forms that make claims of an article's words: a missed one added, one split, two joined."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import Response

from sayso.actions.adding import (
    chosen_words,
    evidence_near,
    plan_addition,
    plan_join,
    plan_split,
    proposals,
)
from sayso.actions.judging import Plan
from sayso.actions.review import JudgementError
from sayso.actions.show import paragraph_of
from sayso.ledger import LedgerError
from sayso.lexicon.events import kinds
from sayso.linking.claim_fields import FIELDS
from sayso.record import MODALITIES, OUTLET, POLARITIES, Reading, Span
from sayso.web.review import HINTS, Typed, refused
from sayso.web.site import Site, allowed
from sayso.web.statuses import status_of

NAMES = tuple(each for each in FIELDS if each != "evidence")
LARGEST = 1_000_000_000


@dataclass(frozen=True, slots=True)
class _Form:
    """A claim to be added, as it was sent: `start` is where the words were chosen."""

    document: str
    start: int
    evidence: str
    why: str
    fields: Mapping[str, str] = field(default_factory=dict)


def routes(site: Site) -> APIRouter:
    """Return the routes of these forms."""
    router = APIRouter()

    @router.get("/articles/{document_id}/add")
    def draft(
        request: Request,
        document_id: str,
        start: Annotated[int, Query(ge=0, le=LARGEST)] = 0,
        end: Annotated[int, Query(ge=0, le=LARGEST)] = 0,
    ) -> Response:
        allowed(request, "reviewer")
        reading = site.index.store.reading(site.index.store.document_key(document_id))
        text = reading.document.text
        words = chosen_words(text, Span(min(start, len(text)), max(start, end))).of(text)
        return _page(site, request, reading, _Form(document_id, start, words, ""))

    @router.post("/articles/{document_id}/add")
    async def add(
        request: Request,
        document_id: str,
        token: Annotated[str, Form()],
        start: Annotated[int, Form(ge=0, le=LARGEST)],
        evidence: Annotated[str, Form()] = "",
        changed: Annotated[list[str] | None, Form(max_length=20)] = None,
        why: Annotated[str, Form()] = "",
    ) -> Response:
        fields = dict(zip(NAMES, changed or (), strict=False))
        form = _Form(document_id, start, evidence.replace("\r\n", "\n").strip(), why, fields)
        return await site.texts.write(partial(_added, site, request, token, form))

    @router.post("/review/{claim_id}/split")
    async def split(
        request: Request,
        claim_id: str,
        token: Annotated[str, Form()],
        before: Annotated[str, Form(max_length=20_000)],
    ) -> Response:
        def planned(by: str) -> Plan:
            return plan_split(site.index, claim_id, before, (by, ""))

        return await site.texts.write(partial(_changed, site, request, token, claim_id, planned))

    @router.post("/review/{claim_id}/join")
    async def join(
        request: Request,
        claim_id: str,
        token: Annotated[str, Form()],
        other: Annotated[str, Form(max_length=200)],
    ) -> Response:
        def planned(by: str) -> Plan:
            return plan_join(site.index, claim_id, other, (by, ""))

        return await site.texts.write(partial(_changed, site, request, token, claim_id, planned))

    return router


def _added(site: Site, request: Request, token: str, form: _Form) -> Response:
    """Append the judgement of a form and go back to the article; or the form with its fault."""
    person = site.checked(request, token, "reviewer")
    key = site.index.store.document_key(form.document)
    reading = site.index.store.reading(key)
    try:
        Typed(form.why, {**form.fields, "evidence": form.evidence}).check()
        evidence = evidence_near(reading, form.evidence, form.start)
        plan = plan_addition(site.index, reading, evidence, form.fields, (person.name, form.why))
        _keep(site, person.name, plan)
    except (JudgementError, LedgerError) as error:
        return _page(site, request, reading, form, str(error), status_of(error))
    return site.redirect(f"/articles/{key}", added=plan.judgements[0].claims[0])


def _changed(
    site: Site, request: Request, token: str, claim_id: str, planned: Callable[[str], Plan]
) -> Response:
    """Append the judgements that split or join a claim, and show it; or its page with the fault."""
    person = site.checked(request, token, "reviewer")
    try:
        _keep(site, person.name, planned(person.name))
    except (JudgementError, LedgerError) as error:
        return refused(site, request, claim_id, error)
    return site.redirect(f"/review/{claim_id}", told="kept", of=claim_id)


def _keep(site: Site, by: str, plan: Plan) -> None:
    site.index.judge(plan.judgements)
    for made in plan.judgements:
        site.people.note(by, f"judged {made.verdict}", " ".join(made.claims))


def _page(
    site: Site,
    request: Request,
    reading: Reading,
    form: _Form,
    message: str = "",
    status: int = 200,
) -> Response:
    """Return the form for a claim of some words, with what was read in them."""
    text = reading.document.text
    fields: Mapping[str, str] = form.fields
    evidence = Span(0, 0)
    try:
        if not form.evidence:
            raise JudgementError("Write or paste the words of the article that make the claim.")
        evidence = evidence_near(reading, form.evidence, form.start)
        fields = fields or proposals(reading, evidence)
    except JudgementError as error:
        message = message or str(error)
    around = paragraph_of(reading, evidence) if len(evidence) else evidence
    return site.page(
        request,
        "adding.html",
        status,
        document=reading.document,
        key=reading.document.fingerprint,
        form=form,
        before=text[around.start : evidence.start],
        words=evidence.of(text),
        after=text[evidence.end : around.end],
        fields={name: fields.get(name, "") for name in NAMES},
        hints=HINTS,
        names=[OUTLET, *sorted({each.name for each in reading.actors or () if each.named})],
        kinds=sorted(kinds()),
        polarities=POLARITIES,
        modalities=MODALITIES,
        message=message,
    )

"""The review: a queue, one claim beside its words, and how well reviewers agree."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Annotated
from urllib.parse import parse_qsl

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from sayso.actions.adjudication import adjudicate, double_coding
from sayso.actions.review import (
    SINGLE,
    JudgementError,
    as_shown,
    case,
    judge,
    queue,
    said_alike,
    undoable,
)
from sayso.actions.review import training_rows as training_rows_of
from sayso.actions.row_agreement import row_agreement
from sayso.actions.show import paragraph_of
from sayso.index.search import filter_of
from sayso.ledger import LedgerError
from sayso.lexicon.events import kinds
from sayso.linking.agreement import CODED
from sayso.linking.claim_fields import FIELDS, fields_of
from sayso.record.found import MODALITIES, POLARITIES
from sayso.views.work import WorkFilter, counts_of
from sayso.web.site import Site, allowed
from sayso.web.statuses import status_of
from sayso.web.wording import plural
from sayso.web.work_panel import panel_of
from sayso.web.workplace import workplace_of

KEPT = "Kept."

LONGEST_WHY = 2_000
LONGEST_FIELD = 500
LONGEST_EVIDENCE = 20_000
MOST_COPIES = 500
MOST_DISAGREEMENTS = 50
"""Claims on which reviewers differ that a page lists."""

OTHER = "… another"
"""What a form sends for a value that no coder gave."""


HINTS = {
    "claimant": "of the article, or another; “the outlet” for the report’s own words",
    "figures": "at least 54 people killed; 71 of 83 drones intercepted",
    "place": "several with semicolons: Kutum; El Fasher, Sudan",
    "when": "3 June 2025; 2 June 2025 / 4 June 2025 for a period",
    "initiator": "in the article’s words",
    "target": "in the article’s words",
    "evidence": "verbatim",
}
"""What each field takes, beneath it."""


@dataclass(frozen=True, slots=True)
class Typed:
    """What a reviewer typed into the form, to be shown again where the form is refused.

    `back` is the query string of the queue that the claim came from.
    """

    why: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    back: str = ""

    def check(self) -> None:
        """Raise JudgementError where something is longer than the form lets it be."""
        limits = [("Why", self.why, LONGEST_WHY)]
        limits += [
            (name, value, LONGEST_EVIDENCE if name == "evidence" else LONGEST_FIELD)
            for name, value in self.fields.items()
        ]
        for name, value, most in limits:
            if len(value) > most:
                raise JudgementError(
                    f"{name} has {len(value):,} characters; {most:,} are the most."
                )


def routes(site: Site) -> APIRouter:
    """Return the review's routes."""
    router = APIRouter()

    @router.get("/review")
    def review(request: Request) -> Response:
        wanted = filter_of(request.query_params.multi_items())
        shown = queue(site.index, wanted, request.state.person)
        counts = counts_of(site.index, WorkFilter(), request.state.person.name)
        return site.page(request, "queue.html", queue=shown, wanted=wanted, counts=counts)

    @router.get("/review/agreement")
    def agreeing(request: Request) -> Response:
        return site.page(
            request,
            "agreement.html",
            coded=double_coding(site.index),
            rows=row_agreement(site.index, site.codebook),
            project=None,
        )

    @router.get("/review/disagreements")
    def disagreeing(request: Request, notice: Annotated[str, Query(alias="told")] = "") -> Response:
        return _disagreements(site, request, "Adjudicated." if notice == "adjudicated" else "")

    @router.post("/review/{claim_id}/adjudicate")
    async def adjudicated(request: Request, claim_id: str) -> Response:
        form = await request.form(max_fields=60)
        given = {name: value for name, value in form.items() if isinstance(value, str)}
        return await site.texts.write(partial(_adjudicated, site, request, claim_id, given))

    @router.get("/review/judgements.jsonl")
    def training_rows(request: Request) -> Response:
        allowed(request, "reviewer")
        lines = (json.dumps(each, ensure_ascii=True) for each in training_rows_of(site.index))
        headers = {"Content-Disposition": 'attachment; filename="judgements.jsonl"'}
        body = "".join(line + "\n" for line in lines)
        return Response(body, media_type="application/x-ndjson", headers=headers)

    @router.get("/review/{claim_id}")
    def claim(
        request: Request,
        claim_id: str,
        notice: Annotated[str, Query(alias="told")] = "",
        judged_id: Annotated[str, Query(alias="of", max_length=80)] = "",
    ) -> Response:
        return _page(site, request, claim_id, _kept(site, judged_id) if notice == "kept" else "")

    @router.post("/review/{claim_id}")
    async def judged(
        request: Request,
        claim_id: str,
        token: Annotated[str, Form()],
        verdict: Annotated[str, Form(max_length=40)],
        other: Annotated[list[str] | None, Form(max_length=20)] = None,
        why: Annotated[str, Form()] = "",
        back: Annotated[str, Form(max_length=8000)] = "",
        changed: Annotated[list[str] | None, Form(max_length=20)] = None,
        copies: Annotated[list[str] | None, Form(alias="copy", max_length=MOST_COPIES)] = None,
        seen: Annotated[int | None, Form(ge=0, le=1_000_000_000)] = None,
    ) -> Response:
        form = _Form(
            claim_id, verdict, tuple(other or ()), why, back, tuple(changed or ()),
            tuple(copies or ()), seen,
        )  # fmt: skip
        # To append a judgement may take until another process has written: in no page's thread.
        return await site.texts.write(partial(_judged, site, request, token, form))

    return router


@dataclass(frozen=True, slots=True)
class _Form:
    """The form of a judgement as it was sent; `changed` has the fields in the order of FIELDS, and
    `seen` is how many judgements of the claim were on the page.
    """

    claim_id: str
    verdict: str
    other: tuple[str, ...]
    why: str
    back: str
    changed: tuple[str, ...]
    copies: tuple[str, ...]
    seen: int | None


def _judged(site: Site, request: Request, token: str, form: _Form) -> Response:
    """Append the judgement of a form; the next claim of the queue, or the form with its fault."""
    person = site.checked(request, token, "reviewer")
    claim_id, verdict, back = form.claim_id, form.verdict, form.back
    # Browsers send the lines of a text area with carriage returns.
    words = (each.replace("\r\n", "\n").strip() for each in form.changed)
    given = dict(zip(FIELDS, words, strict=False))
    typed = Typed(form.why, given, back)
    try:
        typed.check()
        row = site.index.index.claim(claim_id)
        if verdict == "right":
            _refuse_changes(site, claim_id, given)
        changes = given if verdict == "corrected" else {}
        copies = form.copies if verdict in (*SINGLE, "undecided") else ()
        claims = [claim_id, *form.other]
        made = judge(site.index, person, verdict, claims, form.why, changes, copies, form.seen)
    except (JudgementError, LedgerError) as error:
        return _page(site, request, claim_id, str(error), status_of(error), typed)
    site.people.note(person.name, f"judged {made.verdict}", " ".join(made.claims))
    if row is not None and site.index.index.claim(claim_id) is None:
        return site.redirect(f"/articles/{row.document}", taken_back="yes")
    following = queue(site.index, filter_of(_pairs(back)), person, 1).claims
    if made.verdict in ("right", "wrong", "corrected") and following:
        query = filter_of(_pairs(back)).query(told="kept", of=claim_id)
        return RedirectResponse(f"/review/{following[0].id}?{query}", 303)
    return RedirectResponse(f"/review/{claim_id}?told=kept&of={claim_id}", 303)


def _adjudicated(site: Site, request: Request, claim_id: str, given: Mapping[str, str]) -> Response:
    """Adjudicate a claim on which reviewers differ, by the form, and show those that are left."""
    person = site.checked(request, given.get("token", ""), "reviewer")
    chosen = {
        name: given.get(f"other-{name}", "").strip() if value == OTHER else value
        for name, value in given.items()
        if name in CODED
    }
    seen = int(given["seen"]) if given.get("seen", "").isdecimal() else None
    try:
        Typed(given.get("why", ""), chosen).check()
        made = adjudicate(site.index, person, claim_id, chosen, given.get("why", ""), seen)
    except (JudgementError, LedgerError) as error:
        return _disagreements(site, request, str(error), status_of(error))
    site.people.note(person.name, f"judged {made.verdict}", claim_id)
    return site.redirect("/review/disagreements", told="adjudicated")


def _disagreements(site: Site, request: Request, message: str = "", status: int = 200) -> Response:
    coded = double_coding(site.index)
    return site.page(
        request,
        "disagreements.html",
        status,
        coded=coded,
        shown=coded.open[:MOST_DISAGREEMENTS],
        message=message,
        wrong=status >= 400,
        other=OTHER,
        may_judge=request.state.person.may("reviewer"),
    )


def _kept(site: Site, claim_id: str) -> str:
    """Return what was kept last of a claim, as it was understood, and of how many copies."""
    said = site.index.state().by_claim.get(claim_id, ())
    if not said:
        return KEPT
    changes = "; ".join(f"{name}: {value or 'nothing'}" for name, value in said[-1].changes)
    copies = said_alike(site.index, said[-1], claim_id)
    of_copies = f" The same of {plural(len(copies), 'copy', 'copies')}." if copies else ""
    return f"{KEPT} {changes}.{of_copies}" if changes else f"{KEPT}{of_copies}"


def _refuse_changes(site: Site, claim_id: str, given: Mapping[str, str]) -> None:
    """Raise JudgementError where a claim is accepted with fields changed: Enter sends "Accept"."""
    fields = fields_of(as_shown(site.index, claim_id))
    changed = [name for name, value in given.items() if value != fields[name].strip()]
    if changed:
        raise JudgementError(
            f"You changed {', '.join(changed)}. Keep your corrections, or put back what stood there"
            " to accept the claim as it stands."
        )


def _pairs(query: str) -> list[tuple[str, str]]:
    return parse_qsl(query, max_num_fields=200)


def refused(site: Site, request: Request, claim_id: str, error: Exception) -> Response:
    """Return the page of a claim with what is wrong with splitting or joining it."""
    return _page(site, request, claim_id, str(error), status_of(error), failed_change=True)


def _page(
    site: Site,
    request: Request,
    claim_id: str,
    notice: str = "",
    status: int = 200,
    typed: Typed | None = None,
    failed_change: bool = False,
) -> Response:
    shown = case(site.index, claim_id)
    claim, reading = shown.resolved.claim, shown.resolved.reading
    around = paragraph_of(reading, claim.evidence)
    text = reading.document.text
    return site.page(
        request,
        "review.html",
        status,
        case=shown,
        row=shown.row,
        before=text[around.start : claim.evidence.start],
        words=claim.evidence.of(text),
        span=claim.evidence,
        after=text[claim.evidence.end : around.end],
        fields=fields_of(shown.resolved),
        corrected={each.field: each for each in claim.corrections},
        copies=shown.copies,
        hints=HINTS,
        alike=[said_alike(site.index, each, shown.row.id) for each in shown.judgements],
        around=[
            (each.id, each.evidence.of(text))
            for each in reading.claims or ()
            if each.id != claim.id and around.contains(each.evidence)
        ],
        failed_change=failed_change,
        names=sorted({each.name for each in reading.actors or () if each.named}),
        kinds=sorted(kinds()),
        polarities=POLARITIES,
        modalities=MODALITIES,
        message=notice,
        wrong=status >= 400,
        typed=typed or Typed(),
        back=filter_of(_pairs(typed.back) if typed else request.query_params.multi_items()).query(),
        panel=panel_of(workplace_of(site, request), request, "claim", shown.row.id),
        undoable=undoable(site.index.state(), shown.row.id, request.state.person.name),
    )

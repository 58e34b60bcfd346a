"""The register of claimants: a list with search, one claimant's names, and judgements on them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import Response

from sayso.actions.claimants import (
    ClaimantError,
    RegisterChange,
    apply,
    judged_of,
    judgement_key,
    plan,
    plan_taking_back,
)
from sayso.ledger import LedgerError
from sayso.linking.register import RegisterEntry
from sayso.web.site import Site
from sayso.web.statuses import status_of

PER_PAGE = 100
LONGEST_WHY = 2_000
TAKE_BACK = "undo"
KEPT = "Kept. The register is brought up to date with it."


@dataclass(frozen=True, slots=True)
class _Sent:
    """A form of a claimant's page: what is to be done, with which other claimant or name."""

    entry: str
    verb: str
    other: str
    why: str


def routes(site: Site) -> APIRouter:
    """Return the register's routes."""
    router = APIRouter()

    @router.get("/claimants")
    def claimants(
        request: Request,
        q: Annotated[str, Query(max_length=200)] = "",
        page: Annotated[int, Query(ge=1, le=100_000)] = 1,
    ) -> Response:
        register = site.index.state().register

        def listed() -> tuple[int, list[RegisterEntry]]:
            return register.count(q), register.listed(q, (page - 1) * PER_PAGE, PER_PAGE)

        of_all = partial(site.index.index.of_generation, f"claimants, page {page}")
        total, entries = listed() if q else of_all(listed)
        return site.page(
            request,
            "claimants.html",
            entries=entries,
            total=total,
            words=q,
            page=page,
            pages=max(1, -(-total // PER_PAGE)),
        )

    @router.get("/claimants/{entry_id}")
    def claimant(
        request: Request, entry_id: str, notice: Annotated[str, Query(alias="told")] = ""
    ) -> Response:
        return _page(site, request, entry_id, KEPT if notice == "kept" else "")

    @router.post("/claimants/{entry_id}")
    async def judged(
        request: Request,
        entry_id: str,
        token: Annotated[str, Form()],
        verb: Annotated[str, Form(max_length=40)],
        other: Annotated[str, Form(max_length=400)] = "",
        why: Annotated[str, Form()] = "",
    ) -> Response:
        sent = _Sent(entry_id, verb, other, why)
        # To append a judgement may take until another process has written: in no page's thread.
        return await site.texts.write(partial(_judged, site, request, token, sent))

    return router


def _judged(site: Site, request: Request, token: str, sent: _Sent) -> Response:
    """Append the judgement of a form, and show the claimant; or the form with its fault."""
    person = site.checked(request, token, "reviewer")
    try:
        if len(sent.why) > LONGEST_WHY:
            raise ClaimantError(f"Why has {len(sent.why):,} characters; {LONGEST_WHY:,} are most.")
        change = _planned(site, sent)
        made = apply(site.index.store, change, person.name, sent.why)
    except (ClaimantError, LedgerError) as error:
        return _page(site, request, sent.entry, str(error), status_of(error), sent)
    site.index.wait_until_indexed()
    site.people.note(person.name, f"judged {made.verdict}", change.effect)
    return site.redirect(f"/claimants/{sent.entry}", told="kept")


def _planned(site: Site, sent: _Sent) -> RegisterChange:
    state = site.index.state()
    if sent.verb == TAKE_BACK:
        return plan_taking_back(state.register, state.judgements, sent.other)
    return plan(state.register, sent.verb, sent.entry, sent.other)


def _page(
    site: Site,
    request: Request,
    entry_id: str,
    notice: str = "",
    status: int = 200,
    sent: _Sent | None = None,
) -> Response:
    state = site.index.state()
    entry = state.register.by_id(entry_id)
    judged = judged_of(state.register, state.judgements, entry)
    return site.page(
        request,
        "claimant.html",
        status,
        entry=entry,
        judged=[(judgement_key(each), each) for each in judged],
        message=notice,
        wrong=status >= 400,
        sent=sent,
        may_judge=request.state.person.may("reviewer"),
    )

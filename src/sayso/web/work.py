"""Work: lists of what is assigned, the form that annotates, and a search's documents assigned."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import Annotated
from urllib.parse import parse_qsl

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from sayso.accounts import Person
from sayso.actions.review import JudgementError
from sayso.actions.work import (
    Asked,
    assignable,
    assignees_of,
    documents_of_search,
    keep_work,
    tags_of,
    take_back,
    targets_of_documents,
    unassigned_of,
)
from sayso.index.search import BadFilterError, Filter, filter_of
from sayso.ledger import LedgerError
from sayso.record.annotation import STATES, Kind, instant_of
from sayso.views.work import (
    PAGE,
    counts_of,
    documents_at_work,
    incidents_at_work,
    kind_of,
    neighbours,
    target_of,
)
from sayso.web.site import Site, allowed
from sayso.web.statuses import status_of
from sayso.web.work_panel import (
    Panel,
    Typed,
    list_of,
    panel_of,
    work_query,
)
from sayso.web.workplace import Workplace, checked_workplace, workplace_of

LONGEST = 10_000
FINISHED = ("second_reading", "done")
"""States after which the next of the list is shown."""

DID = "changed work"
"""What the log says that a person did."""


@dataclass(frozen=True, slots=True)
class SentWork:
    """The form of a panel as it was sent; `was` is assignee, state and tags when it was shown."""

    kind: Kind
    wanted: str
    do: str
    typed: Typed
    was: tuple[str, ...]
    seen: int | None
    back: str


def sent_panel(
    kind: str,
    wanted: str,
    do: Annotated[str, Form(max_length=20)] = "keep",
    assignee: Annotated[str, Form(max_length=64)] = "",
    state: Annotated[str, Form(max_length=20)] = "",
    tags: Annotated[str, Form(max_length=LONGEST)] = "",
    note: Annotated[str, Form(max_length=LONGEST)] = "",
    was: Annotated[list[str] | None, Form(max_length=3)] = None,
    seen: Annotated[int | None, Form(ge=0)] = None,
    back: Annotated[str, Form(max_length=500)] = "",
) -> SentWork:
    """Return the form of a panel. Raises UnknownIdError for a kind that is none."""
    typed = Typed(assignee, state, tags, note)
    return SentWork(kind_of(kind), wanted, do, typed, tuple(was or ()), seen, back)


def sent_undo(
    kind: str,
    wanted: str,
    when: Annotated[str, Form(max_length=40)],
    back: Annotated[str, Form(max_length=500)] = "",
) -> SentWork:
    """Return the form that takes back what was noted at a time. Raises UnknownIdError."""
    return SentWork(kind_of(kind), wanted, "undo", Typed("", "", "", ""), (when,), None, back)


SentPanel = Annotated[SentWork, Depends(sent_panel)]
SentUndo = Annotated[SentWork, Depends(sent_undo)]


def routes(site: Site) -> APIRouter:
    """Return the routes of work."""
    router = APIRouter()

    @router.get("/work")
    def work(
        request: Request,
        page: Annotated[int, Query(ge=1, le=1_000_000)] = 1,
        assigned: Annotated[int, Query(ge=0)] = 0,
    ) -> Response:
        return work_list(site, request, workplace_of(site, request, ""), page, assigned)

    @router.get("/work/assign")
    def assign(request: Request) -> Response:
        allowed(request, "reviewer")
        return _assigning(site, request, filter_of(request.query_params.multi_items()))

    @router.post("/work/assign")
    async def assigned(
        request: Request,
        token: Annotated[str, Form()],
        query: Annotated[str, Form(max_length=8_000)] = "",
        assignee: Annotated[str, Form(max_length=64)] = "",
        tags: Annotated[str, Form(max_length=LONGEST)] = "",
        all_of_them: Annotated[str, Form(alias="all", max_length=3)] = "",
        seen: Annotated[int | None, Form(ge=0)] = None,
    ) -> Response:
        form = _Bulk(query, assignee, tags, all_of_them == "yes", seen)
        return await site.texts.write(partial(_assigned, site, request, token, form))

    @router.get("/work/{kind}/{wanted}")
    def subject(request: Request, kind: str, wanted: str) -> Response:
        place = workplace_of(site, request, "")
        return subject_page(site, request, panel_of(place, request, kind_of(kind), wanted))

    @router.post("/work/{kind}/{wanted}")
    async def changed(request: Request, token: Annotated[str, Form()], form: SentPanel) -> Response:
        # To append a judgement may take until another process has written: in no page's thread.
        return await site.texts.write(partial(change_work, site, request, token, form))

    @router.post("/work/{kind}/{wanted}/undo")
    async def undone(request: Request, token: Annotated[str, Form()], form: SentUndo) -> Response:
        return await site.texts.write(partial(undo_work, site, request, token, form))

    return router


@dataclass(frozen=True, slots=True)
class _Bulk:
    """The form that assigns the documents of a search; `query` is the search's."""

    query: str
    assignee: str
    tags: str
    all_of_them: bool
    seen: int | None


def work_list(
    site: Site, request: Request, place: Workplace, page: int, assigned: int = 0
) -> Response:
    """Return a list of the work of a place."""
    person, index = place.person, place.index
    seen = index.state().work.count
    shown = work_query(dict(request.query_params), person)
    wanted = shown.filter(person)
    total, items = documents_at_work(index, wanted, (page - 1) * PAGE)
    return site.page(
        request,
        "work.html",
        place=place,
        shown=shown,
        counts=counts_of(index, wanted, person.name),
        total=total,
        items=items,
        incidents=incidents_at_work(index, wanted) if page == 1 else [],
        page=page,
        pages=max(1, -(-total // PAGE)),
        states=STATES,
        names=place.names,
        assigned=assigned,
        seen=seen,
        back=shown.query(),
    )


def subject_page(
    site: Site, request: Request, panel: Panel, message: str = "", status: int = 200
) -> Response:
    """Return the page that has the panel of something alone."""
    return site.page(
        request, "work_subject.html", status, panel=panel, message=message, wrong=status >= 400,
        address=panel.place.page(panel.target.kind, panel.target.key),
    )  # fmt: skip


def change_work(
    site: Site, request: Request, token: str, form: SentWork, project: str = ""
) -> Response:
    """Append what the form changes, and show its subject, or the next one of the list."""
    place = checked_workplace(site, request, token, project)
    index, person = place.index, place.person
    try:
        target = target_of(index, form.kind, form.wanted)
        asked = _asked(form, person)
        plan = keep_work(index, [target], asked, person.name, place.names, form.seen)
    except (JudgementError, LedgerError) as error:
        panel = panel_of(place, request, form.kind, form.wanted, form.back)
        return subject_page(site, request, _merged(panel, form), str(error), status_of(error))
    site.people.note(person.name, f"{DID}{place.in_words}", plan.summary)
    shown = list_of(form.back, person)
    following = None
    if shown is not None and form.kind == "document" and asked.state in FINISHED:
        following = neighbours(index, shown.filter(person), target.key)[1]
    key, notice = (following, "next") if following else (target.key, "kept")
    return _led_to(place, form.kind, key, shown.query() if shown is not None else "", notice)


def _led_to(place: Workplace, kind: Kind, key: str, back: str, notice: str) -> Response:
    """Return the way to the panel of a page that was opened from the list `back`, if from any."""
    query = {"work": back} if back else {}
    return RedirectResponse(f"{place.page(kind, key, **query, worked=notice)}#work", 303)


def _asked(form: SentWork, person: Person) -> Asked:
    """Return what a form changes of what it showed. Raises JudgementError."""
    typed = form.typed
    assignee, state, tags = (*form.was, "", "", "")[:3]
    if form.do == "take":
        taken = "in_work" if state in ("", "new") else None
        return Asked(assignee=person.name, state=taken)
    if form.do == "done":
        return Asked(state="done")
    before, after = tags_of(tags), tags_of(typed.tags)
    return Asked(
        tuple(each for each in after if each not in before),
        tuple(each for each in before if each not in after),
        typed.note,
        None if typed.assignee == assignee else typed.assignee,
        None if typed.state == state else typed.state,
    )


def _merged(panel: Panel, form: SentWork) -> Panel:
    """Return the panel of a form that was refused: fields that its person left alone show what
    holds now.
    """
    if form.do != "keep":
        return panel
    now = panel.work
    assignee, state, tags = (*form.was, "", "", "")[:3]
    typed = form.typed
    merged = Typed(
        now.assignee if typed.assignee == assignee else typed.assignee,
        now.state if typed.state == state else typed.state,
        ", ".join(now.tags) if typed.tags == tags else typed.tags,
        typed.note,
    )
    return replace(panel, typed=merged)


def undo_work(
    site: Site, request: Request, token: str, form: SentWork, project: str = ""
) -> Response:
    """Take back what a person noted at a time."""
    place = checked_workplace(site, request, token, project)
    try:
        target = target_of(place.index, form.kind, form.wanted)
        when = instant_of(form.was[0])
        if when is None:
            raise JudgementError("Say what is to be taken back. Load the page anew.")
        plan = take_back(place.index, target, place.person.name, when)
    except (JudgementError, LedgerError) as error:
        panel = panel_of(place, request, form.kind, form.wanted, form.back)
        return subject_page(site, request, panel, str(error), status_of(error))
    site.people.note(place.person.name, f"{DID}{place.in_words}: taken back", plan.summary)
    return _led_to(place, form.kind, target.key, form.back, "kept")


def _assigning(
    site: Site, request: Request, wanted: Filter, message: str = "", form: _Bulk | None = None,
    status: int = 200,
) -> Response:  # fmt: skip
    """Return the page on which a search's documents are assigned."""
    seen = site.index.state().work.count
    keys: list[str] = []
    try:
        keys = documents_of_search(site.index, wanted)
    except JudgementError as error:
        message, status = message or str(error), 422
    return site.page(
        request,
        "work_assign.html",
        status,
        wanted=wanted,
        documents=len(keys),
        held=assignees_of(site.index, keys).most_common(),
        names=assignable(site.people, request.state.person),
        seen=seen,
        message=message,
        form=form,
    )


def _assigned(site: Site, request: Request, token: str, form: _Bulk) -> Response:
    """Assign the documents of a search, and list what their assignee has."""
    person = site.checked(request, token, "reviewer")
    wanted = filter_of(parse_qsl(form.query, max_num_fields=200))
    names = assignable(site.people, person)
    try:
        keys = documents_of_search(site.index, wanted)
        if not form.all_of_them:
            keys = unassigned_of(site.index, keys)
        asked = Asked(tags_of(form.tags), assignee=form.assignee)
        targets = targets_of_documents(site.index, keys)
        plan = keep_work(site.index, targets, asked, person.name, names, form.seen)
    except (BadFilterError, JudgementError, LedgerError) as error:
        return _assigning(site, request, wanted, str(error), form, status_of(error))
    site.people.note(person.name, f"{DID} of a search", plan.summary)
    whose = {"assignee": form.assignee} if form.assignee else {"whose": "nobody"}
    return site.redirect("/work", **whose, assigned=str(len(plan.effects)))

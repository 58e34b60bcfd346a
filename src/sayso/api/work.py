"""The API's routes for work: tags, notes, states and assignees, by judgements."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any
from urllib.parse import parse_qsl

from fastapi import APIRouter, Depends, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from sayso.accounts import People, Person
from sayso.actions.review import JudgementError
from sayso.actions.work import (
    Asked,
    WorkPlan,
    assignable,
    documents_of_search,
    keep_work,
    plan_take_back,
    plan_work,
    targets_of_documents,
    unassigned_of,
)
from sayso.api import shapes
from sayso.api.answers import Cursor, Limit, allowed, answer, cursor_of, number_of, refused
from sayso.api.answers import judgement_shape as shape_of
from sayso.index.projects import JudgedIndex
from sayso.index.search import filter_of
from sayso.index.service import IncidentIndex
from sayso.record.annotation import Work, WorkState, work_of
from sayso.views.work import Target, WorkFilter, WorkItem, documents_at_work, kind_of, target_of
from sayso.web.text_queue import TextQueue

LONGEST_NAME = 64
Assignee = Annotated[str | None, Query(max_length=LONGEST_NAME)]
Tag = Annotated[str | None, Query(max_length=200)]


def work_filter(
    assignee: Assignee = None,
    unassigned: bool = False,
    state: WorkState | None = None,
    tag: Tag = None,
) -> WorkFilter:
    """Return the filter of a list of work; HTTPException where it asks for two things."""
    if unassigned and assignee:
        raise HTTPException(422, "Give an assignee, or unassigned, not both.")
    return WorkFilter("" if unassigned else assignee, state, tag.lower() if tag else None)


Wanted = Annotated[WorkFilter, Depends(work_filter)]


def routes(router: APIRouter, index: IncidentIndex, people: People, texts: TextQueue) -> None:
    """Add the routes to a router."""

    @router.get("/work", tags=["work"], response_model=shapes.WorkPage)
    def work(
        request: Request,
        wanted: Wanted,
        cursor: Cursor = None,
        limit: Limit = 50,
    ) -> Response:
        """Documents by who works on them, how far that is and how they are tagged, as they were
        added.
        """
        return list_answer(request, index, wanted, cursor, limit)

    @router.get("/work/{kind}/{subject_id}", tags=["work"], response_model=shapes.SubjectShape)
    def subject(request: Request, kind: str, subject_id: str) -> Response:
        """What was noted of one thing: `kind` is document, claim or incident."""
        return subject_answer(request, index, kind, subject_id)

    @router.post("/work", tags=["work"], status_code=201, response_model=shapes.PlanShape)
    async def change(request: Request, new: shapes.NewWork) -> shapes.PlanShape:
        """Tag, note, assign or set the state of documents, claims or incidents, or take that back:
        one judgement for all of them.
        """
        person = allowed(request, "reviewer")
        place = WorkPlace(index, index, person, assignable(people, person))
        return await change_work(place, people, texts, new)


def list_answer(
    request: Request, index: JudgedIndex, wanted: WorkFilter, cursor: str | None, limit: int
) -> Response:
    """Return a page of documents with what people noted of them."""
    begin = number_of(cursor)
    total, items = documents_at_work(index, wanted, min(begin, 1 << 60), limit)
    following = cursor_of(begin + limit) if begin + limit < total else None
    page = shapes.WorkPage(total=total, items=[_item(each) for each in items], next=following)
    return answer(request, page)


def subject_answer(request: Request, index: JudgedIndex, kind: str, subject_id: str) -> Response:
    """Return what was noted of one document, claim or incident."""
    annotated = index.state().work
    target, seen = target_of(index, kind_of(kind), subject_id), annotated.count
    held = _work(work_of(each for _, each in target.said(annotated)))
    shape = shapes.SubjectShape(
        of=target.kind, id=target.key, title=target.title, seen=seen, **held
    )
    return answer(request, shape)


@dataclass(frozen=True, slots=True)
class WorkPlace:
    """Where something is noted: by whom, in `index`, given to whom; `searched` finds documents, and
    `words` say where, for the log.
    """

    index: JudgedIndex
    searched: IncidentIndex
    person: Person
    names: Sequence[str]
    words: str = ""


async def change_work(
    place: WorkPlace, people: People, texts: TextQueue, new: shapes.NewWork
) -> shapes.PlanShape:
    """Return what is noted, or would be; HTTPException where it can't be."""
    try:
        plan = await texts.write(partial(_changed, place, new))
    except JudgementError as error:
        raise HTTPException(refused(error), str(error)) from error
    if not new.dry_run:
        did = f"changed work{place.words}"
        await run_in_threadpool(people.note, place.person.name, did, plan.summary)
    judgements = [shape_of(each) for each in plan.judgements]
    return shapes.PlanShape(effects=list(plan.effects), judgements=judgements, kept=not new.dry_run)


def _changed(place: WorkPlace, new: shapes.NewWork) -> WorkPlan:
    """Return what is asked, kept unless it is only to be shown. Raises JudgementError."""
    index, person, names = place.index, place.person, place.names
    targets = _targets(place, new)
    asked = Asked(
        tuple(new.add_tags), tuple(new.remove_tags), new.note, new.assignee, new.state, new.why
    )
    if new.undo:
        if asked != Asked(why=new.why):
            raise JudgementError("What is taken back changes nothing else: give undo alone.")
        make: Callable[[], WorkPlan] = partial(
            plan_take_back, index, targets, person.name, None, new.why
        )
    elif new.dry_run:
        make = partial(plan_work, index, targets, asked, person.name, names)
    else:
        return keep_work(index, targets, asked, person.name, names, new.seen)
    plan = make()
    if not new.dry_run:
        index.judge(plan.judgements)
    return plan


def _targets(place: WorkPlace, new: shapes.NewWork) -> list[Target]:
    """Return what is to be annotated: by ids, or by a search. Raises JudgementError."""
    index = place.index
    if (new.search is None) == (not new.ids):
        raise JudgementError("Give ids, or a search.")
    if new.search is None:
        made = [target_of(index, new.of, each) for each in new.ids]
        return list({each.key: each for each in made}.values())
    if new.of != "document":
        raise JudgementError("A search gives documents.")
    wanted = filter_of(parse_qsl(new.search, max_num_fields=200))
    keys = documents_of_search(place.searched, wanted)
    return targets_of_documents(index, keys if new.reassign else unassigned_of(index, keys))


def _item(item: WorkItem) -> shapes.WorkShape:
    return shapes.WorkShape(
        document=item.key, title=item.title, outlet=item.outlet or None,
        published=item.published or None, claims=item.claims, **_work(item.work),
    )  # fmt: skip


def _work(work: Work) -> dict[str, Any]:
    notes = [shapes.NoteShape(words=each.words, by=each.by, when=each.when) for each in work.notes]
    return {"tags": list(work.tags), "notes": notes, "assignee": work.assignee or None,
            "state": work.state}  # fmt: skip

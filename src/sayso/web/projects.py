"""Projects on the site: the list of one's own, and the work, codings and exports of each."""

from __future__ import annotations

import json
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import Response

from sayso.accounts import PeopleError
from sayso.actions.export import Exporting, ProjectNotes
from sayso.actions.projects import ProjectEdit, keep_project, plan_project, standings_of
from sayso.actions.row_agreement import row_agreement
from sayso.index.search import BadFilterError
from sayso.settings.codebooks import shipped_names
from sayso.views.work import WorkFilter, counts_of, incidents_at_work, kind_of
from sayso.web.coding import coding_page, keep_coded, typed_fields
from sayso.web.searching import OFFERED, download
from sayso.web.site import Site
from sayso.web.statuses import status_of
from sayso.web.work import SentPanel, SentUndo, change_work, subject_page, undo_work, work_list
from sayso.web.work_panel import panel_of
from sayso.web.workplace import Workplace, standing_in, workplace_in, workplace_of

PER_PAGE = 25
LATEST_FIRST = "ORDER BY late, less, id LIMIT ? OFFSET ?"
AMONG = "WHERE id IN (SELECT value FROM json_each(?))"
CREATED = ("", "", "", "")


def routes(site: Site) -> APIRouter:
    """Return the routes of projects, but for their settings."""
    router = APIRouter()
    _lists(router, site)
    _work(router, site)
    _coding(router, site)
    return router


def _lists(router: APIRouter, site: Site) -> None:
    @router.get("/projects")
    def listed(request: Request) -> Response:
        return _listed(site, request)

    @router.post("/projects")
    def created(
        request: Request,
        token: Annotated[str, Form()],
        name: Annotated[str, Form(max_length=200)] = "",
        title: Annotated[str, Form(max_length=1_000)] = "",
        query: Annotated[str, Form(max_length=8_000)] = "",
        codebook: Annotated[str, Form(max_length=200)] = "",
    ) -> Response:
        person = site.checked(request, token, "admin")
        edit = ProjectEdit(title or name, query, codebook)
        try:
            plan = plan_project(site.people, person, name.strip(), edit)
            made = keep_project(site.people, plan, person.name)
        except (PeopleError, BadFilterError) as error:
            typed = (name, title, query, codebook)
            return _listed(site, request, str(error), typed, status_of(error))
        return site.redirect(f"/projects/{made.name}/settings", told="made")

    @router.get("/projects/{name}")
    def project(
        request: Request, name: str, page: Annotated[int, Query(ge=1, le=1_000_000)] = 1
    ) -> Response:
        return _project(site, request, name, page)

    @router.get("/projects/{name}/export/{form}")
    def exported(request: Request, name: str, form: str) -> Response:
        standing = standing_in(site, request, name)
        index = site.projects.of(standing.project)
        notes = ProjectNotes(name, tuple(index.judgements()))
        how = Exporting(codebook=workplace_in(site, standing).codebook, project=notes)
        return download(site, request, form, index.wanted, how, f" of {name}")


def _work(router: APIRouter, site: Site) -> None:
    @router.get("/projects/{name}/work")
    def work(
        request: Request, name: str, page: Annotated[int, Query(ge=1, le=1_000_000)] = 1
    ) -> Response:
        return work_list(site, request, workplace_of(site, request, name), page)

    @router.get("/projects/{name}/work/{kind}/{wanted}")
    def subject(request: Request, name: str, kind: str, wanted: str) -> Response:
        place = workplace_of(site, request, name)
        return subject_page(site, request, panel_of(place, request, kind_of(kind), wanted))

    @router.post("/projects/{name}/work/{kind}/{wanted}")
    async def changed(
        request: Request, name: str, token: Annotated[str, Form()], form: SentPanel
    ) -> Response:
        return await site.texts.write(partial(change_work, site, request, token, form, name))

    @router.post("/projects/{name}/work/{kind}/{wanted}/undo")
    async def undone(
        request: Request, name: str, token: Annotated[str, Form()], form: SentUndo
    ) -> Response:
        return await site.texts.write(partial(undo_work, site, request, token, form, name))


def _coding(router: APIRouter, site: Site) -> None:
    @router.get("/projects/{name}/incidents/{incident_id}/code")
    def coded(
        request: Request,
        name: str,
        incident_id: str,
        notice: Annotated[str, Query(alias="told")] = "",
    ) -> Response:
        place = workplace_of(site, request, name)
        return coding_page(site, request, place, incident_id, notice)

    @router.post("/projects/{name}/incidents/{incident_id}/code")
    async def coding(request: Request, name: str, incident_id: str) -> Response:
        given = await typed_fields(request)
        return await site.texts.write(partial(keep_coded, site, request, incident_id, given, name))

    @router.get("/projects/{name}/agreement")
    def agreeing(request: Request, name: str) -> Response:
        place = workplace_of(site, request, name)
        rows = row_agreement(place.index, place.codebook)
        return site.page(request, "agreement.html", rows=rows, project=place.project)


def _listed(
    site: Site,
    request: Request,
    message: str = "",
    typed: tuple[str, str, str, str] = CREATED,
    status: int = 200,
) -> Response:
    return site.page(
        request,
        "projects.html",
        status,
        standings=standings_of(site.people, request.state.person),
        codebooks=shipped_names(),
        of_site=site.codebook,
        message=message,
        wrong=status >= 400,
        typed=typed,
    )


def _project(site: Site, request: Request, name: str, page: int) -> Response:
    """Return the page of a project: how much its filter lets pass, its members, its incidents."""
    standing = standing_in(site, request, name)
    place: Workplace = workplace_in(site, standing)
    index = site.projects.of(standing.project)
    state, ids = index.state(), index.incidents()
    counts = counts_of(index, WorkFilter(), place.person.name)
    where, chosen = ("", ()) if ids is None else (AMONG, (json.dumps(ids),))
    total = len(state.incidents) if ids is None else len(ids)
    begin = (page - 1) * PER_PAGE
    shown = state.incidents.ordered(f"{where} {LATEST_FIRST}", (*chosen, PER_PAGE, begin))
    return site.page(
        request,
        "project.html",
        place=place,
        standing=standing,
        wanted=index.wanted,
        counts=counts,
        claims=index.claims(),
        total=total,
        incidents=list(shown),
        works={each.key: each.work for each in incidents_at_work(index, WorkFilter())},
        formats=OFFERED,
        page=page,
        pages=max(1, -(-total // PER_PAGE)),
    )

"""A project's filter, codebook and members, changed by its admins and those of the site."""

from __future__ import annotations

from typing import Annotated, cast

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import Response

from sayso.accounts import ROLES, PeopleError, Role
from sayso.actions.projects import ProjectEdit, change_in_words, keep_project, plan_edit
from sayso.index.search import BadFilterError
from sayso.settings.codebooks import shipped_names
from sayso.web.site import Site
from sayso.web.statuses import status_of
from sayso.web.workplace import standing_in

NOTICES = {
    "made": "The project is made. Give it members.",
    "kept": "Kept. What stood there before is listed below.",
}
OWN = "own"
"""What a form sends for a codebook of the project's own, which it has in another field."""


def routes(site: Site) -> APIRouter:
    """Return the routes of a project's settings."""
    router = APIRouter()

    @router.get("/projects/{name}/settings")
    def settings(
        request: Request, name: str, notice: Annotated[str, Query(alias="told")] = ""
    ) -> Response:
        return _page(site, request, name, NOTICES.get(notice, ""))

    @router.post("/projects/{name}/settings")
    def changed(
        request: Request,
        name: str,
        token: Annotated[str, Form()],
        title: Annotated[str | None, Form(max_length=1_000)] = None,
        query: Annotated[str | None, Form(max_length=8_000)] = None,
        codebook: Annotated[str | None, Form(max_length=200)] = None,
        own: Annotated[str, Form(max_length=200_000)] = "",
        archive: Annotated[str, Form(max_length=3)] = "",
        seen: Annotated[int | None, Form(ge=0, le=1_000_000_000)] = None,
    ) -> Response:
        chosen = own if codebook == OWN else codebook
        archived = {"yes": True, "no": False}.get(archive)
        edit = ProjectEdit(title, query, chosen, archived=archived, seen=seen)
        return _keep(site, request, token, name, edit)

    @router.post("/projects/{name}/members")
    def members(
        request: Request,
        name: str,
        token: Annotated[str, Form()],
        user: Annotated[str, Form(max_length=64)] = "",
        role: Annotated[str, Form(max_length=20)] = "",
        seen: Annotated[int | None, Form(ge=0, le=1_000_000_000)] = None,
    ) -> Response:
        given = {user.strip(): cast("Role | None", role or None)}
        return _keep(site, request, token, name, ProjectEdit(members=given, seen=seen))

    return router


def _keep(site: Site, request: Request, token: str, name: str, edit: ProjectEdit) -> Response:
    """Keep an edit of a project; or show what is wrong with it."""
    site.genuine(request, token)
    standing = standing_in(site, request, name)
    standing.check("admin")
    try:
        plan = plan_edit(site.people, standing, edit)
        keep_project(site.people, plan, standing.person.name)
    except (PeopleError, BadFilterError) as error:
        return _page(site, request, name, str(error), status_of(error), edit)
    if _is_over(site, request, name):
        return site.redirect("/projects")
    return site.redirect(f"/projects/{name}/settings", told="kept")


def _is_over(site: Site, request: Request, name: str) -> bool:
    """Return whether the person took the role from themselves by which they changed a project."""
    try:
        standing_in(site, request, name).check("admin")
    except PeopleError:
        return True
    return False


def _page(
    site: Site,
    request: Request,
    name: str,
    message: str = "",
    status: int = 200,
    typed: ProjectEdit | None = None,
) -> Response:
    standing = standing_in(site, request, name)
    standing.check("admin")
    project = standing.project
    shown = typed or ProjectEdit()
    return site.page(
        request,
        "project_settings.html",
        status,
        standing=standing,
        project=project,
        message=message,
        wrong=status >= 400,
        title=project.title if shown.title is None else shown.title,
        query=project.query if shown.query is None else shown.query,
        codebook=project.codebook if shown.codebook is None else shown.codebook,
        codebooks=shipped_names(),
        own=OWN,
        of_site=site.codebook,
        roles=ROLES,
        users=[each.name for each in site.people.users()] if standing.is_site_admin else (),
        changes=[
            (each, change_in_words(each.change)) for each in site.people.projects.changes(project)
        ],
    )

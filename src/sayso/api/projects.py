"""The API's routes for projects: make and change them, and work in them.

Whoever is no member of a project, and no admin of the site, is answered 404 as if there were none.
"""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response

from sayso.accounts import People
from sayso.accounts.projects import Project
from sayso.actions.projects import (
    ProjectEdit,
    ProjectIndexes,
    ProjectPlan,
    Standing,
    assignable_in,
    codebook_of_project,
    keep_project,
    plan_edit,
    plan_project,
    standing_of,
    standings_of,
)
from sayso.api import project_shapes, shapes
from sayso.api.answers import Cursor, Limit, allowed, answer
from sayso.api.coding import code_row, codebook_shape, note_coded, row_answer
from sayso.api.work import Wanted, WorkPlace, change_work, list_answer, subject_answer
from sayso.index.service import IncidentIndex
from sayso.settings.codebooks import Codebook
from sayso.web.text_queue import TextQueue


def routes(
    router: APIRouter,
    index: IncidentIndex,
    people: People,
    texts: TextQueue,
    projects: ProjectIndexes,
    codebook: Codebook,
) -> None:
    """Add the routes to a router; `codebook` is that of the site."""
    _projects(router, people)

    def standing_in(request: Request, name: str) -> Standing:
        return standing_of(people, request.state.person, name)

    def coded_by(standing: Standing) -> Codebook:
        return codebook_of_project(standing.project, codebook)

    @router.get("/projects/{name}/work", tags=["projects"], response_model=shapes.WorkPage)
    def work(
        request: Request,
        name: str,
        wanted: Wanted,
        cursor: Cursor = None,
        limit: Limit = 50,
    ) -> Response:
        """The documents of a project by who works on them there, how far that is, and tags."""
        standing = standing_in(request, name)
        return list_answer(request, projects.of(standing.project), wanted, cursor, limit)

    @router.get(
        "/projects/{name}/work/{kind}/{subject_id}",
        tags=["projects"],
        response_model=shapes.SubjectShape,
    )
    def subject(request: Request, name: str, kind: str, subject_id: str) -> Response:
        """What was noted of one thing in a project: `kind` is document, claim or incident."""
        standing = standing_in(request, name)
        return subject_answer(request, projects.of(standing.project), kind, subject_id)

    @router.post(
        "/projects/{name}/work",
        tags=["projects"],
        status_code=201,
        response_model=shapes.PlanShape,
    )
    async def change(request: Request, name: str, new: shapes.NewWork) -> shapes.PlanShape:
        """Tag, note, assign or set the state of documents, claims or incidents in a project, or
        take that back; to be assigned are its members who may review.
        """
        standing = standing_in(request, name)
        standing.check_open("reviewer")
        own, names = projects.of(standing.project), assignable_in(standing)
        place = WorkPlace(own, index, standing.person, names, f" in {name}")
        return await change_work(place, people, texts, new)

    @router.get("/projects/{name}/codebook", tags=["projects"], response_model=shapes.CodebookShape)
    def codebook_of(request: Request, name: str) -> Response:
        """The codebook by which incidents are coded in a project."""
        return answer(request, codebook_shape(coded_by(standing_in(request, name))))

    @router.get(
        "/projects/{name}/incidents/{incident_id}/code",
        tags=["projects"],
        response_model=shapes.CodedRowShape,
    )
    def row(request: Request, name: str, incident_id: str) -> Response:
        """The row of an incident as a project codes it."""
        standing = standing_in(request, name)
        own = projects.of(standing.project)
        return row_answer(request, own, coded_by(standing), incident_id)

    @router.post(
        "/projects/{name}/incidents/{incident_id}/code",
        tags=["projects"],
        status_code=201,
        response_model=shapes.PlanShape,
    )
    async def code(
        request: Request, name: str, incident_id: str, new: shapes.NewCoding
    ) -> shapes.PlanShape:
        """Put values into fields of a project's row, or take back what one put there."""
        standing = standing_in(request, name)
        standing.check_open("reviewer")
        own, who = projects.of(standing.project), standing.person.name
        made = await code_row(own, coded_by(standing), texts, incident_id, who, new)
        await note_coded(people, who, new, made, f" in {name}")
        return made


def _projects(router: APIRouter, people: People) -> None:
    """Add the routes that list, make and change projects."""

    @router.get("/projects", tags=["projects"], response_model=project_shapes.ProjectList)
    def listed(request: Request) -> Response:
        """The projects that one is a member of; for an admin of the site, all."""
        items = [_shape(each) for each in standings_of(people, request.state.person)]
        return answer(request, project_shapes.ProjectList(items=items))

    @router.get("/projects/{name}", tags=["projects"], response_model=project_shapes.ProjectShape)
    def project(request: Request, name: str) -> Response:
        """A project: its filter, codebook and members."""
        return answer(request, _shape(standing_of(people, request.state.person, name)))

    @router.post(
        "/projects",
        tags=["projects"],
        status_code=201,
        response_model=project_shapes.ProjectPlanShape,
    )
    def create(request: Request, new: project_shapes.NewProject) -> project_shapes.ProjectPlanShape:
        """Make a project; for admins of the site."""
        person = allowed(request, "admin")
        edit = ProjectEdit(new.title, new.filter, new.codebook, new.members)
        plan = plan_project(people, person, new.name, edit)
        made = plan.after if new.dry_run else keep_project(people, plan, person.name)
        return _kept(Standing(made, person, is_site_admin=True), plan, new.dry_run)

    @router.put(
        "/projects/{name}", tags=["projects"], response_model=project_shapes.ProjectPlanShape
    )
    def change(
        request: Request, name: str, new: project_shapes.ChangedProject
    ) -> project_shapes.ProjectPlanShape:
        """Change a project. Its admins set members and filter, admins of the site all of it."""
        standing = standing_of(people, request.state.person, name)
        edit = ProjectEdit(new.title, new.filter, new.codebook, new.members, new.archived, new.seen)
        plan = plan_edit(people, standing, edit)
        who = standing.person.name
        made = plan.after if new.dry_run else keep_project(people, plan, who)
        return _kept(Standing(made, standing.person), plan, new.dry_run)


def _kept(standing: Standing, plan: ProjectPlan, dry_run: bool) -> project_shapes.ProjectPlanShape:
    return project_shapes.ProjectPlanShape(
        project=_shape(standing), effects=list(plan.effects), kept=not dry_run
    )


def _shape(standing: Standing) -> project_shapes.ProjectShape:
    project: Project = standing.project
    return project_shapes.ProjectShape(
        name=project.name, title=project.title, filter=project.query, codebook=project.codebook,
        members=dict(project.members), archived=project.archived, version=project.version,
        role=standing.person.role,
    )  # fmt: skip

"""Where a person works: on what the whole site works on, or in a project."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from fastapi import Request

from sayso.accounts import Person, Role
from sayso.accounts.projects import Project
from sayso.actions.projects import Standing, assignable_in, codebook_of_project, standing_of
from sayso.actions.work import assignable
from sayso.index.projects import JudgedIndex
from sayso.record.annotation import Kind
from sayso.settings.codebooks import Codebook
from sayso.web.site import Site

PLACES: dict[Kind, str] = {"document": "articles", "claim": "review", "incident": "incidents"}
"""Where each kind has its page."""


@dataclass(frozen=True, slots=True)
class Workplace:
    """Where work is noted and incidents are coded: `index` keeps what is judged there, `person` has
    the role that counts there, and work may be given to `names`.
    """

    index: JudgedIndex
    person: Person
    names: tuple[str, ...]
    codebook: Codebook
    project: Project | None = None

    @property
    def may(self) -> bool:
        """Return whether the person may work there."""
        return self.person.may("reviewer") and not (self.project and self.project.archived)

    @property
    def base(self) -> str:
        """Return what the addresses of the place begin with."""
        return f"/projects/{self.project.name}" if self.project else ""

    @property
    def in_words(self) -> str:
        """Return where work is noted, for the log."""
        return f" in {self.project.name}" if self.project else ""

    def page(self, kind: Kind, key: str, **query: str) -> str:
        """Return the address of a document, claim or incident, opened in this place."""
        given = {"project": self.project.name, **query} if self.project else query
        path = f"/{PLACES[kind]}/{key}"
        return f"{path}?{urlencode(given)}" if given else path


def standing_in(site: Site, request: Request, name: str) -> Standing:
    """Return how the person who asks stands in a project. Raises NoProjectError."""
    return standing_of(site.people, request.state.person, name)


def workplace_of(site: Site, request: Request, name: str | None = None) -> Workplace:
    """Return the place of a project, or the site's where `name` is "".

    Without a name the address says which: `?project=NAME`. Raises NoProjectError.
    """
    person: Person = request.state.person
    named = request.query_params.get("project", "") if name is None else name
    if not named:
        return Workplace(site.index, person, assignable(site.people, person), site.codebook)
    return workplace_in(site, standing_in(site, request, named))


def workplace_in(site: Site, standing: Standing) -> Workplace:
    """Return the place of a project."""
    project = standing.project
    return Workplace(
        site.projects.of(project),
        standing.person,
        assignable_in(standing),
        codebook_of_project(project, site.codebook),
        project,
    )


def checked_workplace(
    site: Site, request: Request, token: str, name: str, role: Role = "reviewer"
) -> Workplace:
    """Return the place that a form changes something in. `name` is "" for the site's.

    Raises ForbiddenError where the form is forged, NoProjectError, ProjectRoleError, or
    ProjectError where the project is archived.
    """
    if not name:
        site.checked(request, token, role)
        return workplace_of(site, request, "")
    site.genuine(request, token)
    standing = standing_in(site, request, name)
    standing.check_open(role)
    return workplace_in(site, standing)

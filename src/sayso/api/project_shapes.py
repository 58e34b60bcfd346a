"""What the API gives and takes of projects."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from sayso.accounts import Role
from sayso.api.shapes import Shape, Words

Seen = Annotated[int | None, Field(ge=0, le=1_000_000_000)]
Title = Annotated[Words | None, Field(max_length=1_000)]
Query = Annotated[Words | None, Field(max_length=8_000)]
WrittenCodebook = Annotated[Words | None, Field(max_length=200_000)]


class ProjectShape(Shape):
    """A project. `filter` is a query string as of the search page; `codebook` the name of one that
    ships, TOML of its own, or "" for the site's; `role` is one's own in it.
    """

    name: str
    title: Words
    filter: Words
    codebook: Words
    members: dict[str, Role]
    archived: bool
    version: int
    role: Role


class ProjectList(Shape):
    """The projects that one may see."""

    items: list[ProjectShape]


class ProjectFields(Shape):
    """What may be given of a project; what is left out stays. A role of null takes a member out."""

    title: Title = None
    filter: Query = None
    codebook: WrittenCodebook = None
    members: Annotated[dict[Words, Role | None], Field(default_factory=dict, max_length=500)]
    dry_run: bool = False


class NewProject(ProjectFields):
    """A project to make: small letters, digits and hyphens in its name."""

    name: Annotated[Words, Field(max_length=40)]


class ChangedProject(ProjectFields):
    """What to change of a project. With `seen`, its version, 409 answers where others changed it
    since.
    """

    archived: bool | None = None
    seen: Seen = None


class ProjectPlanShape(Shape):
    """A project as it is now, or would be, and what changed in words, before and after."""

    project: ProjectShape
    effects: list[Words]
    kept: bool

"""Projects: who may see and do what in one, and how projects are made and changed."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from urllib.parse import parse_qsl

from sayso.accounts import LOCAL, ROLES, People, Person, Role
from sayso.accounts.errors import (
    NoProjectError,
    ProjectChangedError,
    ProjectError,
    ProjectRoleError,
)
from sayso.accounts.projects import (
    ARCHIVED,
    MEMBER,
    PROJECT_NAME,
    FieldChange,
    Project,
    differences,
)
from sayso.actions.retitle import has_unseen
from sayso.index.projects import ProjectIndex
from sayso.index.search import BadFilterError, Filter, filter_of
from sayso.index.service import IncidentIndex
from sayso.record import Judgement
from sayso.settings.codebooks import (
    Codebook,
    CodebookError,
    read_codebook,
    shipped_codebook,
    shipped_names,
)

LONGEST_TITLE = 200
LONGEST_QUERY = 4_000
LONGEST_CODEBOOK = 100_000
LONGEST_SHOWN = 120
"""Characters of a value that a line on a change shows; what was changed is kept whole."""

MOST_MEMBERS = 500


@dataclass(frozen=True, slots=True)
class ProjectEdit:
    """What is to be changed of a project: None stays as it is.

    `members` have the role that each is to have, None for who is to be no member. `seen` is the
    version that the person looked at; None where nobody looked.
    """

    title: str | None = None
    query: str | None = None
    codebook: str | None = None
    members: Mapping[str, Role | None] = field(default_factory=dict)
    archived: bool | None = None
    seen: int | None = None


@dataclass(frozen=True, slots=True)
class ProjectPlan:
    """A project as it is, None for a new one, and as it is to be."""

    before: Project | None
    after: Project

    @property
    def changes(self) -> tuple[FieldChange, ...]:
        """Return what changes."""
        return differences(self.before or Project(self.after.name, ""), self.after)

    @property
    def effects(self) -> tuple[str, ...]:
        """Return what changes in words, a line a field, before and after."""
        return tuple(change_in_words(each) for each in self.changes)


UNSET = {"filter": "all", "codebook": "that of the site"}
"""What it means that a field is empty."""


def change_in_words(change: FieldChange) -> str:
    """Return a change of a project in a line."""
    of_member = change.field.startswith(MEMBER)
    nothing = "no member" if of_member else UNSET.get(change.field, "nothing")
    before, after = (_shown(each) or nothing for each in (change.before, change.after))
    return f"{change.field}: {before} becomes {after}"


def _shown(value: str) -> str:
    line = " ".join(value.split())
    return line if len(line) <= LONGEST_SHOWN else f"{line[:LONGEST_SHOWN]}…"


@dataclass(frozen=True, slots=True)
class Standing:
    """A project that a person may know of, and the person with the role that they have in it.

    Admins of the site are admins of each project, and `is_site_admin` says that they are.
    """

    project: Project
    person: Person
    is_site_admin: bool = False

    def check(self, role: Role) -> None:
        """Raise ProjectRoleError where the person's role in the project is below this one."""
        if not self.person.may(role):
            raise ProjectRoleError(
                f"This is for a {role} of the project. Ask an admin of it for that role."
            )

    def check_open(self, role: Role) -> None:
        """Raise ProjectRoleError, or ProjectError where the project is archived."""
        self.check(role)
        if self.project.archived:
            raise ProjectError(ARCHIVED)


def standing_of(people: People, person: Person, name: str) -> Standing:
    """Return how a person stands in the project of a name.

    Raises NoProjectError where there is none, or the person is no member of it: nobody learns that
    a project exists that is not theirs.
    """
    project = people.projects.find(name)
    standing = _standing(project, person) if project is not None else None
    if standing is None:
        raise NoProjectError
    return standing


def standings_of(people: People, person: Person) -> list[Standing]:
    """Return all projects that a person may know of, by name, archived ones last."""
    shown = [each for each in (_standing(p, person) for p in people.projects.all()) if each]
    return sorted(shown, key=lambda each: (each.project.archived, each.project.name))


def has_projects(people: People, person: Person) -> bool:
    """Return whether there is a project that a person may know of."""
    if person.may("admin"):
        return people.projects.there_are()
    return people.projects.any_of(person.name)


def _standing(project: Project, person: Person) -> Standing | None:
    if person.may("admin"):
        return Standing(project, person, is_site_admin=True)
    role = project.members.get(person.name)
    if role is None:
        return None
    # A role in a project may be above that on the site; what a token may, it never widens.
    own = min((role, person.role), key=ROLES.index) if person.token else role
    return Standing(project, replace(person, role=own))


def assignable_in(standing: Standing) -> tuple[str, ...]:
    """Return the members that a project's work may be given to; `local` to itself."""
    names = [
        name for name, role in standing.project.members.items() if role in ("reviewer", "admin")
    ]
    return (*names, LOCAL.name) if standing.person == LOCAL else tuple(names)


def plan_project(people: People, person: Person, name: str, edit: ProjectEdit) -> ProjectPlan:
    """Return a new project as it would be. Raises ProjectRoleError, ProjectError, BadFilterError.

    Admins of the site alone may make one.
    """
    if not person.may("admin"):
        raise ProjectRoleError("This is for an admin of the site.")
    if not PROJECT_NAME.fullmatch(name):
        raise ProjectError(
            f"A project can't be called '{name[:60]}': its name stands in addresses. Take up to 40"
            " small letters, digits and hyphens, as in harbour-2025."
        )
    if people.projects.find(name) is not None:
        raise ProjectError(f"There is a project '{name}' already.")
    blank = Project(name, name)
    return ProjectPlan(None, _edited(people, blank, edit))


def plan_edit(people: People, standing: Standing, edit: ProjectEdit) -> ProjectPlan:
    """Return a project as it would be after an edit.

    Its admins may set members and filter, admins of the site all of it. Raises ProjectRoleError,
    ProjectChangedError, ProjectError where nothing would change, or BadFilterError.
    """
    standing.check("admin")
    of_site = [
        name
        for name, value in (
            ("title", edit.title), ("codebook", edit.codebook), ("archived", edit.archived),
        )
        if value is not None
    ]  # fmt: skip
    if of_site and not standing.is_site_admin:
        raise ProjectRoleError(f"An admin of the site alone changes this: {', '.join(of_site)}.")
    project = standing.project
    check_version(people, project, standing.person.name, edit.seen)
    if project.archived and edit.archived is not False:
        raise ProjectError(ARCHIVED)
    plan = ProjectPlan(project, _edited(people, project, edit))
    if not plan.changes:
        raise ProjectError("Nothing would change: all of this is so already.")
    return plan


def check_version(people: People, project: Project, by: str, seen: int | None) -> None:
    """Raise ProjectChangedError where others changed a project since the version `seen`."""
    if seen is None or seen == project.version:
        return
    later = [
        f"{each.who}: {change_in_words(each.change)}"
        for each in people.projects.changes(project)
        if each.version > seen and each.who != by
    ]
    if later or seen > project.version:
        raise ProjectChangedError(
            f"Changed by others since you opened this page ({'; '.join(later[:5])}). Look at it"
            " again, and send it once more if you still want to."
        )


def _edited(people: People, project: Project, edit: ProjectEdit) -> Project:
    """Return a project with an edit made. Raises ProjectError or BadFilterError."""
    members = dict(project.members)
    for name, role in edit.members.items():
        if role is None:
            if members.pop(name, None) is None:
                raise ProjectError(f"'{name}' is no member of this project.")
            continue
        members[name] = _checked_member(people, name, role)
    if len(members) > MOST_MEMBERS:
        raise ProjectError(f"A project has {MOST_MEMBERS} members at most.")
    return replace(
        project,
        title=project.title if edit.title is None else _checked_title(edit.title),
        query=project.query if edit.query is None else _checked_query(edit.query),
        codebook=project.codebook if edit.codebook is None else _checked_codebook(edit.codebook),
        members=dict(sorted(members.items())),
        archived=project.archived if edit.archived is None else edit.archived,
    )


def _checked_member(people: People, name: str, role: Role) -> Role:
    if role not in ROLES:
        raise ProjectError(f"There is no role '{role}'. There are {', '.join(ROLES)}.")
    if people.accounts.find(name) is None:
        raise ProjectError(f"There is no user '{name}'. `sayso users add` adds one.")
    return role


def _checked_title(title: str) -> str:
    words = " ".join(title.split())
    if not words or len(words) > LONGEST_TITLE or has_unseen(words):
        raise ProjectError(f"A title has 1 to {LONGEST_TITLE} visible characters, on one line.")
    return words


def _checked_query(query: str) -> str:
    """Return a filter as it is kept; `query` is a query string, or the address of a search."""
    typed = query.strip()
    is_address = typed.startswith(("/", "http://", "https://"))
    wanted = _filter(typed.partition("?")[2] if is_address else typed.removeprefix("?")).query()
    if len(wanted) > LONGEST_QUERY:
        raise BadFilterError(f"The filter has over {LONGEST_QUERY:,} characters. Shorten it.")
    return wanted


def _filter(query: str) -> Filter:
    try:
        return filter_of(parse_qsl(query, max_num_fields=200))
    except BadFilterError:
        raise
    except ValueError as error:
        raise BadFilterError("The filter has over 200 values. Take some away.") from error


def _checked_codebook(codebook: str) -> str:
    own = codebook.replace("\r\n", "\n").strip()
    if own in ("", *shipped_names()):
        return own
    if len(own) > LONGEST_CODEBOOK:
        raise ProjectError(f"A codebook of a project has {LONGEST_CODEBOOK:,} characters at most.")
    if "\n" not in own:
        known = ", ".join(shipped_names())
        raise ProjectError(f"There is no codebook '{own[:60]}'. Those that ship: {known}.")
    try:
        made = read_codebook(own, "The codebook")
    except CodebookError as error:
        raise ProjectError(str(error)) from error
    if made.name in shipped_names():
        raise ProjectError(f"'{made.name}' is the name of a codebook that ships. Take another.")
    return own


def keep_project(people: People, plan: ProjectPlan, who: str) -> Project:
    """Keep a project as it was planned, and put that into the log.

    Raises ProjectChangedError where somebody else changed it just now.
    """
    if plan.before is None:
        made, did = people.projects.create(plan.after, who), "made a project"
    else:
        made, did = people.projects.change(plan.before, plan.after, who), "changed a project"
    for effect in plan.effects:
        people.note(who, did, f"{made.name}: {effect}")
    return made


def codebook_of_project(project: Project, of_site: Codebook) -> Codebook:
    """Return the codebook by which a project codes incidents."""
    if project.has_own_codebook:
        return _own_codebook(project.codebook)
    return shipped_codebook(project.codebook) if project.codebook else of_site


@lru_cache(maxsize=64)
def _own_codebook(written: str) -> Codebook:
    return read_codebook(written, "The codebook")


class _Journal:
    """What is judged in one project, in the users' file."""

    def __init__(self, people: People, project: Project) -> None:
        self._projects = people.projects
        self._project = project

    def since(self, number: int) -> Sequence[tuple[int, Judgement]]:
        return self._projects.judgements(self._project, number)

    def append(self, judgements: Iterable[Judgement]) -> None:
        self._projects.judge(self._project, judgements)


class ProjectIndexes:
    """The indexes of a site's projects, each made when it is first asked for."""

    def __init__(self, index: IncidentIndex, people: People) -> None:
        self._index = index
        self._people = people
        self._made: dict[int, ProjectIndex] = {}
        self._lock = threading.Lock()

    def of(self, project: Project) -> ProjectIndex:
        """Return the index of a project, with its filter as it is now."""
        wanted = _filter(project.query)
        with self._lock:
            made = self._made.get(project.id)
            if made is None or made.wanted != wanted:
                journal = _Journal(self._people, project)
                made = self._made[project.id] = ProjectIndex(self._index, journal, wanted)
            return made

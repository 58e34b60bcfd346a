"""Projects of a site: a filter of the ledger, a codebook, members, and what these judge there.

Everything is in the users' file, so that a ledger that is passed on says nothing of a project.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from sayso.accounts.clock import Clock
from sayso.accounts.database import Database
from sayso.accounts.errors import NoProjectError, ProjectChangedError, ProjectError
from sayso.accounts.roles import Role
from sayso.record import Judgement
from sayso.record.wire import dumps, pack, unpack

PROJECT_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
"""What a project may be called, for its name stands in addresses."""

NOTHING = ""
MEMBER = "member "
"""Begins the field of a change of a member's role."""


@dataclass(frozen=True, slots=True)
class Project:
    """A project as it stands. `query` is its filter of the ledger, as a query string.

    `codebook` is the name of one that ships, TOML of its own, or "" for the site's. `version`
    counts its changes; `id` is 0 until it is kept.
    """

    name: str
    title: str
    query: str = ""
    codebook: str = ""
    members: Mapping[str, Role] = field(default_factory=dict)
    archived: bool = False
    version: int = 0
    id: int = 0

    @property
    def has_own_codebook(self) -> bool:
        """Return whether the codebook is TOML of the project's own."""
        return "\n" in self.codebook


class FieldChange(NamedTuple):
    """A field of a project, with what stands in it before and after."""

    field: str
    before: str
    after: str


class ProjectChange(NamedTuple):
    """A change as it is kept: the version that it made, when, by whom, and what."""

    version: int
    at: str
    who: str
    change: FieldChange


def differences(before: Project, after: Project) -> tuple[FieldChange, ...]:
    """Return the fields in which a project differs from what it was."""
    pairs = [
        ("title", before.title, after.title),
        ("filter", before.query, after.query),
        ("codebook", before.codebook, after.codebook),
        ("archived", _yes(before.archived), _yes(after.archived)),
    ]
    names = sorted({*before.members, *after.members})
    pairs += [
        (f"{MEMBER}{each}", before.members.get(each, NOTHING), after.members.get(each, NOTHING))
        for each in names
    ]
    return tuple(FieldChange(*each) for each in pairs if each[1] != each[2])


def _yes(holds: bool) -> str:
    return "yes" if holds else "no"


COLUMNS = "id, name, title, query, codebook, archived, version"


class Projects:
    """Makes, changes and finds projects, and keeps what is judged in them."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def all(self) -> list[Project]:
        """Return all projects by name, archived ones included."""
        with self._database.snapshot() as connection:
            return list(_read(connection, ""))

    def any_of(self, user: str) -> bool:
        """Return whether a user is a member of a project."""
        query = (
            "SELECT 1 FROM project_members m JOIN users u ON u.id = m.user_id WHERE u.name = ?"
            " LIMIT 1"
        )
        return self._database.row(query, user) is not None

    def there_are(self) -> bool:
        """Return whether the site has a project."""
        return self._database.row("SELECT 1 FROM projects LIMIT 1") is not None

    def find(self, name: str) -> Project | None:
        """Return the project of this name, if there is one."""
        if not PROJECT_NAME.fullmatch(name):
            return None
        with self._database.snapshot() as connection:
            return next(_read(connection, "WHERE name = ?", name), None)

    def create(self, project: Project, who: str) -> Project:
        """Keep a new project and return it. Raises ProjectError where its name is taken."""
        blank = Project(project.name, NOTHING)
        with self._database.transaction() as connection:
            query = "SELECT 1 FROM projects WHERE name = ?"
            if connection.execute(query, (project.name,)).fetchone():
                raise ProjectError(f"There is a project '{project.name}' already.")
            made = connection.execute(
                "INSERT INTO projects (name, title, query, codebook) VALUES (?, ?, ?, ?)",
                (project.name, project.title, project.query, project.codebook),
            )
            number = int(made.lastrowid or 0)
            _set_members(connection, number, project.members)
            self._note(connection, number, 1, who, differences(blank, project))
        self._database.flush()
        return self._named(project.name)

    def change(self, before: Project, after: Project, who: str) -> Project:
        """Keep what differs between two states of a project, and return it as it stands now.

        Raises ProjectChangedError where it isn't in the first of them any more.
        """
        changed = differences(before, after)
        with self._database.transaction() as connection:
            query = "SELECT version FROM projects WHERE id = ?"
            row = connection.execute(query, (before.id,)).fetchone()
            if row is None or row[0] != before.version:
                raise ProjectChangedError("The project was changed just now. Look at it again.")
            version = before.version + 1
            connection.execute(
                "UPDATE projects SET title = ?, query = ?, codebook = ?, archived = ?, version = ?"
                " WHERE id = ?",
                (after.title, after.query, after.codebook, after.archived, version, before.id),
            )
            _set_members(connection, before.id, after.members)
            self._note(connection, before.id, version, who, changed)
        self._database.flush()
        return self._named(before.name)

    def changes(self, project: Project) -> list[ProjectChange]:
        """Return what was changed of a project, the newest first."""
        rows = self._database.rows(
            "SELECT version, at, who, field, before, after FROM project_changes"
            " WHERE project = ? ORDER BY number DESC",
            project.id,
        )
        return [
            ProjectChange(version, at, who, FieldChange(*change))
            for version, at, who, *change in rows
        ]

    def judgements(self, project: Project, after: int = 0) -> list[tuple[int, Judgement]]:
        """Return what was judged in a project after the judgement of a number, in order, each with
        its number.
        """
        rows = self._database.rows(
            "SELECT number, packed FROM project_judgements WHERE project = ? AND number > ?"
            " ORDER BY number",
            project.id, after,
        )  # fmt: skip
        return [(number, unpack(Judgement, json.loads(packed))) for number, packed in rows]

    def judge(self, project: Project, judgements: Iterable[Judgement]) -> None:
        """Append judgements to a project, all or none. Raises ProjectError where it is archived."""
        with self._database.transaction() as connection:
            query = "SELECT archived FROM projects WHERE id = ?"
            if connection.execute(query, (project.id,)).fetchone() != (0,):
                raise ProjectError(ARCHIVED)
            connection.executemany(
                "INSERT INTO project_judgements (project, packed) VALUES (?, ?)",
                [(project.id, dumps(pack(each))) for each in judgements],
            )
        self._database.flush()

    def _named(self, name: str) -> Project:
        project = self.find(name)
        if project is None:
            raise NoProjectError
        return project

    def _note(
        self,
        connection: sqlite3.Connection,
        project: int,
        version: int,
        who: str,
        changes: Iterable[FieldChange],
    ) -> None:
        connection.executemany(
            "INSERT INTO project_changes (project, version, at, who, field, before, after)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            [(project, version, self._clock.today(), who, *each) for each in changes],
        )


ARCHIVED = (
    "This project is archived, and nothing in it changes. An admin of the site can undo that."
)


def _read(connection: sqlite3.Connection, where: str, *values: object) -> Iterator[Project]:
    """Yield projects by name with their members."""
    rows = connection.execute(f"SELECT {COLUMNS} FROM projects {where} ORDER BY name", values)  # noqa: S608
    query = (
        "SELECT u.name, m.role FROM project_members m JOIN users u ON u.id = m.user_id"
        " WHERE m.project = ? ORDER BY u.name"
    )
    for number, name, title, wanted, codebook, archived, version in rows.fetchall():
        members = dict(connection.execute(query, (number,)).fetchall())
        yield Project(name, title, wanted, codebook, members, bool(archived), version, number)


def _set_members(connection: sqlite3.Connection, project: int, members: Mapping[str, Role]) -> None:
    """Give a project these members. Raises ProjectError for a name that is no user's."""
    connection.execute("DELETE FROM project_members WHERE project = ?", (project,))
    for name, role in members.items():
        made = connection.execute(
            "INSERT INTO project_members (project, user_id, role)"
            " SELECT ?, id, ? FROM users WHERE name = ?",
            (project, role, name),
        )
        if made.rowcount != 1:
            raise ProjectError(f"There is no user '{name}'. `sayso users add` adds one.")

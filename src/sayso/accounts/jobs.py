"""Jobs of handing in, as they are kept: what was handed in, and what became of it so far.

The bytes of files are not here, but in a folder beside the users' file.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sayso.accounts.database import Database, Row
from sayso.accounts.errors import PeopleError
from sayso.accounts.roles import LOCAL
from sayso.accounts.schema import LOCAL_ID

MOST_KEPT = 200
"""Jobs whose pages can be looked at, those that were handed in first forgotten first once they
ended."""


class StoredInput(NamedTuple):
    """A file or an address of a job: `kind` is "file" or "address", `hints` are JSON."""

    kind: str
    name: str
    hints: str


class StoredItem(NamedTuple):
    """What a part of an input came to: a document by its `key`, or a `problem` with no key."""

    key: str
    name: str
    new: bool
    problem: str


@dataclass(frozen=True, slots=True)
class StoredJob:
    """A job. `runner` is the process that reads it or did; `read` are how many of its inputs were
    read to their end; `state` is "" until it ended.
    """

    id: str
    person: str
    begun: str
    runner: str
    state: str
    fault: str
    read: int
    inputs: tuple[StoredInput, ...]
    items: tuple[StoredItem, ...]


class StoredJobs:
    """The jobs of the users' file."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(
        self, job: str, person: str, begun: str, runner: str, inputs: Sequence[StoredInput]
    ) -> None:
        """Keep a job that begins. Raises PeopleError for a user who is gone."""
        owner = self._owner(person)
        with self._database.transaction() as connection:
            connection.execute(
                "INSERT INTO jobs (id, user_id, begun, runner) VALUES (?, ?, ?, ?)",
                (job, owner, begun, runner),
            )
            connection.executemany(
                "INSERT INTO job_inputs VALUES (?, ?, ?, ?, ?)",
                [(job, number, *each) for number, each in enumerate(inputs)],
            )
            connection.execute(
                "DELETE FROM jobs WHERE state <> '' AND number <= (SELECT number FROM jobs"
                " ORDER BY number DESC LIMIT 1 OFFSET ?)",
                (MOST_KEPT,),
            )
        self._database.flush()

    def note(self, job: str, items: Iterable[StoredItem]) -> None:
        """Put down what a part of the input that is being read came to."""
        with self._database.transaction() as connection:
            connection.executemany(
                "INSERT INTO job_items (job, key, name, new, problem) VALUES (?, ?, ?, ?, ?)",
                [(job, *each) for each in items],
            )

    def input_read(self, job: str, read: int) -> None:
        """Put down that the first `read` inputs of a job were read to their end."""
        self._database.change("UPDATE jobs SET read = ? WHERE id = ?", read, job)

    def end(self, job: str, state: str, fault: str) -> None:
        """Put down how a job ended."""
        self._database.change(
            "UPDATE jobs SET state = ?, fault = ? WHERE id = ?", state, fault, job
        )
        self._database.flush()

    def take_over(self, job: str, before: str, runner: str) -> bool:
        """Give a job that did not end to another process; False where a third one has it by now."""
        query = "UPDATE jobs SET runner = ? WHERE id = ? AND runner = ? AND state = ''"
        return self._database.change(query, runner, job, before) == 1

    def all(self) -> list[StoredJob]:
        """Return all jobs of users who are there, the oldest first."""
        rows = self._database.rows(
            "SELECT j.id, CASE j.user_id WHEN ? THEN ? ELSE u.name END, j.begun, j.runner, j.state,"
            " j.fault, j.read FROM jobs j LEFT JOIN users u ON u.id = j.user_id"
            " WHERE u.id IS NOT NULL OR j.user_id = ? ORDER BY j.number",
            LOCAL_ID, LOCAL.name, LOCAL_ID,
        )  # fmt: skip
        return [self._job(row) for row in rows]

    def _job(self, row: Row) -> StoredJob:
        inputs = self._database.rows(
            "SELECT kind, name, hints FROM job_inputs WHERE job = ? ORDER BY number", row[0]
        )
        items = self._database.rows(
            "SELECT key, name, new, problem FROM job_items WHERE job = ? ORDER BY number", row[0]
        )
        made = (StoredItem(key, name, bool(new), problem) for key, name, new, problem in items)
        given = tuple(StoredInput(*each) for each in inputs)
        job, person, begun, runner, state, fault, read = row
        return StoredJob(job, person, begun, runner, state, fault, read, given, tuple(made))

    def _owner(self, person: str) -> int:
        if person == LOCAL.name:
            return LOCAL_ID
        row = self._database.row("SELECT id FROM users WHERE name = ?", person)
        if row is None:
            raise PeopleError(f"There is no user '{person}' any more. Log in again.")
        return int(row[0])

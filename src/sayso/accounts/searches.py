"""Saved searches of users."""

from __future__ import annotations

from dataclasses import dataclass

from sayso.accounts.clock import Clock
from sayso.accounts.database import Database
from sayso.accounts.errors import PeopleError
from sayso.accounts.roles import LOCAL
from sayso.accounts.schema import LOCAL_ID

LARGEST = 2**63
"""SQLite has no larger number."""


@dataclass(frozen=True, slots=True)
class Search:
    """A saved search: the query string of its filter under a name."""

    number: int
    user: str
    name: str
    query: str


class Searches:
    """Saves, lists and drops searches."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def save(self, user: str, name: str, query: str) -> int:
        """Save a search and return its number. Raises PeopleError for a user who is gone."""
        owner = self._owner(user)
        if owner is None:
            raise PeopleError(f"There is no user '{user}' any more. Log in again.")
        with self._database.transaction() as connection:
            made = connection.execute(
                "INSERT INTO searches (user_id, name, query, made) VALUES (?, ?, ?, ?)",
                (owner, name[:120], query, self._clock.today()),
            )
            return int(made.lastrowid or 0)

    def of(self, user: str) -> list[Search]:
        """Return a user's saved searches, the newest first."""
        rows = self._database.rows(
            "SELECT number, name, query FROM searches WHERE user_id = ? ORDER BY number DESC",
            self._owner(user),
        )
        return [Search(number, user, name, query) for number, name, query in rows]

    def drop(self, user: str, number: int) -> None:
        """Remove a saved search of a user, if it is one."""
        if 0 < number < LARGEST:
            self._database.change(
                "DELETE FROM searches WHERE user_id = ? AND number = ?", self._owner(user), number
            )

    def _owner(self, user: str) -> int | None:
        if user == LOCAL.name:
            return LOCAL_ID
        row = self._database.row("SELECT id FROM users WHERE name = ?", user)
        return int(row[0]) if row else None

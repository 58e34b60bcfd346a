"""API tokens: what each may do, for how long, and when it was last used."""

from __future__ import annotations

import logging
import sqlite3
from dataclasses import dataclass

from sayso.accounts.clock import DAY_S, Clock, shown
from sayso.accounts.database import Database
from sayso.accounts.errors import PeopleError
from sayso.accounts.keys import digest, fresh
from sayso.accounts.roles import ROLES, Person, Role
from sayso.accounts.schema import TOKEN_DAYS
from sayso.accounts.users import Users

MOST_DAYS = 366
MOST_TOKENS = 50
USED_S = 600.0
"""The time of the last use is written once in so many seconds, not at each request."""

LONGEST_LABEL = 80
PREFIX = "sayso_"


@dataclass(frozen=True, slots=True)
class ApiToken:
    """A token as its user sees it; its key is shown once only, when it is made."""

    number: int
    user: str
    scope: Role
    label: str
    made: str
    until: str
    used: str
    expired: bool


class Tokens:
    """Makes, looks up and revokes tokens."""

    def __init__(self, database: Database, clock: Clock, users: Users) -> None:
        self._database = database
        self._clock = clock
        self._users = users

    def add(self, name: str, scope: Role, label: str = "", days: int = TOKEN_DAYS) -> str:
        """Return the key of a new token that may do what `scope` may. Raises PeopleError."""
        user = self._users.named(name)
        if scope not in ROLES or not user.person.may(scope):
            raise PeopleError(f"{name} is a {user.role} and may have no token for '{scope}'.")
        if not 1 <= days <= MOST_DAYS:
            raise PeopleError(f"A token holds for 1 to {MOST_DAYS} days, not {days}.")
        if len([each for each in self.of(name) if not each.expired]) >= MOST_TOKENS:
            raise PeopleError(f"{name} has {MOST_TOKENS} tokens. Revoke one that is not used.")
        key, now = PREFIX + fresh(), self._clock.wall()
        self._database.change(
            "INSERT INTO tokens (key, user_id, scope, label, made, until)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            digest(key), user.id, scope, label.strip()[:LONGEST_LABEL], now, now + days * DAY_S,
        )  # fmt: skip
        return key

    def person(self, key: str) -> Person | None:
        """Return who a token speaks for: never more than the user may now; None when it is over."""
        row = self._database.row(
            "SELECT u.name, u.role, t.scope, t.number, t.made, t.until, t.used FROM tokens t"
            " JOIN users u ON u.id = t.user_id WHERE t.key = ?",
            digest(key),
        )
        if row is None:
            return None
        name, role, scope, number, made, until, used = row
        now = self._clock.wall()
        if not _holds(made, until, now):
            return None
        if used is None or abs(now - used) >= USED_S:
            self._touch(number, now)
        return Person(name, min((role, scope), key=ROLES.index), token=True)

    def of(self, name: str | None = None) -> list[ApiToken]:
        """Return a user's tokens, or all, newest first; those that are over are marked."""
        now = self._clock.wall()
        rows = self._database.rows(
            "SELECT t.number, u.name, t.scope, t.label, t.made, t.until, t.used FROM tokens t"
            " JOIN users u ON u.id = t.user_id WHERE ? IS NULL OR u.name = ?"
            " ORDER BY t.number DESC",
            name, name,
        )  # fmt: skip
        return [
            ApiToken(
                number, user, scope, label, shown(made), shown(until),
                shown(used) if used else "", not _holds(made, until, now),
            )
            for number, user, scope, label, made, until, used in rows
        ]  # fmt: skip

    def revoke(self, number: int, name: str | None = None) -> ApiToken:
        """End a token by its number, if it is this user's, and return it. Raises PeopleError."""
        token = next((each for each in self.of(name) if each.number == number), None)
        if token is None:
            raise PeopleError(f"There is no token {number}. `sayso users tokens` shows them.")
        self._database.change("DELETE FROM tokens WHERE number = ?", number)
        return token

    def _touch(self, number: int, now: float) -> None:
        try:
            self._database.change("UPDATE tokens SET used = ? WHERE number = ?", now, number)
        except sqlite3.OperationalError as error:  # a full disk must not keep answers from readers
            logging.getLogger(__name__).warning("The users' file can't be written: %s", error)


def _holds(made: float, until: float, now: float) -> bool:
    """Return whether a token holds. A clock that was set back far must not make it hold longer."""
    return made - DAY_S < now < until

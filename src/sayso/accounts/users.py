"""Users: names, roles and passwords. A user has an id that no other ever gets."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from sayso.accounts.clock import Clock
from sayso.accounts.database import Database
from sayso.accounts.errors import PeopleError
from sayso.accounts.passwords import Hashing, check_new
from sayso.accounts.roles import LOCAL, ROLES, Person, Role

LONGEST_NAME = 64


@dataclass(frozen=True, slots=True)
class User:
    """A row of the users' table. `epoch` counts changes of password or role."""

    id: int
    name: str
    role: Role
    hash: str
    epoch: int
    raw: bool

    @property
    def person(self) -> Person:
        """Return the user as one who makes requests."""
        return Person(self.name, self.role)


class Users:
    """Adds, changes and removes users."""

    def __init__(self, database: Database, clock: Clock, hashing: Hashing) -> None:
        self._database = database
        self._clock = clock
        self._hashing = hashing

    def all(self) -> list[Person]:
        """Return all users by name."""
        query = "SELECT name, role FROM users ORDER BY name"
        return [Person(*row) for row in self._database.rows(query)]

    def find(self, name: str) -> User | None:
        """Return the user of this name, if there is one."""
        query = "SELECT id, name, role, hash, epoch, NOT normalised FROM users WHERE name = ?"
        row = self._database.row(query, name)
        return User(*row) if row else None

    def named(self, name: str) -> User:
        """Return the user of this name. Raises PeopleError when there is none."""
        user = self.find(name)
        if user is None:
            raise PeopleError(f"There is no user '{name}'. `sayso users list` shows them.")
        return user

    def add(self, name: str, role: Role, password: str) -> None:
        """Add a user, or give one another role and password. Raises PeopleError.

        Who had the old password is logged out, and the user's tokens end.
        """
        if (
            not name.strip()
            or len(name) > LONGEST_NAME
            or not name.isprintable()
            or name == LOCAL.name
        ):
            raise PeopleError(f"A user can't be called '{name}'. Take up to 64 letters.")
        _known(role)
        check_new(password, name)
        hashed = self._hashing.make(password)
        with self._database.transaction() as connection:
            row = connection.execute("SELECT id FROM users WHERE name = ?", (name,)).fetchone()
            if row is None:
                connection.execute(
                    "INSERT INTO users (name, role, hash, added) VALUES (?, ?, ?, ?)",
                    (name, role, hashed, self._clock.today()),
                )
            else:
                connection.execute("UPDATE users SET role = ? WHERE id = ?", (role, row[0]))
                _set_hash(connection, row[0], hashed)
                end_all(connection, row[0])
        self._database.flush()

    def set_password(self, name: str, password: str) -> None:
        """Give a user another password: sessions, tokens and known devices end."""
        user = self.named(name)
        check_new(password, name)
        hashed = self._hashing.make(password)
        with self._database.transaction() as connection:
            _set_hash(connection, user.id, hashed)
            end_all(connection, user.id)
        self._database.flush()

    def set_role(self, name: str, role: Role) -> None:
        """Give a user another role: sessions end, and tokens that may more than the new role."""
        user = self.named(name)
        _known(role)
        above = ROLES[ROLES.index(role) + 1 :]
        with self._database.transaction() as connection:
            connection.execute(
                "UPDATE users SET role = ?, epoch = epoch + 1 WHERE id = ?", (role, user.id)
            )
            connection.execute("DELETE FROM sessions WHERE user_id = ?", (user.id,))
            connection.execute("DELETE FROM pending WHERE user_id = ?", (user.id,))
            for scope in above:
                connection.execute(
                    "DELETE FROM tokens WHERE user_id = ? AND scope = ?", (user.id, scope)
                )
        self._database.flush()

    def remove(self, name: str) -> None:
        """Remove a user with everything of theirs. What they judged stays in the ledger.

        A user who is added later under the same name has another id and inherits nothing.
        """
        user = self.named(name)
        self._database.change("DELETE FROM users WHERE id = ?", user.id)
        self._database.flush()

    def matches(self, user: User | None, password: str) -> bool:
        """Return whether this is the user's password; it takes as long where there is no user.

        Raises BusyError.
        """
        stored, raw = (user.hash, user.raw) if user else (None, False)
        return self._hashing.matches(password, stored, raw)

    def strengthen(self, user: User, password: str) -> None:
        """Store a hash by today's settings of a password that was just found right."""
        if not user.raw and not self._hashing.outdated(user.hash):
            return
        hashed = self._hashing.make(password)
        self._database.change(
            "UPDATE users SET hash = ?, normalised = 1 WHERE id = ? AND hash = ?",
            hashed, user.id, user.hash,
        )  # fmt: skip


def end_all(connection: sqlite3.Connection, user_id: int) -> None:
    """End what a password opened: sessions, half-done logins, tokens, known devices."""
    for table in ("sessions", "pending", "tokens", "devices", "addresses"):
        connection.execute(f"DELETE FROM {table} WHERE user_id = ?", (user_id,))  # noqa: S608


def _set_hash(connection: sqlite3.Connection, user_id: int, hashed: str) -> None:
    connection.execute(
        "UPDATE users SET hash = ?, normalised = 1, epoch = epoch + 1 WHERE id = ?",
        (hashed, user_id),
    )


def _known(role: str) -> None:
    if role not in ROLES:
        raise PeopleError(f"There is no role '{role}'. There are {', '.join(ROLES)}.")

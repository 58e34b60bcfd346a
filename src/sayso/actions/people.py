"""Who uses a site: users, sessions, tokens, saved searches, and a log of who did what.

Kept in a file of its own beside the ledger, so that a ledger that is passed on carries no secret.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Literal, get_args

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError

from sayso.ledger.names import beside, named

Role = Literal["reader", "reviewer", "admin"]
ROLES: tuple[Role, ...] = get_args(Role)
"""Each may do what those before it may: read; judge and submit; see the log."""

SHORTEST_PASSWORD = 10
LONGEST_PASSWORD = 400
SESSION_H = 12
TRIES = 5
TRIES_WITHIN_S = 300
"""So many failed logins for one name, or five times as many from one address, and then a wait."""

SCHEMA = """
CREATE TABLE IF NOT EXISTS users (
    name TEXT PRIMARY KEY, role TEXT NOT NULL, hash TEXT NOT NULL, added TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS sessions (
    key TEXT PRIMARY KEY, user TEXT NOT NULL, until TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS tokens (
    key TEXT PRIMARY KEY, user TEXT NOT NULL, scope TEXT NOT NULL, label TEXT NOT NULL,
    made TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS searches (
    number INTEGER PRIMARY KEY, user TEXT NOT NULL, name TEXT NOT NULL, query TEXT NOT NULL,
    made TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS log (
    number INTEGER PRIMARY KEY, at TEXT NOT NULL, who TEXT NOT NULL, did TEXT NOT NULL,
    about TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS tries (at TEXT NOT NULL, name TEXT NOT NULL, address TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS secrets (name TEXT PRIMARY KEY, value TEXT NOT NULL);
"""


class PeopleError(Exception):
    """What was asked of the users' file cannot be done; the message says what to do."""


class TooManyTriesError(PeopleError):
    """Too many failed logins: wait."""


@dataclass(frozen=True, slots=True)
class Person:
    """Whoever makes a request. `token` is True for a program with an API token."""

    name: str
    role: Role
    token: bool = False

    def may(self, role: Role) -> bool:
        """Whether this role, or one above it, is the person's."""
        return ROLES.index(self.role) >= ROLES.index(role)


LOCAL = Person("local", "admin")
"""Who sits at this machine: on loopback no one else can come, and no login is asked for."""


@dataclass(frozen=True, slots=True)
class Search:
    """A saved search: the query string of its filter under a name."""

    number: int
    user: str
    name: str
    query: str


def people_path(ledger: Path | str) -> Path:
    """The users' file of a ledger: news.sqlite has news.people.sqlite.

    That of a database is on the machine that serves it, in the data folder of who runs `sayso`.
    """
    path = named(ledger)
    suffix = path.suffix if isinstance(path, Path) else ""
    return beside(path, f"people{suffix or '.sqlite'}")


class People:
    """The users' file at `path`, made if there is none, for its owner's eyes only."""

    def __init__(self, path: Path, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._lock = threading.Lock()
        try:
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
            self._connection = sqlite3.connect(path, check_same_thread=False, timeout=10)
            self._connection.execute("PRAGMA journal_mode = WAL")
            self._connection.executescript(SCHEMA)
        except FileNotFoundError as error:
            raise PeopleError(f"There is no folder {path.parent}. Make it first.") from error
        except (OSError, sqlite3.Error) as error:
            told = error.strerror if isinstance(error, OSError) else str(error)
            raise PeopleError(
                f"{path}, the users' file, can't be used: {told}. Mend it or move it away."
            ) from error
        # Checked when a name is unknown, so that the answer takes as long as for one that is.
        self._nobody = self._hasher.hash(secrets.token_hex(16))

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    @contextmanager
    def _doing(self) -> Iterator[sqlite3.Connection]:
        with self._lock, self._connection:
            yield self._connection

    def _rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        with self._doing() as connection:
            return connection.execute(query, values).fetchall()

    # Users

    def add_user(self, name: str, role: Role, password: str) -> None:
        """Add a user, or give one another role and password. Raises PeopleError."""
        if not name.strip() or len(name) > 64 or not name.isprintable() or name == LOCAL.name:
            raise PeopleError(f"A user can't be called '{name}'. Take up to 64 letters.")
        if role not in ROLES:
            raise PeopleError(f"There is no role '{role}'. There are {', '.join(ROLES)}.")
        if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
            raise PeopleError(f"A password has {SHORTEST_PASSWORD} characters or more.")
        hashed = self._hasher.hash(password)
        with self._doing() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO users VALUES (?, ?, ?, ?)", (name, role, hashed, _now())
            )
            # Whoever had the old password is out.
            connection.execute("DELETE FROM sessions WHERE user = ?", (name,))

    def remove_user(self, name: str) -> None:
        """Take a user away, with sessions and tokens. What they judged stays."""
        if not self._rows("SELECT 1 FROM users WHERE name = ?", name):
            raise PeopleError(f"There is no user '{name}'. `sayso users list` shows them.")
        for table, column in (("users", "name"), ("sessions", "user"), ("tokens", "user")):
            self._rows(f"DELETE FROM {table} WHERE {column} = ?", name)  # noqa: S608

    def users(self) -> list[Person]:
        """All users by name."""
        return [Person(*row) for row in self._rows("SELECT name, role FROM users ORDER BY name")]

    # Logins

    def log_in(self, name: str, password: str, address: str) -> str | None:
        """The key of a new session, or None when name or password are wrong.

        Raises TooManyTriesError.
        """
        since = _ago(timedelta(seconds=TRIES_WITHIN_S))
        by_name, by_address = self._rows(
            "SELECT coalesce(sum(name = ?), 0), coalesce(sum(address = ?), 0) FROM tries"
            " WHERE at > ?",
            name, address, since,
        )[0]  # fmt: skip
        if by_name >= TRIES or by_address >= 5 * TRIES:
            raise TooManyTriesError(
                f"Too many failed logins. Wait {TRIES_WITHIN_S // 60} minutes and try again."
            )
        if not self._holds(name, password):
            self._rows("INSERT INTO tries VALUES (?, ?, ?)", _now(), name[:64], address)
            self.note(name[:64], "failed login", address)
            return None
        key = secrets.token_urlsafe(32)
        until = (datetime.now(UTC) + timedelta(hours=SESSION_H)).isoformat()
        self._rows("DELETE FROM sessions WHERE until < ?", _now())
        self._rows("DELETE FROM tries WHERE at < ? OR name = ?", since, name)
        self._rows("INSERT INTO sessions VALUES (?, ?, ?)", _digest(key), name, until)
        self.note(name, "login", address)
        return key

    def _holds(self, name: str, password: str) -> bool:
        found = self._rows("SELECT hash FROM users WHERE name = ?", name)
        hashed = found[0][0] if found else self._nobody
        try:
            self._hasher.verify(hashed, password[:LONGEST_PASSWORD])
        except VerificationError:
            return False
        return bool(found)

    def session(self, key: str) -> Person | None:
        """Whose session this is, while it lasts."""
        query = (
            "SELECT u.name, u.role FROM sessions s JOIN users u ON u.name = s.user"
            " WHERE s.key = ? AND s.until > ?"
        )
        found = self._rows(query, _digest(key), _now())
        return Person(*found[0]) if found else None

    def log_out(self, key: str) -> None:
        """End a session."""
        self._rows("DELETE FROM sessions WHERE key = ?", _digest(key))

    def add_token(self, user: str, scope: Role, label: str = "") -> str:
        """A new API token of a user that may do what `scope` may, shown this once only."""
        owner = next((each for each in self.users() if each.name == user), None)
        if owner is None:
            raise PeopleError(f"There is no user '{user}'. `sayso users list` shows them.")
        if scope not in ROLES or not owner.may(scope):
            raise PeopleError(f"{user} is a {owner.role} and may have no token for '{scope}'.")
        key = "sayso_" + secrets.token_urlsafe(32)
        self._rows("INSERT INTO tokens VALUES (?, ?, ?, ?, ?)", _digest(key), user, scope, label,
                   _now())  # fmt: skip
        return key

    def token(self, key: str) -> Person | None:
        """Who an API token speaks for: never more than the user may now."""
        query = (
            "SELECT u.name, u.role, t.scope FROM tokens t JOIN users u ON u.name = t.user"
            " WHERE t.key = ?"
        )
        found = self._rows(query, _digest(key))
        if not found:
            return None
        name, role, scope = found[0]
        return Person(name, min((role, scope), key=ROLES.index), token=True)

    # Saved searches

    def save_search(self, user: str, name: str, query: str) -> int:
        """Keep a search; its number."""
        with self._doing() as connection:
            made = connection.execute(
                "INSERT INTO searches (user, name, query, made) VALUES (?, ?, ?, ?)",
                (user, name[:120], query, _now()),
            )
            return int(made.lastrowid or 0)

    def searches(self, user: str) -> list[Search]:
        """A user's saved searches, the newest first."""
        query = "SELECT number, user, name, query FROM searches WHERE user = ? ORDER BY number DESC"
        return [Search(*row) for row in self._rows(query, user)]

    def drop_search(self, user: str, number: int) -> None:
        """Forget a saved search of a user, if it is one."""
        if not 0 < number < 2**63:  # SQLite has no larger
            return
        self._rows("DELETE FROM searches WHERE user = ? AND number = ?", user, number)

    # The log

    def note(self, who: str, did: str, about: str = "") -> None:
        """Put into the log who did what."""
        self._rows("INSERT INTO log (at, who, did, about) VALUES (?, ?, ?, ?)", _now(), who, did,
                   about[:500])  # fmt: skip

    def log(self, limit: int = 500) -> list[tuple[str, str, str, str]]:
        """The last entries of the log, newest first: when, who, did what, about what."""
        query = "SELECT at, who, did, about FROM log ORDER BY number DESC LIMIT ?"
        return [(row[0], row[1], row[2], row[3]) for row in self._rows(query, limit)]

    def secret(self) -> bytes:
        """This site's own secret, made once: form tokens are signed with it."""
        query = "SELECT value FROM secrets WHERE name = 'forms'"
        found = self._rows(query)
        if not found:  # written once: else no page could be shown while the disk is full
            fresh = json.dumps(secrets.token_hex(32))
            self._rows("INSERT OR IGNORE INTO secrets VALUES ('forms', ?)", fresh)
            found = self._rows(query)
        return bytes.fromhex(json.loads(found[0][0]))


def _digest(key: str) -> str:
    """What is stored of a session's or token's key: 256 random bits need no slow hash."""
    return hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()


def _now() -> str:
    return datetime.now(UTC).isoformat()


def _ago(span: timedelta) -> str:
    return (datetime.now(UTC) - span).isoformat()

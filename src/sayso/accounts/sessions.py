"""Sessions: how long they hold, who has which, and how they end."""

from __future__ import annotations

import logging
import sqlite3
from dataclasses import dataclass

from sayso.accounts.clock import Clock, Instant, shown
from sayso.accounts.database import Database
from sayso.accounts.keys import digest, fresh
from sayso.accounts.roles import Person, Visitor

IDLE_S = 2 * 3600
"""A session ends when no page was opened for so long."""

SESSION_S = 24 * 3600
"""A session ends after so long in any case."""

TOUCH_S = 60.0
"""The time of the last request is written once in so many seconds, not at each request."""

MOST_SESSIONS = 20
"""Sessions of one user; a new one ends the oldest."""

LONGEST_AGENT = 200


@dataclass(frozen=True, slots=True)
class Session:
    """A session as its user sees it."""

    number: int
    made: str
    seen: str
    address: str
    agent: str
    current: bool


class Sessions:
    """Opens, looks up and ends sessions."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def open(
        self, connection: sqlite3.Connection, user_id: int, epoch: int, visitor: Visitor
    ) -> str | None:
        """Return the key of a new session; None when password or role changed after `epoch`."""
        row = connection.execute("SELECT epoch FROM users WHERE id = ?", (user_id,)).fetchone()
        if row is None or row[0] != epoch:
            return None
        key, now = fresh(), self._clock.now().packed()
        connection.execute(
            "INSERT INTO sessions (key, user_id, made, seen, address, agent)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            (digest(key), user_id, now, now, visitor.address[:64], visitor.agent[:LONGEST_AGENT]),
        )
        self._prune(connection, user_id)
        return key

    def person(self, key: str) -> Person | None:
        """Return whose session this is, while it lasts, and note that it was used."""
        row = self._database.row(
            "SELECT u.name, u.role, s.number, s.made, s.seen FROM sessions s"
            " JOIN users u ON u.id = s.user_id WHERE s.key = ?",
            digest(key),
        )
        if row is None:
            return None
        name, role, number, made, seen = row
        if self._over(made, seen):
            return None  # its row goes at the next login
        if self._clock.since(Instant.unpacked(seen)) >= TOUCH_S:
            self._touch(number)
        return Person(name, role)

    def of(self, name: str, current: str = "") -> list[Session]:
        """Return a user's sessions, newest first; `current` is the key of the one that asks."""
        rows = self._database.rows(
            "SELECT s.number, s.made, s.seen, s.address, s.agent, s.key FROM sessions s"
            " JOIN users u ON u.id = s.user_id WHERE u.name = ? ORDER BY s.number DESC",
            name,
        )
        here = digest(current)
        return [
            Session(
                number, shown(Instant.unpacked(made).wall), shown(Instant.unpacked(seen).wall),
                address, agent, key == here,
            )
            for number, made, seen, address, agent, key in rows
            if not self._over(made, seen)
        ]  # fmt: skip

    def end(self, key: str) -> None:
        """End the session of a key."""
        self._database.change("DELETE FROM sessions WHERE key = ?", digest(key))

    def end_one(self, name: str, number: int) -> bool:
        """End a session of a user by its number; return whether there was one."""
        return bool(
            self._database.change(
                "DELETE FROM sessions WHERE number = ?"
                " AND user_id = (SELECT id FROM users WHERE name = ?)",
                number, name,
            )
        )  # fmt: skip

    def end_all(self, name: str, but: str = "") -> int:
        """End a user's sessions but the one of the key `but`; return how many ended."""
        return self._database.change(
            "DELETE FROM sessions WHERE key <> ?"
            " AND user_id = (SELECT id FROM users WHERE name = ?)",
            digest(but), name,
        )  # fmt: skip

    def _over(self, made: str, seen: str) -> bool:
        since = self._clock.since
        return since(Instant.unpacked(made)) >= SESSION_S or since(Instant.unpacked(seen)) >= IDLE_S

    def _touch(self, number: int) -> None:
        now = self._clock.now().packed()
        try:
            self._database.change("UPDATE sessions SET seen = ? WHERE number = ?", now, number)
        except sqlite3.OperationalError as error:  # a full disk must not keep a page from a reader
            logging.getLogger(__name__).warning("The users' file can't be written: %s", error)

    def _prune(self, connection: sqlite3.Connection, user_id: int) -> None:
        """Forget sessions that are over, of all users, and of one user all but the newest."""
        query = "SELECT number, made, seen FROM sessions"
        over = [(number,) for number, *when in connection.execute(query) if self._over(*when)]
        connection.executemany("DELETE FROM sessions WHERE number = ?", over)
        connection.execute(
            "DELETE FROM sessions WHERE user_id = ? AND number NOT IN (SELECT number FROM sessions"
            " WHERE user_id = ? ORDER BY number DESC LIMIT ?)",
            (user_id, user_id, MOST_SESSIONS),
        )

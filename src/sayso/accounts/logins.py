"""Logging in, step by step, and what only those do who show their password again."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from sayso.accounts.activity import Activity
from sayso.accounts.clock import Clock, Instant
from sayso.accounts.database import Database
from sayso.accounts.errors import HashersBusyError, PeopleError, TooManyTriesError
from sayso.accounts.keys import digest, fresh
from sayso.accounts.roles import Visitor
from sayso.accounts.second_factor import Enrolment, SecondFactor
from sayso.accounts.sessions import Sessions
from sayso.accounts.throttle import KNOWN_S, MOST_KNOWN, Asking, Throttle, network
from sayso.accounts.users import User, Users

PENDING_S = 600
"""For so long a login waits for its second step."""

NOBODY = -1


class LoginOverError(PeopleError):
    """A login waited too long for its second step, or the password was changed meanwhile."""

    def __init__(self) -> None:
        super().__init__("This login took too long. Begin again with name and password.")


@dataclass(frozen=True, slots=True)
class Login:
    """What a right password gives: a session and a device key, or a key for the second step.

    `enrol` says that the second step is to set up a second factor, which the site requires.
    """

    session: str = ""
    device: str = ""
    pending: str = ""
    enrol: bool = False


class Logins:
    """Checks passwords and codes, each counted before it is looked at."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        users: Users,
        sessions: Sessions,
        second: SecondFactor,
        activity: Activity,
    ) -> None:
        self._database = database
        self._clock = clock
        self._users = users
        self._sessions = sessions
        self._second = second
        self._activity = activity
        self._throttle = Throttle(database, clock)

    def begin(self, name: str, password: str, visitor: Visitor) -> Login | None:
        """Return a login, or None when name or password are wrong. Raises WaitError."""
        user = self._right(name, password, visitor, "login")
        if user is None:
            return None
        enrolled = self._second.active(user.id)
        if not enrolled and not self._second.required(user.role):
            return self._open(user.id, user.epoch, visitor)
        key = fresh()
        with self._database.transaction() as connection:
            self._prune(connection)
            connection.execute(
                "INSERT INTO pending VALUES (?, ?, ?, ?)",
                (digest(key), user.id, self._clock.now().packed(), user.epoch),
            )
        return Login(pending=key, enrol=not enrolled)

    def finish(self, pending: str, code: str, visitor: Visitor) -> Login | None:
        """Return the login that a right code completes, None for a wrong one.

        Raises LoginOverError and WaitError.
        """
        user_id, epoch = self._waiting(pending)
        if not self.code_right(user_id, code, visitor):
            return None
        return self._completed(pending, user_id, epoch, visitor)

    def enrolment(self, pending: str) -> Enrolment | None:
        """Return what a phone needs, for a login that must set up a second factor; else None.

        Raises LoginOverError.
        """
        user_id, _ = self._waiting(pending)
        return None if self._second.active(user_id) else self._second.begin(self._user(user_id))

    def enrol(self, pending: str, code: str, visitor: Visitor) -> tuple[Login, list[str]] | None:
        """Return the login and recovery codes when a code shows that the phone is set up.

        None for a wrong code. Raises LoginOverError and WaitError.
        """
        user_id, epoch = self._waiting(pending)
        codes = self.confirm_enrolment(self._user(user_id), code, visitor)
        return (self._completed(pending, user_id, epoch, visitor), codes) if codes else None

    def confirm_enrolment(self, user: User, code: str, visitor: Visitor) -> list[str]:
        """Return recovery codes when a code shows that the phone is set up; none for a wrong code.

        Raises TooManyTriesError.
        """
        charged = self._throttle.admit_code(user.id, self._known_device(user.id, visitor))
        codes = self._second.confirm(user.id, code)
        if codes:
            self._throttle.succeeded(charged)
            self._activity.note(user.name, "set up one-time codes", visitor.address)
        return codes

    def shows_password(self, name: str, password: str, visitor: Visitor) -> bool:
        """Return whether a user who is logged in knows the password. Raises WaitError."""
        return self._right(name, password, visitor, "password check") is not None

    def change_password(self, name: str, old: str, new: str, visitor: Visitor) -> Login | None:
        """Change a password and return a new login for the browser; None when the old is wrong.

        All sessions, tokens and known devices of the user end. Raises PeopleError when the new
        password is too weak, and WaitError.
        """
        if self._right(name, old, visitor, "password change") is None:
            return None
        self._users.set_password(name, new)
        user = self._users.named(name)
        return self._open(user.id, user.epoch, visitor)

    def forgive(self, name: str) -> None:
        """Let strangers try at once again at a name: its password is a new one."""
        self._throttle.forgive(name)

    def code_right(self, user_id: int, code: str, visitor: Visitor) -> bool:
        """Return whether a one-time or recovery code is right. Raises TooManyTriesError."""
        name = self._user(user_id).name
        try:
            charged = self._throttle.admit_code(user_id, self._known_device(user_id, visitor))
        except TooManyTriesError:
            self._activity.refused(name, "refused code, too many tries", visitor.address)
            raise
        how = self._second.check(user_id, code)
        if not how:
            self._activity.refused(name, "refused code", visitor.address)
            return False
        self._throttle.succeeded(charged)
        if how == "recovery code":
            self._activity.note(name, "used a recovery code", visitor.address)
        return True

    def _right(self, name: str, password: str, visitor: Visitor, what: str) -> User | None:
        """Return the user when the password is right; what is tried is counted before."""
        user = self._users.find(name)
        user_id = user.id if user else NOBODY
        # What is typed as a name may be a password: only names of users are logged.
        shown = user.name if user else "(no user)"
        asking = Asking(
            name, visitor.address, digest(visitor.device),
            known_device=bool(self._known_device(user_id, visitor)),
            known_address=self._known_address(user_id, visitor),
        )  # fmt: skip
        try:
            charged = self._throttle.admit(asking)
        except TooManyTriesError:
            self._activity.refused(shown, f"refused {what}, too many tries", visitor.address)
            raise
        try:
            right = self._users.matches(user, password)
        except HashersBusyError:
            self._throttle.refund(charged)
            self._activity.refused(shown, f"refused {what}, too busy", visitor.address)
            raise
        if not right or user is None:
            self._activity.refused(shown, f"refused {what}", visitor.address)
            return None
        self._throttle.succeeded(charged)
        self._users.strengthen(user, password)
        return user

    def _open(self, user_id: int, epoch: int, visitor: Visitor) -> Login:
        """Open a session and make device and address known. Raises LoginOverError."""
        with self._database.transaction() as connection:
            session = self._sessions.open(connection, user_id, epoch, visitor)
            if session is None:
                raise LoginOverError
            device = self._remember(connection, user_id, visitor)
        self._activity.note(self._user(user_id).name, "login", visitor.address)
        return Login(session=session, device=device)

    def _completed(self, pending: str, user_id: int, epoch: int, visitor: Visitor) -> Login:
        if not self._database.change("DELETE FROM pending WHERE key = ?", digest(pending)):
            raise LoginOverError  # another request was first
        return self._open(user_id, epoch, visitor)

    def _waiting(self, pending: str) -> tuple[int, int]:
        """Return whose login waits for its second step, and at which epoch."""
        query = "SELECT user_id, epoch, made FROM pending WHERE key = ?"
        row = self._database.row(query, digest(pending))
        if row is None or self._clock.since(Instant.unpacked(row[2])) >= PENDING_S:
            raise LoginOverError
        return int(row[0]), int(row[1])

    def _prune(self, connection: sqlite3.Connection) -> None:
        over = [
            (key,)
            for key, made in connection.execute("SELECT key, made FROM pending")
            if self._clock.since(Instant.unpacked(made)) >= PENDING_S
        ]
        connection.executemany("DELETE FROM pending WHERE key = ?", over)

    def _user(self, user_id: int) -> User:
        row = self._database.row("SELECT name FROM users WHERE id = ?", user_id)
        if row is None:
            raise LoginOverError
        return self._users.named(row[0])

    def _known_device(self, user_id: int, visitor: Visitor) -> str:
        """Return what is stored of the browser's device key if this user logged in with it."""
        key = digest(visitor.device)
        row = self._database.row(
            "SELECT 1 FROM devices WHERE key = ? AND user_id = ? AND seen > ?",
            key, user_id, self._clock.wall() - KNOWN_S,
        )  # fmt: skip
        return key if row else ""

    def _known_address(self, user_id: int, visitor: Visitor) -> bool:
        row = self._database.row(
            "SELECT 1 FROM addresses WHERE user_id = ? AND address = ? AND seen > ?",
            user_id, network(visitor.address), self._clock.wall() - KNOWN_S,
        )  # fmt: skip
        return row is not None

    def _remember(self, connection: sqlite3.Connection, user_id: int, visitor: Visitor) -> str:
        """Make device and address known and return the device's key.

        A key that this user did not use before is replaced: someone may have planted it.
        """
        now = self._clock.wall()
        key = visitor.device if self._known_device(user_id, visitor) else fresh()
        connection.execute(
            "INSERT OR REPLACE INTO devices VALUES (?, ?, ?)", (digest(key), user_id, now)
        )
        connection.execute(
            "INSERT OR REPLACE INTO addresses VALUES (?, ?, ?)",
            (user_id, network(visitor.address), now),
        )
        for table, column in (("devices", "key"), ("addresses", "address")):
            connection.execute(
                f"DELETE FROM {table} WHERE user_id = ? AND {column} NOT IN (SELECT {column}"  # noqa: S608
                f" FROM {table} WHERE user_id = ? ORDER BY seen DESC LIMIT ?)",
                (user_id, user_id, MOST_KNOWN),
            )
        return key

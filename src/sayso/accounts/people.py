"""Everything that a site knows of its users, in one place.

Kept in a file of its own beside the ledger, so that a ledger that is passed on carries no secret.
"""

from __future__ import annotations

import json
import secrets
from pathlib import Path

from argon2 import PasswordHasher

from sayso.accounts.activity import Activity
from sayso.accounts.alerts import Alerts
from sayso.accounts.clock import Clock
from sayso.accounts.database import Database
from sayso.accounts.jobs import StoredJobs
from sayso.accounts.logins import Login, Logins
from sayso.accounts.passwords import Hashing
from sayso.accounts.projects import Projects
from sayso.accounts.roles import Person, Role, Visitor
from sayso.accounts.schema import TOKEN_DAYS
from sayso.accounts.searches import Search, Searches
from sayso.accounts.second_factor import SecondFactor
from sayso.accounts.sessions import Sessions
from sayso.accounts.tokens import Tokens
from sayso.accounts.users import Users


class People:
    """The users' file at `path`, made if there is none, for its owner's eyes only.

    Raises PeopleError when it can't be used, or others may read or change it. `hasher` and `clock`
    are set by tests.
    """

    def __init__(
        self, path: Path, hasher: PasswordHasher | None = None, clock: Clock | None = None
    ) -> None:
        clock = clock or Clock()
        self._database = Database(path)
        self.accounts = Users(self._database, clock, Hashing(hasher))
        self.sessions = Sessions(self._database, clock)
        self.tokens = Tokens(self._database, clock, self.accounts)
        self.second = SecondFactor(self._database, clock)
        self.activity = Activity(self._database, clock)
        self.logins = Logins(
            self._database, clock, self.accounts, self.sessions, self.second, self.activity
        )
        self._searches = Searches(self._database, clock)
        self.alerts = Alerts(self._database, clock)
        self.jobs = StoredJobs(self._database)
        self.projects = Projects(self._database, clock)
        self.path = path

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    def users(self) -> list[Person]:
        """Return all users by name."""
        return self.accounts.all()

    def add_user(self, name: str, role: Role, password: str) -> None:
        """Add a user, or give one another role and password. Raises PeopleError."""
        self.accounts.add(name, role, password)
        self.logins.forgive(name)

    def remove_user(self, name: str) -> None:
        """Remove a user with everything of theirs. Raises PeopleError when there is none."""
        self.accounts.remove(name)

    def log_in(self, name: str, password: str, visitor: Visitor) -> Login | None:
        """Return a login, or None when name or password are wrong. Raises WaitError."""
        return self.logins.begin(name, password, visitor)

    def session(self, key: str) -> Person | None:
        """Return whose session this is, while it lasts."""
        return self.sessions.person(key)

    def log_out(self, key: str) -> None:
        """End a session."""
        self.sessions.end(key)

    def add_token(self, user: str, scope: Role, label: str = "", days: int = TOKEN_DAYS) -> str:
        """Return a new API token of a user that may do what `scope` may. Raises PeopleError."""
        return self.tokens.add(user, scope, label, days)

    def token(self, key: str) -> Person | None:
        """Return who an API token speaks for, while it holds."""
        return self.tokens.person(key)

    def save_search(self, user: str, name: str, query: str) -> int:
        """Save a search and return its number."""
        return self._searches.save(user, name, query)

    def searches(self, user: str) -> list[Search]:
        """Return a user's saved searches, the newest first."""
        return self._searches.of(user)

    def drop_search(self, user: str, number: int) -> None:
        """Remove a saved search of a user, if it is one."""
        self._searches.drop(user, number)

    def note(self, who: str, did: str, about: str = "") -> None:
        """Log who did what."""
        self.activity.note(who, did, about)

    def log(self, limit: int = 500) -> list[tuple[str, str, str, str]]:
        """Return the last entries of the log, newest first: when, who, did what, about what."""
        return self.activity.entries(limit)

    def secret(self) -> bytes:
        """Return this site's own secret, made once: form tokens are signed with it."""
        query = "SELECT value FROM settings WHERE name = 'forms'"
        row = self._database.row(query)
        if row is None:  # written once: else no page could be shown while the disk is full
            made = json.dumps(secrets.token_hex(32))
            self._database.change("INSERT OR IGNORE INTO settings VALUES ('forms', ?)", made)
            row = self._database.row(query)
        if row is None:
            raise RuntimeError("the secret was removed while it was read")
        return bytes.fromhex(json.loads(row[0]))

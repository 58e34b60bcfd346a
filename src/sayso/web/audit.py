"""Denied requests and uses of tokens in the users' log: few rows, however many there are."""

from __future__ import annotations

import logging
import sqlite3
import time
from collections import Counter
from dataclasses import dataclass

from sayso.accounts import People, Person

STRANGER = "stranger"
MINUTE_S, HOUR_S = 60.0, 3_600.0
ROWS_AT_ONCE, STRANGERS_ROWS_A_MINUTE, USERS_ROWS_A_MINUTE = 100, 1, 10
"""Rows of about 150 bytes, each with a second one for its count: by a flood that never ends,
strangers fill 0.54 MB a day and users 5.1 MB (measured)."""

LONGEST_ABOUT = 200

_logger = logging.getLogger(__name__)


@dataclass
class _Window:
    """Events of one kind by one person from one address, after the first, which has a row."""

    ends: float
    span: float
    address: str
    more: int = 0


class _Bucket:
    """A token bucket: `size` rows at once, refilled by `a_minute`."""

    def __init__(self, size: int, a_minute: int) -> None:
        self.size = size
        self.a_minute = a_minute
        self._left = float(size)
        self._at: float | None = None

    def takes(self, now: float) -> bool:
        """Take one, if one is left at `now`."""
        since = now - (now if self._at is None else self._at)
        self._left = min(self.size, self._left + since * self.a_minute / MINUTE_S)
        self._at = now
        if self._left < 1:
            return False
        self._left -= 1
        return True


class AuditLog:
    """Writes into the log of `people`, from one thread.

    The first event of a kind, a person and an address gets a row at once. Those of the minute
    after it (of the hour, for a token that is used) are counted, and get one row with their
    count. When there are more kinds, persons and addresses than rows, the rest is counted by kind.
    """

    def __init__(self, people: People) -> None:
        self.people = people
        self._windows: dict[tuple[str, str, str], _Window] = {}
        self._unlisted: Counter[str] = Counter()
        self._strangers = _Bucket(ROWS_AT_ONCE, STRANGERS_ROWS_A_MINUTE)
        self._users = _Bucket(ROWS_AT_ONCE, USERS_ROWS_A_MINUTE)
        self._due = 0.0

    def denied(
        self, person: Person | None, address: str, status: int, asked: str, now: float | None = None
    ) -> None:
        """Put into the log that a request was answered with `status`, 401, 403, 421 or 429."""
        who = person.name if person else STRANGER
        self._add((f"denied ({status})", who, address), _plain(asked), MINUTE_S, now)

    def token_used(self, person: Person, address: str, now: float | None = None) -> None:
        """Put into the log that a token of a person was used."""
        self._add(("used a token", person.name, address), person.role, HOUR_S, now)

    def flush(self, now: float | None = None) -> None:
        """Write the counts of all minutes and hours that are over by `now`. At most once a second.

        Call it with each request: what is due is written by the next one.
        """
        now = time.monotonic() if now is None else now
        if now < self._due:
            return
        self._due = now + 1
        for key, window in list(self._windows.items()):
            if window.ends <= now:
                self._end(key)
        if self._unlisted and self._strangers.takes(now):
            self._write_unlisted()

    def close(self) -> None:
        """Write all counts that are not written yet."""
        for key in list(self._windows):
            self._end(key)
        self._write_unlisted()

    def _add(
        self, key: tuple[str, str, str], about: str, span: float, now: float | None = None
    ) -> None:
        now = time.monotonic() if now is None else now
        window = self._windows.get(key)
        if window is not None and now >= window.ends:
            self._end(key)
            window = None
        if window is not None:
            window.more += 1
            return
        did, who, address = key
        bucket = self._strangers if who == STRANGER else self._users
        if not bucket.takes(now):
            self._unlisted[did] += 1
            return
        self._windows[key] = _Window(now + span, span, address)
        self._write(who, did, f"{about}, from {address}")

    def _end(self, key: tuple[str, str, str]) -> None:
        window = self._windows.pop(key)
        if window.more:
            within = "a minute" if window.span == MINUTE_S else "an hour"
            did, who, address = key
            self._write(who, did, f"{window.more:,} more within {within}, from {address}")

    def _write_unlisted(self) -> None:
        for did, count in sorted(self._unlisted.items()):
            self._write("several", did, f"{count:,} more, too many for a row each")
        self._unlisted.clear()

    def _write(self, who: str, did: str, about: str) -> None:
        try:
            self.people.note(who, did, about)
        except sqlite3.Error as error:
            # What was denied stays denied, whether or not the disk has room for the row.
            _logger.warning("The log of users can't be written (%s): %s, %s", error, who, did)


def _plain(words: str) -> str:
    """Return the words without what no line of a log may have, and cut."""
    return "".join(each if each.isprintable() else "\ufffd" for each in words)[:LONGEST_ABOUT]

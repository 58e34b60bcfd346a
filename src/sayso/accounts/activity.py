"""The log of who did what. What is refused is logged too, but never fills the disk."""

from __future__ import annotations

import threading

from sayso.accounts.clock import Clock
from sayso.accounts.database import Database

PER_MINUTE = 30
"""Refusals that are logged in a minute; of the rest only the count."""

MOST_REFUSED = 50_000
"""Refusals that are kept, some 8 MB; the oldest go. What was done is kept without limit."""

PRUNE_EVERY = 500
LONGEST_ABOUT = 500


class Activity:
    """Writes and reads the log."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._lock = threading.Lock()
        self._minute = 0
        self._logged = 0
        self._left_out = 0
        self._refusals = 0

    def note(self, who: str, did: str, about: str = "") -> None:
        """Log who did what."""
        self._write(who, did, about, refused=False)

    def refused(self, who: str, did: str, about: str = "") -> None:
        """Log what was refused, unless a flood of refusals is under way."""
        with self._lock:
            minute = int(self._clock.steady() // 60)
            left_out = 0
            if minute != self._minute:
                self._minute, self._logged = minute, 0
                left_out, self._left_out = self._left_out, 0
            if self._logged >= PER_MINUTE:
                self._left_out += 1
                return
            self._logged += 1
            self._refusals += 1
            prune = self._refusals % PRUNE_EVERY == 0
        if left_out:
            self._write("the site", "did not log all", f"{left_out} more refusals", refused=True)
        self._write(who, did, about, refused=True)
        if prune:
            self._database.change(
                "DELETE FROM log WHERE refused AND number <= (SELECT number FROM log WHERE refused"
                " ORDER BY number DESC LIMIT 1 OFFSET ?)",
                MOST_REFUSED,
            )

    def entries(self, limit: int = 500) -> list[tuple[str, str, str, str]]:
        """Return the last entries, newest first: when, who, did what, about what."""
        query = "SELECT at, who, did, about FROM log ORDER BY number DESC LIMIT ?"
        return [(row[0], row[1], row[2], row[3]) for row in self._database.rows(query, limit)]

    def _write(self, who: str, did: str, about: str, refused: bool) -> None:
        self._database.change(
            "INSERT INTO log (at, who, did, about, refused) VALUES (?, ?, ?, ?, ?)",
            self._clock.today(), who[:64], did, about[:LONGEST_ABOUT], int(refused),
        )  # fmt: skip

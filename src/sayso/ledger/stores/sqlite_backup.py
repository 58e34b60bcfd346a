"""A copy of an SQLite file in one state of it, made while others read and write it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from sayso.ledger.errors import LedgerDamagedError
from sayso.ledger.stores.sqlite import _how
from sayso.ledger.stores.sqlite_errors import ledger_error

PAGES_AT_ONCE = 1_000
"""Pages of a step, 4 MB: progress is shown after each."""

PATIENCE_S = 60.0

Progress = Callable[[int, int], None]
"""Is given how many pages of how many are copied."""


def copy_pages(source: Path, draft: Path, progress: Progress) -> None:
    """Copy all that is committed in `source` into the empty file `draft`, then check it.

    The copy has one state, the last at its beginning, with what is in the log beside the file.
    Writers wait for nothing; their log grows until the copy is done. Raises LedgerError.
    """
    address = f"{source.resolve().as_uri()}?{_how(source, 'read')}"
    try:
        with (
            closing(sqlite3.connect(address, uri=True, timeout=PATIENCE_S)) as ours,
            closing(sqlite3.connect(draft, isolation_level=None)) as theirs,
        ):
            ours.execute("PRAGMA query_only = ON")
            # Without a transaction of its own each step could see another state, and begin anew.
            ours.execute("BEGIN")
            ours.execute("SELECT count(*) FROM sqlite_master").fetchone()
            theirs.execute("PRAGMA journal_mode = OFF")
            theirs.execute("PRAGMA synchronous = OFF")  # it is brought to disk as a whole
            ours.backup(
                theirs,
                pages=PAGES_AT_ONCE,
                progress=lambda _state, left, total: progress(total - left, total),
            )
            ((verdict,), *_) = theirs.execute("PRAGMA integrity_check(1)").fetchall()
    except sqlite3.Error as error:
        full = getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_FULL
        raise ledger_error(error, draft if full else source) from error
    if verdict != "ok":
        raise LedgerDamagedError(
            f"{source} is damaged ({verdict}), so no copy of it was made. Restore an earlier copy."
        )

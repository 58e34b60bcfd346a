"""SQLite's errors, put as what happened and what to do."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from sayso.ledger.errors import (
    LedgerBusyError,
    LedgerDamagedError,
    LedgerError,
    LedgerUnwritableError,
    NoLedgerError,
    NotALedgerError,
)

ERRORS: dict[int, tuple[type[LedgerError], str]] = {
    sqlite3.SQLITE_BUSY: (
        LedgerBusyError,
        "{path} is locked by another process. Wait until that has finished, then run this again:"
        " what was reported as added is safe.",
    ),
    sqlite3.SQLITE_LOCKED: (
        LedgerBusyError,
        "{path} is locked. Wait until the other use of it has finished, then run this again.",
    ),
    sqlite3.SQLITE_READONLY: (
        LedgerUnwritableError,
        "{path} can't be written: it, or the folder that it is in, is read-only. Change the"
        " permissions, or copy the ledger to a folder of yours and name it with --ledger.",
    ),
    sqlite3.SQLITE_FULL: (
        LedgerUnwritableError,
        "The disk that holds {path} is full. Make room, then run this again: what was reported as"
        " added is safe, and nothing is half-added.",
    ),
    sqlite3.SQLITE_IOERR: (
        LedgerUnwritableError,
        "{path} can't be read or written ({error}). Check the disk, then run this again: what was"
        " reported as added is safe.",
    ),
    sqlite3.SQLITE_CANTOPEN: (
        NoLedgerError,
        "{path} can't be opened. Check that it is a file, that its folder is there and that both"
        " may be written: SQLite keeps a log beside the ledger.",
    ),
    sqlite3.SQLITE_NOTADB: (
        NotALedgerError,
        "{path} is not a Sayso ledger; it is left as it is. Name another file with --ledger.",
    ),
    sqlite3.SQLITE_CORRUPT: (
        LedgerDamagedError,
        "{path} is damaged ({error}). Restore it from a copy, or add the documents to a new one.",
    ),
}

OTHERWISE = (
    LedgerDamagedError,
    "{path} can't be used ({error}). Restore it from a copy, or add the documents to a new ledger.",
)


def ledger_error(error: BaseException | None, path: Path) -> LedgerError:
    """Return the LedgerError for an error of SQLite, by its primary result code."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    kind, message = ERRORS.get(code, OTHERWISE)
    return kind(message.format(path=path, error=error))

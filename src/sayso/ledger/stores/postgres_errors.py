"""PostgreSQL's errors, put as what happened and what to do. No message has a password."""

from __future__ import annotations

from sayso.ledger.errors import (
    LedgerBusyError,
    LedgerDamagedError,
    LedgerError,
    LedgerLostError,
    LedgerUnwritableError,
    NoLedgerError,
    NotALedgerError,
)
from sayso.ledger.names import LedgerUrl

ERRORS: tuple[tuple[str, type[LedgerError], str], ...] = (
    (
        "3D000",
        NoLedgerError,
        "There is no database for {url}. Make it with `createdb -E UTF8 -T template0 NAME`, or name"
        " another with --ledger or SAYSO_LEDGER.",
    ),
    (
        "28",
        LedgerLostError,
        "{url} lets no one in ({error}). Check the user, and give the password by PGPASSWORD or"
        " ~/.pgpass.",
    ),
    (
        "42501",
        LedgerUnwritableError,
        "{url} can't be written by this user ({error}). Ask the database's owner for the right to"
        " create and insert, or name another ledger with --ledger.",
    ),
    (
        "25006",
        LedgerUnwritableError,
        "{url} can't be written: the server takes only questions ({error}). Name the primary"
        " server, not its copy.",
    ),
    (
        "53100",
        LedgerUnwritableError,
        "The disk of {url} is full. Make room, then run this again: what was reported as added is"
        " safe, and nothing is half-added.",
    ),
    (
        "53",
        LedgerBusyError,
        "{url} has no room for another connection or for this question ({error}). Wait, then run"
        " this again: what was reported as added is safe.",
    ),
    (
        "55P03",
        LedgerBusyError,
        "{url} is locked by another process. Wait until that has finished, then run this again:"
        " what was reported as added is safe.",
    ),
    (
        "40",
        LedgerBusyError,
        "{url} is in use by others who came first ({error}). Run this again: what was reported as"
        " added is safe.",
    ),
    (
        "57014",
        LedgerBusyError,
        "{url} took longer than the server allows ({error}). Ask for less, or raise its"
        " statement_timeout.",
    ),
    (
        "57P",
        LedgerLostError,
        "{url} was shut down or restarted ({error}). Once it runs, run this again: what was"
        " reported as added is safe, and nothing is half-added.",
    ),
    (
        "08",
        LedgerLostError,
        "The connection to {url} was lost ({error}). Check that the server runs, then run this"
        " again: what was reported as added is safe, and nothing is half-added.",
    ),
    (
        "42P01",
        NotALedgerError,
        "{url} lacks a table of a ledger ({error}). Name a database of its own with --ledger.",
    ),
)
"""By the beginning of the SQLSTATE; the first that fits holds."""

NO_DATABASE = 'database "'
REFUSED = ("authentication", "no pg_hba.conf entry", "no password supplied", "role ")
UNREACHED = (
    "{url} can't be reached ({error}). Check that the server runs and the address is right:"
    " postgresql://USER@HOST:PORT/DATABASE. What was reported as added is safe."
)
OTHERWISE = (
    "{url} can't be used ({error}). Restore it from a copy, or add the documents to a new ledger."
)


def ledger_error(error: BaseException | None, url: LedgerUrl) -> LedgerError:
    """Return the LedgerError for an error of psycopg."""
    code = getattr(error, "sqlstate", None) or _code_at_login(error)
    words = " ".join(str(error).split("\n", 1)[0].split())
    for beginning, kind, message in ERRORS:
        if code and code.startswith(beginning):
            return kind(message.format(url=url, error=words))
    if code is None and is_lost(error):
        return LedgerLostError(UNREACHED.format(url=url, error=words))
    return LedgerDamagedError(OTHERWISE.format(url=url, error=words))


def is_lost(error: BaseException | None) -> bool:
    """Return whether there is no connection, or no longer: psycopg has no code for it then."""
    from psycopg import InterfaceError, OperationalError

    return isinstance(error, OperationalError | InterfaceError) and not error.sqlstate


def is_restarting(error: BaseException | None) -> bool:
    """Return whether a server refuses a login because it is starting or shutting down."""
    return "the database system is" in str(error)


def _code_at_login(error: BaseException | None) -> str | None:
    """Return the code of a refusal at login, which comes in words alone, in any language."""
    words = str(error)
    if "FATAL" not in words or not is_lost(error):
        return None
    if any(each in words for each in REFUSED):
        return "28000"
    if "too many" in words or "remaining connection slots" in words:
        return "53300"
    if "the database system is" in words:
        return "57P03"
    return "3D000" if NO_DATABASE in words else None

"""The ledger: documents and who said what in them, appended and never changed."""

from __future__ import annotations

from pathlib import Path

from sayso.ledger.errors import EvidenceError, LedgerError, NoLedgerError, UnknownIdError
from sayso.ledger.store import (
    EVERY_CLAIM,
    Added,
    ClaimFilter,
    Entry,
    FeedItem,
    Held,
    Hit,
    Kept,
    Mode,
    Poll,
    Store,
    Unread,
)
from sayso.ledger.stores.sqlite import SqliteStore

__all__ = [
    "EVERY_CLAIM",
    "Added",
    "ClaimFilter",
    "Entry",
    "EvidenceError",
    "FeedItem",
    "Held",
    "Hit",
    "Kept",
    "LedgerError",
    "Mode",
    "NoLedgerError",
    "Poll",
    "Store",
    "UnknownIdError",
    "Unread",
    "open_ledger",
]


def open_ledger(path: Path | str, mode: Mode = "read") -> Store:
    """The ledger in the file at `path`; with mode "add" it is made if there is none.

    Close it when done (`contextlib.closing`). Raises a LedgerError that says what to do.
    """
    return SqliteStore(path, mode)

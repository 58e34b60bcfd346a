"""The ledger: documents and who said what in them, appended and never changed."""

from __future__ import annotations

from pathlib import Path

from sayso.ledger.errors import (
    DamagedReadingError,
    EvidenceError,
    LedgerError,
    NoLedgerError,
    UnknownIdError,
)
from sayso.ledger.names import LedgerUrl, named, short_name, sidecar_path
from sayso.ledger.query import Query, QueryError, parse_query
from sayso.ledger.store import (
    EVERY_CLAIM,
    Added,
    BoundingBox,
    ClaimFilter,
    DocumentSummary,
    FeedItem,
    LedgerStats,
    Mode,
    NewReading,
    Poll,
    SearchHit,
    Store,
    StoredCapture,
    StoredClaim,
    Unread,
)

__all__ = [
    "EVERY_CLAIM",
    "Added",
    "BoundingBox",
    "ClaimFilter",
    "DamagedReadingError",
    "DocumentSummary",
    "EvidenceError",
    "FeedItem",
    "LedgerError",
    "LedgerStats",
    "LedgerUrl",
    "Mode",
    "NewReading",
    "NoLedgerError",
    "Poll",
    "Query",
    "QueryError",
    "SearchHit",
    "Store",
    "StoredCapture",
    "StoredClaim",
    "UnknownIdError",
    "Unread",
    "named",
    "open_ledger",
    "parse_query",
    "short_name",
    "sidecar_path",
]


def open_ledger(where: Path | str, mode: Mode = "read") -> Store:
    """Return the ledger in a file, or in the PostgreSQL database at a URL
    (`postgresql://host/name`).

    With mode "add" it is made if there is none. Close it when done (`contextlib.closing`). Raises
    a LedgerError that says what to do.
    """
    name = named(where)
    if isinstance(name, Path):
        from sayso.ledger.stores.sqlite import SqliteStore

        return SqliteStore(name, mode)
    return _postgres(name, mode)


def _postgres(url: LedgerUrl, mode: Mode) -> Store:
    try:
        import psycopg  # noqa: F401
    except ImportError:
        raise LedgerError(
            f"{url} is a PostgreSQL database, for which a part is missing:"
            " pip install 'sayso[postgres]'"
        ) from None
    from sayso.ledger.stores.postgres import PostgresStore

    return PostgresStore(url, mode)

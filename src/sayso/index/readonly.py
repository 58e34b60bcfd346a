"""The file of an index beside a ledger, opened by who only reads it once: nothing is written."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from sayso.index.database import CACHE_KIB, PATIENCE_S, index_version
from sayso.ledger import Store


def pinned(path: Path, store: Store, newest: tuple[int, int]) -> sqlite3.Connection | None:
    """Return a connection to the index `path` of a ledger, None unless it has all up to `newest`.

    It sees one state of the file, whoever writes it meanwhile. `newest` are numbers of a document
    and a judgement, as `Store.newest` gives them.
    """
    try:
        address = f"{path.resolve().as_uri()}?{_how(path)}"
        reader = sqlite3.connect(address, uri=True, timeout=PATIENCE_S, isolation_level=None)
    except sqlite3.Error:
        return None
    with suppress(sqlite3.Error):
        reader.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
        reader.execute("PRAGMA query_only = ON")
        reader.execute("BEGIN")
        about = dict(reader.execute("SELECT name, value FROM about"))
        if _fits(about, reader, store, newest):
            return reader
    reader.close()
    return None


def _how(path: Path) -> str:
    """Return how SQLite shall open a file: where no log can be made by it, nobody writes it."""
    as_now = os.access in os.supports_effective_ids
    writable = os.access(path.parent, os.W_OK, effective_ids=as_now)
    log = path.with_name(path.name + "-wal")
    return "mode=rw" if writable or log.exists() else "mode=ro&immutable=1"


def _fits(
    about: Mapping[str, str], reader: sqlite3.Connection, store: Store, newest: tuple[int, int]
) -> bool:
    """Return whether an index is that of this ledger, and has all up to these numbers."""
    if about.get("version") != index_version():
        return False
    if int(about.get("documents", 0)) < newest[0] or int(about.get("judged", 0)) < newest[1]:
        return False
    query = "SELECT number, key FROM documents ORDER BY number DESC LIMIT 1"
    first = [(1, about["ledger"])] if about.get("ledger") else []
    return all(_is_at(store, *each) for each in (*first, *reader.execute(query)))


def _is_at(store: Store, number: int, key: str) -> bool:
    """Return whether the first document from a number on has this fingerprint."""
    rows = store.keys_since(number - 1, 1)
    return bool(rows) and rows[0][1] == key

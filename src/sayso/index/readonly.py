"""An index beside a ledger, for who only reads it once: no columns are loaded, nothing is written.

What is asked for is read row by row, in one state of the file, whoever writes it meanwhile.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from sayso.exports.chosen import Placed
from sayso.index.database import CACHE_KIB, PATIENCE_S, VERSION
from sayso.ledger import Store
from sayso.ledger.rows import plain
from sayso.record import FoldedClaim, Incident
from sayso.record.wire import unpack

LARGEST_FIRST = "ORDER BY less, began, id"
END = "\U0010ffff"


class IndexedLinks:
    """Incidents and folded claims as an index's file has them; see `linkage.Linkage`."""

    def __init__(self, reader: sqlite3.Connection) -> None:
        self._reader = reader

    def close(self) -> None:
        """Let go of the file."""
        self._reader.close()

    def count(self) -> tuple[int, int]:
        """How many incidents and folded claims there are."""
        query = "SELECT (SELECT count(*) FROM incidents), (SELECT count(*) FROM folded)"
        incidents, claims = self._reader.execute(query).fetchone()
        return incidents, claims

    def incidents(self, limit: int | None = None) -> Iterator[Incident]:
        """Incidents, the largest first."""
        query = f"SELECT packed FROM incidents {LARGEST_FIRST} LIMIT ?"  # noqa: S608
        for (packed,) in self._reader.execute(query, (-1 if limit is None else limit,)):
            yield _incident(packed)

    def revised(self) -> Iterator[Incident]:
        """The incidents of which a side said something anew."""
        query = (
            "SELECT packed FROM incidents WHERE json_array_length(packed, '$.history') > 0"  # noqa: S608
            f" {LARGEST_FIRST}"
        )
        for (packed,) in self._reader.execute(query):
            yield _incident(packed)

    def claims(self) -> Iterator[FoldedClaim]:
        """Every folded claim, by incident."""
        for each in self.incidents():
            yield from self.of(each)

    def of(self, incident: Incident) -> tuple[FoldedClaim, ...]:
        """The folded claims of an incident, in its order."""
        query = "SELECT id, packed FROM folded WHERE incident = ?"
        held = dict(self._reader.execute(query, (incident.id,)))
        return tuple(_folded(held[each]) for each in incident.claims)

    def most_met(self, limit: int) -> list[FoldedClaim]:
        """The folded claims with most appearances, then by id."""
        query = (
            "SELECT packed FROM (SELECT folded, count(*) AS met FROM homes GROUP BY folded"
            " ORDER BY met DESC, folded LIMIT ?) JOIN folded ON id = folded"
            " ORDER BY met DESC, id"
        )
        return [_folded(packed) for (packed,) in self._reader.execute(query, (limit,))]

    def placed(self, statements: Sequence[str]) -> dict[str, Placed]:
        """Where each of these statements was put, of those that are in an incident."""
        query = (
            "SELECT statement, homes.incident, folded, json_array_length(packed, '$.appearances'),"
            " (SELECT count(DISTINCT json_extract(value, '$.origin'))"
            "  FROM json_each(packed, '$.appearances'))"
            " FROM homes JOIN folded ON id = folded"
            " WHERE statement IN (SELECT value FROM json_each(?))"
        )
        rows = self._reader.execute(query, (json.dumps(list(statements)),))
        return {statement: Placed(*put) for statement, *put in rows}

    def incident(self, key: str) -> Incident | None:
        """The incident with this id."""
        query = "SELECT packed FROM incidents WHERE id = ?"
        found = self._reader.execute(query, (key,)).fetchone()
        return _incident(found[0]) if found else None

    def beginning(self, prefix: str) -> list[Incident]:
        """Incidents whose id, or that of a statement in them, begins so: two are enough."""
        query = (
            "SELECT packed FROM incidents WHERE id IN"
            " (SELECT id FROM incidents WHERE id >= ?1 AND id < ?2"
            "  UNION SELECT incident FROM homes WHERE statement >= ?1 AND statement < ?2) LIMIT 2"
        )
        begin = plain(prefix)
        rows = self._reader.execute(query, (begin, begin + END))
        return [_incident(packed) for (packed,) in rows]

    def named(self, words: Sequence[str]) -> Incident | None:
        """The largest incident whose title or place has all of these words, casefolded."""
        query = (
            "SELECT id, json_extract(packed, '$.title'), json_extract(packed, '$.place.name')"  # noqa: S608
            f" FROM incidents {LARGEST_FIRST}"
        )
        for key, title, place in self._reader.execute(query):
            told = f"{title} {place or ''}".casefold()
            if all(word in told for word in words):
                return self.incident(key)
        return None


def _incident(packed: str) -> Incident:
    return unpack(Incident, json.loads(packed))


def _folded(packed: str) -> FoldedClaim:
    return unpack(FoldedClaim, json.loads(packed))


def kept_links(path: Path, store: Store, newest: tuple[int, int]) -> IndexedLinks | None:
    """The links in the index `path` of a ledger, where it has all up to `newest`; None elsewhere.

    `newest` are numbers of a document and a judgement, as `Store.newest` gives them.
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
        told = dict(reader.execute("SELECT name, value FROM about"))
        if _fits(told, reader, store, newest):
            return IndexedLinks(reader)
    reader.close()
    return None


def _how(path: Path) -> str:
    """How SQLite shall open the file: where no log can be made beside it, nobody writes it."""
    as_now = os.access in os.supports_effective_ids
    writable = os.access(path.parent, os.W_OK, effective_ids=as_now)
    log = path.with_name(path.name + "-wal")
    return "mode=rw" if writable or log.exists() else "mode=ro&immutable=1"


def _fits(
    told: dict[str, str], reader: sqlite3.Connection, store: Store, newest: tuple[int, int]
) -> bool:
    """Whether the index is that of this ledger, and has all up to these numbers."""
    if told.get("version") != VERSION:
        return False
    if int(told.get("documents", 0)) < newest[0] or int(told.get("judged", 0)) < newest[1]:
        return False
    query = "SELECT number, key FROM documents ORDER BY number DESC LIMIT 1"
    first = [(1, told["ledger"])] if told.get("ledger") else []
    return all(_is_at(store, *each) for each in (*first, *reader.execute(query)))


def _is_at(store: Store, number: int, key: str) -> bool:
    """Whether the first document from a number on has this fingerprint."""
    found = store.keys_since(number - 1, 1)
    return bool(found) and found[0][1] == key

"""The file beside a ledger that holds its index: derived from it, and never evidence.

It can be removed at any time and is made anew. One connection writes; each thread that reads has
one of its own, so that readers wait for nobody. Where no file can be written, the same tables are
in memory, and all use the one connection.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from sayso.files.owners import check_not_planted
from sayso.ledger import LedgerError
from sayso.ledger.identity import FileIdentity
from sayso.ledger.stores.sqlite_search import found_tables
from sayso.settings.relevance import DEFAULT, least_relevance

VERSION = "17"
"""Of this very layout and of what is put in it; another one's file is made anew."""


def index_version() -> str:
    """Return the layout with the setting that decides what incidents are made of."""
    least = least_relevance()
    return VERSION if least == DEFAULT else f"{VERSION}, relevance {least:g}"


SUFFIX = "desk"
PATIENCE_S = 60.0
CACHE_KIB = 4_000
WRITER_CACHE_KIB = 256_000
MAPPED_BYTES = 8_000_000_000

SCHEMA = """
CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE documents (
    number INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, recorded TEXT NOT NULL,
    title TEXT NOT NULL, outlet TEXT, published TEXT, terms TEXT);
CREATE INDEX documents_recorded ON documents (recorded);
CREATE TABLE claims (
    number INTEGER PRIMARY KEY, id TEXT, document TEXT, position INTEGER, claimant TEXT, said TEXT,
    side TEXT, outlet TEXT, event TEXT, polarity TEXT, modality TEXT, manner TEXT, stance TEXT,
    cue TEXT, day TEXT, until TEXT, published TEXT, recorded TEXT, score REAL, words TEXT,
    chain TEXT, title TEXT, figures INTEGER, form INTEGER);
CREATE INDEX claims_id ON claims (id);
CREATE INDEX claims_document ON claims (document);
CREATE TABLE forms (
    number INTEGER PRIMARY KEY, key TEXT, folded TEXT, name TEXT, country TEXT, side TEXT,
    kind TEXT, shown TEXT, short TEXT, land TEXT, wikidata TEXT, rule TEXT, base TEXT, node TEXT,
    entry TEXT, claims INTEGER, UNIQUE (key, name, country, side));
CREATE INDEX forms_entry ON forms (entry, kind);
CREATE INDEX forms_node ON forms (node);
CREATE INDEX forms_folded ON forms (folded);
CREATE TABLE roots (entry TEXT PRIMARY KEY, root TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE aliases (
    folded TEXT PRIMARY KEY, alias TEXT NOT NULL, entry TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE spots (
    code INTEGER PRIMARY KEY, name TEXT, geonameid INTEGER, latitude REAL, longitude REAL,
    precision TEXT);
CREATE TABLE named (facet TEXT, code INTEGER, name TEXT, PRIMARY KEY (facet, code)) WITHOUT ROWID;
CREATE TABLE columns (
    name TEXT, chunk INTEGER, numbers BLOB, PRIMARY KEY (name, chunk)) WITHOUT ROWID;
CREATE TABLE removed (number INTEGER PRIMARY KEY);
CREATE TABLE passages (
    number INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, packed TEXT NOT NULL);
CREATE TABLE terms (
    term INTEGER, day INTEGER, passage INTEGER, PRIMARY KEY (term, day, passage)) WITHOUT ROWID;
CREATE TABLE bands (band INTEGER, document INTEGER, PRIMARY KEY (band, document)) WITHOUT ROWID;
CREATE TABLE copies (document TEXT, one TEXT, other TEXT, PRIMARY KEY (document, one, other))
    WITHOUT ROWID;
CREATE TABLE pairs (
    one INTEGER, other INTEGER, value INTEGER, PRIMARY KEY (one, other)) WITHOUT ROWID;
CREATE TABLE groups (number INTEGER PRIMARY KEY, steps TEXT, loosest REAL, incident TEXT);
CREATE TABLE units (unit TEXT PRIMARY KEY, passage TEXT, held INTEGER) WITHOUT ROWID;
CREATE INDEX units_passage ON units (passage);
CREATE INDEX units_held ON units (held);
CREATE TABLE incidents (
    id TEXT PRIMARY KEY, late INTEGER, less INTEGER, began REAL, recorded TEXT,
    packed TEXT NOT NULL, card TEXT NOT NULL);
CREATE INDEX incidents_day ON incidents (late, less, id, recorded);
CREATE INDEX incidents_size ON incidents (less, began, id, recorded);
CREATE INDEX incidents_recorded ON incidents (recorded);
CREATE TABLE folded (id TEXT PRIMARY KEY, incident TEXT, packed TEXT NOT NULL);
CREATE INDEX folded_incident ON folded (incident);
CREATE TABLE homes (
    statement TEXT PRIMARY KEY, folded TEXT, incident TEXT, form INTEGER, local TEXT)
    WITHOUT ROWID;
CREATE INDEX homes_incident ON homes (incident);
"""
FOUND = found_tables("found", "words, chain, title", "claims", "number")
"""Full text, as the ledger has it."""


FILES = ("", "-wal", "-shm")
"""Endings of the files that SQLite makes of an index: itself, its log and the log's index."""

IN_MEMORY = ":memory:"


class IndexDatabase:
    """The index's file `path`, made when it is missing, broken, or not that of `ledger`.

    With no path it is in memory, for this process alone. `ledger` is what tells a ledger from
    others, `key_at` returns which document has a number there, and `has_judgements` whether it has
    those of an index with these notes. Raises LedgerError when the file can't be made.
    """

    def __init__(
        self,
        path: Path | None,
        ledger: str,
        key_at: Callable[[int], str | None],
        has_judgements: Callable[[Mapping[str, str]], bool],
    ) -> None:
        self.path = path
        self._ledger = ledger
        self._key_at = key_at
        self._has_judgements = has_judgements
        self._idle: list[sqlite3.Connection] = []
        self._closed = False
        self._lock = threading.RLock()
        self._identity: FileIdentity | None = None
        if path is None:
            self._writer = self._connected(IN_MEMORY, WRITER_CACHE_KIB)
            self._make(self._writer)
            return
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            for suffix in FILES:
                check_not_planted(path.with_name(path.name + suffix))
            self._writer = self._opened(path)
            self._identity = FileIdentity(path)
        except (OSError, sqlite3.Error) as error:
            raise LedgerError(
                f"The index {path} can't be made: {error}. Make its folder writable, or make room."
            ) from error

    def _opened(self, path: Path) -> sqlite3.Connection:
        with suppress(sqlite3.Error):
            writer = self._connected(path, WRITER_CACHE_KIB)
            if self._fits(writer):
                return writer
            writer.close()
        for suffix in FILES:
            path.with_name(path.name + suffix).unlink(missing_ok=True)
        writer = self._connected(path, WRITER_CACHE_KIB)
        self._make(writer)
        return writer

    def _make(self, writer: sqlite3.Connection) -> None:
        writer.executescript(";".join((SCHEMA, *FOUND)))
        about = (("version", index_version()), ("ledger", self._ledger))
        writer.executemany("INSERT INTO about VALUES (?, ?)", about)

    def _connected(self, path: Path | str, cache: int) -> sqlite3.Connection:
        made = sqlite3.connect(
            path, timeout=PATIENCE_S, isolation_level=None, check_same_thread=False
        )
        made.execute("PRAGMA journal_mode = WAL")
        made.execute("PRAGMA synchronous = NORMAL")
        made.execute(f"PRAGMA cache_size = -{cache}")
        made.execute(f"PRAGMA mmap_size = {MAPPED_BYTES}")
        return made

    def _fits(self, writer: sqlite3.Connection) -> bool:
        about = dict(writer.execute("SELECT name, value FROM about"))
        if about.get("version") != index_version() or about.get("ledger") not in ("", self._ledger):
            return False
        if not self._has_judgements(about):
            return False
        query = "SELECT number, key FROM documents ORDER BY number DESC LIMIT 1"
        return all(self._key_at(number) == key for number, key in writer.execute(query))

    def rows(
        self, query: str, values: Sequence[object] | Mapping[str, object] = ()
    ) -> list[tuple[Any, ...]]:
        """Return what a query finds in the last state that was written, for any thread."""
        if self.path is None:
            with self._lock:
                return self._writer.execute(query, values).fetchall()
        # Those who read wait for nobody who writes: for that the index took half a second at times.
        try:
            reader = self._idle.pop()
        except IndexError:
            self._check()
            reader = self._connected(self.path, CACHE_KIB)
            reader.execute("PRAGMA query_only = ON")
        try:
            return reader.execute(query, values).fetchall()
        finally:
            self._idle.append(reader)
            if self._closed:
                self._close_idle()

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Lend the one connection that writes, in a transaction; all of it or nothing."""
        with self._lock:
            self._check()
            self._writer.execute("BEGIN IMMEDIATE")
            try:
                yield self._writer
            except BaseException:
                self._writer.execute("ROLLBACK")
                raise
            self._writer.execute("COMMIT")

    def _check(self) -> None:
        """Raise LedgerError where the path leads to another file: it may be of another ledger."""
        if self._identity is not None and not self._identity.holds():
            raise LedgerError(
                "The index beside the ledger was replaced or removed while it was open. Restart"
                " `sayso serve`, which makes it anew."
            )

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._closed = True
            self._close_idle()
            with suppress(sqlite3.Error):
                self._writer.close()
            if self._identity is not None:
                self._identity.close()

    def _close_idle(self) -> None:
        """Close those connections that nobody reads with; who reads now closes theirs."""
        while self._idle:
            with suppress(sqlite3.Error, IndexError):
                self._idle.pop().close()

"""A ledger in one SQLite file: the default, which needs nothing else."""

from __future__ import annotations

import logging
import os
import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Table,
    TextualSelect,
    create_engine,
    event,
    inspect,
    select,
    text,
)
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import QueuePool
from sqlalchemy.sql.elements import ColumnElement

from sayso.ledger.arriving import utc_now
from sayso.ledger.core import SqlStore
from sayso.ledger.errors import LedgerError, LedgerReplacedError, NoLedgerError, NotALedgerError
from sayso.ledger.identity import FileIdentity, OpenFiles
from sayso.ledger.migrations import stamp, upgrade
from sayso.ledger.migrations.append_only import guard
from sayso.ledger.query import Query
from sayso.ledger.store import Mode
from sayso.ledger.stores.sqlite_errors import ledger_error
from sayso.ledger.stores.sqlite_search import (
    ALL_CLAIMS,
    ALL_DOCUMENTS,
    INDEX,
    OF_DOCUMENT,
    WITH_CLAIMS,
    select_of,
    stems_of,
)
from sayso.ledger.stores.sqlite_search import SCHEMA as SEARCH_SCHEMA
from sayso.ledger.tables import KEYS, about, documents, metadata, statements
from sayso.ledger.version import SCHEMA_VERSION, version_of

logger = logging.getLogger(__name__)

APPLICATION_ID = 0x53617973
"""'Says' in the file's header sets a ledger apart from other SQLite files."""

MAGIC = b"SQLite format 3\0"
PATIENCE_S = 60.0
"""How long to wait for another process. A document's transaction takes milliseconds."""

OPEN_FILES = OpenFiles()

KEPT_OPEN, MOST_OPEN = 8, 64
"""Connections: a site reads in forty threads at the most, and to open one takes a millisecond."""


class SqliteStore(SqlStore):
    """A Store in the file `path`, which is made if `mode` is "add" and there is none.

    Raises NoLedgerError, NotALedgerError or WrongVersionError; a file that is no ledger is left
    as it is.
    """

    def __init__(
        self, path: Path | str, mode: Mode = "add", now: Callable[[], datetime] = utc_now
    ) -> None:
        super().__init__(now)
        self.path = Path(path)
        self._mode = mode
        self._files: tuple[FileIdentity, ...] = ()
        self._first: str | None = None
        self._opened = OPEN_FILES.look_first(self.path, partial(_check_file, self.path, mode))
        self._engine = create_engine(
            "sqlite://",
            creator=self._connect,
            poolclass=QueuePool,
            pool_size=KEPT_OPEN,
            max_overflow=MOST_OPEN - KEPT_OPEN,
        )
        event.listen(self._engine, "begin", _begin)
        try:
            self._open()
            if self._opened is None:
                self._opened = OPEN_FILES.look_first(self.path, lambda: None)
            self._remember()
        except BaseException:
            self.close()
            raise

    def _remember(self) -> None:
        """Remember which file, which log and which first document this ledger has.

        SQLite removes the log when the last connection is closed. One stays open in the pool from
        here on, so a log that is gone or another was removed by someone else, and what is written
        into it would be lost.
        """
        with self._reads() as connection:
            self._first = _first_document(connection)
            log = self.path.with_name(self.path.name + "-wal")
            self._files = (FileIdentity(self.path), FileIdentity(log))

    def _check_files(self) -> None:
        """Raise LedgerReplacedError where the path leads to another file, or to none."""
        if not all(each.holds() for each in self._files):
            raise LedgerReplacedError

    def _check_first(self, connection: Connection) -> None:
        """Raise LedgerReplacedError where another ledger was copied over this one."""
        first = _first_document(connection)
        if self._first is None:
            self._first = first
        elif first != self._first:
            raise LedgerReplacedError

    def _connect(self) -> sqlite3.Connection:
        address = f"{self.path.resolve().as_uri()}?{_how(self.path, self._mode)}"
        connection = sqlite3.connect(
            address, uri=True, timeout=PATIENCE_S, isolation_level=None, check_same_thread=False
        )
        try:
            self._check_files()  # what was opened by its name may be another file by now
        except LedgerReplacedError:
            connection.close()
            raise
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA recursive_triggers = ON")
        connection.execute("PRAGMA synchronous = FULL")
        return connection

    def _open(self) -> None:
        if self._mode == "add" and self._is_new():
            self._create()
        with self._reads() as connection:
            version = _checked_version(connection, self.path)
        if self._mode == "add" and version < SCHEMA_VERSION:
            self._upgrade()

    def _upgrade(self) -> None:
        """Bring an older ledger up to date, all of it or nothing."""
        with self._writes() as connection:
            # Another process may have been quicker while this one waited for the lock.
            if _checked_version(connection, self.path) < SCHEMA_VERSION:
                upgrade(connection)

    def _is_new(self) -> bool:
        with self._reads() as connection:
            return _is_empty(connection)

    def _create(self) -> None:
        self._use_wal()
        with self._writes() as connection:
            # Another process may have been quicker while this one waited for the lock.
            if not _is_empty(connection):
                return
            metadata.create_all(connection)
            for statement in SEARCH_SCHEMA:
                connection.exec_driver_sql(statement)
            guard(connection, KEYS)
            stamp(connection)
            connection.execute(about.insert().values(name="schema", value=str(SCHEMA_VERSION)))
            connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")

    def _use_wal(self) -> None:
        """Turn on the write-ahead log, which stays on. SQLite does not wait for locks here."""
        deadline = time.monotonic() + PATIENCE_S
        while True:
            try:
                with self._translated(), self._engine.connect() as connection:
                    raw: Any = connection.connection.dbapi_connection
                    raw.execute("PRAGMA journal_mode = WAL")
                return
            except LedgerError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.05)

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            raise ledger_error(error.orig, self.path) from error
        except sqlite3.Error as error:
            raise ledger_error(error, self.path) from error

    @contextmanager
    def _reads(self) -> Iterator[Connection]:
        self._check_files()
        with self._translated(), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def _writes(self) -> Iterator[Connection]:
        with self._translated(), self._engine.connect() as connection:
            writing = connection.execution_options(writing=True)
            with writing.begin():
                if self._files:
                    self._check_files()
                    self._check_first(connection)
                yield writing

    def _index(self, connection: Connection, fingerprints: Sequence[str]) -> None:
        keys = [{"document": each} for each in fingerprints]
        for insert in INDEX if keys else ():
            connection.execute(insert, keys)

    def _count_on(self, connection: Connection, table: Table) -> None:
        """SQLite counts from the last row by itself."""

    def _kind_and_size(self, connection: Connection) -> tuple[str, int]:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar() or 0
        size = connection.exec_driver_sql("PRAGMA page_size").scalar() or 0
        return f"SQLite {sqlite3.sqlite_version}", pages * size

    def _found(
        self, connection: Connection, query: Query, limit: int
    ) -> tuple[Sequence[int], Sequence[int]]:
        claims = select_of(query, "found_claims", ALL_CLAIMS, "claim")
        best = text(f"{claims.in_order} LIMIT :limit")
        numbers = connection.scalars(best, {**claims.values, "limit": limit}).all()
        left = limit - len(numbers)
        if not left:
            return numbers, ()
        texts = select_of(query, "found_documents", ALL_DOCUMENTS, "text")
        texts = texts.but(f"+rowid NOT IN ({WITH_CLAIMS.format(claims=claims)})", claims.values)
        best = text(f"{texts.in_order} LIMIT :limit")
        return numbers, connection.scalars(best, {**texts.values, "limit": left}).all()

    def _having(self, query: Query, key: str | None) -> TextualSelect:
        claims = select_of(query, "found_claims", ALL_CLAIMS)
        if key is not None:
            # Claims of a document have numbers in a row, and FTS5 looks through no others.
            claims = claims.but(OF_DOCUMENT, {"document": key})
        return text(str(claims)).bindparams(**claims.values).columns(statements.c.number)

    def _has_beginnings(self, connection: Connection) -> bool:
        return inspect(connection).has_table("found_claims_plain")

    def _stems(self, _connection: Connection, words: Sequence[str]) -> Mapping[str, str]:
        return stems_of(words)

    def _has_part(self, column: Column[str], part: str) -> ColumnElement[bool]:
        """Return whether a folded name has this part, asked of each name once, from its index."""
        names = select(column).where(column.contains(part, autoescape=True)).distinct()
        return column.in_(names)

    def close(self) -> None:
        """Let go of the file. The last one to do so folds the log into it."""
        self._engine.dispose()
        OPEN_FILES.leave(self._opened)
        self._opened = None
        if self._files:
            self._set_log_aside(*self._files)
        for file in self._files:
            file.close()

    def _set_log_aside(self, ledger: FileIdentity, written: FileIdentity) -> None:
        """Rename the log of a ledger that another file has replaced.

        SQLite leaves the log of a file that was moved, and whoever opens the other file next would
        find it beside it and write what is in it into that one.
        """
        log = self.path.with_name(self.path.name + "-wal")
        if ledger.holds() or not self.path.exists() or not log.exists() or not written.holds():
            return
        aside = log.with_name(f"{log.name}.replaced")
        log.replace(aside)
        logger.warning("%s was replaced while it was open. Its log is %s now.", self.path, aside)


def _first_document(connection: Connection) -> str | None:
    """Return the fingerprint of the document that was added first."""
    query = select(documents.c.fingerprint).order_by(documents.c.number).limit(1)
    first: str | None = connection.scalar(query)
    return first


def _how(path: Path, mode: Mode) -> str:
    """Return how SQLite shall open the file."""
    if mode == "add":
        return "mode=rwc"
    log = path.with_name(path.name + "-wal")
    as_now = os.access in os.supports_effective_ids
    if not os.access(path.parent, os.W_OK, effective_ids=as_now) and not log.exists():
        # A log can't be made beside it; then no one else writes it either.
        return "mode=ro&immutable=1"
    return "mode=rw"


def _begin(connection: Connection) -> None:
    writing = connection.get_execution_options().get("writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def _check_file(path: Path, mode: Mode) -> None:
    """Look at the file before SQLite does, which would take an empty one for its own."""
    try:
        with path.open("rb") as file:
            head = file.read(len(MAGIC))
    except FileNotFoundError:
        if mode == "read":
            raise NoLedgerError(
                f"There is no ledger at {path}. Make one with `sayso add INPUT... --ledger {path}`,"
                " or name another with --ledger or SAYSO_LEDGER."
            ) from None
        if not path.parent.is_dir():
            raise NoLedgerError(f"There is no folder {path.parent}. Make it first.") from None
        return
    except OSError as error:
        raise NotALedgerError(f"{path} can't be opened: {error.strerror}. Name a file.") from error
    if head == MAGIC or (not head and mode == "add"):
        return
    raise NotALedgerError(
        f"{path} is not a Sayso ledger; it is left as it is. Name another file with --ledger."
    )


def _is_empty(connection: Connection) -> bool:
    return not connection.exec_driver_sql("SELECT count(*) FROM sqlite_master").scalar()


def _checked_version(connection: Connection, path: Path) -> int:
    if connection.exec_driver_sql("PRAGMA application_id").scalar() != APPLICATION_ID:
        raise NotALedgerError(
            f"{path} is an SQLite file, but not a Sayso ledger; it is left as it is. Name another"
            " file with --ledger."
        )
    version = connection.scalar(select(about.c.value).where(about.c.name == "schema"))
    return version_of(version, path)

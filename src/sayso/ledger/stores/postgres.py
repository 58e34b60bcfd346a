"""A ledger in a PostgreSQL database: for teams, and for more than one machine."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from typing import Any

import psycopg
from sqlalchemy import (
    URL,
    Connection,
    Table,
    TextualSelect,
    create_engine,
    event,
    func,
    inspect,
    make_url,
    select,
    text,
)
from sqlalchemy.exc import ArgumentError, DBAPIError

from sayso.ledger.arriving import Result, utc_now
from sayso.ledger.core import SqlStore
from sayso.ledger.errors import (
    LedgerBusyError,
    LedgerError,
    LedgerLostError,
    LedgerReplacedError,
    LedgerUnwritableError,
    NoLedgerError,
    NotALedgerError,
)
from sayso.ledger.migrations import upgrade
from sayso.ledger.names import LedgerUrl
from sayso.ledger.query import Query
from sayso.ledger.store import Mode
from sayso.ledger.stores.postgres_errors import is_restarting, ledger_error
from sayso.ledger.stores.postgres_loading import copy_in, in_heaps, one_by_one
from sayso.ledger.stores.postgres_schema import create
from sayso.ledger.stores.postgres_search import (
    LOOKED_THROUGH,
    claim_hits,
    claims_found,
    condition_of,
    document_hits,
    index,
    lexemes,
)
from sayso.ledger.tables import about, metadata, statements
from sayso.ledger.version import SCHEMA_VERSION, version_of

PATIENCE_S = 60.0
"""How long to wait for another process. A document's transaction takes milliseconds."""

CONNECT_S = 10
RESTART_S = 30.0
"""How long a server that was there before may take to come back."""

AGAIN_S = 0.2
"""How long to wait before the server is tried again."""

WRITER = 0x53617973
"""The advisory lock of whoever writes: 'Says'.

One transaction writes at a time, so that numbers are visible in their order: without it, one that
began earlier and ended later would put its document behind a reader who has read on.
"""

IDENTITY = (
    "SELECT d.oid::bigint, to_regclass('documents')::oid::bigint"
    " FROM pg_database d WHERE d.datname = current_database()"
)
"""What sets a database apart from one made anew under its name: PostgreSQL's own numbers."""

SETTINGS = (
    ("synchronous_commit", "on"),  # what is reported as added outlasts a crash of the server
    ("lock_timeout", f"{int(PATIENCE_S)}s"),
    ("client_encoding", "UTF8"),
    ("DateStyle", "ISO"),
)


class PostgresStore(SqlStore):
    """A Store in the database at `url`; its tables are made if `mode` is "add" and it is empty.

    Safe to use from several threads. Raises NoLedgerError, NotALedgerError, WrongVersionError,
    LedgerLostError when the server can't be reached.
    """

    def __init__(
        self, url: LedgerUrl | str, mode: Mode = "add", now: Callable[[], datetime] = utc_now
    ) -> None:
        super().__init__(now)
        self.url = LedgerUrl(url.revealed() if isinstance(url, LedgerUrl) else url)
        self._mode = mode
        self._reached = False
        self._identity: tuple[int, ...] | None = None
        address = _address(self.url)
        settings = [*_options(address), *(f"-c {name}={value}" for name, value in SETTINGS)]
        self._engine = create_engine(
            address.difference_update_query(["options"]),
            pool_pre_ping=True,
            pool_size=5,
            max_overflow=10,
            hide_parameters=True,
            connect_args={
                "connect_timeout": CONNECT_S,
                "fallback_application_name": "sayso",
                "options": " ".join(settings),
            },
        )
        try:
            self._repeated(self._open)
        except BaseException:
            self.close()
            raise

    def _open(self) -> None:
        with self._reads() as connection:
            is_new = not inspect(connection).has_table("about")
            version = 0 if is_new else _checked_version(connection, self.url)
        if is_new and self._mode == "read":
            raise NoLedgerError(
                f"There is no ledger in {self.url}. Make one with `sayso add INPUT... --ledger"
                " URL`, or name another with --ledger or SAYSO_LEDGER."
            )
        if is_new:
            self._create()
        elif self._mode == "add" and version < SCHEMA_VERSION:
            self._upgrade()
        with self._reads() as connection:
            self._identity = tuple(connection.exec_driver_sql(IDENTITY).one())
        event.listen(self._engine, "connect", self._check_new)

    def _check_identity(self, identity: Sequence[int] | None) -> None:
        """Raise LedgerReplacedError where the database or its tables were made anew."""
        if identity is None or tuple(identity) != self._identity:
            raise LedgerReplacedError("database")

    def _check_new(self, raw: psycopg.Connection, _record: object) -> None:
        """Check a new connection: those that were open do not outlive a database."""
        try:
            self._check_identity(raw.execute(IDENTITY).fetchone())
            raw.rollback()
        except LedgerReplacedError:
            raw.close()
            raise

    def _upgrade(self) -> None:
        """Bring an older ledger up to date, all of it or nothing."""
        with self._writes() as connection:
            # Another process may have been quicker while this one waited for the lock.
            if _checked_version(connection, self.url) < SCHEMA_VERSION:
                upgrade(connection)

    def _create(self) -> None:
        with self._writes() as connection:
            # Another process may have been quicker while this one waited for the lock.
            there = set(inspect(connection).get_table_names())
            if "about" in there:
                return
            if there & set(metadata.tables):
                raise NotALedgerError(
                    f"{self.url} has tables of something else; it is left as it is. Make a database"
                    " of its own: `createdb -E UTF8 -T template0 NAME`."
                )
            if connection.scalar(text("SHOW server_encoding")) != "UTF8":
                raise NotALedgerError(
                    f"{self.url} can't keep all letters: its encoding is not UTF8. Make it anew"
                    " with `createdb -E UTF8 -T template0 NAME`."
                )
            create(connection)

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            lost = error.connection_invalidated
            raise _lost_or(ledger_error(error.orig, self.url), lost) from error
        except psycopg.Error as error:
            raise ledger_error(error, self.url) from error

    @contextmanager
    def _connected(self, **options: Any) -> Iterator[Connection]:
        with self._translated(), self._patiently() as connection:
            yield connection.execution_options(**options)

    @contextmanager
    def _patiently(self) -> Iterator[Connection]:
        """Give a connection; wait for a server that was there before while it restarts.

        One that did not come back is not waited for again before it was reached: else each page of
        a site would keep its reader waiting.
        """
        began = time.monotonic()
        while True:
            try:
                connection = self._engine.connect()
                break
            except DBAPIError as error:
                if not isinstance(ledger_error(error.orig, self.url), LedgerLostError):
                    raise
                there = self._reached or is_restarting(error.orig)
                if not there or time.monotonic() > began + RESTART_S:
                    self._reached = False
                    raise
                time.sleep(AGAIN_S)
        self._reached = True
        with connection:
            yield connection

    @contextmanager
    def _reads(self) -> Iterator[Connection]:
        options = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        with self._connected(**options) as connection:
            yield connection

    @contextmanager
    def _writes(self) -> Iterator[Connection]:
        with self._connected() as connection, connection.begin():
            connection.execute(select(text(f"pg_advisory_xact_lock({WRITER})")))
            if self._identity is not None:
                self._check_identity(connection.exec_driver_sql(IDENTITY).one())
            yield connection

    def _repeated(self, work: Callable[[], Result]) -> Result:
        """Return what `work` gives, done again where the connection was lost.

        A restart can cut it more than once, so it is tried for RESTART_S. If the connection was
        lost while a transaction was committed, the next time finds everything there. Raises
        LedgerLostError where the server stays away.
        """
        deadline: float | None = None
        while True:
            try:
                return work()
            except LedgerLostError:
                now = time.monotonic()
                deadline = deadline or now + RESTART_S
                if not self._reached or now > deadline:
                    raise
                time.sleep(AGAIN_S)

    def _index(self, connection: Connection, fingerprints: Sequence[str]) -> None:
        if fingerprints:
            index(connection, fingerprints)

    def _count_on(self, connection: Connection, table: Table) -> None:
        sequence = func.pg_get_serial_sequence(table.name, "number")
        last = select(func.max(table.c.number)).scalar_subquery()
        connection.execute(select(func.setval(sequence, last)))

    def _load(self, connection: Connection, table: Table, rows: Sequence[Any]) -> None:
        if rows:
            copy_in(connection, table, rows)

    @contextmanager
    def _loading(self) -> Iterator[None]:
        """Put what comes into the indexes of words in heaps, where this user may say so.

        If this is cut off, they go on so: what is sought is found all the same.
        """
        passing = (LedgerUnwritableError, LedgerBusyError, LedgerLostError)
        with suppress(*passing), self._writes() as connection:
            in_heaps(connection)
        try:
            yield
        finally:
            with suppress(*passing), self._writes() as connection:
                one_by_one(connection)

    def _kind_and_size(self, connection: Connection) -> tuple[str, int]:
        version = connection.scalar(text("SHOW server_version"))
        tables = text(
            "SELECT coalesce(sum(pg_total_relation_size(c.oid)), 0)::bigint FROM pg_class c"
            " WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace"
        )
        return f"PostgreSQL {str(version).split()[0]}", connection.scalar(tables) or 0

    def _found(
        self, connection: Connection, query: Query, limit: int
    ) -> tuple[Sequence[int], Sequence[int]]:
        condition = condition_of(query)
        values = {**condition.values, "among": LOOKED_THROUGH}
        best = text(claim_hits(condition))
        claims = connection.scalars(best, {**values, "limit": limit}).all()
        left = limit - len(claims)
        if not left:
            return claims, ()
        best = text(document_hits(condition))
        return claims, connection.scalars(best, {**values, "limit": left}).all()

    def _having(self, query: Query, _key: str | None) -> TextualSelect:
        condition = condition_of(query)
        select_numbers = text(claims_found(condition)).bindparams(**condition.values)
        return select_numbers.columns(statements.c.number)

    def _has_beginnings(self, connection: Connection) -> bool:
        columns = inspect(connection).get_columns("found_claims")
        return any(each["name"] == "plain" for each in columns)

    def _stems(self, connection: Connection, words: Sequence[str]) -> Mapping[str, str]:
        return lexemes(connection, words)

    def close(self) -> None:
        """Let go of all connections."""
        self._engine.dispose()


def _address(url: LedgerUrl) -> URL:
    """Return the URL as SQLAlchemy takes it.

    What it says of one it can't take may have the password.
    """
    example = "Write postgresql://USER@HOST:PORT/DATABASE."
    try:
        address = make_url(url.revealed())
    except (ArgumentError, ValueError):
        raise NoLedgerError(f"{url} is no address of a database. {example}") from None
    if "@" in (address.host or ""):
        raise NoLedgerError(
            f"{url} has a password or user with an @ in it: write it as %40, or give the password"
            " by PGPASSWORD or ~/.pgpass."
        )
    if not address.database:
        raise NoLedgerError(f"{url} names no database. {example}")
    return address.set(drivername="postgresql+psycopg")


def _options(address: URL) -> tuple[str, ...]:
    """Return what the URL says of the session, such as `options=-csearch_path=desk`."""
    given = address.query.get("options", ())
    return (given,) if isinstance(given, str) else tuple(given)


def _lost_or(error: LedgerError, lost: bool) -> LedgerError:
    if lost and not isinstance(error, LedgerLostError):
        return LedgerLostError(str(error))
    return error


def _checked_version(connection: Connection, url: LedgerUrl) -> int:
    columns = {each["name"] for each in inspect(connection).get_columns("about")}
    if columns != {"name", "value"}:
        raise NotALedgerError(
            f"{url} has tables of something else; it is left as it is. Name another database with"
            " --ledger."
        )
    version = connection.scalar(select(about.c.value).where(about.c.name == "schema"))
    return version_of(version, url)

"""A ledger's rows moved into another store, in their order, and the proof that all came over.

What is copied at once is whole: documents come with their readings, claims and places on the map,
captures with their bytes. So a copy that was stopped is a ledger too, and is gone on with where it
stopped.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

from sqlalchemy import Connection, Row, Select, Table, func, literal, select
from sqlalchemy.sql.elements import ColumnElement

from sayso.ledger.core import SqlStore
from sayso.ledger.errors import LedgerError
from sayso.ledger.tables import (
    captures,
    documents,
    items,
    judgements,
    polls,
    problems,
    readings,
    snapshots,
    spots,
    statements,
)
from sayso.ledger.version import SCHEMA_VERSION

Answer = TypeVar("Answer")

AT_ONCE = 250
"""Documents in one transaction: some 5 MB of rows."""

ROWS_AT_ONCE = 2_000
MOST_BYTES = 16_000_000
"""Of rows that are held at once; one that is larger is taken alone."""

NUMBERED: tuple[Table, ...] = (documents, captures, problems, judgements, polls, items)
"""What is gone through in its order; the rest comes with documents and captures."""

EVERY: tuple[Table, ...] = (
    documents,
    readings,
    statements,
    spots,
    snapshots,
    captures,
    problems,
    judgements,
    polls,
    items,
)

SIZES: dict[str, ColumnElement[Any]] = {
    # A reading with its claims takes some ten times the bytes of its text, by the mean of 10,000.
    documents.name: func.length(documents.c.text) * 12,
    readings.name: func.length(documents.c.text) * 12,
    snapshots.name: func.length(snapshots.c.packed),
    captures.name: select(snapshots.c.size)
    .where(snapshots.c.sha256 == captures.c.sha256)
    .scalar_subquery(),
}
"""About how many bytes a row comes with, where that may be many."""


@dataclass(frozen=True, slots=True)
class CopyProgress:
    """How far a copy, or the comparing of it, is: rows of one table, of those that there are."""

    table: str
    done: int
    total: int


def copy_rows(source: SqlStore, target: SqlStore) -> Generator[CopyProgress, None, None]:
    """Copy what `target` lacks of `source`; close this where it is left before its end.

    Raises LedgerError, and writes nothing, when `target` holds anything that `source` does not.
    """
    _check_version(source)
    _check_beginning(source, target)
    with target._loading():
        for table in NUMBERED:
            yield from _copy_table(source, target, table)


def digest(store: SqlStore, table: Table, ends: dict[str, int]) -> Iterator[CopyProgress | str]:
    """Yield how far it is, and at last a SHA-256 over all rows of a table up to where `ends`
    says.
    """
    sha = hashlib.sha256()
    done = 0
    query = _up_to(select(table), table, ends)
    total: int = _asked(store, lambda connection: connection.scalar(_counted(query))) or 0
    # Rows up to an end are never changed, so that batches may be read in transactions of their own.
    for rows in _batches(store, query, table):
        for row in rows:
            sha.update(_encoded(row))
        done += len(rows)
        yield CopyProgress(table.name, done, total)
    yield sha.hexdigest()


def ends_of(store: SqlStore) -> dict[str, int]:
    """Return the last number of each table that is numbered."""
    numbered = [each for each in EVERY if "number" in each.c]
    return _asked(
        store, lambda connection: {each.name: _last(connection, each) for each in numbered}
    )


def _asked(store: SqlStore, ask: Callable[[Connection], Answer]) -> Answer:
    """Return what `ask` gives, which only reads; asked again where the connection was lost."""

    def once() -> Answer:
        with store._reads() as connection:
            return ask(connection)

    return store._repeated(once)


def _check_version(source: SqlStore) -> None:
    if source.facts().version < SCHEMA_VERSION:
        raise LedgerError(
            "The ledger to be copied was made by an earlier Sayso. Bring it up to date first:"
            " `sayso ledger upgrade`."
        )


def _check_beginning(source: SqlStore, target: SqlStore) -> None:
    """Raise unless what is in `target` is how `source` begins, by its counts and last rows."""
    with source._reads() as ours, target._reads() as theirs:
        for table in NUMBERED:
            last = _last(theirs, table)
            number = table.c.number
            both = [
                (
                    each.scalar(select(func.count()).where(number <= last)),
                    each.execute(select(table).where(number == last)).first(),
                )
                for each in (ours, theirs)
            ]
            if both[0] != both[1]:
                raise LedgerError(
                    f"The ledger to be copied to holds other {table.name} than the one to be"
                    " copied. Nothing was written over: name an empty one, or the one in which"
                    " this copy was begun."
                )


def _last(connection: Connection, table: Table) -> int:
    return connection.scalar(select(func.max(table.c.number))) or 0


def _copy_table(source: SqlStore, target: SqlStore, table: Table) -> Iterator[CopyProgress]:
    count = select(func.count()).select_from(table)
    last, done = _asked(target, lambda into: (_last(into, table), into.scalar(count) or 0))
    total = _asked(source, lambda connection: connection.scalar(count)) or 0
    while True:
        answer = _asked(source, partial(_next_rows, table=table, last=last))
        if answer is None:
            return
        rows, with_them = answer
        target._done(lambda into, r=rows, w=with_them: _insert(target, into, table, r, w))  # type: ignore[misc]
        last = rows[-1]["number"]
        done += len(rows)
        yield CopyProgress(table.name, done, max(total, done))


Rows = Sequence[Any]


def _next_rows(
    connection: Connection, table: Table, last: int
) -> tuple[Rows, list[tuple[Table, Rows]]] | None:
    """Return the next rows past `last`, with those that come with them; None for no more."""
    query = select(table).where(table.c.number > last).order_by(table.c.number)
    end = _end(connection, query, table, AT_ONCE)
    if end is None:
        return None
    rows = connection.execute(query.where(table.c.number <= end)).mappings().all()
    return rows, _with(connection, table, rows)


def _with(connection: Connection, table: Table, rows: Rows) -> list[tuple[Table, Rows]]:
    """Return the rows that come before and after those of a table."""
    if table is captures:
        keys = {each["sha256"] for each in rows}
        query = select(snapshots).where(snapshots.c.sha256.in_(keys))
        return [(snapshots, connection.execute(query).mappings().all())]
    if table is not documents:
        return []
    keys = {each["fingerprint"] for each in rows}
    of_readings = select(readings).where(readings.c.document.in_(keys))
    of_claims = select(statements).where(statements.c.document.in_(keys))
    of_spots = select(spots).join(statements).where(statements.c.document.in_(keys))
    return [
        (readings, connection.execute(of_readings).mappings().all()),
        (statements, connection.execute(of_claims.order_by(statements.c.number)).mappings().all()),
        (spots, connection.execute(of_spots.order_by(spots.c.number)).mappings().all()),
    ]


def _insert(
    target: SqlStore,
    connection: Connection,
    table: Table,
    rows: Rows,
    with_them: list[tuple[Table, Rows]],
) -> None:
    first = rows[0]["number"]
    if connection.scalar(select(table.c.number).where(table.c.number == first)) is not None:
        return  # the connection was lost while this very batch was committed
    if table is captures:
        target._load(connection, snapshots, _missing_snapshots(connection, with_them[0][1]))
    target._load(connection, table, rows)
    if table is documents:
        for linked, more in with_them:
            target._load(connection, linked, more)
        target._index(connection, [each["fingerprint"] for each in rows])
    for written in (table, *(other for other, _ in with_them)):
        if "number" in written.c:
            target._count_on(connection, written)


def _missing_snapshots(connection: Connection, rows: Rows) -> Rows:
    keys = [each["sha256"] for each in rows]
    query = select(snapshots.c.sha256).where(snapshots.c.sha256.in_(keys))
    there = set(connection.scalars(query))
    return [each for each in rows if each["sha256"] not in there]


def _key(table: Table) -> ColumnElement[Any]:
    (key,) = table.primary_key.columns
    return key


def _up_to(query: Select[Any], table: Table, ends: dict[str, int]) -> Select[Any]:
    """Return the rows that belong to documents and the rest up to the numbers where a copy
    ended.
    """
    if table.name in ends:
        return query.where(table.c.number <= ends[table.name])
    if table is readings:
        theirs = query.join(documents, documents.c.fingerprint == readings.c.document)
        return theirs.where(documents.c.number <= ends["documents"])
    held = select(captures.c.sha256).where(captures.c.number <= ends["captures"])
    return query.where(snapshots.c.sha256.in_(held))


def _counted(query: Select[Any]) -> Select[Any]:
    return query.with_only_columns(func.count(), maintain_column_froms=True)


def _batches(store: SqlStore, query: Select[Any], table: Table) -> Iterator[Sequence[Row[Any]]]:
    """Yield the rows of a query in the order of the key of their table, some at a time."""
    key = _key(table)
    left = query = query.order_by(key)

    def batch(connection: Connection, left: Select[Any]) -> tuple[Any, Sequence[Row[Any]]]:
        end = _end(connection, left, table, ROWS_AT_ONCE)
        return end, () if end is None else connection.execute(left.where(key <= end)).all()

    while True:
        end, rows = _asked(store, partial(batch, left=left))
        if end is None:
            return
        yield rows
        left = query.where(key > end)


def _end(connection: Connection, query: Select[Any], table: Table, most: int) -> Any:
    """Return the key of the last of the next rows that are taken at once; None where there are
    none.
    """
    columns = (_key(table), SIZES.get(table.name, literal(0)))
    sizes = query.with_only_columns(*columns, maintain_column_froms=True).limit(most)
    key, taken = None, 0
    for here, size in connection.execute(sizes):
        taken += size
        if key is not None and taken > MOST_BYTES:
            break
        key = here
    return key


def _encoded(row: Row[Any]) -> bytes:
    """Return a row as bytes that no other row has: each value with its kind and length."""
    return b"".join(_value(each) for each in row) + b"\n"


def _value(value: Any) -> bytes:
    if value is None:
        return b"-"
    if isinstance(value, int):
        return b"i%d;" % value
    if isinstance(value, float):
        return b"f" + struct.pack(">d", value)
    kind = b"s" if isinstance(value, str) else b"b"
    raw = value.encode("utf-8", "surrogatepass") if isinstance(value, str) else bytes(value)
    return b"%b%d:%b" % (kind, len(raw), raw)

"""A ledger's rows moved into another store, in their order, and the proof that all came over.

What is copied at once is whole: documents come with their readings, claims and places on the map,
captures with their bytes. So a copy that was stopped is a ledger too, and is gone on with where it
stopped.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, Select, Table, func, select
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

AT_ONCE = 250
"""Documents in one transaction: some 5 MB of rows."""

ROWS_AT_ONCE = 2_000
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


@dataclass(frozen=True, slots=True)
class Step:
    """How far a copy, or the comparing of it, is: rows of one table, of those that there are."""

    table: str
    done: int
    total: int


def copy_rows(source: SqlStore, target: SqlStore) -> Iterator[Step]:
    """Copy what `target` lacks of `source`.

    Raises LedgerError, and writes nothing, when `target` holds anything that `source` does not.
    """
    _check_version(source)
    _check_beginning(source, target)
    for table in NUMBERED:
        yield from _copy_table(source, target, table)


def digest(store: SqlStore, table: Table, ends: dict[str, int]) -> Iterator[Step | str]:
    """How far it is, and at last a SHA-256 over all rows of a table up to where `ends` tells."""
    sha = hashlib.sha256()
    done = 0
    with store._reads() as connection:
        total: int = connection.scalar(_counted(_up_to(select(table), table, ends))) or 0
        for rows in _batches(connection, _up_to(select(table), table, ends), _key(table)):
            for row in rows:
                sha.update(_encoded(row))
            done += len(rows)
            yield Step(table.name, done, total)
    yield sha.hexdigest()


def ends_of(store: SqlStore) -> dict[str, int]:
    """The last number of each table that is numbered."""
    with store._reads() as connection:
        return {each.name: _last(connection, each) for each in NUMBERED}


def _check_version(source: SqlStore) -> None:
    if source.facts().version < SCHEMA_VERSION:
        raise LedgerError(
            "The ledger to be copied was made by an earlier Sayso. Bring it up to date first:"
            " `sayso ledger upgrade`."
        )


def _check_beginning(source: SqlStore, target: SqlStore) -> None:
    """Whether what is in `target` is how `source` begins, by its counts and last rows."""
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


def _copy_table(source: SqlStore, target: SqlStore, table: Table) -> Iterator[Step]:
    with target._reads() as connection:
        last = _last(connection, table)
        done = connection.scalar(select(func.count()).select_from(table)) or 0
    with source._reads() as connection:
        total = connection.scalar(select(func.count()).select_from(table)) or 0
    query = select(table).order_by(table.c.number).limit(AT_ONCE)
    while True:
        with source._reads() as connection:
            rows = connection.execute(query.where(table.c.number > last)).mappings().all()
            with_them = _with(connection, table, rows)
        if not rows:
            return
        target._done(lambda into, r=rows, w=with_them: _insert(target, into, table, r, w))  # type: ignore[misc]
        last = rows[-1]["number"]
        done += len(rows)
        yield Step(table.name, done, max(total, done))


Rows = Sequence[Any]


def _with(connection: Connection, table: Table, rows: Rows) -> list[tuple[Table, Rows]]:
    """The rows that come before and after those of a table."""
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
        _insert_rows(connection, snapshots, _missing_snapshots(connection, with_them[0][1]))
    _insert_rows(connection, table, rows)
    if table is documents:
        for other, more in with_them:
            _insert_rows(connection, other, more)
        target._index(connection, [each["fingerprint"] for each in rows])
    for each in (table, *(other for other, _ in with_them)):
        if "number" in each.c:
            target._count_on(connection, each)


def _missing_snapshots(connection: Connection, rows: Rows) -> Rows:
    keys = [each["sha256"] for each in rows]
    query = select(snapshots.c.sha256).where(snapshots.c.sha256.in_(keys))
    there = set(connection.scalars(query))
    return [each for each in rows if each["sha256"] not in there]


def _insert_rows(connection: Connection, table: Table, rows: Rows) -> None:
    if rows:
        connection.execute(table.insert(), [dict(each) for each in rows])


def _key(table: Table) -> ColumnElement[Any]:
    (key,) = table.primary_key.columns
    return key


def _up_to(query: Select[Any], table: Table, ends: dict[str, int]) -> Select[Any]:
    """The rows that belong to documents and the rest up to the numbers where a copy ended."""
    if table.name in ends:
        return query.where(table.c.number <= ends[table.name])
    keys = select(documents.c.fingerprint).where(documents.c.number <= ends["documents"])
    if table is readings or table is statements:
        return query.where(table.c.document.in_(keys))
    if table is spots:
        inside = select(statements.c.number).where(statements.c.document.in_(keys))
        return query.where(spots.c.statement.in_(inside))
    held = select(captures.c.sha256).where(captures.c.number <= ends["captures"])
    return query.where(snapshots.c.sha256.in_(held))


def _counted(query: Select[Any]) -> Select[Any]:
    return query.with_only_columns(func.count(), maintain_column_froms=True)


def _batches(
    connection: Connection, query: Select[Any], key: ColumnElement[Any]
) -> Iterator[Sequence[Row[Any]]]:
    """The rows of a query in the order of a key, some at a time."""
    query = query.order_by(key).limit(ROWS_AT_ONCE)
    rows = connection.execute(query).all()
    while rows:
        yield rows
        last = getattr(rows[-1], key.name)
        rows = connection.execute(query.where(key > last)).all()


def _encoded(row: Row[Any]) -> bytes:
    """A row as bytes that no other row has: each value with its kind and length."""
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

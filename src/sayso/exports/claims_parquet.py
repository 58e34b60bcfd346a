"""Claims as Parquet: the columns of the CSV, typed, with every figure and place as a list.

The file's metadata say what wrote it, when, from what, with which filter; each column says what is
in it. Instants are in UTC where a zone is given, else as the clock there shows; `zone` says which.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from functools import partial
from itertools import islice
from typing import Any, BinaryIO

import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]

from sayso.exports.chosen import About, Chosen, each_made
from sayso.exports.encoding import json_line
from sayso.exports.instants import in_utc
from sayso.exports.provenance import provenance_of
from sayso.exports.rows import COLUMNS, Column, ColumnType, row
from sayso.record import Problem
from sayso.record.faults import attempt

WHERE = "export parquet"

ROWS_AT_ONCE = 2_000
"""Rows of a row group: a larger one asks for more memory and reads no quicker below a million."""

FIGURE = pa.struct(
    [
        *((name, pa.string()) for name in ("said",)),
        *((name, pa.float64()) for name in ("low", "high", "whole")),
        *((name, pa.string()) for name in ("unit", "role", "bound", "change")),
    ]
)
PLACE = pa.struct(
    [
        *((name, pa.string()) for name in ("said", "name", "kind", "precision")),
        ("geonameid", pa.int64()),
        *((name, pa.float64()) for name in ("latitude", "longitude")),
        ("country", pa.string()),
        ("score", pa.float64()),
    ]
)
TYPES: dict[ColumnType, pa.DataType] = {
    ColumnType.TEXT: pa.string(),
    ColumnType.FLAG: pa.bool_(),
    ColumnType.WHOLE: pa.int64(),
    ColumnType.NUMBER: pa.float64(),
    ColumnType.INSTANT: pa.timestamp("us"),
    ColumnType.TEXTS: pa.list_(pa.string()),
    ColumnType.FIGURES: pa.list_(FIGURE),
    ColumnType.PLACES: pa.list_(PLACE),
}
ZONED = frozenset({"published", "recorded", "first_published"})
"""Instants that always have a zone: UTC where the document gives none."""


def parquet_schema(about: About, columns: Sequence[Column[Any]] = COLUMNS) -> pa.Schema:
    """Return the schema: every column with its type and its meaning, and where the file comes
    from.
    """
    fields = [
        pa.field(
            each.name,
            pa.timestamp("us", tz="UTC") if each.name in ZONED else TYPES[each.kind],
            metadata={"tells": each.meaning},
        )
        for each in columns
    ]
    return pa.schema(fields, metadata={"sayso": json_line(provenance_of(about)).strip()})


def write_claims_parquet(chosen: Iterable[Chosen], about: About, out: BinaryIO) -> int:
    """Write a row for each claim, some at a time; how many claims there were."""
    schema = parquet_schema(about)
    written = 0
    with pq.ParquetWriter(out, schema, compression="zstd") as writer:
        for batch in _batches(chosen, about, schema):
            writer.write_batch(batch)
            written += len(batch)
    return written


def claims_table(chosen: Iterable[Chosen], about: About) -> pa.Table:
    """Return the claims as a table, as the file has them."""
    schema = parquet_schema(about)
    return pa.Table.from_batches(_batches(chosen, about, schema), schema)


Row = tuple[str, dict[str, Any]]
"""A claim's document and its cells."""


def _batches(chosen: Iterable[Chosen], about: About, schema: pa.Schema) -> Iterator[Any]:
    rows = each_made(WHERE, _row, chosen, about)
    while some := list(islice(rows, ROWS_AT_ONCE)):
        yield from _record_batches(some, schema, about)


def _row(chosen: Chosen) -> Row:
    return chosen.resolved.reading.document.fingerprint, row(chosen)


def _record_batches(some: list[Row], schema: pa.Schema, about: About) -> Iterator[Any]:
    """Yield the rows as one batch; if a cell does not fit its column, without that cell's row."""
    batch = attempt(WHERE, partial(_record_batch, some, schema))
    if not isinstance(batch, Problem):
        yield batch
    elif len(some) == 1:
        about.left_out(some[0][0], batch)
    else:
        for row in some:
            yield from _record_batches([row], schema, about)


def _record_batch(some: list[Row], schema: pa.Schema) -> Any:
    arrays = [
        pa.array([cell(column, each[column.name]) for _, each in some], type=field.type)
        for column, field in zip(COLUMNS, schema, strict=True)
    ]
    return pa.record_batch(arrays, schema=schema)


def cell(column: Column[Any], value: Any) -> Any:
    """Return a cell of a row as its column's type takes it."""
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, datetime):
        return _instant(value, zoned=column.name in ZONED)
    if isinstance(value, list):
        return [cell(column, each) for each in value]
    if isinstance(value, dict):
        return {name: cell(column, inner) for name, inner in value.items()}
    return value


def _instant(value: datetime, *, zoned: bool) -> datetime:
    moved = in_utc(value)
    return moved if zoned else moved.replace(tzinfo=None)


def _text(words: str) -> str:
    """Return words as UTF-8 holds them: half a surrogate pair is escaped."""
    return words.encode("utf-8", "backslashreplace").decode("utf-8")

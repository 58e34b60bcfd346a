"""Folders of tables that `sayso bulk` made: their documents with all that was read in them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from sayso.files.opening import open_inside
from sayso.intake.arrival import Arrival, now
from sayso.intake.hints import STAGE, unread
from sayso.record import Capture, Problem, Reading
from sayso.record.faults import attempt
from sayso.record.wire import from_json, pack, unpack

SHARDS = "shards"
"""The folder of records: a part of a table counts once its shard is recorded there."""

ROWS_AT_ONCE = 32
DOCUMENT_COLUMNS = ("document", "text", "reading", "capture", "bytes")
PROBLEM_COLUMNS = ("document", "stage", "message")
MEND = "Run `sayso bulk` again: it makes anew what is not whole."


def is_bulk(folder: Path) -> bool:
    """Return whether a folder is one that `sayso bulk` made."""
    return (folder / SHARDS).is_dir() and (folder / "documents").is_dir()


def bulk_arrivals(folder: Path) -> Iterator[Arrival]:
    """Yield the documents with their readings, and what could not be read, in the order of the
    inputs.
    """
    names = sorted(each.stem for each in (folder / SHARDS).glob("*.json"))
    if not names:
        yield Arrival(unread(str(folder), "no part of it is finished", MEND))
    done, size = 0, sum(_size(folder / "documents" / f"{name}.parquet") for name in names)
    for name in names:
        done += _size(folder / "documents" / f"{name}.parquet")
        for table, columns in (("documents", DOCUMENT_COLUMNS), ("problems", PROBLEM_COLUMNS)):
            for arrival in _arrivals(folder, folder / table / f"{name}.parquet", columns):
                yield replace(arrival, done=done, size=size)


def _size(path: Path) -> int:
    return path.stat().st_size if path.is_file() else 0


def _arrivals(folder: Path, path: Path, columns: tuple[str, ...]) -> Iterator[Arrival]:
    # Only who adds such a folder pays for the import.
    import pyarrow as pa  # type: ignore[import-untyped]
    import pyarrow.parquet as pq  # type: ignore[import-untyped]

    try:
        with open_inside(folder, path) as file, closing(pq.ParquetFile(file)) as table:
            for batch in table.iter_batches(ROWS_AT_ONCE, columns=list(columns)):
                for row in batch.to_pylist():
                    make = partial(_of_row, row, path)
                    arrival = attempt(STAGE, make, about=f"{path}, document {row['document']}")
                    if arrival is not None:
                        yield Arrival(arrival) if isinstance(arrival, Problem) else arrival
    except (OSError, pa.ArrowException) as error:
        reason = str(error).split("\n", 1)[0][:160]
        yield Arrival(unread(str(path), f"the table can't be read ({reason})", MEND))


def _of_row(row: dict[str, Any], path: Path) -> Arrival | None:
    if "reading" not in row:
        refused = row["document"] is None
        return Arrival(Problem(row["stage"], row["message"])) if refused else None
    try:
        reading = reading_of(row)
    except ValueError as error:
        return Arrival(unread(f"{path}, document {row['document']}", str(error), MEND))
    return Arrival(reading.document, _capture(row), reading=reading)


def reading_of(row: dict[str, Any]) -> Reading:
    """Return the reading that the row of a document holds: `document`, `text` and `reading`.

    Raises ValueError where the row is not as it was written.
    """
    reading = from_json({"text": row["text"], **json.loads(row["reading"])})
    if reading.document.fingerprint != row["document"]:
        raise ValueError("the row was changed since it was written")
    return reading


def _capture(row: dict[str, Any]) -> Capture | None:
    """Return the bytes that a document was made of, where they were kept."""
    if row["capture"] is None or row["bytes"] is None:
        return None
    fields = json.loads(row["capture"])
    fields["at"] = fields["at"] or pack(now())
    return replace(unpack(Capture, fields | {"body": ""}), body=row["bytes"])

"""Large inputs as raw units (records, lines, rows), so that others may make documents of them.

Cutting an input into units costs little beside making documents of them and reading those: one
process can feed many.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]

from sayso.files.opening import RefusedFileError, open_file, size_of
from sayso.intake.arrival import Arrival, Taking, each_arrival
from sayso.intake.hints import LARGEST_INPUT, STAGE, TEXT_FIELDS, unread
from sayso.intake.jsonl import bounded_lines, line_arrival
from sayso.intake.tables import Mapped, TableRow, row_arrival, text_table_rows, workbook_rows
from sayso.intake.warc import ArchivedResponse, archive_pages, page_arrivals
from sayso.intake.workers import usual_workers
from sayso.record import Problem
from sayso.record.faults import attempt_all

ARCHIVES = (".warc", ".warc.gz", ".warc.zst", ".warc.lz4")
LINES = (".jsonl", ".ndjson")
PACKINGS = {".gz": "gzip", ".zst": "zstd"}
TABLES = (".parquet",)
TEXT_TABLES = (".csv", ".tsv")
BOOKS = (".xlsx", ".xlsm")
KNOWN_NAMES = (
    *ARCHIVES, *LINES, *(each + end for each in LINES for end in PACKINGS), *TABLES, *TEXT_TABLES,
    *BOOKS,
)  # fmt: skip
"""How the names of inputs end that are read in units."""

FIELDS = ("text", "summary", "published", "id", "doc_id", "language", "lang", *TEXT_FIELDS)
"""Columns of a table that are read: the fields of a JSON line."""

ROWS_AT_ONCE = 64
BROKEN = (OSError, EOFError, pa.ArrowException)
"""What reading a broken file raises."""


@dataclass(frozen=True, slots=True)
class JsonLine:
    """One line of JSON of the input `name`; `where` names the line."""

    body: bytes
    name: str
    where: str


UnitContent = ArchivedResponse | JsonLine | TableRow | Problem


@dataclass(frozen=True, slots=True)
class InputUnit:
    """One record, line or row of an input, by its number from 1, or why it can't be had.

    `offset` is where in the input it begins, in bytes (rows: how many are before it); `done` is
    the share of the input that was gone through, from 0 to 1.
    """

    number: int
    offset: int
    content: UnitContent
    done: float

    @property
    def size(self) -> int:
        """Bytes that it holds."""
        return 0 if isinstance(self.content, Problem) else len(self.content.body)


def units(
    path: Path, name: str, folder: Path | None = None, mapped: Mapped = ()
) -> Iterator[InputUnit]:
    """Yield the units of the file at `path`, which messages call `name`.

    `mapped` says which columns of a table hold what. Never raises for bad input.

    The file was named, or else lies below `folder`, out of which no link may lead. Holds one unit
    of an archive or a file of lines at a time, and some rows of a table.
    """
    low = path.name.lower()
    number = 0
    try:
        with open_file(path, folder) as stream:
            size = max(size_of(stream), 1)
            make = partial(_cut, stream, name, low, size, mapped)
            cut = attempt_all(STAGE, make, BROKEN, name)
            for number, unit in enumerate(cut, start=1):
                whole = (0, unit, 1.0) if isinstance(unit, Problem) else unit
                yield InputUnit(number, *whole)
    except RefusedFileError as error:
        problem = unread(name, str(error.strerror), error.remedy)
        yield InputUnit(number + 1, 0, problem, 1.0)
    except BROKEN as error:
        reason = (getattr(error, "strerror", None) or str(error).split("\n", 1)[0]).lower()[:160]
        remedy = "What came before it was read. Check the file, who may read it, and the disk."
        yield InputUnit(number + 1, 0, unread(name, f"it can't be read ({reason})", remedy), 1.0)


Cut = tuple[int, UnitContent, float]


def _cut(stream: BinaryIO, name: str, low: str, size: int, mapped: Mapped) -> Iterator[Cut]:
    if low.endswith(TABLES):
        yield from _rows(stream, name)
    elif low.endswith(TEXT_TABLES):
        for number, row in enumerate(text_table_rows(stream, name, mapped)):
            yield number, row, stream.tell() / max(size, 1)
    elif low.endswith(BOOKS):
        yield from _book_rows(stream, name, mapped)
    elif low.endswith(ARCHIVES):
        for page, at in archive_pages(stream, name, size, usual_workers()):
            yield at, page, at / max(size, 1)
    elif low.endswith(KNOWN_NAMES):
        yield from _lines(stream, name, low, size)
    else:
        remedy = f"Give files that end in {', '.join(KNOWN_NAMES)}; `sayso add` reads others."
        yield 0, unread(name, "it is of no kind that is read in bulk", remedy), 1.0


def _lines(stream: BinaryIO, name: str, low: str, size: int) -> Iterator[Cut]:
    packing = next((how for end, how in PACKINGS.items() if low.endswith(end)), None)
    source = pa.input_stream(stream, compression=packing) if packing else stream
    at, empty = 0, True
    for number, line in bounded_lines(source):
        where, start, at = f"{name}, line {number}", at, at + len(line or b"") + 1
        done = stream.tell() / max(size, 1)
        if line is None:
            empty, remedy = False, "Leave the line out or cut its text."
            problem = unread(where, f"longer than {LARGEST_INPUT // 1_000_000} MB", remedy)
            yield start, problem, done
        elif line.strip(b"\xef\xbb\xbf \t\r\n"):
            empty = False
            yield start, JsonLine(line, name, where), done
    if empty:
        yield 0, unread(name, "it is empty", "Leave it out, or check that it was saved."), 1.0


def _rows(stream: BinaryIO, name: str) -> Iterator[Cut]:
    """Yield the rows of a table, each as the line of JSON that would say the same."""
    with closing(pq.ParquetFile(stream)) as table:
        columns = [each for each in table.schema_arrow.names if each in FIELDS]
        rows = table.metadata.num_rows
        if not {"text", "title", "summary"} & set(columns):
            remedy = "Name the column that holds the words 'text'."
            yield 0, unread(name, "the table has no column 'text'", remedy), 1.0
            return
        if not rows:
            yield 0, unread(name, "it is empty", "Leave it out, or check that it was saved."), 1.0
        number = 0
        for batch in table.iter_batches(ROWS_AT_ONCE, columns=columns):
            for row in batch.to_pylist():
                body = json.dumps(row, default=_plain).encode()
                yield number, JsonLine(body, name, f"{name}, row {number + 1}"), (number + 1) / rows
                number += 1


def _book_rows(stream: BinaryIO, name: str, mapped: Mapped) -> Iterator[Cut]:
    raw = stream.read(LARGEST_INPUT + 1)
    if len(raw) > LARGEST_INPUT:
        limit = LARGEST_INPUT // 1_000_000
        yield 0, unread(name, f"larger than {limit} MB", "Save its sheets as .csv."), 1.0
        return
    for number, row in enumerate(workbook_rows(raw, name, usual_workers(), mapped)):
        yield number, row, 1.0


def _plain(value: Any) -> str:
    """Return a cell that JSON does not know, as words."""
    return value.isoformat() if isinstance(value, date | datetime) else str(value)


def unit_arrivals(unit: InputUnit, taking: Taking) -> Iterator[Arrival]:
    """Return the documents of one unit, as if its input had been read by itself."""
    return each_arrival(partial(_unit_arrivals, unit, taking), taking, _where(unit))


def _where(unit: InputUnit) -> str:
    return (
        unit.content.where
        if isinstance(unit.content, ArchivedResponse | JsonLine | TableRow)
        else f"unit {unit.number}"
    )


def _unit_arrivals(unit: InputUnit, taking: Taking) -> Iterator[Arrival]:
    if isinstance(unit.content, Problem):
        yield Arrival(unit.content)
    elif isinstance(unit.content, ArchivedResponse):
        yield from page_arrivals(unit.content, taking)
    elif isinstance(unit.content, TableRow):
        yield row_arrival(unit.content, taking)
    else:
        yield from line_arrival(unit.content.body, unit.content.name, unit.content.where, taking)

"""Tables of texts or coded rows: a document of each row, by its columns, and never as prose."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain, islice
from typing import BinaryIO

from sayso.files.opening import size_of
from sayso.intake.arrival import Arrival, Known, Taking, captured
from sayso.intake.columns import ROWS_ABOVE, TableHead, head_of, without_text
from sayso.intake.delimited import Row, rows_of_text, written_as
from sayso.intake.hints import STAGE, unread
from sayso.intake.jsonl import unused_words, worded_document
from sayso.intake.raised import left_out
from sayso.intake.workers import ParserStoppedError
from sayso.record import Document, Problem
from sayso.record.faults import attempt

EVENT_DATED = (
    "the publication date is that of the column {!r}, which may be the date of the event. Say which"
    " column holds that of publication: --map published=COLUMN."
)
MORE_CELLS = "the row has {} cells and the head {}: the words after the last column are left out"


@dataclass(frozen=True, slots=True)
class TableSource:
    """A table's name, how far it was read, and what is doubtful in all of it."""

    name: str
    taking: Taking
    problems: tuple[Problem, ...] = ()
    stream: BinaryIO | None = None
    size: int = 0

    @property
    def place(self) -> tuple[int, int]:
        return (self.stream.tell() if self.stream is not None else 0, self.size)


def text_table_arrivals(stream: BinaryIO, name: str, taking: Taking) -> Iterator[Arrival]:
    """Yield the documents of a table in text (.csv, .tsv), of which one row is held at a time.

    `stream` can be read back and forth.
    """
    table = written_as(stream)
    source = TableSource(name, taking, table.problems, stream, size_of(stream))
    rows = ((f"{name}, line {row.line}", row) for row in rows_of_text(stream, table))
    yield from _arrivals(rows, source)


def workbook_arrivals(raw: bytes, name: str, taking: Taking) -> Iterator[Arrival]:
    """Yield the documents of the sheets of a workbook (.xlsx)."""
    batches = taking.workers.results("sheet", (raw,), len(raw))
    rows: list[tuple[str, Row]] = []
    sheet, read = None, 0
    try:
        for title, refused, batch in batches:
            if title != sheet and rows:
                read += 1
                yield from _arrivals(rows, TableSource(f"{name}, sheet {sheet}", taking))
                rows = []
            sheet = title
            if refused:
                where = f"{name}, sheet {title}" if title else name
                yield Arrival(unread(where, refused, "Save it anew as .xlsx or .csv."))
            rows += [(f"{name}, sheet {title}, row {n}", Row(n, tuple(row))) for n, row in batch]
    except ParserStoppedError as stopped:
        yield Arrival(unread(name, str(stopped), stopped.remedy))
    if rows:
        yield from _arrivals(rows, TableSource(f"{name}, sheet {sheet}", taking))
    elif not read and sheet is None:
        yield Arrival(unread(name, "it is empty", "Leave it out, or check that it was saved."))


def _arrivals(rows: Iterable[tuple[str, Row]], source: TableSource) -> Iterator[Arrival]:
    """Yield a document for each row below the head of a table, and a problem for a broken one."""
    rows = iter(rows)
    first = list(islice(rows, ROWS_ABOVE))
    if not first:
        remedy = "Leave it out, or check that it was saved."
        yield Arrival(unread(source.name, "it is empty", remedy))
        return
    mapped = source.taking.hints.columns
    head = head_of([row.cells for _, row in first], mapped)
    if not head.columns:
        yield Arrival(
            unread(source.name, *without_text(head, mapped, [row.cells for _, row in first]))
        )
        return
    above = [" ".join(row.cells) for _, row in first[: head.row]]
    source = replace(
        source, problems=(*source.problems, *left_out("lines above the table are", above))
    )
    count = 0
    for where, row in chain(first[head.row + 1 :], rows):
        count += 1
        if row.broken:
            remedy = "Close it, or save the table anew from a spreadsheet."
            yield Arrival(unread(where, row.broken, remedy))
        else:
            yield _row_arrival(where, row, head, source)
    if not count:
        yield Arrival(unread(source.name, "it has no rows", "Check that it was saved whole."))


def _row_arrival(where: str, row: Row, head: TableHead, source: TableSource) -> Arrival:
    """Return the document of a row, whose bytes are the row as JSON."""
    cells = dict(enumerate(row.cells[: len(head.names)]))
    whole = {name or f"column {at + 1}": cells.get(at, "") for at, name in enumerate(head.names)}
    body = json.dumps(whole, ensure_ascii=False).encode("utf-8", "surrogatepass")
    capture = captured(body, f"file:{source.name}", source.taking, "application/json")
    if source.taking.known(capture):
        return Arrival(Known(), capture, *source.place)
    fields = {field: cells.get(at, "").strip() for field, at in head.columns.items()}
    line = json.dumps({name: said for name, said in fields.items() if said}).encode()
    make = partial(worded_document, line, where, source.taking)
    made = attempt(STAGE, make, about=where)
    if isinstance(made, Problem):
        return Arrival(made, None, *source.place)
    problems = (*made.problems, *source.problems, *_of_row(row, head, source, made))
    return Arrival(replace(made, problems=problems), capture, *source.place)


def _of_row(
    row: Row, head: TableHead, source: TableSource, document: Document
) -> Iterator[Problem]:
    """Yield what is doubtful in one row."""
    chosen = any(field == "published" for field, _ in source.taking.hints.columns)
    if head.dated_by_event and document.published is not None and not chosen:
        yield Problem(STAGE, EVENT_DATED.format(head.dated_by_event))
    width = len(head.names)
    if any(cell.strip() for cell in row.cells[width:]):
        yield from left_out(MORE_CELLS.format(len(row.cells), width), row.cells[width:])
    read = set(head.columns.values())
    others: dict[str, object] = {
        name: row.cells[at]
        for at, name in enumerate(head.names)
        if at not in read and at < len(row.cells)
    }
    yield from unused_words(others, document.text)

"""Tables of texts or coded rows: a document of each row, by its columns, and never as prose."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
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
from sayso.intake.workers import ParserStoppedError, Workers
from sayso.record import Document, Problem
from sayso.record.faults import attempt

EVENT_DATED = (
    "the publication date is that of the column {!r}, which may be the date of the event. Say which"
    " column holds that of publication: --map published=COLUMN."
)
MORE_CELLS = "the row has {} cells and the head {}: the words after the last column are left out"


Mapped = Sequence[tuple[str, str]]
"""Fields, each with the name of its column, as the user gives them."""


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row of the table `name`: its cells as a list in JSON, and the head that it stands below.

    `where` names the row; `problems` are what is doubtful in all of the table.
    """

    body: bytes
    name: str
    where: str
    head: TableHead
    problems: tuple[Problem, ...] = ()

    @property
    def cells(self) -> tuple[str, ...]:
        return tuple(json.loads(self.body))


def text_table_rows(
    stream: BinaryIO, name: str, mapped: Mapped = ()
) -> Iterator[TableRow | Problem]:
    """Yield the rows of a table in text (.csv, .tsv), of which one is held at a time, and a problem
    for each that is broken.

    `stream` can be read back and forth.
    """
    table = written_as(stream)
    rows = ((f"{name}, line {row.line}", row) for row in rows_of_text(stream, table))
    yield from _rows(rows, name, mapped, table.problems)


def workbook_rows(
    raw: bytes, name: str, workers: Workers, mapped: Mapped = ()
) -> Iterator[TableRow | Problem]:
    """Yield the rows of the sheets of a workbook (.xlsx), each sheet with a head of its own."""
    batches = workers.results("sheet", (raw,), len(raw))
    rows: list[tuple[str, Row]] = []
    sheet, read = None, 0
    try:
        for title, refused, batch in batches:
            if title != sheet and rows:
                read += 1
                yield from _rows(rows, f"{name}, sheet {sheet}", mapped)
                rows = []
            sheet = title
            if refused:
                where = f"{name}, sheet {title}" if title else name
                yield unread(where, refused, "Save it anew as .xlsx or .csv.")
            rows += [(f"{name}, sheet {title}, row {n}", Row(n, tuple(row))) for n, row in batch]
    except ParserStoppedError as stopped:
        yield unread(name, str(stopped), stopped.remedy)
    if rows:
        yield from _rows(rows, f"{name}, sheet {sheet}", mapped)
    elif not read and sheet is None:
        yield unread(name, "it is empty", "Leave it out, or check that it was saved.")


def text_table_arrivals(stream: BinaryIO, name: str, taking: Taking) -> Iterator[Arrival]:
    """Yield the documents of a table in text, row by row."""
    size = size_of(stream)
    for row in text_table_rows(stream, name, taking.hints.columns):
        yield row_arrival(row, taking, (stream.tell(), size))


def workbook_arrivals(raw: bytes, name: str, taking: Taking) -> Iterator[Arrival]:
    """Yield the documents of the sheets of a workbook."""
    for row in workbook_rows(raw, name, taking.workers, taking.hints.columns):
        yield row_arrival(row, taking)


def _rows(
    rows: Iterable[tuple[str, Row]], name: str, mapped: Mapped, doubts: tuple[Problem, ...] = ()
) -> Iterator[TableRow | Problem]:
    """Yield the rows below the head of a table, and a problem for a broken one."""
    rows = iter(rows)
    first = list(islice(rows, ROWS_ABOVE))
    if not first:
        yield unread(name, "it is empty", "Leave it out, or check that it was saved.")
        return
    head = head_of([row.cells for _, row in first], mapped)
    if not head.columns:
        yield unread(name, *without_text(head, mapped, [row.cells for _, row in first]))
        return
    above = [" ".join(row.cells) for _, row in first[: head.row]]
    problems = (*doubts, *left_out("lines above the table are", above))
    count = 0
    for where, row in chain(first[head.row + 1 :], rows):
        count += 1
        if row.broken:
            remedy = "Close it, or save the table anew from a spreadsheet."
            yield unread(where, row.broken, remedy)
        else:
            yield TableRow(json.dumps(row.cells).encode(), name, where, head, problems)
    if not count:
        yield unread(name, "it has no rows", "Check that it was saved whole.")


def row_arrival(
    row: TableRow | Problem, taking: Taking, place: tuple[int, int] = (0, 0)
) -> Arrival:
    """Return the document of a row, whose bytes are the row as JSON by the names of its columns."""
    if isinstance(row, Problem):
        return Arrival(row, None, *place)
    head = row.head
    cells = dict(enumerate(row.cells[: len(head.names)]))
    whole = {name or f"column {at + 1}": cells.get(at, "") for at, name in enumerate(head.names)}
    body = json.dumps(whole, ensure_ascii=False).encode("utf-8", "surrogatepass")
    capture = captured(body, f"file:{row.name}", taking, "application/json")
    if taking.known(capture):
        return Arrival(Known(), capture, *place)
    fields = {field: cells.get(at, "").strip() for field, at in head.columns.items()}
    line = json.dumps({name: said for name, said in fields.items() if said}).encode()
    make = partial(worded_document, line, row.where, taking)
    made = attempt(STAGE, make, about=row.where)
    if isinstance(made, Problem):
        return Arrival(made, None, *place)
    problems = (*made.problems, *row.problems, *_of_row(row, taking, made))
    return Arrival(replace(made, problems=problems), capture, *place)


def _of_row(row: TableRow, taking: Taking, document: Document) -> Iterator[Problem]:
    """Yield what is doubtful in one row."""
    head, cells = row.head, row.cells
    chosen = any(field == "published" for field, _ in taking.hints.columns)
    if head.dated_by_event and document.published is not None and not chosen:
        yield Problem(STAGE, EVENT_DATED.format(head.dated_by_event))
    width = len(head.names)
    if any(cell.strip() for cell in cells[width:]):
        yield from left_out(MORE_CELLS.format(len(cells), width), cells[width:])
    read = set(head.columns.values())
    others: dict[str, object] = {
        name: cells[at] for at, name in enumerate(head.names) if at not in read and at < len(cells)
    }
    yield from unused_words(others, document.text)

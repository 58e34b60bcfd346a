"""Coded rows as CSV, to be edited in a spreadsheet and taken back: a row an incident.

`read_FIELD` stands beside a field where a person put another value in some row. The last two
columns are for the way back: the codebook, and the state, which says how many judgements the ledger
had and, by a fingerprint of each cell, what was written.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import partial
from hashlib import sha256
from typing import BinaryIO

from sayso.exports.chosen import About, Chosen, CodedBy
from sayso.exports.claims_csv import Cell, guarded
from sayso.exports.coded_rows import CodedCell, CodedRow, IncidentSources, coded_row, is_row
from sayso.exports.coding_sheets import WHERE, CodingSheet, coding_sheets
from sayso.exports.encoding import Utf8, one_line
from sayso.exports.withheld import MASK
from sayso.ledger import LedgerError
from sayso.linking.coded import Entries
from sayso.record import Problem
from sayso.record.faults import attempt
from sayso.settings.codebooks import READ, Codebook, CodebookField, default_codebook

INCIDENT, CODEBOOK, STATE = "incident", "codebook", "state"
DIGITS = 6
"""Hexadecimal digits of a cell's fingerprint."""

STATE_FORM = re.compile(r"judgements (\d{1,12}), cells ((?:[0-9a-f]{6})*)")


def _no_entries(_incident: str) -> Entries:
    return {}


UNCODED = CodedBy(default_codebook(), _no_entries, 0)


def write_coded(chosen: Iterable[Chosen], about: About, out: BinaryIO) -> int:
    """Write a header and a row for each incident that is one by the codebook; how many rows.

    The ledger has to be linked. `about.coding` says by which codebook, and what people coded;
    without it nobody did, by the one that ships first. One row on which that raises goes to
    `about.left_out`.
    """
    coding = about.coding or UNCODED
    rows = []
    for key, sheet in coding_sheets(chosen, about).items():
        made = attempt(WHERE, partial(_row, key, sheet, coding, about), (LedgerError,))
        if isinstance(made, Problem):
            about.left_out(f"incident {key}", made)
        elif made is not None:
            rows.append(made)
    columns = columns_of(coding.codebook, rows)
    writer = csv.DictWriter(Utf8(out), columns, lineterminator="\r\n", extrasaction="ignore")
    writer.writeheader()
    for row in rows:
        writer.writerow(cells_of(row, names=about.names, project=coding.project))
    return len(rows)


def _row(key: str, sheet: CodingSheet, coding: CodedBy, about: About) -> CodedRow | None:
    sources = IncidentSources(about.incidents[key], about.compared(key), sheet)
    row = coded_row(sources, coding.codebook, coding.entries(key), coding.seen)
    return row if is_row(sources, row) else None


def columns_of(codebook: Codebook, rows: Sequence[CodedRow]) -> list[str]:
    """Return the columns of a table with these rows."""
    changed = {cell.field.name for row in rows for cell in row.cells if cell.entry}
    columns = [INCIDENT]
    for name in codebook.names:
        columns += [name, f"{READ}{name}"] if name in changed else [name]
    return [*columns, CODEBOOK, STATE]


def cells_of(row: CodedRow, *, names: bool, project: str = "") -> dict[str, Cell]:
    """Return the cells of a row by column; fields for names are masked unless `names`.

    The state of a `project`'s row names it, so that no ledger takes it for one of its own.
    """
    cells: dict[str, Cell] = {INCIDENT: row.incident}
    for cell in row.cells:
        cells[cell.field.name] = guarded(_cell(cell, cell.value, names))
        if cell.entry:
            cells[f"{READ}{cell.field.name}"] = guarded(_cell(cell, cell.read.value, names))
    fingerprints = (fingerprint(each.field, shown(each, names=names)) for each in row.cells)
    state = f"judgements {row.seen}, cells {''.join(fingerprints)}"
    return {
        **cells,
        CODEBOOK: row.codebook.key,
        STATE: f"project {project}, {state}" if project else state,
    }


def shown(cell: CodedCell, *, names: bool) -> str:
    """Return the value of a cell as a table has it."""
    return _masked(cell, cell.value, names)


def _masked(cell: CodedCell, value: str, names: bool) -> str:
    return value if names or not cell.field.private else re.sub(r"\w", MASK, value)


def _cell(cell: CodedCell, value: str, names: bool) -> Cell:
    """Return a value as a cell: a number as one, so that a minus sign begins no formula."""
    kept = _masked(cell, value, names)
    if cell.field.kind != "number":
        return kept
    try:
        number = float(kept)
    except ValueError:
        return kept
    return int(number) if number.is_integer() else number


@dataclass(frozen=True, slots=True)
class TableState:
    """What a row says of the ledger when it was written: how many judgements there were, and the
    fingerprint of each cell in the codebook's order.
    """

    seen: int
    fingerprints: tuple[str, ...]


def state_of(words: str, codebook: Codebook) -> TableState | None:
    """Return the state that a row carries, None where it is none of this codebook's."""
    match = STATE_FORM.fullmatch(words.strip())
    if match is None or len(match[2]) != DIGITS * len(codebook.fields):
        return None
    parts = [match[2][at : at + DIGITS] for at in range(0, len(match[2]), DIGITS)]
    return TableState(int(match[1]), tuple(parts))


def fingerprint(field: CodebookField, value: str) -> str:
    """Return the fingerprint of a value in a field."""
    (form, *_) = forms_of(field, value)
    return sha256(f"{field.name}\0{form}".encode("utf-8", "replace")).hexdigest()[:DIGITS]


SLASHED = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})")


def forms_of(field: CodebookField, value: str) -> tuple[str, ...]:
    """Return what the cell of a spreadsheet may mean: 54.0 is 54, and 3/6/2025 is one of two days.

    Never empty: the cell as it is, on one line, where nothing else is meant.
    """
    line = one_line(value.removeprefix("'"))
    if field.kind == "number":
        try:
            plain = f"{Decimal(line):f}"
        except (InvalidOperation, ValueError):
            return (line,)
        return (plain.rstrip("0").rstrip(".") if "." in plain else plain,)
    slashed = SLASHED.fullmatch(line)
    if field.kind == "date" and slashed is not None:
        one, other, year = map(int, slashed.groups())
        days = [_day(year, one, other), _day(year, other, one)]
        return tuple(dict.fromkeys(each for each in days if each)) or (line,)
    return (line,)


def _day(year: int, month: int, day: int) -> str:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return ""

"""A table of coded rows that came back from a spreadsheet: changed cells become judgements."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import BinaryIO

from sayso.actions.coding import anchors, coded_value, codings_of, row_of
from sayso.actions.returned_table import ReturnedTableError, named_rows, refuse
from sayso.actions.review import JudgementError
from sayso.exports.coded import (
    CODEBOOK,
    INCIDENT,
    STATE,
    TableState,
    fingerprint,
    forms_of,
    state_of,
)
from sayso.exports.coded_rows import CodedCell, CodedRow
from sayso.exports.withheld import MASK
from sayso.index.service import IncidentIndex, Snapshot
from sayso.ledger import UnknownIdError
from sayso.linking.coded import CODEBOOK as SIGNED_WITH
from sayso.linking.coded import CODED, fields_of_coding
from sayso.record import Incident, Judgement
from sayso.settings.codebooks import READ, Codebook


@dataclass(frozen=True, slots=True)
class CellChange:
    """A cell that was edited: its line, the incident, the field, what stands and what is to."""

    line: int
    incident: str
    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class CodedTable:
    """What the changed cells of a table come to: a judgement an incident, and each change."""

    judgements: tuple[Judgement, ...]
    changes: tuple[CellChange, ...]
    rows: int


def coded_table(
    index: IncidentIndex, stream: BinaryIO, codebook: Codebook, by: str, why: str = ""
) -> CodedTable:
    """Return what a CSV of coded rows asks for, by the cells that were edited since it was written.

    All is taken or nothing: raises ReturnedTableError with what is wrong, line by line.
    """
    state, now = index.state(), datetime.now(UTC)
    judgements: list[Judgement] = []
    changes: list[CellChange] = []
    faults: list[str] = []
    count, lines = 0, dict[str, int]()
    check = partial(_check_columns, codebook)
    with closing(named_rows(stream, check, padded=True)) as table:
        for line, cells in table:
            count += 1
            try:
                incident = state.incident(cells[INCIDENT].strip())
                made = _edited(index, state, codebook, incident, cells)
                if made and incident.id in lines:
                    raise JudgementError(f"the incident stands in line {lines[incident.id]} too.")
            except (JudgementError, UnknownIdError) as error:
                faults += [f"line {line}: {words}" for words in str(error).splitlines()]
                continue
            lines[incident.id] = line
            if made:
                given = ((SIGNED_WITH, codebook.key), *((name, new) for name, _, new in made))
                where = anchors(state, incident)
                judgements.append(Judgement(CODED, where, by, now, why.strip(), given))
                changes += [CellChange(line, incident.id, *each) for each in made]
    refuse(faults)
    return CodedTable(tuple(judgements), tuple(changes), count)


def _check_columns(codebook: Codebook, names: Sequence[str]) -> None:
    """Raise ReturnedTableError where columns are not those of a table by a codebook."""
    lacking = [each for each in (INCIDENT, CODEBOOK, STATE) if each not in names]
    if lacking:
        raise ReturnedTableError(
            f"This is no table of coded rows: it has no column {', '.join(lacking)}."
            " `sayso export --format coded` writes one; keep its first and last columns."
        )
    own = {INCIDENT, CODEBOOK, STATE, *codebook.names}
    unknown = [each for each in names if each and each.removeprefix(READ) not in own]
    if unknown or len(set(names)) < len(names):
        wrong = ", ".join(unknown) or "one of them twice"
        raise ReturnedTableError(
            f"The table has columns that the codebook {codebook.name} has no field for:"
            f" {wrong}. Take them out, or name the codebook: --codebook."
        )


def _edited(
    index: IncidentIndex,
    state: Snapshot,
    codebook: Codebook,
    incident: Incident,
    cells: Mapping[str, str],
) -> list[tuple[str, str, str]]:
    """Return the fields whose cells were edited, with what stands now and what is to stand.

    Raises JudgementError with all that is wrong in the row, a line each.
    """
    written_with = " ".join(cells[CODEBOOK].split())
    if written_with != codebook.key:
        raise JudgementError(
            f"the row was written with the codebook {written_with or 'none'}, and this is"
            f" {codebook.key}. Export it anew, or name the codebook: --codebook."
        )
    then = state_of(cells[STATE], codebook)
    if then is None or then.seen > len(state.judgements):
        raise JudgementError(
            "the cell state is not as this ledger wrote it. Export the table anew, and leave that"
            " column as it is."
        )
    row = row_of(index, state, incident, codebook, masked=True)
    since = _coded_since(state, incident, codebook, then)
    made: list[tuple[str, str, str]] = []
    faults: list[str] = []
    for cell, before in zip(row.cells, then.fingerprints, strict=True):
        name = cell.field.name
        if name not in cells or _is_as_written(cell, before, cells[name]):
            continue
        try:
            value = _value(row, cell, cells[name])
            if value != cell.value:
                _check_not_coded(name, since)
                made.append((name, cell.value, value))
        except JudgementError as error:
            faults.append(str(error))
    if faults:
        raise JudgementError("\n".join(faults))
    return made


def _is_as_written(cell: CodedCell, before: str, words: str) -> bool:
    """Return whether a cell says what was written, or what stands now."""
    forms = forms_of(cell.field, words)
    written = any(fingerprint(cell.field, form) == before for form in forms)
    return written or forms_of(cell.field, cell.value)[0] in forms


def _check_not_coded(name: str, since: Mapping[str, str]) -> None:
    """Raise JudgementError where somebody coded a field since the table was written."""
    if name in since:
        raise JudgementError(
            f"{name}: coded by {since[name]} since the table was written. Export it anew."
        )


def _value(row: CodedRow, cell: CodedCell, words: str) -> str:
    """Return the value of an edited cell as it is kept. Raises JudgementError."""
    name = cell.field.name
    if MASK in words:
        raise JudgementError(f"{name}: names in it are masked. Export it with --with-names.")
    forms = forms_of(cell.field, words)
    if len(forms) > 1:
        raise JudgementError(
            f"{name}: “{words.strip()}” is one of two days: write {' or '.join(forms)}."
        )
    return coded_value(row, name, forms[0])


def _coded_since(
    state: Snapshot, incident: Incident, codebook: Codebook, then: TableState
) -> dict[str, str]:
    """Return the fields that people coded since a table was written, with who did last."""
    return {
        name: made.by
        for number, made in codings_of(state, incident, codebook)
        if number >= then.seen
        for name in fields_of_coding(made)
    }

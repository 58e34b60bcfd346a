"""Coded rows: an incident by a codebook, each cell as the record fills it or as a person coded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sayso.exports.chosen import IncidentRef
from sayso.exports.coding_sheets import CodingSheet
from sayso.exports.fillers import NOTHING, Filled, FilledIncident, filled
from sayso.linking.coded import CodedEntry, Entries
from sayso.linking.comparison import Comparison
from sayso.settings.codebooks import Codebook, CodebookField, ValueTypedError, typed_value

READ = "read"
"""By whom a cell is that the record fills."""


@dataclass(frozen=True, slots=True)
class CodedCell:
    """One field of a row: what the record says with its claims, and what people coded.

    `fault` says why the value that stands is none that the codebook takes now.
    """

    field: CodebookField
    read: Filled = NOTHING
    entries: tuple[CodedEntry, ...] = ()
    fault: str = ""

    @property
    def entry(self) -> CodedEntry | None:
        """Return the entry that stands, None where nobody coded the field."""
        return self.entries[-1] if self.entries else None

    @property
    def value(self) -> str:
        """Return what stands in the cell, "" for nothing."""
        return self.read.value if self.entry is None else self.entry.value

    @property
    def by(self) -> str:
        """Return whose the value is: READ, a person's name, "" where nothing stands."""
        if self.entry is not None:
            return self.entry.by
        return READ if self.value else ""

    @property
    def missing(self) -> bool:
        """Return whether a person still has to fill it."""
        return self.field.required and not self.value


@dataclass(frozen=True, slots=True)
class CodedRow:
    """An incident by a codebook, a cell a field. `seen` is how many judgements the ledger has."""

    incident: str
    codebook: Codebook
    cells: tuple[CodedCell, ...]
    seen: int = 0

    def cell(self, name: str) -> CodedCell:
        """Return the cell of a field. Raises ValueTypedError where there is none."""
        wanted = self.codebook.field(name)
        return next(each for each in self.cells if each.field is wanted)

    @property
    def coded(self) -> bool:
        """Return whether a person coded anything of it."""
        return any(each.entry for each in self.cells)

    @property
    def missing(self) -> tuple[CodedCell, ...]:
        """Return the cells that a person still has to fill."""
        return tuple(each for each in self.cells if each.missing)


@dataclass(frozen=True, slots=True)
class IncidentSources:
    """What the record has of one incident for a row: what happened, the answers, the sheet."""

    incident: IncidentRef
    compared: Comparison
    sheet: CodingSheet


def coded_row(
    sources: IncidentSources, codebook: Codebook, entries: Entries, seen: int = 0
) -> CodedRow:
    """Return the row of an incident, made of the record, the codebook and the entries alone."""
    read = filled(FilledIncident(sources.incident, sources.compared, sources.sheet), codebook)
    return CodedRow(
        sources.incident.id,
        codebook,
        tuple(_cell(each, read, entries) for each in codebook.fields),
        seen,
    )


def _cell(field: CodebookField, read: Mapping[str, Filled], entries: Entries) -> CodedCell:
    held = tuple(entries.get(field.name, ()))
    fault = ""
    if held:
        try:
            typed_value(field, held[-1].value)
        except ValueTypedError as error:
            fault = str(error)
    return CodedCell(field, read.get(field.name, NOTHING), held, fault)


def is_row(sources: IncidentSources, row: CodedRow) -> bool:
    """Return whether an incident is a row of a table by its codebook."""
    if row.coded or row.codebook.rows == "all":
        return True
    if row.codebook.rows == "events":
        return bool(sources.sheet.acled.acts.codes)
    return bool(sources.sheet.ucdp.acts.codes) or sources.sheet.ucdp.lethal

"""What is shown of an incident's coded row: each cell with the words of the claims it stands on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sayso.exports.coded_rows import CodedCell, CodedRow
from sayso.linking.coded import CodedEntry
from sayso.views.incident import IncidentView, Quote


@dataclass(frozen=True, slots=True)
class ShownCell:
    """A cell with the quotes that what was read in it stands on.

    `undoable` is whether the person who looks may take back what stands, `own` what they coded
    last, None where they coded nothing.
    """

    cell: CodedCell
    quotes: tuple[Quote, ...]
    undoable: bool = False
    own: str | None = None

    @property
    def confirmable(self) -> bool:
        """Whether another coder put in what stands, and the person who looks says nothing so."""
        entry = self.cell.entry
        return entry is not None and not self.undoable and self.own != entry.value

    @property
    def entry(self) -> CodedEntry | None:
        """Return the entry that stands."""
        return self.cell.entry


def shown_cells(row: CodedRow, shown: IncidentView, person: str = "") -> tuple[ShownCell, ...]:
    """Return the cells of a row, as `person` sees them."""
    quotes = {quote.claim: quote for said in shown.said.values() for quote in said}
    return tuple(
        ShownCell(
            cell,
            tuple(_quotes(cell.read.claims, quotes)),
            cell.entry is not None and cell.entry.by == person,
            next((each.value for each in reversed(cell.entries) if each.by == person), None),
        )
        for cell in row.cells
    )


def _quotes(claims: Iterable[str], quotes: dict[str, Quote]) -> Iterable[Quote]:
    """Yield the quotes of claims, words that were met several times once."""
    seen: set[tuple[str, str]] = set()
    for claim in claims:
        quote = quotes.get(claim)
        if quote is not None and (quote.claimant, quote.words) not in seen:
            seen.add((quote.claimant, quote.words))
            yield quote

"""Figures side by side: what was counted, and what each claimant says it comes to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from sayso.exports.page.voices import ClaimantStyle, Key, key_of
from sayso.lexicon.figure_notation import label, written
from sayso.record import Claim, Quantity, Reading

COLUMNS = 5
"""Claimants with a column of their own; the others share one, so that a table fits a page."""


@dataclass(frozen=True, slots=True)
class Cite:
    """A numbered pointer to the words in an article."""

    number: int
    href: str
    outlet: str


@dataclass(slots=True)
class QuantityCell:
    """One claimant's figure in one row, with every place where it is said."""

    voice: ClaimantStyle
    text: str
    low: float
    high: float | None
    notes: tuple[str, ...]
    cites: list[Cite] = field(default_factory=list)

    @property
    def counted(self) -> bool:
        """Whether it is a number; "dozens" is none."""
        return not self.text.startswith("“")

    @property
    def stands(self) -> bool:
        """Whether the claimant puts it forward as so: neither denied nor planned nor past."""
        return not self.notes


@dataclass(slots=True)
class QuantityRow:
    """What was counted ("people killed") and the figures for it, lowest first."""

    label: str
    figures: list[QuantityCell]

    @property
    def attributed(self) -> list[QuantityCell]:
        return [each for each in self.figures if each.voice.group != "outlet"]

    @property
    def put_forward(self) -> bool:
        """Whether a claimant puts a number forward."""
        return any(each.stands and each.counted for each in self.attributed)

    @property
    def voices(self) -> int:
        return len({each.voice.code for each in self.attributed})

    @property
    def values(self) -> int:
        return len({(each.low, each.high) for each in self.attributed if each.stands})

    @property
    def levels(self) -> list[list[QuantityCell]]:
        """The attributed figures, those that say the same together, lowest first."""
        levels: dict[tuple[str, tuple[str, ...]], list[QuantityCell]] = {}
        for cell in self.attributed:
            levels.setdefault((cell.text, cell.notes), []).append(cell)
        return list(levels.values())

    def of(self, voice: ClaimantStyle) -> list[QuantityCell]:
        return [each for each in self.figures if each.voice.code == voice.code]

    def of_others(self, columns: Sequence[ClaimantStyle]) -> list[QuantityCell]:
        """Return figures of claimants without a column of their own."""
        own = {voice.code for voice in columns}
        return [each for each in self.attributed if each.voice.code not in own]

    @property
    def outlets(self) -> list[QuantityCell]:
        return [each for each in self.figures if each.voice.group == "outlet"]


def amount(quantity: Quantity, text: str) -> str:
    """Return the figure as a cell shows it; an open range ("dozens") stays in its own words."""
    if quantity.high is None and quantity.bound not in ("at_least", "more_than"):
        return f"“{quantity.as_said.of(text).strip()}”"
    return written(quantity)


def caveats(claim: Claim) -> tuple[str, ...]:
    """Return words for a claim that does not plainly assert what is or was."""
    polarity = () if claim.polarity in ("asserts", "acknowledges") else (claim.polarity,)
    return polarity if claim.modality == "actual" else (*polarity, claim.modality)


def rows(readings: Sequence[Reading], known: dict[Key, ClaimantStyle]) -> list[QuantityRow]:
    """Return rows of figures whose role was read, those with most claimants first."""
    table: dict[str, dict[tuple[str, str, tuple[str, ...]], QuantityCell]] = {}
    for at, reading in enumerate(readings, 1):
        for index, claim in enumerate(reading.claims or ()):
            cite = Cite(at, f"#d{at}-c{index}", reading.document.outlet or f"document {at}")
            for quantity in _counted(reading, claim):
                figure = _figure(quantity, claim, reading, known[key_of(claim, at)])
                row = table.setdefault(label(quantity), {})
                kept = row.setdefault((figure.voice.code, figure.text, figure.notes), figure)
                if all(each.number != at for each in kept.cites):
                    kept.cites.append(cite)
    filled = [
        QuantityRow(name, sorted(row.values(), key=_lowest_first)) for name, row in table.items()
    ]
    return sorted(filled, key=lambda row: (-row.voices, -row.values, -len(row.figures), row.label))


def _counted(reading: Reading, claim: Claim) -> Iterable[Quantity]:
    quantities = reading.quantities or ()
    return (quantities[index] for index in claim.quantities if quantities[index].role)


def _figure(
    quantity: Quantity, claim: Claim, reading: Reading, voice: ClaimantStyle
) -> QuantityCell:
    text = amount(quantity, reading.document.text)
    return QuantityCell(voice, text, quantity.low, quantity.high, caveats(claim))


def _lowest_first(figure: QuantityCell) -> tuple[float, bool, float, str]:
    high = figure.high if figure.high is not None else figure.low
    return figure.low, not figure.stands, high, figure.voice.code


def columns(table: Sequence[QuantityRow], known: dict[Key, ClaimantStyle]) -> list[ClaimantStyle]:
    """Return the claimants that get a column: those with figures in most rows."""
    filled = {
        voice: sum(bool(row.of(voice)) for row in table)
        for voice in known.values()
        if voice.group != "outlet"
    }
    most = sorted((voice for voice in filled if filled[voice]), key=lambda each: -filled[each])
    return most[:COLUMNS] if len(most) > COLUMNS + 1 else most

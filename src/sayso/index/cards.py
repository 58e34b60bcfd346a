"""An incident as lists show it: its sides and figures in short, kept with it in the index."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sayso.linking.accounts import End, whose
from sayso.linking.comparison import Comparison, SideKey, comparison
from sayso.record import FoldedClaim, Incident

STYLES = 8
"""Colours of the style sheet; a ninth side has the first one's again, but its name beside it."""

CARD_SIDES = 5
CARD_FIGURES = 3


@dataclass(frozen=True, slots=True)
class CardFigure:
    """A figure in its words, and who said it first."""

    words: str
    whose: str


@dataclass(frozen=True, slots=True)
class IncidentCard:
    """An incident as a list shows it. `day` is None where no claim says when it was.

    `figures` are questions, each with the lowest and the highest figure, or one without a number.
    """

    incident: Incident
    day: str | None
    sides: tuple[tuple[str, str], ...]
    figures: tuple[tuple[str, tuple[CardFigure, ...]], ...]
    claims: int
    appearances: int
    warnings: int
    new: bool = False


def card_of(incident: Incident, claims: Sequence[FoldedClaim]) -> IncidentCard:
    """Return an incident in short."""
    compared = comparison(incident, claims)
    figures = []
    for row in compared.questions:
        if row.stated is not None:
            figures.append((row.about, tuple(map(_card_figure, row.stated.shortest))))
    return IncidentCard(
        incident=incident,
        day=day_of(incident),
        sides=tuple((name, style) for (narrated, name), style in styles_of(compared).items()
                    if not narrated)[:CARD_SIDES],
        # Those that differ before those that don't, and in the order of questions otherwise.
        figures=tuple(sorted(figures, key=lambda each: -len(each[1]))[:CARD_FIGURES]),
        claims=len(claims),
        appearances=sum(len(each.appearances) for each in claims),
        warnings=len(incident.warnings),
    )  # fmt: skip


def styles_of(compared: Comparison) -> dict[SideKey, str]:
    """Return a style for each side: v1 to v8 for parties in their order, "own" for outlets."""
    return {
        key: "own" if key[0] else f"v{place % STYLES + 1}"
        for place, key in enumerate(compared.columns)
    }


def _card_figure(end: End) -> CardFigure:
    return CardFigure(end.words, whose(end))


def day_of(incident: Incident) -> str | None:
    """Return the day on which the incident began, as reported."""
    return incident.earliest.date().isoformat() if incident.earliest else None

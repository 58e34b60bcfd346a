"""An incident as lists show it: its sides and figures in short, kept with it in the index."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sayso.linking.accounts import End, whose
from sayso.linking.comparison import Comparison, SideKey, comparison, is_country, with_one_side
from sayso.record import Appearance, FoldedClaim, Incident

STYLES = 8
"""Colours of the style sheet; a ninth side has the first one's again, but its name beside it."""

CARD_SIDES = 5
CARD_FIGURES = 3


@dataclass(frozen=True, slots=True)
class CardFigure:
    """A figure in its words, and who said it first: in which `statement`, when, and who else."""

    words: str
    claimant: str
    rest: str
    statement: str

    @property
    def whose(self) -> str:
        return ", ".join(each for each in (self.claimant, self.rest) if each)


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


def card_of(
    incident: Incident, claims: Sequence[FoldedClaim], entries: Mapping[str, str]
) -> IncidentCard:
    """Return an incident in short. `entries` are those of the register by statement: claimants of
    one entry are one, however they are named.
    """
    said = {each.id: each.appearances[each.quoted] for each in claims}
    by_entry = with_one_side(_by_entry(each, entries) for each in claims)
    compared = comparison(incident, by_entry)
    figures = []
    for row in compared.questions:
        if row.stated is not None:
            ends = (_card_figure(each, said) for each in row.stated.shortest)
            figures.append((row.about, tuple(ends)))
    return IncidentCard(
        incident=incident,
        day=day_of(incident),
        sides=tuple((name, style) for (narrated, name), style in styles_of(compared).items()
                    if not narrated)[:CARD_SIDES],
        # Those that differ before those that don't, and in the order of questions otherwise.
        figures=tuple(sorted(figures, key=lambda each: -len(each[1]))[:CARD_FIGURES]),
        claims=sum(not claim.replaced for claim in claims),
        appearances=sum(len(claim.appearances) for claim in claims if not claim.replaced),
        warnings=len(incident.warnings),
    )  # fmt: skip


def styles_of(compared: Comparison) -> dict[SideKey, str]:
    """Return a style for each side: v1 to v8 for parties in their order, "own" for outlets."""
    return {
        key: "own" if key[0] else f"v{place % STYLES + 1}"
        for place, key in enumerate(compared.columns)
    }


def _card_figure(end: End, said: Mapping[str, Appearance]) -> CardFigure:
    place = said[end.claims[0]]
    name = place.claimant.name or place.claimant.said
    return CardFigure(end.words, name, whose(replace(end, claimant="")), place.claim)


def _by_entry(claim: FoldedClaim, entries: Mapping[str, str]) -> FoldedClaim:
    """Return a claim whose claimants are named by their entries of the register.

    Countries keep their names, by which they are known for parties.
    """
    by_entry = {
        each.claim: entries[each.claim]
        for each in claim.appearances
        if each.claim in entries and not is_country(each.claimant)
    }
    return replace(renamed(claim, by_entry), side=claim.side)


def renamed(claim: FoldedClaim, names: Mapping[str, str]) -> FoldedClaim:
    """Return a claim whose claimants have the names given for the statements of them.

    A claimant who speaks for nobody else gives the side its name.
    """
    appearances = tuple(
        replace(each, claimant=replace(each.claimant, name=names[each.claim]))
        if each.claim in names
        else each
        for each in claim.appearances
    )
    first = appearances[0].claimant
    own = claim.side == claim.claimant.name and not claim.narrated
    side = first.name if own else claim.side
    return replace(claim, claimant=first, side=side, appearances=appearances)


def day_of(incident: Incident) -> str | None:
    """Return the day on which the incident began, as reported."""
    return incident.earliest.date().isoformat() if incident.earliest else None

"""An incident as lists show it: its sides and figures in short, kept with it in the index."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sayso.linking.accounts import ASKED, Account, Answer, accounts
from sayso.linking.figures import range_of
from sayso.record import FoldedClaim, Incident

STYLES = 8
"""Colours of the style sheet; a ninth side has the first one's again, but its name beside it."""

CARD_SIDES = 5
CARD_FIGURES = 3


@dataclass(frozen=True, slots=True)
class IncidentCard:
    """An incident as a list shows it. `day` is None where no claim says when it was."""

    incident: Incident
    day: str | None
    sides: tuple[tuple[str, str], ...]
    figures: tuple[tuple[str, str], ...]
    claims: int
    appearances: int
    warnings: int
    new: bool = False


def card_of(incident: Incident, claims: Sequence[FoldedClaim]) -> IncidentCard:
    """Return an incident in short."""
    sides = accounts(incident, claims)
    styles = styles_of(sides)
    figures = []
    for question in ASKED:
        answers = [answer for each in sides for answer in each.answers.get(question, ())]
        counted = [each for each in answers if each.quantity is not None]
        if counted:
            figures.append((question, spread([ends(each) for each in counted])))
    return IncidentCard(
        incident=incident,
        day=day_of(incident),
        sides=tuple((each.side, styles[each.narrated, each.side]) for each in sides
                    if not each.narrated)[:CARD_SIDES],
        figures=tuple(figures[:CARD_FIGURES]),
        claims=len(claims),
        appearances=sum(len(each.appearances) for each in claims),
        warnings=len(incident.warnings),
    )  # fmt: skip


def styles_of(sides: Sequence[Account]) -> dict[tuple[bool, str], str]:
    """Return a style for each side: v1 to v8 for parties in their order, "own" for outlets."""
    parties = [each for each in sides if not each.narrated]
    styles = {(False, each.side): f"v{at % STYLES + 1}" for at, each in enumerate(parties)}
    return styles | {(True, each.side): "own" for each in sides if each.narrated}


def ends(answer: Answer) -> tuple[float, float | None]:
    """Return what the figure allows, as linking compares it; None where it may be any more."""
    if answer.quantity is None:
        raise ValueError("no figure")
    low, high = range_of(answer.quantity)
    return max(0.0, low), None if high == float("inf") else max(0.0, high)


def spread(ranges: Sequence[tuple[float, float | None]]) -> str:
    """Return from the lowest to the highest of ranges, in words."""
    low = min(low for low, _ in ranges)
    known = [high for _, high in ranges if high is not None]
    more = "+" if len(known) < len(ranges) else ""
    high = max([*known, *(low for low, _ in ranges)])
    return f"{low:,.10g}{more}" if high == low else f"{low:,.10g}–{high:,.10g}{more}"


def day_of(incident: Incident) -> str | None:
    """Return the day on which the incident began, as reported."""
    return incident.earliest.date().isoformat() if incident.earliest else None

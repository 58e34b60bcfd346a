"""Sheets for codebooks: what is gathered of one incident, claim by claim, for fields to be filled.

What ACLED-shaped and UCDP-shaped exports gather is gathered with it, so that a coded row and an
export never say two things of one incident.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date

from sayso.exports.acled import AcledSheet, take_acled
from sayso.exports.acting import acting
from sayso.exports.chosen import About, Chosen
from sayso.exports.encoding import one_line
from sayso.exports.incident_rows import affirms, gathered
from sayso.exports.ucdp import SECOND, UcdpSheet, take_ucdp
from sayso.record import Moment, Place, Polarity

WHERE = "export coded"


@dataclass(frozen=True, slots=True)
class ClaimFacts:
    """What fields may stand on in one claim, each as the claim says it.

    `affirmed` is whether it says that something happened; `days` are the first and the last that it
    gives; `places` are GeoNames ids and names.
    """

    claim: str
    document: str
    outlet: str
    claimant: str
    polarity: Polarity
    actual: bool
    affirmed: bool
    kind: str
    acled: str
    initiator: str
    target: str
    days: tuple[date, date] | None
    places: frozenset[int | str]
    words: str


@dataclass(slots=True)
class CodingSheet:
    """What is gathered of one incident while its claims go by, each claim by its id."""

    claims: dict[str, ClaimFacts] = field(default_factory=dict)
    acled: AcledSheet = field(default_factory=AcledSheet)
    ucdp: UcdpSheet = field(default_factory=UcdpSheet)

    def where(self, holds: Callable[[ClaimFacts], bool]) -> tuple[str, ...]:
        """Return the claims of which something holds, in the order of their texts."""
        return tuple(each.claim for each in self.claims.values() if holds(each))


def coding_sheets(chosen: Iterable[Chosen], about: About) -> dict[str, CodingSheet]:
    """Return the sheet of each incident; claims that a person judged wrong are in none."""
    return gathered(WHERE, CodingSheet, _take, chosen, about)


def _take(sheet: CodingSheet, chosen: Chosen) -> None:
    resolved, claim, event = chosen.resolved, chosen.resolved.claim, chosen.resolved.event
    take_acled(sheet.acled, chosen)
    take_ucdp(sheet.ucdp, chosen)
    initiator = acting(resolved, event.initiator) if event else None
    target = acting(resolved, event.target) if event else None
    document = resolved.reading.document
    sheet.claims[claim.id] = ClaimFacts(
        claim=claim.id,
        document=document.id,
        outlet=one_line(document.outlet or ""),
        claimant=one_line(claim.claimant.name or claim.claimant.said),
        polarity=claim.polarity,
        actual=claim.modality == "actual",
        affirmed=affirms(claim),
        kind=event.kind if event else "",
        acled=(event.acled or "") if event else "",
        initiator=initiator.name if initiator else "",
        target=target.name if target else "",
        days=_days(resolved.moment),
        places=frozenset(key for each in resolved.places for key in keys_of(each)),
        words=one_line(resolved.evidence),
    )


def keys_of(place: Place) -> tuple[int | str, ...]:
    """Return by what a place is known: its GeoNames id; its name where it is not resolved."""
    return (place.geonameid,) if place.geonameid is not None else (place.name.casefold(),)


def _days(moment: Moment | None) -> tuple[date, date] | None:
    """Return the first and the last day of a moment; one may end at midnight, which is no day."""
    if moment is None or moment.earliest is None:
        return None
    first = moment.earliest.date()
    last = (moment.latest - SECOND).date() if moment.latest else first
    return first, max(first, last)

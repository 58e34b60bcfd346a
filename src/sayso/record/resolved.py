"""A claim with the things that its indexes point to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from sayso.record import Attribution, Claim, Event, Moment, Place, Quantity, Reading, Span

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class ResolvedClaim:
    """One claim of `reading` with its parts. What the claim lacks is None or ()."""

    reading: Reading
    claim: Claim
    attribution: Attribution | None
    event: Event | None
    quantities: tuple[Quantity, ...]
    places: tuple[Place, ...]
    moment: Moment | None

    def words(self, span: Span | None) -> str:
        """Return the words of a span, "" for none."""
        return "" if span is None else span.of(self.reading.document.text)

    @property
    def evidence(self) -> str:
        return self.words(self.claim.evidence)

    @property
    def manner(self) -> str:
        """How it is said: direct, mixed, indirect, or narration; indirect where only a person names
        the claimant, and "" where a person added the claim.
        """
        if self.attribution is not None:
            return self.attribution.manner
        if self.claim.added_by and not self.claim.narrated:
            return ""
        return "narration" if self.claim.narrated else "indirect"

    @property
    def cue(self) -> str:
        """The cue's words as said: "", when the attribution carries over or is narration."""
        cues = self.attribution.cue if self.attribution else ()
        return " … ".join(self.words(span) for span in cues)


def resolve(reading: Reading, claim: Claim) -> ResolvedClaim:
    """Return `claim`, one of those of `reading`, with what its indexes point to."""
    return ResolvedClaim(
        reading=reading,
        claim=claim,
        attribution=_at(reading.attributions, claim.attribution),
        event=_at(reading.events, claim.event),
        quantities=tuple((reading.quantities or ())[index] for index in claim.quantities),
        places=tuple((reading.places or ())[index] for index in claim.places),
        moment=_at(reading.moments, claim.moment),
    )


def resolved_claims(reading: Reading) -> Iterator[ResolvedClaim]:
    """Yield every claim of a reading, in the order of its text."""
    for claim in sorted(reading.claims or (), key=lambda each: each.evidence):
        yield resolve(reading, claim)


def _at(layer: Sequence[Item] | None, index: int | None) -> Item | None:
    return None if index is None else (layer or ())[index]

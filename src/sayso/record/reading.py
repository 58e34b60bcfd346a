"""All that was read in one document."""

from __future__ import annotations

from dataclasses import dataclass

from sayso.record.claim import Claim, Warning
from sayso.record.document import Block, Document, Problem
from sayso.record.evidence_html import marked_text
from sayso.record.found import Actor, Attribution, Event, Moment, Place, Quantity, Relevance


@dataclass(frozen=True, slots=True)
class Reading:
    """A document and its layers: None before a stage ran, () when it found nothing."""

    document: Document
    blocks: tuple[Block, ...] | None = None
    attributions: tuple[Attribution, ...] | None = None
    events: tuple[Event, ...] | None = None
    claims: tuple[Claim, ...] | None = None
    quantities: tuple[Quantity, ...] | None = None
    places: tuple[Place, ...] | None = None
    moments: tuple[Moment, ...] | None = None
    actors: tuple[Actor, ...] | None = None
    warnings: tuple[Warning, ...] | None = None
    problems: tuple[Problem, ...] = ()
    relevance: tuple[Relevance, ...] | None = None

    def claim(self, claim_id: str) -> Claim | None:
        """Return the claim with this id; None where there is none."""
        return next((each for each in self.claims or () if each.id == claim_id), None)

    @property
    def relevant_by(self) -> float | None:
        """How likely the document is about a conflict: its likeliest passage; None if unknown."""
        return max((each.score for each in self.relevance), default=0.0) if self.relevance else None

    def _repr_html_(self) -> str:
        """Return what a notebook shows: the text, the evidence of each claim with its claimant."""
        return marked_text(self.document, self.claims)

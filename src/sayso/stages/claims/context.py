"""What a document's claims are made of: its layers, indexed by where they stand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from sayso.record import Attribution, Claimant, Event, Quantity, hull
from sayso.stages.claims.claimants import claimants_of
from sayso.stages.stage import Draft, given
from sayso.text.parse import Parse
from sayso.text.spans import SpanIndex


@dataclass(frozen=True)
class ClaimContext:
    """A draft with its claimants, and what is found in it indexed by where it stands."""

    draft: Draft
    fingerprint: str
    claimants: tuple[Claimant, ...]
    claimant_rules: tuple[str, ...]
    quantities: SpanIndex
    places: SpanIndex
    moments: SpanIndex
    triggers: SpanIndex
    refused: dict[int, str | None] = field(default_factory=dict)
    """Why an attribution makes no claim, by its index, where `refusals.refusal` was asked."""

    @classmethod
    def of(cls, draft: Draft) -> ClaimContext:
        attributions, actors = given(draft.attributions), given(draft.actors)
        named = claimants_of(
            draft.text, given(draft.parse), actors, attributions, draft.document.outlet
        )
        return cls(
            draft,
            draft.document.fingerprint,
            tuple(claimant for _, claimant in named),
            tuple(rule for rule, _ in named),
            SpanIndex(each.as_said for each in given(draft.quantities)),
            SpanIndex(each.as_said for each in given(draft.places)),
            SpanIndex(each.as_said for each in given(draft.moments)),
            SpanIndex(each.trigger for each in given(draft.events)),
        )

    @property
    def text(self) -> str:
        return self.draft.text

    @property
    def parse(self) -> Parse:
        return given(self.draft.parse)

    @property
    def events(self) -> tuple[Event, ...]:
        return given(self.draft.events)

    @property
    def attributions(self) -> tuple[Attribution, ...]:
        return given(self.draft.attributions)

    @property
    def all_quantities(self) -> tuple[Quantity, ...]:
        return given(self.draft.quantities)

    def statements_inside(self, index: int) -> Iterator[int]:
        """Yield the indices of the statements whose parent is attribution `index`."""
        end = hull(self.attributions[index].content).end
        for inner in range(index + 1, len(self.attributions)):
            attribution = self.attributions[inner]
            if hull(attribution.content).start >= end:
                return
            if attribution.parent == index and attribution.kind == "statement":
                yield inner

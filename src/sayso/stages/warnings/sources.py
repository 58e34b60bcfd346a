"""Warnings about who speaks."""

from __future__ import annotations

from collections.abc import Iterator

from sayso.record import Span, Warning
from sayso.stages.stage import Draft, given


def unnamed_source(draft: Draft) -> Iterator[Warning]:
    """One warning for each unnamed claimant, with all of its claims."""
    places: dict[str, list[Span]] = {}
    attributions = given(draft.attributions)
    for claim in given(draft.claims):
        if claim.attribution is not None and not claim.claimant.named:
            source = attributions[claim.attribution].source
            places.setdefault(claim.claimant.name, []).extend(source or (claim.evidence,))
    for name, spans in places.items():
        yield Warning(
            "unnamed_source",
            f"“{name}” names no one who could be asked.",
            tuple(sorted(set(spans))),
        )

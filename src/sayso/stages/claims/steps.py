"""Steps of the trace about one claim: each part of it, with the rule that gave it."""

from __future__ import annotations

from sayso.record import Claim
from sayso.record.trace import trace
from sayso.stages.claims.context import ClaimContext
from sayso.stages.claims.evidence import Evidence
from sayso.stages.claims.modality import Meaning, modality_by_rule, polarity_by_rule
from sayso.stages.stage import given


def trace_claim(
    scene: ClaimContext, claim: Claim, evidence: Evidence, chosen: str, meaning: Meaning
) -> None:
    """Record who makes a claim, in which words, about what; `chosen` is the rule of its event."""
    span, name = claim.evidence, claim.claimant.name
    kind = "no event" if meaning.event is None else meaning.event.kind
    made = "narrated" if claim.attribution is None else "attributed"
    trace("claim", span, "made", made, name, claim.score)
    trace("claim", span, "changed", evidence.rule, "what bounds its words")
    trace("claim", span, "changed", chosen, f"its event: {kind}")
    _trace_claimant(scene, claim, meaning)
    polarity, modality = polarity_by_rule(meaning), modality_by_rule(meaning)
    trace("polarity", span, "made", polarity[0], polarity[1])
    trace("modality", span, "made", modality[0], modality[1])
    _trace_parts(scene, claim)


def _trace_claimant(scene: ClaimContext, claim: Claim, meaning: Meaning) -> None:
    attribution, span = meaning.attribution, claim.evidence
    if attribution is None:
        trace("claimant", span, "made", "outlet", claim.claimant.name)
        return
    words = (*attribution.source, *attribution.cue, span)
    if claim.attribution is not None:
        rule = scene.claimant_rules[claim.attribution]
        trace("claimant", words[0], "made", rule, claim.claimant.name)


def _trace_parts(scene: ClaimContext, claim: Claim) -> None:
    """Record which quantities, places and moment a claim takes: those in its words."""
    draft, detail = scene.draft, f"part of the claim of {claim.claimant.name}"
    for index in claim.quantities:
        trace(
            "quantity", scene.all_quantities[index].as_said, "made", "in the claim's words", detail
        )
    for index in claim.places:
        trace("place", given(draft.places)[index].as_said, "made", "in the claim's words", detail)
    if claim.moment is not None:
        rule = "first in its words" if claim.event is None else "nearest to its event"
        trace("moment", given(draft.moments)[claim.moment].as_said, "made", rule, detail)

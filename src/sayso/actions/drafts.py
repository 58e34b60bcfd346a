"""Drafts of claims: what stands in some words of an article, and what a person makes of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from sayso.actions.corrections import MEANINGS, check_words
from sayso.linking.claim_fields import (
    FIELDS,
    CorrectionError,
    check_value,
    fields_of,
    items_of,
    numbers_in,
)
from sayso.linking.corrected import bare_claim
from sayso.record import Reading, Span
from sayso.record.resolved import ResolvedClaim, resolve


def proposed(reading: Reading, evidence: Span) -> dict[str, str]:
    """Return the fields of a claim of some words of a reading, with what was read in them.

    The claimant is "" unless an attribution holds the words. Raises CorrectionError where the words
    can't be a claim's evidence.
    """
    resolved = _draft(reading, evidence)
    fields = fields_of(resolved)
    fields["claimant"] = _claimant_of(reading, evidence)
    for name in ("initiator", "target"):
        if fields[name] not in resolved.evidence:  # who did it is said elsewhere
            fields[name] = ""
    del fields["evidence"]
    return fields


def _draft(reading: Reading, evidence: Span) -> ResolvedClaim:
    """Return a claim of some words with the event, figures, places and time that stand in them."""
    claim = bare_claim(reading, "", evidence)
    check_value(reading, claim, "evidence", evidence.of(reading.document.text), "")
    events, moments = reading.events or (), reading.moments or ()
    inside = numbers_in(evidence, (each.trigger for each in events))
    dated = numbers_in(evidence, (each.as_said for each in moments))
    claim = replace(
        claim,
        event=min(inside, key=lambda at: events[at].trigger, default=None),
        quantities=tuple(numbers_in(evidence, (each.as_said for each in reading.quantities or ()))),
        places=tuple(numbers_in(evidence, (each.as_said for each in reading.places or ()))),
        moment=next((at for at in dated if moments[at].earliest and moments[at].latest), None),
    )
    return resolve(reading, claim)


def _claimant_of(reading: Reading, evidence: Span) -> str:
    """Return whom the article says to say some words; "" where it names nobody for them."""
    for claim in reading.claims or ():
        if claim.evidence.overlap(evidence) and not claim.narrated:
            return claim.claimant.name or claim.claimant.said
    for attribution in reading.attributions or ():
        if any(each.overlap(evidence) for each in attribution.content):
            for actor in reading.actors or ():
                if any(each.overlap(actor.as_said) for each in attribution.source):
                    return actor.name
    return ""


def understood_addition(
    reading: Reading, evidence: Span, typed: Mapping[str, str]
) -> dict[str, str]:
    """Return the fields of a claim that somebody makes of some words, as they are kept.

    A field that is not typed has what was read in the words. Raises CorrectionError where a field
    can't be understood, or nobody says who the claimant is.
    """
    names = tuple(each for each in FIELDS if each != "evidence")
    if unknown := [name for name in typed if name not in names]:
        raise CorrectionError(f"{unknown[0]}: give {', '.join(names)}.")
    claim, read = bare_claim(reading, "", evidence), proposed(reading, evidence)
    made: dict[str, str] = {}
    for name in names:
        value = " ".join(typed.get(name, read[name]).split())
        check_words(name, value)
        if name == "claimant" and not value:
            raise CorrectionError("Say whose claim it is; “the outlet” for the report's own words.")
        made[name] = MEANINGS[name](reading, value, items_of(read[name]))
        if made[name] or name not in ("initiator", "target"):
            check_value(reading, claim, name, made[name], made.get("event", ""))
    return made

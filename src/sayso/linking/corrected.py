"""Claims as people corrected them: each field that stands corrected in the place of what was read.

A correction is a judgement with the verdict "corrected" whose changes are fields and values:
"event" and "drone_strike", "figures" and "at least 54 people killed; 3 houses hit". A judgement
with the verdict "added" makes a claim of words of a document. What was read stays in the ledger as
it is; `corrected` returns a reading in which the claims hold the values, with what was read beside
them, and the added claims stand behind those that were read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from sayso.linking.claim_fields import FIELDS, SETTERS, CorrectionError, Layers, fields_of
from sayso.linking.judged import ADJUDICATED, in_force, said_alone
from sayso.record import (
    ADDED,
    OUTLET,
    Claim,
    Claimant,
    FieldCorrection,
    Judgement,
    Reading,
    Span,
)
from sayso.record.resolved import resolve

CORRECTING = ("corrected", ADJUDICATED)
"""Verdicts that put other values into fields."""

NOTHING_ADDED: Mapping[str, Sequence[str]] = {}


def standing(judgements: Iterable[Judgement]) -> dict[str, tuple[str, Judgement]]:
    """Return the fields of a claim that stand corrected: the value, and the judgement it is of.

    `judgements` are those on the claim, the oldest first. A later value of a field outranks an
    earlier one, also of another person, which holds again once the later one is taken back.
    """
    return {
        name: (value, judgement)
        for judgement in in_force(judgements)
        if judgement.verdict in CORRECTING
        for name, value in judgement.changes
        if name in FIELDS
    }


def corrected(
    reading: Reading,
    by_claim: Mapping[str, Sequence[Judgement]],
    added: Mapping[str, Sequence[str]] = NOTHING_ADDED,
) -> Reading:
    """Return a reading with its claims as people corrected them, and those that people added.

    `by_claim` has the judgements on each claim, the oldest first; `added` the ids of the claims
    that were ever added to a document, by its fingerprint. A value that can't be understood any
    more leaves its field as read.
    """
    layers = Layers(reading)
    claims = list(reading.claims or ())
    if added:
        for key in added.get(reading.document.fingerprint, ()):
            claim = _added(layers, by_claim[key])
            if claim is not None:
                claims.append(claim)
    changes = {
        number: fields
        for number, claim in enumerate(claims)
        if claim.id in by_claim and (fields := standing(by_claim[claim.id]))
    }
    if not changes and len(claims) == len(reading.claims or ()):
        return reading
    for number, fields in changes.items():
        claims[number] = _corrected(layers, claims[number], fields)
    return layers.reading(claims)


def by_claim_of(judgements: Iterable[Judgement]) -> dict[str, list[Judgement]]:
    """Return all that was said alone of each claim that was ever corrected or added, by claim."""
    return {
        claim: said
        for claim, said in said_alone(judgements).items()
        if any(each.verdict in (*CORRECTING, ADDED) for each in said)
    }


def added_by_document(by_claim: Mapping[str, Sequence[Judgement]]) -> dict[str, list[str]]:
    """Return the claims that were ever added to documents, by the fingerprints of these."""
    added: dict[str, list[str]] = {}
    for claim, said in by_claim.items():
        made = next((each.addition for each in said if each.addition), None)
        if made is not None:
            added.setdefault(made.document, []).append(claim)
    return added


def addition_in_force(judgements: Iterable[Judgement]) -> Judgement | None:
    """Return the judgement that adds a claim, of those on it; None where it was taken back."""
    return next((each for each in in_force(judgements) if each.verdict == ADDED), None)


def _added(layers: Layers, said: Sequence[Judgement]) -> Claim | None:
    """Return the claim that a judgement in force adds; None where there is none, or its words are
    not those of the document.
    """
    judgement = addition_in_force(said)
    if judgement is None:
        return None
    made = judgement.addition
    if made is None or not made.words or made.evidence.of(layers.text) != made.words:
        return None
    given = dict(judgement.changes)
    claim = bare_claim(layers.whole, judgement.claims[0], made.evidence)
    for name, setter in SETTERS.items():
        if name in given and name != "evidence":
            try:
                claim = setter(layers, claim, given[name])
            except CorrectionError:
                continue
    who = given.get("claimant", OUTLET)
    return replace(
        claim, corrections=(FieldCorrection(ADDED, "", who, judgement.by, judgement.when),)
    )


def bare_claim(reading: Reading, claim_id: str, evidence: Span) -> Claim:
    """Return a claim of some words of a reading of which nothing else is known."""
    outlet = reading.document.outlet
    who = Claimant("", outlet or OUTLET, outlet is not None)
    return Claim(claim_id, None, who, (who.name,), evidence)


def _corrected(layers: Layers, claim: Claim, fields: Mapping[str, tuple[str, Judgement]]) -> Claim:
    """Return a claim with its corrected fields; those that say what was read are no corrections."""
    read = fields_of(resolve(layers.reading(()), claim))
    made = list(claim.corrections)
    changed = claim
    for name in SETTERS:
        if name not in fields or fields[name][0] == read[name]:
            continue
        value, judgement = fields[name]
        try:
            changed = SETTERS[name](layers, changed, value)
        except CorrectionError:
            continue
        made.append(FieldCorrection(name, read[name], value, judgement.by, judgement.when))
    return replace(changed, corrections=tuple(made))


def corrected_values(judgements: Iterable[Judgement]) -> dict[str, str]:
    """Return the fields of a claim that stand corrected, with their values."""
    return {name: value for name, (value, _) in standing(judgements).items()}

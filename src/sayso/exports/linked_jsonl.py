"""Folded claims and incidents as JSON lines: the machine interfaces `sayso-claim/1` and
`sayso-incident/1`, each with a JSON Schema beside this file.

Ids of documents are those that came in; spans are `[start, end]` in code points, half-open. Fields
may be added within version 1; none is taken away or changes its meaning.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from importlib import resources
from typing import Any, TextIO

from sayso.linking.comparison import GivenAnswer, QuestionRow, SideAnswers, comparison
from sayso.record import Appearance, FoldedClaim, Headline, Incident, Link, Quantity, content_hash
from sayso.record.wire import dumps, pack

Json = dict[str, Any]


def claim_schema() -> Json:
    """Return the JSON Schema (draft 2020-12) of a folded claim."""
    return _schema("sayso-claim-1.schema.json")


def incident_schema() -> Json:
    """Return the JSON Schema (draft 2020-12) of an incident."""
    return _schema("sayso-incident-1.schema.json")


def _schema(name: str) -> Json:
    source = resources.files("sayso.exports").joinpath(name)
    loaded: Json = json.loads(source.read_text(encoding="utf-8"))
    return loaded


def claim_json(claim: FoldedClaim) -> Json:
    """Return one folded claim as JSON values."""
    return {
        "schema": "sayso-claim/1",
        "id": claim.id,
        "incident": claim.incident,
        "claimant": claim.claimant.name,
        "side": claim.side,
        "narrated": claim.narrated,
        "named": claim.claimant.named,
        "country": claim.claimant.country,
        "role": claim.claimant.role,
        "event": claim.event,
        "blames": claim.blames,
        "polarity": claim.polarity,
        "modality": claim.modality,
        "quantities": [_quantity(each) for each in claim.quantities],
        "places": list(claim.places),
        "appearances": [_appearance(each) for each in claim.appearances],
        "origins": claim.origins,
        "links": [_link(each) for each in claim.links],
    }


def _quantity(quantity: Quantity) -> Json:
    kept = ("low", "high", "whole", "unit", "role", "bound")
    return {name: getattr(quantity, name) for name in kept}


def _appearance(appearance: Appearance) -> Json:
    return {
        "document": appearance.document,
        "evidence": [appearance.evidence.start, appearance.evidence.end],
        "origin": appearance.origin,
        "claim": appearance.claim,
        "claimant": appearance.claimant.name,
        "cue": appearance.cue,
        "words": appearance.words,
        "outlet": appearance.outlet,
        "published": pack(appearance.published),
    }


def _link(link: Link) -> Json:
    return {
        "claims": list(link.claims),
        "why": "; ".join(link.reasons),
        "score": round(link.score, 4),
        "rule": link.rule,
        "by": link.by,
    }


def incident_json(incident: Incident, claims: Sequence[FoldedClaim]) -> Json:
    """Return one incident, with its folded claims by the questions that they answer, as JSON."""
    return {
        "schema": "sayso-incident/1",
        "id": incident.id,
        "title": incident.title,
        "titled_by": incident.titled_by or None,
        "read_title": incident.read_title or incident.title,
        "headline": _headline(incident.headline),
        "kind": incident.kind,
        **_where(incident),
        **_when(incident),
        "note": incident.note or None,
        "noted_by": incident.noted_by or None,
        "documents": list(incident.documents),
        "leads": list(incident.leads),
        "origins": incident.origins,
        "claims": list(incident.claims),
        "rivals": [_link(each) for each in incident.rivals],
        "history": [
            {
                "kind": each.kind,
                "claims": list(each.claims),
                "side": each.side,
                "when": pack(each.when),
                "what": each.what,
            }
            for each in incident.history
        ],
        "questions": _questions(incident, claims),
        "relations": [
            {
                "claims": list(each.claims),
                "question": each.question,
                "relation": each.relation,
                "score": round(each.score, 4),
                "rule": each.rule,
                "why": each.why,
                "by": each.by,
            }
            for each in incident.relations
        ],
        "joined": [_link(each) for each in incident.joined],
        "warnings": [{"kind": each.kind, "message": each.message} for each in incident.warnings],
    }


def _where(incident: Incident) -> Json:
    """Return the place that stands, who set it, and the one that the claims give."""
    place, claimed = incident.place, incident.claimed_place
    return {
        "place": place.name if place else None,
        "geonameid": place.geonameid if place else None,
        "latitude": place.latitude if place else None,
        "longitude": place.longitude if place else None,
        "precision": place.precision if place else None,
        "country": place.country if place else None,
        "placed_by": incident.placed_by or None,
        "read_place": claimed.name if claimed else None,
        "read_geonameid": claimed.geonameid if claimed else None,
    }


def _when(incident: Incident) -> Json:
    """Return the days that stand, who set them, and those that the claims give."""
    first, last = incident.claimed_days
    return {
        "earliest": pack(incident.earliest),
        "latest": pack(incident.latest),
        "dated_by": incident.dated_by or None,
        "read_earliest": pack(first),
        "read_latest": pack(last),
    }


def _headline(headline: Headline | None) -> Json | None:
    if headline is None:
        return None
    return {
        "words": headline.words,
        "outlet": headline.outlet,
        "document": headline.document,
    }


def question_id(incident: Incident, row: QuestionRow) -> str:
    """Return the id of a question of an incident."""
    return content_hash("question", incident.id, row.asked, row.scope, *row.claims[:1])


def _questions(incident: Incident, claims: Sequence[FoldedClaim]) -> list[Json]:
    """Return the questions that claims of an incident answer, each with its answers as worded."""
    return [
        {
            "id": question_id(incident, row),
            "asked": row.kind,
            "question": row.asked,
            "about": row.about,
            "answers": [
                answer
                for side in row.sides
                for given in (*side.standing, *side.earlier)
                for answer in _answers(side, given)
            ],
        }
        for row in comparison(incident, claims).questions
    ]


def _answers(side: SideAnswers, given: GivenAnswer) -> Iterable[Json]:
    """Yield an answer for each claim that gives it; those of other words are the statement's."""
    for answer in given.answers:
        claim = answer.claim
        yield {
            "claim": claim.id,
            "side": claim.side,
            "claimant": claim.claimant.name,
            "words": answer.words or claim.appearances[claim.quoted].words,
            "quantity": _quantity(answer.quantity) if answer.quantity else None,
            "standing": given in side.standing,
        }


def write_claims(claims: Iterable[FoldedClaim], out: TextIO) -> int:
    """Write a line for each folded claim, all in ASCII; return how many."""
    return _write((claim_json(each) for each in claims), out)


def write_incidents(
    incidents: Iterable[tuple[Incident, Sequence[FoldedClaim]]], out: TextIO
) -> int:
    """Write a line for each incident, given with its claims, all in ASCII; return how many."""
    return _write((incident_json(*each) for each in incidents), out)


def _write(rows: Iterable[Json], out: TextIO) -> int:
    written = 0
    for row in rows:
        out.write(dumps(row) + "\n")
        written += 1
    return written

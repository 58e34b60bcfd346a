"""Claims as schema.org Claim in one JSON-LD graph.

schema.org has no relation between claims, and Sayso rates none: a ClaimReview is written for those
claims alone that a person rated, in a file of ratings given with the export.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, BinaryIO

from sayso.exports.chosen import About, Chosen, each_made, usable
from sayso.exports.encoding import Utf8, fit, json_line, one_line, web_address
from sayso.exports.provenance import provenance_of
from sayso.exports.ratings import Rating
from sayso.exports.withheld import MASK
from sayso.record import Document

Json = dict[str, Any]

WHERE = "export schema-claim"
CONTEXT = "https://schema.org"

STATE_BODY = "GovernmentOrganization"
TYPE_OF_KIND: dict[str, str] = {
    "person": "Person",
    **dict.fromkeys(("government", "ministry", "force"), STATE_BODY),
}


def write_schema_claims(chosen: Iterable[Chosen], about: About, out: BinaryIO) -> int:
    """Write one JSON-LD document, a claim a line; how many claims there were.

    Where the ledger was linked, a claim is a folded one with all its appearances.
    """
    file = Utf8(out)
    file.write(f'{{"@context":"{CONTEXT}","@graph":[\n' + json_line(_dataset(about)))
    written = 0
    written_as = _folded if about.linked else _single
    for made, ids in written_as(each_made(WHERE, _made, usable(chosen), about)):
        file.write("," + json_line(made))
        for claim_id in ids:
            for rating in about.ratings.get(claim_id, ()):
                file.write("," + json_line(review(made, rating)))
        written += 1
    file.write("]}\n")
    return written


def _dataset(about: About) -> Json:
    provenance = provenance_of(about)
    return {
        "@id": "urn:sayso:export",
        "@type": "Dataset",
        "name": "Claims as reported, each with who says it",
        "dateCreated": provenance["written"],
        "creditText": provenance["attribution"],
        "creator": {"@type": "SoftwareApplication", "name": provenance["generator"]},
    }


def _made(chosen: Chosen) -> tuple[Chosen, Json]:
    """Return a claim with what is written of it; what can't be written raises here."""
    fields = claim(chosen)
    json_line(fields)
    return chosen, fields


def _single(chosen: Iterable[tuple[Chosen, Json]]) -> Iterator[tuple[Json, list[str]]]:
    """Yield each claim, with its id."""
    for claim, fields in chosen:
        yield fields, [claim.resolved.claim.id]


def _folded(chosen: Iterable[tuple[Chosen, Json]]) -> Iterator[tuple[Json, list[str]]]:
    """Yield each folded claim with all its appearances, and the ids of the claims that it is made
    of.
    """
    made: dict[str, tuple[Json, list[str]]] = {}
    for claim, single in chosen:
        key = claim.placed.claim if claim.placed else claim.resolved.claim.id
        if key not in made:
            made[key] = (single | {"@id": _urn("claim", key), "appearance": []}, [])
        fields, ids = made[key]
        fields["appearance"].append(single["appearance"])
        ids.append(claim.resolved.claim.id)
    for fields, ids in made.values():
        dated = [each for each in fields["appearance"] if "datePublished" in each]
        if dated:
            fields["firstAppearance"] = min(dated, key=lambda each: str(each["datePublished"]))
            fields["datePublished"] = fields["firstAppearance"]["datePublished"]
        yield fields, ids


def claim(chosen: Chosen) -> Json:
    """Return one claim as schema.org's Claim: its words, its author, where it appears."""
    resolved = chosen.resolved
    document = resolved.reading.document
    fields: Json = {
        "@type": "Claim",
        "@id": _urn("claim", resolved.claim.id),
        "text": fit(resolved.evidence),
        "author": _author(chosen),
        "datePublished": _day(document.published),
        "inLanguage": fit(document.language),
        "creativeWorkStatus": f"{resolved.claim.polarity}, {resolved.claim.modality}",
        "appearance": _article(document),
    }
    if chosen.placed:
        fields["about"] = {"@type": "Event", "@id": _urn("incident", chosen.placed.incident)}
    return _without_none(fields)


def review(reviewed: Json, rating: Rating) -> Json:
    """Return a person's rating of a claim as schema.org's ClaimReview."""
    return _without_none(
        {
            "@type": "ClaimReview",
            "url": rating.url,
            "datePublished": rating.day.isoformat(),
            "author": {"@type": "Organization", "name": fit(rating.by)},
            "claimReviewed": reviewed["text"],
            "itemReviewed": {"@type": "Claim", "@id": reviewed["@id"]},
            "reviewRating": _without_none(
                {
                    "@type": "Rating",
                    "ratingValue": rating.value,
                    "bestRating": rating.best,
                    "worstRating": rating.worst,
                    "alternateName": fit(rating.words),
                }
            ),
        }
    )


def _author(chosen: Chosen) -> Json | None:
    """Return who says it: a Person, a GovernmentOrganization or an Organization; None if
    withheld.
    """
    who = chosen.resolved.claim.claimant
    if MASK in who.name:
        return None
    kinds = {each.name: each.kind for each in chosen.resolved.reading.actors or ()}
    kind = TYPE_OF_KIND.get(kinds.get(who.name, ""), "Organization")
    return {"@type": kind, "name": one_line(who.name)}


def _article(document: Document) -> Json:
    outlet = document.outlet
    return _without_none(
        {
            "@type": "NewsArticle",
            "identifier": fit(document.id),
            "url": web_address(document.url),
            "headline": one_line(document.title) if document.title else None,
            "publisher": {"@type": "Organization", "name": one_line(outlet)} if outlet else None,
            "datePublished": _day(document.published),
        }
    )


def _day(instant: datetime | None) -> str | None:
    return instant.isoformat() if instant else None


def _urn(kind: str, key: str) -> str:
    return f"urn:sayso:{kind}:{key}"


def _without_none(fields: Json) -> Json:
    return {name: each for name, each in fields.items() if each is not None}

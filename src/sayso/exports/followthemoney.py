"""Claims as FollowTheMoney entities (4.x), one a line: what Aleph and OpenSanctions tools load.

FollowTheMoney has no claim. A document is an Article; a claim of an event is an Event
whose name says who claims it, with the Article as its proof and a Documentation between them; a
claimant with a name is a Person, PublicBody, Organization or LegalEntity with a Mention in the
Article; a resolved place is an Address. An entity is written once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, BinaryIO

from sayso.exports.chosen import About, Chosen, each_made, usable
from sayso.exports.countries import country_facts
from sayso.exports.encoding import Utf8, json_line, one_line, web_address
from sayso.exports.geojson import point_of
from sayso.exports.instants import in_utc
from sayso.exports.phrases import sentence
from sayso.exports.withheld import MASK
from sayso.record import Document, Place, content_hash

Entity = dict[str, Any]

NO_EVENT = frozenset({"statement"})
"""Kinds that are talk and no event."""

SCHEMA_OF_KIND: dict[str, str] = {
    "person": "Person",
    "government": "PublicBody",
    "ministry": "PublicBody",
    "force": "PublicBody",
    "armed_group": "Organization",
    "organisation": "Organization",
}
LANGUAGES: dict[str, str] = {
    **{"en": "eng", "uk": "ukr", "ru": "rus", "ar": "ara", "fr": "fra", "he": "heb", "fa": "fas"},
    **{"my": "mya", "es": "spa", "pt": "por", "de": "deu", "tr": "tur", "zh": "zho", "am": "amh"},
}
"""ISO 639-3 codes, which FollowTheMoney goes by."""


def write_followthemoney(chosen: Iterable[Chosen], about: About, out: BinaryIO) -> int:
    """Write a line for each entity; how many there were."""
    file = Utf8(out)
    seen: set[str] = set()
    for lines in each_made("export followthemoney", _lines, usable(chosen), about):
        for key, line in lines:
            if key not in seen:
                seen.add(key)
                file.write(line)
    return len(seen)


def _lines(chosen: Chosen) -> list[tuple[str, str]]:
    return [(each["id"], json_line(each)) for each in entities(chosen)]


def entities(chosen: Chosen) -> Iterator[Entity]:
    """Yield the entities of one claim; none where it has no event."""
    resolved = chosen.resolved
    if resolved.event is None or resolved.event.kind in NO_EVENT:
        return
    article = _article(resolved.reading.document)
    yield article
    address = next(filter(None, map(_address, resolved.places)), None)
    if address:
        yield address
    yield from _claimant(chosen, article["id"])
    event = _event(chosen, article["id"], address)
    yield event
    yield _entity(
        "Documentation",
        _key("documentation", event["id"], article["id"]),
        document=article["id"],
        entity=event["id"],
        role=f"claim by {one_line(resolved.claim.claimant.name)}",
        date=_date(resolved.reading.document.published),
    )


def _article(document: Document) -> Entity:
    return _entity(
        "Article",
        _key("article", document.id),
        title=one_line(document.title or ""),
        publisher=one_line(document.outlet or ""),
        publishedAt=_date(document.published),
        sourceUrl=web_address(document.url),
        language=LANGUAGES.get(document.language[:2]),
    )


def _event(chosen: Chosen, article: str, address: Entity | None) -> Entity:
    resolved, claim = chosen.resolved, chosen.resolved.claim
    moment, happened = resolved.moment, claim.modality == "actual"
    place = next((each for each in resolved.places if point_of(each)), None)
    facts = [resolved.event.kind if resolved.event else None, claim.polarity, claim.modality]
    return _entity(
        "Event",
        _key("event", claim.id),
        name=sentence(chosen),
        summary=f"{' > '.join(map(one_line, claim.chain))}; {', '.join(filter(None, facts))}",
        description=one_line(resolved.evidence),
        startDate=_date(moment.earliest) if moment and happened else None,
        endDate=_date(moment.latest) if moment and happened else None,
        location=one_line(place.name) if place else None,
        addressEntity=address["id"] if address else None,
        country=_country(place.country if place else None),
        sourceUrl=web_address(resolved.reading.document.url),
        proof=article,
    )


def _address(place: Place) -> Entity | None:
    point = point_of(place)
    if point is None or place.geonameid is None:
        return None
    return _entity(
        "Address",
        _key("place", place.geonameid, place.precision),
        full=one_line(place.name),
        city=one_line(place.name) if place.precision == "town" else None,
        country=_country(place.country),
        longitude=str(point[0]),
        latitude=str(point[1]),
        remarks=f"GeoNames {place.geonameid}, precision: {place.precision}",
    )


def _claimant(chosen: Chosen, article: str) -> Iterator[Entity]:
    """Yield the claimant and its mention; nothing for one without a name, or whose name is
    withheld.
    """
    who = chosen.resolved.claim.claimant
    name = one_line(who.name)
    if not who.named or not name or MASK in name:
        return
    kinds = {each.name: each.kind for each in chosen.resolved.reading.actors or ()}
    schema = SCHEMA_OF_KIND.get(kinds.get(who.name, ""), "LegalEntity")
    key = _key("claimant", schema, name, who.country)
    yield _entity(schema, key, name=name, country=_country(who.country))
    yield _entity(
        "Mention",
        _key("mention", key, article),
        document=article,
        name=name,
        resolved=key,
        detectedSchema=schema,
        contextCountry=_country(who.country),
    )


def _key(kind: str, *parts: object) -> str:
    """Return an id of ours: no other source of entities has the same."""
    return "sayso-" + content_hash(kind, *parts)


def _entity(schema: str, key: str, **properties: str | None) -> Entity:
    filled = {name: [value] for name, value in properties.items() if value}
    return {"id": key, "schema": schema, "properties": filled}


def _country(alpha3: str | None) -> str | None:
    facts = country_facts(alpha3)
    return facts.alpha2.lower() if facts else None


def _date(instant: datetime | None) -> str | None:
    """Return an instant as FollowTheMoney takes it: to the second, in UTC where a zone is given."""
    if instant is None:
        return None
    return in_utc(instant).replace(tzinfo=None, microsecond=0).isoformat()

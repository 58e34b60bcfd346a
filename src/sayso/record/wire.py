"""A reading as plain JSON values and back: the machine interface `sayso-reading/1`.

The shape is described by `sayso-reading-1.schema.json` beside this file. Offsets are code points,
half-open. Fields may be added within version 1; none is taken away or changes its meaning.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from importlib import resources
from typing import Any

from sayso.record.claim import Claim, Claimant, Warning
from sayso.record.document import Block, Document, Problem
from sayso.record.found import (
    Actor,
    Attribution,
    Event,
    Moment,
    Place,
    PlaceCandidate,
    Quantity,
)
from sayso.record.reading import Reading
from sayso.record.span import Span

SCHEMA = "sayso-reading/1"
Json = dict[str, Any]


def schema() -> Json:
    """The JSON Schema of one reading."""
    source = resources.files("sayso.record").joinpath("sayso-reading-1.schema.json")
    loaded: Json = json.loads(source.read_text(encoding="utf-8"))
    return loaded


def to_json(reading: Reading) -> Json:
    """One reading as JSON values. A layer that was not read is None, one with nothing in it []."""
    document = reading.document
    return {
        "schema": SCHEMA,
        "id": document.id,
        "fingerprint": document.fingerprint,
        "url": document.url,
        "outlet": document.outlet,
        "agency": document.agency,
        "published": _when(document.published),
        "language": document.language,
        "title": document.title,
        "text": document.text,
        "given_id": document.given_id,
        "blocks": _each(reading.blocks, _block),
        "attributions": _each(reading.attributions, _attribution),
        "events": _each(reading.events, _event),
        "claims": _each(reading.claims, _claim),
        "quantities": _each(reading.quantities, _quantity),
        "places": _each(reading.places, _place),
        "moments": _each(reading.moments, _moment),
        "actors": _each(reading.actors, _actor),
        "warnings": _each(reading.warnings, _warning),
        "problems": [_problem(each) for each in reading.problems],
    }


def _each(layer: Sequence[Any] | None, shape: Any) -> list[Json] | None:
    return None if layer is None else [shape(each) for each in layer]


def _pair(span: Span | None) -> list[int] | None:
    return None if span is None else [span.start, span.end]


def _pairs(spans: Iterable[Span]) -> list[list[int]]:
    return [[span.start, span.end] for span in spans]


def _when(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()


def _score(score: float) -> float:
    return round(score, 4)


def _block(block: Block) -> Json:
    return {
        "kind": block.kind,
        "start": block.span.start,
        "end": block.span.end,
        "article": block.article,
    }


def _attribution(each: Attribution) -> Json:
    return {
        "source": _pairs(each.source),
        "cue": _pairs(each.cue),
        "content": _pairs(each.content),
        "manner": each.manner,
        "kind": each.kind,
        "stance": each.stance,
        "parent": each.parent,
        "medium": _pair(each.medium),
        "audience": _pair(each.audience),
        "score": _score(each.score),
    }


def _event(each: Event) -> Json:
    return {
        "kind": each.kind,
        "plover": each.plover,
        "acled": each.acled,
        "cameo": each.cameo,
        "trigger": _pair(each.trigger),
        "initiator": _pair(each.initiator),
        "target": _pair(each.target),
        "means": _pair(each.means),
        "means_class": each.means_class,
        "hit_class": each.hit_class,
        "polarity": each.polarity,
        "modality": each.modality,
        "follows": each.follows,
        "score": _score(each.score),
    }


def _claim(each: Claim) -> Json:
    return {
        "id": each.id,
        "attribution": each.attribution,
        "claimant": {
            "said": each.claimant.said,
            "name": each.claimant.name,
            "named": each.claimant.named,
            "country": each.claimant.country,
            "role": each.claimant.role,
        },
        "chain": list(each.chain),
        "evidence": _pair(each.evidence),
        "event": each.event,
        "polarity": each.polarity,
        "modality": each.modality,
        "quantities": list(each.quantities),
        "places": list(each.places),
        "moment": each.moment,
        "score": _score(each.score),
    }


def _quantity(each: Quantity) -> Json:
    return {
        "start": each.as_said.start,
        "end": each.as_said.end,
        "low": each.low,
        "high": each.high,
        "whole": each.whole,
        "unit": each.unit,
        "role": each.role,
        "bound": each.bound,
    }


def _place(each: Place) -> Json:
    return {
        "start": each.as_said.start,
        "end": each.as_said.end,
        "name": each.name,
        "geonameid": each.geonameid,
        "latitude": each.latitude,
        "longitude": each.longitude,
        "country": each.country,
        "kind": each.kind,
        "precision": each.precision,
        "score": _score(each.score),
        "candidates": [
            {
                "geonameid": one.geonameid,
                "name": one.name,
                "latitude": one.latitude,
                "longitude": one.longitude,
                "kind": one.kind,
                "country": one.country,
                "score": _score(one.score),
            }
            for one in each.candidates
        ],
    }


def _moment(each: Moment) -> Json:
    return {
        "start": each.as_said.start,
        "end": each.as_said.end,
        "type": each.type,
        "value": each.value,
        "earliest": _when(each.earliest),
        "latest": _when(each.latest),
        "grain": each.grain,
    }


def _actor(each: Actor) -> Json:
    return {
        "start": each.as_said.start,
        "end": each.as_said.end,
        "name": each.name,
        "kind": each.kind,
        "country": each.country,
        "role": each.role,
        "title": each.title,
        "named": each.named,
        "refers_to": each.refers_to,
    }


def _warning(each: Warning) -> Json:
    return {"kind": each.kind, "message": each.message, "spans": _pairs(each.spans)}


def _problem(each: Problem) -> Json:
    return {"stage": each.stage, "message": each.message, "span": _pair(each.span)}


def from_json(packed: Json) -> Reading:
    """The reading that `to_json` packed; ValueError when it is of another schema."""
    if packed.get("schema") != SCHEMA:
        raise ValueError(f"not a {SCHEMA} reading but {packed.get('schema')!r}")
    blocks = _layer(packed["blocks"], _to_block)
    document = Document(
        text=packed["text"],
        given_id=packed["given_id"],
        url=packed["url"],
        outlet=packed["outlet"],
        agency=packed["agency"],
        published=_to_when(packed["published"]),
        language=packed["language"],
        title=packed["title"],
    )
    return Reading(
        document=document,
        blocks=blocks,
        attributions=_layer(packed["attributions"], _to_attribution),
        events=_layer(packed["events"], _to_event),
        claims=_layer(packed["claims"], _to_claim),
        quantities=_layer(packed["quantities"], _to_quantity),
        places=_layer(packed["places"], _to_place),
        moments=_layer(packed["moments"], _to_moment),
        actors=_layer(packed["actors"], _to_actor),
        warnings=_layer(packed["warnings"], _to_warning),
        problems=tuple(_to_problem(each) for each in packed["problems"]),
    )


def _layer(packed: list[Json] | None, shape: Any) -> Any:
    return None if packed is None else tuple(shape(each) for each in packed)


def _to_span(pair: list[int] | None) -> Span | None:
    return None if pair is None else Span(*pair)


def _to_spans(pairs: list[list[int]]) -> tuple[Span, ...]:
    return tuple(Span(*pair) for pair in pairs)


def _to_when(moment: str | None) -> datetime | None:
    return None if moment is None else datetime.fromisoformat(moment)


def _said(packed: Json) -> Span:
    return Span(packed["start"], packed["end"])


def _rest(packed: Json, *names: str) -> Json:
    return {name: packed[name] for name in names}


def _to_block(packed: Json) -> Block:
    return Block(packed["kind"], _said(packed), packed["article"])


def _to_attribution(packed: Json) -> Attribution:
    return Attribution(
        source=_to_spans(packed["source"]),
        cue=_to_spans(packed["cue"]),
        content=_to_spans(packed["content"]),
        medium=_to_span(packed["medium"]),
        audience=_to_span(packed["audience"]),
        **_rest(packed, "manner", "kind", "stance", "parent", "score"),
    )


def _to_event(packed: Json) -> Event:
    return Event(
        trigger=Span(*packed["trigger"]),
        initiator=_to_span(packed["initiator"]),
        target=_to_span(packed["target"]),
        means=_to_span(packed["means"]),
        **_rest(packed, "kind", "plover", "acled", "cameo", "polarity", "modality"),
        **_rest(packed, "means_class", "hit_class", "follows", "score"),
    )


def _to_claim(packed: Json) -> Claim:
    return Claim(
        claimant=Claimant(**packed["claimant"]),
        chain=tuple(packed["chain"]),
        evidence=Span(*packed["evidence"]),
        quantities=tuple(packed["quantities"]),
        places=tuple(packed["places"]),
        **_rest(packed, "id", "attribution", "event", "polarity", "modality", "moment", "score"),
    )


def _to_quantity(packed: Json) -> Quantity:
    return Quantity(
        as_said=_said(packed), **_rest(packed, "low", "high", "whole", "unit", "role", "bound")
    )


def _to_place(packed: Json) -> Place:
    return Place(
        as_said=_said(packed),
        candidates=tuple(PlaceCandidate(**one) for one in packed["candidates"]),
        **_rest(packed, "name", "kind", "precision", "geonameid", "latitude", "longitude"),
        **_rest(packed, "country", "score"),
    )


def _to_moment(packed: Json) -> Moment:
    return Moment(
        as_said=_said(packed),
        earliest=_to_when(packed["earliest"]),
        latest=_to_when(packed["latest"]),
        **_rest(packed, "type", "value", "grain"),
    )


def _to_actor(packed: Json) -> Actor:
    return Actor(
        as_said=_said(packed),
        **_rest(packed, "name", "kind", "country", "role", "title", "named", "refers_to"),
    )


def _to_warning(packed: Json) -> Warning:
    return Warning(packed["kind"], packed["message"], _to_spans(packed["spans"]))


def _to_problem(packed: Json) -> Problem:
    return Problem(packed["stage"], packed["message"], _to_span(packed["span"]))

"""Places: given the toponyms, is the right place chosen; from raw text, is it found and placed.

LGL and GeoWebNews. A gold toponym counts when it has a GeoNames id. Adjectives such as
"Ukrainian" carry a country's id there; Sayso takes them for no place, so from raw text they are
misses, and a second share leaves them out.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evaluation.score import Score, digest, lines
from sayso.gazetteer import Gazetteer, distance, open_gazetteer
from sayso.lexicon.places import demonyms, peoples
from sayso.record import Document, Place, Span
from sayso.stages.anatomy import ANATOMY
from sayso.stages.parsing import PARSING
from sayso.stages.places import PLACES, resolve
from sayso.stages.stage import Draft

SETS = {"lgl": "places/lgl.jsonl", "geowebnews": "places/geowebnews.jsonl"}
NEAR = 161.0
"""Kilometres: a hundred miles, as the toponym resolution literature counts."""

EVERY = 4
"""From raw text every fourth document is read: the parse takes most of a minute."""

Row = dict[str, Any]


@dataclass
class Tally:
    """What came of the gold toponyms of one set."""

    gold: int = 0
    exact: int = 0
    near: int = 0
    held: int = 0
    held_exact: int = 0


def measure(data: Path) -> list[Score]:
    scores: list[Score] = []
    gazetteer = open_gazetteer()
    held = gazetteer.ids()
    for name, path in SETS.items():
        documents = list(lines(data / path))
        mark = f"data {digest(data / path)} | pack {gazetteer.version}"
        scores += _with_spans(name, documents, gazetteer, held, mark)
        scores += _from_text(name, documents[::EVERY], mark)
    return scores


def _gold(document: Row) -> list[Row]:
    end = len(document["text"])
    return [
        each
        for each in document["toponyms"]
        if each.get("geonameid") and 0 <= each["start"] < each["end"] <= end
    ]


def _near(place: Place, gold: Row) -> bool:
    if place.latitude is None or place.longitude is None:
        return False
    return distance((place.latitude, place.longitude), (gold["lat"], gold["lon"])) <= NEAR


def _with_spans(
    name: str, documents: list[Row], gazetteer: Gazetteer, held: frozenset[int], mark: str
) -> list[Score]:
    tally = Tally()
    for document in documents:
        gold = _gold(document)
        spans = [Span(each["start"], each["end"]) for each in gold]
        for each, place in zip(gold, resolve(document["text"], spans, gazetteer), strict=True):
            exact = place.geonameid == int(each["geonameid"])
            known = int(each["geonameid"]) in held
            tally.gold += 1
            tally.exact += exact
            tally.near += _near(place, each)
            tally.held += known
            tally.held_exact += exact and known
    sign = f"{mark} | {tally.gold} gold spans"
    return [
        Score(f"places.{name}.exact", tally.exact / tally.gold, f"{sign} | same id"),
        Score(f"places.{name}.near", tally.near / tally.gold, f"{sign} | within 161 km"),
        Score(
            f"places.{name}.exact_held",
            tally.held_exact / tally.held,
            f"{mark} | {tally.held} gold spans whose id a pack holds | same id",
        ),
    ]


def _read(text: str) -> tuple[Place, ...]:
    draft = Draft(Document(text))
    for stage in (ANATOMY, PARSING, PLACES):
        layer: Any = stage.read(draft).layer
        draft = Draft(
            draft.document,
            blocks=layer if stage is ANATOMY else draft.blocks,
            parse=layer if stage is PARSING else draft.parse,
            places=layer if stage is PLACES else None,
        )
    return draft.places or ()


def _from_text(name: str, documents: list[Row], mark: str) -> list[Score]:
    gold = adjectives = placed = placed_adjectives = found = right = 0
    words = demonyms().keys() | peoples().keys()
    for document in documents:
        places = _read(document["text"])
        every = [Span(max(0, t["start"]), t["end"]) for t in document["toponyms"] if t["end"] > 0]
        found += len(places)
        right += sum(any(place.as_said.overlap(span) for span in every) for place in places)
        for each in _gold(document):
            span = Span(each["start"], each["end"])
            hit = any(place.as_said.overlap(span) and _near(place, each) for place in places)
            adjective = each["name"].lower() in words
            gold += 1
            placed += hit
            adjectives += adjective
            placed_adjectives += hit and adjective
    sign = f"{mark} | every {EVERY}th, {len(documents)} documents | overlap, within 161 km"
    nouns = gold - adjectives
    return [
        Score(f"places.{name}.raw", placed / gold, f"{sign} | {gold} toponyms"),
        Score(
            f"places.{name}.raw_nouns",
            (placed - placed_adjectives) / nouns,
            f"{sign} | {nouns} toponyms that are no adjective of a people",
        ),
        Score(
            f"places.{name}.raw_precision",
            right / found if found else 0.0,
            f"{mark} | {found} places found | overlaps a gold toponym of any kind",
        ),
    ]

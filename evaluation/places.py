"""Places: given the toponyms, is the right place chosen; from raw text, is it found and placed.

LGL and GeoWebNews. A gold toponym counts when it has a GeoNames id. Adjectives such as
"Ukrainian" carry a country's id there; Sayso takes them for no place, so from raw text they are
misses, and a second share leaves them out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from evaluation.score import Score, digest, lines
from sayso.gazetteer import Gazetteer, GazetteerPack, distance, open_gazetteer
from sayso.gazetteer.dump import add_dump
from sayso.lexicon.places import demonyms, peoples
from sayso.record import Document, Place, Span
from sayso.stages.anatomy import ANATOMY
from sayso.stages.parsing import PARSING
from sayso.stages.places import resolve
from sayso.stages.places.finding import find_mentions
from sayso.stages.places.resolving import resolve_mentions
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
    scored: list[tuple[float, bool]] = field(default_factory=list)


def measure(data: Path) -> list[Score]:
    scores: list[Score] = []
    gazetteer = open_gazetteer()
    held = gazetteer.ids()
    for name, path in SETS.items():
        documents = list(lines(data / path))
        mark = f"data {digest(data / path)} | pack {gazetteer.version}"
        scores += _with_spans(name, documents, gazetteer, held, mark)
        scores += _from_text(name, documents[::EVERY], mark)
    return scores + _sentences(data)


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
    name: str,
    documents: list[Row],
    gazetteer: Gazetteer,
    held: frozenset[int],
    mark: str,
    tally: Tally | None = None,
) -> list[Score]:
    tally = tally or Tally()
    for number, document in enumerate(documents):
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
            if number % 2 and place.candidates:
                best = place.candidates[0]
                tally.scored.append((best.score, best.geonameid == int(each["geonameid"])))
    sign = f"{mark} | {tally.gold} gold spans"
    return [
        Score(f"places.{name}.exact", tally.exact / tally.gold, f"{sign} | same id"),
        Score(f"places.{name}.near", tally.near / tally.gold, f"{sign} | within 161 km"),
        Score(
            f"places.{name}.exact_held",
            tally.held_exact / max(1, tally.held),
            f"{mark} | {tally.held} gold spans whose id a pack holds | same id",
        ),
        Score(
            f"places.{name}.calibration",
            1.0 - _calibration_error(tally.scored),
            f"{mark} | {len(tally.scored)} scores in the half they were not fitted on"
            " | 1 - expected calibration error, ten bins",
        ),
    ]


BINS = 10


def _calibration_error(scored: list[tuple[float, bool]]) -> float:
    """How far the scores of a bin are from the share that was right, over bins by their size."""
    bins: list[list[tuple[float, bool]]] = [[] for _ in range(BINS)]
    for score, right in scored:
        bins[min(BINS - 1, int(score * BINS))].append((score, right))
    apart = sum(abs(sum(score - right for score, right in each)) for each in bins)
    return apart / len(scored) if scored else 0.0


def calibration_table(data: Path) -> Iterator[str]:
    """Rows of a table of scores and what was right at each, for `python -m evaluation.places`."""
    gazetteer = open_gazetteer()
    for name, path in SETS.items():
        tally = Tally()
        _with_spans(name, list(lines(data / path)), gazetteer, frozenset(), "", tally)
        yield f"{name}: score, names, right"
        for low in range(BINS):
            inside = [right for score, right in tally.scored if min(9, int(score * BINS)) == low]
            if inside:
                share = sum(inside) / len(inside)
                yield f"  {low / BINS:.1f}-{(low + 1) / BINS:.1f}  {len(inside):5}  {share:.2f}"


SENTENCES = Path(__file__).with_name("places_sentences.tsv")
WITHIN = 25.0
"""Kilometres from the marked place in our own sentences."""


def _sentences(data: Path) -> list[Score]:
    """Sentences of our own, each with one place marked, read whole and given the span alone.

    Those of Ukraine need the dump UA.zip beside the benchmarks; a pack is made of it for the time.
    """
    counts = {"read": 0, "given": 0}
    total = 0
    with _packs(data) as packs:
        for pack, latitude, longitude, marked in _marked():
            gazetteer = packs.get(pack)
            if gazetteer is None:
                continue
            total += 1
            start, end = marked.index("[["), marked.index("]]") - 2
            text, span = re.sub(r"\[\[|\]\]", "", marked), Span(start, end)
            spot = (float(latitude), float(longitude))
            read = [each for each in _read(text, gazetteer) if each.as_said.overlap(span)]
            counts["read"] += bool(read) and _within(read[0], spot)
            counts["given"] += _within(resolve(text, [span], gazetteer)[0], spot)
    sign = f"{total} sentences of our own, packs {', '.join(packs)} | within {WITHIN:.0f} km"
    return [Score(f"places.sentences.{how}", n / total, sign) for how, n in counts.items()]


def _marked() -> Iterator[list[str]]:
    for line in SENTENCES.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")


@contextmanager
def _packs(data: Path) -> Iterator[dict[str, Gazetteer]]:
    """The built-in pack as "-"; with that of Ukraine as "UA", where its dump is at hand."""
    builtin = [pack for pack in open_gazetteer().packs if pack.name == "builtin"]
    dump = data.parent / "gazetteer" / "UA.zip"
    with TemporaryDirectory() as folder:
        found = {"-": Gazetteer(builtin)}
        if dump.exists():
            made = GazetteerPack(add_dump(dump, folder=Path(folder)))
            found["UA"] = Gazetteer([*builtin, made])
        yield found


def _within(place: Place, spot: tuple[float, float]) -> bool:
    if place.latitude is None or place.longitude is None:
        return False
    return distance((place.latitude, place.longitude), spot) <= WITHIN


def _read(text: str, gazetteer: Gazetteer | None = None) -> tuple[Place, ...]:
    """The places of a text, found in it without being told where."""
    draft = Draft(Document(text))
    blocks: Any = ANATOMY.read(draft).layer
    draft = Draft(draft.document, blocks=blocks)
    parse: Any = PARSING.read(draft).layer
    opened = gazetteer or open_gazetteer()
    return tuple(resolve_mentions(text, find_mentions(text, parse, opened), opened))


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


if __name__ == "__main__":
    for row in calibration_table(Path("../shared/benchmarks")):
        print(row)

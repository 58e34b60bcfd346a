"""Incidents and folded claims against our own gold, among a month of other news; copies.

The gold documents are linked together with feed items of another month, and a second time with
their own dates moved into that month, three days from incident to incident: the harder setting,
since there is other news of the same wars on the same days. A document of ours is in the incident
of its lead passage. Folds are measured as pairs of gold claims that were found;
`evaluation.comparison` measures how answers stand to each other.
"""

from __future__ import annotations

import argparse
import json
import random
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import combinations
from pathlib import Path
from typing import Any
from urllib.parse import urlparse

from evaluation.claims import answering, read_incident
from evaluation.joining import headlines, later
from evaluation.measures import f1
from evaluation.score import Score, digest, lines
from sayso.actions.read import default_pipeline
from sayso.ledger import open_ledger
from sayso.linking.copies import Copies, CopyFeatures, body_of, copied
from sayso.linking.days import aware
from sayso.linking.linker import LinkedLedger, Linker
from sayso.record import Document, Reading

EVERY = 12
"""Every twelfth feed item is read, 605 of 7,254, in a minute or two. For the whole month make a
ledger of it and run `python -m evaluation.linking LEDGER`."""

SHUFFLINGS = 10
APART = timedelta(days=3)
FILLERS = "recently reportedly yesterday several large area city people also officials".split()


def measure(data: Path) -> list[Score]:
    """Incidents among easy and hard noise, folds, shufflings, copies."""
    return measure_among(data, feed_items(data))


def measure_among(data: Path, noise: Sequence[Reading]) -> list[Score]:
    """The scores with `noise` as the other news."""
    gold = json.loads((data / "claims" / "incidents.dev.json").read_text(encoding="utf-8"))
    documents = {each["doc"]: each for each in gold["documents"]}
    readings = [_named(read_incident(data, each), each) for each in gold["documents"]]
    return [
        *incidents("noise", readings, noise, documents, data),
        *incidents("noise_of_the_same_days", moved(readings, documents), noise, documents, data),
        *claims(gold, readings, noise, data),
        shufflings(readings, noise[:300], data),
        *copies(noise, data),
        *headlines(data, noise),
    ]


def _named(reading: Reading, gold: dict[str, Any]) -> Reading:
    """The reading under the gold's id; nothing is read in another language."""
    document = replace(reading.document, given_id=gold["doc"], language=gold["lang"])
    if gold["lang"] != "en":
        return Reading(document)
    return replace(reading, document=document)


def feed_items(data: Path) -> list[Reading]:
    """Feed items in English, read."""
    path = data / "stream" / "feed_items.2023-03.jsonl"
    read = default_pipeline(fast=True).read
    return [
        read(_item(number, item))
        for number, item in enumerate(lines(path))
        if number % EVERY == 0 and item["lang"].startswith("en")
    ]


def _item(number: int, item: dict[str, Any]) -> Document:
    return Document(
        f"{item['title']}\n\n{item['summary'] or ''}".strip(),
        given_id=f"F{number:05}",
        url=item["url"],
        outlet=urlparse(item["feed"]).netloc,
        published=datetime.fromisoformat(item["published"]),
        language=item["lang"],
    )


def moved(readings: Sequence[Reading], documents: Mapping[str, dict[str, Any]]) -> list[Reading]:
    """The readings with their dates moved: the incidents fall into the month of the noise."""
    start = aware(datetime(2023, 3, 3))
    homes = sorted({each["incident"] for each in documents.values()})
    made = []
    for number, home in enumerate(homes):
        mine = [each for each in readings if documents[each.document.id]["incident"] == home]
        dates = sorted(aware(d) for each in mine if (d := each.document.published))
        middle = dates[len(dates) // 2] if dates else None
        by = timedelta(days=(start + number * APART - middle).days) if middle else timedelta(0)
        made += [later(each, by) for each in mine]
    return made


def linked(*readings: Iterable[Reading]) -> tuple[Linker, LinkedLedger]:
    linker = Linker()
    for several in readings:
        for reading in several:
            linker.add(reading)
    return linker, linker.linked()


def incidents(
    name: str,
    readings: Sequence[Reading],
    noise: Sequence[Reading],
    documents: Mapping[str, dict[str, Any]],
    data: Path,
) -> Iterator[Score]:
    """B³ of the gold's documents: each against the gold incident, and all that we put beside it."""
    _, found = linked(readings, noise)
    home = leading(found)
    together = defaultdict(set)
    for document, incident in home.items():
        together[incident].add(document)
    same = defaultdict(set)
    for key, each in documents.items():
        same[each["incident"]].add(key)
    precisions, recalls = [], []
    for key, each in documents.items():
        ours = together[home[key]] if key in home else {key}
        right = len(ours & same[each["incident"]])
        precisions.append(right / len(ours))
        recalls.append(right / len(same[each["incident"]]))
    precision, recall = (sum(each) / len(each) for each in (precisions, recalls))
    signature = (
        f"data {digest(data / 'claims' / 'incidents.dev.json')} | {len(documents)} documents,"
        f" {len(noise)} feed items, a document is where its lead is"
    )
    yield Score(f"linking.incidents.{name}.b3_precision", precision, signature)
    yield Score(f"linking.incidents.{name}.b3_recall", recall, signature)
    b3 = 2 * precision * recall / (precision + recall)
    yield Score(f"linking.incidents.{name}.b3_f1", b3, signature)


def leading(found: LinkedLedger) -> dict[str, str]:
    """For each document the incident of its lead; else the one that most of its claims are in."""
    counts: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for incident in found.incidents:
        for document in incident.leads:
            counts[document][incident.id] += 1_000_000
    for claim in found.claims:
        for each in claim.appearances:
            counts[each.document][claim.incident] += 1
    return {
        document: max(sorted(among), key=lambda key: among[key])
        for document, among in counts.items()
    }


def claims(
    gold: dict[str, Any], readings: Sequence[Reading], noise: Sequence[Reading], data: Path
) -> Iterator[Score]:
    """Folds as pairs of gold claims of one incident that were found."""
    _, found = linked(readings, noise)
    ours = matched(gold["claims"], readings, found)
    folds = _Pairs()
    for one, other in combinations([each for each in gold["claims"] if each["id"] in ours], 2):
        if one["incident"] == other["incident"]:
            folds.count(one["fold"] == other["fold"], ours[one["id"]] == ours[other["id"]])
    signature = (
        f"data {digest(data / 'claims' / 'incidents.dev.json')} | {len(ours)} of"
        f" {len(gold['claims'])} gold claims found, evidence shares half of the shorter"
    )
    yield Score("linking.folds.pair_f1", folds.f1, signature)
    yield Score("linking.folds.pair_precision", folds.precision, signature)


class _Pairs:
    def __init__(self) -> None:
        self.right = self.found = self.gold = 0

    def count(self, wanted: bool, made: bool) -> None:
        self.right += wanted and made
        self.found += made
        self.gold += wanted

    @property
    def f1(self) -> float:
        return f1(self.right, self.found, self.gold)

    @property
    def precision(self) -> float:
        return self.right / self.found if self.found else 0.0


def matched(
    gold: Sequence[dict[str, Any]], readings: Sequence[Reading], found: LinkedLedger
) -> dict[str, str]:
    """The folded claim of ours that answers each gold claim that was found."""
    home = {each.claim: claim.id for claim in found.claims for each in claim.appearances}
    by_id = {each.document.id: each for each in readings}
    answers = {}
    for each in gold:
        ours = answering(each, by_id[each["doc"]].claims or ())
        if ours is not None and ours.id in home:
            answers[each["id"]] = home[ours.id]
    return answers


def shufflings(readings: Sequence[Reading], noise: Sequence[Reading], data: Path) -> Score:
    """In how many of ten shufflings the incidents come out the same."""
    every = [*readings, *noise]
    expected = linked(every)[1]
    same = 0
    for seed in range(SHUFFLINGS):
        random.Random(seed).shuffle(every)  # noqa: S311
        same += linked(every)[1] == expected
    signature = f"data {digest(data / 'claims' / 'incidents.dev.json')} | {len(every)} documents"
    return Score("linking.order.same_of_10", same, signature)


def copies(noise: Sequence[Reading], data: Path) -> Iterator[Score]:
    """Copies made of real texts, by cutting them and changing words, among all texts."""
    texts = sorted((data / "fulltext").glob("*.txt"))
    articles = [Reading(Document(each.read_text(encoding="utf-8"))) for each in texts]
    held, twice = Copies(), set()
    bodies = [body_of(each) for each in (*noise, *articles)]
    for body in bodies:
        twice |= {key for pair in held.add(body) for key in pair.documents}
    once = [each for each in (*noise, *articles) if each.document.fingerprint not in twice]
    sources = [each for each in once if len(each.document.text.split()) >= 45]
    right = found = 0
    order = random.Random(5)  # noqa: S311
    shapes = [(keep, changed) for keep in (0.9, 0.6, 0.4) for changed in (0.05, 0.1)]
    for source in sources:
        keep, changed = order.choice(shapes)
        copy = body_of(Reading(Document(edited(source.document.text, keep, changed, order))))
        others = _copies_of(copy, held, bodies)
        right += source.document.fingerprint in others
        found += len(others)
    signature = (
        f"data {digest(data / 'stream' / 'feed_items.2023-03.jsonl')} | {len(sources)} copies of"
        f" texts of 45 words and more among {len(bodies)}, 40 to 90 % kept, 5 to 10 % changed"
    )
    yield Score("linking.copies.precision", right / max(1, found), signature)
    yield Score("linking.copies.recall", right / len(sources), signature)


def _copies_of(copy: CopyFeatures, held: Copies, bodies: Sequence[CopyFeatures]) -> set[str]:
    """The documents that this one copies, as the index and the count find them."""
    candidates = held.candidates(copy)
    assert len(candidates) <= len(bodies)
    return {other.key for other in candidates if copied(copy, other)}


def edited(text: str, keep: float, changed: float, order: random.Random) -> str:
    """The first `keep` of the words, at least 30, with `changed` of them dropped or replaced, or
    others put between."""
    words = text.split()
    made: list[str] = []
    for word in words[: max(30, int(len(words) * keep))]:
        chance = order.random()
        if chance < changed / 3:
            continue
        if chance < changed * 2 / 3:
            made.append(order.choice(FILLERS))
            continue
        made.append(word)
        if chance > 1 - changed / 3:
            made.append(order.choice(FILLERS))
    return " ".join(made)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m evaluation.linking", description=__doc__)
    parser.add_argument(
        "ledger", type=Path, help="a ledger of other news, such as a month of feeds"
    )
    parser.add_argument("--data", type=Path, default=Path("../shared/benchmarks"))
    arguments = parser.parse_args()
    with closing(open_ledger(arguments.ledger)) as store:
        noise = [each for each in store.readings() if each.claims is not None]
    for score in measure_among(arguments.data, noise):
        print(f"{score.name} {score.value:.4f} | {score.signature}", flush=True)


if __name__ == "__main__":
    main()

"""Headlines of one event by several outlets: which pairs are joined, by models that never saw it.

The headlines of fifty events stand in one ledger; those of our own, most of them of one war and of
the same days, show what is joined wrongly. What is reported leaves out the event that is measured:
each pair is decided by the models that were learned without the events of its two headlines.
"""

from __future__ import annotations

import csv
import random
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import combinations
from pathlib import Path

from evaluation.linear import Example, learn_two
from evaluation.score import Score, digest, lines
from sayso.actions.read import default_pipeline
from sayso.linking.blocking import blocking_terms, day_of, within_window
from sayso.linking.brief import (
    BRIEF_WORDS,
    OTHER,
    SAME,
    both_brief,
    brief_features,
    brief_likeness,
)
from sayso.linking.clusters import UNIT, Pair, gather
from sayso.linking.days import aware
from sayso.linking.likeness import LEAST, likeness
from sayso.linking.linker import FLOOR
from sayso.linking.passages import Passage, passages_of
from sayso.linking.series import SERIES_WORDS, of_a_series
from sayso.linking.words import cosine
from sayso.models.linear import LinearModel
from sayso.record import Document, Moment, Reading

OWN_HEADLINES = Path(__file__).with_name("joining_headlines.tsv")

FOLDS = 10
NOTHING = "other news"
"""The event of what is no headline of a known event."""

STREWINGS = ((1, 12), (2, 25), (3, 40))
"""Seeds, and days over which events are strewn: wars of other years then share days."""

DENSE = (11, 40)
"""The strewing that is measured: some hundred events of a few wars in forty days."""

START = aware(datetime(2023, 3, 3))

Events = Mapping[str, Sequence[Reading]]


@dataclass(frozen=True, slots=True)
class Report:
    """A passage with the event that it is of."""

    event: str
    passage: Passage


def open_events(data: Path) -> dict[str, list[Reading]]:
    """Return the benchmark's headlines, read, by their events."""
    return {
        event["incident"]: [
            _read(each["text"], each["outlet"], each["date"]) for each in event["headlines"]
        ]
        for event in lines(data / "comparison" / "headlines.jsonl")
    }


def own_events() -> dict[str, list[Reading]]:
    """Return our own headlines and short reports, read, by their events."""
    events: dict[str, list[Reading]] = defaultdict(list)
    with OWN_HEADLINES.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            events[row["event"]].append(_read(row["text"], row["outlet"], row["published"]))
    return dict(events)


def _read(text: str, outlet: str, published: str) -> Reading:
    document = Document(
        text, outlet=outlet, published=datetime.fromisoformat(published), language="en"
    )
    return default_pipeline().read(document)


def strewn(events: Events, seed: int, days: int) -> dict[str, list[Reading]]:
    """Return the events moved to days of one season, as chance has it."""
    chance = random.Random(seed)  # noqa: S311
    made = {}
    for event, readings in sorted(events.items()):
        first = min(aware(d) for each in readings if (d := each.document.published))
        by = timedelta(days=(START + timedelta(days=chance.randrange(days)) - first).days)
        made[event] = [later(each, by) for each in readings]
    return made


def later(reading: Reading, by: timedelta) -> Reading:
    """Return a reading with its publication and its moments moved."""
    published = reading.document.published
    document = replace(reading.document, published=published + by if published else None)
    moments = tuple(_later(each, by) for each in reading.moments or ())
    return replace(reading, document=document, moments=moments)


def _later(moment: Moment, by: timedelta) -> Moment:
    if moment.earliest is None or moment.latest is None:
        return moment
    return replace(moment, earliest=moment.earliest + by, latest=moment.latest + by)


def reports_of(events: Events) -> list[Report]:
    """Return the lead passage of each reading with its event."""
    return [
        Report(event, passage)
        for event, many in events.items()
        for each in many
        for passage in passages_of(each)[:1]
    ]


@dataclass(frozen=True, slots=True)
class Compared:
    """A pair of short reports as an example, with their events."""

    example: Example
    events: tuple[str, str]


def compared(events: Events, noise: Sequence[Reading]) -> list[Compared]:
    """Return what is learned from: pairs that linking compares, among events as they were and
    strewn, and beside other news."""
    pairs = list(_pairs(reports_of(events), ()))
    others = [Report(NOTHING, passage) for each in noise for passage in passages_of(each)[:1]]
    for number, (seed, days) in enumerate(STREWINGS):
        pairs += _pairs(reports_of(strewn(events, seed, days)), others if not number else ())
    return pairs


def _pairs(reports: Sequence[Report], noise: Sequence[Report]) -> Iterator[Compared]:
    beside = ((one, other) for one in reports for other in noise)
    for one, other in (*combinations(reports, 2), *beside):
        left, right = one.passage, other.passage
        if not within_window(day_of(left), day_of(right)) or not both_brief(left, right):
            continue
        # With pairs that share a scene alone B³ among noise of the same days is .916, not .921.
        if cosine(left.terms, right.terms) >= BRIEF_WORDS:
            label = SAME if one.event == other.event else OTHER
            yield Compared(Example(brief_features(left, right), label), (one.event, other.event))


@dataclass(frozen=True, slots=True)
class FoldModels:
    """Models by fold, each learned without the events of that fold."""

    fold: Mapping[str, int]
    models: Sequence[LinearModel]

    def likeness(self, one: Report, other: Report) -> float:
        """Return what the models that saw neither event of a pair make of it, on average."""
        folds = sorted({self.fold[each.event] for each in (one, other)})
        values = [brief_likeness(one.passage, other.passage, self.models[each]) for each in folds]
        return sum(values) / len(values)


def fold_models(events: Events, pairs: Sequence[Compared]) -> FoldModels:
    """Return a model for each fold of the events."""
    fold = {event: number % FOLDS for number, event in enumerate(sorted(events))}
    models = [
        learn_two(
            [each.example for each in pairs if held not in map(fold.get, each.events)], SAME, OTHER
        )
        for held in range(FOLDS)
    ]
    return FoldModels(fold, models)


@dataclass(frozen=True, slots=True)
class Joined:
    """How many pairs were joined, how many of them rightly, and how many should have been."""

    right: int
    made: int
    wanted: int

    @property
    def precision(self) -> float:
        """Of the joined pairs, the share of one event."""
        return self.right / self.made if self.made else 1.0

    @property
    def recall(self) -> float:
        """Of the pairs of one event, the share that was joined."""
        return self.right / self.wanted


def joined(reports: Sequence[Report], models: FoldModels) -> Joined:
    """Return what of the reports is joined, as linking does it but by models of folds."""
    events = {each.passage.key: each.event for each in reports}
    alike = {
        _pair(one.passage, other.passage): value
        for one, other in combinations(reports, 2)
        if (value := _value(one, other, models))
    }
    groups = gather(sorted(events), alike, FLOOR)
    made = [pair for group in groups for pair in combinations(group, 2)]
    right = sum(events[one] == events[other] for one, other in made)
    wanted = sum(one.event == other.event for one, other in combinations(reports, 2))
    return Joined(right, len(made), wanted)


def _value(one: Report, other: Report, models: FoldModels) -> int:
    left, right = one.passage, other.passage
    if not within_window(day_of(left), day_of(right)):
        return 0
    if set(blocking_terms(left)).isdisjoint(blocking_terms(right)):
        return 0
    words = cosine(left.terms, right.terms)
    series = words >= SERIES_WORDS and of_a_series(left, right)
    if series or not both_brief(left, right):
        return likeness(left, right)
    value = models.likeness(one, other)
    return round(UNIT * value) if value >= LEAST or (value <= -LEAST <= LEAST <= words) else 0


def _pair(left: Passage, right: Passage) -> Pair:
    first, second = sorted((left.key, right.key))
    return first, second


def headlines(data: Path, noise: Sequence[Reading]) -> Iterator[Score]:
    """Yield how many pairs of headlines of one event are joined, and how many joined are right."""
    mine, given = own_events(), open_events(data)
    events = {**given, **mine}
    models = fold_models(events, compared(events, noise))
    signature = (
        f"data {digest(data / 'comparison' / 'headlines.jsonl')} | {len(given)} events, and"
        f" {len(mine)} of our own, each pair by models that saw neither event"
    )
    for name, those in (
        ("open", given),
        ("own", mine),
        ("strewn", strewn(events, *DENSE)),
    ):
        score = joined(reports_of(those), models)
        yield Score(f"linking.headlines.{name}.precision", score.precision, signature)
        yield Score(f"linking.headlines.{name}.recall", score.recall, signature)

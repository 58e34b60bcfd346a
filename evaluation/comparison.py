"""How answers of an incident stand to each other: contradictions and later counts, by incidents.

The relations are decided by models that were learned without the incident in question: what is
reported is leave-one-incident-out, never resubstitution. Gold relations are between answers
("folds"): a pair of answers counts as a contradiction when a pair of their statements does.
Borderline gold pairs are neither right nor wrong.
"""

from __future__ import annotations

import csv
import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import combinations
from pathlib import Path
from typing import Any

from evaluation.claims import answering
from evaluation.linear import Example, learn
from evaluation.score import Score, digest, lines
from sayso.actions.read import default_pipeline
from sayso.linking.features import StatementFeatures, statement_features
from sayso.linking.relations import (
    Answers,
    Figure,
    RelationModels,
    answers_of,
    by_arithmetic,
    counted_people,
    denial_features,
    denial_pair,
    figure_features,
    figure_pairs,
    in_order,
    relation_of,
)
from sayso.record import Document, Reading

OWN_PAIRS = Path(__file__).with_name("relation_pairs.tsv")
"""Pairs of our own sentences from other conflicts, with the relation that they stand in."""

PAIRS_OF_ONE = 4
"""Pairs of statements that are learned from for one pair of answers: some have a hundred."""

HEADLINE_LABELS = {"compatible": "differ_compatible", "different": "unrelated"}

Pair = tuple[str, str]
Answered = tuple[Answers, frozenset[float | None]]
"""A statement, and the numbers that the gold sees in it."""


@dataclass(frozen=True, slots=True)
class Relations:
    """Gold relations of one group: `labels` of pairs of answers, `borderline` those in doubt.

    `answers` holds the statements of each answer, with the gold's numbers; `lenient` are labels
    that a reader could defend as well.
    """

    group: str
    answers: dict[str, list[Answered]]
    labels: dict[Pair, str]
    borderline: frozenset[Pair]
    questions: dict[str, str]
    newer: bool = False
    lenient: dict[Pair, frozenset[str]] = field(default_factory=dict)

    def label(self, pair: Pair) -> str:
        """Return the gold's relation of two answers; without one, by their questions."""
        if pair in self.labels:
            return self.labels[pair]
        same = self.questions.get(pair[0]) == self.questions.get(pair[1])
        return "differ_compatible" if same and self.questions else "unrelated"


def measure(data: Path) -> list[Score]:
    """Return how well contradictions and later counts of the open sets are recognized."""
    signature = (
        f"data {digest(data / 'comparison' / 'incidents.more.json')}"
        f" {digest(data / 'claims' / 'relations.dev.json')}"
        f" {digest(data / 'comparison' / 'headlines.jsonl')} | "
    )
    return measure_groups(open_incidents(data), open_headlines(data), own_groups(), signature)


def measure_groups(
    incidents: Sequence[Relations],
    headlines: Sequence[Relations],
    own: Sequence[Relations],
    signature: str,
) -> list[Score]:
    """Return precision and recall of both relations, each group by models of all the others."""
    newer = [each for each in incidents if each.newer]
    older = [each for each in incidents if not each.newer]
    taught = [
        (group.group, list(figure_examples(group)), list(denial_examples(group)))
        for group in (*incidents, *headlines, *own)
    ]
    scores = []
    for name, held in (("newer", newer), ("older", older), ("headlines", headlines)):
        counts = Counter[str]()
        for group in held:
            figures = [each for key, some, _ in taught if key != group.group for each in some]
            denials = [each for key, _, some in taught if key != group.group for each in some]
            counts.update(counted(group, RelationModels(learn(figures), learn(denials))))
        for relation in ("contradict", "update") if name == "headlines" else ("contradict",):
            right, made, wanted = (
                counts[f"{relation} {kind}"] for kind in ("right", "made", "wanted")
            )
            told = f"{signature}leave one incident out | {len(held)} incidents, {wanted} wanted"
            scores += [
                Score(f"comparison.{name}.{relation}_precision", right / max(1, made), told),
                Score(f"comparison.{name}.{relation}_recall", right / max(1, wanted), told),
            ]
    return scores


def counted(group: Relations, models: RelationModels) -> Counter[str]:
    """Return how many pairs of answers are right, made and wanted, for each relation."""
    counts = Counter[str]()
    for pair in combinations(sorted(group.answers), 2):
        label = group.label(pair)
        found = best_relation(group, pair, models)
        for relation in ("contradict", "update"):
            doubtful = pair in group.borderline or relation in group.lenient.get(pair, ())
            counts[f"{relation} wanted"] += label == relation and pair not in group.borderline
            if found == relation and (label == relation or not doubtful):
                counts[f"{relation} made"] += 1
                counts[f"{relation} right"] += label == relation
    return counts


def best_relation(group: Relations, pair: Pair, models: RelationModels) -> str | None:
    """Return what any two statements of two answers make of them, a contradiction before all."""
    kinds = {
        relation.kind
        for left, _ in group.answers[pair[0]]
        for right, _ in group.answers[pair[1]]
        if left.features.key != right.features.key
        and (relation := relation_of(left, right, models)) is not None
    }
    return next((kind for kind in ("contradict", "update") if kind in kinds), None)


def figure_examples(group: Relations) -> Iterator[Example]:
    """Yield pairs of numbers of the same people that aren't equal, with the gold's relation."""
    for pair, left, right in _statements(group):
        label = group.label(pair)
        known = label if label in ("contradict", "update") else "other"
        for first, second in _opposed(left, right):
            earlier, later = in_order(left[0], right[0])
            a, b = (first, second) if earlier is left[0] else (second, first)
            yield Example(figure_features(earlier.features, a, later.features, b), known)


def _opposed(left: Answered, right: Answered) -> Iterator[tuple[Figure, Figure]]:
    for first, second in figure_pairs(left[0], right[0]):
        if first[0].low not in left[1] or second[0].low not in right[1]:
            continue
        kind = by_arithmetic(first[0], second[0], counted_people(first[1], second[1]))
        if kind == "opposed" or (kind == "differ_compatible" and first[0].low != second[0].low):
            yield first, second


def denial_examples(group: Relations) -> Iterator[Example]:
    """Yield pairs of a denial and an assertion, with whether the gold says that they contradict."""
    for pair, (left, _), (right, _) in _statements(group):
        label = "contradict" if group.label(pair) == "contradict" else "other"
        for no, yes in ((left, right), (right, left)):
            answers = denial_pair(no, yes)
            if answers is not None:
                yield Example(
                    denial_features(no.features, answers[0], yes.features, answers[1]), label
                )


def _statements(group: Relations) -> Iterator[tuple[Pair, Answered, Answered]]:
    """Yield pairs of statements of two answers, a few of each pair, without those in doubt."""
    for pair in combinations(sorted(group.answers), 2):
        if pair in group.borderline:
            continue
        pairs = [
            (left, right)
            for left in group.answers[pair[0]]
            for right in group.answers[pair[1]]
            if left[0].features.key != right[0].features.key
        ]
        for left, right in pairs[:: max(1, len(pairs) // PAIRS_OF_ONE)][:PAIRS_OF_ONE]:
            yield pair, left, right


def open_incidents(data: Path) -> list[Relations]:
    """Return the gold relations of the older and the newer incidents."""
    older = json.loads((data / "claims" / "incidents.dev.json").read_text(encoding="utf-8"))
    relations = json.loads((data / "claims" / "relations.dev.json").read_text(encoding="utf-8"))
    newer = json.loads((data / "comparison" / "incidents.more.json").read_text(encoding="utf-8"))
    asked = {each["fold"]: each["question"] for each in newer["claims"]}
    return [
        *_groups(older, relations["questions"], relations["relations"], data / "claims" / "texts"),
        *(
            replace(each, newer=True)
            for each in _groups(newer, asked, newer["relations"], data / "comparison" / "texts")
        ),
    ]


def _groups(
    gold: dict[str, Any],
    questions: dict[str, str],
    relations: Sequence[dict[str, Any]],
    texts: Path,
) -> Iterator[Relations]:
    features = {each["doc"]: read_document(each, texts) for each in gold["documents"]}
    by_incident: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for claim in gold["claims"]:
        by_incident[claim["incident"]].append(claim)
    for incident, claims in by_incident.items():
        answers: dict[str, list[Answered]] = defaultdict(list)
        for claim in claims:
            statements = {each.key: each for each in features[claim["doc"]]}
            ours = answering(claim, (each.claim for each in statements.values()))
            answered = answers[claim["fold"]]  # an answer that was missed stays, and is wanted
            if ours is not None:
                answered.append((answers_of(statements[ours.id]), _values(claim)))
        here = {_pair(each): each for each in relations if each["incident"] == incident}
        yield Relations(
            incident,
            dict(answers),
            {pair: each["relation"] for pair, each in here.items()},
            frozenset(pair for pair, each in here.items() if each.get("borderline")),
            questions,
        )


def _pair(relation: dict[str, Any]) -> Pair:
    first, second = sorted((relation["a"], relation["b"]))
    return first, second


def _values(claim: dict[str, Any]) -> frozenset[float | None]:
    return frozenset(each["value"] for each in claim["quantities"])


def read_document(gold: dict[str, Any], texts: Path) -> list[StatementFeatures]:
    """Return the statements of a gold document; none of one in another language."""
    if gold["lang"] != "en":
        return []
    text = (texts / f"{gold['doc']}.txt").read_text(encoding="utf-8")
    published = gold["published"] or ""
    document = Document(
        text,
        given_id=gold["doc"],
        outlet=gold["outlet"],
        published=datetime.fromisoformat(published) if published[:1].isdigit() else None,
        language="en",
    )
    return statement_features(default_pipeline().read(document))


def open_headlines(data: Path) -> list[Relations]:
    """Return the gold relations of headlines, an event a group, each headline an answer."""
    return [_headlines(each) for each in lines(data / "comparison" / "headlines.jsonl")]


def _headlines(event: dict[str, Any]) -> Relations:
    answers = {
        each["id"]: [
            (answers_of(features), frozenset((each["figure"]["low"],) if each["figure"] else ()))
            for features in statement_features(_read(each["text"], each["outlet"], each["date"]))
        ]
        for each in event["headlines"]
    }
    labels = {
        _pair(each): HEADLINE_LABELS.get(each["relation"], each["relation"])
        for each in event["pairs"]
    }
    return Relations(
        event["incident"],
        answers,
        labels,
        frozenset(pair for pair, label in labels.items() if label == "unclear"),
        {},
        lenient={_pair(each): frozenset(each.get("also") or ()) for each in event["pairs"]},
    )


def _read(text: str, outlet: str, day: str) -> Reading:
    published = datetime.fromisoformat(day)
    document = Document(text, outlet=outlet, published=published, language="en")
    return default_pipeline().read(document)


OWN_LABELS = {
    "deny": "contradict",
    "culprit": "contradict",
    "not": "unrelated",
    "other": "unrelated",
}


def own_groups() -> list[Relations]:
    """Return the pairs of our own sentences, each a group with two answers."""
    with OWN_PAIRS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [_own(number, row) for number, row in enumerate(rows)]


def _own(number: int, row: dict[str, str]) -> Relations:
    answers: dict[str, list[Answered]] = {}
    for side in "ab":
        reading = _read(row[f"text_{side}"], row[f"outlet_{side}"], row[f"day_{side}"])
        answers[side] = [
            (answers_of(each), frozenset(figure.low for figure in each.figures))
            for each in statement_features(reading)
        ]
    label = OWN_LABELS.get(row["relation"], row["relation"])
    return Relations(f"own {number}", answers, {("a", "b"): label}, frozenset(), {})

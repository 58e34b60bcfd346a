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
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import lru_cache
from itertools import combinations, product
from pathlib import Path
from typing import Any

from evaluation.accounts import CONTRADICT, OTHER, account_examples, accounts_in, files
from evaluation.claims import answering, fitting
from evaluation.linear import Example, learn, learn_two
from evaluation.score import Score, digest, lines
from sayso.actions.read import default_pipeline
from sayso.linking.answers import (
    Answers,
    Figure,
    Relation,
    RelationModels,
    answers_of,
    in_order,
    shipped_models,
)
from sayso.linking.contrasts import Contrasts, EventContrasts, wording_of
from sayso.linking.denials import denial_features, denial_pair
from sayso.linking.features import StatementFeatures, statement_features
from sayso.linking.figure_counts import by_arithmetic, counted_in, counts_nobody
from sayso.linking.figure_pairs import figure_features, figure_pairs
from sayso.linking.relations import relation_of
from sayso.models.linear import LinearModel
from sayso.record import Document, Quantity, Reading, Span

OWN_PAIRS = Path(__file__).with_name("relation_pairs.tsv")
"""Pairs of our own sentences from other conflicts, with the relation that they stand in."""

PAIRS_OF_ONE = 4
"""Pairs of statements that are learned from for one pair of answers: some have a hundred."""

HEADLINE_LABELS = {"compatible": "differ_compatible", "different": "unrelated"}

NOTHING: frozenset[str] = frozenset()

Pair = tuple[str, str]
Answered = tuple[Answers, frozenset[float | None]]
"""A statement, and the numbers that the gold sees in it."""


@dataclass(frozen=True, slots=True)
class Relations:
    """Gold relations of one group: `labels` of pairs of answers, `borderline` those in doubt.

    `answers` holds the statements of each answer, with the gold's numbers, and `parts` all that
    stand in the gold's sentences; `lenient` are labels that a reader could defend as well.
    """

    group: str
    answers: dict[str, list[Answered]]
    labels: dict[Pair, str]
    borderline: frozenset[Pair]
    questions: dict[str, str]
    newer: bool = False
    lenient: dict[Pair, frozenset[str]] = field(default_factory=dict)
    parts: dict[str, list[Answered]] = field(default_factory=dict)

    def doubtful(self, pair: Pair, relation: str) -> bool:
        """Return whether a relation of two answers is neither right nor wrong."""
        return pair in self.borderline or relation in self.lenient.get(pair, NOTHING)

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
        f" {digest(data / 'comparison' / 'headlines.jsonl')} | leave one incident out | "
    )
    return [
        *measure_groups(open_incidents(data), open_headlines(data), own_groups(), signature),
        *measure_own(),
    ]


OWN = Path(__file__).with_name("own")

OWN_SETS = {
    "own": OWN / "incidents",
    "own_read": OWN / "incidents_read",
    "own_unread": OWN / "incidents_unread",
}
"""Incidents of our own, written without sight of the code: 8 in 61 reports and 16 in 122 that were
read while rules were made, and 8 in 62 that were not until those were done."""

OTHER_EVENT = ".other"
"""What questions about other events than their incident's begin with, after its prefix."""


def measure_own() -> list[Score]:
    """Return precision and recall on incidents of our own, by the packs that ship.

    No model learns from them. Pairs of which one is about another event don't count: linking puts
    them in two incidents.
    """
    return [score for name, folder in OWN_SETS.items() for score in _measured_own(name, folder)]


def _measured_own(name: str, folder: Path) -> Iterator[Score]:
    counts = Counter[str]()
    for group in questioned(folder / "incidents.json", folder / "texts"):
        counts.update(counted_of_event(group, related(group, shipped_models())))
    signature = f"data {digest(folder / 'incidents.json')} | "
    for relation in ("contradict", "update"):
        yield from scores_of(f"comparison.{name}.{relation}", counts, relation, signature)


def counted_of_event(group: Relations, made: Mapping[Pair, str]) -> Counter[str]:
    """Return what `counted` returns, without pairs of which one answer is about another event."""
    return counted(group, {pair: kind for pair, kind in made.items() if _one_event(group, pair)})


def _one_event(group: Relations, pair: Pair) -> bool:
    """Return whether both answers are about the incident, or both answer one question."""
    if not any(OTHER_EVENT in each for each in pair):
        return True
    return group.questions.get(pair[0]) == group.questions.get(pair[1])


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
        (
            group.group,
            list(figure_examples(group)),
            list(denial_examples(group)),
            list(contrast_examples(group)),
        )
        for group in (*incidents, *headlines, *own)
    ]
    accounts = own_account_examples()
    scores = []
    for name, held in (("newer", newer), ("older", older), ("headlines", headlines)):
        counts, sentences = Counter[str](), Counter[str]()
        for group in held:
            others = [examples for key, *examples in taught if key != group.group]
            figures, denials, contrasts = (
                [each for examples in others for each in examples[kind]] for kind in range(3)
            )
            models = RelationModels(
                learn(figures), learn(denials), contrast_model(accounts, contrasts)
            )
            counts.update(counted(group, related(group, models)))
            sentences.update(counted(group, of_sentences(group, models)))
        for relation in ("contradict", "update") if name == "headlines" else ("contradict",):
            scores += scores_of(f"comparison.{name}.{relation}", counts, relation, signature)
            scores += scores_of(
                f"comparison.{name}.of_sentences.{relation}", sentences, relation, signature
            )
    return scores


def scores_of(name: str, counts: Counter[str], relation: str, signature: str) -> list[Score]:
    right, made, wanted = (counts[f"{relation} {kind}"] for kind in ("right", "made", "wanted"))
    about = f"{signature}{right} of {made} made, {wanted} wanted"
    return [
        Score(f"{name}_precision", right / max(1, made), about),
        Score(f"{name}_recall", right / max(1, wanted), about),
    ]


def counted(group: Relations, made: Mapping[Pair, str]) -> Counter[str]:
    """Return how many pairs of answers are right, made and wanted, for each relation.

    `made` is what is made of pairs.
    """
    counts = Counter[str]()
    for pair in combinations(sorted(group.answers), 2):
        label = group.label(pair)
        for relation in ("contradict", "update"):
            counts[f"{relation} wanted"] += label == relation and pair not in group.borderline
            if made.get(pair) == relation and (
                label == relation or not group.doubtful(pair, relation)
            ):
                counts[f"{relation} made"] += 1
                counts[f"{relation} right"] += label == relation
    return counts


def of_sentences(group: Relations, models: RelationModels) -> dict[Pair, str]:
    """Return what any two statements of two answers make of them, a contradiction before all.

    Stricter than `related`: where a sentence gives several answers, a relation of two sentences
    counts for all of them, and so as false for those that it isn't about.
    """
    made = {}
    for pair in combinations(sorted(group.answers), 2):
        kinds = {
            relation.kind
            for left, _ in group.answers[pair[0]]
            for right, _ in group.answers[pair[1]]
            if left.features.key != right.features.key
            and (relation := relation_of(left, right, models)) is not None
        }
        kind = next((each for each in ("contradict", "update") if each in kinds), None)
        if kind is not None:
            made[pair] = kind
    return made


def related(group: Relations, models: RelationModels) -> dict[Pair, str]:
    """Return what is made of pairs of answers, a contradiction before all.

    What is decided is that two statements contradict each other. Where a statement gives several
    answers, that counts for the answers which the gold sets against each other, and only where
    there are none for all of them.
    """
    parts = group.parts or group.answers
    among = EventContrasts(
        (each.features for some in parts.values() for each, _ in some), models.contrasts
    )
    meant: dict[Pair, dict[str, list[Pair]]] = defaultdict(lambda: defaultdict(list))
    for pair in combinations(sorted(group.answers), 2):
        for left, first in parts.get(pair[0], ()):
            for right, second in parts.get(pair[1], ()):
                if left.features.key == right.features.key:
                    continue
                relation = relation_of(left, right, models, among)
                if relation is not None and _of_these(relation, left, first, second):
                    one, other = sorted((left.features.key, right.features.key))
                    meant[one, other][relation.kind].append(pair)
    made: dict[Pair, set[str]] = defaultdict(set)
    for kinds in meant.values():
        for kind, pairs in kinds.items():
            for pair in meant_by(group, pairs, kind):
                made[pair].add(kind)
    return outranking(made)


def meant_by(group: Relations, pairs: Sequence[Pair], kind: str) -> Sequence[Pair]:
    """Return the pairs of answers that a relation of two statements counts for: those that the
    gold gives it, else those in doubt, else all."""
    right = [each for each in pairs if group.label(each) == kind]
    return right or [each for each in pairs if group.doubtful(each, kind)] or pairs


def outranking(made: Mapping[Pair, set[str]]) -> dict[Pair, str]:
    """Return for each pair a contradiction before a later count; without those of neither."""
    kinds = {
        pair: next((each for each in ("contradict", "update") if each in some), None)
        for pair, some in made.items()
    }
    return {pair: kind for pair, kind in kinds.items() if kind is not None}


def _of_these(
    relation: Relation,
    left: Answers,
    first: frozenset[float | None],
    second: frozenset[float | None],
) -> bool:
    """Return whether a relation is one of the answers that the gold sees in two statements.

    "26 were killed in Russian air strikes" answers how many and who: that it stands against "35
    were killed" is a relation of the one answer and not of the other.
    """
    if relation.figures is None:
        return True
    one, other = relation.figures
    if one not in left.features.figures:
        one, other = other, one
    return _holds(first, one) and _holds(second, other)


def figure_examples(group: Relations) -> Iterator[Example]:
    """Yield pairs of numbers of the same people that aren't equal, with the gold's relation."""
    for pair, left, right in _statements(group):
        label = group.label(pair)
        known = label if label in ("contradict", "update") else "other"
        if known == "other" and group.lenient.get(pair, NOTHING) & {"contradict", "update"}:
            continue
        for first, second in _opposed(left, right):
            earlier, later = in_order(left[0], right[0])
            a, b = (first, second) if earlier is left[0] else (second, first)
            pair = (earlier.features, a, later.features, b)
            yield Example(figure_features(*pair, counted_in(*pair)), known)


def _opposed(left: Answered, right: Answered) -> Iterator[tuple[Figure, Figure]]:
    for first, second in figure_pairs(left[0], right[0]):
        if not _holds(left[1], first[0]) or not _holds(right[1], second[0]):
            continue
        counted = counted_in(left[0].features, first, right[0].features, second)
        if counted == "same" and (counts_nobody(first) or counts_nobody(second)):
            continue  # a rule decides on these before the model is asked
        kind = by_arithmetic(first[0], second[0], counted)
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


TIMES = 2
"""How often a pair of real reports counts in learning contrasts: with 1 or 3 the newer incidents
and those of our own won less at one precision."""


def contrast_model(accounts: Sequence[Example], real: Sequence[Example]) -> LinearModel:
    """Return the model of contrasts in words, of our own accounts and of pairs of reports."""
    return learn_two([*accounts, *(each for each in real for _ in range(TIMES))], CONTRADICT, OTHER)


@lru_cache(maxsize=1)
def own_account_examples() -> list[Example]:
    """Return the pairs of our own accounts that contrasts are learned from."""
    return [each for path in files() for each in account_examples(list(accounts_in(path)))]


def contrast_examples(group: Relations) -> Iterator[Example]:
    """Yield pairs of statements that are compared in words, with whether they contradict."""
    given = answers_of_statements(group)
    held = {
        each.features.key: each.features
        for statements in (group.parts or group.answers).values()
        for each, _ in statements
    }
    keys = list(held)
    contrasts = Contrasts([wording_of(each) for each in held.values()])
    for one, other in contrasts.pairs:
        pairs = pairs_between(given[keys[one]], given[keys[other]])
        if any(group.doubtful(pair, CONTRADICT) for pair in pairs):
            continue
        label = any(group.label(pair) == CONTRADICT for pair in pairs)
        yield Example(contrasts.features(one, other), CONTRADICT if label else OTHER)


def answers_of_statements(group: Relations) -> Mapping[str, set[str]]:
    """Return by the key of each statement the gold answers that it gives."""
    given: dict[str, set[str]] = defaultdict(set)
    for answer, statements in (group.parts or group.answers).items():
        for each, _ in statements:
            given[each.features.key].add(answer)
    return given


def pairs_between(some: Iterable[str], others: Iterable[str]) -> list[Pair]:
    """Return the pairs of two different answers, one of each, each in order."""
    return [(min(pair), max(pair)) for pair in product(some, others) if pair[0] != pair[1]]


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
    newer = questioned(data / "comparison" / "incidents.more.json", data / "comparison" / "texts")
    return [
        *_groups(
            older,
            relations["questions"],
            relations["relations"],
            read_documents(older, data / "claims" / "texts"),
        ),
        *(replace(each, newer=True) for each in newer),
    ]


def questioned(path: Path, texts: Path) -> Iterator[Relations]:
    """Yield the gold relations of a file whose claims name the questions that they answer."""
    gold = json.loads(path.read_text(encoding="utf-8"))
    yield from questioned_in(gold, read_documents(gold, texts))


Documents = Mapping[str, Sequence[StatementFeatures]]
"""The statements of gold documents, by the documents' names."""


def questioned_in(gold: dict[str, Any], documents: Documents) -> Iterator[Relations]:
    """Yield the gold relations where the documents are read already."""
    asked = {each["fold"]: each["question"] for each in gold["claims"]}
    yield from _groups(gold, asked, gold["relations"], documents)


def read_documents(gold: dict[str, Any], texts: Path) -> Documents:
    """Return the statements of all documents of a gold file."""
    return {each["doc"]: read_document(each, texts) for each in gold["documents"]}


def _groups(
    gold: dict[str, Any],
    questions: dict[str, str],
    relations: Sequence[dict[str, Any]],
    features: Documents,
) -> Iterator[Relations]:
    by_incident: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for claim in gold["claims"]:
        by_incident[claim["incident"]].append(claim)
    for incident, claims in by_incident.items():
        answers: dict[str, list[Answered]] = defaultdict(list)
        parts: dict[str, list[Answered]] = defaultdict(list)
        for claim in claims:
            statements = {each.key: each for each in features[claim["doc"]]}
            parts[claim["fold"]] += [
                (answers_of(statements[each.id]), _values(claim))
                for each in fitting(claim, (each.claim for each in statements.values()))
            ]
            ours = answering(
                claim,
                (each.claim for each in statements.values()),
                lambda each, gold=claim, held=statements: _says(gold, held[each.id]),
            )
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
            parts=dict(parts),
        )


def _says(gold: dict[str, Any], ours: StatementFeatures) -> int:
    """Return how much of a gold claim one of ours says: a number of it, and whether it denies.

    The gold marks whole sentences, and of those several claims of ours are parts.
    """
    number = any(_holds(_values(gold), each) for each in ours.figures)
    return 2 * number + ((gold["polarity"] == "deny") == (ours.answer == "no"))


def _holds(values: Iterable[float | None], figure: Quantity) -> bool:
    """Return whether a figure is one of the gold's numbers; it writes "more than 40" as 41."""
    return figure.low in values or (figure.bound == "more_than" and figure.low + 1 in values)


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
            (answers_of(features), _in_words(features, each["figure"]))
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


def _in_words(
    features: StatementFeatures, figure: dict[str, Any] | None
) -> frozenset[float | None]:
    """Return the numbers that we read in the words of the gold's figure."""
    words = Span(figure["start"], figure["end"]) if figure else None
    return frozenset(each.low for each in features.figures if words and words.overlap(each.as_said))


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

"""What the incident pages say: all reports of a set linked as one ledger, then compared with gold.

`evaluation.comparison` gives the relations pairs of gold answers that belong together. Here the
program finds its own incidents first, so that an answer that is not read, or stands in another
incident, counts as missed.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from pathlib import Path

from evaluation.comparison import (
    OWN_SETS,
    Pair,
    Relations,
    answers_of_statements,
    counted_of_event,
    meant_by,
    outranking,
    pairs_between,
    questioned_in,
    read_documents,
    scores_of,
)
from evaluation.score import Score, digest
from sayso.linking.linker import LinkedLedger, link


def measure(_data: Path) -> list[Score]:
    """Return precision and recall of contradictions and updates on incidents of our own."""
    return [
        score for name, folder in OWN_SETS.items() for score in measured(folder, f"together.{name}")
    ]


def measured(folder: Path, name: str) -> list[Score]:
    """Return the scores of a folder with `incidents.json` and `texts`, under a name."""
    path = folder / "incidents.json"
    gold = json.loads(path.read_text(encoding="utf-8"))
    documents = read_documents(gold, folder / "texts")
    ledger = link(some[0].reading for some in documents.values() if some)
    counts = Counter[str]()
    for group in questioned_in(gold, documents):
        counts.update(counted_of_event(group, related(group, ledger)))
        counts["incidents"] += _homes(group, ledger)
        counts["groups"] += 1
    about = (
        f"data {digest(path)} | reports of an incident stand in"
        f" {counts['incidents'] / max(1, counts['groups']):.1f} incidents | "
    )
    return [
        score
        for relation in ("contradict", "update")
        for score in scores_of(f"{name}.{relation}", counts, relation, about)
    ]


def related(group: Relations, ledger: LinkedLedger) -> dict[Pair, str]:
    """Return what incidents make of pairs of gold answers, a contradiction before all.

    As in `evaluation.comparison`, a relation of two claims that give several answers counts for
    those that the gold sets against each other, and only where there are none for all.
    """
    answers = _answers_of_claims(group, ledger)
    made: dict[Pair, set[str]] = defaultdict(set)
    for incident in ledger.incidents:
        for relation in incident.relations:
            kind, (left, right) = relation.relation, relation.claims
            if kind not in ("contradict", "update"):
                continue
            pairs = pairs_between(answers.get(left, ()), answers.get(right, ()))
            for pair in meant_by(group, pairs, kind):
                made[pair].add(kind)
    return outranking(made)


def _answers_of_claims(group: Relations, ledger: LinkedLedger) -> dict[str, frozenset[str]]:
    """Return by folded claim the gold answers that its appearances give."""
    by_statement = answers_of_statements(group)
    return {
        claim.id: frozenset().union(*(by_statement.get(met.claim, ()) for met in claim.appearances))
        for claim in ledger.claims
    }


def _homes(group: Relations, ledger: LinkedLedger) -> int:
    """Return in how many incidents the gold's answers stand."""
    answers = _answers_of_claims(group, ledger)
    return len({claim.incident for claim in ledger.claims if answers[claim.id]})

"""Figures of several towns in reports of one day: which of them are set against each other.

Each set holds two to four reports of our own, by invented outlets about real towns, with pairs of
figures: of other towns or events ("apart"), contradicting, or a later count. The reports of a set
are linked as one ledger. The first half of the sets was read while rules were made, the second was
not until those were done.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from evaluation.score import Score, digest, lines
from sayso.actions.read import default_pipeline
from sayso.linking.linker import LinkedLedger, link
from sayso.record import Document, FoldedClaim, Reading, Span

SETS = Path(__file__).with_name("own") / "towns.jsonl"

SET_AGAINST = ("contradict", "update")


def measure(_data: Path) -> list[Score]:
    """Return the share of pairs apart that no relation joins, and what is found of the others."""
    counts: dict[str, Counter[str]] = {"open": Counter(), "sealed": Counter()}
    for made in lines(SETS):
        counts[made["half"]].update(_counted(made))
    signature = f"data {digest(SETS)} | "
    return [score for half in counts for score in _scores(half, counts[half], signature)]


def _scores(half: str, counts: Counter[str], signature: str) -> Iterator[Score]:
    name = f"towns.{'read' if half == 'open' else 'unread'}"
    for relation in ("apart", *SET_AGAINST):
        right, wanted = counts[f"{relation} right"], counts[f"{relation} wanted"]
        yield Score(
            f"{name}.{relation}", right / max(1, wanted), f"{signature}{right} of {wanted} pairs"
        )


def _counted(made: dict[str, Any]) -> Counter[str]:
    """Return how many pairs of one set are wanted, and right, by their relation."""
    readings = [_read(report) for report in made["reports"]]
    ledger = link(readings)
    related = {
        frozenset(relation.claims): relation.relation
        for incident in ledger.incidents
        for relation in incident.relations
    }
    counts = Counter[str]()
    for pair in made["pairs"]:
        first, second = (_claims(readings, ledger, pair[end]) for end in ("a", "b"))
        kinds = {related.get(frozenset((one.id, two.id))) for one in first for two in second}
        found = next((kind for kind in SET_AGAINST if kind in kinds), "apart")
        counts[f"{pair['relation']} wanted"] += 1
        counts[f"{pair['relation']} right"] += found == pair["relation"]
    return counts


def _read(report: dict[str, Any]) -> Reading:
    published = datetime.fromisoformat(report["published"])
    document = Document(report["text"], outlet=report["outlet"], published=published, language="en")
    return default_pipeline().read(document)


def _claims(
    readings: Sequence[Reading], ledger: LinkedLedger, quoted: tuple[int, str]
) -> list[FoldedClaim]:
    """Return the folded claims with a figure in quoted words of a report."""
    number, words = quoted
    reading = readings[number]
    start = reading.document.text.index(words)
    span, figures = Span(start, start + len(words)), reading.quantities or ()
    keys = {
        claim.id
        for claim in reading.claims or ()
        if any(span.contains(figures[each].as_said) for each in claim.quantities)
    }
    return [claim for claim in ledger.claims if any(met.claim in keys for met in claim.appearances)]

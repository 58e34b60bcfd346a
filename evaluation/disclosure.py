"""What is said of persons and to readers: unnamed sources, names withheld, warnings.

Sets of our own, of many conflicts and genres, written by people who did not know the rules. They
were looked at while the rules were mended; what they gave at first sight stands in CHANGELOG.md.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from evaluation.score import Score, digest
from sayso import read
from sayso.exports.withheld import names_of_the_harmed
from sayso.record import Document, Span

OWN = Path(__file__).with_name("own")
ALIKE = 0.75
"""Share of words, of both together, that two spans must have in common to be the same."""

MARKS = ".,;:\"“”’'()—–"


def measure(data: Path) -> list[Score]:  # noqa: ARG001
    """Return all scores; nothing of the benchmarks is needed."""
    return [*_portrayals(), *_withheld(), *_warned()]


def rows(name: str) -> list[dict[str, Any]]:
    """Return the rows of a set."""
    lines = (OWN / name).read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines if line]


def _portrayals() -> Iterator[Score]:
    """How unnamed sources are described, and why they are not named."""
    described, reasons, none_given = [], [], []
    for row in rows("unnamed.jsonl"):
        met = _met(row["text"])
        for source in row["sources"]:
            fitting = [each for each in met if _alike(each[0], source["described_as"])]
            described.append(bool(fitting))
            given = [because for _, because in fitting or met]
            if source["because"]:
                reasons.append(any(_alike(each, source["because"]) for each in given))
            else:
                none_given.append(not any(given))
    signature = f"data {digest(OWN / 'unnamed.jsonl')} | {{}} | words alike {ALIKE}"
    for name, right, what in (
        ("described", described, "sources"),
        ("reason", reasons, "reasons"),
        ("no_reason", none_given, "sources without a reason"),
    ):
        share = sum(right) / len(right)
        yield Score(f"disclosure.unnamed.{name}", share, signature.format(f"{len(right)} {what}"))


def _met(text: str) -> list[tuple[str, str]]:
    def words(span: Span | None) -> str:
        return "" if span is None else span.of(text)

    found = (
        (words(claim.described_as), words(claim.unnamed_because))
        for claim in read(text).claims or ()
        if not claim.narrated and not claim.claimant.named and claim.claimant.said
    )
    return list(dict.fromkeys(found))


def _alike(left: str, right: str) -> bool:
    first, second = (
        Counter(bare for word in words.lower().split() if (bare := word.strip(MARKS)))
        for words in (left, right)
    )
    union = (first | second).total()
    return bool(union) and (first & second).total() / union >= ALIKE


def _withheld() -> Iterator[Score]:
    """Names of private persons harmed: those withheld of those to withhold, and the reverse."""
    right = wrong = missed = 0
    for row in rows("withheld.jsonl"):
        found = [_parts(name) for name in names_of_the_harmed(read(row["text"]))]
        wanted = [_parts(name) for name in row["withhold"]]
        hits = sum(any(name & each for each in found) for name in wanted)
        right += hits
        missed += len(wanted) - hits
        wrong += sum(not any(name & each for each in wanted) for name in found)
    signature = f"data {digest(OWN / 'withheld.jsonl')} | {right + missed} names, {wrong} wrong"
    yield Score("disclosure.withheld.precision", right / (right + wrong), signature)
    yield Score("disclosure.withheld.recall", right / (right + missed), signature)


def _parts(name: str) -> frozenset[str]:
    return frozenset(part.strip(MARKS) for part in name.lower().split())


def _warned() -> Iterator[Score]:
    """Precision and recall of each kind of warning."""
    right: Counter[str] = Counter()
    made: Counter[str] = Counter()
    wanted: Counter[str] = Counter()
    for row in rows("warnings.jsonl"):
        published = datetime.fromisoformat(row["published"]).replace(tzinfo=UTC)
        reading = read(Document(row["text"], published=published))
        kinds = {each.kind for each in reading.warnings or ()} - {"second_article"}
        right.update(kinds & set(row["warnings"]))
        made.update(kinds)
        wanted.update(row["warnings"])
    for kind in sorted(wanted):
        signature = f"data {digest(OWN / 'warnings.jsonl')} | {made[kind]} made, {wanted[kind]} due"
        precision = right[kind] / made[kind] if made[kind] else 0.0
        yield Score(f"disclosure.warnings.{kind}.precision", precision, signature)
        yield Score(f"disclosure.warnings.{kind}.recall", right[kind] / wanted[kind], signature)

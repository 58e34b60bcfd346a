"""Event kinds as ACLED sub-events of main events, on sentences and passages written for Sayso.

Sets of our own, because none with ACLED's sub-events may be trained or tuned on. Rows are read one
by one; every second row of a sub-event, or of a kind of passage, was kept apart while rules were
made.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

from evaluation.events import read_text
from evaluation.measures import weighted_f1
from evaluation.score import Score, digest

SENTENCES = Path(__file__).with_name("acled_sentences.tsv")
PASSAGES = Path(__file__).with_name("acled_passages.tsv")
OTHER = "Other"
Value = TypeVar("Value")
KIND = "kind:"
"""Before a kind of Sayso's in the place of a sub-event, where ACLED has none."""


def measure(data: Path) -> list[Score]:  # noqa: ARG001
    """Weighted F1 on sentences and the share right of passages; needs nothing of the benchmarks."""
    return [*_of_sentences(), *_of_passages()]


def _of_sentences() -> list[Score]:
    pairs = [(gold, OTHER if KIND in said else said) for gold, said, _ in acled_pairs()]
    signature = f"data {digest(SENTENCES)} | {{}} sentences | sub-event of the main event"
    return [
        Score(f"acled.sentences.{name}", weighted_f1(part), signature.format(len(part)))
        for name, part in (
            ("weighted_f1", pairs),
            ("weighted_f1_unseen_half", [each for each, seen in _halves(pairs) if not seen]),
        )
    ]


def _of_passages() -> list[Score]:
    right = [gold == main_sub_event(text) for _, gold, text in passages()]
    signature = f"data {digest(PASSAGES)} | {len(right)} passages | sub-event of the main event"
    return [Score("acled.passages.right", sum(right) / len(right), signature)]


def acled_pairs() -> list[tuple[str, str, str]]:
    """Sub-event as written, as read, and the sentence."""
    return [(gold, main_sub_event(text), text) for gold, text in _rows(SENTENCES)]


def passages() -> list[tuple[str, str, str]]:
    """Kind of difficulty, sub-event as written, and the passage."""
    return [(kind, gold, text) for kind, gold, text in _rows(PASSAGES)]


def _rows(path: Path) -> list[list[str]]:
    rows = path.read_text(encoding="utf-8").splitlines()
    return [row.split("\t") for row in rows if not row.startswith("#")]


def main_sub_event(text: str) -> str:
    """The sub-event of the main event of `text`; its kind where ACLED has none for it."""
    _, events = read_text(text)
    for event in events:
        if event.main:
            return event.acled.partition(" / ")[2] if event.acled else KIND + event.kind
    return OTHER


def _halves(
    pairs: Sequence[tuple[str, Value]],
) -> list[tuple[tuple[str, Value], bool]]:
    """Each pair, and whether rules were tuned on it: every second of its first member was not."""
    counted: Counter[str] = Counter()
    found = []
    for each in pairs:
        found.append((each, counted[each[0]] % 2 == 0))
        counted[each[0]] += 1
    return found

"""Event kinds as ACLED sub-events, on sentences written for Sayso.

A set of our own, because none with ACLED's sub-events may be trained or tuned on. Rows are read one
by one; every second row of a sub-event was kept apart while rules were tuned.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from evaluation.events import read_text
from evaluation.measures import weighted_f1
from evaluation.score import Score, digest
from sayso.record import Event, Span
from sayso.stages.events import choose
from sayso.text.parse import Parse

SENTENCES = Path(__file__).with_name("acled_sentences.tsv")
OTHER = "Other"


def measure(data: Path) -> list[Score]:  # noqa: ARG001
    """Weighted F1 over sub-events; needs nothing of the benchmarks folder."""
    pairs = [(gold, said) for gold, said, _ in acled_pairs()]
    told = f"data {digest(SENTENCES)} | {{}} sentences | sub-event of the event chosen"
    return [
        Score(f"acled.sentences.{name}", weighted_f1(part), told.format(len(part)))
        for name, part in (
            ("weighted_f1", pairs),
            ("weighted_f1_unseen_half", [each for each, seen in _halves(pairs) if not seen]),
        )
    ]


def acled_pairs() -> list[tuple[str, str, str]]:
    """Sub-event as written, as read, and the sentence."""
    rows = SENTENCES.read_text(encoding="utf-8").splitlines()
    found = []
    for row in rows:
        if row.startswith("#"):
            continue
        gold, text = row.split("\t")
        tree, events = read_text(text)
        found.append((gold, sub_event(tree, events, Span(0, len(text))), text))
    return found


def sub_event(tree: Parse, events: Sequence[Event], span: Span) -> str:
    """The sub-event of the event that the words are about, else of the first that has one."""
    number = choose(events, span, None, tree)
    chosen = [] if number is None else [events[number]]
    if chosen and chosen[0].follows is not None:
        chosen = [events[chosen[0].follows]]
    for event in (*chosen, *events):
        if event.acled is not None:
            return event.acled.partition(" / ")[2]
    return OTHER


def _halves(
    pairs: Sequence[tuple[str, str]],
) -> list[tuple[tuple[str, str], bool]]:
    """Each pair, and whether rules were tuned on it: every second row of a sub-event was not."""
    counted: Counter[str] = Counter()
    found = []
    for each in pairs:
        found.append((each, counted[each[0]] % 2 == 0))
        counted[each[0]] += 1
    return found

"""Sentences that carry a figure, an event or likely speech: how many make a claim, how many are a
problem that says why, and how many are lost without a word.

`python -m evaluation.silent --data ../shared/benchmarks` reads the full texts there.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from sayso.actions.read import default_pipeline
from sayso.record import Document, Reading, Span
from sayso.record.document import UNCLAIMED
from sayso.stages.attribution.assemble import SILENT
from sayso.stages.claims.silent import LIKELY
from sayso.text.parser import parse


def carriers(reading: Reading) -> Iterator[Span]:
    """Yield what a sentence may not lose: figures with a role, events, likely speech."""
    yield from (each.as_said for each in reading.quantities or () if each.role is not None)
    yield from (each.trigger for each in reading.events or ())
    for attribution in reading.attributions or ():
        if attribution.score >= LIKELY:
            yield from (*attribution.cue, *attribution.content)


def count(reading: Reading) -> Counter[str]:
    """Return how many sentences of a reading are claimed, explained and lost."""
    blocks = reading.blocks or ()
    sentences = parse(reading.document.text, [block.span for block in blocks]).sentences
    evidences = [each.evidence for each in reading.claims or ()]
    explained = {each.span for each in reading.problems if each.stage == UNCLAIMED}
    spans = list(carriers(reading))
    counts: Counter[str] = Counter()
    for sentence in sentences:
        carries = any(sentence.span.overlap(span) for span in spans)
        if blocks[sentence.block].kind in SILENT or not carries:
            continue
        claimed = any(sentence.span.overlap(span) for span in evidences)
        why = "claimed" if claimed else "explained" if sentence.span in explained else "lost"
        counts[why] += 1
    return counts


def main() -> None:
    """Print the counts over `fulltext`."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/benchmarks"))
    folder = parser.parse_args().data / "fulltext"
    pipeline, counts = default_pipeline(fast=False), Counter[str]()
    for path in sorted(folder.glob("*.txt")):
        counts += count(pipeline.read(Document(path.read_text(encoding="utf-8"))))
    print(", ".join(f"{name} {counts[name]}" for name in ("claimed", "explained", "lost")))


if __name__ == "__main__":
    main()

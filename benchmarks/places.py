"""How long the gazetteer takes to load and look up, its memory, and documents a second.

    python benchmarks/places.py --data ../shared/benchmarks

Each pack that this machine has is opened (`sayso places list`). The stage is timed apart from the
parse that it needs. Nothing is asserted: the numbers go into docs/evaluation.md by hand.
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

from sayso.gazetteer.builtin import open_builtin
from sayso.gazetteer.search import forget_opened, open_gazetteer
from sayso.record import Document, Span
from sayso.stages.anatomy import ANATOMY
from sayso.stages.parsing import PARSING
from sayso.stages.places import PLACES, resolve
from sayso.stages.stage import Draft

STATUS = Path("/proc/self/status")
LOOKUPS = 20_000


def resident() -> float:
    """Resident memory of this process in MiB, 0 where the system does not tell."""
    if not STATUS.exists():
        return 0.0
    lines = STATUS.read_text(encoding="ascii").splitlines()
    return next(int(each.split()[1]) for each in lines if each.startswith("VmRSS")) / 1024


def packs(names: list[str]) -> None:
    """Opening all packs, and looking `names` up once and again."""
    open_builtin().close()  # made outside the clock, where it was missing
    forget_opened()
    before, start = resident(), time.perf_counter()
    gazetteer = open_gazetteer()
    opened, cold = time.perf_counter() - start, time.perf_counter()
    for name in names:
        gazetteer.find(name)
    first, warm = time.perf_counter() - cold, time.perf_counter()
    for name in names:
        gazetteer.find(name)
    again = time.perf_counter() - warm
    for pack in gazetteer.packs:
        size = pack.path.stat().st_size / 2**20
        print(f"pack {pack.name}: {pack.places:,} places, {size:.1f} MiB on disk")
    print(
        f"opened in {opened * 1000:.1f} ms; {len(names):,} names looked up in {first:.2f} s"
        f" ({first / len(names) * 1e6:.0f} µs each), again in {again:.2f} s; resident"
        f" {before:.0f} MiB before, {resident():.0f} MiB after"
    )


def stage(texts: list[str]) -> None:
    """The stage over whole texts, apart from anatomy and the parse."""
    drafts = []
    parsing = time.perf_counter()
    for text in texts:
        draft = Draft(Document(text))
        blocks = ANATOMY.read(draft).layer
        draft = Draft(draft.document, blocks=blocks)  # type: ignore[arg-type]
        parse = PARSING.read(draft).layer
        drafts.append(Draft(draft.document, blocks=draft.blocks, parse=parse))  # type: ignore[arg-type]
    parsed, start = time.perf_counter() - parsing, time.perf_counter()
    found = sum(len(PLACES.read(draft).layer) for draft in drafts)  # type: ignore[arg-type]
    spent = time.perf_counter() - start
    words = sum(len(text.split()) for text in texts)
    print(
        f"stage: {len(texts)} documents, {words:,} words, {found:,} places in {spent:.2f} s:"
        f" {len(texts) / spent:.0f} documents a second, {words / spent:,.0f} words a second;"
        f" {spent / parsed:.2f} of the parse's time"
    )


def toponyms(documents: list[dict[str, object]]) -> None:
    """Given spans resolved, as `sayso places resolve` does."""
    start, count = time.perf_counter(), 0
    for each in documents:
        text = str(each["text"])
        given = each["toponyms"]
        assert isinstance(given, list)
        spans = [Span(one["start"], one["end"]) for one in given if 0 <= one["start"] < one["end"]]
        count += len(resolve(text, [span for span in spans if span.end <= len(text)]))
    spent = time.perf_counter() - start
    print(f"given spans: {count:,} in {spent:.2f} s, {count / spent:,.0f} a second")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/benchmarks"))
    parser.add_argument("--documents", type=int, default=100)
    arguments = parser.parse_args()
    source = arguments.data / "places" / "lgl.jsonl"
    if not source.exists():
        print(f"No {source}: nothing was timed. Name the data with --data.")
        return
    with source.open(encoding="utf-8") as lines:
        documents = [json.loads(line) for line in lines]
    words = {word for each in documents for word in each["text"].split() if word[:1].isupper()}
    packs(sorted(words)[:LOOKUPS])
    toponyms(documents[: arguments.documents])
    stage([each["text"] for each in documents[: arguments.documents]])


if __name__ == "__main__":
    main()

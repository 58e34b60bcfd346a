"""`python benchmarks/reading.py [--data FOLDER] [--items N]`: speed and memory of reading.

Reads every full text and every feed item of the benchmark folder without storing, and prints words
per second, the share of the time that the parser alone takes (the parse is timed in the same run),
the slowest stages, and the peak memory. Any crash ends the run with an error.
"""

from __future__ import annotations

import argparse
import json
import resource
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from sayso.pipeline import STAGES
from sayso.record import Document
from sayso.stages.stage import Draft


def full_texts(data: Path) -> Iterator[Document]:
    for path in sorted((data / "fulltext").glob("*.txt")):
        yield Document(path.read_text(encoding="utf-8"), given_id=path.stem)


def feed_items(data: Path, limit: int | None) -> Iterator[Document]:
    path = data / "stream" / "feed_items.2023-03.jsonl"
    with path.open(encoding="utf-8") as source:
        for number, line in enumerate(source):
            if limit is not None and number >= limit:
                return
            item = json.loads(line)
            text = f"{item['title']}\n\n{item['summary'] or ''}"
            yield Document(text, given_id=str(number), url=item["url"])


def timed(documents: Iterable[Document]) -> tuple[int, int, int, Counter[str]]:
    """Documents, words and claims read, and seconds by stage."""
    seconds: Counter[str] = Counter()
    count = words = claims = 0
    for document in documents:
        draft = Draft(document)
        for stage in STAGES:
            start = time.perf_counter()
            found = stage.read(draft)
            seconds[stage.name] += time.perf_counter() - start
            change: dict[str, Any] = {stage.gives: found.layer}
            draft = replace(draft, **change)
        count += 1
        words += len(document.text.split())
        claims += len(draft.claims or ())
    return count, words, claims, seconds


def report(name: str, documents: Iterable[Document]) -> None:
    count, words, claims, seconds = timed(documents)
    whole = sum(seconds.values())
    if not whole:
        print(f"{name}: nothing to read")
        return
    shares = ", ".join(f"{stage} {spent / whole:.0%}" for stage, spent in seconds.most_common(5))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{name}: {count} documents, {words} words, {claims} claims; {words / whole:,.0f} words a"
        f" second; whole over parse {whole / seconds['parsing']:.2f}; {shares}; peak {peak:,.0f}"
        " MiB"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/benchmarks"))
    parser.add_argument("--items", type=int, default=None, help="feed items to read; all if none")
    arguments = parser.parse_args()
    if not arguments.data.is_dir():
        print(f"No benchmark data at {arguments.data}: nothing was timed. Name it with --data.")
        return
    for document in full_texts(
        arguments.data
    ):  # the parser and the gazetteer load outside the clock
        timed([document])
        break
    report("full texts", full_texts(arguments.data))
    report("feed items", feed_items(arguments.data, arguments.items))


if __name__ == "__main__":
    main()

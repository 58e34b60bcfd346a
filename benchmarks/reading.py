"""`python benchmarks/reading.py [--data FOLDER] [--items N]`: speed and memory of reading.

Reads every full text and every feed item of the benchmark folder without storing, and prints words
per second, the shares of the parse, of the model pass and of our own code, the slowest stages, and
the peak memory. Any crash ends the run with an error.
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

from sayso.models import tagger
from sayso.pipeline import STAGES
from sayso.record import Document
from sayso.stages.stage import Draft


class Clocked:
    """A session of ONNX Runtime that counts the seconds of its runs."""

    def __init__(self, session: Any) -> None:
        self.session, self.seconds = session, 0.0

    def run(self, *arguments: Any) -> Any:
        start = time.perf_counter()
        result = self.session.run(*arguments)
        self.seconds += time.perf_counter() - start
        return result


def clocked() -> Clocked:
    """The attribution model's session, clocked from now on."""
    model = tagger("accurate")
    if not isinstance(model.session, Clocked):
        object.__setattr__(model, "session", Clocked(model.session))
    clock: Clocked = model.session
    clock.seconds = 0.0
    return clock


def full_texts(data: Path) -> Iterator[Document]:
    return texts_in(data / "fulltext")


def texts_in(folder: Path) -> Iterator[Document]:
    for path in sorted(folder.glob("*.txt")):
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


def measured(documents: Iterable[Document]) -> dict[str, Any]:
    """Counts, seconds whole and by stage, `ratio` over the bare parse and model pass, peak MiB."""
    model = clocked()
    count, words, claims, stages = timed(documents)
    whole, bare = sum(stages.values()), stages["parsing"] + model.seconds
    return {
        "documents": count,
        "words": words,
        "claims": claims,
        "seconds": whole,
        "stages": dict(stages.most_common()),
        "parse": stages["parsing"],
        "model": model.seconds,
        "ratio": whole / bare if bare else 0.0,
        "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def report(name: str, documents: Iterable[Document]) -> None:
    told = measured(documents)
    whole = told["seconds"]
    if not whole:
        print(f"{name}: nothing to read")
        return
    top = list(told["stages"].items())[:5]
    shares = ", ".join(f"{stage} {spent / whole:.0%}" for stage, spent in top)
    parse, model = told["parse"] / whole, told["model"] / whole
    print(
        f"{name}: {told['documents']} documents, {told['words']} words, {told['claims']} claims;"
        f" {told['words'] / whole:,.0f} words a second; parse {parse:.0%}, model pass {model:.0%},"
        f" ours {1 - parse - model:.0%}; whole over parse and model pass {told['ratio']:.2f};"
        f" by stage: {shares}; peak {told['peak']:,.0f} MiB"
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

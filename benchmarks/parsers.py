"""`python benchmarks/parsers.py [--data FOLDER] [--rounds N]`: what parsing in workers costs.

Adds the same ordinary pages, feeds, mails and JSON lines to new ledgers, by turns with the parsers
in worker processes, as users have it, and with the parsers in this process, as they were before
there were limits. Each turn is a whole `add`: parse, read, store. Prints the seconds of each by the
clock and of the processor, workers included, and the share by which workers are slower. On a busy
machine only those of the processor mean something.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import resource
import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from sayso.actions.add import Reader, add_opened, quickly
from sayso.actions.read import read
from sayso.intake import Taking, open_arrivals
from sayso.intake.inputs import Opened
from sayso.intake.parsing import parsed_here
from sayso.intake.workers import Workers
from sayso.ledger import open_ledger


class Unlimited(Workers):
    """Runs parsers in this process."""

    def results(
        self, parser: str, arguments: tuple[Any, ...], _size: int, stream: BinaryIO | None = None
    ) -> Iterator[Any]:
        yield from parsed_here(parser, arguments, stream)


def inputs(data: Path, folder: Path, most: int) -> dict[str, list[Path]]:
    """Files of each kind: news pages, a feed, mails and lines made of feed items."""
    pages = []
    for path in sorted((data / "html" / "fundus").glob("*.html.gz"))[:most]:
        page = folder / path.stem
        page.write_bytes(gzip.decompress(path.read_bytes()))
        pages.append(page)
    items = []
    with (data / "stream" / "feed_items.2023-03.jsonl").open(encoding="utf-8") as source:
        for line, _ in zip(source, range(4 * most), strict=False):
            items.append(json.loads(line))
    texts = [(each["title"], each.get("summary") or "") for each in items]
    feed = folder / "feed.rss"
    feed.write_text(
        "<rss version='2.0'><channel><title>x</title>"
        + "".join(
            f"<item><title><![CDATA[{a}]]></title><description><![CDATA[{b}]]></description></item>"
            for a, b in texts
        )
        + "</channel></rss>"
    )
    mails = []
    for number, (title, summary) in enumerate(texts):
        mail = folder / f"{number}.eml"
        head = (
            f"From: a@b.example\nSubject: s\nDate: Sat, 01 Mar 2025 08:00:00 +0200\n\n{title}\n\n"
        )
        mail.write_text(head + summary)
        mails.append(mail)
    lines = folder / "lines.jsonl"
    lines.write_text("".join(json.dumps(each) + "\n" for each in items))
    return {"pages": pages, "a feed": [feed], "mails": mails, "JSON lines": [lines]}


def used(workers: Workers) -> float:
    """Processor seconds of this process and of its workers."""
    own = resource.getrusage(resource.RUSAGE_SELF)
    total = own.ru_utime + own.ru_stime
    for pid in workers.pids:
        times = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13]
        total += sum(map(int, times)) / os.sysconf("SC_CLK_TCK")
    return total


def added(paths: list[Path], workers: Workers, reader: Reader) -> tuple[float, float, int]:
    """Seconds by the clock and of the processor to add `paths` to a new ledger, and documents."""
    with tempfile.TemporaryDirectory() as folder:
        store = open_ledger(Path(folder) / "ledger.sqlite", "add")
        began, began_used = time.perf_counter(), used(workers)
        taking = Taking(workers=workers)
        opened = (
            Opened(str(path), each.content, each.capture)
            for path in paths
            for each in open_arrivals(path, taking)
        )
        count = sum(each.document is not None for each in add_opened(store, opened, reader))
        took = time.perf_counter() - began
        took_used = used(workers) - began_used
        store.close()
    return took, took_used, count


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/benchmarks"))
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--inputs", type=int, default=20)
    parser.add_argument("--fast", action="store_true", help="read with the smaller pack")
    given = parser.parse_args()
    reader = quickly if given.fast else read
    ways = {"in this process": Unlimited(), "in workers": Workers()}
    with tempfile.TemporaryDirectory() as folder:
        made = inputs(given.data, Path(folder), given.inputs)
        print("| what | documents | in this process | in workers | by the clock | processor |")
        print("| --- | --- | --- | --- | --- | --- |")
        for kind, paths in made.items():
            counts = {
                added(paths, workers, reader)[2] for workers in ways.values()
            }  # loads everything
            assert len(counts) == 1, counts
            rounds = [
                [added(paths, each, reader)[:2] for each in ways.values()]
                for _ in range(given.rounds)
            ]
            here, there = (statistics.median(one[n][0] for one in rounds) for n in (0, 1))
            clock = statistics.median(one[1][0] / one[0][0] - 1 for one in rounds)
            processor = statistics.median(one[1][1] / one[0][1] - 1 for one in rounds)
            print(
                f"| {kind} | {counts.pop()} | {here:.2f} s | {there:.2f} s | {clock:+.1%}"
                f" | {processor:+.1%} |",
                flush=True,
            )


if __name__ == "__main__":
    main()

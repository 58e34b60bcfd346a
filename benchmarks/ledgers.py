"""`python -m benchmarks.ledgers COMMAND`: PostgreSQL at a million claims, and what adding costs.

`server` starts a server of its own on data in a folder, and prints its URL, until it is stopped.
`copy` fills a database with a ledger (`python -m benchmarks.resampling` makes large ones).
`search` asks a ledger, a file or a URL, many questions of each kind, and prints how long they take.
`adding` reads feed items into a new ledger, and prints which share of the time did not go into
reading.

    python -m benchmarks.ledgers server --folder build/postgres &
    python -m benchmarks.ledgers copy build/serving/ledger-1000000.sqlite URL
    python -m benchmarks.ledgers search URL
    python -m benchmarks.ledgers adding --items 10000
"""

from __future__ import annotations

import argparse
import random
import re
import signal
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

from sayso.ledger import BoundingBox, ClaimFilter, Store, open_ledger
from sayso.record import Document, Reading

WORD = re.compile(r"[A-Za-z]{4,}")
PAGE = 25
"""Claims of a page of the site."""

SAMPLE = 400
"""Documents from which questions are made."""

SETTINGS = {
    "listen_addresses": "",
    "shared_buffers": "1GB",
    "work_mem": "32MB",
    "maintenance_work_mem": "256MB",
    "max_wal_size": "4GB",
    "random_page_cost": "1.1",  # as is usual on solid-state disks
}

Question = Callable[[], object]


def serve(folder: Path) -> None:
    """Start a server on the data in `folder`, made if there is none, until a signal comes."""
    from tests.ledger.postgres import Server

    folder.mkdir(parents=True, exist_ok=True)
    server = Server(folder.resolve(), SETTINGS)
    if not (folder / "data" / "PG_VERSION").exists():
        server.make()
    server.start()
    print(server.url("postgres"), flush=True)
    signal.sigwait({signal.SIGINT, signal.SIGTERM})
    server.signal(signal.SIGINT)


def copy(source: str, target: str) -> None:
    """Copy a ledger, tell how long it took, and let the server count its rows for its plans."""
    from sayso.actions.copying import copy_ledger
    from sayso.ledger.copying import CopyProgress

    last = [0.0]

    def watch(what: str, step: CopyProgress) -> None:
        if time.monotonic() - last[0] > 10:
            last[0] = time.monotonic()
            print(f"{what} {step.table} {step.done:,} of {step.total:,}", flush=True)

    begun = time.monotonic()
    compared = copy_ledger(source, target, watch)
    print(f"copied and compared in {time.monotonic() - begun:,.0f} s")
    print("all the same" if all(each.same for each in compared) else compared)


def questions(store: Store, dice: random.Random) -> Iterator[tuple[str, list[Question]]]:
    """Questions of each kind, made of what the ledger holds, none of them twice."""
    last, _ = store.newest()
    starts = sorted(dice.randrange(last) for _ in range(SAMPLE))
    entries = [each for start in starts for each in store.documents(start, 1)]
    readings = [store.reading(each.fingerprint) for each in entries]
    told = [(r, c) for r in readings for c in r.claims or ()]
    evidence = [c.evidence.of(r.document.text) for r, c in told]
    words = sorted({w.lower() for each in evidence for w in WORD.findall(each)})
    pairs = [dice.sample(found, 2) for each in evidence if len(found := WORD.findall(each)) > 1]
    names = sorted({c.claimant.name for _, c in told})
    outlets = sorted({r.document.outlet for r in readings if r.document.outlet})
    events = sorted({e.kind for r in readings for e in r.events or ()})
    ids = [c.id for _, c in told]

    yield "search: one word", [lambda w=w: store.search(w, PAGE) for w in words]
    yield (
        "search: two words of a claim",
        [lambda w=w: store.search(" ".join(w), PAGE) for w in pairs],
    )
    yield "search: a frequent word", [lambda w=w: store.search(w, PAGE) for w in FREQUENT]
    yield "claims by claimant", _filtered(store, (ClaimFilter(claimant=n) for n in names))
    yield (
        "claims by part of a name",
        _filtered(store, (ClaimFilter(claimant=n[1:6]) for n in names)),
    )
    yield "claims by event", _filtered(store, (ClaimFilter(event=e) for e in events))
    yield (
        "denials of an event",
        _filtered(store, (ClaimFilter(event=e, polarity="denies") for e in events)),
    )
    yield "claims by outlet", _filtered(store, (ClaimFilter(outlet=o) for o in outlets))
    yield "claims by part of the map", _filtered(store, _boxes(readings, dice))
    yield "one document", [lambda e=e: store.reading(e.fingerprint) for e in entries]
    yield "one claim", [lambda i=i: store.statement(i) for i in ids]
    incidents = [dice.sample(ids, min(20, len(ids))) for _ in range(100)]
    yield (
        "an incident of 20 claims",
        [lambda some=some: store.statements(some) for some in incidents],
    )
    yield "versions at an address", [lambda e=e: store.versions(e.url or e.id) for e in entries]
    yield "what is new", [lambda n=last - k: store.keys_since(n) for k in range(100)]


FREQUENT = "killed people said attack forces military drones strikes region city".split()


def _filtered(store: Store, wanted: Iterator[ClaimFilter]) -> list[Question]:
    return [lambda w=each: store.claims(w, PAGE) for each in wanted]


def _boxes(readings: list[Reading], dice: random.Random) -> Iterator[ClaimFilter]:
    places = [p for r in readings for p in r.places or () if p.latitude is not None]
    for place in dice.sample(places, min(200, len(places))):
        south, west = place.latitude or 0.0, place.longitude or 0.0
        size = dice.choice((0.1, 1.0, 5.0))
        yield ClaimFilter(within=BoundingBox(south - size, west - size, south + size, west + size))


def search(ledger: str, most: int) -> None:
    """Ask each question once, and print the median and the 95th percentile of each kind."""
    dice = random.Random(9)  # noqa: S311
    with closing(open_ledger(ledger)) as store:
        facts = store.facts()
        rows = facts.rows
        print(
            f"{facts.store}: {rows['documents']:,} documents, {rows['statements']:,} claims,"
            f" {facts.size / 1e6:,.0f} MB"
        )
        print(f"{'':32} {'asked':>6} {'p50 ms':>8} {'p95 ms':>8} {'most ms':>8}")
        every: list[float] = []
        for kind, asked in questions(store, dice):
            dice.shuffle(asked)
            for each in asked[:3]:
                each()  # the first of a kind is planned
            took = sorted(_timed(each) for each in asked[:most])
            every += took
            _print(kind, took)
        _print("all", sorted(every))


def _timed(question: Question) -> float:
    begun = time.perf_counter()
    question()
    return (time.perf_counter() - begun) * 1000


def _print(kind: str, took: list[float]) -> None:
    p95 = took[min(len(took) - 1, int(len(took) * 0.95))]
    print(f"{kind:32} {len(took):6} {statistics.median(took):8.1f} {p95:8.1f} {took[-1]:8.1f}")


def adding(data: Path, items: int) -> None:
    """Read feed items into a ledger; the share of the time that did not go into reading.

    Of the processor's time, the system's work for this process with it, and of the clock's.
    """
    from sayso.actions.add import add_opened
    from sayso.actions.read import read
    from sayso.intake.inputs import open_inputs

    reading = Times(0, 0)

    def reader(document: Document) -> Reading:
        nonlocal reading
        begun = Times.now()
        found = read(document)
        reading += Times.now() - begun
        return found

    read(Document("The army said that two drones fell."))  # loads everything
    with TemporaryDirectory() as folder:
        some = Path(folder) / "items.jsonl"
        with (data / "stream" / "feed_items.2023-03.jsonl").open(encoding="utf-8") as lines:
            some.write_text("".join(islice(lines, items)), encoding="utf-8")
        ledger = Path(folder) / "ledger.sqlite"
        with closing(open_ledger(ledger, "add")) as store:
            begun = Times.now()
            stored = sum(1 for _ in add_opened(store, open_inputs([str(some)]), reader))
            took = Times.now() - begun
    print(f"{stored:,} items")
    for name in ("processor", "clock"):
        whole, read_in = getattr(took, name), getattr(reading, name)
        rest = whole - read_in
        print(
            f"{name}: {whole:,.1f} s, reading {read_in:,.1f} s;"
            f" not reading {rest / whole:.1%}, {rest / stored * 1000:.2f} ms each"
        )


@dataclass(frozen=True, slots=True)
class Times:
    """Seconds of the processor (all threads, the system's work with it) and of the clock."""

    processor: float
    clock: float

    @classmethod
    def now(cls) -> Times:
        return cls(time.process_time(), time.monotonic())

    def __add__(self, other: Times) -> Times:
        return Times(self.processor + other.processor, self.clock + other.clock)

    def __sub__(self, other: Times) -> Times:
        return Times(self.processor - other.processor, self.clock - other.clock)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(dest="command", required=True)
    told = commands.add_parser("server")
    told.add_argument("--folder", type=Path, default=Path("build/postgres"))
    told = commands.add_parser("copy")
    told.add_argument("source")
    told.add_argument("target")
    told = commands.add_parser("search")
    told.add_argument("ledger")
    told.add_argument("--most", type=int, default=300, help="questions of a kind")
    told = commands.add_parser("adding")
    told.add_argument("--data", type=Path, default=Path("../shared/benchmarks"))
    told.add_argument("--items", type=int, default=10_000)
    given = parser.parse_args()
    if given.command == "server":
        serve(given.folder)
    elif given.command == "copy":
        copy(given.source, given.target)
    elif given.command == "search":
        search(given.ledger, given.most)
    else:
        adding(given.data, given.items)


if __name__ == "__main__":
    sys.exit(main())

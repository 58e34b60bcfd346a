"""`python -m benchmarks.serving [--claims 100000]`: every page of a large site, and many readers.

Makes a ledger of that many claims (see `benchmarks/resampling.py`) and its index where there are
none in `--folder`, with `--judgements` of coders (`benchmarks/judging.py`), starts `sayso serve` on
a port of its own, and asks for each kind of page one after another: alone, and beside `--writers`
programs that add judgements and short documents, one every `--think` seconds (drawn exponentially).
Then as `--readers` people who look at a page as often, beside the same. Prints the 50th, 95th and
99th percentile of milliseconds for each kind, answers that were errors, and what an incident's page
transfers. For a million claims the ledger takes half an hour to make, and its index hours.
"""

from __future__ import annotations

import argparse
import asyncio
import gzip
import os
import random
import sqlite3
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import quote

import httpx

from benchmarks.judging import ALL, append
from benchmarks.resampling import ledger_of
from sayso.index.forms import REGISTERED
from sayso.ledger import open_ledger, sidecar_path
from sayso.record import Judgement

PORT = 8765
SAYSO = (sys.executable, "-c", "from sayso.cli import main; main()")
SLOW_S = 120.0
FOREVER = float("inf")
GOAL_MS = 100.0
WARMING_S, QUIET_S, QUIET_SHARE = 180.0, 2.0, 0.05
"""Just after its start the site makes what its pages share: until it is quiet nothing is timed."""


class Asking:
    """Addresses of each kind of page, drawn from what is in the index."""

    def __init__(self, index: Path, judgements: Sequence[Judgement] = (), seed: int = 1) -> None:
        self._order = random.Random(seed)  # noqa: S311
        with closing(sqlite3.connect(index)) as held:
            self.size = held.execute("SELECT max(number) FROM claims").fetchone()[0]
            numbers = [self._order.randrange(1, self.size) for _ in range(3_000)]
            marks = ", ".join(map(str, numbers))
            columns = "id, document, claimant, side, outlet, event, words"
            query = f"SELECT {columns} FROM claims WHERE number IN ({marks})"  # noqa: S608
            self.claims = held.execute(query).fetchall()
            query_ids = "SELECT id FROM incidents LIMIT 5000"
            self.incidents = [each for (each,) in held.execute(query_ids)]
            self.largest = [each for (each,) in held.execute(
                "SELECT id FROM incidents ORDER BY less LIMIT 200")]  # fmt: skip
            self.pages = max(1, held.execute("SELECT count(*) FROM incidents").fetchone()[0] // 40)
            self.places = [each for (each,) in held.execute("SELECT name FROM spots LIMIT 500")]
            homes = {each for (each,) in held.execute("SELECT statement FROM homes")}
            self.entries = [each for (each,) in held.execute(
                f"SELECT DISTINCT entry FROM forms WHERE {REGISTERED} LIMIT 5000")]  # fmt: skip # noqa: S608
        self._order.shuffle(self.claims)
        # A widened index has claims that are in no document.
        self.readable = [each[0] for each in self.claims if "-" not in each[0]]
        self.judged = sorted({claim for each in judgements for claim in each.claims})
        self.kept = [each for each in self.judged if each in homes]
        self.kinds: dict[str, Callable[[], str]] = {
            "front": lambda: "/",
            "front, by size": lambda: "/?sort=size",
            "front, pages deep": lambda: f"/?page={self._number(self.pages)}",
            "incident": lambda: f"/incidents/{self._one(self.incidents)}",
            "incident, of the largest": lambda: f"/incidents/{self._one(self.largest)}",
            "article": lambda: f"/articles/{self.claim()[1]}",
            "search, all": lambda: "/search",
            "search, pages deep": lambda: f"/search?page={self._number(self.size // 25)}",
            "search, a word": lambda: f"/search?q={self._word()}",
            "search, common words": lambda: f"/search?q={self._one(COMMON)}",
            "search, a facet": lambda: f"/search?{self._facet()}",
            "search, word and facets": lambda: (
                f"/search?q={self._word()}&{self._facet()}&{self._facet()}"),
            "search, range": lambda: (
                f"/search?published_from={self._year()}-03-01&published_to={self._year()}-09-01"),
            "search, place": lambda: f"/search?place={quote(self._one(self.places))}",
            "search, feed": lambda: f"/search.atom?{self._facet()}",
            "map": lambda: "/map",
            "map, a facet": lambda: f"/map?{self._facet()}",
            "framing": lambda: "/framing",
            "framing, an outlet": lambda: f"/framing?outlet={quote(self.claim()[4] or 'CNN')}",
            "queue": lambda: "/review",
            "queue, a facet": lambda: f"/review?{self._facet()}",
            "review": lambda: f"/review/{self._one(self.readable)}",
            "agreement": lambda: "/review/agreement",
            "disagreements": lambda: "/review/disagreements",
            "claimants": lambda: "/claimants",
            "claimants, a word": lambda: f"/claimants?q={self._name()}",
            "claimant": lambda: f"/claimants/{self._one(self.entries)}",
            "log": lambda: "/log",
            "API, search": lambda: f"/api/search?q={self._word()}",
            "API, claims": lambda: f"/api/claims?{self._facet()}",
            "API, incidents": lambda: "/api/incidents",
            "API, incident": lambda: f"/api/incidents/{self._one(self.incidents)}",
            "API, document": lambda: f"/api/documents/{self.claim()[1]}",
            "API, judgements": lambda: "/api/judgements",
            "API, agreement": lambda: "/api/agreement",
        }  # fmt: skip
        if self.judged:
            self.kinds |= {
                "review, of a judged claim": lambda: f"/review/{self._one(self.judged)}",
                "incident, of a judged claim": lambda: f"/incidents/{self._one(self.kept)}",
            }

    def keep(self, only: str) -> None:
        """Ask only for kinds of pages with this in their names."""
        self.kinds = {name: path for name, path in self.kinds.items() if only in name}
        if not self.kinds:
            raise SystemExit(f"No kind of page has '{only}' in its name.")

    def _one(self, things: list[str]) -> str:
        return self._order.choice(things)

    def claim(self) -> tuple[str, ...]:
        """One of the claims that were drawn, as the columns that are asked for."""
        chosen: tuple[str, ...] = self._order.choice(self.claims)
        return chosen

    def _number(self, most: int) -> int:
        return self._order.randint(1, max(1, most))

    def _word(self) -> str:
        words = [each.strip(".,;:“”\"'") for each in self.claim()[6].split()]
        return quote(max(words, key=len, default="army"))

    def _name(self) -> str:
        names = [each.strip(".,") for each in self.claim()[2].split()]
        return quote(max(names, key=len, default="army"))

    def _facet(self) -> str:
        _, _, claimant, side, outlet, event, _ = self.claim()
        chosen = {"claimant": claimant, "side": side, "outlet": outlet, "event": event}
        name = self._order.choice([key for key, value in chosen.items() if value])
        return f"{name}={quote(chosen[name])}"

    def _year(self) -> int:
        return self._order.randint(2018, 2020)


COMMON = ["said", "people", "killed", "president", "the", "war", "military attack"]


@contextmanager
def served(ledger: Path) -> Iterator[tuple[str, int]]:
    """The address and the process of a site over the ledger, as `sayso serve` starts it."""
    told = ["serve", "--no-login", "--ledger", str(ledger), "--port", str(PORT)]
    starting = time.monotonic()
    process = subprocess.Popen([*SAYSO, *told])
    address = f"http://127.0.0.1:{PORT}"
    try:
        while time.monotonic() - starting < SLOW_S:
            try:
                httpx.get(address, timeout=SLOW_S).raise_for_status()
                break
            except httpx.TransportError:
                time.sleep(0.05)
        print(f"first page {time.monotonic() - starting:.1f} s after the start")
        _wait_until_quiet(process.pid)
        print(f"warmed up {time.monotonic() - starting:.1f} s after the start, with"
              f" {processor_ms(process.pid) / 1000:.1f} s of the processor")  # fmt: skip
        yield address, process.pid
    finally:
        process.terminate()
        process.wait()


def _wait_until_quiet(process: int) -> None:
    """Wait until a process uses next to nothing of the processors, or WARMING_S."""
    end = time.monotonic() + WARMING_S
    while time.monotonic() < end:
        before = processor_ms(process)
        time.sleep(QUIET_S)
        if processor_ms(process) - before < 1000 * QUIET_S * QUIET_SHARE:
            return


def processor_ms(process: int) -> float:
    """What a process has used of the processors so far, in milliseconds; 0 where Linux is not."""
    path = Path(f"/proc/{process}/stat")
    if not path.exists():
        return 0.0
    fields = path.read_text(encoding="ascii").rpartition(")")[2].split()
    return 1000 * (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Clock:
    """Milliseconds by kind of page, of the processor too, and answers that were errors."""

    def __init__(self) -> None:
        self.processor: dict[str, list[float]] = defaultdict(list)
        self.times: dict[str, list[float]] = defaultdict(list)
        self.errors: list[str] = []

    async def get(self, client: httpx.AsyncClient, kind: str, path: str) -> None:
        start = time.perf_counter()
        try:
            answer = await client.get(path)
            await answer.aread()
        except httpx.HTTPError as error:
            self.errors.append(f"{path}: {error!r}")
            return
        self.times[kind].append(1000 * (time.perf_counter() - start))
        if answer.status_code >= 400:
            self.errors.append(f"{path}: {answer.status_code}")

    def report(self, name: str) -> None:
        print(f"\n{name}\n{'':28}    n    p50    p95    p99  processor: mean, p95")
        for kind, times in self.times.items():
            ranks = [_rank(times, share) for share in (0.5, 0.95, 0.99)]
            mark = "  !" if ranks[1] > GOAL_MS else ""
            spent = self.processor.get(kind)
            used = f"{sum(spent) / len(spent):12.0f}{_rank(spent, 0.95):6.0f}" if spent else ""
            print(f"{kind:28}{len(times):5}" + "".join(f"{each:7.0f}" for each in ranks) + used
                  + mark)  # fmt: skip
        every = [each for kind, times in self.times.items() if not kind.startswith("write")
                 for each in times]  # fmt: skip
        print(f"{'all but writing':28}{len(every):5}"
              + "".join(f"{_rank(every, share):7.0f}" for share in (0.5, 0.95, 0.99)))  # fmt: skip
        print(f"errors: {len(self.errors)} {self.errors[:5]}")


def _rank(times: list[float], share: float) -> float:
    return sorted(times)[min(len(times) - 1, int(share * len(times)))] if times else 0.0


async def one_by_one(address: str, process: int, asking: Asking, rounds: int) -> Clock:
    clock = Clock()
    async with httpx.AsyncClient(base_url=address, timeout=SLOW_S) as client:
        for kind, path in asking.kinds.items():
            await client.get(path())  # what is counted the first time is kept
            for _ in range(rounds):
                before = processor_ms(process)
                await clock.get(client, kind, path())
                clock.processor[kind].append(processor_ms(process) - before)
    return clock


async def together(
    address: str, asking: Asking, readers: int, writers: int, think: float, seconds: float
) -> Clock:
    clock, end = Clock(), time.monotonic() + seconds

    async def read() -> None:
        async with httpx.AsyncClient(base_url=address, timeout=SLOW_S) as client:
            await asyncio.sleep(random.random() * think)  # noqa: S311
            while time.monotonic() < end:
                kind = random.choice(list(asking.kinds))  # noqa: S311
                await clock.get(client, kind, asking.kinds[kind]())
                await asyncio.sleep(random.expovariate(1 / think))

    async with asyncio.TaskGroup() as group:
        for _ in range(readers):
            group.create_task(read())
        for number in range(writers):
            group.create_task(write(clock, address, asking, number, think, end))
    return clock


async def write(
    clock: Clock, address: str, asking: Asking, number: int, think: float, end: float
) -> None:
    """Add judgements and short documents until `end`."""
    async with httpx.AsyncClient(base_url=address, timeout=SLOW_S) as client:
        while time.monotonic() < end:
            start = time.perf_counter()
            path, told = _written(asking, number)
            answer = await client.post(path, json=told)
            kind = "write, document" if "documents" in str(answer.url) else "write, judgement"
            clock.times[kind].append(1000 * (time.perf_counter() - start))
            if answer.status_code >= 400:
                clock.errors.append(f"{answer.url}: {answer.status_code} {answer.text[:200]}")
            await asyncio.sleep(random.expovariate(1 / think))


async def beside_writers(
    address: str, process: int, asking: Asking, rounds: int, writers: int, think: float
) -> Clock:
    """Ask for each kind of page in turn while writers add judgements and documents."""
    writing = Clock()
    tasks = [
        asyncio.create_task(write(writing, address, asking, number, think, FOREVER))
        for number in range(writers)
    ]
    clock = await one_by_one(address, process, asking, rounds)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    clock.times |= writing.times
    clock.errors += writing.errors
    return clock


def _written(asking: Asking, number: int) -> tuple[str, dict[str, object]]:
    """A judgement three times in four, else a short document."""
    if random.random() < 0.75:  # noqa: S311
        verdict = random.choice(("right", "wrong", "undecided"))  # noqa: S311
        told: dict[str, object] = {
            "verdict": verdict,
            "claims": [random.choice(asking.readable)],  # noqa: S311
            "why": "",
        }
        return "/api/judgements", told
    # Of words that the ledger has, so that it belongs to incidents of all sizes.
    said = [" ".join(asking.claim()[6].split()) for _ in range(random.randint(3, 9))]  # noqa: S311
    text = f"{' '.join(f'{each}.' for each in said)} Writer {number} saw it at {time.time()}."
    return "/api/documents", {"text": text, "outlet": asking.claim()[4] or "Benchmark Post"}


def transfers(address: str, asking: Asking) -> None:
    """What incidents' pages transfer."""
    for name, ids in (("an incident", asking.incidents[:200]), ("of the largest", asking.largest)):
        sizes = []
        for each in ids:
            body = httpx.get(f"{address}/incidents/{each}", timeout=SLOW_S).content
            sizes.append((len(gzip.compress(body, 5)), len(body)))
        packed, bare = (sorted(each[at] for each in sizes) for at in (0, 1))
        print(f"{name}: packed, median {packed[len(packed) // 2] / 1000:.0f} kB, most"
              f" {packed[-1] / 1000:.0f} kB; bare {bare[len(bare) // 2] / 1000:.0f} kB, most"
              f" {bare[-1] / 1000:.0f} kB")  # fmt: skip


def judged_in(ledger: Path, count: int) -> Sequence[Judgement]:
    """Return the judgements in a ledger; so many of coders are appended where there are none."""
    with closing(open_ledger(ledger)) as store:
        held = store.judgements()
    if count and not held:
        append(ledger, count, ALL)
        return judged_in(ledger, 0)
    return held


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/benchmarks"))
    parser.add_argument("--folder", type=Path, default=Path("build/serving"))
    parser.add_argument("--claims", type=int, default=100_000)
    parser.add_argument("--readers", type=int, default=50)
    parser.add_argument("--writers", type=int, default=2)
    parser.add_argument("--judgements", type=int, default=0, help="of coders, appended once")
    parser.add_argument("--think", type=float, default=7.5)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--only", default="", help="only kinds with this in their names, in turn")
    arguments = parser.parse_args()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    ledger = ledger_of(arguments.folder, arguments.data, arguments.claims)
    judged = judged_in(ledger, arguments.judgements)
    indexing = [*SAYSO, "index", "--ledger", str(ledger)]
    subprocess.run(indexing, check=True)
    asking = Asking(sidecar_path(ledger, "desk"), judged)
    asking.keep(arguments.only)
    with served(ledger) as (address, process):
        clock = asyncio.run(one_by_one(address, process, asking, arguments.rounds))
        clock.report("One reader at a time")
        clock = asyncio.run(beside_writers(address, process, asking, arguments.rounds,
                                           arguments.writers, arguments.think))  # fmt: skip
        clock.report(f"One reader at a time, beside {arguments.writers} writers")
        if arguments.only or not arguments.readers:
            return
        transfers(address, asking)
        clock = asyncio.run(together(address, asking, arguments.readers, arguments.writers,
                                     arguments.think, arguments.seconds))  # fmt: skip
        clock.report(f"{arguments.readers} readers, a page every {arguments.think} s on average,"
                     f" and {arguments.writers} writers")  # fmt: skip


if __name__ == "__main__":
    main()

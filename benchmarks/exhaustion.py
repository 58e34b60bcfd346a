"""`python -m benchmarks.exhaustion [--python OTHER/bin/python]`: the site while it is overloaded.

Three loads, each on a `sayso serve` of its own over a small ledger. Prints the 50th and 95th
percentile and the maximum of the milliseconds that pages took meanwhile, and what went wrong:

- texts: 50 readers, while 80 texts of 20 kB are handed in at once, until all are read or the time
  is over; who is refused with 503 waits as long as Retry-After says and tries again
- slow: 10 readers, while 1,050 connections send a header line every few seconds and never end; the
  server may open 1,024 files
- end: SIGTERM in the middle of both, the seconds till the process is gone, its exit code, what
  `sayso verify` says, and whether every text that was answered 201 is in the ledger

`--python` runs the site with another interpreter, that of another version for comparison.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import httpx

SAYSO = ("-c", "from sayso.cli import main; main()")
PORT = 8767
READERS, TEXTS, TEXT_BYTES, SLOW = 50, 80, 20_000, 1_050
THINK_S = 1.0
OPEN_FILES = 1_024
START_S = 120.0
PAGES = ("/", "/search", "/search?q=market", "/map", "/framing", "/review", "/api/incidents")
TOWNS = ("Kutum", "Nyala", "Izmail", "Kharkiv", "Odesa", "El Fasher", "Kherson", "Zalingei")
SPEAKERS = ("the army", "the Sudan Doctors Network", "the mayor", "the Ukrainian Air Force",
            "the governor", "a hospital director", "the Ministry of Health")  # fmt: skip
WORDS = ("bread bus stop road shop old green wet slow long tall market lamp tree house small paper"
         " window street garden").split()  # fmt: skip
WEAPONS = ("drones", "shells", "missiles", "warplanes", "mortars")


def text_of(number: int, size: int) -> str:
    """A report of about `size` bytes, unlike every other number's."""
    order = random.Random(number)  # noqa: S311
    parts = [f"{order.choice(TOWNS)} hit in the night, report {number}\n\n"]
    while sum(map(len, parts)) < size:
        town, who = order.choice(TOWNS), order.choice(SPEAKERS)
        parts.append(
            f"At least {order.randint(2, 90)} people were killed when {order.choice(WEAPONS)} hit a"
            f" {order.choice(('market', 'depot', 'school'))} in {town} on {order.randint(1, 28)}"
            f" March 2025, {who} said."
        )
        for _ in range(14):
            words = " ".join(order.choice(WORDS) for _ in range(18))
            parts.append(f" The {words} near the river.")
        parts.append("\n\n")
    return "".join(parts)[:size]


@dataclass
class Site:
    """A site that runs: its address, its process, and the file that its standard error goes to."""

    home: str
    process: subprocess.Popen[bytes]
    log: Path


@dataclass
class Seen:
    """What readers and writers got."""

    pages: list[float] = field(default_factory=list)
    statuses: Counter[str] = field(default_factory=Counter)
    written: list[float] = field(default_factory=list)
    documents: list[str] = field(default_factory=list)

    def report(self, name: str) -> None:
        ranks = " ".join(f"{_rank(self.pages, each):7.0f}" for each in (0.5, 0.95, 1.0))
        print(f"{name:34} {len(self.pages):5} pages, ms p50 p95 max: {ranks}")
        print(f"    {dict(self.statuses.most_common(8))}")
        if self.written:
            print(f"    texts: {len(self.written)} read, s p50 {_rank(self.written, 0.5):.1f}"
                  f" p95 {_rank(self.written, 0.95):.1f}")  # fmt: skip


def _rank(times: list[float], share: float) -> float:
    return sorted(times)[min(len(times) - 1, int(share * len(times)))] if times else float("nan")


@contextmanager
def served(python: str, ledger: Path) -> Iterator[Site]:
    """A site over the ledger; ended, if need be by force, when done."""
    log = ledger.with_suffix(".log")

    def bounded() -> None:
        resource.setrlimit(resource.RLIMIT_NOFILE, (OPEN_FILES, OPEN_FILES))

    told = [python, *SAYSO, "serve", "--ledger", str(ledger), "--port", str(PORT)]
    # An older version has no such option, and asks for no login on loopback.
    known = subprocess.run([python, *SAYSO, "serve", "--help"], capture_output=True, check=False)
    told += ["--no-login"] if b"--no-login" in known.stdout else []
    with log.open("wb") as file:
        process = subprocess.Popen(
            told, stdout=file, stderr=file, cwd=ledger.parent, preexec_fn=bounded
        )
    site = Site(f"http://127.0.0.1:{PORT}", process, log)
    try:
        _started(site)
        yield site
    finally:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(90)
        process.kill()
        process.wait()


def _started(site: Site) -> None:
    end = time.monotonic() + START_S
    while time.monotonic() < end:
        with suppress(httpx.TransportError):
            if httpx.get(site.home, timeout=START_S).is_success:
                time.sleep(5)  # what pages share is made just after the start
                httpx.post(f"{site.home}/api/documents", json={"text": text_of(0, 500)},
                           timeout=START_S)  # fmt: skip
                return
        time.sleep(0.1)
    raise SystemExit(site.log.read_text("utf-8", "replace")[-2000:])


async def read(site: Site, seen: Seen, done: asyncio.Event) -> None:
    """Be a reader: a page every THINK_S on average, until done."""
    async with httpx.AsyncClient(base_url=site.home, timeout=120) as client:
        await asyncio.sleep(random.random() * THINK_S)  # noqa: S311
        while not done.is_set():
            start = time.perf_counter()
            try:
                answer = await client.get(random.choice(PAGES))  # noqa: S311
                seen.statuses[f"page {answer.status_code}"] += 1
            except httpx.HTTPError as error:
                seen.statuses[f"page {type(error).__name__}"] += 1
            seen.pages.append(1000 * (time.perf_counter() - start))
            await asyncio.sleep(random.expovariate(1 / THINK_S))


async def hand_in(site: Site, seen: Seen, number: int) -> None:
    """Hand in one text, again and again while the site says when to."""
    new = {"text": text_of(number, TEXT_BYTES), "outlet": "Benchmark Post"}
    start = time.perf_counter()
    async with httpx.AsyncClient(base_url=site.home, timeout=600) as client:
        while True:
            try:
                answer = await client.post("/api/documents", json=new)
            except httpx.HTTPError as error:
                seen.statuses[f"text {type(error).__name__}"] += 1
                return
            seen.statuses[f"text {answer.status_code}"] += 1
            if answer.status_code != 503 or "retry-after" not in answer.headers:
                break
            await asyncio.sleep(float(answer.headers["retry-after"]))
    if answer.status_code == 201:
        seen.documents.append(answer.json()["document"])
        seen.written.append(time.perf_counter() - start)


async def be_slow(seen: Seen, done: asyncio.Event) -> None:
    """Open a connection, send a header line every five seconds, and never end the header."""
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", PORT)
        writer.write(b"GET / HTTP/1.1\r\nHost: localhost\r\n")
        while not done.is_set():
            with suppress(asyncio.TimeoutError):
                if not await asyncio.wait_for(reader.read(1000), 5):
                    break
            writer.write(b"X: y\r\n")
        seen.statuses["slow, closed by the site" if not done.is_set() else "slow, open"] += 1
        writer.close()
    except OSError as error:
        seen.statuses[f"slow {type(error).__name__}"] += 1


async def texts(site: Site, seconds: float) -> Seen:
    seen, done = Seen(), asyncio.Event()
    readers = [asyncio.create_task(read(site, seen, done)) for _ in range(READERS)]
    writers = [asyncio.create_task(hand_in(site, seen, each + 1)) for each in range(TEXTS)]
    await asyncio.wait(writers, timeout=seconds)
    done.set()
    await asyncio.wait(readers, timeout=150)
    for each in (*readers, *writers):
        each.cancel()
    await asyncio.gather(*readers, *writers, return_exceptions=True)
    return seen


async def slow(site: Site, seconds: float) -> Seen:
    seen, done = Seen(), asyncio.Event()
    slow_ones = [asyncio.create_task(be_slow(seen, done)) for _ in range(SLOW)]
    await asyncio.sleep(1)
    readers = [asyncio.create_task(read(site, seen, done)) for _ in range(10)]
    await asyncio.sleep(seconds)
    done.set()
    await asyncio.wait([*readers, *slow_ones], timeout=150)
    return seen


async def ended(site: Site, seconds: float) -> Seen:
    """Load the site for a while, end it, and wait until it is gone."""
    seen, done = Seen(), asyncio.Event()
    tasks = [asyncio.create_task(read(site, seen, done)) for _ in range(READERS)]
    tasks += [asyncio.create_task(hand_in(site, seen, 1_000 + each)) for each in range(TEXTS)]
    tasks += [asyncio.create_task(be_slow(seen, done)) for _ in range(200)]
    await asyncio.sleep(seconds)
    before = children(site.process.pid)
    start = time.monotonic()
    site.process.send_signal(signal.SIGTERM)
    code = await asyncio.to_thread(site.process.wait)
    print(f"ended {time.monotonic() - start:.1f} s after SIGTERM with exit code {code};"
          f" processes left over: {sum(Path(f'/proc/{each}').exists() for each in before)}"
          f" of {len(before)}")  # fmt: skip
    done.set()
    for each in tasks:
        each.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    return seen


def children(process: int) -> list[int]:
    """The processes that a process started, where Linux tells."""
    told: list[str] = []
    with suppress(OSError):
        told = [
            each.read_text("ascii") for each in Path(f"/proc/{process}/task").glob("*/children")
        ]
    return [int(each) for each in " ".join(told).split()]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--python", default=sys.executable)
    parser.add_argument("--seconds", type=float, default=60.0, help="how long each load lasts")
    parser.add_argument("--only", choices=("texts", "slow", "end"))
    arguments = parser.parse_args()
    print(f"load average at the start: {os.getloadavg()[0]:.1f}, {os.cpu_count()} processors")
    with tempfile.TemporaryDirectory() as folder:
        ledger = Path(folder) / "desk.sqlite"
        given = "\n".join(text_of(10_000 + each, 1_500) for each in range(3))
        command = [arguments.python, *SAYSO, "add", "-", "--ledger", str(ledger)]
        subprocess.run(command, input=given.encode(), check=False, capture_output=True)
        for name, load in (("texts", texts), ("slow", slow), ("end", ended)):
            if arguments.only not in (None, name):
                continue
            with served(arguments.python, ledger) as site:
                seen = asyncio.run(load(site, arguments.seconds))
                seen.report(name)
                print(f"    standard error: {site.log.stat().st_size:,} bytes;"
                      f" load average {os.getloadavg()[0]:.1f}")  # fmt: skip
            if name == "end":
                check(arguments.python, ledger, seen)


def check(python: str, ledger: Path, seen: Seen) -> None:
    """Whether the ledger is sound and has every text that was answered 201."""
    verify = [python, *SAYSO, "verify", "--ledger", str(ledger)]
    done = subprocess.run(verify, capture_output=True, check=False, text=True)
    listed = subprocess.run(
        [python, *SAYSO, "list", "--ledger", str(ledger)],
        capture_output=True, check=False, text=True,
    ).stdout  # fmt: skip
    missing = [each for each in seen.documents if each[:8] not in listed]
    print(f"    verify: {done.returncode}; {len(seen.documents)} answered 201,"
          f" {len(missing)} of them not in the ledger")  # fmt: skip


if __name__ == "__main__":
    main()

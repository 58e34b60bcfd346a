"""`python benchmarks/bulk.py [--data FOLDER] [--items N] [--rounds N]`: bulk reading and linking.

Prints, on the machine that it runs on:

- words a second on one process, on two, and on Ray with two workers, warm: rounds of all three one
  after another, so that what else the machine does falls on all alike; their ratios, and the
  seconds of processor that the same work took, which say the same on a busy machine;
- memory of a worker with all loaded: resident, its share of what is shared, and its own alone;
- how fast one process cuts archives for others, and what making a document of a page takes;
- growth of linking with n, 2n and 4n documents: over more days, and on the same days;
- what all that comes to for a million articles a day: docs/scale.md tells the arithmetic.

`--tables FOLDER` links the tables of an earlier `sayso bulk` and not those made here.
"""

from __future__ import annotations

import argparse
import gzip
import io
import json
import math
import os
import platform
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from datetime import timedelta
from importlib import metadata
from pathlib import Path

import resampling

from sayso.actions.bulk import Bulk, Settings, bulk
from sayso.bulk.incidents import FolderLinker
from sayso.bulk.shards import Source, shards
from sayso.bulk.tabled import write_tables
from sayso.engines.engine import Engine, EngineError, Here
from sayso.engines.on_ray import OnRay
from sayso.engines.pool import Pool
from sayso.intake.bulk_tables import bulk_arrivals
from sayso.intake.units import Taking, unit_arrivals, units
from sayso.record import Document, Reading

PART = 6

ARTICLES, WORDS = 1_000_000, 450
"""A day of CC-NEWS, about, and the length of an article."""

TELLING = (10_000, 30_000, 100_000)
"""Articles of a day in which someone claims an event; nobody has counted them."""

PAIR_BYTES = 524
"""Memory that gathering takes for a pair: 400,000 pairs of 6,000 passages took 207 MB."""
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(slots=True)
class Rates:
    """Measured, in seconds of one core: words read a second, pages cut a second, seconds a page;
    pairs compared a second, seconds of gathering a pair and of all else a document, and the share
    of all pairs of near days that are compared, and of these that are alike."""

    words: float = 0.0
    cut: float = 0.0
    page: float = 0.0
    pairs: float = 0.0
    gathering: float = 0.0
    document: float = 0.0
    compared: float = 0.0
    alike: float = 0.0


def estimate(rates: Rates, price: float) -> None:
    """What a day of CC-NEWS takes at these rates."""
    article = WORDS / rates.words + rates.page
    hours = ARTICLES * article / 3_600
    print(
        f"estimate: an article takes {article:.2f} s of a core, {ARTICLES:,} take {hours:,.0f}"
        f" core-hours, ${hours * price:,.2f} a day at ${price} a core-hour: {hours / 24:.1f} cores"
        f" all day, or {hours / 64:.1f} h of 64; one process cuts for {rates.cut * article:,.0f}"
    )
    for telling in TELLING:
        near = telling * telling / 2 + telling * telling * 4
        compared = near * rates.compared
        alike = compared * rates.alike
        linking = compared / rates.pairs + alike * rates.gathering + telling * rates.document
        print(
            f"estimate: of {telling:,} documents a day {compared / 1e6:,.0f} million pairs are"
            f" compared, {alike / 1e6:,.0f} million alike: {linking / 3_600:,.2f} core-hours, of"
            f" which {alike * rates.gathering / 3_600:,.2f} gathering on one core, with"
            f" {alike * PAIR_BYTES / 1e9:,.1f} GB for each day that hangs together"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/benchmarks"))
    parser.add_argument("--items", type=int, default=300, help="feed items beside the full texts")
    parser.add_argument("--texts", type=int, default=None, help="full texts; all if none")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--fast", action="store_true", help="with the smaller pack")
    parser.add_argument("--only", choices=("engines", "cutting", "linking"), default=None)
    parser.add_argument("--tables", type=Path, default=None)
    parser.add_argument("--price", type=float, default=0.04, help="of a core-hour, in dollars")
    chosen = parser.parse_args()
    if not chosen.data.is_dir():
        print(f"No benchmark data at {chosen.data}: nothing was timed. Name it with --data.")
        return
    versions = ", ".join(f"{each} {metadata.version(each)}" for each in ("sayso", "ray", "pyarrow"))
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()};"
          f" {versions}; pack {'fast' if chosen.fast else 'accurate'}")  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder)
        rates = Rates()
        if chosen.only in (None, "engines"):
            rates.words = measure_engines(chosen, out)
        if chosen.only in (None, "cutting"):
            rates.cut, rates.page = measure_cutting(chosen.data, out)
        if chosen.only in (None, "linking"):
            measure_linking(chosen, out, rates)
        if chosen.only is None:
            estimate(rates, chosen.price)


# Engines.


def measure_engines(chosen: argparse.Namespace, out: Path) -> float:
    """Words a second of one core."""
    path = out / "mixed.jsonl"
    words = write_mixed(chosen.data, chosen.items, chosen.texts, path)
    with ExitStack() as stack:
        engines = {"1 process": Pool(1), "2 processes": Pool(2)}
        for each in engines.values():
            stack.enter_context(closing(each))
        try:
            engines["Ray, 2 workers"] = stack.enter_context(closing(OnRay(2)))  # type: ignore[assignment]
        except EngineError as error:
            print(error)
        seconds: dict[str, list[float]] = {name: [] for name in engines}
        spent: dict[str, list[float]] = {name: [] for name in engines}
        wanted = Settings(fast=chosen.fast, units=PART)
        for name, engine in engines.items():
            warm_up(engine, path, wanted, out)
            print(f"{name}: {memory(workers_of(name, engine))}")
        for number in range(chosen.rounds):
            for name, engine in engines.items():
                before, start = processor(workers_of(name, engine)), time.perf_counter()
                for _ in bulk(Bulk([str(path)], out / f"{name}-{number}", wanted), engine):
                    pass
                seconds[name].append(time.perf_counter() - start)
                spent[name].append(processor(workers_of(name, engine)) - before)
        told_engines(words, seconds, spent)
        for name, engine in engines.items():
            print(f"{name}, after {chosen.rounds + 1} rounds: {memory(workers_of(name, engine))}")
        return words / statistics.median(spent["1 process"])


def told_engines(
    words: int, seconds: dict[str, list[float]], spent: dict[str, list[float]]
) -> None:
    for name in seconds:
        wall, cpu = statistics.median(seconds[name]), statistics.median(spent[name])
        rounds = ", ".join(f"{each:.1f}" for each in seconds[name])
        print(
            f"{name}: {words / wall:,.0f} words a second; {words / cpu:,.0f} a second of"
            f" processor; rounds {rounds} s"
        )
    for one, other in (("2 processes", "1 process"), ("Ray, 2 workers", "2 processes")):
        if one in seconds:
            wall_ratios = [b / a for a, b in zip(seconds[one], seconds[other], strict=True)]
            cpu_ratios = [b / a for a, b in zip(spent[one], spent[other], strict=True)]
            rounds = ", ".join(f"{each:.2f}" for each in wall_ratios)
            print(
                f"{one} over {other}: {statistics.median(wall_ratios):.2f} times as fast (rounds"
                f" {rounds}); words a second of processor {statistics.median(cpu_ratios):.2f} times"
            )


def write_mixed(data: Path, items: int, texts: int | None, path: Path) -> int:
    """Feed items and full texts, mixed evenly, as JSON lines; how many words they have."""
    told = [
        {"text": each.read_text(encoding="utf-8"), "id": each.stem}
        for each in sorted((data / "fulltext").glob("*.txt"))[:texts]
    ]
    with (data / "stream" / "feed_items.2023-03.jsonl").open(encoding="utf-8") as source:
        feed = [json.loads(line) for line, _ in zip(source, range(items), strict=False)]
    mixed = [*told, *feed]
    random.Random(1).shuffle(mixed)  # noqa: S311
    path.write_text("".join(json.dumps(each) + "\n" for each in mixed), encoding="utf-8")
    whole = (each.get("text") or f"{each['title']} {each['summary'] or ''}" for each in mixed)
    return sum(len(each.split()) for each in whole)


def warm_up(engine: Engine, path: Path, wanted: Settings, out: Path) -> None:
    """Let each worker read something; a few small parts for each, so that none is left out."""
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    few = out / "few.jsonl"
    few.write_text("".join(lines[: 4 * engine.workers]), encoding="utf-8")
    small = replace(wanted, units=1)
    for _ in bulk(Bulk([str(few)], Path(tempfile.mkdtemp(dir=out)), small), engine):
        pass


def workers_of(name: str, engine: Engine) -> list[int]:
    if isinstance(engine, Pool):
        return list(engine.pids)
    return [pid for pid in processes() if command(pid).startswith("ray::")] if "Ray" in name else []


def processes() -> Iterator[int]:
    return (int(each.name) for each in Path("/proc").iterdir() if each.name.isdigit())


def command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""


def processor(pids: Iterable[int]) -> float:
    """Seconds of processor that processes have used."""
    total = 0
    for pid in pids:
        try:
            told = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()
        except OSError:
            continue
        total += int(told[11]) + int(told[12])
    return total / TICKS


def memory(pids: Iterable[int]) -> str:
    """Resident, proportional and unique memory of the largest process."""
    largest = {"Rss": 0, "Pss": 0, "Uss": 0}
    count = 0
    for pid in pids:
        try:
            told = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="utf-8").splitlines()
        except OSError:
            continue
        sizes = {line.split(":")[0]: int(line.split()[1]) for line in told[1:]}
        sizes["Uss"] = sizes["Private_Clean"] + sizes["Private_Dirty"]
        if sizes["Pss"] > 50_000:  # Ray keeps workers that have nothing loaded
            count += 1
            largest = {name: max(held, sizes[name]) for name, held in largest.items()}
    told_sizes = ", ".join(f"{name.upper()} {size / 1024:,.0f}" for name, size in largest.items())
    return f"the largest of {count} workers holds {told_sizes} MiB"


# Cutting inputs.


def measure_cutting(data: Path, out: Path) -> tuple[float, float]:
    """Pages that are cut out of archives a second, and seconds that a document of one takes."""
    pages = sorted((data / "html").rglob("*.html.gz"))[:200]
    if not pages:
        raise FileNotFoundError(f"no pages in {data / 'html'}")
    path = out / "pages.warc.gz"
    size = write_archive(pages, path)
    start = time.process_time()
    cut = []
    for each in shards(Source(path, path.name), Settings(), ""):
        cut.append(len(each.units))
        str(each.digest)
    cutting = time.process_time() - start
    count = sum(cut)
    print(
        f"cutting an archive: {count / cutting:,.0f} pages and {size / cutting / 1e6:,.0f} MB a"
        f" second of processor, {size / count / 1e3:.0f} kB a page"
    )
    start, made, words = time.process_time(), 0, 0
    for unit in units(path, path.name):
        for arrival in unit_arrivals(unit, Taking()):
            if isinstance(arrival.content, Document):
                made += 1
                words += len(arrival.content.text.split())
    spent = time.process_time() - start
    print(f"documents of pages: {spent / count * 1e3:.0f} ms of processor a page;"
          f" {words / max(made, 1):.0f} words a document")  # fmt: skip
    return count / cutting, spent / count


def write_archive(pages: Sequence[Path], path: Path) -> int:
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    size = 0
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=True)
        for page in pages:
            body = gzip.decompress(page.read_bytes())
            size += len(body)
            headers = [("Content-Type", "text/html; charset=utf-8")]
            http = StatusAndHeaders("200 OK", headers, protocol="HTTP/1.1")
            url = f"https://pages.example/{page.name}"
            record = writer.create_warc_record(
                url, "response", payload=io.BytesIO(body), http_headers=http
            )
            writer.write_record(record)
    return size


# Growth of linking.


def measure_linking(chosen: argparse.Namespace, out: Path, rates: Rates) -> None:
    """Growth both ways; `rates` are those of the largest set, on the same days."""
    readings = [each.reading for each in bulk_arrivals(chosen.tables or _read(chosen, out))]
    held = {each.document.fingerprint: each for each in readings if each and each.claims}
    items = [
        replace(each, document=replace(each.document, given_id=f"item-{number}"))
        for number, each in enumerate(held.values())
        if each.document.published is not None
    ]
    claims = sum(len(each.claims or ()) for each in items)
    days = {each.document.published.date() for each in items if each.document.published}
    print(f"linking: {len(items)} documents with {claims} claims, {len(days)} days, are told again")
    for how, apart in (("over more days", resampling.ROUND), ("on the same days", timedelta(0))):
        sizes = [times * claims for times in (1, 2, 4)]
        growth(how, (list(_told_again(items, size, apart)) for size in sizes), out, rates)


def _told_again(readings: Sequence[Reading], claims: int, apart: timedelta) -> Iterator[Reading]:
    """The readings again and again with other words, each round `apart` later."""
    before, resampling.ROUND = resampling.ROUND, apart
    try:
        yield from resampling.resampled(readings, claims)
    finally:
        resampling.ROUND = before


def _read(chosen: argparse.Namespace, out: Path) -> Path:
    """Tables of feed items, read with the smaller pack."""
    path = out / "feed.jsonl"
    with (chosen.data / "stream" / "feed_items.2023-03.jsonl").open(encoding="utf-8") as source:
        lines = [line for line, _ in zip(source, range(chosen.items), strict=False)]
    path.write_text("".join(lines), encoding="utf-8")
    with closing(Pool(len(os.sched_getaffinity(0)))) as pool:
        for _ in bulk(Bulk([str(path)], out / "feed", Settings(fast=True, units=50)), pool):
            pass
    return out / "feed"


def growth(how: str, sets: Iterable[Sequence[Reading]], out: Path, rates: Rates) -> None:
    before: tuple[int, float, int] | None = None
    for readings in sets:
        folder = Path(tempfile.mkdtemp(dir=out))
        write_tables(readings, folder)
        linker = FolderLinker(folder, Here())
        spent = steps(linker)
        total, counts = sum(spent.values()), linker.counts
        shares = ", ".join(f"{name} {seconds:.2f}" for name, seconds in spent.items())
        power = ""
        if before is not None:
            ratio = math.log(counts.documents / before[0])
            time_power = math.log(total / before[1]) / ratio
            pair_power = math.log(max(counts.compared, 1) / max(before[2], 1)) / ratio
            power = f"; exponents: time {time_power:.2f}, pairs compared {pair_power:.2f}"
        print(
            f"{how}: {counts.documents} documents, {counts.passages} passages,"
            f" {counts.compared} pairs compared, {counts.pairs} alike, {counts.components}"
            f" components, the largest of {counts.largest}, {counts.incidents} incidents:"
            f" {total:.2f} s of processor ({shares}){power}",
            flush=True,
        )
        before = counts.documents, total, counts.compared
        take_rates(rates, linker, spent)


def take_rates(rates: Rates, linker: FolderLinker, spent: dict[str, float]) -> None:
    counts = linker.counts
    comparing, gathering = spent["comparing days"], spent.get("gathering groups", 0.0)
    day = linker.tables.passages.day
    near = sum(
        int(((day >= each - 4) & (day < each)).sum()) + int((day == each).sum()) / 2 for each in day
    )
    rates.pairs, rates.gathering = counts.compared / comparing, gathering / counts.pairs
    rates.document = (sum(spent.values()) - comparing - gathering) / counts.documents
    rates.compared, rates.alike = counts.compared / near, counts.pairs / counts.compared


def steps(linker: FolderLinker) -> dict[str, float]:
    """Seconds of processor that each step of linking takes."""
    spent: dict[str, float] = {}
    start, name = time.process_time(), ""
    for stage in linker.run():
        now = time.process_time()
        name = stage.name
        spent[name] = spent.get(name, 0.0) + now - start
        start = now
    spent[name] = spent.get(name, 0.0) + time.process_time() - start
    return spent


if __name__ == "__main__":
    sys.exit(main())

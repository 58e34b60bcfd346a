"""`python benchmarks/linking.py [--ledger LEDGER] [--sizes 1000 10000 100000]`: growth of linking.

Makes any number of claims by resampling the readings of a ledger (such as a month of feed items):
each round of them comes weeks after the one before, and tells it with other names, as news does.
Times linking at each size in seconds of the processor, and prints the exponent of the growth
between sizes: 1 is linear. Without a ledger the readings of the tests are resampled.
"""

from __future__ import annotations

import argparse
import math
import random
import re
import resource
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from sayso.ledger import open_ledger
from sayso.linking.linker import Linker
from sayso.record import Claim, Moment, Reading, content_hash

LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz")
NAME = re.compile(r"\b[A-Z][a-z]{3,}")

ROUND = timedelta(days=33)
"""A month, and two days in which nothing is told: rounds don't touch."""

SAMPLE = 1_000
"""Readings of one round at most."""


def resampled(readings: Sequence[Reading], claims: int) -> Iterator[Reading]:
    """Readings with `claims` claims in all, or just over, round after round."""
    order = random.Random(1)  # noqa: S311
    told = [each for each in readings if each.claims]
    made = number = 0
    while made < claims:
        chosen = order.sample(told, min(SAMPLE, len(told)))
        for reading in chosen:
            if made >= claims:
                return
            made += len(reading.claims or ())
            yield _later(reading, number)
        number += 1


def _later(reading: Reading, number: int) -> Reading:
    """The reading as it would be `number` rounds later."""
    by = ROUND * number
    document = reading.document
    published = document.published
    text = NAME.sub(lambda name: _shifted(name.group(), number), document.text)
    given = f"{document.id}-{number}"
    moved = replace(
        document, text=text, given_id=given, published=published + by if published else None
    )
    return replace(
        reading,
        document=moved,
        claims=tuple(_renamed(each, number) for each in reading.claims or ()),
        moments=tuple(_moved(each, by) for each in reading.moments or ()),
    )


def _shifted(name: str, number: int) -> str:
    """Another name of the same length: each letter that is not the first moved on."""
    turned = (
        chr(97 + (ord(each) - 97 + number) % 26) if each in LETTERS else each for each in name
    )
    return "".join(turned)


def _renamed(claim: Claim, number: int) -> Claim:
    return replace(claim, id=content_hash("resampled", claim.id, number))


def _moved(moment: Moment, by: timedelta) -> Moment:
    if moment.earliest is None or moment.latest is None:
        return moment
    return replace(moment, earliest=moment.earliest + by, latest=moment.latest + by)


def timed(readings: Sequence[Reading], claims: int) -> tuple[int, float]:
    """How many claims were linked, and the seconds of the processor that it took."""
    every = list(resampled(readings, claims))
    start = time.process_time()
    linker = Linker()
    for reading in every:
        linker.add(reading)
    linker.linked()
    return sum(len(each.claims or ()) for each in every), time.process_time() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ledger", type=Path, default=None)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    arguments = parser.parse_args()
    readings = _readings(arguments.ledger)
    before: tuple[int, float] | None = None
    for size in arguments.sizes:
        claims, seconds = timed(readings, size)
        growth = ""
        if before is not None:
            exponent = math.log(seconds / before[1]) / math.log(claims / before[0])
            growth = f"; exponent {exponent:.2f}"
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"{claims} claims: {seconds:.1f} s{growth}; peak {peak:,.0f} MiB", flush=True)
        before = claims, seconds


def _readings(ledger: Path | None) -> list[Reading]:
    if ledger is not None:
        with closing(open_ledger(ledger)) as store:
            return list(store.readings())
    from tests.linking.test_linker import MARKET, PORT

    return [*MARKET, *PORT]


if __name__ == "__main__":
    main()

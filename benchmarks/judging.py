"""`python -m benchmarks.judging LEDGER [--judgements 50000]`: what coders would say of its claims.

Six coders judge documents claim by claim: of 100 claims they accept 60, correct 25 and reject 15;
every tenth document is judged by two, of whom the second mostly agrees. Some judgements are taken
back, some are on pairs of claims, and a third of what coders differ on is adjudicated. The same
ledger always gets the same judgements. `--documents` are the documents, from the first, whose
claims are judged: a widened index (`benchmarks/widening.py`) has no claims of the others.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path

from sayso.ledger import Store
from sayso.ledger.stores.sqlite import SqliteStore
from sayso.ledger.tables import judgements as table
from sayso.linking.judged import ADJUDICATED, CLAIM, KEPT, REJECTED
from sayso.record import Judgement, Reading, content_hash
from sayso.record.wire import dumps, pack

CODERS = ("ada", "bela", "chika", "dario", "emine", "farid")
VERDICTS = ("right", "corrected", "wrong")
WEIGHTS = (60, 25, 15)
CORRECTIONS = (
    ("polarity", "denies"), ("polarity", "asserts"), ("modality", "planned"),
    ("modality", "threatened"), ("claimant", "the governor"), ("claimant", "a spokesman"),
    ("figures", "17 people killed"), ("figures", "at least 30 people injured"),
    ("when", "3 June 2019"), ("target", "a bridge"),
)  # fmt: skip
DOUBLE, AGREE, TAKEN_BACK, PAIRED, ADJUDICATES = 0.1, 0.8, 0.01, 0.005, 0.33
"""Shares: of documents with two coders; of second codings that are as the first; of judgements
that are taken back; of claims judged with another; of differing codings that are adjudicated."""

BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
A_WHILE = timedelta(seconds=20)
ALL = 1_000_000_000
"""More documents than any ledger has."""

Said = tuple[str, tuple[tuple[str, str], ...]]


def judgements_of(store: Store, documents: int) -> Iterator[Judgement]:
    """What coders say of the claims of the first documents, in the order in which they say it."""
    dice = random.Random(7)  # noqa: S311
    keys = [key for _, key, _ in store.keys_since(0, documents)]
    dice.shuffle(keys)
    now = BEGIN
    for key in keys:
        for by, verdict, claims, changes in _of_document(store.reading(key), dice):
            now += A_WHILE
            yield Judgement(verdict, claims, by, now, "", changes)  # type: ignore[arg-type]


def _of_document(
    reading: Reading, dice: random.Random
) -> Iterator[tuple[str, str, tuple[str, ...], tuple[tuple[str, str], ...]]]:
    first, second, third = dice.sample(CODERS, 3)
    claims = reading.claims or ()
    twice = dice.random() < DOUBLE
    for claim in claims:
        said = _said(dice)
        yield first, said[0], (claim.id,), said[1]
        if dice.random() < TAKEN_BACK:
            yield first, "undecided", (claim.id,), ()
            continue
        if dice.random() < PAIRED and claim is not claims[0]:
            yield first, "same_incident", (claims[0].id, claim.id), ()
        again = said if dice.random() < AGREE else _said(dice)
        if twice:
            yield second, again[0], (claim.id,), again[1]
            if again != said and dice.random() < ADJUDICATES:
                yield third, ADJUDICATED, (claim.id,), _decided(said, again)


def _said(dice: random.Random) -> Said:
    verdict = dice.choices(VERDICTS, WEIGHTS)[0]
    return verdict, (dice.choice(CORRECTIONS),) if verdict == "corrected" else ()


def _decided(first: Said, second: Said) -> tuple[tuple[str, str], ...]:
    """The first coder's word, as an adjudication has it."""
    if first[0] == "wrong":
        return ((CLAIM, REJECTED),)
    return ((CLAIM, KEPT), *first[1]) if second[0] == "wrong" else first[1] or ((CLAIM, KEPT),)


def append(ledger: Path, count: int, documents: int) -> dict[str, int]:
    """Append judgements to a ledger in one transaction; how many of each verdict."""
    made: dict[str, int] = {}
    store = SqliteStore(ledger, "add")
    with closing(store), store._writes() as connection:
        for judgement in islice(judgements_of(store, documents), count):
            packed = dumps(pack(judgement))
            key = content_hash("judgement", packed)
            connection.execute(table.insert().values(id=key, packed=packed))
            made[judgement.verdict] = made.get(judgement.verdict, 0) + 1
    return made


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("ledger", type=Path)
    parser.add_argument("--judgements", type=int, default=50_000)
    parser.add_argument("--documents", type=int, default=ALL)
    arguments = parser.parse_args()
    made = append(arguments.ledger, arguments.judgements, arguments.documents)
    print(f"{sum(made.values()):,} judgements: {made}")


if __name__ == "__main__":
    main()

"""Contradictions in words, on rival accounts of our own: each file by a model of all the others.

`own/accounts/` holds 405 invented events of eight kinds and regions, told by 5,900 short claims of
several sides, with every pair of claims that contradict each other. The writers did not know the
code. A pair without a word in common is never compared, and counts as missed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from evaluation.linear import Example, learn_two
from evaluation.score import Score, digest
from sayso.linking.contrasts import Contrasts, Wording, wording
from sayso.linking.relations import CONTRADICTS_FROM

ACCOUNTS = Path(__file__).with_name("own") / "accounts"

FIRST_DAY = datetime(2024, 1, 1)
PAIR = re.compile(r"(\d+)-(\d+)")

CONTRADICT, OTHER = "contradict", "other"


@dataclass(frozen=True, slots=True)
class Account:
    """One event: its claims, and the pairs of them, by number, that contradict each other, and
    those of which readers may differ."""

    claims: tuple[Wording, ...]
    contradict: frozenset[tuple[int, int]]
    doubtful: frozenset[tuple[int, int]]


def accounts_in(path: Path) -> Iterator[Account]:
    """Yield the events of a file; ValueError for a line that is none of its format."""
    for block in path.read_text(encoding="utf-8").split("\n## ")[1:]:
        claims: dict[int, Wording] = {}
        pairs: dict[str, frozenset[tuple[int, int]]] = {}
        for line in block.splitlines()[1:]:
            if not line:
                continue
            kind, _, rest = line.partition(" ")
            if kind in ("x", "u", "b"):
                pairs[kind] = frozenset((int(a), int(b)) for a, b in PAIR.findall(rest))
                continue
            number, speaker, side, day, words = line.split("\t")
            published = FIRST_DAY + timedelta(days=int(day))
            claims[int(number)] = wording(words, speaker, side, published)
        place = {number: at for at, number in enumerate(claims)}
        contradict, doubtful = (
            frozenset((place[a], place[b]) for a, b in pairs.get(kind, ())) for kind in ("x", "b")
        )
        yield Account(tuple(claims.values()), contradict, doubtful)


def account_examples(accounts: Sequence[Account]) -> Iterator[Example]:
    """Yield the pairs of claims of each event that are compared, with the gold's relation."""
    for account in accounts:
        contrasts = Contrasts(account.claims)
        for pair in contrasts.pairs:
            if pair not in account.doubtful:
                label = CONTRADICT if pair in account.contradict else OTHER
                yield Example(contrasts.features(*pair), label)


def files() -> list[Path]:
    """Return the files of accounts, in order."""
    return sorted(ACCOUNTS.glob("*.txt"))


def measure(_data: Path) -> list[Score]:
    """Return precision and recall, each file by a model that learned from the others."""
    made = right = wanted = 0
    accounts = {path: list(accounts_in(path)) for path in files()}
    examples = {path: list(account_examples(some)) for path, some in accounts.items()}
    for path, held in examples.items():
        learned = [each for other, some in examples.items() if other != path for each in some]
        model = learn_two(learned, CONTRADICT, OTHER)
        likely = [model.probabilities(each.features)[CONTRADICT] for each in held]
        sure = [
            each.label
            for each, score in zip(held, likely, strict=True)
            if score >= CONTRADICTS_FROM
        ]
        made, right = made + len(sure), right + sure.count(CONTRADICT)
        wanted += sum(len(each.contradict) for each in accounts[path])
    signature = f"data {' '.join(digest(path) for path in files())} | leave one file out | "
    about = f"{signature}{right} of {made} made, {wanted} wanted"
    return [
        Score("accounts.contradict_precision", right / max(1, made), about),
        Score("accounts.contradict_recall", right / max(1, wanted), about),
    ]

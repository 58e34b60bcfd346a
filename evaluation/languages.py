"""Attribution in Russian and Ukrainian: who said what, as the whole pipeline reads it.

Each language has three sets: sentences of posts that the benchmarks mark by hand, sentences of
other posts that we marked before any model read them, and texts of our own that no pack is trained
on. Bulletins' figures are a fourth. The sets are small: an interval stands beside
each score, by resampling whole texts.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from evaluation.attribution import outermost
from evaluation.marked import texts_of
from evaluation.measures import Tally
from evaluation.post_spans import read_posts, spans_path
from evaluation.score import Score, digest, lines
from sayso.actions.read import default_pipeline
from sayso.lexicon.multilingual import LANGUAGES
from sayso.record import Document, Reading

OWN = Path(__file__).with_name("own")

Read = tuple[dict[str, Any], list[dict[str, Any]]]
"""A gold record and the attributions that were read in its text."""


def measure(data: Path) -> list[Score]:
    """Return pair F1 of attributions by language, and recall of bulletins' figures."""
    folder = data / "languages"
    scores: list[Score] = []
    for code in LANGUAGES:
        own = OWN / f"attributions.{code}.tsv"
        scores += _attribution(f"languages.{code}.own", texts_of(own), code, digest(own))
        dev = folder / f"attribution.{code}.dev.jsonl"
        if dev.exists():
            scores += _attribution(f"languages.{code}.dev", lines(dev), code, digest(dev))
        if (folder / f"posts.{code}.jsonl").exists():
            posts = read_posts(data, code)
            scores += _attribution(f"languages.{code}.posts", posts, code, digest(spans_path(code)))
    bulletins = folder / "bulletins.dev.jsonl"
    if bulletins.exists():
        scores.append(_bulletins(bulletins))
    return scores


def _attribution(
    name: str, golds: Iterable[dict[str, Any]], code: str, checksum: str
) -> list[Score]:
    pipeline = default_pipeline()
    read = [
        (gold, outermost(pipeline.read(Document(gold["text"], language=code)))) for gold in golds
    ]
    low, high = interval(read)
    signature = (
        f"data {checksum} | words | content jaccard>=.5, sources share a word |"
        f" {len(read)} texts | 95% {low:.3f}-{high:.3f}"
    )
    return [Score(f"{name}.pair_f1", _counted(read).f1("pair"), signature)]


def _counted(read: Iterable[Read]) -> Tally:
    counts = Tally()
    for gold, found in read:
        counts.add(gold["text"], gold["attributions"], found)
    return counts


SAMPLES = 500


def interval(read: Sequence[Read], seed: int = 7) -> tuple[float, float]:
    """Return the 95 % interval of pair F1, by the bootstrap over whole texts."""
    chance = random.Random(seed)  # noqa: S311 - the same samples on every run
    drawn = sorted(_counted(chance.choices(read, k=len(read))).f1("pair") for _ in range(SAMPLES))
    return drawn[int(0.025 * SAMPLES)], drawn[int(0.975 * SAMPLES)]


ROLES_OF = {"launched": ("launched",), "destroyed": ("intercepted", "destroyed", "downed")}
"""Fields of a bulletin, with the roles that a figure for it may have; others need a unit."""


def _bulletins(path: Path) -> Score:
    """Return the share of a bulletin's numbers that a claim carries with the role it has there."""
    pipeline = default_pipeline()
    right = wanted = 0
    missed: list[str] = []
    for gold in lines(path):
        reading = pipeline.read(
            Document(gold["text"], language=gold["lang"], outlet="Повітряні Сили")
        )
        for field, value in gold.items():
            if field not in ROLES_OF or not isinstance(value, int):
                continue
            wanted += 1
            held = _carries(reading, value, ROLES_OF[field])
            right += held
            if not held:
                missed.append(f"{gold['id']} {field} {value}")
    signature = f"data {digest(path)} | launched, destroyed | missed {json.dumps(missed)}"
    return Score("languages.bulletins.figures", right / max(1, wanted), signature)


def _carries(reading: Reading, value: int, roles: Sequence[str]) -> bool:
    figures = reading.quantities or ()
    return any(
        figures[index].low == value and figures[index].role in roles
        for claim in reading.claims or ()
        for index in claim.quantities
    )

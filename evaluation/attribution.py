"""Attribution against PolNeAR and FactAppeal: who said what.

The measures are in `evaluation.measures`.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from evaluation.marked import texts_of
from evaluation.measures import ROLES, Reliability, Tally
from evaluation.score import Score, digest, lines
from sayso.actions.read import default_pipeline
from sayso.record import Document, Reading


def outermost(reading: Reading) -> list[dict[str, Any]]:
    """The attributions of a reading that sit inside no other, in the shape of the gold.

    With the kind of the cue and the score, which the gold has not.
    """
    return [
        {
            "kind": each.kind,
            "score": each.score,
            **{role: [[s.start, s.end] for s in getattr(each, role)] for role in ROLES},
        }
        for each in reading.attributions or ()
        if each.parent is None
    ]


def read_all(path: Path, fast: bool = False) -> list[tuple[dict[str, Any], Any]]:
    """The documents of a gold file, each with the outermost attributions that are read in it."""
    pipeline = default_pipeline(fast)
    return [
        (gold, outermost(pipeline.read(Document(gold["text"], given_id=gold["doc_id"]))))
        for gold in lines(path)
    ]


def tally(read: Iterable[tuple[dict[str, Any], Any]]) -> Tally:
    """Count what was read against the gold."""
    counts = Tally()
    for gold, found in read:
        counts.add(gold["text"], gold["attributions"], found)
    return counts


def polnear(path: Path, fast: bool) -> list[Score]:
    """Pair, token and exact F1, recall by manner, and how far scores are from probabilities."""
    signature = f"data {digest(path)} | words | content jaccard>=.5, sources share a word"
    read = read_all(path, fast)
    counts = tally(read)
    scores = [Score("attribution.polnear.pair_f1", counts.f1("pair"), signature)]
    for role in ROLES:
        for how in ("token", "exact"):
            name = f"attribution.polnear.{role}_{how}_f1"
            scores.append(Score(name, counts.f1(role, how), signature))
    for kind in ("direct", "mixed", "indirect"):
        name = f"attribution.polnear.{kind}_recall"
        scores.append(Score(name, counts.recall(kind), signature))
    sure = Reliability()
    for gold, found in read:
        sure.add(gold["text"], gold["attributions"], found)
    table = f"{signature} | 1 - expected calibration error; score>right(n): {sure.table()}"
    return [*scores, Score("attribution.polnear.calibration", 1 - sure.error(), table)]


def factappeal(path: Path, fast: bool) -> list[Score]:
    """Pair F1 of statements, which alone its annotators mark, and of all that is found."""
    signature = f"data {digest(path)} | words | content jaccard>=.5, sources share a word"
    read = read_all(path, fast)
    said = [(gold, [each for each in found if each["kind"] == "statement"]) for gold, found in read]
    return [
        Score(
            "attribution.factappeal.pair_f1",
            tally(said).f1("pair"),
            f"{signature} | cues of kind statement",
        ),
        Score("attribution.factappeal.every_kind_pair_f1", tally(read).f1("pair"), signature),
    ]


OWN = Path(__file__).with_name("own") / "attributions.tsv"
"""Texts of our own in genres of conflict reporting that no pack is trained on."""


def own(fast: bool) -> list[Score]:
    """Return pair, token and exact F1 on our own texts: bulletins, posts, wires, reports."""
    pipeline = default_pipeline(fast)
    counts = Tally()
    for gold in texts_of(OWN):
        found = outermost(pipeline.read(Document(gold["text"], given_id=gold["doc_id"])))
        counts.add(gold["text"], gold["attributions"], found)
    signature = f"data {digest(OWN)} | words | content jaccard>=.5, sources share a word"
    scores = [Score("attribution.own.pair_f1", counts.f1("pair"), signature)]
    for role in ROLES:
        scores.append(
            Score(f"attribution.own.{role}_token_f1", counts.f1(role, "token"), signature)
        )
    return scores


def measure(data: Path, fast: bool = False) -> list[Score]:
    """PolNeAR dev and FactAppeal dev, read with the pack of `sayso read`, or of `--fast`."""
    folder = data / "attribution"
    return [
        *own(fast),
        *polnear(folder / "polnear.dev.jsonl", fast),
        *factappeal(folder / "factappeal.dev.jsonl", fast),
    ]


def main() -> None:
    """`python -m evaluation.attribution`: the same of the smaller pack, which no floor holds."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/benchmarks"))
    for score in measure(parser.parse_args().data, fast=True):
        print(f"{score.name} {score.value:.4f} | {score.signature}")


if __name__ == "__main__":
    main()

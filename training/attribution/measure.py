"""What a pack reaches on the gold files, with the measures of `evaluation.measures`."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from evaluation.measures import ROLES, Tally, marked, matches
from evaluation.score import lines
from sayso.models import Tagged, Tagger

Rows = list[dict[str, Any]]
Read = list[tuple[dict[str, Any], tuple[Tagged, ...]]]
"""Gold records, each with what the tagger found in its text."""


def read(tagger: Tagger, gold: Path) -> Read:
    """Tag every text of a gold file."""
    return read_texts(tagger, lines(gold))


def read_texts(tagger: Tagger, gold: Iterable[dict[str, Any]]) -> Read:
    """Tag the texts of gold records."""
    rows = list(gold)
    return list(zip(rows, tagger.tag([row["text"] for row in rows]), strict=True))


def shaped(found: Sequence[Tagged]) -> Rows:
    """Attributions of the tagger in the shape of the gold."""
    return [
        {role: [[span.start, span.end] for span in getattr(each, role)] for role in ROLES}
        for each in found
    ]


def measure(every: Read) -> dict[str, float]:
    """Pair, token and exact F1 and recall by manner, rounded to four digits."""
    counts = Tally()
    for row, found in every:
        counts.add(row["text"], row["attributions"], shaped(found))
    scores = {"pair_f1": counts.f1("pair")}
    for role in ROLES:
        scores |= {f"{role}_{how}_f1": counts.f1(role, how) for how in ("token", "exact")}
    scores |= {f"{kind}_recall": counts.recall(kind) for kind in ("direct", "mixed", "indirect")}
    return {name: round(value, 4) for name, value in scores.items()}


def verdicts(every: Read) -> list[tuple[float, bool]]:
    """For each attribution found, its score and whether content and source are right."""
    judged: list[tuple[float, bool]] = []
    for row, found in every:
        theirs = [each for each in marked(row["text"], row["attributions"]) if each["content"]]
        ours = marked(row["text"], shaped(found))
        pairs = matches([x["content"] for x in theirs], [x["content"] for x in ours])
        right = {
            j
            for i, j in pairs.items()
            if theirs[i]["source"] & ours[j]["source"]
            or not (theirs[i]["source"] or ours[j]["source"])
        }
        judged.extend((each.score, at in right) for at, each in enumerate(found))
    return judged


def fit(judged: Sequence[tuple[float, bool]]) -> tuple[float, float]:
    """Slope and offset of the logistic curve over log-odds that makes scores probabilities.

    Newton's method on the two weights, as in Platt scaling; `judged` holds raw scores.
    """
    slope, offset = 1.0, 0.0
    odds = [(math.log(p / (1 - p)), float(y)) for p, y in bounded(judged)]
    for _ in range(25):
        g0 = g1 = h00 = h01 = h11 = 1e-9
        for x, y in odds:
            p = 1 / (1 + math.exp(-(slope * x + offset)))
            w = p * (1 - p)
            g0, g1 = g0 + (p - y), g1 + (p - y) * x
            h00, h01, h11 = h00 + w, h01 + w * x, h11 + w * x * x
        fall = h00 * h11 - h01 * h01
        offset -= (h11 * g0 - h01 * g1) / fall
        slope -= (h00 * g1 - h01 * g0) / fall
    return slope, offset


def bounded(judged: Sequence[tuple[float, bool]]) -> list[tuple[float, bool]]:
    return [(min(max(p, 1e-4), 1 - 1e-4), y) for p, y in judged]


def calibration_error(judged: Sequence[tuple[float, bool]], bins: int = 10) -> float:
    """Expected calibration error over equal-width bins."""
    total = 0.0
    for at in range(bins):
        here = [(p, y) for p, y in judged if min(int(p * bins), bins - 1) == at]
        total += abs(sum(p for p, _ in here) - sum(y for _, y in here))
    return total / len(judged) if judged else 0.0

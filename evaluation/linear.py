"""Multinomial logistic regression over named features with NumPy alone, and cross-validation.

`training.events` makes the pack of PLOVER roots with it, and `training.relations` those of
relations between answers; `evaluation.events` and `evaluation.comparison` score them by folds.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sayso.models.linear import BIAS, SCALE, LinearModel

Floats = NDArray[np.float64]

PENALTY = 0.25
"""Weight of the squared weights against the summed loss: best of .25, .5 and 1, cross-validated."""

STEPS = 200
RATE = 0.1
"""Adam's steps over all rows at once, and its rate; more steps changed no score."""

FOLDS = 5
LEAST = 2
"""Rows that a feature must be met in: rarer ones doubled the table and won nothing."""


@dataclass(frozen=True, slots=True)
class Example:
    """A row: its features, the label that people gave, and the one that rules give."""

    features: Mapping[str, float]
    label: str
    said: str = ""


def learn(rows: Sequence[Example]) -> LinearModel:
    """The model of the rows, its weights in whole hundredths."""
    counted = Counter(name for row in rows for name in row.features)
    names = [BIAS, *sorted(name for name, count in counted.items() if count >= LEAST)]
    labels = tuple(sorted({row.label for row in rows}))
    weights = _fitted(_table(rows, names), _targets(rows, labels), len(names))
    whole = np.rint(weights * SCALE).astype(int)
    kept = {
        name: tuple(int(each) for each in line)
        for name, line in zip(names, whole, strict=True)
        if name == BIAS or np.abs(line).max() > 1
    }
    return LinearModel(labels, kept)


PENALTY_OF_TWO = 0.5
NEWTON_STEPS = 40
SETTLED = 1e-6


def learn_two(rows: Sequence[Example], positive: str, negative: str) -> LinearModel:
    """The model of rows with two labels, by Newton's method: exact, and quick with few features."""
    names = sorted({name for row in rows for name in row.features})
    table = np.array([[1.0, *(row.features.get(name, 0.0) for name in names)] for row in rows])
    targets = np.array([row.label == positive for row in rows], dtype=np.float64)
    penalty = np.eye(len(names) + 1) * PENALTY_OF_TWO
    penalty[0, 0] = 0.0
    weights = np.zeros(len(names) + 1)
    for _ in range(NEWTON_STEPS):
        likely = 1 / (1 + np.exp(-table @ weights))
        slope = table.T @ (targets - likely) - penalty @ weights
        # Not by "@": its threads wait for each other longer than this takes.
        bend = np.einsum("ij,ik->jk", table * (likely * (1 - likely))[:, None], table) + penalty
        step = np.linalg.solve(bend, slope)
        weights += step
        if np.abs(step).max() < SETTLED:
            break
    whole = np.rint(weights * SCALE).astype(int).tolist()
    return LinearModel(
        (negative, positive),
        {name: (0, weight) for name, weight in zip((BIAS, *names), whole, strict=True)},
    )


@dataclass(frozen=True, slots=True)
class _Sparse:
    rows: NDArray[np.int64]
    columns: NDArray[np.int64]
    values: Floats


def _table(rows: Sequence[Example], names: Sequence[str]) -> _Sparse:
    place = {name: index for index, name in enumerate(names)}
    cells = [
        (number, place[name], value)
        for number, row in enumerate(rows)
        for name, value in ((BIAS, 1.0), *row.features.items())
        if name in place
    ]
    at, columns, values = zip(*cells, strict=True)
    return _Sparse(np.array(at), np.array(columns), np.array(values))


def _targets(rows: Sequence[Example], labels: Sequence[str]) -> Floats:
    targets = np.zeros((len(rows), len(labels)))
    targets[range(len(rows)), [labels.index(row.label) for row in rows]] = 1.0
    return targets


def _fitted(table: _Sparse, targets: Floats, features: int) -> Floats:
    """Weights that make the targets likely, by Adam on the whole table at each step."""
    weights = np.zeros((features, targets.shape[1]))
    first, second = np.zeros_like(weights), np.zeros_like(weights)
    order = np.argsort(table.columns, kind="stable")
    columns, at, values = table.columns[order], table.rows[order], table.values[order, None]
    starts = np.flatnonzero(np.r_[True, np.diff(columns) > 0])
    by_row = np.flatnonzero(np.r_[True, np.diff(table.rows) > 0])
    for step in range(1, STEPS + 1):
        scores = np.add.reduceat(weights[table.columns] * table.values[:, None], by_row, axis=0)
        scores -= scores.max(axis=1, keepdims=True)
        likely = np.exp(scores)
        likely /= likely.sum(axis=1, keepdims=True)
        slope = PENALTY * weights
        slope[0] = 0.0
        slope[columns[starts]] += np.add.reduceat((likely - targets)[at] * values, starts, axis=0)
        first = 0.9 * first + 0.1 * slope
        second = 0.999 * second + 0.001 * slope**2
        size = RATE * (1 - step / (STEPS + 1))
        weights -= size * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.999**step)) + 1e-8)
    return weights


def folds(rows: Sequence[Example], count: int = FOLDS) -> Iterator[tuple[list[int], list[int]]]:
    """Indices to learn from and to measure on, each root spread over all folds alike."""
    dealt: Counter[str] = Counter()
    fold = []
    for row in rows:
        fold.append(dealt[row.label] % count)
        dealt[row.label] += 1
    for held in range(count):
        yield (
            [index for index, each in enumerate(fold) if each != held],
            [index for index, each in enumerate(fold) if each == held],
        )


def cross_validated(
    rows: Sequence[Example], settle: Callable[[str, Mapping[str, float]], str]
) -> list[str]:
    """For each row the root that `settle` makes of the rules' and of a model that never saw it."""
    found = [row.said for row in rows]
    for learned, held in folds(rows):
        model = learn([rows[index] for index in learned if rows[index].features])
        for index in held:
            if rows[index].features:
                likely = model.probabilities(rows[index].features)
                found[index] = settle(rows[index].said, likely)
    return found

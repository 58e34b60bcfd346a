"""Which content belongs to which cue, and which cue to which source: scores between spans.

A score is the product of two vectors, one asked by the dependent span and one answered by the
head, plus a bias for how far apart they are and for how many candidates stand nearer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Stretch = tuple[int, int]

WIDTH = 64
STEPS = 16
"""Distance classes: eight before the head and eight after, each twice as wide as the last."""
RANKS = 8
"""Nearest, second, third or farther candidate, on each side."""

CONTENT_TO_CUE, CUE_TO_SOURCE = 0, 1


@dataclass(frozen=True, slots=True)
class RelationScores:
    """The learned biases of both relations, indexed by CONTENT_TO_CUE and CUE_TO_SOURCE."""

    nobody: Floats
    steps: Floats
    ranks: Floats

    @classmethod
    def of(cls, table: Mapping[str, Sequence[Sequence[float]]]) -> RelationScores:
        """Return it from the pack's lists of numbers; ValueError when their shape is another."""
        parts = {name: np.array(table[name], dtype=np.float32) for name in SHAPE}
        for name, shape in SHAPE.items():
            if parts[name].shape != shape:
                raise ValueError(f"linking table {name} is {parts[name].shape}, not {shape}")
        return cls(**parts)

    def scores(
        self, relation: int, vectors: Floats, asking: Sequence[Stretch], heads: Sequence[Stretch]
    ) -> Floats:
        """Return (asking, heads + 1): how well each head fits each asking span; the last is
        nobody.
        """
        asked = spread(vectors, 4 * relation, asking)
        answered = spread(vectors, 4 * relation + 2, heads)
        known = np.concatenate([answered, self.nobody[relation][None]])
        fits: Floats = asked @ known.T / np.float32(WIDTH**0.5)
        if len(heads):
            steps, ranks = places(asking, heads)
            fits[:, :-1] += self.steps[relation][steps] + self.ranks[relation][ranks]
        return fits


SHAPE = {"nobody": (2, WIDTH), "steps": (2, STEPS), "ranks": (2, RANKS)}


def spread(vectors: Floats, group: int, spans: Sequence[Stretch]) -> Floats:
    """Return one vector a span: what its first piece says as a start, and its last as an end."""
    edges = np.array(spans, dtype=np.int64).reshape(-1, 2)
    first = vectors[edges[:, 0], group * WIDTH : (group + 1) * WIDTH]
    last = vectors[edges[:, 1], (group + 1) * WIDTH : (group + 2) * WIDTH]
    whole: Floats = first + last
    return whole


def places(
    asking: Sequence[Stretch], heads: Sequence[Stretch]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return distance class and rank of every head as seen from every asking span."""
    a = np.array(asking, dtype=np.int64).reshape(-1, 1, 2)
    h = np.array(heads, dtype=np.int64).reshape(1, -1, 2)
    later = h[..., 0] > a[..., 0]
    gaps = np.where(later, h[..., 0] - a[..., 1], a[..., 0] - h[..., 1])
    near = np.maximum(gaps, 1)
    steps = np.minimum(np.log2(near).astype(np.int64), STEPS // 2 - 1) + STEPS // 2 * later
    ranks = np.zeros_like(steps)
    for side in (False, True):
        here = later == side
        far = np.where(here, near, np.iinfo(np.int64).max)
        order = np.argsort(np.argsort(far, axis=1, kind="stable"), axis=1, kind="stable")
        ranks = np.where(here, np.minimum(order, RANKS // 2 - 1) + RANKS // 2 * side, ranks)
    return steps, ranks

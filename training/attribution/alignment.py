"""Words of a sentence and of its translation, aligned by what an encoder makes of them.

The raw encoder, trained on no alignment, puts a word near its translation in its middle layers
(SimAlign, Jalili Sabet et al. 2020). A word that is near everything is discounted by half of the
means of its row and column, and words far from where they should stand by a small penalty; two
words are aligned where each is the best of the other.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer

from sayso.models.pieces import cut
from training.attribution.encoders import Encoder
from training.attribution.network import Network, pretrained

LAYER = 8
"""Of twelve. The last layers are about the sentence as a whole."""

FAR = 0.1
"""What it costs to stand a whole sentence away from where a word of this place should."""

LONGEST = 254
"""Word pieces of a sentence that are looked at."""

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Words:
    """The words of a sentence as spans of code points, and a vector of length 1 for each."""

    spans: tuple[tuple[int, int], ...]
    vectors: Floats

    def within(self, start: int, end: int) -> list[int]:
        """Return the words that lie in a span."""
        return [at for at, (a, b) in enumerate(self.spans) if a < end and b > start]


class Aligner:
    """The raw encoder with its tokenizer."""

    def __init__(self, encoder: Encoder, folder: Path) -> None:
        shape = replace(encoder.shape, layers=LAYER)
        self.marks = encoder.marks
        self.network: Network = pretrained(folder / "model.safetensors", shape).eval()
        self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))

    @torch.no_grad()
    def words(self, sentence: str) -> Words:
        """Return the words of a sentence with the mean of the vectors of their pieces."""
        pieces = cut(self.tokenizer, sentence)
        ends = (self.marks.start, self.marks.end)
        ids = torch.from_numpy(np.pad(pieces.ids[:LONGEST], 1, constant_values=ends)[None])
        plain = torch.zeros_like(ids)  # the raw encoder knows no shapes
        vectors = self.network.encoded(ids, plain, torch.ones_like(ids))[0, 1:].numpy()
        firsts = [*np.flatnonzero(pieces.begins[:LONGEST]).tolist(), min(len(pieces), LONGEST)]
        spans, means = [], []
        for first, after in itertools.pairwise(firsts):
            spans.append((int(pieces.starts[first:after].min()), int(pieces.ends[after - 1])))
            means.append(vectors[first:after].mean(axis=0))
        if not means:
            return Words((), np.zeros((0, self.network.tags.in_features), dtype=np.float32))
        whole = np.stack(means)
        return Words(tuple(spans), whole / np.linalg.norm(whole, axis=1, keepdims=True))


def align(ours: Words, theirs: Words) -> dict[int, int]:
    """Return the aligned words: places in one sentence to places in the other."""
    if not ours.spans or not theirs.spans:
        return {}
    near = ours.vectors @ theirs.vectors.T
    near = near - near.mean(axis=1, keepdims=True) / 2 - near.mean(axis=0, keepdims=True) / 2
    rows = np.linspace(0, 1, len(ours.spans))[:, None]
    columns = np.linspace(0, 1, len(theirs.spans))[None]
    near = near - FAR * np.abs(rows - columns)
    best, back = near.argmax(axis=1), near.argmax(axis=0)
    return {at: int(other) for at, other in enumerate(best) if back[other] == at}


def carried_over(
    span: Sequence[int], ours: Words, theirs: Words, aligned: dict[int, int]
) -> tuple[int, int] | None:
    """Return where the words of a span stand in the translation; None where that is doubtful.

    At least `SHARE` of its words must be aligned, and as large a share of those from the first to
    the last of them must be aligned with it.
    """
    words = ours.within(span[0], span[1])
    goals = sorted(aligned[at] for at in words if at in aligned)
    run = _longest_run(goals)
    if not run or len(run) < SHARE * len(words) or len(run) < SHARE * (run[-1] - run[0] + 1):
        return None
    return theirs.spans[run[0]][0], theirs.spans[run[-1]][1]


SHARE = 0.4
GAP = 4
"""Words between two of one run."""


def _longest_run(goals: Sequence[int]) -> list[int]:
    """Return the largest group of places with at most `GAP` others between two of them."""
    runs: list[list[int]] = []
    for goal in goals:
        if runs and goal - runs[-1][-1] <= GAP + 1:
            runs[-1].append(goal)
        else:
            runs.append([goal])
    return max(runs, key=len, default=[])

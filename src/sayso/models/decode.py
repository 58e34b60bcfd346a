"""From the scores of pieces to attributions: best labels, spans, links."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sayso.models.pairing import CONTENT_TO_CUE, CUE_TO_SOURCE, Floats, RelationScores, Stretch
from sayso.models.pieces import Flags, Ints, Pieces

OUTSIDE, BEGINS, INSIDE = 0, 1, 2
SOURCE, CUE, CONTENT = 0, 1, 2
NEVER = np.float32(-1e4)
PART = 0.6
"""How surely a content must belong to its cue to be joined to a better one of that cue. On dev
fragments below it cost 0.1 to 0.4 points of pair F1 and one of content exact F1."""


@dataclass(frozen=True, slots=True)
class Window:
    """What the model said of pieces `start` to `end`: (length, 3, 3) log-probabilities, links."""

    start: int
    end: int
    tags: Floats
    vectors: Floats


@dataclass(frozen=True, slots=True)
class DecodedAttribution:
    """One attribution in pieces: its cue and source where found, and its contents in order."""

    source: Stretch | None
    cue: Stretch | None
    contents: tuple[Stretch, ...]
    raw: float


def weights(length: int) -> Floats:
    """Return how far a piece of a window is to be trusted: more, the more is seen on both sides."""
    edge = np.minimum(np.arange(1, length + 1), np.arange(length, 0, -1))
    return np.minimum(edge, 64).astype(np.float32)


def averaged(count: int, windows: Sequence[Window]) -> Floats:
    """Return (count, 3, 3) log-probabilities, each the weighted mean of the windows that saw it."""
    total = np.zeros((count, 3, 3), dtype=np.float32)
    weight = np.zeros((count, 1, 1), dtype=np.float32)
    for window in windows:
        trust = weights(window.end - window.start)[:, None, None]
        total[window.start : window.end] += window.tags * trust
        weight[window.start : window.end] += trust
    return (total / np.maximum(weight, 1)).astype(np.float32)


def best_labels(scores: Floats) -> Ints:
    """Return (count, 3) labels of the best path for each role; inside never follows outside."""
    count = len(scores)
    back = np.zeros((count, 3, 3), dtype=np.int64)
    best = scores[0].copy()
    best[:, INSIDE] += NEVER
    for at in range(1, count):
        here = np.repeat(best[:, None, :], 3, axis=1)  # role, label now, label before
        here[:, INSIDE, OUTSIDE] += NEVER
        back[at] = here.argmax(axis=2)
        best = here.max(axis=2) + scores[at]
    labels = np.zeros((count, 3), dtype=np.int64)
    labels[-1] = best.argmax(axis=1)
    roles = np.arange(3)
    for at in range(count - 1, 0, -1):
        labels[at - 1] = back[at, roles, labels[at]]
    return labels


def stretches(labels: Ints, words: Ints, last: int) -> list[Stretch]:
    """Return spans of one role as first and last piece; `words` are the pieces that begin a
    word.
    """
    spans: list[Stretch] = []
    ends = np.append(words[1:], last + 1) - 1
    open_at: int | None = None
    for at, label in enumerate(labels.tolist()):
        if label != INSIDE and open_at is not None:
            spans.append((int(words[open_at]), int(ends[at - 1])))
            open_at = None
        if label == BEGINS:
            open_at = at
    if open_at is not None:
        spans.append((int(words[open_at]), int(ends[-1])))
    return spans


def decode(
    pieces: Pieces, windows: Sequence[Window], linker: RelationScores, leaning: Sequence[float]
) -> list[DecodedAttribution]:
    """Return the attributions of one text, in the order of their contents."""
    if not len(pieces):
        return []
    scores = averaged(len(pieces), windows)
    scores[:, :, OUTSIDE] += np.array(leaning, dtype=np.float32)
    words = np.flatnonzero(pieces.begins)
    labels = best_labels(scores[words])
    spans = [stretches(labels[:, role], words, len(pieces) - 1) for role in range(3)]
    sure = [certainty(scores[:, role], pieces.begins, spans[role]) for role in range(3)]
    cue_of = heads(windows, linker, CONTENT_TO_CUE, spans[CONTENT], (spans[CUE], sure[CUE]))
    source_of = heads(windows, linker, CUE_TO_SOURCE, spans[CUE], (spans[SOURCE], sure[SOURCE]))
    return joined(spans, cue_of, source_of, sure[CONTENT])


def certainty(scores: Floats, begins: Flags, spans: Sequence[Stretch]) -> list[float]:
    """Return mean probability that the words of each span lie in one of its role."""
    part = np.exp(scores)
    inside = 1 - part[:, OUTSIDE] / part.sum(axis=1)
    return [float(inside[a : b + 1][begins[a : b + 1]].mean()) for a, b in spans]


Heads = list[tuple[int | None, float]]
"""For every asking span the best head's index, or None, and its probability."""


def heads(
    windows: Sequence[Window],
    linker: RelationScores,
    relation: int,
    asking: Sequence[Stretch],
    known: tuple[Sequence[Stretch], Sequence[float]],
) -> Heads:
    """Return the best head of every span among the `known` ones, which come with their certainty.

    Scores are averaged over the windows that see both ends. A head's doubtfulness counts against
    it, so that more candidates may be let in than would be believed by themselves.
    """
    candidates, sure = known
    totals: dict[tuple[int, int], list[float]] = defaultdict(list)
    nobody = len(candidates)
    at, head_at = 0, 0
    for window in windows:
        at = first_from(asking, at, window.start)
        head_at = first_from(candidates, head_at, window.start)
        mine = seen(asking, at, window)
        theirs = seen(candidates, head_at, window)
        if not mine:
            continue
        table = linker.scores(
            relation,
            window.vectors,
            [clipped(asking[each], window) for each in mine],
            [clipped(candidates[each], window) for each in theirs],
        )
        for row, span in enumerate(mine):
            for column, head in enumerate((*theirs, nobody)):
                totals[span, head].append(float(table[row, column]))
    worth = [float(np.log(max(each, 1e-6))) for each in sure]
    return chosen(totals, len(asking), worth)


def chosen(totals: dict[tuple[int, int], list[float]], count: int, worth: Sequence[float]) -> Heads:
    """Return the head of the highest mean score for each of `count` spans, with its softmax
    share.
    """
    nobody = len(worth)
    options: dict[int, list[tuple[int, float]]] = defaultdict(list)
    for (span, candidate), values in totals.items():
        extra = worth[candidate] if candidate < nobody else 0.0
        options[span].append((candidate, sum(values) / len(values) + extra))
    chosen_heads: Heads = []
    for span in range(count):
        mine = options.get(span, [(nobody, 0.0)])
        head, score = max(mine, key=lambda each: (each[1], -each[0]))
        share = 1 / float(np.exp(np.array([each[1] for each in mine]) - score).sum())
        chosen_heads.append((None if head == nobody else head, share))
    return chosen_heads


def first_from(spans: Sequence[Stretch], at: int, start: int) -> int:
    """Return the index of the first span that ends at `start` or later; spans stand in order."""
    while at < len(spans) and spans[at][1] < start:
        at += 1
    return at


def seen(spans: Sequence[Stretch], at: int, window: Window) -> list[int]:
    """Return indices of the spans from `at` on that reach into a window."""
    indices = []
    while at < len(spans) and spans[at][0] < window.end:
        indices.append(at)
        at += 1
    return indices


def clipped(span: Stretch, window: Window) -> Stretch:
    """Return the part of a span in a window, counted from its start."""
    return max(span[0], window.start) - window.start, min(span[1], window.end - 1) - window.start


def joined(
    spans: Sequence[Sequence[Stretch]], cue_of: Heads, source_of: Heads, sure: Sequence[float]
) -> list[DecodedAttribution]:
    """Join contents of one cue to one attribution; a content without a cue stands alone.

    Every statement has a cue, so the surer it is that a content has none, the worse it is found.
    """
    groups: dict[tuple[bool, int], list[int]] = defaultdict(list)
    for index, (cue, _) in enumerate(cue_of):
        groups[(cue is not None, index if cue is None else cue)].append(index)
    attributions = []
    for (has_cue, key), members in groups.items():
        at, share = source_of[key] if has_cue else (None, 1.0)
        worth = {each: sure[each] * cue_of[each][1] for each in members}
        least = min(PART, max(worth.values()))
        members = [each for each in members if worth[each] >= least]
        link = min(cue_of[each][1] for each in members)
        link = link if has_cue else 1 - link
        attributions.append(
            DecodedAttribution(
                source=None if at is None else spans[SOURCE][at],
                cue=spans[CUE][key] if has_cue else None,
                contents=tuple(spans[CONTENT][each] for each in members),
                raw=max(sure[each] for each in members) * link * share,
            )
        )
    return sorted(attributions, key=lambda each: each.contents)

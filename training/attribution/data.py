"""PolNeAR's articles as windows with labels for every piece and links between spans."""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from tokenizers import Tokenizer

from sayso.models.pieces import Ints, Pieces, cut

ROLES = ("source", "cue", "content")
SIZE = 254
IGNORED = -100
"""Pieces inside a word carry no label: a word is decided by its first piece."""

Stretch = tuple[int, int]
"""First and last piece of a span."""


@dataclass(frozen=True)
class Article:
    """One article: its pieces, a label for each and role, and who belongs to whom."""

    pieces: Pieces
    labels: Ints
    links: tuple[tuple[Stretch | None, Stretch | None, tuple[Stretch, ...]], ...]


@dataclass(frozen=True)
class Example:
    """A window of an article with the spans in it; a link of -1 leads out of the window."""

    ids: Ints
    shapes: Ints
    labels: Ints
    sources: tuple[Stretch, ...]
    cues: tuple[Stretch, ...]
    contents: tuple[Stretch, ...]
    cue_of: tuple[int, ...]
    source_of: tuple[int, ...]


def digest(path: Path) -> str:
    """SHA-256 of the training data, for the pack."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def articles(path: Path, tokenizer: Tokenizer, limit: int | None = None) -> list[Article]:
    """The articles of a gold file, in its order."""
    with path.open(encoding="utf-8") as file:
        rows = [json.loads(line) for line in file if line.strip()]
    return [article(row, tokenizer) for row in rows[:limit]]


def article(row: dict[str, Any], tokenizer: Tokenizer) -> Article:
    """One gold record, its spans turned from code points to pieces."""
    pieces = cut(tokenizer, row["text"])
    labels = np.zeros((len(ROLES), len(pieces)), dtype=np.int64)
    links = []
    for each in row["attributions"]:
        spans = {role: stretches(pieces, each[role]) for role in ROLES}
        for index, role in enumerate(ROLES):
            for first, last in spans[role]:
                labels[index, first : last + 1] = 2
                labels[index, first] = 1
        links.append((whole(spans["source"]), whole(spans["cue"]), tuple(spans["content"])))
    labels[:, ~pieces.begins] = IGNORED
    return Article(pieces, labels, tuple(links))


def stretches(pieces: Pieces, spans: Sequence[Sequence[int]]) -> list[Stretch]:
    """Spans in code points as first and last piece, grown to whole words."""
    found = []
    for start, end in spans:
        first = int(np.searchsorted(pieces.ends, start, side="right"))
        last = int(np.searchsorted(pieces.starts, end, side="left")) - 1
        while 0 < first < len(pieces) and not pieces.begins[first]:
            first -= 1
        if first <= last:
            found.append((first, last))
    return found


def whole(spans: Sequence[Stretch]) -> Stretch | None:
    """The first stretch: a cue has one, a source has one in all but nine of 18,360."""
    return spans[0] if spans else None


def examples(every: Sequence[Article], seed: int) -> list[Example]:
    """Windows of one epoch: where an article is cut differs from epoch to epoch."""
    chance = random.Random(seed)  # noqa: S311 - the same cuts on every run
    found: list[Example] = []
    for each in every:
        first = chance.randint(SIZE // 4, SIZE)
        cuts = [0, *range(first, len(each.pieces), SIZE), len(each.pieces)]
        found.extend(window(each, start, end) for start, end in pairwise(cuts) if end - start > 8)
    chance.shuffle(found)
    return found


def window(article: Article, start: int, end: int) -> Example:
    """The part of an article between two pieces, with its spans counted from its own start."""
    sources: list[Stretch] = []
    cues: list[Stretch] = []
    contents: list[Stretch] = []
    cue_of: list[int] = []
    source_of: list[int] = []
    for source, cue, parts in article.links:
        here = inside(cue, start, end)
        if here is not None:
            cues.append(here)
            speaker = inside(source, start, end)
            if speaker is not None and speaker not in sources:
                sources.append(speaker)
            source_of.append(sources.index(speaker) if speaker is not None else -1)
        for part in parts:
            clipped = inside(part, start, end)
            if clipped is not None:
                contents.append(clipped)
                cue_of.append(len(cues) - 1 if here is not None else -1)
    return Example(
        ids=article.pieces.ids[start:end],
        shapes=article.pieces.shapes[start:end],
        labels=article.labels[:, start:end],
        sources=tuple(sources),
        cues=tuple(cues),
        contents=tuple(contents),
        cue_of=tuple(cue_of),
        source_of=tuple(source_of),
    )


def inside(span: Stretch | None, start: int, end: int) -> Stretch | None:
    """The part of a stretch within a window, counted from its start."""
    if span is None or span[0] >= end or span[1] < start:
        return None
    return max(span[0], start) - start, min(span[1], end - 1) - start


def batches(every: Sequence[Example], size: int, seed: int) -> Iterator[list[Example]]:
    """Batches of windows of like length, in random order: little padding, no bias by length."""
    chance = random.Random(seed)  # noqa: S311 - the same order on every run
    found: list[list[Example]] = []
    for start in range(0, len(every), 64 * size):
        bucket = sorted(every[start : start + 64 * size], key=lambda each: len(each.ids))
        found.extend(bucket[at : at + size] for at in range(0, len(bucket), size))
    chance.shuffle(found)
    yield from found

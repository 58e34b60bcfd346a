"""A text as word pieces, their shapes, and the windows that a model reads.

Training and inference both go through here, so that a model sees at work what it saw at school.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

SHAPES = 12
"""Small, Capitalised or UPPER case; first of its line or not; inside quotation marks or not."""

SURROGATE = re.compile("[\ud800-\udfff]")
MARK = re.compile('[\n"“”«»„‟]')
OPENING = frozenset("“«„‟")
CLOSING = frozenset("”»")


@dataclass(frozen=True, slots=True)
class Pieces:
    """Word pieces of one text: ids, shapes, code points, and which piece begins a word."""

    ids: Ints
    shapes: Ints
    starts: Ints
    ends: Ints
    begins: Flags

    def __len__(self) -> int:
        return len(self.ids)


def cut(tokenizer: Tokenizer, text: str) -> Pieces:
    """Return the word pieces of `text`; lone surrogates are read as unknown characters."""
    safe = SURROGATE.sub("\ufffd", text)
    encoded = tokenizer.encode(safe, add_special_tokens=False)
    ids = np.array(encoded.ids, dtype=np.int64)
    places = np.array(encoded.offsets, dtype=np.int64).reshape(-1, 2)
    words = np.array(encoded.word_ids, dtype=np.int64)
    begins = np.ones(len(ids), dtype=np.bool_)
    begins[1:] = words[1:] != words[:-1]
    starts, ends = places[:, 0], places[:, 1]
    return Pieces(ids, shapes(safe, starts, ends), starts, ends, begins)


def shapes(text: str, starts: Ints, ends: Ints) -> Ints:
    """Return what an uncased vocabulary loses: case, line breaks, and being inside quotation
    marks.
    """
    shapes = np.zeros(len(starts), dtype=np.int64)
    if not len(starts):
        return shapes
    marks = [(match.start(), match.group()) for match in MARK.finditer(text)]
    at, quoted, before = 0, False, 0
    for index, (start, end) in enumerate(zip(starts.tolist(), ends.tolist(), strict=True)):
        while at < len(marks) and marks[at][0] <= start:
            quoted = after(marks[at][1], quoted)
            at += 1
        word = text[start:end]
        case = 2 if len(word) > 1 and word.isupper() else int(word[:1].isupper())
        breaks = index == 0 or "\n" in text[before:start]
        shapes[index] = case + 3 * breaks + 6 * quoted
        before = end
    return shapes


def after(mark: str, quoted: bool) -> bool:
    """Return whether text is quoted after a mark; a new line ends a quotation that was left
    open.
    """
    if mark in OPENING:
        return True
    if mark in CLOSING or mark == "\n":
        return False
    return not quoted


def windows(count: int, size: int, stride: int) -> Iterator[tuple[int, int]]:
    """Yield half-open stretches of `size` pieces, each `stride` after the last, that cover
    `count`.
    """
    start = 0
    while start < count:
        yield start, min(start + size, count)
        if start + size >= count:
            return
        start += stride

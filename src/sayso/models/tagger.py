"""The attribution tagger: texts in, attributions out."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from onnxruntime.capi import onnxruntime_pybind11_state as refusals
from tokenizers import Tokenizer

from sayso.models.decode import Linked, Window, decode
from sayso.models.linking import Floats, Linker, Stretch
from sayso.models.pack import MAKE, Pack, PackError, check
from sayso.models.pieces import Pieces, cut, windows
from sayso.record import Span

BATCH = 4
"""Windows a run: more was no faster on one core, and takes more memory."""

GROUP = 64
"""Windows held at once before texts are decoded: bounds memory on many short texts."""

CLS, SEP, PAD = 101, 102, 0


@dataclass(frozen=True, slots=True)
class Tagged:
    """One attribution as the model sees it; `score` is the probability that it is right.

    Spans are code points of the text that was given; source and cue may be empty, content not.
    """

    source: tuple[Span, ...]
    cue: tuple[Span, ...]
    content: tuple[Span, ...]
    score: float


@dataclass(frozen=True)
class Tagger:
    """A loaded pack. It keeps no state between calls, and may be shared by threads."""

    pack: Pack
    session: Any
    tokenizer: Any
    linker: Linker

    def tag(self, texts: Sequence[str]) -> list[tuple[Tagged, ...]]:
        """The attributions of each text, in the order of their contents; outermost ones only.

        Time and memory grow with the length of the texts. Empty texts give empty tuples.
        """
        found: list[tuple[Tagged, ...]] = []
        for group in self._groups([cut(self.tokenizer, text) for text in texts]):
            found.extend(self._read(group))
        return found

    def _groups(self, texts: Sequence[Pieces]) -> Iterator[list[Pieces]]:
        held: list[Pieces] = []
        for each in texts:
            held.append(each)
            if sum(map(len, held)) >= GROUP * self.pack.stride:
                yield held
                held = []
        if held:
            yield held

    def _read(self, texts: Sequence[Pieces]) -> Iterator[tuple[Tagged, ...]]:
        cuts = [
            (number, start, end)
            for number, each in enumerate(texts)
            for start, end in windows(len(each), self.pack.size, self.pack.stride)
        ]
        cuts.sort(key=lambda each: each[2] - each[1])
        read: list[list[Window]] = [[] for _ in texts]
        for at in range(0, len(cuts), BATCH):
            batch = cuts[at : at + BATCH]
            for (number, _, _), window in zip(batch, self._run(texts, batch), strict=True):
                read[number].append(window)
        for each, found in zip(texts, read, strict=True):
            found.sort(key=lambda window: window.start)
            linked = decode(each, found, self.linker, self.pack.leaning)
            tagged = (self._tagged(each, one) for one in linked)
            yield tuple(one for one in tagged if one.score >= self.pack.floor)

    def _run(
        self, texts: Sequence[Pieces], cuts: Sequence[tuple[int, int, int]]
    ) -> Iterator[Window]:
        length = max(end - start for _, start, end in cuts) + 2
        ids = np.full((len(cuts), length), PAD, dtype=np.int64)
        shapes = np.zeros_like(ids)
        mask = np.zeros_like(ids)
        for row, (number, start, end) in enumerate(cuts):
            here = end - start
            ids[row, 0], ids[row, here + 1] = CLS, SEP
            ids[row, 1 : here + 1] = texts[number].ids[start:end]
            shapes[row, 1 : here + 1] = texts[number].shapes[start:end]
            mask[row, : here + 2] = 1
        tags, links = self.session.run(None, {"ids": ids, "shapes": shapes, "mask": mask})
        for row, (_, start, end) in enumerate(cuts):
            inner = slice(1, end - start + 1)
            yield Window(start, end, log_shares(tags[row, inner]), links[row, inner].copy())

    def _tagged(self, pieces: Pieces, one: Linked) -> Tagged:
        return Tagged(
            source=points(pieces, one.source),
            cue=points(pieces, one.cue),
            content=tuple(span for each in one.contents for span in points(pieces, each)),
            score=round(probability(one.raw, self.pack), 4),
        )


def load(folder: Path, threads: int = 1) -> Tagger:
    """The tagger of the pack in `folder`, on `threads` cores.

    Raises PackError, whose message names the command that mends it, when the pack is missing,
    damaged, of another protocol, or holds a model that ONNX Runtime cannot read.
    """
    pack = check(folder)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    try:
        session = onnxruntime.InferenceSession(
            str(pack.file("model.onnx")), options, providers=["CPUExecutionProvider"]
        )
        tokenizer = Tokenizer.from_file(str(pack.file("tokenizer.json")))
        linker = Linker.of(json.loads(pack.file("linking.json").read_text(encoding="utf-8")))
    except UNREADABLE as error:
        raise PackError(
            f"The model in {folder} cannot be run ({error}). Make it anew: {MAKE} {folder}"
        ) from error
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return Tagger(pack, session, tokenizer, linker)


UNREADABLE = (
    refusals.Fail,
    refusals.InvalidArgument,
    refusals.InvalidGraph,
    refusals.InvalidProtobuf,
    refusals.NotImplemented,
    refusals.RuntimeException,
    ValueError,
    KeyError,
)
"""What ONNX Runtime raises for a model that it cannot read, and what a broken table raises."""


def log_shares(tags: Floats) -> Floats:
    """(length, 9) scores to (length, 3, 3) log-probabilities over outside, begins, inside."""
    parts = tags.reshape(-1, 3, 3).astype(np.float32)
    parts = parts - parts.max(axis=2, keepdims=True)
    shares: Floats = parts - np.log(np.exp(parts).sum(axis=2, keepdims=True))
    return shares


def points(pieces: Pieces, stretch: Stretch | None) -> tuple[Span, ...]:
    """A stretch of pieces as a span of code points; none as no span."""
    if stretch is None:
        return ()
    return (Span(int(pieces.starts[stretch[0]]), int(pieces.ends[stretch[1]])),)


def probability(raw: float, pack: Pack) -> float:
    """A raw score as a calibrated probability."""
    bounded = min(max(raw, 1e-6), 1 - 1e-6)
    return 1 / (1 + math.exp(-(pack.slope * math.log(bounded / (1 - bounded)) + pack.offset)))

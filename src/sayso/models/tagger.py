"""The attribution tagger: texts in, attributions out."""

from __future__ import annotations

import json
import math
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from tokenizers import Tokenizer

from sayso.models.decode import DecodedAttribution, Window, decode
from sayso.models.pack import MAKE, ModelPack, ModelPackError, check
from sayso.models.pairing import Floats, RelationScores, Stretch
from sayso.models.pieces import Pieces, cut, windows
from sayso.models.runtime import errors, onnxruntime
from sayso.record import Span
from sayso.record.progress import progress
from sayso.text.cores import cores


@dataclass(frozen=True, slots=True)
class Tagged:
    """One attribution as the model sees it; `score` is the probability that it is right.

    Spans are code points of the text that was given; source and cue may be empty, content not.
    """

    source: tuple[Span, ...]
    cue: tuple[Span, ...]
    content: tuple[Span, ...]
    score: float

    def later(self, by: int) -> Tagged:
        """Return the same attribution of a text that has `by` code points more before it."""

        def moved(spans: tuple[Span, ...]) -> tuple[Span, ...]:
            return tuple(Span(span.start + by, span.end + by) for span in spans)

        if not by:
            return self
        return Tagged(moved(self.source), moved(self.cue), moved(self.content), self.score)


@dataclass(frozen=True)
class Tagger:
    """A loaded pack. It keeps no state between calls, and may be shared by threads.

    `marks` are the ids that the pack's vocabulary has for the start and the end of a window.
    """

    pack: ModelPack
    session: Any
    tokenizer: Any
    linker: RelationScores
    marks: tuple[int, int]

    def tag(self, texts: Sequence[str]) -> list[tuple[Tagged, ...]]:
        """Return the attributions of each text, in the order of their contents; outermost ones
        only.

        Time and memory grow with the length of the texts. An empty text gives an empty tuple.
        What is found in a text does not depend on the others.
        """
        return [tuple(self._sections(text)) for text in texts]

    def _sections(self, text: str) -> Iterator[Tagged]:
        """Yield the attributions of a text, section by section where it is long."""
        for section in sections(text):
            whole = max(len(text), 1)
            share = (section.start / whole, section.end / whole)
            for tagged in self._read(cut(self.tokenizer, section.of(text)), share):
                yield tagged.later(section.start)

    def _read(self, pieces: Pieces, share: tuple[float, float]) -> tuple[Tagged, ...]:
        """Return the attributions of a section that is from one share of its text to another."""
        cuts = tuple(windows(len(pieces), self.pack.size, self.pack.stride))
        read: list[Window] = []
        for window in _at_once(lambda each: self._run(pieces, *each), cuts):
            read.append(window)
            done = window.end / max(len(pieces), 1)
            progress("tagging", share[0] + (share[1] - share[0]) * done)
        linked = decode(pieces, read, self.linker, self.pack.leaning)
        tagged = (self._tagged(pieces, one) for one in linked)
        return tuple(one for one in tagged if one.score >= self.pack.floor)

    def _run(self, pieces: Pieces, start: int, end: int) -> Window:
        """Run one window alone: in a batch, the eight-bit range of one would shift with the others.

        A batch of four was no faster on one core, moved pair F1 by half a point either way, and
        made what is found in a text depend on its neighbours.
        """
        ids = np.pad(pieces.ids[start:end], 1, constant_values=self.marks)[None]
        shapes = np.pad(pieces.shapes[start:end], 1)[None]
        inputs = {"ids": ids, "shapes": shapes, "mask": np.ones_like(ids)}
        tags, links = self.session.run(None, inputs)
        return Window(start, end, log_shares(tags[0, 1:-1]), links[0, 1:-1])

    def _tagged(self, pieces: Pieces, decoded: DecodedAttribution) -> Tagged:
        return Tagged(
            source=points(pieces, decoded.source),
            cue=points(pieces, decoded.cue),
            content=tuple(span for each in decoded.contents for span in points(pieces, each)),
            score=round(probability(decoded.raw, self.pack), 4),
        )


LONGEST_SECTION = 200_000
"""Code points. What the model says of each window is held until all are read: 1 MB of text took
1.1 GiB. The longest article of the benchmarks has 60,000."""


def sections(text: str) -> Iterator[Span]:
    """Yield the stretches in which a text is read: the whole, or parts cut after a line."""
    start = 0
    while len(text) - start > LONGEST_SECTION:
        latest = start + LONGEST_SECTION
        line = text.rfind("\n", start + LONGEST_SECTION // 2, latest) + 1
        end = line or text.rfind(" ", start + 1, latest) + 1 or latest
        yield Span(start, end)
        start = end
    yield Span(start, len(text))


Cut = tuple[int, int]


def _at_once(run: Callable[[Cut], Window], cuts: Sequence[Cut]) -> Iterable[Window]:
    """Call `run` over windows, in their order, as many at once as there are cores for this process.

    Each window is a run of its own on one thread, so what comes out is the same on any machine.
    """
    if len(cuts) < 2 or _cores() < 2:
        return map(run, cuts)
    return _threads().map(run, cuts)


def _cores() -> int:
    """Return how many cores the models may use: what OMP_NUM_THREADS says, else those there are."""
    threads = os.environ.get("OMP_NUM_THREADS", "")
    if threads.isdecimal():
        return int(threads)
    return min(MOST_CORES, cores())


@lru_cache(maxsize=1)
def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(_cores(), thread_name_prefix="sayso-tagger")


MOST_CORES = 4
"""One article has some five windows: more threads than that stand idle."""


def load(folder: Path) -> Tagger:
    """Return the tagger of the pack in `folder`.

    Raises PackError, whose message names the command that mends it, when the pack is missing,
    damaged, of another protocol, or holds a model that ONNX Runtime cannot read.
    """
    pack = check(folder)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    try:
        session = onnxruntime.InferenceSession(
            str(pack.file("model.onnx")), options, providers=["CPUExecutionProvider"]
        )
        tokenizer = Tokenizer.from_file(str(pack.file("tokenizer.json")))
        tokenizer.no_truncation()
        tokenizer.no_padding()
        opening, closing = tokenizer.encode("").ids
        linker = RelationScores.of(
            json.loads(pack.file("linking.json").read_text(encoding="utf-8"))
        )
    except UNREADABLE as error:
        raise ModelPackError(
            f"The model in {folder} cannot be run ({error}). Make it anew: {MAKE} {folder}"
        ) from error
    return Tagger(pack, session, tokenizer, linker, (opening, closing))


UNREADABLE = (
    errors.Fail,
    errors.InvalidArgument,
    errors.InvalidGraph,
    errors.InvalidProtobuf,
    errors.NotImplemented,
    errors.RuntimeException,
    ValueError,
    KeyError,
)
"""What ONNX Runtime raises for a model that it cannot read, and what a broken table raises."""


def log_shares(tags: Floats) -> Floats:
    """Turn (length, 9) scores into (length, 3, 3) log-probabilities: outside, begins, inside."""
    parts = tags.reshape(-1, 3, 3).astype(np.float32)
    parts = parts - parts.max(axis=2, keepdims=True)
    shares: Floats = parts - np.log(np.exp(parts).sum(axis=2, keepdims=True))
    return shares


def points(pieces: Pieces, stretch: Stretch | None) -> tuple[Span, ...]:
    """Return a stretch of pieces as a span of code points; none as no span."""
    if stretch is None:
        return ()
    return (Span(int(pieces.starts[stretch[0]]), int(pieces.ends[stretch[1]])),)


def probability(raw: float, pack: ModelPack) -> float:
    """Return a raw score as a calibrated probability."""
    bounded = min(max(raw, 1e-6), 1 - 1e-6)
    return 1 / (1 + math.exp(-(pack.slope * math.log(bounded / (1 - bounded)) + pack.offset)))

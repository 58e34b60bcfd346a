"""The words that the tagger is given, and the way back to where they stand in the document.

PolNeAR, which the tagger learnt from, has paragraphs apart by an empty line, and a full stop after
every headline. Reports as they come have neither: without them the tagger reads a caption into the
paragraph below it. So it is given the blocks in which somebody may speak, in PolNeAR's manner.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from sayso.record import Block, BlockKind, Span
from sayso.stages.attribution.assemble import SILENT

BETWEEN = "\n\n"
ENDED = ".!?…:;,\"'”’»)]-–—"

LEFT_OUT: frozenset[BlockKind] = frozenset({"boilerplate", "byline"})
"""Blocks that the tagger never sees; it sees datelines, but none of its words count there."""


@dataclass(frozen=True, slots=True)
class TaggerInput:
    """`text` for the tagger; `starts` say where each of `blocks` begins in it."""

    text: str
    starts: Sequence[int]
    blocks: Sequence[Block]

    @classmethod
    def of(cls, text: str, blocks: Sequence[Block]) -> TaggerInput:
        """Return the blocks of a document that are somebody's report, apart as the tagger learnt.

        What stands between two paragraphs stays as it is: PolNeAR has lists and verses, too.
        """
        reports = [b for b in blocks if b.kind not in LEFT_OUT and b.span.of(text).strip()]
        starts: list[int] = []
        parts: list[str] = []
        length = 0
        for block, following in zip_longest(reports, reports[1:]):
            part = block.span.of(text) + _between(text, block, following)
            starts.append(length)
            parts.append(part)
            length += len(part)
        return cls("".join(parts), starts, reports)

    def back(self, text: str, span: Span) -> Iterator[tuple[Block, Span]]:
        """Yield the parts of a span of the feed as spans of `text`, but for silent blocks."""
        return (part for part in self.stretches(text, span) if part[0].kind not in SILENT)

    def stretches(self, text: str, span: Span) -> Iterator[tuple[Block, Span]]:
        """Yield the parts of a span of the feed, block by block, as spans of `text`."""
        first = max(0, bisect_right(self.starts, span.start) - 1)
        for block, begins in zip(self.blocks[first:], self.starts[first:], strict=True):
            if begins >= span.end:
                return
            shift = block.span.start - begins
            start = max(span.start + shift, block.span.start)
            end = min(span.end + shift, block.span.end)
            if start < end and len(piece := Span(start, end).trimmed(text)):
                yield block, piece


def _between(text: str, block: Block, following: Block | None) -> str:
    """Return what ends a block in the feed and parts it from the one that follows."""
    if following is None:
        return ""
    gap = text[block.span.end : following.span.start]
    if block.kind == "dateline":
        return gap if not gap.strip() else " "
    ended = block.span.of(text).rstrip()[-1] in ENDED
    if following.kind == block.kind == "paragraph" and not gap.strip() and ended:
        return gap
    return BETWEEN if ended else f".{BETWEEN}"

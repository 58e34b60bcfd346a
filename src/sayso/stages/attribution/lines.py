"""Lines of a block, and the labels by which a line says who speaks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from sayso.record import Block, BlockKind, Span

LABEL = re.compile(r"[^\w\n]{0,4}(?P<name>[^\W\d_](?:[^\n:\"“”?!;]{0,60}?\S)?)(?P<mark>:)\s+(?=\S)")
"""How a line begins that says who speaks, perhaps after a sign of the channel: "IDF: …"."""

TURN = re.compile(
    r"[\"“]?(?P<name>[^\W\d_](?:[^\n:\"“”]{0,47}?\S)?)(?P<mark>:)\s{1,3}(?=\S)"
    r"|(?P<letter>[QA])(?P<stop>[.:])\s{1,3}(?=\S)"
)
"""How a line of a transcript begins: "PESKOV: …", "Sergey Lavrov: …", "Q. …"."""

SIGNED_OFF = re.compile(
    r"(?P<said>\S.{12,}?)(?P<mark>:|\s[-–—|])\s+(?P<name>[^\W\d_][^\n:\"“”?!;|]{1,60}?)[.\s]*$"
)
"""How a line ends that says who speaks: "Four killed in Kherson: governor"."""

SIGNED_IN_BRACKETS = re.compile(
    r"(?P<said>\S.{12,}?)\s(?P<mark>\()(?P<name>[^\W\d_](?![A-Z]*\))[^\n()\[\]:\"“”?!;|]{2,60}?)\)[.\s]*$"
)
"""The same in brackets: "Four killed in Kherson (residents)"; "(UN)" may be short for a name."""

PREFIX = re.compile(r"(?:[A-Z]{4,}|[A-Z][a-z]+ News|Breaking|Update|Urgent|Flash)\s*[:|]\s+")
"""What only says that news is new, before it."""


def lines(text: str, span: Span) -> Iterator[Span]:
    """Yield the lines of a stretch of text that hold anything, without space around them."""
    start = span.start
    while start < span.end:
        end = text.find("\n", start, span.end)
        end = span.end if end < 0 else end
        line = Span(start, end).trimmed(text)
        if len(line):
            yield line
        start = end + 1


def with_datelines(blocks: Iterable[Block], kinds: frozenset[BlockKind]) -> Iterator[Block]:
    """Yield the blocks of `kinds`; "ISLAMABAD: …" and "LAVROV: …" look alike, so datelines are
    read with the paragraph after them."""
    begins: int | None = None
    for block in blocks:
        if block.kind == "dateline":
            begins = block.span.start
        elif block.kind in kinds:
            start = block.span.start if begins is None else begins
            begins = None
            yield replace(block, span=Span(start, block.span.end))

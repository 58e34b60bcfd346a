"""Blocks of posts, whose lines break inside of sentences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sayso.record import Block, BlockKind, Span
from sayso.stages.attribution.publisher import TEXT
from sayso.stages.multilingual.sentences import goes_on

JOINED: frozenset[BlockKind] = TEXT | {"headline", "heading", "boilerplate", "related"}
"""Blocks that a line which goes on may be joined to: one of a few words looks like a menu."""


def joined(text: str, blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Return blocks in which no sentence is cut: a line that goes on with the one before it is
    joined to it, whatever it was taken for. "— Reuters" at the end of a post is no byline."""
    made: list[Block] = []
    for block in blocks:
        if made and _goes_on(text, made[-1], block):
            span = Span(made[-1].span.start, block.span.end)
            kind: BlockKind = "paragraph" if block.kind == "paragraph" else made[-1].kind
            made[-1] = replace(made[-1], span=span, kind=kind)
        else:
            made.append(block)
    return tuple(made)


def _goes_on(text: str, before: Block, after: Block) -> bool:
    if before.kind not in JOINED or before.article != after.article:
        return False
    between = text[before.span.end : after.span.start]
    return (
        "\n" in between and not between.strip() and goes_on(text, before.span.end, after.span.start)
    )

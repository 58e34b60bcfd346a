"""The blocks of a document whose parts the intake knew from its markup."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from sayso.lexicon.anatomy import furniture, leads_away
from sayso.record import Block, Problem, Span
from sayso.stages.anatomy.lines import lines_of
from sayso.stages.anatomy.marks import STAFF
from sayso.stages.anatomy.plain import with_dateline


def marked_blocks(text: str, marked: Sequence[Block]) -> tuple[tuple[Block, ...], list[Problem]]:
    """Return the marked blocks in text order, refined, with blocks of their own for what they
    leave out.

    Markup that overlaps itself or runs out of the text is left out, with a problem that says so.
    """
    kept: list[Block] = []
    problems: list[Problem] = []
    paragraphs: Counter[int] = Counter()
    reached = 0
    for block in sorted(marked, key=lambda each: (each.span.start, each.span.end)):
        if block.span.start < reached or block.span.end > len(text):
            problems.append(_misplaced(block))
            continue
        kept.extend(_unmarked(text, reached, block.span.start, block.article))
        reached = block.span.end
        trimmed = _trimmed(text, block)
        if trimmed is None:
            continue
        refined = _refined(text, trimmed)
        paragraphs[block.article] += refined.kind == "paragraph"
        lead = refined.kind == "paragraph" and paragraphs[block.article] <= 2
        kept.extend(with_dateline(text, refined) if lead else (refined,))
    kept.extend(_unmarked(text, reached, len(text), kept[-1].article if kept else 0))
    return tuple(kept), problems


def _misplaced(block: Block) -> Problem:
    return Problem(
        "anatomy",
        f"a block marked as {block.kind} at {block.span.start} overlaps the one before or runs"
        " out of the text: it was left out. Mark blocks in text order, each on its own.",
    )


def _trimmed(text: str, block: Block) -> Block | None:
    """`block` without white space around it; None when nothing is left."""
    span = block.span.trimmed(text)
    return replace(block, span=span) if len(span) else None


def _refined(text: str, block: Block) -> Block:
    """Return the blocks, paragraphs that are page furniture or a link away marked as such."""
    words = block.span.of(text)
    if block.kind not in ("paragraph", "heading") or len(words) > 300:
        return block
    if leads_away(words):
        return replace(block, kind="related")
    if STAFF.search(words):
        return replace(block, kind="byline")
    return replace(block, kind="boilerplate") if furniture(words) else block


def _unmarked(text: str, start: int, end: int, article: int) -> list[Block]:
    """Lines between marked blocks that no markup names, as paragraphs."""
    lines = lines_of(text[start:end])
    return [
        Block("paragraph", Span(start + line.span.start, start + line.span.end), article)
        for line in lines
    ]

"""The blocks of a plain text: what each line is, by its words and by its place on the page.

A page's text has a head (menus, headline, deck, byline), a body and a tail (links, furniture).
The body starts with the first line that is surely running text and ends with the last one.
"""

from __future__ import annotations

from collections import Counter

from sayso.record import Block, BlockKind, Span
from sayso.stages.anatomy.body import read_body, read_tail
from sayso.stages.anatomy.datelines import dateline_length
from sayso.stages.anatomy.head import extend_head, find_headline, read_head
from sayso.stages.anatomy.lines import TextLine
from sayso.stages.anatomy.menus import drop_repeats, mark_menus
from sayso.stages.anatomy.page import PageLines, page_of

FURNITURE_RUN = 3
"""So many lines of page furniture on end, late in the text, and the article is over."""


def plain_blocks(text: str, title: str | None = None) -> tuple[Block, ...]:
    """Return the blocks of `text`, in order, covering each character that is no white space just
    once.

    `title` is the document's title where it is known from elsewhere: it shows which line is the
    headline.
    """
    page = page_of(text, title)
    if not page.lines:
        return ()
    drop_repeats(page)
    mark_menus(page)
    start, end = _body(page)
    headline = find_headline(page, start)
    start = extend_head(page, headline, start)
    read_head(page, headline, start)
    read_body(page, start, end)
    read_tail(page, end)
    return _blocks(page)


def _body(page: PageLines) -> tuple[int, int]:
    """Return the first line of running text and the line after the last one."""
    prose = [i for i, line in enumerate(page.lines) if page.open(i) and _is_prose(line)]
    if not prose:
        return _scant_body(page)
    after = _end_mark(page, prose)
    first = prose[0]
    last = max(i for i in range(first, after) if page.open(i) and page.lines[i].sentence)
    return first, last + 1


def _is_prose(line: TextLine) -> bool:
    return line.prose or (line.sentence and dateline_length(line.raw) > 0)


def _scant_body(page: PageLines) -> tuple[int, int]:
    """Of a post or a headline with a short lead: all but a first line that reads as a title."""
    known = [i for i in range(len(page.lines)) if page.open(i)]
    if not known:
        return len(page.lines), len(page.lines)
    first = page.lines[known[0]]
    headed = not first.sentence or first.titled
    return known[0] + 1 if headed else known[0], len(page.lines)


def _end_mark(page: PageLines, prose: list[int]) -> int:
    """Return the first line that ends the article, with most of the running text before it.

    That is a mark of an end ("All rights reserved"), or several lines of furniture on end.
    """
    sizes = {index: len(page.lines[index].raw) for index in prose}
    total, so_far, furniture = sum(sizes.values()), 0, 0
    for index, mark in enumerate(page.marks):
        dropped = mark is not None and mark.kind == "boilerplate"
        furniture = furniture + 1 if dropped else 0
        if mark is not None and mark.ends and so_far >= 0.6 * total:
            return index
        if furniture >= FURNITURE_RUN and so_far >= 0.85 * total:
            return index
        so_far += sizes.get(index, 0)
    return len(page.lines)


def _blocks(page: PageLines) -> tuple[Block, ...]:
    """Return the blocks, the dateline of a leading paragraph apart from it."""
    blocks: list[Block] = []
    paragraphs: Counter[int] = Counter()
    for line, kind, article in zip(page.lines, page.kinds, page.articles, strict=True):
        known: BlockKind = kind or "paragraph"
        paragraphs[article] += known == "paragraph"
        block = Block(known, line.span, article)
        lead = known == "paragraph" and paragraphs[article] <= 2
        blocks.extend(with_dateline(page.text, block) if lead else (block,))
    return tuple(blocks)


def with_dateline(text: str, block: Block) -> tuple[Block, ...]:
    """`block` alone, or its dateline and the rest of it as two blocks."""
    words = block.span.of(text)
    length = dateline_length(words)
    rest = words[length:]
    start = block.span.start + length + len(rest) - len(rest.lstrip())
    if not length or start >= block.span.end:
        return (block,)
    lead = Span(block.span.start, block.span.start + len(words[:length].rstrip()))
    dateline = Block("dateline", lead, block.article)
    return dateline, Block(block.kind, Span(start, block.span.end), block.article)

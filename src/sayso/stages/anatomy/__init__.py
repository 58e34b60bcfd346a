"""Stage anatomy: the parts of a document, and what they say of it."""

from __future__ import annotations

from collections.abc import Sequence

from sayso.lexicon.anatomy import news_agency_in
from sayso.record import Block, BlockKind, Document
from sayso.stages.anatomy.datelines import credit_in
from sayso.stages.anatomy.marked import marked_blocks
from sayso.stages.anatomy.plain import plain_blocks
from sayso.stages.stage import Draft, Stage, StageResult

__all__ = ["ANATOMY", "agency_of", "read", "title_of"]

CREDITED: tuple[BlockKind, ...] = ("dateline", "byline")


def read(draft: Draft) -> StageResult:
    """Return the blocks of the draft's document, in text order, none over another.

    Every character that is no white space lies in just one block. Marked documents keep their
    marks; plain text is read by its lines.
    """
    document = draft.document
    if document.marked is None:
        return StageResult(plain_blocks(document.text, document.title))
    blocks, problems = marked_blocks(document.text, document.marked)
    return StageResult(blocks, tuple(problems))


def title_of(document: Document, blocks: Sequence[Block]) -> str | None:
    """Return the document's title: as given, or else the words of its first headline."""
    if document.title:
        return document.title
    first = next((block for block in blocks if block.kind == "headline"), None)
    return " ".join(first.span.of(document.text).split()) if first else None


def agency_of(document: Document, blocks: Sequence[Block]) -> str | None:
    """Return the news agency of the document: as given, or as its dateline or byline credits it.

    A caption's credit does not count: it says whose the picture is.
    """
    if document.agency:
        return document.agency
    for kind in CREDITED:
        for block in blocks:
            if block.kind == kind and block.article == 0:
                words = block.span.of(document.text)[-120:]
                agency = news_agency_in(words)
                if agency is None and kind == "dateline":
                    agency = credit_in(words)
                if agency is not None:
                    return agency
    return None


ANATOMY = Stage("anatomy", needs=(), gives="blocks", read=read)

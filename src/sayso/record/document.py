"""One text that came in, its parts, and what could not be read in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

from sayso.record.identity import content_hash
from sayso.record.span import Span

BlockKind = Literal[
    "headline",
    "deck",
    "caption",
    "byline",
    "dateline",
    "heading",
    "paragraph",
    "related",
    "boilerplate",
]
BLOCK_KINDS: tuple[BlockKind, ...] = get_args(BlockKind)

BODY_KINDS: frozenset[BlockKind] = frozenset({"headline", "deck", "caption", "paragraph"})
"""Blocks whose words are somebody's report; the others frame it or lead away from it."""


@dataclass(frozen=True, slots=True)
class Block:
    """A part of a document.

    `article` counts from 0: a second article inside the first has blocks with `article` 1.
    """

    kind: BlockKind
    span: Span
    article: int = 0


UNCLAIMED = "unclaimed"
"""Stage of the problems of sentences that carry something and make no claim. There may be many:
lists of what could not be read leave them out."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What could not be read and why, with what to do about it."""

    stage: str
    message: str
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Timing:
    """When words of a broadcast are shown or said: `start` to `end`, in seconds from its start."""

    span: Span
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Document:
    """One article, post or bulletin. `text` is canonical and never changes.

    `given_id` is the id that the sender gave, if any; it comes back unchanged.
    `marked` holds the blocks that the intake knew from markup, or None for plain text.
    `updated` is when the sender says that it was last changed; `other_titles` are headlines under
    which it is shared elsewhere; `pages` are those of the paper that it was printed on, in order.
    `timings` say when words of a broadcast are heard, in order; `inferred` names the fields that
    no one gave and the intake inferred ("outlet"). `problems` are those of the intake.
    """

    text: str
    given_id: str | None = None
    url: str | None = None
    outlet: str | None = None
    agency: str | None = None
    published: datetime | None = None
    language: str = "en"
    title: str | None = None
    marked: tuple[Block, ...] | None = None
    updated: datetime | None = None
    other_titles: tuple[str, ...] = ()
    pages: tuple[Span, ...] = ()
    timings: tuple[Timing, ...] = ()
    inferred: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def fingerprint(self) -> str:
        """A content hash: the same text of the same outlet, address and hour has the same one."""
        published = self.published.isoformat() if self.published else None
        return content_hash("document", self.text, self.given_id, self.url, self.outlet, published)

    def page_of(self, span: Span) -> int | None:
        """Return the number, from 1, of the page on which `span` begins; None where there are no
        pages.
        """
        begun = [number for number, page in enumerate(self.pages, 1) if page.start <= span.start]
        return begun[-1] if begun else None

    def heard(self, span: Span) -> tuple[float, float] | None:
        """Return from which second to which `span` is heard; None where no times are known."""
        over = [each for each in self.timings if each.span.overlap(span)]
        return (over[0].start, over[-1].end) if over else None

    @property
    def id(self) -> str:
        return self.given_id if self.given_id is not None else self.fingerprint

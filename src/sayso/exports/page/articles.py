"""Articles with their claims marked in the text, and what is noted beside them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sayso.exports.page.marks import Highlight, Segment, segments
from sayso.exports.page.voices import ClaimantStyle, Key, key_of
from sayso.record import Block, Document, Reading, Span
from sayso.record.addresses import without_credentials
from sayso.record.document import UNCLAIMED

ASIDE_KINDS = ("related", "boilerplate")
"""Blocks folded away: they lead elsewhere or belong to the site."""


@dataclass(frozen=True, slots=True)
class BlockView:
    """A block as shown, with its span. `begins` says that an inner article starts here."""

    kind: str
    begins: bool
    segments: list[Segment]
    span: Span


@dataclass(frozen=True, slots=True)
class Note:
    """A warning or a problem beside the article, with a pointer to each of its places."""

    anchor: str
    code: str
    kind: str
    message: str
    problem: bool
    links: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Article:
    """A document as shown: its words, and what is noted beside them."""

    number: int
    document: Document
    heading: str
    link: str | None
    parts: list[BlockView]
    asides: list[BlockView]
    notes: list[Note]
    voices: list[ClaimantStyle]
    claims: int


def article(
    reading: Reading,
    number: int,
    known: dict[Key, ClaimantStyle],
    cards: dict[str, str],
    linked: Span | None = None,
) -> Article:
    """Return one reading as an article. `number` counts from 1 and is in the ids of its marks.

    `linked` are words that a link leads to, which are marked so.
    """
    document = reading.document
    used = [known[key_of(claim, number)] for claim in reading.claims or ()]
    notes, flags = _notes(reading, number)
    marks = [*_claim_marks(reading, number, known, cards), *_cue_marks(reading), *flags]
    if linked is not None:
        marks.append(Highlight(linked, "linked", "words", "¶", "#words", "the words of the link"))
    parts = list(_parts(document.text, _covering(reading), marks))
    return Article(
        number=number,
        document=document,
        heading=document.outlet or document.title or f"Document {number}",
        link=_web(document.url),
        parts=[part for part in parts if part.kind not in ASIDE_KINDS],
        asides=[part for part in parts if part.kind in ASIDE_KINDS],
        notes=notes,
        voices=list(dict.fromkeys(voice for voice in used if voice.group != "outlet")),
        claims=len(used),
    )


def _web(url: str | None) -> str | None:
    """Return the address if it is one a browser may safely follow; never javascript: and the
    like.
    """
    if not url or not url.lower().startswith(("http://", "https://")):
        return None
    return without_credentials(url)


def _claim_marks(
    reading: Reading, number: int, known: dict[Key, ClaimantStyle], cards: dict[str, str]
) -> Iterator[Highlight]:
    quantities = reading.quantities or ()
    for index, claim in enumerate(reading.claims or ()):
        voice = known[key_of(claim, number)]
        anchor = f"d{number}-c{index}"
        href = f"#{cards[anchor]}"
        yield Highlight(claim.evidence, voice.style, anchor, voice.code, href, voice.name)
        for quantity in claim.quantities:
            yield Highlight(quantities[quantity].as_said, "figure")


def _cue_marks(reading: Reading) -> Iterator[Highlight]:
    """Yield sources and cues of the attributions that carry a claim: the others would only be
    noise.
    """
    carrying = {claim.attribution for claim in reading.claims or ()}
    for index, attribution in enumerate(reading.attributions or ()):
        if index in carrying:
            yield from (Highlight(span, "source") for span in attribution.source)
            yield from (Highlight(span, "cue") for span in attribution.cue)


def _notes(reading: Reading, number: int) -> tuple[list[Note], list[Highlight]]:
    """Return the notes beside an article, and the flags in its text that lead to them and back."""
    notes: list[Note] = []
    marks: list[Highlight] = []
    remarks = [(each.kind, each.message, each.spans, False) for each in reading.warnings or ()]
    remarks += [
        (f"not read: {each.stage}", each.message, (each.span,) if each.span else (), True)
        for each in reading.problems
        if each.stage != UNCLAIMED
    ]
    for at, (kind, message, spans, problem) in enumerate(remarks, 1):
        note = f"n{number}-{at}"
        anchors = [f"d{number}-w{at}-{place}" for place in range(len(spans))]
        for span, anchor in zip(spans, anchors, strict=True):
            marks.append(Highlight(span, "", anchor, f"!{at}", f"#{note}", kind))
        links = tuple(f"#{anchor}" for anchor in anchors)
        notes.append(Note(note, f"!{at}", kind.replace("_", " "), message, problem, links))
    return notes, marks


def _covering(reading: Reading) -> list[Block]:
    """Return the blocks, with paragraphs made of any words between them, so that no word is
    hidden.
    """
    text = reading.document.text
    covering: list[Block] = []
    end = 0
    for block in sorted(reading.blocks or (), key=lambda each: each.span):
        start = max(block.span.start, end)
        if text[end:start].strip():
            covering.append(Block("paragraph", Span(end, start), block.article))
        if block.span.end > start:
            covering.append(Block(block.kind, Span(start, block.span.end), block.article))
        end = max(end, block.span.end)
    if text[end:].strip():
        covering.append(Block("paragraph", Span(end, len(text))))
    return covering


def _parts(text: str, blocks: Sequence[Block], marks: Sequence[Highlight]) -> Iterator[BlockView]:
    within = _marks_by_block(blocks, marks)
    last = 0
    for block, inside in zip(blocks, within, strict=True):
        shown = segments(text, block.span, inside)
        yield BlockView(block.kind, block.article > last, shown, block.span)
        last = max(last, block.article)


def _marks_by_block(blocks: Sequence[Block], marks: Sequence[Highlight]) -> list[list[Highlight]]:
    starts = [block.span.start for block in blocks]
    ends = [block.span.end for block in blocks]
    by_block: list[list[Highlight]] = [[] for _ in blocks]
    for mark in marks:
        first = bisect_right(ends, mark.span.start)
        last = max(bisect_left(starts, mark.span.end), first + 1)
        for inside in by_block[first:last]:
            inside.append(mark)
    return by_block

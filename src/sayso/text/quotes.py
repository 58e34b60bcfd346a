"""Quotation marks, paired."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sayso.record import Span
from sayso.text.parse import Parse

OPENING = {
    "“": "”", "«": "»", "„": "“”", "‘": "’", "‚": "‘’", "‹": "›", "「": "」", "『": "』",
}  # fmt: skip
"""Opening marks and the marks that close them."""

REVERSED = {"»": "«»", "›": "‹›"}
"""Marks that open in German and Swedish books what they close elsewhere: »so« and »so»."""

SINGLE = "'"
"""A straight mark that is an apostrophe more often than a quotation's."""

SHORTENED = re.compile(r"'(?:\d\ds?\b|(?:t(?:is|was|il)|em|n|cause|bout|round)\b)", re.IGNORECASE)
"""Words whose beginning was left out: the '90s, 'em."""

ENDS = ",.?!…;:"
"""What a quotation ends with before its closing mark."""

STRAIGHT = ('"', "''", "``")
"""Marks that look the same on both sides, and the typewriter's pairs."""


@dataclass(frozen=True, slots=True)
class Quotation:
    """Quoted words: `outer` with the marks, `inner` without.

    `open` is True when no mark closes it before its block ends, as when a speech goes on in the
    next paragraph.
    """

    outer: Span
    inner: Span
    open: bool = False


def find_quotations(text: str, block: Span) -> list[Quotation]:
    """Return the outermost quotations of one block in order, in time linear in its length.

    Single curly quotes count only where they do not read as apostrophes. A second opening mark of
    the same kind before the close restarts nothing: the first one holds.
    """
    quotations: list[Quotation] = []
    never_closed: set[str] = set()
    at = block.start
    while at < block.end:
        mark, closers = _opening(text, at, block)
        if not mark or mark in never_closed:
            at += 1
            continue
        inside = at + len(mark)
        close = _closing(text, inside, block.end, closers)
        if close is None:
            if mark not in MAY_BE_APOSTROPHES and inside < block.end:
                quotations.append(
                    Quotation(Span(at, block.end), Span(inside, block.end), open=True)
                )
                break
            never_closed.add(mark)
            at = inside
            continue
        start, end = close
        if start > inside:
            quotations.append(Quotation(Span(at, end), Span(inside, start)))
        at = end
    return quotations


def quotations_around(text: str, parse: Parse, span: Span) -> list[Quotation]:
    """Return the quotations of the sentences that `span` has words of.

    A closing mark that the parser gives to the next sentence counts as well.
    """
    tokens = parse.within(span)
    if not tokens:
        return []
    first, last = (parse.sentences[each.sentence].span for each in (tokens[0], tokens[-1]))
    around = Span(first.start, min(len(text), last.end + CLOSES_WITHIN))
    return find_quotations(text, around) if ANY_MARK.search(text, around.start, around.end) else []


def with_marks(quotations: Sequence[Quotation], span: Span) -> Span:
    """Return a figure's words with the mark of a quotation that they hold the other mark of.

    "14 “bandits" ends with the mark that closes it; "at least nine” men" begins with its own.
    """
    start, end = span.start, span.end
    for quotation in quotations:
        if quotation.open:
            continue
        if start <= quotation.outer.start < end == quotation.inner.end:
            end = quotation.outer.end
        elif quotation.inner.start == start < quotation.inner.end < end:
            start = quotation.outer.start
    return Span(start, end)


ANY_MARK = re.compile("[" + re.escape("".join((*OPENING, *REVERSED, SINGLE, '"', "`"))) + "]")

CLOSES_WITHIN = 2
"""Code points behind a sentence in which the mark may stand that closes its quotation."""

MAY_BE_APOSTROPHES = ("‘", "‚", SINGLE, *REVERSED)
"""Marks that open no quotation where none closes it."""


def _opening(text: str, at: int, block: Span) -> tuple[str, tuple[str, ...]]:
    """Return the mark that opens a quotation at `at` and those that close it, or two empties."""
    mark = text[at]
    if mark in OPENING:
        if mark == "‘" and at > block.start and text[at - 1].isalnum():
            return "", ()
        return mark, (*OPENING[mark], *(('"',) if mark == "“" else ()))
    if _begins_word(text, at, block):
        if mark in REVERSED:
            return mark, tuple(REVERSED[mark])
        if mark == SINGLE and not SHORTENED.match(text, at):
            return mark, (SINGLE,)
    if mark == '"' and _opens(text, at, 1, block):
        return mark, ('"', "”")
    if text.startswith(("''", "``"), at) and at + 2 <= block.end and _opens(text, at, 2, block):
        return text[at : at + 2], ("''",)
    return "", ()


def _begins_word(text: str, at: int, block: Span) -> bool:
    """Return whether a mark stands before a word and after none."""
    before = text[at - 1] if at > block.start else " "
    return (before.isspace() or before in '([{—–-"“') and text[at + 1 : at + 2].isalnum()


def _opens(text: str, at: int, width: int, block: Span) -> bool:
    """Return whether words follow a straight mark at once, so that it opens a quotation."""
    after = at + width
    return after < block.end and not text[after].isspace()


def _closing(text: str, start: int, end: int, closers: tuple[str, ...]) -> tuple[int, int] | None:
    """Return where the next closing mark begins and ends, or None before `end`."""
    if closers == (SINGLE,):
        return _closing_single(text, start, end)
    best: tuple[int, int] | None = None
    for closer in closers:
        at = text.find(closer, start, end if best is None else best[0])
        while at != -1 and closer == "’" and _apostrophe(text, at, end):
            at = text.find(closer, at + 1, end if best is None else best[0])
        if at != -1:
            best = (at, at + len(closer))
    return best


def _closing_single(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Return where a straight single mark closes; one after punctuation before any other.

    That of a plural ("the soldiers' families") closes only where no other does.
    """
    plural: int | None = None
    at = text.find(SINGLE, start, end)
    while at != -1:
        before, after = text[at - 1], text[at + 1 : min(at + 2, end)]
        if before in ENDS:
            return at, at + 1
        if not after.isalnum() and not before.isspace():
            if before.lower() != "s" or after in tuple(ENDS + ")]"):
                return at, at + 1
            plural = at if plural is None else plural
        at = text.find(SINGLE, at + 1, end)
    return None if plural is None else (plural, plural + 1)


def _apostrophe(text: str, at: int, end: int) -> bool:
    """Return whether a ’ stands inside a word or after a plural, and so closes nothing."""
    return at + 1 < end and text[at + 1].isalnum()

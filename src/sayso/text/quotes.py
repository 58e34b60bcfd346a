"""Quotation marks, paired."""

from __future__ import annotations

from dataclasses import dataclass

from sayso.record import Span

OPENING = {"“": "”", "«": "»", "„": "“”", "‘": "’"}
"""Opening marks and the marks that close them."""

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
            if mark != "‘" and inside < block.end:
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


def _opening(text: str, at: int, block: Span) -> tuple[str, tuple[str, ...]]:
    """Return the mark that opens a quotation at `at` and those that close it, or two empties."""
    mark = text[at]
    if mark in OPENING:
        if mark == "‘" and at > block.start and text[at - 1].isalnum():
            return "", ()
        return mark, (*OPENING[mark], *(('"',) if mark == "“" else ()))
    if mark == '"' and _opens(text, at, 1, block):
        return mark, ('"', "”")
    if text.startswith(("''", "``"), at) and at + 2 <= block.end and _opens(text, at, 2, block):
        return text[at : at + 2], ("''",)
    return "", ()


def _opens(text: str, at: int, width: int, block: Span) -> bool:
    """Return whether words follow a straight mark at once, so that it opens a quotation."""
    after = at + width
    return after < block.end and not text[after].isspace()


def _closing(text: str, start: int, end: int, closers: tuple[str, ...]) -> tuple[int, int] | None:
    """Return where the next closing mark begins and ends, or None before `end`."""
    best: tuple[int, int] | None = None
    for closer in closers:
        at = text.find(closer, start, end if best is None else best[0])
        while at != -1 and closer == "’" and _apostrophe(text, at, end):
            at = text.find(closer, at + 1, end if best is None else best[0])
        if at != -1:
            best = (at, at + len(closer))
    return best


def _apostrophe(text: str, at: int, end: int) -> bool:
    """Return whether a ’ stands inside a word or after a plural, and so closes nothing."""
    return at + 1 < end and text[at + 1].isalnum()

"""The lines of one text and what is known of each while it is read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from sayso.lexicon.anatomy import folded
from sayso.record import BlockKind, Span
from sayso.stages.anatomy.lines import TextLine, lines_of
from sayso.stages.anatomy.marks import LineMark, described_picture, mark


@dataclass
class PageLines:
    """Lines with their marks (by their words alone), kinds (None while unknown) and articles."""

    text: str
    title: str | None
    lines: list[TextLine]
    marks: list[LineMark | None]
    kinds: list[BlockKind | None] = field(default_factory=list)
    articles: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.kinds = [each.kind if each else None for each in self.marks]
        self.articles = [0] * len(self.lines)

    def open(self, index: int) -> bool:
        """Return whether nothing is known yet of the line at `index`; False when there is no
        such line."""
        return 0 <= index < len(self.lines) and self.kinds[index] is None

    def kind(self, index: int) -> BlockKind | None:
        """Return the kind of the line at `index`, or None when it is unknown or there is no such
        line."""
        return self.kinds[index] if 0 <= index < len(self.lines) else None

    def set_kind(self, indices: Iterable[int], kind: BlockKind) -> None:
        """Give all lines at `indices` the same kind."""
        for index in indices:
            self.kinds[index] = kind


def page_of(text: str, title: str | None) -> PageLines:
    """Return the lines of `text` with their marks; paragraphs that links broke into lines are
    mended."""
    lines = _mended(text, lines_of(text))
    page = PageLines(text, title, lines, [mark(line) for line in lines])
    if lines and _reads_as_headline(page):
        page.marks[0] = page.kinds[0] = None
    for index, own in enumerate(page.marks):
        above = own is not None and own.credit and page.open(index - 1)
        if above and described_picture(page.lines[index - 1]):
            page.kinds[index - 1] = "caption"
    return page


def _reads_as_headline(page: PageLines) -> bool:
    """Return whether a first line taken for a byline or a link away is rather the headline.

    "Two Dead in Clash at Border" has the shape of names in a place; "Analysis: …" that of a link.
    """
    line, kind = page.lines[0], page.kinds[0]
    if kind not in ("byline", "related") or line.count < 5 or line.bullet:
        return False
    said = line.bare.lower()
    return not said.startswith(("by ", "read ", "related", "list ")) and "reporting by" not in said


LONGEST_MENDED = 1_500
"""Code points of a paragraph that lines are still joined to."""


def _mended(text: str, lines: list[TextLine]) -> list[TextLine]:
    """Join lines of one sentence: a crawl that breaks at links leaves "said" on a line alone."""
    mended: list[TextLine] = []
    joined = False
    for line in lines:
        if mended and _goes_on(mended[-1], line) and (joined or not mark(mended[-1])):
            span = Span(mended[-1].span.start, line.span.end)
            mended[-1] = TextLine(span, span.of(text), mended[-1].gap)
            joined = True
        else:
            mended.append(line)
            joined = False
    return mended


def _goes_on(above: TextLine, line: TextLine) -> bool:
    """Return whether `line` reads as the rest of a sentence that `above` leaves open."""
    if line.gap or line.bullet or above.terminal or len(above.raw) > LONGEST_MENDED:
        return False
    broken_off = above.left_open and line.count > 0 and not line.sentence
    if not (line.continues or broken_off):
        return False
    return above.count >= 2 and above.count + line.count >= 6 and not mark(line)


def likeness(line: str, title: str) -> float:
    """Return shared words over the words of the shorter, 0 for fewer than three shared."""
    left, right = set(folded(line).split()), set(folded(title).split())
    shared = len(left & right)
    return shared / min(len(left), len(right)) if shared >= 3 else 0.0

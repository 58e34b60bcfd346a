"""The body and the tail of a page: paragraphs, section headings, links, a second article."""

from __future__ import annotations

from sayso.record import BlockKind, Span
from sayso.stages.anatomy.articles import starts_article
from sayso.stages.anatomy.datelines import is_place_line
from sayso.stages.anatomy.marks import is_time, names_only
from sayso.stages.anatomy.page import PageLines

REMEMBERED = 5_000
"""Code points of the article so far that are searched for names met before."""

LOOKED_AROUND = 5
"""Lines before and after that may belong to one list of links."""


def read_body(page: PageLines, start: int, end: int) -> None:
    """Paragraphs, section headings, links and second headlines from line `start` to `end`."""
    article, from_line = 0, start
    for index in range(start, end):
        page.articles[index] = article
        if not page.open(index):
            continue
        page.kinds[index] = kind = _body_kind(page, index, start, end)
        if kind == "heading" and index - from_line >= 2 and _heads_article(page, index, from_line):
            article, from_line = article + 1, index
            page.kinds[index], page.articles[index] = "headline", article
    for index in range(end, len(page.lines)):
        page.articles[index] = article


def _body_kind(page: PageLines, index: int, start: int, end: int) -> BlockKind:
    line = page.lines[index]
    if line.sentence:
        return "heading" if _is_question_heading(page, index) else "paragraph"
    if index <= start + 1 and is_place_line(line):
        return "dateline"
    if names_only(line) and line.bullet:
        return "paragraph"
    return _title_kind(page, index, start, end)


def _is_question_heading(page: PageLines, index: int) -> bool:
    """ "What comes next?" over a paragraph, not a question put to someone."""
    line = page.lines[index]
    below = index + 1 < len(page.lines) and page.lines[index + 1].count > 20
    asks = line.bare.endswith("?") and line.bare.count("?") == 1 and "." not in line.bare[:-1]
    return asks and line.count <= 10 and below and line.bare[:1] not in "\"“‘'"


def _title_kind(page: PageLines, index: int, start: int, end: int) -> BlockKind:
    """Return what a line of the body is that isn't a sentence."""
    line = page.lines[index]
    mended = "\n" in line.raw
    if (
        mended
        or line.continues
        or line.left_open
        or line.count > 16
        or (line.bullet and line.count >= 5)
    ):
        return "paragraph"
    if index > start and page.lines[index - 1].left_open:
        return "paragraph"
    if _run_of_titles(page, index, end) >= 2:
        return "related"
    if line.bare[:1].isdigit() and line.count <= 2 and not line.bare[-1:].isalpha():
        return "boilerplate"
    return "paragraph" if index + 1 >= end else "heading"


def _run_of_titles(page: PageLines, index: int, end: int) -> int:
    """Return how many lines on end around `index` are long and no sentences; 1 for a short one."""
    if not _is_title(page, index):
        return 1
    first = index
    while first > 0 and index - first < LOOKED_AROUND and _is_title(page, first - 1):
        first -= 1
    last = index
    while last + 1 < end and last - index < LOOKED_AROUND and _is_title(page, last + 1):
        last += 1
    return last - first + 1


def _is_title(page: PageLines, index: int) -> bool:
    line, kind = page.lines[index], page.kinds[index]
    unknown = kind in (None, "related")
    return unknown and 6 <= line.count <= 16 and not line.sentence and not line.continues


def _heads_article(page: PageLines, index: int, from_line: int) -> bool:
    """Return whether the title at `index` heads an article of its own, with its lead below."""
    follow = range(index + 1, min(index + 4, len(page.lines)))
    lead = next((i for i in follow if page.open(i) and page.lines[i].sentence), None)
    if lead is None:
        return False
    above = Span(page.lines[from_line].span.start, page.lines[index].span.start)
    recent = Span(max(above.start, above.end - REMEMBERED), above.end).of(page.text)
    return starts_article(page.lines[index], page.lines[lead], recent)


def read_tail(page: PageLines, end: int) -> None:
    """Links and furniture after the last paragraph."""
    left = [i for i in range(end, len(page.lines)) if page.open(i)]
    ended = any(kind == "boilerplate" for kind in page.kinds[end:])
    for index in left:
        page.kinds[index] = _tail_kind(page, index, alone=len(left) == 1, ended=ended)
    for index in range(end, len(page.lines)):
        if _is_leftover(page, index):
            page.kinds[index] = "boilerplate"


def _is_leftover(page: PageLines, index: int) -> bool:
    """A time or a credit in the tail belongs to some other article's teaser."""
    kind, line = page.kinds[index], page.lines[index]
    return kind in ("byline", "caption") and (is_time(line) or line.count <= 3)


def _tail_kind(page: PageLines, index: int, *, alone: bool, ended: bool) -> BlockKind:
    line = page.lines[index]
    if line.sentence or line.count > 16:
        return "boilerplate" if ended else "paragraph"
    if alone and line.count >= 8 and not ended:
        return "paragraph"
    return "related" if line.count >= 6 else "boilerplate"

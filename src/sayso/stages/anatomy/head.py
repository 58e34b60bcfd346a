"""The head of a page: headline, deck, byline, and the caption before the first paragraph."""

from __future__ import annotations

from sayso.record import BlockKind
from sayso.stages.anatomy.datelines import dateline_length, is_place_line
from sayso.stages.anatomy.lines import TextLine
from sayso.stages.anatomy.marks import is_author, is_time, names_only, several_people
from sayso.stages.anatomy.page import PageLines, likeness

LONGEST_HEADLINE = 26
"""Words. The longest headline in the full texts had 22."""

LONG_HEAD = 8
"""More lines than this before the body: a crawl with its menus left in."""

FRAME: frozenset[BlockKind | None] = frozenset({"caption", "byline", "dateline"})


def find_headline(page: PageLines, start: int) -> int | None:
    """Return which line before the body (or at its start, with a full stop) is the headline, if
    any."""
    if _is_headline_sentence(page, start):
        return start
    known = [i for i in range(start) if page.open(i) and _may_be_headline(page.lines[i])]
    if page.title:
        named = [(likeness(page.lines[i].bare, page.title), i) for i in known]
        best = max(named, default=(0.0, 0))
        if best[0] >= 0.6:
            return best[1]
    if not known:
        return None
    again = _said_again(page, known)
    if again is not None:
        return again
    first = known[0]
    if page.lines[first].count >= 3 and (first <= 3 or start - first < LONG_HEAD):
        return _unless_deck(page, first, start)
    return next((i for i in reversed(known) if page.lines[i].count >= 5), None)


def _may_be_headline(line: TextLine) -> bool:
    return line.count <= LONGEST_HEADLINE and not line.bullet


def _said_again(page: PageLines, known: list[int]) -> int | None:
    """The page's title comes first in a crawl, often with the site's name; then the headline."""
    first = page.lines[known[0]].bare
    if len(known) < 2 or page.lines[known[0]].count < 4:
        return None
    liked, index = max((likeness(page.lines[i].bare, first), i) for i in known[1:])
    whole = first.startswith(page.lines[index].bare)
    return index if whole or (liked >= 0.4 and index - known[0] > 1) else None


def _unless_deck(page: PageLines, first: int, start: int) -> int | None:
    """The first line is the headline, unless it is the summary of a page that lost it."""
    line = page.lines[first]
    if line.sentence and not line.titled and line.bare.endswith("."):
        return first if len(page.lines) == 2 else None
    if (names_only(line) and line.count <= 3) or several_people(line):
        return next((i for i in range(first + 1, start) if page.open(i)), None)
    return first


def _is_headline_sentence(page: PageLines, index: int) -> bool:
    """Return whether the first running text is a headline with a full stop, or the only line
    above one."""
    if not page.open(index) or any(page.open(i) for i in range(index)):
        return False
    line = page.lines[index]
    if line.count > LONGEST_HEADLINE or index + 1 >= len(page.lines):
        return False
    if page.title and likeness(line.bare, page.title) >= 0.6:
        return True
    return line.titled or (len(page.lines) == 2 and page.lines[1].gap and line.count <= 20)


def extend_head(page: PageLines, headline: int | None, start: int) -> int:
    """Return where the body really starts: a deck with byline, date or picture below it is no
    body yet."""
    if headline is None:
        return _past_summary(page, start)
    if start == headline:
        start += 1
    first = next((i for i in range(headline + 1, len(page.lines)) if page.open(i)), None)
    if first != start or start >= len(page.lines) or page.lines[start].count > 45:
        return start
    if dateline_length(page.lines[start].raw):
        return start
    follow = range(start + 1, min(start + 5, len(page.lines) - 1))
    frames = [i for i in follow if _is_frame(page, i)]
    between = range(start + 1, frames[-1] if frames else 0)
    if frames and not any(page.open(i) and page.lines[i].prose for i in between):
        return frames[-1] + 1
    return start


def _is_frame(page: PageLines, index: int) -> bool:
    """Return whether the line stands around an article's start: a byline, picture, place or
    rule."""
    line = page.lines[index]
    if page.kind(index) in FRAME or is_place_line(line) or is_author(line):
        return True
    return page.kind(index) == "boilerplate" and not any(char.isalnum() for char in line.raw)


def _past_summary(page: PageLines, start: int) -> int:
    """A page without headline may start with its summary, the dateline following below."""
    after = start + 1
    if start == 0 and len(page.lines) > 2 and page.lines[0].count <= 25:
        return after if dateline_length(page.lines[after].raw) else start
    return start


def read_head(page: PageLines, headline: int | None, start: int) -> None:
    """Give every line before the body, which starts at line `start`, its kind."""
    if headline is not None:
        page.kinds[headline] = "headline"
        _clear_above(page, headline)
    first = 0 if headline is None else headline + 1
    known = [i for i in range(first, min(start, len(page.lines))) if page.open(i)]
    for index in known:
        page.kinds[index] = _head_kind(page, index, start - first > LONG_HEAD)
    if headline is None and start > LONG_HEAD:
        page.set_kind((i for i in range(start) if page.kinds[i] in FRAME), "boilerplate")
    _limit_decks(page, first, start)


def _clear_above(page: PageLines, headline: int) -> None:
    """What stands above the headline is the site's, but for a picture right above it."""
    for index in range(headline):
        if page.open(index) or (page.kinds[index] == "byline" and headline > LONG_HEAD):
            page.kinds[index] = "boilerplate"
        mark = page.marks[index]
        if headline > LONG_HEAD and mark is not None and mark.credit:
            page.kinds[index] = "boilerplate"


def _head_kind(page: PageLines, index: int, long_head: bool) -> BlockKind:
    """Return what an unknown line between headline and body is."""
    line = page.lines[index]
    if is_place_line(line) and line.count <= 3:
        return "dateline"
    if is_author(line) or several_people(line):
        return "byline"
    if line.count >= 6 or line.sentence:
        return "deck"
    if page.kind(index - 1) == "byline" and not is_time(page.lines[index - 1]) and not long_head:
        return "byline" if line.bare[:1].isupper() else "boilerplate"
    return "boilerplate" if long_head or line.count <= 2 else "deck"


def _limit_decks(page: PageLines, first: int, start: int) -> None:
    """A deck stands before caption and byline; what follows them is the body's first line."""
    framed, decks = False, 0
    for index in range(first, min(start, len(page.lines))):
        if page.kinds[index] == "deck":
            decks += 1
            body = page.lines[index].reported or decks > 1
            if (framed and body) or decks > 4:
                page.kinds[index] = "paragraph"
        framed = framed or page.kinds[index] in FRAME

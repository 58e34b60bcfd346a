"""The blocks of a plain text: what each line is, by its words and by its place on the page.

A page's text has a head (menus, headline, deck, byline), a body and a tail (links, furniture).
The body starts with the first line that is surely running text and ends with the last one.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from sayso.lexicon.anatomy import folded
from sayso.record import Block, BlockKind, Span
from sayso.stages.anatomy.articles import starts_article
from sayso.stages.anatomy.datelines import dateline_length, is_place_line
from sayso.stages.anatomy.lines import Line, lines_of
from sayso.stages.anatomy.marks import Mark, mark, names_only

MENU_RUN = 5
"""So many short lines on end, none a sentence, are a menu or a list of links."""

LONGEST_HEADLINE = 26
"""Words. The longest headline in the full texts had 22."""

REMEMBERED = 10_000
"""Code points of the article so far that are searched for names met before."""


@dataclass
class Page:
    """The lines of one text and what is known of each so far."""

    text: str
    title: str | None
    lines: list[Line]
    marks: list[Mark | None]
    kinds: list[BlockKind | None] = field(default_factory=list)
    articles: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.kinds = [each.kind if each else None for each in self.marks]
        self.articles = [0] * len(self.lines)

    def open(self, index: int) -> bool:
        """Whether nothing is known yet of the line at `index`, which must be one."""
        return 0 <= index < len(self.lines) and self.kinds[index] is None

    def kind(self, index: int) -> BlockKind | None:
        """The kind of the line at `index`, or None when it is unknown or there is no such line."""
        return self.kinds[index] if 0 <= index < len(self.lines) else None


def plain_blocks(text: str, title: str | None = None) -> tuple[Block, ...]:
    """The blocks of `text`, in order, covering each character that is no white space just once.

    `title` is the document's title where it is known from elsewhere: it shows which line is the
    headline.
    """
    lines = lines_of(text)
    page = Page(text, title, lines, [mark(line) for line in lines])
    if not lines:
        return ()
    _drop_repeats(page)
    _mark_menus(page)
    start, end = _body(page)
    _read_head(page, start)
    _read_body(page, start, end)
    _read_tail(page, end)
    return _cut_datelines(page)


def _drop_repeats(page: Page) -> None:
    """A sentence that a page repeats word for word (its own description, a caption) counts once."""
    times = Counter(line.bare for line in page.lines if line.count >= 8)
    seen: set[str] = set()
    for index, line in enumerate(page.lines):
        if times[line.bare] > 1 and page.open(index) and line.sentence:
            if line.bare in seen:
                page.kinds[index] = "boilerplate"
            seen.add(line.bare)


def _mark_menus(page: Page) -> None:
    """Runs of short lines that are no sentences are menus; titles among them lead elsewhere."""
    run: list[int] = []
    for index in range(len(page.lines) + 1):
        if index < len(page.lines) and _is_entry(page, index):
            run.append(index)
            continue
        _close_run(page, run)
        run = []


def _is_entry(page: Page, index: int) -> bool:
    line, kind = page.lines[index], page.kinds[index]
    if kind in ("boilerplate", "related"):
        return True
    if kind == "byline":
        return line.count <= 6
    return kind is None and line.count <= 16 and not line.sentence and not line.continues


def _close_run(page: Page, run: list[int]) -> None:
    """Mark the run where it is long and poor in words, all but its title-like edges."""
    unknown = [index for index in run if page.open(index)]
    if len(run) < MENU_RUN or len(unknown) < 2:
        return
    short = sum(page.lines[index].count <= 5 for index in run)
    if short < 0.4 * len(run) and len(unknown) < 2 * MENU_RUN:
        return
    for index in unknown:
        line = page.lines[index]
        if not is_place_line(line) and not _may_be_headline(page, line):
            page.kinds[index] = "related" if line.count >= 6 else "boilerplate"


def _may_be_headline(page: Page, line: Line) -> bool:
    """Whether a line in a run may be the page's own headline: it has the title's words."""
    return _like(line.bare, page.title or page.lines[0].bare) >= 0.35


def _like(one: str, other: str) -> float:
    """Shared words over the words of the shorter, 0 for fewer than three shared."""
    left, right = set(folded(one).split()), set(folded(other).split())
    shared = len(left & right)
    return shared / min(len(left), len(right)) if shared >= 3 else 0.0


def _body(page: Page) -> tuple[int, int]:
    """The first line of running text and the line after the last one."""
    prose = [i for i, line in enumerate(page.lines) if page.open(i) and line.prose]
    if not prose:
        return _scant_body(page)
    after = _end_mark(page, prose)
    kept = [i for i in prose if i < after]
    last = max([i for i in range(kept[0], after) if page.open(i) and page.lines[i].sentence])
    return kept[0], last + 1


def _scant_body(page: Page) -> tuple[int, int]:
    """Of a post or a headline with a short lead: all but a first line that reads as a title."""
    known = [i for i in range(len(page.lines)) if page.open(i)]
    if not known:
        return len(page.lines), len(page.lines)
    first = page.lines[known[0]]
    headed = not first.sentence or first.titled
    return known[0] + 1 if headed else known[0], len(page.lines)


def _end_mark(page: Page, prose: list[int]) -> int:
    """The first mark that ends the article with most of the running text before it."""
    sizes = {index: len(page.lines[index].raw) for index in prose}
    total, so_far, nexts = sum(sizes.values()), 0, iter(sorted(sizes))
    upcoming = next(nexts, None)
    for index, found in enumerate(page.marks):
        while upcoming is not None and upcoming < index:
            so_far += sizes[upcoming]
            upcoming = next(nexts, None)
        if found is not None and found.ends and so_far >= 0.6 * total:
            return index
    return len(page.lines)


def _read_head(page: Page, start: int) -> None:
    """Headline, deck and byline among the lines before the body."""
    headline = _headline(page, start)
    if headline is not None:
        page.kinds[headline] = "headline"
    first = 0 if headline is None else headline + 1
    long_head = start > 8
    for index in range(start):
        if page.open(index):
            before = headline is not None and index < headline
            page.kinds[index] = "boilerplate" if before else _head_kind(page, index, long_head)
    _settle_lead(page, first, start)


def _headline(page: Page, start: int) -> int | None:
    """Which line before the body (or, of a titled page, at its start) is the headline."""
    if start < len(page.lines) and page.open(start) and _is_headline_sentence(page, start):
        return start
    known = [i for i in range(start) if page.open(i) and page.lines[i].count <= LONGEST_HEADLINE]
    if page.title:
        named = [i for i in known if _like(page.lines[i].bare, page.title) >= 0.6]
        if named:
            return named[-1]
    if not known:
        return None
    first = known[0]
    again = [
        i for i in known if i != first and _like(page.lines[i].bare, page.lines[first].bare) >= 0.4
    ]
    if again and again[-1] - first > 1:
        return again[-1]
    if page.lines[first].count >= 3 and (first <= 3 or start - first < 8):
        return _unless_deck(page, first, start)
    return next((i for i in reversed(known) if page.lines[i].count >= 5), None)


def _unless_deck(page: Page, first: int, start: int) -> int | None:
    """The first line is the headline, unless it is the summary of a page that lost it."""
    line = page.lines[first]
    if line.sentence and not line.titled and line.bare.endswith("."):
        return first if len(page.lines) == 2 else None
    if names_only(line) and line.count <= 3:
        return next((i for i in range(first + 1, start) if page.open(i)), None)
    return first


def _is_headline_sentence(page: Page, index: int) -> bool:
    """Whether the first running text is a headline with a full stop, or the only line above one."""
    line = page.lines[index]
    if any(page.open(i) for i in range(index)) or line.count > LONGEST_HEADLINE:
        return False
    if page.title and _like(line.bare, page.title) >= 0.6:
        return True
    if index + 1 >= len(page.lines):
        return False
    return line.titled or (len(page.lines) == 2 and page.lines[1].gap and line.count <= 20)


def _head_kind(page: Page, index: int, long_head: bool) -> BlockKind:
    """What an unknown line between headline and body is."""
    line = page.lines[index]
    if is_place_line(line) and not line.gap and line.count <= 3:
        return "dateline"
    if names_only(line) and line.count <= 6 or line.bare.endswith("|"):
        return "byline"
    if line.count >= 6 or line.sentence:
        return "deck"
    if page.marks[index - 1] is not None and page.kind(index - 1) == "byline" and line.count <= 5:
        return "byline" if line.bare[:1].isupper() and not long_head else "boilerplate"
    return "boilerplate" if long_head or line.count <= 2 else "deck"


FRAME: frozenset[BlockKind | None] = frozenset({"caption", "byline", "dateline", "boilerplate"})


def _settle_lead(page: Page, first: int, start: int) -> None:
    """A deck stands before caption and byline; what follows them is the body's first line."""
    framed, decks = False, 0
    for index in range(first, min(start, len(page.lines))):
        kind, line = page.kinds[index], page.lines[index]
        if kind == "deck":
            decks += 1
            body = line.reported or line.sentence and decks > 1
            if framed and decks > 1 or framed and body or decks > 4:
                page.kinds[index] = "paragraph"
        framed = framed or kind in ("caption", "byline", "dateline")
    _deck_in_front(page, first, start)


def _deck_in_front(page: Page, first: int, start: int) -> None:
    """The body's first sentence is the deck where caption, byline or a dateline come after it."""
    if start >= len(page.lines) or not page.open(start):
        return
    line, after = page.lines[start], start + 1
    if line.sentence and line.count <= 45 and "headline" in page.kinds[:start] and start == first:
        if page.kind(after) in FRAME and after < len(page.lines) - 1:
            page.kinds[start] = "deck"
    elif start == 0 and line.count <= 25 and len(page.lines) > 2:
        if dateline_length(page.lines[after].raw):
            page.kinds[start] = "deck"


def _read_body(page: Page, start: int, end: int) -> None:
    """Paragraphs, section headings, links and second headlines between the first and last."""
    article, from_line = 0, start
    for index in range(start, end):
        line = page.lines[index]
        page.articles[index] = article
        if not page.open(index):
            continue
        if line.sentence and not _is_question_heading(page, index):
            page.kinds[index] = "paragraph"
            continue
        page.kinds[index] = kind = _title_kind(page, index, end, start)
        if kind != "heading" or index - from_line < 2:
            continue
        if _heads_article(page, index, from_line):
            article, from_line = article + 1, index
            page.kinds[index], page.articles[index] = "headline", article
    for index in range(end, len(page.lines)):
        page.articles[index] = article


def _is_question_heading(page: Page, index: int) -> bool:
    line = page.lines[index]
    below = index + 1 < len(page.lines) and page.lines[index + 1].count > 20
    asks = line.bare.endswith("?") and line.bare.count("?") == 1 and "." not in line.bare[:-1]
    return asks and line.count <= 10 and below and line.bare[:1] not in "\"“‘'"


def _title_kind(page: Page, index: int, end: int, start: int) -> BlockKind:
    """What a line of the body is that isn't a sentence."""
    line = page.lines[index]
    above = page.lines[index - 1] if index > start else None
    broken = above is not None and above.count >= 6 and page.kind(index - 1) == "paragraph"
    if line.continues or (
        broken and above is not None and not above.terminal and not above.reported
    ):
        return "paragraph"
    if line.bullet and line.count >= 5 or line.count > 16:
        return "paragraph"
    if _run_of_titles(page, index, end) >= 2:
        return "related" if line.count >= 6 else "boilerplate" if line.count <= 2 else "heading"
    if line.bare[:1].isdigit() and line.count <= 2 and not line.bare[-1:].isalpha():
        return "boilerplate"
    last = index + 1 >= end
    return "paragraph" if last else "heading"


def _run_of_titles(page: Page, index: int, end: int) -> int:
    """How many lines on end around `index` are long and no sentences."""
    first = index
    while first > 0 and index - first < MENU_RUN and _is_title(page, first - 1):
        first -= 1
    last = index
    while last + 1 < end and last - index < MENU_RUN and _is_title(page, last + 1):
        last += 1
    return last - first + 1


def _is_title(page: Page, index: int) -> bool:
    line, kind = page.lines[index], page.kinds[index]
    unknown = kind in (None, "related", "heading")
    return unknown and 6 <= line.count <= 16 and not line.sentence and not line.continues


def _heads_article(page: Page, index: int, from_line: int) -> bool:
    """Whether the title at `index` heads an article of its own, with its lead below."""
    follow = range(index + 1, min(index + 4, len(page.lines)))
    lead = next((i for i in follow if page.open(i) and page.lines[i].sentence), None)
    if lead is None:
        return False
    above = Span(page.lines[from_line].span.start, page.lines[index].span.start).of(page.text)
    return starts_article(page.lines[index], page.lines[lead], above[-REMEMBERED:])


def _read_tail(page: Page, end: int) -> None:
    """Links and furniture after the last paragraph."""
    left = [i for i in range(end, len(page.lines)) if page.open(i)]
    ended = any(each is not None and each.ends for each in page.marks)
    for index in left:
        line = page.lines[index]
        if line.sentence or line.count > 16:
            page.kinds[index] = "boilerplate" if ended else "paragraph"
        elif len(left) == 1 and line.count >= 8 and not ended:
            page.kinds[index] = "paragraph"
        elif names_only(line) and index == end and not line.titled:
            page.kinds[index] = "byline"
        else:
            page.kinds[index] = "related" if line.count >= 6 else "boilerplate"


def _cut_datelines(page: Page) -> tuple[Block, ...]:
    """The blocks, the dateline of a leading paragraph apart from it."""
    blocks: list[Block] = []
    paragraphs: Counter[int] = Counter()
    for line, kind, article in zip(page.lines, page.kinds, page.articles, strict=True):
        known: BlockKind = kind or "paragraph"
        paragraphs[article] += known == "paragraph"
        if known == "paragraph" and paragraphs[article] <= 2:
            blocks.extend(with_dateline(page.text, Block(known, line.span, article)))
        else:
            blocks.append(Block(known, line.span, article))
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

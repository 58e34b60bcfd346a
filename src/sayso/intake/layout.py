"""Lines of pages as one text of paragraphs: what a page broke is put together, nothing else is."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from sayso.intake.pdf_page import Line
from sayso.record import Span
from sayso.record.trace import Rule, first_that_holds

LONGEST_TEXT = 5_000_000
PARAGRAPH_END = re.compile(r"[.!?:;\"”’)]\s*$")
NUMBERED = re.compile(
    r"^\W*(?P<page>page\s+|p\.?\s+)?(?P<number>\d{1,4})(?:\s*(?:of|/)\s*(?P<whole>\d{1,4}))?\W*$",
    re.IGNORECASE,
)
FIGURE = re.compile(r"^[^\w\s]?\s?\d[\d.,\s]*(?:%|(?:of|out of|/)\s*\d[\d.,\s]*)?\W?$")
BULLET = re.compile(r"^(?:[•●▪◦‣■□►✓➢❖·]|(?:[-–—*]|\(?[a-z\d]{1,2}[.)])\s)")
HYPHEN = re.compile(r"([^\W\d_]+|\d+)[-\u2010\u2011]$")
FIRST_WORD = re.compile(r"^[^\W_]+")
AT_EDGE = 2
"""Lines at the head and the foot of a page that may be its number or repeated."""

REPEATED_SHARE = 0.6
FEWEST_PAGES = 3
SHORT = 0.8
"""Of the usual length; a line that ends a sentence so far from the margin ends its paragraph."""

OPEN_ENDS = frozenset(
    "a an the of and or in on at to for from by with near that which who as is was were had has"
    " said General Colonel Major Captain President Minister Mr Mrs Ms Dr".split()
)
"""Words that end no line of a list."""

LABEL_WORDS = 6
SECONDS = frozenset(
    "backed led held controlled based born made old speaking language run owned funded trained"
    " supplied allied affiliated aligned linked style type wide occupied administered appointed"
    " ranking range level scale built armed launched guided propelled mediated brokered sponsored"
    " imposed declared called related day week month year hour minute kilometre kilometer mile"
    " metre meter ton pound member story foot term time fire line force general chief president"
    " minister governor mayor state government military war east west eastern western".split()
)
"""Second halves of compounds, which keep their hyphen after a whole word."""

FIRSTS = frozenset(
    "anti pro ex non self co semi mid cross counter pre post multi long short medium high low well"
    " ill far hard air ground sea surface state rebel government army military police drone missile"
    " cease front second third two three four five six seven eight nine ten twenty thirty north"
    " south east west vice deputy newly heavily foreign locally".split()
)
"""First halves that are whole words in small letters."""


@dataclass(frozen=True, slots=True)
class PageLine:
    """A line, the page that it is of, and whether every page repeats it."""

    line: Line
    page: int
    is_head: bool = False
    is_foot: bool = False
    is_frame: bool = False

    @property
    def words(self) -> str:
        return self.line.words


@dataclass(frozen=True, slots=True)
class Joint:
    """Two lines that follow each other, what comes next, and what is usual in the document."""

    before: PageLine
    after: PageLine
    following: PageLine | None
    started_at_figure: bool
    paired: bool
    usual: int
    leading: float


def _apart(joint: Joint) -> bool:
    a, b = joint.before, joint.after
    if not a.words or not b.words or a.is_frame or b.is_frame:
        return True
    return len(a.line.cells) > 1 or len(b.line.cells) > 1


def _other_letters(joint: Joint) -> bool:
    a, b = joint.before.line, joint.after.line
    if not a.size or not b.size:
        return False
    bold = a.is_bold != b.is_bold and (len(a.words) < SHORT * joint.usual or b.is_bold)
    return abs(a.size - b.size) > 0.1 * max(a.size, b.size) or bold


def _gap(joint: Joint) -> bool:
    a, b = joint.before, joint.after
    if a.page != b.page or not a.line.size or not joint.leading:
        return False
    down = a.line.height - b.line.height
    return down > 1.4 * joint.leading or (down < -2 * joint.leading and _is_ended(a.words))


def _sentence_ends_early(joint: Joint) -> bool:
    return _is_ended(joint.before.words) and len(joint.before.words) < SHORT * joint.usual


def _page_ends(joint: Joint) -> bool:
    a, b = joint.before, joint.after
    if a.page == b.page and b.line.height - a.line.height <= 0.5 * a.line.size:
        return False
    if b.words[:1].islower() or HYPHEN.search(a.words):
        return _is_ended(a.words)
    return _is_ended(a.words) or len(a.words) < SHORT * joint.usual


def _item_of_a_list(joint: Joint) -> bool:
    if not BULLET.match(joint.after.words):
        return False
    strong = joint.after.words[:1] in "•●▪◦‣■□►✓➢❖·"
    return strong or _is_ended(joint.before.words) or BULLET.match(joint.before.words) is not None


def _short_line(joint: Joint) -> bool:
    """A line of text goes on to the margin; one that stops at half of it goes on in no other."""
    before, after = joint.before.words, joint.after.words
    short = len(before) + len(after.split(" ", 1)[0]) < 0.6 * joint.usual
    if not short or not after[:1].isupper() or HYPHEN.search(before):
        return False
    return not before.endswith((",", "–", "—")) and before.split()[-1] not in OPEN_ENDS


def _pair_is_whole(joint: Joint) -> bool:
    after, following = joint.after.words, joint.following
    if not joint.paired or not after[:1].islower():
        return joint.paired
    # "killed / 11 / people, among them …" goes on; "killed / 14 / wounded / 30" does not.
    return following is not None and FIGURE.match(following.words) is not None and _is_label(after)


def _label_of_a_figure(joint: Joint) -> bool:
    """A label begins a line of its own when its figure follows it."""
    label, figure = joint.after.words, joint.following
    if figure is None or joint.started_at_figure or not FIGURE.match(figure.words):
        return False
    return _is_label(label) and label[:1].isupper() and not HYPHEN.search(joint.before.words)


BREAKS: tuple[Rule[Callable[[Joint], bool]], ...] = (
    Rule("empty line, row of a table or repeated line", "Kutum | 14 | 30", _apart),
    Rule("letters of another size or weight", "SITUATION REPORT", _other_letters),
    Rule("wide gap", "The mayor denied it. [gap] Aid workers said …", _gap),
    Rule("sentence that ends before the margin", "… the mayor said.", _sentence_ends_early),
    Rule("page or column that ends with its sentence", "… said. [page] The army …", _page_ends),
    Rule("short line before a capital", "Two died in the fire / Three fled", _short_line),
    Rule("item of a list", "• Two died.", _item_of_a_list),
    Rule("figure that has its label", "Killed / 14 / Wounded / 30", _pair_is_whole),
    Rule("label of a figure", "Daily toll / Killed / 14", _label_of_a_figure),
)
"""Where a paragraph ends between two lines; elsewhere it goes on."""


def _is_ended(words: str) -> bool:
    return PARAGRAPH_END.search(words) is not None


def _is_label(words: str) -> bool:
    return (
        0 < len(words.split()) <= LABEL_WORDS
        and not words.rstrip().endswith((".", ";", ",", "!", "?"))
        and FIGURE.match(words) is None
    )


def laid_out(pages: Sequence[Sequence[Line]]) -> tuple[str, tuple[Span, ...]]:
    """Return one text of all pages, and where each page stands in it.

    Lines that a page broke are put together, over the end of a page too. Page numbers are left
    out, and of what every page repeats at its head or foot all but one.
    """
    lines = _without_numbers(pages)
    lines = _repeated_once(lines, len(pages))
    text = _Text(_known_words(lines))
    usual, leading = _usual(lines)
    figure_first = paired = False
    for number, placed in enumerate(lines):
        before = lines[number - 1] if number else None
        following = lines[number + 1] if number + 1 < len(lines) else None
        breaks = before is None or (
            first_that_holds(
                BREAKS, Joint(before, placed, following, figure_first, paired, usual, leading)
            )
            is not None
        )
        is_figure = FIGURE.match(placed.words) is not None
        paired = not breaks and before is not None and _is_pair(before, placed, text.lines)
        figure_first = is_figure if breaks else figure_first
        text.add(placed, breaks)
        if text.length > LONGEST_TEXT:
            break
    return text.finished(len(pages))


def _is_pair(before: PageLine, placed: PageLine, lines: int) -> bool:
    """Return whether two lines are a label and its figure, and the paragraph has no other."""
    figures = [FIGURE.match(each.words) is not None for each in (before, placed)]
    label = placed if figures[0] else before
    return lines == 1 and figures.count(True) == 1 and _is_label(label.words)


def paragraphs_of(lines: Sequence[Line]) -> list[str]:
    """Return the paragraphs of one page."""
    return laid_out([lines])[0].split("\n\n")


@dataclass
class _Text:
    """The text as it grows, and where the words of each page begin and end in it."""

    known: Counter[str]
    parts: list[str] = field(default_factory=list)
    length: int = 0
    lines: int = 0
    places: dict[int, tuple[int, int]] = field(default_factory=dict)

    def add(self, placed: PageLine, breaks: bool) -> None:
        words = placed.words
        self.lines = 1 if breaks else self.lines + 1
        if not words:
            return
        if self.parts:
            self._join(words, breaks)
        start = self.length
        self._append(words)
        first, _ = self.places.get(placed.page, (start, start))
        self.places[placed.page] = (first, self.length)

    def _join(self, words: str, breaks: bool) -> None:
        last = self.parts[-1]
        if breaks:
            self._append("\n\n")
        elif last.endswith("\u00ad") or not keeps_hyphen(last, words, self.known):
            self.parts[-1] = last[:-1]
            self.length -= 1
            for page, (start, end) in self.places.items():
                self.places[page] = (start, min(end, self.length))
        elif not HYPHEN.search(last):
            self._append(" ")

    def _append(self, words: str) -> None:
        self.parts.append(words)
        self.length += len(words)

    def finished(self, pages: int) -> tuple[str, tuple[Span, ...]]:
        text = "".join(self.parts)
        spans: list[Span] = []
        at = 0
        for page in range(pages):
            start, end = self.places.get(page, (at, at))
            spans.append(Span(min(start, len(text)), min(end, len(text))))
            at = min(end, len(text))
        return text, tuple(spans)


def keeps_hyphen(before: str, after: str, known: Counter[str]) -> bool:
    """Return whether what ends `before` is no hyphen that the line's end made.

    How the document writes the word elsewhere decides, then what its halves are.
    """
    first, second = HYPHEN.search(before), FIRST_WORD.match(after)
    if first is None or second is None:
        return True
    left, right = first.group(1), second.group()
    whole, joined = f"{left}-{right}".casefold(), f"{left}{right}".casefold()
    if known[whole] != known[joined]:
        return known[whole] > known[joined]
    # "al-Assad", "F-16", "14-year-old", "surface-to-air"
    if not left.isalpha() or not right.islower() or after[len(right) : len(right) + 1] == "-":
        return True
    # "Iran-backed" but "Ku-tum"; "long-range" but "ar-range"
    compound = left[:1].isupper() or left in FIRSTS
    return (len(left) > 1 and compound and right in SECONDS) or (left.isupper() and len(left) > 1)


def _known_words(lines: Sequence[PageLine]) -> Counter[str]:
    words: Counter[str] = Counter()
    for placed in lines:
        words.update(re.findall(r"[^\W_]+(?:-[^\W_]+)*", placed.words.casefold()))
    return words


def _usual(lines: Sequence[PageLine]) -> tuple[int, float]:
    """Return how long lines usually are, in letters, and how far apart, in points."""
    full = sorted(len(placed.words) for placed in lines if placed.words)
    gaps = Counter(
        round(a.line.height - b.line.height, 1)
        for a, b in pairwise(lines)
        if a.page == b.page and a.line.size and a.line.height - b.line.height > 0
    )
    # Of gaps that are as frequent the least is that between lines.
    leading = min(gaps, key=lambda gap: (-gaps[gap], gap)) if gaps else 0.0
    return (full[int(0.8 * len(full))] if full else 0), leading


def _edges(lines: Sequence[Line]) -> tuple[list[int], list[int]]:
    """Return the numbers of the lines at the head and at the foot of a page."""
    full = [number for number, line in enumerate(lines) if line.words]
    return full[:AT_EDGE], full[-AT_EDGE:]


def _without_numbers(pages: Sequence[Sequence[Line]]) -> list[PageLine]:
    """Return all lines but page numbers: those that say so, or that count up page by page."""
    counted: Counter[int] = Counter()
    for number, page in enumerate(pages):
        shifts = {
            int(match["number"]) - number
            for match in (NUMBERED.match(page[n].words) for ns in _edges(page) for n in ns)
            if match
        }
        counted.update(shifts)
    full = sum(1 for page in pages if any(line.words for line in page))
    steady = {s for s, count in counted.items() if count >= max(2, REPEATED_SHARE * full)}
    kept: list[PageLine] = []
    for number, page in enumerate(pages):
        head, foot = _edges(page)
        for place, line in enumerate(page):
            match = NUMBERED.match(line.words) if place in head + foot else None
            if match and _is_page_number(match, number, steady, pages):
                continue
            # A line that goes on in small letters is no running head.
            edge = not line.words[:1].islower()
            is_head, is_foot = edge and place in head, edge and place in foot
            kept.append(PageLine(line, number, is_head, is_foot))
    return kept


def _is_page_number(
    match: re.Match[str], page: int, steady: set[int], pages: Sequence[Sequence[Line]]
) -> bool:
    number, whole = int(match["number"]), int(match["whole"] or 0)
    lines = [line.words for line in pages[page] if line.words]
    # "Killed:" has its figure below it.
    if match.string in lines[1:] and lines[lines.index(match.string, 1) - 1].endswith(":"):
        return False
    if match["page"] or number - page in steady:
        return True
    return whole == len(pages) and number == page + 1


def _repeated_once(lines: list[PageLine], pages: int) -> list[PageLine]:
    """Return the lines with what most pages repeat once: a head where it first stands, a foot where
    it last does.
    """
    if pages < FEWEST_PAGES:
        return lines
    heads = Counter(words for words, _ in {(p.words, p.page) for p in lines if p.is_head})
    feet = Counter(
        words for words, _ in {(p.words, p.page) for p in lines if p.is_foot and not p.is_head}
    )
    most = REPEATED_SHARE * pages
    kept: dict[str, int] = {}
    dropped: set[int] = set()
    for number, placed in enumerate(lines):
        words = placed.words
        if not (placed.is_head or placed.is_foot) or heads[words] + feet[words] < most:
            continue
        if words in kept and heads[words] >= feet[words]:
            dropped.add(number)
            continue
        if words in kept:
            dropped.add(kept[words])
        kept[words] = number
    return [
        replace(placed, is_frame=number in kept.values())
        for number, placed in enumerate(lines)
        if number not in dropped
    ]

"""The lines of a PDF's page in reading order, with where they stand.

A PDF has no lines and no columns, only letters at places. The library puts letters of one height
on one line; two columns that were drawn row by row are read across unless they are parted here.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from sayso.intake.raised import raised
from sayso.text.canonical import squeezed

if TYPE_CHECKING:
    from pypdf import PageObject

LONGEST_PAGE = 200_000
LIGATURES = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
)
UNSEEN = re.compile("[\u200b\u200c\u200d\u2060\ufeff]|\u00ad(?!\\s*$)")
BOLD = re.compile(r"bold|black|heavy|demi", re.IGNORECASE)
WIDTH = 0.5
"""Of an average letter, in its height, where the font does not say."""

GAP = 1.5
"""Letter heights without ink that part two cells of a line; spaces of set type are below 1."""

SAME_PLACE = 4.0
"""Points by which two cells of one column may be apart."""

FEWEST_ROWS = 3
FEWEST_WORDS = 3
"""Of the median cell in columns of prose; cells of a table have fewer."""

RAISED_SIZE = 0.8
NARROWEST = 0.15
"""Letter heights of the gap between two words that the mark of a note stood in."""

NUMERIC = re.compile(r"^[\W\d]+$")


@dataclass(frozen=True, slots=True)
class Cell:
    """Words without a wide gap between them, from `left` to `right`."""

    words: str
    left: float = 0.0
    right: float = 0.0


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page: its cells, its height over the page's foot, and the size of its letters.

    `size` is 0 where nothing is known of its place.
    """

    cells: tuple[Cell, ...]
    height: float = 0.0
    size: float = 0.0
    is_bold: bool = False

    @property
    def words(self) -> str:
        return " | ".join(cell.words for cell in self.cells)


@dataclass
class _Run:
    """Words that the page draws at one place."""

    words: str
    left: float
    height: float
    size: float
    width: float
    is_bold: bool


@dataclass
class PageRuns:
    """What a page draws, in the order in which it does, and the marks of notes left out of it."""

    runs: list[_Run] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    widths: dict[int, tuple[Any, Any]] = field(default_factory=dict)

    def visit(
        self, text: str, cm: Sequence[float], tm: Sequence[float], font: Any, size: float
    ) -> None:
        """Keep a piece of text with its place, as the library calls for each."""
        across = math.hypot(tm[0] * cm[0] + tm[1] * cm[2], tm[0] * cm[1] + tm[1] * cm[3])
        up = math.hypot(tm[2] * cm[0] + tm[3] * cm[2], tm[2] * cm[1] + tm[3] * cm[3])
        left = tm[4] * cm[0] + tm[5] * cm[2] + cm[4]
        height = tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
        letters = abs(size * up) or 1.0
        bold = font is not None and BOLD.search(str(font.get("/BaseFont", ""))) is not None
        for number, words in enumerate(text.split("\n")):
            if number:
                height -= 1.2 * letters
            if words.strip():
                width = self._width(words.strip(), font) * abs(size * across)
                self.runs.append(_Run(words, left, height, letters, width, bold))

    def _width(self, words: str, font: Any) -> float:
        """Return how wide `words` are, in letter heights."""
        if font is None:
            return WIDTH * len(words)
        if id(font) not in self.widths:
            self.widths[id(font)] = (font, _metrics(font))
        metrics = self.widths[id(font)][1]
        try:
            return float(sum(metrics.get_text_width(letter) for letter in words)) / 1000
        except (AttributeError, KeyError, TypeError, ValueError):
            return WIDTH * len(words)


def _metrics(font: Any) -> Any:
    try:
        from pypdf.generic._font import Font

        return Font.from_font_resource(font)
    except Exception:  # noqa: BLE001  of a broken font nothing is known
        return None


def page_lines(page: PageObject) -> tuple[list[Line], list[str]]:
    """Return the lines of a page in reading order, and the marks of notes that were left out."""
    drawn = PageRuns()
    text = (page.extract_text(visitor_text=drawn.visit) or "")[:LONGEST_PAGE]
    if sum(map(_letters, (run.words for run in drawn.runs))) < _letters(text):
        return lines_of(text), []
    lines = list(_lines(drawn))
    return [line for part in _parted(lines) for line in part], drawn.notes


def lines_of(text: str) -> list[Line]:
    """Return the lines of a text of whose places nothing is known."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return [Line((Cell(_plain(line)),)) for line in plain]


def _letters(words: str) -> int:
    return sum(1 for letter in words if not letter.isspace())


def _plain(words: str) -> str:
    """Return words with each ligature as the letters that it draws, and no unseen letters."""
    return squeezed(UNSEEN.sub("", words.translate(LIGATURES)))


def _lines(drawn: PageRuns) -> Iterator[Line]:
    rows: list[list[_Run]] = []
    written = 0
    for run in drawn.runs:
        written += len(run.words)
        if written > LONGEST_PAGE:
            break
        last = rows[-1][-1] if rows else None
        if last is not None and _is_same_line(last, run):
            if _is_note(rows[-1], run):
                drawn.notes.append(run.words.strip())
                run = replace(run, words=" " if run.words.endswith(" ") else "")
            rows[-1].append(run)
        else:
            rows.append([run])
    for row in rows:
        cells = tuple(cell for cell in _cells(row) if cell.words)
        if cells:
            size = Counter({r.size: 0 for r in row})
            for run in row:
                size[run.size] += len(run.words)
            bold = all(run.is_bold for run in row if run.words.strip())
            yield Line(cells, row[0].height, size.most_common(1)[0][0], bold)


def _is_same_line(last: _Run, run: _Run) -> bool:
    apart = abs(last.height - run.height)
    return apart < 0.6 * max(last.size, run.size) and run.left >= last.left - 0.1 * last.size


def _is_note(row: list[_Run], run: _Run) -> bool:
    """Return whether a run is the raised mark of a note after the words of its line."""
    base = row[0]
    if run.size > RAISED_SIZE * base.size or run.height < base.height + 0.15 * base.size:
        return False
    return raised("".join(each.words for each in row)[-40:], run.words)[1]


def _cells(row: list[_Run]) -> Iterator[Cell]:
    words, left, right = "", row[0].left, row[0].left
    noted = False
    for run in row:
        if not run.words:
            noted = True
            continue
        if noted and run.left - right > NARROWEST * run.size and not run.words.startswith(" "):
            words += " "
        noted = False
        if words and run.left - right > GAP * run.size:
            yield Cell(_plain(words), left, right)
            words, left = "", run.left
        words += run.words
        right = max(right, run.left + run.width)
    yield Cell(_plain(words), left, right)


def _parted(lines: list[Line]) -> Iterator[list[Line]]:
    """Yield the lines of a page, those of columns of prose column by column."""
    start = 0
    while start < len(lines):
        end = _columns_end(lines, start) if len(lines[start].cells) > 1 else start
        run = lines[start:end]
        columns = _columns(run)
        if columns is None:
            yield [lines[start]]
            start += 1
            continue
        yield from columns
        start = end


def _columns_end(lines: list[Line], start: int) -> int:
    """Return where the rows end that have cells at the same places as the row at `start`."""
    places = [cell.left for cell in lines[start].cells]
    end = start
    for line in lines[start:]:
        near = [_place(cell, places) for cell in line.cells]
        if None in near or abs(line.size - lines[start].size) > 0.1 * line.size:
            break
        reached = max(cell.right for cell in line.cells[:-1] or line.cells)
        if len(line.cells) == 1 and near[0] == 0 and len(places) > 1 and reached > places[1]:
            break
        if end > start and lines[end - 1].height - line.height > 2.5 * line.size:
            break
        end += 1
    return end


def _place(cell: Cell, places: list[float]) -> int | None:
    return next((n for n, left in enumerate(places) if abs(cell.left - left) <= SAME_PLACE), None)


def _columns(run: list[Line]) -> list[list[Line]] | None:
    """Return the lines of `run` by columns; None where it is no prose in columns."""
    rows = [line for line in run if len(line.cells) > 1]
    if len(rows) < FEWEST_ROWS:
        return None
    places = [cell.left for cell in run[0].cells]
    columns: list[list[Line]] = [[] for _ in places]
    for line in run:
        for cell in line.cells:
            place = _place(cell, places)
            columns[place or 0].append(replace(line, cells=(cell,)))
    return columns if all(map(_is_prose, columns)) else None


def _is_prose(column: list[Line]) -> bool:
    """Return whether the lines of a column go on in each other, as the rows of a table do not."""
    if len(column) < FEWEST_ROWS:
        return False
    counts = sorted(len(line.words.split()) for line in column)
    figures = sum(NUMERIC.match(line.words) is not None for line in column)
    goes_on = sum(line.words[:1].islower() for line in column[1:])
    return (
        counts[len(counts) // 2] >= FEWEST_WORDS
        and figures <= 0.2 * len(column)
        and goes_on >= 0.3 * (len(column) - 1)
    )

"""Rows of text tables (.csv, .tsv): encoding, delimiter and quoted line breaks, row by row."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Generator
from dataclasses import dataclass
from typing import BinaryIO

from sayso.record import Problem
from sayso.text.canonical import BYTE_ORDER_MARKS, GUESSED_FROM, LAST_RESORT, decode, guessed

DELIMITERS = ",;\t|"
SEPARATOR_LINE = re.compile(r'^"?sep=(.)"?\r?\n', re.IGNORECASE)
SAMPLE = 1 << 16
SAMPLED_ROWS = 30
LONGEST_CELL = 2_000_000
LONGEST_LINE = 20_000_000
CHUNK = 1 << 20
FEW_LETTERS = 0.05
"""Of letters beyond ASCII, below which a text is in Latin letters: a guess from so few is wrong."""


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of a row that begins on line `line`; `broken` says why it has none."""

    line: int
    cells: tuple[str, ...]
    broken: str = ""


@dataclass(frozen=True, slots=True)
class DelimitedTable:
    """How a text table is written, and what is doubtful in that."""

    encoding: str
    delimiter: str
    skipped: int
    problems: tuple[Problem, ...] = ()


def written_as(stream: BinaryIO) -> DelimitedTable:
    """Return how the table in `stream`, read from its beginning, is written."""
    stream.seek(0)
    encoding, problems = _encoding(stream)
    stream.seek(0)
    sample = stream.read(SAMPLE).decode(encoding, "replace").removeprefix("\ufeff")
    said = SEPARATOR_LINE.match(sample)
    if said:
        return DelimitedTable(encoding, said[1], 1, problems)
    return DelimitedTable(encoding, delimiter_of(sample), 0, problems)


def _encoding(stream: BinaryIO) -> tuple[str, tuple[Problem, ...]]:
    """Return the encoding of all of a stream: a file of ASCII at first may be another's later."""
    head = stream.read(4)
    for mark, encoding in BYTE_ORDER_MARKS:
        if head.startswith(mark):
            return "utf-8-sig" if encoding == "utf-8" else encoding, ()
    decoder = codecs.getincrementaldecoder("utf-8")()
    chunk, before = head + stream.read(CHUNK), b""
    while True:
        try:
            decoder.decode(chunk, final=not chunk)
        except UnicodeDecodeError:
            # Guessed from where it is no longer ASCII.
            around = (before + chunk)[-CHUNK - 4 :]
            first = next((at for at, byte in enumerate(around) if byte > 127), 0)
            sample = around[max(0, first - 200) :][:GUESSED_FROM]
            few = sum(byte > 127 for byte in sample) < FEW_LETTERS * len(sample)
            decoded = decode(sample, LAST_RESORT if few else None)
            return decoded.encoding, decoded.problems or (guessed(decoded.encoding),)
        if not chunk:
            return "utf-8", ()
        before, chunk = chunk[-4:], stream.read(CHUNK)


def delimiter_of(sample: str) -> str:
    """Return the mark that parts the cells of most rows alike."""
    return max(DELIMITERS, key=lambda mark: _fit(sample, mark))


def _fit(sample: str, mark: str) -> tuple[float, int]:
    """Return how well a mark parts the first rows: the share of the commonest width, and it."""
    try:
        reader = csv.reader(io.StringIO(sample, newline=""), delimiter=mark)
        widths = [len(row) for row, _ in zip(reader, range(SAMPLED_ROWS), strict=False) if row]
    except csv.Error:
        return 0.0, 0
    if len(widths) > 2 and len(sample) >= SAMPLE // 2:
        widths.pop()  # cut by the end of the sample
    parted = [width for width in widths if width > 1]
    if not parted:
        return 0.0, 0
    common = max(set(parted), key=lambda width: (parted.count(width), width))
    return parted.count(common) / len(widths), common


def rows_of_text(stream: BinaryIO, table: DelimitedTable) -> Generator[Row, None, None]:
    """Yield the rows of a table, empty ones left out; one row is held at a time."""
    stream.seek(0)
    words = io.TextIOWrapper(stream, table.encoding, "replace", newline="")
    lines = _CountedLines(words, table.skipped)
    limit = csv.field_size_limit(LONGEST_CELL)
    try:
        reader = csv.reader(lines, delimiter=table.delimiter)
        while True:
            begun = lines.next_row()
            try:
                cells = next(reader, None)
            except csv.Error as error:
                reason = "a quotation mark that is not closed" if lines.read > 1 else str(error)
                yield Row(begun, (), f"{reason}: its {lines.read} line(s) were not read")
                continue
            if cells is None:
                return
            if lines.ended and lines.marks % 2:
                yield Row(begun, (), "a quotation mark is not closed: the rest is in one cell")
            if any(cell.strip() for cell in cells):
                yield Row(begun, tuple(cells))
    finally:
        csv.field_size_limit(limit)
        words.detach()


class _CountedLines:
    """The lines of a file, counted, with the quotation marks of those of the row at hand."""

    def __init__(self, words: io.TextIOWrapper, skipped: int) -> None:
        self._words = words
        self._line = 1
        self.read, self.marks, self.ended = 0, 0, False
        for _ in range(skipped):
            next(self, "")

    def next_row(self) -> int:
        self.read = self.marks = 0
        return self._line

    def __iter__(self) -> _CountedLines:
        return self

    def __next__(self) -> str:
        line = self._words.readline(LONGEST_LINE)
        if not line:
            self.ended = True
            raise StopIteration
        self._line += 1
        self.read += 1
        self.marks += line.count('"')
        return line

"""Rows of a workbook (.xlsx), as a reader of the sheet sees them.

Only the parts that hold cells are unpacked, each bounded; no formula is run: what was stored as its
outcome is read. A merged cell counts for all rows that it spans.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import BinaryIO, cast

from lxml import etree

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
STRICT = "{http://purl.oclc.org/ooxml/spreadsheetml/main}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
STRICT_RELATION = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"
LARGEST_UNZIPPED = 300_000_000
LARGEST_STRINGS = 100_000_000
MOST_MEMBERS = 5_000
MOST_COLUMNS = 1_000
MOST_MERGED = 10_000
BATCH = 200
PLACE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})$")
DATE_FORMATS = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))
"""Numbers of the formats of dates that every workbook has (ECMA-376, 18.8.30)."""

QUOTED = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|_.|\*.')
DATE_LETTERS = re.compile(r"[dmyhs]", re.IGNORECASE)
OLD_START, NEW_START = datetime(1899, 12, 30), datetime(1904, 1, 1)

Rows = list[tuple[int, tuple[str, ...]]]
"""Rows with their numbers from 1."""


class WorkbookError(ValueError):
    """A workbook that is refused, and why."""


def sheet_rows(raw: bytes) -> Iterator[tuple[str, str, Rows]]:
    """Yield batches of rows of each sheet, with the sheet's name.

    The second part is "" or says why the sheet is not read, with no rows then.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as packed:
            members = packed.infolist()
            if len(members) > MOST_MEMBERS or sum(m.file_size for m in members) > LARGEST_UNZIPPED:
                limit = LARGEST_UNZIPPED // 1_000_000
                raise WorkbookError(f"larger than {limit} MB when unpacked")
            yield from _Workbook(packed).sheets()
    except WorkbookError as error:
        yield "", str(error), []
    except (zipfile.BadZipFile, KeyError, etree.LxmlError, ValueError, OSError, EOFError) as error:
        yield "", f"broken, or no workbook ({type(error).__name__})", []
    except (NotImplementedError, RuntimeError):
        yield "", "it is locked by a password", []


class _Workbook:
    """A workbook's parts that its sheets need: shared words, and which formats are of dates."""

    def __init__(self, packed: zipfile.ZipFile) -> None:
        self._packed = packed
        root = self._part("xl/workbook.xml")
        links = self._part("xl/_rels/workbook.xml.rels")
        self._links = {each.get("Id"): each.get("Target") or "" for each in links}
        properties = _first(root, "workbookPr")
        since_1904 = properties is not None and properties.get("date1904") in ("1", "true")
        self._start = NEW_START if since_1904 else OLD_START
        self._sheets = [
            (sheet.get("name") or "", sheet.get("state") or "visible", self._target(sheet))
            for sheet in _all(root, "sheet")
        ]
        self._shared = list(self._strings()) if "xl/sharedStrings.xml" in packed.NameToInfo else []
        self._dates = self._date_styles() if "xl/styles.xml" in packed.NameToInfo else frozenset()

    def sheets(self) -> Iterator[tuple[str, str, Rows]]:
        for name, state, member in self._sheets:
            if state != "visible":
                yield name, "the sheet is hidden", []
            elif member not in self._packed.NameToInfo:
                yield name, "the sheet is a chart, or missing", []
            else:
                yield from ((name, "", rows) for rows in self._batches(member))

    def _part(self, name: str) -> etree._Element:
        with self._packed.open(name) as part:
            return etree.parse(part, _parser()).getroot()

    def _target(self, sheet: etree._Element) -> str:
        key = sheet.get(RELATION) or sheet.get(STRICT_RELATION)
        target = self._links.get(key) or ""
        return target.lstrip("/") if target.startswith("/") else f"xl/{target}"

    def _strings(self) -> Iterator[str]:
        info = self._packed.getinfo("xl/sharedStrings.xml")
        if info.file_size > LARGEST_STRINGS:
            raise WorkbookError(f"its words are larger than {LARGEST_STRINGS // 1_000_000} MB")
        with self._packed.open(info) as part:
            for node in _iterated(part, "si"):
                yield _words(node)

    def _date_styles(self) -> frozenset[int]:
        root = self._part("xl/styles.xml")
        own = {
            int(each.get("numFmtId") or 0): each.get("formatCode") or ""
            for each in _all(root, "numFmt")
        }
        cells = _first(root, "cellXfs")
        styles = [int(each.get("numFmtId") or 0) for each in cells] if cells is not None else []
        return frozenset(
            index for index, number in enumerate(styles) if _is_date(number, own.get(number, ""))
        )

    def _batches(self, member: str) -> Iterator[Rows]:
        """Yield the rows of a sheet, with what merged cells say in all rows that they span."""
        merged = self._merged(member)
        spanned: dict[tuple[int, int], str] = {}
        batch: Rows = []
        last = 0
        with self._packed.open(member) as part:
            for node in _iterated(part, "row"):
                number = int(node.get("r") or last + 1)
                last = number
                cells = self._cells(node)
                for column, (top, bottom, left) in merged.get(number, ()):
                    said = cells.get(left, "") if top == number else spanned.get((top, left), "")
                    if top == number and bottom > top:
                        spanned[top, left] = said
                    cells.setdefault(column, said)
                if any(said.strip() for said in cells.values()):
                    batch.append((number, _row(cells)))
                if len(batch) >= BATCH:
                    yield batch
                    batch = []
        yield batch

    def _merged(self, member: str) -> dict[int, list[tuple[int, tuple[int, int, int]]]]:
        """Return for each row the first columns of the merged cells that go down over it."""
        spans: dict[int, list[tuple[int, tuple[int, int, int]]]] = {}
        count = 0
        with self._packed.open(member) as part:
            for node in _iterated(part, "mergeCell"):
                first, _, last = (node.get("ref") or "").partition(":")
                begun, ended = PLACE.match(first), PLACE.match(last)
                count += 1
                if begun is None or ended is None or count > MOST_MERGED:
                    continue
                top, bottom, left = int(begun[2]), int(ended[2]), column_of(begun[1])
                for row in range(top, min(bottom, top + MOST_MERGED) + 1):
                    spans.setdefault(row, []).append((left, (top, bottom, left)))
        return spans

    def _cells(self, row: etree._Element) -> dict[int, str]:
        cells: dict[int, str] = {}
        column = -1
        for cell in row:
            place = PLACE.match(cell.get("r") or "")
            column = column_of(place[1]) if place else column + 1
            if column < MOST_COLUMNS:
                cells[column] = self._said(cell)
        return {column: said for column, said in cells.items() if said}

    def _said(self, cell: etree._Element) -> str:
        """Return what a cell shows, a date as 2024-01-31."""
        kind = cell.get("t") or "n"
        if kind == "inlineStr":
            inline = _first(cell, "is")
            return _words(inline) if inline is not None else ""
        value = _first(cell, "v")
        said = (value.text or "") if value is not None else ""
        if kind == "s":
            return (
                self._shared[int(said)] if said.isdigit() and int(said) < len(self._shared) else ""
            )
        if kind == "b":
            return "TRUE" if said == "1" else "FALSE" if said else ""
        if kind != "n" or not said:
            return said
        if int(cell.get("s") or 0) in self._dates:
            return _date(said, self._start)
        return _number(said)


def column_of(letters: str) -> int:
    """Return the number of a column from 0: "A" is 0, "AA" 26."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _parser() -> etree.XMLParser:
    return etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True
    )


def _iterated(part: object, name: str) -> Iterator[etree._Element]:
    """Yield the elements of a name as they are read; whoever asks forgets them."""
    tags = (f"{MAIN}{name}", f"{STRICT}{name}")
    for _, node in etree.iterparse(
        cast(BinaryIO, part), tag=tags, resolve_entities=False, no_network=True, load_dtd=False
    ):
        yield node
        _forget(node)


def _forget(node: etree._Element) -> None:
    """Let go of an element that was read, and of all before it."""
    node.clear()
    above = node.getparent()
    while above is not None and node.getprevious() is not None:
        del above[0]


def _first(node: etree._Element, name: str) -> etree._Element | None:
    return next(_all(node, name), None)


def _all(node: etree._Element, name: str) -> Iterator[etree._Element]:
    yield from node.iter(f"{MAIN}{name}", f"{STRICT}{name}")


def _words(node: etree._Element) -> str:
    """Return the words of a string: its own and those of its runs, not how they are pronounced."""
    said: list[str] = []
    for part in node:
        tag = etree.QName(part).localname if isinstance(part.tag, str) else ""
        if tag == "t":
            said.append(part.text or "")
        elif tag == "r":
            said.extend(text.text or "" for text in _all(part, "t"))
    return "".join(said).replace("_x000D_", "")


def _is_date(number: int, code: str) -> bool:
    if not code:
        return number in DATE_FORMATS
    return DATE_LETTERS.search(QUOTED.sub("", code.partition(";")[0])) is not None


def _date(said: str, start: datetime) -> str:
    try:
        when = start + timedelta(days=float(said))
    except (ValueError, OverflowError):
        return said
    when = (when + timedelta(microseconds=500_000)).replace(microsecond=0)
    return when.isoformat() if when.hour or when.minute or when.second else f"{when:%Y-%m-%d}"


def _number(said: str) -> str:
    """Return a number as it is shown: 12 for 12.0, and without the rests of binary fractions."""
    try:
        value = float(said)
    except ValueError:
        return said
    return f"{value:.0f}" if value == int(value) and abs(value) < 1e15 else f"{value:.12g}"


def _row(cells: dict[int, str]) -> tuple[str, ...]:
    return tuple(cells.get(column, "") for column in range(max(cells) + 1))

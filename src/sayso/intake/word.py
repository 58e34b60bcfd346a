"""The words of a Word file as a reader sees them: of its body, its boxes and its notes.

The library gives a paragraph's own runs alone. What stands in a tracked insertion, a content
control, a smart tag or a box is as visible; what is struck out, deleted or hidden is not said.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from sayso.intake.raised import left_out, raised
from sayso.record import Problem

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MATH_TEXT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
CHOICE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"
UNSAID = frozenset(
    f"{W}{name}"
    for name in ("del", "moveFrom", "instrText", "delText", "delInstrText", "rt", "pPr", "rPr")
)
LETTERS = {
    f"{W}tab": " ",
    f"{W}ptab": " ",
    f"{W}br": "\n",
    f"{W}cr": "\n",
    f"{W}noBreakHyphen": "-",
}
SYMBOLS = {
    **{("symbol", code): sign for code, sign in {
        0xA3: "≤", 0xA5: "∞", 0xAB: "↔", 0xAC: "←", 0xAD: "↑", 0xAE: "→", 0xAF: "↓", 0xB0: "°",
        0xB1: "±", 0xB2: "″", 0xB3: "≥", 0xB4: "×", 0xB7: "•", 0xB8: "÷", 0xB9: "≠", 0xBB: "≈",
        0xBC: "…", 0xD7: "⋅", 0x2D: "−", 0x6D: "μ", 0x61: "α", 0x62: "β", 0x44: "Δ", 0x53: "Σ",
    }.items()},
    **{("wingdings", code): sign for code, sign in {
        0x4A: "☺", 0x6C: "●", 0x6E: "■", 0x71: "❑", 0x76: "❖", 0xA7: "▪", 0xA8: "◻", 0xD8: "➢",
        0xDF: "←", 0xE0: "→", 0xE1: "↑", 0xE2: "↓", 0xF0: "⇨", 0xFB: "✗", 0xFC: "✓", 0xFE: "☑",
    }.items()},
}  # fmt: skip
"""What fonts of symbols draw for a code."""

REPLACEMENT = "\ufffd"
OFF = frozenset({"0", "false", "off", "none"})
WHITE = re.compile(r"[ \t\r\n\f\v]+")
NOTES = ("word/footnotes.xml", "word/endnotes.xml")
MARGIN = re.compile(r"word/(?:header|footer)\d*\.xml$")
COMMENTS = "word/comments.xml"
DRAWN = re.compile(r"word/(?:diagrams/data|charts/chart)\d*\.xml$")
DRAWN_TEXT = "{http://schemas.openxmlformats.org/drawingml/2006/main}t"
EMBEDDED = re.compile(
    r"word/(?:embeddings/|afchunk|.{0,80}\.(?:mht|mhtml|html?|rtf|txt)$)", re.IGNORECASE
)
LARGEST_PART = 50_000_000


@dataclass
class WordText:
    """Paragraphs in reading order, and what is on the page or in the file but not among them."""

    paragraphs: list[str] = field(default_factory=list)
    unsaid: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    margins: list[str] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    drawn: list[str] = field(default_factory=list)
    embedded: list[str] = field(default_factory=list)

    def problems(self) -> tuple[Problem, ...]:
        """Return problems that quote what was left out."""
        return (
            *left_out("struck out, deleted or hidden words are", self.unsaid),
            *left_out("raised marks of notes are", self.notes),
            *left_out("heads and feet of the pages are", self.margins),
            *left_out("comments are", self.comments),
            *left_out("words of drawings and charts are", self.drawn),
            *left_out("embedded files are", self.embedded),
        )


def word_text(body: etree._Element, packed: zipfile.ZipFile) -> WordText:
    """Return the words of a file: its body, then its footnotes and endnotes."""
    text = WordText()
    text.paragraphs.extend(_blocks(body, text))
    for name in sorted(packed.namelist()):
        if name in NOTES:
            for note in _part(packed, name):
                # Notes of a type are lines that part notes from the body.
                if note.get(f"{W}type") is None:
                    text.paragraphs.extend(_blocks(note, text))
        elif MARGIN.match(name):
            margin = " | ".join(_blocks(_part(packed, name), WordText()))
            if margin not in text.margins:
                text.margins.append(margin)
        elif name == COMMENTS:
            text.comments.extend(" ".join(_blocks(c, WordText())) for c in _part(packed, name))
        elif DRAWN.match(name):
            text.drawn.extend(each.text or "" for each in _part(packed, name).iter(DRAWN_TEXT))
        elif EMBEDDED.match(name):
            text.embedded.append(name.rpartition("/")[2])
    return text


def _part(packed: zipfile.ZipFile, name: str) -> etree._Element:
    """Return the root of one part of the file; an empty one where it is broken or huge."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True
    )
    if packed.getinfo(name).file_size <= LARGEST_PART:
        try:
            return etree.fromstring(packed.read(name), parser)
        except etree.XMLSyntaxError:
            pass
    return etree.Element("broken")


def _blocks(root: etree._Element, text: WordText) -> Iterator[str]:
    """Yield the paragraphs and table rows below `root`, whatever wraps them."""
    for node in root:
        if node.tag == f"{W}p":
            yield from _paragraphs(node, text)
        elif node.tag == f"{W}tbl":
            yield from _rows(node, text)
        elif node.tag in UNSAID:
            text.unsaid.append(_all_words(node))
        elif isinstance(node.tag, str):
            yield from _blocks(_shown(node), text)


def _shown(node: etree._Element) -> etree._Element:
    """Return the first of alternatives, for the others say the same in other ways."""
    return node[0] if node.tag == CHOICE and len(node) else node


def _rows(table: etree._Element, text: WordText) -> Iterator[str]:
    """Yield each row as a line, or each cell's paragraphs where a cell has more than one."""
    for row in _inside(table, f"{W}tr"):
        if row.find(f"{W}trPr/{W}del") is not None:
            text.unsaid.append(_all_words(row))
            continue
        cells = [list(_blocks(cell, text)) for cell in _inside(row, f"{W}tc") if _begins(cell)]
        if all(len(cell) <= 1 for cell in cells):
            line = " | ".join(cell[0] for cell in cells if cell)
            if line:
                yield line
        else:
            for cell in cells:
                yield from cell


def _inside(node: etree._Element, tag: str) -> Iterator[etree._Element]:
    """Yield the nearest elements with `tag` below `node`, whatever wraps them."""
    for child in node:
        if child.tag == tag:
            yield child
        elif child.tag in UNSAID or not isinstance(child.tag, str):
            continue
        elif child.tag not in (f"{W}tbl", f"{W}p"):
            yield from _inside(child, tag)


def _begins(cell: etree._Element) -> bool:
    """Return whether a cell is not merged into the one above it."""
    merged = cell.find(f"{W}tcPr/{W}vMerge")
    return merged is None or merged.get(f"{W}val") == "restart"


def _paragraphs(node: etree._Element, text: WordText) -> Iterator[str]:
    """Yield the words of a paragraph, then those of the boxes that are anchored in it."""
    said: list[str] = []
    boxes: list[etree._Element] = []
    _gather(node, said, boxes, text)
    for line in "".join(said).split("\n\n"):
        words = WHITE.sub(" ", line).strip()
        if words:
            yield words
    for box in boxes:
        yield from _blocks(box, text)


def _gather(
    node: etree._Element, said: list[str], boxes: list[etree._Element], text: WordText
) -> None:
    """Append the visible words of `node` to `said` and the text boxes in it to `boxes`."""
    for child in node:
        if child.tag == f"{W}txbxContent":
            boxes.append(child)
        elif child.tag in UNSAID:
            if child.tag in (f"{W}del", f"{W}moveFrom"):
                text.unsaid.append(_all_words(child))
        elif child.tag in (f"{W}t", MATH_TEXT):
            said.append(child.text or "")
        elif child.tag in LETTERS:
            said.append(LETTERS[child.tag])
        elif child.tag == f"{W}sym":
            said.append(_symbol(child))
        elif child.tag == f"{W}r":
            _gather_run(child, said, boxes, text)
        elif isinstance(child.tag, str):
            _gather(_shown(child), said, boxes, text)


def _gather_run(
    run: etree._Element, said: list[str], boxes: list[etree._Element], text: WordText
) -> None:
    """Append what a run says, unless it is struck out or hidden or the mark of a note."""
    style = run.find(f"{W}rPr")
    own: list[str] = []
    _gather(run, own, boxes, text)
    words = "".join(own)
    if any(_is_on(style, name) for name in ("strike", "dstrike", "vanish")):
        text.unsaid.append(words)
        return
    height = style.find(f"{W}vertAlign") if style is not None else None
    if words and height is not None and height.get(f"{W}val") == "superscript":
        kept, is_note = raised("".join(said[-3:]), words)
        if is_note:
            text.notes.append(words)
        words = kept
    said.append(words)


def _symbol(node: etree._Element) -> str:
    """Return the character that a symbol of a font of symbols shows, U+FFFD for an unknown one."""
    font, code = (node.get(f"{W}font") or "").lower(), node.get(f"{W}char") or ""
    try:
        number = int(code, 16)
    except ValueError:
        return REPLACEMENT
    private = 0xF000 <= number <= 0xF0FF
    known = (
        SYMBOLS.get((font, number & 0xFF)) if private or font in ("symbol", "wingdings") else None
    )
    if known is not None:
        return known
    # Beyond letters and digits the fonts of symbols have signs of their own.
    plain = chr(number & 0xFF) if private else chr(number)
    return plain if not private or (plain.isascii() and font == "symbol") else REPLACEMENT


def _is_on(style: etree._Element | None, name: str) -> bool:
    switch = style.find(f"{W}{name}") if style is not None else None
    return switch is not None and (switch.get(f"{W}val") or "1").lower() not in OFF


def _all_words(node: etree._Element) -> str:
    return "".join(each.text or "" for each in node.iter(f"{W}t", f"{W}delText"))

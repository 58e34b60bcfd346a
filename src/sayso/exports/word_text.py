"""A text with headings, paragraphs and tables, as a Word file (DOCX) that is the same each time."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, BinaryIO, Literal
from urllib.parse import quote, urlsplit

import docx
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.styles.style import CharacterStyle, ParagraphStyle
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from sayso.exports.encoding import one_line
from sayso.exports.instants import in_utc

TextStyle = Literal["plain", "small", "quote", "bullet"]


@dataclass(frozen=True, slots=True)
class TextRun:
    """Words of one look. `link` is an address of the web, or "#" and the anchor of a heading.

    `language` is that of the words where they are quoted: what reads aloud goes by it.
    """

    words: str
    strong: bool = False
    soft: bool = False
    language: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class TextParagraph:
    """Runs one after the other. With `keep` it stays on the page of what follows it."""

    runs: tuple[TextRun, ...]
    style: TextStyle = "plain"
    keep: bool = False


@dataclass(frozen=True, slots=True)
class TextHeading:
    """A heading of a level from 1; links lead to its `anchor`."""

    words: str
    level: int = 1
    anchor: str = ""


TableCell = Sequence[TextParagraph]


@dataclass(frozen=True, slots=True)
class TextTable:
    """A table whose first row names its columns. `widths` are in centimetres, WIDTH_CM in all."""

    caption: str
    header: tuple[str, ...]
    widths: tuple[float, ...]
    rows: tuple[tuple[TableCell, ...], ...]


TextPart = TextHeading | TextParagraph | TextTable


@dataclass(frozen=True, slots=True)
class PrintedText:
    """A whole text. `made` is the time that its file says it was made at."""

    title: str
    subject: str
    maker: str
    made: datetime
    footer: str
    parts: tuple[TextPart, ...]


PAGE_CM = (21.0, 29.7)
MARGIN_CM = 2.0
WIDTH_CM = PAGE_CM[0] - 2 * MARGIN_CM
"""Of the text of an A4 page."""

STYLES: dict[TextStyle, str] = {
    "plain": "Normal",
    "small": "BodyText2",
    "quote": "Quote",
    "bullet": "ListBullet",
}
"""Ids of the template's styles. They are set by id: python-docx looks for a name among all styles,
which took half of the time."""

INK, SOFT, LINKED = RGBColor(0x1F, 0x24, 0x2B), RGBColor(0x55, 0x5B, 0x63), RGBColor(5, 0x4B, 0x9E)
HEAD_FILL = "E7EAEE"
ZIP_TIME = (1980, 1, 1, 0, 0, 0)
"""The first time that a zip archive can hold, of each of its members."""

ADDRESS_MARKS = ":/?#[]@!$&'()*+,;=%"
"""What stands in an address beside letters, digits and "-._~"."""


def write_word(text: PrintedText, out: BinaryIO) -> None:
    """Write the file: the same text gives the same bytes."""
    raw = io.BytesIO()
    _WordWriter(text).document.save(raw)
    with (
        zipfile.ZipFile(raw) as made,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        for name in made.namelist():
            facts = zipfile.ZipInfo(name, ZIP_TIME)
            facts.compress_type = zipfile.ZIP_DEFLATED
            facts.create_system = 3  # whatever the system is
            archive.writestr(facts, made.read(name))


def linkable(address: str) -> str | None:
    """Return an address as a Word file takes it for a link, None where it is none of the web.

    Word calls a whole file damaged for one address that can't be parsed.
    """
    try:
        split = urlsplit(address)
        _ = split.port
    except ValueError:
        return None
    if split.scheme.lower() not in ("http", "https") or not split.hostname:
        return None
    return quote(address, safe=ADDRESS_MARKS, errors="replace")


GAP = TextParagraph((), "small")
"""What stands after a table: without it the next table would join that one."""


class _WordWriter:
    """Puts the parts of a text into a document."""

    def __init__(self, text: PrintedText) -> None:
        self.document = docx.Document()
        self._targets: dict[str, str] = {}
        self._anchors = 0
        self._set_page()
        self._set_styles()
        self._set_properties(text)
        self._number_pages(text.footer)
        self.document.add_heading(one_line(text.title), 0)
        for part in text.parts:
            self._add(part)

    def _add(self, part: TextPart) -> None:
        if isinstance(part, TextHeading):
            heading = self.document.add_heading(one_line(part.words), part.level)
            if part.anchor:
                self._bookmark(heading, part.anchor)
        elif isinstance(part, TextParagraph):
            self._fill(self.document.add_paragraph(), part)
        else:
            self._add_table(part)

    def _set_page(self) -> None:
        section = self.document.sections[0]
        section.page_width, section.page_height = map(Cm, PAGE_CM)
        section.left_margin = section.right_margin = Cm(MARGIN_CM)
        section.top_margin = section.bottom_margin = Cm(MARGIN_CM)

    def _set_styles(self) -> None:
        """Make the template's styles readable: dark headings, narrow gaps, upright quotations."""
        styles = self.document.styles
        _paragraph(styles["Normal"], 10.5, after=4)
        _paragraph(styles["Title"], 22, after=6)
        for level, size in enumerate((16, 12.5, 11), 1):
            _paragraph(styles[f"Heading {level}"], size, before=18 - 4 * level, after=3)
        _paragraph(styles["Body Text 2"], 9, before=1, after=1)
        _paragraph(styles["List Bullet"], 10.5, after=2)
        said = _paragraph(styles["Quote"], 11, after=3)
        said.font.italic = False
        said.paragraph_format.left_indent = Cm(0.6)
        said.paragraph_format.keep_with_next = True
        link = styles.add_style("Hyperlink", WD_STYLE_TYPE.CHARACTER)
        if isinstance(link, CharacterStyle):
            link.font.color.rgb, link.font.underline = LINKED, True
        for language in styles.element.iter(qn("w:lang")):
            language.set(qn("w:val"), "en-GB")

    def _set_properties(self, text: PrintedText) -> None:
        facts = self.document.core_properties
        facts.title, facts.subject = one_line(text.title)[:255], one_line(text.subject)[:255]
        facts.author = facts.last_modified_by = text.maker
        facts.comments, facts.language = "", "en-GB"
        # The file has no zones: its times are in UTC.
        facts.created = facts.modified = in_utc(text.made).replace(microsecond=0, tzinfo=None)
        facts.revision = 1

    def _number_pages(self, words: str) -> None:
        paragraph = self.document.sections[0].footer.paragraphs[0]
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        for said, field in ((f"{one_line(words)} · page ", "PAGE"), (" of ", "NUMPAGES")):
            paragraph.add_run(said).font.size = Pt(8.5)
            simple = _element("w:fldSimple", instr=field)
            run = paragraph.add_run("1")
            run.font.size = Pt(8.5)
            simple.append(run._r)
            paragraph._p.append(simple)

    def _bookmark(self, paragraph: Paragraph, anchor: str) -> None:
        self._anchors += 1
        number = str(self._anchors)
        begin = _element("w:bookmarkStart", id=number, name=anchor)
        paragraph._p.insert_element_before(begin, "w:r")
        paragraph._p.append(_element("w:bookmarkEnd", id=number))

    def _fill(self, paragraph: Paragraph, part: TextParagraph) -> None:
        paragraph._p.style = STYLES[part.style]
        if part.keep:
            paragraph.paragraph_format.keep_with_next = True
        for run in part.runs:
            words = one_line(run.words)
            if run.words[:1].isspace():
                words = f" {words}"
            if run.words[-1:].isspace() and words != " ":
                words += " "
            self._add_run(paragraph, run, words)

    def _add_run(self, paragraph: Paragraph, run: TextRun, words: str) -> None:
        made = paragraph.add_run(words)
        made.font.bold = run.strong or None
        if run.soft:
            made.font.color.rgb = SOFT
        if run.language:
            properties = made._r.get_or_add_rPr()
            properties.append(_element("w:lang", val=one_line(run.language)))
        link = self._link(run.link)
        if link is not None:
            made._r.style = "Hyperlink"
            link.append(made._r)
            paragraph._p.append(link)

    def _link(self, to: str) -> Any:
        """Return the element that makes a link of the runs put into it; None where none can be."""
        if to.startswith("#"):
            return _element("w:hyperlink", anchor=to[1:])
        address = linkable(to)
        if address is None:
            return None
        if address not in self._targets:
            part = self.document.part
            kind = RELATIONSHIP_TYPE.HYPERLINK
            self._targets[address] = part.relate_to(address, kind, is_external=True)
        link = _element("w:hyperlink")
        link.set(qn("r:id"), self._targets[address])
        return link

    def _add_table(self, table: TextTable) -> None:
        made = self.document.add_table(rows=0, cols=len(table.header), style="Table Grid")
        made.autofit = False
        described = made._tbl.tblPr
        described.append(_element("w:tblCaption", val=one_line(table.caption)))
        for column, width in zip(made.columns, table.widths, strict=True):
            column.width = Cm(width)
        header = tuple(
            (TextParagraph((TextRun(name, strong=True),), "small"),) for name in table.header
        )
        self._add_row(made, header, table.widths, head=True)
        for row in table.rows:
            self._add_row(made, row, table.widths)
        self._fill(self.document.add_paragraph(), GAP)

    def _add_row(
        self, table: Table, cells: Sequence[TableCell], widths: Sequence[float], head: bool = False
    ) -> None:
        row = table.add_row()  # type: ignore[no-untyped-call]
        properties = row._tr.get_or_add_trPr()
        properties.append(_element("w:cantSplit"))
        if head:
            properties.append(_element("w:tblHeader"))
        for made, cell, width in zip(row.cells, cells, widths, strict=True):
            made.width = Cm(width)
            if head:
                shade = _element("w:shd", val="clear", color="auto", fill=HEAD_FILL)
                made._tc.get_or_add_tcPr().append(shade)
            self._fill_cell(made, cell)

    def _fill_cell(self, made: _Cell, cell: TableCell) -> None:
        for number, part in enumerate(cell):
            paragraph = made.add_paragraph() if number else made.paragraphs[0]
            self._fill(paragraph, part)


def _paragraph(style: object, size: float, before: float = 0, after: float = 0) -> ParagraphStyle:
    """Return a style of paragraphs, with its size and gaps in points."""
    if not isinstance(style, ParagraphStyle):
        raise TypeError(f"{style} is no style of paragraphs")
    style.font.size = Pt(size)
    style.font.color.rgb = INK
    style.paragraph_format.space_before = Pt(before)
    style.paragraph_format.space_after = Pt(after)
    style.paragraph_format.line_spacing = 1.1
    return style


def _element(name: str, /, **attributes: str) -> Any:
    """Return an element of the file's own language with these attributes."""
    element = OxmlElement(name)
    for key, value in attributes.items():
        element.set(qn(f"w:{key}"), value)
    return element

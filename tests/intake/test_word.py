"""Word files: every visible word is in the text, what is struck out or hidden is not."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import docx
import pytest

from sayso.intake import Hints, open_input
from sayso.intake.raised import raised
from sayso.record import Document
from tests.intake.loss import lost
from tests.intake.making import docx_of

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
START = (
    f'<w:document xmlns:w="{W}" xmlns:m="urn:m"'
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><w:body>'
)


def run(words: str, style: str = "") -> str:
    look = f"<w:rPr>{style}</w:rPr>" if style else ""
    return f'<w:r>{look}<w:t xml:space="preserve">{words}</w:t></w:r>'


def paragraph(*runs: str) -> str:
    return f"<w:p>{''.join(runs)}</w:p>"


def cell(*blocks: str, style: str = "") -> str:
    return f"<w:tc><w:tcPr>{style}</w:tcPr>{''.join(blocks)}</w:tc>"


def word_file(*blocks: str, **parts: str) -> bytes:
    """A Word file with these blocks of XML as its body, and with other parts by their names."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(docx_of("x"))) as plain,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed,
    ):
        for name in plain.namelist():
            body = plain.read(name)
            if name == "word/document.xml":
                body = f"{START}{''.join(blocks)}</w:body></w:document>".encode()
            packed.writestr(name, body)
        for name, words in parts.items():
            packed.writestr(f"word/{name}.xml", f'<w:x xmlns:w="{W}">{words}</w:x>')
    return out.getvalue()


def read(tmp_path: Path, raw: bytes) -> Document:
    (tmp_path / "a.docx").write_bytes(raw)
    (found,) = open_input(tmp_path / "a.docx", Hints())
    assert isinstance(found, Document), found
    return found


WRAPPED = {
    "insertion": "<w:ins>{}</w:ins>",
    "inserted by moving": "<w:moveTo>{}</w:moveTo>",
    "content control": "<w:sdt><w:sdtPr/><w:sdtContent>{}</w:sdtContent></w:sdt>",
    "smart tag": '<w:smartTag w:uri="u" w:element="place">{}</w:smartTag>',
    "custom XML": '<w:customXml w:element="e">{}</w:customXml>',
    "simple field": '<w:fldSimple w:instr=" DATE ">{}</w:fldSimple>',
    "link": "<w:hyperlink>{}</w:hyperlink>",
    "direction": '<w:bdo w:val="ltr">{}</w:bdo>',
    "insertion in a control": "<w:sdt><w:sdtContent><w:ins>{}</w:ins></w:sdtContent></w:sdt>",
}


class TestWrapped:
    @pytest.mark.parametrize("wrapper", WRAPPED.values(), ids=list(WRAPPED))
    def test_words_are_read_whatever_wraps_them(self, tmp_path: Path, wrapper: str) -> None:
        raw = word_file(
            paragraph(
                run("Gunmen "), wrapper.format(run("seized seven trucks")), run(" at Tessit.")
            ),
        )
        assert read(tmp_path, raw).text == "Gunmen seized seven trucks at Tessit."

    @pytest.mark.parametrize("name", ["insertion", "content control", "custom XML"])
    def test_so_are_paragraphs_and_tables(self, tmp_path: Path, name: str) -> None:
        table = f"<w:tbl><w:tr>{cell(paragraph(run('Two fell ill.')))}</w:tr></w:tbl>"
        inner = paragraph(run("The rector said so.")) + table
        text = read(tmp_path, word_file(WRAPPED[name].format(inner))).text
        assert text == "The rector said so.\n\nTwo fell ill."

    def test_a_text_box_is_read_once(self, tmp_path: Path) -> None:
        inner = f"<w:txbxContent>{paragraph(run('Nine boats sank.'))}</w:txbxContent>"
        box = (
            f'<mc:AlternateContent><mc:Choice Requires="wps"><wps:txbx>{inner}</wps:txbx>'
            f"</mc:Choice><mc:Fallback><w:pict>{inner}</w:pict></mc:Fallback></mc:AlternateContent>"
        )
        text = read(tmp_path, word_file(paragraph(run("At sea."), f"<w:r>{box}</w:r>"))).text
        assert text == "At sea.\n\nNine boats sank."

    def test_notes_come_at_the_end_and_margins_are_named(self, tmp_path: Path) -> None:
        raw = word_file(
            paragraph(run("The rector spoke."), run("3", '<w:vertAlign w:val="superscript"/>')),
            footnotes=f"<w:footnote>{paragraph(run('He spoke twice.'))}</w:footnote>",
            header1=paragraph(run("Port Authority")),
        )
        document = read(tmp_path, raw)
        assert document.text == "The rector spoke.\n\nHe spoke twice."
        assert not lost("Port Authority The rector spoke 3 He spoke twice", [document])


class TestUnsaid:
    @pytest.mark.parametrize("style", ["<w:strike/>", "<w:dstrike/>", "<w:vanish/>"])
    def test_it_is_left_out_and_named(self, tmp_path: Path, style: str) -> None:
        document = read(
            tmp_path, word_file(paragraph(run("Some "), run("sixty ", style), run("six drowned.")))
        )
        assert document.text == "Some six drowned."
        assert any("“sixty”" in problem.message for problem in document.problems)

    @pytest.mark.parametrize("off", ["0", "false", "off"])
    def test_a_style_that_is_off_changes_nothing(self, tmp_path: Path, off: str) -> None:
        raw = word_file(paragraph(run("Six drowned.", f'<w:strike w:val="{off}"/>')))
        assert read(tmp_path, raw).text == "Six drowned."

    def test_what_was_deleted_or_moved_away(self, tmp_path: Path) -> None:
        gone = '<w:r><w:delText xml:space="preserve">sixty </w:delText></w:r>'
        moved = f"<w:moveFrom>{run('at dawn ')}</w:moveFrom>"
        raw = word_file(paragraph(run("Some "), f"<w:del>{gone}</w:del>", moved, run("six.")))
        assert read(tmp_path, raw).text == "Some six."


class TestTables:
    def test_a_cell_over_columns_is_one(self, tmp_path: Path) -> None:
        wide = cell(paragraph(run("All ferries stopped.")), style='<w:gridSpan w:val="2"/>')
        rest = cell(paragraph(run("Ferries"))) + cell(paragraph(run("1,204")))
        table = f"<w:tbl><w:tr>{wide}</w:tr><w:tr>{rest}</w:tr></w:tbl>"
        text = read(tmp_path, word_file(table)).text
        assert text == "All ferries stopped.\n\nFerries | 1,204"

    def test_a_cell_over_rows_is_one(self, tmp_path: Path) -> None:
        first = cell(paragraph(run("Pier")), style='<w:vMerge w:val="restart"/>')
        first += cell(paragraph(run("Hurt | 3")))
        second = cell(paragraph(), style="<w:vMerge/>") + cell(paragraph(run("Dead | 1")))
        table = f"<w:tbl><w:tr>{first}</w:tr><w:tr>{second}</w:tr></w:tbl>"
        assert read(tmp_path, word_file(table)).text == "Pier | Hurt | 3\n\nDead | 1"

    def test_paragraphs_and_tables_in_a_cell_stay_apart(self, tmp_path: Path) -> None:
        inner = f"<w:tbl><w:tr>{cell(paragraph(run('Crew: 4')))}</w:tr></w:tbl>"
        row = cell(paragraph(run("Ship"))) + cell(paragraph(run("It sank.")), inner)
        text = read(tmp_path, word_file(f"<w:tbl><w:tr>{row}</w:tr></w:tbl>")).text
        assert text == "Ship\n\nIt sank.\n\nCrew: 4"

    def test_merging_by_the_library(self, tmp_path: Path) -> None:
        made = docx.Document()
        table = made.add_table(2, 3)
        table.cell(0, 0).merge(table.cell(0, 2)).text = "The harbour master denied it."
        for number, words in enumerate(("Tugs", "7", "lost")):
            table.cell(1, number).text = words
        out = io.BytesIO()
        made.save(out)
        assert read(tmp_path, out.getvalue()).text.count("harbour master") == 1

    def test_a_line_that_is_only_a_number_stays(self, tmp_path: Path) -> None:
        assert "14" in read(tmp_path, docx_of("Wounded", "14", "71 of 83")).text.split("\n\n")


@pytest.mark.parametrize(
    ("before", "words", "kept"),
    [
        ("said 40", "1", ""),
        ("of 3,200", "12", ""),
        ("the toll", "[4]", ""),
        ("was hit.", "a", ""),
        ("the raid", "1,2", ""),
        ("on the 19", "th", "th"),
        ("an area of 12 km", "2", "²"),
        ("a yield of 3 × 10", "6", "⁶"),
        ("M", "me", "me"),
        ("some 300 m", "3", "³"),
    ],
)
def test_raised_words(before: str, words: str, kept: str) -> None:
    assert raised(before, words) == (kept, not kept)


def test_the_mark_of_a_note_makes_no_other_figure(tmp_path: Path) -> None:
    high = '<w:vertAlign w:val="superscript"/>'
    document = read(
        tmp_path, word_file(paragraph(run("They lost 25"), run("7", high), run(" boats.")))
    )
    assert document.text == "They lost 25 boats."
    assert any("“7”" in problem.message for problem in document.problems)

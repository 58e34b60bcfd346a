"""Tables: a document of each row by its columns, never prose."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from xml.sax.saxutils import escape

import pytest

from sayso.cli.options import column_pairs
from sayso.intake import NO_HINTS, Hints, open_input
from sayso.intake.columns import head_of, key_of
from sayso.intake.sheets import column_of
from sayso.record import Document, Problem

MAPPED = Hints(columns=(("text", "what"), ("published", "when")))
SAID = "The army said 12 drones were shot down."
DENIED = "The governor denied that a bridge had been hit."


def opened(
    path: Path, raw: bytes | str, hints: Hints = NO_HINTS
) -> tuple[list[Document], list[Problem]]:
    path.write_bytes(raw if isinstance(raw, bytes) else raw.encode())
    items = list(open_input(path, hints))
    documents = [each for each in items if isinstance(each, Document)]
    return documents, [each for each in items if isinstance(each, Problem)]


def messages(document: Document) -> str:
    return " ".join(problem.message for problem in document.problems)


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_columns_of_the_usual_names_are_known_whatever_parts_them(
    tmp_path: Path, mark: str
) -> None:
    names = ["ID", "Headline", "Body", "pubDate", "Source_Name", "Link", "killed"]
    cells = ["r7", "Raid", f'"{SAID}"', "2026-01-05", "Lake Radio", "https://lake.example/7", "3"]
    (document,), problems = opened(tmp_path / "a.csv", f"{mark.join(names)}\n{mark.join(cells)}\n")
    assert not problems
    assert (document.given_id, document.title, document.text) == ("r7", "Raid", SAID)
    assert (document.published, document.outlet) == (datetime(2026, 1, 5), "Lake Radio")
    assert (document.url, document.problems) == ("https://lake.example/7", ())


def test_a_quoted_cell_may_have_line_breaks_marks_and_quotation_marks(tmp_path: Path) -> None:
    raw = f'text;date\r\n"{SAID}\r\n\r\n""Two fell"", she said; no more.";2026-01-05\r\n'
    (document,), problems = opened(tmp_path / "a.csv", raw)
    assert document.text == f'{SAID}\r\n\r\n"Two fell", she said; no more.'
    assert not problems


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_the_encoding_is_what_the_bytes_say(tmp_path: Path, encoding: str) -> None:
    (document,), _ = opened(
        tmp_path / "a.csv", f"text,date\n“{SAID}”,2026-01-05\n".encode(encoding)
    )
    assert (document.text, document.problems) == (f"“{SAID}”", ())


def test_an_old_encoding_that_begins_late_is_guessed_with_a_problem(tmp_path: Path) -> None:
    rows = [f"{number},{SAID}" for number in range(2_000)]
    raw = "\n".join(["id,text", *rows, "last,The général’s men left."]).encode("cp1252")
    documents, problems = opened(tmp_path / "a.csv", raw)
    assert (len(documents), problems) == (2_001, [])
    assert documents[-1].text == "The général’s men left."
    assert "not UTF-8" in messages(documents[-1])


def test_a_table_without_a_column_of_texts_is_a_problem_that_shows_what_to_write(
    tmp_path: Path,
) -> None:
    raw = f"when,what,who\n2026-01-05,{SAID},Lake\n"
    documents, (problem,) = opened(tmp_path / "a.csv", raw)
    assert not documents
    assert "its columns are 'when', 'what', 'who'" in problem.message
    assert "--map 'text=what'" in problem.message
    (document,), _ = opened(tmp_path / "a.csv", raw, MAPPED)
    assert (document.text, document.published) == (SAID, datetime(2026, 1, 5))


def test_a_mapped_column_that_is_not_there_is_a_problem(tmp_path: Path) -> None:
    documents, (problem,) = opened(tmp_path / "a.csv", f"text,date\n{SAID},2026\n", MAPPED)
    assert not documents
    assert "it has no column 'what'" in problem.message


def test_coded_events_are_read_by_their_notes_and_dated_with_a_doubt(tmp_path: Path) -> None:
    raw = (
        "event_id_cnty,event_date,event_type,source,notes,fatalities\n"
        f'SUD1,2026-01-05,Battles,"Radio; Lake","{SAID}",3\n'
    )
    (document,), _ = opened(tmp_path / "a.csv", raw)
    assert (document.text, document.given_id, document.outlet) == (SAID, "SUD1", "Radio; Lake")
    assert "may be the date of the event" in messages(document)
    mapped = Hints(columns=(("published", "event_date"),))
    (document,), _ = opened(tmp_path / "a.csv", raw, mapped)
    assert (document.published, document.problems) == (datetime(2026, 1, 5), ())


def test_sentences_in_a_column_that_is_not_read_are_named(tmp_path: Path) -> None:
    comment = "It is not clear to us which of the two bridges this was."
    (document,), _ = opened(tmp_path / "a.csv", f"text,comment\n{SAID},{comment}\n")
    assert "'comment' are not read" in messages(document)


def test_cells_past_the_last_column_are_named(tmp_path: Path) -> None:
    (document,), _ = opened(tmp_path / "a.csv", f"id,text\n1,{SAID}, and five of them at sea\n")
    assert "“and five of them at sea”" in messages(document)


def test_a_quotation_mark_that_is_not_closed_is_named(tmp_path: Path) -> None:
    raw = f'text,date\n"{SAID},2026-01-02\n{DENIED},2026-01-03\n'
    (document,), (problem,) = opened(tmp_path / "a.csv", raw)
    assert "line 2: a quotation mark is not closed" in problem.message
    assert DENIED in document.text


def test_a_cell_without_an_end_costs_its_lines_and_no_more(tmp_path: Path) -> None:
    rows = f"{SAID * 25}\n" * 2_100
    documents, problems = opened(tmp_path / "a.csv", f'text\n{DENIED}\n"{rows}')
    assert documents[0].text == DENIED
    assert "not closed" in problems[0].message
    assert "line(s) were not read" in problems[0].message


def test_what_stands_above_the_head_is_named(tmp_path: Path) -> None:
    raw = f"Raids of January,,\n\nid,text,date\n1,{SAID},2026-01-05\n"
    (document,), _ = opened(tmp_path / "a.csv", raw)
    assert document.text == SAID
    assert "“Raids of January" in messages(document)


def test_a_stream_with_the_names_of_columns_is_a_table(tmp_path: Path) -> None:
    (document,), _ = opened(tmp_path / "export", f"date,headline,text\n2026-01-05,Raid,{SAID}\n")
    assert (document.title, document.text) == ("Raid", SAID)


def test_prose_is_no_table(tmp_path: Path) -> None:
    prose = "Notes, summary and text of the day: the army said two fell, and left.\n"
    (document,), _ = opened(tmp_path / "export", prose)
    assert document.text == prose


def test_a_hundred_thousand_rows_are_streamed(tmp_path: Path) -> None:
    path = tmp_path / "many.csv"
    path.write_text("id,text\n" + "".join(f"{n},{SAID}\n" for n in range(100_000)))
    items = open_input(path)
    first = next(items)
    assert isinstance(first, Document)
    assert first.given_id == "0"


@pytest.mark.parametrize(
    ("name", "key"),
    [("pubDate", "pub date"), ("SOURCE_URL", "source url"), (" Full-Text ", "full text")],
)
def test_names_are_compared_by_their_words(name: str, key: str) -> None:
    assert key_of(name) == key


def test_the_name_that_says_most_goes_first() -> None:
    head = head_of([["summary", "date", "published", "text"]])
    assert head.columns == {"text": 3, "published": 2}


def test_a_map_is_fields_and_columns_with_commas_and_all() -> None:
    assert column_pairs("text=body, published=date") == [("text", "body"), ("published", "date")]
    assert column_pairs("text=What, and where") == [("text", "What, and where")]
    with pytest.raises(Exception, match="Fields: text, published"):
        column_pairs("words=body")


NUMBERS = '<numFmts><numFmt numFmtId="164" formatCode="dd\\.mm\\.yyyy"/></numFmts>'
STYLES = f'<styleSheet xmlns="{{}}">{NUMBERS}<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/>'
STYLES += '<xf numFmtId="164"/><xf numFmtId="22"/></cellXfs></styleSheet>'
SPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def workbook(
    sheets: dict[str, str], strings: Iterable[str] = (), hidden: str = "", dated: str = ""
) -> bytes:
    """A workbook whose sheets are given as the XML of their rows and what follows them."""
    named = list(enumerate(sheets, start=1))
    states = {name: "hidden" if name == hidden else "visible" for name in sheets}
    listed = "".join(
        f'<sheet name="{name}" sheetId="{n}" r:id="r{n}" state="{states[name]}"/>'
        for n, name in named
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{SPACE}" xmlns:r="{LINKS}">{dated}<sheets>{listed}</sheets>'
            "</workbook>",
        )
        links = "".join(f'<R Id="r{n}" Target="worksheets/s{n}.xml"/>' for n, _ in named)
        packed.writestr("xl/_rels/workbook.xml.rels", f"<Rs>{links}</Rs>")
        packed.writestr("xl/styles.xml", STYLES.format(SPACE))
        shared = "".join(strings)
        packed.writestr("xl/sharedStrings.xml", f'<sst xmlns="{SPACE}">{shared}</sst>')
        for n, name in named:
            body = f'<worksheet xmlns="{SPACE}"><sheetData>{sheets[name]}</worksheet>'
            packed.writestr(f"xl/worksheets/s{n}.xml", body)
    return out.getvalue()


def inline(place: str, words: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{escape(words)}</t></is></c>'


HEAD_ROW = f'<row r="1">{inline("A1", "date")}{inline("B1", "text")}{inline("C1", "source")}</row>'
END = "</sheetData>"


def test_a_workbook_gives_a_document_a_row_with_dates_and_shared_words(tmp_path: Path) -> None:
    strings = [
        f"<si><t>{SAID}</t></si>",
        "<si><r><t>Lake </t></r><r><rPr><b/></rPr><t>Radio</t></r><rPh><t>x</t></rPh></si>",
    ]
    rows = (
        f'{HEAD_ROW}<row r="2"><c r="A2" s="1"><v>46027</v></c><c r="B2" t="s"><v>0</v></c>'
        '<c r="C2" t="s"><v>1</v></c></row>'
        '<row r="3"><c r="A3" s="3"><v>46027.75</v></c><c r="B3" t="str"><f>A1&amp;B1</f>'
        f"<v>{DENIED}</v></c></row>"
    )
    (one, two), problems = opened(tmp_path / "a.xlsx", workbook({"Raids": rows + END}, strings))
    assert not problems
    assert (one.text, one.published, one.outlet) == (SAID, datetime(2026, 1, 5), "Lake Radio")
    assert (two.text, two.published, two.outlet) == (DENIED, datetime(2026, 1, 5, 18), None)


def test_a_merged_cell_counts_for_all_rows_that_it_spans(tmp_path: Path) -> None:
    rows = (
        f'{HEAD_ROW}<row r="2"><c r="A2" s="2"><v>46027</v></c>{inline("B2", SAID)}</row>'
        f'<row r="3">{inline("B3", DENIED)}</row><row r="4">{inline("B4", "Two died.")}</row>'
        '</sheetData><mergeCells><mergeCell ref="A2:A3"/></mergeCells>'
    )
    documents, _ = opened(tmp_path / "a.xlsx", workbook({"Raids": rows}))
    assert [each.published for each in documents] == [datetime(2026, 1, 5)] * 2 + [None]


def test_years_from_1904_are_counted_from_there(tmp_path: Path) -> None:
    rows = f'{HEAD_ROW}<row r="2"><c r="A2" s="1"><v>44565</v></c>{inline("B2", SAID)}</row>{END}'
    raw = workbook({"Raids": rows}, dated='<workbookPr date1904="1"/>')
    (document,), _ = opened(tmp_path / "a.xlsx", raw)
    assert document.published == datetime(2026, 1, 5)


def test_each_sheet_is_a_table_of_its_own_and_a_hidden_one_is_named(tmp_path: Path) -> None:
    row = f'<row r="2">{inline("B2", SAID)}</row>'
    codes = f'<row r="1">{inline("A1", "code")}{inline("B1", "meaning")}</row>{END}'
    raw = workbook(
        {"Raids": HEAD_ROW + row + END, "Codes": codes, "Old": HEAD_ROW + row + END}, hidden="Old"
    )
    (document,), (codes_problem, hidden) = opened(tmp_path / "a.xlsx", raw)
    assert document.text == SAID
    assert "sheet Codes: no column of the table is known to hold texts" in codes_problem.message
    assert "sheet Old: the sheet is hidden" in hidden.message


def test_a_workbook_that_unpacks_without_end_is_a_problem(tmp_path: Path) -> None:
    rows = HEAD_ROW + f'<row r="2">{inline("B2", "x" * 301_000_000)}</row>' + END
    documents, (problem,) = opened(tmp_path / "a.xlsx", workbook({"Raids": rows}))
    assert not documents
    assert "larger than 300 MB when unpacked" in problem.message


def test_entities_of_a_workbook_are_not_expanded(tmp_path: Path) -> None:
    raw = workbook({"Raids": f'{HEAD_ROW}<row r="2">{inline("B2", SAID)}</row>{END}'})
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as packed, zipfile.ZipFile(out, "w") as changed:
        for name in packed.namelist():
            body = packed.read(name)
            if name == "xl/worksheets/s1.xml":
                body = b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + body
                body = body.replace(SAID.encode(), b"&x;" + SAID.encode())
            changed.writestr(name, body)
    documents, _ = opened(tmp_path / "a.xlsx", out.getvalue())
    assert not any("root:" in each.text for each in documents)


@pytest.mark.parametrize("raw", [b"PK\x03\x04xl/workbook.xml", b"nothing"])
def test_a_broken_workbook_is_a_problem(tmp_path: Path, raw: bytes) -> None:
    (tmp_path / "a.xlsx").write_bytes(raw)
    (problem,) = open_input(tmp_path / "a.xlsx")
    assert isinstance(problem, Problem)


def test_columns_are_counted_in_letters() -> None:
    assert [column_of(letters) for letters in ("A", "Z", "AA", "BC")] == [0, 25, 26, 54]

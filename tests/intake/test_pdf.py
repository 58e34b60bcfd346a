"""PDFs: no word is lost, joined to another or altered on the way from the page to the text."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest

from sayso.intake import Hints, open_input
from sayso.intake.layout import keeps_hyphen, laid_out
from sayso.intake.pdf_page import lines_of
from sayso.record import Document
from tests.intake.loss import lost

Placed = tuple[float, float, float, str]
"""Left, height and size of words on a page, and the words."""

LIGATURES = {"ﬁ": 1, "ﬂ": 2, "ﬃ": 3, "ﬀ": 4}


def drawn(*pages: Iterable[Placed], bold: Sequence[str] = ()) -> bytes:
    """A PDF with these words at these places; letters joined in one are drawn as one."""
    kids = " ".join(f"{5 + 2 * n} 0 R" for n in range(len(pages)))
    encoding = (
        "<< /Type /Encoding /BaseEncoding /WinAnsiEncoding"
        " /Differences [1 /fi /fl /f_f_i /uniFB00] >>"
    )
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
        f"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding {encoding} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >>",
    ]
    for n, page in enumerate(pages):
        shown = "".join(
            f"/F{2 if words in bold else 1} {size} Tf 1 0 0 1 {left} {height} Tm"
            f" ({_coded(words)}) Tj\n"
            for left, height, size, words in page
        )
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {6 + 2 * n} 0 R"
            " /Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> >>"
        )
        stream = f"BT\n{shown}ET"
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
    out, places = io.BytesIO(b"%PDF-1.4\n"), []
    out.seek(0, io.SEEK_END)
    for number, body in enumerate(objects, 1):
        places.append(out.tell())
        out.write(f"{number} 0 obj\n{body}\nendobj\n".encode("cp1252"))
    start = out.tell()
    rows = "".join(f"{place:010d} 00000 n \n" for place in places)
    count = len(objects) + 1
    out.write(f"xref\n0 {count}\n0000000000 65535 f \n{rows}".encode())
    out.write(f"trailer << /Size {count} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n".encode())
    return out.getvalue()


def _coded(words: str) -> str:
    for letter, code in LIGATURES.items():
        words = words.replace(letter, chr(code))
    return words.replace("(", r"\(").replace(")", r"\)")


def lines(*words: str, left: float = 70, top: float = 760, size: float = 11) -> list[Placed]:
    return [(left, top - 14 * number, size, each) for number, each in enumerate(words)]


def read(tmp_path: Path, raw: bytes) -> Document:
    (tmp_path / "a.pdf").write_bytes(raw)
    (found,) = open_input(tmp_path / "a.pdf", Hints())
    assert isinstance(found, Document), found
    return found


def paragraphs(tmp_path: Path, *pages: Iterable[Placed], bold: Sequence[str] = ()) -> list[str]:
    return read(tmp_path, drawn(*pages, bold=bold)).text.split("\n\n")


class TestFigures:
    def test_a_line_that_is_only_a_number_is_kept(self, tmp_path: Path) -> None:
        page = lines(
            "Toll at the dam", "Drowned", "9", "Rescued", "2,310", "Boats found", "6 of 11"
        )
        assert paragraphs(tmp_path, page) == [
            "Toll at the dam", "Drowned 9", "Rescued 2,310", "Boats found 6 of 11",
        ]  # fmt: skip

    def test_a_figure_before_its_label_goes_with_it(self, tmp_path: Path) -> None:
        page = lines("9", "drowned", "2,310", "rescued")
        assert paragraphs(tmp_path, page)[0] == "9 drowned"

    def test_figures_at_a_page_s_edge_are_kept_where_they_do_not_count_up(
        self, tmp_path: Path
    ) -> None:
        pages = (lines("Drowned", "9"), lines("Rescued", "2310"), lines("Boats", "40"))
        assert paragraphs(tmp_path, *pages) == ["Drowned 9", "Rescued 2310", "Boats 40"]

    @pytest.mark.parametrize("shape", ["{}", "Page {}", "– {} –", "{} of 3", "Page {} / 3"])
    def test_page_numbers_are_left_out(self, tmp_path: Path, shape: str) -> None:
        pages = [
            [*lines(f"The warden spoke on day {n * 7}."), (290, 40, 9, shape.format(n))]
            for n in (1, 2, 3)
        ]
        assert paragraphs(tmp_path, *pages) == [
            f"The warden spoke on day {n * 7}." for n in (1, 2, 3)
        ]

    def test_the_mark_of_a_note_makes_no_other_figure(self, tmp_path: Path) -> None:
        page = [(70, 700, 11, "The flood took 63"), (158, 705, 6, "4"), (164, 700, 11, " houses.")]
        document = read(tmp_path, drawn(page))
        assert document.text == "The flood took 63 houses."
        assert any("“4”" in problem.message for problem in document.problems)


@pytest.mark.parametrize(
    ("before", "after", "kept"),
    [
        ("the Ankara-", "backed brigade", True),
        ("French-", "led troops", True),
        ("a rebel-", "held suburb", True),
        ("the anti-", "government march", True),
        ("General al-", "Burhan", True),
        ("two MiG-", "29 jets", True),
        ("a 12-", "year-old girl", True),
        ("surface-", "to-air missiles", True),
        ("a long-", "range shell", True),
        ("the UN-", "brokered truce", True),
        ("the bri-", "gade commander", False),
        ("Ban-", "dits", False),
        ("to ar-", "range talks", False),
        ("the dis-", "tricts", False),
        ("sched-", "uled for May", False),
    ],
)
def test_a_hyphen_at_a_line_s_end(before: str, after: str, kept: bool) -> None:
    assert keeps_hyphen(before, after, Counter()) is kept


def test_how_the_document_writes_a_word_elsewhere_decides() -> None:
    text, _ = laid_out([lines_of("the cease-\nfire held. A ceasefire is a ceasefire.")])
    assert text.startswith("the ceasefire held")
    text, _ = laid_out([lines_of("the cease-\nfire held. A cease-fire is a cease-fire.")])
    assert text.startswith("the cease-fire held")


class TestPages:
    def test_a_sentence_goes_on_over_the_page(self, tmp_path: Path) -> None:
        first = [
            *lines("The warden said that nine had drowned and that the bar-"),
            (290, 40, 9, "1"),
        ]
        second = [*lines("rage had held until Sunday, when it broke."), (290, 40, 9, "2")]
        document = read(tmp_path, drawn(first, second))
        assert document.text == (
            "The warden said that nine had drowned and that the barrage had held until Sunday,"
            " when it broke."
        )
        assert [page.of(document.text)[:4] for page in document.pages] == ["The ", "rage"]

    def test_also_past_a_running_head(self, tmp_path: Path) -> None:
        pages = [
            [(70, 800, 9, "Dam Authority"), *lines(words), (290, 40, 9, str(number))]
            for number, words in (
                (7, "The warden said that nine people had drowned in the lower"),
                (8, "town and that no boats were left. Mayor Sall denied it and the"),
                (9, "council met at noon."),
            )
        ]
        assert paragraphs(tmp_path, *pages) == [
            "Dam Authority",
            "The warden said that nine people had drowned in the lower town and that no boats were"
            " left. Mayor Sall denied it and the council met at noon.",
        ]

    def test_a_page_that_ends_with_its_sentence_ends_the_paragraph(self, tmp_path: Path) -> None:
        pages = (lines("The warden said so."), lines("The mayor denied it."))
        assert paragraphs(tmp_path, *pages) == ["The warden said so.", "The mayor denied it."]

    def test_what_every_page_repeats_is_read_once(self, tmp_path: Path) -> None:
        page = lines("Dam Authority", "Nine people drowned, the warden said.")
        document = read(tmp_path, drawn(page, page, page, page))
        assert document.text == "Dam Authority\n\nNine people drowned, the warden said."


class TestParagraphs:
    def test_a_heading_of_larger_letters(self, tmp_path: Path) -> None:
        page = [(70, 790, 16, "Flood update"), *lines("The warden said that nine had", "drowned.")]
        assert paragraphs(tmp_path, page)[0] == "Flood update"

    def test_a_heading_of_bold_letters(self, tmp_path: Path) -> None:
        page = lines("Boats", "The warden said that nine had drowned in the lower", "town.")
        assert paragraphs(tmp_path, page, bold=["Boats"])[0] == "Boats"

    def test_a_gap(self, tmp_path: Path) -> None:
        page = lines("The warden said that nine people had drowned in the", "lower town")
        page += lines("Boats were sent from the upper town in the", "night", top=700)
        page += lines("and they found no one", top=672)
        assert len(paragraphs(tmp_path, page)) == 2

    def test_items_of_a_list(self, tmp_path: Path) -> None:
        page = lines("The warden listed:", "- nine people who had drowned", "- six boats that sank")
        assert paragraphs(tmp_path, page) == [
            "The warden listed:", "- nine people who had drowned", "- six boats that sank",
        ]  # fmt: skip

    def test_items_whose_marks_are_drawn_as_pictures(self, tmp_path: Path) -> None:
        page = lines(
            "What the warden listed",
            "Six boats sank",
            "Two rafts were found",
            "The mayor denied it and said that the boats of the",
            "Sall quay were enough.",
        )
        assert [each[:8] for each in paragraphs(tmp_path, page)] == [
            "What the", "Six boat", "Two raft", "The mayo",
        ]  # fmt: skip

    def test_rows_of_a_table(self, tmp_path: Path) -> None:
        page = [
            (left, 700 - 14 * row, 11, words)
            for row, cells in enumerate((("Town", "Dead"), ("Sall", "9"), ("Upper Sall", "1,310")))
            for left, words in zip((70, 300), cells, strict=True)
        ]
        assert paragraphs(tmp_path, page) == ["Town | Dead", "Sall | 9", "Upper Sall | 1,310"]


LEFT = ("The warden said that nine", "people had drowned in the", "lower town by Sunday.")
RIGHT = ("Mayor Sall denied it and", "said that the boats were", "enough for all who fled.")


class TestColumns:
    def test_drawn_row_by_row_they_are_read_one_by_one(self, tmp_path: Path) -> None:
        page = [
            (left, 700 - 14 * row, 11, words)
            for row, pair in enumerate(zip(LEFT, RIGHT, strict=True))
            for left, words in zip((70, 310), pair, strict=True)
        ]
        assert paragraphs(tmp_path, page) == [" ".join(LEFT), " ".join(RIGHT)]

    def test_three_of_unequal_length_below_a_headline(self, tmp_path: Path) -> None:
        third = ("Aid groups sent tents and", "food for two weeks, and", "asked for more trucks.")
        page: list[Placed] = [(70, 760, 18, "Flood at Sall")]
        for row in range(4):
            for left, column in ((60, (*LEFT, "No one was missing.")), (230, RIGHT), (400, third)):
                if row < len(column):
                    page.append((left, 700 - 14 * row, 10, column[row]))
        assert [each[:8] for each in paragraphs(tmp_path, page)] == [
            "Flood at", "The ward", "Mayor Sa", "Aid grou",
        ]  # fmt: skip

    def test_columns_drawn_one_by_one_stay(self, tmp_path: Path) -> None:
        page = [*lines(*LEFT, top=700), *lines(*RIGHT, left=310, top=700)]
        assert paragraphs(tmp_path, page) == [" ".join(LEFT), " ".join(RIGHT)]


def test_letters_drawn_as_one_are_the_letters(tmp_path: Path) -> None:
    page = lines("The warden said ﬁve oﬃcers stayed oﬀ the ﬂooded quay.")
    assert paragraphs(tmp_path, page) == [
        "The warden said five officers stayed off the flooded quay."
    ]


def test_no_word_of_a_bulletin_is_lost(tmp_path: Path) -> None:
    pages = [
        [
            (70, 800, 9, "Dam Authority"),
            (70, 780, 15, f"Part {name}"),
            *lines(*LEFT[:2], f"shed {name}.", top=740),
            (70, 600, 11, "Drowned"),
            (250, 600, 11, "9"),
            (70, 580, 11, "Rescued"),
            (250, 580, 11, "2,310"),
            *lines(*RIGHT[:2], f"rafts {name}.", f"To shed {name}.", top=500),
            (290, 30, 9, f"Page {number}"),
        ]
        for number, name in ((1, "one"), (2, "two"), (3, "three"))
    ]
    document = read(tmp_path, drawn(*pages))
    visible = " ".join(words for page in pages for _, _, _, words in page)
    gone = lost(visible, [document])
    assert set(gone) == {"dam", "authority", "page", "1", "2", "3"}
    assert gone["dam"] == 2

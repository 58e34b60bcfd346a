"""What an input gives: documents, and problems that name it and say what to do."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.intake import Hints, open_input, parse_time
from sayso.intake import discover as discover_module
from sayso.intake import jsonl as jsonl_module
from sayso.record import Document, Problem

REPORT = "The mayor of Goma said 17 people died.\r\n\r\n  Rebels denied it.\n"


def documents(found: Iterable[Document | Problem]) -> list[Document]:
    return [each for each in found if isinstance(each, Document)]


def problems(found: Iterable[Document | Problem]) -> list[Problem]:
    return [each for each in found if isinstance(each, Problem)]


def only(found: Iterable[Document | Problem]) -> Document:
    (document,) = found
    assert isinstance(document, Document)
    return document


def from_stdin(raw: bytes, hints: Hints | None = None) -> list[Document | Problem]:
    return list(open_input("-", hints or Hints(), stdin=io.BytesIO(raw)))


def lines(*rows: object) -> bytes:
    return b"".join(json.dumps(row).encode() + b"\n" for row in rows)


def test_a_text_file_keeps_every_character(tmp_path: Path) -> None:
    path = tmp_path / "goma.txt"
    path.write_bytes(b"\xef\xbb\xbf" + REPORT.encode())
    document = only(open_input(path))
    assert document.text == REPORT
    assert document.marked is None
    assert document.problems == ()


def test_the_side_file_and_then_the_hints_tell_of_a_text(tmp_path: Path) -> None:
    path = tmp_path / "goma.txt"
    path.write_text("The mayor spoke.")
    side = {"url": "https://example.org/goma", "outlet": "Kivu Daily", "published": "2025-01-29"}
    (tmp_path / "goma.json").write_text(json.dumps(side))
    hints = Hints(outlet="Another", language="fr")
    document = only(open_input(path, hints))
    assert (document.url, document.outlet) == ("https://example.org/goma", "Kivu Daily")
    assert document.published == datetime(2025, 1, 29)
    assert document.language == "fr"


def test_the_side_file_of_a_page_goes_before_the_page(tmp_path: Path) -> None:
    path = tmp_path / "aden.html"
    path.write_text(
        '<html lang="ar"><head><meta property="og:site_name" content="Mirror"></head>'
        "<body><h1>Raid on the port of Aden</h1><p>Two ships burn in the port.</p></body></html>"
    )
    side = {"outlet": "Aden Post", "language": "en", "published": "2024-05-04T06:00:00Z"}
    (tmp_path / "aden.json").write_text(json.dumps(side))
    document = only(open_input(path))
    assert (document.outlet, document.language) == ("Aden Post", "en")
    assert document.published == datetime(2024, 5, 4, 6, tzinfo=UTC)


@pytest.mark.parametrize("told", ["{", "[1]", "[" * 50_000])
def test_a_bad_side_file_is_told_and_the_text_read(tmp_path: Path, told: str) -> None:
    path = tmp_path / "goma.txt"
    path.write_text("The mayor spoke.")
    (tmp_path / "goma.json").write_text(told)
    document = only(open_input(path))
    assert "goma.json" in document.problems[0].message


def test_one_bad_file_among_many_leaves_the_others_read(tmp_path: Path) -> None:
    for number in range(5):
        (tmp_path / f"report{number}.txt").write_text(f"Report number {number}.")
    (tmp_path / "report2.txt").write_bytes(b"%PDF-1.7 ...")
    (tmp_path / ".hidden.txt").write_text("Not this.")
    (tmp_path / "README.md").write_text("What these files are.")
    (tmp_path / "notes.docx").write_text("Nor this.")
    below = tmp_path / "a" / "b"
    below.mkdir(parents=True)
    (below / "deep.md").write_text("Deep down.")
    found = list(open_input(tmp_path))
    texts = [document.text for document in documents(found)]
    assert texts == [f"Report number {number}." for number in (0, 1, 3, 4)] + ["Deep down."]
    word, pdf = problems(found)
    assert "notes.docx: the Word document can't be read" in word.message
    assert "report2.txt: it is a PDF" in pdf.message


@pytest.mark.parametrize(
    ("name", "raw", "told"),
    [
        ("empty.txt", b"", "it is empty"),
        ("blank.txt", b" \n\n ", "it is empty"),
        ("program.txt", b"\x00\x01\x02\x03" * 40, "no text"),
        ("picture.txt", b"\x89PNG\r\n\x1a\n", "a picture"),
        ("page.html", b"", "the page is empty"),
        ("page.html", b"<html><head><title>x</title></head></html>", "no article text"),
        ("page.html", b"%PDF-1.4", "it is a PDF"),
    ],
)
def test_what_is_no_text_is_a_problem(tmp_path: Path, name: str, raw: bytes, told: str) -> None:
    path = tmp_path / name
    path.write_bytes(raw)
    (problem,) = open_input(path)
    assert isinstance(problem, Problem)
    assert str(path) in problem.message
    assert told in problem.message


@pytest.mark.parametrize(
    "name", ["/no/such/file.txt", "no\0such", "ftp://example.org/a", "http://"]
)
def test_what_is_not_there_is_a_problem(name: str) -> None:
    (problem,) = open_input(name)
    assert isinstance(problem, Problem)
    assert problem.stage == "intake"


def test_an_empty_folder_is_a_problem(tmp_path: Path) -> None:
    (problem,) = open_input(tmp_path)
    assert isinstance(problem, Problem)
    assert "nothing to read" in problem.message


def test_too_large_a_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(discover_module, "LARGEST_INPUT", 1000)
    path = tmp_path / "large.txt"
    path.write_text("x" * 1001)
    (problem,) = open_input(path)
    assert isinstance(problem, Problem)
    assert "larger than" in problem.message
    path.write_text("x" * 1000)
    assert only(open_input(path)).text == "x" * 1000


def test_controls_and_nul_are_kept_and_told() -> None:
    said = "The mayor\x00 of Goma said that 17 people died in the raid on the camp\x07."
    document = only(from_stdin(said.encode()))
    assert document.text == said
    assert "2 control" in document.problems[0].message


def test_json_lines_give_text_and_id_back_unchanged() -> None:
    said = "  Kyiv\r\nsaid \u2028 so.\n"
    document = only(from_stdin(lines({"id": " a-1 ", "text": said, "outlet": "Kivu Daily"})))
    assert (document.text, document.given_id, document.id) == (said, " a-1 ", " a-1 ")
    assert document.outlet == "Kivu Daily"


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=200))
def test_no_character_of_a_json_text_is_changed(said: str) -> None:
    for ascii_only in (True, False):
        row = json.dumps({"text": said, "doc_id": said}, ensure_ascii=ascii_only).encode()
        found = from_stdin(row)
        if said.strip():
            assert only(found).text == said
            assert only(found).given_id == said
        else:
            assert len(problems(found)) == 1


def test_bad_lines_are_told_with_their_number_and_the_rest_read() -> None:
    raw = (
        lines({"text": "One."})
        + b"{not json}\n"
        + b"\n"
        + lines([1], {"id": "x"}, {"text": 7}, {"text": "  "})
        + b"[" * 100_000
        + b"\n"
        + b'{"text": "Last."}'
    )
    found = from_stdin(raw)
    assert [document.text for document in documents(found)] == ["One.", "Last."]
    told = [problem.message for problem in problems(found)]
    assert [message.split(":")[0] for message in told] == [
        f"standard input, line {number}" for number in (2, 4, 5, 6, 7, 8)
    ]


def test_wrong_fields_are_left_out_and_told() -> None:
    row = {"text": "Kyiv said so.", "id": 12, "title": 5, "published": "last Tuesday"}
    document = only(from_stdin(lines(row)))
    assert (document.given_id, document.title, document.published) == ("12", None, None)
    told = " ".join(problem.message for problem in document.problems)
    assert "'id' is a number" in told
    assert "'title' is not text" in told
    assert "last Tuesday" in told


def test_a_feed_item_is_its_title_and_summary() -> None:
    row = {"title": "Raid on Aden port", "summary": "Two ships burn.", "lang": "en-US"}
    document = only(from_stdin(lines(row)))
    assert document.text == "Raid on Aden port\n\nTwo ships burn."
    assert (document.title, document.language) == ("Raid on Aden port", "en-US")


def test_half_a_surrogate_pair_leaves_offsets_valid() -> None:
    document = only(from_stdin(b'{"text": "Kyiv \\ud83d said so."}'))
    assert document.text == "Kyiv \ufffd said so."
    assert "surrogate" in document.problems[0].message


def test_json_lines_are_read_one_at_a_time() -> None:
    class Endless(io.RawIOBase):
        """A stream that never ends, and so cannot be read whole."""

        def read(self, size: int = -1) -> bytes:
            assert size > 0
            return lines({"text": "Once more."}) * (size // 24 + 1)

    found = open_input("-", stdin=Endless())  # type: ignore[arg-type]
    assert [each.text for _, each in zip(range(9), found, strict=False)  # type: ignore[union-attr]
            ] == ["Once more."] * 9  # fmt: skip


@given(st.lists(st.binary(max_size=30).map(lambda raw: raw.replace(b"\n", b"")), max_size=12))
def test_lines_are_cut_where_they_end_and_none_is_longer_than_the_limit(rows: list[bytes]) -> None:
    whole = b"\n".join(rows)
    found = dict(jsonl_module.bounded_lines(io.BytesIO(whole), limit=20))
    for number, row in enumerate(rows, start=1):
        if row or number < len(rows):
            assert found[number] == (row if len(row) <= 20 else None)


def test_standard_input_may_be_a_page() -> None:
    page = (
        b"<!doctype html><html><body><h1>Raid on the port of Aden</h1>"
        b"<p>Two ships burn in the port of Aden.</p></body></html>"
    )
    document = only(from_stdin(page))
    assert document.title == "Raid on the port of Aden"
    assert document.marked is not None


def test_markdown_that_starts_with_a_tag_is_text() -> None:
    said = "<3 hours after the raid, the mayor of Aden spoke."
    assert only(from_stdin(said.encode())).text == said


@pytest.mark.parametrize(
    ("said", "when"),
    [
        ("2025-01-31T18:30:00Z", datetime(2025, 1, 31, 18, 30, tzinfo=UTC)),
        ("2023-03-01 19:42:05+00:00", datetime(2023, 3, 1, 19, 42, 5, tzinfo=UTC)),
        ("Wed, 01 Mar 2023 19:42:05 GMT", datetime(2023, 3, 1, 19, 42, 5, tzinfo=UTC)),
        ("2025-01-31", datetime(2025, 1, 31)),
        ("31st of January", None),
        ("", None),
        ("2025-02-31", None),
    ],
)
def test_times_as_sources_write_them(said: str, when: datetime | None) -> None:
    assert parse_time(said) == when


def test_json_lines_without_a_line_are_told(tmp_path: Path) -> None:
    feed = tmp_path / "feed.jsonl"
    feed.write_bytes(b"\n \n")
    (problem,) = open_input(feed)
    assert isinstance(problem, Problem)
    assert "it is empty" in problem.message


def test_a_json_array_is_not_read_as_if_it_were_prose(tmp_path: Path) -> None:
    export = tmp_path / "export.json"
    export.write_text('[\n {"text": "Shells fell on Nyala, the army said."}\n]')
    (problem,) = open_input(export)
    assert isinstance(problem, Problem)
    assert "a line of its own" in problem.message

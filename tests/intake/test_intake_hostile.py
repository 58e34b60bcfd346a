"""What hostile input gets: each case here stands in the table of docs/hostile.md."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from sayso.exports.page import render_page
from sayso.intake import open_input
from sayso.record import Document, Problem, Reading
from tests.intake import making
from tests.intake.making import PARAGRAPHS, page_of

MANUAL = (Path(__file__).parents[2] / "docs" / "hostile.md").read_text(encoding="utf-8")
P = f"<p>{PARAGRAPHS[0]}</p><p>{PARAGRAPHS[1]}</p>"


@dataclass(frozen=True)
class Case:
    """A file, and what of it must be told; "" where it is read without a word."""

    name: str
    file: str
    make: Callable[[], bytes]
    told: str = ""
    reads: bool = True


def linked(**told: object) -> bytes:
    script = f'<script type="application/ld+json">{json.dumps(told)}</script>'
    return f"<html><head>{script}</head><body><h1>Minova falls</h1>{P}</body></html>".encode()


def zip_of(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, raw in members.items():
            packed.writestr(name, raw)
    return out.getvalue()


def zip_that_claims(size: int) -> bytes:
    """A zip file whose list says that its one member has `size` bytes."""
    raw = bytearray(zip_of({"word/document.xml": b"\0" * 1_000}))
    place = raw.index(b"PK\x01\x02") + 24
    raw[place : place + 4] = size.to_bytes(4, "little")
    return bytes(raw)


LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "ha">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(12))
    + b"]>"
)

CASES = (
    Case("bytes that are no text", "a.txt", lambda: bytes(range(256)) * 50, "no text", False),
    Case(
        "NUL bytes in a text",
        "a.txt",
        lambda: b"Two drones and a shell fell on Minova.\0 " * 20,
        "control character",
    ),
    Case("NUL bytes in a page", "a.html", lambda: page_of("Minova\0 falls"), ""),
    Case("broken UTF-8", "a.txt", lambda: b"Two drones fell \xff\xfe\xfa on Minova. " * 9, "guess"),
    Case(
        "UTF-8 with one broken byte",
        "a.html",
        lambda: page_of("Минова пала", "Армия всё отрицала. " * 9).replace(b"</p>", b"\xff</p>", 1),
        "stands for",
    ),
    Case("half a surrogate pair", "a.jsonl", lambda: b'{"text": "Two \\ud83d fell."}', "surrogate"),
    Case("direction marks", "a.txt", lambda: "The army \u202eyned\u202c it.".encode(), ""),
    Case(
        "a line of 21 MB in JSON lines",
        "a.jsonl",
        lambda: b'{"text": "' + b"x" * 21_000_000 + b'"}\n{"text": "Two fell."}',
        "longer than 20",
    ),
    Case("a text of 21 MB", "a.txt", lambda: b"x" * 21_000_000, "larger than 20 MB", False),
    Case("100,000 brackets in JSON", "a.jsonl", lambda: b"[" * 100_000, "no JSON", False),
    Case(
        "a number of a million digits",
        "a.jsonl",
        lambda: b'{"text": "Two fell.", "id": ' + b"9" * 1_000_000 + b"}",
        "no JSON",
        False,
    ),
    Case(
        "60,000 boxes in each other",
        "a.html",
        lambda: b"<div>" * 60_000 + P.encode() + b"</div>" * 60_000,
        "no article text",
        False,
    ),
    Case(
        "an attribute of 2 MB",
        "a.html",
        lambda: b'<p class="%s">' % (b"x" * 2_000_000) + P.encode(),
    ),
    Case(
        "scripts and handlers in a page",
        "a.html",
        lambda: page_of(
            "Minova falls",
            f"<script>alert(1)</script>{PARAGRAPHS[0]}",
            f'<img src=x onerror="alert(2)">{PARAGRAPHS[1]}',
        ),
    ),
    Case(
        "markup in a headline",
        "a.html",
        lambda: page_of("&lt;script&gt;alert(3)&lt;/script&gt; hit"),
    ),
    Case(
        "a year 1 and a year 9999",
        "a.html",
        lambda: linked(
            **{
                "@type": "NewsArticle",
                "datePublished": "0001-01-01T00:00:00Z",
                "dateModified": "9999-12-31T23:59:59Z",
            }
        ),
    ),
    Case(
        "JSON-LD of wrong types",
        "a.html",
        lambda: linked(**{"@type": [7, None], "author": [[[]]], "headline": {"a": 1}, "image": 3}),
    ),
    Case(
        "5,000 nested objects in JSON-LD",
        "a.html",
        lambda: (
            b'<script type="application/ld+json">'
            + b'{"@graph":' * 5_000
            + b"</script>"
            + P.encode()
        ),
    ),
    Case(
        "entities that multiply, in a page",
        "a.xhtml",
        lambda: LAUGHS + b"<html><body>&m;" + P.encode(),
    ),
    Case(
        "entities that multiply, in a feed",
        "a.rss",
        lambda: LAUGHS + b"<rss><channel><item><title>Two fell &m;</title></item></channel></rss>",
    ),
    Case(
        "an entity that names a file, in a feed",
        "a.rss",
        lambda: (
            b'<!DOCTYPE r [<!ENTITY f SYSTEM "file:///etc/hostname">]><rss version="2.0"><channel>'
            b"<item><title>Two fell &f;</title></item></channel></rss>"
        ),
    ),
    Case(
        "a feed of 50,000 items",
        "a.rss",
        lambda: making.feed_of(*({"title": f"{n} fell"} for n in range(50_000))),
    ),
    Case(
        "markup in a feed",
        "a.rss",
        lambda: making.feed_of(
            {
                "title": "Two fell",
                "description": "&lt;script&gt;alert(4)&lt;/script&gt;&lt;p onclick=x&gt;Three.",
            }
        ),
    ),
    Case("a gzip bomb", "a.html", lambda: making.bomb(30_000_000), "gzip", False),
    Case(
        "a gzip bomb in a web archive",
        "a.warc.gz",
        lambda: making.warc_of(
            [("https://x.example/", making.bomb(25_000_000))],
            headers=[("Content-Type", "text/html"), ("Content-Encoding", "gzip")],
        ),
        "larger than 20 MB when unpacked",
        False,
    ),
    Case(
        "a web archive with a record of 30 MB",
        "a.warc.gz",
        lambda: making.warc_of([("https://x.example/", b"<p>" + b"x" * 30_000_000)]),
        "larger than 20 MB",
        False,
    ),
    Case(
        "a web archive that is cut",
        "a.warc",
        lambda: making.warc_of([("https://x.example/", page_of("Minova falls"))] * 3, "none")[
            :-200
        ],
        "broken or cut",
    ),
    Case(
        "a web archive of rubbish", "a.warc", lambda: b"WARC/1.0\r\n" + b"\xff" * 99_999, "", False
    ),
    Case(
        "a zstd frame of rubbish",
        "a.warc.zst",
        lambda: b"\x28\xb5\x2f\xfd" + b"\xff" * 9_999,
        "",
        False,
    ),
    Case(
        "a zip bomb as a Word file",
        "a.docx",
        lambda: zip_that_claims(210_000_000),
        "larger than 200 MB",
        False,
    ),
    Case(
        "a Word file with entities that multiply",
        "a.docx",
        lambda: zip_of(
            {"word/document.xml": LAUGHS + b"<r>&m;</r>", "[Content_Types].xml": LAUGHS}
        ),
        "can't be read",
        False,
    ),
    Case(
        "a zip with another zip's names",
        "a.docx",
        lambda: zip_of({"../../etc/passwd": b"x"}),
        "can't be read",
        False,
    ),
    Case(
        "a PDF of rubbish",
        "a.pdf",
        lambda: b"%PDF-1.7\n" + b"\xff<<[(" * 9_999,
        "can't be read",
        False,
    ),
    Case(
        "a PDF whose pages hold each other",
        "a.pdf",
        lambda: making.pdf_of(["Two fell."]).replace(b"/Kids [4 0 R]", b"/Kids [2 0 R]"),
        "",
        False,
    ),
    Case("a PDF stream that unpacks to gigabytes", "a.pdf", lambda: pdf_bomb(), "", False),
    Case(
        "an export that never ends",
        "result.json",
        lambda: making.export_of({"text": "Two fell."})[:-4] + b"," + b'"x' * 1_100_000,
        "broken or cut",
    ),
    Case(
        "a post of the year 9999",
        "result.json",
        lambda: making.export_of({"text": "Two fell.", "date_unixtime": "9" * 30, "date": "x"}),
        "a date that can't be read: 'x'",
    ),
    Case("a mail of 10,000 parts in each other", "a.eml", lambda: nested_mail(), "", False),
    Case(
        "a mail with a broken encoding",
        "a.eml",
        lambda: making.mail_of(b"Two fell.\xff", "text/plain; charset=nonsense"),
        "",
    ),
)


def pdf_bomb() -> bytes:
    import zlib

    body = zlib.compress(zlib.compress(b"BT " * 30_000_000, 1), 9)
    head = b"<< /Length %d /Filter [/FlateDecode /FlateDecode] >>\nstream\n" % len(body)
    whole = making.pdf_of(["Two fell."])
    start = whole.index(b"<< /Length")
    end = whole.index(b"endstream") + len(b"endstream")
    return whole[:start] + head + body + b"\nendstream" + whole[end:]


def nested_mail() -> bytes:
    lines = [
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n)
        for n in range(10_000)
    ]
    return b"From: a\r\nSubject: b\r\nDate: c\r\n" + b"".join(lines) + b"\r\nTwo fell."


def _memory(name: str) -> int:
    """Return a figure of this process's memory in kilobytes: VmRSS is now, VmHWM its peak."""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith(name))


@pytest.fixture(scope="module", autouse=True)
def held_before() -> int:
    """Return what the process holds, and forget the peak of tests before (Linux, `man 5 proc`)."""
    Path("/proc/self/clear_refs").write_text("5", encoding="utf-8")
    return _memory("VmRSS")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_what_it_gets(tmp_path: Path, case: Case) -> None:
    path = tmp_path / case.file
    path.write_bytes(case.make())
    found = list(open_input(path))
    documents = [each for each in found if isinstance(each, Document)]
    told = [each for each in found if isinstance(each, Problem)]
    told += [problem for each in documents for problem in each.problems]
    assert bool(documents) == case.reads, found[:2]
    if case.told:
        assert any(case.told in each.message for each in told), told[:3]
    for document in documents:
        assert len(document.text) < 1_000_000
        assert "alert(" not in document.text or "&lt;script&gt;" in case.make().decode()
        assert "root:" not in document.text
    if documents:
        page = render_page([Reading(each, blocks=()) for each in documents[:3]], None)
        assert "<script>alert" not in page
        assert "onerror=" not in page


def test_the_manual_has_all_of_them() -> None:
    for case in CASES:
        assert f"| {case.name} |" in MANUAL, case.name


def test_reading_them_all_took_less_than_a_gibibyte(held_before: int) -> None:
    """Beyond what the process held already: models that other tests loaded, above all."""
    assert _memory("VmHWM") - held_before < 1_048_576  # kilobytes


def test_packed_pages_are_told_to_be_packed(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_bytes(gzip.compress(page_of("Minova falls")))
    (problem,) = open_input(tmp_path / "a.html")
    assert isinstance(problem, Problem)
    assert "it is a gzip archive" in problem.message

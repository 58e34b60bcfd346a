"""A counter of loss: all visible words of a source are in a text or named in a problem."""

from __future__ import annotations

import gzip
import io
import json
import os
import re
import zipfile
from collections import Counter
from collections.abc import Iterable
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from pathlib import Path

import pytest

from sayso.intake import Hints, open_input
from sayso.intake.dom import bare_words
from sayso.intake.html import html_documents
from sayso.record import Document, Problem
from sayso.text.canonical import decode
from tests.intake.loss import bag, lost
from tests.intake.making import export_of, feed_of, mail_of, pdf_of
from tests.intake.test_pdf import Placed, drawn, lines
from tests.intake.test_tables import inline, workbook
from tests.intake.test_word import cell, paragraph, run, word_file

DATA = Path(os.environ.get("SAYSO_DATA", "../shared/benchmarks")) / "html"
"""Where saved pages are, of which people wrote down the article's text."""

MOST_LOST = 0.01
"""Of the words of an article that a page shows, over all pages."""

WORDS = (
    "The keeper of the lock said on Friday that eleven barges had been stopped",
    "Nobody was hurt, a clerk of the river office told the radio",
    "Two of the barges carried grain from Tolen, the third was empty",
)
BODY = "".join(f"<p>{words}.</p>" for words in WORDS)


def page() -> tuple[str, bytes]:
    """Parts that extraction is known to leave out, between paragraphs of an article."""
    inner = (
        "<h2>At the lock</h2><ul><li>Six sailed back</li><li>Five moored<ul><li>one leaks</li></ul>"
        "</li></ul><table><caption>Cargo</caption><tr><th>Barge</th><th>Tons</th></tr><tr>"
        "<td>Aletta</td><td>1,140</td></tr></table><blockquote>We waited all night</blockquote>"
        "<figure><img src=a.jpg><figcaption>The upper gate on Friday. Photo: River Office"
        "</figcaption></figure><dl><dt>Draught</dt><dd>four feet</dd></dl><pre>NOTICE 12</pre>"
        "<p>It had cost <del>90</del> <ins>80</ins> crowns<sup>3</sup>.</p>"
    )
    source = (
        f"<!DOCTYPE html><html lang=en><head><title>Barges stopped</title></head><body><article>"
        f"<h1>Barges stopped at Tolen</h1>{BODY}{inner}{BODY.replace('Friday', 'Sunday')}"
        "</article></body></html>"
    )
    body = re.sub(r"<title>.*?</title>", " ", source)
    return re.sub(r"<[^>]*>", " ", body), source.encode()


def feed() -> tuple[str, bytes]:
    items = [{"title": f"Report {n}", "description": words} for n, words in enumerate(WORDS)]
    marked = "&lt;ul&gt;&lt;li&gt;Six&lt;/li&gt;&lt;li&gt;Five&lt;/li&gt;&lt;/ul&gt;"
    items.append({"title": "R&amp;D", "description": marked, "pubDate": "the last of May"})
    said = " ".join(f"{each['title']} {each['description']}" for each in items[:3])
    return f"{said} R&D Six Five the last of May", feed_of(*items)


def mail() -> tuple[str, bytes]:
    made = MIMEMultipart("mixed")
    made["From"], made["Subject"] = "River Office <r@river.example>", "Barges at the lock"
    made["Date"] = "some day in May"
    made.attach(MIMEText(f"{WORDS[0]}.\n\n> An older line\n\n-- \nAn Ode, clerk", "plain"))
    made.attach(MIMEText(f"<ul><li>Six sailed</li></ul><p>{WORDS[1]}.</p>", "html"))
    listed = MIMEText("a,b", "csv")
    listed.add_header("Content-Disposition", "attachment", filename="cargo list.csv")
    made.attach(listed)
    said = f"Barges at the lock {WORDS[0]} {WORDS[1]} An older line An Ode clerk Six sailed"
    return f"{said} some day in May cargo list.csv", made.as_bytes()


def mails() -> tuple[str, bytes]:
    start = b"From r@river.example Fri May  2 07:30:00 2025\n"
    each = [start + mail_of(f"{words}.\n>From here on.\n".encode()) + b"\n" for words in WORDS]
    return f"{' '.join(WORDS)} From here on From here on From here on", b"".join(each)


def word() -> tuple[str, bytes]:
    rows = "".join(
        f"<w:tr>{cell(paragraph(run(name)))}{cell(paragraph(run(tons)))}</w:tr>"
        for name, tons in (("Aletta", "1,140"), ("Brava", "980"))
    )
    box = f"<w:txbxContent>{paragraph(run('A box beside it'))}</w:txbxContent>"
    raw = word_file(
        paragraph(run(WORDS[0]), f"<w:ins>{run(' late')}</w:ins>", f"<w:del>{run('six')}</w:del>"),
        f"<w:tbl>{rows}</w:tbl>",
        f"<w:sdt><w:sdtContent>{paragraph(run(WORDS[1]))}</w:sdtContent></w:sdt>",
        paragraph(run("An anchor"), f"<w:r><w:pict>{box}</w:pict></w:r>"),
        footnotes=f'<w:footnote w:id="2">{paragraph(run("Told twice"))}</w:footnote>',
        header1=paragraph(run("River Office, page head")),
        comments=f"<w:comment>{paragraph(run('check this'))}</w:comment>",
    )
    chart = "<a:t xmlns:a='http://schemas.openxmlformats.org/drawingml/2006/main'>Tons</a:t>"
    packed = io.BytesIO(raw)
    with zipfile.ZipFile(packed, "a") as more:
        more.writestr("word/charts/chart1.xml", f"<c>{chart}</c>")
        more.writestr("word/embeddings/cargo.xlsx", b"x")
    said = f"{WORDS[0]} late six Aletta 1,140 Brava 980 {WORDS[1]} An anchor A box beside it"
    told = "Told twice River Office, page head check this Tons cargo"
    return f"{said} {told}", packed.getvalue()


def pdf() -> tuple[str, bytes]:
    """Three pages with heads and numbers, a table, a raised mark, and a sentence over two pages."""
    table: list[Placed] = [
        (left, 560 - 14 * row, 11, words)
        for row, cells in enumerate((("Aletta", "1,140"), ("Brava", "980"), ("Carola", "77")))
        for left, words in zip((70, 300), cells, strict=True)
    ]
    note: list[Placed] = [(70, 480, 11, "It cost 80 crowns"), (161, 485, 6, "3")]
    pages = [
        [*lines("River Office", top=800, size=9), *lines(*words), *lines(str(n), top=30, size=9)]
        for n, words in enumerate(
            (("Toll", "Stopped", "11", WORDS[0]), (f"{WORDS[1].lower()}.",), (f"{WORDS[2]}.",)), 1
        )
    ]
    pages[1] += table + note
    said = f"River Office Toll Stopped 11 {' '.join(WORDS)} Aletta 1,140 Brava 980 Carola 77"
    return f"{said} It cost 80 crowns 3", drawn(*pages)


def plain_pdf() -> tuple[str, bytes]:
    return " ".join(WORDS), pdf_of(WORDS[:2], WORDS[2:])


def posts() -> tuple[str, bytes]:
    struck = {"type": "strikethrough", "text": "ninety"}
    raw = export_of(
        {"text": [WORDS[0], " ", {"type": "bold", "text": "today"}, struck]},
        {"text": "", "poll": {"question": WORDS[1], "answers": [{"text": "Yes"}, {"text": "No"}]}},
        {"text": WORDS[2], "todo_list": {"title": "Needed", "answers": [{"text": "ropes"}]}},
        {"text": "", "rich_message": {"blocks": [{"text": "A block"}, {"items": ["an item"]}]}},
    )
    said = f"{' '.join(WORDS)} today ninety Yes No Needed ropes A block an item"
    return said, raw


def rows() -> tuple[str, bytes]:
    remark = "The desk could not reach the office for any word on this"
    head = "date,text,remark\n"
    return f"{WORDS[0]} remark", f'{head}2025-05-02,"{WORDS[0]}","{remark}"\n'.encode()


def book() -> tuple[str, bytes]:
    sheet = (
        f'<row r="1">{inline("A1", "Cargo of May")}</row>'
        f'<row r="2">{inline("A2", "text")}{inline("B2", "source")}</row>'
        f'<row r="3">{inline("A3", WORDS[0])}{inline("B3", "Radio")}{inline("C3", "beside")}</row>'
    )
    raw = workbook({"s": f"{sheet}</sheetData>", "t": f"{sheet}</sheetData>"}, hidden="t")
    return f"Cargo of May {WORDS[0]} beside sheet t hidden", raw


def subtitles() -> tuple[str, bytes]:
    cues = "".join(
        f"{n}\n00:00:0{n},000 --> 00:00:0{n + 1},000\n<i>{words}</i>\n\n"
        for n, words in enumerate(WORDS, 1)
    )
    return f"{' '.join(WORDS)} no time for this", f"no time for this\n\n{cues}".encode()


SOURCES = {
    "a.html": page, "a.rss": feed, "a.eml": mail, "a.mbox": mails, "a.docx": word, "a.pdf": pdf,
    "b.pdf": plain_pdf, "result.json": posts, "a.csv": rows, "a.xlsx": book, "a.srt": subtitles,
}  # fmt: skip


@pytest.mark.parametrize("name", SOURCES)
def test_no_word_of_a_source_is_lost_without_a_word(tmp_path: Path, name: str) -> None:
    visible, raw = SOURCES[name]()
    (tmp_path / name).write_bytes(raw)
    assert not lost(visible, open_input(tmp_path / name, Hints()))


def test_the_counter_counts() -> None:
    kept: list[Document | Problem] = [
        Document("Six barges"),
        Problem("intake", "left out: “a lock”"),
    ]
    assert lost("Six barges and six locks", kept) == Counter({"and": 1, "six": 1, "locks": 1})


@pytest.mark.skipif(not DATA.is_dir(), reason="no saved pages here")
@pytest.mark.parametrize(
    "every", [3, pytest.param(1, marks=pytest.mark.soak)], ids=["a third", "all"]
)
def test_pages_lose_few_words_of_their_articles(every: int) -> None:
    """Words of an article as people wrote it down, that its page shows."""
    folder = DATA / "aeb"
    articles = json.loads((folder / "ground-truth.json").read_text(encoding="utf-8"))
    gone: Counter[str] = Counter()
    wanted: Counter[str] = Counter()
    for name, article in sorted(articles.items())[::every]:
        raw = gzip.decompress((folder / f"{name}.html.gz").read_bytes())
        visible = bare_words(decode(raw).text)
        shown = bag(article["articleBody"]) & bag(visible)
        wanted[name] = shown.total()
        found = list(html_documents(raw, "a.html", Hints()))
        gone[name] = (_lost(shown, found) - _quoted(visible, found)).total()
    assert gone.total() <= MOST_LOST * wanted.total(), gone.most_common(10)


def _lost(shown: Counter[str], found: Iterable[Document | Problem]) -> Counter[str]:
    return lost(" ".join(shown.elements()), found)


def _quoted(visible: str, found: Iterable[Document | Problem]) -> Counter[str]:
    """The words of the blocks whose beginnings a problem quotes."""
    problems = [p for each in found if isinstance(each, Document) for p in each.problems]
    starts = [
        start for each in problems for start in re.findall("“(.*?)”(?:;|\\.| and)", each.message)
    ]
    blocks = [
        each for each in visible.split("\n\n") if any(each.startswith(s[:80]) for s in starts)
    ]
    return bag(" ".join(blocks))

"""Inputs made to take time or memory: at least ten for each parser, of a size to choose."""

from __future__ import annotations

import gzip
import io
import zipfile
import zlib
from collections.abc import Callable, Mapping

from tests.intake import making
from tests.intake.making import PARAGRAPHS, page_of
from tests.intake.test_intake_hostile import LAUGHS, pdf_bomb, zip_of

Make = Callable[[int], bytes]
"""Makes an input of about so many bytes."""

P = f"<p>{PARAGRAPHS[0]}</p><p>{PARAGRAPHS[1]}</p>"
ITEM = f"<item><title>Two fell</title><description>{PARAGRAPHS[0]}</description>"


def repeated(piece: str | bytes, size: int) -> bytes:
    raw = piece.encode() if isinstance(piece, str) else piece
    return raw * max(1, size // len(raw))


def numbered(piece: str, size: int) -> bytes:
    count = max(1, size // len(piece))
    return "".join(piece.replace("N", str(number)) for number in range(count)).encode()


def feed(inside: bytes, start: str = '<rss version="2.0">') -> bytes:
    return f"{start}<channel><title>x</title>{ITEM}".encode() + inside + b"</item></channel></rss>"


FEEDS: Mapping[str, Make] = {
    "an author of letters": lambda n: feed(b"<author>" + b"a" * n + b"</author>"),
    "an author of half addresses": lambda n: feed(b"<author>" + repeated("a@", n) + b"</author>"),
    "authors in pieces": lambda n: feed(repeated(f"<author>{'a' * 490}</author>", n)),
    "a creator in a CDATA section": lambda n: feed(
        b"<dc:creator><![CDATA[" + b"a" * n + b"]]></dc:creator>"
    ),
    "elements in each other": lambda n: feed(repeated("<b>", n)),
    "many namespaces": lambda n: feed(
        b"", '<rss version="2.0" ' + numbered('xmlns:aN="http://a/N" ', n).decode() + ">"
    ),
    "many attributes": lambda n: feed(b"<link " + numbered('aN="N" ', n) + b"/>"),
    "a title of entities": lambda n: feed(b"<title>" + repeated("&amp;", n) + b"</title>"),
    "boxes in each other in a summary": lambda n: feed(
        b"<description>" + repeated("&lt;div&gt;", n) + b"</description>"
    ),
    "a date of numbers": lambda n: feed(b"<pubDate>" + repeated("1 ", n) + b"</pubDate>"),
    "a date of one number": lambda n: feed(b"<pubDate>" + b"1" * n + b"</pubDate>"),
    "many tags of one item": lambda n: feed(numbered("<category>cN</category>", n)),
    "comments that do not end": lambda n: feed(repeated("<!-- ", n)),
    "sections that do not end": lambda n: feed(repeated("<![CDATA[ ", n)),
    "items without end": lambda n: feed(repeated("<item>", n)),
    "a document type without end": lambda n: (
        b"<!DOCTYPE a [" + repeated("<!ENTITY ", n) + feed(b"")
    ),
}


def mail(headers: bytes, body: bytes = b"Two fell.") -> bytes:
    told = (
        b"From: a <a@b.example>\r\nSubject: Two fell\r\nDate: Sat, 01 Mar 2025 08:00:00 +0200\r\n"
    )
    return told + headers + b"\r\n\r\n" + body


def multipart(body: bytes) -> bytes:
    return mail(b"Content-Type: multipart/mixed; boundary=x", body)


MAILS: Mapping[str, Make] = {
    "parameters": lambda n: mail(b"Content-Type: text/plain" + repeated("; a=b", n)),
    "parameters in quotes": lambda n: mail(b"Content-Type: text/plain" + repeated('; a="', n)),
    "semicolons": lambda n: mail(b"Content-Type: text/plain" + b";" * n),
    "parameters in pieces": lambda n: mail(
        b"Content-Type: text/plain" + numbered("; a*N*=utf-8''b", n)
    ),
    "parameters on lines of their own": lambda n: mail(
        b"Content-Type: text/plain" + numbered(";\r\n aN=b", n)
    ),
    "a disposition of parameters": lambda n: mail(
        b"Content-Disposition: attachment" + repeated(' ; a="\\"', n)
    ),
    "brackets in a sender": lambda n: b"From: " + b"(" * n + b"\r\n" + mail(b"X-A: b"),
    "a sender of commas": lambda n: b"From: " + repeated("a,<", n) + b"\r\n" + mail(b"X-A: b"),
    "many headers": lambda n: mail(numbered("X-N: a\r\n", n) + b"X-A: b"),
    "a subject of encoded words": lambda n: mail(b"Subject: " + repeated("=?utf-8?q?a?= ", n)),
    "a subject that is folded": lambda n: mail(b"Subject: a" + repeated("\r\n =?", n)),
    "parts in each other": lambda n: mail(
        numbered("Content-Type: multipart/mixed; boundary=bN\r\n\r\n--bN\r\n", n)
    ),
    "many parts": lambda n: multipart(repeated("--x\r\n\r\na\r\n", n)),
    "many boundaries": lambda n: multipart(repeated("--x\r\n", n)),
    "a part of quoted spaces": lambda n: mail(
        b"Content-Transfer-Encoding: quoted-printable", repeated("=\r\n= \r\n", n)
    ),
    "a page in a mail": lambda n: mail(
        b"Content-Type: text/html", P.encode() + repeated("<b><i>", n)
    ),
    "a date of numbers": lambda n: b"Date: " + repeated("1 ", n) + b"\r\n" + mail(b"X-A: b"),
}


def page(inside: bytes) -> bytes:
    return f"<html><body><article><h1>Minova falls</h1>{P}".encode() + inside


PAGES: Mapping[str, Make] = {
    "one figure of captions": lambda n: page(
        b"<figure><img src=a>"
        + numbered("<figcaption>Shells fell on the town number N</figcaption>", n)
    ),
    "one figure of credits": lambda n: page(
        b"<figure><img src=a>" + numbered("<span class=credit>cN</span>", n // 2)
        + numbered("<figcaption>Shells fell on N</figcaption>", n // 2)
    ),
    "captions without a picture": lambda n: page(
        numbered('<div class="caption">Shells fell on the town N</div>', n)
    ),
    "captions of teasers": lambda n: page(
        b"<div class=teaser>" + numbered("<figcaption>Shells fell on N</figcaption>", n)
    ),
    "line breaks": lambda n: page(repeated("<br>", n)),
    "bold and italic in each other": lambda n: page(repeated("<b><i><a href=x>", n)),
    "boxes in each other": lambda n: repeated("<div>", n) + P.encode(),
    "tables in each other": lambda n: page(repeated("<table><tr><td>", n)),
    "quotations in each other": lambda n: page(repeated("<blockquote><p>a b c", n)),
    "many attributes": lambda n: page(b"<p " + numbered("aN=N ", n) + b">a"),
    "long names": lambda n: page(repeated(f"<p class={'live-blog-post-' * 15}>a", n)),
    "entries in each other": lambda n: page(repeated("<div class=live-blog-post>", n)),
    "many entries": lambda n: page(
        numbered("<li class=live-blog-post id=N><p>Two drones fell on N today</p></li>", n)
    ),
    "captions in JSON-LD": lambda n: (
        b'<script type="application/ld+json">{"@type":"NewsArticle","image":['
        + numbered('{"caption":"Shells fell on N"},', n) + b"{}]}</script>" + page(b"")
    ),
    "people in JSON-LD": lambda n: (
        b'<script type="application/ld+json">{"@type":"NewsArticle","author":['
        + numbered('{"@id":"#N"},', n) + b"{}]}</script>" + page(b"")
    ),
    "titles": lambda n: page(numbered("<h1>Minova falls N</h1>", n)),
    "bylines": lambda n: page(repeated("<span class=byline>by </span>", n)),
    "times": lambda n: page(repeated("<time>1 2 3", n)),
    "one long word": lambda n: page(b"<p>" + b"a" * n),
    "spaces": lambda n: page(b"<p>" + b" \xc2\xa0" * (n // 3) + b"."),
    "entities": lambda n: page(b"<p>" + repeated("&amp;&#x41;", n)),
    "pointed brackets": lambda n: page(b"< " * (n // 2)),
    "comments that do not end": lambda n: page(repeated("<!--", n)),
    "meta tags": lambda n: numbered('<meta name=N content="a">', n) + page(b""),
    "links to others": lambda n: page(
        b"<aside class=related>" + numbered("<a href=N>a b c d e f N</a>", n)
    ),
}  # fmt: skip


def export(inside: bytes) -> bytes:
    head = b'{"name": "x", "type": "public_channel", "id": 1, "messages": ['
    return head + b'{"id": 1, "type": "message", "text": "Two fell."}' + inside + b"]}"


def message(inside: bytes) -> bytes:
    return export(b', {"id": 2, "type": "message", "text": ' + inside + b"}")


EXPORTS: Mapping[str, Make] = {
    "empty messages": lambda n: export(repeated(",{}", n // 4)),
    "messages of lists": lambda n: export(repeated(",[]", n // 4)),
    "tiny messages": lambda n: export(numbered(',{"id":N,"type":"message","text":"a"}', n // 8)),
    "lists in each other": lambda n: message(b"[" * (n // 2) + b"]" * (n // 2)),
    "objects in each other": lambda n: message(repeated('{"a":', n) + b"1" + b"}" * (n // 5)),
    "a text of pieces": lambda n: message(b"[" + repeated('"a",', n) + b'"b"]'),
    "backslashes": lambda n: message(b'"' + b"\\" * (n // 2 * 2) + b'"'),
    "backslashes without end": lambda n: message(b'"' + b"\\" * n),
    "a number": lambda n: message(b'"a", "edited_unixtime": ' + b"1" * n),
    "half characters": lambda n: message(b'"' + repeated("\\ud83d", n) + b'"'),
    "brackets that close": lambda n: export(b"]" * n),
    "lists of messages": lambda n: export(repeated('],"messages":[', n)),
    "names of a chat": lambda n: export(b"]," + repeated('"name": "x", ', n) + b'"messages": ['),
    "a forwarded name": lambda n: message(b'"a", "forwarded_from": "' + repeated("a ", n) + b'"'),
}

LINES: Mapping[str, Make] = {
    "lists in each other": lambda n: b'{"text": "a", "x": ' + b"[" * n,
    "objects in each other": lambda n: b'{"text": "a", "x": ' + repeated('{"a":', n),
    "empty lists": lambda n: b'{"text": "a", "x": [' + repeated("[],", n) + b"0]}",
    "empty objects": lambda n: b'{"text": "a", "x": [' + repeated("{},", n) + b"0]}",
    "many names": lambda n: b'{"text": "a", ' + numbered('"N":1,', n) + b'"x": 1}',
    "a number": lambda n: b'{"text": "a", "x": ' + b"9" * n + b"}",
    "a number with a point": lambda n: b'{"text": "a", "x": 0.' + b"9" * n + b"}",
    "numbers": lambda n: b'{"text": "a", "x": [' + repeated("1e308,", n) + b"0]}",
    "escapes": lambda n: b'{"text": "' + repeated("\\u0041", n) + b'"}',
    "half characters": lambda n: b'{"text": "' + repeated("\\ud83d", n) + b'"}',
    "control characters": lambda n: b'{"text": "' + repeated("\\u0001", n) + b'"}',
    "spaces": lambda n: b'{"text":' + b" " * n + b'"Two fell."}',
    "broken letters": lambda n: b'{"text": "' + b"\xff\xc3" * (n // 2) + b'"}',
    "a date of numbers": lambda n: b'{"text": "a", "published": "' + repeated("1 ", n) + b'"}',
    "no end": lambda n: b'{"text": "' + b"a" * n,
}


def warc(headers: bytes = b"", body: bytes = b"", kind: bytes = b"text/html") -> bytes:
    http = b"HTTP/1.1 200 OK\r\nContent-Type: " + kind + b"\r\n" + headers + b"\r\n" + body
    return (
        b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://x.example/\r\n"
        b"Content-Type: application/http; msgtype=response\r\n"
        b"Content-Length: %d\r\n\r\n%s\r\n\r\n" % (len(http), http)
    )


PAGE = page_of("Minova falls")
ARCHIVES: Mapping[str, Make] = {
    "parameters of a type": lambda n: warc(b"", PAGE, b"text/html" + repeated("; a=b", n)),
    "many headers": lambda n: warc(numbered("X-N: a\r\n", n), PAGE),
    "a header that is folded": lambda n: warc(b"X: a" + repeated("\r\n b", n) + b"\r\n", PAGE),
    "chunks of one byte": lambda n: warc(
        b"Transfer-Encoding: chunked\r\n", repeated("1\r\na\r\n", n)
    ),
    "a chunk without end": lambda n: warc(
        b"Transfer-Encoding: chunked\r\n", b"f" * 16 + b"\r\n" + b"a" * n
    ),
    "a body that unpacks to much": lambda n: warc(
        b"Content-Encoding: gzip\r\n", making.bomb(max(1_000_000, n * 100))
    ),
    "records that unpack to much": lambda n: b"".join(
        gzip.compress(warc(b"", b"\0" * 10_000_000, b"image/png"))
        for _ in range(max(1, n // 20_000))
    ),
    "many records": lambda n: repeated(warc(b"", b"<p>a"), n // 8),
    "many empty members": lambda n: repeated(gzip.compress(b""), n),
    "a page that takes time": lambda n: warc(b"", PAGES["tables in each other"](n)),
    "a length that lies": lambda n: warc(b"", PAGE).replace(
        b"\r\nContent-Length: ", b"\r\nContent-Length: 9999999"
    ) + b"a" * n,
    "a length of digits": lambda n: warc(b"", PAGE).replace(
        b"\r\nContent-Length: ", b"\r\nContent-Length: " + b"9" * n
    ),
    "no line end": lambda n: b"WARC/1.0\r\nX: " + b"a" * n,
    "line ends": lambda n: b"WARC/1.0" + b"\r\n" * (n // 2) + warc(b"", PAGE),
}  # fmt: skip


def pdf_with(content: bytes, more: bytes = b"", page_entry: bytes = b"") -> bytes:
    """A PDF of one page whose content is packed; `more` are further objects."""
    packed = zlib.compress(content)
    objects = (
        b"1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n"
        b"2 0 obj\n<< /Type /Pages /Kids [4 0 R] /Count 1 >>\nendobj\n"
        b"3 0 obj\n<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>\nendobj\n"
        b"4 0 obj\n<< /Type /Page /Parent 2 0 R /Contents 5 0 R /MediaBox [0 0 9 9] "
        b"/Resources << /Font << /F1 3 0 R >> >> " + page_entry + b" >>\nendobj\n"
        b"5 0 obj\n<< /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream\nendobj\n"
        % (len(packed), packed)
    )
    return b"%PDF-1.4\n" + objects + more + b"trailer << /Root 1 0 R /Size 99 >>\nstartxref\n0\n"


TEXT = b"BT /F1 9 Tf (Two fell.) Tj ET "
PDFS: Mapping[str, Make] = {
    "operators": lambda n: pdf_with(repeated("q 1 0 0 1 0 0 cm ", n) + TEXT),
    "texts": lambda n: pdf_with(repeated(TEXT, n)),
    "lists in each other": lambda n: pdf_with(TEXT + b"[" * n),
    "objects in each other": lambda n: pdf_with(TEXT, b"6 0 obj\n" + b"<<" * n),
    "objects in each other in a page": lambda n: pdf_with(TEXT, b"", b"/X " + repeated("<</A", n)),
    "brackets in a text": lambda n: pdf_with(TEXT + b"(" * n),
    "numbers": lambda n: pdf_with(repeated("1 ", n) + TEXT),
    "one number": lambda n: pdf_with(b"9" * n + b" w " + TEXT),
    "many objects": lambda n: pdf_with(TEXT, numbered("N 0 obj\n<<>>\nendobj\n", n)),
    "comments": lambda n: pdf_with(repeated("%a\n", n) + TEXT),
    "a place that is its own": lambda n: pdf_with(TEXT).replace(
        b"/Size 99", b"/Size 99 /Prev 9 /XRefStm 9 " + b" " * n
    ),
    "pages in each other": lambda n: making.pdf_of(["Two fell."]).replace(
        b"/Kids [4 0 R]", b"/Kids [" + repeated("2 0 R ", n) + b"]"
    ),
    "pages again and again": lambda n: making.pdf_of(["Two fell."]).replace(
        b"/Kids [4 0 R]", b"/Kids [" + repeated("4 0 R ", n) + b"]"
    ),
    "a stream that unpacks to gigabytes": lambda _: pdf_bomb(),
    "spaces": lambda n: b"%PDF-1.4\n" + b" " * n,
    "ends": lambda n: b"%PDF-1.4\n" + repeated("startxref\n9\n%%EOF\n", n),
}

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def word(inside: bytes, **more: bytes) -> bytes:
    """A Word file whose body is `inside`; further members by their name in the folder `word`."""
    whole = making.docx_of("Two fell.")
    with zipfile.ZipFile(io.BytesIO(whole)) as packed:
        members = {each: packed.read(each) for each in packed.namelist()}
    members["word/document.xml"] = f"<w:document {W}><w:body>".encode() + inside
    members["word/document.xml"] += b"</w:body></w:document>"
    members |= {f"word/{name}.xml": raw for name, raw in more.items()}
    return zip_of(members)


WORDS = "<w:p><w:r><w:t>Two fell.</w:t></w:r></w:p>"
CELL = "<w:tbl><w:tr><w:tc>"
WORD_FILES: Mapping[str, Make] = {
    "paragraphs": lambda n: word(repeated(WORDS, n)),
    "empty paragraphs": lambda n: word(WORDS.encode() + repeated("<w:p/>", n)),
    "runs": lambda n: word(b"<w:p>" + repeated("<w:r><w:t>a</w:t></w:r>", n) + b"</w:p>"),
    "line breaks": lambda n: word(b"<w:p><w:r>" + repeated("<w:br/>", n) + b"</w:r></w:p>"),
    "tables in each other": lambda n: word(repeated(CELL, n)),
    "a table of rows": lambda n: word(
        b"<w:tbl>" + repeated("<w:tr><w:tc><w:p/></w:tc></w:tr>", n) + b"</w:tbl>"
    ),
    "a row of cells": lambda n: word(
        b"<w:tbl><w:tr>" + repeated("<w:tc><w:p/></w:tc>", n) + b"</w:tr></w:tbl>"
    ),
    "a cell that spans many": lambda n: word(
        b'<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="%d"/></w:tcPr><w:p/></w:tc></w:tr></w:tbl>'
        % (n * 100)
    ),
    "cells that go on": lambda n: word(
        b"<w:tbl>"
        + repeated("<w:tr><w:tc><w:tcPr><w:vMerge/></w:tcPr><w:p/></w:tc></w:tr>", n)
        + b"</w:tbl>"
    ),
    "elements in each other": lambda n: word(repeated("<w:p>", n)),
    "many attributes": lambda n: word(b"<w:p " + numbered('aN="N" ', n) + b"/>"),
    "entities that multiply": lambda _: zip_of({"word/document.xml": LAUGHS + b"<r>&m;</r>"}),
    "styles": lambda n: word(WORDS.encode(), styles=repeated("<w:style>", n)),
    "members": lambda n: zip_of({f"word/{number}": b"" for number in range(n // 100)}),
    "spaces that unpack to much": lambda n: word(b" " * min(n * 400, 190_000_000)),
    "paragraphs that unpack to much": lambda n: word(repeated("<w:p/>", n * 100)),
}

PARSERS: Mapping[str, Mapping[str, Make]] = {
    "a.rss": FEEDS,
    "a.eml": MAILS,
    "a.html": PAGES,
    "result.json": EXPORTS,
    "a.jsonl": LINES,
    "a.warc": ARCHIVES,
    "a.pdf": PDFS,
    "a.docx": WORD_FILES,
}
"""By the name of the file that holds them."""

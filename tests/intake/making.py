"""Files of every kind that Sayso reads, made for tests."""

from __future__ import annotations

import gzip
import io
import json
from collections.abc import Iterable, Mapping
from typing import Any

import docx
from fastwarc.stream_io import ZstdWriter
from warcio.statusandheaders import StatusAndHeaders  # type: ignore[import-untyped]
from warcio.warcwriter import WARCWriter  # type: ignore[import-untyped]

PARAGRAPHS = (
    "Rebels said on Tuesday that they had taken the town of Minova after two days of fighting"
    " along the lake, and that the army had left behind trucks and guns.",
    "The army denied it. A spokesman told reporters that its soldiers still held the port and the"
    " hills above it, and that the fighting went on.",
)


def page_of(title: str, *paragraphs: str) -> bytes:
    body = "".join(f"<p>{each}</p>" for each in paragraphs or PARAGRAPHS)
    return (
        f'<!DOCTYPE html><html lang="en"><head><title>{title}</title></head>'
        f"<body><main><article><h1>{title}</h1>{body}</article></main></body></html>"
    ).encode()


def feed_of(*items: Mapping[str, str], title: str = "Lake Radio", items_at_end: str = "") -> bytes:
    """An RSS feed; each item's fields become elements."""
    written = "".join(
        "<item>" + "".join(f"<{name}>{words}</{name}>" for name, words in each.items()) + "</item>"
        for each in items
    )
    return (
        f'<?xml version="1.0"?><rss version="2.0"><channel><title>{title}</title>'
        f"<language>en</language>{written}{items_at_end}</channel></rss>"
    ).encode()


class _Writer(WARCWriter):  # type: ignore[misc]
    """warcio's own leaves temporary files open."""

    @staticmethod
    def _create_temp_file() -> io.BytesIO:
        return io.BytesIO()


def warc_of(
    pages: Iterable[tuple[str, bytes]],
    packed: str = "gzip",
    headers: Iterable[tuple[str, str]] = (("Content-Type", "text/html; charset=utf-8"),),
    status: str = "200 OK",
) -> bytes:
    """A web archive with a request and a response for each page, packed by gzip, zstd or not."""
    out = io.BytesIO()
    writer = _Writer(out, gzip=packed == "gzip")
    writer.write_record(writer.create_warcinfo_record("test.warc", {"software": "test"}))
    for url, body in pages:
        http = StatusAndHeaders(status, list(headers), protocol="HTTP/1.1")
        record = writer.create_warc_record(
            url,
            "response",
            payload=io.BytesIO(body),
            http_headers=http,
            warc_headers_dict={"WARC-Date": "2025-03-01T10:00:00Z"},
        )
        writer.write_record(record)
    raw = out.getvalue()
    return zstd(raw) if packed == "zstd" else raw


def zstd(raw: bytes) -> bytes:
    out = io.BytesIO()
    writer = ZstdWriter(out)
    writer.write(raw)
    writer.finish()
    writer.flush()
    return out.getvalue()


def export_of(*messages: Mapping[str, Any], name: str = "Lake Front", chat: int = 4_711) -> bytes:
    """Telegram Desktop's export of one channel."""
    told = [{"id": n, "type": "message", "date": "2025-03-01T08:00:00",
             "date_unixtime": "1740816000", "from": name, **each}
            for n, each in enumerate(messages, 1)]  # fmt: skip
    whole = {"name": name, "type": "public_channel", "id": chat, "messages": told}
    return json.dumps(whole, indent=1).encode()


def pdf_of(*pages: Iterable[str]) -> bytes:
    """A PDF with a page for each list of lines, written by hand."""
    objects: list[bytes] = []
    kids = " ".join(f"{4 + 2 * n} 0 R" for n in range(len(pages)))
    objects.append(b"<< /Type /Catalog /Pages 2 0 R >>")
    objects.append(f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode())
    objects.append(b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")
    for n, lines in enumerate(pages):
        shown = "".join(f"({line}) Tj 0 -14 Td " for line in lines)
        stream = f"BT /F1 12 Tf 72 720 Td {shown}ET".encode("latin-1")
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents {5 + 2 * n} 0 R"
            " /Resources << /Font << /F1 3 0 R >> >> >>".encode()
        )
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
    out, places = io.BytesIO(), []
    out.write(b"%PDF-1.4\n")
    for number, body in enumerate(objects, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.write(b"".join(b"%010d 00000 n \n" % place for place in places))
    out.write(b"trailer << /Size %d /Root 1 0 R >>\n" % (len(objects) + 1))
    out.write(b"startxref\n%d\n%%%%EOF\n" % start)
    return out.getvalue()


def docx_of(*paragraphs: str, table: Iterable[Iterable[str]] = ()) -> bytes:
    document = docx.Document()
    for each in paragraphs:
        document.add_paragraph(each)
    rows = [list(row) for row in table]
    if rows:
        made = document.add_table(len(rows), len(rows[0]))
        for row, words in zip(made.rows, rows, strict=True):
            for cell, each in zip(row.cells, words, strict=True):
                cell.text = each
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def mail_of(body: bytes, kind: str = "text/plain; charset=utf-8", **headers: str) -> bytes:
    told = {"From": "Lake Radio <news@lake.example>", "Subject": "Town changes hands",
            "Date": "Sat, 01 Mar 2025 08:00:00 +0200", "MIME-Version": "1.0",
            "Content-Type": kind}  # fmt: skip
    told |= {name.replace("_", "-"): words for name, words in headers.items()}
    lines = "".join(f"{name}: {words}\r\n" for name, words in told.items())
    return lines.encode() + b"\r\n" + body


def bomb(size: int = 200_000_000) -> bytes:
    """A few hundred kilobytes of gzip that unpack to `size` zeros."""
    out = io.BytesIO()
    with gzip.GzipFile(fileobj=out, mode="wb") as packed:
        for _ in range(size // 1_000_000):
            packed.write(b"\0" * 1_000_000)
    return out.getvalue()

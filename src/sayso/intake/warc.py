"""Web archives: a page for each response that holds one (CC-NEWS and others)."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import IO, TYPE_CHECKING, Any, BinaryIO

from sayso.intake.arrival import Arrival, Taking, arrivals, now
from sayso.intake.hints import LARGEST_INPUT, STAGE, unread
from sayso.intake.text import text_document
from sayso.intake.unpack import PackedError, unpacked
from sayso.intake.workers import ParserStoppedError, Workers
from sayso.record import Capture, Problem
from sayso.record.addresses import without_credentials
from sayso.record.faults import attempt

if TYPE_CHECKING:
    from fastwarc.warc import WarcRecord

BROKEN = (OSError, ValueError, EOFError, PackedError)
"""What reading a broken archive raises."""

PAGES = ("text/html", "application/xhtml+xml")
LONGEST_HEADER = 1 << 18
MOST_LOOKED_AT = 1 << 30


@dataclass(frozen=True, slots=True)
class ArchivedResponse:
    """What one record of an archive holds: bytes, and what it and the server say of them.

    `where` names the archive and the record, `shown` its address too; `plain` is text that others
    made of a page. `at` is None where the record does not say when it was fetched.
    """

    body: bytes
    where: str
    shown: str
    url: str
    at: datetime | None
    kind: str
    status: int | None
    headers: tuple[tuple[str, str], ...]
    charset: str | None
    plain: bool


def warc_arrivals(stream: BinaryIO, name: str, taking: Taking, size: int) -> Iterator[Arrival]:
    """Yield the documents of an archive's pages, one record at a time; see `archive_pages`."""
    for page, last in archive_pages(stream, name, size, taking.workers):
        if isinstance(page, Problem):
            yield Arrival(page, done=last, size=size)
            continue
        for arrival in page_arrivals(page, taking):
            yield replace(arrival, done=last, size=size)


REMEDY = "What came before it was read. Fetch the archive again to have the rest."


def archive_pages(
    stream: BinaryIO, name: str, size: int, workers: Workers
) -> Iterator[tuple[ArchivedResponse | Problem, int]]:
    """Yield the pages of an archive, plain or packed by gzip, zstd or lz4, and where each begins.

    Other records (pictures, requests, redirects, errors) are passed over. A broken place ends the
    reading with a problem that says where; what came before it is kept. `size` is what messages
    call the end of the archive; the stream must be one that can be read back and forth.
    """
    last, whole = 0, stream.seek(0, os.SEEK_END)
    try:
        for page, last in workers.results("archive", (name, size, whole), whole, stream):
            yield page, last
    except ParserStoppedError as stopped:
        yield unread(name, f"the archive: {stopped}, after byte {last}", REMEDY), size


def records_of(
    stream: BinaryIO, name: str, size: int, _whole: int
) -> Iterator[tuple[ArchivedResponse | Problem, int]]:
    """Return what `archive_pages` returns, as a parser in a worker gives it."""
    empty, last = True, 0
    try:
        for number, record in enumerate(_records(stream), start=1):
            last = int(record.stream_pos)
            where = f"{name}, record {number}"
            page = attempt(STAGE, partial(_page, record, where), BROKEN, where)
            if page is not None:
                empty = False
                yield page, last
        _check_end(stream, last)
    except BROKEN as broken:
        yield unread(name, f"the archive is broken or cut ({str(broken)[:120]})", REMEDY), size
        return
    if empty:
        yield unread(name, "no page in the archive", "Check that it was fetched whole."), size


def _records(stream: IO[bytes]) -> Iterator[Any]:
    from fastwarc.warc import ArchiveIterator, WarcRecordType

    kinds = (WarcRecordType.response, WarcRecordType.resource, WarcRecordType.conversion)
    return ArchiveIterator(
        stream,
        record_types=kinds[0] | kinds[1] | kinds[2],
        parse_http=True,
        auto_decode="none",
        max_header_len=LONGEST_HEADER,
    )


def _check_end(stream: IO[bytes], last: int) -> None:
    """Raise EOFError when the archive ends amid a record; fastwarc passes over such a one.

    `last` is where the last record begins that was read.
    """
    stream.seek(last)
    head = stream.read(4)
    stream.seek(last)
    if head.startswith(b"\x1f\x8b"):
        for _ in unpacked(iter(partial(stream.read, 1 << 16), b""), "gzip", MOST_LOOKED_AT):
            pass
    elif head == b"WARC":
        stream.seek(-4, os.SEEK_END)
        if stream.read() != b"\r\n\r\n":
            raise EOFError("it ends amid a record")


def _page(record: WarcRecord, where: str) -> ArchivedResponse | Problem | None:
    """Return the page that a record holds, why it can't be had, or None for another sort of
    record.
    """
    from fastwarc.warc import WarcRecordType

    kind = (_content_type(record) or "").split(";")[0].strip().lower()
    status = record.http_headers.status_code if record.http_headers else None
    plain = record.record_type == WarcRecordType.conversion and kind.startswith("text/plain")
    # A conversion in plain text is what a WET file holds: it has no HTTP headers.
    if not plain and (kind not in PAGES or (status is not None and status != 200)):
        return None
    url = str(record.headers.get("WARC-Target-URI") or "").strip("<>")
    url = without_credentials(url)
    shown = f"{where} ({url[:200]})"
    body = _body(record, shown)
    if isinstance(body, Problem):
        return body
    charset = record.http_charset if record.http_headers else None
    return ArchivedResponse(
        body, where, shown, url, record.record_date, kind, status, _headers(record), charset, plain
    )


def page_arrivals(page: ArchivedResponse, taking: Taking) -> Iterator[Arrival]:
    """Yield the documents of one page."""
    hints = replace(taking.hints, url=taking.hints.url or page.url or None)
    capture = Capture(
        page.body, page.url or f"warc:{page.where}", page.at or now(), page.kind, page.status,
        page.headers, reading=taking.reading,
    )  # fmt: skip
    if page.plain:
        yield from arrivals(capture, taking, lambda: [text_document(page.body, page.shown, hints)])
    else:
        make = partial(taking.workers.documents, "page", page.body, page.shown, hints, page.charset)
        yield from arrivals(capture, taking, make)


def _content_type(record: WarcRecord) -> str | None:
    if record.http_headers:
        return record.http_content_type
    return record.headers.get("Content-Type")


def _headers(record: WarcRecord) -> tuple[tuple[str, str], ...]:
    pairs = list(record.http_headers.items()) if record.http_headers else []
    return tuple(
        (str(name).lower()[:100], without_credentials(str(words)[:2_000]))
        for name, words in pairs[:100]
    )


def _body(record: WarcRecord, shown: str) -> bytes | Problem:
    """Return the payload without chunks and packing, or why it can't be had."""
    raw = record.reader.read(LARGEST_INPUT + 1)
    if len(raw) < min(record.content_length, LARGEST_INPUT):
        # fastwarc itself ends without a word where an archive was cut.
        raise EOFError(f"{record.content_length - len(raw)} bytes are missing")
    headers = dict(_headers(record))
    if "chunked" in headers.get("transfer-encoding", "").lower():
        raw = _dechunked(raw)
    encoding = headers.get("content-encoding", "")
    if len(raw) > LARGEST_INPUT:
        return unread(shown, f"larger than {LARGEST_INPUT // 1_000_000} MB", "Leave it out.")
    if encoding and not raw[:400].lstrip().startswith(b"<"):
        # Archives differ in whether they kept the packing that the header names.
        try:
            return b"".join(unpacked([raw], encoding, LARGEST_INPUT))
        except PackedError as broken:
            return unread(shown, str(broken), "Leave it out, or fetch the page itself.")
    return raw


def _dechunked(raw: bytes) -> bytes:
    """Return the chunks of an HTTP body put together; a body that has none comes back as it is."""
    pieces: list[bytes] = []
    at = 0
    while at < len(raw):
        end = raw.find(b"\r\n", at, at + 40)
        head = raw[at:end].split(b";")[0].strip() if end >= 0 else b""
        try:
            length = int(head, 16)
        except ValueError:
            return raw if not pieces else b"".join(pieces)
        if length <= 0:
            break
        pieces.append(raw[end + 2 : end + 2 + length])
        at = end + 4 + length
    return b"".join(pieces)

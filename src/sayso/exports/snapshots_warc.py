"""Snapshots as a web archive (WARC 1.0), which every web archive tool opens."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from functools import partial
from importlib import metadata
from typing import BinaryIO
from uuid import NAMESPACE_URL, uuid5

from warcio.statusandheaders import StatusAndHeaders  # type: ignore[import-untyped]
from warcio.warcwriter import WARCWriter  # type: ignore[import-untyped]

from sayso.exports.chosen import LeftOut, unreported
from sayso.ledger import EvidenceError, LedgerError, StoredCapture
from sayso.record import Problem
from sayso.record.faults import attempt

WARC_DATE = "%Y-%m-%dT%H:%M:%SZ"

NOT_AS_SENT = ("content-encoding", "transfer-encoding", "content-length")
"""Headers that describe the bytes on the wire: the snapshot has them unpacked."""


def write_snapshots_warc(
    kept: Iterable[StoredCapture],
    body_of: Callable[[str], bytes],
    out: BinaryIO,
    at: datetime,
    left_out: LeftOut = unreported,
) -> int:
    """Write a record for each capture, each a gzip member of its own; how many there were.

    `at` is when the archive is written. Ids of records are hashes of what is in them, so that the
    same captures give the same bytes. What was fetched becomes a response with its headers, what
    was a file a resource. One whose bytes are damaged, or that can't be written, is left out:
    `left_out` takes why.
    """
    writer = _Writer(out, at)
    software = {"software": f"sayso/{metadata.version('sayso')}", "format": "WARC File Format 1.0"}
    writer.write_record(writer.create_warcinfo_record("sayso.warc.gz", software))
    written = 0
    seen: set[tuple[str, str, str]] = set()
    for capture in kept:
        key = (capture.url, capture.sha256, capture.at.isoformat())
        if key in seen:  # several documents of one page
            continue
        seen.add(key)
        record = _made(writer, capture, body_of)
        if isinstance(record, Problem):
            left_out(capture.document, record)
            continue
        writer.write_record(record)
        written += 1
    return written


def _made(
    writer: _Writer, kept: StoredCapture, body_of: Callable[[str], bytes]
) -> object | Problem:
    try:
        work = partial(_whole_record, writer, kept, body_of)
        return attempt("export warc", work, (LedgerError,), subject=kept.document)
    except EvidenceError as error:
        return Problem("export warc", str(error))


def _whole_record(writer: _Writer, kept: StoredCapture, body_of: Callable[[str], bytes]) -> object:
    return _record(writer, kept, body_of(kept.sha256))


class _Writer(WARCWriter):  # type: ignore[misc]
    """warcio's own writer leaves a temporary file open for each record that it makes.

    It also gives records random ids, and the archive the time of now.
    """

    def __init__(self, out: BinaryIO, at: datetime) -> None:
        super().__init__(out, gzip=True, warc_version="WARC/1.0")
        self._at = at
        self.next_id = "archive"

    def curr_warc_date(self) -> str:
        return self._at.astimezone(UTC).strftime(WARC_DATE)

    def _make_warc_id(self) -> str:
        return f"<urn:uuid:{uuid5(NAMESPACE_URL, self.next_id)}>"

    @staticmethod
    def _create_temp_file() -> io.BytesIO:
        return io.BytesIO()


def _record(writer: _Writer, kept: StoredCapture, body: bytes) -> object:
    headers = {"WARC-Date": kept.at.strftime(WARC_DATE)}
    writer.next_id = f"{kept.url} {kept.sha256} {kept.at.isoformat()}"
    fetched = kept.status is not None
    http = None
    if fetched:
        pairs = [pair for pair in kept.headers if pair[0] not in NOT_AS_SENT]
        names = {name for name, _ in pairs}
        if "content-type" not in names and kept.media_type:
            pairs.append(("content-type", kept.media_type))
        # The body is kept unpacked, so that it has another length than what was sent.
        pairs.append(("content-length", str(len(body))))
        http = StatusAndHeaders(f"{kept.status} OK", _printable(pairs), protocol="HTTP/1.1")
    return writer.create_warc_record(
        _address(kept.url),
        "response" if fetched else "resource",
        payload=io.BytesIO(body),
        http_headers=http,
        warc_content_type="" if fetched else kept.media_type or "application/octet-stream",
        warc_headers_dict=headers,
    )


def _printable(pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return headers that can't end early: line ends in them are taken out."""
    return [(_line(name), _line(words)) for name, words in pairs]


def _line(words: str) -> str:
    return " ".join(words.split()).encode("ascii", "backslashreplace").decode("ascii")


def _address(url: str) -> str:
    """Return an address as a WARC wants it: no spaces, a scheme."""
    whole = _line(url).replace(" ", "%20")
    return whole if ":" in whole else f"file:{whole}"

"""How inputs begin: what a stream of unknown kind is, by its first bytes and with no parser."""

from __future__ import annotations

import csv
import re
import zlib

from sayso.intake.columns import has_usual_names
from sayso.intake.delimited import DELIMITERS

HEADER = 1 << 16
"""Characters before the messages of an export that say what chat it is."""

EXPORT_START = re.compile(
    r'\{\s*"(?:about|name|personal_information|type|id|chats)"\s*:', re.DOTALL
)
MESSAGES = re.compile(r'"messages"\s*:\s*\[')
FEED_START = re.compile(rb"<(?:rss|feed|rdf:RDF)[\s>]", re.IGNORECASE)
MAIL_HEADERS = (b"from:", b"subject:", b"date:", b"received:", b"mime-version:", b"message-id:")
HTML_START = re.compile(
    rb"^\s*(?:<!--.{0,2000}?-->\s*)?<(?:!doctype\s+html|html|head|body)\b", re.I
)
HTML_TAG = re.compile(rb"<(?:p|div|article|body|h1|section)[\s>]", re.I)

CENTRAL = 1 << 16
"""Bytes at the end of a zip file that name its members."""


def looks_like_export(head: bytes) -> bool:
    """Return whether the start of a file is that of Telegram's `result.json`."""
    words = head[:HEADER].decode("utf-8", "replace").lstrip("\ufeff \r\n\t")
    return EXPORT_START.match(words) is not None and (
        MESSAGES.search(words) is not None or '"personal_information"' in words[:300]
    )


def looks_like_export_page(head: bytes) -> bool:
    """Return whether the start of a page is that of a Telegram export."""
    return b'class="page_wrap"' in head and b"html" in head[:200].lower()


def looks_like_feed(head: bytes) -> bool:
    """Return whether the start of a file is that of an RSS or Atom feed."""
    head = head.replace(b"\0", b"")[:4096]
    return FEED_START.search(head) is not None and b"<html" not in head[:400].lower()


def looks_like_mail(head: bytes) -> bool:
    """Return whether the start of a file is that of a mail: three headers that mails have."""
    lines = head[:4096].replace(b"\r\n", b"\n").split(b"\n\n")[0].split(b"\n")
    named = {name for name in MAIL_HEADERS if any(each.lower().startswith(name) for each in lines)}
    return len(named) >= 3


def looks_like_lines(head: bytes) -> bool:
    """Return whether the start of a stream is that of JSON lines with objects."""
    return re.match(rb'(?:\xef\xbb\xbf)?\s*\{\s*"[^"\n]{1,80}"\s*:', head) is not None


def looks_like_page(head: bytes) -> bool:
    """Return whether the start of a stream is that of an HTML page."""
    head = head.removeprefix(b"\xef\xbb\xbf").replace(b"\0", b"")
    if HTML_START.match(head):
        return True
    return head.lstrip().startswith(b"<") and len(HTML_TAG.findall(head)) >= 2


def looks_like_archive(head: bytes) -> bool:
    """Return whether the start of a stream is that of a web archive, plain or packed by gzip or
    zstd.
    """
    if head.startswith(b"WARC/"):
        return True
    if head.startswith(b"\x1f\x8b"):
        try:
            return zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(head, 5) == b"WARC/"
        except zlib.error:
            return False
    return head.startswith((b"\x28\xb5\x2f\xfd", b"\x5d\x2a\x4d\x18"))


def looks_like_table(head: bytes) -> bool:
    """Return whether a stream begins with the usual names of columns, one of them of texts."""
    line = head.decode("utf-8", "replace").lstrip("\ufeff").split("\n", 1)[0]
    if "\0" in line or not 0 < len(line) < 2_000:
        return False
    rows = (next(csv.reader([line], delimiter=mark), []) for mark in DELIMITERS)
    return any(has_usual_names(row) and all(len(name) < 50 for name in row) for row in rows)


def is_workbook(raw: bytes) -> bool:
    """Return whether bytes are those of a workbook (.xlsx), by the names of its members."""
    return raw.startswith(b"PK\x03\x04") and b"xl/workbook.xml" in raw[:4096] + raw[-CENTRAL:]

"""From what the caller names (a file, a folder, an address, standard input) to documents."""

from __future__ import annotations

import io
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from sayso.files.opening import RefusedFileError, open_file, size_of
from sayso.intake.arrival import Arrival, Known, Taking, arrivals, captured, each_arrival
from sayso.intake.bulk_tables import bulk_arrivals, is_bulk
from sayso.intake.hints import LARGEST_INPUT, LEFT_OUT, NO_HINTS, Hints, unread, with_fields
from sayso.intake.jsonl import line_arrivals
from sayso.intake.kinds import (
    CENTRAL,
    is_workbook,
    looks_like_archive,
    looks_like_export,
    looks_like_export_page,
    looks_like_feed,
    looks_like_lines,
    looks_like_mail,
    looks_like_page,
    looks_like_table,
)
from sayso.intake.subtitles import looks_like_subtitles
from sayso.intake.tables import text_table_arrivals, workbook_arrivals
from sayso.intake.telegram import telegram_arrivals
from sayso.intake.text import other_format, side_file, text_document
from sayso.intake.warc import warc_arrivals
from sayso.record import Capture, Document, Problem, content_hash
from sayso.record.addresses import without_credentials
from sayso.text.canonical import decode

if TYPE_CHECKING:
    from sayso.intake.fetch import Fetched

TEXT_SUFFIXES = frozenset({".txt", ".md", ".text"})
HTML_SUFFIXES = frozenset({".html", ".htm", ".xhtml"})
LINE_SUFFIXES = frozenset({".jsonl", ".ndjson"})
FEED_SUFFIXES = frozenset({".rss", ".atom"})
TABLE_SUFFIXES = frozenset({".csv", ".tsv"})
SUBTITLE_SUFFIXES = frozenset({".srt", ".vtt"})
BOOK_SUFFIXES = frozenset({".xlsx", ".xlsm"})
PAPER_SUFFIXES = frozenset({".pdf", ".docx"})
MAIL_SUFFIXES = frozenset({".eml", ".mbox"})
ARCHIVE_SUFFIXES = (".warc", ".warc.gz", ".warc.zst", ".warc.lz4")
EXPORT_NAME = "result.json"
READ_SUFFIXES = (
    TEXT_SUFFIXES
    | HTML_SUFFIXES
    | LINE_SUFFIXES
    | FEED_SUFFIXES
    | PAPER_SUFFIXES
    | MAIL_SUFFIXES
    | TABLE_SUFFIXES
    | BOOK_SUFFIXES
    | SUBTITLE_SUFFIXES
)

SCHEME = re.compile(r"^[a-z][a-z0-9+.-]{1,20}://", re.IGNORECASE)
HEAD = 4096


def open_input(
    what: str | Path, hints: Hints = NO_HINTS, stdin: BinaryIO | None = None
) -> Iterator[Document | Problem]:
    """Yield the documents of one input, in order, and a problem for each that can't be read."""
    for arrival in open_arrivals(what, Taking(hints, stdin)):
        if not isinstance(arrival.content, Known):
            yield arrival.content


def open_arrivals(what: str | Path, taking: Taking) -> Iterator[Arrival]:
    """Yield what one input brings: documents and problems with the bytes that they were made of.

    `what` is a file, a folder (all below it that has a name that is read, sorted; hidden files
    and readmes are left out), an http or https address, or "-" for standard input. A file is
    judged by its name, another by its first bytes: text, page, JSON lines, feed, web archive,
    table, subtitles, PDF, Word, mail, Telegram's result.json.

    A Problem names the input, what happened and what to do; what is doubtful in a document that
    was read is in its own `problems`. Never raises for bad input. Large files are read piece by
    piece.
    """
    name = str(what)
    if name == "-":
        stream = taking.stdin or sys.stdin.buffer
        make = partial(_read_stream, stream, "standard input", taking)
        yield from each_arrival(make, taking, "standard input")
    elif SCHEME.match(name):
        yield from each_arrival(partial(_read_url, name, taking), taking, name)
    elif _is_folder(name) and is_bulk(Path(name)):
        yield from each_arrival(partial(bulk_arrivals, Path(name)), taking, name)
    elif _is_folder(name):
        yield from _read_folder(name, taking)
    else:
        yield from _read_file(Path(name), taking)


def _is_folder(name: str) -> bool:
    return "\0" not in name and os.path.isdir(name)


def is_read(name: str) -> bool:
    """Return whether a file in a folder is one to read, by its name."""
    low = name.lower()
    if low.startswith((".", "readme.")):
        return False
    return Path(low).suffix in READ_SUFFIXES or low.endswith(ARCHIVE_SUFFIXES) or low == EXPORT_NAME


def _read_folder(name: str, taking: Taking) -> Iterator[Arrival]:
    """Yield every readable file below a folder; links to folders are not followed."""
    count = 0
    refused: list[OSError] = []
    for folder, folders, files in os.walk(name, onerror=refused.append):
        folders[:] = sorted(each for each in folders if not each.startswith("."))
        for file in sorted(filter(is_read, files)):
            count += 1
            yield from _read_file(Path(folder, file), taking, Path(name))
    for error in refused:
        where = str(error.filename or name)
        yield Arrival(unread(where, _reason(error), "Check who may read the folder."))
    if not count and not refused:
        kinds = ", ".join([*sorted(READ_SUFFIXES), *ARCHIVE_SUFFIXES, EXPORT_NAME])
        remedy = f"Put files in it: {kinds}."
        yield Arrival(unread(name, "the folder holds nothing to read", remedy))


def _read_file(path: Path, taking: Taking, folder: Path | None = None) -> Iterator[Arrival]:
    """Return the documents of a file that was named, or of one of a `folder` that was.

    An error of ours ends the reading of this file alone.
    """
    return each_arrival(partial(_opened_file, path, taking, folder), taking, str(path))


def _opened_file(path: Path, taking: Taking, folder: Path | None) -> Iterator[Arrival]:
    name = str(path)
    try:
        with open_file(path, folder) as stream:
            yield from _by_name(stream, path, taking, partial(side_file, path, folder))
    except FileNotFoundError:
        yield Arrival(unread(name, "no such file or folder", "Check the path."))
    except RefusedFileError as error:
        yield Arrival(unread(name, _reason(error), error.remedy))
    except OSError as error:
        yield Arrival(unread(name, _reason(error), "Check who may read it, and the disk."))
    except ValueError as error:
        yield Arrival(unread(repr(name), f"no such path ({error})", "Check the path."))


SideFile = Callable[[], tuple[dict[str, object], tuple[Problem, ...]]]
"""Gives what NAME.json beside a text or a page says of it."""


def _by_name(stream: BinaryIO, path: Path, taking: Taking, side: SideFile) -> Iterator[Arrival]:
    """Yield the documents of an open file, judged by its name, else by its first bytes."""
    size, name = size_of(stream), str(path)
    if path.suffix.lower() in LINE_SUFFIXES:
        yield from line_arrivals(stream, name, taking, size=size)
    elif name.lower().endswith(ARCHIVE_SUFFIXES):
        yield from warc_arrivals(stream, name, taking, size)
    elif path.suffix.lower() in TABLE_SUFFIXES:
        with _again(b"", stream) as whole:
            yield from text_table_arrivals(whole, name, taking)
    else:
        yield from _read_whole(stream, path, taking, size, side)


def stream_arrivals(stream: BinaryIO, name: str, taking: Taking) -> Iterator[Arrival]:
    """Yield the documents of an open file that is called `name`, as those of a file that was named.

    No file is opened: nothing that lies beside a file of that name is looked at.
    """
    make = partial(_by_name, stream, Path(name), taking, _no_side_file)
    yield from each_arrival(make, taking, name)


def _no_side_file() -> tuple[dict[str, object], tuple[Problem, ...]]:
    return {}, ()


def _reason(error: OSError) -> str:
    return (error.strerror or type(error).__name__).lower()


def _read_whole(
    stream: BinaryIO, path: Path, taking: Taking, size: int, side: SideFile
) -> Iterator[Arrival]:
    """Yield a file that is one document, or something larger by its first bytes."""
    suffix, name = path.suffix.lower(), str(path)
    if suffix not in TEXT_SUFFIXES | HTML_SUFFIXES:
        yield from _read_stream(stream, name, taking, size)
        return
    raw = stream.read(LARGEST_INPUT + 1)
    if len(raw) > LARGEST_INPUT:
        yield Arrival(_too_large(name))
        return
    fields, problems = side()
    capture = captured(raw, f"file:{name}", taking, TYPES.get(suffix, "text/plain"))
    if fields:
        # What a side file says makes another document of the same bytes.
        capture = replace(capture, reading=content_hash("told", capture.reading, repr(fields)))
    make = partial(_with_side_file, raw, path, taking, fields, problems)
    yield from arrivals(capture, taking, make, said=_names_language(fields))


TYPES = {".html": "text/html", ".htm": "text/html", ".xhtml": "application/xhtml+xml"}


def _names_language(fields: dict[str, object]) -> bool:
    return isinstance(fields.get("language") or fields.get("lang"), str)


def _with_side_file(
    raw: bytes,
    path: Path,
    taking: Taking,
    fields: dict[str, object],
    problems: tuple[Problem, ...],
) -> Iterator[Document | Problem]:
    """Yield a text or a page, with what NAME.json beside it says going before all else."""
    if looks_like_export_page(raw[:HEAD]):
        yield from taking.workers.documents("export page", raw, str(path), taking.hints)
        return
    if path.suffix.lower() in HTML_SUFFIXES:
        for read in taking.workers.documents("page", raw, str(path), taking.hints):
            if isinstance(read, Document):
                read = with_fields(read, fields, NO_HINTS) if not _is_entry(read) else read
                read = replace(read, problems=(*read.problems, *problems))
            yield read
        return
    text = text_document(raw, str(path), taking.hints, fields)
    if isinstance(text, Document):
        text = replace(text, problems=(*text.problems, *problems))
    yield text


def _read_stream(stream: BinaryIO, name: str, taking: Taking, size: int = 0) -> Iterator[Arrival]:
    """Yield a stream of unknown kind, judged by how it begins."""
    head = stream.read(HEAD)
    if looks_like_export(head):
        with _again(head, stream) as whole:
            yield from telegram_arrivals(whole, name, taking, size)
    elif looks_like_lines(head):
        yield from line_arrivals(stream, name, taking, head, size)
    elif looks_like_archive(head):
        with _again(head, stream) as whole:
            yield from warc_arrivals(whole, name, taking, size)
    elif looks_like_table(head):
        with _again(head, stream) as whole:
            yield from text_table_arrivals(whole, name, taking)
    else:
        raw = head + stream.read(LARGEST_INPUT + 1 - len(head))
        if len(raw) > LARGEST_INPUT:
            yield Arrival(_too_large(name))
            return
        if is_workbook(raw) or Path(name).suffix.lower() in BOOK_SUFFIXES:
            yield from workbook_arrivals(raw, name, taking)
            return
        prefix = "stdin:" if name == "standard input" else f"file:{name}"
        capture = captured(raw, prefix, taking)
        yield from arrivals(capture, taking, partial(_documents, raw, name, taking))


@contextmanager
def _again(head: bytes, rest: BinaryIO) -> Iterator[BinaryIO]:
    """Give the stream from its beginning, of which `head` was read.

    One that comes by a pipe is kept in a file of its own for that time, since archives are read
    back and forth.
    """
    if rest.seekable():
        rest.seek(0)
        yield rest
        return
    with tempfile.TemporaryFile() as kept:
        kept.write(head)
        shutil.copyfileobj(rest, kept, 1 << 20)
        kept.seek(0)
        yield kept


def _documents(raw: bytes, name: str, taking: Taking) -> Iterator[Document | Problem]:
    """Yield what one document's bytes hold, by the name of a paper or mail, else by how they
    begin.
    """
    head = raw[:HEAD]
    parsed = partial(taking.workers.documents, raw=raw, name=name, hints=taking.hints)
    suffix = "" if SCHEME.match(name) else Path(name).suffix.lower()
    if suffix == ".pdf" or head.startswith(b"%PDF-"):
        yield from parsed("pdf")
    elif suffix == ".docx" or (
        head.startswith(b"PK\x03\x04") and b"word/" in head + raw[-CENTRAL:]
    ):
        yield from parsed("word")
    elif suffix in MAIL_SUFFIXES:
        yield from parsed("mail")
    elif suffix in SUBTITLE_SUFFIXES or looks_like_subtitles(head):
        yield from parsed("subtitles")
    elif looks_like_feed(head):
        yield from parsed("feed")
    elif looks_like_page(head):
        yield from parsed("page")
    elif looks_like_mail(head):
        yield from parsed("mail")
    else:
        yield text_document(raw, name, taking.hints)


def _is_entry(document: Document) -> bool:
    """Return whether a document is an entry of a live blog, which has a time and an address of its
    own.
    """
    return document.url is not None and "#" in document.url


def _too_large(name: str) -> Problem:
    limit = LARGEST_INPUT // 1_000_000
    return unread(name, f"larger than {limit} MB", "Split it, or read it as JSON lines.")


def _read_url(url: str, taking: Taking) -> Iterator[Arrival]:
    from sayso.intake.fetch import fetch

    return address_arrivals(url, taking, fetch)


def address_arrivals(
    url: str, taking: Taking, get: Callable[[str], Fetched | Problem]
) -> Iterator[Arrival]:
    """Yield the documents of a page, feed or file of the web, which `get` fetches."""
    shown = without_credentials(url)
    fetched = get(shown)
    if isinstance(fetched, Problem):
        yield Arrival(fetched)
        return
    for arrival in fetched_arrivals(fetched, shown, taking):
        if shown != url and isinstance(arrival.content, Document):
            problems = (*arrival.content.problems, LEFT_OUT)
            arrival = replace(arrival, content=replace(arrival.content, problems=problems))
        yield arrival


def fetched_arrivals(fetched: Fetched, url: str, taking: Taking) -> Iterator[Arrival]:
    """Yield what was fetched from `url`, by what the server and its first bytes say that it is."""
    if not taking.hints.url:
        taking = replace(taking, hints=replace(taking.hints, url=fetched.url))
    capture = Capture(
        fetched.raw, fetched.url, fetched.at, fetched.media_type, fetched.status, fetched.headers,
        reading=taking.reading,
    )  # fmt: skip
    kind, head, hints = fetched.media_type, fetched.raw[:HEAD], taking.hints
    if kind.split("/")[0] in ("image", "audio", "video", "font"):
        remedy = "Give the address of the article's page."
        yield Arrival(unread(url, f"it is {other_format(head) or kind}, not a page", remedy))
    elif looks_like_archive(head):
        yield from warc_arrivals(io.BytesIO(fetched.raw), url, taking, len(fetched.raw))
    elif kind in LINE_TYPES or (looks_like_lines(head) and "html" not in kind):
        yield from line_arrivals(io.BytesIO(fetched.raw), url, taking)
    elif kind in TABLE_TYPES or is_workbook(fetched.raw):
        yield from _fetched_table(fetched, url, replace(taking, hints=replace(hints, url=None)))
    elif "html" in kind and not looks_like_feed(head) and not head.startswith((b"%PDF-", b"PK")):
        make = partial(taking.workers.documents, "page", fetched.raw, url, hints, fetched.charset)
        yield from arrivals(capture, taking, make)
    else:
        raw = fetched.raw if fetched.charset is None else _in_utf8(fetched.raw, fetched.charset)
        yield from arrivals(capture, taking, partial(_documents, raw, url, taking))


def _fetched_table(fetched: Fetched, url: str, taking: Taking) -> Iterator[Arrival]:
    """Yield the documents of a table from the web; its address is that of none of its rows."""
    if is_workbook(fetched.raw):
        yield from workbook_arrivals(fetched.raw, url, taking)
    else:
        yield from text_table_arrivals(io.BytesIO(fetched.raw), url, taking)


TABLE_TYPES = ("text/csv", "text/tab-separated-values")
LINE_TYPES = ("application/x-ndjson", "application/jsonl")


def _in_utf8(raw: bytes, charset: str) -> bytes:
    """Return plain text in the encoding that the server names, as UTF-8; other formats name their
    own.
    """
    if looks_like_page(raw[:HEAD]) or looks_like_feed(raw[:HEAD]) or other_format(raw):
        return raw
    return decode(raw, charset).text.encode("utf-8", "surrogatepass")

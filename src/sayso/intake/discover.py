"""From what the caller names (a file, a folder, an address, standard input) to documents."""

from __future__ import annotations

import io
import os
import re
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from sayso.intake.fetch import Fetched, fetch
from sayso.intake.hints import LARGEST_INPUT, NO_HINTS, Hints, unread, with_fields
from sayso.intake.html import html_document
from sayso.intake.jsonl import jsonl_documents
from sayso.intake.text import other_format, side_file, text_document
from sayso.record import Document, Problem

TEXT_SUFFIXES = frozenset({".txt", ".md", ".text"})
HTML_SUFFIXES = frozenset({".html", ".htm", ".xhtml"})
LINE_SUFFIXES = frozenset({".jsonl", ".ndjson"})
READ_SUFFIXES = TEXT_SUFFIXES | HTML_SUFFIXES | LINE_SUFFIXES

SCHEME = re.compile(r"^[a-z][a-z0-9+.-]{1,20}://", re.IGNORECASE)
HTML_START = re.compile(
    rb"^\s*(?:<!--.{0,2000}?-->\s*)?<(?:!doctype\s+html|html|head|body)\b", re.I
)
HTML_TAG = re.compile(rb"<(?:p|div|article|body|h1|section)[\s>]", re.I)
HEAD = 4096


def open_input(
    what: str | Path, hints: Hints = NO_HINTS, stdin: BinaryIO | None = None
) -> Iterator[Document | Problem]:
    """The documents of one input, in order, and a problem for each that can't be read.

    `what` is a file (.txt, .md, .html, .htm, .jsonl; another is judged by its first bytes), a
    folder (all below it that has such a name, sorted; hidden files and readmes are left out), an
    http or https address, or "-" for standard input (`stdin`, or the process's own).

    A yielded Problem names the input, what happened and what to do; what is doubtful in a
    document that was read is in its own `problems`. Never raises for bad input. JSON lines are
    read one at a time.
    """
    name = str(what)
    if name == "-":
        yield from _read_stream(stdin or sys.stdin.buffer, "standard input", hints)
    elif SCHEME.match(name):
        yield from _read_url(name, hints)
    elif _is_folder(name):
        yield from _read_folder(name, hints)
    else:
        yield from _read_file(Path(name), hints)


def _is_folder(name: str) -> bool:
    return "\0" not in name and os.path.isdir(name)


def _read_folder(name: str, hints: Hints) -> Iterator[Document | Problem]:
    """Every readable file below a folder; links to folders are not followed."""
    count = 0
    refused: list[OSError] = []
    for folder, folders, files in os.walk(name, onerror=refused.append):
        folders[:] = sorted(each for each in folders if not each.startswith("."))
        for file in sorted(files):
            path = Path(folder, file)
            if (
                file.lower().startswith((".", "readme."))
                or path.suffix.lower() not in READ_SUFFIXES
            ):
                continue
            count += 1
            yield from _read_file(path, hints)
    for error in refused:
        where = str(error.filename or name)
        yield unread(where, _reason(error), "Check who may read the folder.")
    if not count and not refused:
        kinds = ", ".join(sorted(READ_SUFFIXES))
        yield unread(name, "the folder holds nothing to read", f"Put files in it: {kinds}.")


def _read_file(path: Path, hints: Hints) -> Iterator[Document | Problem]:
    name = str(path)
    try:
        if path.exists() and not (path.is_file() or path.is_fifo() or path.is_char_device()):
            yield unread(name, "it is no file", "Give a file, a folder, an address or '-'.")
            return
        with path.open("rb") as stream:
            if path.suffix.lower() in LINE_SUFFIXES:
                yield from jsonl_documents(stream, name, hints)
            else:
                yield from _read_whole(stream, path, hints)
    except FileNotFoundError:
        yield unread(name, "no such file or folder", "Check the path.")
    except OSError as error:
        yield unread(name, _reason(error), "Check who may read it, and the disk.")
    except ValueError as error:
        yield unread(repr(name), f"no such path ({error})", "Check the path.")


def _reason(error: OSError) -> str:
    return (error.strerror or type(error).__name__).lower()


def _read_whole(stream: BinaryIO, path: Path, hints: Hints) -> Iterator[Document | Problem]:
    """A file that is one document, or JSON lines under another name."""
    suffix = path.suffix.lower()
    if suffix in TEXT_SUFFIXES or suffix in HTML_SUFFIXES:
        raw = stream.read(LARGEST_INPUT + 1)
        if len(raw) > LARGEST_INPUT:
            yield _too_large(str(path))
        else:
            yield _with_side_file(raw, path, hints)
    else:
        yield from _read_stream(stream, str(path), hints)


def _with_side_file(raw: bytes, path: Path, hints: Hints) -> Document | Problem:
    """A text or a page, with what NAME.json beside it tells going before all else."""
    told, problems = side_file(path)
    if path.suffix.lower() in HTML_SUFFIXES:
        read = html_document(raw, str(path), hints)
        read = with_fields(read, told, NO_HINTS) if isinstance(read, Document) else read
    else:
        read = text_document(raw, str(path), hints, told)
    if isinstance(read, Problem):
        return read
    return replace(read, problems=(*read.problems, *problems))


def _read_stream(stream: BinaryIO, name: str, hints: Hints) -> Iterator[Document | Problem]:
    """A stream of unknown kind: JSON lines or a page if it looks so, else text."""
    head = stream.read(HEAD)
    if looks_like_lines(head):
        yield from jsonl_documents(stream, name, hints, head)
        return
    raw = head + stream.read(LARGEST_INPUT + 1 - len(head))
    if len(raw) > LARGEST_INPUT:
        yield _too_large(name)
    elif looks_like_page(head):
        yield html_document(raw, name, hints)
    else:
        yield text_document(raw, name, hints)


def looks_like_lines(head: bytes) -> bool:
    """Whether the start of a stream is that of JSON lines with objects."""
    return re.match(rb'(?:\xef\xbb\xbf)?\s*\{\s*"[^"\n]{1,80}"\s*:', head) is not None


def looks_like_page(head: bytes) -> bool:
    """Whether the start of a stream is that of an HTML page."""
    head = head.removeprefix(b"\xef\xbb\xbf").replace(b"\0", b"")
    if HTML_START.match(head):
        return True
    return head.lstrip().startswith(b"<") and len(HTML_TAG.findall(head)) >= 2


def _too_large(name: str) -> Problem:
    limit = LARGEST_INPUT // 1_000_000
    return unread(name, f"larger than {limit} MB", "Split it, or read it as JSON lines.")


def _read_url(url: str, hints: Hints) -> Iterator[Document | Problem]:
    found = fetch(url)
    if isinstance(found, Problem):
        yield found
        return
    hints = hints if hints.url else replace(hints, url=found.url)
    yield from _read_fetched(found, url, hints)


def _read_fetched(found: Fetched, url: str, hints: Hints) -> Iterator[Document | Problem]:
    what = other_format(found.raw)
    if what is not None or found.media_type.split("/")[0] in ("image", "audio", "video", "font"):
        remedy = "Give the address of the article's page."
        yield unread(url, f"it is {what or found.media_type}, not a page", remedy)
    elif "html" in found.media_type or looks_like_page(found.raw[:HEAD]):
        yield html_document(found.raw, url, hints, found.charset)
    elif found.media_type in ("application/x-ndjson", "application/jsonl") or looks_like_lines(
        found.raw[:HEAD]
    ):
        yield from jsonl_documents(io.BytesIO(found.raw), url, hints)
    else:
        yield text_document(found.raw, url, hints)

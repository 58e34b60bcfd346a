"""Papers: the text of PDF and Word files.

Both formats are programs of a kind: a few kilobytes can ask for gigabytes or for hours. They are
read in a worker, which may take neither.
"""

from __future__ import annotations

import io
import re
import traceback
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from sayso.intake.hints import STAGE, Hints, unread
from sayso.intake.word import word_text
from sayso.record import Document, Problem, Span
from sayso.text.canonical import control_problems, without_surrogates

MOST_PAGES = 2_000
LONGEST_PAGE = 200_000
LARGEST_UNZIPPED = 200_000_000
MOST_MEMBERS = 5_000
LONGEST_TEXT = 5_000_000
LINE_END_HYPHEN = re.compile(r"(?<=[a-z])-\n(?=[a-z])")
PARAGRAPH_END = re.compile(r"[.!?:;\"”’)]\s*$")
PAGE_NUMBER = re.compile(r"^\W*(?:page\s+)?\d{1,4}(?:\s*(?:of|/)\s*\d{1,4})?\W*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Paper:
    """What a file holds: its text, where each page stands in it, and what it says of itself."""

    text: str
    pages: tuple[Span, ...]
    title: str | None
    created: datetime | None
    problems: tuple[Problem, ...] = ()


class PaperError(ValueError):
    """A paper that is refused, and why."""


def pdf_documents(raw: bytes, name: str, hints: Hints) -> Iterator[Document | Problem]:
    """Return a PDF's text with its pages marked, or why there is none, as of a scan."""
    yield _document(pdf, raw, name, hints, "PDF")


def docx_documents(raw: bytes, name: str, hints: Hints) -> Iterator[Document | Problem]:
    """Return the paragraphs and tables of a Word document (.docx)."""
    yield _document(docx, raw, name, hints, "Word document")


def pdf(raw: bytes) -> Paper:
    """Return the text of each page, with title and day of making as the file has them."""
    from pypdf import PdfReader

    reader = PdfReader(io.BytesIO(raw), strict=False)
    if reader.is_encrypted and not reader.decrypt(""):
        raise PaperError("it is locked by a password")
    pages: list[str] = []
    size = 0
    for page in islice(reader.pages, MOST_PAGES):
        text = (page.extract_text() or "")[:LONGEST_PAGE]
        size += len(text)
        pages.append(text)
        if size > LONGEST_TEXT:
            break
    said = reader.metadata
    title = str(said.title) if said and said.title else None
    text, places = laid_out(tuple(pages))
    return Paper(text, places, title, said.creation_date if said else None)


def docx(raw: bytes) -> Paper:
    """Return the paragraphs and table rows of a Word file as one page."""
    from docx import Document as WordFile

    with zipfile.ZipFile(io.BytesIO(raw)) as packed:
        members = packed.infolist()
        if len(members) > MOST_MEMBERS or sum(m.file_size for m in members) > LARGEST_UNZIPPED:
            raise PaperError(f"larger than {LARGEST_UNZIPPED // 1_000_000} MB when unpacked")
        document = WordFile(io.BytesIO(raw))
        words = word_text(document.element.body, packed)
    text = "\n\n".join(words.paragraphs)[:LONGEST_TEXT]
    said = document.core_properties
    pages = (Span(0, len(text)),)
    return Paper(text, pages, said.title or None, said.created, words.problems())


def _document(
    read: Callable[[bytes], Paper], raw: bytes, name: str, hints: Hints, what: str
) -> Document | Problem:
    try:
        paper = read(raw)
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001  both libraries raise whatever comes
        reason = traceback.format_exception_only(error)[-1].strip()[:160]
        problem = f"the {what} can't be read: broken, or made to harm ({reason})"
        return unread(name, problem, "Save its text as .txt.")
    if not paper.text.strip():
        remedy = "It may be a scan: run it through text recognition (OCR) first."
        return unread(name, f"no text in the {what}", remedy)
    text, broken = without_surrogates(paper.text)
    problems = (*paper.problems, *broken, *control_problems(text))
    published = hints.published
    if published is None:
        problems = (*problems, _undated(paper.created))
    return Document(
        text,
        url=hints.url,
        outlet=hints.outlet,
        published=published,
        language=hints.language or "en",
        title=paper.title,
        pages=paper.pages,
        problems=problems,
    )


def _undated(created: datetime | None) -> Problem:
    # The day on which a file was made is not that on which its words came out.
    made_on = f" The file was made on {created:%Y-%m-%d}." if created else ""
    return Problem(STAGE, f"no publication date: give it with --published.{made_on}")


def laid_out(pages: tuple[str, ...]) -> tuple[str, tuple[Span, ...]]:
    """Return one text of all pages, and where each page stands in it.

    Lines that a page broke are put together; what every page repeats at its head or foot, and
    page numbers, are left out.
    """
    repeated = _repeated(pages)
    words: list[str] = []
    spans: list[Span] = []
    at = 0
    for page in pages:
        start = at
        for paragraph in paragraphs_of(page, repeated):
            words.append(paragraph)
            at += len(paragraph) + 2
            if at > LONGEST_TEXT:
                break
        spans.append(Span(start, max(start, at - 2)))
    text = "\n\n".join(words)
    # Blank pages at the end would stand after the text.
    return text, tuple(Span(min(s.start, len(text)), min(s.end, len(text))) for s in spans)


def _repeated(pages: tuple[str, ...]) -> frozenset[str]:
    """Return lines at the head or foot of most pages, of which there are three at least."""
    if len(pages) < 3:
        return frozenset()
    counts: dict[str, int] = {}
    for page in pages:
        lines = [each.strip() for each in page.split("\n") if each.strip()]
        for line in {*lines[:2], *lines[-2:]}:
            counts[line] = counts.get(line, 0) + 1
    return frozenset(line for line, count in counts.items() if count >= 0.6 * len(pages))


def paragraphs_of(page: str, repeated: frozenset[str] = frozenset()) -> list[str]:
    """Return a page's paragraphs: lines up to an empty one, or to a short one that ends a
    sentence.
    """
    page = LINE_END_HYPHEN.sub("", page.replace("\r\n", "\n").replace("\r", "\n"))
    lines = [" ".join(each.split()) for each in page.split("\n")]
    lines = [each for each in lines if each not in repeated and not PAGE_NUMBER.match(each)]
    full = sorted(len(each) for each in lines if each)
    usual = full[int(0.8 * len(full))] if full else 0
    paragraphs: list[str] = []
    kept: list[str] = []
    for line in lines:
        if line:
            kept.append(line)
        # A line that ends a sentence well short of the margin is a paragraph's last.
        ends = PARAGRAPH_END.search(line) is not None and len(line) < 0.8 * usual
        if kept and (not line or ends):
            paragraphs.append(" ".join(kept))
            kept = []
    return [*paragraphs, " ".join(kept)] if kept else paragraphs

"""Papers: the text of PDF and Word files.

Both formats are programs of a kind: a few kilobytes can ask for gigabytes or for hours. They are
read in a worker, which may take neither.
"""

from __future__ import annotations

import io
import traceback
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from sayso.intake.hints import STAGE, Hints, unread
from sayso.intake.layout import LONGEST_TEXT, laid_out
from sayso.intake.pdf_page import Line, page_lines
from sayso.intake.raised import left_out
from sayso.intake.word import word_text
from sayso.record import Document, Problem, Span
from sayso.text.canonical import control_problems, without_surrogates

MOST_PAGES = 2_000
LARGEST_UNZIPPED = 200_000_000
MOST_MEMBERS = 5_000


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
    pages: list[list[Line]] = []
    notes: list[str] = []
    size = 0
    for page in islice(reader.pages, MOST_PAGES):
        lines, marks = page_lines(page)
        pages.append(lines)
        notes.extend(marks)
        size += sum(len(line.words) for line in lines)
        if size > LONGEST_TEXT:
            break
    problems = left_out("raised marks of notes are", notes)
    if len(pages) < len(reader.pages):
        message = f"only the first {len(pages)} of {len(reader.pages)} pages were read."
        problems = (*problems, Problem(STAGE, message))
    said = reader.metadata
    title = str(said.title) if said and said.title else None
    text, places = laid_out(pages)
    return Paper(text, places, title, said.creation_date if said else None, problems)


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

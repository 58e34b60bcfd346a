"""Papers: the text of PDF and Word files, taken out in a process that may not grow or last.

Both formats are programs of a kind: a few kilobytes can ask for gigabytes or for hours. The
process that reads them is limited by the system, and its failure is a problem like any other.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sayso.intake.hints import STAGE, Hints, parse_time, unread
from sayso.record import Document, Problem, Span
from sayso.text.canonical import control_problems, without_surrogates

SECONDS = 60
"""Of processor time for one paper. A report of 100 pages takes 5."""

MEMORY = 1 << 30
"""Bytes that the process may ask for."""

LONGEST_TEXT = 5_000_000
LINE_END_HYPHEN = re.compile(r"(?<=[a-z])-\n(?=[a-z])")
PARAGRAPH_END = re.compile(r"[.!?:;\"”’)]\s*$")
PAGE_NUMBER = re.compile(r"^\W*(?:page\s+)?\d{1,4}(?:\s*(?:of|/)\s*\d{1,4})?\W*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Paper:
    """What the process found: the text of each page, and what the file tells of itself."""

    pages: tuple[str, ...]
    title: str | None
    authors: str | None
    created: str | None
    problem: str | None = None


def pdf_document(raw: bytes, name: str, hints: Hints) -> Document | Problem:
    """A PDF's text with its pages marked, or why there is none (scans have pictures only)."""
    return _document(_taken_out("pdf", raw), name, hints, "PDF")


def docx_document(raw: bytes, name: str, hints: Hints) -> Document | Problem:
    """The paragraphs and tables of a Word document (.docx)."""
    return _document(_taken_out("docx", raw), name, hints, "Word document")


def _taken_out(kind: str, raw: bytes) -> Paper:
    """What the limited process makes of `raw`."""
    # By its path: as a module it would bring all of Sayso's intake with it first.
    command = [sys.executable, "-I", str(Path(__file__).with_name("paperwork.py")), kind]
    limits = [str(SECONDS), str(MEMORY)]
    try:
        ended = subprocess.run(  # noqa: S603
            [*command, *limits], input=raw, capture_output=True, timeout=4 * SECONDS, check=False
        )
        told = json.loads(ended.stdout)
        return Paper(tuple(told["pages"]), told["title"], told["authors"], told["created"])
    except subprocess.TimeoutExpired:
        return Paper((), None, None, None, f"it was not read after {4 * SECONDS} seconds")
    except (ValueError, KeyError, TypeError):
        said = ended.stderr.decode("utf-8", "replace").strip().splitlines()
        reason = said[-1][:160] if said else f"it asked for more than {MEMORY >> 20} MiB or"
        reason += "" if said else f" {SECONDS} seconds"
        return Paper((), None, None, None, f"broken, or made to harm ({reason})")


def _document(paper: Paper, name: str, hints: Hints, what: str) -> Document | Problem:
    if paper.problem is not None:
        return unread(name, f"the {what} can't be read: {paper.problem}", "Save its text as .txt.")
    if not any(page.strip() for page in paper.pages):
        remedy = "It may be a scan: run it through text recognition (OCR) first."
        return unread(name, f"no text in the {what}", remedy)
    text, pages = laid_out(paper.pages)
    text, broken = without_surrogates(text)
    problems = (*broken, *control_problems(text))
    published = hints.published
    created = parse_time(paper.created) if paper.created else None
    if published is None:
        problems = (*problems, _undated(created))
    return Document(
        text,
        url=hints.url,
        outlet=hints.outlet,
        published=published,
        language=hints.language or "en",
        title=paper.title,
        pages=pages,
        problems=problems,
    )


def _undated(created: datetime | None) -> Problem:
    # The day on which a file was made is not that on which its words came out.
    told = f" The file was made on {created:%Y-%m-%d}." if created else ""
    return Problem(STAGE, f"no publication date: give it with --published.{told}")


def laid_out(pages: tuple[str, ...]) -> tuple[str, tuple[Span, ...]]:
    """One text of all pages, and where each page stands in it.

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
    """Lines at the head or foot of most pages, of which there are three at least."""
    if len(pages) < 3:
        return frozenset()
    counts: dict[str, int] = {}
    for page in pages:
        lines = [each.strip() for each in page.split("\n") if each.strip()]
        for line in {*lines[:2], *lines[-2:]}:
            counts[line] = counts.get(line, 0) + 1
    return frozenset(line for line, count in counts.items() if count >= 0.6 * len(pages))


def paragraphs_of(page: str, repeated: frozenset[str] = frozenset()) -> list[str]:
    """A page's paragraphs: lines up to an empty one, or to a short one that ends a sentence."""
    page = LINE_END_HYPHEN.sub("", page.replace("\r\n", "\n").replace("\r", "\n"))
    lines = [" ".join(each.split()) for each in page.split("\n")]
    lines = [each for each in lines if each not in repeated and not PAGE_NUMBER.match(each)]
    full = sorted(len(each) for each in lines if each)
    usual = full[int(0.8 * len(full))] if full else 0
    found: list[str] = []
    kept: list[str] = []
    for line in lines:
        if line:
            kept.append(line)
        ends = PARAGRAPH_END.search(line) is not None and len(line) < 0.8 * usual
        if kept and (not line or ends):
            found.append(" ".join(kept))
            kept = []
    return [*found, " ".join(kept)] if kept else found

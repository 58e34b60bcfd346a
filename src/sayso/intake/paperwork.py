"""The process that takes text out of a PDF or a Word file: `python paperwork.py KIND`.

It reads the file from standard input and writes JSON; whatever goes wrong ends it. It imports
nothing of Sayso's, so that it starts quickly.
"""

from __future__ import annotations

import contextlib
import io
import json
import sys
import zipfile
from itertools import islice

MOST_PAGES = 2_000
LONGEST_PAGE = 200_000
LONGEST_TEXT = 5_000_000
LARGEST_UNZIPPED = 200_000_000
MOST_MEMBERS = 5_000


class PaperError(ValueError):
    """A paper that is refused, and why."""


def main(arguments: list[str]) -> None:
    """Read standard input as the kind of paper that the first argument names."""
    kind, seconds, memory = arguments
    _limit(int(seconds), int(memory))
    read = {"pdf": pdf, "docx": docx}[kind]
    # Libraries may print what they wonder about; only the result goes to standard output.
    out = sys.stdout
    with contextlib.redirect_stdout(sys.stderr):
        found = read(sys.stdin.buffer.read())
    json.dump(found, out)


def _limit(seconds: int, memory: int) -> None:
    """Have the system end this process when it takes more. Windows has no such limits."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    with contextlib.suppress(ValueError, OSError):  # macOS refuses to limit memory
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


def pdf(raw: bytes) -> dict[str, object]:
    """The text of each page, with title, authors and day of making as the file tells them."""
    import logging

    from pypdf import PdfReader

    logging.disable(logging.CRITICAL)
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
    told = reader.metadata
    created = told.creation_date if told else None
    return {
        "pages": pages,
        "title": str(told.title) if told and told.title else None,
        "authors": str(told.author) if told and told.author else None,
        "created": created.isoformat() if created else None,
    }


def docx(raw: bytes) -> dict[str, object]:
    """The paragraphs and table rows of a Word file as one page."""
    from docx import Document
    from docx.table import Table

    with zipfile.ZipFile(io.BytesIO(raw)) as packed:
        members = packed.infolist()
        if len(members) > MOST_MEMBERS or sum(m.file_size for m in members) > LARGEST_UNZIPPED:
            raise PaperError(f"larger than {LARGEST_UNZIPPED // 1_000_000} MB when unpacked")
    document = Document(io.BytesIO(raw))
    lines: list[str] = []
    for block in document.iter_inner_content():
        if isinstance(block, Table):
            lines.extend(" | ".join(cell.text for cell in row.cells) for row in block.rows)
        else:
            lines.append(block.text)
    told = document.core_properties
    created = told.created.isoformat() if told.created else None
    text = "\n\n".join(line for line in lines if line.strip())[:LONGEST_TEXT]
    return {
        "pages": [text],
        "title": told.title or None,
        "authors": told.author,
        "created": created,
    }


if __name__ == "__main__":
    main(sys.argv[1:])

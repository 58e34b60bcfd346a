"""Plain text files: every character kept, with what a file beside them says."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path

from sayso.files.opening import RefusedFileError, read_bounded
from sayso.intake.hints import STAGE, Hints, unread, with_fields
from sayso.record import Document, Problem
from sayso.text.canonical import control_problems, decode, is_binary, without_surrogates

SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a zip archive or an office document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"\xd0\xcf\x11\xe0", "an old office document (.xls, .doc)"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
)
ARRAY = "a JSON array"
JSON_ARRAY = re.compile(rb'(?:\xef\xbb\xbf)?\s*\[\s*\{\s*"[^"\n]{1,80}"\s*:')


def other_format(raw: bytes) -> str | None:
    """Return what `raw` is by its first bytes, where that is nothing that can be read here."""
    if JSON_ARRAY.match(raw):
        return ARRAY
    return next((what for start, what in SIGNATURES if raw.startswith(start)), None)


def text_document(
    raw: bytes, name: str, hints: Hints, given: Mapping[str, object] | None = None
) -> Document | Problem:
    """Return a plain text as a document, or why it can't be one.

    Its text is that of the file to the character, line ends included; only a leading byte order
    mark is left out. `given` holds what is known of it, as a side file or a sender says.
    """
    what = other_format(raw)
    if what is not None:
        remedy = "Save its text as .txt and read that."
        if what == ARRAY:
            remedy = "Write each of its objects on a line of its own, in a .jsonl file."
        return unread(name, f"it is {what}, not text", remedy)
    decoded = decode(raw)
    if is_binary(decoded.text):
        return unread(name, "it is no text: too many control characters", "Leave it out.")
    if not decoded.text.strip():
        return unread(name, "it is empty", "Leave it out, or check that it was saved.")
    text, broken = without_surrogates(decoded.text)
    problems = (*decoded.problems, *broken, *control_problems(text))
    return with_fields(Document(text, problems=problems), given or {}, hints)


LARGEST_SIDE = 1_000_000
"""Bytes of a file beside a text. One has some hundred."""


def side_file(
    path: Path, folder: Path | None = None
) -> tuple[dict[str, object], tuple[Problem, ...]]:
    """Return what NAME.json beside NAME.txt says (url, outlet, agency, published, title,
    language).

    It is read if it is a regular file below `folder`, or in the folder of `path` without one.
    """
    sidecar = path.with_suffix(".json")
    try:
        if not sidecar.exists() or sidecar.is_dir():
            return {}, ()
        fields = json.loads(read_bounded(sidecar, LARGEST_SIDE, folder or path.parent))
    except RefusedFileError as error:
        return {}, (_bad_side(sidecar, f"is left out: {error.strerror}"),)
    except (OSError, ValueError, RecursionError) as error:
        return {}, (_bad_side(sidecar, f"can't be read ({type(error).__name__})"),)
    if not isinstance(fields, dict):
        return {}, (_bad_side(sidecar, "is no JSON object"),)
    return fields, ()


def _bad_side(sidecar: Path, what: str) -> Problem:
    message = f"{sidecar} {what}: its fields are left out. Mend it, or take it away."
    return Problem(STAGE, message)

"""JSON lines: a document on each, its text and id unchanged, read one by one."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from functools import partial
from typing import BinaryIO

from sayso.intake.arrival import Arrival, Known, Taking, captured
from sayso.intake.columns import usual_fields
from sayso.intake.hints import LARGEST_INPUT, STAGE, TEXT_FIELDS, Hints, unread, with_fields
from sayso.intake.languages import with_language
from sayso.intake.workers import ParserStoppedError
from sayso.record import Document, Problem
from sayso.record.faults import attempt
from sayso.text.canonical import control_problems, decode, without_surrogates

CHUNK = 1 << 16


def line_arrivals(
    stream: BinaryIO, name: str, taking: Taking, head: bytes = b"", size: int = 0
) -> Iterator[Arrival]:
    """Yield the document of each line of `stream` with its bytes, or what is wrong with it and
    where.

    A line is an object with `text` (or another of BODY_FIELDS), or a feed's `title` and `summary`,
    and any of `id` or `doc_id`, `title`, `published` (or another of PUBLISHED_FIELDS), `outlet`,
    `agency`, `url`, `language`. Never holds more than one line; `head` is what was read of the
    stream before.
    """
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        yield Arrival(unread(name, "it is JSON lines in UTF-16", "Save it as UTF-8."))
        return
    empty, done = True, 0
    for number, line in bounded_lines(stream, head):
        where = f"{name}, line {number}"
        done += len(line or b"") + 1
        if line is None:
            empty, remedy = False, "Leave the line out or cut its text."
            yield Arrival(unread(where, f"longer than {LARGEST_INPUT // 1_000_000} MB", remedy))
        elif line.strip(b"\xef\xbb\xbf \t\r\n"):
            empty = False
            yield from line_arrival(line, name, where, taking, (done, size))
    if empty:
        yield Arrival(unread(name, "it is empty", "Leave it out, or check that it was saved."))


def line_arrival(
    line: bytes, name: str, where: str, taking: Taking, place: tuple[int, int] = (0, 0)
) -> Iterator[Arrival]:
    """Yield the document of one line of the input `name`, or what is wrong with it."""
    capture = captured(line, f"file:{name}", taking, "application/json")
    if taking.known(capture):
        yield Arrival(Known(), capture, *place)
        return
    made = attempt(STAGE, partial(worded_document, line, where, taking), about=where)
    yield Arrival(made, None if isinstance(made, Problem) else capture, *place)


def worded_document(line: bytes, where: str, taking: Taking) -> Document | Problem:
    """Return the document of a line, in the language that is given or found."""
    hints = taking.hints
    try:
        ((made, said),) = taking.workers.results("line", (line, where, hints), len(line))
    except ParserStoppedError as stopped:
        return unread(where, str(stopped), stopped.remedy)
    if isinstance(made, Problem):
        return made
    return with_language(made, said or hints.language is not None)


def bounded_lines(
    stream: BinaryIO, head: bytes = b"", limit: int = LARGEST_INPUT
) -> Iterator[tuple[int, bytes | None]]:
    """Yield the lines of `stream` with their numbers from 1; None for one of more than `limit`
    bytes.
    """
    kept: list[bytes] = []
    number, size = 1, 0
    for chunk in _chunks(stream, head):
        *whole, rest = chunk.split(b"\n")
        for piece in whole:
            size += len(piece)
            yield number, b"".join([*kept, piece]) if size <= limit else None
            number, kept, size = number + 1, [], 0
        size += len(rest)
        kept = [*kept, rest] if size <= limit and rest else kept if size <= limit else []
    if size:
        yield number, b"".join(kept) if size <= limit else None


def _chunks(stream: BinaryIO, head: bytes) -> Iterable[bytes]:
    if head:
        yield head
    while chunk := stream.read(CHUNK):
        yield chunk


def parsed_lines(
    line: bytes, where: str, hints: Hints
) -> Iterator[tuple[Document | Problem, bool]]:
    """Return the document of a line, and whether the line says its language."""
    yield _line_document(line, where, hints)


def _line_document(line: bytes, where: str, hints: Hints) -> tuple[Document | Problem, bool]:
    decoded = decode(line)
    try:
        fields = json.loads(decoded.text)
    except (ValueError, RecursionError):
        return unread(where, "no JSON", "Write one JSON object on each line."), False
    if not isinstance(fields, dict):
        return unread(where, "no JSON object", 'Write {"text": "…"} on each line.'), False
    fields = _opened(fields)
    name = next((each for each in BODY_FIELDS if fields.get(each) is not None), None)
    other = _other_text(fields) if name is None else None
    chosen = name or other
    text = _joined(_feed_text(fields) if chosen is None else fields[chosen])
    if not isinstance(text, str) or not text.strip():
        remedy = "Give the text of the document as a string."
        return unread(where, f"no words in {name or 'text'!r}", remedy), False
    text, broken = without_surrogates(text)
    given_id, odd = _given_id(fields)
    unused = [
        *([Problem(STAGE, OTHER_NAME.format(other[:60]))] if other else []),
        *unused_words(fields, text),
    ]
    problems = (*decoded.problems, *broken, *odd, *control_problems(text), *unused)
    document = Document(text, given_id=given_id, problems=problems)
    said = isinstance(fields.get("language") or fields.get("lang"), str)
    usual = usual_fields(fields, TEXT_FIELDS)
    given = {key: value for key, value in fields.items() if value is not None}
    return with_fields(document, {**usual, **given}, hints), said


BODY_FIELDS = (
    "text", "maintext", "body", "content", "plaintext", "plain_text", "full_text", "fulltext",
    "article_text", "article_body", "articleBody", "article_content", "article", "main_text",
    "mainText", "raw_text", "rawText", "body_text", "bodyText", "content_text", "contentText",
    "story", "story_text", "storyText", "post_text", "postText", "full_content", "news_text",
    "paragraphs", "message", "selftext",
)  # fmt: skip
"""Names under which tools write the text of an article; the first one given is read."""

PARTS = ("article", "document", "doc", "item", "post", "data", "_source", "source")
"""Names under which tools write all fields of a text; one is opened where nothing else is one."""

NO_TEXTS = re.compile(
    r"author|byline|\bbio|copyright|licen[cs]e|prompt|caption|credit|html|markup|query|url|link|path"
    r"|keyword|tag|topic|comment|note|raw_?data|header|footer|disclaimer|\bid\b|reason|label|meta",
    re.IGNORECASE,
)
"""Names of fields whose sentences are about a text, or are no prose."""

OTHER_NAME = (
    "no field of a usual name holds the text: the words under {!r} are read. Give the text of the"
    " document as 'text' if they are not."
)

MANY_WORDS = 8
"""A field of more words that is not read is named: it may hold the text."""

SUMMARIES = ("title", "summary", "description", "excerpt", "abstract", "keywords", "tags")
"""Fields about a text, which are no part of it."""

UNUSED = "the words under {!r} are not read. Give the text of the document as 'text'."


def unused_words(fields: dict[str, object], text: str) -> Iterator[Problem]:
    """Yield a problem for each field whose sentences are not in the text."""
    shown = " ".join(text.split())
    for name, value in fields.items():
        if isinstance(value, str) and name not in SUMMARIES and len(value.split()) > MANY_WORDS:
            if " ".join(value.split()) in shown:
                continue
            yield Problem(STAGE, UNUSED.format(name[:60]))


def _opened(fields: dict[str, object]) -> dict[str, object]:
    """Return the fields of a text, out of the object that holds them where all stand in one."""
    if any(fields.get(name) is not None for name in (*BODY_FIELDS, "summary")) and not any(
        isinstance(fields.get(name), dict) for name in BODY_FIELDS
    ):
        return fields
    for name in PARTS:
        inner = fields.get(name)
        if isinstance(inner, dict) and any(inner.get(each) for each in BODY_FIELDS):
            return {**{key: value for key, value in fields.items() if key != name}, **inner}
    return fields


def _other_text(fields: dict[str, object]) -> str | None:
    """Return the name of the one field of no usual name that holds sentences, more of them than a
    summary does; None where there is none, or several.
    """
    summary = max(len(str(fields.get(name) or "").split()) for name in SUMMARIES)
    names = [
        name
        for name, value in fields.items()
        if isinstance(value, str)
        and name not in SUMMARIES
        and not NO_TEXTS.search(name)
        and len(value.split()) > max(MANY_WORDS, summary)
    ]
    return names[0] if len(names) == 1 else None


def _joined(value: object) -> object:
    """Return a list of paragraphs as one text; anything else as it is."""
    if isinstance(value, list) and value and all(isinstance(each, str) for each in value):
        return "\n\n".join(value)
    return value


def _feed_text(fields: dict[str, object]) -> object:
    """Return a feed item's headline and summary, with an empty line between them; None for
    neither.
    """
    parts = [fields.get("title"), fields.get("summary")]
    words = [part.strip() for part in parts if isinstance(part, str) and part.strip()]
    return "\n\n".join(words) or None


def _given_id(fields: dict[str, object]) -> tuple[str | None, tuple[Problem, ...]]:
    """Return the sender's id, unchanged; a number comes back as its digits, with a problem."""
    name = "id" if fields.get("id") is not None else "doc_id"
    value = fields.get(name)
    if value is None:
        return None, ()
    if isinstance(value, str):
        return without_surrogates(value)
    if isinstance(value, int) and not isinstance(value, bool):
        message = f"'{name}' is a number and comes back as text. Give it as a string."
        return str(value), (Problem(STAGE, message),)
    message = f"'{name}' is neither text nor a number and was left out. Give it as a string."
    return None, (Problem(STAGE, message),)

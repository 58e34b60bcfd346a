"""Newsletters and press releases that came by mail: `.eml` files."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from email import message_from_bytes
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.policy import Compat32
from email.utils import getaddresses

from sayso.intake.hints import STAGE, Hints, parse_time, unread
from sayso.intake.html import html_document
from sayso.record import Document, Problem
from sayso.text.canonical import (
    CanonicalText,
    control_problems,
    decode,
    is_binary,
    without_surrogates,
)

MOST_PARTS = 200
LONGEST_HEADER = 10_000
MOST_COMMENTS = 20
"""Comments in a header with addresses; real ones have one or two."""

QUOTED = re.compile(r"^>.*$", re.MULTILINE)


def mail_documents(raw: bytes, name: str, hints: Hints) -> Iterator[Document | Problem]:
    """Return what `mail_document` returns, as a parser in a worker gives it."""
    yield mail_document(raw, name, hints)


def mail_document(raw: bytes, name: str, hints: Hints) -> Document | Problem:
    """Return a mail's subject and words; its sender is the outlet, its date that of publication.

    The part in HTML is read as a page where there is one, else the plain one; attachments are
    named in a problem and not read.
    """
    try:
        mail = message_from_bytes(raw, policy=_BoundedHeaders())
        parts = [each for _, each in zip(range(MOST_PARTS), mail.walk(), strict=False)]
        headers = {each: _header(mail, each) for each in ("subject", "from", "date", "message-id")}
        html, plain, attached = _sorted_parts(parts)
    except (
        RecursionError,
        ValueError,
        LookupError,
        AttributeError,
        TypeError,
        MessageError,
    ) as broken:
        what = f"the mail is broken ({type(broken).__name__})"
        return unread(name, what, "Save its text as .txt and read that.")
    sender = _sender(headers["from"] or "")
    when = parse_time(headers["date"]) if headers["date"] else None
    document = _from_html(html, name, hints) or _from_plain(plain, headers["subject"])
    if document is None or is_binary(document.text):
        return unread(name, "no text in the mail", "Save its attachments and read those.")
    return _described(document, hints, sender, when, headers["subject"], attached)


class _BoundedHeaders(Compat32):
    """Headers as the library reads them, without what goes beyond LONGEST_HEADER.

    The library cuts parameters apart in time that goes by the square: 1.3 MB took over 60 s.
    """

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        name, value = super().header_source_parse(sourcelines)
        return name, value[:LONGEST_HEADER]


def _described(
    document: Document,
    hints: Hints,
    sender: str | None,
    when: datetime | None,
    subject: str | None,
    attached: int,
) -> Document:
    problems = list(document.problems)
    if attached:
        message = f"{attached} attachment(s) were not read. Save them and read those."
        problems.append(Problem(STAGE, message))
    if when is None and hints.published is None:
        problems.append(Problem(STAGE, "no publication date: the mail has none that can be."))
    return replace(
        document,
        url=hints.url or document.url,
        outlet=hints.outlet or sender or document.outlet,
        published=hints.published or when,
        title=subject or document.title,
        problems=tuple(problems),
    )


def _header(mail: Message, name: str) -> str | None:
    """Return a header's words, decoded as far as they can be."""
    said = mail.get(name)
    if said is None:
        return None
    try:
        words = str(make_header(decode_header(str(said)[:LONGEST_HEADER])))
    except (ValueError, LookupError, UnicodeError, MessageError):
        words = str(said)[:LONGEST_HEADER]
    return " ".join(without_surrogates(words)[0].split()) or None


def _sender(said: str) -> str | None:
    """Return the name of the first address of a header, or its host; None where there is none."""
    if said.count("(") > MOST_COMMENTS:
        # The standard library reads comments in each other by recursion.
        said = said.replace("(", " ").replace(")", " ")
    addresses = getaddresses([said])
    return next((name or address.partition("@")[2] for name, address in addresses), None) or None


def _sorted_parts(parts: list[Message]) -> tuple[bytes | None, bytes | None, int]:
    """Return the first part in HTML, the first plain one, and how many are attachments."""
    html: bytes | None = None
    plain: bytes | None = None
    attached = 0
    for part in parts:
        if part.is_multipart():
            continue
        kind = part.get_content_type()
        if part.get_content_disposition() == "attachment" or not kind.startswith("text/"):
            attached += 1
            continue
        body = part.get_payload(decode=True)
        if not isinstance(body, bytes):
            continue
        text = decode(body, part.get_content_charset()).text.encode("utf-8", "replace")
        if kind == "text/html" and html is None:
            html = text
        elif kind != "text/html" and plain is None:
            plain = text
    return html, plain, attached


def _from_html(html: bytes | None, name: str, hints: Hints) -> Document | None:
    document = html_document(html, name, hints, "utf-8") if html else None
    return document if isinstance(document, Document) else None


def _from_plain(plain: bytes | None, subject: str | None) -> Document | None:
    """Return a plain mail: subject as headline, paragraphs by empty lines, what it quotes
    left out.
    """
    words = QUOTED.sub("", (plain or b"").decode("utf-8", "replace").replace("\r\n", "\n"))
    text = CanonicalText()
    if subject:
        text.add("headline", subject)
    for paragraph in re.split(r"\n[ \t]*\n", words.partition("\n-- \n")[0]):
        text.add("paragraph", paragraph)
    if not any(each.kind == "paragraph" for each in text.blocks):
        return None
    problems = control_problems(text.text)
    return Document(text.text, marked=tuple(text.blocks), problems=problems)

"""Posts: the pages (`messages.html`) of Telegram Desktop's export into a folder."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from functools import partial

from lxml import etree

from sayso.intake.dom import parse_page
from sayso.intake.hints import STAGE, Hints, parse_time, undated_problem, unread
from sayso.intake.telegram import post_document
from sayso.intake.visible import OmittedWords, keep_visible
from sayso.record import Document, Problem
from sayso.record.faults import attempt
from sayso.text.canonical import decode, squeezed

NUMBER = re.compile(r"message(\d{1,18})$")


def export_page_documents(raw: bytes, name: str, hints: Hints) -> Iterator[Document | Problem]:
    """Yield each post of a page, as `telegram_arrivals` gives them; the page has no id of its
    chat, so the id of a post is made of the chat's name.
    """
    tree = parse_page(decode(raw).text)
    count = 0
    for message in tree.iter("div") if tree is not None else ():
        number = NUMBER.match(message.get("id") or "")
        if number and "default" in _classes(message):
            make = partial(_post, message, number[1], _chat(tree), hints)
            post = attempt(STAGE, make, about=f"{name}, message {number[1]}")
            if post is not None:
                count += 1
                yield post
    if not count:
        yield unread(name, "no messages in it", "Export the chat from Telegram Desktop again.")


def _post(message: etree._Element, number: str, chat: str | None, hints: Hints) -> Document | None:
    forwarded = _first(message, "forwarded")
    said = message if forwarded is None else forwarded
    text, poll = _first(said, "text"), _first(said, "media_poll")
    out = keep_visible(text) if text is not None else OmittedWords()
    asked = _poll_lines(poll) if poll is not None else ()
    words = "\n".join(filter(None, (_lines(text) if text is not None else "", *asked)))
    if not words.strip():
        return None
    origin = _first(forwarded, "from_name") if forwarded is not None else None
    date = _first(message, "date")
    published = parse_time(date.get("title") or "") if date is not None else None
    key = f"telegram:{chat or 'chat'}/{number}"
    sender = _name(origin) if origin is not None else None
    document = post_document(words, key, chat, sender, hints)
    document = replace(document, problems=(*document.problems, *out.problems()))
    if published is None and hints.published is None:
        said = date.get("title") if date is not None else None
        problem = undated_problem("message", said)
        return _with(document, None, (*document.problems, problem))
    return _with(document, published, document.problems)


def _with(
    document: Document, published: datetime | None, problems: tuple[Problem, ...]
) -> Document:
    return replace(document, published=published or document.published, problems=problems)


def _poll_lines(poll: etree._Element) -> Iterator[str]:
    """Yield the question of a poll and its answers, without how many gave them."""
    for part in poll.iterdescendants("div"):
        if {"question", "answer"} & set(_classes(part)):
            yield squeezed(part.text or "").removeprefix("- ")


def _classes(element: etree._Element) -> list[str]:
    return (element.get("class") or "").split()


def _first(element: etree._Element, name: str) -> etree._Element | None:
    return next((each for each in element.iterdescendants("div") if name in _classes(each)), None)


def _chat(tree: etree._Element) -> str | None:
    header = _first(tree, "page_header")
    title = _first(header, "text") if header is not None else None
    return " ".join("".join(title.itertext()).split())[:200] or None if title is not None else None


def _name(element: etree._Element) -> str | None:
    """Return whose post was forwarded, without the time that stands beside the name."""
    return " ".join((element.text or "").split())[:200] or None


def _lines(element: etree._Element) -> str:
    """Return the words of a post with its line breaks."""
    parts: list[str] = []
    for event, node in etree.iterwalk(element, events=("start", "end")):
        if event == "start":
            parts.append("\n" if node.tag == "br" else " ".join((node.text or "").split("\n")))
        elif node is not element:
            parts.append(" ".join((node.tail or "").split("\n")))
    return "\n".join(squeezed(each) for each in "".join(parts).split("\n")).strip()

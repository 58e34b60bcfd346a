"""The entries of a live blog, each a report of its own with its own time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from lxml import etree

from sayso.intake.dom import marks_of, text_of
from sayso.intake.hints import parse_time
from sayso.intake.linked import Node, names_of, words_of
from sayso.intake.pagetimes import plausible, shown_time

ENTRY = re.compile(
    r"live-?blog-?(?:post|entry|item|update|element|card)|(?:^|[\s_-])live-?(?:post|entry|update|item)"
    r"(?:$|[\s_-])|liveblog__(?:post|entry|item)|ticker-?(?:entry|item|post|event)|timeline-?entry|"
    r"lx-stream__post(?:$|\s)|\bblog-?(?:entry|post-?item)\b",
    re.IGNORECASE,
)
MOST_ENTRIES = 1_000
FEWEST_ENTRIES = 3
LINES = ("p", "blockquote", "li", "td", "th", "dd", "dt", "pre")
"""Elements of an entry that hold its words."""

SHORTEST_ENTRY = 5
"""Words of an entry that says something."""


@dataclass(frozen=True, slots=True)
class LiveEntry:
    """One entry: its paragraphs, and what is known of it."""

    paragraphs: tuple[str, ...]
    headline: str | None = None
    published: datetime | None = None
    updated: datetime | None = None
    authors: tuple[str, ...] = ()
    anchor: str | None = None


def live_entries(tree: etree._Element, nodes: tuple[Node, ...]) -> list[LiveEntry]:
    """Return the entries that the page shows as such, with what its data says of them; or () for
    none.

    The page's own elements have the paragraphs; where there are none, JSON-LD's bodies do.
    """
    shown = list(_shown(tree))
    if len(shown) >= FEWEST_ENTRIES or (shown and nodes):
        return shown
    return list(_from_data(nodes))


def _from_data(nodes: tuple[Node, ...]) -> Iterator[LiveEntry]:
    for node in nodes[:MOST_ENTRIES]:
        body = node.get("articleBody") or node.get("text") or node.get("description")
        lines = body.split("\n") if isinstance(body, str) else []
        paragraphs = tuple(filter(None, (words_of(line) for line in lines)))
        if sum(len(each.split()) for each in paragraphs) < SHORTEST_ENTRY:
            continue
        address = words_of(node.get("url")) or words_of(node.get("@id")) or ""
        yield LiveEntry(
            paragraphs,
            words_of(node.get("headline")),
            _time(words_of(node.get("datePublished"))),
            _time(words_of(node.get("dateModified"))),
            tuple(names_of(node.get("author"), [])),
            address.partition("#")[2] or None,
        )


def _shown(tree: etree._Element) -> Iterator[LiveEntry]:
    taken: set[etree._Element] = set()
    count = 0
    for element in tree.iter("article", "li", "div", "section"):
        if not _is_entry(element) or any(each in taken for each in element.iterancestors()):
            continue
        entry = _entry(element)
        if entry is not None and count < MOST_ENTRIES:
            taken.add(element)
            count += 1
            yield entry


def _is_entry(element: etree._Element) -> bool:
    itemprop = (element.get("itemprop") or "").lower()
    return "liveblogupdate" in itemprop or ENTRY.search(marks_of(element)) is not None


def _entry(element: etree._Element) -> LiveEntry | None:
    """Return the entry in one element; None for a box that holds none, or holds several."""
    if (
        sum(
            1
            for each in element.iterdescendants("article", "li", "div", "section")
            if _is_entry(each)
        )
        > 4
    ):
        return None
    heading = next(element.iter("h1", "h2", "h3", "h4"), None)
    headline = text_of(heading) if heading is not None else None
    paragraphs = tuple(
        words
        for each in element.iter(*LINES)
        if not _holds_lines(each) and (words := text_of(each))
    )
    if sum(len(each.split()) for each in paragraphs) < SHORTEST_ENTRY:
        return None
    return LiveEntry(
        tuple(dict.fromkeys(paragraphs)), headline or None, _when(element), anchor=_anchor(element)
    )


def _holds_lines(element: etree._Element) -> bool:
    return any(inner.tag in LINES for inner in element.iterdescendants())


def _when(element: etree._Element) -> datetime | None:
    for part in element.iter("time", "meta", "span"):
        names = (part.get("itemprop") or "").lower()
        said = part.get("datetime") or (part.get("content") if "datepublished" in names else None)
        when = _time(said) if said else None
        if when is not None:
            return when
    return None


def _anchor(element: etree._Element) -> str | None:
    anchor = element.get("id") or element.get("data-id") or element.get("data-post-id") or ""
    return anchor if re.fullmatch(r"[\w:.-]{1,120}", anchor) else None


def _time(said: str | None) -> datetime | None:
    when = (parse_time(said) or shown_time(said)) if said else None
    return when if when is not None and plausible(when) else None

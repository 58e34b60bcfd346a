"""Atom feeds (RFC 4287) of entries that somebody subscribed to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from xml.etree import ElementTree

from sayso.exports.encoding import fit

ATOM = "http://www.w3.org/2005/Atom"
LONGEST_TITLE = 160


@dataclass(frozen=True, slots=True)
class AtomEntry:
    """One entry: its id is the same for ever, `updated` an instant as ISO 8601, `link` its page."""

    id: str
    title: str
    updated: str
    author: str
    link: str
    summary: str


@dataclass(frozen=True, slots=True)
class AtomFeed:
    """What a feed says of itself; `updated` counts where it has no entry."""

    id: str
    title: str
    page: str
    link: str
    updated: str = "1970-01-01T00:00:00+00:00"


def atom_of(feed: AtomFeed, entries: Iterable[AtomEntry]) -> bytes:
    """Return a feed with its entries, in their order."""
    ElementTree.register_namespace("", ATOM)
    root = ElementTree.Element(f"{{{ATOM}}}feed")
    held = list(entries)
    _put(root, "title", feed.title)
    _put(root, "id", feed.id)
    _put(root, "link", rel="alternate", href=feed.page)
    _put(root, "link", rel="self", href=feed.link)
    _put(root, "updated", max((each.updated for each in held), default=feed.updated))
    for entry in held:
        element = ElementTree.SubElement(root, f"{{{ATOM}}}entry")
        _put(element, "title", entry.title)
        _put(element, "id", entry.id)
        _put(element, "updated", entry.updated)
        author = ElementTree.SubElement(element, f"{{{ATOM}}}author")
        _put(author, "name", entry.author or "not named")
        _put(element, "link", rel="alternate", href=entry.link)
        _put(element, "summary", entry.summary)
    written: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _put(parent: ElementTree.Element, name: str, words: str = "", **attributes: str) -> None:
    child = ElementTree.SubElement(parent, f"{{{ATOM}}}{name}", attributes)
    child.text = fit(words)

"""What a page says of itself in its head: JSON-LD, OpenGraph and meta tags."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from lxml import etree

from sayso.intake.linked import ADDRESS, Node, article_of, linked_nodes, names_of, words_of
from sayso.intake.pagetimes import published_at, unreadable_date, updated_at

LONG_WORD = re.compile(r"[^\W\d_]{4,}")
FEWEST_LONG = 3
"""Words of four letters and more in a headline by which it is compared."""

LEAST_SHOWN = 0.4
"""Of such words of a page's own headline, so many stand on the page."""

SEPARATOR = re.compile(r" (?:[|–—*·-]|::) ")
AUTHOR_NAMES = (
    "author",
    "article:author",
    "parsely-author",
    "byl",
    "dc.creator",
    "sailthru.author",
)


@dataclass(frozen=True, slots=True)
class PageData:
    """The page's own words about itself; None or () where it has none.

    `titles` are all that it gives itself; `live` are its JSON-LD entries if it is a live blog.
    """

    headline: str | None = None
    titles: tuple[str, ...] = ()
    description: str | None = None
    authors: tuple[str, ...] = ()
    published: datetime | None = None
    undated: str | None = None
    """What it says is its date of publication, where that can't be read."""

    updated: datetime | None = None
    outlet: str | None = None
    url: str | None = None
    language: str | None = None
    captions: tuple[str, ...] = ()
    live: tuple[Node, ...] = ()


def page_data(tree: etree._Element) -> PageData:
    """Return what JSON-LD says, then OpenGraph and meta tags, then microdata and the page's own
    times.
    """
    nodes = linked_nodes(tree)
    meta = _meta(tree)
    title = words_of(tree.findtext(".//title"))
    url = _address(tree, meta)
    titles_shown = _shown_titles(tree, meta, title)
    article = article_of(nodes, titles_shown, url)
    if _is_another(article, titles_shown, tree):
        article = {}
    published = published_at(article, meta, tree, url)
    outlet = meta.get("og:site_name") or next(iter(names_of(article.get("publisher"), nodes)), None)
    authors = names_of(article.get("author"), nodes) or _meta_authors(meta)
    stated = words_of(article.get("headline"))
    titles = [without_outlet(meta.get(name), outlet) for name in ("og:title", "twitter:title")]
    return PageData(
        headline=stated or without_outlet(meta.get("og:title") or title, outlet),
        titles=tuple(dict.fromkeys(filter(None, (stated, *titles)))),
        description=words_of(article.get("description"))
        or meta.get("og:description")
        or meta.get("description"),
        authors=tuple(dict.fromkeys(authors)),
        published=published,
        undated=None if published else unreadable_date(article, meta, tree),
        updated=updated_at(article, meta, tree),
        outlet=outlet,
        url=url,
        language=tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang"),
        captions=tuple(_picture_captions(article.get("image"))),
        live=tuple(_live_updates(nodes)),
    )


def _is_another(article: Node, titles: list[str], tree: etree._Element) -> bool:
    """Return whether an article of a page's data has a headline of which the page says little."""
    headline = _long_words(words_of(article.get("headline")) or "")
    if len(headline) < FEWEST_LONG or any(headline & _long_words(each) for each in titles):
        return False
    if max((len(_long_words(each)) for each in titles), default=0) < FEWEST_LONG:
        return False
    shown: set[str] = set()
    for element in tree.iter():
        if isinstance(element.tag, str) and element.tag not in ("script", "style"):
            shown |= _long_words(element.text or "")
        shown |= _long_words(element.tail or "")
    return len(headline & shown) < LEAST_SHOWN * len(headline)


def _long_words(words: str) -> set[str]:
    return set(LONG_WORD.findall(words.casefold()))


def _shown_titles(tree: etree._Element, meta: dict[str, str], title: str | None) -> list[str]:
    """Return the titles by which the page's own article is known among others in its data."""
    headings = [words_of("".join(each.itertext())) for each in islice(tree.iter("h1"), 5)]
    said = [*headings, meta.get("og:title"), meta.get("twitter:title"), title]
    return [each for each in said if each]


def without_outlet(title: str | None, outlet: str | None) -> str | None:
    """Return a title without the outlet's name at its end, which says where it stands, not what it
    is.
    """
    if not title or not outlet:
        return title
    for separator in reversed(list(SEPARATOR.finditer(title))):
        if separator.start() and outlet.casefold() in title[separator.end() :].casefold():
            return title[: separator.start()]
    return title


def _live_updates(nodes: list[Node]) -> Iterator[Node]:
    """Yield the entries of a live blog, in the order in which the page gives them."""
    for node in nodes:
        entries = node.get("liveBlogUpdate")
        for entry in entries if isinstance(entries, list) else [entries]:
            if isinstance(entry, dict):
                yield entry


def _picture_captions(value: object) -> Iterator[str]:
    for picture in value if isinstance(value, list) else [value]:
        if isinstance(picture, dict):
            words = words_of(picture.get("caption"))
            if words and len(words.split()) >= 4:
                yield words


def _meta(tree: etree._Element) -> dict[str, str]:
    """Return the first content of each meta name or property, in lower case, read as text."""
    contents: dict[str, str] = {}
    for tag in tree.iter("meta"):
        name = (tag.get("property") or tag.get("name") or tag.get("itemprop") or "").lower()
        content = words_of((tag.get("content") or "")[:5_000])
        if name and content:
            contents.setdefault(name, content)
    return contents


def _meta_authors(meta: dict[str, str]) -> list[str]:
    for name in AUTHOR_NAMES:
        said = meta.get(name)
        if said and not ADDRESS.search(said):
            plain = re.sub(r"^[Bb]y ", "", said)
            return [part for part in re.split(r"\s*(?:,|;| and | & )\s*", plain) if part]
    return []


def _address(tree: etree._Element, meta: dict[str, str]) -> str | None:
    for link in tree.iter("link"):
        if (link.get("rel") or "").lower() == "canonical":
            address = link.get("href") or ""
            return address if address.startswith("http") else meta.get("og:url")
    return meta.get("og:url")

"""What a page says of itself in its head: JSON-LD, OpenGraph and meta tags."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from lxml import etree

from sayso.intake.hints import parse_time

LARGEST_SCRIPT = 2_000_000
"""Code points of a JSON-LD script that is still read."""

ARTICLE = re.compile(r"(?:Article|BlogPosting|Report|NewsItem|MediaGallery)$")
TIME_NAMES = (
    "article:published_time",
    "og:article:published_time",
    "datepublished",
    "parsely-pub-date",
    "sailthru.date",
    "dc.date.issued",
    "dcterms.created",
    "dc.date",
    "publish-date",
    "publication_date",
    "cxenseparse:recs:publishtime",
    "pubdate",
    "date",
)
AUTHOR_NAMES = (
    "author",
    "article:author",
    "parsely-author",
    "byl",
    "dc.creator",
    "sailthru.author",
)
ADDRESS = re.compile(r"^(?:https?:)?//|^www\.|@")


@dataclass(frozen=True, slots=True)
class PageData:
    """The page's own words about itself; None or () where it has none."""

    headline: str | None = None
    description: str | None = None
    authors: tuple[str, ...] = ()
    published: datetime | None = None
    outlet: str | None = None
    url: str | None = None
    language: str | None = None
    captions: tuple[str, ...] = ()


def page_data(tree: etree._Element) -> PageData:
    """What JSON-LD says, then OpenGraph and meta tags, then the page's title and times."""
    nodes = list(_linked_nodes(tree))
    meta = _meta(tree)
    article = next((node for node in nodes if _is_article(node)), {})
    title = tree.findtext(".//title")
    authors = _names(article.get("author")) or _meta_authors(meta)
    return PageData(
        headline=_words(article.get("headline")) or meta.get("og:title") or _words(title),
        description=_words(article.get("description"))
        or meta.get("og:description")
        or meta.get("description"),
        authors=tuple(dict.fromkeys(authors)),
        published=_published(article, meta, tree),
        outlet=meta.get("og:site_name") or next(iter(_names(article.get("publisher"))), None),
        url=_address(tree, meta),
        language=tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang"),
        captions=tuple(_picture_captions(article.get("image"))),
    )


def _linked_nodes(tree: etree._Element) -> Iterator[dict[str, object]]:
    """Every object of the page's JSON-LD that lies at the top, in a list or in a @graph."""
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or ""):
            continue
        source = (script.text or "").strip().removeprefix("<![CDATA[").removesuffix("]]>")
        if len(source) > LARGEST_SCRIPT:
            continue
        try:
            found = json.loads(source, strict=False)
        except (ValueError, RecursionError):
            continue
        waiting = [found]
        while waiting:
            node = waiting.pop(0)
            if isinstance(node, list):
                waiting = node[:200] + waiting
            elif isinstance(node, dict):
                yield node
                waiting = [
                    each for each in (node.get("@graph"), node.get("mainEntity")) if each
                ] + waiting


def _is_article(node: dict[str, object]) -> bool:
    kinds = node.get("@type")
    named = kinds if isinstance(kinds, list) else [kinds]
    return any(isinstance(kind, str) and ARTICLE.search(kind) for kind in named)


def _words(value: object) -> str | None:
    """A string without entities, tags and double spaces; None for anything else."""
    if isinstance(value, list) and value:
        value = value[0]
    if not isinstance(value, str):
        return None
    plain = re.sub(r"<[^<>]{1,200}>", " ", html.unescape(value))
    return " ".join(plain.split()) or None


def _names(value: object) -> list[str]:
    """The names in JSON-LD's many ways to give people: a string, an object, a list of both."""
    found: list[str] = []
    for each in value if isinstance(value, list) else [value]:
        name = _words(each.get("name") if isinstance(each, dict) else each)
        names = each.get("name") if isinstance(each, dict) else None
        if isinstance(names, list):
            found.extend(filter(None, (_words(part) for part in names)))
        elif name and not ADDRESS.search(name) and len(name) <= 120:
            found.append(name)
    return found


def _picture_captions(value: object) -> Iterator[str]:
    for each in value if isinstance(value, list) else [value]:
        if isinstance(each, dict):
            words = _words(each.get("caption"))
            if words and len(words.split()) >= 4:
                yield words


def _meta(tree: etree._Element) -> dict[str, str]:
    """The first content of each meta name or property, in lower case, read as text."""
    found: dict[str, str] = {}
    for tag in tree.iter("meta"):
        name = (tag.get("property") or tag.get("name") or tag.get("itemprop") or "").lower()
        content = _words((tag.get("content") or "")[:5_000])
        if name and content:
            found.setdefault(name, content)
    return found


def _meta_authors(meta: dict[str, str]) -> list[str]:
    for name in AUTHOR_NAMES:
        said = meta.get(name)
        if said and not ADDRESS.search(said):
            plain = re.sub(r"^[Bb]y ", "", said)
            return [part for part in re.split(r"\s*(?:,|;| and | & )\s*", plain) if part]
    return []


def _published(
    article: dict[str, object], meta: dict[str, str], tree: etree._Element
) -> datetime | None:
    said = [_words(article.get("datePublished")), *(meta.get(name) for name in TIME_NAMES)]
    said.append(_words(article.get("dateCreated")))
    for tag in tree.iter("time"):
        said.append(tag.get("datetime"))
        break
    times = (parse_time(each) for each in said if each)
    return next((each for each in times if each is not None), None)


def _address(tree: etree._Element, meta: dict[str, str]) -> str | None:
    for link in tree.iter("link"):
        if (link.get("rel") or "").lower() == "canonical":
            address = link.get("href") or ""
            return address if address.startswith("http") else meta.get("og:url")
    return meta.get("og:url")

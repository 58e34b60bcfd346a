"""The JSON-LD of a page: its objects, its article, and the people it names."""

from __future__ import annotations

import html
import json
import re
from collections import deque
from collections.abc import Iterator, Mapping, Sequence

from lxml import etree

from sayso.text.canonical import squeezed

Node = Mapping[str, object]

LARGEST_SCRIPT = 2_000_000
"""Code points of a JSON-LD script that is still read."""

MOST_NODES = 2_000
ARTICLE = re.compile(
    r"(?:Article|BlogPosting|Report|NewsItem|MediaGallery|LiveBlogPosting|ClaimReview)$"
)
PAGE = re.compile(r"(?:WebPage|VideoObject|Review)$")
INNER = ("@graph", "mainEntity", "mainEntityOfPage")
ADDRESS = re.compile(r"^(?:https?:)?//|^www\.|@")
TAG = re.compile(r"<[^<>]{1,200}>")


def linked_nodes(tree: etree._Element) -> list[Node]:
    """Return every object of the page's JSON-LD that lies at the top, in a list or in a @graph.

    A script that is no JSON is passed over; at most MOST_NODES are returned.
    """
    nodes: list[Node] = []
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower():
            continue
        source = (script.text or "").strip().removeprefix("<![CDATA[").removesuffix("]]>")
        if len(source) <= LARGEST_SCRIPT:
            nodes.extend(_nodes_of(source.strip().rstrip(";")))
        if len(nodes) >= MOST_NODES:
            break
    return nodes[:MOST_NODES]


def _nodes_of(source: str) -> Iterator[Node]:
    try:
        waiting = deque([json.loads(source, strict=False)])
    except (ValueError, RecursionError):
        return
    given = 0
    while waiting and given < MOST_NODES:
        node = waiting.popleft()
        if isinstance(node, list):
            waiting.extendleft(reversed(node[:MOST_NODES]))
        elif isinstance(node, dict):
            given += 1
            yield node
            inner = [node[name] for name in INNER if isinstance(node.get(name), list | dict)]
            waiting.extendleft(reversed(inner))


def kinds_of(node: Node) -> list[str]:
    """Return the schema.org types of a node."""
    kinds = node.get("@type")
    return [each for each in (kinds if isinstance(kinds, list) else [kinds]) if type(each) is str]


def article_of(nodes: list[Node], titles: Sequence[str] = (), url: str | None = None) -> Node:
    """Return the node that is the page's article: a kind of Article, or else a page that has a
    date.

    Of several articles it is the one with a headline of `titles`, as the page shows, or with its
    `url`; a page may list others before its own.
    """
    articles = [node for node in nodes if any(ARTICLE.search(kind) for kind in kinds_of(node))]
    if articles:
        return _own_article(articles, titles, url)
    for node in nodes:
        if any(PAGE.search(kind) for kind in kinds_of(node)) and (
            "datePublished" in node or "author" in node
        ):
            return node
    return {}


def _own_article(articles: list[Node], titles: Sequence[str], url: str | None) -> Node:
    """Return the article whose headline or address is the page's, else the first."""
    if len(articles) == 1:
        return articles[0]
    shown = {_folded(title) for title in titles if title}
    own = [node for node in articles if _folded(words_of(node.get("headline")) or "") in shown]
    own = own or [node for node in articles if url and url in _addresses(node)]
    own = own or [node for node in articles if _is_within(node, shown)]
    return own[0] if own else articles[0]


def _folded(words: str) -> str:
    return " ".join(re.findall(r"\w+", words.casefold()))


def _is_within(node: Node, shown: set[str]) -> bool:
    """Return whether a title of the page holds the node's headline, or is the start of it."""
    headline = _folded(words_of(node.get("headline")) or "")
    long = [title for title in shown if len(title.split()) >= 3]
    return len(headline.split()) >= 3 and any(
        headline in title or headline.startswith(title) for title in long
    )


def _addresses(node: Node) -> set[object]:
    page = node.get("mainEntityOfPage")
    named = page.get("@id") if isinstance(page, Mapping) else page
    return {each for each in (node.get("url"), named, node.get("@id")) if isinstance(each, str)}


def words_of(value: object) -> str | None:
    """Return a string without entities, tags and double spaces; None for anything else."""
    if isinstance(value, list) and value:
        value = value[0]
    if not isinstance(value, str):
        return None
    plain = TAG.sub(" ", html.unescape(value[:500_000]))
    return squeezed(plain) or None


def names_of(value: object, nodes: list[Node]) -> list[str]:
    """Return the names in JSON-LD's many ways to give people, a bare `@id` looked up in `nodes`."""
    known = {str(node["@id"]): node for node in nodes if "@id" in node and "name" in node}
    names: list[str] = []
    for item in (value if isinstance(value, list) else [value])[:50]:
        person = item
        if isinstance(person, dict) and "name" not in person:
            person = known.get(str(person.get("@id")), person)
        named = person.get("name") if isinstance(person, Mapping) else person
        for part in named if isinstance(named, list) else [named]:
            name = words_of(part)
            if name and not ADDRESS.search(name) and len(name) <= 120:
                names.append(name)
    return names

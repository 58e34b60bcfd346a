"""Paragraphs that the extraction missed: an article in several boxes of one name is read whole."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice

from lxml import etree

from sayso.intake import dom

FEWEST_WORDS = 10
FEWEST_READ = 2
"""Paragraphs of a box that were read; then boxes of its name hold the article."""

MOST_LINKED = 0.3
AROUND = frozenset({"aside", "nav", "footer", "header", "form", "figure", "button", "li"})
OTHER = re.compile(
    r"comment|related|recommend|newsletter|promo|sidebar|teaser|author|\bbio\b|disclaimer|consent"
    r"|cookie|caption|credit|subscri|paywall|footer|share|popup|modal",
    re.IGNORECASE,
)
LINES = frozenset({"p", "li", "blockquote", "td", "dd", "pre", "table", "ul", "ol"})
MOST_LINES = 3_000
"""Of a page that are looked at; a long article has 300."""

SHORT_KEY, LONG_KEY = 20, 200
MOST_OF_READ = 0.8
Name = tuple[str, str]


def missed_paragraphs(tree: etree._Element, read: Sequence[str], fewest: int = 1) -> Iterator[str]:
    """Yield paragraphs that stand as those do that were read, in boxes of the same name.

    `read` are the blocks that were; a box holds `fewest` paragraphs at least.
    """
    seen = {dom.key_of(words) for words in read}
    known = dom.key_of(" ".join(read), sum(map(len, read)) + len(read))
    paragraphs = [(each, dom.text_of(each)) for each in islice(tree.iter("p"), MOST_LINES)]
    boxes = Counter(element.getparent() for element, _ in paragraphs)
    homes = Counter(_name(element) for element, words in paragraphs if dom.key_of(words) in seen)
    names = {name for name, count in homes.items() if count >= FEWEST_READ and name[1]}
    for element, words in paragraphs:
        key = dom.key_of(words)
        if key in seen or _name(element) not in names or len(words.split()) < FEWEST_WORDS:
            continue
        if boxes[element.getparent()] < fewest:
            continue
        # A paragraph with line breaks was read as several blocks.
        if dom.key_of(words, LONG_KEY) not in known and _is_of_the_article(element, words):
            seen.add(key)
            yield words


def left_inside(tree: etree._Element, text: str) -> Iterator[str]:
    """Yield blocks of words that stand inside the box of the article and are not in its `text`,
    but for what leads elsewhere.
    """
    known = dom.key_of(text, len(text))
    paragraphs = [
        (each, dom.key_of(dom.text_of(each), LONG_KEY))
        for each in islice(tree.iter("p"), MOST_LINES)
    ]
    box = _box_of([each for each, key in paragraphs if len(key) >= SHORT_KEY and key in known])
    if box is None:
        return
    for element in islice(box.iter("p", "li", "blockquote", "td", "dd", "pre"), MOST_LINES):
        if any(inner.tag in LINES for inner in element.iterdescendants()):
            continue
        words = dom.text_of(element)
        if len(words.split()) < FEWEST_WORDS or dom.key_of(words, LONG_KEY) in known:
            continue
        if _is_of_the_article(element, words):
            yield words


def _box_of(read: list[etree._Element]) -> etree._Element | None:
    """Return the innermost element that holds most of the paragraphs that were read."""
    holds: Counter[etree._Element] = Counter()
    for element in read:
        holds.update(element.iterancestors())
    boxes = [box for box, count in holds.items() if count >= MOST_OF_READ * len(read)]
    return max(boxes, key=lambda box: sum(1 for _ in box.iterancestors()), default=None)


def _name(paragraph: etree._Element) -> Name:
    home = paragraph.getparent()
    return ("", "") if home is None else (str(home.tag), (home.get("class") or "")[:300])


def _is_of_the_article(element: etree._Element, words: str) -> bool:
    linked = sum(len(dom.text_of(link)) for link in element.iter("a"))
    if linked > MOST_LINKED * len(words):
        return False
    around = [element, *element.iterancestors()]
    if any(box.tag in AROUND for box in around):
        return False
    return not any(OTHER.search(dom.marks_of(box)) for box in around[:4])

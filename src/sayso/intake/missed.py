"""Paragraphs that the extraction missed: an article in several boxes of one name is read whole."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

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
Name = tuple[str, str]


def missed_paragraphs(tree: etree._Element, read: set[str]) -> Iterator[str]:
    """Yield paragraphs that stand as those do that were read, in boxes of the same name.

    `read` holds the keys of the blocks that were.
    """
    paragraphs = [(each, dom.text_of(each)) for each in tree.iter("p")]
    homes = Counter(_name(element) for element, words in paragraphs if dom.key_of(words) in read)
    known = {name for name, count in homes.items() if count >= FEWEST_READ and name[1]}
    seen = set(read)
    for element, words in paragraphs:
        key = dom.key_of(words)
        if key in seen or _name(element) not in known or len(words.split()) < FEWEST_WORDS:
            continue
        if _is_of_the_article(element, words):
            seen.add(key)
            yield words


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

"""Who wrote a page, where only its face says so."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from sayso.intake.dom import marks_of, text_of

NAMED = re.compile(
    r"by-?line|author-?name|article-?author|\bauthors?\b|contributor|(?:^|[\s_-])writer", re.I
)
ELSEWHERE = re.compile(r"comment|respond|reply|related|recommend|footer|sidebar|author-?bio", re.I)
LEAD = re.compile(
    r"^(?:(?:posted|written|published|reported|story|text|words|article)\s+)?"
    r"(?:by|von|par|por|di|av|af|door|od|autor|author|text|текст|автор)\b\s*:?\s*",
    re.IGNORECASE,
)
END = re.compile(
    r"\s*(?:[|•·(]|\s[—–-]\s|\d|\b(?:published|updated|posted|last|follow|print|share|comments?|"
    r"comente|follow|says?|said|editor\b|redakteur|redakteurin|reporter|correspondent|@|on\s+[A-Z])"
    r"|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)(?:[a-z]{0,6})?\.?\s\d).*$",
    re.IGNORECASE | re.DOTALL,
)
FORM = re.compile(r"[*:?=]|https?:")
MOST_WORDS = 14


def shown_author(tree: etree._Element) -> str | None:
    """Return the names that a page shows as its authors', without "by", dates and buttons;
    or None.
    """
    return next((said for said in map(names_in, _candidates(tree)) if said), None)


def _candidates(tree: etree._Element) -> Iterator[str]:
    """Yield elements that say that they hold an author: by relation, by microdata, then by name."""
    later: list[str] = []
    for element in tree.iter("a", "span", "div", "p", "address", "li", "cite", "strong"):
        said = f"{element.get('rel') or ''} {element.get('itemprop') or ''}".split()
        sure = "author" in said
        if not sure and not NAMED.search(marks_of(element)):
            continue
        if _elsewhere(element):
            continue
        words = text_of(element)
        if not 0 < len(words) <= 250:
            continue
        if sure:
            yield words
        else:
            later.append(words)
    yield from later


def _elsewhere(element: etree._Element) -> bool:
    around = [element, *list(element.iterancestors())[:6]]
    return any(
        each.tag in ("aside", "footer", "form") or ELSEWHERE.search(marks_of(each))
        for each in around
    )


def names_in(said: str) -> str | None:
    """Return the names in a byline as shown, or None when no one could be called so."""
    plain = LEAD.sub("", said.strip())
    plain = END.sub("", plain).strip(" ,;-–—")
    if FORM.search(plain) or not plain or len(plain.split()) > MOST_WORDS:
        return None
    first = plain[0]
    if not first.isalpha() or first.islower():
        return None
    return plain

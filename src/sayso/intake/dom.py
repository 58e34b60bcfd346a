"""The page itself: its tree, and the captions, byline, deck and links in it."""

from __future__ import annotations

import re
from collections.abc import Iterator

import lxml.html
from lxml import etree

UNSEEN = ("script", "style", "template", "noscript", "svg", "iframe", "object", "canvas", "head")
SPACED = frozenset(
    {"div", "p", "li", "br", "figcaption", "small", "cite", "time", "h1", "h2", "h3", "h4", "td"}
    | {"span", "ul", "section", "tr", "button", "dd", "dt", "blockquote"}
)
BLOCKS = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "blockquote", "figcaption"})
HIDDEN = re.compile(
    r"(?:visually-?hidden|sr-only|screen-?reader|u-hidden|is-hidden)", re.IGNORECASE
)
CAPTION = re.compile(
    r"(?:^|[\s_-])(?:img|image|photo|media|picture|wp|figure|video)?[_-]{0,2}caption"
    r"(?:[_-]{0,2}text)?(?:$|\s|_|-)",
    re.IGNORECASE,
)
DECK = re.compile(
    r"standfirst|sub-?title|sub-?head(?:line|ing)?|\bdek\b|\bdeck\b|article-?(?:summary|excerpt|"
    r"description)|[_-]dek\b|\bintro\b|lead-?text|synopsis|teaser-?text",
    re.IGNORECASE,
)
BYLINE = re.compile(
    r"by-?line|author-?name|article-?author|\bauthors?\b|contributor", re.IGNORECASE
)
RELATED = re.compile(r"related|read-?(?:more|next|also)|recommend|more-on|see-?also", re.IGNORECASE)
LINKS_KEPT = 15
PICTURES_SEEN = 60
BOXES_AROUND = 5
SPACE_BEFORE_MARK = re.compile(r"\s+([,.;:!?)\]])")
CAPTION_LABEL = re.compile(r"^(?:Image|Media|Video) caption,?\s*|^(?:Image|Image source),\s*", re.I)


def parse_page(text: str) -> etree._Element | None:
    """The tree of a page, or None when there is nothing in it."""
    parser = lxml.html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    raw = text.replace("\0", "").encode("utf-8", "replace")
    try:
        tree = lxml.html.document_fromstring(raw, parser=parser)
    except (etree.LxmlError, ValueError):
        return None
    return tree


def drop_unseen(tree: etree._Element) -> None:
    """Take scripts, styles and what is hidden from readers out of the tree, in place."""
    etree.strip_elements(tree, *UNSEEN, with_tail=False)
    hidden = [each for each in tree.iter() if HIDDEN.search(_marks(each))]
    for each in hidden:
        if each.getparent() is not None and len(text_of(each)) < 200:
            each.drop_tree()


def _marks(element: etree._Element) -> str:
    """The names that a page's author gave an element, as far as they are worth reading."""
    if not isinstance(element.tag, str):
        return ""
    return f"{element.get('class') or ''} {element.get('id') or ''}"[:300]


def text_of(element: etree._Element) -> str:
    """The words in an element, with a space where one block or box ends and another starts."""
    parts: list[str] = []
    for event, node in etree.iterwalk(element, events=("start", "end")):
        spaced = node.tag in SPACED
        if event == "start":
            parts.extend((" ", node.text or "") if spaced else (node.text or "",))
        else:
            if spaced:
                parts.append(" ")
            if node is not element:
                parts.append(node.tail or "")
    return SPACE_BEFORE_MARK.sub(r"\1", " ".join("".join(parts).split()))


def captions(tree: etree._Element) -> Iterator[tuple[etree._Element, str]]:
    """The captions of pictures, credits included, with the elements that hold them."""
    taken: set[etree._Element] = set()
    for element in tree.iter():
        if not isinstance(element.tag, str) or element.tag in ("body", "html", "figure", "img"):
            continue
        if element.tag != "figcaption" and not _named_caption(element):
            continue
        if any(above in taken for above in element.iterancestors()):
            continue
        words = CAPTION_LABEL.sub("", text_of(element))
        if 3 <= len(words.split()) <= 120:
            taken.add(element)
            yield element, words


def picture_boxes(tree: etree._Element) -> Iterator[tuple[etree._Element, str]]:
    """Boxes in the article that hold a picture and, but for a few words below it, nothing else.

    Pages whose class names are hashes have no other mark of a caption.
    """
    for number, picture in enumerate(tree.iter("img")):
        if number >= PICTURES_SEEN:
            return
        for box in list(picture.iterancestors())[:BOXES_AROUND]:
            if box.tag in ("body", "article", "main", "a", "figure") or len(box) > 6:
                break
            words = text_of(box)
            if words:
                if 4 <= len(words.split()) <= 40 and _is_picture_box(box):
                    yield box, words
                break


def _is_picture_box(box: etree._Element) -> bool:
    """Whether a box lies in the article's own text and leads nowhere."""
    above = [each.tag for each in box.iterancestors()]
    if "article" not in above and "main" not in above:
        return False
    if any(tag in ("a", "aside", "nav", "header", "footer", "figure", "li") for tag in above):
        return False
    inner = {each.tag for each in box.iter()}
    return not inner & {"a", "button", "h1", "h2", "h3", "h4", "p", "li", "form", "figcaption"}


def _named_caption(element: etree._Element) -> bool:
    """Whether an element has a caption's name and a picture beside or above it."""
    if element.tag == "a" or not CAPTION.search(_marks(element)):
        return False
    around = [element, *list(element.iterancestors())[:3]]
    return any(next(each.iter("img", "picture", "video"), None) is not None for each in around)


def heading_like(tree: etree._Element, title: str | None) -> str | None:
    """The page's own h1: the one nearest to `title` in words, or else the first of any length."""
    found = [words for words in (text_of(each) for each in tree.iter("h1")) if words]
    wanted = set((title or "").lower().split())
    near = [(len(wanted & set(words.lower().split())), -i) for i, words in enumerate(found)]
    best = max(near, default=(0, 0))
    if best[0] >= 3 or (found and wanted and best[0] >= 0.5 * len(wanted)):
        return found[-best[1]]
    return next((words for words in found if len(words.split()) >= 4), None) if not title else None


def decks(tree: etree._Element) -> Iterator[str]:
    """Short texts in elements that are named as decks are, and come before the body's end."""
    for element in tree.iter("p", "h2", "h3", "div", "span", "strong"):
        if DECK.search(_marks(element)) or element.get("itemprop") == "description":
            words = text_of(element)
            if 5 <= len(words.split()) <= 70:
                yield words


def bylines(tree: etree._Element) -> Iterator[str]:
    """Short texts that say who wrote the page."""
    for element in tree.iter("a", "span", "div", "p", "address", "li"):
        rel = (element.get("rel") or "") + " " + (element.get("itemprop") or "")
        if "author" in rel or BYLINE.search(_marks(element)):
            words = text_of(element)
            if 1 < len(words.split()) <= 25:
                yield words


def related_links(tree: etree._Element) -> list[str]:
    """The titles in boxes that lead to other articles."""
    found: dict[str, None] = {}
    for box in tree.iter("aside", "section", "div", "ul", "nav"):
        label = _marks(box) + " " + (box.get("aria-label") or "")
        if not RELATED.search(label) or len(found) >= LINKS_KEPT:
            continue
        for link in box.iter("a"):
            words = text_of(link)
            if 5 <= len(words.split()) <= 30:
                found[words] = None
            if len(found) >= LINKS_KEPT:
                break
    return list(found)


def places_in(tree: etree._Element) -> dict[str, int]:
    """Where each block of the page starts, by its first words: the page's reading order."""
    found: dict[str, int] = {}
    for number, element in enumerate(tree.iter()):
        if element.tag in BLOCKS:
            found.setdefault(key_of(text_of(element)), number)
    return found


def key_of(words: str) -> str:
    """The first letters and digits of a block, by which it is found again."""
    return re.sub(r"\W+", "", words[:120]).lower()[:50]

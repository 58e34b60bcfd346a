"""The page itself: its tree, and the captions, byline, deck and links in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

import lxml.html
from lxml import etree

from sayso.text.canonical import squeezed

UNSEEN = ("script", "style", "template", "noscript", "svg", "iframe", "object", "canvas", "head")
SPACED = frozenset(
    {"div", "p", "li", "br", "figcaption", "small", "cite", "time", "h1", "h2", "h3", "h4", "td"}
    | {"span", "ul", "section", "tr", "button", "dd", "dt", "blockquote"}
)
BLOCKS = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "blockquote", "figcaption"})
INLINE = frozenset(
    {"a", "abbr", "b", "cite", "code", "em", "font", "i", "mark", "q", "small", "span", "strong"}
    | {"sub", "sup", "time", "u", "wbr", "ins", "label", "kbd", "dfn", "bdi", "bdo", "var"}
)
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
RELATED = re.compile(r"related|read-?(?:more|next|also)|recommend|more-on|see-?also", re.IGNORECASE)
LINKS_KEPT = 15
FEWEST_WORDS = 3
"""Of a caption; shorter ones are names of agencies and labels of buttons."""

PARAGRAPHS_OF_A_BOX = 4
BYLINE_ALONE = re.compile(
    r"^(?:By|Von|Par|Por|Di|Od|Av|Af|Door)\s+(?:[^\W\d_a-z][^\s,]{0,30}[\s,]{0,2}){1,5}"
    r"(?:\d{1,2}[./]\d{1,2}[./].{0,40})?$"
)
PICTURES = frozenset({"img", "picture", "video", "source", "amp-img"})
PICTURES_SEEN = 60
BOXES_AROUND = 5
SPACE_BEFORE_MARK = re.compile(r" +([,.;:!?)\]])")
NO_CAPTION = re.compile(
    r"by-?line|\bauthors?\b|teaser|promo|related|recommend|newsletter|podcast|sidebar|comment",
    re.IGNORECASE,
)
CREDIT = re.compile(
    r"(?:^|[\s_-])(?:credit|copyright|image-?source|photo-?by|photographer|source)s?(?:$|[\s_-])",
    re.IGNORECASE,
)
LONGEST_CREDIT = 120
MOST_CREDITS = 50
CAPTION_LABEL = re.compile(r"^(?:Image|Media|Video) caption,?\s*|^(?:Image|Image source),\s*", re.I)


def parse_page(text: str) -> etree._Element | None:
    """Return the tree of a page, or None when there is nothing in it."""
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
    hidden = [each for each in tree.iter() if HIDDEN.search(marks_of(each))]
    for element in hidden:
        if element.getparent() is not None and len(text_of(element)) < 200:
            element.drop_tree()


def bare_words(source: str) -> str:
    """Return all visible words of a page, a paragraph for each block, whatever they are for."""
    tree = parse_page(source)
    if tree is None:
        return ""
    drop_unseen(tree)
    return words_of_tree(tree)


def words_of_tree(tree: etree._Element) -> str:
    """Return all words of a tree, a paragraph for each block."""
    parts: list[str] = []
    for event, node in etree.iterwalk(tree, events=("start", "end")):
        if isinstance(node.tag, str) and node.tag not in INLINE:
            parts.append("\n\n")
        parts.append((node.text if event == "start" else node.tail) or "")
    lines = (squeezed(line) for line in "".join(parts).split("\n\n"))
    return "\n\n".join(line for line in lines if line)


def marks_of(element: etree._Element) -> str:
    """Return the names that a page's author gave an element, as far as they are worth reading."""
    if not isinstance(element.tag, str):
        return ""
    return f"{element.get('class') or ''} {element.get('id') or ''}"[:300]


def text_of(element: etree._Element) -> str:
    """Return the words in an element, with a space where one block or box ends and another
    starts.
    """
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
    return SPACE_BEFORE_MARK.sub(r"\1", squeezed("".join(parts)))


def captions(tree: etree._Element) -> Iterator[tuple[etree._Element, str]]:
    """Yield the captions of pictures, credits included, with the elements that hold them."""
    taken: set[etree._Element] = set()
    around = _Around()
    for element in tree.iter():
        if not isinstance(element.tag, str) or element.tag in ("body", "html", "figure", "img"):
            continue
        if element.tag != "figcaption" and not around.named_caption(element):
            continue
        # A caption within a caption: the outer one has its words.
        if any(above in taken for above in element.iterancestors()) or around.is_of_another(
            element
        ):
            continue
        words = around.with_credit(element, CAPTION_LABEL.sub("", text_of(element)))
        if FEWEST_WORDS <= len(words.split()) <= 120 and not BYLINE_ALONE.match(words):
            taken.add(element)
            yield element, words


class _Around:
    """What stands around the captions of one page, looked up once for each box.

    A page can be one figure with thousands of captions. Looked up for each, 1 MB took 590 s.
    """

    def __init__(self) -> None:
        self._figures: dict[etree._Element, bool] = {}
        self._short: dict[etree._Element, bool] = {}
        self._pictured: dict[etree._Element, bool] = {}
        self._credits: dict[etree._Element, list[tuple[etree._Element, str]]] = {}

    def is_of_another(self, element: etree._Element) -> bool:
        """Return whether a caption's box shows a writer, a quotation or another article, not a
        picture.
        """
        for ancestor in list(element.iterancestors())[:6]:
            if ancestor.tag in ("aside", "nav", "footer"):
                return True
            if ancestor.tag == "figure" and self._is_quotation(ancestor):
                return True
            # A page's outermost boxes have names such as "comments-open" too.
            if NO_CAPTION.search(marks_of(ancestor)) and self._is_short(ancestor):
                return True
        return NO_CAPTION.search(marks_of(element)) is not None

    def with_credit(self, element: etree._Element, words: str) -> str:
        """Return a caption with the credit that stands beside it in the same figure, if there is
        one.
        """
        figure = next(element.iterancestors("figure"), None)
        if figure is None:
            return words
        if figure not in self._credits:
            self._credits[figure] = list(islice(_credits(figure), MOST_CREDITS))
        for named, credit in self._credits[figure]:
            if element in named.iterancestors() or named in element.iterancestors():
                continue
            if key_of(credit) not in key_of(words, 2_000):
                return f"{words} {credit}"
        return words

    def named_caption(self, element: etree._Element) -> bool:
        """Return whether an element has a caption's name and a picture beside or above it."""
        if element.tag == "a" or not CAPTION.search(marks_of(element)):
            return False
        return any(map(self._has_picture, [element, *list(element.iterancestors())[:3]]))

    def _is_quotation(self, figure: etree._Element) -> bool:
        if figure not in self._figures:
            holds = {inner.tag for inner in figure.iter() if isinstance(inner.tag, str)}
            self._figures[figure] = "blockquote" in holds and not holds & PICTURES
        return self._figures[figure]

    def _is_short(self, box: etree._Element) -> bool:
        if box not in self._short:
            self._short[box] = len(box.findall(".//p")) <= PARAGRAPHS_OF_A_BOX
        return self._short[box]

    def _has_picture(self, box: etree._Element) -> bool:
        if box not in self._pictured:
            self._pictured[box] = next(box.iter("img", "picture", "video"), None) is not None
        return self._pictured[box]


def _credits(figure: etree._Element) -> Iterator[tuple[etree._Element, str]]:
    """Yield the elements of a figure that are named as credits are, and their words."""
    for element in figure.iter("span", "small", "cite", "p", "div"):
        if CREDIT.search(marks_of(element)) or element.get("itemprop") == "copyrightHolder":
            credit = text_of(element)
            if 0 < len(credit) <= LONGEST_CREDIT:
                yield element, credit


def picture_boxes(tree: etree._Element) -> Iterator[tuple[etree._Element, str]]:
    """Yield boxes in the article that hold a picture and, but for a few words below it, nothing
    else.

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
    """Return whether a box lies in the article's own text and leads nowhere."""
    above = [each.tag for each in box.iterancestors()]
    if "article" not in above and "main" not in above:
        return False
    if any(tag in ("a", "aside", "nav", "header", "footer", "figure", "li") for tag in above):
        return False
    inner = {each.tag for each in box.iter()}
    return not inner & {"a", "button", "h1", "h2", "h3", "h4", "p", "li", "form", "figcaption"}


def heading_like(tree: etree._Element, title: str | None) -> str | None:
    """Return the page's own h1: the one nearest to `title` in words, or else the first of any
    length.
    """
    headings = [words for words in (text_of(each) for each in tree.iter("h1")) if words]
    wanted = set((title or "").lower().split())
    near = [(len(wanted & set(words.lower().split())), -i) for i, words in enumerate(headings)]
    best = max(near, default=(0, 0))
    if best[0] >= 3 or (headings and wanted and best[0] >= 0.5 * len(wanted)):
        return headings[-best[1]]
    return (
        next((words for words in headings if len(words.split()) >= 4), None) if not title else None
    )


def decks(tree: etree._Element) -> Iterator[str]:
    """Yield short texts in elements that are named as decks are, and come before the body's end."""
    for element in tree.iter("p", "h2", "h3", "div", "span", "strong"):
        if DECK.search(marks_of(element)) or element.get("itemprop") == "description":
            words = text_of(element)
            if 5 <= len(words.split()) <= 70:
                yield words


def related_links(tree: etree._Element) -> list[str]:
    """Return the titles in boxes that lead to other articles."""
    titles: dict[str, None] = {}
    for box in tree.iter("aside", "section", "div", "ul", "nav"):
        label = marks_of(box) + " " + (box.get("aria-label") or "")
        if not RELATED.search(label) or len(titles) >= LINKS_KEPT:
            continue
        for link in box.iter("a"):
            words = text_of(link)
            if 5 <= len(words.split()) <= 30:
                titles[words] = None
            if len(titles) >= LINKS_KEPT:
                break
    return list(titles)


def places_in(tree: etree._Element) -> dict[str, int]:
    """Return where each block of the page starts, by its first words: the page's reading order."""
    places: dict[str, int] = {}
    for number, element in enumerate(tree.iter()):
        if element.tag in BLOCKS:
            places.setdefault(key_of(text_of(element)), number)
    return places


def key_of(words: str, most: int = 50) -> str:
    """Return the first letters and digits of a block, by which it is found again."""
    return re.sub(r"\W+", "", words[: most * 2 + 20]).lower()[:most]

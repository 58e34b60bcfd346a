"""A page as one canonical text with its parts marked.

trafilatura finds the body; it drops captions and bylines, so a pass of our own over the same page
finds those. All of it goes into one text in reading order, a line for each part.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, replace

from lxml import etree

from sayso.intake import dom
from sayso.intake.articles import other_articles
from sayso.intake.bylines import shown_author
from sayso.intake.hints import STAGE, UNREADABLE_DATE, Hints, unread
from sayso.intake.live import LiveEntry, live_entries
from sayso.intake.missed import left_inside, missed_paragraphs
from sayso.intake.pagedata import PageData, page_data
from sayso.intake.raised import left_out
from sayso.intake.spaces import with_signs, without_signs
from sayso.intake.text import other_format
from sayso.intake.visible import keep_visible
from sayso.lexicon.anatomy import folded, news_agency_in
from sayso.record import BlockKind, Document, Problem, content_hash
from sayso.text.canonical import (
    CanonicalText,
    control_problems,
    decode,
    is_binary,
    squeezed,
    without_surrogates,
)

META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w:-]{2,40})", re.IGNORECASE)
DATELINE_CREDIT = re.compile(r"^[A-ZÀ-Ý]{2}[^()]{0,60}\(([A-Z][^()]{1,30})\)\s{0,2}[-–—_]")
SEEN_FOR_CHARSET = 4096
REMEDY = "Save the page from a browser after it has loaded, or give its text as .txt."
MISSED = "lines inside the article that were not found to be of it are"
FEWEST_IN_BOX = 3
"""Paragraphs of a box by which it is known for one of several that hold the article."""

MOST_TAGS = 300_000
"""The largest of 205 news pages has 5,300; so many take 350 MB while the page is read."""

BODY_BLOCKS = frozenset(
    {"p", "head", "item", "quote", "row", "table", "list", "code", "ab", "body", "main", "div"}
    | {"li", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "article", "section", "tr", "lb"}
    | {"br", "ul", "ol", "td"}
)
HEADINGS = frozenset({"head", "h1", "h2", "h3", "h4", "h5", "h6"})
ASIDE = ("nav", "header", "footer", "aside", "form", "figure", "button", "select")


@dataclass(frozen=True, slots=True)
class PagePart:
    """A part of the page and where it stood."""

    kind: BlockKind
    words: str
    place: float


def html_document(
    raw: bytes, name: str, hints: Hints, charset: str | None = None
) -> Document | Problem:
    """Return the page in `raw` as a document with marked blocks, or why it can't be one.

    `charset` is what the server said; a mark in the bytes and valid UTF-8 go before it. Of a live
    blog this is what stands around its entries.
    """
    return next(html_documents(raw, name, hints, charset))


def html_documents(
    raw: bytes, name: str, hints: Hints, charset: str | None = None
) -> Iterator[Document | Problem]:
    """Yield the page as a document, then each entry of a live blog as one of its own."""
    what = other_format(raw)
    if what is not None:
        yield unread(name, f"it is {what}, not a page", "Save its text as .txt and read that.")
        return
    decoded = decode(raw, charset or _declared(raw))
    if is_binary(decoded.text.replace("\0", "")):
        yield unread(name, "it holds mostly control characters, so it is no page", "Leave it out.")
        return
    source, broken = without_surrogates(decoded.text)
    if source.count("<") > MOST_TAGS:
        yield unread(name, f"the page has more than {MOST_TAGS:,} tags", REMEDY)
        return
    tree = dom.parse_page(source)
    if tree is None:
        yield unread(name, "the page is empty", "Check that it was saved whole.")
        return
    data = page_data(tree)
    dom.drop_unseen(tree)
    out = keep_visible(tree)
    source = _shown_source(source)
    entries = live_entries(tree, data.live)
    parts = _without(_parts(source, tree, data), entries)
    if not any(part.kind == "paragraph" for part in parts):
        # A live blog may have no words but those of its entries: its head alone is the page.
        if not entries:
            yield unread(name, "no article text found in the page", REMEDY)
            return
        parts = [each for each in parts if each.kind in ("headline", "deck", "byline")]
    page = _assembled(parts, data, hints)
    odd = control_problems(page.text)
    body = {dom.key_of(part.words) for part in parts if part.kind == "paragraph"}
    missed = missed_paragraphs(tree, [part.words for part in parts])
    inside = left_inside(tree, page.text) if not entries else ()
    named = dict.fromkeys((*missed, *inside))
    others = (*left_out(MISSED, named), *other_articles(tree, body))
    problems = (*decoded.problems, *broken, *page.problems, *out.problems(), *others, *odd)
    page = replace(page, problems=problems)
    if page.text:
        yield page
    for entry in entries:
        yield _entry_document(entry, page)


def _shown_source(source: str) -> str:
    """Return a page's source without what its readers don't see; as it is where they see all."""
    tree = dom.parse_page(source)
    if tree is None:
        return source
    etree.strip_elements(tree, "script", "style", with_tail=False)
    if not keep_visible(tree).changed:
        return source
    return str(etree.tostring(tree, encoding="unicode", method="html", doctype="<!DOCTYPE html>"))


def _without(parts: list[PagePart], entries: list[LiveEntry]) -> list[PagePart]:
    """Return what of the page is not in one of its live entries."""
    inside = {dom.key_of(words) for entry in entries for words in entry.paragraphs}
    inside |= {dom.key_of(entry.headline) for entry in entries if entry.headline}
    frame = ("headline", "deck", "byline")
    return [each for each in parts if each.kind in frame or dom.key_of(each.words) not in inside]


def _entry_document(entry: LiveEntry, page: Document) -> Document:
    """Return one entry of a live blog: its own words, time and address, and the page's outlet."""
    text = CanonicalText()
    if entry.headline:
        text.add("headline", entry.headline)
    if entry.authors:
        text.add("byline", _by(entry.authors))
    for words in entry.paragraphs:
        text.add("paragraph", words)
    problems: list[Problem] = []
    if entry.published is None:
        message = "no publication date: the live blog gives this entry no time of its own."
        problems.append(Problem(STAGE, message))
    when = entry.published.isoformat() if entry.published else None
    anchor = entry.anchor or when or content_hash("entry", text.text)[:8]
    return Document(
        text.text,
        url=f"{page.url.partition('#')[0]}#{anchor}" if page.url else None,
        outlet=page.outlet,
        agency=_dateline_agency(entry.paragraphs[0]),
        published=entry.published,
        updated=entry.updated,
        language=page.language,
        title=entry.headline,
        marked=tuple(text.blocks),
        problems=(*problems, *control_problems(text.text)),
    )


def _declared(raw: bytes) -> str | None:
    match = META_CHARSET.search(raw[:SEEN_FOR_CHARSET])
    return match.group(1).decode("ascii") if match else None


def _assembled(parts: list[PagePart], data: PageData, hints: Hints) -> Document:
    text = CanonicalText()
    for part in parts:
        text.add(part.kind, part.words)
    headline = next((part.words for part in parts if part.kind == "headline"), None)
    problems: list[Problem] = []
    if headline is None:
        message = "the page names no headline. Give one as 'title' in JSON lines if it matters."
        problems.append(Problem(STAGE, message))
    if data.undated and hints.published is None:
        problems.append(Problem(STAGE, UNREADABLE_DATE.format(data.undated[:60])))
    return Document(
        text.text,
        url=hints.url or data.url,
        outlet=hints.outlet or data.outlet,
        agency=_agency(parts, data),
        published=hints.published or data.published,
        language=hints.language or data.language or "en",
        title=data.titles[0] if data.titles else headline,
        marked=tuple(text.blocks),
        updated=data.updated,
        other_titles=_other_titles(data, headline),
        problems=tuple(problems),
    )


def _other_titles(data: PageData, headline: str | None) -> tuple[str, ...]:
    """Return the titles of the page but the first, and but what says the same as the headline
    shown.
    """
    same = {folded(headline or ""), folded(data.titles[0]) if data.titles else ""}
    return tuple(each for each in data.titles if folded(each) not in same)


def _agency(parts: list[PagePart], data: PageData) -> str | None:
    """Return the news agency that the byline or the first paragraph's dateline credits."""
    credited = [*data.authors, *(part.words for part in parts if part.kind == "byline")]
    agency = next((agency for said in credited if (agency := news_agency_in(said))), None)
    if agency is not None:
        return agency
    first = next((part.words for part in parts if part.kind == "paragraph"), "")
    return _dateline_agency(first)


def _dateline_agency(first: str) -> str | None:
    dateline = DATELINE_CREDIT.match(first)
    return (news_agency_in(dateline.group(1)) or dateline.group(1)) if dateline else None


def _parts(source: str, tree: etree._Element, data: PageData) -> list[PagePart]:
    """Return all parts in reading order: the head, then body and captions as they stood, then
    links.
    """
    places = dom.places_in(tree)
    headline = dom.heading_like(tree, data.headline) or data.headline
    pictures = list(_pictures(tree, data, places))
    said = {dom.key_of(part.words) for part in pictures} | {dom.key_of(headline or "")}
    body = list(_body_parts(source, tree, places, said))
    deck = _deck(tree, data, body)
    # The extraction may take the deck for the first paragraph.
    if deck is not None and len(body) > 1 and dom.key_of(body[0].words) == dom.key_of(deck):
        body = body[1:]
    head: list[PagePart] = []
    if headline:
        head.append(PagePart("headline", headline, -4))
    if deck:
        head.append(PagePart("deck", deck, -3))
    byline = _byline(tree, data)
    if byline:
        head.append(PagePart("byline", byline, -2))
    known = {dom.key_of(part.words) for part in (*head, *body)}
    links = [words for words in dom.related_links(tree) if dom.key_of(words) not in known]
    missed = _missed(tree, places, [*head, *body, *pictures])
    inner = sorted((*pictures, *body, *missed), key=lambda part: part.place)
    return [*head, *inner, *(PagePart("related", words, 0) for words in links)]


def _missed(tree: etree._Element, places: dict[str, int], read: list[PagePart]) -> list[PagePart]:
    """Return the paragraphs of other boxes of the article; a teaser has one or two in its box."""
    missed = missed_paragraphs(tree, [part.words for part in read], FEWEST_IN_BOX)
    return [PagePart("paragraph", each, float(places.get(dom.key_of(each), 0))) for each in missed]


def _pictures(tree: etree._Element, data: PageData, places: dict[str, int]) -> Iterator[PagePart]:
    """Yield captions in the page with their places; one that only JSON-LD has comes before the
    body.
    """
    order = {element: number for number, element in enumerate(tree.iter())}
    seen: set[str] = set()
    for element, words in (*dom.captions(tree), *dom.picture_boxes(tree)):
        key = dom.key_of(words)
        if key not in seen:
            seen.add(key)
            yield PagePart("caption", words, float(places.get(key, order.get(element, 0))))
    starts = {key[:30] for key in seen}
    for words in data.captions:
        key = dom.key_of(words)
        # A caption that begins as one that was taken is that one.
        if key not in seen and key[:30] not in starts:
            seen.add(key)
            starts.add(key[:30])
            yield PagePart("caption", words, -1.0)


def _body_parts(
    source: str, tree: etree._Element, places: dict[str, int], said: set[str]
) -> Iterator[PagePart]:
    """Yield paragraphs and section headings; what is headline or caption already is left out."""
    place = 0.0
    for heading, words in _extracted(source, tree):
        key = dom.key_of(words)
        if key in said:
            continue
        start = places.get(key)
        place = max(place, float(start)) + 0.0001 if start is not None else place + 0.0001
        yield PagePart("heading" if heading else "paragraph", words, place)


def _extracted(source: str, tree: etree._Element) -> list[tuple[bool, str]]:
    """Return the body's blocks as trafilatura finds them, or as they stand where it finds none."""
    from trafilatura import bare_extraction

    try:
        extracted = bare_extraction(with_signs(source), include_comments=False, with_metadata=False)
    except (RecursionError, ValueError, etree.LxmlError):
        extracted = None
    body = getattr(extracted, "body", None)
    lines = _flattened(body) if body is not None else ()
    blocks = [(heading, without_signs(words)) for heading, words in lines]
    if len(blocks) > 1:
        return blocks
    own = _own_extraction(tree)
    return own if not blocks or _is_joined(blocks[0][1], own) else blocks


def _is_joined(words: str, own: list[tuple[bool, str]]) -> bool:
    """Return whether `words` are all blocks of a page in one, as short pages are extracted."""
    letters = dom.key_of(words, len(words))
    return len(own) > 1 and all(dom.key_of(each, len(each)) in letters for _, each in own)


def _own_extraction(tree: etree._Element) -> list[tuple[bool, str]]:
    """Return every block outside menus and the like: for pages too short or odd for trafilatura."""
    root = next(tree.iter("article"), None)
    root = root if root is not None else next(tree.iter("main"), None)
    root = root if root is not None else next(tree.iter("body"), None)
    if root is None:
        return []
    root = deepcopy(root)
    etree.strip_elements(root, *ASIDE, with_tail=False)
    return [(heading, words) for heading, words in _flattened(root) if len(words) >= 3]


def _flattened(root: etree._Element) -> Iterator[tuple[bool, str]]:
    """Yield the lines of a tree of blocks, each with whether it is a heading."""
    parts: list[str] = []
    headings = 0
    for event, node in etree.iterwalk(root, events=("start", "end")):
        block = node.tag in BODY_BLOCKS
        if block and (words := squeezed("".join(parts))):
            yield headings > 0, words
        if block:
            parts = []
        if event == "start":
            headings += node.tag in HEADINGS
            parts.append(node.text or "")
        else:
            headings -= node.tag in HEADINGS
            parts.append((" " if node.tag == "cell" else "") + (node.tail or ""))
    if words := squeezed("".join(parts)):
        yield False, words


def _deck(tree: etree._Element, data: PageData, body: list[PagePart]) -> str | None:
    """Return the line under the headline: named as one in the page, or its own description
    shown.
    """
    inside = {dom.key_of(part.words) for part in body[1:]}
    first = dom.key_of(body[0].words) if body else ""
    described = folded(data.description or "")
    for words in dom.decks(tree):
        key = dom.key_of(words)
        if key and key not in inside and _alike(folded(words), described):
            return words
    for element in tree.iter("p", "h2", "h3", "div"):
        if described and len(element) <= 3:
            words = dom.text_of(element)
            if words and len(words) <= 500 and folded(words) == described:
                return words if dom.key_of(words) not in inside | {first} else None
    return None


def _alike(words: str, known: str) -> bool:
    if not known:
        return True
    left, right = set(words.split()), set(known.split())
    return len(left & right) >= 0.6 * min(len(left), len(right))


def _byline(tree: etree._Element, data: PageData) -> str | None:
    """Return who wrote it: as the page's data says, or else as the page shows."""
    if data.authors:
        return _by(data.authors)
    shown = shown_author(tree)
    return f"By {shown}" if shown else None


def _by(authors: tuple[str, ...]) -> str:
    *most, last = authors
    return f"By {', '.join(most)} and {last}" if most else f"By {last}"

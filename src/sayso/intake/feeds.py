"""RSS and Atom: the items of a feed, and each as a document in the feed's own words."""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from sayso.intake.hints import STAGE, UNREADABLE_DATE, Hints, parse_time_and_zone, unread
from sayso.intake.kinds import looks_like_feed
from sayso.record import Document, Problem, content_hash
from sayso.record.addresses import without_credentials
from sayso.record.faults import attempt
from sayso.text.canonical import CanonicalText, decode, squeezed, without_surrogates

if TYPE_CHECKING:
    from sayso.intake.visible import OmittedWords

LARGEST_FEED = 10_000_000
MOST_ITEMS = 2_000
LONGEST_ITEM = 200_000
LONGEST_LINK = 4_000
DOCTYPE = re.compile(rb"<!DOCTYPE[^\[>]{0,2000}(?:\[.*?\]\s*)?>", re.IGNORECASE | re.DOTALL)
DECLARATION = re.compile(rb"^\s*<\?xml[^>]{0,200}\?>")
FORBIDDEN = "\ufffd".encode()
CONTROL = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")
MARKUP = re.compile(
    rb"<!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z)"
    rb"|&(?:#(?P<number>[xX][0-9a-fA-F]{1,8}|[0-9]{1,9});|(?P<name>[a-zA-Z][a-zA-Z0-9]{0,31};))?",
    re.DOTALL,
)
"""References, and what may hold an ampersand that is none."""

ITEM = re.compile(rb"<(?:item|entry)[\s>]", re.IGNORECASE)
PERSON = re.compile(
    rb"(<(?:\w{1,20}:)?(?:author|creator|contributor|publisher|owner|name|email|managingEditor|"
    rb"webMaster)\b[^<>]{0,500}>)(?:<!\[CDATA\[)?[^<]{500}[^<]*",
    re.IGNORECASE,
)
"""A person of more than 500 letters. feedparser looks for an address in it in time that goes by
the square: 300 kB took 311 s."""

LONG_PERSON = (
    "{} name(s) of persons in this feed have more than 500 letters and were left out. Shorten them."
)
MANY_ITEMS = "The feed has more than {:,} items: {:,} later ones were left out. Split the feed."

TAG = re.compile(r"<[a-zA-Z/!]")
CUT = re.compile(
    r"\s*(?:\[?(?:…|\.\.\.)\]?|(?:read|continue) (?:more|reading).{0,100})\s*$", re.IGNORECASE
)
SUMMARIES = ("summary", "media_description", "subtitle")
UNSEEN = ("script", "style", "template", "noscript", "svg", "iframe", "object", "form")
BLOCK_TAGS = frozenset(
    {"p", "div", "li", "br", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "tr", "ul", "ol"}
    | {"dt", "dd", "pre", "figcaption", "table", "hr"}
)
EARLIEST_YEAR = 1990
WIDE_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@dataclass(frozen=True, slots=True)
class Item:
    """One item: `key` sets it apart from others in its feed, `paragraphs` are its own words."""

    key: str
    title: str | None
    paragraphs: tuple[str, ...]
    link: str | None
    published: datetime | None
    updated: datetime | None
    authors: tuple[str, ...]
    problems: tuple[Problem, ...] = ()
    deck: tuple[str, ...] = ()
    """Of its summary, what its whole text does not say."""

    @property
    def digest(self) -> str:
        """A hash of its words: an item that was changed has another."""
        return content_hash("item", self.title, [*self.deck, *self.paragraphs])


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed's own name, its language if it says, and its items, newest as the feed has them."""

    title: str | None
    language: str | None
    items: tuple[Item, ...]
    broken: bool = False
    problems: tuple[Problem, ...] = ()
    """Of items that could not be read, and of what was left out."""


def parsed_feeds(raw: bytes, url: str | None = None) -> Iterator[Feed | None]:
    """Return what `parse_feed` returns, as a parser in a worker gives it."""
    yield parse_feed(raw, url)


def parse_feed(raw: bytes, url: str | None = None) -> Feed | None:
    """Return the feed in `raw`, or None when it is none. Links are made whole against `url`.

    Entities of the document's own are never expanded, nothing is fetched, and no more than its
    first MOST_ITEMS items are read: those after them become one problem.
    """
    if len(raw) > LARGEST_FEED or not looks_like_feed(raw):
        return None
    import feedparser  # type: ignore[import-untyped]

    try:
        harmless, left_out = _harmless(raw)
        # A stream: given bytes, feedparser would look for a file of that name first.
        parsed = feedparser.parse(
            io.BytesIO(harmless), sanitize_html=False, resolve_relative_uris=False
        )
    except (ValueError, RecursionError, LookupError, AttributeError, TypeError, AssertionError):
        return None
    base = _whole(_address(parsed.feed), url) or url
    read = [
        attempt(STAGE, partial(_item, entry, base), about=f"{url or 'the feed'}, item {number}")
        for number, entry in enumerate(parsed.entries[:MOST_ITEMS], start=1)
    ]
    items = tuple(each for each in read if isinstance(each, Item))
    language = parsed.feed.get("language")
    return Feed(
        _plain(parsed.feed.get("title")),
        language if isinstance(language, str) and language else None,
        tuple(each for each in items if each.title or each.paragraphs),
        bool(parsed.bozo),
        (*left_out, *(each for each in read if isinstance(each, Problem))),
    )


def _harmless(raw: bytes) -> tuple[bytes, tuple[Problem, ...]]:
    """Return a feed that feedparser reads in bounded time, and a problem for each thing left out.

    It has one byte a letter, no definitions of its own, no person of more than 500 letters and its
    first MOST_ITEMS items only: feedparser takes 0.3 ms an item and would expand eight megabytes of
    entities letter by letter.
    """
    problems: list[Problem] = []
    if raw.startswith(WIDE_MARKS) or b"\0" in raw[:200]:
        raw = DECLARATION.sub(b"", decode(raw).text.encode("utf-8", "replace"))
    raw = _whole_characters(raw)
    raw, persons = PERSON.subn(rb"\1", DOCTYPE.sub(b"", raw, count=1))
    if persons:
        problems.append(Problem(STAGE, LONG_PERSON.format(persons)))
    later = list(islice(ITEM.finditer(raw), MOST_ITEMS, None))
    if not later:
        return raw, tuple(problems)
    problems.append(Problem(STAGE, MANY_ITEMS.format(MOST_ITEMS, len(later))))
    end = b"</feed>" if later[0][0].lower().startswith(b"<entry") else b"</channel></rss>"
    return raw[: later[0].start()] + end, tuple(problems)


def _whole_characters(raw: bytes) -> bytes:
    """Return a feed's bytes with U+FFFD for characters and references that XML forbids, and with
    "&amp;" for an ampersand that begins no reference.

    One of them makes an XML parser refuse the whole feed; feedparser's lenient one then loses words
    and reads "R&D" as "R&D;".
    """
    raw = CONTROL.sub(FORBIDDEN, raw)
    return MARKUP.sub(_whole_reference, raw)


def _whole_reference(match: re.Match[bytes]) -> bytes:
    said = match[0]
    if said.startswith(b"<!"):
        return said
    if match["number"] is None:
        return said if match["name"] is not None else b"&amp;"
    digits = match["number"]
    code = int(digits[1:], 16) if digits[:1] in b"xX" else int(digits)
    return said if _is_character(code) else FORBIDDEN


def _is_character(code: int) -> bool:
    """Return whether XML 1.0 takes a code point for a character (section 2.2)."""
    return (
        code in (9, 10, 13)
        or 0x20 <= code < 0xD800
        or (0xE000 <= code < 0x110000 and code not in (0xFFFE, 0xFFFF))
    )


def _item(entry: Any, url: str | None) -> Item:
    from sayso.intake.visible import OmittedWords

    title = _plain(entry.get("title"))
    contents = [each.get("value") or "" for each in entry.get("content") or []]
    summaries = [entry.get(name) for name in SUMMARIES]
    bodies = [each[:LONGEST_ITEM] for each in (*contents, *summaries) if isinstance(each, str)]
    body = max(bodies, key=len, default="")
    link = entry.get("link") if isinstance(entry.get("link"), str) else None
    whole = _whole(link, url)
    authors = [_plain(each.get("name")) for each in entry.get("authors") or []]
    given = entry.get("id") if isinstance(entry.get("id"), str) else None
    problems: list[Problem] = []
    out = OmittedWords()
    paragraphs = paragraphs_of(body, out)
    deck = _deck(
        [paragraphs_of(each, out) for each in dict.fromkeys(bodies) if each != body],
        [title or "", *paragraphs],
    )
    problems.extend(out.problems())
    return Item(
        key=content_hash("key", given or whole or title),
        title=title,
        paragraphs=tuple(paragraphs),
        deck=tuple(deck),
        link=whole,
        # Not feedparser's own `get`, which gives one for the other and warns of it.
        published=_time(dict.get(entry, "published"), problems),
        updated=_time(dict.get(entry, "updated"), problems),
        authors=tuple(each for each in authors[:20] if each and "@" not in each),
        problems=tuple(problems),
    )


def _deck(others: list[list[str]], said: list[str]) -> list[str]:
    """Return the paragraphs of a summary whose words are not in what is `said` already.

    One that was cut ("The army said …") is in it when its beginning is.
    """
    from sayso.intake.dom import key_of

    known = key_of(" ".join(said), LONGEST_ITEM)
    deck: dict[str, None] = {}
    for words in (each for paragraphs in others for each in paragraphs):
        key = key_of(CUT.sub("", words), LONGEST_ITEM)
        if key and key not in known:
            deck[words] = None
    return list(deck)


def _address(feed: Any) -> str | None:
    """Return the address of a feed's site, against which links without a host are made whole."""
    link = feed.get("link")
    return link if isinstance(link, str) and link else None


def _whole(link: str | None, url: str | None) -> str | None:
    """Return the address that an item leads to, made whole; None where that is none of the web."""
    if not link or len(link) > LONGEST_LINK:
        return None
    try:
        whole = urljoin(url, link) if url else link
    except ValueError:
        return None
    return without_credentials(whole) if whole.startswith(("http://", "https://")) else None


def _plain(value: object) -> str | None:
    """Return words on one line without markup; None for none."""
    if not isinstance(value, str):
        return None
    words = squeezed(" ".join(paragraphs_of(value[:5_000])))
    return words[:1_000] or None


def paragraphs_of(markup: str, out: OmittedWords | None = None) -> list[str]:
    """Return the blocks of words in a piece of HTML, or the lines of plain text."""
    import lxml.html
    from lxml import etree

    from sayso.intake.visible import keep_visible

    markup, _ = without_surrogates(markup.replace("\0", ""))
    if not TAG.search(markup) and "&" not in markup:
        return [line for each in markup.split("\n") if (line := squeezed(each))]
    try:
        tree = lxml.html.fragment_fromstring(markup, create_parent="div")
    except (etree.LxmlError, ValueError, AssertionError):
        return []
    etree.strip_elements(tree, *UNSEEN, etree.Comment, with_tail=False)
    unsaid = keep_visible(tree)
    if out is not None:
        out.struck.extend(unsaid.struck)
        out.notes.extend(unsaid.notes)
    lines: list[str] = [""]
    for event, node in etree.iterwalk(tree, events=("start", "end")):
        if node.tag in BLOCK_TAGS:
            lines.append("")
        elif node.tag in ("td", "th") and event == "start":
            lines[-1] += " "
        lines[-1] += (node.text or "") if event == "start" else ""
        if event == "end" and node is not tree:
            lines[-1] += node.tail or ""
    return [line for each in lines if (line := squeezed(each))]


def _time(said: object, problems: list[Problem]) -> datetime | None:
    """Return a time as it stands in a feed, with its offset; None for none or an unreadable one.

    Not as feedparser reads it: that is in UTC, so that the day of a post of 01:30 +0300 is lost,
    and completes what it does not know from the clock of this machine.
    """
    if not isinstance(said, str) or not said.strip():
        return None
    when, zone = parse_time_and_zone(said)
    shown = " ".join(said.split())[:60]
    if when is None or when.year < EARLIEST_YEAR:
        problems.append(Problem(STAGE, UNREADABLE_DATE.format(shown)))
        return None
    if zone:
        problems.append(Problem(STAGE, UNKNOWN_ZONE.format(zone, shown)))
    return when


UNKNOWN_ZONE = (
    "the time zone {} of {!r} is not certain: the time is taken for one without a zone. Give it"
    " with --published as 2024-01-31T18:00:00+02:00."
)


def item_document(item: Item, feed: Feed, hints: Hints) -> Document:
    """Return an item in its own words: its title as headline, its summary as paragraphs."""
    text = CanonicalText()
    if item.title:
        text.add("headline", item.title)
    if item.authors:
        text.add("byline", f"By {', '.join(item.authors)}")
    for words in item.deck:
        text.add("deck", words)
    for words in item.paragraphs:
        text.add("paragraph", words)
    dated = item.published or item.updated or hints.published
    return Document(
        text.text,
        url=item.link or hints.url,
        outlet=hints.outlet or feed.title,
        inferred=("outlet",) if feed.title and not hints.outlet else (),
        published=dated,
        language=hints.language or feed.language or "en",
        title=item.title,
        marked=tuple(text.blocks),
        updated=item.updated if item.updated != item.published else None,
        problems=item.problems if dated else _undated(item),
    )


def _undated(item: Item) -> tuple[Problem, ...]:
    """Return the problems of an item without a date, one of which says so."""
    unreadable = UNREADABLE_DATE.partition("{")[0]
    if any(each.message.startswith(unreadable) for each in item.problems):
        return item.problems
    message = "no publication date: the feed gives this item none. Give one with --published."
    return (*item.problems, Problem(STAGE, message))


def feed_documents(raw: bytes, name: str, hints: Hints) -> Iterator[Document | Problem]:
    """Yield every item of a feed that was saved or fetched, in its own words."""
    feed = parse_feed(raw, name if name.startswith("http") else None)
    if feed is None or not (feed.items or feed.problems):
        yield unread(name, "a feed without items, or broken", "Check that it was saved whole.")
        return
    yield from feed.problems
    for number, item in enumerate(feed.items, start=1):
        make = partial(item_document, item, feed, hints)
        yield attempt(STAGE, make, about=f"{name}, item {number}")

"""When a page came out and when it was last changed, as it says in its head or shows."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime, timedelta, timezone

from lxml import etree

from sayso.intake.dates import MONTHS, ZONE_HOURS
from sayso.intake.hints import parse_time
from sayso.intake.linked import Node, words_of

PUBLISHED_NAMES = (
    "article:published_time",
    "og:article:published_time",
    "article:published",
    "datepublished",
    "parsely-pub-date",
    "sailthru.date",
    "dc.date.issued",
    "dcterms.created",
    "dcterms.issued",
    "dc.date.created",
    "dc.date",
    "dcterms.date",
    "publish-date",
    "publish_date",
    "published_date",
    "publication_date",
    "publicationdate",
    "published_at",
    "cxenseparse:recs:publishtime",
    "article.published",
    "og:published_time",
    "pubdate",
    "pdate",
    "date",
)
UPDATED_NAMES = (
    "article:modified_time",
    "og:article:modified_time",
    "og:updated_time",
    "article:modified",
    "datemodified",
    "dcterms.modified",
    "dc.date.modified",
    "last-modified",
    "lastmod",
    "revised",
)
SHOWN = re.compile(
    r"(?:^|[\s_-])(?:publish(?:ed)?|publi|pub|post(?:ed)?|article|story|entry|news|content|byline|"
    r"author[_-]name|press[\w-]{0,20}|header)?[_-]{0,2}(?:date|time|datetime|dateline|timestamp|"
    r"published|tidate_pub)(?:$|[\s_-])",
    re.IGNORECASE,
)
ELSEWHERE = re.compile(r"related|recommend|comment|sidebar|teaser|footer|calendar", re.IGNORECASE)
UPDATED = re.compile(r"updat|modif|edit", re.IGNORECASE)
ZONES = {name: timezone(timedelta(hours=hours)) for name, hours in ZONE_HOURS.items()}

MONTH_FIRST = re.compile(
    r"\b([^\W\d_]{3,10})\.?\s{1,3}(\d{1,2})(?:st|nd|rd|th)?,?\s{1,3}((?:19|20)\d\d)\b"
)
DAY_FIRST = re.compile(
    r"\b(\d{1,2})(?:st|nd|rd|th|\.)?\s{1,3}(?:de\s)?([^\W\d_]{3,10})\.?,?\s{1,3}(?:de\s)?((?:19|20)\d\d)\b"
)
NUMERIC = re.compile(r"\b((?:19|20)\d\d)[-/.](\d\d)[-/.](\d\d)\b")
CLOCK = re.compile(
    r"\b(\d{1,2})[:.](\d\d)(?::(\d\d))?\s?([AaPp])?\.?(?:[Mm]\b)?\.?(?:\s?\(?([A-Za-z]{1,4})\b)?"
)
IN_ADDRESS = re.compile(r"/((?:19|20)\d\d)[/-](\d{1,2}|[a-z]{3})[/-](\d{1,2})(?:[/-]|$)")
EARLIEST_YEAR = 1990
LATEST_YEAR = 2100


def published_at(
    article: Node, meta: Mapping[str, str], tree: etree._Element, url: str | None
) -> datetime | None:
    """Return when the page came out: said by JSON-LD, meta tags, microdata or a time element, shown
    in words, or given by its address; the first of these that is a plausible time. None for none.
    """
    ways: tuple[Callable[[], Iterable[datetime | None]], ...] = (
        lambda: _read((words_of(article.get("datePublished")),)),
        lambda: _read(meta.get(name) for name in PUBLISHED_NAMES),
        lambda: _read((words_of(article.get("dateCreated")), words_of(article.get("uploadDate")))),
        lambda: _read(_marked(tree, "datepublished", "pubdate")),
        lambda: _read(_time_elements(tree)),
        lambda: (shown_time(words) for words in _shown(tree)),
        lambda: (address_date(url or ""),),
    )  # fmt: skip
    return _first(ways)


def unreadable_date(article: Node, meta: Mapping[str, str], tree: etree._Element) -> str | None:
    """Return the first date of publication that a page's data says, of a page that has none that
    can be read.
    """
    said = [words_of(article.get("datePublished")), *(meta.get(name) for name in PUBLISHED_NAMES)]
    words = next((each for each in (*said, *_marked(tree, "datepublished", "pubdate")) if each), "")
    if not re.search(r"\w", words) or parse_time(words) or shown_time(words):
        return None
    return words


def updated_at(article: Node, meta: Mapping[str, str], tree: etree._Element) -> datetime | None:
    """Return when the page was last changed, as it says; None where it doesn't."""
    return _first(
        (
            lambda: _read((words_of(article.get("dateModified")),)),
            lambda: _read(meta.get(name) for name in UPDATED_NAMES),
            lambda: _read(_marked(tree, "datemodified")),
        )
    )


def _first(ways: tuple[Callable[[], Iterable[datetime | None]], ...]) -> datetime | None:
    times = (each for way in ways for each in way())
    return next((each for each in times if each is not None and plausible(each)), None)


def plausible(when: datetime) -> bool:
    """Return whether a page may have come out then.

    Empty fields show as year 1 or as 1 January 1970.
    """
    return EARLIEST_YEAR <= when.year <= LATEST_YEAR


def _read(said: Iterable[str | None]) -> Iterator[datetime | None]:
    for words in said:
        if words:
            yield parse_time(words) or shown_time(words)


def _marked(tree: etree._Element, *names: str) -> Iterator[str]:
    """Yield what microdata says under one of `names`."""
    for element in tree.iter("meta", "time", "span", "div", "p", "abbr", "a", "li"):
        if set((element.get("itemprop") or "").lower().split()) & set(names):
            said = element.get("content") or element.get("datetime")
            yield (said or _short(element))[:100]


def _time_elements(tree: etree._Element) -> Iterator[str]:
    for count, element in enumerate(tree.iter("time")):
        if count > 20:
            return
        if not _elsewhere(element):
            yield (element.get("datetime") or _short(element))[:100]


def _shown(tree: etree._Element) -> Iterator[str]:
    """Yield short texts in elements that are named as dates are, those of an update last."""
    later: list[str] = []
    for element in tree.iter("span", "div", "p", "li", "small", "abbr", "time", "td", "b"):
        names = f"{element.get('class') or ''} {element.get('id') or ''}"[:200]
        if not SHOWN.search(names) or _elsewhere(element):
            continue
        words = _short(element)
        if UPDATED.search(words[:20]) or UPDATED.search(names):
            later.append(words)
        elif words:
            yield words
    yield from later


def _elsewhere(element: etree._Element) -> bool:
    """Return whether an element belongs to another article, to comments or to the frame of the
    page.
    """
    for count, ancestor in enumerate((element, *element.iterancestors())):
        if count > 6:
            return False
        if ancestor.tag in ("aside", "footer", "nav"):
            return True
        if ELSEWHERE.search(f"{ancestor.get('class') or ''} {ancestor.get('id') or ''}"[:200]):
            return True
    return False


def _short(element: etree._Element) -> str:
    """Return the words of an element, or "" when it has more than a date would."""
    pieces: list[str] = []
    size = 0
    for piece in element.itertext():
        size += len(piece)
        if size > 300:
            return ""
        pieces.append(piece)
    words = " ".join(" ".join(pieces).split())
    return words if len(words) <= 120 else ""


def shown_time(words: str) -> datetime | None:
    """Return a day in words ("Nov 19, 2019", "19. November 2019") with its time of day if one is
    there.
    """
    words = words[:160]
    day = _day(words)
    if day is None:
        return None
    clock = CLOCK.search(words.replace(day[1], " " * len(day[1])))
    if clock is None:
        return day[0]
    hour, minute = int(clock[1]), int(clock[2])
    if clock[4]:
        hour = hour % 12 + (12 if clock[4].lower() == "p" else 0)
    if hour > 23 or minute > 59:
        return day[0]
    zone = ZONES.get((clock[5] or "").lower())
    return day[0].replace(hour=hour, minute=minute, tzinfo=zone)


def _day(words: str) -> tuple[datetime, str] | None:
    for pattern, order in ((MONTH_FIRST, (3, 1, 2)), (DAY_FIRST, (3, 2, 1)), (NUMERIC, (1, 2, 3))):
        for match in pattern.finditer(words):
            year, month, day = (match[group] for group in order)
            date = _date(year, month, day)
            if date is not None:
                return date, match[0]
    return None


def _date(year: str, month: str, day: str) -> datetime | None:
    number = int(month) if month.isdigit() else MONTHS.get(month.lower())
    try:
        return datetime(int(year), number or 0, int(day))
    except ValueError:
        return None


def address_date(url: str) -> datetime | None:
    """Return the day in an address such as /2019/11/19/; None where it has none."""
    match = IN_ADDRESS.search(url.lower()[:500])
    return _date(match[1], match[2], match[3]) if match else None

"""Documents as citations for reference managers, and the file that any style of them makes.

A citation has what the document says of itself. A date that is not known, a byline that is not read
and a title that is not there are left out; nothing is made up for them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import partial
from typing import Literal
from urllib.parse import urlsplit

from sayso.exports.chosen import LeftOut, unreported
from sayso.exports.encoding import TextFile, one_line, web_address
from sayso.intake.bylines import names_in
from sayso.ledger import StoredCapture
from sayso.record import Document, Problem, Reading
from sayso.record.faults import attempt

CitedKind = Literal["article", "post", "webpage", "document"]
"""What is cited: an article of an outlet, a post, a page of no named outlet, or a bare text."""

POST_HOSTS = frozenset(
    "t.me telegram.me x.com twitter.com facebook.com instagram.com threads.net vk.com ok.ru"
    " bsky.app truthsocial.com mastodon.social reddit.com youtube.com tiktok.com".split()
)
"""Hosts at whose addresses posts stand."""

POST_IDS = ("telegram:",)
"""How the ids of posts begin that come without an address."""

LONGEST_OUTLET = 40
"""Characters of an outlet's name in a key."""

SHORT_ID = 10
"""Characters of a document's fingerprint in a key."""

OPENING_WORDS = 20
"""Words of a text without a title that stand for one, as styles ask it of posts."""

PLACE_AFTER_NAME = re.compile(r",?\s+(?:reporting\s+)?(?:in|from)\s+(?=[^\W\d_]).*$", re.DOTALL)
BETWEEN_NAMES = re.compile(r"\s*(?:[;,]\s*(?:and\b)?|\band\b|&)\s*")
NAME_WORDS = range(2, 5)


@dataclass(frozen=True, slots=True)
class Citation:
    """A document as it is cited.

    `published` has the offset that is known, and none where none is; `accessed` is when the bytes
    were fetched from the web, None where they came from a file. `sha256` is that of the bytes.
    """

    key: str
    kind: CitedKind
    title: str
    outlet: str
    authors: tuple[str, ...]
    published: datetime | None
    url: str | None
    accessed: datetime | None
    language: str
    fingerprint: str
    sha256: str

    @property
    def note(self) -> str:
        """Return what leads back to the document: its fingerprint, and its snapshot's hash."""
        parts = [f"Sayso document {self.fingerprint}"]
        if self.accessed is not None:
            parts.append(f"captured {instant_words(self.accessed)}")
        if self.sha256:
            parts.append(f"snapshot SHA-256 {self.sha256}")
        return "; ".join(parts)


def citation_of(reading: Reading, fingerprint: str, kept: Sequence[StoredCapture]) -> Citation:
    """Return the citation of a document.

    `reading` may have names masked: `fingerprint` is that of the document as it is stored. `kept`
    are its captures, the oldest first.
    """
    document = reading.document
    url = web_address(document.url)
    fetched = (each.at for each in kept if each.url.startswith(("http://", "https://")))
    accessed = next(fetched, None)
    return Citation(
        key=key_of(document, fingerprint),
        kind=_kind(document, url),
        title=_title(reading),
        outlet=one_line(document.outlet or ""),
        authors=tuple(_authors(reading)),
        published=document.published,
        url=url,
        accessed=accessed.astimezone(UTC) if accessed else None,
        language=one_line(document.language),
        fingerprint=fingerprint,
        sha256=kept[0].sha256 if kept else "",
    )


def cited(
    readings: Iterable[tuple[str, Reading, Sequence[StoredCapture]]],
    left_out: LeftOut = unreported,
) -> Iterator[Citation]:
    """Yield the citations of documents, each given as `citation_of` takes it.

    One on which that raises is left out: `left_out` takes the problem.
    """
    for key, reading, kept in readings:
        made = attempt("export citation", partial(citation_of, reading, key, kept), subject=key)
        if isinstance(made, Problem):
            left_out(key, made)
        else:
            yield made


def key_of(document: Document, fingerprint: str) -> str:
    """Return the key of a citation: outlet, day, and the beginning of the fingerprint, in ASCII.

    It is the same in every style and every export. An outlet in other letters than Latin has the
    host of its address instead.
    """
    outlet = _ascii(document.outlet or "") or _ascii(_host(document.url)) or "document"
    day = f"{day_of(document.published)}" if document.published else "undated"
    return f"{outlet}-{day}-{fingerprint[:SHORT_ID]}"


def day_of(instant: datetime) -> date:
    """Return the day of an instant by the clock that it was given in."""
    return instant.date()


def is_day_alone(instant: datetime) -> bool:
    """Return whether only the day is known: a date without a clock is kept as its midnight."""
    return instant.tzinfo is None and instant.time() == time()


def instant_words(instant: datetime) -> str:
    """Return an instant as ISO 8601 writes it, no finer than it is known.

    `2025-02-02` for a day, `2025-02-02T06:30:00` where the zone is not known, else with its offset.
    """
    if is_day_alone(instant):
        return day_of(instant).isoformat()
    return instant.replace(microsecond=0).isoformat()


def _ascii(words: str) -> str:
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:LONGEST_OUTLET].rstrip("-")


def _host(url: str | None) -> str:
    try:
        return (urlsplit(url or "").hostname or "").removeprefix("www.")
    except ValueError:  # an address with half an IPv6 host
        return ""


def _kind(document: Document, url: str | None) -> CitedKind:
    host = _host(url)
    registered = ".".join(host.split(".")[-2:])
    if registered in POST_HOSTS or (document.given_id or "").startswith(POST_IDS):
        return "post"
    if document.outlet:
        return "article"
    return "webpage" if url else "document"


def _title(reading: Reading) -> str:
    """Return the title, else the headline as read, else the opening words of the text."""
    document = reading.document
    if document.title and document.title.strip():
        return one_line(document.title)
    headlines = (each.span for each in reading.blocks or () if each.kind == "headline")
    headline = next(headlines, None)
    if headline is not None:
        return one_line(headline.of(document.text))
    words = one_line(document.text[: OPENING_WORDS * 80]).split()
    return " ".join(words[:OPENING_WORDS]) + ("…" if len(words) > OPENING_WORDS else "")


def _authors(reading: Reading) -> Iterator[str]:
    """Yield the names in the bylines of the document's own article, each once."""
    text = reading.document.text
    shown = (
        each.span.of(text)
        for each in reading.blocks or ()
        if each.kind == "byline" and each.article == 0
    )
    seen: set[str] = set()
    for words in shown:
        named = names_in(one_line(words))
        for name in _names(PLACE_AFTER_NAME.sub("", named)) if named else ():
            if name not in seen:
                seen.add(name)
                yield name


def _names(byline: str) -> Sequence[str]:
    """Return the names that a byline joins; the byline whole where a part may be no name."""
    parts = [each for each in BETWEEN_NAMES.split(byline) if each]
    if any(each.isupper() and len(each) > MOST_INITIALS for each in byline.split()):
        return [each for each in parts if _is_name(each)]
    return parts if all(map(_is_name, parts)) else (byline,)


MOST_INITIALS = 3
"""Letters of initials: "JRR Adams"."""


def _is_name(words: str) -> bool:
    parts = words.split()
    shouted = [each.isupper() and len(each) > MOST_INITIALS for each in parts]
    if any(shouted) and not all(shouted):
        return False  # "BREAKING Nyala"
    return len(parts) in NAME_WORDS and all(not each[0].islower() for each in (parts[0], parts[-1]))


@dataclass(frozen=True, slots=True)
class CitationStyle:
    """How a file of citations is made: what stands before, between and after the entries."""

    entry: Callable[[Citation], str]
    before: str = ""
    between: str = ""
    after: str = ""


def write_citations(
    citations: Iterable[Citation],
    style: CitationStyle,
    out: TextFile,
    left_out: LeftOut = unreported,
) -> int:
    """Write citations in a style; how many there were.

    One whose entry can't be made is left out: `left_out` takes the problem.
    """
    written = 0
    out.write(style.before)
    for citation in citations:
        work = partial(style.entry, citation)
        entry = attempt("export citation", work, subject=citation.fingerprint)
        if isinstance(entry, Problem):
            left_out(citation.fingerprint, entry)
            continue
        out.write((style.between if written else "") + entry)
        written += 1
    out.write(style.after)
    return written

"""What the caller knows of an input, and times as sources write them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from email.utils import parsedate_to_datetime

from sayso.intake.dates import read_date
from sayso.record import Document, Problem
from sayso.record.addresses import without_credentials

STAGE = "intake"

LARGEST_INPUT = 20_000_000
"""Bytes of the largest document read. A long article has 50,000; a book, a million."""


@dataclass(frozen=True, slots=True)
class Hints:
    """What the caller knows of an input. It fills in what the input itself does not say.

    For pages, whose markup is often wrong, a hint goes before what the page says.
    """

    published: datetime | None = None
    outlet: str | None = None
    language: str | None = None
    url: str | None = None
    columns: tuple[tuple[str, str], ...] = ()
    """Of tables: fields, each with the name of its column."""


NO_HINTS = Hints()


def unread(name: str, what: str, remedy: str) -> Problem:
    """Return the problem of an input that gives no document: its name, what happened, what
    to do.
    """
    return Problem(STAGE, without_credentials(f"{name}: {what}. {remedy}"))


LEFT_OUT = Problem(
    STAGE,
    "the address had a user name or password, which is left out and never sent. Save what needs a"
    " login in a browser and read the file.",
)


def without_login(document: Document) -> Document:
    """Return `document` with no user name or password in its address, and a problem if one was."""
    clean = without_credentials(document.url or "") or None
    if clean == document.url or not document.url:
        return document
    return replace(document, url=clean, problems=(*document.problems, LEFT_OUT))


def parse_time(said: str) -> datetime | None:
    """Return a time in ISO 8601, RFC 822 or words as `read_date` reads them, or a date alone
    (midnight); None when it is none of these.

    Without an offset in the words the result has none either.
    """
    return parse_time_and_zone(said)[0]


def parse_time_and_zone(said: str) -> tuple[datetime | None, str]:
    """Return what `parse_time` does, and the name of a zone that is not known; "" for none."""
    said = said.strip()
    try:
        return datetime.fromisoformat(said), ""
    except ValueError:
        pass
    read = read_date(said)
    if read is not None:
        return read
    try:
        return parsedate_to_datetime(said), ""
    except (ValueError, TypeError, IndexError, OverflowError):
        return None, ""


UNREADABLE_DATE = (
    "a date that can't be read: {!r}. Give the date of publication with --published as 2024-01-31."
)


def undated_problem(what: str, said: str | None) -> Problem:
    """Return the problem of a mail or message without a date, which quotes one that can't be
    read.
    """
    if said and said.strip():
        return Problem(STAGE, UNREADABLE_DATE.format(" ".join(said.split())[:60]))
    return Problem(STAGE, f"no publication date: the {what} has none that can be.")


PUBLISHED_FIELDS = (
    "published", "date_publish", "publishing_date", "date_published", "published_at",
    "publishedAt", "publish_date", "pubDate", "published_date", "date", "created_at",
)  # fmt: skip
"""Names under which tools write when a text was published; the first one given counts."""

TEXT_FIELDS = ("url", "outlet", "agency", "title")


def with_fields(document: Document, given: Mapping[str, object], hints: Hints) -> Document:
    """Return `document` with url, outlet, agency, title, language and published as `given`, or
    hinted.

    A field of a wrong type or a time that cannot be read becomes a problem of the document.
    """
    problems = list(document.problems)
    words = {
        name: _words(name, given.get(name), problems) for name in (*TEXT_FIELDS, "language", "lang")
    }
    said = (given[name] for name in PUBLISHED_FIELDS if given.get(name) not in (None, ""))
    published = _published(next(said, None), problems)
    filled = replace(
        document,
        url=words["url"] or hints.url or document.url,
        outlet=words["outlet"] or hints.outlet or document.outlet,
        agency=words["agency"] or document.agency,
        title=words["title"] or document.title,
        language=words["language"] or words["lang"] or hints.language or document.language,
        published=published or hints.published or document.published,
        problems=tuple(problems),
    )
    return without_login(filled)


def _words(name: str, value: object, problems: list[Problem]) -> str | None:
    if isinstance(value, str):
        return value.strip() or None
    if value is not None:
        problems.append(Problem(STAGE, f"'{name}' is not text and was left out. Give a string."))
    return None


def _published(value: object, problems: list[Problem]) -> datetime | None:
    if value is None or value == "":
        return None
    published = parse_time(value) if isinstance(value, str) else None
    if published is None:
        message = (
            f"no publication date: {str(value)[:60]!r} can't be read as one. Write it as"
            " 2024-01-31 or 2024-01-31T18:00:00+00:00."
        )
        problems.append(Problem(STAGE, message))
    return published

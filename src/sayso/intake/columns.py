"""Which column of a table holds what: by the usual names, or as the user maps them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

USUAL_NAMES: dict[str, tuple[str, ...]] = {
    "text": (
        "text", "full text", "fulltext", "body", "content", "maintext", "main text",
        "article text", "article body", "article", "plaintext", "plain text", "message", "post",
        "notes", "note", "narrative", "description", "event description", "summary", "abstract",
    ),
    "published": (
        "published", "publication date", "published at", "published on", "date published",
        "date publish", "publish date", "published date", "publishing date", "pub date", "pubdate",
        "source date", "created at", "date", "event date",
    ),
    "title": ("title", "headline", "source headline", "subject"),
    "outlet": (
        "outlet", "source", "source name", "publisher", "publication", "newspaper", "media",
        "site name", "sitename", "source office", "channel", "source domain", "domain",
    ),
    "url": (
        "url", "link", "source url", "sourceurl", "article url", "canonical url", "permalink",
        "uri", "href",
    ),
    "agency": ("agency", "news agency"),
    "language": ("language", "lang"),
    "id": ("id", "doc id", "document id", "article id", "event id", "event id cnty", "uuid"),
}  # fmt: skip
"""Names that columns of articles, posts and coded events have, those that say most first."""

FIELDS = tuple(USUAL_NAMES)
EVENT_DATES = frozenset({"event date"})
"""Columns whose date may be that of the event, not that of the words."""

LETTERS = re.compile(r"[^\W_]+|[A-Z](?=[a-z])")
CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
ROWS_ABOVE = 10
"""Rows in which the names of the columns are looked for: a title may stand above them."""


@dataclass(frozen=True, slots=True)
class TableHead:
    """The names of a table's columns, the row that they stand in (from 0), and the columns of the
    fields.
    """

    row: int
    names: tuple[str, ...]
    columns: Mapping[str, int]

    @property
    def dated_by_event(self) -> str | None:
        """Return the name of the column of dates, where that may be the date of the event."""
        column = self.columns.get("published")
        name = self.names[column] if column is not None else ""
        return name if key_of(name) in EVENT_DATES else None


def key_of(name: str) -> str:
    """Return a name as names are compared: "pubDate" and "PUB_DATE " are one."""
    spaced = CAMEL.sub(" ", name) if not name.isupper() else name
    return " ".join(LETTERS.findall(spaced)).casefold()


def head_of(rows: Sequence[Sequence[str]], mapped: Sequence[tuple[str, str]] = ()) -> TableHead:
    """Return the head among the first rows of a table; one without columns where there is none.

    `mapped` holds pairs of a field and the name of its column, which go before the usual names.
    """
    for number, row in enumerate(rows[:ROWS_ABOVE]):
        columns = _columns(row, mapped)
        if "text" in columns and not _missing(row, mapped):
            return TableHead(number, tuple(row), columns)
    widest = max(range(min(len(rows), ROWS_ABOVE)), key=lambda at: (_width(rows[at]), -at))
    return TableHead(widest, tuple(rows[widest]), {})


def _width(row: Sequence[str]) -> int:
    return sum(bool(cell.strip()) for cell in row)


def _columns(row: Sequence[str], mapped: Sequence[tuple[str, str]]) -> dict[str, int]:
    places: dict[str, int] = {}
    for column, name in enumerate(row):
        places.setdefault(key_of(name), column)
    chosen = {
        field: places[key_of(name)]
        for field, name in mapped
        if key_of(name) and key_of(name) in places
    }
    for field, usual in USUAL_NAMES.items():
        columns = [places[key_of(name)] for name in usual if key_of(name) in places]
        free = [column for column in columns if column not in chosen.values()]
        if field not in chosen and free:
            chosen[field] = free[0]
    return chosen


def _missing(row: Sequence[str], mapped: Sequence[tuple[str, str]]) -> list[str]:
    named = {key_of(cell) for cell in row}
    return [name for _, name in mapped if key_of(name) not in named]


def has_usual_names(row: Sequence[str]) -> bool:
    """Return whether a row holds the usual names of a text and of something else of it."""
    columns = _columns(row, ())
    return len(columns) > 1 and "text" in columns


def usual_fields(given: Mapping[str, object], wanted: Sequence[str]) -> dict[str, object]:
    """Return what `given` says under a usual name of each of the `wanted` fields, first names
    first. An object that has a name counts for it.
    """
    keys: dict[str, object] = {}
    for name, value in given.items():
        named = value.get("name") if isinstance(value, Mapping) else value
        if isinstance(named, str) and named.strip():
            keys.setdefault(key_of(name), named)
    said = {field: [keys[name] for name in USUAL_NAMES[field] if name in keys] for field in wanted}
    return {field: values[0] for field, values in said.items() if values}


def without_text(
    head: TableHead, mapped: Sequence[tuple[str, str]], rows: Sequence[Sequence[str]]
) -> tuple[str, str]:
    """Return what is wrong with a table without a column of texts, and the option to write.

    `rows` are some of the table's: the option names the column with the longest cells.
    """
    named = [at for at, name in enumerate(head.names) if name.strip()]
    columns = ", ".join(repr(head.names[at].strip()[:40]) for at in named[:40]) or "none"
    missing = _missing(head.names, mapped)
    longest = max(
        named, key=lambda at: sum(len(row[at]) for row in rows if at < len(row)), default=0
    )
    example = head.names[longest].strip()[:40] if named else "COLUMN"
    remedy = f"Say which holds the words: --map 'text={example}' (and published=, outlet=, url= …)."
    if missing:
        return f"it has no column {missing[0][:40]!r}; its columns are {columns}", remedy
    return f"no column of the table is known to hold texts; its columns are {columns}", remedy

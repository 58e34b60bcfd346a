"""Citations as RIS: a tag and its words a line, each line ended by CR LF, in UTF-8."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sayso.exports.citations import Citation, CitationStyle, instant_words, is_day_alone

TYPES = {"article": "NEWS", "post": "ELEC", "webpage": "ELEC", "document": "GEN"}

LONGEST_ID = 20
"""Characters of a reference's id, which are digits and capital letters."""

NO_ASTERISK = frozenset(("AU", "T2"))
"""Tags in whose words an asterisk has a meaning of its own."""


def ris_entry(citation: Citation) -> str:
    """Return one record, from its TY line to its ER line."""
    return "".join(f"{tag}  - {words}\r\n" for tag, words in _lines(citation))


def _lines(citation: Citation) -> Iterator[tuple[str, str]]:
    yield "TY", TYPES[citation.kind]
    for tag, words in _fields(citation):
        plain = words.replace("*", " ").strip() if tag in NO_ASTERISK else words
        if plain:
            yield tag, plain
    yield "ER", ""


def _fields(citation: Citation) -> Iterator[tuple[str, str]]:
    yield "ID", citation.fingerprint[:LONGEST_ID].upper()
    yield "LB", citation.key
    for name in citation.authors:
        yield "AU", name
    yield "TI", citation.title
    yield "T2", citation.outlet
    if citation.published:
        yield "PY", f"{citation.published.year:04}"
        yield "DA", ris_date(citation.published)
    if citation.accessed:
        yield "Y2", ris_date(citation.accessed)
    yield "UR", citation.url or ""
    yield "LA", citation.language
    yield "N1", citation.note


def ris_date(instant: datetime) -> str:
    """Return YYYY/MM/DD/ and, in the part for other information, clock and offset as known."""
    day, _, clock = instant_words(instant).partition("T")
    return f"{day.replace('-', '/')}/{'' if is_day_alone(instant) else clock}"


RIS = CitationStyle(ris_entry)

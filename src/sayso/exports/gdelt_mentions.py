"""Claims in the shape of GDELT 2.0 Mentions: 16 columns, tabs between, no header.

A claim is the mention of an event in a document. GLOBALEVENTID is made of the incident's id where
the ledger was linked, else of the claim's own, and is none of GDELT's. What GDELT has no column
for, who says it and how, is in Extras as name:value pairs.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache, partial
from typing import BinaryIO

from sayso.exports.chosen import About, Chosen, each_made, usable
from sayso.exports.encoding import Utf8, one_line, web_address
from sayso.exports.instants import in_utc
from sayso.record import Span

COLUMNS: tuple[str, ...] = (
    *("GLOBALEVENTID", "EventTimeDate", "MentionTimeDate", "MentionType", "MentionSourceName"),
    *("MentionIdentifier", "SentenceID", "Actor1CharOffset", "Actor2CharOffset"),
    *("ActionCharOffset", "InRawText", "Confidence", "MentionDocLen", "MentionDocTone"),
    *("MentionDocTranslationInfo", "Extras"),
)
WEB, OTHER = 1, 2
"""MentionType: a web page by its address; a text known by no more than a citation."""

ABSENT = -1
"""What GDELT writes for an actor that is not in the text."""

LEAST_CONFIDENCE = 10
HEX_DIGITS = 13
"""52 bits of an id: an integer that every program holds exactly."""

SENTENCE_END = re.compile(r"(?<=[.!?…])[\"”’»)\]]*\s+|\n+")


def write_gdelt_mentions(chosen: Iterable[Chosen], about: About, out: BinaryIO) -> int:
    """Write a line for each claim that has an event; how many there were."""
    file = Utf8(out)
    written = 0
    claims = (each for each in usable(chosen) if each.resolved.event is not None)
    for line in each_made("export gdelt-mentions", partial(_line, about=about), claims, about):
        file.write(line)
        written += 1
    return written


def _line(chosen: Chosen, about: About) -> str:
    return "\t".join(map(str, mention(chosen, about))) + "\n"


def mention(chosen: Chosen, about: About) -> tuple[str | int, ...]:
    """Return the 16 cells of one claim; "" where there is nothing to say."""
    resolved, document = chosen.resolved, chosen.resolved.reading.document
    event = resolved.event
    url = web_address(document.url)
    return (
        event_number(chosen.placed.incident if chosen.placed else resolved.claim.id),
        _stamp(_first_known(chosen, about)),
        _stamp(document.published),
        WEB if url else OTHER,
        one_line(document.outlet or ""),
        url or one_line(document.id),
        _sentence(document.text, resolved.claim.evidence),
        _offset(event.initiator if event else None),
        _offset(event.target if event else None),
        _offset(event.trigger if event else None),
        1,
        max(LEAST_CONFIDENCE, min(100, round(resolved.claim.score * 10) * 10)),
        len(document.text),
        "",  # no tone is measured
        "",  # nothing is translated
        _extras(chosen),
    )


def event_number(key: str) -> int:
    """Return an integer for an id: of its first 13 hexadecimal digits, or of its letters."""
    try:
        return int(key[:HEX_DIGITS], 16)
    except ValueError:
        return int.from_bytes(key.encode("utf-8", "backslashreplace")[:6], "big")


def _first_known(chosen: Chosen, about: About) -> datetime | None:
    """Return when its incident was first reported, which is when GDELT would have recorded the
    event.
    """
    if chosen.placed is None:
        return chosen.resolved.reading.document.published
    return about.incidents[chosen.placed.incident].first_published


def _stamp(instant: datetime | None) -> str:
    if instant is None:
        return ""
    return f"{in_utc(instant):%Y%m%d%H%M%S}".zfill(14)


def _offset(span: Span | None) -> int:
    return ABSENT if span is None else span.start


def _sentence(text: str, span: Span) -> int:
    """Return the number of the sentence, from 1, in which `span` begins."""
    return bisect_right(_sentence_starts(text), span.start)


@lru_cache(maxsize=4)
def _sentence_starts(text: str) -> tuple[int, ...]:
    return (0, *(each.end() for each in SENTENCE_END.finditer(text)))


def _extras(chosen: Chosen) -> str:
    claim = chosen.resolved.claim
    extras = {
        "claim": claim.id,
        "claimant": claim.claimant.name,
        "country": claim.claimant.country,
        "role": claim.claimant.role,
        "manner": chosen.resolved.manner,
        "polarity": claim.polarity,
        "modality": claim.modality,
    }
    return ";".join(f"{name}:{_value(each)}" for name, each in extras.items() if each)


def _value(words: str) -> str:
    return one_line(words).replace(";", ",")

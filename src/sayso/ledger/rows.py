"""Rows of the ledger's tables as things of the record, and back."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from sayso.ledger.store import DocumentSummary, StoredClaim, Unread
from sayso.record import Claim, Claimant, Judgement, Problem, Reading, Span, Statement, content_hash
from sayso.record.wire import dumps, pack, to_json, unpack

log = logging.getLogger(__name__)

LINK = " › "
"""Between the names of a chain, outermost first."""


def folded(words: str) -> str:
    """Return words for looking up in any case, without what no database takes as text."""
    return plain(words.casefold())


def plain(words: str) -> str:
    """Return words as every database takes them for text: NUL and halves of surrogate pairs
    replaced.
    """
    return words.replace("\0", " ").encode("utf-8", "replace").decode("utf-8")


LONGEST_TITLE = 200


def title_of(reading: Reading) -> str:
    """Return what a document is listed under: its title, or its headline, or its first line."""
    text = reading.document.text
    headlines = (each.span for each in reading.blocks or () if each.kind == "headline")
    headline = next(headlines, None)
    title = reading.document.title or (headline.of(text) if headline else text.strip())
    return title.strip().split("\n", 1)[0][:LONGEST_TITLE]


@dataclass(frozen=True, slots=True)
class DocumentRows:
    """The rows of a document, made before a transaction begins; when it is recorded comes later."""

    fingerprint: str
    document: dict[str, Any]
    packed: str
    statements: tuple[dict[str, Any], ...]
    spots: tuple[tuple[int, float, float], ...]
    problems: tuple[dict[str, Any], ...]


def rows_of(reading: Reading) -> DocumentRows:
    """Return the rows of a document and its reading."""
    document = reading.document
    packed = to_json(reading)
    fingerprint = packed["fingerprint"]
    del packed["text"]
    row = {
        "fingerprint": fingerprint,
        "id": document.id,
        "url": document.url,
        "outlet": document.outlet,
        "outlet_folded": folded(document.outlet or ""),
        "published": document.published.isoformat() if document.published else None,
        "language": document.language,
        "title": title_of(reading),
        "text": document.text,
    }
    claims = range(len(reading.claims or ()))
    unread = (problem_row(document.id, each, fingerprint) for each in reading.problems)
    return DocumentRows(
        fingerprint,
        row,
        dumps(packed),
        tuple(statement_row(reading, position, fingerprint) for position in claims),
        tuple(_spots(reading)),
        tuple({each["id"]: each for each in unread}.values()),
    )


def _spots(reading: Reading) -> Iterator[tuple[int, float, float]]:
    """Yield the positions of claims, with each point that one of their places has."""
    places = reading.places or ()
    for position, claim in enumerate(reading.claims or ()):
        points = (
            (float(place.latitude), float(place.longitude))
            for place in (places[each] for each in claim.places)
            if place.latitude is not None and place.longitude is not None
        )
        yield from ((position, *each) for each in dict.fromkeys(points))


def problem_row(source: str, problem: Problem, document: str | None) -> dict[str, Any]:
    """Return the row of a problem with an input, or of a document by its fingerprint."""
    packed = dumps(pack(problem))
    key = content_hash("problem", source, document, packed)
    return {"id": key, "source": source, "document": document, "packed": packed}


def statement_row(reading: Reading, position: int, fingerprint: str) -> dict[str, Any]:
    """Return the row of one claim of a reading."""
    claim = (reading.claims or ())[position]
    events = reading.events or ()
    return {
        "id": claim.id,
        "document": fingerprint,
        "position": position,
        "attributed": not claim.narrated,
        "claimant": claim.claimant.name,
        "claimant_folded": folded(claim.claimant.name),
        "chain": LINK.join(claim.chain),
        "country": claim.claimant.country,
        "event": None if claim.event is None else events[claim.event].kind,
        "polarity": claim.polarity,
        "modality": claim.modality,
        "start": claim.evidence.start,
        "stop": claim.evidence.end,
        "evidence": claim.evidence.of(reading.document.text),
        "score": claim.score,
        "packed": dumps(pack(claim)),
    }


MALFORMED = (ValueError, TypeError, LookupError, AttributeError, ArithmeticError, RecursionError)
"""What unpacking JSON raises that is broken, or of another shape than was stored."""


DAMAGED_PROBLEM = (
    "the row of this problem can't be read: the ledger was changed from outside, or its disk is"
    " failing. Restore it from a copy."
)


def held_of(row: Row[Any]) -> StoredClaim:
    """Return a statement from its row joined with its document's text; marked when they disagree.

    One that is damaged is marked so too, and has what its own columns hold.
    """
    try:
        claim = unpack(Claim, json.loads(row.packed))
        span = Span(row.start, row.stop)
    except MALFORMED:
        return StoredClaim(
            Statement(_from_columns(row), row.document, datetime.fromisoformat(row.recorded)),
            event=row.event,
            words=row.evidence,
            holds=False,
        )
    return StoredClaim(
        Statement(claim, row.document, datetime.fromisoformat(row.recorded)),
        event=row.event,
        words=row.evidence,
        holds=span == claim.evidence and span.of(row.text) == row.evidence,
    )


def _from_columns(row: Row[Any]) -> Claim:
    """Return a claim of which the packed form is damaged, as far as the columns hold it."""
    start, stop = max(row.start, 0), max(row.stop, row.start, 0)
    return Claim(
        id=row.id,
        attribution=0 if row.attributed else None,
        claimant=Claimant(row.claimant, row.claimant, False, row.country),
        chain=tuple(row.chain.split(LINK)),
        evidence=Span(start, stop),
        polarity=row.polarity,
        modality=row.modality,
        score=row.score,
    )


def entry_of(row: Row[Any]) -> DocumentSummary:
    """Return a document's row, with its claims counted, as a list shows it."""
    return DocumentSummary(
        fingerprint=row.fingerprint,
        id=row.id,
        title=row.title or "",  # of the very first layout
        outlet=row.outlet,
        url=row.url,
        published=datetime.fromisoformat(row.published) if row.published else None,
        language=row.language,
        recorded=datetime.fromisoformat(row.recorded),
        claims=row.claims,
        attributed=row.attributed,
    )


def judgement_of(row: Row[Any]) -> Judgement | None:
    """Return a judgement from its row; None, with a line in the log, if the row is damaged."""
    try:
        return unpack(Judgement, json.loads(row.packed))
    except MALFORMED as error:
        log.error(
            "judgement %s can't be read (%s): the ledger was changed from outside, or its disk is"
            " failing. Restore it from a copy.",
            row.id,
            type(error).__name__,
        )
        return None


def unread_of(row: Row[Any]) -> Unread:
    """Return a problem from its row; of a damaged row, a problem that says so."""
    try:
        problem = unpack(Problem, json.loads(row.packed))
    except MALFORMED:
        problem = Problem("ledger", DAMAGED_PROBLEM)
    return Unread(
        source=row.source,
        document=row.document,
        problem=problem,
        recorded=datetime.fromisoformat(row.recorded),
    )

"""Claims as CSV for a spreadsheet: one row a claim, every cell told in docs/cli.md.

A text cell that a spreadsheet would run as a formula gets an apostrophe before it.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from datetime import datetime
from typing import TextIO

from sayso.exports.resolved import Resolved, resolved_claims
from sayso.record import Quantity, Reading

Cell = str | int | float | None

SEPARATOR = "; "
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
"""OWASP's list of first characters that make a spreadsheet take a cell for a formula."""


def row(found: Resolved) -> dict[str, Cell]:
    """The cells of one claim, by column, in the columns' order."""
    return {
        **_who(found),
        **_what(found),
        **_how_many(found),
        **_where_and_when(found),
        **_words(found),
    }


def write_claims_csv(readings: Iterable[Reading], out: TextIO) -> int:
    """Write a header and a row for each claim of `readings`; how many claims there were."""
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\r\n")
    writer.writeheader()
    written = 0
    for reading in readings:
        for found in resolved_claims(reading):
            writer.writerow({name: guarded(cell) for name, cell in row(found).items()})
            written += 1
    return written


def guarded(cell: Cell) -> Cell:
    """A text that begins like a formula with an apostrophe before it; numbers as they are."""
    if isinstance(cell, str) and cell.startswith(FORMULA_STARTS):
        return "'" + cell
    return cell


def _who(found: Resolved) -> dict[str, Cell]:
    document, claim = found.reading.document, found.claim
    attribution = found.attribution
    return {
        "claim_id": claim.id,
        "document_id": document.id,
        "outlet": document.outlet,
        "published": _when(document.published),
        "title": document.title,
        "url": document.url,
        "claimant": claim.claimant.name,
        "claimant_said": claim.claimant.said,
        "claimant_named": "yes" if claim.claimant.named else "no",
        "claimant_country": claim.claimant.country,
        "claimant_role": claim.claimant.role,
        "chain": " > ".join(claim.chain),
        "manner": attribution.manner if attribution else "narration",
        "cue": found.cue,
        "stance": attribution.stance if attribution else None,
    }


def _what(found: Resolved) -> dict[str, Cell]:
    event = found.event
    return {
        "polarity": found.claim.polarity,
        "modality": found.claim.modality,
        "event": event.kind if event else None,
        "plover": event.plover if event else None,
        "acled": event.acled if event else None,
        "cameo": event.cameo if event else None,
        "initiator": found.words(event.initiator) if event else None,
        "target": found.words(event.target) if event else None,
        "means": found.words(event.means) if event else None,
    }


def _how_many(found: Resolved) -> dict[str, Cell]:
    first = found.quantities[0] if found.quantities else None
    return {
        "quantities": SEPARATOR.join(_figure(found, each) for each in found.quantities),
        "low": _number(first.low) if first else None,
        "high": _number(first.high) if first else None,
        "whole": _number(first.whole) if first else None,
        "unit": first.unit if first else None,
        "role": first.role if first else None,
        "bound": first.bound if first else None,
    }


def _figure(found: Resolved, quantity: Quantity) -> str:
    facts = [quantity.role, quantity.bound if quantity.bound != "exact" else None]
    told = ", ".join(each for each in facts if each)
    words = found.words(quantity.as_said)
    return f"{words} [{told}]" if told else words


def _where_and_when(found: Resolved) -> dict[str, Cell]:
    first, moment = (found.places[0] if found.places else None), found.moment
    return {
        "places": SEPARATOR.join(each.name for each in found.places),
        "geonameid": first.geonameid if first else None,
        "latitude": first.latitude if first else None,
        "longitude": first.longitude if first else None,
        "precision": first.precision if first else None,
        "moment_said": found.words(moment.as_said) if moment else None,
        "moment": moment.value if moment else None,
        "earliest": _when(moment.earliest) if moment else None,
        "latest": _when(moment.latest) if moment else None,
    }


def _words(found: Resolved) -> dict[str, Cell]:
    claim = found.claim
    return {
        "start": claim.evidence.start,
        "end": claim.evidence.end,
        "words": found.evidence,
        "score": round(claim.score, 4),
    }


def _number(value: float | None) -> Cell:
    return int(value) if value is not None and value == int(value) else value


def _when(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


COLUMNS: tuple[str, ...] = (
    *("claim_id", "document_id", "outlet", "published", "title", "url"),
    *("claimant", "claimant_said", "claimant_named", "claimant_country", "claimant_role"),
    *("chain", "manner", "cue", "stance", "polarity", "modality"),
    *("event", "plover", "acled", "cameo", "initiator", "target", "means"),
    *("quantities", "low", "high", "whole", "unit", "role", "bound"),
    *("places", "geonameid", "latitude", "longitude", "precision"),
    *("moment_said", "moment", "earliest", "latest", "start", "end", "words", "score"),
)

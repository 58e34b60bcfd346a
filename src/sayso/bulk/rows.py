"""One reading as rows of the tables, and a document's row as the reading again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from sayso.bulk.tables import LEFT_OUT
from sayso.exports.chosen import Chosen
from sayso.exports.claims_parquet import cell
from sayso.exports.rows import COLUMNS
from sayso.intake.units import InputUnit
from sayso.intake.warc import ArchivedResponse
from sayso.linking.blocking import blocking_terms, day_of
from sayso.linking.copies import body_terms
from sayso.linking.days import aware
from sayso.linking.passages import LEAD_MARK, Passage, passages_of
from sayso.record import Capture, Problem, Reading
from sayso.record.resolved import resolve
from sayso.record.wire import dumps, pack, to_json

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
CAPTURE = ("url", "at", "media_type", "status", "headers", "part", "parts", "reading")
"""Fields of a capture that say how its bytes came in."""

Row = dict[str, Any]


def document_row(reading: Reading, source: str, unit: InputUnit, capture: Capture | None) -> Row:
    """Return the row of a document. `capture` is given where the bytes are to be kept."""
    document = reading.document
    claims = reading.claims or ()
    packed = to_json(reading)
    if fit(document.text) == document.text:
        del packed["text"]
    row = {
        "document": document.fingerprint,
        "id": document.id,
        "input": source,
        "unit": unit.number,
        "offset": unit.offset,
        "published": instant(document.published),
        "text": document.text,
        "claims": len(claims),
        "attributed": sum(not each.narrated for each in claims),
        "reading": dumps(packed),
        **{name: getattr(document, name) for name in ("url", "outlet", "agency")},
        **{name: getattr(document, name) for name in ("language", "title")},
    }
    if capture is not None:
        row |= {"capture": dumps(_packed(capture, unit)), "bytes": capture.body}
    return fitted(row)


def _packed(capture: Capture, unit: InputUnit) -> Row:
    """Return a capture without its bytes, and with the time only where the input has it."""
    packed: Row = {name: pack(getattr(capture, name)) for name in CAPTURE}
    if not (isinstance(unit.content, ArchivedResponse) and unit.content.at is not None):
        packed["at"] = None
    return packed


def claim_rows(reading: Reading) -> list[Row]:
    """Return the rows of the claims of a reading, in its own order."""
    columns = [each for each in COLUMNS if each.name not in LEFT_OUT]
    rows = []
    for claim in reading.claims or ():
        chosen = Chosen(resolve(reading, claim))
        row = {each.name: cell(each, each.of(chosen)) for each in columns}
        rows.append({"document": reading.document.fingerprint, **row})
    return rows


def appearance_rows(reading: Reading) -> list[Row]:
    """Return the rows of the passages of a reading; none where nobody read it."""
    if reading.claims is None:
        return []
    return [fitted(_appearance(reading, each)) for each in passages_of(reading)]


def _appearance(reading: Reading, passage: Passage) -> Row:
    published = reading.document.published
    day = day_of(passage)
    lead = passage.key.endswith(LEAD_MARK)
    claims = reading.claims or ()
    return {
        "passage": passage.key,
        "document": passage.document,
        "lead": lead,
        "outlet": passage.outlet,
        "day": None if day is None else datetime.fromordinal(day).date(),
        "told": instant(passage.reported),
        "published_said": published.isoformat() if published else None,
        "first": instant(passage.days[0]) if passage.days else None,
        "last": instant(passage.days[1]) if passage.days else None,
        "blocks": blocking_terms(passage),
        "terms": [{"term": each, "weight": passage.terms[each]} for each in sorted(passage.terms)],
        "towns": [
            {name: getattr(town, name) for name in ("geonameid", "name", "latitude", "longitude")}
            for town in passage.towns
        ],
        "figures": [{"role": role, "value": value} for role, value in sorted(passage.figures)],
        "kinds": sorted(passage.kinds),
        "scene": sorted(passage.scene),
        "claims": [claims[position].id for position in passage.claims],
        "body": body_terms(reading) if lead else None,
    }


def problem_row(source: str, unit: int, problem: Problem, document: str | None = None) -> Row:
    """Return the row of what could not be read."""
    span = problem.span
    return fitted(
        {
            "input": source,
            "unit": unit,
            "document": document,
            "stage": problem.stage,
            "message": problem.message,
            "start": span.start if span else None,
            "end": span.end if span else None,
        }
    )


def instant(value: datetime | None) -> int | None:
    """Return microseconds since 1970, in UTC where there is no zone, within a datetime's range."""
    if value is None:
        return None
    since = (aware(value) - EPOCH) // MICROSECOND
    return min(max(since, EARLIEST), LATEST)


EARLIEST = (datetime.min.replace(tzinfo=UTC) - EPOCH) // MICROSECOND
LATEST = (datetime.max.replace(tzinfo=UTC) - EPOCH) // MICROSECOND


def fitted(row: Row) -> Row:
    """Return the row with words that UTF-8 holds: half a surrogate pair is escaped."""
    return {name: fit(value) if isinstance(value, str) else value for name, value in row.items()}


def fit(words: str) -> str:
    """Return words as UTF-8 holds them."""
    return words.encode("utf-8", "backslashreplace").decode("utf-8")

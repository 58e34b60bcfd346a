"""Questions to the tables that every SQL store asks alike."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, bindparam, func, inspect, or_, select
from sqlalchemy.sql.elements import ColumnElement

from sayso.ledger.errors import (
    DamagedReadingError,
    EvidenceError,
    UnknownIdError,
    WrongVersionError,
)
from sayso.ledger.evidence import check_words
from sayso.ledger.rows import MALFORMED, entry_of, held_of, plain
from sayso.ledger.store import BoundingBox, ClaimFilter, DocumentSummary, SearchHit, StoredClaim
from sayso.ledger.tables import documents, readings, spots, statements
from sayso.record import Reading, Span
from sayso.record.wire import from_json

SHORTEST_PREFIX = 4
"""Characters of an id that are enough, where only one begins so."""

AT_ONCE = 500
"""Keys in one question: SQLite takes 32,766 values, and short questions are planned quickly."""


def has(connection: Connection, fingerprint: str) -> bool:
    """Return whether a document is there, by its fingerprint."""
    return connection.scalar(NUMBER_OF, {"fingerprint": fingerprint}) is not None


def _check_words(connection: Connection, fingerprint: str, text: str) -> None:
    columns = (statements.c.id, statements.c.evidence, statements.c.packed)
    for row in connection.execute(select(*columns).where(statements.c.document == fingerprint)):
        try:
            span = Span(*json.loads(row.packed)["evidence"])
        except MALFORMED as error:
            message = f"claim {row.id} can't be read ({type(error).__name__})"
            raise DamagedReadingError(fingerprint, message) from error
        check_words(row.evidence, span, text, row.id)


def key_of(connection: Connection, document_id: str) -> str:
    """Return the fingerprint of the document with this fingerprint, sender's id or unique
    prefix.
    """
    exact = (documents.c.fingerprint == plain(document_id)) | (documents.c.id == document_id)
    query = select(documents.c.fingerprint).order_by(documents.c.number.desc())
    key = connection.scalar(query.where(exact).limit(1))
    if key is not None:
        return str(key)
    rows: Sequence[Row[tuple[str]]] = ()
    if len(document_id) >= SHORTEST_PREFIX:
        beginning = begins(documents.c.fingerprint, document_id)
        rows = connection.execute(query.where(beginning).limit(2)).all()
    only_one(rows, "document", document_id)
    return str(rows[0][0])


def begins(column: ColumnElement[str], beginning: str) -> ColumnElement[bool]:
    """Return whether an id begins so: as a range, which every store finds by its index."""
    return and_(column >= plain(beginning), column < plain(beginning) + "\U0010ffff")


def only_one(rows: Sequence[object], what: str, sought: str) -> None:
    """Raise UnknownIdError unless there is exactly one row."""
    if not rows:
        raise UnknownIdError(
            f"No {what} has the id '{sought}' or one that begins so (at least {SHORTEST_PREFIX}"
            " characters). `sayso list` shows the documents, `sayso list --claims` the claims."
        )
    if len(rows) > 1:
        raise UnknownIdError(
            f"More than one {what} has an id that begins with '{sought}'. Give more."
        )


def reading_of(connection: Connection, fingerprint: str) -> Reading:
    """Return a reading, checked against its fingerprint and its claims' words.

    Raises EvidenceError where they don't agree, DamagedReadingError where it can't be read.
    """
    query = select(documents.c.text, readings.c.packed).join_from(documents, readings)
    stored = connection.execute(query.where(documents.c.fingerprint == fingerprint)).first()
    if stored is None:
        raise DamagedReadingError(fingerprint, "there is no reading")
    text, packed = stored
    try:
        reading = from_json({**json.loads(packed), "text": text})
        unchanged = reading.document.fingerprint == fingerprint
    except MALFORMED as error:
        message = f"the reading can't be read ({type(error).__name__})"
        raise DamagedReadingError(fingerprint, message) from error
    if not unchanged:
        raise EvidenceError(
            f"Evidence does not hold: document {fingerprint} is no longer what was added. The"
            " ledger was changed from outside: restore it from a copy, or add the documents to a"
            " new one."
        )
    _check_words(connection, fingerprint, text)
    return reading


def entry_rows() -> Select[Any]:
    """Return the query for the rows that `entry_of` takes."""
    attributed = func.sum(statements.c.attributed.cast(statements.c.position.type))
    return (
        select(
            *(each for each in documents.c if each.name != "text"),
            func.count(statements.c.number).label("claims"),
            func.coalesce(attributed, 0).label("attributed"),
        )
        .select_from(documents.outerjoin(statements))
        .group_by(documents.c.number)
        .order_by(documents.c.number)
    )


def held_rows() -> Select[Any]:
    """Return the query for the rows that `held_of` takes."""
    return select(*statements.c, documents.c.text, documents.c.recorded).join_from(
        statements, documents
    )


PLACE = (statements.c.start, statements.c.position)
HELD_ROWS = held_rows().where(statements.c.number.in_(bindparam("numbers", expanding=True)))
ENTRIES = entry_rows().where(documents.c.fingerprint.in_(bindparam("keys", expanding=True)))


def held(connection: Connection, numbers: Sequence[int]) -> Iterator[StoredClaim]:
    """Yield claims by their numbers, in the order of these."""
    for start in range(0, len(numbers), AT_ONCE):
        some = numbers[start : start + AT_ONCE]
        rows = {row.number: row for row in connection.execute(HELD_ROWS, {"numbers": some})}
        yield from (held_of(rows[each]) for each in some)


def entries(connection: Connection, keys: Collection[str]) -> dict[str, DocumentSummary]:
    """Return documents as lists show them, by their fingerprints."""
    rows = connection.execute(ENTRIES, {"keys": list(keys)})
    return {row.fingerprint: entry_of(row) for row in rows}


Snippet = tuple[str, tuple[Span, ...]]


def hits_of(
    connection: Connection, claims: Mapping[int, Snippet], texts: Mapping[str, Snippet]
) -> Iterator[SearchHit]:
    """Yield hits in the order of claims, by their numbers, and then of documents, by
    fingerprints.
    """
    held_claims = list(held(connection, list(claims)))
    there = entries(connection, {*texts, *(each.statement.document for each in held_claims)})
    for statement, shown in zip(held_claims, claims.values(), strict=True):
        yield SearchHit(there[statement.statement.document], statement, *shown)
    for key, shown in texts.items():
        yield SearchHit(there[key], None, *shown)


def shared(column: ColumnElement[Any]) -> ColumnElement[bool]:
    """Return whether several documents have the same in `column`."""
    several = select(column).where(column.is_not(None)).group_by(column).having(func.count() > 1)
    return column.in_(several)


def check_map(connection: Connection, wanted: ClaimFilter) -> None:
    """Raise WrongVersionError where claims are sought on the map and the ledger has none."""
    if wanted.within is not None and not inspect(connection).has_table("spots"):
        raise WrongVersionError(
            "This ledger was made by an earlier Sayso, which kept no map of claims. Bring it up to"
            " date with `sayso ledger upgrade`."
        )


# Built once: each is asked for every document that is added, and building takes longer than asking.
NUMBER_OF = select(documents.c.number).where(documents.c.fingerprint == bindparam("fingerprint"))
_WITH_KEY = or_(documents.c.url == bindparam("key"), documents.c.id == bindparam("key"))
VERSIONS_OF = entry_rows().where(_WITH_KEY)
LAST_VERSIONS_OF = entry_rows().where(
    documents.c.number.in_(
        select(documents.c.number)
        .where(_WITH_KEY)
        .order_by(documents.c.number.desc())
        .limit(bindparam("limit"))
    )
)


def within(box: BoundingBox) -> ColumnElement[bool]:
    """Return whether a claim names a point in a box.

    No store needs more for this than plain numbers.
    """
    north = spots.c.latitude.between(box.south, box.north)
    east: ColumnElement[bool] = spots.c.longitude.between(box.west, box.east)
    if box.west > box.east:
        east = or_(spots.c.longitude >= box.west, spots.c.longitude <= box.east)
    return statements.c.number.in_(select(spots.c.statement).where(north, east))

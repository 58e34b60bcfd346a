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
from sayso.ledger.rows import MALFORMED, entry_of, held_of, judgement_of, plain
from sayso.ledger.store import BoundingBox, ClaimFilter, DocumentSummary, SearchHit, StoredClaim
from sayso.ledger.tables import documents, judgements, readings, spots, statements
from sayso.record import OUTLET, Claim, Claimant, Judgement, Reading, Span, Statement
from sayso.record.annotation import annotation_of
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


def is_claim(connection: Connection, claim_id: str) -> bool:
    """Return whether a claim with this id was read, or added by a person."""
    return _was_read(connection, claim_id) or any(
        each.statement.claim.id == claim_id for each in added_claims(connection, claim_id)
    )


def _was_read(connection: Connection, claim_id: str) -> bool:
    query = select(statements.c.number).where(statements.c.id == plain(claim_id)).limit(1)
    return connection.scalar(query) is not None


def added_claims(connection: Connection, beginning: str) -> list[StoredClaim]:
    """Return the claims that people added whose ids begin so, taken back or not."""
    naming = judgements.c.packed.contains(plain(beginning), autoescape=True)
    rows = connection.execute(select(judgements).where(naming).order_by(judgements.c.number))
    added = {}
    for judgement in map(judgement_of, rows):
        made = judgement.addition if judgement is not None else None
        if judgement is not None and made is not None and judgement.claims[0].startswith(beginning):
            key = judgement.claims[0]
            text = connection.scalar(_text_of(made.document)) or ""
            who = Claimant("", dict(judgement.changes).get("claimant", OUTLET), True)
            claim = Claim(key, None, who, (who.name,), made.evidence)
            statement = Statement(claim, made.document, judgement.when)
            holds = made.evidence.of(text) == made.words
            added[key] = StoredClaim(statement, None, made.words, holds)
    return list(added.values())


def _text_of(fingerprint: str) -> Select[Any]:
    return select(documents.c.text).where(documents.c.fingerprint == plain(fingerprint))


def check_addition(connection: Connection, judgement: Judgement) -> None:
    """Raise EvidenceError or UnknownIdError where a judgement adds no words of a document, or a
    claim that is there.
    """
    made = judgement.addition
    if made is None:
        raise EvidenceError("A claim is added with a document, a span and its words.")
    text = connection.scalar(_text_of(made.document))
    only_one([] if text is None else [text], "document", made.document)
    if not made.words or made.evidence.of(text or "") != made.words:
        raise EvidenceError(f"The document {made.document} doesn't have these words there.")
    if _was_read(connection, judgement.claims[0]):
        raise EvidenceError(f"There is a claim with the id {judgement.claims[0]} already.")


def check_annotation(connection: Connection, judgement: Judgement) -> None:
    """Raise UnknownIdError or EvidenceError where a judgement annotates what is not there, or
    nothing.
    """
    annotation = annotation_of(judgement)
    if annotation is None:
        raise EvidenceError("An annotation names documents, claims or incidents that it is about.")
    if annotation.kind != "document":
        for claim in annotation.keys:
            only_one([claim] if is_claim(connection, claim) else [], "claim", claim)
        return
    for start in range(0, len(annotation.keys), AT_ONCE):
        keys = annotation.keys[start : start + AT_ONCE]
        wanted = documents.c.fingerprint.in_(list(map(plain, keys)))
        known = set(connection.scalars(select(documents.c.fingerprint).where(wanted)))
        for key in keys:
            only_one([key] if key in known else [], "document", key)


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

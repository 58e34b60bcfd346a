"""What every SQL store shares. A store adds its own connection, errors and full-text search."""

from __future__ import annotations

import json
from abc import abstractmethod
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, func, or_, select
from sqlalchemy.sql.elements import ColumnElement

from sayso.ledger.arriving import ArrivingStore
from sayso.ledger.errors import EvidenceError, UnknownIdError
from sayso.ledger.evidence import check_spans, check_words
from sayso.ledger.rows import entry_of, folded, held_of, statement_row, title_of, unread_of
from sayso.ledger.store import (
    EVERY_CLAIM,
    Added,
    ClaimFilter,
    Entry,
    FeedItem,
    Held,
    Hit,
    Unread,
)
from sayso.ledger.tables import (
    documents,
    judgements,
    problems,
    readings,
    statements,
)
from sayso.record import Capture, Document, Judgement, Problem, Reading, content_hash
from sayso.record.wire import dumps, from_json, pack, to_json, unpack

SHORTEST_PREFIX = 4
"""Characters of an id that are enough, where only one begins so."""


class SqlStore(ArrivingStore):
    """A Store over SQLAlchemy Core; see `sayso.ledger.store.Store` for the contract."""

    @abstractmethod
    def _index(self, connection: Connection, fingerprint: str) -> None:
        """Make a document and its claims searchable."""

    @abstractmethod
    def search(self, words: str, limit: int = 20) -> Sequence[Hit]:
        """Claims, best first, then documents, that have all of `words`."""

    @abstractmethod
    def close(self) -> None:
        """Let go of the store."""

    def holds(self, document: Document) -> bool:
        """Whether this very document is there, by its fingerprint."""
        with self._reads() as connection:
            return _has(connection, document.fingerprint)

    def add(
        self, reading: Reading, capture: Capture | None = None, item: FeedItem | None = None
    ) -> Added:
        """Store a document with its reading, whole, in one transaction, or not at all."""
        check_spans(reading)
        fingerprint = reading.document.fingerprint
        claims = len(reading.claims or ())
        with self._writes() as connection:
            new = not _has(connection, fingerprint)
            if new:
                self._insert(connection, reading, fingerprint)
                self._index(connection, fingerprint)
                _check_stored(connection, fingerprint)
            self._arrived(connection, fingerprint, capture, item)
        return Added(fingerprint, new=new, claims=claims if new else 0)

    def versions(self, key: str | None = None) -> Sequence[Entry]:
        """Documents with one address or sender's id, or with each that several have."""
        wanted = or_(_shared(documents.c.url), _shared(documents.c.id))
        if key is not None:
            wanted = or_(documents.c.url == key, documents.c.id == key)
        with self._reads() as connection:
            return tuple(entry_of(row) for row in connection.execute(entry_rows().where(wanted)))

    def _insert(self, connection: Connection, reading: Reading, fingerprint: str) -> None:
        document, recorded = reading.document, self._now().isoformat()
        connection.execute(
            documents.insert().values(
                fingerprint=fingerprint,
                id=document.id,
                url=document.url,
                outlet=document.outlet,
                outlet_folded=folded(document.outlet or ""),
                published=document.published.isoformat() if document.published else None,
                language=document.language,
                title=title_of(reading),
                text=document.text,
                recorded=recorded,
            )
        )
        packed = to_json(reading)
        del packed["text"]
        connection.execute(readings.insert().values(document=fingerprint, packed=dumps(packed)))
        rows = [statement_row(reading, position) for position in range(len(reading.claims or ()))]
        if rows:
            connection.execute(statements.insert(), rows)
        for each in reading.problems:
            _insert_problem(connection, document.id, each, recorded, fingerprint)

    def add_problem(self, source: str, problem: Problem) -> bool:
        """Record that the input `source` could not be read; False if that is recorded already."""
        with self._writes() as connection:
            return _insert_problem(connection, source, problem, self._now().isoformat(), None)

    def documents(self, after: int = 0, limit: int | None = None) -> Sequence[Entry]:
        """All documents, or `limit` past a number, in the order in which they were added."""
        query = entry_rows().where(documents.c.number > after).limit(limit)
        with self._reads() as connection:
            return tuple(entry_of(row) for row in connection.execute(query))

    def newest(self) -> tuple[int, int]:
        """Numbers that grow with every document and every judgement: has anything come since?"""
        with self._reads() as connection:
            last_document = connection.scalar(select(func.max(documents.c.number)))
            last_judgement = connection.scalar(select(func.max(judgements.c.number)))
        return last_document or 0, last_judgement or 0

    def keys_since(
        self, number: int, limit: int | None = None
    ) -> Sequence[tuple[int, str, datetime]]:
        """Documents past `number`: their numbers, fingerprints and when they were recorded."""
        columns = (documents.c.number, documents.c.fingerprint, documents.c.recorded)
        query = select(*columns).where(documents.c.number > number)
        query = query.order_by(documents.c.number).limit(limit)
        with self._reads() as connection:
            rows = connection.execute(query).all()
        return tuple((each[0], each[1], datetime.fromisoformat(each[2])) for each in rows)

    def document_key(self, document_id: str) -> str:
        """The fingerprint of the document with this fingerprint, sender's id or unique prefix."""
        with self._reads() as connection:
            return _document_key(connection, document_id)

    def reading(self, document_id: str) -> Reading:
        """A document and all that was read in it; EvidenceError if its text was tampered with."""
        with self._reads() as connection:
            return _reading(connection, _document_key(connection, document_id))

    def readings(self) -> Iterator[Reading]:
        """Every reading, one by one, in the order in which they were added."""
        with self._reads() as connection:
            keys = connection.scalars(
                select(documents.c.fingerprint).order_by(documents.c.number)
            ).all()
        for key in keys:
            with self._reads() as connection:
                reading = _reading(connection, key)
            yield reading

    def claims(self, wanted: ClaimFilter = EVERY_CLAIM) -> Sequence[Held]:
        """The claims that `wanted` lets pass, in the order of documents and of their text."""
        with self._reads() as connection:
            key = _document_key(connection, wanted.document) if wanted.document else None
            query = held_rows().where(*_conditions(wanted, key))
            query = query.order_by(documents.c.number, statements.c.start, statements.c.position)
            return tuple(held_of(row) for row in connection.execute(query))

    def statement(self, claim_id: str) -> Held:
        """The claim with this id, or the only one whose id starts so. Raises UnknownIdError."""
        with self._reads() as connection:
            rows = connection.execute(held_rows().where(statements.c.id == claim_id).limit(1)).all()
            if not rows and len(claim_id) >= SHORTEST_PREFIX:
                beginning = statements.c.id.startswith(claim_id, autoescape=True)
                rows = connection.execute(held_rows().where(beginning).limit(2)).all()
        _only_one(rows, "claim", claim_id)
        return held_of(rows[0])

    def judge(self, judgement: Judgement) -> bool:
        """Append a judgement; False when the very same one is there. Raises UnknownIdError."""
        packed = dumps(pack(judgement))
        key = content_hash("judgement", packed)
        with self._writes() as connection:
            for claim in judgement.claims:
                found = select(statements.c.id).where(statements.c.id == claim).limit(1)
                _only_one(connection.execute(found).all(), "claim", claim)
            if connection.scalar(select(judgements.c.number).where(judgements.c.id == key)):
                return False
            connection.execute(judgements.insert().values(id=key, packed=packed))
        return True

    def judgements(self) -> Sequence[Judgement]:
        """All judgements, oldest first."""
        with self._reads() as connection:
            rows = connection.scalars(select(judgements.c.packed).order_by(judgements.c.number))
            return tuple(unpack(Judgement, json.loads(each)) for each in rows)

    def problems(self) -> Sequence[Unread]:
        """What could not be read: whole inputs, and parts of documents."""
        with self._reads() as connection:
            rows = connection.execute(select(problems).order_by(problems.c.number))
            return tuple(unread_of(row) for row in rows)


def _has(connection: Connection, fingerprint: str) -> bool:
    query = select(documents.c.number).where(documents.c.fingerprint == fingerprint)
    return connection.scalar(query) is not None


def _insert_problem(
    connection: Connection, source: str, problem: Problem, recorded: str, document: str | None
) -> bool:
    packed = dumps(pack(problem))
    key = content_hash("problem", source, document, packed)
    if connection.scalar(select(problems.c.number).where(problems.c.id == key)):
        return False
    row = {"id": key, "source": source, "document": document}
    connection.execute(problems.insert().values(**row, packed=packed, recorded=recorded))
    return True


def _check_stored(connection: Connection, fingerprint: str) -> None:
    """Compare the words of each claim with the text, both as the store gives them back."""
    text = connection.scalar(select(documents.c.text).where(documents.c.fingerprint == fingerprint))
    if text is None:
        raise EvidenceError(f"The text of document {fingerprint} was not stored. Add it again.")
    _check_words(connection, fingerprint, text)


def _check_words(connection: Connection, fingerprint: str, text: str) -> None:
    for row in connection.execute(held_rows().where(statements.c.document == fingerprint)):
        held = held_of(row)
        claim = held.statement.claim
        check_words(held.words, claim.evidence, text, claim.id)


def _document_key(connection: Connection, document_id: str) -> str:
    exact = (documents.c.fingerprint == document_id) | (documents.c.id == document_id)
    query = select(documents.c.fingerprint).order_by(documents.c.number.desc())
    key = connection.scalar(query.where(exact).limit(1))
    if key is not None:
        return str(key)
    rows: Sequence[Row[tuple[str]]] = ()
    if len(document_id) >= SHORTEST_PREFIX:
        beginning = documents.c.fingerprint.startswith(document_id, autoescape=True)
        rows = connection.execute(query.where(beginning).limit(2)).all()
    _only_one(rows, "document", document_id)
    return str(rows[0][0])


def _only_one(rows: Sequence[object], what: str, sought: str) -> None:
    if not rows:
        raise UnknownIdError(
            f"No {what} has the id '{sought}' or one that begins so (at least {SHORTEST_PREFIX}"
            " characters). `sayso list` shows the documents, `sayso list --claims` the claims."
        )
    if len(rows) > 1:
        raise UnknownIdError(
            f"More than one {what} has an id that begins with '{sought}'. Give more."
        )


def _reading(connection: Connection, fingerprint: str) -> Reading:
    query = select(documents.c.text, readings.c.packed).join_from(documents, readings)
    text, packed = connection.execute(query.where(documents.c.fingerprint == fingerprint)).one()
    reading = from_json({**json.loads(packed), "text": text})
    if reading.document.fingerprint != fingerprint:
        raise EvidenceError(
            f"Evidence does not hold: document {fingerprint} is no longer what was added. The"
            " ledger was changed from outside: restore it from a copy, or add the documents to a"
            " new one."
        )
    _check_words(connection, fingerprint, text)
    return reading


def entry_rows() -> Select[Any]:
    """Query for the rows that `entry_of` takes."""
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
    """Query for the rows that `held_of` takes."""
    return select(*statements.c, documents.c.text, documents.c.recorded).join_from(
        statements, documents
    )


def _shared(column: ColumnElement[Any]) -> ColumnElement[bool]:
    """Whether several documents have the same in `column`."""
    several = select(column).where(column.is_not(None)).group_by(column).having(func.count() > 1)
    return column.in_(several)


def _conditions(wanted: ClaimFilter, key: str | None) -> Iterator[ColumnElement[bool]]:
    if key is not None:
        yield statements.c.document == key
    if wanted.claimant is not None:
        name = folded(wanted.claimant)
        yield statements.c.claimant_folded.contains(name, autoescape=True)
    if wanted.outlet is not None:
        yield documents.c.outlet_folded.contains(folded(wanted.outlet), autoescape=True)
    if wanted.event is not None:
        yield statements.c.event == wanted.event
    if wanted.polarity is not None:
        yield statements.c.polarity == wanted.polarity
    if wanted.attributed is not None:
        yield statements.c.attributed == wanted.attributed

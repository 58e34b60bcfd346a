"""What every SQL store shares. A store adds its own connection, errors and full-text search."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from itertools import groupby
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Table,
    TextualSelect,
    false,
    func,
    inspect,
    or_,
    select,
)
from sqlalchemy.sql.elements import ColumnElement

from sayso.ledger.arriving import ArrivingStore, repeatable
from sayso.ledger.errors import EvidenceError, WrongVersionError
from sayso.ledger.evidence import check_spans
from sayso.ledger.inserting import check_stored, insert_new
from sayso.ledger.query import Query, parse_query
from sayso.ledger.questions import (
    AT_ONCE,
    LAST_VERSIONS_OF,
    PLACE,
    SHORTEST_PREFIX,
    VERSIONS_OF,
    added_claims,
    begins,
    check_addition,
    check_annotation,
    check_map,
    entry_rows,
    has,
    held,
    held_rows,
    is_claim,
    key_of,
    only_one,
    reading_of,
    shared,
    within,
)
from sayso.ledger.rows import (
    entry_of,
    folded,
    held_of,
    judgement_of,
    plain,
    problem_row,
    rows_of,
    unread_of,
)
from sayso.ledger.spellings import with_spellings
from sayso.ledger.store import (
    EVERY_CLAIM,
    Added,
    ClaimFilter,
    Damaged,
    DocumentSummary,
    FeedItem,
    LedgerStats,
    NewReading,
    SearchHit,
    StoredClaim,
    Unread,
)
from sayso.ledger.stores.hits import hits
from sayso.ledger.tables import (
    about,
    documents,
    judgements,
    metadata,
    problems,
    statements,
)
from sayso.record import ADDED, Capture, Document, Judgement, Problem, Reading, content_hash
from sayso.record.annotation import ANNOTATED
from sayso.record.wire import dumps, pack

# Built once: a site asks before each page, and building takes as long as asking.
NEWEST = select(
    select(func.max(documents.c.number)).scalar_subquery(),
    select(func.max(judgements.c.number)).scalar_subquery(),
)


class SqlStore(ArrivingStore):
    """A Store over SQLAlchemy Core; see `sayso.ledger.store.Store` for the contract."""

    @abstractmethod
    def _index(self, connection: Connection, fingerprints: Sequence[str]) -> None:
        """Make documents and their claims searchable."""

    @abstractmethod
    def _count_on(self, connection: Connection, table: Table) -> None:
        """Go on counting from the last number of a table, whose rows came with their numbers."""

    def _load(self, connection: Connection, table: Table, rows: Sequence[Any]) -> None:
        """Insert rows of another store, each a mapping with all that its table has."""
        if rows:
            connection.execute(table.insert(), [dict(each) for each in rows])

    @contextmanager
    def _loading(self) -> Iterator[None]:
        """While a whole ledger is brought in."""
        yield

    @abstractmethod
    def _kind_and_size(self, connection: Connection) -> tuple[str, int]:
        """Return what keeps the rows, with its version, and how many bytes they take."""

    @abstractmethod
    def _found(
        self, connection: Connection, query: Query, limit: int
    ) -> tuple[Sequence[int], Sequence[int]]:
        """Return the numbers of claims, then of documents without such claims, the best first."""

    @abstractmethod
    def _having(self, query: Query, key: str | None) -> TextualSelect:
        """Return the SELECT of the numbers of claims in which a query holds, at least of those of
        the document `key`, if given.
        """

    @abstractmethod
    def _has_beginnings(self, connection: Connection) -> bool:
        """Return whether beginnings of words are indexed: not in a ledger of before version 3."""

    @abstractmethod
    def _stems(self, connection: Connection, words: Sequence[str]) -> Mapping[str, str]:
        """Return words, as they are looked up, with their stems."""

    @repeatable
    def search(self, query: str, limit: int = 20) -> Sequence[SearchHit]:
        """Return claims, best first, then documents, in which a query holds."""
        wanted = with_spellings(parse_query(query))
        if not wanted.clauses or limit < 1:
            return ()
        with self._reads() as connection:
            self._check_beginnings(connection, wanted)
            claims, texts = self._found(connection, wanted, limit)
            return tuple(hits(connection, claims, texts, wanted, partial(self._stems, connection)))

    def _check(self, connection: Connection, wanted: ClaimFilter) -> None:
        """Raise WrongVersionError where a filter asks for what an earlier ledger does not have."""
        check_map(connection, wanted)
        if wanted.search is not None:
            self._check_beginnings(connection, parse_query(wanted.search))

    def _check_beginnings(self, connection: Connection, query: Query) -> None:
        """Raise WrongVersionError where beginnings are sought and the ledger has no index."""
        sought = any(term.prefix for clause in query.clauses for term in clause.terms)
        if sought and not self._has_beginnings(connection):
            raise WrongVersionError(
                "This ledger was made by an earlier Sayso, which did not index beginnings of words."
                " Bring it up to date with `sayso ledger upgrade`, or search without *."
            )

    @abstractmethod
    def close(self) -> None:
        """Let go of the store."""

    @repeatable
    def holds(self, document: Document) -> bool:
        """Return whether this very document is there, by its fingerprint."""
        with self._reads() as connection:
            return has(connection, document.fingerprint)

    def add(
        self, reading: Reading, capture: Capture | None = None, item: FeedItem | None = None
    ) -> Added:
        """Store a document with its reading, whole, in one transaction, or not at all."""
        return self.add_many((NewReading(reading, capture, item),))[0]

    def add_many(self, arrivals: Sequence[NewReading]) -> Sequence[Added]:
        """Store several, all in one transaction, or none; what each did, as `add` returns it."""
        for arrival in arrivals:
            check_spans(arrival.reading)
        made = tuple(rows_of(each.reading) for each in arrivals)

        def work(connection: Connection) -> Sequence[Added]:
            new = insert_new(connection, made, self._now().isoformat())
            self._index(connection, [each.fingerprint for each in new])
            check_stored(connection, new)
            pairs = zip(made, arrivals, strict=True)
            self._arrived(
                connection, [(rows.fingerprint, each.capture, each.item) for rows, each in pairs]
            )
            first = {id(each) for each in new}
            return tuple(
                Added(each.fingerprint, new=True, claims=len(each.statements))
                if id(each) in first
                else Added(each.fingerprint, new=False, claims=0)
                for each in made
            )

        return self._done(work)

    @repeatable
    def versions(
        self, key: str | None = None, limit: int | None = None
    ) -> Sequence[DocumentSummary]:
        """Return documents with one address or sender's id, or with each that several have."""
        with self._reads() as connection:
            if key is not None and limit is not None:
                rows = connection.execute(LAST_VERSIONS_OF, {"key": key, "limit": limit})
            elif key is not None:
                rows = connection.execute(VERSIONS_OF, {"key": key})
            else:
                wanted = or_(shared(documents.c.url), shared(documents.c.id))
                rows = connection.execute(entry_rows().where(wanted))
            return tuple(map(entry_of, rows))

    def add_problem(self, source: str, problem: Problem) -> bool:
        """Record that the input `source` could not be read; False if that is recorded already."""
        row = problem_row(source, problem, None) | {"recorded": self._now().isoformat()}

        def work(connection: Connection) -> bool:
            if connection.scalar(select(problems.c.number).where(problems.c.id == row["id"])):
                return False
            connection.execute(problems.insert().values(**row))
            return True

        return self._done(work)

    @repeatable
    def documents(self, after: int = 0, limit: int | None = None) -> Sequence[DocumentSummary]:
        """Return all documents, or `limit` past a number, in the order in which they were added."""
        query = entry_rows().where(documents.c.number > after).limit(limit)
        with self._reads() as connection:
            return tuple(entry_of(row) for row in connection.execute(query))

    @repeatable
    def newest(self) -> tuple[int, int]:
        """Return numbers that grow with every document and judgement: has anything come since?"""
        with self._reads() as connection:
            last_document, last_judgement = connection.execute(NEWEST).one()
        return last_document or 0, last_judgement or 0

    @repeatable
    def keys_since(
        self, number: int, limit: int | None = None
    ) -> Sequence[tuple[int, str, datetime]]:
        """Return documents past `number`: their numbers, fingerprints and when they were
        recorded.
        """
        columns = (documents.c.number, documents.c.fingerprint, documents.c.recorded)
        query = select(*columns).where(documents.c.number > number)
        query = query.order_by(documents.c.number).limit(limit)
        with self._reads() as connection:
            rows = connection.execute(query).all()
        return tuple((each[0], each[1], datetime.fromisoformat(each[2])) for each in rows)

    @repeatable
    def document_key(self, document_id: str) -> str:
        """Return the fingerprint of the document with this fingerprint, sender's id or unique
        prefix.
        """
        with self._reads() as connection:
            return key_of(connection, document_id)

    @repeatable
    def reading(self, document_id: str) -> Reading:
        """Return a document and all that was read in it; EvidenceError if its text was tampered
        with.
        """
        with self._reads() as connection:
            return reading_of(connection, key_of(connection, document_id))

    def readings(self, damaged: Damaged | None = None) -> Iterator[Reading]:
        """Yield every reading, one by one, in the order in which they were added.

        Those that can't be read any more go to `damaged`; without it, EvidenceError is raised.
        """
        for key in self._fingerprints():
            try:
                reading = self._reading(key)
            except EvidenceError as error:
                if damaged is None:
                    raise
                damaged(key, error)
                continue
            yield reading

    @repeatable
    def _fingerprints(self) -> Sequence[str]:
        with self._reads() as connection:
            return connection.scalars(
                select(documents.c.fingerprint).order_by(documents.c.number)
            ).all()

    @repeatable
    def _reading(self, key: str) -> Reading:
        with self._reads() as connection:
            return reading_of(connection, key)

    @repeatable
    def claims(
        self, wanted: ClaimFilter = EVERY_CLAIM, limit: int | None = None
    ) -> Sequence[StoredClaim]:
        """Return the claims that `wanted` lets pass, in the order of documents and of their
        text.
        """
        with self._reads() as connection:
            self._check(connection, wanted)
            key = key_of(connection, wanted.document) if wanted.document else None
            return tuple(held(connection, self._numbers(connection, wanted, key, limit)))

    def _numbers(
        self, connection: Connection, wanted: ClaimFilter, key: str | None, limit: int | None
    ) -> Sequence[int]:
        """Return the numbers of claims, in the order of documents and of their text.

        Claims are numbered in the order of their documents, so that no document is looked up to
        put them into order, and the first few are found without the rest.
        """
        chosen = select(statements.c.number, statements.c.document, *PLACE)
        chosen = chosen.where(*self._conditions(wanted, key)).order_by(statements.c.number)
        rows = list(connection.execute(chosen.limit(limit)))
        if limit is not None and len(rows) == limit and rows:
            # Of the last document the first by number need not be the first in the text.
            last = rows[-1].document
            rows = [each for each in rows if each.document != last]
            rows += connection.execute(chosen.where(statements.c.document == last))
        in_order = [
            each.number
            for _, group in groupby(rows, key=lambda row: row.document)
            for each in sorted(group, key=lambda row: (row.start, row.position))
        ]
        return in_order[:limit]

    def _conditions(self, wanted: ClaimFilter, key: str | None) -> Iterator[ColumnElement[bool]]:
        claims = statements.c
        if key is not None:
            yield claims.document == key
        if wanted.claimant is not None:
            yield self._has_part(claims.claimant_folded, folded(wanted.claimant))
        if wanted.outlet is not None:
            part = self._has_part(documents.c.outlet_folded, folded(wanted.outlet))
            yield claims.document.in_(select(documents.c.fingerprint).where(part))
        if wanted.event is not None:
            yield claims.event == wanted.event
        if wanted.polarity is not None:
            yield claims.polarity == wanted.polarity
        if wanted.within is not None:
            yield within(wanted.within)
        if wanted.search is not None:
            query = with_spellings(parse_query(wanted.search))
            yield claims.number.in_(self._having(query, key)) if query.clauses else false()
        if wanted.attributed is not None:
            yield claims.attributed == wanted.attributed

    def _has_part(self, column: Column[str], part: str) -> ColumnElement[bool]:
        """Return whether a folded name has this part."""
        return column.contains(part, autoescape=True)

    @repeatable
    def documents_with(self, wanted: ClaimFilter = EVERY_CLAIM) -> Sequence[str]:
        """Return the fingerprints of documents with a claim that `wanted` lets pass, in their
        order.
        """
        with self._reads() as connection:
            self._check(connection, wanted)
            key = key_of(connection, wanted.document) if wanted.document else None
            chosen = select(statements.c.document).where(*self._conditions(wanted, key))
            query = select(documents.c.fingerprint).where(documents.c.fingerprint.in_(chosen))
            return tuple(connection.scalars(query.order_by(documents.c.number)))

    @repeatable
    def statement(self, claim_id: str) -> StoredClaim:
        """Return the claim with this id, or the only one whose id starts so, also one that a person
        added.

        Raises UnknownIdError.
        """
        with self._reads() as connection:
            exact = statements.c.id == plain(claim_id)
            rows = connection.execute(held_rows().where(exact).limit(1)).all()
            if not rows and len(claim_id) >= SHORTEST_PREFIX:
                beginning = begins(statements.c.id, claim_id)
                rows = connection.execute(held_rows().where(beginning).limit(2)).all()
            stored = [held_of(each) for each in rows]
            if not stored and len(claim_id) >= SHORTEST_PREFIX:
                stored = added_claims(connection, claim_id)
        only_one(stored, "claim", claim_id)
        return stored[0]

    @repeatable
    def statements(self, claim_ids: Sequence[str]) -> Sequence[StoredClaim]:
        """Return the claims with these ids, in their order; an id that is not there has none."""
        wanted = list(dict.fromkeys(map(plain, claim_ids)))
        numbers: dict[str, int] = {}
        with self._reads() as connection:
            for start in range(0, len(wanted), AT_ONCE):
                some = statements.c.id.in_(wanted[start : start + AT_ONCE])
                query = select(statements.c.id, statements.c.number).where(some)
                rows = connection.execute(query.order_by(statements.c.number.desc()))
                numbers.update((row.id, row.number) for row in rows)
            return tuple(held(connection, [numbers[each] for each in wanted if each in numbers]))

    def judge(self, judgement: Judgement) -> bool:
        """Append a judgement; False when the very same one is there.

        Raises UnknownIdError, or EvidenceError where it adds a claim of words that are not those of
        its document, or annotates nothing.
        """
        packed = dumps(pack(judgement))
        key = content_hash("judgement", packed)

        def work(connection: Connection) -> bool:
            if judgement.verdict == ADDED:
                check_addition(connection, judgement)
            elif judgement.verdict == ANNOTATED:
                check_annotation(connection, judgement)
            else:
                for claim in judgement.claims:
                    only_one([claim] if is_claim(connection, claim) else [], "claim", claim)
            if connection.scalar(select(judgements.c.number).where(judgements.c.id == key)):
                return False
            connection.execute(judgements.insert().values(id=key, packed=packed))
            return True

        return self._done(work)

    @repeatable
    def judgements(self, after: int = 0, until: int | None = None) -> Sequence[Judgement]:
        """Return judgements, oldest first: all, or those with numbers past `after` up to `until`.

        A row that is damaged is logged and passed over.
        """
        query = select(judgements).where(judgements.c.number > after)
        if until is not None:
            query = query.where(judgements.c.number <= until)
        with self._reads() as connection:
            rows = connection.execute(query.order_by(judgements.c.number)).all()
        return tuple(each for row in rows if (each := judgement_of(row)) is not None)

    @repeatable
    def problems(self) -> Sequence[Unread]:
        """Return what could not be read: whole inputs, and parts of documents."""
        with self._reads() as connection:
            rows = connection.execute(select(problems).order_by(problems.c.number))
            return tuple(unread_of(row) for row in rows)

    @repeatable
    def facts(self) -> LedgerStats:
        """Return kind, version, size and counts of rows."""
        with self._reads() as connection:
            there = set(inspect(connection).get_table_names())
            rows = {
                name: connection.scalar(select(func.count()).select_from(table)) or 0
                for name, table in metadata.tables.items()
                if name in there
            }
            version = connection.scalar(select(about.c.value).where(about.c.name == "schema"))
            ends = select(func.min(documents.c.recorded), func.max(documents.c.recorded))
            first, last = connection.execute(ends).one()
            kind, size = self._kind_and_size(connection)
        return LedgerStats(
            kind,
            int(version or 0),
            size,
            rows,
            datetime.fromisoformat(first) if first else None,
            datetime.fromisoformat(last) if last else None,
        )

"""Many documents in one transaction: their rows, and the check of what the store made of them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, select

from sayso.ledger.errors import EvidenceError
from sayso.ledger.questions import AT_ONCE
from sayso.ledger.rows import DocumentRows
from sayso.ledger.tables import documents, problems, readings, spots, statements


def insert_new(
    connection: Connection, made: Sequence[DocumentRows], recorded: str
) -> Sequence[DocumentRows]:
    """Insert the rows of documents that are not there, each once; which these are."""
    there = set(_there(connection, [each.fingerprint for each in made]))
    new: dict[str, DocumentRows] = {}
    for rows in made:
        if rows.fingerprint not in there:
            new.setdefault(rows.fingerprint, rows)
    if not new:
        return ()
    time = {"recorded": recorded}
    connection.execute(documents.insert(), [each.document | time for each in new.values()])
    packed = [{"document": key, "packed": each.packed} for key, each in new.items()]
    connection.execute(readings.insert(), packed)
    claims = [row for each in new.values() for row in each.statements]
    if claims:
        connection.execute(statements.insert(), claims)
    _insert_spots(connection, new)
    unread = [row | time for each in new.values() for row in each.problems]
    if unread:
        connection.execute(problems.insert(), unread)
    return tuple(new.values())


def _insert_spots(connection: Connection, new: dict[str, DocumentRows]) -> None:
    """Insert where the claims are, in the order of documents and claims."""
    keys = [key for key, each in new.items() if each.spots]
    claims = statements.c
    for start in range(0, len(keys), AT_ONCE):
        some = keys[start : start + AT_ONCE]
        query = select(claims.number, claims.document, claims.position)
        stored = connection.execute(query.where(claims.document.in_(some)))
        numbers = {(row.document, row.position): row.number for row in stored}
        rows = [
            {"statement": numbers[key, position], "latitude": north, "longitude": east}
            for key in some
            for position, north, east in new[key].spots
        ]
        connection.execute(spots.insert(), rows)


def _there(connection: Connection, keys: Sequence[str]) -> Sequence[str]:
    known: list[str] = []
    for start in range(0, len(keys), AT_ONCE):
        some = documents.c.fingerprint.in_(keys[start : start + AT_ONCE])
        known += connection.scalars(select(documents.c.fingerprint).where(some))
    return known


def check_stored(connection: Connection, new: Sequence[DocumentRows]) -> None:
    """Compare what the store gives back with what it was given, and the words with the text.

    Raises EvidenceError, upon which nothing of the transaction is kept.
    """
    for start in range(0, len(new), AT_ONCE):
        some = {each.fingerprint: each for each in new[start : start + AT_ONCE]}
        query = select(documents.c.fingerprint, documents.c.text)
        texts = connection.execute(query.where(documents.c.fingerprint.in_(some)))
        stored = {row.fingerprint: row.text for row in texts}
        for key, document in some.items():
            if stored.get(key) != document.document["text"]:
                raise EvidenceError(f"The text of document {key} was not stored. Add it again.")
        _check_claims(connection, some, stored)


def _check_claims(
    connection: Connection, some: dict[str, DocumentRows], texts: dict[str, str]
) -> None:
    claims = statements.c
    columns = (claims.document, claims.position, claims.start, claims.stop, claims.evidence)
    query = select(*columns, claims.packed).where(claims.document.in_(some))
    stored = {(row.document, row.position): row for row in connection.execute(query)}
    for key, document in some.items():
        for given in document.statements:
            row = stored.get((key, given["position"]))
            if (
                row is None
                or row.evidence != texts[key][row.start : row.stop]
                or (row.evidence, row.packed) != (given["evidence"], given["packed"])
            ):
                raise EvidenceError(
                    f"Evidence does not hold: claim {given['id']} of document {key} was not stored"
                    " as it was read. Add the document again."
                )

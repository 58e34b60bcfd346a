"""Hits of a search, with the words around what was found, alike in every store."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, select

from sayso.ledger.query import Query
from sayso.ledger.questions import hits_of
from sayso.ledger.store import SearchHit
from sayso.ledger.stores.words import (
    folded_word,
    long_snippet,
    snippet,
    words_like,
    words_of,
)
from sayso.ledger.tables import documents, statements
from sayso.record import Span

Stems = Callable[[Sequence[str]], Mapping[str, str]]
"""Gives words, as they are looked up, with their stems in the store."""

NOTHING = re.compile(r"(?!)")


def hits(
    connection: Connection,
    claims: Sequence[int],
    texts: Sequence[int],
    query: Query,
    stems: Stems,
) -> Iterator[SearchHit]:
    """Yield the hits with these numbers of claims, then those with these numbers of documents."""
    columns = (statements.c.number, statements.c.evidence)
    rows = connection.execute(select(*columns).where(statements.c.number.in_(claims)))
    evidence = {row.number: row.evidence for row in rows}
    wanted = select(
        documents.c.number, documents.c.fingerprint, documents.c.text, documents.c.title
    )
    stored = {
        row.number: row for row in connection.execute(wanted.where(documents.c.number.in_(texts)))
    }
    shown = [*evidence.values()]
    for row in stored.values():
        shown += (row.text, row.title)
    marking = _Marking(query, shown, stems)
    yield from hits_of(
        connection,
        {each: marking.snippet(evidence[each]) for each in claims},
        {stored[each].fingerprint: marking.of_document(stored[each]) for each in texts},
    )


class _Marking:
    """Which words of the `shown` texts are marked, as they are written there."""

    def __init__(self, query: Query, shown: Sequence[str], stems: Stems) -> None:
        asked: set[str] = set()
        beginnings: set[str] = set()
        for term in query.terms():
            words = [word for word, _ in words_of(term.words)]
            if term.prefix:
                beginnings.add(words.pop())
            asked.update(words)
        self.like = words_like(asked | beginnings) if asked | beginnings else NOTHING
        raw = set[str]().union(*map(self.like.findall, shown))
        # A stem always has the first two letters of its word.
        starts = {each[:2] for each in asked}
        folded = {each: folded_word(each) for each in raw}
        known = stems(sorted(asked.union(each for each in folded.values() if each[:2] in starts)))
        wanted = {known[each] for each in asked if each in known}
        self.sought = {
            each
            for each, word in folded.items()
            if known.get(word) in wanted or word.startswith(tuple(beginnings))
        }

    def snippet(self, text: str) -> tuple[str, tuple[Span, ...]]:
        return long_snippet(text, self.sought, self.like)

    def of_document(self, row: Any) -> tuple[str, tuple[Span, ...]]:
        shown = self.snippet(row.text)
        return shown if shown[1] else snippet(row.title, self.sought)

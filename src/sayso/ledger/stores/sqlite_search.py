"""Full-text search by SQLite's FTS5: a query in, a statement in SQL and the values for it out.

Each text is indexed twice: by the stems of its words, and by the words as they are. There
beginnings of words are looked up: a stem can be shorter than what is sought.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace

from sqlalchemy import text

from sayso.ledger.query import Clause, Query, QueryTerm
from sayso.ledger.stores.words import UNSEEN, without_unseen

WORDS = "porter unicode61 remove_diacritics 2"
PLAIN_WORDS = "unicode61 remove_diacritics 2"


def found_tables(name: str, columns: str, content: str, number: str) -> tuple[str, ...]:
    """Return what makes the two indexes of the `columns` of a table or view.

    They hold no text of their own: it is read where it is stored once.
    """
    return tuple(
        f"CREATE VIRTUAL TABLE {table} USING fts5({columns}, content = '{content}',"
        f" content_rowid = '{number}', tokenize = '{tokens}')"
        for table, tokens in ((name, WORDS), (f"{name}_plain", PLAIN_WORDS))
    )


SCHEMA = (
    """CREATE VIEW claim_words AS
    SELECT statements.number, document, CAST(chain AS TEXT) AS chain,
        CAST(evidence AS TEXT) AS evidence, CAST(title AS TEXT) AS title
    FROM statements JOIN documents ON documents.fingerprint = statements.document""",
    """CREATE VIEW document_words AS
    SELECT number, fingerprint AS document, CAST(title AS TEXT) AS title,
        CAST(outlet AS TEXT) AS outlet, CAST(text AS TEXT) AS body
    FROM documents""",
    *found_tables("found_claims", "chain, evidence, title", "claim_words", "number"),
    *found_tables("found_documents", "title, outlet, body", "document_words", "number"),
)


def _seen(columns: str) -> str:
    """Return SQL for `columns` without unseen characters, which FTS5 would divide words at."""
    made = columns.split(", ")
    for character in UNSEEN:
        made = [f"replace({each}, char({ord(character)}), '')" for each in made]
    return ", ".join(made)


INDEX = tuple(
    text(
        f"INSERT INTO {table}{ending} (rowid, {columns}) SELECT number, {_seen(columns)}"  # noqa: S608
        f" FROM {view} WHERE document = :document"
    )
    for table, columns, view in (
        ("found_claims", "chain, evidence, title", "claim_words"),
        ("found_documents", "title, outlet, body", "document_words"),
    )
    for ending in ("", "_plain")
)

ALL_CLAIMS = "(SELECT number AS rowid FROM statements)"
ALL_DOCUMENTS = "(SELECT number AS rowid FROM documents)"
OF_DOCUMENT = (
    "rowid BETWEEN (SELECT min(number) FROM statements WHERE document = :document)"
    " AND (SELECT max(number) FROM statements WHERE document = :document)"
)
WITH_CLAIMS = (
    "SELECT d.number FROM statements s JOIN documents d ON d.fingerprint = s.document"
    " WHERE s.number IN ({claims})"
)


@dataclass(frozen=True, slots=True)
class Select:
    """A SELECT of row numbers: from where, on which conditions, in which order.

    `values` are those of its parameters, by their names.
    """

    source: str
    where: tuple[str, ...]
    order: str
    values: Mapping[str, str]

    def __str__(self) -> str:
        where = f" WHERE {' AND '.join(self.where)}" if self.where else ""
        return f"SELECT rowid FROM {self.source}{where}"  # noqa: S608

    @property
    def in_order(self) -> str:
        """The same, the best first."""
        return f"{self} ORDER BY {self.order}"

    def but(self, condition: str, values: Mapping[str, str]) -> Select:
        """Return a SELECT with one more condition."""
        return replace(self, where=(*self.where, condition), values={**self.values, **values})


def select_of(
    query: Query, found: str, everything: str, prefix: str = "word", within: str = ""
) -> Select:
    """Return the SELECT of the rows in which a query holds.

    `found` and `found`_plain are the two indexes; `everything` is a table or SELECT with all row
    numbers, for a query that only says what is not there; `prefix` begins parameters' names.
    `within` is a condition on `rowid` that bounds where any word is looked for.
    """
    compiling = _Compiling(found, prefix, within)
    by_stems = [each for each in query.clauses if not _has_beginnings(each)]
    others = [each for each in query.clauses if _has_beginnings(each)]
    positive = [_any_of(each.terms) for each in by_stems if not each.excluded]
    negative = [_any_of(each.terms) for each in by_stems if each.excluded]
    if positive:
        match = " AND ".join(positive) + "".join(f" NOT {each}" for each in negative)
        source, order = found, "rank, rowid"
        where = [f"{found} MATCH {compiling.value(match)}"]
    else:
        first = next((each for each in others if not each.excluded), None)
        source = everything if first is None else f"({compiling.rows_of(first)})"
        order = "rowid"
        others = [each for each in others if each is not first]
        where = [f"+rowid NOT IN ({compiling.matching(found, each)})" for each in negative]
    # `+` keeps FTS5 from looking each row up by its number: the words are looked up once.
    where += [
        f"+rowid {'NOT IN' if each.excluded else 'IN'} ({compiling.rows_of(each)})"
        for each in others
    ]
    where += [within] if within else []
    return Select(source, tuple(where), order, compiling.values)


class _Compiling:
    """Values of a statement, and the SELECTs that have them."""

    def __init__(self, found: str, prefix: str, within: str) -> None:
        self.found, self.prefix = found, prefix
        self.within = f" AND {within}" if within else ""
        self.values: dict[str, str] = {}

    def value(self, match: str) -> str:
        name = f"{self.prefix}{len(self.values)}"
        self.values[name] = match
        return f":{name}"

    def matching(self, table: str, match: str) -> str:
        matching = f"{table} MATCH {self.value(match)}{self.within}"
        return f"SELECT rowid FROM {table} WHERE {matching}"  # noqa: S608

    def rows_of(self, clause: Clause) -> str:
        """Return the SELECT of the rows that have one of a clause's terms."""
        beginnings = [each for each in clause.terms if each.prefix]
        words = [each for each in clause.terms if not each.prefix]
        parts = [self.matching(f"{self.found}_plain", _any_of(beginnings))]
        if words:
            parts.append(self.matching(self.found, _any_of(words)))
        return " UNION ".join(parts)


def _has_beginnings(clause: Clause) -> bool:
    return any(each.prefix for each in clause.terms)


def _any_of(terms: Sequence[QueryTerm]) -> str:
    """Return the expression of FTS5 for one of the terms: each is a string, with no operator."""
    return "(" + " OR ".join(map(_phrase, terms)) + ")"


def _phrase(term: QueryTerm) -> str:
    quoted = (
        without_unseen(term.words).replace('"', '""').encode("utf-8", "replace").decode("utf-8")
    )
    return f'"{quoted}"' + " *" * term.prefix


def stems_of(words: Sequence[str]) -> dict[str, str]:
    """Return words, as they are looked up, with their stems in the index."""
    with closing(sqlite3.connect(":memory:")) as memory:
        memory.execute(f"CREATE VIRTUAL TABLE t USING fts5(word, tokenize = '{WORDS}')")
        memory.execute("CREATE VIRTUAL TABLE stem USING fts5vocab(t, 'instance')")
        memory.executemany("INSERT INTO t VALUES (?)", ((each,) for each in words))
        stems: Iterator[tuple[int, str]] = memory.execute("SELECT doc, term FROM stem")
        return {words[number - 1]: stem for number, stem in stems}

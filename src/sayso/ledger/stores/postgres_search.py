"""Full-text search by PostgreSQL's own: the same words are found as in the SQLite store.

Words are broken and folded here (`sayso.ledger.stores.words`), and stemmed by the server with the
Porter stemmer that FTS5 has too. No word is left out as too common.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import Any

from sqlalchemy import BIGINT, Connection, TextClause, bindparam, select, text
from sqlalchemy.dialects.postgresql import ARRAY, TEXT

from sayso.ledger.stores.words import as_words, words_of
from sayso.ledger.tables import documents, statements

TOKENS = "asciiword, word, numword, int, uint, float, sfloat, version"
"""All that words without marks can be to PostgreSQL's parser."""

SCHEMA = (
    "CREATE TEXT SEARCH DICTIONARY sayso_stem (TEMPLATE = snowball, LANGUAGE = porter)",
    "CREATE TEXT SEARCH CONFIGURATION sayso_words (PARSER = default)",
    f"ALTER TEXT SEARCH CONFIGURATION sayso_words ADD MAPPING FOR {TOKENS} WITH sayso_stem",
    "CREATE TABLE found_claims (number BIGINT PRIMARY KEY REFERENCES statements (number),"
    " words TSVECTOR NOT NULL)",
    "CREATE TABLE found_documents (number BIGINT PRIMARY KEY REFERENCES documents (number),"
    " words TSVECTOR NOT NULL)",
    "CREATE INDEX found_claims_words ON found_claims USING gin (words) WITH (fastupdate = off)",
    "CREATE INDEX found_documents_words ON found_documents USING gin (words)"
    " WITH (fastupdate = off)",
)

BETWEEN = " saysobreak "
"""Keeps words of two fields from standing side by side."""

MOST_TEXT = 100_000
"""Characters of a text whose every word is indexed with its place; of longer ones, each word once.
"""

MOST_BYTES = 500_000
"""Bytes of the words of one text that are indexed: a vector, of two or three texts, takes 1 MB."""

LOOKED_THROUGH = 5_000
"""Claims among which the best are sought: more have all the words only where these are common."""

INSERT = (
    "INSERT INTO {table} (number, words) SELECT number, to_tsvector('sayso_words', words)"
    " FROM unnest(:numbers, :words) AS found (number, words)"
)
INSERT_CLAIMS, INSERT_DOCUMENTS = (
    text(INSERT.format(table=table)).bindparams(
        bindparam("numbers", type_=ARRAY(BIGINT)), bindparam("words", type_=ARRAY(TEXT))
    )
    for table in ("found_claims", "found_documents")
)
CLAIM_HITS = (
    "SELECT number FROM (SELECT number, words FROM found_claims WHERE words @@ ({query})"
    " LIMIT :among) AS f ORDER BY ts_rank(words, {query}, 1) DESC, number LIMIT :limit"
)
DOCUMENT_HITS = (
    "SELECT number FROM (SELECT f.number, f.words FROM found_documents f"
    " WHERE f.words @@ ({query}) AND NOT EXISTS (SELECT 1 FROM documents d"
    " JOIN statements s ON s.document = d.fingerprint JOIN found_claims c ON c.number = s.number"
    " WHERE d.number = f.number AND c.words @@ ({query})) LIMIT :among) AS f"
    " ORDER BY ts_rank(words, {query}, 1) DESC, number LIMIT :limit"
)
LEXEMES = text("SELECT word, ts_lexize('sayso_stem', word) FROM unnest(:words) AS word").bindparams(
    bindparam("words", type_=ARRAY(TEXT))
)


def index(connection: Connection, fingerprints: Sequence[str]) -> None:
    """Make documents and their claims searchable."""
    claims = select(statements.c.number, statements.c.chain, statements.c.evidence)
    rows = [
        (row.number, _fitting(row.chain) + BETWEEN + _fitting(row.evidence))
        for row in connection.execute(claims.where(statements.c.document.in_(fingerprints)))
    ]
    _insert(connection, INSERT_CLAIMS, rows)
    columns = (documents.c.number, documents.c.title, documents.c.outlet, documents.c.text)
    texts = connection.execute(select(*columns).where(documents.c.fingerprint.in_(fingerprints)))
    _insert(connection, INSERT_DOCUMENTS, [(row.number, _document_words(row)) for row in texts])


def _insert(connection: Connection, insert: TextClause, rows: Sequence[tuple[int, str]]) -> None:
    if rows:
        numbers, words = zip(*rows, strict=True)
        connection.execute(insert, {"numbers": list(numbers), "words": list(words)})


def _document_words(row: Any) -> str:
    return as_words(row.title) + BETWEEN + as_words(row.outlet or "") + BETWEEN + _fitting(row.text)


def _fitting(words: str) -> str:
    """Return the words of a text, all in order, or as many different ones as a vector takes."""
    if len(words) <= MOST_TEXT:
        return as_words(words)
    different = dict.fromkeys(word for word, _ in words_of(words))
    sizes = accumulate(len(each.encode()) + 8 for each in different)
    fitting = (word for word, size in zip(different, sizes, strict=True) if size < MOST_BYTES)
    return " ".join(fitting)


def phrases(words: str) -> list[str]:
    """Return what is sought: words between spaces, each of which may be several that stand
    together.
    """
    return [each for each in map(as_words, words.replace("\0", " ").split()) if each]


def as_query(sought: Sequence[str]) -> tuple[str, dict[str, str]]:
    """Return a query for all of `sought` in SQL, and the values of its parameters."""
    names = {f"sought{index}": each for index, each in enumerate(sought)}
    query = " && ".join(f"phraseto_tsquery('sayso_words', :{each})" for each in names)
    return query, names


def lexemes(connection: Connection, words: Iterator[str]) -> dict[str, str]:
    """Return words with what they are stemmed to."""
    rows = connection.execute(LEXEMES, {"words": list(dict.fromkeys(words))})
    return {word: stems[0] for word, stems in rows if stems}

"""Full-text search by PostgreSQL's own: the same words are found as in the SQLite store.

Words are broken and folded here (`sayso.ledger.stores.words`), and stemmed by the server with the
Porter stemmer that FTS5 has too. No word is left out as too common. A second vector has the words
as they are. There beginnings of words are looked up: a stem can be shorter than what is sought.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from sqlalchemy import BIGINT, Connection, TextClause, bindparam, select, text
from sqlalchemy.dialects.postgresql import ARRAY, TEXT

from sayso.ledger.query import Clause, Query, QueryTerm
from sayso.ledger.stores.words import as_words, words_of
from sayso.ledger.tables import documents, statements

TOKENS = "asciiword, word, numword, int, uint, float, sfloat, version"
"""All that words without marks can be to PostgreSQL's parser."""

SCHEMA = (
    "CREATE TEXT SEARCH DICTIONARY sayso_stem (TEMPLATE = snowball, LANGUAGE = porter)",
    "CREATE TEXT SEARCH CONFIGURATION sayso_words (PARSER = default)",
    f"ALTER TEXT SEARCH CONFIGURATION sayso_words ADD MAPPING FOR {TOKENS} WITH sayso_stem",
    *(
        f"CREATE TABLE found_{table} (number BIGINT PRIMARY KEY REFERENCES {rows} (number),"
        " words TSVECTOR NOT NULL, plain TSVECTOR NOT NULL)"
        for table, rows in (("claims", "statements"), ("documents", "documents"))
    ),
    *(
        f"CREATE INDEX found_{table}_{column} ON found_{table} USING gin ({column})"
        " WITH (fastupdate = off)"
        for table in ("claims", "documents")
        for column in ("words", "plain")
    ),
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

LAST_PLACE = 16_383
"""The largest place of a word that a vector holds."""

INSERT = (
    "INSERT INTO {table} (number, words, plain)"
    " SELECT number, to_tsvector('sayso_words', words), CAST(plain AS TSVECTOR)"
    " FROM unnest(:numbers, :words, :plain) AS found (number, words, plain)"
)
INSERT_CLAIMS, INSERT_DOCUMENTS = (
    text(INSERT.format(table=table)).bindparams(
        bindparam("numbers", type_=ARRAY(BIGINT)),
        bindparam("words", type_=ARRAY(TEXT)),
        bindparam("plain", type_=ARRAY(TEXT)),
    )
    for table in ("found_claims", "found_documents")
)
LEXEMES = text("SELECT word, ts_lexize('sayso_stem', word) FROM unnest(:words) AS word").bindparams(
    bindparam("words", type_=ARRAY(TEXT))
)


def index(connection: Connection, fingerprints: Sequence[str]) -> None:
    """Make documents and their claims searchable."""
    claims = select(
        statements.c.number, statements.c.chain, statements.c.evidence, documents.c.title
    ).join_from(statements, documents)
    rows = [
        (row.number, (row.chain, row.evidence, row.title))
        for row in connection.execute(claims.where(statements.c.document.in_(fingerprints)))
    ]
    _insert(connection, INSERT_CLAIMS, rows)
    columns = (documents.c.number, documents.c.title, documents.c.outlet, documents.c.text)
    texts = connection.execute(select(*columns).where(documents.c.fingerprint.in_(fingerprints)))
    rows = [(row.number, (row.title, row.outlet or "", row.text)) for row in texts]
    _insert(connection, INSERT_DOCUMENTS, rows)


def _insert(
    connection: Connection, insert: TextClause, rows: Sequence[tuple[int, tuple[str, ...]]]
) -> None:
    if rows:
        values = {
            "numbers": [number for number, _ in rows],
            "words": [BETWEEN.join(map(_fitting, fields)) for _, fields in rows],
            "plain": [_vector(fields) for _, fields in rows],
        }
        connection.execute(insert, values)


def _fitting(words: str) -> str:
    """Return the words of a text, all in order, or as many different ones as a vector takes."""
    return as_words(words) if len(words) <= MOST_TEXT else " ".join(_different(words))


def _different(words: str) -> list[str]:
    """Return the different words of a text, as many as a vector takes."""
    different = dict.fromkeys(word for word, _ in words_of(words))
    sizes = accumulate(len(each.encode()) + 8 for each in different)
    return [word for word, size in zip(different, sizes, strict=True) if size < MOST_BYTES]


def _vector(fields: Sequence[str]) -> str:
    """Return a vector of the words of texts, as they are, with a gap from text to text.

    Words have letters and digits only, so that none needs to be escaped.
    """
    places: dict[str, list[int]] = defaultdict(list)
    last = 0
    for words in fields:
        if len(words) > MOST_TEXT:
            for word in _different(words):
                places.setdefault(word, [])
            continue
        for word, _ in words_of(words):
            last = min(last + 1, LAST_PLACE)
            places[word].append(last)
        last = min(last + 1, LAST_PLACE)
    return " ".join(
        f"'{word}'" + (f":{','.join(map(str, where))}" if where else "")
        for word, where in places.items()
    )


@dataclass
class SqlCondition:
    """A query as a condition in SQL on the columns `words` and `plain`, and how to rank by it.

    `values` are those of its parameters. `rank` is "" where the query has nothing to rank by.
    """

    sql: str = ""
    rank: str = ""
    values: dict[str, str] = field(default_factory=dict)


def condition_of(query: Query) -> SqlCondition:
    """Return the condition that a query is for a row of found_claims or found_documents."""
    made = SqlCondition()
    clauses = [(each, _clause(made, each)) for each in query.clauses]
    made.sql = " AND ".join(f"NOT {sql}" if each.excluded else sql for each, sql in clauses)
    sought = [each for each in query.terms() if not each.prefix]
    made.rank = " || ".join(_phrase(made, each) for each in sought)
    return made


def _clause(made: SqlCondition, clause: Clause) -> str:
    parts = []
    for column, prefix, write in (("words", False, _phrase), ("plain", True, _beginning)):
        terms = [each for each in clause.terms if each.prefix is prefix]
        if terms:
            parts.append(f"{column} @@ ({' || '.join(write(made, each) for each in terms)})")
    return f"({' OR '.join(parts)})"


def _phrase(made: SqlCondition, term: QueryTerm) -> str:
    return f"phraseto_tsquery('sayso_words', {_value(made, as_words(term.words))})"


def _beginning(made: SqlCondition, term: QueryTerm) -> str:
    words = " <-> ".join(f"'{word}'" for word, _ in words_of(term.words))
    return f"CAST({_value(made, words + ':*')} AS TSQUERY)"


def _value(made: SqlCondition, value: str) -> str:
    """Return the name of a parameter with this value."""
    for name, other in made.values.items():
        if other == value:
            return f":{name}"
    name = f"sought{len(made.values)}"
    made.values[name] = value
    return f":{name}"


def claims_found(condition: SqlCondition) -> str:
    """Return the SELECT of the numbers of claims for which a condition holds."""
    return f"SELECT number FROM found_claims WHERE {condition.sql}"  # noqa: S608


def claim_hits(condition: SqlCondition) -> str:
    """Return the SELECT of the best claims among LOOKED_THROUGH for which a condition holds."""
    return (
        f"SELECT number FROM (SELECT number, words FROM found_claims WHERE {condition.sql}"  # noqa: S608
        f" LIMIT :among) AS f ORDER BY {_order(condition)} LIMIT :limit"
    )


def document_hits(condition: SqlCondition) -> str:
    """Return the SELECT of the best documents without a claim for which the condition holds."""
    return (
        f"SELECT number FROM (SELECT number, words FROM found_documents f WHERE {condition.sql}"  # noqa: S608
        " AND NOT EXISTS (SELECT 1 FROM documents d JOIN statements s ON s.document = d.fingerprint"
        " JOIN found_claims c ON c.number = s.number WHERE d.number = f.number AND c.number IN"
        f" ({claims_found(condition)})) LIMIT :among) AS f"
        f" ORDER BY {_order(condition)} LIMIT :limit"
    )


def _order(condition: SqlCondition) -> str:
    rank = f"ts_rank(words, {condition.rank}, 1) DESC, " if condition.rank else ""
    return f"{rank}number"


def lexemes(connection: Connection, words: Iterable[str]) -> dict[str, str]:
    """Return words with what they are stemmed to."""
    rows = connection.execute(LEXEMES, {"words": list(dict.fromkeys(words))})
    return {word: stems[0] for word, stems in rows if stems}

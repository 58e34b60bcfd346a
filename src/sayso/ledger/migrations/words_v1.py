"""The full-text search of version 1, as each store first had it."""

from __future__ import annotations

from sqlalchemy import Connection

SQLITE = (
    """CREATE VIEW claim_words AS
    SELECT number, document, CAST(chain AS TEXT) AS chain, CAST(evidence AS TEXT) AS evidence
    FROM statements""",
    """CREATE VIEW document_words AS
    SELECT number, fingerprint AS document, CAST(title AS TEXT) AS title,
        CAST(outlet AS TEXT) AS outlet, CAST(text AS TEXT) AS body
    FROM documents""",
    """CREATE VIRTUAL TABLE found_claims USING fts5(
        chain, evidence, content = 'claim_words', content_rowid = 'number',
        tokenize = 'porter unicode61 remove_diacritics 2')""",
    """CREATE VIRTUAL TABLE found_documents USING fts5(
        title, outlet, body, content = 'document_words', content_rowid = 'number',
        tokenize = 'porter unicode61 remove_diacritics 2')""",
)
TOKENS = "asciiword, word, numword, int, uint, float, sfloat, version"
POSTGRES = (
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
SCHEMAS = {"sqlite": SQLITE, "postgresql": POSTGRES}


def create(connection: Connection) -> None:
    """Make the tables of words."""
    for statement in SCHEMAS[connection.dialect.name]:
        connection.exec_driver_sql(statement)

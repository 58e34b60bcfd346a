"""Ledgers as earlier versions of Sayso made them: their tables in SQL, and a document in them."""

from __future__ import annotations

import sqlite3
import zlib
from contextlib import closing
from pathlib import Path
from typing import Any

from sayso.ledger.rows import rows_of
from sayso.record import Reading

LAYOUTS = ("first", "titled", "captured", "addressed")
"""In the order in which they were made, all called version 1: the first; titles are never empty;
snapshots, captures, polls and items are kept; addresses are indexed."""

FIRST = """
CREATE TABLE about (name VARCHAR NOT NULL, value VARCHAR NOT NULL, PRIMARY KEY (name));
CREATE TABLE documents (number INTEGER NOT NULL, fingerprint VARCHAR NOT NULL, id BLOB NOT NULL,
  url BLOB, outlet BLOB, outlet_folded VARCHAR NOT NULL, published VARCHAR, language BLOB NOT NULL,
  title BLOB{title}, text BLOB NOT NULL, recorded VARCHAR NOT NULL,
  PRIMARY KEY (number), UNIQUE (fingerprint));
CREATE INDEX ix_documents_id ON documents (id);
CREATE TABLE readings (document VARCHAR NOT NULL, packed VARCHAR NOT NULL, PRIMARY KEY (document),
  FOREIGN KEY(document) REFERENCES documents (fingerprint));
CREATE TABLE statements (number INTEGER NOT NULL, id VARCHAR NOT NULL, document VARCHAR NOT NULL,
  position INTEGER NOT NULL, attributed BOOLEAN NOT NULL, claimant BLOB NOT NULL,
  claimant_folded VARCHAR NOT NULL, chain BLOB NOT NULL, country VARCHAR, event VARCHAR,
  polarity VARCHAR NOT NULL, modality VARCHAR NOT NULL, start INTEGER NOT NULL,
  stop INTEGER NOT NULL, evidence BLOB NOT NULL, score FLOAT NOT NULL, packed VARCHAR NOT NULL,
  PRIMARY KEY (number), FOREIGN KEY(document) REFERENCES documents (fingerprint));
CREATE INDEX ix_statements_document ON statements (document);
CREATE INDEX ix_statements_event ON statements (event);
CREATE INDEX ix_statements_id ON statements (id);
CREATE TABLE judgements (number INTEGER NOT NULL, id VARCHAR NOT NULL, packed VARCHAR NOT NULL,
  PRIMARY KEY (number), UNIQUE (id));
CREATE TABLE problems (number INTEGER NOT NULL, id VARCHAR NOT NULL, source BLOB NOT NULL,
  document VARCHAR, packed VARCHAR NOT NULL, recorded VARCHAR NOT NULL, PRIMARY KEY (number),
  UNIQUE (id), FOREIGN KEY(document) REFERENCES documents (fingerprint));
CREATE INDEX ix_problems_document ON problems (document);
CREATE VIEW claim_words AS
    SELECT number, document, CAST(chain AS TEXT) AS chain, CAST(evidence AS TEXT) AS evidence
    FROM statements;
CREATE VIEW document_words AS
    SELECT number, fingerprint AS document, CAST(title AS TEXT) AS title,
        CAST(outlet AS TEXT) AS outlet, CAST(text AS TEXT) AS body
    FROM documents;
CREATE VIRTUAL TABLE found_claims USING fts5(
        chain, evidence, content = 'claim_words', content_rowid = 'number',
        tokenize = 'porter unicode61 remove_diacritics 2');
CREATE VIRTUAL TABLE found_documents USING fts5(
        title, outlet, body, content = 'document_words', content_rowid = 'number',
        tokenize = 'porter unicode61 remove_diacritics 2');
INSERT INTO about VALUES ('schema', '1');
PRAGMA application_id = 1398897011;
PRAGMA journal_mode = WAL;
"""

CAPTURED = """
CREATE TABLE snapshots (sha256 VARCHAR NOT NULL, size INTEGER NOT NULL, packed BLOB NOT NULL,
  PRIMARY KEY (sha256));
CREATE TABLE captures (number INTEGER NOT NULL, sha256 VARCHAR NOT NULL, url BLOB NOT NULL,
  at VARCHAR NOT NULL, media_type BLOB NOT NULL, status INTEGER, headers VARCHAR NOT NULL,
  document VARCHAR NOT NULL, part INTEGER NOT NULL, parts INTEGER NOT NULL,
  reading VARCHAR NOT NULL, PRIMARY KEY (number),
  FOREIGN KEY(sha256) REFERENCES snapshots (sha256),
  FOREIGN KEY(document) REFERENCES documents (fingerprint));
CREATE INDEX ix_captures_document ON captures (document);
CREATE INDEX ix_captures_sha256 ON captures (sha256);
CREATE INDEX ix_captures_url ON captures (url);
CREATE TABLE polls (number INTEGER NOT NULL, feed BLOB NOT NULL, packed VARCHAR NOT NULL,
  PRIMARY KEY (number));
CREATE INDEX ix_polls_feed ON polls (feed);
CREATE TABLE items (number INTEGER NOT NULL, feed BLOB NOT NULL, "key" VARCHAR NOT NULL,
  digest VARCHAR NOT NULL, document VARCHAR, recorded VARCHAR NOT NULL, PRIMARY KEY (number),
  FOREIGN KEY(document) REFERENCES documents (fingerprint));
CREATE INDEX ix_items_key ON items ("key");
"""

OLD_KEYS = {
    "about": "name = NEW.name",
    "documents": "number = NEW.number OR fingerprint = NEW.fingerprint",
    "readings": "document = NEW.document",
    "statements": "number = NEW.number",
    "judgements": "number = NEW.number OR id = NEW.id",
    "problems": "number = NEW.number OR id = NEW.id",
}
NEW_KEYS = {
    "snapshots": "sha256 = NEW.sha256",
    "captures": "number = NEW.number",
    "polls": "number = NEW.number",
    "items": "number = NEW.number",
}
VERBATIM = {"id", "url", "outlet", "language", "title", "text", "claimant", "chain", "evidence"}
VERBATIM_OF = {"documents": VERBATIM, "statements": VERBATIM - {"id"}, "problems": {"source"}}
RECORDED = "2025-02-02T07:00:00+00:00"
BODY = b"<p>Omdurman market shelled</p>"


def make(path: Path, layout: str, reading: Reading) -> None:
    """A ledger of an earlier layout in the file `path`, with one document."""
    step = LAYOUTS.index(layout)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.executescript(FIRST.format(title=" NOT NULL" if step else ""))
        keys = dict(OLD_KEYS)
        if step >= 2:
            connection.executescript(CAPTURED)
            keys |= NEW_KEYS
        if step >= 3:
            connection.execute("CREATE INDEX ix_documents_url ON documents (url)")
        for table, same in keys.items():
            _guard(connection, table, same)
        _fill(connection, reading, titled=step > 0, captured=step >= 2)


def _guard(connection: sqlite3.Connection, table: str, same: str) -> None:
    refuse = "BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END"
    connection.execute(f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} {refuse}")
    connection.execute(f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {refuse}")
    connection.execute(
        f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table}"
        f" WHEN EXISTS (SELECT 1 FROM {table} WHERE {same}) {refuse}"
    )


def _fill(
    connection: sqlite3.Connection, reading: Reading, *, titled: bool, captured: bool
) -> None:
    rows = rows_of(reading)
    document = rows.document | {"recorded": RECORDED}
    if not titled:
        document["title"] = reading.document.title
    _insert(connection, "documents", document)
    _insert(connection, "readings", {"document": rows.fingerprint, "packed": rows.packed})
    for each in rows.statements:
        _insert(connection, "statements", each)
    for each in rows.problems:
        _insert(connection, "problems", each | {"recorded": RECORDED})
    _insert(connection, "judgements", {"id": "j1", "packed": JUDGEMENT % rows.statements[0]["id"]})
    for insert in (
        "INSERT INTO found_claims (rowid, chain, evidence)"
        " SELECT number, chain, evidence FROM claim_words",
        "INSERT INTO found_documents (rowid, title, outlet, body)"
        " SELECT number, title, outlet, body FROM document_words",
    ):
        connection.execute(insert)
    if captured:
        sha256 = "8c6a4b31e5c8a7c2c0a3a1c0f7b1b5ac2a9e6d7f8e9c0b1a2d3c4e5f60718293"
        packed = zlib.compress(BODY)
        _insert(connection, "snapshots", {"sha256": sha256, "size": len(BODY), "packed": packed})
        _insert(
            connection,
            "captures",
            {
                "sha256": sha256,
                "url": b"https://savanna.example/1",
                "at": RECORDED,
                "media_type": b"text/html",
                "status": 200,
                "headers": "[]",
                "document": rows.fingerprint,
                "part": 0,
                "parts": 1,
                "reading": "",
            },
        )
        item = {"feed": b"https://feeds.example/war.xml", "key": "guid-1", "digest": "words-1"}
        known = {"document": rows.fingerprint, "recorded": RECORDED}
        _insert(connection, "items", item | known)


JUDGEMENT = (
    '{"verdict":"wrong","claims":["%s"],"by":"desk","when":"2026-03-04T00:00:00+00:00",'
    '"why":"another market"}'
)


def _insert(connection: sqlite3.Connection, table: str, row: dict[str, Any]) -> None:
    verbatim = VERBATIM_OF.get(table, set())
    values = [
        value.encode("utf-8", "surrogatepass")
        if name in verbatim and isinstance(value, str)
        else value
        for name, value in row.items()
    ]
    columns = ", ".join(f'"{each}"' for each in row)
    marks = ", ".join("?" * len(row))
    connection.execute(f"INSERT INTO {table} ({columns}) VALUES ({marks})", values)

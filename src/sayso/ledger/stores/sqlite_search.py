"""Full-text search by SQLite's FTS5: a user's words in, ranked row numbers and snippets out."""

from __future__ import annotations

from sqlalchemy import text

from sayso.record import Span

SCHEMA = (
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
"""The index holds no text of its own: it reads the words where they are stored once."""

INDEX = (
    text(
        "INSERT INTO found_claims (rowid, chain, evidence)"
        " SELECT number, chain, evidence FROM claim_words WHERE document = :document"
    ),
    text(
        "INSERT INTO found_documents (rowid, title, outlet, body)"
        " SELECT number, title, outlet, body FROM document_words WHERE document = :document"
    ),
)

# As bytes: a snippet of a text that is not quite Unicode must not stop the search.
CLAIM_HITS = text(
    "SELECT rowid AS number,"
    " CAST(snippet(found_claims, 1, char(2), char(3), '…', 32) AS BLOB) AS snippet"
    " FROM found_claims WHERE found_claims MATCH :query ORDER BY rank, rowid LIMIT :limit"
)
DOCUMENT_HITS = text(
    "SELECT words.document,"
    " CAST(snippet(found_documents, -1, char(2), char(3), '…', 32) AS BLOB) AS snippet"
    " FROM found_documents JOIN document_words words ON words.number = found_documents.rowid"
    " WHERE found_documents MATCH :query AND found_documents.rowid NOT IN ("
    "  SELECT d.number FROM found_claims f JOIN statements s ON s.number = f.rowid"
    "  JOIN documents d ON d.fingerprint = s.document WHERE found_claims MATCH :query)"
    " ORDER BY rank, found_documents.rowid LIMIT :limit"
)


def as_query(words: str) -> str:
    """Return a query for all of `words`, each taken as it is: no operator, column or wild card.

    "" when there is no letter or digit in them.
    """
    sought = [each for each in words.replace("\0", " ").split() if any(map(str.isalnum, each))]
    plain = " ".join('"' + each.replace('"', '""') + '"' for each in sought)
    return plain.encode("utf-8", "replace").decode("utf-8")


def marked(snippet: bytes) -> tuple[str, tuple[Span, ...]]:
    """Return a snippet on one line without its marks, and the spans that they marked."""
    plain: list[str] = []
    marks: list[Span] = []
    start = 0
    for character in snippet.decode("utf-8", "replace"):
        if character == "\x02":
            start = len(plain)
        elif character == "\x03":
            marks.append(Span(start, len(plain)))
        else:
            plain.append(" " if character.isspace() else character)
    return "".join(plain), tuple(marks)

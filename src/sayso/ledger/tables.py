"""The ledger's tables, for every store. Rows are appended, never changed or taken away."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Dialect,
    Double,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
)
from sqlalchemy.dialects.postgresql import TEXT
from sqlalchemy.types import TypeDecorator

metadata = MetaData()

Number = BigInteger().with_variant(Integer, "sqlite")
"""SQLite counts in 64 bits by itself, and only where the type is called INTEGER."""

Plain = String().with_variant(TEXT(collation="C"), "postgresql")
"""Text without NUL, compared and sorted by code point in every store."""


class Verbatim(TypeDecorator[str]):
    """Text kept as UTF-8 bytes, so that NUL and half a surrogate pair survive in every store."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: str | None, _dialect: Dialect) -> bytes | None:
        """Turn text into bytes."""
        return None if value is None else value.encode("utf-8", "surrogatepass")

    def process_result_value(self, value: bytes | str | None, _dialect: Dialect) -> str | None:
        """Turn bytes into the same text. A ledger changed from outside may have text there."""
        if isinstance(value, str):
            return value
        return None if value is None else bytes(value).decode("utf-8", "surrogatepass")


# The layout of this very file: read first, and never assumed.
about = Table(
    "about",
    metadata,
    Column("name", Plain, primary_key=True),
    Column("value", Plain, nullable=False),
)

# `fingerprint` is the key; `id` may be a sender's and come again with other text.
documents = Table(
    "documents",
    metadata,
    Column("number", Number, primary_key=True),
    Column("fingerprint", Plain, nullable=False, unique=True),
    Column("id", Verbatim, nullable=False, index=True),
    Column("url", Verbatim, index=True),
    Column("outlet", Verbatim),
    Column("outlet_folded", Plain, nullable=False, index=True),
    Column("published", Plain),
    Column("language", Verbatim, nullable=False),
    Column("title", Verbatim, nullable=False),
    Column("text", Verbatim, nullable=False),
    Column("recorded", Plain, nullable=False, index=True),
)

# The reading whole, as wire JSON without the text, which `documents` holds.
readings = Table(
    "readings",
    metadata,
    Column("document", ForeignKey("documents.fingerprint"), primary_key=True),
    Column("packed", Plain, nullable=False),
)

# The claims of the readings, for queries. `start`, `stop` and `evidence` must agree with the text.
# `packed` is the claim as in the reading. A folded column is for looking up in any case.
statements = Table(
    "statements",
    metadata,
    Column("number", Number, primary_key=True),
    Column("id", Plain, nullable=False, index=True),
    Column("document", ForeignKey("documents.fingerprint"), nullable=False, index=True),
    Column("position", Integer, nullable=False),
    Column("attributed", Boolean, nullable=False),
    Column("claimant", Verbatim, nullable=False),
    Column("claimant_folded", Plain, nullable=False, index=True),
    Column("chain", Verbatim, nullable=False),
    Column("country", Plain),
    Column("event", Plain, index=True),
    Column("polarity", Plain, nullable=False, index=True),
    Column("modality", Plain, nullable=False),
    Column("start", Integer, nullable=False),
    Column("stop", Integer, nullable=False),
    Column("evidence", Verbatim, nullable=False),
    Column("score", Float, nullable=False),
    Column("packed", Plain, nullable=False),
)

# Where on the map claims are: each point of a place that a claim names, once.
spots = Table(
    "spots",
    metadata,
    Column("number", Number, primary_key=True),
    Column("statement", ForeignKey("statements.number"), nullable=False, index=True),
    Column("latitude", Double, nullable=False),
    Column("longitude", Double, nullable=False),
    # What is asked are boxes; the claim beside the point saves looking up the row.
    Index("ix_spots_point", "latitude", "longitude", "statement"),
)

judgements = Table(
    "judgements",
    metadata,
    Column("number", Number, primary_key=True),
    Column("id", Plain, nullable=False, unique=True),
    Column("packed", Plain, nullable=False),
)

problems = Table(
    "problems",
    metadata,
    Column("number", Number, primary_key=True),
    Column("id", Plain, nullable=False, unique=True),
    Column("source", Verbatim, nullable=False),
    Column("document", ForeignKey("documents.fingerprint"), index=True),
    Column("packed", Plain, nullable=False),
    Column("recorded", Plain, nullable=False),
)

# Bytes as they came in, once each, compressed by zlib.
snapshots = Table(
    "snapshots",
    metadata,
    Column("sha256", Plain, primary_key=True),
    Column("size", Integer, nullable=False),
    Column("packed", LargeBinary, nullable=False),
)

# From where and when bytes came, and which document was made of which part of them.
captures = Table(
    "captures",
    metadata,
    Column("number", Number, primary_key=True),
    Column("sha256", ForeignKey("snapshots.sha256"), nullable=False, index=True),
    Column("url", Verbatim, nullable=False, index=True),
    Column("at", Plain, nullable=False),
    Column("media_type", Verbatim, nullable=False),
    Column("status", Integer),
    Column("headers", Plain, nullable=False),
    Column("document", ForeignKey("documents.fingerprint"), nullable=False, index=True),
    Column("part", Integer, nullable=False),
    Column("parts", Integer, nullable=False),
    Column("reading", Plain, nullable=False),
)

# What each look at a feed gave, and when the next is due.
polls = Table(
    "polls",
    metadata,
    Column("number", Number, primary_key=True),
    Column("feed", Verbatim, nullable=False, index=True),
    Column("packed", Plain, nullable=False),
)

# Items of feeds that are dealt with: `digest` is of their words, so that a changed one is new.
items = Table(
    "items",
    metadata,
    Column("number", Number, primary_key=True),
    Column("feed", Verbatim, nullable=False),
    Column("key", Plain, nullable=False, index=True),
    Column("digest", Plain, nullable=False),
    Column("document", ForeignKey("documents.fingerprint")),
    Column("recorded", Plain, nullable=False),
)

KEYS: dict[str, tuple[str, ...]] = {
    "about": ("name",),
    "documents": ("number", "fingerprint"),
    "readings": ("document",),
    "statements": ("number",),
    "spots": ("number",),
    "judgements": ("number", "id"),
    "problems": ("number", "id"),
    "snapshots": ("sha256",),
    "captures": ("number",),
    "polls": ("number",),
    "items": ("number",),
}
"""What distinguishes a table's rows: a row that has one of these already is never replaced."""

"""The ledger as it first was, and the tables that came to it while it was called version 1.

Documents, readings, statements, judgements and problems came first; snapshots, captures, polls and
items, and an index of addresses, a little later. What is there already is left as it is.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TEXT

from sayso.ledger.migrations import append_only, words_v1

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
PLAIN = sa.String().with_variant(TEXT(collation="C"), "postgresql")
BYTES = sa.LargeBinary()

KEYS = {
    "about": ("name",),
    "documents": ("number", "fingerprint"),
    "readings": ("document",),
    "statements": ("number",),
    "judgements": ("number", "id"),
    "problems": ("number", "id"),
    "snapshots": ("sha256",),
    "captures": ("number",),
    "polls": ("number",),
    "items": ("number",),
}
INDEXES = {
    "documents": ("id", "url"),
    "statements": ("id", "document", "event"),
    "problems": ("document",),
    "captures": ("sha256", "url", "document"),
    "polls": ("feed",),
    "items": ("key",),
}


def upgrade() -> None:
    """Make what is missing."""
    connection = op.get_bind()
    there = set(sa.inspect(connection).get_table_names())
    _documents()
    _claims()
    _arrivals()
    for table, columns in INDEXES.items():
        for column in columns:
            op.create_index(f"ix_{table}_{column}", table, [column], if_not_exists=True)
    if "about" not in there:
        words_v1.create(connection)
        op.execute("INSERT INTO about (name, value) VALUES ('schema', '1')")
    append_only.guard(connection, {name: KEYS[name] for name in KEYS.keys() - there})


def downgrade() -> None:
    """Nothing in a ledger is taken away."""
    raise NotImplementedError("A ledger is never made older: use a copy from before.")


def _number() -> sa.Column[int]:
    return sa.Column("number", NUMBER, primary_key=True)


def _text(name: str, kind: sa.types.TypeEngine[str] = PLAIN) -> sa.Column[str]:
    return sa.Column(name, kind, nullable=False)


def _integer(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False)


def _bytes(name: str, *, nullable: bool = False) -> sa.Column[bytes]:
    return sa.Column(name, BYTES, nullable=nullable)


def _document(*, nullable: bool = False, primary_key: bool = False) -> sa.Column[str]:
    key = sa.ForeignKey("documents.fingerprint")
    if primary_key:
        return sa.Column("document", PLAIN, key, primary_key=True)
    return sa.Column("document", PLAIN, key, nullable=nullable)


def _documents() -> None:
    op.create_table(
        "about",
        sa.Column("name", PLAIN, primary_key=True),
        _text("value"),
        if_not_exists=True,
    )
    op.create_table(
        "documents",
        _number(),
        sa.Column("fingerprint", PLAIN, nullable=False, unique=True),
        _bytes("id"),
        _bytes("url", nullable=True),
        _bytes("outlet", nullable=True),
        _text("outlet_folded"),
        sa.Column("published", PLAIN),
        _bytes("language"),
        _bytes("title"),
        _bytes("text"),
        _text("recorded"),
        if_not_exists=True,
    )
    op.create_table("readings", _document(primary_key=True), _text("packed"), if_not_exists=True)


def _claims() -> None:
    op.create_table(
        "statements",
        _number(),
        _text("id"),
        _document(),
        _integer("position"),
        sa.Column("attributed", sa.Boolean(), nullable=False),
        _bytes("claimant"),
        _text("claimant_folded"),
        _bytes("chain"),
        sa.Column("country", PLAIN),
        sa.Column("event", PLAIN),
        _text("polarity"),
        _text("modality"),
        _integer("start"),
        _integer("stop"),
        _bytes("evidence"),
        sa.Column("score", sa.Float(), nullable=False),
        _text("packed"),
        if_not_exists=True,
    )
    op.create_table(
        "judgements",
        _number(),
        sa.Column("id", PLAIN, nullable=False, unique=True),
        _text("packed"),
        if_not_exists=True,
    )
    op.create_table(
        "problems",
        _number(),
        sa.Column("id", PLAIN, nullable=False, unique=True),
        _bytes("source"),
        _document(nullable=True),
        _text("packed"),
        _text("recorded"),
        if_not_exists=True,
    )


def _arrivals() -> None:
    op.create_table(
        "snapshots",
        sa.Column("sha256", PLAIN, primary_key=True),
        _integer("size"),
        _bytes("packed"),
        if_not_exists=True,
    )
    op.create_table(
        "captures",
        _number(),
        sa.Column("sha256", PLAIN, sa.ForeignKey("snapshots.sha256"), nullable=False),
        _bytes("url"),
        _text("at"),
        _bytes("media_type"),
        sa.Column("status", sa.Integer()),
        _text("headers"),
        _document(),
        _integer("part"),
        _integer("parts"),
        _text("reading"),
        if_not_exists=True,
    )
    op.create_table("polls", _number(), _bytes("feed"), _text("packed"), if_not_exists=True)
    op.create_table(
        "items",
        _number(),
        _bytes("feed"),
        _text("key"),
        _text("digest"),
        _document(nullable=True),
        _text("recorded"),
        if_not_exists=True,
    )

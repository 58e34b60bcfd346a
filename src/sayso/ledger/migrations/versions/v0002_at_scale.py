"""For a million claims: indexes of names, polarity and times, and where on the map claims are.

Titles that the very first layout left empty are filled as every later one fills them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

from sayso.ledger.migrations import append_only
from sayso.ledger.stores.postgres_schema import add_parts_of_names

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INDEXES = (
    ("statements", "claimant_folded"),
    ("statements", "polarity"),
    ("documents", "outlet_folded"),
    ("documents", "recorded"),
)
AT_ONCE = 500
LONGEST_TITLE = 200

documents = sa.table(
    "documents",
    sa.column("number", sa.Integer),
    sa.column("fingerprint", sa.String),
    sa.column("title", sa.LargeBinary),
    sa.column("text", sa.LargeBinary),
)
readings = sa.table("readings", sa.column("document", sa.String), sa.column("packed", sa.String))
statements = sa.table(
    "statements",
    sa.column("number", sa.Integer),
    sa.column("document", sa.String),
    sa.column("position", sa.Integer),
)


def upgrade() -> None:
    """Make the indexes and the table of spots, and fill it."""
    connection = op.get_bind()
    for table, column in INDEXES:
        op.create_index(f"ix_{table}_{column}", table, [column])
    spots = op.create_table(
        "spots",
        sa.Column("number", NUMBER, primary_key=True),
        sa.Column("statement", NUMBER, sa.ForeignKey("statements.number"), nullable=False),
        sa.Column("latitude", sa.Double(), nullable=False),
        sa.Column("longitude", sa.Double(), nullable=False),
    )
    op.create_index("ix_spots_statement", "spots", ["statement"])
    op.create_index("ix_spots_point", "spots", ["latitude", "longitude", "statement"])
    if connection.dialect.name == "postgresql":
        add_parts_of_names(connection)
    _fill(connection, spots)
    _title(connection)
    append_only.guard(connection, {"spots": ("number",)})
    change = "UPDATE about SET value = '2' WHERE name = 'schema'"
    append_only.unguarded(connection, "about", ("name",), change)


def downgrade() -> None:
    """Nothing in a ledger is taken away."""
    raise NotImplementedError("A ledger is never made older: use a copy from before.")


def _fill(connection: sa.Connection, spots: sa.Table) -> None:
    """Fill in where claims are, from the readings, in the order of documents."""
    last = 0
    while True:
        some = sa.select(documents.c.number, readings.c.document, readings.c.packed)
        some = some.join_from(documents, readings, documents.c.fingerprint == readings.c.document)
        some = some.where(documents.c.number > last).order_by(documents.c.number).limit(AT_ONCE)
        batch = connection.execute(some).all()
        if not batch:
            return
        last = batch[-1].number
        query = sa.select(statements).where(statements.c.document.in_([r.document for r in batch]))
        numbers = {(r.document, r.position): r.number for r in connection.execute(query)}
        rows = [
            {"statement": numbers[row.document, position], "latitude": north, "longitude": east}
            for row in batch
            for position, north, east in _spots(json.loads(row.packed))
            if (row.document, position) in numbers
        ]
        if rows:
            connection.execute(spots.insert(), rows)


def _spots(packed: dict[str, Any]) -> Iterator[tuple[int, float, float]]:
    """Yield the positions of claims, with each point that one of their places has."""
    places = packed.get("places") or ()
    for position, claim in enumerate(packed.get("claims") or ()):
        points = [
            (float(places[each]["latitude"]), float(places[each]["longitude"]))
            for each in claim.get("places") or ()
            if places[each].get("latitude") is not None
            and places[each].get("longitude") is not None
        ]
        yield from ((position, north, east) for north, east in dict.fromkeys(points))


def _title(connection: sa.Connection) -> None:
    """Fill empty titles: the headline's words, or the first line."""
    query = sa.select(documents.c.number, documents.c.text, readings.c.packed)
    query = query.join_from(documents, readings, documents.c.fingerprint == readings.c.document)
    untitled = connection.execute(query.where(documents.c.title.is_(None))).all()
    if not untitled:
        return
    connection.exec_driver_sql("DROP TRIGGER documents_no_update")
    for row in untitled:
        text = bytes(row.text).decode("utf-8", "surrogatepass")
        blocks = json.loads(row.packed).get("blocks") or ()
        heads = (text[each["start"] : each["end"]] for each in blocks if each["kind"] == "headline")
        title = next(heads, text.strip()).strip().split("\n", 1)[0][:LONGEST_TITLE]
        change = sa.update(documents).where(documents.c.number == row.number)
        connection.execute(change.values(title=title.encode("utf-8", "surrogatepass")))
    keys = ("number", "fingerprint")
    connection.exec_driver_sql(next(append_only.guards("sqlite", "documents", keys)))
    connection.exec_driver_sql("INSERT INTO found_documents (found_documents) VALUES ('rebuild')")

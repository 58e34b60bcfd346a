"""The tables of a ledger in PostgreSQL, append-only whoever opens them."""

from __future__ import annotations

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from sayso.ledger.migrations import stamp
from sayso.ledger.migrations.append_only import guard
from sayso.ledger.stores.postgres_search import SCHEMA as SEARCH_SCHEMA
from sayso.ledger.tables import KEYS, about, metadata
from sayso.ledger.version import SCHEMA_VERSION

EXTENSION = "CREATE EXTENSION IF NOT EXISTS pg_trgm"
WHERE = (
    "SELECT quote_ident(n.nspname) FROM pg_extension e JOIN pg_namespace n"
    " ON n.oid = e.extnamespace WHERE e.extname = 'pg_trgm'"
)
PARTS = (
    "CREATE INDEX IF NOT EXISTS statements_claimant_parts ON statements"
    " USING gin (claimant_folded {schema}.gin_trgm_ops)",
    "CREATE INDEX IF NOT EXISTS documents_outlet_parts ON documents"
    " USING gin (outlet_folded {schema}.gin_trgm_ops)",
)
"""Parts of names are found without these too, by looking at every name."""


def create(connection: Connection) -> None:
    """Make all tables of a new ledger."""
    metadata.create_all(connection, checkfirst=False)
    for statement in SEARCH_SCHEMA:
        connection.exec_driver_sql(statement)
    guard(connection, KEYS)
    stamp(connection)
    add_parts_of_names(connection)
    connection.execute(about.insert().values(name="schema", value=str(SCHEMA_VERSION)))


def add_parts_of_names(connection: Connection) -> bool:
    """Index parts of names where the server has pg_trgm and lets this user turn it on."""
    try:
        with connection.begin_nested():
            connection.execute(text(EXTENSION))
            schema = connection.scalar(text(WHERE))
            for statement in PARTS:
                connection.execute(text(statement.format(schema=schema)))
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", None) is None:
            raise
        return False
    return True

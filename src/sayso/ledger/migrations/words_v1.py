"""The full-text search of version 1, as each store first had it."""

from __future__ import annotations

from sqlalchemy import Connection

from sayso.ledger.stores.postgres_search import SCHEMA as POSTGRES
from sayso.ledger.stores.sqlite_search import SCHEMA as SQLITE

# When a later version changes these, what they are today is to be written out here.
SCHEMAS = {"sqlite": SQLITE, "postgresql": POSTGRES}


def create(connection: Connection) -> None:
    """Make the tables of words."""
    for statement in SCHEMAS[connection.dialect.name]:
        connection.exec_driver_sql(statement)

"""The full-text search of version 3, made in the place of an earlier one."""

from __future__ import annotations

from sqlalchemy import Connection

from sayso.ledger.stores.postgres_search import SCHEMA as POSTGRES
from sayso.ledger.stores.postgres_search import index
from sayso.ledger.stores.sqlite_search import SCHEMA as SQLITE

# When a later version changes these, what they are today is to be written out here.

TABLES = ("found_claims", "found_documents")
__all__ = ["create", "index"]


def create(connection: Connection) -> None:
    """Make the tables of words anew: in SQLite full, in PostgreSQL to be filled by `index`."""
    for table in TABLES:
        connection.exec_driver_sql(f"DROP TABLE {table}")
    if connection.dialect.name == "postgresql":
        for statement in POSTGRES:
            if "TEXT SEARCH" not in statement:  # how words are stemmed is as it was
                connection.exec_driver_sql(statement)
        return
    for view in ("claim_words", "document_words"):
        connection.exec_driver_sql(f"DROP VIEW {view}")
    for statement in SQLITE:
        connection.exec_driver_sql(statement)
    for table in TABLES:
        for index_table in (table, f"{table}_plain"):
            rebuild = f"INSERT INTO {index_table} ({index_table}) VALUES ('rebuild')"  # noqa: S608
            connection.exec_driver_sql(rebuild)

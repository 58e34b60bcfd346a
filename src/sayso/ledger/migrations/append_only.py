"""What makes tables append-only, whoever opens them: triggers that refuse all but inserts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sqlalchemy import Connection

REFUSE = """CREATE OR REPLACE FUNCTION sayso_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'the ledger is append-only'; END $$"""


def guard(connection: Connection, keys: Mapping[str, tuple[str, ...]]) -> None:
    """Refuse changes of tables that are not guarded yet; each with its columns that are keys."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(REFUSE)
    for table in sorted(keys):
        for statement in guards(connection.dialect.name, table, keys[table]):
            connection.exec_driver_sql(statement)


def unguarded(connection: Connection, table: str, keys: tuple[str, ...], change: str) -> None:
    """Make one change of a guarded table, as a step from one layout to the next may have to."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        connection.exec_driver_sql(change)
        connection.exec_driver_sql(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        return
    connection.exec_driver_sql(f"DROP TRIGGER {table}_no_update")
    connection.exec_driver_sql(change)
    connection.exec_driver_sql(next(guards("sqlite", table, keys)))


def guards(dialect: str, table: str, keys: tuple[str, ...]) -> Iterator[str]:
    """Yield the triggers of a table."""
    if dialect == "postgresql":
        yield (
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION sayso_append_only()"
        )
        return
    refuse = "BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END"
    yield f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} {refuse}"
    yield f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {refuse}"
    # INSERT OR REPLACE deletes without asking the trigger above.
    same = " OR ".join(f"{key} = NEW.{key}" for key in keys)
    yield (
        f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table}"  # noqa: S608
        f" WHEN EXISTS (SELECT 1 FROM {table} WHERE {same}) {refuse}"
    )

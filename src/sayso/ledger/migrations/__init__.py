"""How a ledger of an earlier layout becomes one of today's: each step a revision of Alembic.

A new ledger is made as it is today, without these (`sayso.ledger.tables`); a test holds both to be
the same. A step that was published is never changed: it says in full what it makes.
"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, func, inspect, select, table, text

from sayso.ledger.errors import LedgerDamagedError
from sayso.ledger.tables import KEYS

HEAD = "0003"
VERSION_TABLE = "alembic_version"


def stamp(connection: Connection) -> None:
    """Note in a new ledger that no step is left to do."""
    connection.execute(
        text(
            f"CREATE TABLE {VERSION_TABLE} (version_num VARCHAR(32) NOT NULL,"
            f" CONSTRAINT {VERSION_TABLE}_pkc PRIMARY KEY (version_num))"
        )
    )
    connection.execute(text(f"INSERT INTO {VERSION_TABLE} VALUES ('{HEAD}')"))  # noqa: S608


def upgrade(connection: Connection, to: str = HEAD) -> None:
    """Do the steps that are left, in the transaction of `connection`.

    Raises LedgerDamagedError, for all to be taken back, if a row were lost.
    """
    from alembic import command
    from alembic.config import Config

    before = _counts(connection)
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, to)
    after = _counts(connection)
    lost = {name: count for name, count in before.items() if after.get(name) != count}
    if lost:
        raise LedgerDamagedError(
            f"The ledger was left as it was: bringing it up to date would have changed how many"
            f" rows there are of {', '.join(lost)}. Please report this."
        )


def _counts(connection: Connection) -> dict[str, int]:
    there = set(inspect(connection).get_table_names()) & (set(KEYS) - {"spots"})
    return {
        name: connection.scalar(select(func.count()).select_from(table(name))) or 0
        for name in sorted(there)
    }

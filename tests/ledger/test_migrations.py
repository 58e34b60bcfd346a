"""A ledger of every earlier layout is read as it is, and brought up to date when it is added to."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sayso.ledger import BoundingBox, ClaimFilter, LedgerError, Store, migrations, open_ledger
from sayso.ledger.version import SCHEMA_VERSION
from sayso.record import Reading
from tests.ledger import layouts
from tests.ledger.postgres import database_for, server
from tests.made import market_reading, narrated_reading

OMDURMAN = BoundingBox(15, 32, 16, 33)


def untitled() -> Reading:
    """A reading whose document has no title of its own, but a headline."""
    reading = market_reading()
    return replace(reading, document=replace(reading.document, title=None))


@pytest.fixture(params=layouts.LAYOUTS)
def old(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A ledger of an earlier layout."""
    path = tmp_path / "ledger.sqlite"
    layouts.make(path, request.param, untitled())
    return path


def held(store: Store) -> dict[str, Any]:
    """What every layout held."""
    return {
        "readings": list(store.readings()),
        "documents": [(each.fingerprint, each.recorded) for each in store.documents()],
        "claims": list(store.claims()),
        "problems": list(store.problems()),
        "judgements": list(store.judgements()),
        "kept": list(store.kept()),
        "snapshots": list(store.snapshots()),
        "found": [(each.entry.fingerprint, each.snippet) for each in store.search("killed")],
    }


def rows(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table but those that say which layout it is, titles left out."""
    with closing(sqlite3.connect(path)) as raw:
        named = raw.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        tables = [name for (name,) in named if not name.startswith("found_")]
        return {
            name: [
                row[:8] + row[9:] if name == "documents" else row
                for row in raw.execute(f"SELECT * FROM {name} ORDER BY 1")
            ]
            for name in tables
            if name not in ("about", "alembic_version", "spots")
        }


def schema(path: Path) -> dict[str, str]:
    """The SQL of every table, index, view and trigger."""
    with closing(sqlite3.connect(path)) as raw:
        found = raw.execute("SELECT name, coalesce(sql, '') FROM sqlite_master").fetchall()
    return {name: re.sub(r"\s*([(),])\s*", r"\1", " ".join(sql.split())) for name, sql in found}


def test_it_is_read_without_being_changed(old: Path) -> None:
    before = rows(old), schema(old)
    with closing(open_ledger(old)) as store:
        assert store.reading(store.documents()[0].fingerprint) == untitled()
        assert store.facts().version == 1
        assert len(store.search("market")) == 1
    assert (rows(old), schema(old)) == before


def test_a_map_of_it_says_what_to_do(old: Path) -> None:
    with (
        closing(open_ledger(old)) as store,
        pytest.raises(LedgerError, match="sayso ledger upgrade"),
    ):
        store.claims(ClaimFilter(within=OMDURMAN))


def test_nothing_is_lost_when_it_is_brought_up_to_date(old: Path) -> None:
    with closing(open_ledger(old)) as store:
        before = held(store), rows(old)
    with closing(open_ledger(old, "add")) as store:
        assert held(store) == before[0]
        after = rows(old)
        assert {name: after[name] for name in before[1]} == before[1]
        assert all(not each for name, each in after.items() if name not in before[1])
        assert store.facts().version == SCHEMA_VERSION
        assert store.documents()[0].title == "Omdurman market shelled, network says"


def test_beginnings_of_words_in_it_say_what_to_do(old: Path) -> None:
    with closing(open_ledger(old)) as store:
        for ask in (store.search, lambda query: store.claims(ClaimFilter(search=query))):
            with pytest.raises(LedgerError, match="sayso ledger upgrade"):
                ask("shel*")
        assert len(store.claims(ClaimFilter(search="killed -volcano"))) == 1
    with closing(open_ledger(old, "add")) as store:
        assert len(store.search("kil*")) == 1


def test_what_is_new_works_on_it(old: Path) -> None:
    with closing(open_ledger(old, "add")) as store:
        (there,) = store.claims(ClaimFilter(within=OMDURMAN))
        assert there.words.startswith("At least 54 people")
        assert store.claims(ClaimFilter(within=BoundingBox(0, 0, 1, 1))) == ()
        assert store.add(narrated_reading("Shells fell on El Fasher.")).new
        assert not store.add(untitled()).new
        assert len(store.search("shells")) == 3, "two of them by their title"


def test_it_stays_append_only(old: Path) -> None:
    open_ledger(old, "add").close()
    with closing(sqlite3.connect(old)) as raw:
        for table in rows(old) | {"about": [], "spots": []}:
            if not raw.execute(f"SELECT count(*) FROM {table}").fetchone()[0]:
                continue
            with pytest.raises(sqlite3.IntegrityError, match="append-only"):
                raw.execute(f"DELETE FROM {table}")


def test_it_has_the_layout_of_a_new_one(tmp_path: Path, old: Path) -> None:
    new = tmp_path / "new.sqlite"
    open_ledger(new, "add").close()
    open_ledger(old, "add").close()
    fresh, grown = schema(new), schema(old)
    grown["documents"] = grown["documents"].replace("title BLOB,", "title BLOB NOT NULL,")
    assert grown == fresh


def test_it_is_brought_up_to_date_whole_or_not_at_all(
    old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = rows(old), schema(old)
    real = migrations._counts

    def one_less(connection: Any) -> dict[str, int]:
        counted = real(connection)
        if connection.dialect.has_table(connection, "spots"):
            counted["documents"] -= 1
        return counted

    monkeypatch.setattr(migrations, "_counts", one_less)
    with pytest.raises(LedgerError, match="left as it was"):
        open_ledger(old, "add")
    assert (rows(old), schema(old)) == before


def test_a_ledger_of_today_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "ledger.sqlite"
    open_ledger(path, "add").close()
    monkeypatch.setattr(migrations, "_counts", None)
    open_ledger(path, "add").close()


class TestPostgres:
    @pytest.fixture
    def old_url(self, tmp_path: Path) -> str:
        """A database with the first step only, and a document by SQL."""
        from sqlalchemy import create_engine, text

        from sayso.ledger.names import LedgerUrl
        from sayso.ledger.rows import rows_of
        from sayso.ledger.stores.postgres import _address
        from sayso.ledger.tables import documents, problems, readings, statements

        url = database_for(tmp_path)
        made = rows_of(market_reading())
        engine = create_engine(_address(LedgerUrl(url)))
        with engine.begin() as connection:
            migrations.upgrade(connection, "0001")
            connection.execute(text("DROP TABLE alembic_version"))
            time = {"recorded": layouts.RECORDED}
            connection.execute(documents.insert(), made.document | time)
            packed = {"document": made.fingerprint, "packed": made.packed}
            connection.execute(readings.insert(), packed)
            connection.execute(statements.insert(), list(made.statements))
            connection.execute(problems.insert(), [each | time for each in made.problems])
            for table, words in (
                ("claims", "SELECT number, convert_from(evidence, 'UTF8') FROM statements"),
                ("documents", "SELECT number, convert_from(text, 'UTF8') FROM documents"),
            ):
                insert = f"INSERT INTO found_{table} SELECT number, to_tsvector('sayso_words', w)"
                connection.execute(text(f"{insert} FROM ({words}) AS f (number, w)"))
        engine.dispose()
        return url

    def test_it_is_read_and_brought_up_to_date(self, old_url: str) -> None:
        with closing(open_ledger(old_url)) as store:
            before = held(store)
            assert store.facts().version == 1
            with pytest.raises(LedgerError, match="sayso ledger upgrade"):
                store.claims(ClaimFilter(within=OMDURMAN))
        with closing(open_ledger(old_url, "add")) as store:
            assert held(store) == before
            assert store.facts().version == SCHEMA_VERSION
            assert len(store.claims(ClaimFilter(within=OMDURMAN))) == 1
            assert store.add(narrated_reading("Shells fell on El Fasher.")).new

    def test_it_has_the_layout_of_a_new_one(self, old_url: str, tmp_path: Path) -> None:
        new = database_for(tmp_path / "new")
        for url in (old_url, new):
            open_ledger(url, "add").close()
        assert pg_schema(old_url) == pg_schema(new)


def pg_schema(url: str) -> list[tuple[Any, ...]]:
    """Columns, indexes, constraints and triggers of a database's tables."""
    import psycopg

    schema = url.rpartition("%3D")[2]
    queries = (
        "SELECT table_name, column_name, data_type, is_nullable, collation_name,"
        " column_default IS NULL FROM information_schema.columns WHERE table_schema = %s"
        " ORDER BY table_name, column_name",
        "SELECT tablename, indexname, replace(indexdef, schemaname, '') FROM pg_indexes"
        " WHERE schemaname = %s ORDER BY 1, 2",
        "SELECT conrelid::regclass::text, pg_get_constraintdef(oid) FROM pg_constraint"
        " WHERE connamespace = %s::regnamespace ORDER BY 1, 2",
        "SELECT event_object_table, trigger_name, event_manipulation"
        " FROM information_schema.triggers WHERE trigger_schema = %s ORDER BY 1, 2, 3",
    )
    with psycopg.connect(
        host=str(server().folder),
        user="sayso",
        dbname="postgres",
        options=f"-c search_path={schema}",
    ) as connection:
        return [row for query in queries for row in connection.execute(query, (schema,))]

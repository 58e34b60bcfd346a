"""What is PostgreSQL's own: addresses, passwords, refusals, order of writers, cuts."""

from __future__ import annotations

import builtins
import json
import logging
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from sayso.actions.copying import copy_ledger
from sayso.ledger import (
    FeedItem,
    LedgerError,
    LedgerUrl,
    NoLedgerError,
    named,
    open_ledger,
    sidecar_path,
)
from sayso.ledger.errors import (
    LedgerBusyError,
    LedgerDamagedError,
    LedgerLostError,
    LedgerUnwritableError,
    NotALedgerError,
    WrongVersionError,
)
from sayso.ledger.names import short_name
from sayso.record import Capture
from tests.ledger.postgres import Server, database_for, new_server, server
from tests.made import market_reading, narrated_reading

SECRET = "tr0ub4dor&3"  # noqa: S105


class TestNames:
    @pytest.mark.parametrize("scheme", ["postgresql", "postgres", "POSTGRES", "postgresql+psycopg"])
    def test_a_url_is_no_file(self, scheme: str) -> None:
        assert isinstance(named(f"{scheme}://desk@db.example/war"), LedgerUrl)

    @pytest.mark.parametrize("name", ["war.sqlite", "postgres", "a/postgresql:b.sqlite"])
    def test_a_file_is_no_url(self, name: str) -> None:
        assert named(name) == Path(name)

    @pytest.mark.parametrize(
        "url",
        [
            f"postgresql://desk:{SECRET}@db.example/war",
            f"postgresql://desk:{SECRET}@db.example:5432/war?sslmode=require",
            f"postgresql://desk:a@b/{SECRET}@db.example/war",
            f"postgresql://db.example/war?user=desk&password={SECRET}",
        ],
    )
    def test_a_password_is_never_shown(self, url: str) -> None:
        shown = named(url)
        for words in (str(shown), repr(shown), f"{shown}", f"{shown:>80}", f"{[shown]}"):
            assert SECRET not in words
            assert "***" in words
        assert isinstance(shown, LedgerUrl)
        assert shown.revealed() == url

    def test_what_belongs_to_a_database_has_its_name_and_no_password(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
        one = sidecar_path(f"postgresql://desk:{SECRET}@db.example/war", "people.sqlite")
        assert one.parent == tmp_path / "sayso"
        assert one.name.startswith("war-")
        assert one.name.endswith(".people.sqlite")
        assert one == sidecar_path("postgresql://desk:other@db.example/war", "people.sqlite")
        assert one == sidecar_path("postgres://desk@db.example/war", "people.sqlite"), (
            "another spelling"
        )
        assert one != sidecar_path("postgresql://desk@db.example/peace", "people.sqlite")
        assert sidecar_path("a/war.sqlite", "people.sqlite") == Path("a/war.people.sqlite")
        assert one.parent.stat().st_mode & 0o777 == 0o700, "others ask the server"

    @pytest.mark.parametrize("password", [f"a/{SECRET}", f"{SECRET}?b", f"a?/{SECRET}"])
    def test_no_name_has_a_part_of_a_password(
        self, password: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
        url = f"postgresql://desk:{password}@db.example/war"
        assert short_name(url) == "war"
        assert sidecar_path(url, "desk") == sidecar_path("postgresql://desk@db.example/war", "desk")

    def test_where_its_files_can_not_be_kept_is_told(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (tmp_path / "full").write_bytes(b"")
        monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "full"))
        with pytest.raises(LedgerError, match="Set XDG_DATA_HOME") as raised:
            sidecar_path(f"postgresql://desk:{SECRET}@db.example/war", "desk")
        assert SECRET not in str(raised.value)

    def test_a_database_is_called_by_its_name(self) -> None:
        assert short_name("postgresql://desk@db.example/the%20war?a=b") == "the war"
        assert short_name("a/war.sqlite") == "war.sqlite"


class TestOpening:
    def test_without_psycopg_it_says_what_to_install(self, monkeypatch: pytest.MonkeyPatch) -> None:
        real = builtins.__import__

        def no_psycopg(name: str, *others: object) -> object:
            if name == "psycopg":
                raise ImportError(name)
            return real(name, *others)  # type: ignore[arg-type]

        monkeypatch.setattr(builtins, "__import__", no_psycopg)
        with pytest.raises(LedgerError, match=r"pip install 'sayso\[postgres\]'") as raised:
            open_ledger(f"postgresql://desk:{SECRET}@db.example/war")
        assert SECRET not in str(raised.value)

    @pytest.mark.parametrize(
        ("url", "what"),
        [
            (f"postgresql://desk:p@{SECRET}@localhost/war", "write it as %40"),
            (f"postgresql://desk:{SECRET}@localhost", "names no database"),
            (f"postgresql://desk:{SECRET}@localhost:port/war", "is no address"),
            (f"postgresql://desk:{SECRET}@127.0.0.1:1/war", "can't be reached"),
        ],
    )
    def test_a_wrong_address_is_told_without_the_password(
        self, url: str, what: str, caplog: pytest.LogCaptureFixture
    ) -> None:
        with caplog.at_level(logging.DEBUG), pytest.raises(LedgerError, match=what) as raised:
            open_ledger(url, "add")
        assert SECRET not in str(raised.value)
        assert SECRET not in caplog.text

    def test_reading_makes_no_table(self, tmp_path: Path) -> None:
        url = database_for(tmp_path)
        for _ in range(2):
            with pytest.raises(NoLedgerError, match="Make one with `sayso add"):
                open_ledger(url)

    def test_a_database_that_is_not_there_is_told(self) -> None:
        with pytest.raises(NoLedgerError, match="createdb"):
            open_ledger(server().url("nowhere"), "add")

    def test_a_user_who_is_not_there_is_told(self) -> None:
        url = server().url("postgres").replace("//sayso@", "//nobody_of_that_name@")
        with pytest.raises(LedgerLostError, match="lets no one in"):
            open_ledger(url, "add")

    def test_tables_of_something_else_are_left_as_they_are(self, tmp_path: Path) -> None:
        url = database_for(tmp_path)
        schema = url.rpartition("%3D")[2]
        server().run(f"CREATE TABLE {schema}.documents (number int)")
        with pytest.raises(NotALedgerError, match="left as it is"):
            open_ledger(url, "add")
        server().run(f"CREATE TABLE {schema}.about (version int)")
        with pytest.raises(NotALedgerError, match="left as it is"):
            open_ledger(url)

    def test_letters_must_have_room(self) -> None:
        server().run("CREATE DATABASE plain ENCODING SQL_ASCII TEMPLATE template0")
        with pytest.raises(NotALedgerError, match="not UTF8"):
            open_ledger(server().url("plain"), "add")


@pytest.fixture
def url(tmp_path: Path) -> str:
    """A ledger with the market's report."""
    url = database_for(tmp_path)
    with closing(open_ledger(url, "add")) as store:
        store.add(market_reading())
    return url


def schema_of(url: str) -> str:
    return url.rpartition("%3D")[2]


class TestKeeping:
    @pytest.mark.parametrize("table", ["about", "documents", "readings", "statements", "problems"])
    def test_no_row_is_changed_or_taken_away(self, url: str, table: str) -> None:
        import psycopg

        place = f"{schema_of(url)}.{table}"
        column = {"about": "value", "readings": "packed"}.get(table, "number")
        for change in (
            f"UPDATE {place} SET {column} = {column}",
            f"DELETE FROM {place}",
            f"TRUNCATE {place} CASCADE",
        ):
            with pytest.raises(psycopg.errors.RaiseException, match="append-only"):
                server().run(change)

    def test_every_commit_reaches_the_disk(self, url: str) -> None:
        from sqlalchemy import text

        with closing(open_ledger(url, "add")) as store, store._reads() as connection:  # type: ignore[attr-defined]
            assert connection.scalar(text("SHOW synchronous_commit")) == "on"

    def test_parts_of_names_are_indexed_where_the_server_can(self, url: str) -> None:
        from sqlalchemy import text

        with closing(open_ledger(url)) as store, store._reads() as connection:  # type: ignore[attr-defined]
            made = connection.scalars(
                text("SELECT indexdef FROM pg_indexes WHERE schemaname = current_schema()")
            )
            parts = [each for each in made if "gin_trgm_ops" in each]
            assert len(parts) == 2
            assert any("claimant_folded" in each for each in parts)

    def test_a_newer_ledger_is_refused(self, url: str) -> None:
        server().run(f"ALTER TABLE {schema_of(url)}.about DISABLE TRIGGER ALL")
        server().run(f"UPDATE {schema_of(url)}.about SET value = '99'")
        with pytest.raises(WrongVersionError, match="schema version 99"):
            open_ledger(url, "add")

    def test_a_user_who_may_only_read_is_told(self, url: str) -> None:
        server().run("DROP ROLE IF EXISTS looker")
        server().run("CREATE ROLE looker LOGIN")
        server().run(f"GRANT USAGE ON SCHEMA {schema_of(url)} TO looker")
        server().run(f"GRANT SELECT ON ALL TABLES IN SCHEMA {schema_of(url)} TO looker")
        with closing(open_ledger(url.replace("//sayso@", "//looker@"))) as store:
            assert len(store.documents()) == 1
            with pytest.raises(LedgerUnwritableError, match="can't be written by this user"):
                store.add(narrated_reading("A drone fell."))
        server().run("DROP OWNED BY looker")

    def test_a_very_long_text_is_kept_and_found(self, url: str) -> None:
        many = " ".join(f"word{number}" for number in range(90_000))
        with closing(open_ledger(url, "add")) as store:
            key = store.add(narrated_reading(f"Shells fell. {many}")).document
            assert store.reading(key).document.text.endswith("word89999")
            assert [each.entry.fingerprint for each in store.search("word1000 shells")] == [key]


class TestWriters:
    def test_who_reads_on_misses_nothing(self, url: str) -> None:
        """A number is seen only when all lower ones are: readers go on from the last they saw."""
        seen: list[int] = []
        done = threading.Event()

        def add(writer: int) -> None:
            with closing(open_ledger(url, "add")) as store:
                for number in range(12):
                    store.add(narrated_reading(f"Drone {writer}-{number} fell."))

        def poll() -> None:
            with closing(open_ledger(url)) as store:
                last = False
                while not last:
                    last = done.is_set()
                    fresh = store.keys_since(seen[-1] if seen else 0)
                    seen.extend(number for number, _, _ in fresh)

        poller = threading.Thread(target=poll)
        poller.start()
        writers = [threading.Thread(target=add, args=(each,)) for each in range(4)]
        for each in writers:
            each.start()
        for each in writers:
            each.join()
        done.set()
        poller.join()
        assert len(seen) == len(set(seen)) == 1 + 4 * 12

    def test_a_number_is_given_only_once_the_one_before_can_be_seen(self, url: str) -> None:
        with closing(open_ledger(url, "add")) as store, closing(open_ledger(url, "add")) as other:
            later = threading.Thread(target=other.add, args=(narrated_reading("A drone fell."),))
            with store._writes() as connection:  # type: ignore[attr-defined]
                from sqlalchemy import text

                connection.execute(text("SELECT nextval('documents_number_seq')"))
                later.start()
                later.join(0.3)
                assert later.is_alive()
                assert len(store.documents()) == 1
            later.join()
            assert [number for number, _, _ in store.keys_since(0)] == [1, 3]

    def test_who_waits_too_long_is_told(self, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
        from sayso.ledger.stores import postgres

        monkeypatch.setattr(postgres, "SETTINGS", (("lock_timeout", "50ms"),))
        with closing(open_ledger(url, "add")) as store, closing(open_ledger(url, "add")) as other:
            with (
                store._writes(),  # type: ignore[attr-defined]
                pytest.raises(LedgerBusyError, match="locked by another process"),
            ):
                other.add(narrated_reading("A drone fell."))
            assert other.add(narrated_reading("A drone fell.")).new


@pytest.fixture(scope="module")
def own() -> Iterator[Server]:
    """A server that may be killed."""
    started = new_server()
    yield started
    started.end()


ADD_MANY = """
import sys
from contextlib import closing
from sayso.ledger import open_ledger
from tests.made import narrated_reading
with closing(open_ledger(sys.argv[1], "add")) as store:
    for number in range(int(sys.argv[2])):
        added = store.add(narrated_reading(f"Drone {number} fell on Nyala."))
        print("added", added.document, flush=True)
"""


class TestCuts:
    @pytest.mark.parametrize(
        "how", [signal.SIGKILL, signal.SIGINT, signal.SIGQUIT], ids=lambda each: each.name
    )
    def test_a_server_that_is_cut_off_and_comes_back_loses_and_doubles_nothing(
        self, own: Server, how: signal.Signals
    ) -> None:
        url = own.create(f"cut_{how.name.lower()}")
        command = [sys.executable, "-c", ADD_MANY, url, "150"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as adding:
            assert adding.stdout is not None
            ledger_error = [adding.stdout.readline() for _ in range(40)]
            own.signal(how)
            own.start()
            ledger_error += adding.stdout
        assert adding.returncode == 0
        with closing(open_ledger(url)) as store:
            held = [each.fingerprint for each in store.documents()]
            assert held == [each.split()[1] for each in ledger_error]
            assert len(store.claims()) == len(store.search("drone nyala", limit=1000)) == 150

    def test_a_server_that_stays_away_is_told_and_what_was_reported_is_there(
        self, own: Server, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from sayso.ledger.stores import postgres

        def waited(_seconds: float) -> None:
            raise AssertionError("one that stayed away is not waited for again")

        monkeypatch.setattr(postgres, "RESTART_S", 0.3)
        store = open_ledger(own.create("away"), "add")
        key = store.add(narrated_reading("A drone fell.")).document
        own.signal(signal.SIGINT)
        try:
            with pytest.raises(LedgerLostError, match=r"Check that the server runs|Once it runs"):
                store.add(narrated_reading("Another fell."))
            monkeypatch.setattr("sayso.ledger.stores.postgres.time.sleep", waited)
            with pytest.raises(LedgerLostError, match="Check that the server runs"):
                store.documents()
            monkeypatch.undo()
        finally:
            own.start()
        assert [each.fingerprint for each in store.documents()] == [key]
        assert store.add(narrated_reading("Another fell.")).new
        store.close()

    def test_a_connection_cut_in_a_transaction_is_made_again(self, own: Server) -> None:
        url = own.create("cut_once")
        with closing(open_ledger(url, "add")) as store:
            real = store._index  # type: ignore[attr-defined]
            cuts: list[float] = []

            def cut_once(connection: object, keys: object) -> None:
                real(connection, keys)
                if not cuts:
                    cuts.append(time.monotonic())
                    own.run(
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                        " WHERE datname = 'cut_once'"
                    )

            store._index = cut_once  # type: ignore[attr-defined]
            assert store.add(narrated_reading("A drone fell.")).new
            assert len(cuts) == 1
            assert len(store.documents()) == len(store.claims()) == 1


ADD_AND_READ = """
import sys
from contextlib import closing
from pathlib import Path
from sayso.actions.add import add
for outcome in add([sys.argv[1]], sys.argv[2]):
    print("added", outcome.added.document if outcome.added else outcome.problem, flush=True)
"""


class TestRestarts:
    """A server that is restarted again and again while reports are added and read."""

    @pytest.mark.parametrize("mode", ["fast", "immediate"])
    def test_an_add_outlasts_several_restarts(self, own: Server, mode: str, tmp_path: Path) -> None:
        url = own.create(f"again_{mode}")
        reports = tmp_path / "reports.jsonl"
        texts = [f"The mayor said {each} drones fell on Nyala." for each in range(60)]
        reports.write_text("\n".join(json.dumps({"text": each}) for each in texts))
        command = [sys.executable, "-c", ADD_AND_READ, str(reports), url]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as adding:
            assert adding.stdout is not None
            ledger_error = [adding.stdout.readline()]
            for _ in range(3):
                own.restart(mode)
                time.sleep(0.3)
            ledger_error += adding.stdout
        assert adding.returncode == 0
        assert len(set(ledger_error)) == len(ledger_error) == 60
        with closing(open_ledger(url)) as store:
            assert [each.fingerprint for each in store.documents()] == [
                each.split()[1] for each in ledger_error
            ]

    def test_every_read_is_done_again(self, own: Server, tmp_path: Path) -> None:
        url = own.create("reads")
        with closing(open_ledger(url, "add")) as store:
            key = store.add(market_reading()).document
            (claim, *_) = store.claims()
            reads: dict[str, Callable[[], object]] = {
                "holds": lambda: store.holds(market_reading().document),
                "versions": store.versions,
                "documents": store.documents,
                "newest": store.newest,
                "keys_since": lambda: store.keys_since(0),
                "document_key": lambda: store.document_key(key),
                "reading": lambda: store.reading(key),
                "readings": lambda: list(store.readings()),
                "claims": store.claims,
                "documents_with": store.documents_with,
                "statement": lambda: store.statement(claim.statement.claim.id),
                "statements": lambda: store.statements([claim.statement.claim.id]),
                "judgements": store.judgements,
                "problems": store.problems,
                "facts": store.facts,
                "search": lambda: store.search("market"),
                "made_of": lambda: store.made_of(Capture(b"x", "file:x", datetime.now(UTC))),
                "kept": store.kept,
                "snapshots": store.snapshots,
                "polls": store.polls,
                "knows": lambda: store.knows(FeedItem("f", "k", "d")),
            }
            before = {name: ask() for name, ask in reads.items()}
            for name, ask in reads.items():
                assert not_cut(store, own, ask) == before[name], name
        copied = copy_ledger(url, tmp_path / "copy.sqlite", lambda what, step: (
            own.restart("fast") if (what, step.table) == ("compared", "documents") else None
        ))  # fmt: skip
        assert all(each.same for each in copied)


def not_cut(store: Any, own: Server, ask: Callable[[], object]) -> object:
    """What a question gives whose first connection is cut in its midst, as by a fast restart."""
    real = store._connected
    cuts: list[object] = []

    @contextmanager
    def cut_once(**options: Any) -> Iterator[Any]:
        with real(**options) as connection:
            connection.exec_driver_sql("SELECT 1")
            if not cuts:
                cuts.append(ask)
                own.run(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'reads'"
                )
            yield connection

    store._connected = cut_once
    try:
        return ask()
    finally:
        assert cuts
        store._connected = real


LISTED = (
    "SELECT count(*) FROM pg_class c WHERE c.relnamespace = current_schema()::regnamespace"
    " AND c.relkind = 'i' AND 'fastupdate=on' = ANY (c.reloptions)"
)


class TestCopying:
    @pytest.fixture
    def full(self, tmp_path: Path) -> Path:
        path = tmp_path / "war.sqlite"
        with closing(open_ledger(path, "add")) as store:
            for number in range(9):
                store.add(narrated_reading(f"Drone {number} fell on Nyala, \\N \t \0 told."))
        return path

    def test_a_connection_cut_in_the_middle_is_made_again(
        self, own: Server, full: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from sayso.ledger import copying as rows
        from sayso.ledger.stores import postgres
        from sayso.ledger.stores.postgres_loading import copy_in

        url, real = own.create("cut_copy"), copy_in
        cuts: list[int] = []

        def cut_once(connection: object, table: object, some: object) -> None:
            real(connection, table, some)  # type: ignore[arg-type]
            if getattr(table, "name", "") == "statements" and not cuts:
                cuts.append(1)
                own.run(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE datname = 'cut_copy'"
                )

        monkeypatch.setattr(postgres, "copy_in", cut_once)
        monkeypatch.setattr(rows, "AT_ONCE", 4)
        assert all(each.same for each in copy_ledger(full, url))
        assert len(cuts) == 1

    def test_searches_find_what_is_being_copied_and_nothing_is_left_in_heaps(
        self, tmp_path: Path, full: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from sayso.ledger import copying as rows

        url, found, heaps = database_for(tmp_path), [], []
        monkeypatch.setattr(rows, "AT_ONCE", 3)
        with closing(open_ledger(url, "add")) as store:

            def look(what: str, step: rows.CopyProgress) -> None:
                if (what, step.table) == ("copied", "documents"):
                    found.append(len(store.search("drones nyala")))
                    with store._reads() as connection:  # type: ignore[attr-defined]
                        heaps.append(connection.exec_driver_sql(LISTED).scalar())

            copy_ledger(full, url, look)
            with store._reads() as connection:  # type: ignore[attr-defined]
                heaps.append(connection.exec_driver_sql(LISTED).scalar())
        assert found == [3, 6, 9]
        assert heaps == [4, 4, 4, 0]


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("53100", LedgerUnwritableError),
        ("53300", LedgerBusyError),
        ("40P01", LedgerBusyError),
        ("57P01", LedgerLostError),
        ("57014", LedgerBusyError),
        ("25006", LedgerUnwritableError),
        ("XX001", LedgerDamagedError),
    ],
)
def test_each_error_of_postgresql_is_told(code: str, kind: type[LedgerError]) -> None:
    import psycopg

    from sayso.ledger.stores.postgres_errors import ledger_error

    error = psycopg.errors.lookup(code)("as PostgreSQL says it")
    found = ledger_error(error, LedgerUrl(f"postgresql://desk:{SECRET}@db.example/war"))
    assert type(found) is kind
    assert "db.example" in str(found)
    assert SECRET not in str(found)

"""What is SQLite's own: the file, its errors, and that no one rewrites it."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from sayso.ledger import EvidenceError, LedgerError, NoLedgerError, open_ledger
from sayso.ledger.errors import (
    LedgerBusyError,
    LedgerDamagedError,
    LedgerUnwritableError,
    NotALedgerError,
    WrongVersionError,
)
from sayso.ledger.stores import sqlite as sqlite_module
from sayso.ledger.stores.sqlite import SqliteStore
from sayso.ledger.stores.sqlite_errors import ledger_error
from sayso.record import Capture
from tests.made import market_reading, narrated_reading


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A ledger with the market's report."""
    file = tmp_path / "ledger.sqlite"
    with closing(open_ledger(file, "add")) as store:
        store.add(market_reading())
    return file


@pytest.fixture
def raw(path: Path) -> Iterator[sqlite3.Connection]:
    """The ledger's file as any program may open it."""
    connection = sqlite3.connect(path, isolation_level=None)
    yield connection
    connection.close()


TABLES = ("about", "documents", "readings", "statements", "problems")


@pytest.mark.parametrize("table", TABLES)
def test_no_row_is_changed_taken_away_or_replaced(raw: sqlite3.Connection, table: str) -> None:
    (column,) = (row[1] for row in raw.execute(f"PRAGMA table_info({table})") if row[0] == 1)
    assert raw.execute(f"SELECT count(*) FROM {table}").fetchone() > (0,)
    for change in (
        f"UPDATE {table} SET {column} = {column}",
        f"DELETE FROM {table}",
        f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}",
    ):
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            raw.execute(change)


def test_judgements_too_are_only_appended(raw: sqlite3.Connection) -> None:
    raw.execute("INSERT INTO judgements VALUES (1, 'a', '{}')")
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        raw.execute("DELETE FROM judgements")


def test_every_commit_reaches_the_disk(path: Path) -> None:
    store = SqliteStore(path)
    with store._reads() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2  # FULL
    store.close()


def test_one_file_is_left_when_all_have_closed(path: Path) -> None:
    assert [each.name for each in path.parent.iterdir()] == ["ledger.sqlite"]


class TestTampering:
    def tamper(self, raw: sqlite3.Connection, change: str) -> None:
        raw.execute("DROP TRIGGER documents_no_update")
        raw.execute("DROP TRIGGER statements_no_update")
        raw.execute(change)

    def test_a_changed_text_is_noticed(self, path: Path, raw: sqlite3.Connection) -> None:
        self.tamper(
            raw,
            "UPDATE documents SET text ="
            " CAST(replace(CAST(text AS TEXT), 'At least 54', 'At least 14') AS BLOB)",
        )
        with closing(open_ledger(path)) as store:
            changed, kept = store.claims()
            assert (changed.holds, kept.holds) == (False, True)
            assert "54" in changed.words
            with pytest.raises(EvidenceError, match="Evidence does not hold"):
                store.reading(changed.statement.document)
            with pytest.raises(EvidenceError, match="restore it"):
                list(store.readings())

    @pytest.mark.parametrize(
        "change",
        [
            "UPDATE statements SET evidence = CAST('At least 14 people' AS BLOB)",
            "UPDATE statements SET start = start + 1",
        ],
    )
    def test_changed_evidence_is_noticed(
        self, path: Path, raw: sqlite3.Connection, change: str
    ) -> None:
        self.tamper(raw, change)
        with closing(open_ledger(path)) as store:
            assert [each.holds for each in store.claims()] == [False, False]
            assert [hit.claim.holds for hit in store.search("killed") if hit.claim] == [False]


class TestOpening:
    def test_reading_makes_no_file(self, tmp_path: Path) -> None:
        with pytest.raises(NoLedgerError, match="Make one with `sayso add"):
            open_ledger(tmp_path / "none.sqlite")
        assert list(tmp_path.iterdir()) == []

    def test_adding_makes_no_folder(self, tmp_path: Path) -> None:
        with pytest.raises(NoLedgerError, match="There is no folder"):
            open_ledger(tmp_path / "none" / "ledger.sqlite", "add")

    @pytest.mark.parametrize("mode", ["read", "add"])
    @pytest.mark.parametrize("content", [b"Dear editor,", b"\0" * 4096, b"SQLite"])
    def test_another_file_is_left_as_it_is(self, tmp_path: Path, mode: str, content: bytes) -> None:
        letter = tmp_path / "letter.txt"
        letter.write_bytes(content)
        with pytest.raises(NotALedgerError, match="it is left as it is"):
            open_ledger(letter, mode)  # type: ignore[arg-type]
        assert letter.read_bytes() == content
        assert list(tmp_path.iterdir()) == [letter]

    @pytest.mark.parametrize("mode", ["read", "add"])
    def test_another_database_is_left_as_it_is(self, tmp_path: Path, mode: str) -> None:
        other = tmp_path / "other.sqlite"
        with closing(sqlite3.connect(other)) as connection:
            connection.execute("CREATE TABLE documents (text)")
        before = other.read_bytes()
        with pytest.raises(NotALedgerError, match="an SQLite file, but not a Sayso ledger"):
            open_ledger(other, mode)  # type: ignore[arg-type]
        assert other.read_bytes() == before

    def test_a_folder_is_no_ledger(self, tmp_path: Path) -> None:
        with pytest.raises(NotALedgerError, match="can't be opened"):
            open_ledger(tmp_path, "add")

    def test_an_empty_file_becomes_a_ledger_only_by_adding(self, tmp_path: Path) -> None:
        empty = tmp_path / "ledger.sqlite"
        empty.touch()
        with pytest.raises(NotALedgerError):
            open_ledger(empty)
        with closing(open_ledger(empty, "add")) as store:
            assert store.documents() == ()

    def test_a_making_that_was_cut_off_is_begun_again(self, tmp_path: Path) -> None:
        path = tmp_path / "ledger.sqlite"
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("PRAGMA journal_mode = WAL")
        assert path.stat().st_size
        with closing(open_ledger(path, "add")) as store:
            assert store.add(market_reading()).new

    def test_another_version_is_told_with_what_to_do(
        self, path: Path, raw: sqlite3.Connection
    ) -> None:
        raw.execute("DROP TRIGGER about_no_update")
        raw.execute("UPDATE about SET value = '99'")
        with pytest.raises(WrongVersionError, match=r"schema version 99.*Use the Sayso that wrote"):
            open_ledger(path, "add")


class TestTrouble:
    def test_a_locked_ledger_is_told(
        self, path: Path, raw: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(sqlite_module, "PATIENCE_S", 0.05)
        with closing(open_ledger(path, "add")) as store:
            raw.execute("BEGIN IMMEDIATE")
            with pytest.raises(LedgerBusyError, match="locked by another process"):
                store.add(narrated_reading("A drone fell."))
            assert len(store.documents()) == 1
            raw.execute("ROLLBACK")
            assert store.add(narrated_reading("A drone fell.")).new

    def test_a_full_disk_leaves_nothing_half_added(self, path: Path) -> None:
        store = SqliteStore(path)
        with store._reads() as connection:
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
            connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
        long = narrated_reading("A drone fell. " * 20_000)
        with pytest.raises(LedgerUnwritableError, match="is full"):
            store.add(long)
        assert len(store.documents()) == 1
        with store._reads() as connection:
            connection.exec_driver_sql("PRAGMA max_page_count = 1000000")
        assert store.add(long).new
        store.close()

    def test_a_read_only_ledger_can_be_read_but_not_added_to(self) -> None:
        with read_only_folder() as path:
            with closing(open_ledger(path)) as store:
                assert len(store.documents()) == 1
                with pytest.raises(LedgerUnwritableError, match="read-only"):
                    store.add(narrated_reading("A drone fell."))
            with pytest.raises(LedgerError, match=r"read-only|may be written"):
                open_ledger(path, "add")

    @pytest.mark.parametrize(
        ("code", "kind"),
        [
            (sqlite3.SQLITE_READONLY, LedgerUnwritableError),
            (sqlite3.SQLITE_READONLY_DBMOVED, LedgerUnwritableError),
            (sqlite3.SQLITE_IOERR_WRITE, LedgerUnwritableError),
            (sqlite3.SQLITE_BUSY_SNAPSHOT, LedgerBusyError),
            (sqlite3.SQLITE_CORRUPT_VTAB, LedgerDamagedError),
            (sqlite3.SQLITE_CANTOPEN, NoLedgerError),
            (sqlite3.SQLITE_ERROR, LedgerDamagedError),
        ],
    )
    def test_each_error_of_sqlite_is_told(self, code: int, kind: type[LedgerError]) -> None:
        error = sqlite3.OperationalError("as SQLite says it")
        error.sqlite_errorcode = code
        assert type(ledger_error(error, Path("night.sqlite"))) is kind
        assert "night.sqlite" in str(ledger_error(error, Path("night.sqlite")))

    def test_a_damaged_ledger_is_told(self, path: Path) -> None:
        whole = path.read_bytes()
        path.write_bytes(whole[:4096] + b"\xff" * (len(whole) - 4096))
        with pytest.raises(LedgerDamagedError, match="is damaged"):
            open_ledger(path)


@contextmanager
def read_only_folder() -> Iterator[Path]:
    """A ledger that this process may read and not write, even if it began as root."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "ledger.sqlite"
        with closing(open_ledger(path, "add")) as store:
            store.add(market_reading())
        path.chmod(0o444)
        path.parent.chmod(0o555)
        user = os.geteuid()
        try:
            if user == 0:
                os.seteuid(65534)
            yield path
        finally:
            os.seteuid(user)
            path.parent.chmod(0o755)


ADD_TWENTY = """
import sys
import zlib
from sayso.ledger import open_ledger
from tests.made import narrated_reading
store = open_ledger(sys.argv[1], "add")
for number in range(20):
    store.add(narrated_reading(f"Drone {number} fell on {sys.argv[2]}."))
    store.add(narrated_reading(f"Drone {number} fell on both."))
store.close()
"""


def test_two_processes_make_and_fill_one_ledger(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    both = [
        subprocess.Popen([sys.executable, "-c", ADD_TWENTY, str(path), town])
        for town in ("Nyala", "Kutum")
    ]
    assert [each.wait(60) for each in both] == [0, 0]
    with closing(open_ledger(path)) as store:
        assert len(store.documents()) == 60
        assert len(store.search("both", limit=100)) == 20


def test_bytes_changed_from_outside_are_told(path: Path, raw: sqlite3.Connection) -> None:
    capture = Capture(b"words", "file:a.txt", datetime(2025, 2, 2, tzinfo=UTC))
    with closing(open_ledger(path, "add")) as store:
        store.keep(store.documents()[0].fingerprint, capture)
        raw.execute("DROP TRIGGER snapshots_no_update")
        for packed in (b"", b"no zlib", zlib.compress(b"sword")):
            raw.execute("UPDATE snapshots SET packed = ?", (packed,))
            with pytest.raises(EvidenceError, match="no longer those that"):
                store.snapshot(capture.sha256)

"""A backup of a ledger that is in use, and the drill of bringing it back."""

from __future__ import annotations

import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from sayso.accounts import People, people_path
from sayso.actions.add import add_document
from sayso.actions.backup import back_up
from sayso.actions.copying import unwatched
from sayso.actions.verify import verify
from sayso.intake.inputs import Opened
from sayso.ledger import LedgerError, open_ledger
from sayso.ledger.stores import sqlite_backup
from tests.e2e.serving import sayso as command
from tests.e2e.serving import served
from tests.made import market_reading, narrated_reading

ADD_WITHOUT_END = """
import sys
from contextlib import closing
from itertools import count
from sayso.ledger import open_ledger
from tests.made import narrated_reading
with closing(open_ledger(sys.argv[1], "add")) as store:
    for number in count():
        added = store.add(narrated_reading(f"Drone {number} fell on Nyala. " * 20))
        print(added.document, flush=True)
"""


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    path = tmp_path / "news.sqlite"
    with closing(open_ledger(path, "add")) as store:
        store.add(market_reading())
    return path


def documents(path: Path) -> list[str]:
    with closing(open_ledger(path)) as store:
        return [each.fingerprint for each in store.documents()]


@contextmanager
def adding(ledger: Path) -> Iterator[subprocess.Popen[str]]:
    """A process that adds reports until it is killed."""
    process = subprocess.Popen(
        [sys.executable, "-c", ADD_WITHOUT_END, str(ledger)], stdout=subprocess.PIPE, text=True
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()
        if process.stdout:
            process.stdout.close()


def reported(process: subprocess.Popen[str], count: int) -> list[str]:
    assert process.stdout is not None
    return [process.stdout.readline().strip() for _ in range(count)]


def test_drill_a_killed_writer_and_a_restored_backup(ledger: Path, tmp_path: Path) -> None:
    out = tmp_path / "backup.sqlite"
    with adding(ledger) as writer:
        before = reported(writer, 30)
        made = back_up(ledger, out, unwatched)
        reported(writer, 5)  # it goes on while the copy is made, and after it
        writer.send_signal(signal.SIGKILL)
        writer.wait()
    theirs, ours = documents(out), documents(ledger)
    assert ours[: len(theirs)] == theirs, "the copy ends at a document's boundary"
    assert set(before) <= set(theirs), "all that was reported before is in it"
    assert len(theirs) < len(ours)
    assert made.checked.documents == len(theirs)

    # Back where it was: the log of the lost file must go, too.
    for ending in ("", "-wal", "-shm"):
        ledger.with_name(ledger.name + ending).unlink(missing_ok=True)
    shutil.copy(out, ledger)
    restored, kept = verify(ledger), verify(out)
    assert restored == kept
    assert restored.failures == ()
    with closing(open_ledger(ledger, "add")) as store:
        assert store.add(narrated_reading("Life goes on in Nyala.")).new
        assert len(store.search("nyala", limit=10_000)) >= len(theirs)


def test_writers_are_never_held_up(
    ledger: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite_backup, "PAGES_AT_ONCE", 5)
    steps: list[int] = []
    with closing(open_ledger(ledger, "add")) as store:
        for number in range(30):
            store.add(narrated_reading(f"Drone {number} fell on Nyala. " * 20))

        def add_meanwhile(_what: str, step: Any) -> None:
            steps.append(step.done)
            assert len(steps) < 500, "it begins anew with each document that comes"
            assert store.add(narrated_reading(f"A boat sank off Aden, {len(steps)}.")).new

        made = back_up(ledger, tmp_path / "backup.sqlite", add_meanwhile)
        assert made.checked.documents == 31, "one state, the first, and no beginning anew"
        assert len(store.documents()) == 31 + len(steps)
    assert len(steps) > 5
    assert steps == sorted(steps)


def test_a_killed_backup_leaves_no_backup(ledger: Path, tmp_path: Path) -> None:
    out = tmp_path / "backup.sqlite"
    out.write_text("the backup of yesterday")
    with closing(open_ledger(ledger, "add")) as store:
        for number in range(200):
            store.add(narrated_reading(f"Drone {number} fell on Nyala. " * 20))
    process = subprocess.Popen(
        command("ledger", "backup", str(ledger), str(out), "--force"), stderr=subprocess.DEVNULL
    )
    deadline = time.monotonic() + 60
    while not list(tmp_path.glob("backup.sqlite.*.part")) and time.monotonic() < deadline:
        time.sleep(0.002)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert out.read_text() == "the backup of yesterday"
    assert verify(ledger).failures == ()


def test_a_served_ledger_is_backed_up_whole_where_a_plain_copy_is_not(
    ledger: Path, tmp_path: Path
) -> None:
    with served(ledger), closing(open_ledger(ledger, "add")) as store:
        for number in range(20):
            reading = narrated_reading(f"Drone {number} fell on Nyala.")
            opened = Opened("x", reading.document)
            add_document(store, opened, reading.document, lambda _document, r=reading: r)  # type: ignore[misc]
        shutil.copy(ledger, tmp_path / "cp.sqlite")
        ended = subprocess.run(
            command("ledger", "backup", str(ledger), str(tmp_path / "backup.sqlite")),
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert ended.returncode == 0, ended.stderr
        assert "21 documents" in ended.stderr
    assert len(documents(tmp_path / "backup.sqlite")) == 21
    assert len(documents(tmp_path / "cp.sqlite")) < 21


def test_nothing_is_written_over(ledger: Path, tmp_path: Path) -> None:
    out = tmp_path / "backup.sqlite"
    out.write_text("mine")
    ended = subprocess.run(
        command("ledger", "backup", str(ledger), str(out)),
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ended.returncode == 6
    assert "is there already" in ended.stderr
    assert out.read_text() == "mine"
    assert back_up(ledger, out, unwatched, replace=True).checked.documents == 1
    with pytest.raises(LedgerError, match="the ledger itself"):
        back_up(ledger, ledger, unwatched, replace=True)
    (tmp_path / "backup.sqlite-wal").write_bytes(b"of a ledger that is in use")
    with pytest.raises(LedgerError, match="a program uses"):
        back_up(ledger, out, unwatched, replace=True)


def test_users_come_along_only_when_asked_for_and_for_their_owners_eyes(
    ledger: Path, tmp_path: Path
) -> None:
    with closing(People(people_path(ledger))) as people:
        people.add_user("oksana", "admin", "a long enough password")
        back_up(ledger, tmp_path / "a.sqlite", unwatched)
        assert not people_path(tmp_path / "a.sqlite").exists()
        made = back_up(ledger, tmp_path / "b.sqlite", unwatched, users=True)
    assert made.users == tmp_path / "b.people.sqlite"
    assert made.users.stat().st_mode & 0o777 == 0o600
    with closing(People(made.users)) as people:
        assert [each.name for each in people.users()] == ["oksana"]
    assert sorted(each.name for each in tmp_path.glob("*.part*")) == []


def test_a_ledger_that_does_not_hold_is_not_backed_up(ledger: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(ledger)) as raw:
        for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'"):
            raw.execute(f'DROP TRIGGER "{name}"')
        raw.execute("UPDATE documents SET text = CAST('other words' AS BLOB)")
        raw.commit()
    with pytest.raises(LedgerError, match="do not hold"):
        back_up(ledger, tmp_path / "backup.sqlite", unwatched)
    assert not list(tmp_path.glob("backup*"))


def test_a_full_disk_leaves_nothing(ledger: Path, tmp_path: Path) -> None:
    def small() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, 40_000))

    ended = subprocess.run(
        command("ledger", "backup", str(ledger), str(tmp_path / "backup.sqlite")),
        capture_output=True, text=True, check=False, preexec_fn=small,
    )  # fmt: skip
    assert ended.returncode in (4, 6)
    assert "Traceback" not in ended.stderr
    assert not list(tmp_path.glob("backup*"))


def test_a_database_is_told_its_own_way(tmp_path: Path) -> None:
    with pytest.raises(LedgerError, match="pg_dump"):
        back_up("postgresql://desk@db.example/war", tmp_path / "x.sqlite", unwatched)

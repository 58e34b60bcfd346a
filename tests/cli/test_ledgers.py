"""`sayso ledger`, and every command on a database."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from sayso.cli.exits import Exit
from sayso.ledger import open_ledger
from tests.cli.conftest import Sayso
from tests.ledger import layouts
from tests.ledger.postgres import database_for
from tests.made import market_reading


def test_a_ledger_is_copied_with_the_hashes_shown(sayso: Sayso, ledger: Path) -> None:
    ended = sayso("ledger", "copy", ledger, "copy.sqlite")
    assert ended.code == 0
    assert "documents" in ended.out
    assert ended.out.count(" = ") == 10
    assert "every row of the copy is as it was" in ended.err
    assert sayso("list", "--ledger", "copy.sqlite").out == sayso("list", "--ledger", ledger).out


def test_info_tells_kind_version_size_and_counts(sayso: Sayso, ledger: Path) -> None:
    out = sayso("ledger", "info", ledger).out
    lines = dict(line.split(None, 1) for line in out.splitlines())
    assert lines["documents"] == "2"
    assert lines["claims"] == "3"
    assert lines["version"] == "3"
    assert "SQLite" in out


def test_an_older_one_is_brought_up_to_date(sayso: Sayso) -> None:
    layouts.make(Path("old.sqlite"), "first", market_reading())
    assert "version 3, was 1" in sayso("ledger", "upgrade", "old.sqlite").err
    assert "version 3 already" in sayso("ledger", "upgrade", "old.sqlite").err


def test_what_is_not_there_is_told(sayso: Sayso) -> None:
    assert sayso("ledger", "info").code == Exit.LEDGER
    assert sayso("ledger", "copy", "none.sqlite", "copy.sqlite").code == Exit.LEDGER
    assert not Path("copy.sqlite").exists()


COMMANDS = (
    ("list",),
    ("list", "--claims"),
    ("search", "market"),
    ("versions",),
    ("verify",),
    ("claims",),
    ("incidents",),
    ("framing",),
    ("export",),
    ("export", "--event", "casualties", "--out", "claims.csv"),
    ("report", "--out", "page.html"),
    ("ledger", "info"),
)


@pytest.fixture
def url(tmp_path: Path) -> str:
    """A database with a document."""
    url = database_for(tmp_path)
    with closing(open_ledger(url, "add")) as store:
        store.add(market_reading())
    return url


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: "-".join(command[:2]))
def test_every_command_takes_a_database(
    sayso: Sayso, url: str, command: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SAYSO_LEDGER", url)
    ended = sayso(*command)
    assert ended.code == 0, ended.err


def test_a_report_is_added_to_a_database(sayso: Sayso, url: str) -> None:
    Path("report.txt").write_text("Shells fell on El Fasher, the army said.", encoding="utf-8")
    ended = sayso("add", "report.txt", "--ledger", url)
    assert (ended.code, "1 document added" in ended.err) == (0, True)
    assert "El Fasher" in sayso("search", "fasher", "--ledger", url).out


def test_a_site_is_served_from_a_database(
    sayso: Sayso, url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    ended = sayso("serve", "--no-login", "--check", "--port", "0", "--ledger", url)
    assert ended.code == 0, ended.err
    assert list((tmp_path / "data" / "sayso").glob("*.people.sqlite"))


def test_no_message_has_the_password(sayso: Sayso) -> None:
    url = "postgresql://desk:tr0ub4dor@127.0.0.1:1/war"
    ended = sayso("list", "--ledger", url)
    assert ended.code == Exit.LEDGER
    assert "desk:***@127.0.0.1" in ended.err
    assert "tr0ub4dor" not in ended.out + ended.err

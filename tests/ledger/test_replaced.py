"""A ledger that is replaced, moved or removed while it is open is neither read nor written."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from sayso.ledger import open_ledger
from sayso.ledger.errors import LedgerReplacedError
from sayso.ledger.stores.sqlite import SqliteStore
from sayso.record import Problem
from tests.ledger.postgres import server
from tests.made import DENIAL, market_reading, narrated_reading

LATER = narrated_reading(DENIAL, "Capital Gazette")


def ledger(path: Path, *readings: object) -> Path:
    """Make a ledger with these readings, closed."""
    with closing(open_ledger(path, "add")) as store:
        for each in readings:
            store.add(each)  # type: ignore[arg-type]
    return path


def removed(path: Path) -> None:
    """Remove a ledger with its log, as `rm ledger.sqlite*` does."""
    for each in path.parent.glob(path.name + "*"):
        each.unlink()


def removed_and_made_again(path: Path) -> None:
    removed(path)
    ledger(path, LATER)


def moved_away(path: Path) -> None:
    path.rename(path.with_name("old.sqlite"))


def moved_over(path: Path) -> None:
    ledger(path.with_name("other.sqlite"), LATER).replace(path)


def log_removed(path: Path) -> None:
    """A restore from a backup often removes the log."""
    path.with_name(path.name + "-wal").unlink()


HARMS = (removed, removed_and_made_again, moved_away, moved_over, log_removed)


@pytest.mark.parametrize("harm", HARMS, ids=lambda each: each.__name__)
def test_a_ledger_that_is_no_longer_there_is_neither_written_nor_read(
    tmp_path: Path, harm: Callable[[Path], None]
) -> None:
    path = ledger(tmp_path / "news.sqlite", market_reading())
    with closing(open_ledger(path, "add")) as store:
        assert store.newest()[0] == 1
        harm(path)
        before = {each: each.read_bytes() for each in tmp_path.iterdir()}
        for ask in (
            lambda: store.add(LATER),
            lambda: store.add_problem("x", Problem("intake", "none")),
            store.newest,
            lambda: list(store.readings()),
        ):
            with pytest.raises(LedgerReplacedError, match="replaced or removed"):
                ask()
        assert before == {each: each.read_bytes() for each in tmp_path.iterdir()}


def test_a_ledger_that_is_put_back_is_used_again(tmp_path: Path) -> None:
    path = ledger(tmp_path / "news.sqlite", market_reading())
    with closing(open_ledger(path, "add")) as store:
        path.rename(tmp_path / "away")
        with pytest.raises(LedgerReplacedError):
            store.add(LATER)
        (tmp_path / "away").rename(path)
        assert store.add(LATER).new


def test_another_first_document_is_another_ledger(tmp_path: Path) -> None:
    """Where a file system gives the same numbers again, the first document tells them apart."""
    path = ledger(tmp_path / "news.sqlite", market_reading())
    with closing(SqliteStore(path, "add")) as store:
        assert store.add_problem("x", Problem("intake", "none"))
        store._first = "another"
        with pytest.raises(LedgerReplacedError):
            store.add(LATER)
        assert store.newest()[0] == 1


def test_a_copy_of_it_elsewhere_changes_nothing(tmp_path: Path) -> None:
    path = ledger(tmp_path / "news.sqlite", market_reading())
    with closing(open_ledger(path, "add")) as store:
        shutil.copy(path, tmp_path / "backup.sqlite")
        with closing(open_ledger(path, "add")) as another:
            assert another.add(LATER).new
        assert store.newest()[0] == 2
        assert store.add_problem("x", Problem("intake", "none"))


def test_an_empty_ledger_is_known_by_its_first_document(tmp_path: Path) -> None:
    with closing(open_ledger(tmp_path / "news.sqlite", "add")) as store:
        assert store.add(market_reading()).new
        assert store.add(LATER).new


def test_a_database_that_is_made_anew_is_neither_written_nor_read(tmp_path: Path) -> None:
    name = "replaced_" + tmp_path.name[-8:].replace("-", "_").lower()
    url = server().create(name)
    with closing(open_ledger(url, "add")) as store:
        store.add(market_reading())
        server().run(f"DROP DATABASE {name} WITH (FORCE)")
        server().create(name)
        with closing(open_ledger(url, "add")) as other:
            other.add(LATER)
            for ask in (store.newest, lambda: store.add_problem("x", Problem("intake", "none"))):
                with pytest.raises(LedgerReplacedError, match="database was replaced"):
                    ask()
            assert not other.problems()
            assert other.newest()[0] == 1

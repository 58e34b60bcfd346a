"""Every store goes through the same contract."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sayso.ledger import Store, open_ledger
from sayso.ledger.stores.sqlite import SqliteStore
from tests.ledger.postgres import database_for


def sqlite_store(folder: Path) -> Store:
    """A store in `folder`: opened again, it is the same one."""
    return SqliteStore(folder / "ledger.sqlite", "add")


def postgres_store(folder: Path) -> Store:
    """A store in a database that belongs to `folder`; the test is passed over without a server."""
    url = database_for(folder)
    return open_ledger(url, "add")


STORES: tuple[Callable[[Path], Store], ...] = (sqlite_store, postgres_store)


@pytest.fixture(params=STORES, ids=lambda made: made.__name__)
def opened(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], Store]:
    """Opens the same store, as often as asked."""
    return lambda: request.param(tmp_path)


@pytest.fixture
def store(opened: Callable[[], Store]) -> Iterator[Store]:
    """An empty store."""
    made = opened()
    yield made
    made.close()

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sayso.accounts import People
from tests.accounts.making import Clocks, Counting, people_at


@pytest.fixture
def clocks() -> Clocks:
    return Clocks()


@pytest.fixture
def hasher() -> Counting:
    return Counting()


@pytest.fixture
def people(tmp_path: Path, clocks: Clocks, hasher: Counting) -> Iterator[People]:
    made = people_at(tmp_path / "news.people.sqlite", clocks, hasher)
    yield made
    made.close()

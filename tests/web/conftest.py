from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from sayso.accounts import People
from sayso.actions.add import Reader
from sayso.actions.read import read
from sayso.index.service import IncidentIndex
from tests.web.site import filled_desk, local_site, people_of


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[IncidentIndex]:
    made = filled_desk(tmp_path)
    yield made
    made.close()


@pytest.fixture
def people(desk: IncidentIndex) -> Iterator[People]:
    made = people_of(desk)
    yield made
    made.close()


@pytest.fixture
def reader() -> Reader:
    """Return what reads texts handed in to `site`; a module that needs another overrides this."""
    return read


@pytest.fixture
def site(desk: IncidentIndex, people: People, reader: Reader) -> Iterator[TestClient]:
    with local_site(desk, people, reader) as client:
        yield client

"""What a site makes before anybody asks."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from sayso.index.service import IncidentIndex
from sayso.ledger import LedgerError
from sayso.web.warming import warm


@pytest.fixture(autouse=True)
def _garbage_as_before() -> Iterator[None]:
    yield
    gc.unfreeze()


def test_what_stays_is_left_out_of_collections_and_pages_are_as_before(
    desk: IncidentIndex, site: TestClient
) -> None:
    before = site.get("/framing").text
    warm(desk).join()
    assert gc.get_freeze_count() > 1_000
    assert site.get("/framing").text == before


def test_a_ledger_that_cannot_be_read_is_told_by_pages_not_by_warming(
    desk: IncidentIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused() -> None:
        raise LedgerError("The disk is gone.")

    monkeypatch.setattr(desk, "state", refused)
    warm(desk).join()
    assert gc.get_freeze_count() > 1_000

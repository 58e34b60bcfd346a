from __future__ import annotations

from collections.abc import Iterator

import pytest

from sayso.intake.fetch_policy import ALLOW_PRIVATE, GAP
from tests.intake.serving import Site, serving


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """A web server on this machine that may be asked, and without pauses."""
    monkeypatch.setenv(ALLOW_PRIVATE, "1")
    monkeypatch.setenv(GAP, "0")
    with serving() as running:
        yield running

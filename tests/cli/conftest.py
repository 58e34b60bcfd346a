"""The command line, called as a person would."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from sayso.cli.app import app
from sayso.ledger import open_ledger
from tests.made import market_reading, narrated_reading


@dataclass(frozen=True)
class Ended:
    """How a command ended and what it wrote."""

    code: int
    out: str
    err: str


Sayso = Callable[..., Ended]


@pytest.fixture
def sayso(
    capfd: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Sayso:
    """Run `sayso` in an empty folder at 100 columns."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.delenv("SAYSO_LEDGER", raising=False)

    def run(*arguments: object) -> Ended:
        with pytest.raises(SystemExit) as ended:
            app([str(each) for each in arguments], prog_name="sayso")
        out, err = capfd.readouterr()
        return Ended(int(ended.value.code or 0), out, err)

    return run


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    """A ledger with two documents."""
    path = tmp_path / "market.sqlite"
    with closing(open_ledger(path, "add")) as store:
        store.add(market_reading(given_id="m-1"))
        store.add(narrated_reading("Shells fell on El Fasher.", outlet="Gulf Observer"))
    return path

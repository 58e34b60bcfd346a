"""Starting up: only what reads a text brings the parser with it."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = ("spacy", "trafilatura", "httpx", "sqlalchemy", "sayso.record", "sayso.cli.reading")


def loaded_by(code: str) -> set[str]:
    """Which of HEAVY a fresh Python has loaded when it has run `code`."""
    asked = f"{code}\nimport sys\nprint(*(each for each in {HEAVY!r} if each in sys.modules))"
    run = subprocess.run(
        [sys.executable, "-c", asked], capture_output=True, text=True, check=True, timeout=120
    )
    return set(run.stdout.splitlines()[-1].split())


HELP = """
from sayso.cli.app import app
try:
    app(["{option}"], prog_name="sayso")
except SystemExit as ended:
    assert not ended.code
"""


@pytest.mark.parametrize(
    "code",
    ["import sayso", HELP.format(option="--version"), HELP.format(option="--help")],
    ids=["import", "version", "help"],
)
def test_starting_up_is_light(code: str) -> None:
    assert loaded_by(code) == set()


def test_a_ledger_is_looked_at_without_the_parser() -> None:
    assert loaded_by("import sayso.actions.listing, sayso.actions.export") == {
        "sqlalchemy",
        "sayso.record",
    }


def test_read_brings_what_it_needs() -> None:
    assert "spacy" in loaded_by("import sayso\nassert callable(sayso.read)\nsayso.read('Hi.')")


def test_the_front_door_has_no_other_name() -> None:
    import sayso

    with pytest.raises(AttributeError, match="no attribute 'write'"):
        _ = sayso.write  # type: ignore[attr-defined]

"""Starting up: only what reads a text brings the parser with it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = ("spacy", "trafilatura", "httpx", "sqlalchemy", "sayso.record", "spacy.cli")


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
    loaded = loaded_by("import sayso.actions.listing, sayso.actions.export")
    assert not loaded & {"spacy", "trafilatura", "httpx", "spacy.cli"}


def test_reading_a_text_brings_no_ledger_and_nothing_that_fetches(tmp_path: Path) -> None:
    text = tmp_path / "a.txt"
    text.write_text("The army said on Tuesday that it had shot down both of the drones.")
    run = HELP.replace('"{option}"', f'"read", "{text}"')
    assert not loaded_by(run) & {"trafilatura", "httpx", "sqlalchemy", "spacy.cli"}


def test_spacys_commands_are_there_for_who_asks_for_them() -> None:
    code = "import sayso\nsayso.read('Hi.')\nfrom spacy.cli import download\n"
    assert "spacy.cli" in loaded_by(code + "assert callable(download)")


def test_read_brings_what_it_needs() -> None:
    assert "spacy" in loaded_by("import sayso\nassert callable(sayso.read)\nsayso.read('Hi.')")


def test_the_front_door_has_no_other_name() -> None:
    import sayso

    with pytest.raises(AttributeError, match="no attribute 'write'"):
        _ = sayso.write

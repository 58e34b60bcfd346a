"""The manual and the help tell every command, option, exit code and column."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sayso.cli.app import COMMANDS as LATER
from sayso.cli.exits import Exit, after_reading
from sayso.exports.claims_csv import COLUMNS
from tests.cli.conftest import Sayso

MANUAL = (Path(__file__).parents[2] / "docs" / "cli.md").read_text(encoding="utf-8")
COMMANDS = {each.name: each.load() for each in LATER}
VERBS = [verb for one in COMMANDS.values() for verb in getattr(one, "commands", {}).values()]
"""Commands of commands: `add` of `sayso places`."""


def section(name: str) -> str:
    """What the manual says of one command, with what it says of inputs and ledgers."""
    found = re.search(rf"^## sayso {name}$(.*?)(?=^## |\Z)", MANUAL, re.M | re.S)
    assert found, f"docs/cli.md has no section '## sayso {name}'"
    return found[1]


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_has_a_section_with_the_examples_of_its_help(sayso: Sayso, name: str) -> None:
    written = sayso(name, "--help").out
    examples = [line.strip() for line in written.splitlines() if "sayso " + name in line]
    examples = [each for each in examples if not each.startswith("Usage")]
    assert examples
    assert "Examples:" in written
    for example in examples:
        assert example in section(name)
    assert f"[`sayso {name}`](#sayso-{name})" in MANUAL


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_of_a_command_is_told(name: str) -> None:
    for parameter in COMMANDS[name].params:
        for option in parameter.opts:
            if option.startswith("--") and option != "--help":
                assert option in MANUAL, f"{name} {option}"


def test_the_manual_tells_of_no_command_or_option_that_is_not_there() -> None:
    told = set(re.findall(r"^## sayso (\w+)$", MANUAL, re.M))
    assert told == set(COMMANDS)
    every = [*COMMANDS.values(), *VERBS]
    options = {each for one in every for param in one.params for each in param.opts}
    mentioned = set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", MANUAL))
    assert mentioned - options <= {"--version", "--help"}


@pytest.mark.parametrize("code", Exit)
def test_every_exit_code_is_told(sayso: Sayso, code: Exit) -> None:
    assert f"| {code.value} | {code.meaning} |" in MANUAL
    assert f"{code.value}  {code.meaning}" in sayso("--help").out


def test_every_column_of_the_csv_is_told() -> None:
    table = section("export")
    told = re.findall(r"`(\w+)`", "".join(re.findall(r"^\| (`.*?) \|", table, re.M)))
    assert tuple(told) == COLUMNS


def test_the_version_is_told(sayso: Sayso) -> None:
    ended = sayso("--version")
    assert ended.code == 0
    assert re.fullmatch(r"sayso \d+\.\d+\.\d+\n", ended.out)


def test_the_code_after_reading_tells_some_from_none() -> None:
    assert after_reading(2, 0) is Exit.DONE
    assert after_reading(2, 1) is Exit.SOME_UNREAD
    assert after_reading(0, 1) is Exit.NONE_READ

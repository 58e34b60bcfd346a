"""The examples in the documents are run, and the pages they link to are there."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from sayso.cli.app import COMMANDS, app
from sayso.cli.lazy import Later

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")]
PAGES += [ROOT / "examples" / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(page: Path, language: str) -> list[str]:
    text = page.read_text(encoding="utf-8")
    return [match[2] for match in BLOCK.finditer(text) if match[1] == language]


def commands(page: Path) -> list[str]:
    lines = "".join(blocks(page, "console")).splitlines()
    return [line.removeprefix("$ ") for line in lines if line.startswith("$ sayso")]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of its own with the sample reports in it."""
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SAYSO_LEDGER", raising=False)
    monkeypatch.setenv("COLUMNS", "100")
    return tmp_path


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("page", [p for p in PAGES if commands(p)], ids=lambda page: page.name)
def test_every_command_of_the_page_does_what_it_says(page: Path) -> None:
    printed = ""
    for command in commands(page):
        result = CliRunner().invoke(app, shlex.split(command)[1:])
        assert result.exit_code == 0, f"{command}\n{result.output}"
        printed += result.output
    if page.name == "README.md":
        shown = blocks(page, "text")[0].splitlines()
        assert [line for line in shown if line != "…" and line not in printed] == []


@pytest.mark.parametrize(
    "page", [p for p in PAGES if blocks(p, "python")], ids=lambda page: page.name
)
def test_every_piece_of_python_runs(page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for code in blocks(page, "python"):
        exec(compile(code, page.name, "exec"), {})  # noqa: S102
        printed = capsys.readouterr().out
        assert printed
    if page.name == "README.md":
        assert printed == blocks(page, "text")[-1]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: f"{page.parent.name}/{page.name}")
def test_every_link_to_a_file_leads_to_one(page: Path) -> None:
    for link in re.findall(r"\]\(([^)#\s]+)", page.read_text(encoding="utf-8")):
        assert "://" in link or (page.parent / link).exists(), link


def is_shown(command: Later) -> bool:
    """Whether a command does something by itself to what a reader of the README has."""
    return command.what.endswith("_command") or command.name in ("incidents", "judge")


def test_the_readme_has_an_example_of_each_command() -> None:
    shown = {command.split()[1] for command in commands(ROOT / "README.md")}
    assert shown == {each.name for each in COMMANDS if is_shown(each)}


def test_the_pictures_are_small_enough_for_a_readme() -> None:
    shown = re.findall(r"!\[[^\]]*\]\(([^)]+)\)", (ROOT / "README.md").read_text(encoding="utf-8"))
    assert len(shown) == 2
    assert sum((ROOT / picture).stat().st_size for picture in shown) < 400_000

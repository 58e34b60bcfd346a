"""`sayso projects`: made, changed, shown and archived by command."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest
from typer.testing import CliRunner

from sayso.accounts import People, people_path
from sayso.accounts.projects import Project
from sayso.cli.app import app
from tests.web.site import QUICK


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    path = tmp_path / "news.sqlite"
    with closing(People(people_path(path), QUICK)) as people:
        people.add_user("oksana", "reviewer", "quiet river stone lamp")
    return path


def run(ledger: Path, *words: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["projects", *words, "--ledger", str(ledger)])
    return done.exit_code, done.output


def kept(ledger: Path) -> Project | None:
    with closing(People(people_path(ledger), QUICK)) as people:
        return people.projects.find("harbour")


def test_a_project_is_made_filled_archived_and_restored(ledger: Path) -> None:
    new = ("create", "harbour", "--title", "Harbour", "--filter", "q=quay", "--codebook", "ucdp")
    code, shown = run(ledger, *new, "--dry-run")
    assert (code, kept(ledger)) == (0, None)
    assert "filter: all becomes q=quay" in shown
    assert run(ledger, *new)[0] == 0
    code, shown = run(ledger, "members", "harbour", "--add", "oksana:reviewer")
    assert "member oksana: no member becomes reviewer" in shown
    assert run(ledger, "members", "harbour")[1].endswith("oksana\treviewer\n")
    assert run(ledger, "edit", "harbour", "--filter", "", "--dry-run")[0] == 0
    assert run(ledger, "archive", "harbour")[0] == 0
    assert run(ledger, "edit", "harbour", "--title", "x")[0] == 2
    assert run(ledger, "archive", "harbour", "--restore")[0] == 0
    made = kept(ledger)
    assert made is not None
    assert (made.query, made.codebook, made.members) == ("q=quay", "ucdp", {"oksana": "reviewer"})
    listed = run(ledger, "list")[1].splitlines()[-1]
    assert listed == "harbour\topen\tucdp\tq=quay\tHarbour\toksana:reviewer"
    with closing(People(people_path(ledger), QUICK)) as people:
        logged = [(who, about) for _, who, did, about in people.log() if "project" in did]
    assert ("command line", "harbour: archived: no becomes yes") in logged
    assert len(logged) == 6, "what was only shown is not logged"


def test_a_codebook_of_its_own_comes_from_a_file(ledger: Path, tmp_path: Path) -> None:
    file = tmp_path / "ferries.toml"
    field = '[[field]]\nname = "boats"\ntitle = "Boats"\nkind = "number"\n'
    file.write_text(f'name = "ferries"\nversion = 1\ntitle = "Ferries"\nrows = "all"\n{field}')
    assert run(ledger, "create", "harbour", "--codebook", str(file))[0] == 0
    made = kept(ledger)
    assert made is not None
    assert made.has_own_codebook
    assert run(ledger, "edit", "harbour", "--codebook", "site")[0] == 0
    made = kept(ledger)
    assert made is not None
    assert made.codebook == ""


@pytest.mark.parametrize(
    "words",
    [("create", "Harbour"), ("create", "harbour", "--filter", 'q="'),
     ("create", "harbour", "--codebook", "none"), ("edit", "nowhere", "--title", "x"),
     ("members", "nowhere"), ("members", "nowhere", "--add", "oksana"),
     ("members", "nowhere", "--add", "oksana:owner")],
)  # fmt: skip
def test_what_cannot_be_ends_with_2_and_changes_nothing(
    ledger: Path, words: tuple[str, ...]
) -> None:
    assert run(ledger, *words)[0] == 2
    assert kept(ledger) is None

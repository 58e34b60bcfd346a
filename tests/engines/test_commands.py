"""`sayso bulk` and `sayso bulk link` as a person calls them, and what is told when they can't."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from sayso.cli.app import app
from sayso.cli.exits import Exit
from tests.engines.making import REPORTS, files_of, lines_of, rows_of


def sayso(*words: object) -> Result:
    return CliRunner().invoke(app, [str(each) for each in words])


@pytest.fixture
def posts(tmp_path: Path) -> Path:
    path = tmp_path / "posts.jsonl"
    path.write_bytes(lines_of(*({"text": each} for each in REPORTS[:3])))
    return path


def test_documents_are_read_linked_and_added(posts: Path, tmp_path: Path) -> None:
    out = tmp_path / "tables"
    read = sayso("bulk", "--in", posts, "--out", out, "--processes", 1, "--fast", "--part", 2)
    assert read.exit_code == Exit.DONE, read.output
    assert "3 documents read, 0 there already" in read.output
    again = sayso("bulk", "--in", posts, "--out", out, "--processes", 1, "--fast", "--part", 2)
    assert "0 documents read, 3 there already" in again.output
    linked = sayso("bulk", "link", out, "--processes", 1)
    assert linked.exit_code == Exit.DONE, linked.output
    assert f"{len(rows_of(out, 'incidents'))} incidents of 3 documents" in linked.output
    added = sayso("add", out, "--ledger", tmp_path / "x.sqlite")
    assert "3 documents added" in added.output


def test_what_is_missing_is_told(tmp_path: Path) -> None:
    assert sayso("bulk", "--out", tmp_path).exit_code == Exit.USAGE
    nothing = sayso("bulk", "--in", tmp_path / "*.jsonl", "--out", tmp_path / "t", "--processes", 1)
    assert nothing.exit_code == Exit.NONE_READ
    assert "No file is called" in nothing.output
    assert sayso("bulk", "link", tmp_path, "--processes", 1).exit_code == Exit.NONE_READ


def test_a_folder_that_can_not_be_written_is_told(posts: Path) -> None:
    ended = sayso("bulk", "--in", posts, "--out", posts / "tables", "--processes", 1)
    assert ended.exit_code == Exit.UNWRITTEN
    assert "can't write" in ended.output


def test_tables_that_are_being_made_are_not_read_as_inputs(posts: Path, tmp_path: Path) -> None:
    out = tmp_path / "tables"
    call = ("bulk", "--in", f"{tmp_path}/**/*.*", "--out", out, "--processes", 1, "--fast")
    assert sayso(*call).exit_code == Exit.DONE
    before = files_of(out)
    assert sayso(*call).exit_code == Exit.DONE
    assert files_of(out) == before
    assert list(json.loads((out / "manifest.json").read_text())["inputs"]) == [posts.name]


def test_workers_go_when_the_one_who_started_them_is_killed(tmp_path: Path) -> None:
    told = tmp_path / "pids"
    code = (
        "import os, sys, time\nfrom pathlib import Path\nfrom sayso.engines.pool import Pool\n"
        "from tests.engines.working import doubled\n"
        "if __name__ == '__main__':\n"
        "    pool = Pool(2)\n    list(pool.run(doubled, range(4)))\n"
        "    Path(sys.argv[1]).write_text(' '.join(map(str, pool.pids)))\n    time.sleep(60)\n"
    )
    script = tmp_path / "start.py"
    script.write_text(code)
    root = Path(__file__).parents[2]
    child = subprocess.Popen(
        [sys.executable, script, told], env={**os.environ, "PYTHONPATH": str(root)}
    )
    wait_for(lambda: told.exists() and len(told.read_text().split()) == 2)
    pids = [int(each) for each in told.read_text().split()]
    child.send_signal(signal.SIGKILL)
    child.wait()
    wait_for(lambda: not any(Path(f"/proc/{pid}/exe").exists() for pid in pids))


def wait_for(happened: object) -> None:
    for _ in range(600):
        if happened():  # type: ignore[operator]
            return
        time.sleep(0.05)
    raise AssertionError("it did not happen within half a minute")

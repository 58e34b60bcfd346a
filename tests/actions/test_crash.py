"""`sayso add` killed at any moment loses nothing that it reported, and leaves nothing half-done.

The same holds for `sayso watch`. SAYSO_CRASHES says how often each is killed; `make crash`: 200.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any, TextIO

import pytest

from sayso.actions.add import Outcome, add
from sayso.ledger import Store, open_ledger
from tests.actions import crashing
from tests.intake.making import page_of, warc_of

CRASHES = int(os.environ.get("SAYSO_CRASHES", "8"))
REAL_CRASHES = max(1, CRASHES // 8)
RANDOM = random.Random(int(os.environ.get("SAYSO_CRASH_SEED", "2")))  # noqa: S311


def content(store: Store) -> dict[str, Any]:
    """All that a ledger holds, but for the times at which it was recorded."""
    return {
        "readings": list(store.readings()),
        "documents": [asdict(each) | {"recorded": None} for each in store.documents()],
        "claims": [(each.statement.claim, each.words, each.holds) for each in store.claims()],
        "problems": [(each.source, each.document, each.problem) for each in store.problems()],
        "kept": [(each.url, each.sha256, each.document) for each in store.kept()],
        "found": [each.entry.fingerprint for each in store.search("drone", limit=1000)],
    }


def content_of(path: Path) -> dict[str, Any]:
    with closing(open_ledger(path)) as store:
        return content(store)


def start_fork(work: Callable[[], None]) -> tuple[int, TextIO]:
    """A process of its own that works; forked, for a new one would import for seconds."""
    out, into = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(out)
        sys.stdout = os.fdopen(into, "w")
        try:
            work()
        except BaseException:  # noqa: BLE001  or pytest would go on in this process too
            traceback.print_exc()
        os._exit(0)
    os.close(into)
    return child, os.fdopen(out)


def kill(child: int, told: IO[str], most: int) -> list[str]:
    """Kill `child` a moment after it told of up to `most` documents: what it reported as added."""
    with told:
        lines = [told.readline() for _ in range(RANDOM.randint(1, most))]
        time.sleep(RANDOM.uniform(0, 0.03))  # A transaction takes about 5 ms, a parse 20.
        os.kill(child, signal.SIGKILL)
        lines += told
    whole = [each.split() for each in lines if each.endswith("\n")]
    return [each[1] for each in whole if each[0] == "added"]


def check_whole(path: Path, reported: Sequence[str], undisturbed: dict[str, Any]) -> None:
    """The ledger opens, holds whole documents only, and all those that were reported."""
    with closing(open_ledger(path, "add")) as store:
        held = {each.document.fingerprint: each for each in store.readings()}
        wanted = {each.document.fingerprint: each for each in undisturbed["readings"]}
        assert held.items() <= wanted.items()
        assert set(reported) <= set(held)
        assert len(store.claims()) == sum(len(each.claims or ()) for each in held.values())
        assert all(each.holds for each in store.claims())
        indexed = {each.entry.fingerprint for each in store.search("report", limit=1000)}
        assert indexed == {key for key, each in held.items() if "Report" in each.document.text}
    with closing(sqlite3.connect(path)) as raw:
        assert raw.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert raw.execute("PRAGMA foreign_key_check").fetchall() == []


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What an undisturbed run leaves."""
    path = tmp_path_factory.mktemp("undisturbed") / "ledger.sqlite"
    assert sum(1 for _ in crashing.run(str(path))) == crashing.DOCUMENTS + 2
    return content_of(path)


@pytest.mark.parametrize("attempt", range(CRASHES))
def test_a_kill_loses_nothing_reported(
    tmp_path: Path,
    undisturbed: dict[str, Any],
    attempt: int,  # noqa: ARG001
) -> None:
    path = tmp_path / "ledger.sqlite"
    child, told = start_fork(lambda: crashing.add_aloud(str(path)))
    reported = kill(child, told, crashing.DOCUMENTS - 5)
    os.waitpid(child, 0)
    check_whole(path, reported, undisturbed)
    for _ in crashing.run(str(path)):
        pass
    assert content_of(path) == undisturbed


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """A site with feeds, in a process of its own."""
    out, into = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(out)
        crashing.serve(into)
        os._exit(0)
    os.close(into)
    with os.fdopen(out) as told:
        yield told.readline().strip()
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


@pytest.fixture(scope="module")
def watched(address: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What an undisturbed watch leaves: a document an item, and four more of the live blog."""
    path = tmp_path_factory.mktemp("watched") / "ledger.sqlite"
    list(crashing.look(str(path), address))
    found = content_of(path)
    assert len(found["documents"]) == len(crashing.FEEDS) * crashing.ITEMS + 4
    return found


@pytest.mark.parametrize("attempt", range(max(2, CRASHES // 2 if CRASHES < 50 else CRASHES)))
def test_a_kill_of_a_watch_loses_nothing_reported_and_doubles_nothing(
    tmp_path: Path,
    address: str,
    watched: dict[str, Any],
    attempt: int,  # noqa: ARG001
) -> None:
    path = tmp_path / "ledger.sqlite"
    child, told = start_fork(lambda: crashing.look_aloud(str(path), address))
    reported = kill(child, told, len(watched["documents"]))
    os.waitpid(child, 0)
    check_whole(path, reported, watched)
    for _ in crashing.look(str(path), address):
        pass
    assert content_of(path) == watched
    assert [each for each in crashing.look(str(path), address) if isinstance(each, Outcome)] == []


TOWNS = ("Nyala", "Kutum", "Zalingei", "Geneina", "El Daein", "Kabkabiya", "Tawila", "Kas")


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """A folder of reports, and what a ledger of them holds."""
    folder = tmp_path_factory.mktemp("reports")
    for number in range(20):
        town = TOWNS[number % len(TOWNS)]
        text = (
            f"Report {number}: a strike on {town}\n\nThe army said on Friday that it shot down"
            f" {number + 2} drones near {town}. A doctor denied that anyone was hurt.\n"
        )
        (folder / f"{number:02}.txt").write_text(text, encoding="utf-8")
    lines = [json.dumps({"text": f"Report {n}: a drone fell on {town}."}) for n, town in
             enumerate(TOWNS)]  # fmt: skip
    (folder / "lines.jsonl").write_text("\n".join(lines), encoding="utf-8")
    pages = [(f"https://lake.example/{n}", page_of(f"Report {n}: shells")) for n in range(4)]
    (folder / "pages.warc.gz").write_bytes(warc_of(pages))
    path = folder.parent / "undisturbed.sqlite"
    assert all(each.added for each in add([str(folder)], path))
    return folder, content_of(path)


@pytest.mark.parametrize("_attempt", range(REAL_CRASHES))
def test_a_kill_of_the_command_itself_loses_nothing_reported(
    tmp_path: Path, reports: tuple[Path, dict[str, Any]], _attempt: int
) -> None:
    folder, undisturbed = reports
    path = tmp_path / "ledger.sqlite"
    command = [sys.executable, "-c", "from sayso.cli import main; main()", "add", str(folder)]
    process = subprocess.Popen(
        [*command, "--ledger", str(path), "--progress"], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    reported = kill(process.pid, process.stdout, 3 * len(TOWNS))
    process.wait()
    assert reported
    check_whole(path, reported, undisturbed)
    assert all(each.added for each in add([str(folder)], path))
    assert content_of(path) == undisturbed

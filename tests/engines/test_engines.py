"""One contract for all engines: each task has its result, whoever dies meanwhile."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from sayso.engines.engine import ATTEMPTS, DIED, Engine, EngineError
from sayso.engines.pool import Pool
from tests.engines.working import deadly, doubled, dying_once, failing

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning",
                                        "ignore::ResourceWarning")  # fmt: skip


def test_every_task_has_its_result(engine: Engine) -> None:
    assert dict(engine.run(doubled, range(20))) == {number: 2 * number for number in range(20)}


def test_nothing_to_do_is_done_at_once(engine: Engine) -> None:
    assert list(engine.run(doubled, [])) == []


def test_no_more_tasks_are_made_than_workers_can_take(engine: Engine) -> None:
    made = 0

    def tasks() -> Iterator[int]:
        nonlocal made
        for number in range(1_000):
            made += 1
            yield number

    results = engine.run(doubled, tasks())
    next(results)
    assert made <= 4 * engine.workers
    assert len(list(results)) == 999


def test_a_worker_killed_in_the_middle_changes_no_result(elsewhere: Engine, tmp_path: Path) -> None:
    marker = str(tmp_path / "killed")
    tasks = [(number, marker if number == 2 else "") for number in range(8)]
    results = dict(elsewhere.run(dying_once, tasks))
    assert Path(marker).exists()
    assert results == {task: 2 * task[0] for task in tasks}


def test_all_workers_killed_at_once_change_no_result(pool: Pool) -> None:
    results = pool.run(doubled, range(20))
    found = [next(results)]
    for pid in pool.pids:
        os.kill(pid, signal.SIGKILL)
    assert dict([*found, *results]) == {number: 2 * number for number in range(20)}


def test_what_kills_every_worker_is_given_up_and_the_rest_goes_on(elsewhere: Engine) -> None:
    results = dict(elsewhere.run(deadly, range(8)))
    assert ATTEMPTS > 1
    assert results.pop(3) is DIED
    assert results == {number: 2 * number for number in range(8) if number != 3}


def test_an_error_of_ours_is_raised_and_not_tried_again(elsewhere: Engine) -> None:
    with pytest.raises(EngineError, match="ended with an error"):
        list(elsewhere.run(failing, range(4)))
    assert list(elsewhere.run(doubled, [4])) == [(4, 8)]


def test_ray_is_imported_only_when_it_is_asked_for_and_told_of_when_missing() -> None:
    code = (
        "import sys; sys.modules['ray'] = None\n"
        "import sayso.actions.bulk as bulk\n"
        "try: bulk.engine_of('ray')\n"
        "except bulk.EngineError as error: print(error)\n"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "pip install 'sayso[ray]'" in run.stdout

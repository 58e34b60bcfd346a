"""`sayso` in a process that is forked from one that has imported everything and read a text once.

A start of its own takes 5.7 s of the processor, and the process that reads for it another 6.6; of
the tests some twenty start a site. `SAYSO_PROCESSES=1` starts each as a person does: so do the
tests of `tests/cli`, `tests/tracing` and `tests/e2e/test_load.py`, always.
"""

from __future__ import annotations

import atexit
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

ALONE = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "TOKENIZERS_PARALLELISM": "false"}
"""No library may start a thread before the fork."""

PATIENT_S = 60.0
TEXT = "The army said that ten drones were shot down near Odesa on Monday."


class Forked:
    """A process that the mother of all forked; of `subprocess.Popen` it has what the tests use."""

    def __init__(self, mother: _Mother, pid: int) -> None:
        self.pid = pid
        self.returncode: int | None = None
        self._mother = mother

    def poll(self) -> int | None:
        if self.returncode is None:
            self.returncode = self._mother.asked("ended", self.pid)
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        until = time.monotonic() + (timeout or 0)
        while (code := self.poll()) is None:
            if timeout is not None and time.monotonic() > until:
                raise subprocess.TimeoutExpired("sayso", timeout)
            time.sleep(0.02)
        return code

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)


class _Mother:
    """The process that forks, and the pipes on which it is asked."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.e2e.forked"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=Path(__file__).parents[2],
            env={**os.environ, **ALONE},
        )  # fmt: skip
        atexit.register(self._end)

    def asked(self, *words: Any) -> Any:
        """Send a question; return the answer to it."""
        asks, answers = self._process.stdin, self._process.stdout
        assert asks is not None
        assert answers is not None
        asks.write(json.dumps(words).encode() + b"\n")
        asks.flush()
        return json.loads(answers.readline())

    def _end(self) -> None:
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()
        self._process.wait()


_mother = cache(_Mother)


def started(arguments: Sequence[str], log: Path, cwd: Path) -> Forked | subprocess.Popen[bytes]:
    """Start `sayso` with arguments, in this environment; what it tells goes into `log`."""
    if os.environ.get("SAYSO_PROCESSES") or sys.platform != "linux":
        command = [sys.executable, "-c", "from sayso.cli import main; main()", *arguments]
        with log.open("wb") as told:
            return subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=told, stderr=subprocess.STDOUT, cwd=cwd
            )
    mother = _mother()
    pid = mother.asked("start", list(arguments), str(log), str(cwd), dict(os.environ))
    return Forked(mother, pid)


def _become(arguments: Sequence[str], log: str, cwd: str, environment: Mapping[str, str]) -> None:
    """Turn the child into a process as it would be, had it been started with `arguments`."""
    nothing = os.open(os.devnull, os.O_RDONLY)
    told = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
    for here, there in ((nothing, 0), (told, 1), (told, 2)):
        os.dup2(here, there)
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(cwd)
    random.seed()
    sys.argv = ["sayso", *arguments]


def _with_a_reader_at_hand() -> None:
    """Fork the process that will read before there are threads, and give it to the first pool."""
    from multiprocessing import get_context

    from sayso.engines import pool

    start = pool._started
    context = get_context("fork")
    ours, theirs = context.Pipe()

    def read_until_alone() -> None:
        ours.close()  # else the pipe would never end, and the process outlive a site that is killed
        pool._serve(theirs)

    process = context.Process(target=read_until_alone, daemon=True)
    process.start()
    theirs.close()
    there = [pool._Worker(process, ours)]
    pool._started = lambda: there.pop() if there else start()


def _with_patience() -> None:
    """Let the site wait for its index: on a busy machine linking takes longer than a reader would
    wait, and a program that asks at once for what it handed in would not find it."""
    from sayso.index import service

    first = service.IncidentIndex.__init__
    usual = service.PATIENT_S
    service.PATIENT_S = PATIENT_S
    first.__defaults__ = tuple(
        PATIENT_S if each == usual else each for each in first.__defaults__ or ()
    )


def main() -> None:
    """Import all, read and link a text, and fork whenever a line asks for it."""
    import sayso.cli.app
    import sayso.cli.serving
    import sayso.web.app
    import sayso.web.warming
    from sayso.actions.read import read
    from sayso.linking.linker import link

    assert link([read(TEXT), read(f"{TEXT} The governor denied it.")]).incidents
    assert len(os.listdir("/proc/self/task")) == 1, "threads are not forked"
    for line in sys.stdin:
        asked, *words = json.loads(line)
        if asked == "start":
            pid = os.fork()
            if not pid:
                _become(*words)
                _with_a_reader_at_hand()
                _with_patience()
                sayso.cli.main()
                return
            answer: int | None = pid
        else:
            ended, status = os.waitpid(words[0], os.WNOHANG)
            answer = os.waitstatus_to_exitcode(status) if ended else None
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()

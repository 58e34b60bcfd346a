"""How commands end as processes: `sayso read`, where a second one parses, and a site."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from time import sleep

import httpx
import pytest

from sayso.ledger import open_ledger

SAYSO = [sys.executable, "-c", "from sayso.cli import main; main()"]
TEXT = "The port authority of Hodeidah said on Tuesday that three cranes had been hit.\n" * 5


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "cranes.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def nobody_is_left(group: int) -> bool:
    """Whether all processes of a group are gone; those that see by a pipe that they are alone need
    a moment."""
    for _ in range(50):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        sleep(0.1)
    return False


def on_cores(most: int) -> list[str]:
    """`sayso`, kept to that many cores."""
    few = f"import os; os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:{most}]); "
    return [sys.executable, "-c", few + SAYSO[-1]]


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="cores are told on Linux only")
def test_what_is_written_is_whole_and_the_same_on_one_core_and_two(report: Path) -> None:
    asked = ("read", report, "nowhere.txt", "--format", "jsonl")
    one, two = (subprocess.run([*on_cores(n), *asked], capture_output=True) for n in (1, 2))
    assert (one.returncode, two.returncode) == (1, 1)
    assert (one.stdout, one.stderr) == (two.stdout, two.stderr)
    assert one.stderr.startswith(b"sayso: nowhere.txt: no such file")
    assert b"three cranes" in one.stdout
    assert one.stdout.endswith(b"}\n")


@pytest.mark.skipif(len(getattr(os, "sched_getaffinity", lambda _: [0])(0)) < 2, reason="one core")
def test_the_parser_loads_in_the_other_process_and_the_model_in_this(report: Path) -> None:
    told = [SAYSO[0], "-X", "importtime", *SAYSO[1:], "read", str(report)]
    loaded = subprocess.run(told, capture_output=True, check=True).stderr
    assert b" onnxruntime\n" in loaded
    assert b" spacy\n" not in loaded


def test_a_reader_who_has_seen_enough_is_no_error(report: Path) -> None:
    with subprocess.Popen(
        [*SAYSO, "read", report, "--format", "jsonl"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    ) as running:
        assert running.stdout
        assert running.stderr
        running.stdout.close()
        assert (running.wait(), running.stderr.read()) == (0, b"")
        assert nobody_is_left(running.pid)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no disk that is always full")
def test_a_full_disk_is_told(report: Path) -> None:
    with Path("/dev/full").open("w") as full:
        ended = subprocess.run([*SAYSO, "read", report], stdout=full, stderr=subprocess.PIPE)
    assert ended.returncode == 6
    assert b"can't write the results" in ended.stderr


def test_stopping_it_ends_both_processes() -> None:
    with subprocess.Popen(
        [*SAYSO, "read", "nowhere.txt", "-"],
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        # A shell that runs this in the background has Ctrl-C ignored by all that it starts.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    ) as running:
        assert running.stderr
        assert b"nowhere.txt" in running.stderr.readline()
        os.killpg(running.pid, signal.SIGINT)
        assert running.wait() == 130
        assert b"stopped" in running.stderr.read()
        assert nobody_is_left(running.pid)


def test_no_command_but_read_ends_at_once(tmp_path: Path) -> None:
    told = "import atexit; atexit.register(print, 'taken down'); "
    ended = subprocess.run(
        [sys.executable, "-c", told + SAYSO[-1], "list", "--ledger", tmp_path / "none.sqlite"],
        capture_output=True,
    )
    assert ended.returncode == 4
    assert b"taken down" in ended.stdout


@pytest.mark.parametrize("told", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl-C", "terminated"])
def test_a_site_that_is_stopped_lets_its_ledger_go(tmp_path: Path, told: signal.Signals) -> None:
    ledger = tmp_path / "hodeidah.sqlite"
    open_ledger(ledger, "add").close()
    with subprocess.Popen(
        [*SAYSO, "serve", "--no-login", "--ledger", ledger, "--port", "0"],
        stderr=subprocess.PIPE,
        start_new_session=True,
    ) as running:
        assert running.stderr
        address, _, told_how = running.stderr.readline().decode().partition(" ")
        assert "Ctrl-C stops it" in told_how
        assert httpx.get(address, timeout=60).status_code == 200
        handed_in = {"text": "The port of Hodeidah was shelled on Monday, its harbour master said."}
        assert httpx.post(f"{address}api/documents", json=handed_in, timeout=60).status_code == 201
        running.send_signal(told)
        assert running.wait() == 0, running.stderr.read().decode()
        assert running.stderr.read() == b""
        assert nobody_is_left(running.pid)
    assert not list(tmp_path.glob("*-wal"))

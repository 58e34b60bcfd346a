"""The real server under more load than it can bear: pages go on, and it ends when it is told to."""

from __future__ import annotations

import json
import resource
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest

from sayso.ledger import open_ledger
from tests.e2e.reports import DOCTORS
from tests.e2e.serving import _answering, free_port, sayso
from tests.e2e.test_wire import GET, POST, answered

PATIENCE_S = 60
"""How long a page may take on a busy machine; before there were bounds, none came for minutes."""

READ_S = 180
"""How long the first text may take: the process that reads begins with it."""

ENDS_WITHIN_S = 30
"""Five on a machine that does nothing else."""

SMALL = 100_000
"""Bytes of log lines. Without a bound, a server that was out of files wrote 5 MB a second."""


@dataclass
class Running:
    """A server with its process, its ledger and what it writes to standard error."""

    home: str
    process: subprocess.Popen[bytes]
    ledger: Path
    log: Path

    def end(self) -> float:
        """Send SIGTERM; the seconds until the process is gone."""
        begun = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(90)
        return time.monotonic() - begun


@contextmanager
def running(folder: Path, open_files: int = 1_024) -> Iterator[Running]:
    """A server that may open so many files, for as long as it runs."""
    ledger, port = folder / "desk.sqlite", free_port()

    def bounded() -> None:
        resource.setrlimit(resource.RLIMIT_NOFILE, (open_files // 2, open_files))

    log = folder / "server.log"
    with log.open("wb") as file:
        process = subprocess.Popen(
            sayso("serve", "--ledger", str(ledger), "--port", str(port), "--no-login"),
            stdin=subprocess.DEVNULL, stdout=file, stderr=file, cwd=folder, preexec_fn=bounded,
        )  # fmt: skip
    site = Running(f"http://127.0.0.1:{port}", process, ledger, log)
    try:
        _answering(process, site.home, log)
        yield site
    finally:
        process.kill()
        process.wait()
    words = log.read_text("utf-8", "replace")
    assert "Traceback" not in words, words[-3000:]
    assert len(words) < SMALL


@dataclass
class Pages:
    """Pages that a reader asks for, one after another, until told to stop."""

    home: str
    done: threading.Event = field(default_factory=threading.Event)
    statuses: list[int] = field(default_factory=list)
    slowest: float = 0.0

    def ask(self) -> None:
        with httpx.Client(base_url=self.home, timeout=PATIENCE_S) as client:
            while not self.done.is_set():
                begun = time.monotonic()
                with suppress(httpx.TransportError):
                    self.statuses.append(client.get("/search").status_code)
                self.slowest = max(self.slowest, time.monotonic() - begun)
                time.sleep(0.2)


def children(process: int) -> set[Path]:
    """The processes that a process started, by whichever of its threads."""
    told = [each.read_text("ascii") for each in Path(f"/proc/{process}/task").glob("*/children")]
    return {Path(f"/proc/{each}") for each in " ".join(told).split()}


@pytest.mark.parametrize("texts", [16, pytest.param(80, marks=pytest.mark.soak)])
def test_many_texts_at_once_hold_up_no_page_and_nothing_is_lost_at_the_end(
    tmp_path: Path, texts: int
) -> None:
    with running(tmp_path) as site, ThreadPoolExecutor(texts + 2) as threads, ExitStack() as stack:
        pages = Pages(site.home)
        reader = threads.submit(pages.ask)
        stack.callback(pages.done.set)
        # One client: to make each takes a part of a second of the processor.
        writer = stack.enter_context(
            httpx.Client(base_url=site.home, timeout=READ_S, limits=httpx.Limits())
        )
        answers: list[httpx.Response] = []

        def hand_in(number: int) -> None:
            text = f"{DOCTORS.text}\n\n{number} more were missing, the network said."
            with suppress(httpx.TransportError):
                new = {"text": text}
                answers.append(writer.post("/api/documents", json=new))

        handed_in = [threads.submit(hand_in, each) for each in range(texts)]
        until = time.monotonic() + READ_S
        while time.monotonic() < until and (
            len(answers) <= texts // 2 or not any(each.is_success for each in answers)
        ):
            time.sleep(0.1)
        refused = [each for each in answers if each.status_code == 503]
        assert len(refused) >= texts // 2, "most are told to come again"
        for each in refused:
            assert int(each.headers["retry-after"]) >= 1
            assert each.headers["content-type"] == "application/problem+json"
            assert "hand it in again" in each.json()["detail"]
        seen = len(pages.statuses)
        assert seen >= 3
        assert set(pages.statuses) == {200}
        assert pages.slowest < PATIENCE_S / 2
        started = children(site.process.pid)
        assert started, "a process that reads"
        assert site.end() < ENDS_WITHIN_S
        assert site.process.returncode == 0
        pages.done.set()
        for task in (*handed_in, reader):
            task.result(PATIENCE_S)
        until = time.monotonic() + PATIENCE_S
        while any(each.exists() for each in started) and time.monotonic() < until:
            time.sleep(0.1)
        assert not any(each.exists() for each in started), "no process is left over"
    added = {each.json()["document"] for each in answers if each.status_code == 201}
    assert added
    assert {each.status_code for each in answers} <= {201, 503}
    store = open_ledger(site.ledger)
    assert added <= {each.fingerprint for each in store.documents()}
    store.close()
    checked = subprocess.run(sayso("verify", "--ledger", str(site.ledger)), capture_output=True)
    assert checked.returncode == 0, checked.stderr


@pytest.mark.parametrize(
    "open_files", [256, pytest.param(1_024, marks=pytest.mark.soak)], ids=lambda few: f"{few} files"
)
def test_connections_that_send_nothing_are_closed_and_keep_no_reader_out(
    tmp_path: Path, open_files: int
) -> None:
    with running(tmp_path, open_files) as site, ExitStack() as open_ones:
        port = int(site.home.rsplit(":", 1)[1])
        slow = []
        for _ in range(open_files + 26):
            slow.append(open_ones.enter_context(socket.create_connection(("127.0.0.1", port), 30)))
            with suppress(OSError):
                slow[-1].sendall(GET)
        began = time.monotonic()
        for _ in range(3):
            assert httpx.get(f"{site.home}/search", timeout=PATIENCE_S).status_code == 200
        line = slow[-1]
        line.settimeout(PATIENCE_S)
        try:
            said = line.recv(1_000)
        except ConnectionResetError:
            said = b"HTTP/1.1 408 "
        assert said.startswith(b"HTTP/1.1 408 ")
        assert time.monotonic() - began > 5, "it had time to send its header"
        got = answered(site.home, POST + b"Content-Length: 2\r\nExpect: 100-continue\r\n\r\n{}")
        assert b"HTTP/1.1 422" in got
        assert site.end() < ENDS_WITHIN_S
        assert site.process.returncode == 0


def test_two_signals_end_it_at_once(tmp_path: Path) -> None:
    with running(tmp_path) as site:
        for number in (signal.SIGTERM, signal.SIGINT):
            site.process.send_signal(number)
        assert site.process.wait(ENDS_WITHIN_S) == 0


@pytest.mark.parametrize("other", [True, False], ids=["another", "none"])
def test_a_ledger_that_is_replaced_is_told_and_not_written(tmp_path: Path, other: bool) -> None:
    with running(tmp_path) as site:
        new = {"text": DOCTORS.text}
        first = httpx.post(f"{site.home}/api/documents", json=new, timeout=PATIENCE_S)
        assert first.status_code == 201
        if other:
            open_ledger(tmp_path / "other.sqlite", "add").close()
            (tmp_path / "other.sqlite").replace(site.ledger)
        else:
            site.ledger.unlink()
        before = site.ledger.read_bytes() if other else None
        page = httpx.get(f"{site.home}/", timeout=PATIENCE_S)
        new["text"] += " The army denied it."
        program = httpx.post(f"{site.home}/api/documents", json=new, timeout=PATIENCE_S)
        for answer in (page, program):
            assert answer.status_code == 503
            assert "was replaced or removed" in answer.text
            assert str(tmp_path) not in answer.text
        assert json.loads(program.text)["status"] == 503
        assert httpx.get(f"{site.home}/health", timeout=PATIENCE_S).is_success
        assert site.end() < ENDS_WITHIN_S
        assert (site.ledger.read_bytes() if other else None) == before
        assert site.ledger.exists() == other

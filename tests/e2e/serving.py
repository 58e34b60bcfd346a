"""`sayso serve` in a process of its own."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from socket import socket

import httpx

from tests.e2e.forked import Forked, started
from tests.e2e.reports import Report

PATIENCE_S = 180
"""How long a start may take on a busy machine before it counts as none."""


def sayso(*arguments: str) -> list[str]:
    """A command line that runs this very installation's `sayso`."""
    return [sys.executable, "-c", "from sayso.cli import main; main()", *arguments]


LOOPBACK = "127.0.0.1"
NEIGHBOUR = "127.0.0.2"
"""An address that stays in this machine, but is none of those where --no-login is allowed."""


def free_port(host: str = LOOPBACK) -> int:
    with socket() as one:
        one.bind((host, 0))
        return int(one.getsockname()[1])


@contextmanager
def served(
    ledger: Path, host: str = LOOPBACK, options: Sequence[str] = ("--no-login",)
) -> Iterator[str]:
    """The address of a site over `ledger`, while it runs. Without users it needs --no-login."""
    port = free_port(host)
    home = f"http://{host}:{port}"
    told = ledger.with_suffix(".log")
    asked = ("serve", "--ledger", str(ledger), "--host", host, "--port", str(port), *options)
    process = started(asked, told, ledger.parent)
    try:
        _answering(process, home, told)
        yield home
    finally:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    words = told.read_text("utf-8", "replace")
    assert "Traceback" not in words, words[-3000:]


def _answering(process: subprocess.Popen[bytes] | Forked, home: str, told: Path) -> None:
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        if process.poll() is not None:
            break
        try:
            if httpx.get(f"{home}/health", timeout=2).is_success:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise AssertionError(f"no answer from {home}: {told.read_text('utf-8', 'replace')[-2000:]}")


def hand_in(home: str, reports: Sequence[Report], token: str = "") -> list[str]:
    """Give the site texts to read, by a token where it asks for one; the ids of their documents."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    with httpx.Client(base_url=home, timeout=60, headers=headers) as client:
        made = []
        for each in reports:
            new = {"text": each.text, "outlet": each.outlet}
            answer = client.post("/api/documents", json={**new, "published": each.published})
            assert answer.status_code == 201, answer.text
            made.append(str(answer.json()["document"]))
        return made

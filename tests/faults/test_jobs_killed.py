"""A site that is killed in the middle of a job, and started again, reads the rest of it once."""

from __future__ import annotations

import re
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import httpx

from sayso.ledger import open_ledger
from tests.e2e.serving import LOOPBACK, PATIENCE_S, free_port, sayso

COUNT = 14
LINES = b"".join(
    b'{"text": "Shells fell on bridge %d near Kosti on Monday, the army said. Its spokesman said'
    b' that %d soldiers were wounded, and that nobody was killed."}\n' % (each, each + 2)
    for each in range(COUNT)
)


@contextmanager
def running(ledger: Path) -> Iterator[tuple[httpx.Client, subprocess.Popen[bytes]]]:
    """A site over `ledger` in a process of its own, which is killed in the end."""
    port = free_port()
    home = f"http://{LOOPBACK}:{port}"
    with ledger.with_suffix(".log").open("ab") as log:
        process = subprocess.Popen(
            sayso("serve", "--ledger", str(ledger), "--port", str(port), "--no-login"),
            stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT, cwd=ledger.parent,
        )  # fmt: skip
    try:
        with httpx.Client(base_url=home, timeout=60) as client:
            until(lambda: _answers(client, process))
            yield client, process
    finally:
        process.kill()
        process.wait()


def _answers(client: httpx.Client, process: subprocess.Popen[bytes]) -> bool:
    assert process.poll() is None, "the site ended"
    try:
        return client.get("/health").is_success
    except httpx.TransportError:
        return False


def until(holds: object) -> None:
    """Wait until something holds."""
    assert callable(holds)
    end = time.monotonic() + PATIENCE_S
    while not holds():
        assert time.monotonic() < end, "it never came to hold"
        time.sleep(0.05)


def recorded(ledger: Path) -> dict[str, object]:
    """When each document of the ledger was added."""
    with closing(open_ledger(ledger)) as store:
        return {each.fingerprint: each.recorded for each in store.documents()}


def documents_on(page: str) -> list[str]:
    return re.findall(r'href="/articles/([0-9a-f]{24})"', page)


def test_a_job_goes_on_after_the_site_was_killed_and_nothing_is_read_twice(tmp_path: Path) -> None:
    ledger = tmp_path / "ledger.sqlite"
    with running(ledger) as (client, process):
        token = re.search(r'name="token" value="([^"]+)"', client.get("/add").text)
        assert token is not None
        files = [("files", ("many.jsonl", LINES)), ("files", ("c.txt", b"\0\1\2\3"))]
        sent = client.post("/add/files", data={"token": token[1]}, files=files)
        assert sent.status_code == 303
        job = sent.headers["location"]
        until(lambda: len(documents_on(client.get(job).text)) >= 2)
        process.kill()
        process.wait()
    before = recorded(ledger)
    assert 2 <= len(before) < COUNT, "killed in the middle"
    with running(ledger) as (client, _):
        until(lambda: "All of it was read." in client.get(job).text)
        page = client.get(job).text
        assert "c.txt: it is no text" in page
        assert len(documents_on(page)) == len(set(documents_on(page))) == COUNT
        assert "many.jsonl, c.txt" in page
    after = recorded(ledger)
    assert len(after) == COUNT
    assert {key: after[key] for key in before} == before, "what was there was not stored again"
    folder = tmp_path / "ledger.people.handed-in"
    assert [each for each in folder.iterdir() if each.is_dir()] == []
    with running(ledger) as (client, _):
        assert documents_on(client.get(job).text) == documents_on(page), "shown for good"

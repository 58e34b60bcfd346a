"""Whatever comes in, time and memory are bounded, and what is stopped costs nobody else."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from sayso.intake import Taking, open_arrivals
from sayso.intake.frames import AnswerPickle, framed
from sayso.intake.hints import NO_HINTS
from sayso.intake.workers import (
    ParserLimits,
    ParserStoppedError,
    State,
    Worker,
    Workers,
    usual_workers,
)
from sayso.record import Document, Problem
from tests.intake import hostile, making
from tests.intake.making import page_of

FULL = "SAYSO_FULL_SIZE" in os.environ
"""Set by `make bounds`: inputs of 1 MB, under the limits that users get."""

SIZE = 1_000_000 if FULL else 30_000
SCALED = ParserLimits(seconds=3.0, seconds_per_mb=5.0, paper_seconds=3.0, memory=600 << 20)
LIMITS = ParserLimits() if FULL else SCALED
USUAL = ParserLimits()
GIBIBYTE = 1 << 30
SLOW = hostile.FEEDS["many attributes"](400_000)
"""A feed whose time goes by the square of its attributes."""


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    made = Workers(LIMITS)
    yield made
    made.close()


def read(path: Path, workers: Workers) -> list[Document | Problem]:
    arrivals = open_arrivals(path, Taking(workers=workers))
    return [each.content for each in arrivals if isinstance(each.content, Document | Problem)]


def peaks() -> dict[int, int]:
    """The largest memory that each process below this one ever held, in bytes."""
    found: dict[int, int] = {}
    for listed in Path("/proc/self/task").glob("*/children"):
        with suppress(OSError):
            for pid in map(int, listed.read_text().split()):
                status = Path(f"/proc/{pid}/status").read_text()
                found[pid] = int(status.split("VmHWM:")[1].split()[0]) << 10
    return found


@contextmanager
def watched() -> Iterator[list[int]]:
    """The peaks of memory that were seen meanwhile, looked at many times a second."""
    seen: list[int] = []
    over = threading.Event()

    def look() -> None:
        while not over.wait(0.01 if FULL else 0.05):
            with suppress(IndexError, OSError):
                seen.extend(peaks().values())

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield seen
    finally:
        over.set()
        thread.join()


CASES = [(file, name) for file, made in hostile.PARSERS.items() for name in made]


@pytest.mark.parametrize(("file", "name"), CASES)
def test_time_and_memory_are_bounded(
    tmp_path: Path, workers: Workers, file: str, name: str
) -> None:
    path = tmp_path / file
    path.write_bytes(hostile.PARSERS[file][name](SIZE))
    began = time.monotonic()
    with watched() as seen:
        found = read(path, workers)
    took = time.monotonic() - began
    assert found, "neither a document nor a problem"
    assert all(each.message for each in found if isinstance(each, Problem))
    assert max(seen, default=0) < GIBIBYTE
    # Generous: the processor is shared. What one input may take is bounded by the system.
    assert took < 300, took
    if FULL:
        kinds = sum(isinstance(each, Document) for each in found), len(found)
        last = next((each.message for each in reversed(found) if isinstance(each, Problem)), "")
        top = max(seen, default=0) >> 20
        print(f"{file} | {name} | {took:.1f} s | {top} MiB | {kinds} | {last[-150:]}")


def test_every_parser_meets_ten_of_them() -> None:
    assert all(len(made) >= 10 for made in hostile.PARSERS.values())


@pytest.mark.parametrize(
    ("file", "raw"),
    [
        ("a.rss", hostile.FEEDS["an author of letters"](300_000)),
        ("a.eml", hostile.MAILS["parameters"](1_300_000)),
        ("a.eml", hostile.MAILS["parameters in quotes"](1_300_000)),
        ("a.html", hostile.PAGES["one figure of captions"](1_000_000)),
    ],
)
def test_what_took_minutes_is_read_whole(tmp_path: Path, file: str, raw: bytes) -> None:
    (tmp_path / file).write_bytes(raw)
    with making_workers() as usual:
        found = read(tmp_path / file, usual)
    assert any(isinstance(each, Document) and "fell" in each.text for each in found), found[:2]


def test_ten_megabytes_of_line_breaks_are_refused(tmp_path: Path, workers: Workers) -> None:
    (tmp_path / "a.html").write_bytes(hostile.PAGES["line breaks"](10_000_000))
    (problem,) = read(tmp_path / "a.html", workers)
    assert isinstance(problem, Problem)
    assert "more than 300,000 tags" in problem.message


def folder_of(folder: Path, first: bytes) -> Path:
    """A folder with a feed, `first`, and an ordinary line after it."""
    (folder / "a.rss").write_bytes(first)
    (folder / "b.jsonl").write_text('{"text": "Two fell.", "title": "Minova falls"}')
    return folder


def told_and_next(found: list[Document | Problem]) -> str:
    """What is said of the first input, where the next one was read."""
    problem, document = found
    assert isinstance(problem, Problem)
    assert isinstance(document, Document)
    assert document.title == "Minova falls"
    return problem.message


@contextmanager
def making_workers(limits: ParserLimits = USUAL) -> Iterator[Workers]:
    made = Workers(limits)
    try:
        yield made
    finally:
        made.close()


def test_what_takes_too_long_is_a_problem_and_the_next_is_read(tmp_path: Path) -> None:
    with making_workers(ParserLimits(seconds=4.0, seconds_per_mb=0.0)) as few:
        told = told_and_next(read(folder_of(tmp_path, SLOW), few))
    assert "a.rss: stopped after 4 s of processor time. " in told


def test_what_takes_too_much_memory_is_a_problem_and_the_next_is_read(tmp_path: Path) -> None:
    with making_workers(ParserLimits(memory=300 << 20)) as small:
        folder = folder_of(tmp_path, b"")
        (folder / "a.rss").unlink()
        (folder / "a.jsonl").write_bytes(hostile.LINES["empty objects"](15_000_000))
        told = told_and_next(read(folder, small))
    assert "a.jsonl, line 1: stopped: more than 300 MiB of memory. " in told


def test_a_worker_killed_amid_an_input_costs_that_input_only(tmp_path: Path) -> None:
    before = set(peaks())

    def kill() -> None:
        while not (new := set(peaks()) - before):
            time.sleep(0.05)
        time.sleep(1.5)
        os.kill(new.pop(), signal.SIGKILL)

    with making_workers() as made, ThreadPoolExecutor(1) as aside:
        killed = aside.submit(kill)
        told = told_and_next(read(folder_of(tmp_path, SLOW), made))
        killed.result()
    assert "a.rss: stopped: the process that parsed it ended (SIGKILL). " in told


def test_a_worker_killed_while_idle_costs_nothing(tmp_path: Path) -> None:
    (tmp_path / "b.html").write_bytes(page_of("Minova falls"))
    with making_workers() as made:
        assert isinstance(read(tmp_path, made)[0], Document)
        (pid,) = made.pids
        os.kill(pid, signal.SIGKILL)
        time.sleep(0.3)
        assert isinstance(read(tmp_path, made)[0], Document)
        assert made.pids != (pid,)


def test_one_worker_reads_many_inputs(tmp_path: Path) -> None:
    for number in range(8):
        (tmp_path / f"{number}.html").write_bytes(page_of(f"Minova falls {number}"))
    (tmp_path / "a.eml").write_bytes(making.mail_of(b"Two fell."))
    with making_workers() as made:
        assert len(read(tmp_path, made)) == 9
        assert len(made.pids) == 1


def test_a_worker_that_grew_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(hostile.LINES["empty objects"](15_000_000))
    with making_workers() as made:
        assert isinstance(read(path, made)[0], Document)
        assert made.pids == ()


def test_an_archive_is_read_in_pieces(tmp_path: Path) -> None:
    """The worker asks for the bytes of an archive as it reads; an abandoned one is ended."""
    path = tmp_path / "a.warc.gz"
    pages = [(f"https://x.example/{n}", page_of(f"Minova falls {n}")) for n in range(40)]
    path.write_bytes(making.warc_of(pages))
    with making_workers() as made:
        assert len(read(path, made)) == 40
        assert len(made.pids) == 2
        arrivals = open_arrivals(path, Taking(workers=made))
        next(arrivals)
        arrivals.close()  # type: ignore[attr-defined]
        assert len(made.pids) == 1


def test_threads_have_a_worker_each(tmp_path: Path) -> None:
    for number in range(12):
        (tmp_path / f"{number}.html").write_bytes(page_of(f"Minova falls {number}"))
    with making_workers() as made, ThreadPoolExecutor(4) as pool:
        found = pool.map(lambda n: read(tmp_path / f"{n}.html", made), range(12))
        titles = [each.title for (each,) in found if isinstance(each, Document)]
    assert titles == [f"Minova falls {number}" for number in range(12)]


READ_SLOWLY = """
import sys
from sayso.intake import open_input
list(open_input(sys.argv[1]))
"""


def test_no_worker_outlives_who_started_it(tmp_path: Path) -> None:
    (tmp_path / "a.rss").write_bytes(hostile.FEEDS["many attributes"](300_000))
    command = [sys.executable, "-c", READ_SLOWLY, str(tmp_path / "a.rss")]
    with subprocess.Popen(command) as parent:
        children = Path(f"/proc/{parent.pid}/task/{parent.pid}/children")
        while not (listed := children.read_text().split()):
            time.sleep(0.05)
        time.sleep(2.0)
        (worker,) = map(int, listed)
        parent.kill()
    # Its own limit would end it after 20 s of processor time at the soonest.
    until = time.monotonic() + 10
    while Path(f"/proc/{worker}/stat").exists() and time.monotonic() < until:
        if Path(f"/proc/{worker}/stat").read_text().split()[2] == "Z":
            break
        time.sleep(0.05)
    assert time.monotonic() < until, "an orphan"


def test_a_forked_copy_of_this_process_starts_workers_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "b.html").write_bytes(page_of("Minova falls"))
    script = (
        "import os, sys\nfrom sayso.intake import open_input\n"
        "read = lambda: [each.title for each in open_input(sys.argv[1])]\n"
        "read()\nchild = os.fork()\nassert read() == ['Minova falls']\n"
        "sys.exit(0 if not child else os.waitpid(child, 0)[1])"
    )
    subprocess.run([sys.executable, "-c", script, tmp_path], check=True, timeout=120)


def test_an_error_of_ours_costs_one_input() -> None:
    with making_workers() as made:
        with pytest.raises(
            ParserStoppedError,
            match=r"internal error, please report \(TypeError at parsing\.py:\d+\)",
        ):
            list(made.results("page", (), 0))
        assert len(made.pids) == 1


def test_an_answer_holds_documents_and_nothing_else() -> None:
    import io

    for allowed in (Document("a"), Problem("a", "b"), ("done", None)):
        assert AnswerPickle(io.BytesIO(framed(allowed)[8:])).load() == allowed
    with pytest.raises(Exception, match="holds posix"):
        AnswerPickle(io.BytesIO(framed(os.system)[8:])).load()


def test_a_text_needs_no_worker(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Two drones fell on Minova.")
    with making_workers() as made:
        assert isinstance(read(tmp_path, made)[0], Document)
        assert made.pids == ()


def test_no_parser_is_loaded_where_it_is_not_limited(tmp_path: Path) -> None:
    (tmp_path / "a.rss").write_bytes(making.feed_of({"title": "Two fell"}))
    (tmp_path / "b.html").write_bytes(page_of("Minova falls"))
    (tmp_path / "c.warc").write_bytes(hostile.warc(b"", page_of("Minova falls")))
    script = (
        "import sys\nfrom sayso.intake import open_input\n"
        "print(len(list(open_input(sys.argv[1]))))\n"
        "print([each for each in ('lxml', 'trafilatura', 'feedparser', 'fastwarc', 'pypdf', 'docx')"
        " if each in sys.modules])"
    )
    command = [sys.executable, "-c", script, str(tmp_path)]
    ran = subprocess.run(command, check=True, capture_output=True, text=True, timeout=120)
    assert ran.stdout.split("\n")[:2] == ["3", "[]"]


def test_a_worker_loads_no_model_and_no_language(tmp_path: Path) -> None:
    (tmp_path / "b.html").write_bytes(page_of("Minova falls"))
    with making_workers() as made:
        read(tmp_path, made)
        maps = Path(f"/proc/{made.pids[0]}/maps").read_text()
    assert "lxml" in maps
    assert "onnxruntime" not in maps
    assert "spacy" not in maps


def test_the_states_of_a_worker() -> None:
    worker = Worker(LIMITS)
    assert worker.state is State.IDLE
    with making_workers() as made:
        line = json.dumps({"text": "Two fell."}).encode()
        assert list(made.results("line", (line, "a", NO_HINTS), len(line)))
    worker.end()
    assert worker.state is State.ENDED  # type: ignore[comparison-overlap]
    assert not worker.is_alive()
    assert usual_workers() is usual_workers()


def test_a_large_process_keeps_its_workers(tmp_path: Path) -> None:
    """The memory of the process that starts a worker is not the worker's."""
    (tmp_path / "a.html").write_bytes(page_of("Minova falls", "Two fell near Minova on Monday."))
    script = (
        "import sys\nfrom sayso.intake import open_input\n"
        "from sayso.intake.workers import usual_workers\n"
        "held = bytearray(b'x') * (300 << 20)\n"
        "read = lambda: [each.title for each in open_input(sys.argv[1])]\n"
        "assert read() == ['Minova falls']\nfirst = usual_workers().pids\n"
        "assert read() == ['Minova falls']\n"
        "assert len(first) == 1 and usual_workers().pids == first"
    )
    subprocess.run([sys.executable, "-c", script, tmp_path], check=True, timeout=120)

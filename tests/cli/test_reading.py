"""`sayso read` and `sayso add`."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from rich.console import Console

from sayso.actions.add import Outcome
from sayso.cli.reading import _with_bar
from sayso.gazetteer import builtin, search
from sayso.record.progress import progress
from sayso.record.wire import schema
from tests.cli.conftest import Sayso

STRIKE = (
    "Drones over Odesa\n\nThe Air Force said on Tuesday that it shot down 12 of 15 drones near"
    " Odesa. Moscow denied that it had attacked the port.\n"
)


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "strike.txt"
    path.write_text(STRIKE, encoding="utf-8")
    return path


def test_a_table_names_claimant_figure_and_words(sayso: Sayso, report: Path) -> None:
    ended = sayso("read", report, "--published", "2026-03-04", "--outlet", "Harbour Post")
    assert (ended.code, ended.err) == (0, "")
    assert "Harbour Post" in ended.out
    assert "Air Force" in ended.out
    assert "12 of 15 drones" in ended.out
    assert max(map(len, ended.out.splitlines())) <= 100
    assert "\x1b" not in ended.out


def test_an_explanation_names_claims_and_what_was_dropped(sayso: Sayso, report: Path) -> None:
    ended = sayso("read", report, "--explain", "--published", "2026-03-04", "--fast")
    assert (ended.code, ended.err) == (0, "")
    assert "Air Force" in ended.out
    assert "dropped: " in ended.out
    ended = sayso("read", report, "--explain", "--fast", "--format", "jsonl")
    explained = json.loads(ended.out)
    claim = explained["claims"][0]
    assert STRIKE[slice(*claim["evidence"])] in STRIKE
    assert {"words", "claimant", "event", "quantities", "places", "moment"} < claim.keys()
    ended = sayso("read", report, "--explain", "--format", "html")
    assert ended.code == 2
    assert "--explain" in ended.err


def test_json_lines_fit_the_schema_and_keep_id_and_text(sayso: Sayso, tmp_path: Path) -> None:
    feed = tmp_path / "feed.jsonl"
    lines = [{"id": f" {n} ", "text": f"\n{STRIKE} {n}", "outlet": "Wire"} for n in range(2)]
    feed.write_text("".join(json.dumps(each) + "\n" for each in lines), encoding="utf-8")
    ended = sayso("read", feed, "--format", "jsonl", "--published", "2026-03-04")
    assert ended.code == 0
    packed = [json.loads(line) for line in ended.out.splitlines()]
    for each in packed:
        Draft202012Validator(schema()).validate(each)
    assert [(each["id"], each["text"]) for each in packed] == [
        (each["id"], each["text"]) for each in lines
    ]
    assert packed[0]["claims"]


def test_json_is_one_array(sayso: Sayso, report: Path) -> None:
    (only,) = json.loads(sayso("read", report, "--format", "json").out)
    assert only["text"] == STRIKE


def test_html_is_one_page(sayso: Sayso, report: Path) -> None:
    out = sayso("read", report, "--format", "html").out
    assert out.startswith("<!DOCTYPE html>")
    assert "12 of 15 drones" in out


def test_standard_input_is_read(sayso: Sayso, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(STRIKE.encode())))
    ended = sayso("read", "-", "--format", "json")
    assert json.loads(ended.out)[0]["text"] == STRIKE


@pytest.mark.parametrize(("closed", "code"), [("<&-", 3), ("<&- >&-", 3), ("<&- 2>&-", 3)])
def test_a_closed_stream_is_one_with_nothing_in_it(closed: str, code: int) -> None:
    program = f"{sys.executable} -c 'from sayso.cli import main; main()' read - {closed}"
    ended = subprocess.run(["/bin/sh", "-c", program], capture_output=True, check=False)
    assert ended.returncode == code
    assert b"Traceback" not in ended.stderr


def test_one_bad_input_does_not_stop_the_others(sayso: Sayso, report: Path) -> None:
    ended = sayso("read", "nowhere.txt", report, "--format", "jsonl")
    assert ended.code == 1
    assert len(ended.out.splitlines()) == 1
    assert ended.err.startswith("sayso: nowhere.txt: no such file")


def test_when_nothing_could_be_read_the_code_says_so(sayso: Sayso) -> None:
    ended = sayso("read", "nowhere.txt", "--format", "json")
    assert ended.code == 3
    assert json.loads(ended.out) == []


@pytest.mark.parametrize(
    "arguments",
    [
        ("read",),
        ("read", "x.txt", "--format", "xml"),
        ("read", "x.txt", "--published", "Tuesday"),
        ("read", "x.txt", "--unknown"),
        ("fetch", "x.txt"),
    ],
)
def test_a_command_not_understood_ends_with_2(sayso: Sayso, arguments: tuple[str, ...]) -> None:
    ended = sayso(*arguments)
    assert ended.code == 2
    assert ended.out == ""
    assert "Error" in ended.err


def test_a_text_can_not_steer_the_terminal(sayso: Sayso, tmp_path: Path) -> None:
    path = tmp_path / "evil.txt"
    path.write_text(
        "The army said that \x1b]0;owned\x07 five [bold]drones[/bold] fell.", encoding="utf-8"
    )
    ended = sayso("read", path)
    assert "\x1b" not in ended.out
    assert "[bold]" in ended.out


class TestAdd:
    def test_it_tells_the_ledger_and_counts(self, sayso: Sayso, report: Path) -> None:
        first = sayso("add", report, "--published", "2026-03-04")
        assert (first.code, first.out) == (0, "")
        assert "ledger: sayso.sqlite" in first.err
        assert "1 document added with" in first.err
        again = sayso("add", report, "--published", "2026-03-04")
        assert again.code == 0
        assert "0 documents added with 0 claims; 1 there already" in again.err
        assert Path("sayso.sqlite").exists()

    def test_progress_tells_of_each_document(self, sayso: Sayso, report: Path) -> None:
        (first,) = sayso("add", report, "--progress").out.splitlines()
        (again,) = sayso("add", report, "--progress").out.splitlines()
        assert first.startswith("added ")
        assert first.endswith(f" {report}")
        assert again == first.replace("added", "held")

    def test_the_environment_names_the_ledger(
        self, sayso: Sayso, report: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("SAYSO_LEDGER", "night.sqlite")
        assert "ledger: night.sqlite" in sayso("add", report).err
        assert Path("night.sqlite").exists()

    def test_a_bad_input_is_put_on_the_record(self, sayso: Sayso, tmp_path: Path) -> None:
        folder = tmp_path / "reports"
        folder.mkdir()
        (folder / "empty.txt").touch()
        for number in range(3):
            (folder / f"{number}.txt").write_text(f"Report {number}: shells fell.")
        ended = sayso("add", folder)
        assert ended.code == 1
        assert "3 documents added" in ended.err
        assert "1 not read" in ended.err
        problems = sayso("list", "--problems").out
        assert "empty" in problems

    def test_a_file_that_is_no_ledger_is_left_as_it_is(self, sayso: Sayso, report: Path) -> None:
        ended = sayso("add", report, "--ledger", report)
        assert ended.code == 4
        assert "not a Sayso ledger; it is left as it is" in ended.err
        assert report.read_text(encoding="utf-8") == STRIKE

    def test_stopping_it_says_what_is_safe(
        self, sayso: Sayso, report: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def stopped(*_: object) -> None:
            raise KeyboardInterrupt

        monkeypatch.setattr("sayso.actions.add.add", stopped)
        ended = sayso("add", report)
        assert ended.code == 130
        assert "What was reported as added is safe; run it again" in ended.err

    def test_a_reading_whose_spans_went_wrong_is_a_problem_on_the_record(
        self, sayso: Sayso, report: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from sayso.actions import add as action
        from sayso.record import Document, Problem, Reading, Span

        def astray(document: Document) -> Reading:
            return Reading(document, problems=(Problem("places", "?", Span(0, 10**6)),))

        monkeypatch.setattr(action.add_opened, "__defaults__", (astray,))
        ended = sayso("add", report)
        assert ended.code == 3
        assert "Evidence does not hold" in ended.err
        assert "Evidence does not hold" in " ".join(sayso("list", "--problems").out.split())


@pytest.fixture
def gazetteer_unopened() -> Iterator[None]:
    search._opened.cache_clear()
    yield
    search._opened.cache_clear()


@pytest.mark.usefixtures("gazetteer_unopened")
def test_the_first_run_says_that_the_gazetteer_is_built(
    sayso: Sayso, report: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SAYSO_HOME", str(tmp_path / "new"))
    monkeypatch.setattr(builtin, "_listings", list)
    first = sayso("read", report)
    again = sayso("read", report)
    assert "Building the gazetteer of places, once" in first.err
    assert "gazetteer" not in first.out
    assert "gazetteer" not in again.err


@pytest.mark.usefixtures("gazetteer_unopened")
def test_without_room_for_the_gazetteer_the_rest_is_read(
    sayso: Sayso, report: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full() -> Path:
        raise OSError("no folder to keep the gazetteer in")

    monkeypatch.setattr(search, "packs_folder", full)
    monkeypatch.setattr(builtin, "packs_folder", full)
    ended = sayso("read", report, "--format", "json")
    assert ended.code == 0
    assert "no gazetteer: no folder" in ended.out


def test_a_terminal_is_shown_what_is_done_and_a_pipe_is_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def shown(terminal: bool) -> str:
        screen = io.StringIO()
        console = Console(file=screen, force_terminal=terminal, width=200)
        monkeypatch.setattr("sayso.cli.reading.messages", lambda: console)

        def outcomes() -> Iterator[Outcome]:
            progress("tagging", 0.25)
            time.sleep(0.3)  # the screen is drawn ten times a second
            yield Outcome("long.txt", "1", None, None)

        assert len(list(_with_bar(outcomes(), ["long.txt"]))) == 1
        return screen.getvalue()

    assert "tagging 25%" in shown(terminal=True)
    assert shown(terminal=False) == ""


def test_a_time_that_names_no_day_is_shown_in_its_words(sayso: Sayso, tmp_path: Path) -> None:
    report = tmp_path / "a.txt"
    report.write_text("Residents of Anefis reported three explosions on Wednesday night.")
    open_time = sayso("read", report).out
    assert "XXXX" not in open_time
    assert "Wednesday" in " ".join(open_time.split("words")[1].split())
    dated = sayso("read", report, "--published", "2026-03-06").out
    assert "TNI" not in dated
    assert "2026-03-04," in dated

"""The gate fails when it measured nothing, and the gold set that ships says what it means."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from evaluation import __main__ as gate
from evaluation.gold import REPORTS, score_readings
from evaluation.gold.reports import GoldError, load_report, load_reports
from evaluation.score import Score
from sayso.record import Document, Reading

HEAD = "outlet: Hill Post\ngenre: wire copy\npublished: 2025-03-04T09:00\n\n"


def outcome(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr(sys, "argv", ["evaluation", *arguments])
    return gate.main()


def test_a_named_task_without_its_data_fails(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert outcome(monkeypatch, "quantities", "--data", str(tmp_path / "nowhere")) == 1
    assert "NOTHING WAS MEASURED: quantities" in capsys.readouterr().out
    asked = ("quantities", "--data", str(tmp_path), "--allow-missing")
    assert outcome(monkeypatch, *asked) == 0


@pytest.mark.parametrize(
    ("measured", "named", "empty"),
    [
        ((), False, ["gold", "claims"]),
        (("gold",), False, []),
        (("gold",), True, ["claims"]),
        (("gold", "claims"), True, []),
    ],
)
def test_all_tasks_may_miss_data_but_not_every_one(
    measured: tuple[str, ...], named: bool, empty: list[str]
) -> None:
    score = Score("a.b.c", 1.0, "")
    by_task = {task: [score] if task in measured else [] for task in ("gold", "claims")}
    assert gate._unmeasured(by_task, named) == empty


def test_the_set_has_what_its_pages_promise() -> None:
    reports, _ = load_reports(REPORTS)
    assert len(reports) >= 12
    assert sum(report.sentences for report in reports) >= 60
    assert len({report.genre for report in reports}) >= 6
    kinds = [mark.kind for report in reports for mark in report.marks]
    assert {kind: kinds.count(kind) >= 15 for kind in ("said", "quantity", "place", "moment")} == {
        "said": True, "quantity": True, "place": True, "moment": True,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ("said: The mayor | said | the bridge fell | asserts", "'the bridge fell' stands 0 times"),
        ("said: The mayor | said | the dam held | agrees", "'agrees' is no polarity"),
        ("quantity: two men | 2 | man | killed | exactly", "'exactly' is no bound"),
        ("place: the | 1.0 2.0", "'the' stands 2 times"),
        ("actor: The mayor | x", "'actor' is none of"),
        ("moment: on Monday | 2025-03-03", "1 parts after its words"),
    ],
)
def test_an_annotation_that_does_not_fit_its_words_is_refused(
    tmp_path: Path, line: str, wrong: str
) -> None:
    path = tmp_path / "report.txt"
    sentence = "The mayor said the dam held and the two men left on Monday."
    path.write_text(f"{HEAD}{sentence}\n  {line}\n", encoding="utf-8")
    with pytest.raises(GoldError, match=r"report.txt, line 6: ") as refused:
        load_report(path)
    assert wrong in str(refused.value)


def test_spans_are_those_of_the_words_in_the_report(tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    body = "No one spoke.\nThe dam held, the mayor said.\n"
    path.write_text(f"{HEAD}{body}  said: the mayor | said | The dam held | asserts\n")
    report = load_report(path)
    (mark,) = report.marks
    assert [span.of(report.text) for span in mark.spans] == ["the mayor", "said", "The dam held"]


def test_a_reading_that_found_nothing_scores_nothing() -> None:
    reports, mark = load_reports(REPORTS)
    read = [(each, Reading(Document(each.text), attributions=(), claims=())) for each in reports]
    assert {score.value for score in score_readings(read, mark)} == {0.0}

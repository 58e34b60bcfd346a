"""An error in any stage, over every way in which documents are read."""

from __future__ import annotations

import logging
import os
from contextlib import closing
from dataclasses import fields, replace
from pathlib import Path

import pytest

from sayso.actions.add import add_opened
from sayso.actions.read import read_inputs
from sayso.actions.verify import verify
from sayso.engines.engine import Here
from sayso.engines.pool import Pool
from sayso.intake.inputs import open_inputs
from sayso.ledger import open_ledger
from sayso.pipeline import STAGES, Pipeline, stages_with
from sayso.record import Document, Reading
from sayso.record.faults import is_internal, trace_of
from sayso.stages.stage import Draft, StageResult
from sayso.text.quick_start import AwaitedParse
from tests.cli.conftest import Sayso, sayso
from tests.engines.fixtures import pool
from tests.faults.making import (
    COUNT,
    FAULTS,
    MARK,
    MARKED,
    TEXTS,
    internal,
    lines_of,
    pipeline_failing_in,
)
from tests.faults.tables import all_are_in_the_tables

__all__ = ["pool", "sayso"]

NAMES = tuple(each.name for each in STAGES)
LAYER_OF = {each.name: each.gives for each in STAGES}
KEPT = frozenset(each.name for each in fields(Reading)) - {"document", "problems"}


def lost_with(name: str) -> set[str]:
    """The layers of a reading that are missing when the stage called `name` raises."""
    lost = {LAYER_OF[name]}
    for stage in STAGES:
        if lost & set(stage.needs):
            lost.add(stage.gives)
    return lost & KEPT


@pytest.mark.parametrize("error", FAULTS)
@pytest.mark.parametrize("name", NAMES)
def test_all_hundred_are_read_and_one_lacks_what_the_stage_gives(
    name: str, error: type[Exception]
) -> None:
    pipeline = pipeline_failing_in(name, error)
    readings = [pipeline.read(Document(text)) for text in TEXTS]
    for number, reading in enumerate(readings):
        missing = {each for each in KEPT if getattr(reading, each) is None}
        if number != MARKED:
            assert not missing
            assert not reading.problems
            continue
        assert missing == lost_with(name)
        (message,) = internal(reading)
        assert message.startswith(f"internal error, please report: {error.__name__} in {name}, ")
        skipped = [each.name for each in STAGES if lost_with_by(name, each.name)]
        assert ("Not run because of it: " + ", ".join(skipped) in message) == bool(skipped)


def lost_with_by(name: str, other: str) -> bool:
    """Whether the stage `other` is not run because `name` raised."""
    lost = {LAYER_OF[name]}
    for stage in STAGES:
        if stage.name != name and lost & set(stage.needs):
            lost.add(stage.gives)
            if stage.name == other:
                return True
    return False


def test_two_stages_that_raise_are_two_problems() -> None:
    pipeline = pipeline_failing_in("moments", stages=pipeline_failing_in("places").stages)
    reading = pipeline.read(Document(TEXTS[MARKED]))
    assert [each.stage for each in reading.problems] == ["moments", "places"]
    assert reading.claims is None
    assert reading.quantities is not None


def test_the_log_has_the_trace_and_the_record_has_not(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        reading = pipeline_failing_in("moments").read(Document(TEXTS[MARKED]))
    (message,) = internal(reading)
    (logged,) = (each.getMessage() for each in caplog.records)
    assert "_raise_on_mark" in logged
    assert "\n" not in logged
    assert "_raise_on_mark" not in message


def test_the_trace_of_a_deep_recursion_is_short() -> None:
    def deeper(number: int) -> int:
        return deeper(number + 1)

    with pytest.raises(RecursionError) as raised:
        deeper(0)
    assert len(trace_of(raised.value)) < 1_000


@pytest.mark.parametrize("error", [KeyboardInterrupt, SystemExit])
def test_a_person_who_stops_it_is_obeyed(error: type[BaseException]) -> None:
    def stop(_draft: Draft) -> StageResult:
        raise error

    stages = [replace(each, read=stop) for each in STAGES[:1]]
    with pytest.raises(error):
        Pipeline(stages).read(Document("Shells fell."))


def test_a_parse_that_fails_in_another_process_is_the_fault_of_parsing() -> None:
    def arrived() -> None:
        raise MemoryError

    stages = [
        replace(each, read=lambda _: StageResult(AwaitedParse(arrived)))  # type: ignore[arg-type]
        if each.name == "parsing"
        else each
        for each in pipeline_failing_in("none").stages
    ]
    reading = Pipeline(stages).read(Document(TEXTS[0]))
    assert [each.stage for each in reading.problems] == ["parsing"]
    assert reading.blocks is not None
    assert reading.moments is None


@pytest.fixture
def feed(tmp_path: Path) -> Path:
    path = tmp_path / "feed.jsonl"
    path.write_bytes(lines_of())
    return path


def test_read_goes_on(sayso: Sayso, feed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fails = pipeline_failing_in("moments")
    monkeypatch.setattr("sayso.actions.read.default_pipeline", lambda *_: fails)
    ended = sayso("read", feed, "--format", "jsonl")
    assert ended.code == 0
    lines = ended.out.splitlines()
    assert len(lines) == COUNT
    assert ["internal error" in each for each in lines].count(True) == 1
    assert "Traceback" not in ended.err


# Adding a hundred takes some 10 s of processor time; reading them is tried with every stage above.
ADDED = NAMES if os.environ.get("SAYSO_FUZZ") else ("anatomy", "events", "claims")


@pytest.mark.parametrize("name", ADDED)
def test_add_stores_all_hundred(name: str, feed: Path, tmp_path: Path) -> None:
    ledger = tmp_path / "ledger.sqlite"
    reader = pipeline_failing_in(name).read
    with closing(open_ledger(ledger, "add")) as store:
        outcomes = list(add_opened(store, open_inputs([str(feed)]), reader))
        assert len(outcomes) == COUNT
        assert all(each.added and each.added.new for each in outcomes)
        (problem,) = (each for each in store.problems() if is_internal(each.problem))
        assert MARK in store.reading(problem.document or "").document.text
    assert not verify(ledger).failures


def test_a_reader_that_raises_loses_no_document(feed: Path, tmp_path: Path) -> None:
    def reader(document: Document) -> Reading:
        if MARK in document.text:
            raise RecursionError
        return pipeline_failing_in("none").read(document)

    with closing(open_ledger(tmp_path / "ledger.sqlite", "add")) as store:
        outcomes = list(add_opened(store, open_inputs([str(feed)]), reader))
        assert sum(each.added is not None for each in outcomes) == COUNT
        assert [each.problem.stage for each in store.problems()] == ["reading"]


def test_a_document_that_storing_raises_on_is_on_the_record(
    feed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sayso.ledger import core

    whole = core.rows_of  # type: ignore[attr-defined]

    def rows_of(reading: Reading) -> object:
        if MARK in reading.document.text:
            raise IndexError
        return whole(reading)

    monkeypatch.setattr(core, "rows_of", rows_of)
    with closing(open_ledger(tmp_path / "ledger.sqlite", "add")) as store:
        reader = pipeline_failing_in("none").read
        outcomes = list(add_opened(store, open_inputs([str(feed)]), reader))
        assert len(outcomes) == COUNT
        assert sum(each.added is not None for each in outcomes) == COUNT - 1
        assert len(store.documents()) == COUNT - 1
        assert len(store.problems()) == 1


@pytest.mark.parametrize("where", ["anatomy", "moments", "rows"])
def test_bulk_reads_all_hundred(where: str, feed: Path, tmp_path: Path) -> None:
    all_are_in_the_tables(Here(), where, feed, tmp_path / "tables")


def test_bulk_reads_all_hundred_in_a_pool(pool: Pool, feed: Path, tmp_path: Path) -> None:
    all_are_in_the_tables(pool, "moments", feed, tmp_path / "tables")


def test_real_stages_read_the_others_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    some = TEXTS[MARKED - 5 : MARKED + 5]
    fails = pipeline_failing_in("moments", KeyError, stages_with("fast"))
    monkeypatch.setattr("sayso.actions.read.default_pipeline", lambda *_: fails)
    path = tmp_path / "feed.jsonl"
    path.write_bytes(lines_of(some))
    readings = [each for each in read_inputs([str(path)], fast=True) if isinstance(each, Reading)]
    assert len(readings) == len(some)
    assert [bool(each.claims) for each in readings].count(True) == len(some) - 1
    assert len(internal(readings[5])) == 1

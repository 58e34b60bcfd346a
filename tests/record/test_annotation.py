"""Annotations go into judgements and come back, and are replayed in order."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from sayso.record import Judgement
from sayso.record.annotation import (
    NO_WORK,
    Annotation,
    Subject,
    annotation_of,
    judgement_of,
    work_of,
    works_of,
)

START = datetime(2026, 3, 4, 8, tzinfo=UTC)


def said(minute: int, by: str = "ada", **what: object) -> Annotation:
    at = START + timedelta(minutes=minute)
    return replace(Annotation("document", ("d1",), by, at), **what)  # type: ignore[arg-type]


WHOLE = said(
    0, keys=("d1", "d2"), why="new", add_tags=("a", "b c"), remove_tags=("d",), note="x\ny",
    assignee="", state="second_reading", takes_back=START,
)  # fmt: skip


@pytest.mark.parametrize(
    "annotation", [WHOLE, replace(WHOLE, kind="claim"), said(1), said(1, kind="incident")]
)
def test_an_annotation_comes_back_from_its_judgement(annotation: Annotation) -> None:
    judgement = judgement_of(annotation)
    assert annotation_of(judgement) == annotation
    assert judgement.claims == (() if annotation.kind == "document" else annotation.keys)
    assert len(dict(judgement.changes)) == len(judgement.changes), "each name once"


@pytest.mark.parametrize(
    "changes",
    [(), (("of", "chain"), ("documents", "d1")), (("of", "document"),), (("of", "claim"),),
     (("of", "document"), ("documents", "d1"), ("state", "lost")),
     (("of", "document"), ("documents", "d1"), ("takes_back", "yesterday"))],
)  # fmt: skip
def test_what_is_not_understood_is_no_annotation(changes: tuple[tuple[str, str], ...]) -> None:
    assert annotation_of(Judgement("annotated", (), "ada", START, "", changes)) is None


def test_the_last_one_counts_and_notes_stay() -> None:
    work = work_of([
        said(0, add_tags=("b", "a"), assignee="ada", state="in_work", note="one"),
        said(1, by="omar", remove_tags=("b",), state="done", note="two"),
        said(2, assignee=""),
    ])  # fmt: skip
    assert (work.tags, work.assignee, work.state) == (("a",), "", "done")
    assert [(each.words, each.by) for each in work.notes] == [("one", "ada"), ("two", "omar")]


def test_taking_back_is_of_one_person_and_one_time() -> None:
    first = said(0, state="in_work", add_tags=("a",))
    second = said(1, by="omar", state="done")
    assert work_of([first, second, said(2, takes_back=second.when)]).state == "done", "omar's"
    own = said(3, by="omar", takes_back=second.when)
    assert work_of([first, second, own]).state == "in_work"
    assert work_of([first, second, own, said(4, takes_back=first.when)]) == NO_WORK


def test_works_are_of_documents_and_claims() -> None:
    given = [
        said(0, keys=("d1", "d2"), state="done"),
        said(1, kind="claim", keys=("c1",), add_tags=("x",)),
        said(2, kind="incident", keys=("c1",), state="done"),
    ]
    wrong = Judgement("wrong", ("c1",), "ada", START, "")
    works = works_of([wrong, *map(judgement_of, given)])
    assert works.keys() == {
        Subject("document", "d1"), Subject("document", "d2"), Subject("claim", "c1")
    }  # fmt: skip
    assert works[Subject("claim", "c1")].tags == ("x",)

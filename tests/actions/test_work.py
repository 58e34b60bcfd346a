"""Work is assigned, tagged and noted by judgements; nobody overwrites another unseen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from sayso.accounts import Person
from sayso.actions.regrouping import plan_merge
from sayso.actions.regrouping import plan_undo as plan_parting
from sayso.actions.review import ChangedMeanwhileError, JudgementError, check_seen, judge
from sayso.actions.verify import verify_store
from sayso.actions.work import (
    MOST_TAGS,
    Asked,
    WorkPlan,
    documents_of_search,
    keep_work,
    plan_take_back,
    plan_work,
    tags_of,
    take_back,
    targets_of_documents,
    unassigned_of,
)
from sayso.index.search import Filter, filter_of, search_claims
from sayso.index.service import IncidentIndex
from sayso.ledger import UnknownIdError
from sayso.record import Judgement
from sayso.record.annotation import NO_WORK, Kind, Work, work_of
from sayso.views.work import (
    WorkFilter,
    counts_of,
    documents_at_work,
    incidents_at_work,
    neighbours,
    target_of,
)
from tests.actions.test_regrouping import READINGS

NAMES = ("ada", "omar")
KEYS = [each.document.fingerprint for each in READINGS]


@pytest.fixture
def index(tmp_path: Path) -> Iterator[IncidentIndex]:
    with closing(IncidentIndex(tmp_path / "war.sqlite")) as opened:
        for reading in READINGS:
            opened.store.add(reading)
        opened.catch_up()
        yield opened


def keep(
    index: IncidentIndex, key: str, by: str = "ada", kind: Kind = "document",
    seen: int | None = None, **asked: object,
) -> WorkPlan:  # fmt: skip
    given = replace(Asked(), **asked)  # type: ignore[arg-type]
    return keep_work(index, [target_of(index, kind, key)], given, by, NAMES, seen)


def work(index: IncidentIndex, key: str, kind: Kind = "document") -> Work:
    said = target_of(index, kind, key).said(index.state().work)
    return work_of(each for _, each in said)


def keys(index: IncidentIndex, wanted: WorkFilter) -> list[str]:
    total, items = documents_at_work(index, wanted)
    assert total == len(items)
    return [each.key for each in items]


def test_work_is_kept_and_taken_back_and_said_in_words(index: IncidentIndex) -> None:
    plan = keep(index, KEYS[0][:8], add_tags=("Urgent, needs  a map",), assignee="ada")
    (effect,) = plan.effects
    assert effect.startswith(f"document {KEYS[0][:10]}: assignee: nobody becomes ada; tags: none")
    assert "becomes needs a map, urgent" in effect
    assert work(index, KEYS[0]) == Work(("needs a map", "urgent"), (), "ada", "new")
    done = keep(
        index, KEYS[0], by="omar", state="done", note=" see\r\nit ", remove_tags=("urgent",)
    )
    assert "state: new becomes done" in done.summary
    assert work(index, KEYS[0]).notes[0].words == "see\nit"
    back = take_back(index, target_of(index, "document", KEYS[0]), "ada")
    assert "assignee: ada becomes nobody" in back.summary
    assert "tags: needs a map becomes none" in back.summary
    assert (work(index, KEYS[0]).state, work(index, KEYS[0]).assignee) == ("done", "")
    with pytest.raises(JudgementError, match="ada has noted nothing"):
        take_back(index, target_of(index, "document", KEYS[0]), "ada")
    assert verify_store(index.store).failures == ()


def test_an_earlier_one_is_taken_back_by_its_time(index: IncidentIndex) -> None:
    first = keep(index, KEYS[0], add_tags=("one",)).judgements[0]
    keep(index, KEYS[0], add_tags=("two",))
    take_back(index, target_of(index, "document", KEYS[0]), "ada", first.when)
    assert work(index, KEYS[0]).tags == ("two",)


@pytest.mark.parametrize(
    ("asked", "why"),
    [({"assignee": "eve"}, "no user 'eve' who may review. There are: ada, omar"),
     ({"state": "lost"}, "no state 'lost'. There are new, in_work"),
     ({"add_tags": ("x" * 41,)}, "40 characters at most"),
     ({"add_tags": ("a\u202eb",)}, "visible characters"),
     ({"add_tags": ('"a"',)}, "quotation marks"),
     ({"add_tags": tuple(f"t{at}" for at in range(MOST_TAGS + 1))}, f"over {MOST_TAGS} tags"),
     ({"add_tags": ("a",), "remove_tags": ("A",)}, "both added and taken away"),
     ({"note": "x" * 2_001}, "2,001 characters"),
     ({"state": "new"}, "Nothing would change"),
     ({"remove_tags": ("a",)}, "Nothing would change"),
     ({}, "Nothing would change")],
)  # fmt: skip
def test_what_cannot_be_is_refused(
    index: IncidentIndex, asked: dict[str, object], why: str
) -> None:
    with pytest.raises(JudgementError, match=why):
        keep(index, KEYS[0], **asked)  # type: ignore[arg-type]
    assert index.store.judgements() == ()


def test_tags_are_parted_by_commas_and_semicolons() -> None:
    assert tags_of(" B ;a  c,,b, ") == ("b", "a c")
    assert tags_of("") == ()


def test_a_claim_has_tags_and_notes_alone(index: IncidentIndex) -> None:
    claim = (READINGS[0].claims or ())[0].id
    keep(index, claim, kind="claim", add_tags=("toll",), note="of two days")
    assert work(index, claim, "claim").tags == ("toll",)
    assert work(index, KEYS[0]) == NO_WORK
    with pytest.raises(JudgementError, match="Assign the document"):
        keep(index, claim, kind="claim", state="done")
    with pytest.raises(UnknownIdError):
        keep(index, KEYS[0], kind="claim", add_tags=("toll",))


def test_annotations_are_no_judgements_of_a_claim(index: IncidentIndex) -> None:
    claim = (READINGS[0].claims or ())[0].id
    before = [each.id for each in index.state().largest()]
    keep(index, claim, kind="claim", add_tags=("toll",))
    keep(index, claim, kind="incident", state="in_work")
    check_seen(index, claim, Person("omar", "reviewer"), 0)
    assert index.state().by_claim == {}
    assert index.state().coded_by("ada") == []
    assert [each.id for each in index.state().largest()] == before
    with pytest.raises(JudgementError, match="where work is listed"):
        judge(index, Person("ada", "reviewer"), "annotated", [claim])


def test_what_others_changed_is_refused_once(index: IncidentIndex) -> None:
    seen = index.state().work.count
    keep(index, KEYS[0], by="omar", state="done", add_tags=("x",), seen=seen)
    keep(index, KEYS[1], by="ada", state="done", seen=seen)
    with pytest.raises(ChangedMeanwhileError, match=r"\(omar: state done, tag x\)"):
        keep(index, KEYS[0], by="ada", state="in_work", seen=seen)
    assert work(index, KEYS[0]).state == "done"
    keep(index, KEYS[0], by="ada", state="in_work", seen=index.state().work.count)
    keep(index, KEYS[0], by="ada", state="done", seen=seen + 3)
    with pytest.raises(ChangedMeanwhileError):
        keep(index, KEYS[0], by="omar", state="new", seen=seen + 3)


def test_the_documents_of_a_search_are_assigned_in_one_judgement(index: IncidentIndex) -> None:
    keep(index, KEYS[0], by="omar", assignee="omar")
    found = documents_of_search(index, filter_of([("q", "livestock")]))
    assert found == KEYS[:4]
    assert unassigned_of(index, found) == KEYS[1:4]
    targets = targets_of_documents(index, found)
    plan = keep_work(index, targets, Asked(("batch",), assignee="ada"), "ada", NAMES)
    assert (len(plan.judgements), len(plan.effects)) == (1, 4)
    assert "4 documents" in plan.summary
    assert "assignee: nobody becomes ada (3)" in plan.summary
    assert "assignee: omar becomes ada (1)" in plan.summary
    assert keys(index, WorkFilter("ada")) == KEYS[:4]
    take_back(index, target_of(index, "document", KEYS[0]), "ada")
    assert keys(index, WorkFilter("ada")) == KEYS[1:4]
    assert keys(index, WorkFilter("omar")) == KEYS[:1]
    rest = plan_take_back(index, targets_of_documents(index, KEYS[1:4]), "ada")
    assert len(rest.judgements) == 1
    index.judge(rest.judgements)
    assert keys(index, WorkFilter("")) == KEYS[1:]
    with pytest.raises(JudgementError, match="Nothing is left to assign"):
        targets_of_documents(index, [])


def test_what_is_so_already_is_left_out_of_a_bulk_change(index: IncidentIndex) -> None:
    keep(index, KEYS[1], assignee="ada")
    targets = targets_of_documents(index, KEYS[:3])
    plan = plan_work(index, targets, Asked(assignee="ada"), "omar", NAMES)
    (judgement,) = plan.judgements
    assert dict(judgement.changes)["documents"].split() == [KEYS[0], KEYS[2]]


def test_lists_filters_counts_and_neighbours(index: IncidentIndex) -> None:
    keep(index, KEYS[0], assignee="ada", state="in_work", add_tags=("x",))
    keep(index, KEYS[2], assignee="ada", state="done")
    keep(index, KEYS[3], add_tags=("x",))
    assert keys(index, WorkFilter("ada")) == [KEYS[0], KEYS[2]]
    assert keys(index, WorkFilter("ada", "done")) == [KEYS[2]]
    assert keys(index, WorkFilter("")) == [KEYS[1], *KEYS[3:]]
    assert keys(index, WorkFilter(None, "new")) == [KEYS[1], *KEYS[3:]]
    assert keys(index, WorkFilter("", None, "x")) == [KEYS[3]]
    assert [each.key for each in documents_at_work(index, WorkFilter(), 1, 2)[1]] == KEYS[1:3]
    assert neighbours(index, WorkFilter(""), KEYS[2]) == (KEYS[1], KEYS[3]), "not in it itself"
    assert neighbours(index, WorkFilter("ada"), KEYS[0]) == (None, KEYS[2])
    counts = counts_of(index, WorkFilter("ada"), "ada")
    assert (counts.mine, counts.unassigned, counts.all) == (2, 5, 7)
    assert (counts.states, counts.tags) == ({"in_work": 1, "done": 1}, {"x": 2})
    fresh = counts_of(index, WorkFilter(None, "new"), "ada")
    assert (fresh.mine, fresh.unassigned, fresh.all) == (0, 5, 5)
    assert fresh.states == {"new": 5, "in_work": 1, "done": 1}


def test_a_search_by_tag_finds_claims_tagged_and_claims_of_tagged_documents(
    index: IncidentIndex,
) -> None:
    other = (READINGS[4].claims or ())[1].id
    keep(index, KEYS[0], add_tags=("x",))
    keep(index, other, kind="claim", add_tags=("x", "y"))
    of = {each.id for each in search_claims(index, filter_of([("tag", "X")])).claims}
    assert of == {*(each.id for each in READINGS[0].claims or ()), other}
    assert search_claims(index, Filter(tags=("y",))).total == 1
    assert search_claims(index, Filter(tags=("y",), document=KEYS[0])).total == 0
    assert search_claims(index, Filter(tags=("nothing", "x"))).total == len(of)
    wanted = filter_of([("tag", "x"), ("tag", "y"), ("q", "Kutum")])
    assert filter_of([tuple(each.split("=")) for each in wanted.query().split("&")]) == wanted  # type: ignore[misc]
    assert wanted.tagged("x").tags == ("y",)
    assert "tag x or y" in wanted.in_words()
    take_back(index, target_of(index, "document", KEYS[0]), "ada")
    assert search_claims(index, Filter(tags=("x",))).total == 1


def largest(index: IncidentIndex) -> Sequence[str]:
    return [each.id for each in index.state().largest()]


def test_what_is_noted_of_an_incident_follows_it_into_another(index: IncidentIndex) -> None:
    one, other = largest(index)
    keep(index, one, kind="incident", state="in_work", assignee="ada", add_tags=("a",))
    keep(index, other, kind="incident", by="omar", state="second_reading", add_tags=("b",))
    parted = {each.key: each.work for each in incidents_at_work(index, WorkFilter())}
    assert len(parted) == 2
    index.judge(plan_merge(index.state(), other, one, "omar").judgements)
    (item,) = incidents_at_work(index, WorkFilter())
    assert item.work == Work(("a", "b"), (), "ada", "second_reading")
    for former in (one, other):  # both addresses lead to the incident of both
        assert work(index, former, "incident") == item.work
    keep(index, other, kind="incident", remove_tags=("a",), state="done")
    assert work(index, one, "incident").tags == ("b",)
    take_back(index, target_of(index, "incident", one), "ada")
    take_back(index, target_of(index, "incident", one), "ada")
    assert work(index, other, "incident") == Work(("b",), (), "", "second_reading")
    both = [(READINGS[at].claims or ())[0].id for at in (0, 4)]  # of two claims at once
    targets = [target_of(index, "claim", each) for each in both]
    keep_work(index, targets, Asked(("toll",)), "omar", NAMES)
    index.judge(plan_parting(index.state(), one, "omar").judgements)
    apart = {each.work.tags for each in incidents_at_work(index, WorkFilter())}
    assert apart == {(), ("b",)}


def test_the_index_that_is_opened_again_has_the_same(tmp_path: Path, index: IncidentIndex) -> None:
    keep(index, KEYS[0], assignee="ada")
    keep(index, largest(index)[0], kind="incident", state="done")
    index.catch_up()
    with closing(IncidentIndex(tmp_path / "war.sqlite")) as again:
        assert keys(again, WorkFilter("ada")) == KEYS[:1]
        assert [each.work.state for each in incidents_at_work(again, WorkFilter())] == ["done"]


def test_an_annotation_from_outside_is_named_by_verify(index: IncidentIndex) -> None:
    keep(index, KEYS[0], assignee="ada")
    made = index.store.judgements()[0]
    bad: list[Judgement] = [
        replace(made, changes=(("of", "document"), ("documents", "gone"))),
        replace(made, changes=(("of", "weather"),)),
    ]

    class Altered:
        """The store with rows that it would refuse itself."""

        def __getattr__(self, name: str) -> object:
            return getattr(index.store, name)

        def judgements(self) -> list[Judgement]:
            return [made, *bad]

    wrong = dict(verify_store(Altered()).failures)  # type: ignore[arg-type]
    assert "is not there" in wrong["gone"]
    assert "1 annotations are not understood" in wrong["judgements"]


def test_targets_know_what_they_are(index: IncidentIndex) -> None:
    assert target_of(index, "document", KEYS[0]).title
    incident = target_of(index, "incident", largest(index)[0])
    assert incident.title == next(iter(index.state().largest())).title

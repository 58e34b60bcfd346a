"""What a users' file keeps of projects, and how a file of an earlier version gets there."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sayso.accounts import People
from sayso.accounts.errors import ProjectChangedError, ProjectError
from sayso.accounts.projects import FieldChange, Project
from sayso.accounts.schema import ALERT_TABLES, JOB_TABLES, TABLES, VERSION
from sayso.record import Judgement
from tests.accounts.making import OTHER, Clocks, Counting, people_at

HARBOUR = Project("harbour", "Harbour 2025", "q=harbour", "airwars", {"oksana": "reviewer"})


def noted(words: str) -> Judgement:
    changes = (("of", "claim"), ("note", words))
    return Judgement("annotated", ("4f2a9c",), "oksana", datetime.now(UTC), "", changes)


def test_a_file_of_the_third_version_keeps_what_it_has(tmp_path: Path) -> None:
    path = tmp_path / "news.people.sqlite"
    with closing(sqlite3.connect(path)) as old:
        for statement in (*TABLES, *ALERT_TABLES, *JOB_TABLES):
            old.execute(statement)
        old.execute("INSERT INTO searches VALUES (4, 0, 'drones', 'q=drones', '2026-03-01')")
        old.execute("PRAGMA user_version = 3")
        old.commit()
    path.chmod(0o600)
    with closing(People(path, Counting())) as people:
        assert [each.name for each in people.searches("local")] == ["drones"]
        assert people.projects.all() == []
        assert people.projects.create(replace(HARBOUR, members={}), "ada").version == 1
    with closing(sqlite3.connect(path)) as new:
        assert new.execute("PRAGMA user_version").fetchone() == (VERSION,)


def test_a_project_is_kept_as_it_was_given(people: People) -> None:
    made = people.projects.create(HARBOUR, "ada")
    assert made == replace(HARBOUR, id=made.id, version=1)
    assert people.projects.find("harbour") == made
    assert people.projects.all() == [made]
    for name in ("harbou", "HARBOUR", "harbour ", "har%", "", "\ud800", "harbour\0"):
        assert people.projects.find(name) is None, name


def test_a_name_is_taken_once_even_by_an_archived_project(people: People) -> None:
    made = people.projects.create(HARBOUR, "ada")
    people.projects.change(made, replace(made, archived=True), "ada")
    with pytest.raises(ProjectError, match="already"):
        people.projects.create(HARBOUR, "ada")
    assert len(people.projects.all()) == 1


def test_what_is_changed_is_kept_with_what_stood_there_before(people: People) -> None:
    people.add_user("omar", "reader", OTHER)
    made = people.projects.create(HARBOUR, "ada")
    longer = "q=" + "harbour+" * 300
    after = replace(made, query=longer, members={"omar": "admin"})
    assert people.projects.change(made, after, "ada") == replace(after, version=2)
    back = people.projects.change(replace(after, version=2), replace(made, version=2), "omar")
    assert back == replace(made, version=3)
    kept = people.projects.changes(back)
    assert [(each.version, each.who) for each in kept[:3]] == [(3, "omar")] * 3
    assert [each.change for each in kept if each.version == 2] == [
        FieldChange("member omar", "", "admin"),
        FieldChange("member oksana", "reviewer", ""),
        FieldChange("filter", "q=harbour", longer),
    ]


def test_of_two_who_change_a_project_at_once_the_second_is_refused(
    people: People, tmp_path: Path, clocks: Clocks, hasher: Counting
) -> None:
    made = people.projects.create(HARBOUR, "ada")
    with closing(people_at(tmp_path / "news.people.sqlite", clocks, hasher)) as other:
        other.projects.change(made, replace(made, title="Theirs"), "omar")
    with pytest.raises(ProjectChangedError):
        people.projects.change(made, replace(made, title="Ours", members={}), "ada")
    now = people.projects.find("harbour")
    assert now is not None
    assert (now.title, now.members) == ("Theirs", HARBOUR.members)


def test_a_change_with_a_user_who_is_not_there_changes_nothing(people: People) -> None:
    made = people.projects.create(HARBOUR, "ada")
    with pytest.raises(ProjectError, match="no user 'eve'"):
        people.projects.change(made, replace(made, title="x", members={"eve": "reader"}), "ada")
    assert people.projects.find("harbour") == made
    with pytest.raises(ProjectError):
        people.projects.create(replace(HARBOUR, name="bridges", members={"eve": "reader"}), "ada")
    assert people.projects.find("bridges") is None


def test_who_is_removed_is_in_no_project_and_leaves_their_work(people: People) -> None:
    made = people.projects.create(HARBOUR, "ada")
    people.projects.judge(made, [noted("two days")])
    assert people.projects.any_of("oksana")
    people.remove_user("oksana")
    people.add_user("oksana", "reviewer", OTHER)
    assert not people.projects.any_of("oksana")
    now = people.projects.find("harbour")
    assert now is not None
    assert now.members == {}
    assert [each.by for _, each in people.projects.judgements(now)] == ["oksana"]


def test_judgements_are_of_one_project_and_come_in_order(people: People) -> None:
    one = people.projects.create(HARBOUR, "ada")
    other = people.projects.create(replace(HARBOUR, name="bridges"), "ada")
    first, second, third = noted("first"), noted("second"), noted("third")
    people.projects.judge(one, [first])
    people.projects.judge(other, [second])
    people.projects.judge(one, [third])
    numbers, kept = zip(*people.projects.judgements(one), strict=True)
    assert kept == (first, third)
    assert people.projects.judgements(one, numbers[0]) == [(numbers[1], third)]
    assert [each for _, each in people.projects.judgements(other)] == [second]


def test_nothing_is_judged_in_an_archived_project(people: People) -> None:
    made = people.projects.create(HARBOUR, "ada")
    archived = people.projects.change(made, replace(made, archived=True), "ada")
    with pytest.raises(ProjectError, match="archived"):
        people.projects.judge(made, [noted("late")])
    restored = people.projects.change(archived, replace(archived, archived=False), "ada")
    people.projects.judge(restored, [noted("in time")])
    assert len(people.projects.judgements(made)) == 1

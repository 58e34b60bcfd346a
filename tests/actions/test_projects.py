"""Who may see and change which project, and what a project's index has of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from sayso.accounts import LOCAL, People, Person, Role
from sayso.accounts.errors import (
    NoProjectError,
    ProjectChangedError,
    ProjectError,
    ProjectRoleError,
)
from sayso.accounts.projects import Project
from sayso.actions.coding import RowChange, keep_coding, row_of
from sayso.actions.projects import (
    ProjectEdit,
    ProjectIndexes,
    Standing,
    codebook_of_project,
    has_projects,
    keep_project,
    plan_edit,
    plan_project,
    standing_of,
    standings_of,
)
from sayso.actions.row_agreement import row_agreement
from sayso.actions.work import Asked, keep_work, take_back
from sayso.index.search import BadFilterError
from sayso.index.service import IncidentIndex
from sayso.record.annotation import Subject
from sayso.settings.codebooks import default_codebook
from sayso.views.work import WorkFilter, counts_of, documents_at_work, neighbours, target_of
from tests.web.site import filled_desk, people_of

ADA = Person("ada", "admin")
OKSANA = Person("oksana", "reviewer")
OTTO = Person("otto", "reviewer")
PIA = Person("pia", "reader")
OWN_CODEBOOK = """name = "ferries"
version = 1
title = "Ferries"
rows = "all"
[[field]]
name = "boats"
title = "Boats"
kind = "number"
"""


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[IncidentIndex]:
    made = filled_desk(tmp_path)
    yield made
    made.close()


@pytest.fixture
def people(desk: IncidentIndex) -> Iterator[People]:
    made = people_of(desk)
    for person in (ADA, OKSANA, OTTO, PIA):
        made.add_user(person.name, person.role, "quiet river stone lamp")
    yield made
    made.close()


@pytest.fixture
def harbour(people: People) -> Project:
    edit = ProjectEdit(
        "Harbour", "/search?q=market&outlet=Delta+Wire&page=2", "",
        {"oksana": "reviewer", "pia": "admin"},
    )  # fmt: skip
    return keep_project(people, plan_project(people, ADA, "harbour", edit), "ada")


def test_a_project_is_seen_by_its_members_and_admins_of_the_site(
    people: People, harbour: Project
) -> None:
    other = Project("elsewhere", "Elsewhere", members={"otto": "admin"})
    keep_project(people, plan_project(people, ADA, "elsewhere", ProjectEdit("Elsewhere")), "ada")
    edit = ProjectEdit(members=other.members)
    keep_project(people, plan_edit(people, standing_of(people, ADA, "elsewhere"), edit), "ada")
    seen = {
        person.name: [
            (each.project.name, each.person.role) for each in standings_of(people, person)
        ]
        for person in (ADA, OKSANA, OTTO, PIA, LOCAL, Person("rita", "reader"))
    }
    assert seen == {
        "ada": [("elsewhere", "admin"), ("harbour", "admin")],
        "local": [("elsewhere", "admin"), ("harbour", "admin")],
        "oksana": [("harbour", "reviewer")],
        "otto": [("elsewhere", "admin")],
        "pia": [("harbour", "admin")],
        "rita": [],
    }
    assert not has_projects(people, Person("rita", "reader"))
    for name in (harbour.name, "nowhere", "HARBOUR", "../harbour"):
        with pytest.raises(NoProjectError, match=r"^There is no such project among yours\.$"):
            standing_of(people, OTTO, name)


@pytest.mark.parametrize(
    ("person", "scope", "role"),
    [(PIA, "reader", "reader"), (OKSANA, "reader", "reader"), (OKSANA, "reviewer", "reviewer")],
)
def test_a_token_may_do_no_more_in_a_project_than_its_scope(
    people: People, harbour: Project, person: Person, scope: Role, role: Role
) -> None:
    token = replace(person, role=scope, token=True)
    assert standing_of(people, token, harbour.name).person.role == role


def test_an_admins_token_for_reading_opens_no_project_that_they_are_not_in(
    people: People, harbour: Project
) -> None:
    with pytest.raises(NoProjectError):
        standing_of(people, Person("ada", "reader", token=True), harbour.name)


def test_a_filter_is_kept_as_the_search_writes_it(people: People, harbour: Project) -> None:
    assert harbour.query == "q=market&outlet=Delta+Wire"
    standing = standing_of(people, ADA, "harbour")
    for typed, kept in (
        ("https://ledger.example/search?q=who%3F", "q=who%3F"), ("?q=a+b", "q=a+b"), ("", ""),
    ):  # fmt: skip
        edit = ProjectEdit(query=typed)
        assert plan_edit(people, standing, edit).after.query == kept
    for typed in ('q="', "day_from=yesterday", "&".join(["q=a"] * 201)):
        with pytest.raises(BadFilterError):
            plan_edit(people, standing, ProjectEdit(query=typed))


def test_its_admin_sets_members_and_filter_and_no_more(people: People, harbour: Project) -> None:
    standing = standing_of(people, PIA, harbour.name)
    edit = ProjectEdit(query="q=quay", members={"otto": "reviewer", "oksana": None})
    made = keep_project(people, plan_edit(people, standing, edit), "pia")
    assert (made.query, made.members) == ("q=quay", {"otto": "reviewer", "pia": "admin"})
    standing = standing_of(people, PIA, "harbour")
    for more in (ProjectEdit("New"), ProjectEdit(codebook="ucdp"), ProjectEdit(archived=True)):
        with pytest.raises(ProjectRoleError, match="admin of the site alone"):
            plan_edit(people, standing, more)
    with pytest.raises(ProjectRoleError):
        plan_edit(people, standing_of(people, OTTO, "harbour"), ProjectEdit(query=""))
    with pytest.raises(ProjectRoleError):
        plan_project(people, PIA, "mine", ProjectEdit("Mine"))
    logged = [(who, did, about) for _, who, did, about in people.log()]
    assert ("pia", "changed a project", "harbour: filter: q=market&outlet=Delta+Wire becomes"
            " q=quay") in logged  # fmt: skip
    assert ("pia", "changed a project", "harbour: member oksana: reviewer becomes no member"
            ) in logged  # fmt: skip


@pytest.mark.parametrize(
    ("edit", "why"),
    [(ProjectEdit(members={"eve": "reader"}), "no user 'eve'"),
     (ProjectEdit(members={"ada": None}), "no member"),
     (ProjectEdit(members={"otto": "owner"}), "no role 'owner'"),  # type: ignore[dict-item]
     (ProjectEdit(""), "1 to 200"), (ProjectEdit("x" * 201), "1 to 200"),
     (ProjectEdit("Har\u202ebour"), "visible"),
     (ProjectEdit(codebook="nothing"), "no codebook 'nothing'"),
     (ProjectEdit(codebook="name = 'x'\nversion = 0"), "codebook"),
     (ProjectEdit(codebook=OWN_CODEBOOK.replace("ferries", "acled")), "that ships"),
     (ProjectEdit("Harbour"), "Nothing would change")],
)  # fmt: skip
def test_what_cannot_be_is_refused_with_its_reason(
    people: People, harbour: Project, edit: ProjectEdit, why: str
) -> None:
    with pytest.raises(ProjectError, match=why):
        plan_edit(people, standing_of(people, ADA, "harbour"), edit)
    assert people.projects.find("harbour") == harbour


@pytest.mark.parametrize("name", ["", "Harbour", "har bour", "-harbour", "h" * 41, "häfen", "a/b"])
def test_a_name_is_fit_for_an_address(people: People, name: str) -> None:
    with pytest.raises(ProjectError, match="can't be called"):
        plan_project(people, ADA, name, ProjectEdit("Title"))


def test_who_looked_before_others_changed_it_is_shown_what_they_did(
    people: People, harbour: Project
) -> None:
    edit = ProjectEdit(query="q=quay", seen=harbour.version)
    keep_project(people, plan_edit(people, standing_of(people, PIA, "harbour"), edit), "pia")
    late = ProjectEdit("Quays", seen=harbour.version)
    with pytest.raises(ProjectChangedError, match=r"pia: filter: .* becomes q=quay"):
        plan_edit(people, standing_of(people, ADA, "harbour"), late)
    own = ProjectEdit(query="q=pier", seen=harbour.version)
    assert plan_edit(people, standing_of(people, PIA, "harbour"), own).after.query == "q=pier"


def test_an_archived_project_is_only_restored(people: People, harbour: Project) -> None:
    def standing() -> Standing:
        return standing_of(people, ADA, "harbour")

    keep_project(people, plan_edit(people, standing(), ProjectEdit(archived=True)), "ada")
    with pytest.raises(ProjectError, match="archived"):
        plan_edit(people, standing(), ProjectEdit("New"))
    with pytest.raises(ProjectError, match="archived"):
        standing().check_open("reader")
    made = keep_project(people, plan_edit(people, standing(), ProjectEdit(archived=False)), "ada")
    assert made == replace(harbour, version=3)


def test_work_of_a_project_is_not_the_sites(
    desk: IncidentIndex, people: People, harbour: Project
) -> None:
    indexes = ProjectIndexes(desk, people)
    index = indexes.of(harbour)
    total, (item,) = documents_at_work(index, WorkFilter())
    assert (total, item.outlet) == (1, "Delta Wire")
    before = desk.store.newest()
    target = target_of(index, "document", item.key)
    asked = Asked(("toll",), note="two days", assignee="oksana", state="in_work")
    keep_work(index, [target], asked, "oksana", ["oksana"], 0)
    assert desk.store.newest() == before, "nothing is in the ledger"
    subject = Subject("document", item.key)
    assert desk.state().work.work(subject).tags == ()
    assert index.state().work.work(subject).tags == ("toll",)
    counts = counts_of(index, WorkFilter(), "oksana")
    assert (counts.all, counts.mine, counts.tags) == (1, 1, {"toll": 1})
    assert documents_at_work(index, WorkFilter("oksana"))[0] == 1
    assert documents_at_work(desk, WorkFilter("oksana"))[0] == 0
    assert neighbours(index, WorkFilter(), item.key) == (None, None)
    again = ProjectIndexes(desk, people).of(harbour)
    assert again.state().work.work(subject).assignee == "oksana", "of another process"
    take_back(again, target, "oksana")
    assert index.state().work.work(subject).tags == ()


def test_two_projects_code_the_same_incident_each_for_itself(
    desk: IncidentIndex, people: People, harbour: Project
) -> None:
    twin = keep_project(people, plan_project(people, ADA, "twin", ProjectEdit("Twin")), "ada")
    indexes, codebook = ProjectIndexes(desk, people), default_codebook()
    incident = next(desk.state().largest())
    for coder, value in (("oksana", "2"), ("pia", "3")):
        keep_coding(indexes.of(harbour), incident.id, codebook, RowChange({"notes": value}, coder))
    keep_coding(indexes.of(twin), incident.id, codebook, RowChange({"notes": "9"}, "ada"))
    values = {
        name: row_of(index, index.state(), incident, codebook, masked=False).cell("notes").value
        for name, index in (("harbour", indexes.of(harbour)), ("twin", indexes.of(twin)))
    }
    assert values == {"harbour": "3", "twin": "9"}
    site = row_of(desk, desk.state(), incident, codebook, masked=False)
    assert (site.cell("notes").entries, site.seen) == ((), 0)
    assert row_agreement(indexes.of(harbour), codebook).coders == ("oksana", "pia")
    assert row_agreement(indexes.of(twin), codebook).rows == 0
    assert row_agreement(desk, codebook).rows == 0


def test_a_project_codes_by_a_codebook_of_its_own(people: People, harbour: Project) -> None:
    standing = standing_of(people, ADA, "harbour")
    plan = plan_edit(people, standing, ProjectEdit(codebook=OWN_CODEBOOK))
    made = keep_project(people, plan, "ada")
    assert codebook_of_project(made, default_codebook()).names == ("boats",)
    assert codebook_of_project(harbour, default_codebook()) == default_codebook()


def test_another_filter_counts_at_once(
    desk: IncidentIndex, people: People, harbour: Project
) -> None:
    indexes = ProjectIndexes(desk, people)
    assert documents_at_work(indexes.of(harbour), WorkFilter())[0] == 1
    plan = plan_edit(people, standing_of(people, ADA, "harbour"), ProjectEdit(query=""))
    wide = indexes.of(keep_project(people, plan, "ada"))
    assert documents_at_work(wide, WorkFilter())[0] == documents_at_work(desk, WorkFilter())[0] == 4
    assert (indexes.of(harbour).incidents(), wide.incidents()) == (
        [next(desk.state().largest()).id], None,
    )  # fmt: skip


def test_what_the_filter_no_longer_lets_pass_is_kept_and_not_listed(
    desk: IncidentIndex, people: People, harbour: Project
) -> None:
    index = ProjectIndexes(desk, people).of(harbour)
    outside = next(
        each.fingerprint for each in desk.store.documents() if each.outlet == "Capital Gazette"
    )
    target = target_of(index, "document", outside)
    keep_work(index, [target], Asked(("toll",), assignee="oksana"), "oksana", ["oksana"])
    counts = counts_of(index, WorkFilter(), "oksana")
    assert (counts.all, counts.mine, counts.unassigned, counts.tags) == (1, 0, 1, {})
    assert documents_at_work(index, WorkFilter("oksana")) == (0, [])
    plan = plan_edit(people, standing_of(people, ADA, harbour.name), ProjectEdit(query=""))
    wide = ProjectIndexes(desk, people).of(keep_project(people, plan, "ada"))
    assert [each.key for each in documents_at_work(wide, WorkFilter("oksana"))[1]] == [outside]

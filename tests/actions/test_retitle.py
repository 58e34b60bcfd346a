"""An incident is named by a judgement: what a title may be, and how it is taken back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from sayso.accounts import LOCAL
from sayso.actions.incident_fields import FieldAsked, FieldPlan, keep_field
from sayso.actions.retitle import LONGEST_TITLE, TitleError, retitle
from sayso.actions.review import JudgementError, judge
from sayso.index.service import IncidentIndex
from sayso.ledger import UnknownIdError
from sayso.record import Incident
from tests.linking.made import only_incident, statement
from tests.linking.test_linker import MARKET

GIVEN = "Shelling of the market in Kutum"
READ = only_incident(*MARKET)
NAMED = replace(READ, title=GIVEN, titled_by="Maria", read_title=READ.title)


@pytest.fixture
def index(tmp_path: Path) -> Iterator[IncidentIndex]:
    with closing(IncidentIndex(tmp_path / "market.sqlite")) as opened:
        for reading in MARKET:
            opened.store.add(reading)
        opened.catch_up()
        yield opened


def keep_title(
    index: IncidentIndex, incident: str, title: str, by: str, why: str = ""
) -> FieldPlan:
    return keep_field(index, incident, FieldAsked("title", title, by, why))


def only(index: IncidentIndex) -> Incident:
    (incident,) = index.state().incidents.values()
    return incident


def test_a_title_is_kept_with_the_first_claim_in_one_line() -> None:
    made = retitle(READ, "  Shelling of\tthe market\r\nin Kutum ", "Maria", " two events ")
    assert (made.verdict, made.claims, made.by) == ("incident_title", READ.claims[:1], "Maria")
    assert (dict(made.changes), made.why) == ({"title": GIVEN}, "two events")


@pytest.mark.parametrize(
    "title",
    [
        "Kutum",
        "x" * LONGEST_TITLE,
        "القصف في كتم",
        "می\u200cخواهم",
        "Обстріл ринку",
        "👩\u200d⚕️ killed",
        "<b>x</b>",
    ],
)
def test_any_line_that_can_be_seen_is_a_title(title: str) -> None:
    assert dict(retitle(READ, title, "Maria").changes) == {"title": title}


@pytest.mark.parametrize(
    ("title", "says"),
    [
        ("x" * (LONGEST_TITLE + 1), "200 characters at most; this one 201"),
        ("Kutum \u202egnillehs", "visible characters"),
        ("Kutum\u2066", "visible characters"),
        ("Ku\u00adtum", "visible characters"),
        ("Ku\x00tum", "visible characters"),
        ("Ku\ud800tum", "visible characters"),
    ],
)
def test_what_is_too_long_or_not_seen_is_refused(title: str, says: str) -> None:
    with pytest.raises(TitleError, match=says):
        retitle(READ, title, "Maria")


def test_only_a_title_that_was_given_can_be_taken_back() -> None:
    assert dict(retitle(NAMED, " \n", "Maria").changes) == {"title": ""}
    with pytest.raises(TitleError, match="none to take back"):
        retitle(READ, "", "Maria")
    with pytest.raises(TitleError, match="no claim"):
        retitle(replace(READ, claims=()), GIVEN, "Maria")


def test_an_incident_is_named_at_once_and_named_back(index: IncidentIndex) -> None:
    read = only(index)
    for claim in (read.id, statement(MARKET[2]), read.claims[0][:10]):
        made = keep_title(index, claim, GIVEN, "Maria", "two events that day")
        assert index.store.judgements()[-1] == made.judgement
        assert (only(index).title, only(index).titled_by) == (GIVEN, "Maria")
        assert only(index).read_title == read.title
        keep_title(index, claim, "", "Omar")
        assert replace(only(index), fields_set=()) == read
    assert len(only(index).fields_set) == 6, "what was set and taken back stays to be seen"
    assert len(index.store.judgements()) == 6, "appended, and none changed"


def test_what_is_refused_is_not_appended(index: IncidentIndex) -> None:
    with pytest.raises(UnknownIdError):
        keep_title(index, "nosuch", GIVEN, "Maria")
    with pytest.raises(JudgementError, match="none to take back"):
        keep_title(index, only(index).id, "", "Maria")
    with pytest.raises(JudgementError, match="give it a title"):
        judge(index, LOCAL, "incident_title", [statement(MARKET[0])])
    assert index.store.judgements() == ()

"""Two people code the same claims: how they agree, and what a third decides."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest

from sayso.accounts import Person
from sayso.actions.adjudication import adjudicate, double_coding
from sayso.actions.review import ChangedMeanwhileError, JudgementError, as_shown, judge
from sayso.index.service import IncidentIndex
from sayso.linking.agreement import alpha
from sayso.linking.claim_fields import fields_of
from tests.linking.made import ARMY, DOCTORS, Says, report

ADA, OMAR, MARIA = (Person(each, "reviewer") for each in ("ada", "omar", "maria"))
KILLED = "9 people were killed when bombs fell on the market of Kutum"
SAYS = Says(DOCTORS, KILLED, figures=(("9 people", 9.0, "person", "killed"),), place="Kutum")
DENIES = Says(ARMY, "its planes had bombed the market of Kutum", polarity="denies")
BURNED = Says(None, "14 stalls burned down in the market of Kutum", figures=(
    ("14 stalls", 14.0, "stall", "destroyed"),))  # fmt: skip


@pytest.fixture
def index(tmp_path: Path) -> Iterator[IncidentIndex]:
    with closing(IncidentIndex(tmp_path / "war.sqlite")) as opened:
        opened.store.add(report("a", SAYS, DENIES, BURNED))
        opened.catch_up()
        yield opened


@pytest.fixture
def claims(index: IncidentIndex) -> list[str]:
    rows = index.index.claims(" ORDER BY c.position")
    return [each.id for each in rows]


def figures(index: IncidentIndex, claim: str) -> str:
    return fields_of(as_shown(index, claim))["figures"]


def test_one_coder_is_no_agreement(index: IncidentIndex, claims: list[str]) -> None:
    judge(index, ADA, "right", claims[:1])
    coded = double_coding(index)
    assert (coded.claims, dict(coded.by_field), coded.open) == (0, {}, ())


def test_agreement_is_by_field_over_what_each_saw_or_gave(
    index: IncidentIndex, claims: list[str]
) -> None:
    first, second, third = claims
    judge(index, ADA, "right", [first])
    judge(index, OMAR, "corrected", [first], changes={"figures": "12 killed"})
    judge(index, ADA, "right", [second])
    judge(index, OMAR, "right", [second])
    judge(index, ADA, "corrected", [third], changes={"figures": "15 stalls destroyed"})
    judge(index, OMAR, "wrong", [third])
    coded = double_coding(index)
    assert coded.coders == ("ada", "omar")
    claim, said = coded.by_field["claim"], coded.by_field["figures"]
    assert (claim.claims, claim.alike) == (3, 2)
    assert claim.alpha == alpha([["kept", "kept"], ["kept", "kept"], ["kept", "rejected"]])
    assert (said.claims, said.alike) == (2, 1), "who rejects a claim says nothing of its fields"
    assert said.alpha == alpha([["9 people killed", "12 people killed"], ["", ""]])
    polarity = coded.by_field["polarity"]
    assert (polarity.claims, polarity.alike) == (2, 2)
    assert polarity.alpha == alpha([["asserts", "asserts"], ["denies", "denies"]]) == 1
    differing = {each.row.id: each.fields for each in coded.open}
    assert differing.keys() == {first, third}
    assert [(each.value, each.by) for each in differing[first]["figures"]] == [
        ("9 people killed", ("ada",)), ("12 people killed", ("omar",)),
    ]  # fmt: skip
    assert list(differing[third]) == ["claim"]
    (document,) = coded.by_document
    assert (document.claims, document.compared - document.alike) == (3, 2)


def test_who_accepts_what_another_corrected_agrees_with_it(
    index: IncidentIndex, claims: list[str]
) -> None:
    judge(index, ADA, "corrected", claims[:1], changes={"figures": "12 killed"})
    judge(index, OMAR, "right", claims[:1])
    coded = double_coding(index)
    assert coded.by_field["figures"].alike == 1
    assert not coded.open


def test_a_third_decides_and_may_take_that_back(index: IncidentIndex, claims: list[str]) -> None:
    (claim, *_) = claims
    judge(index, ADA, "corrected", [claim], changes={"figures": "11 killed"})
    judge(index, OMAR, "corrected", [claim], changes={"figures": "12 killed"})
    assert figures(index, claim) == "12 people killed"
    before = double_coding(index).by_field
    made = adjudicate(index, MARIA, claim, {"figures": "11 people killed"}, "the list of names")
    assert (made.by, made.verdict, made.changes) == (
        "maria", "adjudicated", (("figures", "11 people killed"),),
    )  # fmt: skip
    assert figures(index, claim) == "11 people killed"
    (correction,) = as_shown(index, claim).claim.corrections
    assert (correction.by, correction.read) == ("maria", "9 people killed")
    after = double_coding(index)
    assert (after.open, after.adjudicated) == ((), 1)
    assert after.by_field == before, "an adjudication is nobody's coding"
    judge(index, MARIA, "undecided", [claim])
    assert figures(index, claim) == "12 people killed"
    assert len(double_coding(index).open) == 1


def test_what_neither_gave_is_understood_as_a_correction_is(
    index: IncidentIndex, claims: list[str]
) -> None:
    (claim, *_) = claims
    judge(index, ADA, "right", [claim])
    judge(index, OMAR, "corrected", [claim], changes={"figures": "12 killed"})
    with pytest.raises(JudgementError, match="is no figure"):
        adjudicate(index, MARIA, claim, {"figures": "banana"})
    adjudicate(index, MARIA, claim, {"figures": "a dozen or more killed"})
    assert figures(index, claim) == "at least 12 people killed"
    judge(index, MARIA, "undecided", [claim])
    adjudicate(index, MARIA, claim, {"figures": "9 people killed"})
    assert figures(index, claim) == "9 people killed"
    assert not as_shown(index, claim).claim.corrections, "what was read holds again"


@pytest.mark.parametrize(("keep", "there"), [("kept", True), ("rejected", False)])
def test_whether_a_claim_is_kept_is_adjudicated(
    index: IncidentIndex, claims: list[str], keep: str, there: bool
) -> None:
    (claim, *_) = claims
    judge(index, ADA, "right", [claim])
    judge(index, OMAR, "wrong", [claim])
    assert index.state().folded(claim) is None
    with pytest.raises(JudgementError, match="kept or rejected"):
        adjudicate(index, MARIA, claim, {})
    adjudicate(index, MARIA, claim, {"claim": keep})
    assert (index.state().folded(claim) is not None) == there
    assert double_coding(index).adjudicated == 1


def test_a_judgement_after_an_adjudication_opens_it_again(
    index: IncidentIndex, claims: list[str]
) -> None:
    (claim, *_) = claims
    judge(index, ADA, "right", [claim])
    judge(index, OMAR, "corrected", [claim], changes={"figures": "12 killed"})
    adjudicate(index, MARIA, claim, {"figures": "12 people killed"})
    judge(index, ADA, "corrected", [claim], changes={"figures": "13 killed"})
    coded = double_coding(index)
    assert (len(coded.open), coded.adjudicated) == (1, 0)


@pytest.mark.parametrize(
    ("chosen", "says"),
    [
        ({}, "Choose a value for figures"),
        ({"figures": "12 people killed", "place": "Kutum"}, "don't differ on place"),
        ({"figures": "12 people killed", "claim": "perhaps"}, "kept or rejected"),
    ],
)
def test_an_adjudication_says_what_of_each_field_they_differ_on(
    index: IncidentIndex, claims: list[str], chosen: dict[str, str], says: str
) -> None:
    (claim, *_) = claims
    judge(index, ADA, "right", [claim])
    judge(index, OMAR, "corrected", [claim], changes={"figures": "12 killed"})
    with pytest.raises(JudgementError, match=says):
        adjudicate(index, MARIA, claim, chosen)
    assert len(index.state().judgements) == 2


def test_where_nobody_differs_nothing_is_decided(index: IncidentIndex, claims: list[str]) -> None:
    with pytest.raises(JudgementError, match="Nobody differs"):
        adjudicate(index, MARIA, claims[0], {"figures": "12 people killed"})
    with pytest.raises(JudgementError, match="where they are listed"):
        judge(index, MARIA, "adjudicated", claims[:1])


def test_two_people_do_not_overwrite_one_another_unseen(
    index: IncidentIndex, claims: list[str]
) -> None:
    (claim, *_) = claims
    judge(index, ADA, "corrected", [claim], changes={"figures": "11 killed"}, seen=0)
    with pytest.raises(ChangedMeanwhileError, match="ada: corrected, figures 11 people killed"):
        judge(index, OMAR, "corrected", [claim], changes={"figures": "12 killed"}, seen=0)
    assert figures(index, claim) == "11 people killed"
    judge(index, ADA, "right", [claim], seen=0)  # one's own are no surprise
    judge(index, OMAR, "corrected", [claim], changes={"figures": "12 killed"}, seen=2)
    with pytest.raises(ChangedMeanwhileError):
        adjudicate(index, MARIA, claim, {"figures": "12 people killed"}, seen=2)
    adjudicate(index, MARIA, claim, {"figures": "12 people killed"}, seen=3)


@pytest.mark.parametrize("most", [1, 2, 100])
def test_what_is_counted_as_judgements_come_is_what_counting_them_all_gives(
    index: IncidentIndex, claims: list[str], most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sayso.actions.adjudication.MOST_CODED", most)
    dice = random.Random(most)  # noqa: S311
    said: list[tuple[str, dict[str, str]]] = [
        ("right", {}), ("wrong", {}), ("undecided", {}), ("corrected", {"figures": "12 killed"}),
        ("corrected", {"polarity": "denies"}), ("corrected", {"polarity": "asserts"}),
    ]  # fmt: skip
    for step in range(60):
        verdict, changes = dice.choice(said)
        with suppress(JudgementError):  # nothing is changed by it
            judge(index, dice.choice([ADA, OMAR]), verdict, [dice.choice(claims)], "", changes)
        counted = double_coding(index)
        if counted.open and dice.random() < 0.3:
            differing = dice.choice(counted.open)
            chosen = {name: choices[0].value for name, choices in differing.fields.items()}
            adjudicate(index, MARIA, differing.row.id, chosen)
        if step % 6 == 5:
            counted = double_coding(index)
            with closing(IncidentIndex(index.path, "read", in_memory=True)) as anew:
                anew.catch_up()
                assert double_coding(anew) == counted
    assert counted.claims > 1
    assert counted.by_field

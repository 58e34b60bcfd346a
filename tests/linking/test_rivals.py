"""What folds, what can't both hold, and what is only history."""

from __future__ import annotations

import pytest

from sayso.linking.accounts import VIEWS
from sayso.linking.comparison import comparison
from sayso.linking.features import statement_features
from sayso.linking.figures import agree, opposed
from tests.linking.made import (
    ARMY,
    DOCTORS,
    KYIV,
    MINISTRY,
    MOSCOW,
    RSF,
    Says,
    Who,
    linked,
    only_incident,
    report,
)

BOMBED = "when bombs fell on the market of Kutum"
GOVERNOR = Who("Governor Ahmed Tijani", "SDN", "GOV")


def killed(who: Who | None, number: int, unit: str = "person", bound: str = "exact") -> Says:
    words = f"{number} {unit}s"
    figures = ((words, float(number), unit, "killed"),)
    return Says(who, f"{words} were killed {BOMBED}", figures=figures, bound=bound)


def rivals(*says: Says) -> list[str]:
    """The rules that set statements against each other, each told by a document of its own."""
    readings = [
        report(f"d{number}", each, outlet=f"Outlet {number}", hours=number, title="Kutum bombed")
        for number, each in enumerate(says)
    ]
    return [each.rule for each in only_incident(*readings).rivals]


def related(*says: Says) -> list[str]:
    """The relations of statements, each published in a document of its own an hour later."""
    readings = [
        report(f"d{number}", each, outlet=f"Outlet {number}", hours=number, title="Kutum bombed")
        for number, each in enumerate(says)
    ]
    return [each.relation for each in only_incident(*readings).relations]


def updates(*says: Says) -> list[str]:
    readings = [
        report(f"d{number}", each, outlet=f"Outlet {number}", hours=number, title="Kutum bombed")
        for number, each in enumerate(says)
    ]
    return [each.what for each in only_incident(*readings).history]


def folds(one: Says, other: Says) -> bool:
    title = "Market of Kutum bombed"
    readings = [report("a", one, title=title), report("b", other, hours=2, title=title)]
    return len(linked(*readings).claims) == 1


def test_a_paraphrase_folds_and_a_changed_figure_does_not() -> None:
    soldiers = "63 soldiers of the garrison died when a missile struck their barracks in Kutum"
    told = Says(ARMY, soldiers, figures=(("63 soldiers", 63, "soldier", "killed"),))
    assert folds(killed(MINISTRY, 63, "soldier"), told)
    assert not folds(killed(MINISTRY, 63, "soldier"), killed(MINISTRY, 89, "soldier"))
    assert not folds(killed(ARMY, 63), killed(RSF, 63))
    assert not folds(killed(ARMY, 63, "soldier"), killed(ARMY, 63, "civilian"))


def test_parts_fold_with_their_sum() -> None:
    parts = Says(
        KYIV,
        "Russia launched 122 missiles and 36 drones at Kutum",
        "drone_missile_strike",
        (("122 missiles", 122, "missile", "launched"), ("36 drones", 36, "drone", "launched")),
    )
    whole = Says(
        KYIV,
        "158 missiles and drones were launched at Kutum",
        "drone_missile_strike",
        (("158 missiles and drones", 158, "missile and drone", "launched"),),
    )
    assert folds(parts, whole)


def test_thirty_three_others_are_thirty_four_with_the_one_named() -> None:
    others = Says(
        KYIV,
        "the commander was killed with 33 other officers",
        figures=(("33 other officers", 33, "officer", "killed"),),
    )
    all_of_them = Says(
        KYIV,
        "the commander was among 34 officers killed",
        figures=(("34 officers", 34, "officer", "killed"),),
    )
    assert folds(others, all_of_them)


def test_denials_of_one_side_fold_however_worded() -> None:
    first = Says(ARMY, "its planes bombed the market of Kutum", "air_strike", polarity="denies")
    second = Says(MINISTRY, "having had a hand in it", "denial", polarity="denies")
    assert folds(first, second)


def test_figures_of_two_sides_that_cannot_both_hold() -> None:
    assert rivals(killed(MINISTRY, 63), killed(RSF, 400)) == ["figures_differ"]
    assert rivals(killed(MINISTRY, 63), killed(RSF, 63)) == []
    assert rivals(killed(MINISTRY, 63), killed(RSF, 60, bound="at_least")) == []
    assert rivals(killed(MINISTRY, 63), killed(RSF, 90, bound="at_least")) == ["figures_differ"]
    assert rivals(killed(MINISTRY, 95), killed(RSF, 100, bound="about")) == []


def test_a_growing_toll_of_one_side_is_history() -> None:
    says = [killed(MINISTRY, number) for number in (10, 14, 18)]
    assert rivals(*says) == []
    assert updates(*says) == [
        "killed: 10 persons, then 14 persons",
        "killed: 14 persons, then 18 persons",
    ]


def test_two_people_of_one_side_with_other_areas_differ_and_are_no_rivals() -> None:
    def regained(who: Who, number: int) -> Says:
        words = f"{number} square kilometres"
        told = f"the army has regained {words} around Kutum"
        return Says(who, told, "territory_gain", ((words, number, "km²", "regained"),))

    assert rivals(regained(GOVERNOR, 300), regained(MINISTRY, 400)) == []
    assert related(regained(GOVERNOR, 300), regained(MINISTRY, 400)) != []


def test_an_outlet_is_no_party() -> None:
    assert rivals(killed(None, 12), killed(RSF, 400)) == []


def test_halves_are_parts() -> None:
    def freed(who: Who, number: int) -> Says:
        words = f"{number} prisoners"
        told = f"{words} were exchanged near Kutum"
        return Says(who, told, "prisoner_exchange", ((words, number, "prisoner", "exchanged"),))

    assert rivals(freed(MINISTRY, 314), freed(RSF, 157)) == []


def test_three_more_are_no_rivals_of_the_whole() -> None:
    words = "three more persons"
    more = Says(
        DOCTORS,
        f"{words} were killed {BOMBED}",
        figures=((words, 3, "person", "killed"),),
    )
    assert rivals(killed(MINISTRY, 18), more) == []


def test_a_denial_and_the_accusation_that_it_answers() -> None:
    blamed = Says(
        RSF,
        "the Sudanese army bombed the market of Kutum",
        "air_strike",
        doer="the Sudanese army",
    )
    denied = Says(ARMY, "its planes bombed the market of Kutum", "air_strike", polarity="denies")
    assert rivals(blamed, denied) == ["one_denies"]
    assert rivals(denied, denied) == []


def test_blame_on_different_doers() -> None:
    def blames(who: Who, doer: str) -> Says:
        words = f"{doer} shelled the school in Kutum where families slept"
        return Says(who, words, "shelling", doer=doer, target="the school in Kutum")

    assert rivals(blames(KYIV, "Russia"), blames(MOSCOW, "Ukraine")) == ["doers_differ"]


def test_alive_and_killed() -> None:
    dead = Says(KYIV, "it killed the admiral in the strike on Kutum", target="the admiral")
    lives = Says(MOSCOW, "the admiral is alive and at work in Kutum", "statement")
    assert rivals(dead, lives) == ["alive_or_dead"]


def test_what_a_side_takes_back_is_told() -> None:
    said = Says(KYIV, "the admiral was killed in the strike on the Kutum headquarters")
    unsure = Says(
        KYIV, "reports that the admiral was killed in the strike on Kutum", polarity="doubts"
    )
    assert updates(said, unsure) == ["put in doubt afterwards"]


@pytest.mark.parametrize(
    ("first", "second", "agreement"),
    [
        (killed(ARMY, 12), killed(ARMY, 12), 1.0),
        (killed(ARMY, 12), killed(ARMY, 13), 0.0),
        (killed(ARMY, 12, "soldier"), killed(ARMY, 12, "fighter"), 1.0),
    ],
)
def test_figures_agree(first: Says, second: Says, agreement: float) -> None:
    one, other = (
        statement_features(report(name, each))[0]
        for name, each in zip("ab", (first, second), strict=True)
    )
    assert agree(one, other) == agree(other, one) == agreement
    assert bool(opposed(one, other)) is bool(opposed(other, one)) is (agreement == 0.0)


def test_answers_to_one_question_stand_by_side_with_what_was_said_before() -> None:
    readings = [
        report(f"d{number}", each, outlet=f"Outlet {number}", hours=number, title="Kutum bombed")
        for number, each in enumerate(
            (killed(MINISTRY, 10), killed(ARMY, 14), killed(RSF, 61), killed(None, 61))
        )
    ]
    found = linked(*readings)
    (row,) = (
        each
        for each in comparison(found.incidents[0], found.claims).questions
        if each.about == "people killed"
    )
    assert row.asked == "How many people were killed?"
    words = {each.side: [given.words for given in each.standing] for each in row.sides}
    assert words == {
        "SDN": ["14 persons"],
        "Rapid Support Forces": ["61 persons"],
        "the outlets": ["61 persons"],
    }
    assert [given.words for given in row.sides[0].earlier] == ["10 persons"]
    low, high = "10 persons (Sudan's Defence Ministry, 3 Jun)", "61 persons"
    assert row.stated is not None
    stated = {view: state(row.stated) for view, state in VIEWS.items()}
    assert stated["range"].startswith(f"{low} to {high} (Rapid Support Forces")
    assert stated["conservative"] == low
    assert stated["open"] == "open"


def test_a_body_of_several_names_is_one_side() -> None:
    agency = Who("International Atomic Energy Agency", None, "IGO")
    chief = Who("Rafael Grossi", None, "IGO")
    words = "the last power line to the plant at Kutum was cut for the seventh time"
    again = "the only power line to the Kutum plant has been cut, the seventh time in the war"
    assert folds(Says(agency, words, "damage"), Says(chief, again, "damage"))
    assert not folds(Says(agency, words, "damage"), Says(DOCTORS, again, "damage"))


def test_a_running_total_is_no_rival_of_one_night() -> None:
    def downed(number: int, tail: str) -> Says:
        words = f"{number} drones"
        told = f"{words} were shot down over Kutum {tail}"
        return Says(KYIV, told, "interception", ((words, number, "drone", "intercepted"),))

    assert updates(downed(40, "overnight"), downed(500, "since September")) == []


def test_two_states_count_each_what_it_shot_down() -> None:
    def downed(who: Who, number: int) -> Says:
        words = f"{number} drones"
        told = f"{words} were shot down near Kutum overnight"
        return Says(who, told, "interception", ((words, number, "drone", "intercepted"),))

    assert rivals(downed(KYIV, 156), downed(MOSCOW, 95)) == []


def test_a_toll_that_has_risen_is_no_rival_of_the_earlier_one() -> None:
    hospital = Who("Kutum hospital", "SDN", "HLH")
    words = "18 persons"
    told = f"the number killed on the market of Kutum has risen to {words}"
    risen = Says(hospital, told, figures=((words, 18, "person", "killed"),))
    assert rivals(killed(DOCTORS, 14), risen) == []
    assert related(killed(DOCTORS, 14), risen) == ["update"]


def test_a_truce_agreed_and_a_truce_in_force_are_one_claim_and_a_threat_is_another() -> None:
    agreed = Says(ARMY, "a local ceasefire at Kutum was agreed", "ceasefire", modality="planned")
    holds = Says(ARMY, "a ceasefire at Kutum came into force", "ceasefire")
    threat = Says(ARMY, "a local ceasefire at Kutum was agreed", "ceasefire", modality="threatened")
    assert folds(agreed, holds)
    assert not folds(threat, holds)

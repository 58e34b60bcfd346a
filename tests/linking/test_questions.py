"""Which question a figure answers, and which figures may be ends of one range."""

from __future__ import annotations

import pytest

from sayso.linking.accounts import range_words
from sayso.linking.comparison import comparison
from sayso.linking.questions import (
    ALL_RULES,
    CountedFigure,
    Question,
    by_question,
    label,
    question_of,
)
from sayso.record import Quantity, Span
from tests.linking.made import ARMY, DOCTORS, KYIV, MINISTRY, MOSCOW, RSF, Says, Who, linked, report

ANYWHERE = Span(0, 1)


def asked(words: str, unit: str | None, role: str, **more: object) -> Question:
    quantity = Quantity(ANYWHERE, 9, 9, None, unit, role)
    return question_of(CountedFigure(quantity, words, words, **more))[0]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("words", "unit", "role", "shown"),
    [
        ("nine people", "person", "killed", "people killed"),
        ("nine", None, "dead", "people killed"),
        ("nine soldiers", "soldier", "killed", "soldiers killed"),
        ("nine troops", "troop", "killed", "soldiers killed"),
        ("nine gunmen", "gunman", "killed", "fighters killed"),
        ("nine boys", "boy", "injured", "children injured"),
        ("nine villagers", "villager", "displaced", "civilians displaced"),
        ("nine drones", "drone", "intercepted", "drones intercepted"),
        ("nine Iskanders", "iskander", "launched", "missiles launched"),
        ("nine wells", "well", "damaged", "wells damaged"),
        ("nine of the dead", "dead", "killed", "deads killed, a part of them"),
        ("nine more people", "person", "killed", "people killed, more"),
        ("nine or more people", "person", "killed", "people killed"),
        ("more than nine people", "person", "killed", "people killed"),
        ("another nine people", "person", "killed", "people killed, more"),
        ("9,000 people since April", "person", "killed", "people killed, in all"),
        ("nine", None, "launched", "things not named launched"),
        ("$9 million", "USD", "lost", "USD lost"),
    ],
)
def test_what_a_figure_counts(words: str, unit: str | None, role: str, shown: str) -> None:
    assert label(asked(words, unit, role)) == shown


def test_whose_things_are_counted() -> None:
    assert asked("nine Syrian soldiers", "soldier", "killed").side == "SYR"
    assert asked("nine soldiers", "soldier", "killed", targets=("TCD",)).side == "TCD"
    assert asked("nine soldiers", "soldier", "killed", targets=("TCD", "SDN")).side == ""
    assert asked("nine missiles", "missile", "launched", initiators=("IRN",)).side == "IRN"
    assert asked("nine missiles", "missile", "launched", targets=("ISR",)).side == ""


def test_a_planned_figure_is_another_question() -> None:
    planned = asked("nine prisoners", "prisoner", "exchanged", modality="planned")
    assert label(planned) == "prisoners exchanged, planned"


def test_reasons_name_the_rules() -> None:
    quantity = Quantity(ANYWHERE, 9, 9, None, "soldier", "killed")
    assert question_of(CountedFigure(quantity, "nine more Syrian soldiers"))[1] == (
        "class_of_unit: soldier",
        "side_in_words: SYR",
        "adds_to_another: more",
    )


def test_rules_have_names_of_their_own_and_examples() -> None:
    rules = [rule for rules in ALL_RULES for rule in rules]
    assert len({rule.name for rule in rules}) == len(rules)
    assert all(rule.example for rule in rules)


def test_an_unknown_side_joins_the_only_known_one_and_no_second() -> None:
    unknown, of_chad, of_sudan = (
        Question("killed", "soldier", side) for side in ("", "TCD", "SDN")
    )
    assert by_question([(unknown, 1), (of_chad, 2)]) == [(unknown, [1, 2])]
    apart = by_question([(unknown, 1), (of_chad, 2), (of_sudan, 3)])
    assert apart == [(unknown, [1]), (of_chad, [2]), (of_sudan, [3])]


def test_a_figure_of_no_town_is_of_that_of_the_event() -> None:
    unknown, kutum, camp = (Question("killed", "person", town=town) for town in ("", "Kutum", "A"))
    most = [(kutum, 1), (kutum, 2), (kutum, 3), (unknown, 4), (camp, 5)]
    assert by_question(most) == [(unknown, [1, 2, 3, 4]), (camp, [5])]
    even = by_question([(kutum, 1), (unknown, 2), (camp, 3)])
    assert even == [(kutum, [1]), (unknown, [2]), (camp, [3])]


def ranges(*says: Says) -> list[str]:
    """The ranges of the largest incident that the statements come to."""
    found = linked(
        *(
            report(f"r{at}", each, outlet=f"Outlet {at}", hours=24 * at, title="Kutum bombed")
            for at, each in enumerate(says)
        )
    )
    incident = found.incidents[0]
    claims = [each for each in found.claims if each.incident == incident.id]
    rows = comparison(incident, claims).questions
    return sorted(f"{row.about}: {range_words(row.stated)}" for row in rows if row.stated)


def toll(who: Who, words: str, low: float, unit: str = "person", bound: str = "exact") -> Says:
    told = f"{words} were killed in the bombing of the market of Kutum"
    return Says(who, told, figures=((words, low, unit, "killed"),), place="Kutum", bound=bound)


def test_each_end_has_its_claimant_and_day() -> None:
    low, high = toll(MINISTRY, "63", 63), toll(RSF, "about 400", 400, bound="about")
    assert ranges(low, high) == [
        "people killed: 63 (Sudan's Defence Ministry, 3 Jun)"
        " to about 400 (Rapid Support Forces, 4 Jun)"
    ]


def test_bounds_stay_as_said_and_dozens_are_no_end() -> None:
    says = (
        toll(MINISTRY, "up to 40 people", 40, bound="at_most"),
        toll(DOCTORS, "at least 54 people", 54, bound="at_least"),
        toll(RSF, "dozens of people", 24),
    )
    assert ranges(*says) == [
        "people killed: up to 40 people (Sudan's Defence Ministry, 3 Jun)"
        " to at least 54 people (Sudan Doctors Network, 4 Jun);"
        " dozens of people (Rapid Support Forces, 5 Jun)"
    ]


def test_children_and_soldiers_stand_apart_from_all_persons() -> None:
    says = (
        toll(DOCTORS, "54 people", 54),
        toll(DOCTORS, "12 children", 12, "child"),
        toll(ARMY, "two soldiers", 2, "soldier"),
    )
    assert [each.split(":")[0] for each in ranges(*says)] == [
        "children killed",
        "people killed",
        "soldiers killed",
    ]


def test_what_two_parties_shot_down_is_no_range() -> None:
    def downed(who: Who, number: int) -> Says:
        words = f"{number} drones"
        told = f"{words} were shot down over Izmail"
        return Says(who, told, "interception", ((words, number, "drone", "intercepted"),),
                    place="Izmail")  # fmt: skip

    assert ranges(downed(KYIV, 71), downed(MOSCOW, 19)) == [
        "drones intercepted, counted by Russia: 19 drones (Russia's Defence Ministry, 4 Jun)",
        "drones intercepted, counted by Ukraine: 71 drones (Ukraine's air force, 3 Jun)",
    ]

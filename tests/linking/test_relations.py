"""How two answers stand to each other, and who is said to have done it."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.linking.answers import answers_of, shipped_models
from sayso.linking.denials import DENIALS
from sayso.linking.features import StatementFeatures, statement_features
from sayso.linking.figure_counts import by_arithmetic
from sayso.linking.figure_pairs import figure_pairs
from sayso.linking.figure_relations import FIGURES
from sayso.linking.perpetrators import BLAMED, CLEARED, names_in
from sayso.linking.relations import RELATIONS, relation_of
from sayso.linking.rival_counts import DISPUTES, RIVAL_COUNTS
from sayso.linking.stances import ONE_MATTER
from sayso.record import Quantity, Span
from sayso.record.trace import Rule
from tests.linking.made import ARMY, DOCTORS, MINISTRY, RSF, Says, Who, report

BOMBED = "when bombs fell on the market of Kutum"
OWN_PAIRS = Path("evaluation/relation_pairs.tsv")


def killed(who: Who | None, number: int, unit: str = "person", bound: str = "exact") -> Says:
    words = f"{number} {unit}s"
    figures = ((words, float(number), unit, "killed"),)
    return Says(who, f"{words} were killed {BOMBED}", figures=figures, bound=bound)


def features(says: Says, hours: int = 0) -> StatementFeatures:
    name = f"{says.words[:8]}{hours}"
    return statement_features(report(name, says, outlet=f"Outlet {name}", hours=hours))[0]


def relation(one: Says, other: Says, hours: int = 5) -> str | None:
    found = relation_of(
        answers_of(features(one)), answers_of(features(other, hours)), shipped_models()
    )
    return found.kind if found else None


def quantity(low: float, bound: str = "exact", high: float | None = None) -> Quantity:
    top = low if high is None else high
    return Quantity(
        as_said=Span(0, 1),
        low=low,
        high=top,
        unit="person",
        role="killed",
        bound=bound,  # type: ignore[arg-type]
    )


@pytest.mark.parametrize(
    ("first", "second", "counted", "relation"),
    [
        (quantity(14), quantity(14), "same", "same"),
        (quantity(14), quantity(14, "at_least"), "same", "differ_compatible"),
        (quantity(10, "at_least"), quantity(14), "same", "differ_compatible"),
        (quantity(8), quantity(10, "at_most"), "same", "differ_compatible"),
        (quantity(9), quantity(14), "same", "opposed"),
        (quantity(14, "more_than"), quantity(9), "same", "opposed"),
        (quantity(5), quantity(14), "narrower", "part_whole"),
        (quantity(20), quantity(14), "narrower", "opposed"),
        (quantity(20), quantity(14), "other", "unrelated"),
    ],
)
def test_numbers_are_compared_by_their_bounds(
    first: Quantity, second: Quantity, counted: str, relation: str
) -> None:
    assert by_arithmetic(first, second, counted) == relation  # type: ignore[arg-type]


@given(
    st.integers(0, 500),
    st.integers(0, 500),
    st.sampled_from(["exact", "about", "at_least", "at_most", "more_than", "less_than"]),
    st.sampled_from(["exact", "about", "at_least", "at_most", "more_than", "less_than"]),
)
def test_order_says_nothing_of_what_numbers_are_to_each_other(
    low: int, other: int, bound: str, second_bound: str
) -> None:
    first, second = quantity(low, bound), quantity(other, second_bound)
    assert by_arithmetic(first, second, "same") == by_arithmetic(second, first, "same")


def test_two_belligerents_contradict_each_other_whoever_speaks_first() -> None:
    assert relation(killed(ARMY, 12), killed(RSF, 120)) == "contradict"
    assert relation(killed(RSF, 120), killed(ARMY, 12)) == "contradict"


def test_a_later_count_of_one_source_is_an_update() -> None:
    assert relation(killed(DOCTORS, 14), killed(DOCTORS, 23), hours=30) == "update"


def test_one_number_with_another_bound_is_no_later_count() -> None:
    bounded, exact = killed(DOCTORS, 14, bound="at_least"), killed(DOCTORS, 14)
    assert relation(bounded, exact, hours=0) == "differ_compatible"
    assert relation(bounded, exact, hours=30) == "differ_compatible"


def test_children_are_a_part_of_the_people() -> None:
    assert relation(killed(DOCTORS, 4, "child"), killed(MINISTRY, 14)) == "part_whole"


def test_what_is_counted_in_other_roles_is_not_compared() -> None:
    words = "14 persons"
    hurt = Says(DOCTORS, f"{words} were hurt {BOMBED}", figures=((words, 14, "person", "injured"),))
    pairs = figure_pairs(answers_of(features(killed(DOCTORS, 9))), answers_of(features(hurt)))
    assert list(pairs) == []


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("the Malian army", {"MLI", "malian", "@state"}),
        ("a pro-Ukrainian group", set()),
        ("an anti-government militia", {"@irregular"}),
        ("Colombian soldiers", {"COL", "colombi", "@state"}),
        ("boat", set()),
    ],
)
def test_names_are_countries_and_capitalized_words(words: str, names: set[str]) -> None:
    assert names_in(words) == names


def test_rules_have_names_of_their_own_and_examples() -> None:
    rules: list[Rule[Any]] = [*BLAMED, *CLEARED, *DENIALS, *FIGURES, *ONE_MATTER, *RELATIONS]
    rules += [*DISPUTES, *RIVAL_COUNTS]
    names = [rule.name for rule in rules]
    assert len(set(names)) == len(names)
    assert all(len(rule.example.split()) > 3 for rule in rules)


def test_a_denial_answers_an_accusation_of_the_denier_alone() -> None:
    accused = Says(RSF, "the Sudanese army bombed the market of Kutum", "air_strike",
                   doer="the Sudanese army")  # fmt: skip
    denied = Says(ARMY, "its planes bombed the market of Kutum", "air_strike", polarity="denies")
    other = Says(DOCTORS, "Chadian soldiers shot at the market of Kutum", "ground_clash",
                 doer="Chadian soldiers")  # fmt: skip
    assert relation(accused, denied) == "contradict"
    assert relation(other, denied) is None


def test_own_pairs_are_well_formed() -> None:
    with OWN_PAIRS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    assert {row["relation"] for row in rows} == {
        "contradict", "update", "other", "deny", "not", "culprit", "same",
    }  # fmt: skip
    assert all(all(row.values()) for row in rows)

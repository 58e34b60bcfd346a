"""Figures that are taken back: by an outlet of its earlier version, by a speaker of his own."""

from __future__ import annotations

import pytest

from sayso import read
from sayso.linking.comparison import comparison
from sayso.linking.corrections import TAKEN_BACK, SaidFigure
from sayso.linking.features import statement_features
from sayso.record.trace import decide
from tests.linking.made import DOCTORS, MINISTRY, RSF, Says, Who, linked, report

WITHDRAWN = [
    "This report originally said 61 people were killed. The correct figure is 16.",
    "The ministry withdrew its earlier figure of 61 dead and said 16 people had been killed.",
    "Editor's note: A previous version of this article gave the death toll as 61.",
    "The health ministry retracted its statement that 61 people were killed.",
    "Clarification: our earlier report put the number of dead at 61; 16 people were killed.",
    "The rebels took back their claim to have killed 61 soldiers.",
    "In an initial version of this dispatch we wrote that 61 villagers had been killed.",
    "The hospital said its first count of 61 dead was wrong and 16 people had died.",
    "The toll of 61 dead was incorrect, the mayor's office admitted.",
    "The Red Crescent recanted its report of 61 deaths.",
    "The original headline said 61 people had died.",
    "The UN mission retracted a statement putting the number of dead at 61.",
]
STANDING = [
    "At least 61 people were killed, the army said in a statement.",
    "The police withdrew from the town after 61 people were killed.",
    "The militia withdrew its fighters and 61 people were killed in the retreat.",
    "The first report of the mission says 61 people were killed.",
    "An earlier attack on the town killed 61 people, the ministry said.",
    "The ministry said 61 people were killed, up from 16 the day before.",
]


def whose(text: str) -> dict[int, str | None]:
    """Return by its number whose each figure of a text was, None for one that stands."""
    return {
        int(figure.low): dict(features.taken_back).get(number)
        for features in statement_features(read(text))
        for number, figure in enumerate(features.figures)
    }


@pytest.mark.parametrize("text", WITHDRAWN)
def test_a_figure_is_taken_back(text: str) -> None:
    figures = whose(text)
    assert figures[61] in ("outlet", "speaker")
    assert figures.get(16) is None


@pytest.mark.parametrize("text", STANDING)
def test_a_figure_stands(text: str) -> None:
    assert whose(text)[61] is None


@pytest.mark.parametrize("rule", TAKEN_BACK, ids=lambda rule: str(rule.name))
def test_the_example_of_a_rule_makes_it_fire(rule: object) -> None:
    example = getattr(rule, "example")  # noqa: B009
    before, after = example.split("61")
    decided = decide(TAKEN_BACK, SaidFigure(before, after))
    assert decided is not None
    assert decided[0] == getattr(rule, "name")  # noqa: B009


MARKET = "in the bombing of the Kutum market"


def tolls(words: str, low: float, who: Who | None, before: str = "") -> Says:
    said = f"{before}{words} were killed {MARKET}"
    return Says(who, said, figures=((words, low, "person", "killed"),), place="Kutum")


def standing(*says: Says) -> dict[str, list[str]]:
    """Return what stands in each column, of reports of one outlet a day apart."""
    found = linked(
        *(
            report(f"r{number}", each, outlet="Harbour Post", hours=24 * number)
            for number, each in enumerate(says)
        )
    )
    (incident,) = found.incidents
    rows = comparison(incident, found.claims).questions
    (row,) = (each for each in rows if each.asked == "How many people were killed?")
    return {side.side: [given.words for given in side.standing] for side in row.sides}


def test_what_an_outlet_corrects_no_longer_stands() -> None:
    before = "An earlier version of this story said that "
    first = tolls("61 people", 61, DOCTORS)
    assert standing(first, tolls("40 people", 40, RSF)) == {
        "Rapid Support Forces": ["40 people"],
        "not a party": ["61 people"],
    }
    corrected = standing(first, tolls("40 people", 40, RSF), tolls("61 people", 61, None, before))
    assert corrected == {"Rapid Support Forces": ["40 people"], "not a party": []}


def test_who_takes_a_figure_back_takes_back_his_own_alone() -> None:
    takes_back = tolls("61 people", 61, MINISTRY, "it withdrew its figure of ")
    found = standing(tolls("61 people", 61, MINISTRY), tolls("61 people", 61, RSF), takes_back)
    assert found == {"SDN": [], "Rapid Support Forces": ["61 people"]}

"""The main event of a passage, and ACLED's sub-event of it."""

from __future__ import annotations

from typing import Any

import pytest

from evaluation.acled import main_sub_event, passages
from evaluation.events import read_text
from sayso import read
from sayso.record.trace import Rule, tracing
from sayso.record.wire import from_json, to_json
from sayso.stages.events import main, subevents

NOT_YET = (
    "Pirates boarded a trawler",
    "About 900 families left Qah",
    "A fire that started in a kitchen",
    "A ferry with 120 people on board",
)
"""How passages begin of which the main event is not read as it should be yet."""

RULES = [pytest.param(rule, id=rule.name) for rule in subevents.RULES]


@pytest.mark.parametrize("rule", RULES)
def test_the_example_of_a_sub_event_makes_its_rule_fire(rule: Rule[Any]) -> None:
    with tracing() as steps:
        read_text(rule.example)
    assert rule.name in {step.rule for step in steps}


@pytest.mark.parametrize("rule", [pytest.param(rule, id=rule.name) for rule in main.DISCOUNTS])
def test_what_stands_beside_another_event_costs(rule: Rule[Any]) -> None:
    parse, events = read_text(rule.example)
    costs = [rule.test(main.neighbours_of(parse, event, events)) for event in events]
    assert any(costs)
    assert not all(costs)


@pytest.mark.parametrize(("kind", "gold", "text"), passages())
def test_the_main_event_of_a_passage(kind: str, gold: str, text: str) -> None:
    assert (main_sub_event(text) == gold) is not text.startswith(NOT_YET), kind


def test_each_paragraph_has_one_main_event() -> None:
    reading = read(
        "Rebels attacked a bus near Kutum on Monday and killed two traders.\n\n"
        "Police in El Fasher arrested three men on Tuesday after a raid on a house."
    )
    events = reading.events or ()
    found = [each.acled for each in events if each.main]
    assert found == ["Violence against civilians / Attack", "Strategic developments / Arrests"]


def test_what_has_no_event_has_no_main_one() -> None:
    _, events = read_text("The market opens at nine.")
    assert not any(each.main for each in events)


def test_a_reading_written_before_has_no_main_event() -> None:
    packed = to_json(read("Rebels attacked a bus near Kutum on Monday."))
    for event in packed["events"]:
        del event["main"]
    events = from_json(packed).events or ()
    assert events
    assert not any(each.main for each in events)

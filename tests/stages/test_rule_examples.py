"""Every rule of a visible tuple fires on its own example, and says so in the trace."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from sayso.pipeline import Pipeline
from sayso.record import Document
from sayso.record.trace import Rule, Step, Subject, tracing
from sayso.stages.actors import ACTORS, finding, mentions, persons, reference, seats
from sayso.stages.anatomy import ANATOMY
from sayso.stages.moments import MOMENTS, resolve, sense, tense
from sayso.stages.moments.join import JOINS
from sayso.stages.moments.recognize import RULES as RECOGNISED
from sayso.stages.parsing import PARSING
from sayso.stages.quantities import (
    QUANTITIES,
    amounts,
    earlier,
    noncount_filters,
    reading,
    roles,
    units,
)
from sayso.text import numerals

READER = Pipeline((ANATOMY, PARSING, QUANTITIES, MOMENTS, ACTORS))
PUBLISHED = datetime(2024, 5, 16, 12, tzinfo=UTC)

TUPLES: tuple[tuple[str, Subject, tuple[Rule[Any], ...]], ...] = (
    ("numerals", "quantity", numerals.NUMERALS),
    ("ranges", "quantity", amounts.RANGES),
    ("wholes", "quantity", amounts.WHOLES),
    ("not counts", "quantity", noncount_filters.NOT_COUNTS),
    ("units", "quantity", units.UNITS),
    ("run ends", "quantity", units.RUN_ENDS),
    ("refusals", "quantity", reading.REFUSALS),
    ("nouns left out", "quantity", earlier.NOUNS_LEFT_OUT),
    ("earlier wholes", "quantity", earlier.EARLIER_WHOLES),
    ("roles", "role", roles.ROLES),
    ("corrections", "role", roles.CORRECTIONS),
    ("inherited roles", "role", earlier.INHERITED),
    ("times", "moment", RECOGNISED),
    ("joins", "moment", JOINS),
    ("no times", "moment", sense.NOT_TIMES),
    ("heads", "moment", tense.HEADS),
    ("tenses", "moment", tense.TENSES),
    ("years", "moment", resolve.YEARS),
    ("weekdays", "moment", resolve.WEEKDAYS),
    ("days of hours", "moment", resolve.DAYS_OF_HOURS),
    ("units of time", "moment", resolve.UNITS),
    ("classes", "actor", mentions.CLASSES),
    ("signs of a person", "actor", persons.PERSON_SIGNS),
    ("refused nouns", "actor", mentions.NOUN_REFUSALS),
    ("seats", "actor", seats.SEATS),
    ("positions", "actor", finding.POSITIONS),
    ("coreference", "actor", reference.RULES),
)
RULES = [
    pytest.param(subject, rule, id=f"{name}: {rule.name}")
    for name, subject, rules in TUPLES
    for rule in rules
    if rule.example
]


def steps_of(text: str) -> list[Step]:
    with tracing() as steps:
        READER.read(Document(text, published=PUBLISHED))
    return steps


@pytest.mark.parametrize(("subject", "rule"), RULES)
def test_its_example_makes_the_rule_fire(subject: Subject, rule: Rule[Any]) -> None:
    fired = [step for step in steps_of(rule.example) if step.subject == subject]
    assert rule.name in {step.rule for step in fired}
    for step in fired:
        assert step.span.of(rule.example).strip()


@pytest.mark.parametrize(("name", "subject", "rules"), TUPLES, ids=[name for name, *_ in TUPLES])
def test_names_are_used_once(name: str, subject: Subject, rules: tuple[Rule[Any], ...]) -> None:
    assert name
    assert subject
    assert len({rule.name for rule in rules}) == len(rules)


def test_nothing_is_collected_unless_asked() -> None:
    text = "Rebels killed 12 soldiers in Sumy on Monday, the army said."
    plain = READER.read(Document(text, published=PUBLISHED))
    with tracing() as steps:
        traced = READER.read(Document(text, published=PUBLISHED))
    assert steps
    assert traced == plain


REPORT = """Rebels killed 12 soldiers and wounded 30 others in Sumy on Monday, the army said.
The Governor, Maria Okello, said two of the 40 drones fell near the port early on 5 May 2024.
She told reporters that the death toll had risen from 12 to 14 overnight. No one claimed it."""


def test_what_is_read_says_by_which_rule() -> None:
    with tracing() as steps:
        reading = READER.read(Document(REPORT, published=PUBLISHED))
    made = {(step.subject, step.span) for step in steps if step.outcome == "made"}
    assert reading.quantities
    assert reading.moments
    assert reading.actors
    assert {("quantity", quantity.as_said) for quantity in reading.quantities} <= made
    assert {("moment", moment.as_said) for moment in reading.moments} <= made
    assert {("actor", actor.as_said) for actor in reading.actors} <= made


def test_what_is_dropped_says_why() -> None:
    text = "On 5 May 2024 the 30th brigade, 42, met May and he may march."
    dropped = {
        (step.span.of(text), step.rule) for step in steps_of(text) if step.outcome == "dropped"
    }
    assert ("5", "calendar day") in dropped
    assert ("2024", "year") in dropped
    assert ("30", "glued to the word after") in dropped

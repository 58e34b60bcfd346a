"""The page of an incident stays small, however much is said of it."""

from __future__ import annotations

from pathlib import Path

from sayso.index.service import IncidentIndex
from sayso.views.incident import MOST_ANSWERS, incident_view
from tests.linking.made import DOCTORS, Says, report


def toll(number: int) -> Says:
    words = f"{number} people"
    return Says(
        DOCTORS,
        f"{words} were killed in the bombing of the Kutum market",
        figures=((words, number, "person", "killed"),),
        place="Kutum",
    )


def test_answers_past_a_number_are_counted_only(tmp_path: Path) -> None:
    desk = IncidentIndex(tmp_path / "l.sqlite")
    tolls = range(20, 20 + MOST_ANSWERS + 3)
    for number in tolls:
        desk.store.add(report(f"r{number}", toll(number), hours=number / 10))
    desk.catch_up()
    state = desk.state()
    (incident,) = state.incidents.values()
    (asked,) = incident_view(desk, state, incident).questions
    (side,) = asked.sides
    assert [each.words for each in side.standing] == [f"{tolls[-1]} people"]
    assert len(side.earlier) == MOST_ANSWERS
    assert side.more == 2
    desk.close()


def test_two_numbers_have_a_scale_however_near_they_are(tmp_path: Path) -> None:
    index = IncidentIndex(tmp_path / "l.sqlite")
    for number in (58, 60):
        index.store.add(report(f"r{number}", toll(number), hours=number / 10))
    index.catch_up()
    state = index.state()
    (incident,) = state.incidents.values()
    (asked,) = incident_view(index, state, incident).questions
    assert asked.plot is not None
    assert [mark.low for mark in asked.plot.marks] == [58, 60]
    assert [words for _, words in asked.plot.ticks] == ["60"]
    index.close()

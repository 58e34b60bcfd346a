"""The page of an incident stays small, however much is told of it."""

from __future__ import annotations

from pathlib import Path

from sayso.index.service import IncidentIndex
from sayso.views.incident import MOST_CELLS, incident_view
from tests.linking.made import DOCTORS, Says, report


def toll(number: int) -> Says:
    words = f"{number} people"
    return Says(
        DOCTORS,
        f"{words} were killed in the bombing of the Kutum market",
        figures=((words, number, "person", "killed"),),
        place="Kutum",
    )


def test_answers_past_a_number_are_shown_as_one(tmp_path: Path) -> None:
    desk = IncidentIndex(tmp_path / "l.sqlite")
    tolls = range(20, 20 + MOST_CELLS + 3)
    for number in tolls:
        desk.store.add(report(f"r{number}", toll(number), hours=number / 10))
    desk.catch_up()
    state = desk.state()
    (incident,) = state.incidents.values()
    (side,) = incident_view(desk, state, incident).sides
    cells = side.cells["killed"]
    assert len(cells) == MOST_CELLS + 1
    assert cells[-1].words == "and 3 more"
    assert len(cells[-1].quotes) == 3
    desk.close()

"""Lines that begin or end with who speaks."""

from __future__ import annotations

import pytest

from sayso.pipeline import STAGES, Pipeline
from sayso.record import Document
from sayso.stages.attribution import ATTRIBUTION

PIPELINE = Pipeline(STAGES[: STAGES.index(ATTRIBUTION) + 1])


def speeches(text: str) -> list[tuple[str, str]]:
    """Return source and content of each attribution."""
    return [
        (" ".join(span.of(text) for span in each.source), each.content[0].of(text))
        for each in PIPELINE.read(Document(text)).attributions or ()
    ]


LINES = [
    ("IDF: Rocket fell in an open field near Sderot, no casualties.", "IDF"),
    ("CENTCOM: Two drones shot down over the Red Sea, no damage to ships.", "CENTCOM"),
    ("⚡️Syrian Observatory: 12 fighters killed in an ambush near Salamiyah", "Syrian Observatory"),
    ("Governor Lysak: three wounded in attack on Nikopol", "Governor Lysak"),
    ("Five killed in shelling of Marhanets overnight: governor", "governor"),
    ("Two bridges blown up near Gao - mayor", "mayor"),
    ("Nigerian troops to leave Sambisa by June – defence ministry", "defence ministry"),
    ("BREAKING: 16 dead in market blast in Peshawar: police", "police"),
    ("Syrian president to meet envoys in Ankara on Friday: presidency", "presidency"),
]


@pytest.mark.parametrize(("text", "who"), LINES)
def test_a_label_says_who_speaks(text: str, who: str) -> None:
    content = next(said for source, said in speeches(text) if source.strip("⚡️ ") == who)
    assert len(content.split()) >= 5
    assert not content.startswith("BREAKING")
    assert who not in content


NOT_LABELS = [
    "KAMPALA: Gunmen killed four soldiers on Monday.",
    "Kampala: Gunmen killed four soldiers on Monday.",
    "Update: Two people were killed in the strike.",
    "Sudan: Army shells the market in Nyala.",
    "Two killed in raid on the port - Reuters",
    "Two killed in raid: a timeline",
    "Two killed in raid: soldiers and officers",
    "Hamas: a profile",
    "Raid on the port: two soldiers were killed",
]


@pytest.mark.parametrize("text", NOT_LABELS)
def test_datelines_topics_and_titles_are_no_labels(text: str) -> None:
    labels = {"KAMPALA", "Kampala", "Update", "Sudan", "Reuters", "Hamas"}
    labels |= {"a timeline", "soldiers and officers", "Raid on the port"}
    assert labels.isdisjoint(source for source, _ in speeches(text))


def test_a_question_and_its_answer_are_a_transcript() -> None:
    text = (
        "Interview\n\nQ. How many men did you lose?\n\nA. We lost eleven men that night.\n\nQ."
        " Where?\n\nA. At the bridge in Yola."
    )
    assert ("A", "We lost eleven men that night.") in speeches(text)


def test_an_initial_is_no_turn() -> None:
    text = "Letter\n\nA. Petrov left the town.\n\nB. Ivanov stayed.\n\nA. Petrov came back."
    assert all(source != "A" for source, _ in speeches(text))


LIST = """Notes

The police gave the following figures:

- 12 people killed in Jos
- 30 houses burned in Barkin Ladi
- 4 suspects arrested"""


def test_the_items_of_a_list_are_said_by_who_gives_it() -> None:
    items = [content for source, content in speeches(LIST) if source == "The police"]
    assert items == [
        "12 people killed in Jos",
        "30 houses burned in Barkin Ladi",
        "4 suspects arrested",
    ]

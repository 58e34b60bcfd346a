"""Sentences that go on under the source of the one before, and those that do not."""

from __future__ import annotations

import pytest

from sayso.pipeline import STAGES, Pipeline
from sayso.record import Document
from sayso.stages.attribution import ATTRIBUTION

PIPELINE = Pipeline(STAGES[: STAGES.index(ATTRIBUTION) + 1])


def carried(text: str, title: str | None = None) -> list[tuple[str, str]]:
    """Return source and words of what is carried over: it has no cue of its own."""
    document = Document(text, title=title)
    return [
        (each.source[0].of(text), each.content[0].of(text))
        for each in PIPELINE.read(document).attributions or ()
        if not each.cue and each.source
    ]


GOES_ON = [
    (
        "The drone strike, the mayor said, hit a market. Nine stalls burned down.",
        ("the mayor", "Nine stalls burned down"),
    ),
    (
        "The navy said rebels fired two missiles at the tanker Aster. The first fell short while a"
        " frigate shot down the second.",
        ("The navy", "The first fell short while a frigate shot down the second"),
    ),
    (
        "A study by Amnesty International said the shelling hit two clinics. The shelling left at"
        " least 33 people dead.",
        ("A study by Amnesty International", "The shelling left at least 33 people dead"),
    ),
    (
        "The Syrian Defence Ministry said its units took three villages. The militants' losses"
        " there came to 45 men and two trucks.",
        (
            "The Syrian Defence Ministry",
            "The militants' losses there came to 45 men and two trucks",
        ),
    ),
    (
        "The health directorate said a shell hit the maternity ward. Four mothers were killed and"
        " eleven were wounded.",
        ("The health directorate", "Four mothers were killed and eleven were wounded"),
    ),
    (
        "According to the provincial council, gunmen attacked the mine at night. Seven guards were"
        " taken away.",
        ("the provincial council", "Seven guards were taken away"),
    ),
    (
        "The agency said 900 people fled the town. Of these, 300 sleep in schools.",
        ("The agency", "Of these, 300 sleep in schools"),
    ),
    (
        "The General Staff said the enemy shelled 9 towns. Gunners hit 12 depots during the day.",
        ("The General Staff", "Gunners hit 12 depots during the day"),
    ),
]


@pytest.mark.parametrize(("text", "expected"), GOES_ON)
def test_a_report_goes_on(text: str, expected: tuple[str, str]) -> None:
    assert expected in carried(text)


@pytest.mark.parametrize(
    "text",
    [
        "The mayor said the sirens failed. At least 30 people were taken to two hospitals.",
        "The army said it struck a base. Twelve people were killed in Khartoum on Monday.",
        "The army denied that it hit a school. The strike left nine pupils dead.",
        "The air force said it shot down 40 drones. Residents cleared glass from 12 streets.",
        "The mayor said a rocket hit the market. “Nine people were killed.”",
        "The mayor said a rocket hit the market. The attack was the third in a week.",
    ],
)
def test_the_outlet_speaks_again(text: str) -> None:
    assert carried(text) == []


def test_a_bulletin_goes_on_in_the_next_paragraph() -> None:
    text = (
        "Night over the coast\n\nThe General Staff said jets hit 19 positions on Sunday.\n\nIn the"
        " east, soldiers repelled 14 assaults."
    )
    who = ("The General Staff", "In the east, soldiers repelled 14 assaults")
    assert who in carried(text, "19 positions hit in a day – General Staff")
    assert carried(text, "Night over the coast") == []

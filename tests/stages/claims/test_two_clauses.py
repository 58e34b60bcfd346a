"""What one side says and denies in one sentence, and numbers that are put right."""

from __future__ import annotations

import pytest

from sayso import read
from sayso.record import Document
from tests.stages.claims.test_kinds import claims_of

SAID_AND_DENIED = [
    ("The navy said it sank two boats; it denied firing on the port.", "navy"),
    ("The junta says its jets bombed a camp; it denied hitting a monastery.", "junta"),
    (
        "The rebels said they had taken the bridge; they rejected reports that a bus was hit.",
        "rebels",
    ),
    ("Hezbollah said it had shot down a drone; it denied losing a commander.", "Hezbollah"),
]


@pytest.mark.parametrize(("text", "who"), SAID_AND_DENIED)
def test_what_stands_past_a_semicolon_is_not_denied(text: str, who: str) -> None:
    said, denied = text.rstrip(".").split("; ")
    of_side = [(words, polarity) for name, words, polarity, _ in claims_of(text) if who in name]
    assert all(polarity == "asserts" for words, polarity in of_side if words in said)
    assert any(words in said for words, _ in of_side)
    assert [polarity for words, polarity in of_side if words in denied] == ["denies"]


DENIED = [
    ("Eritrea denied shelling Zalambessa, as a rebel spokesman had claimed.", "Eritrea"),
    ("The mayor said nine had died; the army denied it had shelled the town.", "army"),
    ("Rwanda denied sending troops to Masisi, as UN experts had written.", "Rwanda"),
    ("The coast guard denied ramming the boat, as survivors had told a radio station.", "guard"),
]


@pytest.mark.parametrize(("text", "who"), DENIED)
def test_who_denies_a_deed_is_not_the_outlet(text: str, who: str) -> None:
    denials = [name for name, _, polarity, _ in claims_of(text) if polarity == "denies"]
    assert len(denials) == 1
    assert who in denials[0]


PUT_RIGHT = [
    ("Not 70 but 52 people died, according to a lawyers’ group.", {52}),
    ("It was not 15 but eight soldiers who were killed, the ministry said.", {8}),
    ("The army said it lost four men, not eleven, in the raid.", {4}),
    ("Police said not one but three bombs had exploded.", {3}),
    ("Not only 12 soldiers but 30 villagers were killed, the priest said.", {12, 30}),
    ("The army, not 12 militias, holds the town of 9,000 people, officials said.", {9000, 12}),
]


@pytest.mark.parametrize(("text", "numbers"), PUT_RIGHT)
def test_a_number_that_is_put_right_counts_nothing(text: str, numbers: set[int]) -> None:
    reading = read(Document(text, outlet="Harbour Post"))
    assert {int(each.low) for each in reading.quantities or ()} == numbers

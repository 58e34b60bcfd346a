"""Figures that nobody gives as theirs: taken back, of an earlier count, of the editors."""

from __future__ import annotations

import pytest

from sayso import read
from sayso.record import Claim, Reading


def of(reading: Reading, low: float) -> list[Claim]:
    quantities = reading.quantities or ()
    return [
        claim
        for claim in reading.claims or ()
        if any(quantities[i].low == low for i in claim.quantities)
    ]


@pytest.mark.parametrize(
    ("text", "low"),
    [
        ("The ministry retracted its statement that 61 soldiers were killed at the base.", 61),
        ("Junta calls reports of 30 dead villagers in Sagaing fabricated", 30),
        ("The rebel spokesman took back his claim that 80 mercenaries had been captured.", 80),
        ("Police dismiss reports of 15 dead miners in Kalima as rumour", 15),
        ("On Tuesday the army withdrew its claim that 33 militants had been captured in Gao.", 33),
    ],
)
def test_what_is_taken_back_or_called_untrue_is_denied(text: str, low: float) -> None:
    found = of(read(text), low)
    assert found
    assert all(claim.polarity == "denies" and claim.modality == "actual" for claim in found)


@pytest.mark.parametrize(
    ("text", "low"),
    [
        ("Rebels died in the raid. Earlier the air force had put the number at 22.", 22),
        (
            "Rescuers have found 50 bodies, the coast guard said. It had previously given a"
            " figure of 37 dead.",
            37,
        ),
        ("The council had initially said that 14 people were killed, then put it at 9.", 14),
    ],
)
def test_an_earlier_count_is_of_the_past(text: str, low: float) -> None:
    assert all(claim.modality == "historical" for claim in of(read(text), low))


@pytest.mark.parametrize(
    ("text", "low"),
    [
        (
            "(Corrects the death toll to 17, not 19, in the first paragraph)\n\nA car bomb killed"
            " 17 people in Mora on Friday, the mayor said.",
            17,
        ),
        (
            "(Corrects number of wounded to 31 from 13 in paragraph 2)\n\nRockets wounded 31"
            " people in Goma on Sunday, the hospital said.",
            31,
        ),
    ],
)
def test_a_note_of_editors_narrates_nothing(text: str, low: float) -> None:
    found = of(read(text), low)
    assert found
    assert not any(claim.narrated for claim in found)


@pytest.mark.parametrize(
    ("text", "low"),
    [
        ("Snipers killed nine people near the ford, shooting two of them twice, police said.", 2),
        ("The attackers stabbed seven guards, three of them several times, the prison said.", 3),
    ],
)
def test_what_was_done_more_than_once_is_no_toll(text: str, low: float) -> None:
    assert low not in [each.low for each in read(text).quantities or () if each.role]


def test_a_number_in_words_and_digits_is_one_figure() -> None:
    text = "Fourteen (14) people died and twenty-two (22) were wounded, the council said."
    said = [(each.as_said.of(text), each.low) for each in read(text).quantities or ()]
    assert said == [("Fourteen (14) people", 14), ("twenty-two (22)", 22)]

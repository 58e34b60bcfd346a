"""Numbers that count nothing."""

from __future__ import annotations

import pytest

from tests.stages.quantities.counted import counted


@pytest.mark.parametrize(
    "text",
    [
        "Ivan Petrov, 42, was sentenced on Monday.",
        "The 76-year-old was buried in Gaza.",
        "A girl aged 5 survived.",
        "She died at the age of 48.",
        "He signed it on January 5, 2024.",
        "Fighting resumed on 5 January.",
        "Troops attacked the town on February 6 and 7.",
        "The women, aged 67 and 72, survived.",
        "The war began in 2022.",
        "The 2019 report said so.",
        "Talks ran from 2014 to 2015.",
        "It happened at 7.30pm on Tuesday.",
        "Sirens sounded at 10:45.",
        "The 30th brigade withdrew.",
        "A Su-34 was seen over Sumy.",
        "An S-300 battery was moved.",
        "An Mi-35M helicopter took off.",
        "The Shahed-136 is made in Iran.",
        "Germany sent Leopard 2 tanks.",
        "UN resolution 2334 was adopted.",
        "Article 5 was never invoked.",
        "It was day 399 of the invasion.",
        "Call 0800 123 456 for help.",
        "They met at 10 Downing Street.",
        "The second attack came later.",
        "No one claimed it.",
        "It was one of the biggest attacks of the war.",
        "One day it will end.",
        "The fighting began two years ago.",
        "It was quiet over the past 24 hours.",
        "The Group of Seven met in Rome.",
        "The team won 2-0 in Cairo.",
        "1. The ministry denied it.",
        "She had seen COVID-19 wards.",
        "He grew up in the 1990s.",
        "The two were friends.",
    ],
)
def test_counts_nothing(text: str) -> None:
    assert counted(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("In 2023 the army killed 2000 rebels.", "2000 rebel killed"),
        ("In March 12 people were killed.", "12 person killed"),
        ("Twelve Su-34 jets were destroyed.", "12 jet destroyed"),
        ("Three S-300 batteries were destroyed.", "3 battery destroyed"),
        ("Two 76-year-old women were killed.", "2 woman killed"),
        ("One soldier was killed near Kidal.", "1 soldier killed"),
    ],
)
def test_a_count_beside_what_counts_nothing(text: str, expected: str) -> None:
    assert counted(text) == [expected]

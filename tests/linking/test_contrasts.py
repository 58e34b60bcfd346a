"""Two sides that speak of one thing in words that clash, without a word of denial or a number."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso import read
from sayso.lexicon.comparison import opposed_topics, statement_topics
from sayso.linking.answers import answers_of, shipped_models
from sayso.linking.contrasts import (
    MOST_STATEMENTS,
    Contrasts,
    EventContrasts,
    Wording,
    topics_in,
    wording,
)
from sayso.linking.features import StatementFeatures, statement_features
from sayso.linking.relations import relation_of


def said(text: str) -> list[StatementFeatures]:
    """Return the statements of a report without a date."""
    return statement_features(read(text))


def contradictions(*texts: str) -> set[str]:
    """Return the rules by which any two statements of reports of one event contradict."""
    features = [each for text in texts for each in said(text)]
    models = shipped_models()
    among = EventContrasts(features, models.contrasts)
    answers = [answers_of(each) for each in features]
    related = (
        relation_of(one, other, models, among)
        for number, one in enumerate(answers)
        for other in answers[number + 1 :]
    )
    return {each.rule for each in related if each is not None and each.kind == "contradict"}


BACKGROUND = (
    "Colombia's ombudsman said that 200 people fled the valley. The UN said that it was raining."
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            "The army said that its vehicle was destroyed by a mine on the road to Sipi.",
            "The ELN said that the vehicle overturned on the road to Sipi by accident.",
        ),
        (
            "Rwanda said that no Rwandan soldier crossed the lake.",
            "Congo's army said that Rwandan soldiers attacked its post across the lake.",
        ),
        (
            "Kenya's police said that they killed six militants at a well near Kulan.",
            "Elders said that the dead near Kulan were herders at a well, none of them a militant.",
        ),
    ],
)
def test_words_that_clash_contradict(one: str, other: str) -> None:
    assert contradictions(one, other, BACKGROUND)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            "The army said that its vehicle was destroyed by a mine on the road to Sipi.",
            "The ombudsman said that a mine destroyed an army vehicle on the road to Sipi.",
        ),
        (
            "China said that it will not send arms to the junta.",
            "Germany said that there would be consequences if China sends arms to the junta.",
        ),
        (
            "The mayor said that the war is not a border dispute.",
            "The senator said that the war is a border dispute.",
        ),
        (
            "Iran said that its navy detained a tanker near Jask.",
            "Oman said that a tanker reached port in Sohar.",
        ),
    ],
)
def test_the_same_in_other_words_and_what_may_be_do_not(one: str, other: str) -> None:
    assert not contradictions(one, other, BACKGROUND)


def test_an_outlet_does_not_contradict_another() -> None:
    narrated = [
        "Russian jets downed an American drone over the sea.",
        "The United States downed its own drone over the sea.",
    ]
    assert not contradictions(*narrated)


def test_what_is_denied_ends_with_its_clause() -> None:
    made = wording("no soldier entered the school, but shells hit the mosque", "army", "army", None)
    assert {"soldier", "school"} <= made.denied
    assert "mosqu" not in made.denied
    assert {"not soldier", "not civilian site", "civilian site"} <= topics_in(made)


def test_topics_that_oppose_each_other_are_known() -> None:
    known = statement_topics()
    assert all(topic in known for pair in opposed_topics() for topic in pair)
    assert all(len(pair) == 2 for pair in opposed_topics())


def test_a_war_is_not_compared_in_words() -> None:
    one, *_ = said("The army said that its vehicle was destroyed by a mine on the road to Sipi.")
    many = [one, *said("The ELN said that the vehicle overturned on the road to Sipi by accident.")]
    assert list(EventContrasts(many, shipped_models().contrasts).pairs(0.5))
    crowd = [_renamed(one, number) for number in range(MOST_STATEMENTS + 1)]
    assert not list(EventContrasts(crowd, shipped_models().contrasts).pairs(0.5))


def _renamed(features: StatementFeatures, number: int) -> StatementFeatures:
    return replace(features, key=f"{features.key}{number}")


words = st.lists(
    st.sampled_from("no not the soldiers school burned village taken held mine fled army".split()),
    min_size=1,
    max_size=9,
).map(" ".join)


@given(st.lists(st.tuples(words, st.sampled_from("abc")), min_size=2, max_size=5))
def test_features_do_not_depend_on_which_comes_first(statements: list[tuple[str, str]]) -> None:
    made = [_worded(*each) for each in statements]
    there, back = Contrasts(made), Contrasts(made[::-1])
    last = len(made) - 1
    assert {(last - other, last - one) for one, other in there.pairs} == set(back.pairs)
    for one, other in there.pairs:
        assert there.features(one, other) == pytest.approx(back.features(last - other, last - one))


def _worded(text: str, speaker: str) -> Wording:
    return wording(text, f"speaker {speaker}", speaker, datetime(2024, 5, 1))

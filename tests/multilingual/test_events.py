"""Events in languages that are read without a parser."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.record import Event
from sayso.stages.multilingual.events import read_events
from tests.multilingual.readings import paragraph, samples

SAMPLES = tuple(samples("events"))
USUAL = ("asserts", "actual")


def written(text: str, event: Event) -> str:
    """Return an event as the samples have it: "Влучань = damage denies"."""
    turned = [
        each for each in (event.polarity, event.modality) if each not in ("asserts", "actual")
    ]
    return f"{event.trigger.of(text)} = {' '.join([event.kind, *turned])}"


@pytest.mark.parametrize(("code", "sentence", "expected"), SAMPLES)
def test_events_of_a_sentence(code: str, sentence: str, expected: str) -> None:
    read = [written(sentence, each) for each in read_events(sentence, paragraph(sentence), code)]
    assert read == ([] if expected == "-" else expected.split(" ; "))


def test_codes_follow_the_means() -> None:
    text = "Ворог атакував місто дронами. Артилерія обстріляла село."
    drones, guns = read_events(text, paragraph(text), "uk")
    assert (drones.means_class, drones.plover, drones.cameo) == ("drone", "ASSAULT:drone", "195")
    assert drones.means is not None
    assert drones.means.of(text) == "дронами"
    assert (guns.kind, guns.means_class, guns.cameo) == ("shelling", "artillery", "194")


def test_a_planned_attack_is_coded_as_a_threat() -> None:
    text = "Армия готовит удар по городу."
    (planned,) = read_events(text, paragraph(text), "ru")
    assert (planned.modality, planned.plover) == ("planned", "THREATEN")


def test_harm_follows_the_attack_before_it() -> None:
    text = "Ночью обстреляли город. Погибли двое. Повреждена школа."
    attack, dead, school = read_events(text, paragraph(text), "ru")
    assert (attack.follows, dead.follows, school.follows) == (None, 0, 0)
    assert school.hit_class == "school"
    assert [each.main for each in (attack, dead, school)] == [True, False, False]


def test_harm_follows_no_attack_from_far_before() -> None:
    text = "Ночью обстреляли город. Выпал снег. Дороги чистят. Погиб водитель."
    assert [each.follows for each in read_events(text, paragraph(text), "ru")] == [None, None]


def test_harm_without_an_attack_follows_nothing() -> None:
    text = "Погибли двое."
    (dead,) = read_events(text, paragraph(text), "ru")
    assert dead.follows is None
    assert dead.main


@pytest.mark.parametrize("code", ["ru", "uk"])
@given(
    st.lists(
        st.sampled_from(
            "атаковали атакував дронами збито ракет не було погибли , ; : . ( ) планує что що "
            "удар по городу захопили село".split()
        )
        | st.text(max_size=6)
    )
)
def test_any_text_is_read(code: str, words: list[str]) -> None:
    text = " ".join(words)
    events = read_events(text, paragraph(text), code)
    assert all(each.trigger.of(text).strip() for each in events)
    assert all(each.follows is None or each.follows < number for number, each in enumerate(events))

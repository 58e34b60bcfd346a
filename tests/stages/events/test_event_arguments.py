"""Who did it, to whom, with what, and which strike did which harm."""

from __future__ import annotations

import pytest

from tests.stages.events.event_sentences import told


@pytest.mark.parametrize(
    ("sentence", "kind", "initiator", "target"),
    [
        ("Israel struck a depot near Homs.", "strike", "Israel", "a depot"),
        ("A depot near Homs was struck by Israel.", "strike", "Israel", "A depot"),
        ("The strike by Israel on a depot was brief.", "strike", "Israel", "a depot"),
        ("Israel's strike on a depot was brief.", "strike", "Israel", "a depot"),
        ("Israel carried out a strike on a depot.", "strike", "Israel", "a depot"),
        ("Israel strikes depot near Homs, killing two", "strike", "Israel", "depot"),
        ("The Turkish attack on Afrin began.", "strike", "Turkish", "Afrin"),
        ("Talks between Sudan and Chad resumed.", "negotiation", "Sudan", "Chad"),
        ("The army took control of the port.", "territory_gain", "The army", "the port"),
        ("Rebels who seized the port left.", "territory_gain_nonstate", "Rebels", "the port"),
        ("Kenya asked Uganda to withdraw.", "territory_transfer", "Uganda", None),
        ("Hamas rejected a request from Egypt.", "refusal", "Hamas", "Egypt"),
        ("Iran vowed to shell Haifa on Friday.", "shelling", "Iran", "Haifa"),
    ],
)  # fmt: skip
def test_who_did_it_to_whom(
    sentence: str, kind: str, initiator: str | None, target: str | None
) -> None:
    assert told(sentence).who(kind) == (initiator, target)


def test_a_weapon_is_the_means_and_its_owner_the_initiator() -> None:
    found = told("Russian drones hit a power plant in Zaporizhzhia.")
    event = found.one("drone_missile_strike")
    assert found.words(event.initiator) == "Russian"
    assert found.words(event.means) == "Russian drones"
    assert (event.means_class, event.hit_class) == ("drone", "energy")


@pytest.mark.parametrize(
    ("sentence", "kind", "means", "hit"),
    [
        ("Rebels shelled a hospital with mortars.", "shelling", "mortar", "hospital"),
        ("Militants attacked a school using a car bomb.", "remote_explosive", "car bomb", "school"),
        ("A cruise missile hit a refinery.", "drone_missile_strike", "cruise missile", "energy"),
        ("Warplanes bombed a refugee camp.", "air_strike", "aircraft", "humanitarian"),
        ("Drones attacked an airbase.", "drone_missile_strike", "drone", "military"),
    ],
)  # fmt: skip
def test_means_and_what_was_hit(sentence: str, kind: str, means: str, hit: str) -> None:
    event = told(sentence).one(kind)
    assert (event.means_class, event.hit_class) == (means, hit)


def test_missiles_fired_are_the_means_not_the_target() -> None:
    found = told("The Houthis fired three missiles at a tanker.")
    assert found.who("drone_missile_strike") == ("The Houthis", "a tanker")


def test_a_day_is_no_target() -> None:
    assert told("Students rallied on Thursday.").one("peaceful_protest").target is None


def test_harm_follows_the_strike_that_did_it() -> None:
    found = told("A Saudi air strike on Saada killed six people.")
    harm = found.one("casualties")
    assert harm.follows is not None
    assert found.events[harm.follows].kind == "air_strike"
    assert found.words(harm.initiator) == "Saudi"


def test_harm_follows_a_strike_of_the_sentence_before() -> None:
    found = told("Artillery shelled Kherson. Two people were wounded.")
    assert found.one("casualties").follows == found.events.index(found.one("shelling"))


def test_harm_with_no_strike_near_follows_none() -> None:
    assert told("Two people were wounded.").one("casualties").follows is None

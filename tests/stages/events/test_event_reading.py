"""Whom an event concerns, who speaks, headlines, and events that make others what they are."""

from __future__ import annotations

import pytest

from sayso.stages.events.headlines import with_headlines
from tests.stages.events.event_sentences import told


@pytest.mark.parametrize(
    ("sentence", "kind", "target"),
    [
        ("Qatar gave Chad ten million dollars.", "aid", "Chad"),
        ("Qatar sent medicine to Chad.", "aid", "Chad"),
        ("Chad lifted a curfew in Abeche.", "concession", "Abeche"),
        ("Hamas rejected Egypt's proposal.", "refusal", "Egypt"),
        ("Niger demanded compensation from France.", "appeal", "France"),
        ("Mali is investigating killings committed by Wagner.", "accusation", "Wagner"),
        ("The army withdrew its troops from Goma.", "territory_transfer", "Goma"),
    ],
)
def test_the_target_is_whom_it_concerns(sentence: str, kind: str, target: str) -> None:
    assert told(sentence).who(kind)[1] == target


@pytest.mark.parametrize(
    ("sentence", "kind", "initiator"),
    [
        ("The rebels said they would release the hostages.", "prisoner_exchange", "The rebels"),
        ("Syria is ready to withdraw its troops.", "territory_transfer", "Syria"),
        ("Ethiopia completed its withdrawal.", "territory_transfer", "Ethiopia"),
    ],
)
def test_who_does_it_when_the_sentence_says_they_or_its(
    sentence: str, kind: str, initiator: str
) -> None:
    assert told(sentence).who(kind)[0] == initiator


def test_two_places_hit_are_one_target() -> None:
    found = told("Drones hit the Ilsky refinery in Krasnodar and the Syzran refinery in Samara.")
    target = found.words(found.one("drone_missile_strike").target)
    assert target == "the Ilsky refinery in Krasnodar and the Syzran refinery"


def test_strikes_that_hit_are_one_attack() -> None:
    found = told("Turkish air strikes hit a power station.")
    event = found.one("air_strike")
    assert (found.words(event.initiator), event.hit_class) == ("Turkish", "energy")


def test_an_attack_of_which_only_the_place_is_told_was_on_those_it_harmed() -> None:
    found = told("Three shepherds were killed in a roadside bomb attack.")
    assert found.who("remote_explosive")[1] == "Three shepherds"


def test_the_verb_of_a_headline_is_one_though_parsed_as_a_noun() -> None:
    found = told("Ethiopia army raids Mekelle market")
    repaired = with_headlines(found.parse)
    assert [each.text for each in repaired.tokens if each.pos == "VERB"] == ["raids"]
    assert [each.head for each in repaired.tokens] == [1, 2, 2, 4, 2]


@pytest.mark.parametrize(
    ("sentence", "acled"),
    [
        ("Nurses marched in Rabat. Police arrested six of them.", "Protest with intervention"),
        ("Nurses marched in Rabat and burned tyres.", "Violent demonstration"),
        ("Nurses marched in Rabat. No one was arrested.", "Peaceful protest"),
    ],
)
def test_a_protest_is_what_became_of_it(sentence: str, acled: str) -> None:
    protest = told(sentence).events[0]
    assert protest.acled is not None
    assert protest.acled.endswith(acled)


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("Villagers beat a suspected thief.", "mob_violence"),
        ("Armed men beat a trader.", "attack_on_civilians"),
        ("An ISWAP unit captured four farmers.", "abduction"),
        ("Police captured four suspects.", "detention"),
        ("The army dropped chlorine on Douma.", "chemical_weapon"),
        ("Sappers detonated a mine near Aden.", "weapons_disrupted"),
        ("Soldiers fired at demonstrators in Bamako.", "force_against_protesters"),
        ("Peacekeepers handed over the base to Malian troops.", "territory_transfer"),
    ],
)
def test_kinds_that_hang_on_who_does_it_to_whom(sentence: str, kind: str) -> None:
    assert kind in told(sentence).kinds


@pytest.mark.parametrize(
    ("sentence", "kind", "mood"),
    [
        ("Had the missile hit the dam, the valley would have flooded.", "drone_missile_strike",
         ("asserts", "hypothetical")),
        ("M23 has yet to withdraw from Goma.", "territory_transfer", ("denies", "actual")),
        ("It was not possible to verify that the shells killed ten people.", "casualties",
         ("doubts", "actual")),
    ],
)  # fmt: skip
def test_moods_by_order_and_by_what_stands_above(
    sentence: str, kind: str, mood: tuple[str, str]
) -> None:
    event = told(sentence).one(kind)
    assert (event.polarity, event.modality) == mood

"""Said to have happened, not to have, to be about to; and the codes that follow from it."""

from __future__ import annotations

import pytest

from sayso.stages.events.codes import codes_of, root
from tests.stages.events.event_sentences import told


@pytest.mark.parametrize(
    ("sentence", "kind", "polarity"),
    [
        ("The army shelled the village.", "shelling", "asserts"),
        ("The army did not shell the village.", "shelling", "denies"),
        ("The army never shelled the village.", "shelling", "denies"),
        ("We don't shell villages, he said.", "shelling", "denies"),
        ("The army denied that it shelled the village.", "shelling", "denies"),
        ("The army denied that it shelled the village.", "denial", "denies"),
        ("The army denied shelling the village.", "shelling", "denies"),
        ("No talks were held in Doha.", "meeting", "denies"),
        ("There is no date for talks in Doha.", "negotiation", "denies"),
        ("The rebels failed to capture the town.", "territory_gain_nonstate", "denies"),
        ("The army admitted that it shelled the village.", "shelling", "acknowledges"),
        ("The junta confirmed it shelled the village.", "shelling", "acknowledges"),
        ("The UN confirmed the junta shelled the village.", "shelling", "asserts"),
        ("Officials doubted that the army shelled the village.", "shelling", "doubts"),
    ],
)
def test_polarity(sentence: str, kind: str, polarity: str) -> None:
    assert told(sentence).one(kind).polarity == polarity


@pytest.mark.parametrize(
    ("sentence", "kind", "modality"),
    [
        ("The army attacked Bor.", "strike", "actual"),
        ("The army will attack Bor.", "strike", "planned"),
        ("The army plans to attack Bor.", "strike", "planned"),
        ("The army said it would attack Bor.", "strike", "planned"),
        ("The army might attack Bor.", "strike", "hypothetical"),
        ("If the army attacks Bor, people flee.", "strike", "hypothetical"),
        ("The army threatened to attack Bor.", "strike", "threatened"),
        ("The general warned of an attack on Bor.", "strike", "threatened"),
        ("Egypt called on Israel to withdraw.", "territory_transfer", "demanded"),
        ("Israel must withdraw.", "territory_transfer", "demanded"),
        ("The 2014 annexation of Crimea is disputed.", "territory_gain", "historical"),
        ("In 2024 the army attacked Bor.", "strike", "actual"),
        ("The envoy prepares to meet officials in Oslo.", "meeting", "planned"),
    ],
)
def test_modality(sentence: str, kind: str, modality: str) -> None:
    assert told(sentence).one(kind).modality == modality


def test_a_year_is_not_history_when_the_text_has_no_year() -> None:
    sentence = "The 2014 annexation of Crimea is disputed."
    assert told(sentence, year=None).one("territory_gain").modality == "actual"


@pytest.mark.parametrize(
    ("sentence", "kind", "plover"),
    [
        ("Iran released two prisoners.", "prisoner_exchange", "RETREAT:release"),
        ("Iran will release two prisoners.", "prisoner_exchange", "AGREE"),
        ("The army attacked Bor.", "strike", "ASSAULT"),
        ("The army will attack Bor.", "strike", "THREATEN"),
        ("Egypt called on Israel to release two prisoners.", "prisoner_exchange", "REQUEST"),
        ("The army did not agree.", "agreement", "REJECT"),
    ],
)
def test_plover_codes_what_is_done_not_what_is_talked_of(
    sentence: str, kind: str, plover: str
) -> None:
    assert told(sentence).one(kind).plover == plover


def test_codes_depend_on_the_means() -> None:
    drone = codes_of("drone_missile_strike", "drone", "asserts", "actual", False)
    missile = codes_of("drone_missile_strike", "missile", "asserts", "actual", False)
    assert (drone.plover, drone.cameo) == ("ASSAULT:drone", "195")
    assert (missile.plover, missile.cameo) == ("ASSAULT:heavy-weapons", "194")


def test_a_demand_and_an_appeal_have_codes_of_their_own() -> None:
    assert told("Chad demanded that the rebels leave.").one("appeal").cameo == "10"
    assert told("Chad urged the rebels to leave.").one("appeal").cameo == "02"


def test_the_root_of_a_code() -> None:
    assert root("ASSAULT:drone") == "ASSAULT"
    assert root(None) is None

"""What kind of event a sentence tells, settled by its words and its arguments."""

from __future__ import annotations

import pytest

from sayso.lexicon.events import kinds, triggers
from tests.stages.events.event_sentences import told

TELLS = (
    ("Houthi forces fired two ballistic missiles at the port of Eilat.", "drone_missile_strike"),
    ("The army shelled the outskirts of Omdurman for six hours.", "shelling"),
    ("Warplanes bombed a village near Loikaw on Sunday.", "air_strike"),
    ("A glide bomb hit an apartment block in Kharkiv.", "air_strike"),
    ("An Mi-24 helicopter attacked a convoy outside Pinlebu.", "helicopter_strike"),
    ("A roadside bomb killed two soldiers near Baidoa.", "remote_explosive"),
    ("A suicide bomber blew himself up at a market in Maiduguri.", "suicide_bombing"),
    ("Someone threw a grenade into a bar in Bujumbura.", "grenade"),
    ("Air defences shot down nine drones over Odesa.", "interception"),
    ("Police seized a weapons cache in Cali.", "weapons_disrupted"),
    ("Government troops clashed with rebels near Bunia.", "ground_clash"),
    ("The army captured the town of Severne.", "territory_gain"),
    ("M23 rebels captured the town of Masisi.", "territory_gain_nonstate"),
    ("French troops withdrew from Gao.", "territory_transfer"),
    ("Gunmen opened fire on villagers in Plateau state.", "attack_on_civilians"),
    ("Bandits kidnapped 30 pupils from a school in Kaduna.", "abduction"),
    ("Militiamen raped women in El Geneina.", "sexual_violence"),
    ("Eleven people died in Rafah.", "casualties"),
    ("The blast destroyed a kindergarten.", "damage"),
    ("Settlers torched cars in Huwara.", "property_destruction"),
    ("Ethiopia deployed troops along the border.", "force_movement"),
    ("Six conscripts deserted from the garrison.", "desertion"),
    ("Police arrested an opposition leader in Kampala.", "detention"),
    ("Russia and Ukraine exchanged 75 prisoners each.", "prisoner_exchange"),
    ("A ceasefire took effect in Tripoli.", "ceasefire"),
    ("Armenia and Azerbaijan signed a treaty.", "agreement"),
    ("The Qatari emir met the Egyptian president in Cairo.", "meeting"),
    ("Qatar mediated between the two delegations.", "negotiation"),
    ("The two armies agreed to share intelligence.", "cooperation"),
    ("Turkey welcomed the decision.", "support"),
    ("Sudan lifted the curfew.", "concession"),
    ("Norway sent medicine to Gaza.", "aid"),
    ("The UN urged the generals to release detainees.", "appeal"),
    ("Rwanda accused Congo of shelling Rubavu.", "accusation"),
    ("Rwanda denied that it backs the rebels.", "denial"),
    ("Hamas rejected the proposal.", "refusal"),
    ("Iran threatened to close the strait.", "threat"),
    ("The EU imposed sanctions on two generals.", "sanction"),
    ("Hackers attacked ministries, and officials called it a cyberattack.", "cyber_operation"),
    ("The junta imposed a curfew in Mandalay.", "restriction"),
    ("Teachers marched through Nairobi.", "peaceful_protest"),
    ("Police fired tear gas in Dakar.", "protest_intervention"),
    ("Soldiers shot protesters in Khartoum.", "force_against_protesters"),
    ("Protesters burned a police post in Conakry.", "violent_demonstration"),
    ("A mob lynched two men in Port-au-Prince.", "mob_violence"),
    ("Thousands of families fled the fighting.", "displacement"),
    ("An earthquake struck Hatay.", "disaster"),
)


@pytest.mark.parametrize(("sentence", "kind"), TELLS)
def test_a_sentence_tells_its_kind(sentence: str, kind: str) -> None:
    assert kind in told(sentence).kinds


def test_every_kind_of_the_ontology_has_words_but_the_one_told_by_its_initiator() -> None:
    with_words = {trigger.kind for each in triggers().values() for trigger in each} - {None}
    assert kinds() - with_words == {"territory_gain_nonstate"}
    assert with_words <= kinds()


def test_destroying_a_drone_is_an_interception_and_a_house_damage() -> None:
    assert told("Air defences destroyed 14 drones.").kinds == ["interception"]
    assert "interception" not in told("The missile destroyed 14 houses.").kinds


def test_a_stopped_drone_attack_is_no_truce() -> None:
    assert told("The fleet stopped a drone attack on Sevastopol.").kinds == ["interception"]
    assert told("Both sides agreed to stop attacks.").kinds == ["agreement", "ceasefire"]


def test_the_strike_is_of_the_kind_told_before() -> None:
    text = "Drones hit a depot in Kerch. The strike killed nobody."
    assert told(text).kinds[:2] == ["drone_missile_strike", "drone_missile_strike"]
    assert "strike" in told("A strike was heard in Kerch.").kinds


def test_an_advance_only_tried_gains_no_ground() -> None:
    assert told("The enemy tried to advance near Kupiansk.").kinds == ["ground_clash"]
    assert told("Enemy troops advanced near Kupiansk.").kinds == ["territory_gain"]


@pytest.mark.parametrize(
    "sentence",
    [
        "The attack helicopter landed in Kabul.",
        "He works for the Ceasefire Commission.",
        "An air raid siren sounded.",
        "Leaders of the Organisation of Islamic Cooperation spoke.",
        "They shared donated coats.",
        "The parade was in March.",
    ],
)
def test_words_that_only_look_like_events(sentence: str) -> None:
    assert told(sentence).kinds == []


def test_gunmen_who_kill_tell_an_attack_and_its_harm() -> None:
    found = told("Gunmen killed nine farmers near Zabarmari.")
    assert found.kinds == ["attack_on_civilians", "casualties"]
    assert found.one("casualties").follows == 0


def test_a_killing_in_a_strike_tells_the_strike_once() -> None:
    found = told("The army said it had killed a commander in a drone strike.")
    assert found.kinds == ["casualties", "drone_missile_strike"]


def test_a_reporting_verb_is_a_statement() -> None:
    event = told("The mayor said the night was calm.").one("statement")
    assert (event.plover, event.cameo) == (None, "01")


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("Army warplane bombs crowded market in Kutum, killing 10", "air_strike"),
        ("Four bombs fell among the stalls at noon.", "air_strike"),
        ("A roadside bomb killed two soldiers near the checkpoint.", "remote_explosive"),
        ("A bomb exploded outside the court in Quetta.", "remote_explosive"),
    ],
)
def test_bombs_from_the_air_are_told_from_bombs_that_were_planted(sentence: str, kind: str) -> None:
    assert kind in {event.kind for event in told(sentence).events}

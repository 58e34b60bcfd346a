"""What is counted, and what happened to it."""

from __future__ import annotations

import pytest

from sayso.pipeline import STAGES
from sayso.stages.quantities import QUANTITIES
from tests.stages.quantities.counted import counted, said


def test_the_stage_stands_in_the_pipeline() -> None:
    assert QUANTITIES in STAGES


def test_a_part_and_its_whole_are_two_counts_of_incoming_weapons() -> None:
    text = "Air defences shot down 41 of 52 drones and 7 of 9 missiles fired at Odesa."
    assert counted(text) == [
        "41 of 52 drone intercepted",
        "52 drone launched",
        "7 of 9 missile intercepted",
        "9 missile launched",
    ]
    assert said(text) == ["41 of 52 drones", "52 drones", "7 of 9 missiles", "9 missiles"]


def test_a_whole_that_is_no_weapon_is_not_counted_twice() -> None:
    assert counted("Rebels freed 14 of 30 hostages.") == ["14 of 30 hostage released"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("All but one of 75 rockets were intercepted.", "74 of 75 rocket intercepted"),
        ("Three out of four villages were burned.", "3 of 4 village burned"),
        ("They intercepted 20 drones out of 34.", "20 of 34 drone intercepted"),
        ("Militants killed three of the hostages.", "3 hostage killed"),
    ],
)
def test_parts(text: str, expected: str) -> None:
    assert counted(text)[0] == expected


def test_a_whole_said_first_is_found_again() -> None:
    assert counted("Of 60 rockets, 48 were intercepted.") == [
        "60 rocket launched",
        "48 of 60 rocket intercepted",
    ]
    assert counted("The rebels fired 30 rockets, of which 21 were intercepted.") == [
        "30 rocket launched",
        "21 of 30 rocket intercepted",
    ]


def test_others_are_what_was_counted_before() -> None:
    text = "Hits were recorded at four sites, with wreckage falling on nine others."
    assert counted(text) == ["4 site hit", "9 site hit_by_debris"]
    assert counted("The blast killed two nurses and wounded 15 others.") == [
        "2 nurse killed",
        "15 nurse injured",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The Houthis launched 12 missiles and 30 drones.", "12 missile launched"),
        ("Sudanese army drones struck 5 fuel depots.", "5 depot hit"),
        ("Russian air defences destroyed 88 Ukrainian drones.", "88 drone intercepted"),
        ("Israeli jets destroyed 14 houses in Khan Younis.", "14 house destroyed"),
        ("Nineteen homes were damaged by shelling.", "19 home damaged"),
        ("The army neutralised 11 militants in Mopti.", "11 militant killed"),
        ("The junta detained 40 villagers.", "40 villager detained"),
        ("Gunmen abducted 27 schoolgirls in Kebbi.", "27 schoolgirl abducted"),
        ("Some 40 families were displaced.", "about 40 family displaced"),
        ("Officials evacuated 300 residents.", "300 resident evacuated"),
        ("Each side exchanged 103 prisoners of war.", "103 prisoner exchanged"),
        ("Nearly 3,000 soldiers are missing.", "about 3000 soldier missing"),
        ("The Taliban captured six districts.", "6 district captured"),
        ("The brigade lost 12 tanks.", "12 tank lost"),
        ("NATO deployed 5,000 troops.", "5000 troop deployed"),
        ("Prosecutors opened 2,100 desertion cases.", "2100 case absent"),
        ("About 8,000 customers were left without power.", "about 8000 customer cut_off"),
        ("The paramilitaries attacked the camp with 20 drones.", "20 drone launched"),
        ("Two drones tried to attack the palace.", "2 drone launched"),
        ("The minister announced the release of 90 detainees.", "90 detainee released"),
        ("A swarm of 40 drones was shot down.", "40 drone intercepted"),
        ("The army suffered 200 casualties.", "200 casualty casualties"),
        ("The agency recorded 15 deaths.", "15 death killed"),
        ("The strike claimed 12 lives.", "12 life killed"),
    ],
)
def test_roles(text: str, expected: str) -> None:
    assert expected in counted(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("At least nine killed in Darfur market strike", ["at_least 9 person killed"]),
        ("Six dead, 20 wounded in Aleppo", ["6 person killed", "20 person injured"]),
        (
            "Eight people were killed and 14 injured.",
            ["8 person killed", "14 person injured"],
        ),
        (
            "Four soldiers died and 11 were wounded.",
            ["4 soldier killed", "11 soldier injured"],
        ),
        ("The shelling left 3 dead.", ["3 person killed"]),
        ("A rocket hit a bus, killing one and injuring five.", None),
        ("The death toll rose to 61.", ["61 person killed"]),
        ("Kyiv puts the death toll from the strike at 70 conscripts.", ["70 conscript killed"]),
        (
            "The number of civilians killed in the war was put at 4,300.",
            ["4300 civilian killed"],
        ),
    ],
)
def test_people_who_are_not_named_are_persons(text: str, expected: list[str] | None) -> None:
    assert counted(text) == (expected or ["1 person killed", "5 person injured"])


def test_a_toll_includes_some_of_its_own() -> None:
    assert counted("The raid killed 19 people, including four children.") == [
        "19 person killed",
        "4 of 19 child killed",
    ]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("at least 12", "at_least 12"),
        ("no fewer than 12", "at_least 12"),
        ("12+", "at_least 12"),
        ("12 or more", "at_least 12"),
        ("up to 12", "at_most 12"),
        ("as many as 12", "at_most 12"),
        ("more than 12", "more_than 12"),
        ("over 12", "more_than 12"),
        ("fewer than 12", "less_than 12"),
        ("about 12", "about 12"),
        ("nearly 12", "about 12"),
        ("some 12", "about 12"),
        ("an estimated 12", "about 12"),
        ("10 to 12", "10-12"),
        ("10-12", "10-12"),
        ("10–12", "10-12"),
        ("between 10 and 12", "10-12"),
        ("ten or twelve", "10-12"),
        ("from 10 to 12", "10-12"),
        ("a dozen", "12"),
        ("dozens of", "24+"),
        ("scores of", "40+"),
        ("hundreds of", "200+"),
        ("tens of thousands of", "20000+"),
        ("several hundred", "200+"),
        ("more than a dozen", "more_than 12"),
        ("1,500", "1500"),
        ("1.500", "1500"),
        ("two hundred and six", "206"),
        ("1.5 million", "1500000"),
        ("30m", "30000000"),
    ],
)
def test_a_figure_in_many_words(words: str, expected: str) -> None:
    assert counted(f"The army killed {words} fighters.") == [f"{expected} fighter killed"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Berlin pledged €400 million to Kyiv.", "400000000 EUR pledged"),
        ("The plan costs $2bn.", "2000000000 USD"),
        ("The fine was 3 million roubles.", "3000000 RUB"),
        ("The army regained 300 square kilometres.", "300 sq km regained"),
        ("Troops regained 115sq km of land.", "115 sq km regained"),
        ("They stopped 40 km from the capital.", "40 km"),
        ("The parties signed a 30-day ceasefire.", "30 day"),
        ("After 14 hours of talks they parted.", "14 hour"),
        ("The 330-kilovolt line was cut.", "330 kV"),
        ("Militias took over 20 percent of the city.", "more_than 20 percent"),
        ("The convoy carried 12 tonnes of flour.", "12 tonne"),
    ],
)
def test_measures_and_money(text: str, expected: str) -> None:
    assert expected in counted(text)


def test_over_after_control_says_where() -> None:
    assert counted("The army regained control over 12 villages.") == ["12 village regained"]


def test_one_count_over_two_nouns_keeps_both() -> None:
    text = "Russia launched 158 missiles and drones overnight."
    assert counted(text) == ["158 missile and drone launched"]
    assert counted("Russia fired 12 missiles and dozens of drones.") == [
        "12 missile launched",
        "24+ drone launched",
    ]


def test_a_rise_is_two_figures_not_a_range() -> None:
    assert counted("The toll rose from 12 to 18.")[-1].startswith("18 ")
    assert not any("12-18" in each for each in counted("The toll rose from 12 to 18."))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("No one was injured in the attack.", ["0 person injured"]),
        ("Nobody was killed.", ["0 person killed"]),
        ("No casualties were reported.", ["0 casualty casualties"]),
        ("There is no doubt about it.", []),
        ("No talks were held.", []),
    ],
)
def test_nothing_is_a_count_where_harm_is_denied(text: str, expected: list[str]) -> None:
    assert counted(text) == expected


def test_the_words_as_said_hold_bound_figure_and_noun() -> None:
    text = "The mission verified more than 14,500 civilian deaths and a record 120,000+ AWOL cases."
    assert said(text) == ["more than 14,500 civilian deaths", "120,000+ AWOL cases"]


def test_a_block_does_not_count_on_with_the_noun_of_the_block_before() -> None:
    assert counted("Forty drones were launched.\nTwelve others died.")[-1] == "12 person killed"


def test_some_of_them_are_some_of_what_was_counted() -> None:
    text = "Shelling killed 20 villagers and wounded 17 others, five of them seriously."
    assert counted(text)[-1] == "5 of 17 villager injured"


def test_a_figure_after_and_shares_the_role_of_the_one_before() -> None:
    text = "The army regained control over 400 square kilometres of land and eight villages."
    assert counted(text) == ["400 sq km regained", "8 village regained"]


def test_where_drones_fell_was_not_itself_intercepted() -> None:
    text = "Russia said 36 drones were intercepted over five regions."
    assert counted(text) == ["36 drone intercepted", "5 region"]


def test_the_role_of_a_noun_does_not_pass_to_the_measure_before_it() -> None:
    assert counted("The army broke a 10-day truce and killed two guards.")[0] == "10 day"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The blast brought down five floors of the block.", "5 floor destroyed"),
        ("Rebels brought down five drones.", "5 drone intercepted"),
        ("The storm of shells knocked out three bridges.", "3 bridge destroyed"),
    ],
)
def test_what_was_built_is_not_intercepted(text: str, expected: str) -> None:
    assert counted(text)[0] == expected


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Gunners destroyed 31 Houthi drones overnight over four provinces.", "four provinces"),
        ("The drones were seen over Port Sudan and over two other cities.", "two other cities"),
        ("Power was cut in over four provinces.", "over four provinces"),
        ("Over four provinces lost power.", "Over four provinces"),
        ("The junta lost over four towns.", "over four towns"),
    ],
)
def test_over_tells_where_or_how_many(text: str, words: str) -> None:
    assert said(text)[-1] == words


@pytest.mark.parametrize(
    "text",
    [
        "Air defences destroyed 48 drones over the bay.",
        "Forty-eight drones were destroyed over the bay.",
        "48 drones destroyed over the bay",
    ],
)
def test_weapons_destroyed_on_their_way_were_intercepted(text: str) -> None:
    assert counted(text) == ["48 drone intercepted"]


def test_regions_over_which_weapons_were_destroyed_were_not() -> None:
    text = "Air defences destroyed 48 drones overnight over six regions, 19 of them over Saratov."
    assert counted(text) == ["48 drone intercepted", "6 region", "19 of 48 drone intercepted"]

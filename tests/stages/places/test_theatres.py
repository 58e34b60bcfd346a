"""Front-line villages, known facilities, armed groups: places as reports of conflicts name them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest

from sayso.gazetteer import Gazetteer, GazetteerPack, open_gazetteer
from sayso.gazetteer.dump import add_dump
from sayso.record import Place, Span
from sayso.stages.places import resolve
from sayso.stages.places.context import peoples
from sayso.stages.places.disambiguation import front
from sayso.stages.places.finding import find_mentions
from sayso.stages.places.resolving import resolve_mentions
from tests.gazetteer.dumps import ukraine
from tests.stages.places.test_finding import draft_of, places_in, where


@pytest.fixture(scope="module")
def gazetteer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gazetteer]:
    """The built-in pack and ten villages of Ukraine."""
    folder = tmp_path_factory.mktemp("packs")
    builtin = [pack for pack in open_gazetteer().packs if pack.name == "builtin"]
    with closing(GazetteerPack(add_dump(ukraine(folder), folder=folder))) as villages:
        yield Gazetteer([*builtin, villages])


def read(text: str, gazetteer: Gazetteer) -> dict[str, Place]:
    draft = draft_of(text)
    assert draft.parse is not None
    found = resolve_mentions(text, find_mentions(text, draft.parse, gazetteer), gazetteer)
    return {place.as_said.of(text): place for place in found}


def given_alone(text: str, words: str, gazetteer: Gazetteer | None = None) -> Place:
    start = text.index(words)
    return resolve(text, [Span(start, start + len(words))], gazetteer)[0]


def test_of_villages_of_one_name_the_one_at_the_front_is_meant(gazetteer: Gazetteer) -> None:
    text = "The ministry in Moscow said its troops took Zaporizke in the Dnipropetrovsk region."
    assert read(text, gazetteer)["Zaporizke"].geonameid == 687688
    assert given_alone(text, "Zaporizke", gazetteer).geonameid == 687688


def test_the_region_that_is_named_outweighs_the_front(gazetteer: Gazetteer) -> None:
    text = "A barn burned down in Zaporizke, Chernihiv Oblast, Ukrainian firefighters said."
    assert read(text, gazetteer)["Zaporizke"].geonameid == 687687


def test_villages_named_together_lie_together(gazetteer: Gazetteer) -> None:
    text = "Ukraine retook Andriivka and pushed past the railway towards Bakhmut."
    assert read(text, gazetteer)["Andriivka"].geonameid == 9114136


@pytest.mark.parametrize("name", ["Robotyne", "Rabotino", "Роботине"])
def test_a_village_has_one_place_under_all_its_spellings(gazetteer: Gazetteer, name: str) -> None:
    assert given_alone(f"Shells fell on {name}.", name, gazetteer).geonameid == 695586


@pytest.mark.parametrize(
    "text",
    [
        "Russian marines entered Krynky at dawn.",
        "The capture of Krynky was announced by the Russian ministry.",
        "Ukraine said that Krynky had been shelled.",
        "The battle for Krynky cost Ukraine hundreds of marines.",
        "Ukrainian boats withdrew from Krynky.",
    ],
)
def test_a_village_of_the_country_spoken_of_is_found_wherever_it_stands(
    gazetteer: Gazetteer, text: str
) -> None:
    assert read(text, gazetteer)["Krynky"].geonameid == 703861


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Azov fighters held the line east of Kyiv.", "Azov"),
        ("Officers said that Putin had called Minsk.", "Putin"),
        ("Lavrov said that Ukraine had agreed.", "Lavrov"),
        ("The alliance said NATO would help Ukraine.", "NATO"),
    ],
)
def test_units_persons_and_letters_are_no_villages(text: str, words: str) -> None:
    assert words not in places_in(text)


def test_a_country_in_the_name_of_a_company_is_a_place_still() -> None:
    assert where("Staff of Air Canada were stranded in Goma.", "Canada") == ("country", "CAN")


@pytest.mark.parametrize(
    ("text", "words", "near", "country"),
    [
        ("Power failed at the Zaporizhzhia nuclear power plant.",
         "Zaporizhzhia nuclear power plant", (47.5, 34.7), "UKR"),
        ("Patients were moved out of Al-Shifa Hospital.", "Al-Shifa Hospital", (31.5, 34.5), "PSE"),
        ("Shells hit the Zamzam camp at noon.", "Zamzam camp", (13.6, 25.4), "SDN"),
        ("Trucks queued at the Rafah crossing.", "Rafah crossing", (31.3, 34.2), "PSE"),
        ("Jets left the Engels air base at night.", "Engels air base", (51.5, 46.1), "RUS"),
    ],
)  # fmt: skip
def test_a_facility_that_all_know_stands_at_its_town(
    text: str, words: str, near: tuple[float, float], country: str
) -> None:
    for place in (places_in(text)[words], given_alone(text, words)):
        assert (place.kind, place.precision, place.country) == ("facility", "town", country)
        assert (place.latitude, place.longitude) == pytest.approx(near, abs=0.15)
        assert place.geonameid is None


def test_armed_groups_speak_for_the_country_that_they_fight_in() -> None:
    assert peoples("The RSF and the Arakan Army said nothing; the RSFA is another.") == {
        "SD": 1,
        "MM": 1,
    }
    text = "Al-Shabaab fighters lost Jowhar."
    assert places_in(text)["Jowhar"].country == "SOM"


def test_the_front_fades_with_distance(gazetteer: Gazetteer) -> None:
    villages = {entry.geonameid: front(entry) for entry in gazetteer.find("Zaporizke")}
    assert villages[687688] > 0.5 > villages[687678] >= villages[687687] == 0


@pytest.mark.parametrize(
    ("text", "words", "country"),
    [
        ("A rocket fell beside Primorsk in the Leningrad region.", "Primorsk", "RUS"),
        ("Islamic State fighters ambushed troops near Palmyra.", "Palmyra", "SYR"),
        ("Jets hit radars in Hudaydah, Yemen.", "Hudaydah", "YEM"),
        ("Snipers fired in Bint Jbeil.", "Bint Jbeil", "LBN"),
        ("The Dubai World Cup was called off.", "Dubai World Cup", "ARE"),
    ],
)
def test_a_span_alone_is_resolved_by_the_text_around_it(
    text: str, words: str, country: str
) -> None:
    assert given_alone(text, words).country == country


def test_a_town_comes_before_the_region_of_its_name_unless_the_region_is_said() -> None:
    assert places_in("A fire broke out in Oryol, Russia.")["Oryol"].kind == "city"
    text = "A fire broke out in the Oryol region, Russia."
    assert places_in(text)["Oryol region"].kind == "region"


def test_who_acts_according_to_a_capital_is_its_government() -> None:
    assert where("According to Kyiv, the ship sank.", "Kyiv")[0] == "government"
    assert where("Seoul fired warning shots.", "Seoul")[0] == "government"
    assert where("Shots were fired in Seoul.", "Seoul")[0] == "capital"

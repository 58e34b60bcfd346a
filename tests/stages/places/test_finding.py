"""Toponyms in sentences, resolved by what stands around them."""

from __future__ import annotations

from itertools import pairwise

import pytest

from sayso.gazetteer import GazetteerPackError
from sayso.record import Document, Place, Span
from sayso.stages import places
from sayso.stages.anatomy import ANATOMY
from sayso.stages.parsing import PARSING
from sayso.stages.places import PLACES, resolve
from sayso.stages.stage import Draft


def draft_of(text: str) -> Draft:
    draft = Draft(Document(text))
    blocks = ANATOMY.read(draft).layer
    draft = Draft(draft.document, blocks=blocks)  # type: ignore[arg-type]
    parsed = PARSING.read(draft).layer
    return Draft(draft.document, blocks=draft.blocks, parse=parsed)  # type: ignore[arg-type]


def places_in(text: str) -> dict[str, Place]:
    found: dict[str, Place] = {}
    for place in PLACES.read(draft_of(text)).layer:  # type: ignore[attr-defined]
        found.setdefault(place.as_said.of(text), place)
    return found


def where(text: str, words: str) -> tuple[str, str | None]:
    place = places_in(text)[words]
    return place.kind, place.country


@pytest.mark.parametrize(
    ("text", "words", "meant"),
    [
        ("Two drones hit a depot in Kiev before dawn.", "Kiev", ("capital", "UKR")),
        ("Shelling killed four people in Omdurman on Friday.", "Omdurman", ("city", "SDN")),
        ("Fighters left Kidal after the ceasefire.", "Kidal", ("city", "MLI")),
        ("Jets bombed Myawaddy near the Thai border.", "Myawaddy", ("city", "MMR")),
        ("A convoy was ambushed near Djibo in Burkina Faso.", "Djibo", ("city", "BFA")),
        ("Troops withdrew from Hodeidah, Yemen, last week.", "Hodeidah", ("city", "YEM")),
        ("Rockets fell on Sderot as sirens sounded in Gaza.", "Gaza", ("area", "PSE")),
        ("The ship was struck in the Red Sea.", "Red Sea", ("sea", None)),
        ("Residents of Donbas spent the night in cellars.", "Donbas", ("area", "UKR")),
        ("The governor of Alaska met the delegation.", "Alaska", ("region", "USA")),
    ],
)
def test_towns_and_areas_are_found_where_the_words_point(
    text: str, words: str, meant: tuple[str, str | None]
) -> None:
    assert where(text, words) == meant


def test_the_word_behind_a_name_says_whether_it_is_the_region_or_its_town() -> None:
    text = "Air defence worked in the Samara region. Later a fire broke out in Samara, Russia."
    found = places_in(text)
    assert (found["Samara region"].kind, found["Samara region"].precision) == ("region", "region")
    assert (found["Samara"].kind, found["Samara"].precision) == ("city", "town")


def test_a_list_of_regions_says_it_once_for_all_of_them() -> None:
    found = places_in("Outages were reported across the Sumy, Poltava and Kharkiv regions.")
    assert {place.kind for place in found.values()} == {"region"}
    assert len(found) == 3


def test_containment_decides_between_towns_of_one_name() -> None:
    assert places_in("He was born in Odessa, Texas.")["Odessa"].country == "USA"
    assert places_in("He was born in Odessa, Ukraine.")["Odessa"].country == "UKR"
    assert places_in("A man from Tripoli, Lebanon, was held.")["Tripoli"].country == "LBN"
    assert places_in("A man from Tripoli, Libya, was held.")["Tripoli"].country == "LBY"


def test_the_other_places_of_a_document_decide_too() -> None:
    text = "Clashes spread from Sirte and Misrata to Benghazi. Shops in Tripoli stayed shut."
    assert places_in(text)["Tripoli"].country == "LBY"


def test_a_village_that_the_pack_is_likely_to_lack_stays_unresolved() -> None:
    place = places_in("Its troops took the settlement of Zaporizke in the Dnipropetrovsk region.")[
        "Zaporizke"
    ]
    assert place.geonameid is None
    assert place.latitude is None
    assert place.candidates
    assert place.name == "Zaporizke"


def test_a_name_that_no_gazetteer_knows_is_kept_with_its_words() -> None:
    place = places_in("Three people died in Qorvashtin on Sunday.")["Qorvashtin"]
    assert (place.geonameid, place.precision, place.name) == (None, "unknown", "Qorvashtin")


def test_a_facility_stands_at_its_town_and_says_how_precisely() -> None:
    place = places_in("Drones set the Afipsky oil refinery on fire.")["Afipsky oil refinery"]
    assert (place.kind, place.precision, place.country) == ("facility", "town", "RUS")
    assert place.geonameid is None
    assert place.latitude == pytest.approx(44.9, abs=0.1)


def test_a_facility_of_an_unknown_name_stands_where_it_is_said_to_lie() -> None:
    found = places_in("A drone reached the Kuibyshevsky refinery in Samara.")
    assert found["Kuibyshevsky refinery"].latitude == found["Samara"].latitude


@pytest.mark.parametrize(
    "text",
    [
        "Moscow denied that it had fired on the convoy.",
        "Talks with Moscow broke down in the spring.",
        "The ministry repeated Moscow's stance on the treaty.",
    ],
)
def test_a_capital_that_speaks_is_a_government_at_no_place(text: str) -> None:
    place = places_in(text)["Moscow"]
    assert (place.kind, place.precision) == ("government", "unknown")
    assert place.latitude is None
    assert place.geonameid is None


def test_a_landmark_is_its_master_unless_something_happens_there() -> None:
    assert where("The Kremlin spokesman declined to comment.", "Kremlin")[0] == "government"
    assert where("A drone fell near the Kremlin.", "Kremlin") == ("facility", "RUS")


def test_a_capital_where_things_happen_is_a_place() -> None:
    assert where("A blast shook a suburb in Moscow at night.", "Moscow") == ("capital", "RUS")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Ukrainian forces fired at Russian positions.", "Ukrainian"),
        ("Sudanese doctors fled with the wounded.", "Sudanese"),
        ("Denzel Washington declined to comment.", "Washington"),
        ("He told us that the road was mined.", "us"),
        ("She lives on Lincoln Street with her sons.", "Lincoln"),
    ],
)
def test_peoples_persons_streets_and_pronouns_are_no_places(text: str, words: str) -> None:
    assert words not in places_in(text)


def test_headlines_capitalise_words_that_are_towns_elsewhere() -> None:
    text = "Why Parliament Is Bitterly Split Over Grain Exports From Odesa"
    assert "Split" not in places_in(text)
    assert "Grain" not in places_in(text)
    assert "Odesa" in places_in(text)


def test_a_town_is_meant_before_the_region_of_its_name() -> None:
    assert places_in("Delegates met in Istanbul on Monday.")["Istanbul"].kind == "city"
    assert places_in("Shops reopened in Aleppo on Monday.")["Aleppo"].kind == "city"


def test_the_state_behind_a_town_is_read_in_press_style() -> None:
    found = places_in("The reservist from Gainesville, Va., was wounded in May.")
    assert found["Gainesville"].latitude == pytest.approx(38.8, abs=0.2)


def test_a_dateline_in_capitals_is_a_place() -> None:
    assert where("MAIDUGURI, Nigeria (Wire) - Gunmen struck at noon.", "MAIDUGURI")[1] == "NGA"


def test_no_two_places_overlap_and_all_lie_in_the_text() -> None:
    text = (
        "The Zaporizhzhia nuclear power plant in the Zaporizhzhia region of Ukraine lost power,"
        " Kyiv said; New York and the United States were told."
    )
    spans = sorted(place.as_said for place in places_in(text).values())
    assert all(one.end <= other.start for one, other in pairwise(spans))
    assert all(span.of(text) for span in spans)


def test_candidates_are_scored_best_first() -> None:
    place = places_in("Police in Springfield closed the bridge.")["Springfield"]
    scores = [candidate.score for candidate in place.candidates]
    assert scores == sorted(scores, reverse=True)
    assert len(scores) > 1


def test_given_spans_are_resolved_in_the_order_given() -> None:
    text = "From Goma the rebels marched on Bukavu."
    spans = [Span(text.index("Bukavu"), text.index("Bukavu") + 6), Span(5, 9)]
    assert [place.name for place in resolve(text, spans)] == ["Bukavu", "Goma"]
    assert {place.country for place in resolve(text, spans)} == {"COD"}


def test_without_a_gazetteer_there_is_a_problem_that_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refused() -> object:
        raise GazetteerPackError("x.sqlite speaks another protocol. Delete it.")

    monkeypatch.setattr(places, "open_gazetteer", refused)
    found = PLACES.read(draft_of("Fire in Homs."))
    assert found.layer == ()
    assert "Delete it" in found.problems[0].message

"""Names of private persons harmed are kept out; names of those who act in public stay."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.actions.read import read
from sayso.exports.withheld import MASK, names_of_the_harmed, withhold
from sayso.linking.corrected import corrected
from sayso.record import (
    Actor,
    Attribution,
    Claim,
    Claimant,
    Document,
    Event,
    Judgement,
    Place,
    Reading,
    Span,
)
from sayso.record.wire import dumps, to_json

TEXT = (
    "Salma Idris killed in El Obeid\n\n"
    "Salma Idris, 34, and her son Hatim were killed when a shell hit their house in El Obeid, said"
    " the governor, Ismail Tawfik. Hatim was in third grade, a neighbour, Widad Salih, said.\n\n"
    "“My brother Anas was shot,” said Maha Daoud, a nurse."
)


def at(words: str, nth: int = 0) -> Span:
    start = -1
    for _ in range(nth + 1):
        start = TEXT.index(words, start + 1)
    return Span(start, start + len(words))


def person(
    words: str, nth: int = 0, role: str | None = None, refers_to: int | None = None
) -> Actor:
    return Actor(at(words, nth), words, "person", None, role, refers_to=refers_to)


def told(*more: Actor, title: str | None = None, url: str | None = None) -> Reading:
    governor = Claimant("the governor", "Ismail Tawfik", named=True, role="GOV")
    nurse = Claimant("Maha Daoud", "Maha Daoud", named=True, role="MED")
    killed = at("Salma Idris, 34, and her son Hatim were killed when a shell hit their house")
    return Reading(
        Document(TEXT, title=title, url=url, outlet="White Nile Post"),
        attributions=(
            Attribution((at("Ismail Tawfik"),), (at("said"),), (killed,), "indirect"),
            Attribution((at("Maha Daoud"),), (at("said", 2),), (at("My brother"),), "direct"),
        ),
        events=(
            Event("casualties", at("killed", 1), target=at("her son Hatim")),
            Event("attack_on_civilians", at("shot"), target=at("My brother Anas")),
        ),
        claims=(
            Claim("1", 0, governor, ("Ismail Tawfik",), killed, event=0),
            Claim("2", 1, nurse, ("Maha Daoud",), at("My brother Anas was shot"), event=1),
        ),
        actors=(
            person("Salma Idris", 1),
            person("Hatim"),
            person("Ismail Tawfik", role="GOV"),
            person("Widad Salih", role="CVL"),
            person("Anas", role="CVL"),
            person("Maha Daoud", role="MED"),
            *more,
        ),
        places=(Place(at("El Obeid"), "El Obeid", "city"),),
    )


def test_the_dead_and_who_tells_of_her_own_are_withheld_and_no_one_else() -> None:
    assert names_of_the_harmed(told()) == {"Salma Idris", "Hatim", "Anas", "Maha Daoud"}


def test_a_private_person_who_tells_of_the_harm_of_others_stays() -> None:
    reading = told()
    actors = tuple(
        replace(each, role=None) if each.name == "Ismail Tawfik" else each
        for each in reading.actors or ()
    )
    first, second = reading.claims or ()
    witness = replace(first, claimant=replace(first.claimant, role=None))
    names = names_of_the_harmed(replace(reading, actors=actors, claims=(witness, second)))
    assert "Ismail Tawfik" not in names
    assert "Salma Idris" in names


def test_a_part_of_a_name_that_another_has_too_stays_where_it_stands_alone() -> None:
    uncle = Actor(at("Widad Salih"), "Widad Idris", "person", None, "CVL")
    title = "Salma and the Idris family"
    assert withhold(told(title=title)).document.title == "█████ and the █████ family"
    assert withhold(told(uncle, title=title)).document.title == "█████ and the Idris family"


def test_masked_words_stand_where_they_stood() -> None:
    reading = told()
    masked = withhold(reading)
    text = masked.document.text
    assert len(text) == len(TEXT)
    assert text.startswith("█████ █████ killed in El Obeid\n")
    assert "█████ was in third grade, a neighbour, Widad Salih, said" in text
    assert "the governor, Ismail Tawfik" in text
    assert masked.claims is not None
    assert masked.claims[1].claimant.name == masked.claims[1].chain[0] == "████ █████"
    assert masked.claims[0].evidence.of(text).endswith("were killed when a shell hit their house")
    assert masked.document.id == reading.document.id


def test_a_name_is_withheld_in_titles_addresses_and_capitals_too() -> None:
    masked = withhold(
        told(title="SALMA IDRIS: “a mother”", url="https://nile.example/news/salma-idris-killed")
    )
    assert masked.document.title == "█████ █████: “a mother”"
    assert masked.document.url == "https://nile.example/"


def test_an_address_that_spells_no_name_stays() -> None:
    url = "https://nile.example/news/8123"
    assert withhold(told(url=url)).document.url == url


def test_a_name_with_a_public_role_anywhere_in_the_document_stays() -> None:
    assert "Hatim" not in names_of_the_harmed(told(person("Hatim", 1, role="MIL")))


def test_whom_a_pronoun_in_the_target_means_is_withheld() -> None:
    widad = 3
    she = Actor(at("My brother Anas"), "she", "person", refers_to=widad)
    assert "Widad Salih" in names_of_the_harmed(told(she))


@pytest.mark.parametrize("words", ["Mother", "US citizen", "The nurse", "She"])
def test_a_common_noun_is_no_name(words: str) -> None:
    noun = Actor(at("her son Hatim"), words, "person", None, "CVL")
    assert words not in names_of_the_harmed(told(noun))


def test_a_place_taken_for_a_person_stays() -> None:
    reading = told(person("El Obeid", 0))
    assert "El Obeid" not in names_of_the_harmed(reading)


def test_where_no_one_is_harmed_nothing_changes() -> None:
    text = "Salma Idris opened a bakery in El Obeid, said the governor, Ismail Tawfik."
    baker = Actor(Span(0, 11), "Salma Idris", "person", None, None)
    reading = Reading(Document(text), actors=(baker,), events=(), claims=())
    assert withhold(reading) is reading


@given(st.text(alphabet=st.characters(), min_size=1, max_size=20))
def test_any_name_can_be_masked(name: str) -> None:
    text = f"{name} was killed."
    target = Span(0, len(name))
    reading = Reading(
        Document(text),
        events=(Event("casualties", Span(len(name) + 5, len(name) + 11), target=target),),
        actors=(Actor(target, name, "person"),),
    )
    masked = withhold(reading)
    assert len(masked.document.text) == len(text)
    assert masked.document.text.endswith(" was killed.") or MASK in masked.document.text


MOURNING = (
    "Six rescuers were killed in Nyala, residents said. “My son was killed in the market,” said"
    " Hawa Idris Khalil, a tea seller. “We buried him at noon,” Hawa Idris Khalil said."
)


@pytest.mark.parametrize("typed", ["a tea seller", "the outlet", "Hawa K."])
def test_who_corrects_a_claimant_unmasks_nobody(typed: str) -> None:
    reading = read(Document(MOURNING, outlet="Nile Ledger"))
    claim = next(each for each in reading.claims or () if "Hawa" in each.claimant.name)
    said = Judgement(
        "corrected", (claim.id,), "ada", datetime(2026, 3, 4, tzinfo=UTC), "",
        (("claimant", typed),),
    )  # fmt: skip
    assert "Hawa" not in dumps(to_json(withhold(reading)))
    packed = dumps(to_json(withhold(corrected(reading, {claim.id: [said]}))))
    assert "Hawa" not in packed
    assert "Khalil" not in packed


def test_a_claimant_whom_a_person_names_is_masked_as_one_that_was_read() -> None:
    text = "Hawa Idris Khalil lives in Nyala. My son was killed in the market, and I buried him."
    reading = read(Document(text, outlet="Nile Ledger"))
    claim = next(each for each in reading.claims or () if "son" in each.evidence.of(text))
    said = Judgement(
        "corrected", (claim.id,), "ada", datetime(2026, 3, 4, tzinfo=UTC), "",
        (("claimant", "Hawa Idris Khalil"),),
    )  # fmt: skip
    packed = dumps(to_json(withhold(corrected(reading, {claim.id: [said]}))))
    assert "Khalil" not in packed

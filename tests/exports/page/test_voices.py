from __future__ import annotations

from dataclasses import replace

from sayso.exports.page.voices import voices
from sayso.record import Claim, Claimant, Document, Reading, Span


def said_by(*names: str, named: bool = True) -> Reading:
    claims = tuple(
        Claim(f"{at}", 0, Claimant(name, name, named), (name,), Span(0, 1))
        for at, name in enumerate(names)
    )
    return Reading(Document("x"), claims=claims)


def test_one_claimant_under_slightly_different_names_is_one_voice() -> None:
    found = voices([said_by("the Defence Ministry", "Defence Ministry's"), said_by("Kremlin")])
    assert [each.name for each in found.values()] == ["the Defence Ministry", "Kremlin"]


def test_a_country_before_a_body_counts_once_however_it_is_said() -> None:
    names = ("the Russian Defence Ministry", "Russia’s Defence Ministry", "Russia")
    claims = tuple(
        Claim(name, 0, Claimant(name, name, True, "RUS"), (name,), Span(0, 1)) for name in names
    )
    found = voices([Reading(Document("x"), claims=claims)])
    assert [each.name for each in found.values()] == ["the Russian Defence Ministry", "Russia"]


def test_two_countries_ministries_stay_two() -> None:
    claims = tuple(
        Claim(code, 0, Claimant(name, name, True, code), (name,), Span(0, 1))
        for name, code in (("Russian Army", "RUS"), ("Ukrainian Army", "UKR"))
    )
    assert len(voices([Reading(Document("x"), claims=claims)])) == 2


def test_unnamed_sources_of_two_reports_are_never_taken_for_one_person() -> None:
    official = said_by("a Western official", named=False)
    assert len(voices([official, official])) == 2


def test_the_outlet_itself_is_no_claimant_among_the_others() -> None:
    reading = said_by("Kremlin")
    claims = tuple(replace(each, attribution=None) for each in reading.claims or ())
    narrated = replace(reading, claims=claims, document=Document("x", outlet="Strait Herald"))
    (voice,) = voices([narrated]).values()
    assert (voice.group, voice.name, voice.style) == ("outlet", "Strait Herald", "own")


def test_letters_go_on_past_z() -> None:
    found = voices([said_by(*(f"speaker {number}" for number in range(60)))])
    codes = [each.code for each in found.values()]
    assert codes[:2] == ["A", "B"]
    assert codes[25:28] == ["Z", "AA", "AB"]
    assert len(set(codes)) == 60


def test_claimants_of_one_report_look_different_as_long_as_there_are_colours() -> None:
    many = said_by(*(f"speaker {number}" for number in range(20)))
    few = said_by(*(f"witness {number}" for number in range(8)))
    found = voices([many, few])
    assert len({each.style for each in found.values() if each.name.startswith("witness")}) == 8

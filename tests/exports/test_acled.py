"""Incidents in the shape of an ACLED export."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given

from sayso.actions.read import read
from sayso.exports.acled import (
    COLUMNS,
    EVENT_TYPES,
    disorder_type,
    fatalities,
    inter_of,
    write_acled,
)
from sayso.exports.acting import Acting
from sayso.lexicon.events import ontology
from sayso.record import Claimant, Document, Reading
from tests.exports.making import linked, odd_readings, shelled, written
from tests.made import market_reading

TABLE = (
    "event_id_cnty,event_date,year,time_precision,disorder_type,event_type,sub_event_type,actor1,"
    "assoc_actor_1,inter1,actor2,assoc_actor_2,inter2,interaction,civilian_targeting,iso,region,"
    "country,admin1,admin2,admin3,location,latitude,longitude,geo_precision,source,source_scale,"
    "notes,fatalities,tags,timestamp"
)


def rows(reading: Reading, **facts: object) -> list[dict[str, str]]:
    claims, about = linked(reading, **facts)
    file = written(write_acled, claims, about).decode("utf-8")
    assert file.splitlines()[0] == TABLE == ",".join(COLUMNS)
    return list(csv.DictReader(io.StringIO(file, newline="")))


def test_an_incident_is_a_row() -> None:
    (only,) = rows(shelled())
    told = {
        "event_id_cnty": "SDN1392710805218035",
        "event_date": "2025-02-01",
        "year": "2025",
        "time_precision": "1",
        "disorder_type": "Political violence",
        "event_type": "Explosions/Remote violence",
        "sub_event_type": "Shelling/artillery/missile attack",
        "actor2": "people",
        "iso": "729",
        "country": "Sudan",
        "location": "Omdurman",
        "latitude": "15.64",
        "longitude": "32.48",
        "geo_precision": "1",
        "source": "Savanna Press",
        "fatalities": "54",
        "tags": "sayso: 2 claims, 1 origins, 0 rivals",
        "timestamp": "1738477800",
    }
    assert {name: only[name] for name in told} == told
    assert "Sudan Doctors Network: At least 54 people were killed" in only["notes"]
    assert "Sudanese Armed Forces (denies): its guns had fired" in only["notes"]
    assert "Denied or doubted in 1 of 2 claims." in only["notes"]


@pytest.mark.parametrize(
    ("text", "actor1", "actor2"),
    [
        ("“We shelled the depot in Kutum on Monday,” residents said.", "residents", ""),
        ("Air defences shot down 12 drones over Kyiv on Monday, he said.", "Air defences", ""),
        ("Shells killed nine villagers in Kutum on Monday. It was at dusk.", "", "nine villagers"),
        ("Rebels shelled the market in Kutum on Monday, the army said.", "Rebels", ""),
        ("Drones bombed a bridge near Kutum on Monday, the mayor said.", "", ""),
    ],
)
def test_what_is_no_actor_fills_no_cell(text: str, actor1: str, actor2: str) -> None:
    (only,) = rows(read(Document(text, published=datetime(2025, 6, 4, tzinfo=UTC))))
    assert (only["actor1"], only["actor2"]) == (actor1, actor2)


def test_the_day_of_publication_is_no_day_of_the_event() -> None:
    (only,) = rows(shelled(), earliest=None, latest=None)
    assert (only["event_date"], only["year"], only["time_precision"]) == ("", "", "")


def test_a_country_is_no_location() -> None:
    reading = shelled()
    (place,) = reading.places or ()
    (only,) = rows(replace(reading, places=(replace(place, precision="country"),)))
    assert only["country"] == "Sudan"
    assert (only["location"], only["latitude"], only["geo_precision"]) == ("", "", "")


def test_fatalities_are_the_most_conservative_total_and_the_notes_name_who_claims_each() -> None:
    reading = shelled()
    first, _ = reading.claims or ()
    (killed,) = reading.quantities or ()
    children = replace(killed, low=7, high=7, bound="exact")
    army = Claimant("The army", "Sudanese Armed Forces", True, "SDN", "MIL")
    fewer = replace(first, id="b", claimant=army, quantities=(1,))
    total = replace(killed, low=54, high=54)
    parts = replace(
        reading,
        quantities=(children, replace(children, low=40, high=40), total),
        claims=(replace(first, quantities=(2, 0)), fewer),
    )
    (only,) = rows(parts)
    assert only["fatalities"] == "40"
    assert "Killed, as claimed: " in only["notes"]
    assert "(Sudanese Armed Forces); At least 54 people (Sudan Doctors Network)" in only["notes"]


def test_an_open_range_counts_where_nothing_else_is_told() -> None:
    assert fatalities([(24, False), (100, False)]) == 24
    assert fatalities([(24, False), (30, True)]) == 30
    assert fatalities([]) == ""


@pytest.mark.parametrize(
    ("who", "inter"),
    [
        (Acting("Sudanese Armed Forces", "SDN", "MIL"), "State Forces"),
        (Acting("Sudan", "SDN", None), "State Forces"),
        (Acting("Chadian army", "TCD", "MIL"), "Foreign/Others"),
        (Acting("rebels", None, "REB"), "Rebel"),
        (Acting("residents", "SDN", "CVL"), "Civilians"),
        (Acting("the shelters", None, None), ""),
        (None, ""),
    ],
)
def test_an_actor_is_told_by_its_sector_and_country(who: Acting | None, inter: str) -> None:
    assert inter_of(who, "SDN") == inter


@pytest.mark.parametrize(
    ("code", "inter1", "inter2"),
    [
        ("Protests / Peaceful protest", "Protesters", "Civilians"),
        ("Protests / Excessive force against protesters", "", "Protesters"),
        ("Riots / Mob violence", "Rioters", "Civilians"),
    ],
)
def test_who_protests_is_told_by_the_event(code: str, inter1: str, inter2: str) -> None:
    (only,) = rows(shelled(acled=code))
    assert (only["inter1"], only["inter2"]) == (inter1, inter2)


@pytest.mark.parametrize("modality", ["planned", "threatened", "hypothetical"])
def test_what_did_not_happen_is_no_event(modality: str) -> None:
    reading = shelled()
    first, second = reading.claims or ()
    assert rows(replace(reading, claims=(replace(first, modality=modality), second))) == []  # type: ignore[arg-type]


def test_an_incident_that_acled_does_not_code_has_no_row() -> None:
    assert rows(market_reading()) == []


def test_every_acled_code_of_the_ontology_has_a_type_that_acled_has() -> None:
    codes = {row.acled for every in ontology().values() for row in every if row.acled}
    for code in codes:
        kind, _, sub = code.partition(" / ")
        if kind in EVENT_TYPES:
            assert disorder_type(kind, sub)
    assert {code.partition(" / ")[0] for code in codes} <= EVENT_TYPES


@given(odd_readings())
def test_whatever_the_words_a_row_is_a_row(reading: Reading) -> None:
    (only,) = rows(reading)
    assert set(only) == set(COLUMNS)
    assert not any(cell[:1] in ("=", "+", "@", "\t", "\r") for cell in only.values())

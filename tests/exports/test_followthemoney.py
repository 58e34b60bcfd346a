"""Claims as FollowTheMoney entities, read by followthemoney where it is installed."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given

from sayso.exports.followthemoney import write_followthemoney
from sayso.exports.withheld import MASK
from sayso.record import Actor, Reading
from tests.exports.making import chosen, odd_readings, shelled, written

PROPERTIES = {
    "Article": {"title", "publisher", "publishedAt", "sourceUrl", "language"},
    "Event": {"name", "summary", "description", "startDate", "endDate", "location"}
    | {"addressEntity", "country", "sourceUrl", "proof"},
    "Address": {"full", "city", "country", "longitude", "latitude", "remarks"},
    "LegalEntity": {"name", "country"},
    "Organization": {"name", "country"},
    "Mention": {"document", "name", "resolved", "detectedSchema", "contextCountry"},
    "Documentation": {"document", "entity", "role", "date"},
}
"""What of followthemoney 4.11 is used, for where it is not installed."""


def entities(*readings: Reading) -> list[dict[str, Any]]:
    lines = written(write_followthemoney, chosen(*readings)).decode("utf-8").split("\n")
    assert lines.pop() == ""
    made = [json.loads(each) for each in lines]
    for each in made:
        assert set(each["properties"]) <= PROPERTIES[each["schema"]]
        assert all(isinstance(v, str) and v for vs in each["properties"].values() for v in vs)
    return made


def the(schema: str, made: list[dict[str, Any]]) -> dict[str, Any]:
    (only,) = (each for each in made if each["schema"] == schema)
    return only


def test_a_claim_is_an_event_that_says_who_claims_it_with_its_article_as_proof() -> None:
    made = entities(shelled())
    event, article = the("Event", made)["properties"], the("Article", made)
    assert event["name"] == [
        "Sudan Doctors Network says: At least 54 people were killed when shells hit the Sabrein"
        " market"
    ]
    assert event["proof"] == [article["id"]]
    assert event["startDate"] == ["2025-02-01T00:00:00"]
    assert event["addressEntity"] == [the("Address", made)["id"]]
    assert event["country"] == ["sd"]
    assert the("Documentation", made)["properties"]["entity"] == [the("Event", made)["id"]]
    assert the("Mention", made)["properties"]["resolved"] == [the("LegalEntity", made)["id"]]


def test_the_schema_of_a_claimant_is_that_of_its_kind() -> None:
    reading = shelled()
    (source,) = (reading.attributions or ())[0].source
    doctors = Actor(source, "Sudan Doctors Network", "organisation", "SDN", "NGO")
    made = entities(replace(reading, actors=(doctors,)))
    assert the("Organization", made)["properties"]["name"] == ["Sudan Doctors Network"]


def test_what_is_denied_or_planned_does_not_read_as_a_fact() -> None:
    reading = shelled()
    first, second = reading.claims or ()
    claims = (replace(first, polarity="denies", modality="planned"), second)
    event = the("Event", entities(replace(reading, claims=claims)))["properties"]
    assert event["name"][0].startswith("Sudan Doctors Network denies (planned): ")
    assert "startDate" not in event


def test_an_entity_is_written_once() -> None:
    reading = shelled()
    first, second = reading.claims or ()
    again = replace(reading, claims=(first, replace(first, id="again"), second))
    counted = Counter(each["schema"] for each in entities(again))
    assert (counted["Article"], counted["Event"], counted["LegalEntity"]) == (1, 2, 1)


def test_a_name_that_is_withheld_becomes_no_entity() -> None:
    reading = shelled()
    first, second = reading.claims or ()
    hidden = replace(first.claimant, name=MASK * 5)
    made = entities(replace(reading, claims=(replace(first, claimant=hidden), second)))
    assert not {"LegalEntity", "Mention"} & {each["schema"] for each in made}


@given(odd_readings())
def test_whatever_the_words_each_line_is_an_entity(reading: Reading) -> None:
    assert the("Event", entities(reading))


def test_followthemoney_takes_every_entity_as_it_is() -> None:
    ftm = pytest.importorskip(
        "followthemoney", reason="the reader of these files: pip install followthemoney"
    )
    for each in entities(shelled()):
        taken = ftm.model.get_proxy(each, cleaned=False)
        assert taken.schema.name == each["schema"]
        assert {name: sorted(values) for name, values in taken.to_dict()["properties"].items()} == {
            name: sorted(values) for name, values in each["properties"].items()
        }

"""Claims as schema.org Claim, read by rdflib's JSON-LD parser where it is installed."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given

from sayso.exports.chosen import About, Chosen
from sayso.exports.ratings import Rating, RatingsError, read_ratings
from sayso.exports.schema_claim import write_schema_claims
from sayso.record import Reading
from tests.exports.making import ABOUT, chosen, linked, odd_readings, shelled, written

RATED = Rating("", "Nile Fact Desk", date(2025, 2, 5), "Half true", 3, 5, 1, "https://nile.example")


def graph(claims: list[Chosen], about: About = ABOUT) -> list[dict[str, Any]]:
    loaded = json.loads(written(write_schema_claims, claims, about))
    assert loaded["@context"] == "https://schema.org"
    made: list[dict[str, Any]] = loaded["@graph"]
    assert made[0]["@type"] == "Dataset"
    return made[1:]


def test_a_claim_has_its_words_its_author_and_where_it_appears() -> None:
    killed, _ = graph(chosen(shelled()))
    assert killed["@type"] == "Claim"
    assert killed["text"].startswith("At least 54 people were killed")
    assert killed["author"] == {"@type": "Organization", "name": "Sudan Doctors Network"}
    assert killed["datePublished"] == "2025-02-02T06:30:00+00:00"
    assert killed["appearance"]["url"] == "https://savanna.example/1"
    assert killed["appearance"]["@type"] == "NewsArticle"


def test_a_folded_claim_has_all_its_appearances_and_the_first() -> None:
    early = shelled()
    late = replace(
        early,
        document=replace(
            early.document, url="https://gulf.example/9", published=datetime(2025, 2, 3, tzinfo=UTC)
        ),
    )
    claims, about = linked(early)
    again, _ = linked(late)
    (folded,) = graph([again[0], claims[0]], about)
    assert [each["url"] for each in folded["appearance"]] == [
        "https://gulf.example/9",
        "https://savanna.example/1",
    ]
    assert folded["firstAppearance"]["url"] == "https://savanna.example/1"
    assert folded["datePublished"].startswith("2025-02-02")


def test_nothing_is_reviewed_that_no_person_rated() -> None:
    assert {each["@type"] for each in graph(chosen(shelled()))} == {"Claim"}
    for verdict in ("wrong", "corrected"):  # of the reading, not of the claim
        told = graph(chosen(shelled(), verdict=verdict))
        assert "ClaimReview" not in {each["@type"] for each in told}


def test_what_a_person_rated_is_reviewed() -> None:
    claims = chosen(shelled())
    key = claims[0].resolved.claim.id
    killed, review, _ = graph(claims, replace(ABOUT, ratings={key: [RATED]}))
    assert review["@type"] == "ClaimReview"
    assert review["itemReviewed"]["@id"] == killed["@id"]
    assert review["author"]["name"] == "Nile Fact Desk"
    assert review["reviewRating"] == {
        **{"@type": "Rating", "ratingValue": 3, "bestRating": 5, "worstRating": 1},
        "alternateName": "Half true",
    }


def test_ratings_are_read_and_a_line_that_is_none_is_told() -> None:
    line = '{"claim": "a1", "by": "Nile", "day": "2025-02-05", "words": "False", "value": 1}'
    assert read_ratings([line, "\n"])["a1"][0].day == date(2025, 2, 5)
    for bad in ("{}", "[]", "no", line.replace("2025-02-05", "yesterday")):
        with pytest.raises(RatingsError, match="Line 2 is no rating"):
            read_ratings([line, bad])


@given(odd_readings())
def test_whatever_the_words_it_stays_json(reading: Reading) -> None:
    (only,) = graph(chosen(reading))
    assert len(only["text"]) == len(reading.document.text)


def _no_request(*_: object) -> None:
    raise AssertionError("something was asked for")


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph:DeprecationWarning")
def test_rdflib_reads_the_same_claims(monkeypatch: pytest.MonkeyPatch) -> None:
    rdflib = pytest.importorskip("rdflib", reason="reader of JSON-LD: pip install rdflib")
    packed = json.loads(written(write_schema_claims, chosen(shelled())))
    monkeypatch.setattr("socket.socket.connect", _no_request)
    # The context's address would have to be fetched: for these terms it says no more than this.
    packed["@context"] = {"@vocab": "https://schema.org/"}
    read = rdflib.Graph().parse(data=json.dumps(packed), format="json-ld")
    schema = rdflib.Namespace("https://schema.org/")
    claims = set(read.subjects(rdflib.RDF.type, schema.Claim))
    assert len(claims) == 2
    authors = {str(read.value(read.value(each, schema.author), schema.name)) for each in claims}
    assert authors == {"Sudan Doctors Network", "Sudanese Armed Forces"}
    (pages,) = {str(read.value(read.value(each, schema.appearance), schema.url)) for each in claims}
    assert pages == "https://savanna.example/1"

"""What every store must do with many documents, on the map, and of itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sayso.ledger import (
    BoundingBox,
    ClaimFilter,
    EvidenceError,
    FeedItem,
    NewReading,
    Store,
    UnknownIdError,
)
from sayso.ledger.version import SCHEMA_VERSION
from sayso.record import Capture, Place, Problem, Reading, Span
from tests.ledger.test_search_alike import WORDS
from tests.made import market_reading, narrated_reading

NOON = datetime(2025, 2, 2, 12, tzinfo=UTC)


def at(text: str, latitude: float | None, longitude: float | None) -> Reading:
    """A reading with one claim that names a place there."""
    reading = narrated_reading(text)
    (claim,) = reading.claims or ()
    place = Place(Span(0, 1), "somewhere", "city", latitude=latitude, longitude=longitude)
    return replace(reading, claims=(replace(claim, places=(0,)),), places=(place,))


class TestAddingMany:
    def test_they_come_in_their_order_with_what_led_to_them(self, store: Store) -> None:
        page = Capture(b"<p>Shells fell</p>", "https://savanna.example/2", NOON, "text/html", 200)
        item = FeedItem("https://feeds.example/war.xml", "guid-1", "words-1")
        market, fasher = market_reading(), narrated_reading("Shells fell on El Fasher.")
        one, other = store.add_many((NewReading(market), NewReading(fasher, page, item)))
        assert (one.new, one.claims, other.new, other.claims) == (True, 2, True, 1)
        assert list(store.readings()) == [market, fasher]
        assert [each.document for each in store.kept()] == [other.document]
        assert store.knows(item)
        assert len(store.search("shells")) == 3, "one of them by its document's title"

    def test_what_is_there_or_comes_twice_is_stored_once(self, store: Store) -> None:
        store.add(market_reading())
        drone = narrated_reading("A drone fell.")
        added = store.add_many((NewReading(drone), NewReading(market_reading()), NewReading(drone)))
        assert [(each.new, each.claims) for each in added] == [(True, 1), (False, 0), (False, 0)]
        assert len(store.documents()) == 2
        assert len(store.problems()) == 1

    def test_one_that_fails_leaves_none(self, store: Store) -> None:
        broken = replace(market_reading(), problems=(Problem("moments", "open", Span(0, 9999)),))
        with pytest.raises(EvidenceError, match="point to 0-9999"):
            store.add_many((NewReading(narrated_reading("A drone fell.")), NewReading(broken)))
        assert store.documents() == ()
        assert store.search("drone") == ()

    def test_none_is_nothing(self, store: Store) -> None:
        assert store.add_many(()) == ()

    def test_more_than_fit_into_one_question(self, store: Store) -> None:
        many = [NewReading(narrated_reading(f"Drone {number} fell.")) for number in range(1201)]
        assert sum(each.new for each in store.add_many(many)) == 1201
        assert [number for number, _, _ in store.keys_since(0)] == list(range(1, 1202))


class TestMap:
    def test_claims_are_found_by_the_part_of_the_map(self, store: Store) -> None:
        store.add(market_reading())
        store.add(at("Suva was quiet.", -18.14, 178.44))
        store.add(at("Apia was quiet.", -13.83, -171.77))
        store.add(at("Nowhere was quiet.", None, None))

        def found(south: float, west: float, north: float, east: float) -> list[str]:
            wanted = ClaimFilter(within=BoundingBox(south, west, north, east))
            assert len(store.documents_with(wanted)) == len(store.claims(wanted))
            return [each.words[:4] for each in store.claims(wanted)]

        assert found(15, 32, 16, 33) == ["At l"]
        assert found(-90, -180, 90, 180) == ["At l", "Suva", "Apia"]
        assert found(-20, 170, 0, -170) == ["Suva", "Apia"]
        assert found(-18.14, 178.44, -18.14, 178.44) == ["Suva"]
        assert found(40, 0, 50, 10) == []

    @settings(
        max_examples=25,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )
    @given(st.floats(-90, 90), st.floats(-180, 180), st.floats(-90, 90), st.floats(-180, 180))
    def test_a_box_has_what_lies_between_its_edges(
        self, store: Store, south: float, west: float, north: float, east: float
    ) -> None:
        points = {"North fell.": (50.45, 30.523), "South fell.": (-1.28, 36.82)}
        for text, point in points.items():
            store.add(at(text, *point))
        box = BoundingBox(south, west, north, east)

        def inside(latitude: float, longitude: float) -> bool:
            along = west <= longitude <= east
            if west > east:
                along = longitude >= west or longitude <= east
            return south <= latitude <= north and along

        wanted = [text for text, point in points.items() if inside(*point)]
        assert [each.words for each in store.claims(ClaimFilter(within=box))] == wanted


class TestChoosing:
    def test_documents_with_a_claim_are_told_in_their_order(self, store: Store) -> None:
        keys = [
            store.add(each).document
            for each in (
                market_reading(),
                narrated_reading("Shells fell on El Fasher.", outlet="Gulf Observer"),
                replace(narrated_reading("Nothing is said."), claims=()),
            )
        ]
        assert store.documents_with() == (keys[0], keys[1])
        assert store.documents_with(ClaimFilter(outlet="gulf")) == (keys[1],)
        assert store.documents_with(ClaimFilter(claimant="doctors NET")) == (keys[0],)
        assert store.documents_with(ClaimFilter(attributed=True)) == (keys[0],)
        assert store.documents_with(ClaimFilter(polarity="denies", event="casualties")) == ()
        assert store.documents_with(ClaimFilter(document=keys[1][:8])) == (keys[1],)
        with pytest.raises(UnknownIdError):
            store.documents_with(ClaimFilter(document="nowhere"))

    def test_the_first_claims_alone_can_be_asked_for(self, store: Store) -> None:
        store.add(market_reading())
        store.add(narrated_reading("Shells fell on El Fasher."))
        assert store.claims(limit=2) == store.claims()[:2]
        assert store.claims(ClaimFilter(polarity="denies"), limit=9) == store.claims()[1:2]


def test_claims_are_told_by_their_ids_in_the_order_of_these(store: Store) -> None:
    store.add(market_reading())
    store.add(narrated_reading("Shells fell on El Fasher."))
    ids = [each.statement.claim.id for each in store.claims()]
    asked = [ids[2], "nowhere", ids[0], "\0\ud83d", ids[2]]
    assert [each.statement.claim.id for each in store.statements(asked)] == [ids[2], ids[0]]
    assert store.statements(()) == ()


def test_the_first_claims_are_those_of_the_first_documents_in_the_order_of_their_text(
    store: Store,
) -> None:
    reading = market_reading()
    backwards = replace(reading, claims=tuple(reversed(reading.claims or ())))
    store.add(backwards)
    store.add(narrated_reading("Shells fell on El Fasher."))
    whole = [each.statement.claim.id for each in store.claims()]
    assert whole[:2] == [each.id for each in reading.claims or ()]
    for limit in range(5):
        found = [each.statement.claim.id for each in store.claims(limit=limit)]
        assert found == whole[:limit]


def test_it_tells_of_itself(opened: Callable[[], Store]) -> None:
    store = opened()
    assert store.facts().first is None
    store.add(market_reading())
    facts = store.facts()
    assert facts.version == SCHEMA_VERSION
    assert (facts.rows["documents"], facts.rows["statements"], facts.rows["spots"]) == (1, 2, 1)
    assert facts.first == facts.last == store.documents()[0].recorded
    assert facts.size > 10_000
    assert facts.store.split()[0] in ("SQLite", "PostgreSQL")
    store.close()


@pytest.mark.parametrize("words", WORDS)
def test_words_of_every_kind_are_found_by_themselves(store: Store, words: str) -> None:
    store.add(narrated_reading(f"On Monday {words} was named."))
    assert len(store.search(f'"{words}"')) == 1
    assert len(store.search(words)) == (not words.startswith("-"))  # what is left out

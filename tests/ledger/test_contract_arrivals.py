"""What every store must do with the bytes that documents were made of, and with feeds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from sayso.ledger import FeedItem, Poll, Store, UnknownIdError
from sayso.record import Capture
from tests.made import REPORT, market_reading, narrated_reading

NOON = datetime(2025, 2, 2, 12, tzinfo=UTC)
PAGE = Capture(
    b"<html>Omdurman</html>" * 99,
    "https://savanna.example/1",
    NOON,
    "text/html",
    200,
    (("etag", '"a"'),),
)
LATER = replace(PAGE, body=b"<html>Omdurman, corrected</html>", at=NOON + timedelta(hours=1))


def test_bytes_are_kept_with_where_and_when_they_came_from(store: Store) -> None:
    key = store.add(market_reading(), PAGE).document
    (kept,) = store.kept(key)
    assert (kept.url, kept.at, kept.status, kept.headers) == (
        PAGE.url,
        NOON,
        200,
        (("etag", '"a"'),),
    )
    assert store.snapshot(kept.sha256) == PAGE.body
    assert store.snapshots() == (PAGE.sha256,)
    assert store.made_of(replace(PAGE, at=LATER.at)) == (key,)


def test_the_same_bytes_are_kept_once(store: Store) -> None:
    one = store.add(market_reading(), PAGE).document
    store.add(narrated_reading("Shells fell."), replace(PAGE, url="https://mirror.example/"))
    store.keep(one, replace(PAGE, at=LATER.at))
    assert store.snapshots() == (PAGE.sha256,)
    assert len(store.kept()) == 2


def test_bytes_that_come_back_after_others_are_noted_again(store: Store) -> None:
    key = store.add(market_reading(), PAGE).document
    other = store.add(market_reading(text=f"{REPORT} It rained."), LATER).document
    back = replace(PAGE, at=NOON + timedelta(hours=2))
    store.keep(key, back)
    store.keep(key, back)
    assert [(each.document, each.at) for each in store.kept()] == [
        (key, NOON),
        (other, LATER.at),
        (key, back.at),
    ]


def test_nothing_is_made_of_bytes_until_all_their_parts_are_there(store: Store) -> None:
    first, second = (replace(PAGE, part=part, parts=2) for part in (0, 1))
    one = store.add(narrated_reading("Shells fell."), first).document
    assert store.made_of(first) == ()
    two = store.add(narrated_reading("Drones fell."), second).document
    assert store.made_of(first) == (one, two)


@pytest.mark.parametrize(
    "other",
    [{"body": b""}, {"url": "file:x"}, {"reading": "outlet told"}],
    ids=lambda each: str(each),
)
def test_other_bytes_or_another_way_to_read_them_are_not_known(
    store: Store, other: dict[str, object]
) -> None:
    store.add(market_reading(), PAGE)
    assert store.made_of(replace(PAGE, **other)) == ()  # type: ignore[arg-type]


def test_a_snapshot_that_is_not_there_is_told(store: Store) -> None:
    with pytest.raises(UnknownIdError, match="No snapshot"):
        store.snapshot("0" * 64)


def test_documents_at_one_address_are_versions(store: Store) -> None:
    store.add(narrated_reading("Shells fell on El Fasher."))
    store.add(market_reading())
    assert store.versions() == ()
    store.add(market_reading(text=f"{REPORT} It rained."))
    store.add(market_reading(text=f"{REPORT} It snowed."))
    assert len(store.versions()) == len(store.versions("https://savanna.example/1")) == 3
    assert store.versions("https://nowhere.example/") == ()
    assert store.versions("https://nowhere.example/", limit=2) == ()


def test_the_last_versions_are_told_in_their_order(store: Store) -> None:
    address = "https://savanna.example/1"
    for weather in ("It rained.", "It snowed.", "It was dry."):
        store.add(narrated_reading(f"Shells fell. {weather}"))
        store.add(market_reading(text=f"{REPORT} {weather}"))
    every = store.versions(address)
    assert len(every) == 3
    assert store.versions(address, limit=2) == every[1:]
    assert store.versions(address, limit=9) == every


FEED = "https://feeds.example/war.xml"


def test_the_last_look_at_each_feed_is_remembered(opened: Callable[[], Store]) -> None:
    store = opened()
    first = Poll(FEED, NOON, "read", NOON + timedelta(minutes=15), 20, 3, 0, '"a"', "Sun", None)
    failed = replace(first, outcome="failed", failures=1, message="the server says 503")
    other = replace(first, feed="https://feeds.example/other.xml")
    for poll in (first, other, failed):
        store.polled(poll)
    store.close()
    again = opened()
    assert set(again.polls()) == {other, failed}
    again.close()


def test_items_are_known_by_their_words(store: Store) -> None:
    item = FeedItem(FEED, "guid-1", "words-1")
    assert not store.knows(item)
    store.add(market_reading(), PAGE, item)
    assert store.knows(item)
    assert not store.knows(replace(item, digest="words-2"))
    assert not store.knows(replace(item, feed="https://else.example/"))
    store.dismiss(replace(item, digest="words-2"))
    store.dismiss(replace(item, digest="words-2"))
    assert store.knows(replace(item, digest="words-2"))


def test_a_document_that_fails_leaves_neither_bytes_nor_item(store: Store) -> None:
    reading = market_reading()
    one, other = reading.claims or ()
    item = FeedItem(FEED, "guid-1", "words-1")
    with pytest.raises(IndexError):
        store.add(replace(reading, claims=(one, replace(other, event=7))), PAGE, item)
    assert store.snapshots() == ()
    assert store.kept() == ()
    assert not store.knows(item)

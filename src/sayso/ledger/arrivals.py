"""How things came in: bytes and where they are from, and what feeds were looked at."""

from __future__ import annotations

import json
import zlib
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Connection, Row, Select, func, inspect, select

from sayso.ledger.errors import EvidenceError, UnknownIdError
from sayso.ledger.questions import AT_ONCE
from sayso.ledger.store import FeedItem, Poll, StoredCapture
from sayso.ledger.tables import captures, items, polls, snapshots
from sayso.record import Capture
from sayso.record.wire import dumps, pack, unpack

LEVEL = 6
"""zlib's usual level: pages shrink to a fifth at 50 MB a second."""


def are_there(connection: Connection) -> bool:
    """Return whether this ledger keeps arrivals; one that an earlier Sayso made and no one added to
    since does not.
    """
    return inspect(connection).has_table("captures")


def insert_captures(connection: Connection, met: Sequence[tuple[str, Capture]]) -> None:
    """Keep the bytes, unless they are there, and that documents, by fingerprint, were made of them.

    The same bytes from the same address count as met again only after others came from there.
    """
    some = {capture.sha256: capture for _, capture in met}
    there = set(_found(connection, select(snapshots.c.sha256), snapshots.c.sha256, some))
    fresh = [_snapshot_row(key, each) for key, each in some.items() if key not in there]
    if fresh:
        connection.execute(snapshots.insert(), fresh)
    last = _last(connection, [capture for _, capture in met])
    rows: list[dict[str, Any]] = []
    for document, capture in met:
        place = (capture.url, capture.part, capture.reading)
        if last.get(place) != (capture.sha256, document):
            last[place] = (capture.sha256, document)
            rows.append(_capture_row(document, capture))
    if rows:
        connection.execute(captures.insert(), rows)


def _snapshot_row(sha256: str, capture: Capture) -> dict[str, Any]:
    packed = zlib.compress(capture.body, LEVEL)
    return {"sha256": sha256, "size": len(capture.body), "packed": packed}


def _capture_row(document: str, capture: Capture) -> dict[str, Any]:
    return {
        "sha256": capture.sha256,
        "url": capture.url,
        "at": capture.at.isoformat(),
        "media_type": capture.media_type,
        "status": capture.status,
        "headers": json.dumps(capture.headers),
        "document": document,
        "part": capture.part,
        "parts": capture.parts,
        "reading": capture.reading,
    }


Place = tuple[str, int, str]
"""From where bytes came: address, part, and how they are read."""


def _last(connection: Connection, some: Sequence[Capture]) -> dict[Place, tuple[str, str]]:
    """Return the bytes and the document that came last from each place."""
    last_from: dict[Place, tuple[str, str]] = {}
    urls = {each.url: None for each in some}
    newest = func.max(captures.c.number).label("newest")
    places = (captures.c.url, captures.c.part, captures.c.reading)
    for chunk in _chunks(list(urls)):
        last = select(newest).where(captures.c.url.in_(chunk)).group_by(*places)
        query = select(*places, captures.c.sha256, captures.c.document)
        for row in connection.execute(query.where(captures.c.number.in_(last))):
            last_from[row.url, row.part, row.reading] = (row.sha256, row.document)
    return last_from


def _chunks(keys: Sequence[str]) -> Iterator[Sequence[str]]:
    return (keys[start : start + AT_ONCE] for start in range(0, len(keys), AT_ONCE))


def _found(
    connection: Connection, query: Select[Any], column: Column[Any], keys: Collection[str]
) -> Iterator[str]:
    for chunk in _chunks(list(keys)):
        yield from (row[0] for row in connection.execute(query.where(column.in_(chunk))))


def documents_of(connection: Connection, capture: Capture) -> Sequence[str]:
    """Return the documents made of these bytes from this address, once all parts are there."""
    query = select(captures.c.part, captures.c.parts, captures.c.document).where(
        captures.c.sha256 == capture.sha256,
        captures.c.url == capture.url,
        captures.c.reading == capture.reading,
    )
    by_part = {row.part: row for row in connection.execute(query.order_by(captures.c.number))}
    if not by_part or len(by_part) < max(row.parts for row in by_part.values()):
        return ()
    return tuple(by_part[part].document for part in sorted(by_part))


def kept_of(row: Row[Any]) -> StoredCapture:
    """Return a capture from its row."""
    headers = tuple((str(name), str(words)) for name, words in json.loads(row.headers))
    at = datetime.fromisoformat(row.at)
    return StoredCapture(row.sha256, row.url, at, row.media_type, row.status, headers, row.document)


def bytes_of(connection: Connection, sha256: str) -> bytes:
    """Return the bytes that are kept under a hash, checked against it."""
    query = select(snapshots.c.size, snapshots.c.packed).where(snapshots.c.sha256 == sha256)
    row = connection.execute(query).first()
    if row is None:
        raise UnknownIdError(f"No snapshot has the hash '{sha256}'. `sayso verify` lists them.")
    try:
        body = zlib.decompressobj().decompress(row.packed, row.size + 1)
    except zlib.error:
        body = b""
    if Capture(body, "", datetime.min).sha256 != sha256:
        raise EvidenceError(
            f"Evidence does not hold: the bytes of snapshot {sha256[:12]} are no longer those that"
            " came in. The ledger was changed from outside: restore it from a copy."
        )
    return body


def insert_poll(connection: Connection, poll: Poll) -> None:
    """Append a look at a feed, unless it is the last that was appended."""
    last = select(polls.c.packed).where(polls.c.feed == poll.feed)
    if connection.scalar(last.order_by(polls.c.number.desc()).limit(1)) == dumps(pack(poll)):
        return  # the connection was lost while it was committed
    connection.execute(polls.insert().values(feed=poll.feed, packed=dumps(pack(poll))))


def last_polls(connection: Connection) -> Sequence[Poll]:
    """Return the last look at each feed, in the order in which feeds were first looked at."""
    newest = select(func.max(polls.c.number)).group_by(polls.c.feed)
    query = select(polls.c.packed).where(polls.c.number.in_(newest)).order_by(polls.c.number)
    return tuple(unpack(Poll, json.loads(each)) for each in connection.scalars(query))


def has_item(connection: Connection, item: FeedItem) -> bool:
    """Return whether an item with these words was dealt with."""
    same = (items.c.key == item.key, items.c.digest == item.digest, items.c.feed == item.feed)
    return connection.scalar(select(items.c.number).where(*same).limit(1)) is not None


def insert_items(
    connection: Connection, dealt_with: Sequence[tuple[FeedItem, str | None]], recorded: str
) -> None:
    """Record that items are dealt with, each once, and which document each led to."""
    known: set[tuple[str, str, str]] = set()
    columns = (items.c.feed, items.c.key, items.c.digest)
    for chunk in _chunks([item.key for item, _ in dealt_with]):
        rows = connection.execute(select(*columns).where(items.c.key.in_(chunk)))
        known.update((row.feed, row.key, row.digest) for row in rows)
    fresh: list[dict[str, Any]] = []
    for item, document in dealt_with:
        key = (item.feed, item.key, item.digest)
        if key not in known:
            known.add(key)
            row = {"feed": item.feed, "key": item.key, "digest": item.digest}
            fresh.append(row | {"document": document, "recorded": recorded})
    if fresh:
        connection.execute(items.insert(), fresh)

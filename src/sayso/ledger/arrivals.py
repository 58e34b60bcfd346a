"""How things came in: bytes and where they are from, and what feeds were looked at."""

from __future__ import annotations

import json
import zlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, inspect, select

from sayso.ledger.errors import EvidenceError, UnknownIdError
from sayso.ledger.store import FeedItem, Kept, Poll
from sayso.ledger.tables import captures, items, polls, snapshots
from sayso.record import Capture
from sayso.record.wire import dumps, pack, unpack

LEVEL = 6
"""zlib's usual level: pages shrink to a fifth at 50 MB a second."""


def are_there(connection: Connection) -> bool:
    """Whether this ledger keeps arrivals; one that an earlier Sayso made and no one added to
    since does not.
    """
    return inspect(connection).has_table("captures")


def insert_capture(connection: Connection, capture: Capture, document: str) -> None:
    """Keep the bytes, unless they are there, and that the document was made of them.

    The same bytes from the same address count as met again only after others came from there.
    """
    sha256 = capture.sha256
    if connection.scalar(select(snapshots.c.sha256).where(snapshots.c.sha256 == sha256)) is None:
        packed = zlib.compress(capture.body, LEVEL)
        row = {"sha256": sha256, "size": len(capture.body), "packed": packed}
        connection.execute(snapshots.insert().values(**row))
    last = (
        select(captures.c.sha256, captures.c.document)
        .where(captures.c.url == capture.url, captures.c.part == capture.part)
        .where(captures.c.reading == capture.reading)
        .order_by(captures.c.number.desc())
        .limit(1)
    )
    if connection.execute(last).first() == (sha256, document):
        return
    connection.execute(
        captures.insert().values(
            sha256=sha256,
            url=capture.url,
            at=capture.at.isoformat(),
            media_type=capture.media_type,
            status=capture.status,
            headers=json.dumps(capture.headers),
            document=document,
            part=capture.part,
            parts=capture.parts,
            reading=capture.reading,
        )
    )


def documents_of(connection: Connection, capture: Capture) -> Sequence[str]:
    """The documents made of these bytes from this address, once all parts are there."""
    query = select(captures.c.part, captures.c.parts, captures.c.document).where(
        captures.c.sha256 == capture.sha256,
        captures.c.url == capture.url,
        captures.c.reading == capture.reading,
    )
    found = {row.part: row for row in connection.execute(query.order_by(captures.c.number))}
    if not found or len(found) < max(row.parts for row in found.values()):
        return ()
    return tuple(found[part].document for part in sorted(found))


def kept_of(row: Row[Any]) -> Kept:
    """A capture from its row."""
    headers = tuple((str(name), str(words)) for name, words in json.loads(row.headers))
    at = datetime.fromisoformat(row.at)
    return Kept(row.sha256, row.url, at, row.media_type, row.status, headers, row.document)


def bytes_of(connection: Connection, sha256: str) -> bytes:
    """The bytes that are kept under a hash, checked against it."""
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
    """Append a look at a feed."""
    connection.execute(polls.insert().values(feed=poll.feed, packed=dumps(pack(poll))))


def last_polls(connection: Connection) -> Sequence[Poll]:
    """The last look at each feed, in the order in which feeds were first looked at."""
    newest = select(func.max(polls.c.number)).group_by(polls.c.feed)
    query = select(polls.c.packed).where(polls.c.number.in_(newest)).order_by(polls.c.number)
    return tuple(unpack(Poll, json.loads(each)) for each in connection.scalars(query))


def has_item(connection: Connection, item: FeedItem) -> bool:
    """Whether an item with these words was dealt with."""
    same = (items.c.key == item.key, items.c.digest == item.digest, items.c.feed == item.feed)
    return connection.scalar(select(items.c.number).where(*same).limit(1)) is not None


def insert_item(
    connection: Connection, item: FeedItem, document: str | None, recorded: str
) -> None:
    """Record that an item is dealt with, once."""
    if not has_item(connection, item):
        row = {"feed": item.feed, "key": item.key, "digest": item.digest}
        connection.execute(items.insert().values(**row, document=document, recorded=recorded))

"""An index of claims for search with facets: made from the ledger in memory, and never evidence."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sayso.exports.resolved import Resolved, resolve
from sayso.linking.told import side_of
from sayso.record import Place, Reading

SCHEMA = """
CREATE TABLE claims (
    number INTEGER PRIMARY KEY, id TEXT, document TEXT, position INTEGER, claimant TEXT, said TEXT,
    side TEXT, outlet TEXT, event TEXT, polarity TEXT, modality TEXT, manner TEXT, stance TEXT,
    cue TEXT, day TEXT, until TEXT, published TEXT, recorded TEXT, score REAL, words TEXT,
    chain TEXT, title TEXT, figures INTEGER);
CREATE TABLE places (
    claim INTEGER, name TEXT, geonameid INTEGER, latitude REAL, longitude REAL, precision TEXT);
CREATE TABLE warned (claim INTEGER, kind TEXT);
CREATE VIRTUAL TABLE found USING fts5(
    words, chain, title, content = 'claims', content_rowid = 'number',
    tokenize = 'porter unicode61 remove_diacritics 2');
CREATE INDEX claims_id ON claims (id);
CREATE INDEX claims_document ON claims (document);
CREATE INDEX claims_claimant ON claims (claimant);
CREATE INDEX claims_side ON claims (side);
CREATE INDEX claims_outlet ON claims (outlet);
CREATE INDEX claims_event ON claims (event);
CREATE INDEX claims_polarity ON claims (polarity);
CREATE INDEX claims_manner ON claims (manner);
CREATE INDEX claims_day ON claims (day);
CREATE INDEX claims_score ON claims (score);
CREATE INDEX places_claim ON places (claim);
CREATE INDEX places_name ON places (name, claim);
CREATE INDEX warned_claim ON warned (claim);
CREATE INDEX warned_kind ON warned (kind, claim);
"""

MOST_KEPT = 2_000
"""Answers kept: a facet each, of a dozen values."""

WIDE_KINDS = frozenset(("area", "continent", "sea", "river"))

COLUMNS = (
    "number id document position claimant said side outlet event polarity modality manner stance"
    " cue day until published recorded score words chain title figures"
).split()


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """A claim as the index has it. `day` and `until` are the happening's, never publication's."""

    number: int
    id: str
    document: str
    position: int
    claimant: str
    said: str
    side: str
    outlet: str
    event: str
    polarity: str
    modality: str
    manner: str
    stance: str
    cue: str
    day: str
    until: str
    published: str
    recorded: str
    score: float
    words: str
    chain: str
    title: str
    figures: int


@dataclass(frozen=True, slots=True)
class Spot:
    """A place that claims name: a point with a precision, and how many claims name it."""

    name: str
    geonameid: int | None
    latitude: float
    longitude: float
    precision: str
    claims: int


class Index:
    """Rows of claims in an SQLite database in memory, with one connection that threads share."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._connection = sqlite3.connect(":memory:", check_same_thread=False)
        self._connection.executescript(SCHEMA)
        self._number = 0
        self._counted: dict[tuple[str, tuple[object, ...]], list[tuple[Any, ...]]] = {}

    def add(self, reading: Reading, recorded: str, title: str) -> None:
        """Take in the claims of a document."""
        rows: list[tuple[Any, ...]] = []
        spots: list[tuple[Any, ...]] = []
        warned: list[tuple[Any, ...]] = []
        for position, claim in enumerate(reading.claims or ()):
            found = resolve(reading, claim)
            self._number += 1
            rows.append(_row(self._number, position, found, recorded, title))
            spots += (_spot(self._number, each) for each in found.places)
            warned += ((self._number, kind) for kind in _warnings(found))
        marks = ", ".join("?" * len(COLUMNS))
        with self._lock:
            execute = self._connection.executemany
            execute(f"INSERT INTO claims VALUES ({marks})", rows)  # noqa: S608
            execute("INSERT INTO places VALUES (?, ?, ?, ?, ?, ?)", spots)
            execute("INSERT INTO warned VALUES (?, ?)", warned)
            execute(
                "INSERT INTO found (rowid, words, chain, title) VALUES (?, ?, ?, ?)",
                [(each[0], each[19], each[20], each[21]) for each in rows],
            )
            self._counted.clear()

    def rows(self, query: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """What a query of ours finds; `values` fill its question marks."""
        with self._lock:
            return self._connection.execute(query, values).fetchall()

    def counted(self, query: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """As `rows`, for queries that count much: the answer is kept until claims come in."""
        key = (query, tuple(values))
        kept = self._counted.get(key)
        if kept is None:
            taken_in = self._number
            kept = self.rows(query, values)
            if len(self._counted) >= MOST_KEPT:
                self._counted.clear()
            if taken_in == self._number:
                self._counted[key] = kept
        return kept

    def claims(self, query: str, values: Sequence[object] = ()) -> list[ClaimRow]:
        """Claims, by a query that names the rows of `claims` as `c`: " WHERE …"."""
        columns = ", ".join(f"c.{each}" for each in COLUMNS)
        found = self.rows(f"SELECT {columns} FROM claims c{query}", values)  # noqa: S608
        return [ClaimRow(*each) for each in found]

    def claim(self, claim_id: str) -> ClaimRow | None:
        """The claim with this id."""
        return next(iter(self.claims(" WHERE c.id = ? LIMIT 1", (claim_id,))), None)

    def spots(self, claims: Iterable[str]) -> list[Spot]:
        """The resolved places that these claims, by their ids, name."""
        ids = list(claims)
        marks = ", ".join("?" * len(ids))
        return self.places(f" WHERE c.id IN ({marks})", ids)

    def places(self, where: str, values: Sequence[object]) -> list[Spot]:
        """Resolved places, most named first, by a query that ends in a condition."""
        query = (
            "SELECT p.name, p.geonameid, p.latitude, p.longitude, p.precision,"  # noqa: S608
            " count(DISTINCT c.number) AS held FROM claims c JOIN places p ON p.claim = c.number"
            f"{where} AND p.latitude IS NOT NULL"
            " GROUP BY coalesce(p.geonameid, p.name), p.precision"
            " ORDER BY held DESC, p.name LIMIT 2000"
        )
        return [Spot(*each) for each in self.rows(query, values)]


def _row(number: int, position: int, found: Resolved, recorded: str, title: str) -> tuple[Any, ...]:
    claim, document, moment = found.claim, found.reading.document, found.moment
    attribution = found.attribution
    return (
        number,
        claim.id,
        document.fingerprint,
        position,
        _plain(claim.claimant.name or claim.claimant.said),
        _plain(claim.claimant.said),
        _plain(side_of(found).shown or side_of(found).kind),
        _plain(document.outlet or ""),
        found.event.kind if found.event else "",
        claim.polarity,
        claim.modality,
        attribution.manner if attribution else "narration",
        attribution.stance if attribution else "neutral",
        _plain(found.cue),
        moment.earliest.date().isoformat() if moment and moment.earliest else "",
        moment.latest.date().isoformat() if moment and moment.latest else "",
        document.published.date().isoformat() if document.published else "",
        recorded,
        claim.score,
        _plain(found.evidence),
        _plain(" › ".join(claim.chain)),
        _plain(title),
        len(found.quantities),
    )


def _spot(number: int, place: Place) -> tuple[Any, ...]:
    return (
        number,
        _plain(place.name),
        place.geonameid,
        place.latitude,
        place.longitude,
        # "The Middle East" has a middle, but that is not where anything happened.
        "area" if place.kind in WIDE_KINDS else place.precision,
    )


def _warnings(found: Resolved) -> Iterator[str]:
    """The kinds of the document's warnings that point at the claim's words, or at no words."""
    kinds = {
        each.kind
        for each in found.reading.warnings or ()
        if not each.spans or any(span.overlap(found.claim.evidence) for span in each.spans)
    }
    return iter(sorted(kinds))


def _plain(words: str) -> str:
    """Words that SQLite takes as text and that fit one line."""
    clean = words.replace("\0", " ").encode("utf-8", "replace").decode("utf-8")
    return " ".join(clean.split())

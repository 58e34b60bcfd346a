"""An index of claims for search with facets: made from the ledger, and never evidence."""

from __future__ import annotations

import json
import sqlite3
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from sayso.index.columns import Columns, Growing, Mask
from sayso.index.database import IndexDatabase
from sayso.index.forms import FormNumbers
from sayso.index.plain import plain_words as _plain
from sayso.ledger.rows import title_of
from sayso.ledger.stores.words import without_unseen
from sayso.linking.features import side_of
from sayso.record import Place, Reading
from sayso.record.resolved import ResolvedClaim, resolve

MOST_PLACES = 2_000
MOST_MADE = 200
"""Counts kept, a key each."""

QUICK_S = 0.05
RESTS = 20
"""A count that took long is not made anew before so many times as long are over."""

NUMBERS_KEPT = 200_000
"""Numbers of claims that are remembered: of those that somebody judged, the queue leaves out all
of one's own."""

MANY_CLAIMS = 50_000
"""In a ledger with fewer, counts are never behind."""

Counted = TypeVar("Counted")

WIDE_KINDS = frozenset(("area", "continent", "sea", "river"))

COLUMNS = (
    "number id document position claimant said side outlet event polarity modality manner stance"
    " cue day until published recorded score words chain title figures form"
).split()


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """A claim as the index has it. `day` and `until` are the event's, never publication's."""

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
    form: int


@dataclass(frozen=True, slots=True)
class NamedPlace:
    """A place that claims name: a point with a precision, and how many claims name it."""

    name: str
    geonameid: int | None
    latitude: float
    longitude: float
    precision: str
    claims: int


@dataclass(frozen=True, slots=True)
class _Made:
    """What was counted of the claims at a `version`, and the seconds that it took."""

    version: tuple[int, int]
    value: Any
    took: float
    at: float
    busy: threading.Lock


class ClaimIndex:
    """Rows of claims in an index's file, and the same claims as columns in memory."""

    def __init__(self, file: IndexDatabase) -> None:
        self._file = file
        self._lock = threading.Lock()
        self._growing = Growing()
        self._changes = 0  # how often claims that were there were changed
        self.generation = 0  # grows with all that is published, judgements alone included
        self._columns = self._growing.now()
        self._orders: dict[str, tuple[int, Any]] = {}
        self._made: dict[object, _Made] = {}
        self._wholes: dict[str, tuple[tuple[int, int], Any]] = {}
        self._of_generation: dict[str, tuple[int, Any]] = {}
        self._forms = FormNumbers()
        self._numbers: dict[str, list[int]] = {}

    def load(self, reader: sqlite3.Connection) -> None:
        """Read the columns that the file has."""
        self._growing.load(reader)
        self._forms.clear()
        self._numbers = {}
        self.publish()

    def publish(self) -> None:
        """Let what was added be seen, once it is written."""
        self._columns = self._growing.now()
        self.generation += 1

    @property
    def columns(self) -> Columns:
        """The claims as columns, as they are now."""
        return self._columns

    def codes(self, facet: str) -> Any:
        """Return the numbers of a facet's values in the columns."""
        return self._growing.codes(facet)

    def add(self, writer: sqlite3.Connection, added: Iterable[tuple[int, Reading, str]]) -> None:
        """Add documents, each with its number and when it was recorded, in a transaction."""
        before = self._growing.lengths()
        rows: list[tuple[Any, ...]] = []
        for number, reading, recorded in added:
            document, title = reading.document, title_of(reading)
            published = document.published.isoformat() if document.published else None
            outlet = _plain(document.outlet) if document.outlet else None
            writer.execute(
                "INSERT INTO documents VALUES (?, ?, ?, ?, ?, ?, NULL)",
                (number, document.fingerprint, recorded, _plain(title), outlet, published),
            )
            for position, claim in enumerate(reading.claims or ()):
                resolved = resolve(reading, claim)
                rows.append(self._new_row(writer, position, resolved, recorded, title))
        self._insert(writer, rows)
        self._forms.save(writer)
        self._growing.save(writer, before)

    def _new_row(
        self,
        writer: sqlite3.Connection,
        position: int,
        resolved: ResolvedClaim,
        recorded: str,
        title: str,
    ) -> tuple[Any, ...]:
        """Return the row of a claim that comes in, which is added to the columns."""
        form = self._forms.number(writer, resolved)
        row = (*_row(self._growing.size + 1, position, resolved, recorded, title), form)
        many = self._many(writer, resolved)
        self._growing.add(dict(zip(COLUMNS, row, strict=True)), many)
        return row

    @staticmethod
    def _insert(writer: sqlite3.Connection, rows: Sequence[tuple[Any, ...]]) -> None:
        """Put rows into the table of claims and into the full text."""
        marks = ", ".join("?" * len(COLUMNS))
        writer.executemany(f"INSERT INTO claims VALUES ({marks})", rows)  # noqa: S608
        for table in ("found", "found_plain"):
            writer.executemany(
                f"INSERT INTO {table} (rowid, words, chain, title) VALUES (?, ?, ?, ?)",  # noqa: S608
                [(each[0], *map(without_unseen, each[19:22])) for each in rows],
            )

    def change(self, writer: sqlite3.Connection, readings: Iterable[Reading]) -> None:
        """Bring documents that are there up to date with what people corrected and added.

        `readings` are as they are to be shown.
        """
        before = self._growing.lengths()
        columns: dict[str, set[int]] = defaultdict(set)
        added: list[tuple[int, ResolvedClaim]] = []
        for reading in readings:
            rows = "SELECT id, number FROM claims WHERE document = ?"
            held = dict(writer.execute(rows, (reading.document.fingerprint,)).fetchall())
            for position, claim in enumerate(reading.claims or ()):
                resolved = resolve(reading, claim)
                if claim.id not in held:
                    added.append((position, resolved))
                    continue
                for name, chunk in self._change(writer, position, resolved).items():
                    columns[name].add(chunk)
            gone = held.keys() - {claim.id for claim in reading.claims or ()}
            for number in sorted(held[key] for key in gone):
                self._remove(writer, number)
        self._growing.save_changed(writer, columns, before)
        self._add_to_documents(writer, added)
        self._forms.save(writer)
        self._changes += 1

    def _add_to_documents(
        self, writer: sqlite3.Connection, added: Iterable[tuple[int, ResolvedClaim]]
    ) -> None:
        """Add claims, each with its position, to documents that are there."""
        before = self._growing.lengths()
        rows = []
        for position, resolved in added:
            query = "SELECT recorded, title FROM documents WHERE key = ?"
            key = resolved.reading.document.fingerprint
            ((recorded, title),) = writer.execute(query, (key,)).fetchall()
            rows.append(self._new_row(writer, position, resolved, recorded, title))
        self._insert(writer, rows)
        self._growing.save(writer, before)

    def _remove(self, writer: sqlite3.Connection, number: int) -> None:
        """Take out a claim that somebody added, and took back."""
        query = f"SELECT {', '.join(COLUMNS)} FROM claims WHERE number = ?"  # noqa: S608
        (row,) = writer.execute(query, (number,)).fetchall()
        self._put_words(writer, row, "delete")
        self._forms.leave(row[COLUMNS.index("form")])
        writer.execute("DELETE FROM claims WHERE number = ?", (number,))
        self._growing.remove(writer, number)

    def _change(
        self, writer: sqlite3.Connection, position: int, resolved: ResolvedClaim
    ) -> dict[str, int]:
        """Change the row of one claim and its columns; return the columns that changed, each with
        the first chunk that did.
        """
        query = f"SELECT {', '.join(COLUMNS)} FROM claims WHERE id = ? AND document = ?"  # noqa: S608
        key = (resolved.claim.id, resolved.reading.document.fingerprint)
        columns: dict[str, int] = {}
        for held in writer.execute(query, key).fetchall():
            old = dict(zip(COLUMNS, held, strict=True))
            made = _row(old["number"], position, resolved, old["recorded"], old["title"])
            self._forms.leave(old["form"])
            row = (*made, self._forms.number(writer, resolved))
            if row != held:
                self._put_words(writer, held, "delete")
                sets = ", ".join(f"{each} = ?" for each in COLUMNS[1:])
                writer.execute(
                    f"UPDATE claims SET {sets} WHERE number = ?",  # noqa: S608
                    (*row[1:], row[0]),
                )
                self._put_words(writer, row)
            columns |= self._growing.change(
                dict(zip(COLUMNS, row, strict=True)), self._many(writer, resolved)
            )
        return columns

    @staticmethod
    def _put_words(writer: sqlite3.Connection, row: Sequence[Any], command: str = "") -> None:
        """Put the words of a claim into the full text, or take them out by the command "delete"."""
        words = (row[0], *map(without_unseen, row[19:22]))
        for table in ("found", "found_plain"):
            if command:
                writer.execute(
                    f"INSERT INTO {table} ({table}, rowid, words, chain, title)"  # noqa: S608
                    " VALUES (?, ?, ?, ?, ?)",
                    (command, *words),
                )
            else:
                writer.execute(
                    f"INSERT INTO {table} (rowid, words, chain, title) VALUES (?, ?, ?, ?)",  # noqa: S608
                    words,
                )

    def _many(self, writer: sqlite3.Connection, resolved: ResolvedClaim) -> dict[str, list[str]]:
        """Return the values of a claim for each facet of MANY; places not met before are added."""
        places = [_place_row(0, each) for each in resolved.places]
        named = {_place_key(each): each for each in places}
        for key, place in named.items():
            if key not in self._growing.codes("spot"):
                row = (self._growing.code("spot", key), *place[1:])
                writer.execute("INSERT INTO spots VALUES (?, ?, ?, ?, ?, ?)", row)
        return {
            "place": [each[1] for each in places if each[1]],
            "warning": list(_warnings(resolved)),
            "spot": list(named),
        }

    def rows(
        self, query: str, values: Sequence[object] | Mapping[str, object] = ()
    ) -> list[tuple[Any, ...]]:
        """Return what a query of ours finds; `values` fill its question marks or names."""
        return self._file.rows(query, values)

    def remembered(self, key: object, make: Callable[[], Counted]) -> Counted:
        """Return what `make` counts, kept until claims come in.

        Where counting takes long, of many claims, what was counted last is given while it is
        counted anew, which takes a twentieth of the time at the most.
        """
        version = self._version()
        counted = self._made.get(key)
        if counted is not None and counted.version == version:
            return counted.value  # type: ignore[no-any-return]
        if counted is None or counted.took <= QUICK_S or version[0] < MANY_CLAIMS:
            return self._count(key, make)
        rested = time.monotonic() - counted.at > RESTS * counted.took
        if rested and not counted.busy.locked():
            threading.Thread(target=self._recount, args=(key, make, counted), daemon=True).start()
        return counted.value  # type: ignore[no-any-return]

    def _version(self) -> tuple[int, int]:
        """Return how many claims there are, and how often any was changed."""
        return self._columns.size, self._changes

    def of_generation(self, key: str, make: Callable[[], Counted]) -> Counted:
        """Return what `make` makes of the state that was published last, kept till the next."""
        generation = self.generation
        kept = self._of_generation.get(key)
        if kept is None or kept[0] != generation:
            kept = self._of_generation[key] = (generation, make())
        return kept[1]

    def _count(self, key: object, make: Callable[[], Counted]) -> Counted:
        version, begun = self._version(), time.monotonic()
        value = make()
        with self._lock:
            if len(self._made) >= MOST_MADE:
                self._made.clear()
            now = time.monotonic()
            self._made[key] = _Made(version, value, now - begun, now, threading.Lock())
        return value

    def _recount(self, key: object, make: Callable[[], Any], kept: _Made) -> None:
        if kept.busy.acquire(blocking=False):
            try:
                self._count(key, make)
            finally:
                kept.busy.release()

    def order(self, name: str) -> Any:
        """Return the claims' places in the columns, in an order: "newest" by publication, or
        "unsure".
        """
        columns = self._columns
        by = -columns.plain["published"] if name == "newest" else columns.plain["score"]
        size, order = self._orders.get(name, (0, np.empty(0, dtype=np.int64)))
        if size < columns.size:
            late = np.arange(size, columns.size)
            late = late[by[late].argsort(kind="stable")]
            order = np.insert(order, np.searchsorted(by[order], by[late], side="right"), late)
            self._orders[name] = (columns.size, order)
        return order

    def claims(self, query: str, values: Sequence[object] = ()) -> list[ClaimRow]:
        """Return claims, by a query that names the rows of `claims` as `c`: " WHERE …"."""
        columns = ", ".join(f"c.{each}" for each in COLUMNS)
        rows = self.rows(f"SELECT {columns} FROM claims c{query}", values)  # noqa: S608
        return [ClaimRow(*each) for each in rows]

    def numbered(self, numbers: Sequence[int]) -> list[ClaimRow]:
        """Return the claims with these numbers, in their order."""
        marks = ", ".join("?" * len(numbers))
        held = {each.number: each for each in self.claims(f" WHERE c.number IN ({marks})", numbers)}
        return [held[each] for each in numbers if each in held]

    def claim(self, claim_id: str) -> ClaimRow | None:
        """Return the claim with this id."""
        return next(iter(self.claims(" WHERE c.id = ? LIMIT 1", (claim_id,))), None)

    def ids(self, numbers: Sequence[int]) -> list[str]:
        """Return the ids of the claims with these numbers, in their order."""
        query = "SELECT number, id FROM claims WHERE number IN (SELECT value FROM json_each(?))"
        held = dict(self.rows(query, (json.dumps(list(numbers)),)))
        return [held[each] for each in numbers if each in held]

    def counts(self, facet: str) -> Any:
        """Return how many of all claims have each value of a facet, by the value's number."""
        version, columns = self._version(), self._columns
        kept = self._wholes.get(facet)
        if kept is None or kept[0] != version:
            whole = columns.everything() if len(columns.removed) else None
            kept = self._wholes[facet] = (version, columns.counts(facet, whole))
        return kept[1]

    def numbers(self, ids: Iterable[str]) -> list[int]:
        """Return the numbers of the claims with these ids."""
        wanted = dict.fromkeys(ids)
        held = self._numbers  # no LRUCache: 10,000 of its look-ups take 20 ms
        known = {each: numbers for each in wanted if (numbers := held.get(each)) is not None}
        missing = [each for each in wanted if each not in known]
        if missing:
            query = "SELECT id, number FROM claims WHERE id IN (SELECT value FROM json_each(?))"
            fresh: dict[str, list[int]] = defaultdict(list)
            for claim, number in self.rows(query, (json.dumps(missing),)):
                fresh[claim].append(number)
            known |= fresh
            if len(held) < NUMBERS_KEPT:
                held.update(fresh)
        return [number for numbers in known.values() for number in numbers]

    def in_order(self, documents: Iterable[str]) -> list[str]:
        """Return the fingerprints of documents in the order in which these were added."""
        query = (
            "SELECT key FROM documents WHERE key IN (SELECT value FROM json_each(?))"
            " ORDER BY number"
        )
        return [key for (key,) in self.rows(query, (json.dumps(sorted(documents)),))]

    def places(self, claims: Iterable[str]) -> list[NamedPlace]:
        """Return the resolved places that these claims, by their ids, name."""
        holders, codes = self._columns.pairs["spot"]
        numbers = np.unique(np.array(self.numbers(claims), dtype=holders.dtype))
        # Pairs are in the order of their claims: a few claims are found without a look at all.
        ends = zip(
            np.searchsorted(holders, numbers, "left").tolist(),
            np.searchsorted(holders, numbers, "right").tolist(),
            strict=True,
        )
        held = [code for begin, end in ends for code in codes[begin:end].tolist()]
        return self._places(np.bincount(np.array(held, dtype=np.int64)))

    def places_in(self, mask: Mask) -> list[NamedPlace]:
        """Return the resolved places that the claims of a mask name, most named first."""
        return self._places(self._columns.counts("spot", mask))

    def _places(self, counts: npt.NDArray[np.int64]) -> list[NamedPlace]:
        """Return the places with these counts, by their numbers, the most frequent first."""
        query = (
            "SELECT code, name, geonameid, latitude, longitude, precision FROM spots"
            " WHERE latitude IS NOT NULL AND code IN (SELECT value FROM json_each(?))"
        )
        rows = self.rows(query, (json.dumps(np.flatnonzero(counts).tolist()),))
        places = [_named_place(each, int(counts[each[0]])) for each in rows]
        return sorted(places, key=lambda each: (-each.claims, each.name))[:MOST_PLACES]


def _named_place(row: tuple[Any, ...], claims: int) -> NamedPlace:
    _, name, geonameid, latitude, longitude, precision = row
    return NamedPlace(name, geonameid, latitude, longitude, precision, claims)


def _place_key(place: tuple[Any, ...]) -> str:
    """Return what distinguishes a place: its number, or else its name, and its precision."""
    _, name, geonameid, _, _, precision = place
    return f"{name if geonameid is None else geonameid}|{precision}"


def _row(
    number: int, position: int, resolved: ResolvedClaim, recorded: str, title: str
) -> tuple[Any, ...]:
    claim, document, moment = resolved.claim, resolved.reading.document, resolved.moment
    attribution, side = resolved.attribution, side_of(resolved)
    return (
        number,
        claim.id,
        document.fingerprint,
        position,
        _plain(claim.claimant.name or claim.claimant.said),
        _plain(claim.claimant.said),
        _plain(side.shown or side.kind),
        _plain(document.outlet or ""),
        resolved.event.kind if resolved.event else "",
        claim.polarity,
        claim.modality,
        resolved.manner,
        attribution.stance if attribution else "neutral",
        _plain(resolved.cue),
        moment.earliest.date().isoformat() if moment and moment.earliest else "",
        moment.latest.date().isoformat() if moment and moment.latest else "",
        document.published.date().isoformat() if document.published else "",
        recorded,
        claim.score,
        _plain(resolved.evidence),
        _plain(" › ".join(claim.chain)),
        _plain(title),
        len(resolved.quantities),
    )


def _place_row(number: int, place: Place) -> tuple[Any, ...]:
    return (
        number,
        _plain(place.name),
        place.geonameid,
        place.latitude,
        place.longitude,
        # "The Middle East" has a middle, but that is not where anything happened.
        "area" if place.kind in WIDE_KINDS else place.precision,
    )


def _warnings(resolved: ResolvedClaim) -> Iterator[str]:
    """Yield the kinds of the document's warnings about the claim's words, or about no words."""
    kinds = {
        each.kind
        for each in resolved.reading.warnings or ()
        if not each.spans or any(span.overlap(resolved.claim.evidence) for span in each.spans)
    }
    return iter(sorted(kinds))

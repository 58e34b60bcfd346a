"""The incidents and folded claims of an index, read from its tables by site and commands alike."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Generic, TypeVar

from sayso.exports.chosen import Placed
from sayso.index.cards import renamed
from sayso.index.register import RegisterReader
from sayso.ledger import UnknownIdError
from sayso.ledger.rows import plain
from sayso.linking.comparison import with_one_side
from sayso.record import FoldedClaim, Incident
from sayso.record.wire import unpack

Rows = Callable[[str, Sequence[object]], Iterable[tuple[Any, ...]]]
"""Runs a query with values for its question marks, on whatever has the index open."""

SHORTEST_PREFIX = 4
LARGEST_FIRST = "ORDER BY less, began, id"
END = "\U0010ffff"
"""Sorts after every character of an id."""

Record = TypeVar("Record")


class StoredRecords(Mapping[str, Record], Generic[Record]):
    """The records of one table by their ids, each unpacked when it is asked for."""

    def __init__(self, rows: Rows, table: str, kind: type[Record]) -> None:
        self._rows = rows
        self._table = table
        self._kind = kind

    def __getitem__(self, key: str) -> Record:
        query = f"SELECT packed FROM {self._table} WHERE id = ?"  # noqa: S608
        for (packed,) in self._rows(query, (plain(key),)):
            return unpack(self._kind, json.loads(packed))
        raise KeyError(key)

    def __iter__(self) -> Iterator[str]:
        return (key for (key,) in self._rows(f"SELECT id FROM {self._table}", ()))  # noqa: S608

    def __len__(self) -> int:
        ((count,),) = self._rows(f"SELECT count(*) FROM {self._table}", ())  # noqa: S608
        return int(count)

    def some(self, keys: Sequence[str]) -> dict[str, Record]:
        """Return those of the records with these ids that there are."""
        query = (
            f"SELECT id, packed FROM {self._table}"  # noqa: S608
            " WHERE id IN (SELECT value FROM json_each(?))"
        )
        rows = self._rows(query, (json.dumps(list(keys)),))
        return {key: unpack(self._kind, json.loads(packed)) for key, packed in rows}

    def ordered(self, ending: str, values: Sequence[object] = ()) -> Iterator[Record]:
        """Yield records by a query's ending, such as " ORDER BY …", one after the other."""
        query = f"SELECT packed FROM {self._table} {ending}"  # noqa: S608
        for (packed,) in self._rows(query, values):
            yield unpack(self._kind, json.loads(packed))


class FoldedIds(Mapping[str, str]):
    """The id of the folded claim that each statement is an appearance of, by the statement's id."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    def __getitem__(self, key: str) -> str:
        query = "SELECT folded FROM homes WHERE statement = ?"
        for (folded,) in self._rows(query, (plain(key),)):
            return str(folded)
        raise KeyError(key)

    def __iter__(self) -> Iterator[str]:
        return (key for (key,) in self._rows("SELECT statement FROM homes", ()))

    def __len__(self) -> int:
        ((count,),) = self._rows("SELECT count(*) FROM homes", ())
        return int(count)


class IncidentReader:
    """Incidents and folded claims as an index has them, read row by row when they are asked for.

    `rows` decides what is seen: a connection in a transaction gives one state of the file, whoever
    writes it meanwhile; `ClaimIndex.rows` gives at each query what was written last.
    """

    def __init__(self, rows: Rows) -> None:
        self._rows = rows
        self.register = RegisterReader(rows)
        self.incidents = StoredRecords(rows, "incidents", Incident)
        self.claims = StoredRecords(rows, "folded", FoldedClaim)
        self.statements = FoldedIds(rows)

    def largest(self, limit: int | None = None) -> Iterator[Incident]:
        """Yield incidents, the largest first, of one size the earliest."""
        ending = f"{LARGEST_FIRST} LIMIT ?"
        return self.incidents.ordered(ending, (-1 if limit is None else limit,))

    def revised(self) -> Iterator[Incident]:
        """Yield the incidents of which a side said something anew, the largest first."""
        return self.incidents.ordered(
            f"WHERE json_array_length(packed, '$.history') > 0 {LARGEST_FIRST}"
        )

    def claims_by_incident(self) -> Iterator[FoldedClaim]:
        """Yield every folded claim, those of the largest incident first."""
        for incident in self.largest():
            yield from self.of(incident)

    def of(self, incident: Incident) -> tuple[FoldedClaim, ...]:
        """Return the folded claims of an incident, in its order.

        On a site the incident may have been made anew meanwhile: claims that are gone are left out.
        """
        stored = self.claims.some(incident.claims)
        return tuple(stored[key] for key in incident.claims if key in stored)

    def named(self, claims: Sequence[FoldedClaim]) -> tuple[FoldedClaim, ...]:
        """Return claims whose claimants are named as the register of claimants shows them.

        Unnamed claimants, and outlets that speak for themselves, keep their words.
        """
        names = self.register.names([place.claim for each in claims for place in each.appearances])
        return with_one_side(renamed(each, names) for each in claims)

    def most_met(self, limit: int) -> list[FoldedClaim]:
        """Return the folded claims with most appearances, then by id."""
        ending = (
            "JOIN (SELECT folded, count(*) AS met FROM homes GROUP BY folded"
            " ORDER BY met DESC, folded LIMIT ?) ON id = folded ORDER BY met DESC, id"
        )
        return list(self.claims.ordered(ending, (limit,)))

    def folded(self, statement: str) -> FoldedClaim | None:
        """Return the folded claim that a statement is an appearance of; None if it is in none."""
        key = self.statements.get(statement)
        return self.claims.get(key) if key is not None else None

    def homes(self, statements: Sequence[str]) -> dict[str, str]:
        """Return the ids of the incidents that these statements are in, by the statements' ids."""
        query = (
            "SELECT statement, incident FROM homes"
            " WHERE statement IN (SELECT value FROM json_each(?))"
        )
        return dict(self._rows(query, (json.dumps(list(statements)),)))

    def placed(self, statements: Sequence[str]) -> dict[str, Placed]:
        """Return where linking put each of these statements, of those that are in an incident."""
        query = (
            "SELECT statement, homes.incident, folded, json_array_length(packed, '$.appearances'),"
            " (SELECT count(DISTINCT json_extract(value, '$.origin'))"
            "  FROM json_each(packed, '$.appearances'))"
            " FROM homes JOIN folded ON id = folded"
            " WHERE statement IN (SELECT value FROM json_each(?))"
        )
        rows = self._rows(query, (json.dumps(list(statements)),))
        return {statement: Placed(*place) for statement, *place in rows}

    def by_id(self, wanted: str) -> Incident | None:
        """Return the incident whose id, or that of a statement in it, is `wanted` or begins so.

        A statement's id holds when judgements give its incident another id. None where there is
        none, or `wanted` is shorter than SHORTEST_PREFIX; raises UnknownIdError where several ids
        begin so.
        """
        exact = self.incidents.get(wanted)
        if exact is not None:
            return exact
        begin = plain(wanted)
        home = self.homes([begin]).get(begin)
        if home is not None:
            return self.incidents.get(home)
        if len(wanted) < SHORTEST_PREFIX:
            return None
        query = (
            "SELECT id FROM incidents WHERE id >= ?1 AND id < ?2"
            " UNION SELECT incident FROM homes WHERE statement >= ?1 AND statement < ?2 LIMIT 2"
        )
        keys = [key for (key,) in self._rows(query, (begin, begin + END))]
        if len(keys) > 1:
            raise UnknownIdError(
                f"More than one incident has an id that begins with '{wanted}'. Give more."
            )
        return self.incidents.get(keys[0]) if keys else None

    def by_words(self, words: Sequence[str]) -> Incident | None:
        """Return the largest incident with these words, casefolded, in title, headline or place."""
        query = (
            "SELECT id, json_extract(packed, '$.title'), json_extract(packed, '$.place.name'),"  # noqa: S608
            f" json_extract(packed, '$.headline.words') FROM incidents {LARGEST_FIRST}"
        )
        for key, *parts in self._rows(query, ()):
            searched = " ".join(each or "" for each in parts).casefold()
            if all(word in searched for word in words):
                return self.incidents.get(key)
        return None

"""Search with facets: what is asked for is a filter, a filter is a query string, and back."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from urllib.parse import urlencode

from sayso.actions.desk import Desk
from sayso.actions.desk_index import ClaimRow, Spot

FACETS = (
    "claimant",
    "side",
    "outlet",
    "event",
    "polarity",
    "modality",
    "manner",
    "stance",
    "place",
    "warning",
)
"""What can be chosen among values. All but place and warning are columns of the index."""

RANGES = ("day_from", "day_to", "published_from", "published_to")
SHOWN = 12
"""Values of a facet that are listed, those with most claims first; what is chosen always is."""

PAGE = 25
LONGEST_WORDS = 400
MOST_CHOSEN = 40


class BadFilterError(ValueError):
    """A filter that cannot be understood; the message says what to write."""


@dataclass(frozen=True, slots=True)
class Filter:
    """Which claims. Values of one facet are alternatives; everything else must hold together."""

    words: str = ""
    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    ranges: Mapping[str, str] = field(default_factory=dict)
    document: str = ""

    @property
    def empty(self) -> bool:
        return not (self.words or self.chosen or self.ranges or self.document)

    def query(self, **more: str) -> str:
        """The filter as a query string, always in one order; `more` is put at its end."""
        pairs = [("q", self.words)] if self.words else []
        pairs += [(name, value) for name in FACETS for value in self.chosen.get(name, ())]
        pairs += [(name, self.ranges[name]) for name in RANGES if name in self.ranges]
        pairs += [("document", self.document)] if self.document else []
        return urlencode([*pairs, *((name, value) for name, value in more.items() if value)])

    def toggled(self, facet: str, value: str) -> Filter:
        """The filter with a value of a facet chosen, or no longer so."""
        old = self.chosen.get(facet, ())
        new = tuple(each for each in old if each != value) if value in old else (*old, value)
        chosen = {**self.chosen, facet: new}
        return replace(self, chosen={key: each for key, each in chosen.items() if each})

    def told(self) -> str:
        """The filter in words, for titles."""
        parts = [f"“{self.words}”"] if self.words else []
        parts += [
            " or ".join(self.chosen[name]).replace("_", " ")
            for name in FACETS
            if name in self.chosen
        ]
        for name, what in (("day", "happened"), ("published", "published")):
            begin, end = self.ranges.get(f"{name}_from"), self.ranges.get(f"{name}_to")
            if begin or end:
                parts.append(f"{what} {begin or '…'} to {end or '…'}")
        return ", ".join(parts) or "all claims"


def filter_of(pairs: Sequence[tuple[str, str]]) -> Filter:
    """The filter of a query string's pairs; others are left alone. Raises BadFilterError."""
    chosen: dict[str, list[str]] = {}
    ranges: dict[str, str] = {}
    words = document = ""
    for name, value in pairs:
        value = " ".join(value.replace("\0", " ").split())
        if not value:
            continue
        if name == "q":
            words = value[:LONGEST_WORDS]
        elif name in FACETS:
            if value not in chosen.setdefault(name, []):
                chosen[name].append(value)
        elif name in RANGES:
            ranges[name] = _day(name, value)
        elif name == "document":
            document = value
    if sum(map(len, chosen.values())) > MOST_CHOSEN:
        raise BadFilterError(f"More than {MOST_CHOSEN} values are chosen. Take some away.")
    return Filter(words, {key: tuple(each) for key, each in chosen.items()}, ranges, document)


def _day(name: str, value: str) -> str:
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError:
        raise BadFilterError(
            f"{name.replace('_', ' ')} is '{value}', which is no day. Write 2026-03-04."
        ) from None


@dataclass(frozen=True, slots=True)
class Value:
    """A value of a facet: how many claims have it, whether it is chosen, the filter if toggled."""

    name: str
    claims: int
    chosen: bool
    toggled: Filter


@dataclass(frozen=True, slots=True)
class Found:
    """A page of what a filter lets pass, and its facets."""

    total: int
    claims: tuple[ClaimRow, ...]
    start: int
    facets: dict[str, tuple[Value, ...]]


def seek(desk: Desk, wanted: Filter, start: int = 0, limit: int = PAGE) -> Found:
    """The claims that `wanted` lets pass, best or newest first, with facets counted."""
    desk.state()
    where, values = _where(wanted)
    counted = desk.index.counted(f"SELECT count(*) FROM claims c{where}", values)  # noqa: S608
    order = "c.published DESC, c.number" if not wanted.words else "f.rank, c.number"
    rows = desk.index.claims(f"{where} ORDER BY {order} LIMIT ? OFFSET ?", [*values, limit, start])
    facets = {name: _facet(desk, wanted, name) for name in FACETS}
    return Found(int(counted[0][0]), tuple(rows), start, facets)


def page_of(desk: Desk, wanted: Filter, after: int, limit: int) -> list[ClaimRow]:
    """Claims past the number `after`, in the order in which they were added; for cursors."""
    desk.state()
    where, values = _where(wanted)
    joint = "AND" if " WHERE " in where else "WHERE"
    query = f"{where} {joint} c.number > ? ORDER BY c.number LIMIT ?"
    return desk.index.claims(query, [*values, after, limit])


def newest(desk: Desk, wanted: Filter, limit: int = 50) -> list[ClaimRow]:
    """What was added last of what a filter lets pass."""
    desk.state()
    where, values = _where(wanted)
    return desk.index.claims(f"{where} ORDER BY c.number DESC LIMIT ?", [*values, limit])


def _facet(desk: Desk, wanted: Filter, name: str) -> tuple[Value, ...]:
    """A facet's values under all of the filter but what is chosen in this very facet."""
    chosen = wanted.chosen.get(name, ())
    others = replace(wanted, chosen={k: v for k, v in wanted.chosen.items() if k != name})
    where, values = _where(others)
    join, column = _column(name)
    some = f"{'AND' if ' WHERE ' in where else 'WHERE'} {column} != ''"
    joined = f"SELECT {column}, count(DISTINCT c.number) AS held FROM claims c{join}"  # noqa: S608
    if not join:
        joined = f"SELECT {column}, count(*) AS held FROM claims c"  # noqa: S608
    query = f"{joined}{where} {some} GROUP BY {column} ORDER BY held DESC, {column} LIMIT {SHOWN}"
    counts = {str(value): int(held) for value, held in desk.index.counted(query, values)}
    for each in chosen:
        if each not in counts:
            counts[each] = _held(desk, wanted, name, each)
    return tuple(
        Value(value, held, value in chosen, wanted.toggled(name, value))
        for value, held in counts.items()
    )


def _held(desk: Desk, wanted: Filter, name: str, value: str) -> int:
    where, values = _where(replace(wanted, chosen={**wanted.chosen, name: (value,)}))
    return int(desk.index.rows(f"SELECT count(*) FROM claims c{where}", values)[0][0])  # noqa: S608


def _column(name: str) -> tuple[str, str]:
    if name == "place":
        return " JOIN places p ON p.claim = c.number", "p.name"
    if name == "warning":
        return " JOIN warned w ON w.claim = c.number", "w.kind"
    return "", f"c.{name}"


def _where(wanted: Filter) -> tuple[str, list[object]]:
    """The filter as SQL, words first, since full text joins a table; values fill the marks."""
    join = ""
    conditions: list[str] = []
    values: list[object] = []
    query = _full_text(wanted.words)
    if query:
        join = " JOIN found f ON f.rowid = c.number"
        conditions.append("found MATCH ?")
        values.append(query)
    elif wanted.words:
        conditions.append("0")
    for name, chosen in wanted.chosen.items():
        marks = ", ".join("?" * len(chosen))
        if name == "place":
            held = f"SELECT claim FROM places WHERE name IN ({marks})"  # noqa: S608
            conditions.append(f"c.number IN ({held})")
        elif name == "warning":
            held = f"SELECT claim FROM warned WHERE kind IN ({marks})"  # noqa: S608
            conditions.append(f"c.number IN ({held})")
        else:
            conditions.append(f"c.{name} IN ({marks})")
        values += chosen
    for name, column, compared in (
        ("day_from", "c.until", ">="),
        ("day_to", "c.day", "<="),
        ("published_from", "c.published", ">="),
        ("published_to", "c.published", "<="),
    ):
        if name in wanted.ranges:
            conditions.append(f"{column} {compared} ? AND {column} != ''")
            values.append(wanted.ranges[name])
    if wanted.document:
        conditions.append("c.document = ?")
        values.append(wanted.document)
    return join + (" WHERE " + " AND ".join(conditions) if conditions else ""), values


def _full_text(words: str) -> str:
    """A query for all of the words, each as it is: none is an operator or a wild card."""
    sought = [each for each in words.split() if any(map(str.isalnum, each))]
    plain = " ".join('"' + each.replace('"', '""') + '"' for each in sought)
    return plain.encode("utf-8", "replace").decode("utf-8")


def highlighted(words: str, sought: str) -> list[tuple[str, bool]]:
    """Pieces of `words`; True where one begins with a sought word, in any case."""
    stems = {each.casefold() for each in re.findall(r"\w+", sought)}
    if not stems:
        return [(words, False)]
    pieces = re.split(r"(\w+)", words)
    return [
        (each, any(each.casefold().startswith(stem) for stem in stems)) for each in pieces if each
    ]


def ids_of(desk: Desk, wanted: Filter) -> list[str]:
    """The ids of all claims that a filter lets pass, the least sure first."""
    desk.state()
    where, values = _where(wanted)
    query = f"SELECT c.id FROM claims c{where} ORDER BY c.score, c.number"  # noqa: S608
    return [str(row[0]) for row in desk.index.rows(query, values)]


def spots_of(desk: Desk, wanted: Filter) -> list[Spot]:
    """The places that the claims which a filter lets pass name, most named first."""
    desk.state()
    where, values = _where(wanted)
    return desk.index.places(where if " WHERE " in where else f"{where} WHERE 1", values)

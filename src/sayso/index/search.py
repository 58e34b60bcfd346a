"""Search with facets: what is asked for is a filter, a filter is a query string, and back."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from urllib.parse import urlencode

import numpy as np
import numpy.typing as npt

from sayso.index.claimant_facet import claimant_groups, side_names, sides_called
from sayso.index.claims import ClaimRow, NamedPlace
from sayso.index.columns import Columns, Mask, ordinal
from sayso.index.histograms import DateHistogram, DateKind, date_histogram
from sayso.index.register import RegisterReader
from sayso.index.service import IncidentIndex
from sayso.ledger import QueryError, parse_query
from sayso.ledger.spellings import with_spellings
from sayso.ledger.stores.sqlite_search import select_of
from sayso.ledger.stores.words import folded_word, words_of

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
"""What can be chosen among values. All but claimant, place and warning are columns of the index;
a claimant goes by every name that the register has of it."""

NOT = "not_"
"""What the name of a facet begins with where values are left out: "not_outlet"."""

DATED: tuple[DateKind, ...] = ("day", "published")
RANGES = ("day_from", "day_to", "published_from", "published_to")
SHOWN = 12
"""Values of a facet that are listed, those with most claims first; what is chosen always is."""

PAGE = 25
MOST_HITS = 20_000
"""Claims with the words that a page looks at: what nearly every claim has is nothing to look for.
Exports have all."""

MOST_RANKED = 5_000
"""Claims with the words up to which the best are shown first: ranking takes 5 µs each."""

MOST_CHOSEN = 40
SHORTEST_MARKED = 3
"""Letters of a word that is marked with other endings, too."""


EVERYTHING = "(SELECT number AS rowid FROM claims)"


class BadFilterError(ValueError):
    """A filter that cannot be understood; the message says what to write."""


@dataclass(frozen=True, slots=True)
class Filter:
    """Which claims. Values of one facet are alternatives; everything else must hold together, and
    nothing that is `excluded` may.

    `words` are a query as in `sayso.ledger.query`, as it was written. `tags` are tags that people
    gave a claim or its document; it has one of them.
    """

    words: str = ""
    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    ranges: Mapping[str, str] = field(default_factory=dict)
    document: str = ""
    excluded: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    tags: tuple[str, ...] = ()

    @property
    def empty(self) -> bool:
        parts = (self.words, self.chosen, self.ranges, self.document, self.excluded, self.tags)
        return not any(parts)

    def query(self, **more: str) -> str:
        """Return the filter as a query string, always in one order; `more` is put at its end."""
        pairs = [("q", self.words)] if self.words else []
        pairs += [(name, value) for name in FACETS for value in self.chosen.get(name, ())]
        pairs += [
            (f"{NOT}{name}", value) for name in FACETS for value in self.excluded.get(name, ())
        ]
        pairs += [(name, self.ranges[name]) for name in RANGES if name in self.ranges]
        pairs += [("document", self.document)] if self.document else []
        pairs += [("tag", value) for value in self.tags]
        return urlencode([*pairs, *((name, value) for name, value in more.items() if value)])

    def toggled(self, facet: str, value: str) -> Filter:
        """Return the filter with a value of a facet chosen, or no longer so."""
        chosen = _toggled(self.chosen, facet, value)
        return replace(self, chosen=chosen, excluded=_without(self.excluded, facet, value))

    def toggled_out(self, facet: str, value: str) -> Filter:
        """Return the filter with a value of a facet left out, or no longer so."""
        excluded = _toggled(self.excluded, facet, value)
        return replace(self, chosen=_without(self.chosen, facet, value), excluded=excluded)

    def between(self, kind: DateKind, first: date, last: date) -> Filter:
        """Return the filter with other days, of what happened or of publication, both counted."""
        days = {f"{kind}_from": first.isoformat(), f"{kind}_to": last.isoformat()}
        return replace(self, ranges={**self.ranges, **days})

    def days(self, kind: DateKind) -> tuple[str, str]:
        """Return the first and the last day that it lets pass; "" for no bound."""
        return self.ranges.get(f"{kind}_from", ""), self.ranges.get(f"{kind}_to", "")

    def tagged(self, tag: str) -> Filter:
        """Return the filter with a tag chosen, or no longer so."""
        left = tuple(each for each in self.tags if each != tag)
        return replace(self, tags=left if tag in self.tags else (*self.tags, tag))

    def in_words(self) -> str:
        """Return the filter in words, for titles."""
        parts = [f"“{self.words}”"] if self.words else []
        parts += [
            " or ".join(self.chosen[name]).replace("_", " ")
            for name in FACETS
            if name in self.chosen
        ]
        parts += [
            f"not {value}".replace("_", " ")
            for name in FACETS
            for value in self.excluded.get(name, ())
        ]
        parts += [f"tag {' or '.join(self.tags)}"] if self.tags else []
        for name, what in (("day", "happened"), ("published", "published")):
            begin, end = self.ranges.get(f"{name}_from"), self.ranges.get(f"{name}_to")
            if begin or end:
                parts.append(f"{what} {begin or '…'} to {end or '…'}")
        return ", ".join(parts) or "all claims"


Values = Mapping[str, tuple[str, ...]]


def _without(held: Values, facet: str, value: str) -> Values:
    """Return values by facet without one of them."""
    left = tuple(each for each in held.get(facet, ()) if each != value)
    return {key: each for key, each in {**held, facet: left}.items() if each}


def _toggled(held: Values, facet: str, value: str) -> Values:
    """Return values by facet with one more, or without it where it was there."""
    old = held.get(facet, ())
    return _without(held, facet, value) if value in old else {**held, facet: (*old, value)}


def filter_of(pairs: Sequence[tuple[str, str]]) -> Filter:
    """Return the filter of a query string's pairs; others are left alone. Raises BadFilterError."""
    chosen: dict[str, list[str]] = {}
    excluded: dict[str, list[str]] = {}
    ranges: dict[str, str] = {}
    words = document = ""
    tags: dict[str, None] = {}
    for name, value in pairs:
        value = " ".join(value.replace("\0", " ").split())
        if not value:
            continue
        if name == "q":
            words = _query(value)
        elif name in FACETS:
            if value not in chosen.setdefault(name, []):
                chosen[name].append(value)
        elif name.startswith(NOT) and name.removeprefix(NOT) in FACETS:
            left_out = excluded.setdefault(name.removeprefix(NOT), [])
            if value not in left_out:
                left_out.append(value)
        elif name in RANGES:
            ranges[name] = _day(name, value)
        elif name == "document":
            document = value
        elif name == "tag":
            tags[value.lower()] = None
    if sum(map(len, (*chosen.values(), *excluded.values(), tags))) > MOST_CHOSEN:
        raise BadFilterError(f"More than {MOST_CHOSEN} values are chosen. Take some away.")
    return Filter(
        words,
        {key: tuple(each) for key, each in chosen.items()},
        ranges,
        document,
        {key: tuple(each) for key, each in excluded.items()},
        tuple(tags),
    )


def _query(value: str) -> str:
    try:
        parse_query(value)
    except QueryError as error:
        raise BadFilterError(str(error)) from None
    return value


def _day(name: str, value: str) -> str:
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError:
        raise BadFilterError(
            f"{name.replace('_', ' ')} is '{value}', which is no day. Write 2026-03-04."
        ) from None


@dataclass(frozen=True, slots=True)
class Value:
    """A value of a facet: how many claims have it, whether it is chosen, the filter if toggled.

    `excluded` says that it is left out, `toggled_out` is the filter if that is changed.
    """

    name: str
    claims: int
    chosen: bool
    toggled: Filter
    excluded: bool
    toggled_out: Filter


@dataclass(frozen=True, slots=True)
class SearchPage:
    """A page of what a filter lets pass, and its facets.

    `more` says that there are more than `total`: words that very many claims have are looked for
    in the MOST_HITS that were added last.
    """

    total: int
    claims: tuple[ClaimRow, ...]
    start: int
    facets: dict[str, tuple[Value, ...]]
    more: bool = False
    histograms: tuple[DateHistogram, ...] = ()


def search_claims(
    incident_index: IncidentIndex, wanted: Filter, start: int = 0, limit: int = PAGE
) -> SearchPage:
    """Return the claims that `wanted` lets pass, best or newest first, with facets counted.

    Where words are in more than MOST_RANKED claims, the newest are first, not the best.
    """
    incident_index.state()
    columns = incident_index.index.columns
    hits = _hits(incident_index, columns, wanted.words, MOST_HITS + 1) if wanted.words else None
    more = hits is not None and len(hits) > MOST_HITS
    hits = hits[:MOST_HITS] if hits is not None else None
    masks = _masks(incident_index, columns, wanted, hits)
    passing = _all_of(masks.values())
    total = columns.size if passing is None else int(np.count_nonzero(passing))
    ranked = hits is not None and len(hits) <= MOST_RANKED
    order = _best(incident_index, wanted.words) if ranked else incident_index.index.order("newest")
    chosen = _page(order, passing, start, limit)
    facets = {
        name: _facet(incident_index, columns, wanted, name, _all_of(
            mask for key, mask in masks.items() if key != name))
        for name in FACETS
    }  # fmt: skip
    rows = incident_index.index.numbered([int(each) + 1 for each in chosen])
    counted = (date_histogram(columns, passing, kind, wanted.days(kind)) for kind in DATED)
    histograms = tuple(each for each in counted if each is not None)
    return SearchPage(total, tuple(rows), start, facets, more, histograms)


def page_of(
    incident_index: IncidentIndex, wanted: Filter, after: int, limit: int
) -> list[ClaimRow]:
    """Return claims past the number `after`, in the order in which they were added; for cursors."""
    numbers = _numbers(incident_index, wanted)
    begin = int(np.searchsorted(numbers, after, side="right"))
    return incident_index.index.numbered([int(each) for each in numbers[begin : begin + limit]])


def newest(incident_index: IncidentIndex, wanted: Filter, limit: int = 50) -> list[ClaimRow]:
    """Return what was added last of what a filter lets pass."""
    numbers = _numbers(incident_index, wanted)
    return incident_index.index.numbered([int(each) for each in numbers[-limit:][::-1]])


def passing(incident_index: IncidentIndex, wanted: Filter) -> tuple[Columns, Mask]:
    """Return the columns as they are now, and which claims a filter lets pass."""
    incident_index.state()
    columns = incident_index.index.columns
    hits = _hits(incident_index, columns, wanted.words) if wanted.words else None
    mask = _all_of(_masks(incident_index, columns, wanted, hits).values())
    return columns, columns.everything() if mask is None else mask


def passing_of(incident_index: IncidentIndex, wanted: Filter, numbers: Sequence[int]) -> list[int]:
    """Return which of the claims with these numbers a filter lets pass, in order.

    Only these claims are looked at, however many there are.
    """
    columns = incident_index.index.columns
    asked = np.unique(np.array(numbers, dtype=np.int64))
    asked = asked[(asked > 0) & (asked <= columns.size)]
    hits = None
    if wanted.words:
        found_in = _hits_among(incident_index, wanted.words, asked)
        hits = np.flatnonzero(np.isin(asked, found_in)) + 1
    mask = _all_of(_masks(incident_index, columns.of(asked), wanted, hits, asked).values())
    return [int(each) for each in (asked if mask is None else asked[mask])]


def number_up_to(incident_index: IncidentIndex, document: int, position: int) -> int:
    """Return the number of the last claim up to a position in a document; 0 for none.

    A document goes by its number in the ledger, which stays when the index is made anew.
    """
    query = (
        "SELECT last FROM (SELECT d.number AS at, (SELECT max(c.number) FROM claims c"
        " WHERE c.document = d.key AND (d.number < ?1 OR c.position <= ?2)) AS last"
        " FROM documents d WHERE d.number <= ?1) WHERE last IS NOT NULL ORDER BY at DESC LIMIT 1"
    )
    rows = incident_index.index.rows(query, (document, position))
    return int(rows[0][0]) if rows else 0


WITHIN = "rowid BETWEEN :first AND :last"


def _hits_among(
    incident_index: IncidentIndex, words: str, numbers: npt.NDArray[np.int64]
) -> list[int]:
    """Return which of the claims with these numbers, in order, a query holds in.

    Each run of numbers is a query of its own: in an index of a million claims a run of 500 took 2
    to 8 ms, whatever the query, and to look each number up by itself up to 1.1 s.
    """
    query = with_spellings(parse_query(words))
    if not query.clauses:
        return []
    claims = select_of(query, "found", EVERYTHING, within=WITHIN)
    hits: list[int] = []
    for run in np.split(numbers, np.flatnonzero(np.diff(numbers) != 1) + 1):
        if run.size:
            ends = {"first": int(run[0]), "last": int(run[-1])}
            rows = incident_index.index.rows(str(claims), {**claims.values, **ends})
            hits += [each for (each,) in rows]
    return hits


def _numbers(incident_index: IncidentIndex, wanted: Filter) -> npt.NDArray[np.int64]:
    return np.flatnonzero(passing(incident_index, wanted)[1]) + 1


def _hits(
    incident_index: IncidentIndex, columns: Columns, words: str, limit: int | None = None
) -> npt.NDArray[np.int64]:
    """Return the numbers of claims in which a query holds, those added last first."""
    query = with_spellings(parse_query(words))
    if not query.clauses:
        return np.empty(0, dtype=np.int64)
    claims = select_of(query, "found", EVERYTHING)
    sql = f"{claims} ORDER BY rowid DESC LIMIT :limit"
    most = {"limit": -1 if limit is None else limit}
    rows = incident_index.index.rows(sql, {**claims.values, **most})
    numbers = np.fromiter((each for (each,) in rows), dtype=np.int64, count=len(rows))
    return numbers[numbers <= columns.size]


def _masks(
    incident_index: IncidentIndex,
    columns: Columns,
    wanted: Filter,
    hits: npt.NDArray[np.int64] | None,
    numbers: npt.NDArray[np.int64] | None = None,
) -> dict[str, Mask]:
    """Return what each part of the filter lets pass, by its name; "removed" where claims were.

    `numbers` are those of the claims that the columns have, None for all.
    """
    masks: dict[str, Mask] = {"removed": columns.everything()} if len(columns.removed) else {}
    if hits is not None:
        masks["q"] = np.zeros(columns.size, dtype=np.bool_)
        masks["q"][hits - 1] = True
    for name, chosen in wanted.chosen.items():
        masks[name] = _having(incident_index, columns, name, chosen)
    for name, left_out in wanted.excluded.items():
        masks[f"{NOT}{name}"] = ~_having(incident_index, columns, name, left_out)
    for name, column, later in (
        ("day_from", "until", True),
        ("day_to", "day", False),
        ("published_from", "published", True),
        ("published_to", "published", False),
    ):
        if name in wanted.ranges:
            days, limit = columns.plain[column], ordinal(wanted.ranges[name])
            masks[name] = days >= limit if later else (days <= limit) & (days > 0)
    asked = np.arange(1, columns.size + 1) if numbers is None else numbers
    if wanted.document:
        query = "SELECT number FROM claims WHERE document = ?"
        masks["document"] = np.isin(asked, _numbered(incident_index, query, wanted.document))
    if wanted.tags:
        masks["tag"] = np.isin(asked, _tagged(incident_index, wanted.tags))
    return masks


def _tagged(incident_index: IncidentIndex, tags: Sequence[str]) -> npt.NDArray[np.int64]:
    """Return the numbers of the claims that have one of these tags, or whose document has."""
    work = incident_index.state().work
    keys = [
        json.dumps([key for key, each in work.annotated(kind).items() if set(tags) & {*each.tags}])
        for kind in ("document", "claim")
    ]
    query = (
        "SELECT number FROM claims WHERE document IN (SELECT value FROM json_each(?))"
        " UNION SELECT number FROM claims WHERE id IN (SELECT value FROM json_each(?))"
    )
    return _numbered(incident_index, query, *keys)


def _numbered(incident_index: IncidentIndex, query: str, *values: str) -> npt.NDArray[np.int64]:
    """Return the numbers of claims that a query of ours finds."""
    rows = incident_index.index.rows(query, values)
    return np.array([number for (number,) in rows], dtype=np.int64)


def _having(
    incident_index: IncidentIndex, columns: Columns, name: str, values: Sequence[str]
) -> Mask:
    """Return the claims that have one of these values of a facet."""
    if name == "claimant":
        return claimant_groups(incident_index.index).having(columns, values)
    called = sides_called(incident_index.index, values) if name == "side" else list(values)
    return columns.having(name, called, incident_index.index.codes(name))


def _all_of(masks: Iterable[Mask]) -> Mask | None:
    """Return what all masks let pass; None for everything."""
    whole: Mask | None = None
    for mask in masks:
        whole = mask if whole is None else whole & mask
    return whole


def _page(
    order: npt.NDArray[np.int64], passing: Mask | None, start: int, limit: int
) -> npt.NDArray[np.int64]:
    """Return a page of an order, of what passes."""
    if passing is None:
        return order[start : start + limit]
    if order.size and order.max() >= len(passing):
        order = order[order < len(passing)]  # of claims that came in meanwhile
    return order[passing[order]][start : start + limit]


def first_of(order: npt.NDArray[np.int64], passing: Mask, limit: int) -> list[int]:
    """Return the numbers of the first claims of an order that pass."""
    return [int(each) + 1 for each in _page(order, passing, 0, limit)]


def _best(incident_index: IncidentIndex, words: str) -> npt.NDArray[np.int64]:
    """Return the places in the columns of the claims in which a query holds, the best first."""
    query = with_spellings(parse_query(words))
    claims = select_of(query, "found", EVERYTHING)
    rows = incident_index.index.rows(claims.in_order, claims.values) if query.clauses else []
    return np.fromiter((each - 1 for (each,) in rows), dtype=np.int64, count=len(rows))


def _facet(
    incident_index: IncidentIndex, columns: Columns, wanted: Filter, name: str, mask: Mask | None
) -> tuple[Value, ...]:
    """Return a facet's values under all of the filter but what is chosen in this very facet."""
    if name == "claimant":
        return _claimants(incident_index, columns, wanted, mask)
    chosen = wanted.chosen.get(name, ())
    held = incident_index.index.counts(name) if mask is None else columns.counts(name, mask)
    names, codes = columns.names[name], incident_index.index.codes(name)
    shown_by = side_names(incident_index.index) if name == "side" else {}
    counts: Counter[str] = Counter()
    for code in largest(held, SHOWN + 1 + len(shown_by)):
        if names[code]:
            counts[shown_by.get(names[code], names[code])] += int(held[code])
    shown = dict(sorted(counts.items(), key=lambda each: (-each[1], each[0]))[:SHOWN])
    for value in chosen:
        code = codes.get(value, len(held))
        shown.setdefault(value, int(held[code]) if code < len(held) else 0)
    return _values(wanted, name, shown)


def _values(wanted: Filter, name: str, shown: Mapping[str, int]) -> tuple[Value, ...]:
    """Return values of a facet with their counts, and then those that are left out."""
    chosen, excluded = wanted.chosen.get(name, ()), wanted.excluded.get(name, ())
    counts = {**shown, **dict.fromkeys(excluded, 0)}
    return tuple(
        Value(
            value, count, value in chosen, wanted.toggled(name, value),
            value in excluded, wanted.toggled_out(name, value),
        )
        for value, count in counts.items()
        if value
    )  # fmt: skip


def _claimants(
    incident_index: IncidentIndex, columns: Columns, wanted: Filter, mask: Mask | None
) -> tuple[Value, ...]:
    """Return the claimants of claims, each by the one name that the register shows it by."""
    index = incident_index.index
    chosen = wanted.chosen.get("claimant", ())
    groups = claimant_groups(index)
    forms = index.counts("form") if mask is None else columns.counts("form", mask)
    held = groups.count(forms)
    most = {each: int(held[each]) for each in largest(held, SHOWN + 1)}
    counts = groups.named(RegisterReader(index.rows), most)
    shown = dict(sorted(counts.items(), key=lambda each: (-each[1], each[0]))[:SHOWN])
    for value in chosen:
        if value not in shown:
            having = groups.having(columns, [value])
            shown[value] = int(np.count_nonzero(having if mask is None else having & mask))
    return _values(wanted, "claimant", shown)


def largest(counts: npt.NDArray[np.int64], most: int) -> list[int]:
    """Return where the largest counts are, at least `most` if so many are above 0."""
    if len(counts) > most:
        least = max(1, int(np.partition(counts, -most)[-most]))
        places = np.flatnonzero(counts >= least)
        return [int(each) for each in places]
    return [int(each) for each in np.flatnonzero(counts)]


def highlighted(words: str, sought: str) -> list[tuple[str, bool]]:
    """Return pieces of `words`; True for the words that a query finds, with other endings too."""
    whole, beginnings = _marked(sought)
    pieces = [(each, folded_word(each)) for each in re.split(r"(\w+)", words) if each]
    return [(each, word in whole or word.startswith(beginnings)) for each, word in pieces]


@lru_cache(maxsize=256)
def _marked(sought: str) -> tuple[frozenset[str], tuple[str, ...]]:
    """Return the words that are marked, and beginnings of words that are."""
    terms = [list(words_of(each.words)) for each in with_spellings(parse_query(sought)).terms()]
    alone = [each[0][0] for each in terms if len(each) == 1]
    beginnings = tuple({each for each in alone if len(each) >= SHORTEST_MARKED})
    return frozenset(word for each in terms for word, _ in each), beginnings


def ids_of(incident_index: IncidentIndex, wanted: Filter) -> list[str]:
    """Return the ids of all claims that a filter lets pass, the least sure first."""
    _, mask = passing(incident_index, wanted)
    chosen = _page(incident_index.index.order("unsure"), mask, 0, len(mask))
    return incident_index.index.ids([int(each) + 1 for each in chosen])


def places_of(incident_index: IncidentIndex, wanted: Filter) -> list[NamedPlace]:
    """Return the places that the claims which a filter lets pass name, most named first."""
    return incident_index.index.places_in(passing(incident_index, wanted)[1])

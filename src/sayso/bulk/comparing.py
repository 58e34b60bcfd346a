"""Which passages of a few days are alike: what `linking.likeness` says of each pair, in bulk.

The sums of weights are whole numbers, so one pass over the terms of a passage gives its likeness in
words with all others at once, and the same to the last digit as comparing two by two does. A test
holds that.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]

from sayso.bulk.rows import EPOCH
from sayso.linking.blocking import bucket_of
from sayso.linking.brief import brief_likeness
from sayso.linking.likeness import (
    RULES,
    Comparison,
    Flags,
    Floats,
    Ints,
    likeness_of,
    nearness,
)
from sayso.linking.passages import Passage
from sayso.linking.scenes import BRIEF, NAME
from sayso.linking.series import of_a_series
from sayso.linking.words import UNIT as WEIGHT
from sayso.record import Place, Span

NEVER = -(1 << 62)
"""Stands for an instant that is not known."""

COLUMNS = ("told", "first", "last", "blocks", "terms", "towns", "figures", "scene", "outlet")
"""Columns of `appearances` that comparing asks for, beside the numbers of passage and document."""


@dataclass(frozen=True, slots=True)
class PassageBlock:
    """Passages to compare: rows `start` to `end`, half-open, each with all rows after it.

    `rows` is a table in Arrow's stream format, with the columns COLUMNS and `rank`, `document` and
    `dated`. A pair belongs to the first of `buckets` in which both have a blocking term.
    """

    rows: bytes
    start: int
    end: int
    bucket: int = 0
    buckets: int = 1


@dataclass(frozen=True, slots=True)
class Alike:
    """Pairs by rank, the smaller first, how like they are, and how many pairs were compared."""

    left: Ints
    right: Ints
    value: Ints
    compared: int


def compare(block: PassageBlock) -> Alike:
    """Return the pairs of a block that are alike."""
    window = _Window(unpacked(block.rows), block)
    similar = [window.similar(row) for row in range(block.start, block.end)]
    compared = sum(count for _, _, _, count in similar)
    left, right, value = (
        np.concatenate([each[place] for each in similar]) if similar else np.zeros(0, np.int64)
        for place in range(3)
    )
    return Alike(np.minimum(left, right), np.maximum(left, right), value, compared)


class _Postings:
    """For each term the rows that have it, with what it weighs there, in the order of rows."""

    def __init__(self, offsets: Ints, terms: Ints, weights: Ints, count: int) -> None:
        rows = np.repeat(np.arange(len(offsets) - 1), np.diff(offsets))
        order = np.argsort(terms, kind="stable")
        self.rows, self.weights = rows[order], weights[order]
        self.starts = np.searchsorted(terms[order], np.arange(count + 1))
        self._terms, self._weights, self._offsets = terms, weights, offsets

    def of(self, row: int) -> tuple[Ints, Ints]:
        """Return the terms of a row with their weights."""
        cut = slice(self._offsets[row], self._offsets[row + 1])
        return self._terms[cut], self._weights[cut]

    def having(self, term: int) -> slice:
        """Return where the rows are that have a term."""
        return slice(self.starts[term], self.starts[term + 1])


class _Window:
    """The passages of some days as columns."""

    def __init__(self, table: pa.Table, block: PassageBlock) -> None:
        table = table.combine_chunks()
        self._table = table
        self.rank = numbers(table, "rank")
        self.document = numbers(table, "document")
        self.dated = table["dated"].to_numpy(zero_copy_only=False).astype(bool)
        self.reported = numbers(table, "told")
        self.known = self.reported != NEVER
        self.names, self.terms = _postings(table["terms"], "term", "weight")
        names, self.blocks = _blocks(table["blocks"])
        self.bucket = np.array([bucket_of(each, block.buckets) for each in names], dtype=np.int64)
        self.wanted = block.bucket
        self.has = {name: _lengths(table[name]) > 0 for name in ("towns", "figures")}
        self.first, self.last = numbers(table, "first"), numbers(table, "last")
        self.has["days"] = self.first != NEVER
        self.has["names"] = _holding(table["scene"], lambda each: each.startswith(NAME))
        self.brief = _holding(table["scene"], lambda each: each == BRIEF)
        self._sums = np.zeros(len(table), dtype=np.int64)
        self._passages: dict[int, Passage] = {}

    @cached_property
    def _rows(self) -> Any:
        return self._table.select(["towns", "figures", "scene", "outlet"])

    def similar(self, row: int) -> tuple[Ints, Ints, Ints, int]:
        """Return what is alike to the passage in a row, among those in later rows."""
        others = self._candidates(row)
        compared = len(others)
        if compared:
            words = self._dots(row, others) / (WEIGHT * WEIGHT)
            values = likeness_of(
                self._near(row, others),
                words,
                Comparison(
                    lambda places: self._rules(row, others[places]),
                    lambda places: self._series(row, others[places]),
                    self.brief[others] & self.brief[row],
                    lambda places: self._brief(row, others[places]),
                ),
            )
            kept = values != 0
            ranks = self.rank[others[kept]]
            return np.full(len(ranks), self.rank[row]), ranks, values[kept], compared
        none = np.zeros(0, np.int64)
        return none, none, none, 0

    def _candidates(self, row: int) -> Ints:
        """Return later rows of other documents whose first shared bucket is the wanted one."""
        terms, _ = self.blocks.of(row)
        buckets = self.bucket[terms]
        here: Ints = self._having(terms[buckets == self.wanted])
        here = here[(here > row) & (self.document[here] != self.document[row])]
        earlier = terms[buckets < self.wanted]
        if len(earlier) and len(here):
            here = here[~np.isin(here, self._having(earlier))]
        return here

    def _having(self, terms: Ints) -> Ints:
        rows = [self.blocks.rows[self.blocks.having(term)] for term in terms]
        return np.unique(np.concatenate(rows)) if rows else np.zeros(0, np.int64)

    def _dots(self, row: int, others: Ints) -> Ints:
        """Return the sums of products of weights with each of the others."""
        sums = self._sums
        sums[:] = 0
        for term, weight in zip(*self.terms.of(row), strict=True):
            place = self.terms.having(term)
            sums[self.terms.rows[place]] += weight * self.terms.weights[place]
        dots: Ints = sums[others]
        return dots

    def _near(self, row: int, others: Ints) -> Floats:
        """Return what time leaves of the likeness with each of the others."""
        known = self.known[others] & self.known[row]
        apart = np.where(known, np.abs(self.reported[others] - self.reported[row]), 0)
        return nearness(apart, known, self.dated[others] & self.dated[row])

    def _rules(self, row: int, others: Ints) -> Floats:
        """Return what RULES say for and against each of the others, in their order."""
        total = np.zeros(len(others))
        for name, rule in RULES.items():
            if not self.has[name][row]:
                continue
            this = self._passage(row)
            for place in np.flatnonzero(self.has[name][others]):
                total[place] += rule(this, self._passage(int(others[place])))[0]
        return total

    def _series(self, row: int, others: Ints) -> Flags:
        """Return which of the others are bulletins of one series with a passage."""
        this = self._passage(row)
        return np.array(
            [of_a_series(this, self._passage(each)) for each in others.tolist()], dtype=np.bool_
        )

    def _brief(self, row: int, others: Ints) -> Floats:
        """Return how likely each of the others is of one event with a short report."""
        this = self._passage(row)
        return np.array(
            [brief_likeness(this, self._passage(each)) for each in others.tolist()],
            dtype=np.float64,
        )

    def _passage(self, row: int) -> Passage:
        """Return what rules ask of a passage."""
        if row not in self._passages:
            lists = {name: self._rows[name][row].as_py() for name in self._rows.column_names}
            codes, weights = self.terms.of(row)
            names = (self.names[code] for code in codes.tolist())
            columns = (self.first, self.last, self.reported)
            first, last, reported = (int(each[row]) for each in columns)
            self._passages[row] = Passage(
                key="", document="", claims=(), spans=(),
                terms=dict(zip(names, weights.tolist(), strict=True)),
                places=frozenset(),
                towns=tuple(map(_town, lists["towns"])),
                figures=frozenset((each["role"], each["value"]) for each in lists["figures"]),
                kinds=frozenset(),
                days=None if first == NEVER else (_instant(first), _instant(last)),
                reported=None if reported == NEVER else _instant(reported),
                dated=bool(self.dated[row]),
                outlet=lists["outlet"],
                scene=frozenset(lists["scene"]),
            )  # fmt: skip
        return self._passages[row]


def _town(town: dict[str, Any]) -> Place:
    return Place(
        Span(0, 0), town["name"], "", geonameid=town["geonameid"],
        latitude=town["latitude"], longitude=town["longitude"],
    )  # fmt: skip


def _instant(value: int) -> datetime:
    return EPOCH + timedelta(microseconds=value)


def numbers(table: pa.Table, name: str) -> Ints:
    """Return a column of whole numbers."""
    values: Ints = table[name].to_numpy().astype(np.int64)
    return values


def _lengths(column: Any) -> Ints:
    lengths: Ints = np.diff(_flat(column)[0])
    return lengths


def _flat(column: Any) -> tuple[Ints, Any]:
    """Return offsets of the lists of a column from 0, and what is in them end to end."""
    whole = column.combine_chunks()
    offsets: Ints = whole.offsets.to_numpy().astype(np.int64)
    return offsets - offsets[0], whole.flatten()


def _holding(column: Any, wanted: Callable[[str], bool]) -> Flags:
    """Return which lists of a column hold a wanted name."""
    offsets, flat = _flat(column)
    here = np.array(list(map(wanted, flat.to_pylist())), dtype=np.int64)
    sums = np.concatenate([np.zeros(1, np.int64), np.cumsum(here)])
    held: Flags = sums[offsets[1:]] > sums[offsets[:-1]]
    return held


def _coded(names: Any) -> tuple[list[str], Ints]:
    coded = names.dictionary_encode()
    return coded.dictionary.to_pylist(), coded.indices.to_numpy(zero_copy_only=False)


def _postings(column: Any, term: str, weight: str) -> tuple[list[str], _Postings]:
    """Return the terms of a column, and what rows have which of them."""
    offsets, flat = _flat(column)
    names, codes = _coded(flat.field(term))
    weights = flat.field(weight).to_numpy(zero_copy_only=False).astype(np.int64)
    return names, _Postings(offsets, codes.astype(np.int64), weights, len(names))


def _blocks(column: Any) -> tuple[list[str], _Postings]:
    offsets, flat = _flat(column)
    names, codes = _coded(flat)
    return names, _Postings(offsets, codes.astype(np.int64), codes.astype(np.int64), len(names))


def packed(table: pa.Table) -> bytes:
    """Return a table as bytes in Arrow's stream format."""
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    body: bytes = sink.getvalue().to_pybytes()
    return body


def unpacked(body: bytes) -> pa.Table:
    """Return the table that `packed` packed."""
    return pa.ipc.open_stream(body).read_all()

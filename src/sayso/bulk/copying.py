"""Which documents copy which, over tables: bands of MinHash first, then the whole bodies."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]
from numpy.typing import NDArray

from sayso.bulk.comparing import numbers, unpacked
from sayso.linking.blocking import BANDS, bands_of
from sayso.linking.copies import CopyFeatures, body_from, comparable, copied
from sayso.linking.likeness import Ints

Bands = NDArray[np.uint64]
BANDS_AT_ONCE = 16


@dataclass(frozen=True, slots=True)
class Sketched:
    """Documents by number, and the hashes of the bands of each; those with few words have none."""

    documents: Ints
    bands: Bands


def sketches(body: bytes) -> Sketched:
    """Return the bands of documents (columns `document`, `outlet`, `published_said`, `body`)."""
    table = unpacked(body)
    numbered, bands_found = numbers(table, "document"), []
    kept = []
    for number, row in zip(numbered, _rows(table), strict=True):
        made = _body(row)
        if comparable(made):
            kept.append(number)
            bands_found.append(bands_of(made.rare))
    bands = np.array(bands_found, dtype=np.uint64).reshape(len(bands_found), BANDS)
    return Sketched(np.array(kept, dtype=np.int64), bands)


def _rows(table: pa.Table) -> Iterator[dict[str, Any]]:
    for batch in table.to_batches(256):
        yield from batch.to_pylist()


def _body(row: dict[str, Any]) -> CopyFeatures:
    said = row["published_said"]
    published = datetime.fromisoformat(said) if said else None
    return body_from(str(row["document"]), row["outlet"], published, row["body"] or ())


def candidates(sketched: Iterable[Sketched]) -> Ints:
    """Return pairs of documents that share a band, the smaller number first, sorted: (count, 2)."""
    parts = list(sketched)
    if not parts:
        return np.zeros((0, 2), np.int64)
    documents = np.concatenate([each.documents for each in parts])
    bands = np.concatenate([each.bands for each in parts])
    pairs: Ints = np.zeros((0, 2), np.int64)
    for start in range(0, BANDS, BANDS_AT_ONCE):
        more = [_sharing(documents, band) for band in bands[:, start : start + BANDS_AT_ONCE].T]
        pairs = np.unique(np.concatenate([pairs, *more]), axis=0)
    return pairs


def _sharing(documents: Ints, band: Bands) -> Ints:
    """Return pairs of documents whose hashes in one band are equal."""
    order = np.argsort(band, kind="stable")
    edges = np.flatnonzero(np.diff(band[order])) + 1
    starts, ends = np.append(0, edges), np.append(edges, len(order))
    several = ends - starts > 1
    pairs = [np.zeros((0, 2), np.int64)]
    for start, end in zip(starts[several], ends[several], strict=True):
        group = documents[order[start:end]]
        left, right = np.triu_indices(len(group), 1)
        pairs.append(np.sort(np.stack([group[left], group[right]], axis=1), axis=1))
    return np.concatenate(pairs)


@dataclass(frozen=True, slots=True)
class Suspects:
    """Pairs of documents, and the table of all that are in them, as `sketches` takes it."""

    pairs: Ints
    bodies: bytes


@dataclass(frozen=True, slots=True)
class Confirmed:
    """Pairs of documents that are copies, with the shares that they have in common."""

    pairs: Ints
    terms: NDArray[np.float64]
    words: NDArray[np.float64]


def confirm(suspects: Suspects) -> Confirmed:
    """Return those of the suspects that are copies."""
    table = unpacked(suspects.bodies)
    bodies = {
        int(number): _body(row)
        for number, row in zip(numbers(table, "document"), _rows(table), strict=True)
    }
    kept, terms, words = [], [], []
    for left, right in suspects.pairs.tolist():
        copy = copied(bodies[left], bodies[right])
        if copy is not None:
            kept.append((left, right))
            terms.append(copy.terms)
            words.append(copy.pairs)
    pairs = np.array(kept, dtype=np.int64).reshape(len(kept), 2)
    return Confirmed(pairs, np.array(terms), np.array(words))

"""A folder of tables as linking takes it: passages by number, their rows on demand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.compute as pc  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]

from sayso.bulk.comparing import COLUMNS, NEVER
from sayso.bulk.folder import Folder
from sayso.engines.engine import EngineError
from sayso.linking.likeness import Flags, Ints

UNDATED = -1
BODY = ("outlet", "published_said", "body")
PARTS_HELD = 32
"""Parts of which the columns that were asked for last stay in memory, a megabyte or two each."""


@dataclass(frozen=True)
class Passages:
    """Every passage of a folder, once, in the order of the parts.

    `rank` is the place of its key in the alphabet, `part` and `row` say where it is, `document` is
    the number of its document in `documents`, `day` its day or UNDATED.
    """

    keys: pa.Array
    rank: Ints
    part: Ints
    row: Ints
    document: Ints
    day: Ints
    lead: Flags


class Tables:
    """The appearances and documents of a folder. Raises EngineError where there are none.

    With `events`, those alone of documents in which an event is claimed.
    """

    def __init__(self, path: Path, events: bool = False) -> None:
        self.path, self.events = path, events
        self.parts = [each.name for each in Folder(path).records()]
        if not self.parts:
            raise EngineError(
                f"{path} holds no finished tables. Make them: `sayso bulk --out {path}`."
            )
        self._columns = lru_cache(maxsize=PARTS_HELD)(self._read)
        self.documents: list[str] = []
        self.passages = self._passages()

    def _read(self, part: int, columns: tuple[str, ...]) -> pa.Table:
        path = self.path / "appearances" / f"{self.parts[part]}.parquet"
        try:
            return pq.read_table(path, columns=list(columns), use_threads=False).combine_chunks()
        except (OSError, pa.ArrowException) as error:
            raise EngineError(f"{path} can't be read ({error}). Run `sayso bulk` again.") from error

    def _passages(self) -> Passages:
        """Return one row a passage: where a document is in several parts, that of the first."""
        numbers: dict[str, int] = {}
        keys, kept = [], []
        for part in range(len(self.parts)):
            table = self._read(part, ("passage", "document", "day", "lead", "kinds"))
            new: dict[str, int] = {}
            seen: set[str] = set()
            wanted = self._telling(table)
            names = ("passage", "document", "day", "lead")
            rows = zip(*(table[name].to_pylist() for name in names), strict=True)
            for row, (key, document, day, lead) in enumerate(rows):
                if document in numbers or key in seen or document not in wanted:
                    continue
                seen.add(key)
                number = new.setdefault(document, len(numbers) + len(new))
                keys.append(key)
                kept.append((part, row, number, _ordinal(day), lead))
            numbers |= new
        self.documents = list(numbers)
        array = pa.array(keys, type=pa.string())
        rank = np.empty(len(keys), dtype=np.int64)
        rank[pc.sort_indices(array).to_numpy()] = np.arange(len(keys))
        part_of, row_of, document_of, day_of, leads = (
            np.array(kept, dtype=np.int64).reshape(len(kept), 5).T
        )
        return Passages(array, rank, part_of, row_of, document_of, day_of, leads.astype(bool))

    def _telling(self, table: pa.Table) -> set[str]:
        """Return the documents of a part that are wanted."""
        if not self.events:
            return set(table["document"].to_pylist())
        some = pc.greater(pc.list_value_length(table["kinds"]), 0)
        return set(table["document"].filter(some).to_pylist())

    def rows(self, chosen: Ints) -> pa.Table:
        """Return the passages with these places in `passages`, in that order, for comparing."""
        passages = self.passages
        table = self._rows_at(chosen, COLUMNS)
        for name in ("told", "first", "last"):
            whole = pc.fill_null(table[name].cast(pa.int64()), NEVER)
            table = table.set_column(table.column_names.index(name), name, whole)
        extra = {
            "rank": passages.rank[chosen],
            "document": passages.document[chosen],
            "dated": passages.day[chosen] != UNDATED,
        }
        for name, values in extra.items():
            table = table.append_column(name, pa.array(values))
        return table

    def bodies(self, chosen: Ints) -> pa.Table:
        """Return the bodies of the documents whose leads have these places in `passages`."""
        numbers = pa.array(self.passages.document[chosen])
        return self._rows_at(chosen, BODY).append_column("document", numbers)

    def _rows_at(self, chosen: Ints, columns: tuple[str, ...]) -> pa.Table:
        parts = self.passages.part[chosen]
        order = np.argsort(parts, kind="stable")
        tables = []
        for part in np.unique(parts):
            rows = self.passages.row[chosen[order][parts[order] == part]]
            tables.append(self._columns(int(part), columns).take(pa.array(rows)))
        back = np.empty(len(order), dtype=np.int64)
        back[order] = np.arange(len(order))
        if not tables:
            return self._columns(0, columns).slice(0, 0)
        return pa.concat_tables(tables).take(pa.array(back)).combine_chunks()

    def readings(self, columns: Sequence[str]) -> Iterator[pa.Table]:
        """Yield the documents table, some rows at a time, part by part."""
        for name in self.parts:
            with closing(pq.ParquetFile(self.path / "documents" / f"{name}.parquet")) as file:
                for batch in file.iter_batches(64, columns=list(columns), use_threads=False):
                    yield pa.Table.from_batches([batch])


def _ordinal(day: date | None) -> int:
    return UNDATED if day is None else day.toordinal()

"""Linking over tables: the incidents that `linking.linker.link` gives of all readings at once.

Passages are compared day by day, each day with the few before it, in blocks that share a weighty
term; documents are compared where bands of their sketches are equal. Only numbers of passages are
held for all of them; words are read when they are asked for.
"""

from __future__ import annotations

import shutil
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]

from sayso.bulk.appearances import UNDATED, Tables
from sayso.bulk.comparing import Alike, PassageBlock, compare, packed
from sayso.bulk.copying import Confirmed, Sketched, Suspects, candidates, confirm, sketches
from sayso.bulk.folder import MANIFEST, described, hash_of, lines, written
from sayso.bulk.gathering import (
    Assembled,
    Component,
    GroupedPassages,
    Made,
    assemble,
    groups,
    roots,
)
from sayso.bulk.shuffling import SHUFFLE, rows_of, sort_out
from sayso.bulk.tables import LINKED, SCHEMA, TablePart, part
from sayso.engines.engine import Died, Engine, EngineError
from sayso.linking.blocking import WINDOW_DAYS, bucket_of
from sayso.linking.clusters import Pair
from sayso.linking.likeness import Ints

SLICE = 400
"""Passages of a task that are compared with all others of the window."""

ROWS_OF_A_BUCKET = 50_000
"""A window with more passages is cut by blocking terms, each bucket a hundredth of it or less:
fewer buckets would compare the same words again in each."""

PAIRS_AT_ONCE = 4_000
PAIRS_OF_A_TASK = 100_000
DOCUMENTS_OF_A_TASK = 500
LINKED_MANIFEST = "linked.json"


@dataclass(frozen=True, slots=True)
class LinkingProgress:
    """How far linking is: what is done, and how much of how much."""

    name: str
    done: int
    whole: int


@dataclass(slots=True)
class Counts:
    """What linking came to."""

    passages: int = 0
    documents: int = 0
    compared: int = 0
    pairs: int = 0
    copies: int = 0
    components: int = 0
    largest: int = 0
    incidents: int = 0


@dataclass(slots=True)
class _Found:
    """Pairs of passages by rank, day by day, and how many were compared."""

    waiting: dict[int, list[Alike]] = field(default_factory=lambda: defaultdict(list))
    left: dict[int, int] = field(default_factory=dict)


class FolderLinker:
    """Links one folder with one engine; `counts` has what it came to.

    With `events`, only documents in which someone claims an event are linked: the others of a whole
    day's news are many, and report nothing that would make an incident of ours.

    A folder holds 40,000 passages of 30 days, 2,000 of them of 7 March 2026.

    1. Pairs. The 2,000 are compared among themselves, with those of 3 to 6 March and with those
       without a date, by five tasks of SLICE passages. A pair is two ranks (places of the passages'
       keys in the alphabet) and a likeness: (17, 1203, 4120). When the five are done, the day's
       pairs are written to pairs/2026-03-07.parquet, and only their numbers stay in memory.
    2. Copies. Documents are sketched by tasks of 1,000; those that share a band are compared word
       by word, and the copies written to copies/all.parquet.
    3. Groups. `roots` finds what hangs together over the pairs of all days; each component is
       gathered by itself, in tasks of about PAIRS_OF_A_TASK pairs.
    4. Incidents. Groups go to tasks of DOCUMENTS_OF_A_TASK documents at the most. One pass over the
       documents' table puts the texts of each task in a file of its own, from which it makes its
       incidents and folded claims: incidents/00000.parquet, folded/00000.parquet.
    """

    def __init__(self, path: Path, engine: Engine, events: bool = False) -> None:
        self.path, self.engine = path, engine
        self.tables = Tables(path, events)
        self.counts = Counts(
            passages=len(self.tables.passages.rank), documents=len(self.tables.documents)
        )
        self._files: dict[str, Any] = {}
        self._about = {"schema": SCHEMA, "tables": hash_of(path / MANIFEST), "events": events}
        order = np.argsort(self.tables.passages.rank)
        self._at = order  # the place of each rank in `passages`

    def run(self) -> Iterator[LinkingProgress]:
        """Make all tables, then their manifest."""
        yield from self._pairs()
        yield from self._copied()
        yield from self._grouped()
        yield from self._assembled()
        self._finish()

    # Pairs of passages.

    def _pairs(self) -> Iterator[LinkingProgress]:
        self._left, self._right, self._value = (np.zeros(0, np.int64) for _ in range(3))
        days = [int(day) for day in np.unique(self.tables.passages.day)]
        pending, done = _Found(), 0
        kept: list[Alike] = []
        for (day, _), result in self._results(_compared, self._blocks(days, pending)):
            pending.waiting[day].append(result)
            pending.left[day] -= 1
            if not pending.left[day]:
                kept.append(self._day(day, pending.waiting.pop(day)))
                done += 1
                yield LinkingProgress("comparing days", done, len(days))
        if kept:
            self._left, self._right, self._value = (
                np.concatenate([getattr(each, name) for each in kept])
                for name in ("left", "right", "value")
            )
        self.counts.pairs = len(self._left)

    def _blocks(self, days: Sequence[int], pending: _Found) -> Iterator[tuple[int, PassageBlock]]:
        """Yield the tasks of each day, in order."""
        for day in days:
            blocks = list(self._blocks_of(day))
            pending.left[day] = len(blocks)
            for block in blocks:
                yield day, block

    def _blocks_of(self, day: int) -> Iterator[PassageBlock]:
        passages = self.tables.passages
        new = np.flatnonzero(passages.day == day)
        near = (passages.day < day) & (passages.day >= day - WINDOW_DAYS)
        old = np.flatnonzero((near | (passages.day == UNDATED)) & (day != UNDATED))
        table = self.tables.rows(np.concatenate([new, old]))
        buckets = 1 if len(table) <= ROWS_OF_A_BUCKET else 100 * (len(table) // ROWS_OF_A_BUCKET)
        for bucket, rows, count in _bucketed(table, len(new), buckets):
            body = packed(rows)
            for start in range(0, count, SLICE):
                yield PassageBlock(body, start, min(start + SLICE, count), bucket, buckets)

    def _day(self, day: int, results: Sequence[Alike]) -> Alike:
        """Put a day's pairs in order and write them."""
        left, right, value = (
            np.concatenate([getattr(each, name) for each in results])
            for name in ("left", "right", "value")
        )
        self.counts.compared += sum(each.compared for each in results)
        order = np.lexsort((right, left))
        left, right, value = left[order], right[order], value[order]
        keys = self.tables.passages.keys
        columns = {
            "one": keys.take(pa.array(self._at[left])).to_pylist(),
            "other": keys.take(pa.array(self._at[right])).to_pylist(),
            "likeness": value.tolist(),
        }
        name = "undated" if day == UNDATED else date.fromordinal(day).isoformat()
        self._write("pairs", name, _rows_of(columns))
        return Alike(left, right, value, 0)

    # Copies of documents.

    def _copied(self) -> Iterator[LinkingProgress]:
        leads = np.flatnonzero(self.tables.passages.lead)
        pieces = [leads[at : at + 1_000] for at in range(0, len(leads), 1_000)]
        sketched: dict[int, Sketched] = {}
        tasks = ((place, packed(self.tables.bodies(each))) for place, each in enumerate(pieces))
        for (place, _), result in self._results(_sketched, tasks):
            sketched[place] = result
            yield LinkingProgress("sketching documents", len(sketched), len(pieces))
        pairs = candidates(sketched[place] for place in sorted(sketched))
        confirmed: dict[int, Confirmed] = {}
        for (place, _), copies in self._results(_confirmed, self._suspects(pairs, leads)):
            confirmed[place] = copies
            yield LinkingProgress(
                "comparing copies", len(confirmed), -(-len(pairs) // PAIRS_AT_ONCE)
            )
        self._copies: dict[int, list[int]] = defaultdict(list)
        rows = []
        for place in sorted(confirmed):
            copies_found = confirmed[place]
            for (left, right), terms, words in zip(
                copies_found.pairs, copies_found.terms, copies_found.words, strict=True
            ):
                self._copies[int(left)].append(int(right))
                first, second = sorted((self._document(left), self._document(right)))
                rows.append({"one": first, "other": second, "terms": terms, "pairs": words})
        rows.sort(key=lambda row: (row["one"], row["other"]))
        self.counts.copies = len(rows)
        self._write("copies", "all", rows)

    def _document(self, number: int) -> str:
        return self.tables.documents[number]

    def _suspects(self, pairs: Ints, leads: Ints) -> Iterator[tuple[int, Suspects]]:
        place = np.empty(len(self.tables.documents), dtype=np.int64)
        place[self.tables.passages.document[leads]] = leads
        for number, start in enumerate(range(0, len(pairs), PAIRS_AT_ONCE)):
            some = pairs[start : start + PAIRS_AT_ONCE]
            bodies = self.tables.bodies(place[np.unique(some)])
            yield number, Suspects(some, packed(bodies))

    # Groups of passages.

    def _grouped(self) -> Iterator[LinkingProgress]:
        """Find groups by rank, in the order of their first ones, and the tasks of each document."""
        self._groups: list[list[int]] = []
        results = self._results(_gathered, enumerate(self._components()))
        for done, (_, result) in enumerate(results, start=1):
            self._groups += result
            yield LinkingProgress("gathering groups", done, done)
        self._groups.sort()
        self._plan: dict[str, list[int]] = defaultdict(list)
        self._task_of: list[int] = []
        task, held = 0, set[str]()
        for group in self._groups:
            documents = {self._document(number) for number in self._documents_of(group)}
            if held and len(held | documents) > DOCUMENTS_OF_A_TASK:
                task, held = task + 1, set()
            held |= documents
            self._task_of.append(task)
            for document in documents:
                if task not in self._plan[document]:
                    self._plan[document].append(task)

    def _documents_of(self, group: Sequence[int]) -> set[int]:
        return set(self.tables.passages.document[self._at[group]].tolist())

    def _components(self) -> Iterator[list[Component]]:
        """Yield components in tasks of about as many pairs; passages like no other go along."""
        top = roots(self.counts.passages, self._left, self._right)
        order = np.argsort(top, kind="stable")
        members = np.split(order, np.flatnonzero(np.diff(top[order])) + 1)
        by_pair = np.argsort(top[self._left], kind="stable")
        firsts = top[self._left][by_pair]
        self.counts.components = len(members)
        some: list[Component] = []
        size = 0
        for component in members:
            self.counts.largest = max(self.counts.largest, len(component))
            start, end = np.searchsorted(firsts, [top[component[0]], top[component[0]] + 1])
            held = by_pair[start:end]
            some.append(
                Component(component, self._left[held], self._right[held], self._value[held])
            )
            size += len(held) + len(component)
            if size >= PAIRS_OF_A_TASK:
                yield some
                some, size = [], 0
        if some:
            yield some

    # Incidents.

    def _assembled(self) -> Iterator[LinkingProgress]:
        count = self._task_of[-1] + 1 if self._task_of else 0
        shuffle = self.path / SHUFFLE
        sort_out(self.tables, self._plan, count, shuffle)
        results = self._results(_assembled, self._tasks(shuffle, count))
        for done, ((number, _), made) in enumerate(results, start=1):
            self._write("incidents", f"{number:05}", made.incidents)
            self._write("folded", f"{number:05}", made.folded)
            self.counts.incidents += len(made.incidents)
            yield LinkingProgress("putting incidents together", done, count)
        shutil.rmtree(shuffle, ignore_errors=True)

    def _tasks(self, folder: Path, count: int) -> Iterator[tuple[int, Assembled]]:
        of_task: dict[int, list[int]] = defaultdict(list)
        for place, task in enumerate(self._task_of):
            of_task[task].append(place)
        home = np.empty(self.counts.passages, dtype=np.int64)
        for place, group in enumerate(self._groups):
            home[group] = place
        inside = np.flatnonzero(home[self._left] == home[self._right])
        inside = inside[np.argsort(home[self._left[inside]], kind="stable")]
        homes = home[self._left[inside]]
        for task in range(count):
            grouped = []
            for place in of_task[task]:
                start, end = np.searchsorted(homes, [place, place + 1])
                grouped.append(self._grouped_passages(self._groups[place], inside[start:end]))
            yield task, Assembled(tuple(grouped), tuple(rows_of(folder, task)))

    def _grouped_passages(self, group: list[int], pairs: Ints) -> GroupedPassages:
        keys = self.tables.passages.keys

        def key(rank: int) -> str:
            name: str = keys[int(self._at[rank])].as_py()
            return name

        names = {rank: key(rank) for rank in group}
        alike = tuple(
            (names[one], names[other], value)
            for one, other, value in zip(
                self._left[pairs].tolist(),
                self._right[pairs].tolist(),
                self._value[pairs].tolist(),
                strict=True,
            )
        )
        return GroupedPassages(tuple(names.values()), alike, tuple(self._copies_in(group)))

    def _copies_in(self, group: list[int]) -> Iterator[Pair]:
        inside = self._documents_of(group)
        for number in sorted(inside):
            for copy in self._copies.get(number, ()):
                if copy in inside:
                    first, second = sorted((self._document(number), self._document(copy)))
                    yield first, second

    # What all steps use.

    def _results(self, work: Any, tasks: Iterable[Any]) -> Iterator[tuple[Any, Any]]:
        for task, result in self.engine.run(work, tasks):
            if isinstance(result, Died):
                raise EngineError(
                    "a worker died at every attempt at one step of linking. There may be too"
                    " little memory: take fewer --processes. The tables are as they were."
                )
            yield task, result

    def _write(self, table: str, name: str, rows: Sequence[Mapping[str, Any]]) -> None:
        made: TablePart = part(LINKED[table], rows, self._about)
        path = self.path / table / f"{name}.parquet"
        written(path, made.body)
        self._files[f"{table}/{name}.parquet"] = described({table: made})[table]

    def _finish(self) -> None:
        """Take away what an earlier linking left, and write the manifest."""
        for table in LINKED:
            for path in (self.path / table).glob("*"):
                if f"{table}/{path.name}" not in self._files:
                    path.unlink()
        counts = {name: getattr(self.counts, name) for name in Counts.__slots__}
        written(
            self.path / LINKED_MANIFEST,
            lines({**self._about, "counts": counts, "files": self._files}),
        )


def _rows_of(columns: Mapping[str, list[Any]]) -> list[dict[str, Any]]:
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def _bucketed(table: pa.Table, new: int, buckets: int) -> Iterator[tuple[int, pa.Table, int]]:
    """Yield the rows of each bucket, with how many of the first `new` are among them."""
    if buckets == 1:
        yield 0, table, new
        return
    blocks = table["blocks"].combine_chunks()
    coded = blocks.flatten().dictionary_encode()
    place = np.array([bucket_of(each, buckets) for each in coded.dictionary.to_pylist()])
    of_term = place[coded.indices.to_numpy()]
    rows = np.repeat(np.arange(len(table)), np.diff(blocks.offsets.to_numpy()))
    for bucket in range(buckets):
        chosen = np.unique(rows[of_term == bucket])
        if len(chosen) > 1:
            yield bucket, table.take(pa.array(chosen)), int(np.searchsorted(chosen, new))


def _compared(task: tuple[int, PassageBlock]) -> Alike:
    return compare(task[1])


def _sketched(task: tuple[int, bytes]) -> Sketched:
    return sketches(task[1])


def _confirmed(task: tuple[int, Suspects]) -> Confirmed:
    return confirm(task[1])


def _gathered(task: tuple[int, list[Component]]) -> list[list[int]]:
    return groups(task[1])


def _assembled(task: tuple[int, Assembled]) -> Made:
    return assemble(task[1])

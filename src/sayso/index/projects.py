"""An index as a project has it: the same claims and incidents, with work and codings of its own."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Protocol, TypeVar

import numpy as np

from sayso.index.claims import ClaimIndex
from sayso.index.judgements import JudgementIndex
from sayso.index.search import Filter, passing
from sayso.index.service import IncidentIndex, Snapshot
from sayso.ledger import Store
from sayso.record import Judgement

CHUNK = 50_000
"""Claims of a filter whose documents and incidents are looked up at a time."""

Made = TypeVar("Made")


class JudgedIndex(Protocol):
    """What working on documents and coding incidents need: a ledger's index, or a project's."""

    @property
    def index(self) -> ClaimIndex:
        """Return the index of claims."""

    @property
    def store(self) -> Store:
        """Return the ledger."""

    def state(self) -> Snapshot:
        """Return the incidents as they are, with the work and codings that count here."""

    def judge(self, judgements: Iterable[Judgement]) -> None:
        """Append work or codings where they count."""

    def listed_documents(self) -> Sequence[int] | None:
        """Return the numbers of the documents that lists of work have; None for all."""

    def kept_while_same(self, key: str, make: Callable[[], Made]) -> Made:
        """Return what `make` makes, kept until anything is added or judged."""


class Journal(Protocol):
    """Keeps what is judged in one project."""

    def since(self, number: int) -> Sequence[tuple[int, Judgement]]:
        """Return what was judged after the judgement of a number, in order, with its number."""

    def append(self, judgements: Iterable[Judgement]) -> None:
        """Append judgements, all or none."""


class ProjectIndex:
    """An incident index with the documents that a project's filter lets pass, and what its members
    judged there in the place of what was judged for the whole site.

    Nothing of it goes into the ledger or its index: `journal` keeps it. What changes claims and
    incidents (verdicts, corrections, merges) is the ledger's, and the same in all projects.
    """

    def __init__(self, incident_index: IncidentIndex, journal: Journal, wanted: Filter) -> None:
        self.wanted = wanted
        self._incident_index = incident_index
        self._journal = journal
        self._judged = JudgementIndex()
        self._last = 0
        self._made: dict[str, tuple[object, object]] = {}
        self._lock = threading.Lock()

    @property
    def index(self) -> ClaimIndex:
        """Return the index of claims."""
        return self._incident_index.index

    @property
    def store(self) -> Store:
        """Return the ledger."""
        return self._incident_index.store

    def state(self) -> Snapshot:
        """Return the incidents as they are, with the project's work and codings."""
        snapshot = self._incident_index.state()
        with self._lock:
            for number, judgement in self._journal.since(self._last):
                self._judged.add(judgement)
                self._last = number
            return snapshot.within(self._judged)

    def judge(self, judgements: Iterable[Judgement]) -> None:
        """Append work or codings to the project."""
        self._journal.append(judgements)

    def judgements(self) -> Sequence[Judgement]:
        """Return all that was judged in the project, in order."""
        return self.state().judgements

    def kept_while_same(self, key: str, make: Callable[[], Made]) -> Made:
        """Return what `make` makes, kept until the index changes or anything is judged here."""
        return self._kept(key, (self.index.generation, len(self._judged.all)), make)

    def _kept(self, key: str, now: object, make: Callable[[], Made]) -> Made:
        kept = self._made.get(key)
        if kept is None or kept[0] != now:
            kept = self._made[key] = (now, make())
        return kept[1]  # type: ignore[return-value]

    def listed_documents(self) -> Sequence[int] | None:
        """Return the numbers of the documents with a claim that the filter lets pass; None for all
        where it lets all pass.
        """
        if self.wanted.empty:
            return None
        query = (
            "SELECT DISTINCT d.number FROM claims c JOIN documents d ON d.key = c.document"
            " WHERE c.number BETWEEN ? AND ? AND c.number IN (SELECT value FROM json_each(?))"
        )
        return self._kept("documents", self.index.generation, lambda: self._of_claims(query))

    def incidents(self) -> Sequence[str] | None:
        """Return the ids of the incidents with a claim that the filter lets pass; None for all
        where it lets all pass.
        """
        if self.wanted.empty:
            return None
        query = (
            "SELECT DISTINCT h.incident FROM claims c JOIN homes h ON h.statement = c.id"
            " WHERE c.number BETWEEN ? AND ? AND c.number IN (SELECT value FROM json_each(?))"
        )
        return self._kept("incidents", self.index.generation, lambda: self._of_claims(query))

    def claims(self) -> int:
        """Return how many claims the filter lets pass."""
        return int(np.count_nonzero(passing(self._incident_index, self.wanted)[1]))

    def _of_claims(self, query: str) -> list[Any]:
        """Return what a query finds of the claims that the filter lets pass, in order."""
        _, mask = passing(self._incident_index, self.wanted)
        numbers = np.flatnonzero(mask) + 1
        values: set[Any] = set()
        for start in range(0, len(numbers), CHUNK):
            some = [int(number) for number in numbers[start : start + CHUNK]]
            rows = self.index.rows(query, (some[0], some[-1], json.dumps(some)))
            values |= {value for (value,) in rows if value is not None}
        return sorted(values)

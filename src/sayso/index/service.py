"""What a site over a ledger keeps at hand: an index with incidents, brought up to date as the
ledger grows."""

from __future__ import annotations

import json
import logging
import sqlite3
import threading
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Generic, TypeVar

from sayso.index.claims import ClaimIndex
from sayso.index.database import SUFFIX, IndexDatabase
from sayso.index.incremental import IncrementalLinker
from sayso.ledger import (
    EvidenceError,
    LedgerError,
    Mode,
    Store,
    UnknownIdError,
    named,
    open_ledger,
    sidecar_path,
)
from sayso.record import FoldedClaim, Incident, Judgement, Problem, Reading, content_hash
from sayso.record.faults import attempt
from sayso.record.wire import dumps, pack, unpack

PATIENT_S = 1.5
"""How long whoever wrote something, and whoever reads a desk alone, waits for it to be in the
index. Where bringing that up to date took longer the last time, the last state is shown till then.
"""

READERS_S = 0.05
"""The same for the readers of a site, who did not write it: a page tells them what is on its way.
"""

BATCH = 400
"""Documents that are taken in at a time: more need more memory, fewer more looking around."""

PASSING = (LedgerError, sqlite3.Error, OSError)
"""Errors of the ledger and of the index's file, of which no document is the cause."""

log = logging.getLogger(__name__)

SHORTEST_PREFIX = 4
Thing = TypeVar("Thing")


class StoredRecords(Mapping[str, Thing], Generic[Thing]):
    """Things of the index by their ids, each unpacked when it is asked for."""

    def __init__(self, index: ClaimIndex, table: str, kind: type[Thing]) -> None:
        self._index = index
        self._table = table
        self._kind = kind

    def __getitem__(self, key: str) -> Thing:
        query = f"SELECT packed FROM {self._table} WHERE id = ?"  # noqa: S608
        found = self._index.rows(query, (key,))
        if not found:
            raise KeyError(key)
        return unpack(self._kind, json.loads(found[0][0]))

    def __iter__(self) -> Iterator[str]:
        return (key for (key,) in self._index.rows(f"SELECT id FROM {self._table}"))  # noqa: S608

    def __len__(self) -> int:
        return int(self._index.rows(f"SELECT count(*) FROM {self._table}")[0][0])  # noqa: S608

    def some(self, keys: Sequence[str]) -> dict[str, Thing]:
        """Those that there are of these."""
        query = (
            f"SELECT id, packed FROM {self._table}"  # noqa: S608
            " WHERE id IN (SELECT value FROM json_each(?))"
        )
        found = self._index.rows(query, (json.dumps(list(keys)),))
        return {key: unpack(self._kind, json.loads(packed)) for key, packed in found}


class StatementIncidents(Mapping[str, str]):
    """Which folded claim each statement is an appearance of, both by their ids."""

    def __init__(self, index: ClaimIndex) -> None:
        self._index = index

    def __getitem__(self, key: str) -> str:
        found = self._index.rows("SELECT folded FROM homes WHERE statement = ?", (key,))
        if not found:
            raise KeyError(key)
        return str(found[0][0])

    def __iter__(self) -> Iterator[str]:
        return (key for (key,) in self._index.rows("SELECT statement FROM homes"))

    def __len__(self) -> int:
        return int(self._index.rows("SELECT count(*) FROM homes")[0][0])


@dataclass(frozen=True)
class Snapshot:
    """The incidents of a ledger, up to the documents and judgements with these numbers."""

    documents: int
    judged: int
    index: ClaimIndex
    incidents: StoredRecords[Incident]
    claims: StoredRecords[FoldedClaim]
    statements: StatementIncidents
    judgements: Sequence[Judgement]
    by_claim: Mapping[str, tuple[Judgement, ...]]

    def of(self, incident: Incident) -> tuple[FoldedClaim, ...]:
        """The folded claims of an incident."""
        held = self.claims.some(incident.claims)
        return tuple(held[each] for each in incident.claims if each in held)

    def folded(self, statement: str) -> FoldedClaim | None:
        """The folded claim that a statement is an appearance of."""
        key = self.statements.get(statement)
        return self.claims.get(key) if key is not None else None

    def homes(self, statements: Sequence[str]) -> dict[str, str]:
        """The ids of the incidents that these statements are in."""
        query = (
            "SELECT statement, incident FROM homes"
            " WHERE statement IN (SELECT value FROM json_each(?))"
        )
        return dict(self.index.rows(query, (json.dumps(list(statements)),)))

    def incident(self, sought: str) -> Incident:
        """The incident with this id, or the one whose id begins so, or that has such a claim.

        A claim's link holds when judgements give its incident another id. Raises UnknownIdError.
        """
        found = self.incidents.get(sought)
        if found is not None:
            return found
        home = self.homes([sought]).get(sought)
        fits = [home] if home is not None else []
        if not fits and len(sought) >= SHORTEST_PREFIX:
            query = "SELECT id FROM incidents WHERE id >= ? AND id < ? LIMIT 2"
            fits = [key for (key,) in self.index.rows(query, (sought, sought + "\U0010ffff"))]
        if len(fits) != 1:
            raise UnknownIdError(
                f"No incident has the id '{sought}'. The front page lists those there are."
            )
        return self.incidents[fits[0]]


class _RolledBackError(Exception):
    """What was taken in is to be undone."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


class IncidentIndex:
    """A ledger that is open for a site, with its index. Safe to use from several threads.

    `ledger` is made if there is none, but for who only reads it. `patience` is how many seconds
    `state` waits for what just came in. `left_out` has the documents that can't be in the index, by
    fingerprint, each with what is wrong: their readings are damaged, or the index raised on them.
    Raises LedgerError.
    """

    def __init__(self, ledger: Path | str, mode: Mode = "add", patience: float = PATIENT_S) -> None:
        self.path = named(ledger)
        self.store: Store = open_ledger(ledger, mode)
        about = (self._first(), self._key_at, self._has_judgements)
        self._file = IndexDatabase(sidecar_path(ledger, SUFFIX), *about)
        self.index = ClaimIndex(self._file)
        self._links = IncrementalLinker(self.store.reading)
        self._patience = patience
        self._lock = threading.RLock()
        self._done = threading.Condition()
        self._closed = False
        self._busy = False
        self._failed: LedgerError | None = None
        self._alone = 0
        self.left_out: dict[str, str] = {}
        self._took = 0.0
        self._position = (0, 0)
        self._state = self._seen()
        with self._file.writing() as writer:
            self._reload(writer)

    def _first(self) -> str:
        """What tells one ledger from another: the document that was added first."""
        first = self.store.keys_since(0, 1)
        return first[0][1] if first else ""

    def _key_at(self, number: int) -> str | None:
        found = self.store.keys_since(number - 1, 1)
        return found[0][1] if found and found[0][0] == number else None

    def _has_judgements(self, about: Mapping[str, str]) -> bool:
        """Return whether the ledger has the judgements that an index was made with.

        A ledger that was restored from a backup has the same documents, but may have fewer.
        """
        count = int(about.get("judgements", 0))
        every = self.store.judgements() if count else ()
        last = about.get("last judgement")
        return count <= len(every) and (last is None or last == _last_of(every[:count]))

    def close(self) -> None:
        """Let go of the ledger and its index. What is being indexed is given up: it is kept whole
        or not at all."""
        self._closed = True
        with self._lock:
            self._file.close()
            self.store.close()

    def state(self) -> Snapshot:
        """The incidents as they are, or, where that takes long, as they were a little ago."""
        self._look(self._patience)
        if self._failed is not None:
            raise self._failed
        return self._state

    def settle(self) -> None:
        """Wait a little till what was just written is in the index: its writer looks for it."""
        self._look(PATIENT_S)

    def _look(self, patience: float) -> None:
        """Begin to take in what came since, and wait for it where that was quick the last time."""
        newest = self.store.newest()
        for _ in range(2):  # one look around that was just ending may have missed the last
            if newest == self._position:
                return
            self._begin()
            if self._took > patience or newest[0] - self._position[0] > BATCH:
                return
            self._wait(newest, patience)

    def _begin(self) -> None:
        with self._done:
            if self._busy or self._closed:
                return
            self._busy, self._failed = True, None
            threading.Thread(target=self._keep_up, daemon=True).start()

    def _wait(self, newest: tuple[int, int], patience: float) -> None:
        with self._done:
            self._done.wait_for(lambda: self._position >= newest or not self._busy, patience)

    @property
    def behind(self) -> str:
        """What is still to be done to show all that came in; empty where all is shown."""
        if not self._busy:
            return ""
        done, whole = self.progress
        if done == whole:
            return "Incidents are being made anew"
        return f"Up to document {done:,} of {whole:,} all is in the index; the rest is on its way"

    @property
    def progress(self) -> tuple[int, int]:
        """The numbers of the last document in the index, and of the last in the ledger."""
        return self._position[0], self.store.newest()[0]

    def _keep_up(self) -> None:
        try:
            while not self._closed and self.step():
                pass
        except LedgerError as error:
            self._failed = error
        finally:
            with self._done:
                self._busy = False
                self._done.notify_all()

    def catch_up(self) -> None:
        """Bring the index up to date, however long that takes. Raises LedgerError."""
        while self.step():
            pass

    def taking_in(self) -> Iterator[int]:
        """The numbers of documents, as they are taken in, up to the last. Raises LedgerError."""
        done = self.progress[0]
        while self.step():
            now = self.progress[0]
            yield from range(done, now)
            done = now

    def step(self) -> bool:
        """Take in the next documents and judgements; False when there are none."""
        with self._lock:
            if self._closed or self.store.newest() == self._position:
                return False
            begun = time.monotonic()
            try:
                with self._file.writing() as writer:
                    if self._stored(writer) != self._position:
                        self._reload(writer)
                    found = self._took_in(writer)
                    if isinstance(found, Problem):
                        raise _RolledBackError(found)
                    position = found
            except _RolledBackError as error:
                with self._file.writing() as writer:
                    self._reload(writer)
                self._narrow(error.problem)
                return True
            except BaseException:
                if self._closed:
                    raise
                with suppress(Exception), self._file.writing() as writer:
                    self._reload(writer)
                raise
            self._alone = max(0, self._alone - 1)
            self.index.publish()
            first = not self._position[0]
            with self._done:
                self._position = position
                self._state = self._seen()
                self._done.notify_all()
            # The first time, vocabularies are read too.
            self._took = 0.0 if first else time.monotonic() - begun
            return True

    def _take_in(self, writer: Any) -> tuple[int, int]:
        keys = self.store.keys_since(self._position[0], 1 if self._alone else BATCH)
        readings = [
            (number, reading, recorded.isoformat())
            for number, key, recorded in self._while_open(keys)
            if (reading := self._usable(key)) is not None
        ]
        self.index.add(writer, self._while_open(readings))
        documents = keys[-1][0] if keys else self._position[0]
        judged = self._position[1]
        judgements: Sequence[Judgement] = ()
        newest = self.store.newest()
        if newest[1] != judged:
            every = self.store.judgements()
            judgements, judged = every[len(self._links.opinions.all) :], newest[1]
        added = ((each[0], each[1]) for each in self._while_open(readings))
        self._links.take_in(writer, added, judgements)
        about = (("documents", str(documents)), ("judged", str(judged)),
                 ("judgements", str(len(self._links.opinions.all))),
                 ("last judgement", _last_of(self._links.opinions.all)),
                 ("ledger", self._first()))  # fmt: skip
        writer.executemany("INSERT OR REPLACE INTO about VALUES (?, ?)", about)
        return documents, judged

    def _while_open(self, things: Iterable[Thing]) -> Iterator[Thing]:
        """Give `things` in their order; raise LedgerError once the desk is closed."""
        for each in things:
            if self._closed:
                raise LedgerError("The site is being stopped.")
            yield each

    def _usable(self, key: str) -> Reading | None:
        """The reading of a document that can be in the index; None notes why it is left out."""
        if key in self.left_out:
            return None
        try:
            return self.store.reading(key)
        except EvidenceError as error:
            log.error("%s", error)
            self.left_out[key] = str(error)
            return None

    def _took_in(self, writer: Any) -> tuple[int, int] | Problem:
        return attempt("index", partial(self._take_in, writer), PASSING)

    def _narrow(self, problem: Problem) -> None:
        """Take in one document at a time after an error, and leave out the one that makes it.

        Raises LedgerError where no document does.
        """
        if not self._alone:
            self._alone = BATCH
            return
        following = self.store.keys_since(self._position[0], 1)
        if not following or following[0][1] in self.left_out:
            raise LedgerError(f"The index can't be brought up to date. {problem.message}")
        self.left_out[following[0][1]] = problem.message
        self._alone = 1  # for the one that is passed over now

    def _stored(self, writer: Any) -> tuple[int, int]:
        told = dict(writer.execute("SELECT name, value FROM about"))
        return int(told.get("documents", 0)), int(told.get("judged", 0))

    def _reload(self, writer: Any) -> None:
        """Take what the file has, which another process may have written."""
        told = dict(writer.execute("SELECT name, value FROM about"))
        self._links = IncrementalLinker(self.store.reading)
        known = self.store.judgements()[: int(told.get("judgements", 0))]
        self._links.remember(writer, known)
        self.index.load(writer)
        self._position = self._stored(writer)
        self._state = self._seen()

    def _seen(self) -> Snapshot:
        opinions = self._links.opinions
        return Snapshot(
            *self._position,
            index=self.index,
            incidents=StoredRecords(self.index, "incidents", Incident),
            claims=StoredRecords(self.index, "folded", FoldedClaim),
            statements=StatementIncidents(self.index),
            judgements=opinions.all,
            by_claim=opinions.by_claim,
        )

    def recorded(self, key: str) -> str | None:
        """When the document with this fingerprint was recorded, if it is in the index."""
        found = self.index.rows("SELECT recorded FROM documents WHERE key = ?", (key,))
        return str(found[0][0]) if found else None


def _last_of(judgements: Sequence[Judgement]) -> str:
    """Return a digest of the last of these judgements, empty where there is none."""
    return content_hash("judgement", dumps(pack(judgements[-1]))) if judgements else ""

"""The incident index of a ledger: kept open for a site, brought up to date as the ledger grows."""

from __future__ import annotations

import logging
import sqlite3
import threading
import time
from collections import ChainMap
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from copy import copy
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TypeVar

from sayso.index.claims import ClaimIndex
from sayso.index.database import SUFFIX, IndexDatabase
from sayso.index.forms import apply_judgements
from sayso.index.incremental import IncrementalLinker
from sayso.index.judgements import JudgementIndex
from sayso.index.reader import IncidentReader, Rows
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
from sayso.ledger.rows import plain
from sayso.linking.corrected import corrected
from sayso.linking.judged import in_force, rejects
from sayso.record import Incident, Judgement, Problem, Reading, content_hash
from sayso.record.faults import attempt
from sayso.record.wire import dumps, pack

PATIENT_S = 1.5
"""Seconds that whoever wrote something, and whoever reads an index alone, waits for it to be there.

Where bringing the index up to date took longer the last time, the last state is shown till then.
"""

READERS_S = 0.05
"""The same for the readers of a site, who did not write it: a page says what is on its way."""

BATCH = 400
"""Documents that are ingested at a time: more need more memory, fewer more looking around."""

PASSING = (LedgerError, sqlite3.Error, OSError)
"""Errors of the ledger and of the index's file, of which no document is the cause."""

log = logging.getLogger(__name__)

Item = TypeVar("Item")


class Snapshot(IncidentReader):
    """The incidents of a ledger, up to the documents and judgements with these numbers.

    `judgements` are all of them in order, of which the first `judgements_shown` are in incidents
    and rows; `by_claim` the same by the statements that they name, and `by_moment` by who said them
    when, both without annotations, which are in `work`; `added` are the claims that were ever added
    to a document, by its fingerprint.
    """

    def __init__(
        self,
        rows: Rows,
        position: tuple[int, int],
        judgements: JudgementIndex,
    ) -> None:
        super().__init__(rows)
        self.documents, self.judged = position
        self.judgements: Sequence[Judgement] = judgements.all
        self.judgements_shown = len(judgements.all)
        self.by_claim: Mapping[str, tuple[Judgement, ...]] = judgements.by_claim
        self.by_moment: Mapping[tuple[str, datetime], Sequence[Judgement]] = judgements.by_moment
        self.added: Mapping[str, Sequence[str]] = judgements.added
        self.work = judgements.work
        self._coded_by_several: Mapping[str, None] = judgements.coded_by_several
        self._coded_by: Mapping[str, Mapping[str, None]] = judgements.coded_by
        self._former_ids: Mapping[str, str] = judgements.former
        self._codings: Mapping[str, Sequence[tuple[int, Judgement]]] = judgements.codings

    def _former(self, wanted: str) -> Incident | None:
        """Return the incident that a judged claim is in whose incident had this id before: what
        people judge and put together changes which claim is the first.
        """
        former = self._former_ids.get(wanted)
        homes = self.homes([former]) if former is not None else {}
        return next((self.incidents[home] for home in homes.values()), None)

    def codings(self, claims: Iterable[str]) -> list[tuple[int, Judgement]]:
        """Return what was coded of incidents that any of these statements stood for, the oldest
        first, each with its place among all judgements.
        """
        held = {number: made for claim in claims for number, made in self._codings.get(claim, ())}
        return sorted(held.items(), key=lambda pair: pair[0])

    def within(self, judged: JudgementIndex) -> Snapshot:
        """Return the same incidents with the work and codings of a project in the place of those
        of the ledger.
        """
        own = copy(self)
        own.judgements, own.judgements_shown = judged.all, len(judged.all)
        own.work, own._codings = judged.work, judged.codings
        own._former_ids = ChainMap({}, dict(self._former_ids), judged.former)
        return own

    def is_rejected(self, claim: str) -> bool:
        """Return whether the last that people said of a claim, and that holds, leaves it out."""
        said = in_force(self.by_claim.get(claim, ()))
        return bool(said) and rejects(said[-1])

    def coded_by(self, person: str) -> list[str]:
        """Return the claims of which a person says something that holds."""
        return list(self._coded_by.get(person, ()))

    def coded_by_several(self) -> list[str]:
        """Return the claims of which two people or more say something that holds, in the order in
        which they came to.
        """
        return list(self._coded_by_several)

    def shown(self, reading: Reading) -> Reading:
        """Return a reading with its claims as people corrected them, and those they added."""
        return corrected(reading, self.by_claim, self.added)

    def incident(self, wanted: str) -> Incident:
        """Return the incident whose id, or that of a claim in it, is `wanted` or begins so.

        Raises UnknownIdError where there is none, or more than one.
        """
        incident = self.by_id(wanted) or self._former(wanted)
        if incident is None:
            raise UnknownIdError(
                f"No incident has the id '{wanted}'. The front page lists those there are."
            )
        return incident

    def incident_of_whole_id(self, wanted: str) -> Incident:
        """Return the incident with this very id, or of the claim with it. Raises UnknownIdError.

        Whoever knows only how an id begins finds nothing.
        """
        home = self.homes([plain(wanted)]).get(plain(wanted), "")
        for incident in (self.incidents.get(wanted), self.incidents.get(home)):
            if incident is not None:
                return incident
        former = self._former(wanted)
        if former is None:
            raise UnknownIdError("No incident has this id.")
        return former


class _RolledBackError(Exception):
    """What was ingested is to be undone."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


class IncidentIndex:
    """A ledger that is open, with the index of its claims and incidents, for several threads.

    `ledger` is made if there is none, but for who only reads it. `patience` is how many seconds
    `state` waits for what just came in. With `in_memory` the index is made anew in memory, where no
    file can be written. `left_out` has the documents that can't be in the index, by fingerprint,
    each with what is wrong: their readings are damaged, or the index raised on them. Raises
    LedgerError.

    A ledger war.sqlite holds documents 1 to 900, and war.desk says "documents: 850" in its table
    `about`. Opening it reads the columns of those 850 into memory. `state()` sees by the ledger's
    newest number that 50 are missing and starts a thread, whose `step` ingests them in one
    transaction: their rows and full text, their copies, the passages that they are like, and the
    few groups which that changes. `state()` waits up to `patience` and returns a snapshot of 900
    documents, or else of 850, while `lag` says what is on its way.
    """

    def __init__(
        self,
        ledger: Path | str,
        mode: Mode = "add",
        patience: float = PATIENT_S,
        in_memory: bool = False,
    ) -> None:
        self.path = named(ledger)
        self.store: Store = open_ledger(ledger, mode)
        self._read_at_start: Sequence[Judgement] = ()
        about = (self._first(), self._key_at, self._has_judgements)
        path = None if in_memory else sidecar_path(ledger, SUFFIX)
        self._file = IndexDatabase(path, *about)
        self.index = ClaimIndex(self._file)
        self._linker = IncrementalLinker(self.store.reading)
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
        self._state = self._snapshot()
        with self._file.writing() as writer:
            self._reload(writer)

    def _first(self) -> str:
        """Return what distinguishes one ledger from another: the document that was added first."""
        first = self.store.keys_since(0, 1)
        return first[0][1] if first else ""

    def _key_at(self, number: int) -> str | None:
        keys = self.store.keys_since(number - 1, 1)
        return keys[0][1] if keys and keys[0][0] == number else None

    def _has_judgements(self, about: Mapping[str, str]) -> bool:
        """Return whether the ledger has the judgements that an index was made with.

        A ledger that was restored from a backup has the same documents, but may have fewer.
        """
        count = int(about.get("judgements", 0))
        judgements = self.store.judgements() if count else ()
        self._read_at_start = judgements
        last = about.get("last judgement")
        return count <= len(judgements) and last in (None, _last_of(judgements[:count]))

    def close(self) -> None:
        """Close the ledger and its index. What is being ingested is given up: all or nothing."""
        self._closed = True
        with self._lock:
            self._file.close()
            self.store.close()

    def state(self) -> Snapshot:
        """Return the incidents as they are; where that takes long, as they were a little ago."""
        self._look(self._patience)
        if self._failed is not None:
            raise self._failed
        return self._state

    def judge(self, judgements: Iterable[Judgement]) -> None:
        """Append judgements to the ledger, and wait till they are in the index."""
        for judgement in judgements:
            self.store.judge(judgement)
        self.wait_until_indexed()

    def listed_documents(self) -> Sequence[int] | None:
        """Return the numbers of the documents that lists of work have: None, for all."""
        return None

    def kept_while_same(self, key: str, make: Callable[[], Item]) -> Item:
        """Return what `make` makes of the state that was published last, kept till the next."""
        return self.index.of_generation(key, make)

    def wait_until_indexed(self) -> None:
        """Wait, PATIENT_S at the most, till what was just written is in the index."""
        self._look(PATIENT_S)

    def _look(self, patience: float) -> None:
        """Begin to ingest what came since, and wait for it where that was quick the last time."""
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
    def lag(self) -> str:
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

    def ingested(self) -> Iterator[int]:
        """Bring the index up to date; yield the numbers of documents as they are in.

        Raises LedgerError.
        """
        done = self.progress[0]
        while self.step():
            now = self.progress[0]
            yield from range(done, now)
            done = now

    def step(self) -> bool:
        """Ingest the next documents and judgements; return False when there are none."""
        with self._lock:
            if self._closed or self.store.newest() == self._position:
                return False
            begun = time.monotonic()
            try:
                with self._file.writing() as writer:
                    if self._stored(writer) != self._position:
                        self._reload(writer)
                    position = attempt("index", partial(self._ingest, writer), PASSING)
                    if isinstance(position, Problem):
                        raise _RolledBackError(position)
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
                self._state = self._snapshot()
                self._done.notify_all()
            # The first time, vocabularies are read too.
            self._took = 0.0 if first else time.monotonic() - begun
            return True

    def _ingest(self, writer: sqlite3.Connection) -> tuple[int, int]:
        """Ingest a batch; return the numbers of the last document and judgement in the index."""
        keys = self.store.keys_since(self._position[0], 1 if self._alone else BATCH)
        readings = [
            (number, reading, recorded.isoformat())
            for number, key, recorded in self._while_open(keys)
            if (reading := self._usable(key)) is not None
        ]
        shown = ((number, self._linker.shown(each), when) for number, each, when in readings)
        self.index.add(writer, self._while_open(shown))
        documents = keys[-1][0] if keys else self._position[0]
        judged = self._position[1]
        judgements: Sequence[Judgement] = ()
        newest = self.store.newest()
        if newest[1] != judged:
            judgements = self.store.judgements(judged, newest[1])
            judged = newest[1]
        added = ((number, reading) for number, reading, _ in self._while_open(readings))
        self._linker.ingest(writer, added, judgements, partial(self._correct, writer))
        apply_judgements(writer, self._linker.judgements.all)
        about = (("documents", str(documents)), ("judged", str(judged)),
                 ("judgements", str(len(self._linker.judgements.all))),
                 ("last judgement", _last_of(self._linker.judgements.all)),
                 ("ledger", self._first()))  # fmt: skip
        writer.executemany("INSERT OR REPLACE INTO about VALUES (?, ?)", about)
        return documents, judged

    def _correct(self, writer: sqlite3.Connection, documents: Collection[str]) -> None:
        """Bring the claims of documents up to date with what people corrected."""
        held = (self._usable(key) for key in sorted(documents))
        self.index.change(writer, (self._linker.shown(each) for each in held if each is not None))

    def _while_open(self, items: Iterable[Item]) -> Iterator[Item]:
        """Yield items in their order; raise LedgerError once the index is closed."""
        for item in items:
            if self._closed:
                raise LedgerError("The site is being stopped.")
            yield item

    def _usable(self, key: str) -> Reading | None:
        """Return the reading of a document; None, noting why, where it can't be in the index."""
        if key in self.left_out:
            return None
        try:
            return self.store.reading(key)
        except EvidenceError as error:
            log.error("%s", error)
            self.left_out[key] = str(error)
            return None

    def _narrow(self, problem: Problem) -> None:
        """Ingest one document at a time after an error, and leave out the one that makes it.

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

    def _stored(self, writer: sqlite3.Connection) -> tuple[int, int]:
        about = dict(writer.execute("SELECT name, value FROM about"))
        return int(about.get("documents", 0)), int(about.get("judged", 0))

    def _reload(self, writer: sqlite3.Connection) -> None:
        """Take over what the file has, which another process may have written."""
        about = dict(writer.execute("SELECT name, value FROM about"))
        self._linker = IncrementalLinker(self.store.reading)
        count = int(about.get("judgements", 0))
        judgements, self._read_at_start = self._read_at_start, ()
        if len(judgements) < count:
            judgements = self.store.judgements()
        self._linker.remember(writer, judgements[:count])
        self.index.load(writer)
        self._position = self._stored(writer)
        self._state = self._snapshot()

    def _snapshot(self) -> Snapshot:
        return Snapshot(self.index.rows, self._position, self._linker.judgements)

    def recorded(self, key: str) -> str | None:
        """Return when the document with this fingerprint was recorded, None if it isn't indexed."""
        rows = self.index.rows("SELECT recorded FROM documents WHERE key = ?", (key,))
        return str(rows[0][0]) if rows else None


def _last_of(judgements: Sequence[Judgement]) -> str:
    """Return a digest of the last of these judgements, empty where there is none."""
    return content_hash("judgement", dumps(pack(judgements[-1]))) if judgements else ""

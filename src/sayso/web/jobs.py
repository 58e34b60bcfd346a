"""Work that goes on after the answer: files and addresses that users handed in, read in turn.

Jobs are kept in the users' file, and their files in a folder beside it, until they ended: a site
that is started again goes on with what the last one left, and reads nothing twice, since the ledger
holds what was read.
"""

from __future__ import annotations

import asyncio
import secrets
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import Literal, cast

from anyio import CapacityLimiter, to_thread

from sayso.accounts import LOCAL, People
from sayso.accounts.jobs import StoredInput, StoredItem, StoredJob
from sayso.actions.add import Outcome, UnavailableError
from sayso.actions.handed_files import HandedFiles, packed_hints, unpacked_hints
from sayso.actions.handing_in import HandedFile, HandedInput, inputs_of
from sayso.actions.submit import QueueFullError, StoppingError
from sayso.index.service import IncidentIndex
from sayso.intake import Hints
from sayso.intake.inputs import Opened
from sayso.ledger import LedgerError
from sayso.record import Document
from sayso.record.addresses import without_credentials
from sayso.web.messages import without_paths
from sayso.web.text_queue import TextQueue

MOST_AT_WORK = 2
"""Jobs that are fetched or parsed at a time, so that one long file does not keep the others."""

MOST_JOBS = 12
MOST_OF_ONE_PERSON = 4
"""Jobs that wait or are at work. Their files lie on the disk meanwhile."""

MOST_DOCUMENTS = 1_000
"""Documents of one job: at a second for each, they take a quarter of an hour."""

MOST_LISTED = 200
"""Documents, and problems, that the page of a job lists; all are counted."""

MOST_REMEMBERED = 200
"""Jobs whose pages can be looked at, those that ended first forgotten first."""

RETRY_S = 30
FOLDER = "handed-in"
NO_REVIEWER = "Whoever handed it in may hand in nothing any more."
NOT_KEPT = (
    "What you handed in can't be kept: the disk of this site is full, or closed to it. Ask whoever"
    " runs it."
)
LOST = "A file of it is not on the disk any more. Hand it in again."

State = Literal["comes", "waits", "at work", "done", "cut", "stopped", "failed"]
ENDED: frozenset[State] = frozenset(("done", "cut", "stopped", "failed"))


@dataclass(frozen=True, slots=True)
class JobDocument:
    """A document that a job brought: what it is called, its key, and whether it is new."""

    name: str
    key: str
    new: bool


@dataclass(eq=False, slots=True)
class Job:
    """What somebody handed in, and what became of it so far.

    `about` are the names of the files, or the address; `read` is how many of its inputs were read
    to their end; `met` are the keys of its documents and the messages of its problems.
    """

    id: str
    person: str
    begun: datetime
    about: tuple[str, ...] = ()
    state: State = "comes"
    documents: list[JobDocument] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    new: int = 0
    known: int = 0
    refused: int = 0
    fault: str = ""
    read: int = 0
    met: set[str] = field(default_factory=set)

    @property
    def ended(self) -> bool:
        """Whether nothing more will come of it."""
        return self.state in ENDED

    @property
    def count(self) -> int:
        """How many documents and problems it brought."""
        return self.new + self.known + self.refused

    def note(self, item: StoredItem) -> None:
        """Put down what became of one part of the input."""
        self.met.add(item.key or item.problem)
        if not item.key:
            self.refused += 1
            self.problems += [item.problem] if len(self.problems) < MOST_LISTED else []
            return
        self.new += item.new
        self.known += not item.new
        if len(self.documents) < MOST_LISTED:
            self.documents.append(JobDocument(item.name, item.key, item.new))


def items_of(opened: Opened, outcomes: Sequence[Outcome]) -> list[StoredItem]:
    """Return what became of one part of the input, to be kept."""
    title = opened.content.title if isinstance(opened.content, Document) else None
    items = []
    for outcome in outcomes:
        if outcome.added is None:
            message = outcome.problem.message if outcome.problem else "It was not added."
            items.append(StoredItem("", "", new=False, problem=message))
        else:
            added = outcome.added
            items.append(StoredItem(added.document, title or opened.source, added.new, ""))
    return items


class JobQueue:
    """Jobs in their order, a few at a time. To be used by one event loop, as the queue of texts."""

    def __init__(self, incident_index: IncidentIndex, texts: TextQueue, people: People) -> None:
        self._incident_index = incident_index
        self._texts = texts
        self._people = people
        self._files = HandedFiles(people.path.with_name(f"{people.path.stem}.{FOLDER}"))
        self._jobs: dict[str, Job] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._at_work = asyncio.Semaphore(MOST_AT_WORK)
        self._threads = CapacityLimiter(MOST_AT_WORK)

    @contextmanager
    def place(self, person: str) -> Iterator[Job]:
        """Give a new job of `person`, which is forgotten again unless it is begun inside.

        Raises QueueFullError or StoppingError.
        """
        if self._texts.stopping:
            raise StoppingError
        waiting = [each for each in self._jobs.values() if not each.ended]
        own = sum(each.person == person for each in waiting)
        if len(waiting) >= MOST_JOBS or own >= MOST_OF_ONE_PERSON:
            raise QueueFullError(
                f"{own if own >= MOST_OF_ONE_PERSON else len(waiting)} jobs wait or are at work,"
                f" and no more may. This was not added: hand it in again in {RETRY_S} seconds.",
                RETRY_S,
            )
        job = Job(secrets.token_hex(12), person, datetime.now(UTC))
        self._jobs[job.id] = job
        self._forget_old()
        try:
            yield job
        finally:
            if job.state == "comes":
                del self._jobs[job.id]

    async def begin_files(self, job: Job, files: Sequence[HandedFile], hints: Hints) -> None:
        """Let a job of files begin, once their bytes are on the disk. Raises UnavailableError."""

        def kept() -> list[HandedInput]:
            self._files.begin()
            return self._files.keep(job.id, files, hints)

        try:
            inputs = await to_thread.run_sync(kept)
            await self.begin(job, inputs)
        except OSError as error:
            raise UnavailableError(NOT_KEPT, RETRY_S) from error
        finally:
            if job.state == "comes":
                await to_thread.run_sync(self._files.drop, job.id)

    async def begin(self, job: Job, inputs: Sequence[HandedInput]) -> None:
        """Let a job begin: its `inputs` are read in their order. Raises UnavailableError."""
        job.about = tuple(without_credentials(each.name) for each in inputs)

        def kept() -> None:
            self._files.begin()
            stored = [
                StoredInput(each.kind, name, packed_hints(each.hints))
                for each, name in zip(inputs, job.about, strict=True)
            ]
            begun, runner = job.begun.isoformat(), self._files.runner
            self._people.jobs.add(job.id, job.person, begun, runner, stored)

        try:
            await to_thread.run_sync(kept)
        except OSError as error:
            raise UnavailableError(NOT_KEPT, RETRY_S) from error
        self._start(job, inputs)

    def _start(self, job: Job, inputs: Sequence[HandedInput]) -> None:
        job.state = "waits"
        task = asyncio.create_task(self._run(job, inputs))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def resume(self, local: bool) -> None:
        """Take up the jobs that are kept: show those that ended, and go on with those that an ended
        process left. `local` says that no login is asked for.
        """
        taken = await to_thread.run_sync(self._taken_up, local)
        for job, inputs in taken:
            self._start(job, inputs)

    def _taken_up(self, local: bool) -> list[tuple[Job, list[HandedInput]]]:
        """Return the jobs to go on with, and remember the others."""
        stored = self._people.jobs.all()
        may = {each.name for each in self._people.users() if each.may("reviewer")}
        may |= {LOCAL.name} if local else set()
        taken = []
        for record in stored:
            if not record.state and self._files.lives(record.runner):
                continue  # another process reads it, and shows it
            job = self._jobs[record.id] = _remembered(record)
            if record.state:
                job.state = cast(State, record.state)
                continue
            self._files.begin()
            if not self._people.jobs.take_over(record.id, record.runner, self._files.runner):
                del self._jobs[record.id]
            elif self._can_go_on(job, inputs := self._inputs(record), job.person in may):
                taken.append((job, inputs))
        if self._files.runner:
            ended = {each.id for each in self._jobs.values() if each.ended}
            self._files.drop_others({each.id for each in stored} - ended)
        return taken

    def _can_go_on(self, job: Job, inputs: Sequence[HandedInput], allowed: bool) -> bool:
        """Return whether a job can go on; end it where its person may not, or a file is gone."""
        job.fault = "" if allowed else NO_REVIEWER
        if any(one.path is not None and not one.path.exists() for one in inputs[job.read :]):
            job.fault = job.fault or LOST
        if not job.fault:
            return True
        job.state = "failed"
        self._people.jobs.end(job.id, job.state, job.fault)
        self._files.drop(job.id)
        return False

    def _inputs(self, stored: StoredJob) -> list[HandedInput]:
        return [
            HandedInput("address", each.name, unpacked_hints(each.hints))
            if each.kind == "address"
            else HandedInput(
                "file", each.name, unpacked_hints(each.hints), self._files.path(stored.id, number)
            )
            for number, each in enumerate(stored.inputs)
        ]

    def close(self) -> None:
        """Let others go on with what this process did not read."""
        self._files.close()

    def of(self, person: str) -> list[Job]:
        """Return the jobs of a person, the newest first."""
        return [each for each in self._jobs.values() if each.person == person][::-1]

    def job(self, job_id: str, person: str) -> Job | None:
        """Return a job of a person; None where there is none, or it is another's."""
        job = self._jobs.get(job_id)
        return job if job is not None and job.person == person else None

    async def _run(self, job: Job, inputs: Sequence[HandedInput]) -> None:
        state: State = "failed"
        try:
            async with self._at_work:
                job.state = "at work"
                state = await self._read(job, inputs)
        except StoppingError:
            state = "stopped"
        except (LedgerError, UnavailableError) as error:
            job.fault = without_paths(str(error), self._incident_index.path)
        except (OSError, sqlite3.Error):
            job.fault = "What came of it could not be kept on the disk."
        except asyncio.CancelledError:
            state = "stopped"
            raise
        finally:
            job.state = state
            if state != "stopped":  # who comes after goes on with what was stopped
                await to_thread.run_sync(self._end, job, abandon_on_cancel=True)

    def _end(self, job: Job) -> None:
        with suppress(sqlite3.Error):
            self._people.jobs.end(job.id, job.state, job.fault)
        self._files.drop(job.id)

    async def _read(self, job: Job, inputs: Sequence[HandedInput]) -> State:
        """Read the inputs of a job, a part at a time, and return how that ended.

        An input that was begun before is gone through from its beginning: the ledger gives what it
        holds without reading it, and what was noted is not noted again.
        """
        noted = frozenset(job.met)
        for number, handed in list(enumerate(inputs))[job.read :]:
            parts = inputs_of(handed, self._incident_index.store)
            advance = partial(next, parts, None)
            while (opened := await to_thread.run_sync(advance, limiter=self._threads)) is not None:
                if job.count >= MOST_DOCUMENTS:
                    await to_thread.run_sync(parts.close, limiter=self._threads)
                    return "cut"
                items = items_of(opened, await self._texts.add(opened))
                fresh = [each for each in items if (each.key or each.problem) not in noted]
                for item in fresh:
                    job.note(item)
                await to_thread.run_sync(self._people.jobs.note, job.id, fresh)
            job.read, noted = number + 1, frozenset()
            await to_thread.run_sync(self._people.jobs.input_read, job.id, job.read)
        wait = self._incident_index.wait_until_indexed
        await to_thread.run_sync(wait, limiter=self._threads)
        return "done"

    def _forget_old(self) -> None:
        ended = [each.id for each in self._jobs.values() if each.ended]
        for key in ended[: max(0, len(self._jobs) - MOST_REMEMBERED)]:
            del self._jobs[key]


def _remembered(stored: StoredJob) -> Job:
    """Return a job as it was kept, with what came of it so far."""
    begun = datetime.fromisoformat(stored.begun)
    about = tuple(each.name for each in stored.inputs)
    job = Job(stored.id, stored.person, begun, about, fault=stored.fault, read=stored.read)
    for item in stored.items:
        job.note(item)
    return job

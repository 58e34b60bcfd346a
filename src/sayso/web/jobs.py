"""Work that goes on after the answer: files and addresses that users handed in, read in turn."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import BinaryIO, Literal

from anyio import CapacityLimiter, to_thread

from sayso.actions.add import Outcome, UnavailableError
from sayso.actions.handing_in import Inputs
from sayso.actions.submit import QueueFullError, StoppingError
from sayso.index.service import IncidentIndex
from sayso.intake.inputs import Opened
from sayso.ledger import LedgerError
from sayso.record import Document
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

    `about` are the names of the files, or the address.
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

    @property
    def ended(self) -> bool:
        """Whether nothing more will come of it."""
        return self.state in ENDED

    @property
    def count(self) -> int:
        """How many documents and problems it brought."""
        return self.new + self.known + self.refused

    def note(self, opened: Opened, outcomes: Sequence[Outcome]) -> None:
        """Put down what became of one part of the input."""
        for outcome in outcomes:
            if outcome.added is None:
                self.refused += 1
                message = outcome.problem.message if outcome.problem else "It was not added."
                self.problems += [message] if len(self.problems) < MOST_LISTED else []
                continue
            self.new += outcome.added.new
            self.known += not outcome.added.new
            if len(self.documents) < MOST_LISTED:
                title = opened.content.title if isinstance(opened.content, Document) else None
                name = title or opened.source
                self.documents.append(JobDocument(name, outcome.added.document, outcome.added.new))


class JobQueue:
    """Jobs in their order, a few at a time. To be used by one event loop, as the queue of texts."""

    def __init__(self, incident_index: IncidentIndex, texts: TextQueue) -> None:
        self._incident_index = incident_index
        self._texts = texts
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
        job = Job(secrets.token_urlsafe(12), person, datetime.now(UTC))
        self._jobs[job.id] = job
        self._forget_old()
        try:
            yield job
        finally:
            if job.state == "comes":
                del self._jobs[job.id]

    def begin(
        self,
        job: Job,
        about: Sequence[str],
        inputs: Sequence[Callable[[], Inputs]],
        files: Sequence[BinaryIO] = (),
    ) -> None:
        """Let a job begin: its `inputs` are read in their order, and its `files` then closed."""
        job.about, job.state = tuple(about), "waits"
        task = asyncio.create_task(self._run(job, inputs, files))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def of(self, person: str) -> list[Job]:
        """Return the jobs of a person, the newest first."""
        return [each for each in self._jobs.values() if each.person == person][::-1]

    def job(self, job_id: str, person: str) -> Job | None:
        """Return a job of a person; None where there is none, or it is another's."""
        job = self._jobs.get(job_id)
        return job if job is not None and job.person == person else None

    async def _run(
        self, job: Job, inputs: Sequence[Callable[[], Inputs]], files: Sequence[BinaryIO]
    ) -> None:
        state: State = "failed"
        with ExitStack() as closing:
            for file in files:
                closing.callback(file.close)
            try:
                async with self._at_work:
                    job.state = "at work"
                    state = await self._read(job, inputs)
            except StoppingError:
                state = "stopped"
            except (LedgerError, UnavailableError) as error:
                job.fault = without_paths(str(error), self._incident_index.path)
            finally:
                job.state = state

    async def _read(self, job: Job, inputs: Sequence[Callable[[], Inputs]]) -> State:
        """Read the inputs of a job, a part at a time, and return how that ended."""
        for make in inputs:
            parts = make()
            advance = partial(next, parts, None)
            while (opened := await to_thread.run_sync(advance, limiter=self._threads)) is not None:
                if job.count >= MOST_DOCUMENTS:
                    await to_thread.run_sync(parts.close, limiter=self._threads)
                    return "cut"
                job.note(opened, await self._texts.add(opened))
        wait = self._incident_index.wait_until_indexed
        await to_thread.run_sync(wait, limiter=self._threads)
        return "done"

    def _forget_old(self) -> None:
        ended = [each.id for each in self._jobs.values() if each.ended]
        for key in ended[: max(0, len(self._jobs) - MOST_REMEMBERED)]:
            del self._jobs[key]

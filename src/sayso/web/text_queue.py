"""The queue of what was handed in to a site and waits to be read: texts, and parts of inputs."""

from __future__ import annotations

import asyncio
import math
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import TypeVar

from anyio import CapacityLimiter, to_thread

from sayso.actions.add import Outcome, Reader
from sayso.actions.handing_in import add_one
from sayso.actions.submit import QueueFullError, StoppingError, add_text
from sayso.index.service import IncidentIndex
from sayso.intake import Hints
from sayso.intake.inputs import Opened

Result = TypeVar("Result")

MOST_TEXTS = 5
"""Texts that are read or wait: one is read, four wait.

A text of 20 kB takes about a second of one core that does nothing else: with four before it a
browser gets its page in some five seconds, which a person waits for. A longer queue only makes
everyone wait longer, since one text is read at a time.
"""

MOST_OF_ONE_PERSON = 4
"""So that one who hands in many texts leaves a place for others."""

MOST_CHARACTERS = 800_000
"""Of all texts in the queue: two of the longest. A program waits a minute or so for an answer."""

SHORTEST_WAIT_S, LONGEST_WAIT_S = 1, 60
"""What Retry-After may say."""

WRITERS = 8
"""Threads for what writes to the ledger: they may wait for another process that writes, and pages
have forty threads of their own."""

OUTCOME_WEIGHT = 0.3
"""How much the last text counts in the average time that one takes."""


class TextQueue:
    """Reads texts one at a time, in their order; refuses them when too many wait.

    Whoever waits is an asyncio task and holds no thread: while 80 requests waited in threads of
    the pool that pages are made in, no page was made for a minute. To be used by one event loop.
    """

    def __init__(self, incident_index: IncidentIndex, reader: Reader) -> None:
        self._incident_index = incident_index
        self._reader = reader
        self._turn = asyncio.Lock()
        self._threads = CapacityLimiter(MOST_TEXTS)
        self._writers = CapacityLimiter(WRITERS)
        self._persons: Counter[str] = Counter()
        self._characters = 0
        self._average_s = 1.0
        self._begun = 0.0
        self._stopping = False

    async def submit(
        self, person: str, text: str, hints: Hints, title: str | None = None
    ) -> Outcome:
        """Have a text of `person` read and stored, and wait a little until it is in the index.

        Raises BusyError or StoppingError, with nothing stored, and what `actions.submit` raises.
        """
        with self._place(person, len(text)):
            async with self._turn:
                if self._stopping:
                    raise StoppingError
                self._begun = time.monotonic()
                add = partial(add_text, self._incident_index, text, hints, title, self._reader)
                outcome = await to_thread.run_sync(add, limiter=self._threads)
                took = time.monotonic() - self._begun
                self._average_s += OUTCOME_WEIGHT * (took - self._average_s)
            await to_thread.run_sync(self._incident_index.wait_until_indexed, limiter=self._threads)
            return outcome

    async def add(self, opened: Opened) -> list[Outcome]:
        """Have one part of an input read and stored when it is its turn, between others' texts.

        Raises StoppingError, with nothing of it stored, and LedgerError.
        """
        async with self._turn:
            if self._stopping:
                raise StoppingError
            self._begun = time.monotonic()
            work = partial(add_one, self._incident_index.store, opened, self._reader)
            return await to_thread.run_sync(work, limiter=self._threads)

    async def write(self, work: Callable[[], Result]) -> Result:
        """Return what `work` does, run in one of the few threads for what writes."""
        return await to_thread.run_sync(work, limiter=self._writers)

    @property
    def stopping(self) -> bool:
        """Whether the site is being stopped."""
        return self._stopping

    def stop(self) -> None:
        """Refuse what comes and what waits; the text that is being read goes on."""
        self._stopping = True

    @contextmanager
    def _place(self, person: str, characters: int) -> Iterator[None]:
        """Hold a place in the queue while the text is in it. Raises BusyError or StoppingError."""
        if self._stopping:
            raise StoppingError
        texts = self._persons.total()
        full = texts >= MOST_TEXTS or self._characters + characters > MOST_CHARACTERS
        if (texts and full) or self._persons[person] >= MOST_OF_ONE_PERSON:
            now = time.monotonic() - self._begun if self._turn.locked() else 0.0
            wait = math.ceil(max(self._average_s, now) * texts / 2)
            wait = min(max(wait, SHORTEST_WAIT_S), LONGEST_WAIT_S)
            raise QueueFullError(
                f"{texts} texts wait to be read, and no more may. This one was not added: hand it"
                f" in again in {wait} seconds.",
                wait,
            )
        self._persons[person] += 1
        self._characters += characters
        try:
            yield
        finally:
            self._characters -= characters
            self._persons[person] -= 1
            if not self._persons[person]:
                del self._persons[person]

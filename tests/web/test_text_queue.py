"""Texts that are handed in wait in a short queue, and are refused when it is full."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from sayso.actions.add import Outcome
from sayso.actions.submit import QueueFullError, StoppingError
from sayso.index.service import IncidentIndex
from sayso.intake import NO_HINTS
from sayso.record import Document, Reading
from sayso.web.text_queue import MOST_OF_ONE_PERSON, MOST_TEXTS, TextQueue


class SlowReader:
    """Reads nothing in a text, and only when it is let."""

    def __init__(self) -> None:
        self.may = threading.Event()
        self.at_once = self.most_at_once = 0

    def __call__(self, document: Document) -> Reading:
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        assert self.may.wait(60)
        self.at_once -= 1
        return Reading(document, claims=())


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[IncidentIndex]:
    with closing(IncidentIndex(tmp_path / "news.sqlite")) as made:
        yield made


async def handed_in(
    queue: TextQueue, person: str, numbers: range, size: int = 20
) -> list[asyncio.Task[Outcome]]:
    """Hand in texts at once, and wait until each is in the queue or refused."""
    texts = [f"{person} saw {each} fires. {'x' * size}" for each in numbers]
    tasks = [asyncio.create_task(queue.submit(person, each, NO_HINTS)) for each in texts]
    for _ in range(20):
        await asyncio.sleep(0.01)
    return tasks


def refused(tasks: list[asyncio.Task[Outcome]]) -> list[BaseException]:
    """The errors of those that are over already."""
    return [each.exception() for each in tasks if each.done() and each.exception()]  # type: ignore[misc]


def test_one_is_read_a_few_wait_and_the_rest_are_refused_with_a_time(desk: IncidentIndex) -> None:
    reader = SlowReader()

    async def scene() -> None:
        queue = TextQueue(desk, reader)
        tasks = await handed_in(queue, "oksana", range(80))
        faults = refused(tasks)
        assert len(faults) == 80 - MOST_OF_ONE_PERSON
        assert all(isinstance(each, QueueFullError) and each.retry_after >= 1 for each in faults)
        others = await handed_in(queue, "iryna", range(80))
        assert len(refused(others)) == 80 - (MOST_TEXTS - MOST_OF_ONE_PERSON), "one place is hers"
        reader.may.set()
        outcomes = await asyncio.gather(*tasks, *others, return_exceptions=True)
        added = [each for each in outcomes if isinstance(each, Outcome)]
        assert len(added) == MOST_TEXTS == desk.store.newest()[0]
        (again,) = await handed_in(queue, "oksana", range(100, 101))
        assert (await again).added is not None, "there is room again"

    asyncio.run(scene())
    assert reader.most_at_once == 1


def test_long_texts_count_for_more(desk: IncidentIndex) -> None:
    reader = SlowReader()

    async def scene() -> None:
        queue = TextQueue(desk, reader)
        tasks = await handed_in(queue, "oksana", range(3), size=390_000)
        assert len(refused(tasks)) == 1
        reader.may.set()
        await asyncio.gather(*tasks, return_exceptions=True)

    asyncio.run(scene())


def test_who_waits_for_a_text_holds_no_thread_of_the_pages(desk: IncidentIndex) -> None:
    reader = SlowReader()

    async def scene() -> None:
        from anyio.to_thread import current_default_thread_limiter

        queue = TextQueue(desk, reader)
        tasks = await handed_in(queue, "oksana", range(4))
        assert current_default_thread_limiter().borrowed_tokens == 0
        reader.may.set()
        await asyncio.gather(*tasks)

    asyncio.run(scene())


def test_a_queue_that_is_stopped_hands_back_what_was_not_read(desk: IncidentIndex) -> None:
    reader = SlowReader()

    async def scene() -> None:
        queue = TextQueue(desk, reader)
        tasks = await handed_in(queue, "oksana", range(4))
        queue.stop()
        reader.may.set()
        first, *rest = await asyncio.gather(*tasks, return_exceptions=True)
        assert isinstance(first, Outcome)
        assert all(isinstance(each, StoppingError) for each in rest)
        with pytest.raises(StoppingError):
            await queue.submit("oksana", "Too late.", NO_HINTS)

    asyncio.run(scene())
    assert desk.store.newest()[0] == 1

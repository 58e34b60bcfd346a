"""Texts that are handed in are read in a process of their own, which may die."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path
from threading import Thread
from time import monotonic, sleep

import pytest

from sayso.actions.read import read
from sayso.actions.submit import ReadingApart, UnreadableError, submit
from sayso.engines.engine import ATTEMPTS
from sayso.engines.pool import Pool
from sayso.index.service import IncidentIndex
from sayso.intake import Hints
from sayso.record import Document

TEXT = "The mayor of Kutum said on Tuesday that shelling had killed nine people at the market."


@pytest.fixture
def reader() -> Iterator[ReadingApart]:
    with closing(ReadingApart()) as made:
        yield made


def test_it_reads_as_in_this_process_and_stores_the_same(
    tmp_path: Path, reader: ReadingApart
) -> None:
    assert reader(Document(TEXT)) == read(TEXT)
    with closing(IncidentIndex(tmp_path / "l.sqlite")) as desk:
        outcome = submit(desk, TEXT, Hints(outlet="Savanna Press"), reader=reader)
        assert outcome.added is not None
        kept = desk.store.reading(outcome.added.document)
        assert kept.claims == read(replace(kept.document, text=TEXT)).claims
        assert desk.state().documents == 1


def test_a_process_that_is_ended_while_it_reads_is_followed_by_another(
    reader: ReadingApart,
) -> None:
    ending = Thread(target=_end, args=(reader._pool, 1))
    ending.start()
    assert reader(Document(TEXT)).claims == read(TEXT).claims
    ending.join()


def test_a_text_whose_reader_dies_each_time_is_told(reader: ReadingApart) -> None:
    ending = Thread(target=_end, args=(reader._pool, ATTEMPTS))
    ending.start()
    with pytest.raises(UnreadableError, match="shorter text"):
        reader(Document(TEXT * 400))
    ending.join()
    assert reader(Document(TEXT)).claims == read(TEXT).claims


def _end(pool: Pool, times: int) -> None:
    """Kill the pool's worker as soon as there is one, and those that follow it, so many."""
    seen: set[int] = set()
    until = monotonic() + 30
    while len(seen) < times and monotonic() < until:
        for pid in pool.pids:
            if pid not in seen:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
                seen.add(pid)
        sleep(0.01)

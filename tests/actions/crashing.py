"""Adds many small documents to a ledger, telling of each when it is safe: made to be killed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace

from sayso.actions.add import Outcome, add_opened
from sayso.actions.inputs import Opened
from sayso.ledger import open_ledger
from sayso.record import Document, Problem, Reading
from tests.made import market_reading, narrated_reading

DOCUMENTS = 60
PROBLEM = Problem("intake", "scan.pdf: it is a PDF, not text. Save its text as .txt.")


def inputs() -> Iterator[Opened]:
    """The same inputs at every run: short documents, a long one, and one that can't be read."""
    for number in range(DOCUMENTS):
        text = f"Report {number}. " + "A drone fell on the road to Nyala. " * (number % 7 * 40)
        yield Opened(f"{number}.txt", Document(text, given_id=f"r-{number}"))
    yield Opened("scan.pdf", PROBLEM)
    yield Opened("market.txt", market_reading().document)


def reader(document: Document) -> Reading:
    """A reading made without the pipeline, so that most of the time goes into the ledger."""
    if document == market_reading().document:
        return market_reading()
    return replace(narrated_reading(document.text), document=document)


def run(ledger: str) -> Iterator[Outcome]:
    """Add all the inputs to `ledger`."""
    with closing(open_ledger(ledger, "add")) as store:
        yield from add_opened(store, inputs(), reader)


def add_aloud(ledger: str) -> None:
    """Add all the inputs, telling on standard output of each when it is safe."""
    print("ready", flush=True)
    for outcome in run(ledger):
        if outcome.added:
            print("added", outcome.added.document, flush=True)

"""Adds many small documents to a ledger, telling of each when it is safe: made to be killed."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime

from sayso.actions import add as adding
from sayso.actions.add import Outcome, add_opened
from sayso.actions.watch import Looked, Watcher
from sayso.intake.fetch import Fetcher
from sayso.intake.fetch_policy import FetchPolicy
from sayso.intake.inputs import Opened
from sayso.ledger import open_ledger
from sayso.record import Capture, Document, Problem, Reading
from sayso.settings.feeds import Watched
from tests.intake.making import feed_of, page_of
from tests.intake.serving import Answer, Site, serving
from tests.made import market_reading, narrated_reading

DOCUMENTS = 60
NOON = datetime(2025, 3, 1, 12, tzinfo=UTC)
PROBLEM = Problem("intake", "scan.pdf: it is a PDF, not text. Save its text as .txt.")


def inputs() -> Iterator[Opened]:
    """The same inputs at every run: short documents, a long one, and one that can't be read."""
    for number in range(DOCUMENTS):
        text = f"Report {number}. " + "A drone fell on the road to Nyala. " * (number % 7 * 40)
        capture = Capture(text.encode(), f"file:{number}.txt", NOON, "text/plain")
        yield Opened(f"{number}.txt", Document(text, given_id=f"r-{number}"), capture)
    yield Opened("scan.pdf", PROBLEM)
    yield Opened("market.txt", market_reading().document)


def reader(document: Document) -> Reading:
    """A reading made without the pipeline, so that most of the time goes into the ledger."""
    if document == market_reading().document:
        return market_reading()
    return replace(narrated_reading(document.text), document=document)


def run(ledger: str) -> Iterator[Outcome]:
    """Add all the inputs to `ledger`, in transactions small enough for a kill to fall between."""
    adding.MOST_WAITING = 3
    with closing(open_ledger(ledger, "add")) as store:
        yield from add_opened(store, inputs(), reader)


def add_aloud(ledger: str) -> None:
    """Add all the inputs, telling on standard output of each when it is safe."""
    print("ready", flush=True)
    for outcome in run(ledger):
        if outcome.added:
            print("added", outcome.added.document, flush=True)


FEEDS = ("north", "south", "east")
ITEMS = 15


def lay_out(site: Site) -> None:
    """Three feeds, whose items lead to pages, of which one is gone and one is a live blog."""
    for feed in FEEDS:
        names = [f"{feed}-{number}" for number in range(ITEMS)]
        site[f"/{feed}"] = Answer(
            feed_of(*({"title": each, "link": f"{site.address}/{each}"} for each in names)),
            headers={"etag": f'"{feed}"'},
        )
        for name in names:
            site[f"/{name}"] = Answer(page_of(f"Report {name}"))
    site["/south-3"] = Answer(status=404)
    entries = "".join(
        f'<li class="live-blog-post" id="p{n}"><p>Report {n}: shells fell on the town.</p></li>'
        for n in range(4)
    )
    blog = page_of("Report live").replace(b"</article>", f"{entries}</article>".encode())
    site["/east-7"] = Answer(blog)


def serve(into: int) -> None:
    """Serve the feeds until the parent is gone, telling where on the descriptor `into`."""
    parent = os.getppid()
    with serving() as site, os.fdopen(into, "w") as told:
        lay_out(site)
        print(site.address, file=told, flush=True)
        while os.getppid() == parent:
            time.sleep(0.5)


def look(ledger: str, address: str) -> Iterator[Outcome | Looked]:
    """One round of a watch over the feeds."""
    feeds = tuple(Watched(f"{address}/{each}", each) for each in FEEDS)
    fetcher = Fetcher(FetchPolicy(seconds=20, gap=0, private_too=True))
    with closing(open_ledger(ledger, "add")) as store:
        yield from Watcher(store, feeds, fetcher, reader).look_once()


def look_aloud(ledger: str, address: str) -> None:
    """One round of a watch, telling on standard output of each document when it is safe."""
    print("ready", flush=True)
    for each in look(ledger, address):
        if isinstance(each, Outcome) and each.added:
            print("added", each.added.document, flush=True)

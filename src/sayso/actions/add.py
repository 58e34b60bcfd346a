"""Read inputs and store what was read, with the bytes that it was made of."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from sayso.actions.inputs import Opened, open_inputs
from sayso.actions.read import read
from sayso.intake import NO_HINTS, Hints, Known
from sayso.ledger import Added, EvidenceError, FeedItem, Store, open_ledger
from sayso.record import Capture, Document, Problem, Reading

Reader = Callable[[Document], Reading]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one document: `added`, or the problem that is now on the record.

    `before` is the version that stood at its address until now, if this one has other words.
    `done` of `size` bytes of a large input were read.
    """

    source: str
    document: str | None
    added: Added | None
    problem: Problem | None
    before: str | None = None
    done: int = 0
    size: int = 0


def add(
    sources: Iterable[str], ledger: Path | str, hints: Hints = NO_HINTS, fast: bool = False
) -> Iterator[Outcome]:
    """Read and store each document of `sources`; an outcome is given once it is safely stored.

    A document that the ledger holds already is not read again, and bytes that it holds are not
    even taken apart. `fast` reads with the smaller pack. Raises LedgerError.
    """
    with closing(open_ledger(ledger, "add")) as store:

        def known(capture: Capture) -> bool:
            return bool(store.made_of(capture))

        opened = open_inputs(sources, hints, known)
        yield from add_opened(store, opened, *([quickly] if fast else []))


quickly: Reader = partial(read, fast=True)
"""Reads with the smaller attribution pack."""


def add_opened(store: Store, opened: Iterable[Opened], reader: Reader = read) -> Iterator[Outcome]:
    """Read with `reader` and store what was opened, one by one."""
    for each in opened:
        if isinstance(each.content, Problem):
            store.add_problem(each.source, each.content)
            yield Outcome(each.source, None, None, each.content, done=each.done, size=each.size)
        elif isinstance(each.content, Known):
            yield from _known(store, each)
        else:
            yield add_document(store, each, each.content, reader)


def _known(store: Store, opened: Opened) -> Iterator[Outcome]:
    """The documents that were made of the same bytes before."""
    if opened.capture is None:
        return
    for document in store.made_of(opened.capture):
        if opened.capture.url.startswith("http"):
            store.keep(document, opened.capture)
        already = Added(document, new=False, claims=0)
        yield Outcome(opened.source, document, already, None, done=opened.done, size=opened.size)


def add_document(
    store: Store,
    opened: Opened,
    document: Document,
    reader: Reader = read,
    item: FeedItem | None = None,
) -> Outcome:
    """Read and store one document with its bytes and the feed's item that led to it."""
    capture, place = opened.capture, (opened.done, opened.size)
    before = _before(store, document)
    if before is not None and _same_words(store, before, document, capture):
        # The page was changed, but not its words: no other version of what it says.
        store.keep(before, capture, item)
        return Outcome(opened.source, before, Added(before, False, 0), None, None, *place)
    if store.holds(document):
        store.keep(document.fingerprint, capture, item)
        already = Added(document.fingerprint, new=False, claims=0)
        return Outcome(opened.source, document.id, already, None, None, *place)
    try:
        added = store.add(opened.reading or reader(document), capture, item)
        return Outcome(opened.source, document.id, added, None, before, *place)
    except EvidenceError as error:
        # One document whose spans went wrong must not stop the other ninety-nine.
        problem = Problem("ledger", str(error))
        store.add_problem(opened.source, problem)
        return Outcome(opened.source, document.id, None, problem, None, *place)


def _before(store: Store, document: Document) -> str | None:
    """The version that was added last of those with the document's id or address."""
    key = document.given_id or document.url
    versions = store.versions(key) if key else ()
    return versions[-1].fingerprint if versions else None


def _same_words(store: Store, before: str, document: Document, capture: Capture | None) -> bool:
    """Whether a page that was fetched has the words that it had."""
    if capture is None or not capture.url.startswith("http"):
        return False
    return store.reading(before).document.text == document.text

"""Read inputs and store what was read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from sayso.actions.inputs import Opened, open_inputs
from sayso.actions.read import read
from sayso.intake import NO_HINTS, Hints
from sayso.ledger import Added, EvidenceError, Store, open_ledger
from sayso.record import Document, Problem, Reading


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one document: `added`, or the problem that is now on the record."""

    source: str
    document: str | None
    added: Added | None
    problem: Problem | None


def add(sources: Iterable[str], ledger: Path | str, hints: Hints = NO_HINTS) -> Iterator[Outcome]:
    """Read and store each document of `sources`; an outcome is given once it is safely stored.

    A document that the ledger holds already is not read again. Raises LedgerError.
    """
    with closing(open_ledger(ledger, "add")) as store:
        yield from add_opened(store, open_inputs(sources, hints))


def add_opened(
    store: Store, opened: Iterable[Opened], reader: Callable[[Document], Reading] = read
) -> Iterator[Outcome]:
    """Read with `reader` and store what was opened, one by one."""
    for each in opened:
        if isinstance(each.content, Problem):
            store.add_problem(each.source, each.content)
            yield Outcome(each.source, None, None, each.content)
        else:
            yield _add_document(store, each.source, each.content, reader)


def _add_document(
    store: Store, source: str, document: Document, reader: Callable[[Document], Reading]
) -> Outcome:
    if store.holds(document):
        already = Added(document.fingerprint, new=False, claims=0)
        return Outcome(source, document.id, already, None)
    try:
        return Outcome(source, document.id, store.add(reader(document)), None)
    except EvidenceError as error:
        # One document whose spans went wrong must not stop the other ninety-nine.
        problem = Problem("ledger", str(error))
        store.add_problem(source, problem)
        return Outcome(source, document.id, None, problem)

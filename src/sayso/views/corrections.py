"""Readings of a ledger with its claims as people corrected them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial

from sayso.ledger import Store
from sayso.linking.corrected import added_by_document, by_claim_of, corrected
from sayso.record import Problem, Reading
from sayso.record.faults import attempt

Shown = Callable[[Reading], Reading]


def shown_by(store: Store) -> Shown:
    """Return a function that puts what people corrected in the place of what was read, and the
    claims that they added behind those that were read.

    A reading on which that raises comes back as read.
    """
    by_claim = by_claim_of(store.judgements())
    added = added_by_document(by_claim)

    def shown(reading: Reading) -> Reading:
        made = attempt("corrections", partial(corrected, reading, by_claim, added))
        return reading if isinstance(made, Problem) else made

    return shown


def each_shown(store: Store, readings: Iterable[Reading]) -> Iterator[Reading]:
    """Yield readings of a store with what people corrected."""
    return map(shown_by(store), readings)

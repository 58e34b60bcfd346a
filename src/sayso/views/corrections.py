"""Readings of a ledger with its claims as people corrected them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial

from sayso.ledger import BoundingBox, ClaimFilter, EvidenceError, Store, UnknownIdError
from sayso.ledger.rows import folded
from sayso.linking.corrected import added_by_document, by_claim_of, corrected
from sayso.record import Place, Problem, Reading
from sayso.record.faults import attempt
from sayso.record.resolved import ResolvedClaim, resolve

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


class PassingClaims:
    """The documents and claims of a store that a filter lets pass, document by document: the answer
    to the whole question holds every claim.

    The filter looks at what was read, and at claims as people added them, of which `search` finds
    none.
    """

    def __init__(self, store: Store, wanted: ClaimFilter) -> None:
        self._store = store
        self._wanted = wanted
        self.added = _added(store, wanted)

    def documents(self) -> Sequence[str]:
        """Return the documents with such claims, in the order in which they were added."""
        keys = self._store.documents_with(self._wanted)
        if not self.added:
            return keys
        known = {*keys, *self.added}
        return [key for _, key, _ in self._store.keys_since(0) if key in known]

    def claims(self, document: str) -> set[str]:
        """Return the ids of the claims of a document that pass."""
        stored = self._store.claims(replace(self._wanted, document=document))
        return {each.statement.claim.id for each in stored} | self.added.get(document, set())


def _added(store: Store, wanted: ClaimFilter) -> dict[str, set[str]]:
    """Return the claims that people added and that a filter lets pass, by their documents."""
    if wanted.search is not None:
        return {}
    by_claim = by_claim_of(store.judgements())
    added = added_by_document(by_claim)
    if wanted.document is not None:
        key = store.document_key(wanted.document)
        added = {key: added[key]} if key in added else {}
    passing_claims: dict[str, set[str]] = {}
    for key, claims in added.items():
        with suppress(EvidenceError, UnknownIdError):
            reading = corrected(store.reading(key), by_claim, {key: claims})
            ids = {
                each.id
                for each in reading.claims or ()
                if each.added_by and _passes(resolve(reading, each), wanted)
            }
            if ids:
                passing_claims[key] = ids
    return passing_claims


def _passes(resolved: ResolvedClaim, wanted: ClaimFilter) -> bool:
    """Return whether a filter without words lets a claim pass, as a store's does."""
    claim, document = resolved.claim, resolved.reading.document
    return (
        (wanted.claimant is None or folded(wanted.claimant) in folded(claim.claimant.name))
        and (wanted.outlet is None or folded(wanted.outlet) in folded(document.outlet or ""))
        and wanted.event in (None, resolved.event.kind if resolved.event else "")
        and wanted.polarity in (None, claim.polarity)
        and wanted.attributed in (None, not claim.narrated)
        and (wanted.within is None or any(_inside(each, wanted.within) for each in resolved.places))
    )


def _inside(place: Place, box: BoundingBox) -> bool:
    if place.latitude is None or place.longitude is None:
        return False
    across = box.west > box.east
    within = (box.west <= place.longitude, place.longitude <= box.east)
    return box.south <= place.latitude <= box.north and (any if across else all)(within)

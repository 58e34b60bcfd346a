"""Readings of a ledger with its claims as people corrected them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial

from sayso.ledger import BoundingBox, ClaimFilter, EvidenceError, Store, UnknownIdError
from sayso.ledger.rows import folded
from sayso.linking.corrected import added_by_document, by_claim_of, corrected, standing
from sayso.record import Place, Problem, Reading
from sayso.record.faults import attempt
from sayso.record.resolved import ResolvedClaim, resolve

Shown = Callable[[Reading], Reading]


class Corrections:
    """What people corrected and added in a store, as it is now."""

    def __init__(self, store: Store) -> None:
        self.by_claim = by_claim_of(store.judgements())
        self.added = added_by_document(self.by_claim)

    def shown(self, reading: Reading) -> Reading:
        """Return a reading with what people corrected in the place of what was read, and the claims
        that they added behind those that were read; as read where that raises.
        """
        made = attempt("corrections", partial(corrected, reading, self.by_claim, self.added))
        return reading if isinstance(made, Problem) else made

    def corrected_claims(self) -> list[str]:
        """Return the claims of which a correction stands."""
        return [claim for claim, said in self.by_claim.items() if standing(said)]


def shown_by(store: Store) -> Shown:
    """Return a function that puts what people corrected in the place of what was read; see
    `Corrections.shown`.
    """
    return Corrections(store).shown


def each_shown(store: Store, readings: Iterable[Reading]) -> Iterator[Reading]:
    """Yield readings of a store with what people corrected."""
    return map(shown_by(store), readings)


class PassingClaims:
    """The documents and claims of a store that a filter lets pass, document by document: the answer
    to the whole question holds every claim.

    The filter looks at claims as people corrected and added them; the words of `search` are looked
    for in what was read. `shown` returns a reading with what people corrected.
    """

    def __init__(self, store: Store, wanted: ClaimFilter) -> None:
        self._store = store
        self._wanted = wanted
        corrections = Corrections(store)
        self.shown = corrections.shown
        self.changed = _changed(store, wanted, corrections)

    def documents(self) -> Sequence[str]:
        """Return the documents with such claims, in the order in which they were added."""
        keys = self._store.documents_with(self._wanted)
        if not self.changed:
            return keys
        passing = {key for key in keys if key not in self.changed}
        passing |= {key for key, claims in self.changed.items() if claims}
        return [key for _, key, _ in self._store.keys_since(0) if key in passing]

    def claims(self, document: str) -> set[str]:
        """Return the ids of the claims of a document that pass."""
        if document in self.changed:
            return self.changed[document]
        stored = self._store.claims(replace(self._wanted, document=document))
        return {each.statement.claim.id for each in stored}


def _changed(store: Store, wanted: ClaimFilter, corrections: Corrections) -> dict[str, set[str]]:
    """Return the documents of which a filter lets other claims pass than were read, with these."""
    documents = set(corrections.added)
    fields = (wanted.claimant, wanted.event, wanted.polarity, wanted.attributed, wanted.within)
    if any(each is not None for each in fields):
        claims = corrections.corrected_claims()
        documents |= {each.statement.document for each in store.statements(claims)}
    if documents and wanted.document is not None:
        documents &= {store.document_key(wanted.document)}
    changed: dict[str, set[str]] = {}
    for key in documents:
        with suppress(EvidenceError, UnknownIdError):
            reading = corrections.shown(store.reading(key))
            changed[key] = {
                claim.id
                for claim in reading.claims or ()
                if _passes(resolve(reading, claim), wanted)
            }
            if wanted.search is not None:
                stored = store.claims(ClaimFilter(document=key, search=wanted.search))
                changed[key] &= {each.statement.claim.id for each in stored}
    return changed


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

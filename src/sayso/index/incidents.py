"""Incidents and folded claims of a ledger, wherever they are kept: in the index beside it, which is
brought up to date first, or, where no index can be written, made in memory."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any, Protocol

from sayso.exports.chosen import Placed
from sayso.index.database import SUFFIX
from sayso.index.readonly import IndexedLinks, kept_links
from sayso.index.service import SHORTEST_PREFIX, IncidentIndex
from sayso.ledger import (
    EvidenceError,
    LedgerError,
    Store,
    UnknownIdError,
    open_ledger,
    sidecar_path,
)
from sayso.linking.linker import LinkedLedger, Linker
from sayso.record import FoldedClaim, Incident, Problem
from sayso.record.faults import attempt

Watch = Callable[[Iterable[Any], int], Iterable[Any]]
"""What is done with documents while they go by, such as to show how many of them have."""

Tell = Callable[[str], None]
"""What is done with a message for whoever waits."""

MANY = 1_000
"""Documents that take long enough to link that it is told: some 20 s."""

WITHOUT = "Till then all documents are linked anew, in memory, at each call."


def unwatched(things: Iterable[Any], _expected: int) -> Iterable[Any]:
    """The things as they are."""
    return things


def no_progress(_message: str) -> None:
    """A message that no one waits for."""


class Linkage(Protocol):
    """Incidents and folded claims of a ledger, read as they are asked for."""

    def count(self) -> tuple[int, int]:
        """How many incidents and folded claims there are."""

    def incidents(self, limit: int | None = None) -> Iterator[Incident]:
        """Incidents, the largest first."""

    def revised(self) -> Iterator[Incident]:
        """The incidents of which a side said something anew, the largest first."""

    def claims(self) -> Iterator[FoldedClaim]:
        """Every folded claim, by incident."""

    def of(self, incident: Incident) -> tuple[FoldedClaim, ...]:
        """The folded claims of an incident, in its order."""

    def most_met(self, limit: int) -> list[FoldedClaim]:
        """The folded claims with most appearances, then by id."""

    def placed(self, statements: Sequence[str]) -> dict[str, Placed]:
        """Where each of these statements was put, of those that are in an incident."""

    def incident(self, key: str) -> Incident | None:
        """The incident with this id."""

    def beginning(self, prefix: str) -> list[Incident]:
        """Incidents whose id, or that of a statement in them, begins so: two are enough."""

    def named(self, words: Sequence[str]) -> Incident | None:
        """The largest incident whose title or place has all of these words, casefolded."""


class ComputedLinks:
    """Incidents and folded claims that were made in memory."""

    def __init__(self, linked: LinkedLedger) -> None:
        self._incidents = {each.id: each for each in linked.incidents}
        self._claims = {each.id: each for each in linked.claims}
        self._homes = {place.claim: each.id for each in linked.claims for place in each.appearances}

    def count(self) -> tuple[int, int]:
        return len(self._incidents), len(self._claims)

    def incidents(self, limit: int | None = None) -> Iterator[Incident]:
        return islice(self._incidents.values(), limit)

    def revised(self) -> Iterator[Incident]:
        return (each for each in self._incidents.values() if each.history)

    def claims(self) -> Iterator[FoldedClaim]:
        return iter(self._claims.values())

    def of(self, incident: Incident) -> tuple[FoldedClaim, ...]:
        return tuple(self._claims[each] for each in incident.claims)

    def most_met(self, limit: int) -> list[FoldedClaim]:
        ranked = sorted(self._claims.values(), key=lambda each: (-len(each.appearances), each.id))
        return ranked[:limit]

    def placed(self, statements: Sequence[str]) -> dict[str, Placed]:
        held = (
            (each, self._claims[self._homes[each]]) for each in statements if each in self._homes
        )
        return {
            each: Placed(claim.incident, claim.id, len(claim.appearances), claim.origins)
            for each, claim in held
        }

    def incident(self, key: str) -> Incident | None:
        return self._incidents.get(key)

    def beginning(self, prefix: str) -> list[Incident]:
        keys = {key for key in self._incidents if key.startswith(prefix)}
        keys |= {
            self._claims[home].incident
            for statement, home in self._homes.items()
            if statement.startswith(prefix)
        }
        return [self._incidents[key] for key in sorted(keys)]

    def named(self, words: Sequence[str]) -> Incident | None:
        return next((each for each in self._incidents.values() if _has_words(each, words)), None)


def _has_words(incident: Incident, words: Sequence[str]) -> bool:
    place = incident.place.name if incident.place else ""
    told = f"{incident.title} {place}".casefold()
    return all(word in told for word in words)


@contextmanager
def linkage(
    ledger: Path | str, watch: Watch = unwatched, tell: Tell = no_progress
) -> Iterator[Linkage]:
    """The incidents and folded claims of a ledger, all that is in it linked.

    They are read from the index beside it, which takes in first what came since it was last used.
    Where it can't be written, and is not up to date, all is linked in memory, which is told. Raises
    LedgerError.
    """
    with closing(open_ledger(ledger)) as store:
        kept = _kept(ledger, store, watch, tell)
        if kept is None:
            yield ComputedLinks(_linked(store, watch, tell))
        else:
            with closing(kept):
                yield kept


def _kept(ledger: Path | str, store: Store, watch: Watch, tell: Tell) -> IndexedLinks | None:
    """The links of the index, up to date; None where that can't be, which is told."""
    newest = store.newest()
    try:
        path = sidecar_path(ledger, SUFFIX)
        found = kept_links(path, store, newest)
        if found is None:
            _bring_up_to_date(ledger, path, watch, tell)
            found = kept_links(path, store, newest)
    except EvidenceError:
        raise
    except LedgerError as error:
        tell(f"{error} {WITHOUT}")
    except (OSError, sqlite3.Error) as error:
        tell(f"The index beside the ledger can't be used: {error}. {WITHOUT}")
    else:
        return found
    return None


def _bring_up_to_date(ledger: Path | str, path: Path, watch: Watch, tell: Tell) -> None:
    with closing(IncidentIndex(ledger, "read")) as desk:
        done, whole = desk.progress
        if whole - done >= MANY:
            tell(f"linking {whole - done:,} documents; {path} keeps what comes of it")
        for _ in watch(desk.taking_in(), max(0, whole - done)):
            pass
        for document, message in desk.left_out.items():
            tell(f"{document[:24]}: {message}")


def _linked(store: Store, watch: Watch, tell: Tell) -> LinkedLedger:
    """All documents linked in memory; those that can't be are told and left out."""
    linker = Linker()

    def damaged(document: str, error: EvidenceError) -> None:
        tell(f"{document[:24]}: {error}")

    for reading in watch(store.readings(damaged), store.facts().rows["documents"]):
        added = attempt("linking", partial(linker.add, reading), subject=reading.document.id)
        if isinstance(added, Problem):
            tell(f"{reading.document.fingerprint[:24]}: {added.message}")
    return linker.linked(store.judgements())


def found_incident(links: Linkage, sought: str) -> Incident:
    """The incident that has the id `sought`, or whose id, or a claim's of it, begins so.

    Else the largest whose title or place has the words. Raises UnknownIdError when there is none,
    or more than one with an id that begins so.
    """
    fits = links.beginning(sought) if len(sought) >= SHORTEST_PREFIX else []
    if len(fits) > 1:
        raise UnknownIdError(
            f"More than one incident has an id that begins with '{sought}'. Give more."
        )
    words = sought.casefold().split()
    found = fits[0] if fits else links.named(words) if words else None
    if found is None:
        raise UnknownIdError(
            f"No incident has '{sought}' in its title or place, or an id that begins so (at least"
            f" {SHORTEST_PREFIX} characters). `sayso incidents` shows them."
        )
    return found

"""Incidents of a ledger: made from its statements and judgements each time, and never stored."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sayso.ledger import UnknownIdError, open_ledger
from sayso.linking.accounts import Account, accounts
from sayso.linking.framing import Voice, framing
from sayso.linking.linker import Linked, Linker
from sayso.record import FoldedClaim, Incident, Judgement, Reading, Revision, Verdict

SHORTEST_PREFIX = 4
Watch = Callable[[Iterable[Reading], int], Iterable[Reading]]
"""What is done with readings while they go by, such as to show how many of them have."""


def unwatched(readings: Iterable[Reading], _expected: int) -> Iterable[Reading]:
    """The readings as they are."""
    return readings


def linked(ledger: Path | str, watch: Watch = unwatched) -> Linked:
    """Every incident and folded claim of a ledger. Raises LedgerError."""
    with closing(open_ledger(ledger)) as store:
        linker = Linker()
        for reading in watch(store.readings(), len(store.documents())):
            linker.add(reading)
        return linker.linked(store.judgements())


@dataclass(frozen=True, slots=True)
class Compared:
    """An incident with its claims, and what each side says of it."""

    incident: Incident
    claims: tuple[FoldedClaim, ...]
    accounts: list[Account]

    def claim(self, key: str) -> FoldedClaim:
        """The claim of the incident that has this id."""
        return next(each for each in self.claims if each.id == key)


def compare(ledger: Path | str, sought: str, watch: Watch = unwatched) -> Compared:
    """The incident that has the id `sought`, or whose id, or a claim's of it, begins so.

    Else the largest whose title or place has the words. Raises UnknownIdError when there is none,
    or more than one with an id that begins so.
    """
    found = linked(ledger, watch)
    incident = _incident(found, sought)
    claims = tuple(each for each in found.claims if each.incident == incident.id)
    return Compared(incident, claims, accounts(incident, claims))


def _incident(found: Linked, sought: str) -> Incident:
    homes = {each.id: {each.id} for each in found.incidents}
    for claim in found.claims:
        homes[claim.incident] |= {each.claim for each in claim.appearances}
    fits = [
        each
        for each in found.incidents
        if len(sought) >= SHORTEST_PREFIX and any(key.startswith(sought) for key in homes[each.id])
    ]
    if len(fits) > 1:
        raise UnknownIdError(
            f"More than one incident has an id that begins with '{sought}'. Give more."
        )
    named = fits or [each for each in found.incidents if _has_words(each, sought)]
    if not named:
        raise UnknownIdError(
            f"No incident has '{sought}' in its title or place, or an id that begins so (at least"
            f" {SHORTEST_PREFIX} characters). `sayso incidents` shows them."
        )
    return named[0]


def _has_words(incident: Incident, sought: str) -> bool:
    place = incident.place.name if incident.place else ""
    told = f"{incident.title} {place}".casefold()
    words = sought.casefold().split()
    return bool(words) and all(word in told for word in words)


@dataclass(frozen=True, slots=True)
class Step:
    """A revision in its incident, with the claims before and after it."""

    incident: Incident
    revision: Revision
    before: FoldedClaim
    after: FoldedClaim


def changes(
    ledger: Path | str,
    sought: str | None = None,
    since: datetime | None = None,
    watch: Watch = unwatched,
) -> list[Step]:
    """What sides said anew, the oldest first: in one incident or in all, since an instant or ever.

    What has no date is left out where `since` is given.
    """
    found = linked(ledger, watch)
    wanted: Sequence[Incident] = found.incidents if sought is None else [_incident(found, sought)]
    held = {each.id: each for each in found.claims}
    steps = [
        Step(incident, each, held[each.claims[0]], held[each.claims[1]])
        for incident in wanted
        for each in incident.history
        if since is None or (each.when is not None and each.when >= since)
    ]
    return sorted(
        steps, key=lambda step: (step.revision.when is None, _when(step), step.incident.id)
    )


def _when(step: Step) -> float:
    return step.revision.when.timestamp() if step.revision.when else 0.0


def voices(ledger: Path | str, watch: Watch = unwatched) -> list[Voice]:
    """Whose voice the documents of a ledger carry, by outlet and side. Raises LedgerError."""
    with closing(open_ledger(ledger)) as store:
        return framing(watch(store.readings(), len(store.documents())))


def judge(
    ledger: Path | str, verdict: Verdict, claims: Sequence[str], by: str, why: str, when: datetime
) -> bool:
    """Append what a person judged of claims, named by their ids or how these begin.

    False when the very same judgement is there. Raises UnknownIdError.
    """
    with closing(open_ledger(ledger, "add")) as store:
        keys = tuple(store.statement(each).statement.claim.id for each in claims)
        return store.judge(Judgement(verdict, keys, by, when, why))

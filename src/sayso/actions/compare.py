"""What the command line shows of a ledger's incidents: compared, with their history; voices."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sayso.actions.failures import Failures
from sayso.index.incidents import Tell, Watch, found_incident, linkage, no_progress, unwatched
from sayso.ledger import open_ledger
from sayso.linking.accounts import Account, accounts
from sayso.linking.framing import VoiceCount, framing
from sayso.record import FoldedClaim, Incident, Judgement, Revision, Verdict


@dataclass(frozen=True, slots=True)
class Compared:
    """An incident with its claims, and what each side says of it."""

    incident: Incident
    claims: tuple[FoldedClaim, ...]
    accounts: list[Account]

    def claim(self, key: str) -> FoldedClaim:
        """The claim of the incident that has this id."""
        return next(each for each in self.claims if each.id == key)


def compare(
    ledger: Path | str, sought: str, watch: Watch = unwatched, tell: Tell = no_progress
) -> Compared:
    """The incident that `sought` names; see `linkage.found_incident`. Raises LedgerError."""
    with linkage(ledger, watch, tell) as links:
        incident = found_incident(links, sought)
        claims = links.of(incident)
    return Compared(incident, claims, accounts(incident, claims))


@dataclass(frozen=True, slots=True)
class RevisionStep:
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
    tell: Tell = no_progress,
) -> list[RevisionStep]:
    """What sides said anew, the oldest first: in one incident or in all, since an instant or ever.

    What has no date is left out where `since` is given.
    """
    with linkage(ledger, watch, tell) as links:
        wanted: Iterable[Incident]
        wanted = links.revised() if sought is None else [found_incident(links, sought)]
        steps = [step for each in wanted for step in _steps(each, links.of(each), since)]
    return sorted(
        steps, key=lambda step: (step.revision.when is None, _when(step), step.incident.id)
    )


def _steps(
    incident: Incident, claims: Sequence[FoldedClaim], since: datetime | None
) -> Iterable[RevisionStep]:
    held = {each.id: each for each in claims}
    for each in incident.history:
        if since is None or (each.when is not None and each.when >= since):
            yield RevisionStep(incident, each, held[each.claims[0]], held[each.claims[1]])


def _when(step: RevisionStep) -> float:
    return step.revision.when.timestamp() if step.revision.when else 0.0


def voices(
    ledger: Path | str, watch: Watch = unwatched, failures: Failures | None = None
) -> list[VoiceCount]:
    """Whose voice the documents of a ledger carry, by outlet and side.

    A damaged reading goes to `failures`, or raises without it. Raises LedgerError.
    """
    with closing(open_ledger(ledger)) as store:
        documents = store.facts().rows["documents"]
        if failures is None:
            return framing(watch(store.readings(), documents))
        return framing(watch(store.readings(failures.damage), documents), failures.fault)


def judge(
    ledger: Path | str, verdict: Verdict, claims: Sequence[str], by: str, why: str, when: datetime
) -> bool:
    """Append what a person judged of claims, named by their ids or how these begin.

    False when the very same judgement is there. Raises UnknownIdError.
    """
    with closing(open_ledger(ledger, "add")) as store:
        keys = tuple(store.statement(each).statement.claim.id for each in claims)
        return store.judge(Judgement(verdict, keys, by, when, why))

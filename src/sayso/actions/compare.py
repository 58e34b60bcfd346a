"""What the command line shows of a ledger's incidents: compared, with their history; voices."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sayso.index.incidents import (
    Notify,
    Watch,
    find_incident,
    no_progress,
    open_incidents,
    unwatched,
)
from sayso.ledger import open_ledger
from sayso.linking.comparison import Comparison, comparison
from sayso.linking.framing import VoiceCount, framing, unreported
from sayso.linking.framing_comparison import FramingComparison, compared_framing
from sayso.linking.framing_measures import Group
from sayso.record import FoldedClaim, Incident, Reading, Revision
from sayso.settings.term_lists import TermList
from sayso.views.corrections import each_shown
from sayso.views.failures import Failures


@dataclass(frozen=True, slots=True)
class Compared:
    """An incident with its claims, set side by side."""

    incident: Incident
    claims: tuple[FoldedClaim, ...]
    comparison: Comparison

    def claim(self, key: str) -> FoldedClaim:
        """Return the claim of the incident that has this id."""
        return next(each for each in self.claims if each.id == key)


def compare(
    ledger: Path | str, wanted: str, watch: Watch = unwatched, notify: Notify = no_progress
) -> Compared:
    """Return the incident that `wanted` names; see `find_incident`. Raises LedgerError."""
    with open_incidents(ledger, watch, notify) as reader:
        incident = find_incident(reader, wanted)
        claims = reader.named(reader.of(incident))
    return Compared(incident, claims, comparison(incident, claims))


@dataclass(frozen=True, slots=True)
class RevisionStep:
    """A revision in its incident, with the claims before and after it."""

    incident: Incident
    revision: Revision
    before: FoldedClaim
    after: FoldedClaim


def changes(
    ledger: Path | str,
    wanted: str | None = None,
    since: datetime | None = None,
    watch: Watch = unwatched,
    notify: Notify = no_progress,
) -> list[RevisionStep]:
    """Return what sides said anew, the oldest first: in one incident or all, since then or ever.

    What has no date is left out where `since` is given.
    """
    with open_incidents(ledger, watch, notify) as reader:
        incidents: Iterable[Incident]
        incidents = reader.revised() if wanted is None else [find_incident(reader, wanted)]
        steps = [
            step
            for each in incidents
            for step in _steps(each, reader.named(reader.of(each)), since)
        ]
    return sorted(
        steps, key=lambda step: (step.revision.when is None, _when(step), step.incident.id)
    )


def _steps(
    incident: Incident, claims: Sequence[FoldedClaim], since: datetime | None
) -> Iterable[RevisionStep]:
    held = {each.id: each for each in claims}
    for revision in incident.history:
        if since is None or (revision.when is not None and revision.when >= since):
            yield RevisionStep(
                incident, revision, held[revision.claims[0]], held[revision.claims[1]]
            )


def _when(step: RevisionStep) -> float:
    return step.revision.when.timestamp() if step.revision.when else 0.0


def voices(
    ledger: Path | str, watch: Watch = unwatched, failures: Failures | None = None
) -> list[VoiceCount]:
    """Return whose voice the documents of a ledger carry, by outlet and side.

    A damaged reading goes to `failures`, or raises without it. Raises LedgerError.
    """
    with _shown_readings(ledger, watch, failures) as readings:
        return framing(readings) if failures is None else framing(readings, failures.fault)


@contextmanager
def _shown_readings(
    ledger: Path | str, watch: Watch, failures: Failures | None
) -> Iterator[Iterable[Reading]]:
    """Give the readings of a ledger as people corrected them, with progress."""
    with closing(open_ledger(ledger)) as store:
        documents = store.facts().rows["documents"]
        stored = store.readings() if failures is None else store.readings(failures.damage)
        yield watch(each_shown(store, stored), documents)


class GroupError(ValueError):
    """An outlet or a side of which the ledger has nothing."""


def framing_side_by_side(
    ledger: Path | str,
    by: Group,
    names: tuple[str, str],
    lists: Sequence[TermList] = (),
    watch: Watch = unwatched,
    failures: Failures | None = None,
) -> FramingComparison:
    """Return the framing of two outlets, or of two sides, beside each other.

    A damaged reading goes to `failures`, or raises without it. Raises GroupError where nothing is
    of one of them, and LedgerError.
    """
    left_out = unreported if failures is None else failures.fault
    with _shown_readings(ledger, watch, failures) as readings:
        compared = compared_framing(readings, by, names, lists, left_out)
    for name, articles in zip(compared.names, compared.articles, strict=True):
        if not articles:
            raise GroupError(
                f"No claim is of the {by} {name!r}. `sayso framing` lists the names of both."
            )
    return compared

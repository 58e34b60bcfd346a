"""Review: which claims to look at first, and what a reviewer says of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, get_args

import numpy as np

from sayso.accounts import Person
from sayso.index.claims import ClaimRow
from sayso.index.search import Filter, first_of, passing
from sayso.index.service import IncidentIndex, Snapshot
from sayso.ledger import UnknownIdError
from sayso.linking.agreement import GRADED, last_verdicts
from sayso.linking.judged import TITLE
from sayso.linking.register import VERDICTS as OF_CLAIMANTS
from sayso.record import FoldedClaim, Judgement, Reading, Verdict

SINGLE: tuple[Verdict, ...] = ("right", "wrong", "corrected")
PAIRED: tuple[Verdict, ...] = (
    "same_claim", "different_claims", "same_incident", "different_incidents", "rival", "not_rivals",
)  # fmt: skip
FIELDS = ("claimant", "event", "polarity", "modality", "figures", "place", "when")
"""What may be corrected of a claim; a correction is kept beside what was read, never over it."""

MOST_NEIGHBOURS = 12
"""Claims of the same incident that are set beside one under review."""


class JudgementError(ValueError):
    """A judgement that can't be; the message says why."""


@dataclass(frozen=True, slots=True)
class Queue:
    """Claims that a person has not judged, the least sure first, and how many there are."""

    claims: tuple[ClaimRow, ...]
    left: int
    judged: int


def queue(incident_index: IncidentIndex, wanted: Filter, person: Person, limit: int = 25) -> Queue:
    """Return what is left for a person to review of what a filter lets pass."""
    state = incident_index.state()
    done = [
        claim
        for claim, said in list(state.by_claim.items())
        if any(each.by == person.name for each in last_verdicts(said))
    ]
    columns, mask = passing(incident_index, wanted)
    total = int(np.count_nonzero(mask))
    numbers = np.array(incident_index.index.numbers(done), dtype=np.int64)
    left = mask.copy()
    left[numbers[numbers <= columns.size] - 1] = False
    rows = incident_index.index.numbered(
        first_of(incident_index.index.order("unsure"), left, limit)
    )
    count = int(np.count_nonzero(left))
    return Queue(tuple(rows), count, total - count)


@dataclass(frozen=True, slots=True)
class Case:
    """A claim under review with its document, what was said of it, and claims to set beside it."""

    row: ClaimRow
    reading: Reading
    judgements: tuple[Judgement, ...]
    folded: FoldedClaim | None
    others: tuple[tuple[FoldedClaim, tuple[Judgement, ...]], ...]


def case(incident_index: IncidentIndex, claim_id: str) -> Case:
    """Return a claim under review. Raises UnknownIdError."""
    state = incident_index.state()
    row = incident_index.index.claim(claim_id)
    if row is None:
        raise UnknownIdError(f"No claim has the id '{claim_id}'. The review queue shows claims.")
    said = state.by_claim.get(row.id, ())
    folded = state.folded(row.id)
    others: list[tuple[FoldedClaim, tuple[Judgement, ...]]] = []
    if folded is not None:
        same_incident = [
            each for each in state.of(state.incidents[folded.incident]) if each != folded
        ]
        same_incident.sort(key=lambda each: (each.event != folded.event, -len(each.appearances)))
        for claim in same_incident[:MOST_NEIGHBOURS]:
            pairs = tuple(one for one in said if claim.appearances[0].claim in one.claims)
            others.append((claim, pairs))
    return Case(row, incident_index.store.reading(row.document), said, folded, tuple(others))


def judge(
    incident_index: IncidentIndex,
    person: Person,
    verdict: str,
    claims: Sequence[str],
    why: str = "",
    changes: dict[str, str] | None = None,
) -> Judgement:
    """Append what a person says of claims. Raises JudgementError or UnknownIdError."""
    if verdict not in get_args(Verdict):
        raise JudgementError(f"There is no verdict '{verdict}'.")
    if verdict in OF_CLAIMANTS:
        raise JudgementError(f"'{verdict}' is said of claimants: merge, split or alias them.")
    if verdict == TITLE:
        raise JudgementError(f"'{verdict}' is said of an incident: give it a title.")
    kept = tuple(dict.fromkeys(claims))
    if verdict in SINGLE and len(kept) != 1:
        raise JudgementError(f"'{verdict}' is said of one claim.")
    if verdict in PAIRED and len(kept) < 2:
        raise JudgementError(f"'{verdict}' is said of two claims or more.")
    given = tuple((name, value) for name, value in (changes or {}).items())
    if any(name not in FIELDS for name, _ in given):
        raise JudgementError(f"Only these may be corrected: {', '.join(FIELDS)}.")
    if given and verdict != "corrected":
        raise JudgementError(f"'{verdict}' changes no field. Say 'corrected', or leave them out.")
    if verdict == "corrected" and not given:
        raise JudgementError("Nothing was changed. Change a field, or accept the claim.")
    made = Judgement(verdict, kept, person.name, datetime.now(UTC), why.strip(), given)  # type: ignore[arg-type]
    incident_index.store.judge(made)
    incident_index.wait_until_indexed()
    return made


def current(state: Snapshot, claim: str) -> dict[str, tuple[str, str]]:
    """Return the fields of a claim that stand corrected: the value, and by whom."""
    fields: dict[str, tuple[str, str]] = {}
    for judgement in last_verdicts(state.by_claim.get(claim, ())):
        if judgement.verdict == "corrected":
            fields |= {name: (value, judgement.by) for name, value in judgement.changes}
    return fields


def training_rows(incident_index: IncidentIndex) -> list[dict[str, Any]]:
    """Return what reviewers said, with the words that they saw: one object a claim and reviewer."""
    state = incident_index.state()
    made = []
    for claim, said in list(state.by_claim.items()):
        row = incident_index.index.claim(claim)
        for judgement in last_verdicts(said):
            if row is None or judgement.verdict not in GRADED:
                continue
            made.append(
                {
                    "claim": claim,
                    "document": row.document,
                    "words": row.words,
                    "read": {
                        "claimant": row.claimant, "event": row.event, "polarity": row.polarity,
                        "modality": row.modality, "manner": row.manner, "score": row.score,
                    },
                    "verdict": judgement.verdict,
                    "changes": dict(judgement.changes),
                    "by": judgement.by,
                    "when": judgement.when.isoformat(),
                    "why": judgement.why,
                }
            )  # fmt: skip
    return made

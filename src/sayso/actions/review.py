"""Review: which claims to look at first, and what a reviewer says of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, cast, get_args

import numpy as np

from sayso.accounts import Person
from sayso.actions.corrections import understood
from sayso.index.claims import ClaimRow
from sayso.index.search import Filter, first_of, passing
from sayso.index.service import IncidentIndex, Snapshot
from sayso.ledger import UnknownIdError
from sayso.linking.agreement import last_verdicts
from sayso.linking.claim_fields import CorrectionError
from sayso.linking.coded import CODING
from sayso.linking.corrected import addition_in_force, corrected, standing
from sayso.linking.judged import ADJUDICATED, GRADED, INCIDENT_FIELDS, TITLE, in_force
from sayso.linking.register import VERDICTS as OF_CLAIMANTS
from sayso.record import ADDED, Appearance, FoldedClaim, Judgement, Reading, Verdict
from sayso.record.annotation import ANNOTATED
from sayso.record.resolved import ResolvedClaim, resolve

SINGLE: tuple[Verdict, ...] = ("right", "wrong", "corrected")
PAIRED: tuple[Verdict, ...] = (
    "same_claim", "different_claims", "same_incident", "different_incidents", "rival", "not_rivals",
)  # fmt: skip
MOST_NEIGHBOURS = 12
"""Claims of the same incident that are set beside one under review."""


class JudgementError(ValueError):
    """A judgement that can't be; the message says why."""


class ChangedMeanwhileError(JudgementError):
    """Somebody else judged the claim after the person saw it; the message says who and what."""


@dataclass(frozen=True, slots=True)
class Queue:
    """Claims that a person has not judged, the least sure first, and how many there are."""

    claims: tuple[ClaimRow, ...]
    left: int
    judged: int


def queue(incident_index: IncidentIndex, wanted: Filter, person: Person, limit: int = 25) -> Queue:
    """Return what is left for a person to review of what a filter lets pass."""
    done = incident_index.state().coded_by(person.name)
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
    """A claim under review with its document, what was said of it, and claims to set beside it.

    `resolved` is as people corrected it. `copies` are the other places where the claim stands in
    the same words.
    """

    row: ClaimRow
    resolved: ResolvedClaim
    judgements: tuple[Judgement, ...]
    folded: FoldedClaim | None
    others: tuple[tuple[FoldedClaim, tuple[Judgement, ...]], ...]
    copies: tuple[Appearance, ...] = ()

    @property
    def reading(self) -> Reading:
        """Return the claim's document, as people corrected it."""
        return self.resolved.reading


def case(incident_index: IncidentIndex, claim_id: str) -> Case:
    """Return a claim under review. Raises UnknownIdError."""
    state = incident_index.state()
    row = _row(incident_index, claim_id)
    shown = as_shown(incident_index, row.id)
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
    return Case(row, shown, said, folded, tuple(others), copies_of(folded, row.id))


def copies_of(folded: FoldedClaim | None, claim_id: str) -> tuple[Appearance, ...]:
    """Return the other appearances of a folded claim in the words of one of its statements."""
    if folded is None:
        return ()
    own = next((each for each in folded.appearances if each.claim == claim_id), None)
    if own is None:
        return ()
    words = own.words.casefold().split()
    return tuple(
        each
        for each in folded.appearances
        if each is not own and each.words.casefold().split() == words
    )


def said_alike(
    incident_index: IncidentIndex, judgement: Judgement, claim_id: str
) -> tuple[str, ...]:
    """Return the other claims of which the same was said at the same time: copies of one."""
    if len(judgement.claims) != 1 or judgement.verdict not in GRADED:
        return ()
    state = incident_index.state()
    claims = (
        each.claims[0]
        for each in state.by_moment.get((judgement.by, judgement.when), ())
        if each.verdict == judgement.verdict and each.claims != (claim_id,)
    )
    return tuple(each for each in claims if _is_last(state, each, judgement))


def _is_last(state: Snapshot, claim_id: str, judgement: Judgement) -> bool:
    """Return whether what was said of a claim at one time is what its person would take back."""
    last = last_of(state, claim_id, judgement.by)
    return last is not None and last.when == judgement.when


def last_of(state: Snapshot, claim_id: str, by: str) -> Judgement | None:
    """Return the last that a person said of a claim alone and that holds: what undoing takes back.

    None where there is nothing.
    """
    held = in_force(state.by_claim.get(claim_id, ()))
    return next((each for each in reversed(held) if each.by == by), None)


def said_with(state: Snapshot, claim_id: str, by: str) -> tuple[str, ...]:
    """Return the other claims of which a person said something else with the last that holds of
    one: the second of two that were split, or the one that was joined to it.
    """
    last = last_of(state, claim_id, by)
    if last is None:
        return ()
    at_that_time = (
        each
        for each in state.by_moment.get((by, last.when), ())
        if each.verdict != last.verdict and each.claims != (claim_id,) and len(each.claims) == 1
    )
    return tuple(each.claims[0] for each in at_that_time if _is_last(state, each.claims[0], each))


def undoable(state: Snapshot, claim_id: str, by: str) -> frozenset[Judgement]:
    """Return what a person may take back of a claim: of it alone the last that holds, and all that
    was said of it with others.
    """
    last = last_of(state, claim_id, by)
    paired = (
        each
        for each in state.by_claim.get(claim_id, ())
        if each.by == by and each.verdict in PAIRED
    )
    return frozenset((*paired, *([last] if last else [])))


def judge(
    incident_index: IncidentIndex,
    person: Person,
    verdict: str,
    claims: Sequence[str],
    why: str = "",
    changes: Mapping[str, str] | None = None,
    copies: Sequence[str] = (),
    seen: int | None = None,
) -> Judgement:
    """Append what a person says of claims; return the judgement.

    `changes` are fields with what should stand in them, as typed. `copies` are claims of which the
    same is said, a judgement each. `seen` is how many judgements on the first claim the person saw:
    where somebody else judged it since, ChangedMeanwhileError is raised. Raises JudgementError or
    UnknownIdError, and appends nothing then.
    """
    if claims:
        check_seen(incident_index, claims[0], person, seen)
    made = judgements_of(incident_index, person, verdict, claims, why, changes, copies)
    incident_index.judge(made)
    return made[0]


def check_seen(
    incident_index: IncidentIndex, claim_id: str, person: Person, seen: int | None
) -> None:
    """Raise ChangedMeanwhileError where others judged a claim after a person saw `seen` judgements
    on it; None says nothing of what was seen.
    """
    said = incident_index.state().by_claim.get(claim_id, ())
    later = [each for each in said[seen:] if each.by != person.name] if seen is not None else []
    if later:
        words = "; ".join(f"{each.by}: {_in_words(each)}" for each in later)
        raise ChangedMeanwhileError(
            f"Judged by others since you opened this page ({words}). Look at it again, and send it"
            " once more if you still want to."
        )


def _in_words(judgement: Judgement) -> str:
    changes = ", ".join(f"{name} {value or 'nothing'}" for name, value in judgement.changes)
    verdict = judgement.verdict.replace("_", " ")
    return f"{verdict}, {changes}" if changes and judgement.verdict == "corrected" else verdict


def judgements_of(
    incident_index: IncidentIndex,
    person: Person,
    verdict: str,
    claims: Sequence[str],
    why: str = "",
    changes: Mapping[str, str] | None = None,
    copies: Sequence[str] = (),
) -> list[Judgement]:
    """Return the judgements that `judge` would append. Raises JudgementError or UnknownIdError."""
    kept = tuple(dict.fromkeys(claims))
    _check_verdict(verdict, kept, copies, changes or {})
    others = [each for each in dict.fromkeys(copies) if each not in kept]
    _check_copies(incident_index, verdict, kept[0], others)
    if verdict == "undecided" and len(kept) == 1:
        others += said_with(incident_index.state(), kept[0], person.name)
    now, reason = datetime.now(UTC), why.strip()
    if verdict != "corrected":
        return [
            Judgement(cast(Verdict, verdict), each, person.name, now, reason)
            for each in (kept, *((other,) for other in others))
        ]
    given = changes_of(incident_index, kept[0], changes or {})
    if not given:
        raise JudgementError("Nothing was changed. Change a field, or accept the claim.")
    made = [Judgement("corrected", kept, person.name, now, reason, tuple(given.items()))]
    for other in others:
        fitting = _fitting(incident_index, other, {name: (changes or {})[name] for name in given})
        if fitting:
            said = tuple(fitting.items())
            made.append(Judgement("corrected", (other,), person.name, now, reason, said))
    return made


def _check_copies(
    incident_index: IncidentIndex, verdict: str, claim_id: str, copies: Sequence[str]
) -> None:
    """Raise JudgementError where claims are no copies of a claim, nor of one judgement with it."""
    if not copies:
        return
    state = incident_index.state()
    known = {each.claim for each in copies_of(state.folded(claim_id), claim_id)}
    if verdict == "undecided":
        last = in_force(state.by_claim.get(claim_id, ()))
        known |= {each for said in last for each in said_alike(incident_index, said, claim_id)}
    if not known.issuperset(copies):
        raise JudgementError(
            "Some of these are no copies of the claim any more. Load the page anew."
        )


ELSEWHERE: Mapping[str, str] = {
    ADDED: "A claim is added with its document and its words.",
    ADJUDICATED: "What reviewers differ on is adjudicated where they are listed.",
    TITLE: f"'{TITLE}' is said of an incident: give it a title.",
    **{
        verdict: f"'{verdict}' is said of an incident: set its {name}."
        for verdict, name in INCIDENT_FIELDS.items()
        if verdict != TITLE
    },
    **{each: f"'{each}' is said of an incident's row: code it there." for each in CODING},
    ANNOTATED: "Tags, notes, states and assignees are changed where work is listed.",
}
"""Verdicts that are given in another way, with a message that says how."""


def _check_verdict(
    verdict: str, claims: Sequence[str], copies: Sequence[str], changes: Mapping[str, str]
) -> None:
    """Raise JudgementError where a verdict can't be said of these claims or with these changes."""
    if verdict not in get_args(Verdict):
        raise JudgementError(f"There is no verdict '{verdict}'.")
    if verdict in OF_CLAIMANTS:
        raise JudgementError(f"'{verdict}' is said of claimants: merge, split or alias them.")
    if verdict in ELSEWHERE:
        raise JudgementError(ELSEWHERE[verdict])
    if verdict in SINGLE and len(claims) != 1:
        raise JudgementError(f"'{verdict}' is said of one claim.")
    if verdict in PAIRED and len(claims) < 2:
        raise JudgementError(f"'{verdict}' is said of two claims or more.")
    if copies and verdict not in (*SINGLE, "undecided"):
        raise JudgementError(f"'{verdict}' is said of these claims alone, not of their copies.")
    if verdict == "corrected" and not changes:
        raise JudgementError("Nothing was changed. Change a field, or accept the claim.")
    if changes and verdict != "corrected":
        raise JudgementError(f"'{verdict}' changes no field. Say 'corrected', or leave them out.")


def changes_of(
    incident_index: IncidentIndex, claim_id: str, typed: Mapping[str, str]
) -> dict[str, str]:
    """Return what a correction changes of a claim, as it is kept. Raises JudgementError."""
    read = as_read(incident_index, claim_id)
    held = incident_index.state().by_claim.get(claim_id, ())
    try:
        return understood(read.reading, read.claim, typed, held)
    except CorrectionError as error:
        raise JudgementError(str(error)) from None


def _fitting(
    incident_index: IncidentIndex, claim_id: str, typed: Mapping[str, str]
) -> dict[str, str]:
    """Return what a correction changes of a copy: the fields that it can take."""
    fitting: dict[str, str] = {}
    for name, value in typed.items():
        with suppress(JudgementError):
            fitting |= changes_of(incident_index, claim_id, {name: value})
    return fitting


def _row(incident_index: IncidentIndex, claim_id: str) -> ClaimRow:
    row = incident_index.index.claim(claim_id)
    if row is None:
        raise UnknownIdError(f"No claim has the id '{claim_id}'. The review queue shows claims.")
    return row


def as_read(incident_index: IncidentIndex, claim_id: str) -> ResolvedClaim:
    """Return a claim as it was read, or as a person added it. Raises UnknownIdError."""
    row, state = _row(incident_index, claim_id), incident_index.state()
    return read_in(state, incident_index.store.reading(row.document), row.id)


def read_in(state: Snapshot, reading: Reading, claim_id: str) -> ResolvedClaim:
    """Return a claim of a document as it was read, or as a person added it. Raises
    UnknownIdError.
    """
    key = reading.document.fingerprint
    if claim_id in state.added.get(key, ()):
        made = addition_in_force(state.by_claim[claim_id])
        said = {claim_id: [made] if made else []}
        reading = corrected(reading, said, {key: [claim_id]})
    return _resolved(reading, claim_id)


def as_shown(incident_index: IncidentIndex, claim_id: str) -> ResolvedClaim:
    """Return a claim as people corrected it. Raises UnknownIdError."""
    row = _row(incident_index, claim_id)
    reading = incident_index.state().shown(incident_index.store.reading(row.document))
    return _resolved(reading, row.id)


def _resolved(reading: Reading, claim_id: str) -> ResolvedClaim:
    """Return the claim of a reading with this id. Raises UnknownIdError: it was just taken back."""
    claim = reading.claim(claim_id)
    if claim is None:
        raise UnknownIdError(f"The claim {claim_id[:10]} was taken back. Load the page anew.")
    return resolve(reading, claim)


def training_rows(incident_index: IncidentIndex) -> list[dict[str, Any]]:
    """Return what reviewers said, with the words that they saw: one object a claim and reviewer."""
    state = incident_index.state()
    made = []
    for claim, said in list(state.by_claim.items()):
        row = incident_index.index.claim(claim)
        for judgement in last_verdicts(said):
            if row is None or judgement.verdict not in GRADED:
                continue
            words, read = _read_of(incident_index, row, said)
            made.append(
                {
                    "claim": claim,
                    "document": row.document,
                    "words": words,
                    "read": read,
                    "verdict": judgement.verdict,
                    "changes": dict(judgement.changes),
                    "by": judgement.by,
                    "when": judgement.when.isoformat(),
                    "why": judgement.why,
                }
            )  # fmt: skip
    return made


def _read_of(
    incident_index: IncidentIndex, row: ClaimRow, said: Sequence[Judgement]
) -> tuple[str, dict[str, Any]]:
    """Return the words of a claim and what was read of it, whatever people corrected."""
    if not standing(said):  # then the row has what was read
        fields = ("claimant", "event", "polarity", "modality", "manner", "score")
        return row.words, {name: getattr(row, name) for name in fields}
    read = as_read(incident_index, row.id)
    return read.evidence, {
        "claimant": read.claim.claimant.name or read.claim.claimant.said,
        "event": read.event.kind if read.event else "",
        "polarity": read.claim.polarity,
        "modality": read.claim.modality,
        "manner": read.manner,
        "score": read.claim.score,
    }

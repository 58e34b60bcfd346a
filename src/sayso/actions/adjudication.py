"""Double coding: where reviewers of a claim differ, how well they agree, and who adjudicates it."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from cachetools import LRUCache

from sayso.accounts import Person
from sayso.actions.review import JudgementError, as_read, changes_of, check_seen
from sayso.index.claims import ClaimRow
from sayso.index.service import IncidentIndex, Snapshot
from sayso.ledger import EvidenceError, UnknownIdError
from sayso.linking.agreement import (
    Coding,
    FieldAgreement,
    codings,
    differing_fields,
    field_agreement,
    is_adjudicated,
)
from sayso.linking.claim_fields import fields_of
from sayso.linking.judged import ADJUDICATED, CLAIM, KEPT, REJECTED
from sayso.record import Judgement

MOST_CODED = 5_000
"""Claims that two or more people judged of which agreement is counted, the last ones."""

_fields_read: LRUCache[tuple[str, str], Mapping[str, str]] = LRUCache(4 * MOST_CODED)
_lock = threading.Lock()


@dataclass(frozen=True, slots=True)
class Choice:
    """A value that a field may have, and the coders who gave it."""

    value: str
    by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A claim on which coders differ: the fields, each with what they say; `seen` judgements."""

    row: ClaimRow
    fields: Mapping[str, tuple[Choice, ...]]
    seen: int


@dataclass(frozen=True, slots=True)
class DocumentAgreement:
    """How coders agree on the claims of a document: of all fields of all claims, how many alike."""

    document: str
    title: str
    claims: int
    compared: int
    alike: int


@dataclass(frozen=True, slots=True)
class DoubleCoding:
    """What coders say of the claims that several judged: by field, by document, where they differ.

    `claims` are how many there are, of which the last MOST_CODED are counted.
    """

    claims: int
    coders: tuple[str, ...]
    by_field: Mapping[str, FieldAgreement]
    by_document: tuple[DocumentAgreement, ...]
    open: tuple[Disagreement, ...]
    adjudicated: int


def double_coding(index: IncidentIndex) -> DoubleCoding:
    """Return how coders agree on what several of them judged, adjudications left out.

    It is counted once for each state of the index.
    """
    state = index.state()
    return index.index.of_generation("double coding", lambda: _double_coding(index, state))


def _double_coding(index: IncidentIndex, state: Snapshot) -> DoubleCoding:
    judged = [(claim, state.by_claim[claim]) for claim in state.coded_by_several()]
    coded: list[tuple[ClaimRow, tuple[Judgement, ...], tuple[Coding, ...]]] = []
    for claim, said in reversed(judged):
        if len(coded) == MOST_CODED:
            break
        row = index.index.claim(claim)
        given = codings(said, _read(index, row.id)) if row is not None else ()
        if row is not None and len(given) > 1:
            coded.append((row, said, given))
    differing = [(row, said, given) for row, said, given in coded if differing_fields(given)]
    return DoubleCoding(
        claims=len(judged),
        coders=tuple(sorted({each.by for _, _, given in coded for each in given})),
        by_field=field_agreement(given for _, _, given in coded),
        by_document=_by_document([(row, given) for row, _, given in coded]),
        open=tuple(
            Disagreement(row, _choices(given), len(said))
            for row, said, given in differing
            if not is_adjudicated(said)
        ),
        adjudicated=sum(is_adjudicated(said) for _, said, _ in differing),
    )


def _choices(given: Sequence[Coding]) -> dict[str, tuple[Choice, ...]]:
    """Return the fields on which coders differ, each with the values that they give."""
    made = {}
    for name in differing_fields(given):
        values = dict.fromkeys(each.values[name] for each in given if name in each.values)
        made[name] = tuple(
            Choice(value, tuple(each.by for each in given if each.values.get(name) == value))
            for value in values
        )
    return made


def _by_document(
    coded: Sequence[tuple[ClaimRow, Sequence[Coding]]],
) -> tuple[DocumentAgreement, ...]:
    """Return how coders agree by document, those that differ most first."""
    titles = {row.document: row.title for row, _ in coded}
    by_document: dict[str, list[Sequence[Coding]]] = defaultdict(list)
    for row, given in coded:
        by_document[row.document].append(given)
    made = []
    for document, inside in by_document.items():
        fields = field_agreement(inside).values()
        compared, alike = (sum(each.claims for each in fields), sum(each.alike for each in fields))
        made.append(DocumentAgreement(document, titles[document], len(inside), compared, alike))
    return tuple(sorted(made, key=lambda each: (each.alike - each.compared, each.document)))


def _read(index: IncidentIndex, claim_id: str) -> Mapping[str, str]:
    """Return the fields of a claim as it was read, or as it was added; {} where it is damaged."""
    key = (str(index.path), claim_id)
    with _lock:
        known = _fields_read.get(key)
    if known is not None:
        return known
    try:
        read = fields_of(as_read(index, claim_id))
    except (EvidenceError, UnknownIdError):
        return {}
    with _lock:
        _fields_read[key] = read
    return read


def adjudicate(
    index: IncidentIndex,
    person: Person,
    claim_id: str,
    chosen: Mapping[str, str],
    why: str = "",
    seen: int | None = None,
) -> Judgement:
    """Append what `adjudication` returns, and return it."""
    made = adjudication(index, person, claim_id, chosen, why, seen)
    index.judge([made])
    return made


def adjudication(
    index: IncidentIndex,
    person: Person,
    claim_id: str,
    chosen: Mapping[str, str],
    why: str = "",
    seen: int | None = None,
) -> Judgement:
    """Return the judgement that decides what holds of a claim on which coders differ.

    `chosen` has a value for each field on which they differ, theirs or another, and under CLAIM
    whether the claim is kept. Raises JudgementError or UnknownIdError.
    """
    check_seen(index, claim_id, person, seen)
    said = index.state().by_claim.get(claim_id, ())
    given = codings(said, _read(index, claim_id))
    differing = differing_fields(given)
    if not differing:
        raise JudgementError("Nobody differs on this claim any more. Load the page anew.")
    changes: dict[str, str] = {}
    keep = chosen.get(CLAIM, "" if CLAIM in differing else KEPT)
    if keep not in (KEPT, REJECTED):
        raise JudgementError(f"Say of the claim that it is {KEPT} or {REJECTED}.")
    if CLAIM in differing or keep == REJECTED:
        changes[CLAIM] = keep
    if keep == KEPT:
        for name in differing:
            if name != CLAIM:
                changes[name] = _chosen(index, claim_id, name, chosen, given)
    if unknown := [name for name in chosen if name not in (CLAIM, *differing)]:
        raise JudgementError(f"Reviewers don't differ on {', '.join(unknown)}.")
    now = datetime.now(UTC)
    return Judgement(
        ADJUDICATED, (claim_id,), person.name, now, why.strip(), tuple(changes.items())
    )


def _chosen(
    index: IncidentIndex,
    claim_id: str,
    name: str,
    chosen: Mapping[str, str],
    given: Sequence[Coding],
) -> str:
    """Return the value that is chosen for a field: a coder's as it is, another as understood."""
    value = chosen.get(name)
    if value is None:
        raise JudgementError(f"Choose a value for {name}.")
    if value in {each.values[name] for each in given if name in each.values}:
        return value
    return changes_of(index, claim_id, {name: value}).get(name, value)

"""Double coding: where reviewers of a claim differ, how well they agree, and who adjudicates it."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from weakref import WeakKeyDictionary

from cachetools import LRUCache

from sayso.accounts import Person
from sayso.actions.review import JudgementError, changes_of, check_seen, read_in
from sayso.index.claims import ClaimRow
from sayso.index.service import IncidentIndex, Snapshot
from sayso.ledger import EvidenceError, UnknownIdError
from sayso.linking.agreement import (
    AlphaCounts,
    Coding,
    FieldAgreement,
    FieldCounts,
    codings,
    differing_fields,
    is_adjudicated,
    last_verdicts,
    values_by_field,
)
from sayso.linking.claim_fields import fields_of
from sayso.linking.judged import ADJUDICATED, CLAIM, GRADED, KEPT, REJECTED
from sayso.record import Judgement, Reading

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

    `claims` are how many there are, of which the last MOST_CODED are counted. `verdicts` is alpha
    of who accepts, corrects or rejects a claim, over the `graded` claims that two or more of
    `reviewers` did, all of them.
    """

    claims: int
    coders: tuple[str, ...]
    by_field: Mapping[str, FieldAgreement]
    by_document: tuple[DocumentAgreement, ...]
    open: tuple[Disagreement, ...]
    adjudicated: int
    verdicts: float | None
    graded: int
    reviewers: tuple[str, ...]


def double_coding(index: IncidentIndex) -> DoubleCoding:
    """Return how coders agree on what several of them judged, adjudications left out.

    It is counted once for each state of the index, of the claims that were judged since the last.
    """
    state = index.state()
    with _lock:
        counts = _counts.setdefault(index, _Counts())
    with counts.lock:
        return index.index.of_generation("double coding", lambda: counts.counted(index, state))


@dataclass(frozen=True, slots=True)
class _Coded:
    """A claim that several judged: what each says of it, and where they differ."""

    document: str
    title: str
    given: tuple[Coding, ...]
    fields: Mapping[str, tuple[Choice, ...]]
    seen: int
    adjudicated: bool


@dataclass(slots=True)
class _Of:
    """What is counted of the claims of a document."""

    title: str
    claims: int = 0
    compared: int = 0
    alike: int = 0


class _Counts:
    """What is counted of the judgements in an index, brought up to date with those that came in."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self._begin(())

    def _begin(self, judgements: Sequence[Judgement]) -> None:
        self._judgements = judgements
        self._seen = 0
        self._coded: dict[str, _Coded | None] = {}
        self._fields = FieldCounts()
        self._coders: Counter[str] = Counter()
        self._documents: dict[str, _Of] = {}
        self._graded: dict[str, tuple[Judgement, ...]] = {}
        self._verdicts = AlphaCounts()
        self._shared = 0
        self._reviewers: Counter[str] = Counter()

    def counted(self, index: IncidentIndex, state: Snapshot) -> DoubleCoding:
        """Return what is counted of the judgements in a state of the index."""
        if state.judgements is not self._judgements:  # the index was read anew
            self._begin(state.judgements)
        fresh = state.judgements[self._seen : state.judgements_shown]
        changed = dict.fromkeys(claim for each in fresh for claim in each.claims)
        for claim in changed:
            self._grade(claim, state.by_claim.get(claim, ()))
        several = state.coded_by_several()
        counted = dict.fromkeys(several[-MOST_CODED:])
        for claim in [each for each in self._coded if each not in counted or each in changed]:
            self._count(self._coded.pop(claim), -1)
        missing = [each for each in counted if each not in self._coded]
        for claim, coded in _coded(index, state, missing):
            self._coded[claim] = coded
            self._count(coded, 1)
        self._seen = state.judgements_shown
        return self._whole(index, several)

    def _grade(self, claim: str, said: Sequence[Judgement]) -> None:
        """Count the verdicts on a claim in the place of those that were counted."""
        graded = tuple(each for each in last_verdicts(said) if each.verdict in GRADED)
        for given, times in ((self._graded.get(claim, ()), -1), (graded, 1)):
            self._verdicts.add([each.verdict for each in given], times)
            self._shared += times * (len(given) > 1)
            for judgement in given:
                self._reviewers[judgement.by] += times
        self._graded[claim] = graded

    def _count(self, coded: _Coded | None, times: int) -> None:
        """Count a claim, or take it out with -1."""
        if coded is None:
            return
        self._fields.add(coded.given, times)
        for coding in coded.given:
            self._coders[coding.by] += times
        values = values_by_field(coded.given).values()
        of_document = self._documents.setdefault(coded.document, _Of(coded.title))
        of_document.claims += times
        of_document.compared += times * len(values)
        of_document.alike += times * sum(len(set(each)) == 1 for each in values)
        if not of_document.claims:
            del self._documents[coded.document]

    def _whole(self, index: IncidentIndex, several: Sequence[str]) -> DoubleCoding:
        counted = ((claim, self._coded.get(claim)) for claim in reversed(several[-MOST_CODED:]))
        differing = [(claim, coded) for claim, coded in counted if coded and coded.fields]
        still_open = [(claim, coded) for claim, coded in differing if not coded.adjudicated]
        numbers = index.index.numbers(claim for claim, _ in still_open)
        rows = {row.id: row for row in index.index.numbered(numbers)}
        by_document = (
            DocumentAgreement(key, of.title, of.claims, of.compared, of.alike)
            for key, of in self._documents.items()
        )
        return DoubleCoding(
            claims=len(several),
            coders=tuple(sorted(+self._coders)),
            by_field=self._fields.agreement(),
            # Those that differ most first.
            by_document=tuple(
                sorted(by_document, key=lambda each: (each.alike - each.compared, each.document))
            ),
            open=tuple(
                Disagreement(rows[claim], coded.fields, coded.seen)
                for claim, coded in still_open
                if claim in rows
            ),
            adjudicated=len(differing) - len(still_open),
            verdicts=self._verdicts.alpha,
            graded=self._shared,
            reviewers=tuple(sorted(+self._reviewers)),
        )


_counts: WeakKeyDictionary[IncidentIndex, _Counts] = WeakKeyDictionary()


def _coded(
    index: IncidentIndex, state: Snapshot, claims: Sequence[str]
) -> Iterator[tuple[str, _Coded | None]]:
    """Yield claims with what coders say of them; None where fewer than two do.

    The claims of a document come together, so that it is read once.
    """
    rows = index.index.numbered(index.index.numbers(claims))
    there = {row.id for row in rows}
    yield from ((claim, None) for claim in claims if claim not in there)
    rows.sort(key=lambda row: row.document)
    for document, inside in groupby(rows, key=lambda row: row.document):
        reading: Reading | None = None
        for row in inside:
            said, read = state.by_claim[row.id], _known(index, row.id)
            if read is None:
                reading = reading or _reading(index, document)
                read = _read(index, state, row.id, reading)
            given = codings(said, read)
            coded = _Coded(
                row.document, row.title, given, _choices(given), len(said), is_adjudicated(said)
            )
            yield row.id, coded if len(given) > 1 else None


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


def _known(index: IncidentIndex, claim_id: str) -> Mapping[str, str] | None:
    """Return the fields of a claim as it was read, where they were looked up before."""
    with _lock:
        return _fields_read.get((str(index.path), claim_id))


def _reading(index: IncidentIndex, document: str) -> Reading | None:
    """Return the reading of a document; None where it is damaged."""
    try:
        return index.store.reading(document)
    except EvidenceError:
        return None


def _read(
    index: IncidentIndex, state: Snapshot, claim_id: str, reading: Reading | None
) -> Mapping[str, str]:
    """Return the fields of a claim as it was read, or as it was added; {} where it is damaged.

    `reading` is that of its document, None where that is damaged.
    """
    try:
        read = fields_of(read_in(state, reading, claim_id)) if reading is not None else {}
    except UnknownIdError:
        return {}
    with _lock:
        _fields_read[str(index.path), claim_id] = read
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
    state = index.state()
    row = index.index.claim(claim_id)
    reading = _reading(index, row.document) if row is not None else None
    given = codings(state.by_claim.get(claim_id, ()), _read(index, state, claim_id, reading))
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

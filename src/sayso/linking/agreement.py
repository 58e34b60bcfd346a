"""How well reviewers agree: Krippendorff's alpha for nominal data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sayso.linking.claim_fields import FIELDS
from sayso.linking.corrected import CORRECTING
from sayso.linking.judged import ADJUDICATED, ALONE, CLAIM, GRADED, KEPT, REJECTED, in_force
from sayso.record import ADDED, Judgement

CODED = (CLAIM, *FIELDS)
"""What each coder of a claim says, in the order in which it is shown."""


def alpha(units: Iterable[Sequence[Hashable]]) -> float | None:
    """Return Krippendorff's alpha, nominal: 1 is full agreement, 0 is what chance would give.

    A unit is the values that it was given, one a coder, in any order; missing ones left out. None
    when fewer than two values can be paired, or all are the same, where chance says nothing.
    (K. Krippendorff, "Computing Krippendorff's Alpha-Reliability", 2011, section C.)
    """
    coincidences: Counter[tuple[Hashable, Hashable]] = Counter()
    for unit in units:
        counts = Counter(unit)
        paired = counts.total() - 1
        if paired < 1:
            continue
        for value, held in counts.items():
            for other_value, more in counts.items():
                pairs = held * (more - (value == other_value))
                coincidences[value, other_value] += pairs / paired  # type: ignore[assignment]
    totals: Counter[Hashable] = Counter()
    for (value, _), held in coincidences.items():
        totals[value] += held
    number = sum(totals.values())
    by_chance = number * number - sum(held * held for held in totals.values())
    if number < 2 or not by_chance:
        return None
    differing = sum(held for (one, other), held in coincidences.items() if one != other)
    return 1 - (number - 1) * differing / by_chance


@dataclass(frozen=True, slots=True)
class Agreement:
    """What reviewers' verdicts on claims come to: alpha, and the claims on which they differ."""

    alpha: float | None
    shared: int
    reviewers: tuple[str, ...]
    differing: tuple[tuple[str, tuple[Judgement, ...]], ...]


def agreement(by_claim: Mapping[str, Sequence[Judgement]]) -> Agreement:
    """Return how reviewers agree on claims; the last verdict of each reviewer counts."""
    graded = {
        claim: tuple(each for each in last_verdicts(said) if each.verdict in GRADED)
        for claim, said in by_claim.items()
    }
    both = {claim: said for claim, said in graded.items() if len(said) > 1}
    differing = tuple(
        (claim, said) for claim, said in both.items() if len({each.verdict for each in said}) > 1
    )
    names = sorted({each.by for said in graded.values() for each in said})
    value = alpha([each.verdict for each in said] for said in both.values())
    return Agreement(value, len(both), tuple(names), differing)


def last_verdicts(said: Iterable[Judgement]) -> tuple[Judgement, ...]:
    """Return the verdict of each reviewer on one claim: the last that was not taken back."""
    return tuple({judgement.by: judgement for judgement in in_force(said)}.values())


@dataclass(frozen=True, slots=True)
class Coding:
    """What one coder says of a claim: whether it is kept, and then what its fields are."""

    by: str
    values: Mapping[str, str]


def codings(said: Iterable[Judgement], read: Mapping[str, str]) -> tuple[Coding, ...]:
    """Return the last coding of each person who judged a claim, of which `read` are the fields.

    Who accepts a claim says what stood there at the time. A adjudication is nobody's coding.
    """
    values = dict(read)
    made: dict[str, Coding] = {}
    for judgement in in_force(said):
        if judgement.verdict in (*CORRECTING, ADDED):
            values |= {name: value for name, value in judgement.changes if name in FIELDS}
        if judgement.verdict in ALONE and judgement.verdict != ADJUDICATED:
            rejected = judgement.verdict == "wrong"
            given = {CLAIM: REJECTED} if rejected else {CLAIM: KEPT, **values}
            made[judgement.by] = Coding(judgement.by, given)
    return tuple(made.values())


def differing_fields(coded: Sequence[Coding]) -> tuple[str, ...]:
    """Return the fields on which coders of a claim differ; of one who rejects it, CLAIM alone."""
    return tuple(
        name
        for name in CODED
        if len({each.values[name] for each in coded if name in each.values}) > 1
    )


def is_adjudicated(said: Iterable[Judgement]) -> bool:
    """Return whether a claim was adjudicated after the last coding of it."""
    held = [each for each in in_force(said) if each.verdict in ALONE]
    return bool(held) and held[-1].verdict == ADJUDICATED


@dataclass(frozen=True, slots=True)
class FieldAgreement:
    """How coders agree on a field: alpha, of how many claims, and of how many of these alike."""

    alpha: float | None
    claims: int
    alike: int


def field_agreement(coded: Iterable[Sequence[Coding]]) -> dict[str, FieldAgreement]:
    """Return how coders agree on each field of claims, with what each says of a claim.

    Alpha is nominal: a figure that is off by one differs as much as another one. It says nothing of
    a single claim. Fields that no two coders gave are left out.
    """
    units: dict[str, list[list[str]]] = {name: [] for name in CODED}
    for claim in coded:
        for name in CODED:
            given = [each.values[name] for each in claim if name in each.values]
            if len(given) > 1:
                units[name].append(given)
    return {
        name: FieldAgreement(
            alpha(given) if len(given) > 1 else None,
            len(given),
            sum(len(set(each)) == 1 for each in given),
        )
        for name, given in units.items()
        if given
    }

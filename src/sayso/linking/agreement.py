"""How well reviewers agree: Krippendorff's alpha for nominal data."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from sayso.linking.claim_fields import FIELDS
from sayso.linking.corrected import CORRECTING
from sayso.linking.judged import ADJUDICATED, ALONE, CLAIM, KEPT, REJECTED, in_force
from sayso.record import ADDED, Judgement

CODED = (CLAIM, *FIELDS)
"""What each coder of a claim says, in the order in which it is shown."""


class AlphaCounts:
    """What Krippendorff's alpha (nominal) needs of units that are added and taken out one by one.

    A unit is the values that it was given, one a coder, in any order; missing ones left out.
    """

    # (K. Krippendorff, "Computing Krippendorff's Alpha-Reliability", 2011, section C.) All pairs
    # of values of a unit of n count 1 / (n - 1), so that a value counts as often as it was given.
    def __init__(self) -> None:
        self._totals: Counter[Hashable] = Counter()
        self._squares = 0
        self._differing = Fraction(0)

    def add(self, unit: Sequence[Hashable], times: int = 1) -> None:
        """Add a unit, or take it out with -1; one with a single value says nothing."""
        paired = len(unit) - 1
        if paired < 1:
            return
        counts = Counter(unit)
        for value, held in counts.items():
            before = self._totals[value]
            after = self._totals[value] = before + times * held
            self._squares += after * after - before * before
            if not after:
                del self._totals[value]
        unlike = len(unit) ** 2 - sum(held * held for held in counts.values())
        self._differing += Fraction(times * unlike, paired)

    @property
    def alpha(self) -> float | None:
        """Return alpha: 1 is full agreement, 0 is what chance would give; None when fewer than two
        values can be paired, or all are the same, where chance says nothing.
        """
        number = self._totals.total()
        by_chance = number * number - self._squares
        if number < 2 or not by_chance:
            return None
        return float(1 - (number - 1) * self._differing / by_chance)


def alpha(units: Iterable[Sequence[Hashable]]) -> float | None:
    """Return Krippendorff's alpha (nominal) of units."""
    counts = AlphaCounts()
    for unit in units:
        counts.add(unit)
    return counts.alpha


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


class FieldCounts:
    """How coders agree on each field, of claims that are added and taken out one by one.

    Alpha is nominal: a figure that is off by one differs as much as another one. It says nothing of
    a single claim.
    """

    def __init__(self) -> None:
        self._alphas: dict[str, AlphaCounts] = defaultdict(AlphaCounts)
        self._claims: Counter[str] = Counter()
        self._alike: Counter[str] = Counter()

    def add(self, coded: Sequence[Coding], times: int = 1) -> None:
        """Add what each coder says of a claim, or take it out with -1."""
        for name, given in values_by_field(coded).items():
            self._alphas[name].add(given, times)
            self._claims[name] += times
            self._alike[name] += times * (len(set(given)) == 1)

    def agreement(self) -> dict[str, FieldAgreement]:
        """Return the agreement by field; fields that no two coders gave are left out."""
        return {
            name: FieldAgreement(
                self._alphas[name].alpha if self._claims[name] > 1 else None,
                self._claims[name],
                self._alike[name],
            )
            for name in CODED
            if self._claims[name]
        }


def values_by_field(coded: Sequence[Coding]) -> dict[str, list[str]]:
    """Return the values that coders gave each field of a claim that two or more of them gave."""
    held = {name: [each.values[name] for each in coded if name in each.values] for name in CODED}
    return {name: given for name, given in held.items() if len(given) > 1}

"""How well reviewers agree: Krippendorff's alpha for nominal data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sayso.linking.judged import GRADED, in_force
from sayso.record import Judgement


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

"""What people judged of claims, as it stands: the later outranks the earlier, a person any rule."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

from sayso.linking.clusters import Pair
from sayso.record import Judgement, Verdict

RULE = "rule"
"""The name under which rules sign: their own judgements are made anew, and outrank nothing."""

QUESTIONS: tuple[tuple[Verdict, Verdict], ...] = (
    ("same_claim", "different_claims"),
    ("same_incident", "different_incidents"),
    ("rival", "not_rivals"),
)
"""Verdicts that answer one question: the first joins, the second parts."""

IMPLIED: dict[Verdict, Verdict] = {
    "same_claim": "same_incident",
    "rival": "same_incident",
}
"""Claims that are one, or rivals, tell of one happening."""


@dataclass(frozen=True, slots=True)
class Judged:
    """The judgements in force, by verdict and pair of claims; `wrong` are claims not to be used."""

    held: dict[tuple[Verdict, Pair], Judgement]
    wrong: frozenset[str]

    def pairs(self, verdict: Verdict) -> list[Pair]:
        """The pairs of which people said this, or what implies it."""
        found = {pair for said, pair in self.held if said == verdict}
        found |= {pair for said, pair in self.held if IMPLIED.get(said) == verdict}
        return sorted(found)

    def about(self, claims: Iterable[str]) -> bool:
        """Whether any of `claims` was judged."""
        judged_claims = {claim for _, pair in self.held for claim in pair} | self.wrong
        return not judged_claims.isdisjoint(claims)


def judged(judgements: Iterable[Judgement]) -> Judged:
    """What is in force of `judgements`, the oldest first."""
    held: dict[tuple[Verdict, Pair], Judgement] = {}
    wrong: set[str] = set()
    for each in judgements:
        if each.by == RULE:
            continue
        if each.verdict == "wrong":
            wrong |= set(each.claims)
        # What takes back a judgement on a pair says nothing of either claim alone.
        alone = each.verdict == "undecided" and len(set(each.claims)) == 1
        if alone or each.verdict in ("right", "corrected"):
            wrong -= set(each.claims)
        for one, other in combinations(sorted(set(each.claims)), 2):
            _answer(held, each, (one, other))
    return Judged(held, frozenset(wrong))


def _answer(held: dict[tuple[Verdict, Pair], Judgement], each: Judgement, pair: Pair) -> None:
    """Put a judgement in the place of those that answered the same question."""
    for question in QUESTIONS:
        if each.verdict == "undecided" or each.verdict in question:
            for verdict in question:
                held.pop((verdict, pair), None)
            if each.verdict in question:
                held[each.verdict, pair] = each

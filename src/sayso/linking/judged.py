"""What people judged of claims, as it stands: the later outranks the earlier, a person any rule."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import combinations

from sayso.linking.clusters import Pair
from sayso.record import Judgement, Verdict

RULE = "rule"
"""The name under which rules sign: their own judgements are made anew, and outrank nothing."""

TITLE: Verdict = "incident_title"
"""The verdict that names an incident; its only change has the title under "title"."""

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
"""Claims that are one, or rivals, are about one incident."""


@dataclass(frozen=True, slots=True)
class Judged:
    """The judgements in force, by verdict and pair of claims.

    `wrong` are claims not to be used; `titles` are judgements that name the incident of a claim, by
    that claim, in the order in which they were made.
    """

    held: dict[tuple[Verdict, Pair], Judgement]
    wrong: frozenset[str]
    titles: dict[str, Judgement] = field(default_factory=dict)

    def pairs(self, verdict: Verdict) -> list[Pair]:
        """Return the pairs of which people said this, or what implies it."""
        pairs = {pair for said, pair in self.held if said == verdict}
        pairs |= {pair for said, pair in self.held if IMPLIED.get(said) == verdict}
        return sorted(pairs)

    def about(self, claims: Iterable[str]) -> bool:
        """Return whether any of `claims` was judged."""
        judged_claims = {claim for _, pair in self.held for claim in pair} | self.wrong
        return not (judged_claims | self.titles.keys()).isdisjoint(claims)

    def title_of(self, claims: Iterable[str]) -> Judgement | None:
        """Return the last judgement that names an incident with these claims; None of none."""
        inside = frozenset(claims)
        named = [said for claim, said in self.titles.items() if claim in inside]
        return max(named, key=lambda each: each.when, default=None)


def judged(judgements: Iterable[Judgement]) -> Judged:
    """Return what is in force of `judgements`, the oldest first."""
    held: dict[tuple[Verdict, Pair], Judgement] = {}
    wrong: set[str] = set()
    titles: dict[str, Judgement] = {}
    for judgement in judgements:
        if judgement.by == RULE:
            continue
        if judgement.verdict == TITLE:
            titles |= dict.fromkeys(judgement.claims, judgement)
            continue
        if judgement.verdict == "wrong":
            wrong |= set(judgement.claims)
        # What takes back a judgement on a pair says nothing of either claim alone.
        alone = judgement.verdict == "undecided" and len(set(judgement.claims)) == 1
        if alone or judgement.verdict in ("right", "corrected"):
            wrong -= set(judgement.claims)
        for left, right in combinations(sorted(set(judgement.claims)), 2):
            _answer(held, judgement, (left, right))
    return Judged(held, frozenset(wrong), titles)


def _answer(held: dict[tuple[Verdict, Pair], Judgement], judgement: Judgement, pair: Pair) -> None:
    """Put a judgement in the place of those that answered the same question."""
    for question in QUESTIONS:
        if judgement.verdict == "undecided" or judgement.verdict in question:
            for verdict in question:
                held.pop((verdict, pair), None)
            if judgement.verdict in question:
                held[judgement.verdict, pair] = judgement

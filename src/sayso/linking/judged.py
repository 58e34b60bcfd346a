"""What people judged of claims, as it stands: the later outranks the earlier, a person any rule."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import combinations

from sayso.linking.clusters import Pair
from sayso.record import IncidentField, Judgement, Verdict

RULE = "rule"
"""The name under which rules sign: their own judgements are made anew, and outrank nothing."""

TITLE: Verdict = "incident_title"
"""The verdict that names an incident; its only change has the title under "title"."""

INCIDENT_FIELDS: dict[Verdict, IncidentField] = {
    TITLE: "title",
    "incident_place": "place",
    "incident_day": "day",
    "incident_note": "note",
}
"""Verdicts that set a field of an incident; the only change of each has the value under its name.
"""

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


GRADED: tuple[Verdict, ...] = ("right", "wrong", "corrected")
"""Verdicts on one claim's reading. Two reviewers agree when both give the same."""

ADJUDICATED: Verdict = "adjudicated"
"""The verdict that decides where reviewers differ, of all fields on which they do."""

CLAIM = "claim"
"""What is said of a claim beside its fields: whether it is one."""

KEPT, REJECTED = "kept", "rejected"
"""What an adjudication says under CLAIM."""

ALONE: tuple[Verdict, ...] = (*GRADED, "added", ADJUDICATED)
"""Verdicts on one claim, that a person takes back one by one."""


def said_alone(judgements: Iterable[Judgement]) -> dict[str, list[Judgement]]:
    """Return what people said of claims alone, and what takes that back, by claim.

    What takes back a judgement on a pair says nothing of either claim alone.
    """
    alone: dict[str, list[Judgement]] = {}
    for judgement in judgements:
        claims = set(judgement.claims)
        if judgement.by != RULE and len(claims) == 1 and judgement.verdict in (*ALONE, "undecided"):
            alone.setdefault(claims.pop(), []).append(judgement)
    return alone


def in_force(said: Iterable[Judgement]) -> list[Judgement]:
    """Return what people said of one claim alone and did not take back, the oldest first.

    `said` are the judgements on that claim, with others or alone. "undecided" takes back the last
    that the same person said of it alone and did not take back before.
    """
    held: list[Judgement] = []
    for judgement in said:
        if judgement.by == RULE or len(set(judgement.claims)) != 1:
            continue
        if judgement.verdict in ALONE:
            held.append(judgement)
        elif judgement.verdict == "undecided":
            own = [at for at, earlier in enumerate(held) if earlier.by == judgement.by]
            if own:
                del held[own[-1]]
    return held


@dataclass(frozen=True, slots=True)
class Judged:
    """The judgements in force, by verdict and pair of claims.

    `wrong` are claims not to be used; `of_incidents` are judgements that set fields of the incident
    of a claim, by that claim, each with its place among all judgements.
    """

    held: dict[tuple[Verdict, Pair], Judgement]
    wrong: frozenset[str]
    of_incidents: dict[str, list[tuple[int, Judgement]]] = field(default_factory=dict)

    def pairs(self, verdict: Verdict) -> list[Pair]:
        """Return the pairs of which people said this, or what implies it."""
        pairs = {pair for said, pair in self.held if said == verdict}
        pairs |= {pair for said, pair in self.held if IMPLIED.get(said) == verdict}
        return sorted(pairs)

    def about(self, claims: Iterable[str]) -> bool:
        """Return whether any of `claims` was judged."""
        judged_claims = {claim for _, pair in self.held for claim in pair} | self.wrong
        return not (judged_claims | self.of_incidents.keys()).isdisjoint(claims)

    def of_incident(self, claims: Iterable[str]) -> list[Judgement]:
        """Return the judgements that set fields of an incident with these claims, in order.

        Which was appended last is what counts, whenever clocks say that it was.
        """
        said = {
            number: made for claim in claims for number, made in self.of_incidents.get(claim, ())
        }
        return [said[number] for number in sorted(said)]


def judged(judgements: Iterable[Judgement]) -> Judged:
    """Return what is in force of `judgements`, the oldest first."""
    judgements = tuple(judgements)
    held: dict[tuple[Verdict, Pair], Judgement] = {}
    of_incidents: dict[str, list[tuple[int, Judgement]]] = {}
    for number, judgement in enumerate(judgements):
        if judgement.by == RULE:
            continue
        if judgement.verdict in INCIDENT_FIELDS:
            for claim in judgement.claims:
                of_incidents.setdefault(claim, []).append((number, judgement))
            continue
        for left, right in combinations(sorted(set(judgement.claims)), 2):
            _answer(held, judgement, (left, right))
    last = last_said(judgements)
    wrong = frozenset(claim for claim, said in last.items() if rejects(said))
    return Judged(held, wrong, of_incidents)


def rejects(judgement: Judgement) -> bool:
    """Return whether a judgement on one claim leaves it out."""
    adjudicated = judgement.verdict == ADJUDICATED and (CLAIM, REJECTED) in judgement.changes
    return judgement.verdict == "wrong" or adjudicated


def last_said(judgements: Iterable[Judgement]) -> dict[str, Judgement]:
    """Return the last judgement in force on each claim alone, whoever made it, by claim."""
    held = {claim: in_force(said) for claim, said in said_alone(judgements).items()}
    return {claim: said[-1] for claim, said in held.items() if said}


def _answer(held: dict[tuple[Verdict, Pair], Judgement], judgement: Judgement, pair: Pair) -> None:
    """Put a judgement in the place of those that answered the same question."""
    for question in QUESTIONS:
        if judgement.verdict == "undecided" or judgement.verdict in question:
            for verdict in question:
                held.pop((verdict, pair), None)
            if judgement.verdict in question:
                held[judgement.verdict, pair] = judgement

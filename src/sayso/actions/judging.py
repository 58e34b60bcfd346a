"""Judgements of a command: on claims by id, with their copies, and what they change in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sayso.accounts import Person
from sayso.actions.review import (
    JudgementError,
    as_shown,
    copies_of,
    judgements_of,
    last_of,
    said_alike,
)
from sayso.index.service import IncidentIndex
from sayso.linking.claim_fields import fields_of
from sayso.record import Judgement

LONGEST_SHOWN = 80
VERDICT_NOUNS = {
    "right": "acceptance",
    "wrong": "rejection",
    "corrected": "correction",
    "added": "addition",
    "adjudicated": "adjudication",
}
WHERE = ("document", "span")
"""What the judgement of an added claim has beside its fields."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Judgements that are to be appended, each with what it changes in words."""

    judgements: tuple[Judgement, ...]
    effects: tuple[str, ...]


def plan_verdict(
    index: IncidentIndex,
    verdict: str,
    claims: Sequence[str],
    signed: tuple[str, str],
    changes: Mapping[str, str] | None = None,
    with_copies: bool = False,
) -> Plan:
    """Return what a verdict on claims would append; `signed` are who says it, and why.

    Claims go by id, or the beginning of one. `with_copies` says the same of the other places where
    the claim stands in the same words. Raises JudgementError or UnknownIdError.
    """
    by, why = signed
    ids = [index.store.statement(each).statement.claim.id for each in claims]
    copies: tuple[str, ...] = ()
    if with_copies and len(ids) == 1:
        alike = copies_of(index.state().folded(ids[0]), ids[0])
        copies = tuple(each.claim for each in alike)
    person = Person(by, "reviewer")
    made = judgements_of(index, person, verdict, ids, why, changes, copies)
    return Plan(tuple(made), effects_of(index, made))


def plan_undo(
    index: IncidentIndex, claim: str, signed: tuple[str, str], with_copies: bool = False
) -> Plan:
    """Return what takes back the last that a person said of a claim alone. Raises JudgementError
    where there is nothing, or UnknownIdError.
    """
    by, why = signed
    key = index.store.statement(claim).statement.claim.id
    last = last_of(index.state(), key, by)
    if last is None:
        raise JudgementError(f"{by} has judged nothing of the claim {key[:10]} that holds.")
    copies = said_alike(index, last, key) if with_copies else ()
    made = judgements_of(index, Person(by, "reviewer"), "undecided", [key], why, None, copies)
    state = index.state()
    lines = []
    for judgement in made:
        taken = last_of(state, judgement.claims[0], by)
        verdict = VERDICT_NOUNS.get(taken.verdict, taken.verdict) if taken else "judgement"
        lines.append(f"{judgement.claims[0][:10]}: {by}’s {verdict} is taken back")
    return Plan(tuple(made), tuple(lines))


def effects_of(index: IncidentIndex, judgements: Sequence[Judgement]) -> tuple[str, ...]:
    """Return what judgements say, in words."""
    return tuple(_effect(index, each) for each in judgements)


def _effect(index: IncidentIndex, judgement: Judgement) -> str:
    """Return what a judgement says, in words: a line a field for a correction."""
    names = " and ".join(each[:10] for each in judgement.claims)
    if judgement.addition is not None:
        shown = {name: value for name, value in judgement.changes if name not in WHERE and value}
        return "\n".join(f"{names} {name}: {quoted(value)}" for name, value in shown.items())
    if judgement.verdict != "corrected":
        alone = len(judgement.claims) == 1
        words = f": {quoted(as_shown(index, judgement.claims[0]).evidence)}" if alone else ""
        return f"{names} {judgement.verdict.replace('_', ' ')}{words}"
    before = fields_of(as_shown(index, judgement.claims[0]))
    lines = [
        f"{names} {name}: {quoted(before[name])} becomes {quoted(value)}"
        for name, value in judgement.changes
    ]
    return "\n".join(lines)


def quoted(value: str) -> str:
    """Return a value in quotation marks, on one line and cut where it is long."""
    shown = value if len(value) <= LONGEST_SHOWN else f"{value[:LONGEST_SHOWN]}…"
    return f"“{' '.join(shown.split())}”" if value else "nothing"

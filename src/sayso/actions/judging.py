"""Judgements of a command: on claims by id, with their copies, and what they change in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sayso.accounts import Person
from sayso.actions.review import JudgementError, copies_of, judgements_of, said_alike
from sayso.index.service import IncidentIndex
from sayso.linking.corrected import fields_of
from sayso.linking.judged import in_force
from sayso.record import Claim, Judgement, Reading
from sayso.record.resolved import resolve

LONGEST_SHOWN = 80


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
    return Plan(tuple(made), tuple(_effect(index, each) for each in made))


def plan_undo(
    index: IncidentIndex, claim: str, signed: tuple[str, str], with_copies: bool = False
) -> Plan:
    """Return what takes back the last that a person said of a claim alone. Raises JudgementError
    where there is nothing, or UnknownIdError.
    """
    by, why = signed
    key = index.store.statement(claim).statement.claim.id
    said = [each for each in in_force(index.state().by_claim.get(key, ())) if each.by == by]
    if not said:
        raise JudgementError(f"{by} has judged nothing of the claim {key[:10]} that holds.")
    copies = said_alike(index, said[-1], key) if with_copies else ()
    made = judgements_of(index, Person(by, "reviewer"), "undecided", [key], why, None, copies)
    words = f"{said[-1].verdict} of {by} is taken back"
    return Plan(tuple(made), tuple(f"{each.claims[0][:10]}: {words}" for each in made))


def keep(index: IncidentIndex, plan: Plan) -> None:
    """Append the judgements of a plan."""
    for judgement in plan.judgements:
        index.store.judge(judgement)
    index.wait_until_indexed()


def _effect(index: IncidentIndex, judgement: Judgement) -> str:
    """Return what a judgement says, in words: a line a field for a correction."""
    names = " and ".join(each[:10] for each in judgement.claims)
    if judgement.verdict != "corrected":
        words = f": “{_words(index, judgement.claims[0])}”" if len(judgement.claims) == 1 else ""
        return f"{names} {judgement.verdict.replace('_', ' ')}{words}"
    reading, claim = _shown(index, judgement.claims[0])
    before = fields_of(resolve(reading, claim))
    lines = [
        f"{names} {name}: {_quoted(before[name])} becomes {_quoted(value)}"
        for name, value in judgement.changes
    ]
    return "\n".join(lines)


def _quoted(value: str) -> str:
    shown = value if len(value) <= LONGEST_SHOWN else f"{value[:LONGEST_SHOWN]}…"
    return f"“{' '.join(shown.split())}”" if value else "nothing"


def _shown(index: IncidentIndex, claim_id: str) -> tuple[Reading, Claim]:
    statement = index.store.statement(claim_id).statement
    reading = index.state().shown(index.store.reading(statement.document))
    return reading, next(each for each in reading.claims or () if each.id == claim_id)


def _words(index: IncidentIndex, claim_id: str) -> str:
    reading, claim = _shown(index, claim_id)
    return " ".join(claim.evidence.of(reading.document.text)[:LONGEST_SHOWN].split())

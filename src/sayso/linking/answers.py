"""Statements as answers: what each of them answers, and how two of them stand to each other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

from sayso.linking.claim_fields import words_of
from sayso.linking.features import StatementFeatures
from sayso.linking.figures import countries
from sayso.linking.perpetrators import Blame, Culprits, culprits_of
from sayso.linking.questions import CountedFigure, Question, is_of_a_list, question_of
from sayso.linking.stances import NEAR, Stance, rejects_report, stances_of
from sayso.models.linear import LinearModel, load_linear
from sayso.record import Quantity

RelationKind = Literal["same", "contradict", "update", "differ_compatible", "part_whole"]

PROTOCOL = 2
"""Raised when features change: older packs are then refused."""

MAKE = "python -m training.relations --data FOLDER --out"


@dataclass(frozen=True, slots=True)
class Relation:
    """How two answers stand to each other: how sure that is, 0 to 1, by what, and why in words.

    `question` is None where no number is asked for; `figures` are the two that were compared, in
    the order of publication. `asked` is the question in words where its answers are words.
    """

    kind: RelationKind
    score: float
    rule: str
    why: str
    question: Question | None = None
    figures: tuple[Quantity, Quantity] | None = None
    asked: str = ""


@dataclass(frozen=True, slots=True)
class RelationModels:
    """The models: of numbers that can't both hold, of denials, and of contrasts in words."""

    figures: LinearModel
    denials: LinearModel
    contrasts: LinearModel


@lru_cache(maxsize=1)
def shipped_models() -> RelationModels:
    """Return the packs that Sayso ships, loaded once a process."""
    packs = Path(__file__).parent.parent / "models" / "packs"
    return RelationModels(
        load_linear(packs / "relations-figures", "relations of figures", PROTOCOL, MAKE),
        load_linear(packs / "relations-denials", "relations of denials", PROTOCOL, MAKE),
        load_linear(packs / "relations-contrasts", "contrasts in words", PROTOCOL, MAKE),
    )


@dataclass(frozen=True, slots=True)
class Answers:
    """What a statement answers: the question of each of its figures, who did it or did not, those
    questions that have answers in words, and whether it calls a report untrue."""

    features: StatementFeatures
    questions: tuple[Question, ...]
    blamed: Blame | None
    cleared: Blame | None
    stances: frozenset[Stance] = frozenset()
    rejects: bool = False


def answers_of(features: StatementFeatures, culprits: Culprits | None = None) -> Answers:
    """Return what a statement answers; `culprits` are whom it blames and clears, where known."""
    questions = tuple(question_in(features, each) for each in features.figures)
    out, by = culprits or culprits_of(features)
    return Answers(features, questions, out, by, stances_of(features), rejects_report(features))


Figure = tuple[Quantity, Question]


def in_order(left: Answers, right: Answers) -> tuple[Answers, Answers]:
    """Return the two with the one that was published first in front."""
    return (left, right) if left.features.order <= right.features.order else (right, left)


def question_in(features: StatementFeatures, quantity: Quantity) -> Question:
    """Return the question that a figure of a statement answers."""
    words = words_of(quantity, features.reading.document.text)
    figure = CountedFigure(
        quantity,
        words,
        features.words,
        tuple(sorted(countries(features.initiators))),
        tuple(sorted(countries(features.targets))),
        "" if features.claim.narrated else features.side.shown,
        features.claim.modality,
        of_a_list=is_of_a_list(quantity, features.figures),
    )
    return question_of(figure)[0]


ORDER: tuple[RelationKind, ...] = (
    "contradict",
    "update",
    "same",
    "differ_compatible",
    "part_whole",
)


def strongest(relations: Iterable[Relation]) -> Relation | None:
    """Return the relation that outranks the others, of equals the surest; None of none."""
    return max(relations, key=lambda each: (-ORDER.index(each.kind), each.score), default=None)


def near(left: StatementFeatures, right: StatementFeatures) -> bool:
    gap = abs(left.claim.evidence.start - right.claim.evidence.start)
    return left.document == right.document and gap < NEAR

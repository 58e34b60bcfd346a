"""Answers of an incident side by side: which contradict each other, and which follow another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import combinations, product
from typing import Literal

from sayso.linking.answers import (
    Answers,
    Relation,
    RelationKind,
    RelationModels,
    answers_of,
    shipped_models,
    strongest,
)
from sayso.linking.contrasts import EventContrasts
from sayso.linking.features import LAST, StatementFeatures
from sayso.linking.figures import role_of
from sayso.linking.folding import fit
from sayso.linking.perpetrators import Culprits
from sayso.linking.questions import label
from sayso.linking.relations import CONTRADICTS_FROM, relation_of
from sayso.linking.words import cosine
from sayso.record import AnswerRelation, Link, Revision

Folded = Sequence[StatementFeatures]

PAIRS_LOOKED_AT = 4
"""Appearances of each claim that are held against each other."""

ALIKE = 0.12
"""Cosine from which a denial speaks of what another asserts."""

MOST_LOOSE = 200
"""Relations of an incident beside contradictions and later counts: an incident of 300 claims has
tens of thousands."""

TELLING: tuple[RelationKind, ...] = ("contradict", "update")

WHO = "who did it"
"""What `AnswerRelation.question` says where no number is asked for."""


def relations(
    folded: Sequence[Folded],
    culprits: Mapping[str, Culprits],
    models: RelationModels | None = None,
) -> list[AnswerRelation]:
    """Return how the claims of an incident stand to each other, those that say most first.

    `culprits` are whom each statement, by its key, blames and clears. Each claim is named by its
    first appearance; a pair is compared when both answer one question,
    or when one of them denies something.
    """
    models = models or shipped_models()
    answers = [
        [answers_of(each, culprits[each.key]) for each in claim[:PAIRS_LOOKED_AT]]
        for claim in folded
    ]
    among = EventContrasts((claim[0] for claim in folded), models.contrasts)
    made = []
    for left, right in sorted({*_comparable(answers), *_in_words(folded, among)}):
        best = strongest(
            relation
            for first, second in product(answers[left], answers[right])
            if (relation := relation_of(first, second, models, among)) is not None
        )
        if best is not None and best.kind != "same":
            made.append(_relation(folded[left][0].key, folded[right][0].key, best))
    telling = [each for each in made if each.relation in TELLING]
    loose = sorted(
        (each for each in made if each.relation not in TELLING),
        key=lambda each: (-each.score, each.claims),
    )
    return sorted([*telling, *loose[:MOST_LOOSE]], key=lambda each: each.claims)


def _relation(left: str, right: str, relation: Relation) -> AnswerRelation:
    first, second = sorted((left, right))
    return AnswerRelation(
        relation=relation.kind,
        claims=(first, second),
        question=label(relation.question) if relation.question else relation.asked or WHO,
        score=relation.score,
        rule=relation.rule,
        why=relation.why,
    )


def rivals(related: Iterable[AnswerRelation]) -> list[Link]:
    """Return the contradictions among the relations of an incident's claims as links."""
    return [
        Link(each.rule, each.claims, each.score, (each.why,))
        for each in related
        if each.relation == "contradict"
    ]


def _comparable(answers: Sequence[Sequence[Answers]]) -> Iterator[tuple[int, int]]:
    """Yield pairs of claims, by number, that can stand in a relation."""
    asked: dict[str, list[int]] = defaultdict(list)
    for number, claim in enumerate(answers):
        for question in sorted({each for one in claim for each in _asked(one)}):
            asked[question].append(number)
    contrary = [number for number, claim in enumerate(answers) if any(map(_contrary, claim))]
    pairs = {pair for numbers in asked.values() for pair in combinations(numbers, 2)}
    pairs |= {
        (min(one, other), max(one, other))
        for one in contrary
        for other in range(len(answers))
        if one != other
    }
    yield from pairs


def _in_words(folded: Sequence[Folded], among: EventContrasts) -> Iterator[tuple[int, int]]:
    """Yield pairs of claims, by number, that are compared in words."""
    number = {claim[0].key: place for place, claim in enumerate(folded)}
    for one, other in among.pairs(CONTRADICTS_FROM):
        yield min(number[one], number[other]), max(number[one], number[other])


def _asked(answers: Answers) -> Iterator[str]:
    """Yield what two statements must have in common to be compared."""
    for quantity in answers.features.figures:
        yield role_of(quantity)
    if answers.blamed is not None:
        yield WHO if answers.blamed.stated else f"{WHO}: {answers.features.kind}"
    for stance in answers.stances:
        yield stance.question


def _contrary(answers: Answers) -> bool:
    alive = "alive" in answers.features.marks
    return answers.cleared is not None or answers.rejects or alive


def history(folded: Sequence[Folded], related: Iterable[AnswerRelation]) -> list[Revision]:
    """Return what each side said anew on the same question, in the order of telling.

    Another figure of one side is what the relations of the claims call an update.
    """
    first_of = {claim[0].key: claim[0] for claim in folded}
    revisions = []
    for relation in related:
        earlier, later = sorted((first_of[each] for each in relation.claims), key=_order)
        if relation.relation == "update" and _one_side(earlier, later):
            revisions.append(_revision("update", earlier, later, relation.why))
    updated = {revision.claims for revision in revisions}
    for before, after in combinations(sorted(first_of.values(), key=_order), 2):
        what = _retracted(before, after) if _one_side(before, after) else None
        if what is not None and (before.key, after.key) not in updated:
            revisions.append(_revision("retraction", before, after, what))
    return _nearest(sorted(revisions, key=lambda each: _order(first_of[each.claims[0]])))


def _order(features: StatementFeatures) -> tuple[datetime, str]:
    return features.order


def _one_side(first: StatementFeatures, second: StatementFeatures) -> bool:
    return first.side == second.side and first.side.kind != "nobody" and fit(first, second)


def _revision(
    kind: Literal["update", "retraction"],
    first: StatementFeatures,
    second: StatementFeatures,
    what: str,
) -> Revision:
    return Revision(kind, (first.key, second.key), first.side.shown, second.published, what)


def _retracted(first: StatementFeatures, second: StatementFeatures) -> str | None:
    """Return how a side takes back what it said: it denies it, or puts it in doubt."""
    if first.answer != "yes" or second.answer == "yes" or first.family != second.family:
        return None
    if first.side.kind == "outlet" or cosine(first.terms, second.terms) < ALIKE:
        return None
    return f"{'denied' if second.answer == 'no' else 'put in doubt'} afterwards"


def _nearest(revisions: list[Revision]) -> list[Revision]:
    """Return for each later claim only the last before it: 10, 14, 18 is two steps, not three."""
    latest: dict[tuple[str, str], Revision] = {}
    for revision in revisions:
        latest[revision.kind, revision.claims[1]] = revision
    return sorted(latest.values(), key=lambda each: (each.when or LAST, each.claims))

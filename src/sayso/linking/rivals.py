"""Answers of an incident side by side: which contradict each other, and which follow another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations, product

from sayso.linking.features import LAST, StatementFeatures, person_of
from sayso.linking.figures import TOLLS, cumulative, opposed, role_of, same_units
from sayso.linking.folding import fit
from sayso.linking.perpetrators import Culprits
from sayso.linking.questions import label
from sayso.linking.relations import (
    Answers,
    Relation,
    RelationKind,
    RelationModels,
    answers_of,
    relation_of,
    shipped_models,
    strongest,
)
from sayso.linking.words import cosine
from sayso.record import AnswerRelation, Link, Quantity, Revision

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
    made = []
    for left, right in _comparable(answers):
        best = strongest(
            relation
            for first, second in product(answers[left], answers[right])
            if (relation := relation_of(first, second, models)) is not None
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
        question=label(relation.question) if relation.question else WHO,
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
    yield from sorted(pairs)


def _asked(answers: Answers) -> Iterator[str]:
    """Yield what two statements must have in common to be compared."""
    for quantity in answers.features.figures:
        yield role_of(quantity)
    if answers.blamed is not None:
        yield WHO if answers.blamed.stated else f"{WHO}: {answers.features.kind}"


def _contrary(answers: Answers) -> bool:
    return answers.cleared is not None or "alive" in answers.features.marks


def history(folded: Sequence[Folded]) -> list[Revision]:
    """Return what each side said anew on the same question, in the order of telling."""
    revisions = []
    for earlier, later in combinations(sorted(folded, key=lambda claim: claim[0].order), 2):
        first, second = earlier[0], later[0]
        if first.side != second.side or first.side.kind == "nobody" or not fit(first, second):
            continue
        for revision in (_update(first, second), _retraction(first, second)):
            if revision is not None:
                revisions.append(revision)
                break
    return _nearest(revisions)


def _update(first: StatementFeatures, second: StatementFeatures) -> Revision | None:
    if first.answer != "yes" or second.answer != "yes" or cumulative(first) != cumulative(second):
        return None
    pairs = opposed(first, second) or _grown(first, second)
    if not pairs:
        return None
    before, after = pairs[0]
    if person_of(first) != person_of(second) and role_of(before) not in TOLLS:
        return None
    texts = first.reading.document.text, second.reading.document.text
    what = f"{role_of(before)}: {before.as_said.of(texts[0])}, then {after.as_said.of(texts[1])}"
    claims = (first.key, second.key)
    return Revision("update", claims, first.side.shown, second.published, what)


def _grown(first: StatementFeatures, second: StatementFeatures) -> list[tuple[Quantity, Quantity]]:
    """Return figures of one role that differ, though both could hold: at least 10, then 14."""
    return [
        (a, b)
        for a in first.figures
        for b in second.figures
        if role_of(a) == role_of(b) and same_units(a, b) and a.low != b.low
    ]


def _retraction(first: StatementFeatures, second: StatementFeatures) -> Revision | None:
    if first.answer != "yes" or second.answer == "yes" or first.family != second.family:
        return None
    if first.side.kind == "outlet" or cosine(first.terms, second.terms) < ALIKE:
        return None
    what = "denied" if second.answer == "no" else "put in doubt"
    claims = (first.key, second.key)
    return Revision("retraction", claims, first.side.shown, second.published, f"{what} afterwards")


def _nearest(revisions: list[Revision]) -> list[Revision]:
    """Return for each later claim only the last before it: 10, 14, 18 is two steps, not three."""
    latest: dict[tuple[str, str], Revision] = {}
    for revision in revisions:
        latest[revision.kind, revision.claims[1]] = revision
    return sorted(latest.values(), key=lambda each: (each.when or LAST, each.claims))

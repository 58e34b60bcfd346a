"""Deaths, and other counts, of an incident as its claimants give them: a range, or one number.

Only answers to one question are set together, and only figures whose number stands in their words
count: nothing is added up, and nothing is chosen where claimants differ.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from sayso.linking.accounts import Answer, has_number, numbers_of
from sayso.linking.comparison import Comparison
from sayso.linking.questions import Question
from sayso.record import FoldedClaim

OPEN_BELOW = frozenset({"at_most", "less_than"})
OPEN_ABOVE = frozenset({"at_least", "more_than"})

Answered = Mapping[Question, Sequence[Answer]]
Number = int | float


def deaths_answered(compared: Comparison, wanted: Callable[[FoldedClaim], bool]) -> Answered:
    """Return what stands of the answers to how many were killed; see `counts_answered`."""
    return counts_answered(compared, "killed", wanted)


def counts_answered(
    compared: Comparison, role: str, wanted: Callable[[FoldedClaim], bool]
) -> Answered:
    """Return what stands of the answers to how many a role counts in the event of an incident.

    Left out are figures that their side replaced by later ones or took back; figures of a longer
    time, of a part, of a change, of one of several towns; what is planned, feared or long ago; and
    claims that are not `wanted`.
    """
    return {
        row.question: [
            answer
            for side in row.sides
            for given in side.standing
            for answer in given.answers
            if wanted(answer.claim)
        ]
        for row in compared.questions
        if row.question is not None
        and not row.rival_words  # its answers stand in the rows of their own questions, too
        and _is_of_the_event(row.question, role)
    }


def _is_of_the_event(question: Question, role: str) -> bool:
    return (
        question.role == role
        and question.modality == "actual"
        and not question.extent
        and not question.town
    )


def counted(answered: Answered, unit_class: str) -> list[Answer]:
    """Return the answers that count all of a class: "person" is whoever was killed."""
    return [
        answer
        for question, answers in answered.items()
        if question.unit_class == unit_class and not question.side
        for answer in answers
    ]


def lowest(answers: Sequence[Answer]) -> Number | None:
    """Return the lowest figure of answers to one question; None where none is given.

    None, too, where a figure beneath it has no lower end: "up to 40".
    """
    low = min((end for each in answers for end in _numbers(each, OPEN_BELOW)), default=None)
    lower = (
        each.quantity.low for each in answers if each.quantity and each.quantity.bound in OPEN_BELOW
    )
    return None if low is None or any(end < low for end in lower) else whole(low)


def highest(answers: Sequence[Answer]) -> Number | None:
    """Return the highest figure of answers to one question; None where none is given.

    None, too, where a figure above it has no upper end: "at least 40", "dozens".
    """
    high = max((end for each in answers for end in _numbers(each, OPEN_ABOVE)), default=None)
    higher = (
        each.quantity.low
        for each in answers
        if each.quantity and (each.quantity.bound in OPEN_ABOVE or not has_number(each))
    )
    return None if high is None or any(end > high for end in higher) else whole(high)


def agreed(answers: Sequence[Answer]) -> Number | None:
    """Return the one number that all answers give; None where they differ or one has none.

    "At least nine" gives nine; "up to nine", "nine to twelve" and "dozens" give none.
    """
    given = {tuple(set(_numbers(each, OPEN_BELOW))) for each in answers}
    if len(given) != 1:
        return None
    (numbers,) = given
    return whole(numbers[0]) if len(numbers) == 1 else None


def giving(answers: Sequence[Answer], number: Number | None) -> list[Answer]:
    """Return the answers whose words hold a number as an end of their figure."""
    return [each for each in answers if number is not None and number in numbers_of(each)]


def _numbers(answer: Answer, but: frozenset[str]) -> tuple[float, ...]:
    """Return the numbers of a figure that its words hold; none of one with these bounds."""
    quantity = answer.quantity
    return () if quantity is None or quantity.bound in but else numbers_of(answer)


def whole(number: float) -> Number:
    """Return a number as an integer where it is one."""
    return int(number) if number == int(number) else number

"""Answers to questions in the words that claims give them, and the ranges that they span.

A range has a claimant on each end, and its ends are figures in the words that somebody said. Ranges
are made when they are asked for: nothing of them is stored, and no answer outranks another.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sayso.lexicon.comparison import questions
from sayso.linking.figures import closed
from sayso.linking.questions import Question, by_question, counted, label, question_of
from sayso.record import ADDED, FieldCorrection, FoldedClaim, Quantity
from sayso.text.numerals import find_numerals


@dataclass(frozen=True, slots=True)
class Answer:
    """What one claim says to one question, in its words.

    `quantity` and `question` are None where no figure answers it.
    """

    claim: FoldedClaim
    words: str
    quantity: Quantity | None = None
    question: Question | None = None


@dataclass(frozen=True, slots=True)
class End:
    """A figure as it was said, with who said it first, and when that was published.

    `given_by` says which person corrected the figure or its claimant, or added the claim.
    """

    words: str
    claimant: str
    when: datetime | None
    others: bool
    claims: tuple[str, ...]
    given_by: str = ""


@dataclass(frozen=True, slots=True)
class StatedRange:
    """What is said to one question: the lowest and the highest figure, and what has no number.

    `high` is None where there is one number alone, and `low` where there is none. `open` are words
    such as "dozens", which are no end of a range. `claims` are all whose figures answer it.
    """

    question: Question
    low: End | None
    high: End | None
    open: tuple[End, ...]
    claims: tuple[str, ...]

    @property
    def ends(self) -> tuple[End, ...]:
        return tuple(each for each in (self.low, self.high) if each is not None)

    @property
    def shortest(self) -> tuple[End, ...]:
        """Return its ends; the first of the words without a number where there are none."""
        return self.ends or self.open[:1]

    @property
    def label(self) -> str:
        return label(self.question)


def figures_of(claim: FoldedClaim) -> Iterator[Answer]:
    """Yield the figures of a claim that asserts something, each with the question it answers.

    A figure that the claim's evidence doesn't hold, or that it takes back, is no one's to show.
    """
    if claim.polarity in ("denies", "doubts"):
        return
    withdrawn = {number for number, _ in claim.taken_back}
    for number, quantity in enumerate(claim.quantities):
        if number in withdrawn:
            continue
        if (quantity.role or "") in questions() and claim.said[number]:
            asked, _ = question_of(counted(claim, number))
            yield Answer(claim, claim.said[number], quantity, asked)


def answers_by_question(claims: Iterable[FoldedClaim]) -> list[tuple[Question, list[Answer]]]:
    """Return the questions that figures of the claims answer, each with its answers."""
    answers = (answer for claim in claims for answer in figures_of(claim))
    groups = by_question((each.question, each) for each in answers if each.question is not None)
    return _joined(groups)


def _joined(groups: list[tuple[Question, list[Answer]]]) -> list[tuple[Question, list[Answer]]]:
    """Return questions with those whose counting party isn't known put to the only one whose
    figures they repeat: "71 of 83 drones downed" is what the air force counted.
    """
    known = [each for each in groups if each[0].party]
    kept = []
    for question, answers in groups:
        homes = [
            given
            for asked, given in known
            if replace(asked, party="") == question
            and all(any(alike(each, other) for other in given) for each in answers)
        ]
        if question.party or len(homes) != 1:
            kept.append((question, answers))
        else:
            homes[0].extend(answers)
    return kept


def stated_range(question: Question, answers: Sequence[Answer]) -> StatedRange:
    """Return what is said to one question by figures that answer it."""
    claims = tuple(dict.fromkeys(each.claim.id for each in answers))
    numbers: list[Answer] = []
    words: list[Answer] = []
    for answer in answers:
        if answer.quantity is not None:
            (numbers if has_number(answer) else words).append(answer)
    unbounded = tuple(_ends(words))
    if not numbers:
        return StatedRange(question, None, None, unbounded, claims)
    lowest = min(numbers, key=lambda each: (_low(each), BOUND_ORDER[_bound(each)]))
    highest = max(numbers, key=lambda each: (_high(each), BOUND_ORDER[_bound(each)]))
    low, *_ = _ends([each for each in numbers if alike(each, lowest)])
    if alike(lowest, highest):
        return StatedRange(question, low, None, unbounded, claims)
    high, *_ = _ends([each for each in numbers if alike(each, highest)])
    return StatedRange(question, low, high, unbounded, claims)


BOUND_ORDER = {
    "at_most": 0,
    "less_than": 0,
    "about": 1,
    "exact": 1,
    "at_least": 2,
    "more_than": 2,
}
"""Of figures with one number "up to 12" is the lowest, and "at least 12" the highest."""


def has_number(answer: Answer) -> bool:
    """Return whether the words of a figure hold its number; "dozens" and "a third" do not."""
    quantity = answer.quantity
    if quantity is None or not (closed(quantity) or quantity.bound in ("at_least", "more_than")):
        return False
    numerals = [each for each in find_numerals(answer.words) if each.high is not None]
    values = {each.low for each in numerals} | {each.dotted for each in numerals}
    return {quantity.low, _high(answer)} <= values


def numbers_of(answer: Answer) -> tuple[float, ...]:
    """Return the numbers of a figure that its words hold: none of "dozens", two of "10 to 12"."""
    return (_low(answer), _high(answer)) if has_number(answer) else ()


def _bound(answer: Answer) -> str:
    return answer.quantity.bound if answer.quantity else "exact"


def _low(answer: Answer) -> float:
    return answer.quantity.low if answer.quantity else 0.0


def _high(answer: Answer) -> float:
    if answer.quantity is None:
        return 0.0
    return answer.quantity.low if answer.quantity.high is None else answer.quantity.high


def alike(left: Answer, right: Answer) -> bool:
    """Return whether two figures say the same: one number, or two, with one bound."""
    return (_low(left), _high(left), _bound(left)) == (_low(right), _high(right), _bound(right))


def _ends(answers: Iterable[Answer]) -> list[End]:
    """Return figures in their words, each of the first who said it, the first one first."""
    held: dict[str, list[Answer]] = defaultdict(list)
    for answer in sorted(answers, key=_published):
        held[_plain(answer)].append(answer)
    return [_end(group) for group in held.values()]


def _plain(answer: Answer) -> str:
    """Return by what words are the same: "dozens" and "Dozens"; numbers by what they say."""
    return "" if has_number(answer) else answer.words.casefold()


def _end(answers: Sequence[Answer]) -> End:
    first = answers[0]
    met = first.claim.appearances[first.claim.quoted]
    names = {each.claim.claimant.name for each in answers}
    claims = tuple(dict.fromkeys(each.claim.id for each in answers))
    name = met.claimant.name or met.claimant.said
    return End(first.words, name, met.published, len(names) > 1, claims, _given_by(met.corrections))


def _given_by(corrections: Iterable[FieldCorrection]) -> str:
    """Return which person gave a figure or its claimant: "corrected by Maria"; "" for nobody."""
    given = [each for each in corrections if each.field in ("figures", "claimant", ADDED)]
    if not given:
        return ""
    return f"{'added' if given[-1].field == ADDED else 'corrected'} by {given[-1].by}"


def _published(answer: Answer) -> tuple[bool, str, str]:
    when = answer.claim.appearances[answer.claim.quoted].published
    return when is None, when.isoformat() if when else "", answer.claim.id


def end_words(end: End) -> str:
    """Return a figure with who said it: "about 400 (Ukraine's military command, 2 Jan)"."""
    return f"{end.words} ({whose(end)})"


def whose(end: End) -> str:
    """Return who said a figure first and when, whether others did too, and which person gave it."""
    parts = [end.claimant, day_words(end.when), "and others" if end.others else "", end.given_by]
    return ", ".join(each for each in parts if each)


def day_words(when: datetime | None) -> str:
    """Return a day in short: "2 Jan"; "" for none."""
    return f"{when.day} {when:%b}" if when else ""


def range_words(stated: StatedRange) -> str:
    """Return a range in words: "63 (Navy, 2 Jan) to about 400 (Rebels, 3 Jan); dozens (…)"."""
    numbers = " to ".join(end_words(each) for each in stated.ends)
    return "; ".join(each for each in (numbers, *map(end_words, stated.open)) if each)


def conservative(stated: StatedRange) -> str:
    """Return the lowest figure, with who said it; its words if it has no number."""
    ends = [*([stated.low] if stated.low else []), *stated.open]
    return end_words(ends[0]) if ends else ""


def left_open(stated: StatedRange) -> str:
    """Return the figure where all give the same; "open" where they differ."""
    said = (*stated.ends, *stated.open)
    return end_words(said[0]) if len(said) == 1 else "open"


VIEWS: dict[str, Callable[[StatedRange], str]] = {
    "every": range_words,
    "range": range_words,
    "conservative": conservative,
    "open": left_open,
}
"""Ways of putting the figures of a question in one line; "every" shows them all beneath it."""

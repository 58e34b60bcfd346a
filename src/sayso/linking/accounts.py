"""What each side says of an incident: claimants by side × questions, each cell with its claims.

Ranges, the most conservative figure, "open" are ways of looking, made when asked for: nothing of
them is stored, and no account outranks another. A range has a claimant on each end, and its ends
are figures in the words that somebody said.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sayso.lexicon.comparison import questions
from sayso.linking.figures import closed
from sayso.linking.questions import Question, by_question, counted, label, question_of
from sayso.record import FoldedClaim, Incident, Quantity
from sayso.text.numerals import find_numerals

ASKED = (
    "who did it",
    "what happened",
    "killed",
    "injured",
    "missing",
    "casualties",
    "captured",
    "launched",
    "intercepted",
    "lost",
    "hit",
    "displaced",
    "territory",
    "denied or doubted",
)
"""The questions, in the order in which they are shown."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What one claim says to one question of an account, in its words.

    `quantity` and `question` are None where no figure answers it.
    """

    claim: FoldedClaim
    words: str
    quantity: Quantity | None = None
    question: Question | None = None


@dataclass(frozen=True, slots=True)
class End:
    """A figure as it was said, with who said it first, and when that was published."""

    words: str
    claimant: str
    when: datetime | None
    others: bool
    claims: tuple[str, ...]


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
    def label(self) -> str:
        return label(self.question)


@dataclass(frozen=True, slots=True)
class Account:
    """What one side says: its claimants by name, and its answers by question."""

    side: str
    narrated: bool
    claimants: tuple[str, ...]
    answers: dict[str, tuple[Answer, ...]]


def accounts(incident: Incident, claims: Iterable[FoldedClaim]) -> list[Account]:
    """Return the accounts of an incident: parties first, those with most claims, then outlets."""
    held = {each.id: each for each in claims}
    sides: dict[tuple[bool, str], list[FoldedClaim]] = defaultdict(list)
    for key in incident.claims:
        claim = held[key]
        sides[claim.narrated, claim.side].append(claim)
    made = [_account(side, narrated, group) for (narrated, side), group in sides.items()]
    return sorted(made, key=lambda each: (each.narrated, -_size(each), each.side))


def _size(account: Account) -> int:
    return sum(map(len, account.answers.values()))


def _account(side: str, narrated: bool, claims: Sequence[FoldedClaim]) -> Account:
    answers: dict[str, list[Answer]] = defaultdict(list)
    for claim in claims:
        for question, answer in _answers(claim):
            answers[question].append(answer)
    names = dict.fromkeys(each.claimant.name for claim in claims for each in claim.appearances)
    return Account(
        side, narrated, tuple(names), {key: tuple(each) for key, each in answers.items()}
    )


def _answers(claim: FoldedClaim) -> Iterable[tuple[str, Answer]]:
    words = claim.appearances[0].words
    if claim.polarity in ("denies", "doubts"):
        yield "denied or doubted", Answer(claim, words)
        return
    if claim.event == "accusation" or claim.blames:
        yield "who did it", Answer(claim, claim.blames or words)
    figures = False
    for number, quantity in enumerate(claim.quantities):
        question = questions().get(quantity.role or "")
        # A figure that the claim's evidence doesn't hold is no one's to print.
        if question is not None and claim.said[number]:
            figures = True
            asked, _ = question_of(counted(claim, number))
            yield question, Answer(claim, claim.said[number], quantity, asked)
    if not figures:
        yield "what happened", Answer(claim, words)


def answers_by_question(claims: Iterable[FoldedClaim]) -> list[tuple[Question, list[Answer]]]:
    """Return the questions that figures of the claims answer, each with its answers."""
    answers = (answer for claim in claims for _, answer in _answers(claim))
    return by_question((each.question, each) for each in answers if each.question is not None)


def stated_ranges(answers: Iterable[Answer]) -> list[StatedRange]:
    """Return a range for each question that figures among the answers are of."""
    asked = [(each.question, each) for each in answers if each.question is not None]
    return [stated_range(question, group) for question, group in by_question(asked)]


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
    return End(first.words, name, met.published, len(names) > 1, claims)


def _published(answer: Answer) -> tuple[bool, str, str]:
    when = answer.claim.appearances[answer.claim.quoted].published
    return when is None, when.isoformat() if when else "", answer.claim.id


def end_words(end: End) -> str:
    """Return a figure with who said it: "about 400 (Ukraine's military command, 2 Jan)"."""
    return f"{end.words} ({whose(end)})"


def whose(end: End) -> str:
    """Return who said a figure first and when, and whether others did too."""
    parts = [end.claimant, day_words(end.when), "and others" if end.others else ""]
    return ", ".join(each for each in parts if each)


def day_words(when: datetime | None) -> str:
    """Return a day in short: "2 Jan"; "" for none."""
    return f"{when.day} {when:%b}" if when else ""


def range_words(stated: StatedRange) -> str:
    """Return a range in words: "63 (Navy, 2 Jan) to about 400 (Rebels, 3 Jan); dozens (…)"."""
    numbers = " to ".join(end_words(each) for each in stated.ends)
    return "; ".join(each for each in (numbers, *map(end_words, stated.open)) if each)


def most_conservative(answers: Iterable[Answer]) -> list[tuple[Question, End]]:
    """Return the lowest figure of each question; its words where none has a number."""
    return [
        (stated.question, stated.low or stated.open[0])
        for stated in stated_ranges(answers)
        if stated.low or stated.open
    ]

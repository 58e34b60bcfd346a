"""What each side says of an incident: claimants by side × questions, each cell with its claims.

Ranges, the most conservative figure, "open" are ways of looking, made when asked for: nothing of
them is stored, and no account outranks another.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sayso.lexicon.comparison import questions
from sayso.linking.figures import closed, role_of
from sayso.record import FoldedClaim, Incident, Quantity

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
    "hit",
    "displaced",
    "territory",
    "denied or doubted",
)
"""The questions, in the order in which they are shown."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What one claim says to one question. `quantity` is None where no figure answers it."""

    claim: FoldedClaim
    words: str
    quantity: Quantity | None = None


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
    counted = False
    for quantity in claim.quantities:
        question = questions().get(role_of(quantity))
        if question is not None:
            counted = True
            yield question, Answer(claim, figure(quantity), quantity)
    if not counted:
        yield "what happened", Answer(claim, words)


def figure(quantity: Quantity) -> str:
    """Return a figure in short: "at least 12 persons", "24 or more drones", "563 of 598 drones"."""
    number = f"{quantity.low:,.10g}"
    if quantity.high is None:
        number += " or more"
    elif quantity.high != quantity.low:
        number += f" to {quantity.high:,.10g}"
    if quantity.whole is not None:
        number += f" of {quantity.whole:,.10g}"
    bound = "" if quantity.bound == "exact" else quantity.bound.replace("_", " ") + " "
    return f"{bound}{number} {quantity.unit or ''}".strip()


def stated_range(answers: Iterable[Answer]) -> tuple[float, float | None] | None:
    """Return from the lowest to the highest figure; the highest None when one is open."""
    figures = [each.quantity for each in answers if each.quantity is not None]
    if not figures:
        return None
    highs = [each.high for each in figures]
    known = [each for each in highs if each is not None]
    return min(each.low for each in figures), None if len(known) < len(highs) else max(known)


def most_conservative(answers: Iterable[Answer]) -> float | None:
    """Return the lowest closed figure; the lowest of all when every one is open."""
    figures = [each.quantity for each in answers if each.quantity is not None]
    chosen = [each for each in figures if closed(each)] or figures
    return min((each.low for each in chosen), default=None)

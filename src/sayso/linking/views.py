"""Accounts as a grid to look at: figures one by one, as a range, the lowest, or left open."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from sayso.linking.accounts import ASKED, Account, Answer, most_conservative, stated_range


@dataclass(frozen=True, slots=True)
class Cell:
    """Words for one question, and the ids of the claims that they stand for."""

    words: str
    claims: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AccountRow:
    """One side's account: cells by question, in the order in which questions are asked."""

    side: str
    narrated: bool
    claimants: tuple[str, ...]
    cells: dict[str, tuple[Cell, ...]]


@dataclass(frozen=True, slots=True)
class Grid:
    """The rows of an incident, and the questions that any of them answers."""

    questions: tuple[str, ...]
    rows: tuple[AccountRow, ...]


View = Callable[[Sequence[Answer]], Iterable[Cell]]


def one_by_one(answers: Sequence[Answer]) -> Iterable[Cell]:
    """Return each answer with its claim, those that are worded alike as one."""
    claims: dict[str, list[str]] = {}
    for answer in answers:
        claims.setdefault(answer.words, []).append(answer.claim.id)
    return [Cell(words, tuple(ids)) for words, ids in claims.items()]


def as_range(answers: Sequence[Answer]) -> Iterable[Cell]:
    """Return the lowest to the highest figure."""
    stated = stated_range(answers)
    if stated is None:
        return one_by_one(answers)
    low, high = stated
    words = f"{low:,.10g} or more" if high is None else f"{low:,.10g}–{high:,.10g}"
    return [Cell(f"{low:,.10g}" if low == high else words, _ids(answers))]


def conservative(answers: Sequence[Answer]) -> Iterable[Cell]:
    """Return the lowest figure."""
    lowest = most_conservative(answers)
    return one_by_one(answers) if lowest is None else [Cell(f"{lowest:,.10g}", _ids(answers))]


def left_open(answers: Sequence[Answer]) -> Iterable[Cell]:
    """Return the figure where all give the same; "open" where they differ."""
    stated = stated_range(answers)
    if stated is None or stated[0] == stated[1]:
        return one_by_one(answers)
    return [Cell("open", _ids(answers))]


VIEWS: dict[str, View] = {
    "every": one_by_one,
    "range": as_range,
    "conservative": conservative,
    "open": left_open,
}


def _ids(answers: Sequence[Answer]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each.claim.id for each in answers if each.quantity is not None))


def grid(accounts: Sequence[Account], view: str = "every") -> Grid:
    """Return the accounts as a view of `VIEWS` shows them."""
    asked = tuple(each for each in ASKED if any(each in account.answers for account in accounts))
    rows = tuple(
        AccountRow(
            account.side,
            account.narrated,
            account.claimants,
            {
                question: tuple(VIEWS[view](account.answers[question]))
                for question in asked
                if question in account.answers
            },
        )
        for account in accounts
    )
    return Grid(asked, rows)

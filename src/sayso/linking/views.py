"""Accounts as a grid to look at: figures one by one, as a range, the lowest, or left open."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from sayso.linking.accounts import (
    ASKED,
    Account,
    Answer,
    End,
    end_words,
    most_conservative,
    range_words,
    stated_ranges,
)
from sayso.linking.questions import label


@dataclass(frozen=True, slots=True)
class Cell:
    """Words for one question, and the ids of the claims that they stand for.

    `asked` says what is counted, and `ends` are the figures with who said them, where the words are
    made of several or of one among several.
    """

    words: str
    claims: tuple[str, ...]
    asked: str = ""
    ends: tuple[End, ...] = ()
    open: tuple[End, ...] = ()


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
    shown: dict[str, str] = {}
    for answer in answers:
        key = answer.words.casefold()
        shown.setdefault(key, answer.words)
        claims.setdefault(key, []).append(answer.claim.id)
    return [Cell(shown[key], tuple(dict.fromkeys(ids))) for key, ids in claims.items()]


def as_range(answers: Sequence[Answer]) -> Iterable[Cell]:
    """Return the lowest to the highest figure of each question, with who said each."""
    stated = stated_ranges(answers)
    if not stated:
        return one_by_one(answers)
    return [
        Cell(
            f"{each.label}: {range_words(each)}",
            each.claims,
            each.label,
            each.ends,
            each.open,
        )
        for each in stated
    ]


def conservative(answers: Sequence[Answer]) -> Iterable[Cell]:
    """Return the lowest figure of each question, with who said it."""
    lowest = most_conservative(answers)
    if not lowest:
        return one_by_one(answers)
    return [
        Cell(f"{label(asked)}: {end_words(end)}", end.claims, label(asked), (end,))
        for asked, end in lowest
    ]


def left_open(answers: Sequence[Answer]) -> Iterable[Cell]:
    """Return the figure of a question where all give the same; "open" where they differ."""
    stated = stated_ranges(answers)
    if not stated:
        return one_by_one(answers)
    cells = []
    for answered in stated:
        said = (*answered.ends, *answered.open)
        if len(said) == 1:
            words = f"{answered.label}: {end_words(said[0])}"
            cells.append(Cell(words, answered.claims, answered.label, said))
        else:
            cells.append(Cell(f"{answered.label}: open", answered.claims, answered.label))
    return cells


VIEWS: dict[str, View] = {
    "every": one_by_one,
    "range": as_range,
    "conservative": conservative,
    "open": left_open,
}


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

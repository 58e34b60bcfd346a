"""Figures that are taken back: those of an earlier version, or that their speaker withdrew.

"An earlier version of this story said 61 were killed" gives no answer of 61. Whoever is corrected
has said it before, and what he said then no longer stands.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from sayso.record import FoldedClaim, Quantity, Span
from sayso.record.trace import Rule, decide

BEFORE = 240
"""Letters before a figure in which its sentence is looked for."""

SENTENCE_ENDS = re.compile(r"[.!?;:]['\"”’)]*\s|\n")

VERSION = r"(?:version|headline|edition)"
REPORT = r"(?:version|story|report|article|dispatch|post|headline|edition|bulletin|account)"
EARLIER = r"(?:earlier|previous|prior|original|initial|first)"
EARLIER_VERSION = re.compile(
    rf"\b(?:(?:an?|the|its)\s+{EARLIER}\s+{VERSION}|our\s+{EARLIER}\s+{REPORT})\b"
    rf"|\b(?:this|our)\s+{REPORT}\s+(?:had\s+|has\s+)?(?:originally|initially|previously"
    r"|incorrectly|mistakenly|erroneously|wrongly|earlier)\b",
    re.IGNORECASE,
)
TAKES_BACK = re.compile(
    r"\b(?:withdr[ae]w\w*|retract\w*|took\s+back|takes?\s+back|taken\s+back|walk\w*\s+back"
    r"|recant\w*|disavow\w*)(?:\s+[\w’']+){0,4}?\s+(?:figures?|numbers?|counts?|tolls?|tally|tallies"
    r"|estimates?|claims?|statements?|reports?|assertions?|allegations?|announcements?)\b"
    r"(?:\s+(?!and\b|but\b|after\b|while\b)[\w’',-]+){0,8}\s*$",
    re.IGNORECASE,
)
CALLED_WRONG = re.compile(
    r"^\W*(?:\w+\W+){0,3}?(?:is|was|were|had been)\s+(?:a\s+|an\s+)?(?:mistake\w*|error\w*|wrong"
    r"|incorrect|inaccurate|erroneous|withdrawn|retracted|misreported|miscounted)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class SaidFigure:
    """A figure with the words of its sentence before it, and those of its claim after it."""

    before: str
    after: str


Test = Callable[[SaidFigure], str | None]


def _earlier_version(figure: SaidFigure) -> str | None:
    return "outlet" if EARLIER_VERSION.search(figure.before) else None


def _takes_back(figure: SaidFigure) -> str | None:
    return "speaker" if TAKES_BACK.search(figure.before) else None


def _called_wrong(figure: SaidFigure) -> str | None:
    named = re.search(r"\b(?:figure|number|toll|count|total)s?\s+of\W*$", figure.before, re.I)
    return "speaker" if named and CALLED_WRONG.search(figure.after) else None


TAKEN_BACK: tuple[Rule[Test], ...] = (
    Rule("earlier_version", "An earlier version of this story said 61 died", _earlier_version),
    Rule("takes_back", "The ministry withdrew its earlier figure of 61 dead", _takes_back),
    Rule("called_wrong", "Police said the figure of 61 was a mistake", _called_wrong),
)
"""Ways of taking a figure back, each with whose it was: the outlet's, or the speaker's."""


def taken_back_in(
    text: str, evidence: Span, figures: Sequence[Quantity]
) -> tuple[tuple[int, str], ...]:
    """Return the numbers of the figures that a statement takes back, each with whose it was.

    `figures` are those of a statement with the words `evidence` of a text.
    """
    decided = (
        (number, decide(TAKEN_BACK, _said_figure(text, evidence, figure)))
        for number, figure in enumerate(figures)
    )
    return tuple((number, given[1]) for number, given in decided if given is not None)


def _said_figure(text: str, evidence: Span, figure: Quantity) -> SaidFigure:
    span = figure.as_said
    near = text[max(0, span.start - BEFORE) : span.start]
    ends = [match.end() for match in SENTENCE_ENDS.finditer(near)]
    after = text[span.end : max(span.end, evidence.end)]
    return SaidFigure(near[ends[-1] if ends else 0 :], after)


Withdrawal = tuple[FoldedClaim, Quantity, str]


def withdrawals(claims: Iterable[FoldedClaim]) -> list[Withdrawal]:
    """Return the figures that claims take back, each with its claim and whose it was."""
    return [
        (claim, claim.quantities[number], whose)
        for claim in claims
        for number, whose in claim.taken_back
    ]


def is_withdrawn(claim: FoldedClaim, figure: Quantity, taken: Iterable[Withdrawal]) -> bool:
    """Return whether a figure of a claim was taken back later, by its outlet or its speaker."""
    return any(
        (figure.low, figure.high, figure.role) == (other.low, other.high, other.role)
        and _said_before(claim, by)
        and (_one_outlet(claim, by) if whose == "outlet" else _one_speaker(claim, by))
        for by, other, whose in taken
        if by is not claim
    )


def _said_before(claim: FoldedClaim, by: FoldedClaim) -> bool:
    """Return whether every appearance of a claim was published before the one that corrects it."""
    corrected = by.appearances[by.quoted].published
    return corrected is not None and all(
        each.published is not None and each.published < corrected for each in claim.appearances
    )


def _one_outlet(claim: FoldedClaim, by: FoldedClaim) -> bool:
    outlet = by.appearances[by.quoted].outlet
    return outlet is not None and all(each.outlet == outlet for each in claim.appearances)


def _one_speaker(claim: FoldedClaim, by: FoldedClaim) -> bool:
    """Return whether the claimant speaks, or is named by the last word of his name, in `by`."""
    if claim.claimant.name == by.claimant.name:
        return True
    head = claim.claimant.name.lower().split()[-1:]
    return by.narrated and bool(head) and head[0] in by.appearances[by.quoted].words.lower().split()

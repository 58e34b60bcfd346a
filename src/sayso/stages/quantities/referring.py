"""Figures that only refer to what they count: "the navy put the number at two"."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from sayso.lexicon.quantities import is_a, measure_units
from sayso.record import Quantity
from sayso.record.trace import Rule, first_that_holds, trace
from sayso.stages.quantities.earlier import said_with_unit
from sayso.stages.quantities.noncount_filters import AmountInContext
from sayso.stages.quantities.page import SentenceQuantities

REFERENCE = (
    r"(?:(?:the|that|this|their|its|his|her)\s+(?:own\s+)?|an?\s+(?:own\s+)?)"
    r"(?:(?:real|true|actual|correct|final|exact|overall|official|total|much|far|slightly|higher"
    r"|lower|preliminary|different|latest|provisional|confirmed)\s+){0,3}"
    r"(?:figure|number|total|tally|count|estimate)"
)
"""A noun that only stands for a figure given before: "the real figure", "a much lower number"."""

PLACED = re.compile(
    rf"\b(?:put|puts|putting|place[sd]?|placing|sets?|setting|fix(?:e[sd])?|estimate[sd]?"
    rf"|estimating|list(?:s|ed)|record(?:s|ed))\s+(?:it|{REFERENCE})\s+(?:(?:much|far)\s+)?"
    rf"(?:(?:higher|lower),?\s+)?(?:at|as)\s+$",
    re.IGNORECASE,
)
GIVEN = re.compile(
    rf"\b(?:g[ai]ves?|gave|giving|given|cit(?:es?|ed|ing)|report(?:s|ed)|offer(?:s|ed)"
    rf"|publish(?:es|ed)|announced?|quot(?:es|ed)|spoke\s+of|mention(?:s|ed))\s+"
    rf"{REFERENCE}\s+(?:of|as)\s+$",
    re.IGNORECASE,
)
STANDING = re.compile(
    rf"\b{REFERENCE}\s+(?:(?:now\s+)?(?:was|is|stood\s+at|stands\s+at|came\s+to|comes\s+to)"
    r"|(?:could|may|might|would)\s+be)\s+(?:(?:closer|nearer)\s+to\s+|nearer\s+)?$",
    re.IGNORECASE,
)
COUNTED = frozenset({"count", "tally"})
BREAKS = frozenset(".,;:!?)—–”\"'")
"""Marks that may follow a number which ends its clause."""

HEADS_OF_CLAUSES = frozenset({"CC", "IN", "WDT", "WP", "WRB", "RB"})


def _is_placed(figure: AmountInContext) -> bool:
    return bool(PLACED.search(_opening(figure)))


def _is_given(figure: AmountInContext) -> bool:
    return bool(GIVEN.search(_opening(figure)))


def _is_standing(figure: AmountInContext) -> bool:
    return bool(STANDING.search(_opening(figure)))


def _is_counted(figure: AmountInContext) -> bool:
    """Return whether somebody counted the number and no noun is said: "the priest counted 41"."""
    verb = figure.opening
    return verb is not None and verb.lemma.lower() in COUNTED and verb.tag in {"VBD", "VBZ", "VBP"}


def _opening(figure: AmountInContext) -> str:
    """Return the words of the sentence before the amount, as far as a reference may reach."""
    return figure.text[max(0, figure.amount.start - LONGEST) : figure.amount.start]


LONGEST = 90
"""Code points from the verb of a reference to its figure."""

REFERENCES: tuple[Rule[Callable[[AmountInContext], bool]], ...] = (
    Rule(
        "figure put at",
        "The army said 9 rebels had been killed. The rebels put the number at four.",
        _is_placed,
    ),
    Rule(
        "figure given",
        "The army said 9 rebels had been killed. The rebels gave a figure of four.",
        _is_given,
    ),
    Rule(
        "the figure is",
        "The army said 9 rebels had been killed. The rebels said the real figure was four.",
        _is_standing,
    ),
    Rule(
        "counted",
        "The army said 9 rebels had been killed. A priest counted four.",
        _is_counted,
    ),
)
"""How a figure leads back to what was counted in the sentence before it."""


def referred_to(page: SentenceQuantities, figure: AmountInContext) -> Quantity | None:
    """Return the count that a bare figure gives anew; None where it is unclear which one.

    Where the nearest sentence with counts counts several things, a reader can't be sure.
    """
    if not _ends_its_clause(figure):
        return None
    rule = first_that_holds(REFERENCES, figure)
    if rule is None:
        return None
    before = _one_of(page.quantities) or _one_of(_nearest(page))
    if before is not None:
        said = said_with_unit(page, figure.amount, None)
        trace("quantity", said, "made", rule, before.unit or "no unit")
    return before


def _ends_its_clause(figure: AmountInContext) -> bool:
    following = figure.following
    if following is None or following.text[:1] in BREAKS:
        return True
    return following.tag in HEADS_OF_CLAUSES and following.lower not in {"of", "per"}


def _nearest(page: SentenceQuantities) -> list[Quantity]:
    """Return what the nearest sentence before it counts that says what happened to somebody."""
    said = [
        (word.sentence, each)
        for each in page.above
        if (each.role is not None or is_a(each.unit, "person"))
        and (word := page.parse.at(each.as_said.start)) is not None
        and word.sentence >= page.sentence.index - FURTHEST_BACK
    ]
    return [each for at, each in said if at == said[0][0]]


FURTHEST_BACK = 3
"""Sentences from a reference back to the count that it gives anew."""


def _one_of(quantities: Iterable[Quantity]) -> Quantity | None:
    """Return the only count of those given, parts of it left out; None where there are several."""
    counts = [
        each
        for each in quantities
        if each.unit is not None and each.unit not in measure_units() and each.whole is None
    ]
    if not counts or any(each.role != counts[0].role for each in counts):
        return None
    return counts[-1] if len({each.unit for each in counts}) == 1 else None

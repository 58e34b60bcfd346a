"""What two figures of one role count, and what they are to each other by their numbers alone."""

from __future__ import annotations

import re
from typing import Literal

from sayso.linking.answers import Figure, RelationKind
from sayso.linking.features import StatementFeatures
from sayso.linking.figures import apart, range_of, role_of, same_value
from sayso.linking.owners import others_people
from sayso.linking.questions import PART_OF_THEM, UNNAMED, Question
from sayso.linking.towns import near_towns
from sayso.record import Quantity

Counted = Literal["same", "loosely", "narrower", "wider", "other"]

ANYONE = frozenset(("person", UNNAMED))
LOOSELY_ANYONE = ANYONE | {"civilian"}
"""Whom reporters call people in one report and civilians in the next."""


def counted_people(first: Question, second: Question) -> Counted:
    """Return whether two questions count the same, or one a part of what the other counts."""
    if first.extent != second.extent or first.modality != second.modality:
        return "other"
    if first.extent == PART_OF_THEM:
        return "other"  # of which whole, and which part of it, neither says
    if _known_apart(first.side, second.side) or _known_apart(first.party, second.party):
        return "other"
    if first.unit_class == second.unit_class:
        return "same"
    if {first.unit_class, second.unit_class} <= LOOSELY_ANYONE:
        return "loosely"
    if second.unit_class in ANYONE:
        return "narrower"
    return "wider" if first.unit_class in ANYONE else "other"


INCLUDED = re.compile(
    r"\b(?:including|among them|among whom|of them|of whom|counting)\W+"
    r"(?:at least |about |some )?$",
    re.IGNORECASE,
)


def counted_in(
    left: StatementFeatures, first: Figure, right: StatementFeatures, second: Figure
) -> Counted:
    """Return what two figures of two statements count: "including two civilians" counts a part."""
    counted = counted_people(first[1], second[1])
    if counted != "other" and others_people(left, first, right, second):
        return "other"
    nobody = counts_nobody(first), counts_nobody(second)
    if left.document != right.document and any(nobody):
        return "same" if _nobody_there(left, first, right, second) else "other"
    if counted != "loosely":
        return counted
    parts = _included(left, first), _included(right, second)
    if parts[0] == parts[1]:
        return counted
    return "narrower" if parts[0] else "wider"


def counts_nobody(figure: Figure) -> bool:
    """Return whether no persons are counted: "no one was hurt" is said of one's own as a rule, and
    of whom it is said stays open."""
    return figure[0].low == figure[0].high == 0 and figure[1].unit_class in NOBODY


NOBODY = ANYONE | {"death", "fatality"}
ELSE = re.compile(r"\s*(?:else|other|more|further)\b", re.IGNORECASE)


def _nobody_there(
    left: StatementFeatures, first: Figure, right: StatementFeatures, second: Figure
) -> bool:
    """Return whether one says that nobody at all was harmed in the town where the other counts
    some: "the grenade killed nobody", "four were killed by the grenade"."""
    zero, some = (left, first), (right, second)
    if counts_nobody(second):
        zero, some = some, zero
    if counts_nobody(some[1]) or not near_towns(left.located, right.located):
        return False
    text, end = zero[0].reading.document.text, zero[1][0].as_said.end
    return not ELSE.match(text, end) and role_of(some[1][0]) in HARMED


HARMED = frozenset(("killed", "injured", "casualties"))
"""Roles in which people are harmed."""


def _included(features: StatementFeatures, figure: Figure) -> bool:
    """Return whether a figure counts a part: "including two civilians", "9 police, 5 civilians"."""
    quantity, question = figure
    start, end = features.claim.evidence.start, quantity.as_said.start
    listed = question.unit_class not in ANYONE and any(
        each is not quantity and role_of(each) == role_of(quantity) and each.unit != quantity.unit
        for each in features.figures
    )
    return listed or INCLUDED.search(features.reading.document.text[start:end]) is not None


def _known_apart(first: str, second: str) -> bool:
    return bool(first and second) and first != second


def by_arithmetic(
    first: Quantity, second: Quantity, counted: Counted
) -> RelationKind | Literal["opposed", "unrelated"]:
    """Return what two figures of one role are to each other by their numbers alone.

    "opposed" are numbers that can't both hold, were they of the same people; "civilians" and
    "people" may be.
    """
    if counted == "other":
        return "unrelated"
    if first.high is None or second.high is None:
        return "differ_compatible" if counted == "same" else "unrelated"
    if first.whole == second.low or second.whole == first.low or _halves(first, second):
        return "part_whole"
    if counted in ("narrower", "wider"):
        part, whole = (first, second) if counted == "narrower" else (second, first)
        return "opposed" if part.low > range_of(whole)[1] else "part_whole"
    return _by_bounds(first, second, loosely=counted == "loosely")


def _by_bounds(
    first: Quantity, second: Quantity, *, loosely: bool
) -> RelationKind | Literal["opposed"]:
    """Return what two figures of the same people are to each other by their bounds.

    `loosely` where one counts people and one civilians: "no civilians were hurt" leaves room for 61
    people killed.
    """
    if loosely and not (first.low and second.low):
        return "part_whole"
    if apart(first, second):
        return "opposed"
    if loosely and first.low == second.low:
        return "part_whole"
    alike = same_value(first, second) and first.bound == second.bound
    return "same" if alike else "differ_compatible"


def _halves(first: Quantity, second: Quantity) -> bool:
    """Return whether one is twice the other: 314 exchanged are 157 of each side."""
    return first.low in (2 * second.low, second.low / 2) and role_of(first) == "exchanged"

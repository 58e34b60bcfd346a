"""When two figures are the same, and when they can't both hold."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import product, starmap

from sayso.lexicon.comparison import person_classes
from sayso.linking.features import StatementFeatures
from sayso.record import Quantity

TOLLS = frozenset("killed injured missing casualties recovered displaced captured detained".split())
"""Counts that grow while people look: a later, higher one of the same side is an update."""

ADDING = frozenset(("another", "further", "additional", "other", "others"))
RUNNING = frozenset("since overall altogether cumulative cumulatively".split())
"""Words that make a figure one of a longer time than the event."""

DRONES = frozenset(("drone", "uav", "aircraft", "unmanned aircraft", "quadcopter"))
FLOWN = frozenset(("launched", "intercepted", "hit"))
ROOM = 0.5
ABOUT = 0.1
"""How far from "about 100" a figure may be and still agree with it."""

SAME_ROLE = {
    "dead": "killed",
    "wounded": "injured",
    "seized": "regained",
    "lost": "intercepted",
    "targeted": "hit",
    "burned": "destroyed",
}

Range = tuple[float, float]


def role_of(quantity: Quantity) -> str:
    """Return the role, with those that say the same as one."""
    role = quantity.role or ""
    if role == "lost" and quantity.unit in person_classes():
        return "killed"
    return SAME_ROLE.get(role, role)


def range_of(quantity: Quantity) -> Range:
    """Return what the figure allows. "Up to 400" is taken for no less than half of it."""
    low, high = quantity.low, quantity.high
    if high is None:
        return low, float("inf")
    if quantity.bound in ("at_least", "more_than"):
        return low, float("inf")
    if quantity.bound in ("at_most", "less_than"):
        return high / 2, high
    if quantity.bound == "about":
        return low * (1 - ABOUT), high * (1 + ABOUT)
    return low, high


def same_units(left: Quantity, right: Quantity) -> bool:
    """Return whether both count the same things; persons by what they are called."""
    if left.unit is None or right.unit is None or left.unit == right.unit:
        return True
    first, second = (person_classes().get(each.unit or "") for each in (left, right))
    if first is None or second is None:
        return False
    return first == second or "anyone" in (first, second)


def closed(quantity: Quantity) -> bool:
    """Return whether it is a figure and not "dozens"."""
    return quantity.high is not None


def same_value(left: Quantity, right: Quantity) -> bool:
    return closed(left) and closed(right) and left.low == right.low and left.high == right.high


def apart(left: Quantity, right: Quantity) -> bool:
    """Return whether no number fits both."""
    first, second = range_of(left), range_of(right)
    return first[1] < second[0] or second[1] < first[0]


def by_role(features: StatementFeatures) -> dict[str, list[Quantity]]:
    """Return a statement's figures by their roles."""
    figures: dict[str, list[Quantity]] = defaultdict(list)
    for figure in features.figures:
        figures[role_of(figure)].append(figure)
    return dict(figures)


def agree(left: StatementFeatures, right: StatementFeatures) -> float | None:
    """Return how well the figures of two statements agree, from 0 to 1; None when none can be
    compared.

    1 when they share a figure and none is against another, ROOM when they only leave room for each
    other ("dozens", 36), 0 when they differ.
    """
    first, second = by_role(left), by_role(right)
    shared = sorted(first.keys() & second.keys())
    if not shared:
        return 1.0 if _same_weapons(left, right) else None
    answers = [_agree_in(left, first[role], right, second[role]) for role in shared]
    if False in answers:
        return 0.0
    return 1.0 if any(answers) else ROOM


def _same_weapons(left: StatementFeatures, right: StatementFeatures) -> bool:
    """Return whether as many of the same weapons were launched in one as stopped in the other."""
    return any(
        same_value(a, b) and _same_weapon(a, b) and {role_of(a), role_of(b)} <= FLOWN
        for a in left.figures
        for b in right.figures
    )


def _same_weapon(left: Quantity, right: Quantity) -> bool:
    return left.unit == right.unit or {left.unit, right.unit} <= DRONES


def _agree_in(
    left: StatementFeatures,
    first: Sequence[Quantity],
    right: StatementFeatures,
    second: Sequence[Quantity],
) -> bool | None:
    """Return whether figures of one role are the same; None when they only leave room.

    "38 killed" and "38 killed" are, "22 men and 16 women" and "38" are by their sum, "dozens" and
    "dozens" are; 38 and 36 aren't; "dozens" leaves room for 36, and "at most 30" doesn't.
    """
    pairs = list(product(first, second))
    if any(starmap(_same_figure, pairs)) or _same_sum(left, first, right, second):
        return True
    # Two numbers of the same people that aren't equal: no range between them says more.
    if any(starmap(_both_numbers, pairs)):
        return False
    if any(starmap(_same_open, pairs)):
        return True
    return False if all(starmap(apart, pairs)) else None


def _same_figure(left: Quantity, right: Quantity) -> bool:
    return same_value(left, right) and same_units(left, right)


def _both_numbers(left: Quantity, right: Quantity) -> bool:
    return closed(left) and closed(right) and same_units(left, right)


def _same_open(left: Quantity, right: Quantity) -> bool:
    return left.low == right.low and not closed(left) and not closed(right)


def _same_sum(
    left: StatementFeatures,
    first: Sequence[Quantity],
    right: StatementFeatures,
    second: Sequence[Quantity],
) -> bool:
    """Return whether the sum of one's figures is the figure, or the sum, of the other."""
    sums = _sums(left, first), _sums(right, second)
    plain = _figures(first), _figures(second)
    return bool(sums[0] & (sums[1] | plain[1]) or sums[1] & plain[0])


def _figures(figures: Sequence[Quantity]) -> set[float]:
    return {each.low for each in figures if closed(each)}


def _sums(features: StatementFeatures, figures: Sequence[Quantity]) -> set[float]:
    """Return what the figures of one role come to together: different things added up, "33 others"
    and the one who was named.
    """
    units = [each.unit for each in figures]
    totals = set()
    if len(figures) > 1 and all(map(closed, figures)) and len(set(units)) == len(units):
        totals.add(sum(each.low for each in figures))
    text = features.reading.document.text
    for figure in figures:
        if {"other", "others"} & set(figure.as_said.of(text).lower().split()):
            totals.add(figure.low + 1)
    return totals


def opposed(left: StatementFeatures, right: StatementFeatures) -> list[tuple[Quantity, Quantity]]:
    """Return figures in the same role and of the same things that can't both hold.

    A part and its whole can: 158 is 122 and 36; 314 exchanged are 157 of each side.
    """
    if agree(left, right) == 1.0 or not _same_people(left, right):
        return []
    first, second = _whole_counts(left), _whole_counts(right)
    pairs = []
    for role in sorted(first.keys() & second.keys()):
        if _same_sum(left, first[role], right, second[role]):
            continue
        comparable = [(a, b) for a in first[role] for b in second[role] if same_units(a, b)]
        if any(not apart(a, b) for a, b in comparable):
            continue
        pairs += [(a, b) for a, b in comparable if not _part(a, b) and not _part(b, a)]
    return pairs


def _whole_counts(features: StatementFeatures) -> dict[str, list[Quantity]]:
    """Return a statement's figures by role, without those that only add: "three more", "another
    26".
    """
    text = features.reading.document.text
    return {
        role: kept
        for role, figures in by_role(features).items()
        if (kept := [each for each in figures if not _adds(each.as_said.of(text))])
    }


def cumulative(features: StatementFeatures) -> bool:
    """Return whether a statement counts over a longer time: "since September"."""
    return not RUNNING.isdisjoint(features.words.lower().split())


def _adds(words: str) -> bool:
    said = words.lower().split()
    more = any(word == "more" and said[at + 1 : at + 2] != ["than"] for at, word in enumerate(said))
    return more or bool(ADDING & set(said))


def _same_people(left: StatementFeatures, right: StatementFeatures) -> bool:
    """Return whether initiators and targets may be the same: no countries of theirs differ."""
    pairs = ((left.initiators, right.initiators), (left.targets, right.targets))
    known = [(countries(first), countries(second)) for first, second in pairs]
    return all(not first or not second or first & second for first, second in known)


def countries(people: frozenset[str]) -> frozenset[str]:
    """Return the countries among initiators or targets."""
    return frozenset(each for each in people if len(each) == 3 and each.isupper())


def _part(part: Quantity, whole: Quantity) -> bool:
    """Return whether one may be a part of the other: of its stated whole, or a half ("each")."""
    return part.whole == whole.low or (closed(whole) and 2 * part.low == whole.low)

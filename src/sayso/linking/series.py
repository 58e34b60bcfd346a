"""Bulletins of one series: the same words for another day or another town, and so no one event.

A governor's posts about three towns, the tallies of two nights, a ministry's daily count are as
alike in words as copies are. What parts them is what was exchanged in the template.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta

from sayso.linking.days import days_between
from sayso.linking.passages import Passage
from sayso.linking.scenes import GROWS, PERIOD
from sayso.linking.words import Terms, is_rare
from sayso.record.trace import Rule, first_that_holds

SERIES_WORDS = 0.3
"""Cosine from which two passages are asked whether they are bulletins of a series."""

TEMPLATE_KEPT = 0.72
TEMPLATE_FILLED = 0.6
"""Shares of the shorter and of the longer one's words that two bulletins in one template have in
common. Series of our own have .85 and .79 or more; pairs of reports of one event in nineteen
incidents .70 and .65 at most, but for copies."""

FEWEST_TERMS = 8
"""Fewer words are no template: a headline."""

NEXT_ISSUE = timedelta(hours=20)
"""Publications further apart are of other days."""

AGAINST = -10_000
"""Likeness, in ten-thousandths, of two bulletins of a series: against joining, so that a third
report which is like both does not join them."""

Test = Callable[[Passage, Passage], bool]


def towns_exchanged(left: Passage, right: Passage) -> bool:
    """Return whether one template has other towns."""
    towns = [{each.geonameid for each in side.towns} for side in (left, right)]
    return bool(towns[0] and towns[1] and not towns[0] & towns[1]) and in_template(left, right)


def days_exchanged(left: Passage, right: Passage) -> bool:
    """Return whether one template has other days, which don't overlap."""
    between = days_between(left.days, right.days)
    return between is not None and between >= timedelta(0) and in_template(left, right)


def names_exchanged(left: Passage, right: Passage) -> bool:
    """Return whether one template has other names: words that are rare in news, with other
    numbers."""
    if not in_template(left, right) or not numbers_exchanged(left, right):
        return False
    first, second = _plain(left.terms).keys(), _plain(right.terms).keys()
    return _rare(first - second) and _rare(second - first)


def issue_after(left: Passage, right: Passage) -> bool:
    """Return whether one outlet's template has other numbers on another day, with no toll that
    grows."""
    if left.outlet is None or left.outlet != right.outlet or GROWS in left.scene | right.scene:
        return False
    return _next_numbers(left, right) and in_template(left, right)


def period_after(left: Passage, right: Passage) -> bool:
    """Return whether both give other numbers for a period that had just ended when they came out,
    on other days."""
    return PERIOD in left.scene & right.scene and _next_numbers(left, right)


def _next_numbers(left: Passage, right: Passage) -> bool:
    """Return whether both are dated, on other days, with other numbers, not of the same days."""
    if not (left.dated and right.dated) or left.reported is None or right.reported is None:
        return False
    if abs(left.reported - right.reported) < NEXT_ISSUE:
        return False
    return numbers_exchanged(left, right) and (left.days is None or left.days != right.days)


SERIES: tuple[Rule[Test], ...] = (
    Rule("towns exchanged", "Shelling killed 3 in Nyala. | … 5 in Kutum.", towns_exchanged),
    Rule("days exchanged", "On 3 June 40 drones came. | On 4 June 52 …", days_exchanged),
    Rule("names exchanged", "Mines killed 3 near Sarar. | … 5 near Qunfur.", names_exchanged),
    Rule("another issue", "Our post found 4 mines. | … 9 …, a day later", issue_after),
    Rule("another period", "Over the past day 40 drones came. | … 52 …, a day later", period_after),
)


def of_a_series(left: Passage, right: Passage) -> bool:
    """Return whether two passages, alike by SERIES_WORDS, are bulletins of one series."""
    return first_that_holds(SERIES, left, right) is not None


def in_template(left: Passage, right: Passage) -> bool:
    """Return whether two passages have nearly all of their words in common, but for numbers."""
    first, second = _plain(left.terms).keys(), _plain(right.terms).keys()
    fewer, more = sorted((len(first), len(second)))
    common = len(first & second)
    if fewer < FEWEST_TERMS:
        return False
    return common >= TEMPLATE_KEPT * fewer and common >= TEMPLATE_FILLED * more


def numbers_exchanged(left: Passage, right: Passage) -> bool:
    """Return whether each of the two has a number that the other lacks."""
    first, second = _numbers(left), _numbers(right)
    return bool(first - second and second - first)


def _numbers(passage: Passage) -> set[float]:
    """Return the figures of a passage, and the numbers among its terms."""
    written = (each for each in passage.terms if each.replace(".", "", 1).isdecimal())
    return {value for _, value in passage.figures}.union(map(float, written))


def _plain(terms: Terms) -> Terms:
    """Return the terms that are words: neither numbers nor resolved places."""
    return {each: weight for each, weight in terms.items() if each[0].isalpha()}


def _rare(terms: Iterable[str]) -> bool:
    return any(map(is_rare, terms))

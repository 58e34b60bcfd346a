"""Where a text turns from one event to another: another town, an earlier day, a tally of months.

A round-up names three towns in three sentences, and a report of an attack ends with the attack of a
month ago. Words alone do not part them; where and when their claims say that it happened does.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from sayso.linking.days import Days, aware, days_between
from sayso.linking.event_settings import EventSetting, hull
from sayso.linking.towns import near_towns
from sayso.record.trace import Rule, first_that_holds

OTHER_DAYS = timedelta(days=1)
"""Days between two events of one report; an attack at night is reported for two days."""

NEWS = timedelta(days=3)
"""A report that gives no day is of what happened in so many days before it came out."""

EARLIEST = aware(datetime.min)
"""Where the calendar begins: a report of its first days has no three days before it."""


MUCH_LONGER = 2
"""Times of two tallies, the longer one in shorter ones."""

NEXT_TOWN = 0.1
"""Degrees, some 10 km: two towns with a toll each are two events, if they are not quarters."""


def other_town(unit: EventSetting, topic: EventSetting) -> bool:
    """Return whether something was done in a town that is not near any of the topic's."""
    if not (unit.done and unit.towns and topic.towns):
        return False
    return not near_towns(unit.towns, topic.towns, NEXT_TOWN)


def named_first(unit: EventSetting, topic: EventSetting) -> bool:
    """Return whether a town stands before what was done, and the topic is of a place that no
    gazetteer knows."""
    known = bool(topic.towns) or not topic.unread
    return bool(unit.done and unit.fronted and not known)


def other_heading(unit: EventSetting, topic: EventSetting) -> bool:
    """Return whether an item is headed by a town that is not near those that head the topic's."""
    if not (unit.headed and topic.headed):
        return False
    return not near_towns(unit.headed, topic.headed, NEXT_TOWN)


def other_region(unit: EventSetting, topic: EventSetting) -> bool:
    """Return whether something was done in another region than the topic's, and in no town of it.

    Countries are no such ground: whoever fights abroad is named with his own.
    """
    if not unit.done or near_towns(unit.towns, topic.towns):
        return False
    return bool(unit.regions and topic.regions and not unit.regions & topic.regions)


def earlier_day(unit: EventSetting, topic: EventSetting) -> bool:
    """Return whether all of it was over before the topic's days."""
    latest = hull(unit.days, unit.longer)
    return bool(unit.done and latest and topic.days and topic.days[0] - latest[1] > OTHER_DAYS)


def later_day(unit: EventSetting, topic: EventSetting) -> bool:
    """Return whether something was done after the topic's days."""
    return bool(
        unit.done and unit.days and topic.days and unit.days[0] - topic.days[1] > OTHER_DAYS
    )


def long_tally(unit: EventSetting, topic: EventSetting) -> bool:
    """Return whether it counts what a longer time brought, and the topic is of days, or of a much
    shorter time."""
    if not unit.harm_counted or not unit.longer or unit.days:
        return False
    if topic.days:
        return True
    return bool(topic.longer and MUCH_LONGER * _length(topic.longer) < _length(unit.longer))


def other_tally(unit: EventSetting, topic: EventSetting) -> bool:
    """Return whether a topic is of a longer time, and this of a day elsewhere, or of a much shorter
    time."""
    if topic.days or not topic.longer or not unit.done:
        return False
    if unit.days:
        return bool(unit.towns) and not near_towns(unit.towns, topic.towns)
    return bool(unit.longer and MUCH_LONGER * _length(unit.longer) < _length(topic.longer))


def _length(days: Days) -> timedelta:
    return days[1] - days[0]


Test = Callable[[EventSetting, EventSetting], bool]

SHIFTS: tuple[Rule[Test], ...] = (
    Rule("other town", "Shells killed 9 in Omdurman. In Nyala, gunmen killed three.", other_town),
    Rule(
        "town named first",
        "Jets hit men in Kawlinn. In Lashio, rebels shot two.",
        named_first,
    ),
    Rule("other heading", "Kutum: nine were hurt. Nyala: the market is shut.", other_heading),
    Rule("other region", "A mine killed two in Benue. In Plateau, gunmen shot four.", other_region),
    Rule("earlier day", "A mine killed 7. Last month, a truck bomb killed 18.", earlier_day),
    Rule("later day", "On Monday a bomb went off. On Friday, a mine killed two.", later_day),
    Rule("long tally", "Gunmen shot two. Since May, 900 people have been killed.", long_tally),
    Rule("other tally", "Since May, 900 have been killed. In July, 80 died in Ituri.", other_tally),
)
"""What turns a text to another event; `test` is of a stretch of text and of what it may go on
with."""


def shifts(unit: EventSetting, topic: EventSetting) -> str | None:
    """Return the name of the rule by which a stretch of text is of another event than a topic."""
    return first_that_holds(SHIFTS, unit, topic)


def back_in_town(unit: EventSetting, topic: EventSetting) -> bool:
    """Return whether a stretch names a town of a topic, and nothing that parts the two."""
    return near_towns(unit.towns, topic.towns) and shifts(unit, topic) is None


def back_to_day(unit: EventSetting, topic: EventSetting) -> bool:
    """Return whether a stretch gives a day of a topic, and nothing that parts the two."""
    between = days_between(unit.days, topic.days)
    return between is not None and between < timedelta(0) and shifts(unit, topic) is None


def same_time(unit: EventSetting, topic: EventSetting) -> bool:
    """Return whether a stretch that names no place tells what was done at a topic's time."""
    between = days_between(unit.days, topic.days)
    somewhere = unit.towns or unit.regions or unit.longer
    return unit.done and not somewhere and between is not None and between < timedelta(0)


def news_days(published: datetime | None) -> Days | None:
    """Return the days that a report which gives none is of; None where it has no date."""
    if published is None:
        return None
    last = aware(published)
    return (last - NEWS if last - EARLIEST > NEWS else EARLIEST), last


def dated(setting: EventSetting, news: Days | None) -> EventSetting:
    """Return a setting with the days of the news where it gives none."""
    return setting if setting.days or setting.longer else replace(setting, days=news)

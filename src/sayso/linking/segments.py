"""Where a text turns from one event to another: another town, an earlier day, a tally of months.

A round-up names three towns in three sentences, and a report of an attack ends with the attack of a
month ago. Words alone do not part them; where and when their claims say that it happened does.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache

from sayso.lexicon.comparison import kind_families
from sayso.lexicon.countries import adjectives, countries
from sayso.lexicon.places import areas, regions
from sayso.linking.acts import DONE
from sayso.linking.days import Days, aware, bounds, days_between, interval
from sayso.linking.seats import NO_SCENE, is_named
from sayso.linking.towns import near_towns
from sayso.record import BODY_KINDS, Claim, Moment, Place, Reading, Span
from sayso.record.trace import Rule, first_that_holds

PRECISE = ("exact", "town", "district")
"""Precisions of places that say where an event was; regions and countries hold several."""

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

NO_DAY = re.compile(
    r"(?:(?:in |at |by |the |that |this |same |early |late |later )*)"
    r"(?:morning|afternoon|evening|night|noon|midnight|midday|dawn|dusk|day|moment|time)",
    re.IGNORECASE,
)
"""Words that give the hour of a day which was named before: "in the afternoon"."""


ELSEWHEN = re.compile(
    r"\b(?:since|than|until|before|after|when|ahead of)\b(?:\s+[\w’',-]+){2,}\s*$", re.IGNORECASE
)
"""Words before a moment that is another event's: "since the army took power in" 2021."""

ALL_ALONG = re.compile(
    r"\bsince (?:the |its |their )?(?:full-scale |current |latest )?(?:(?:start|beginning|outbreak"
    r"|onset) of|(?:war|conflict|invasion|fighting|uprising|insurgency|coup)\b)"
    r"|\bso far this (?:year|month)\b"
    r"|\b(?:in|during|over|after) (?:[\w-]+ ){0,4}(?:years|months|decades) of (?:the |civil )?"
    r"(?:war|fighting|conflict|violence)\b",
    re.IGNORECASE,
)
"""Words of a longer time that give no date."""

ALL_THE_WAR = (aware(datetime(1900, 1, 1)), aware(datetime(2100, 1, 1)))
"""A time that is longer than any that words date."""

FRONTED = re.compile(
    r"(?:\w+(?:\s\w+)?,?\s+)?(?:in|at|near|around|outside|inside|on the road (?:out of|to|from))"
    r"\s+(?:the\s+\w+\s+of\s+)?",
    re.IGNORECASE,
)
AFTER_IN = re.compile(
    r"\b(?:[Ii]n|[Aa]t|[Nn]ear|[Oo]utside|(?:camp|town|village|settlement|hamlet|suburb) of)\s+"
    r"([A-Z][\w’'-]{2,}(?: [A-Z][\w’'-]{2,})?)"
)

WIDE_PLACES = frozenset(("country", "region", "district", "area", "sea", "river"))
"""Kinds of places that hold many others: the name of a town in one is another name."""

SENTENCE_END = re.compile(r"(?<=[.!?][\s”\"’])(?=[A-Z“\"‘])|(?<=[.!?]\s)(?=[A-Z“\"‘])")

LONGEST_HEADING = 2
"""Words of a heading that ends like a sentence: "Khan Younis."."""

HEADING = re.compile(r"\s?[:.–—-]\s")
BULLET = re.compile(r"\s*(?:[-*•–—▪●]|\d{1,2}[.)])?\s*")

HARM = frozenset(("attack", "people"))
"""Families of events that harm is counted of."""


@dataclass(frozen=True, slots=True)
class EventSetting:
    """Where and when the claims of a stretch of text say that something happened.

    `days` are those of claims that give a day, `longer` that of a claim of a longer time. `done`
    says that somebody did or suffered something: no meeting and no statement; `harm_counted` that
    people or things harmed are counted. `fronted` are the towns that its sentences begin with,
    `unread` names after "in" that no gazetteer knew.
    """

    towns: tuple[Place, ...] = ()
    regions: frozenset[int] = frozenset()
    days: Days | None = None
    longer: Days | None = None
    harm_counted: bool = False
    done: bool = False
    fronted: tuple[Place, ...] = ()
    unread: frozenset[str] = frozenset()

    def joined(self, other: EventSetting) -> EventSetting:
        """Return the setting of two stretches that go together.

        What is done is done in the town that they begin with, where they name no other: "In Kutum
        the day was no quieter. A drone hit the market."
        """
        done, fronted = self.done or other.done, (*self.fronted, *other.fronted)
        towns = tuple(dict.fromkeys((*self.towns, *other.towns)))
        return EventSetting(
            towns or (fronted if done else ()),
            self.regions | other.regions,
            _hull(self.days, other.days),
            _hull(self.longer, other.longer),
            self.harm_counted or other.harm_counted,
            done,
            fronted,
            self.unread | other.unread,
        )


def _hull(left: Days | None, right: Days | None) -> Days | None:
    if left is None or right is None:
        return left or right
    return min(left[0], right[0]), max(left[1], right[1])


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


def other_region(unit: EventSetting, topic: EventSetting) -> bool:
    """Return whether something was done in another region than the topic's, and in no town of it.

    Countries are no such ground: whoever fights abroad is named with his own.
    """
    if not unit.done or near_towns(unit.towns, topic.towns):
        return False
    return bool(unit.regions and topic.regions and not unit.regions & topic.regions)


def earlier_day(unit: EventSetting, topic: EventSetting) -> bool:
    """Return whether all of it was over before the topic's days."""
    latest = _hull(unit.days, unit.longer)
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


def sentences_in(text: str, span: Span) -> Iterator[Span]:
    """Yield the sentences of a stretch of a text; a heading ("El Fasher.") with what it heads."""
    start = span.start
    for cut in SENTENCE_END.finditer(text, span.start, span.end):
        if len(text[start : cut.start()].split()) > LONGEST_HEADING:
            yield Span(start, cut.start())
            start = cut.start()
    yield Span(start, span.end)


def setting_in(reading: Reading, span: Span) -> EventSetting:
    """Return where and when the claims of a stretch say that something happened."""
    claims = [each for each in reading.claims or () if span.start <= each.evidence.start < span.end]
    made = EventSetting()
    for claim in claims:
        made = made.joined(_of_claim(reading, claim))
    made = replace(made, fronted=tuple(_fronted(reading, span)))
    if not made.done:
        return made
    made = replace(made, towns=made.towns or made.fronted, unread=unread_names(reading, span))
    if made.days or not ALL_ALONG.search(reading.document.text, span.start, span.end):
        return made
    return replace(made, longer=ALL_THE_WAR)


def _fronted(reading: Reading, span: Span) -> Iterator[Place]:
    """Yield the town that a stretch begins with: "In Lashio, fighters said …", "Lashio: …"."""
    text = reading.document.text
    opening = FRONTED.match(text, span.start, span.end)
    dateline = _dateline_before(reading, span)
    for place in reading.places or ():
        said = place.as_said
        if place.precision not in PRECISE or said.start >= span.end:
            continue
        fronted = opening is not None and said.start == opening.end()
        before = text[span.start : said.start] if said.start >= span.start else None
        heads = before is not None and BULLET.fullmatch(before) and HEADING.match(text, said.end)
        if fronted or heads or (dateline is not None and dateline.contains(said)):
            yield place


def _dateline_before(reading: Reading, span: Span) -> Span | None:
    """Return the dateline that a stretch follows, in a text with several: they head its items, and
    don't say where the reporter sat."""
    datelines = [each.span for each in reading.blocks or () if each.kind == "dateline"]
    if len(datelines) < FEWEST_HEADINGS:
        return None
    return next((each for each in datelines if 0 <= span.start - each.end < GAP), None)


FEWEST_HEADINGS = 2
GAP = 3
"""Letters between a dateline and the paragraph that it heads."""


def scene_towns(reading: Reading) -> frozenset[int]:
    """Return the GeoNames ids of the towns in which a reading says that something was done."""
    ids = {each.geonameid for each in reading.places or () if each.precision in PRECISE}
    if len(ids) < SEVERAL_TOWNS:
        return frozenset()
    towns = (town for claim in reading.claims or () for town in _of_claim(reading, claim).towns)
    fronted = (
        town
        for block in reading.blocks or ()
        if block.kind in BODY_KINDS
        for span in sentences_in(reading.document.text, block.span)
        for town in _fronted(reading, span)
    )
    ids = {each.geonameid for each in (*towns, *fronted)}
    return frozenset(each for each in ids if each is not None)


SEVERAL_TOWNS = 2


NO_NAMES = frozenset("the this that these those his her its their our least most all any".split())
"""Words that have a capital in a headline: "At Least Nine Killed"."""


@lru_cache(maxsize=1)
def _wide_names() -> frozenset[str]:
    """Return names of regions, areas and countries, and adjectives of these: no sites of events."""
    named = {name for region in regions() for name in (region.name, *region.names)}
    named |= {name for area in areas() for name in (area.name, *area.names)}
    return frozenset(named | adjectives() | {name for each in countries() for name in each.names})


def unread_names(reading: Reading, span: Span) -> frozenset[str]:
    """Return names that stand after "in" or "near", and that were read as nothing."""
    text = reading.document.text
    names = [
        Span(found.start(1), found.end(1))
        for found in AFTER_IN.finditer(text, span.start, span.end)
        if found.group(1).lower() not in NO_NAMES and found.group(1) not in _wide_names()
    ]
    if not names:
        return frozenset()
    read = [
        *(
            each.as_said
            for each in reading.places or ()
            if each.geonameid is not None or each.kind in WIDE_PLACES
        ),
        *(each.as_said for each in reading.moments or ()),
        *(each.as_said for each in reading.actors or ()),
    ]
    return frozenset(
        name.of(text) for name in names if not any(name.overlap(each) for each in read)
    )


def _of_claim(reading: Reading, claim: Claim) -> EventSetting:
    if claim.modality not in ("actual", "historical"):
        return EventSetting()
    kind = (reading.events or ())[claim.event].kind if claim.event is not None else ""
    family = kind_families().get(kind)
    days, longer = _times(reading, claim)
    places = [(reading.places or ())[number] for number in claim.places]
    there = [place for place in places if is_named(reading, place, NO_SCENE)]
    regions = (place.geonameid for place in there if place.precision == "region")
    return EventSetting(
        tuple(place for place in there if place.precision in PRECISE),
        frozenset(region for region in regions if region is not None),
        days,
        longer,
        bool(claim.quantities) and family in HARM,
        family in DONE,
    )


def _times(reading: Reading, claim: Claim) -> tuple[Days | None, Days | None]:
    """Return the days that a claim gives, and the longer time; at most one of them."""
    if claim.moment is None:
        return None, None
    moment = (reading.moments or ())[claim.moment]
    if _of_something_else(reading.document.text, claim, moment):
        return None, None
    days = bounds(moment)
    return days, interval(moment) if days is None else None


def _of_something_else(text: str, claim: Claim, moment: Moment) -> bool:
    """Return whether a moment only gives the hour, or says when something else was."""
    if NO_DAY.fullmatch(moment.as_said.of(text)):
        return True
    start = min(claim.evidence.start, moment.as_said.start)
    return ELSEWHEN.search(text, start, moment.as_said.start) is not None

"""Where and when a text sets its events, stretch by stretch: by its claims, openings and headings.

`linking.segments` says from these where a text turns to another event, `linking.elided_towns` which
town a claim leaves out.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property, lru_cache

from sayso.lexicon.comparison import kind_families
from sayso.lexicon.countries import adjectives, countries
from sayso.lexicon.places import areas, regions
from sayso.linking.acts import DONE
from sayso.linking.days import Days, aware, bounds, interval
from sayso.linking.seats import NO_SCENE, is_named
from sayso.record import BODY_KINDS, Block, Claim, Moment, Place, Reading, Span
from sayso.text.headings import HEADING, LEADING, MARK
from sayso.text.spans import SpanCover

PRECISE = ("exact", "town", "district")
"""Precisions of places that say where an event was; regions and countries hold several."""

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
TOWN_HEADING = re.compile(rf"(?: (?:city|town|village|camp|district|area))?{HEADING.pattern}")
"""What follows a town that heads an item: "Marib city: …"."""

MARKED = re.compile(rf"\s*{MARK}\s*")
"""The mark of an item before its words: "2. In Debre Markos, …"."""

AFTER_IN = re.compile(
    r"\b(?:[Ii]n|[Aa]t|[Nn]ear|[Oo]utside|(?:camp|town|village|settlement|hamlet|suburb"
    r"|residents|inhabitants|villagers) of)\s+"
    r"([A-Z][\w’'-]{2,}(?: [A-Z][\w’'-]{2,})?)"
)

WIDE_PLACES = frozenset(("country", "region", "district", "area", "sea", "river"))
"""Kinds of places that hold many others: the name of a town in one is another name."""

SENTENCE_END = re.compile(r"(?<=[.!?][\s”\"’])(?=[A-Z“\"‘])|(?<=[.!?]\s)(?=[A-Z“\"‘])")

LONGEST_HEADING = 2
"""Words of a heading that ends like a sentence: "Khan Younis."."""


HARM = frozenset(("attack", "people"))
"""Families of events that harm is counted of."""


@dataclass(frozen=True, slots=True)
class EventSetting:
    """Where and when the claims of a stretch of text say that something happened.

    `days` are those of claims that give a day, `longer` that of a claim of a longer time. `done`
    says that somebody did or suffered something: no meeting and no statement; `harm_counted` that
    people or things harmed are counted. `fronted` are the towns that its sentences begin with,
    `headed` those that head an item ("Hays: …"), `unread` names after "in" that no gazetteer knew.
    """

    towns: tuple[Place, ...] = ()
    regions: frozenset[int] = frozenset()
    days: Days | None = None
    longer: Days | None = None
    harm_counted: bool = False
    done: bool = False
    fronted: tuple[Place, ...] = ()
    unread: frozenset[str] = frozenset()
    headed: tuple[Place, ...] = ()

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
            hull(self.days, other.days),
            hull(self.longer, other.longer),
            self.harm_counted or other.harm_counted,
            done,
            fronted,
            self.unread | other.unread,
            (*self.headed, *other.headed),
        )


def hull(left: Days | None, right: Days | None) -> Days | None:
    """Return the days from the first to the last of both; None where neither has any."""
    if left is None or right is None:
        return left or right
    return min(left[0], right[0]), max(left[1], right[1])


def sentences_in(text: str, span: Span) -> Iterator[Span]:
    """Yield the sentences of a stretch of a text; a heading ("El Fasher.") with what it heads."""
    start = span.start
    for cut in SENTENCE_END.finditer(text, span.start, span.end):
        if len(text[start : cut.start()].split()) > LONGEST_HEADING:
            yield Span(start, cut.start())
            start = cut.start()
    yield Span(start, span.end)


FEWEST_HEADINGS = 2
GAP = 3
"""Letters between a dateline and the paragraph that it heads."""

SEVERAL_TOWNS = 2


class TextSettings:
    """Where and when the stretches of one reading set what they tell.

    The layers are looked up by where they begin: a long text has thousands of claims and of places.
    """

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.text = reading.document.text
        self._claims = sorted(
            (claim.evidence.start, number) for number, claim in enumerate(reading.claims or ())
        )
        self._of_claims: dict[int, EventSetting] = {}
        precise = (each for each in reading.places or () if each.precision in PRECISE)
        self._places = sorted(precise, key=lambda each: each.as_said)
        datelines = [each.span for each in reading.blocks or () if each.kind == "dateline"]
        self._datelines = datelines if len(datelines) >= FEWEST_HEADINGS else []

    def of(self, span: Span) -> EventSetting:
        """Return where and when the claims of a stretch say that something happened."""
        made = EventSetting()
        for number in self._beginning_in(span):
            made = made.joined(self._of_claim(number))
        headed = tuple(self._headed(span))
        made = replace(made, fronted=tuple(self._fronted(span)), headed=headed)
        if not made.done:
            return made
        made = replace(made, towns=made.towns or made.fronted, unread=self.unread(span))
        if made.days or not ALL_ALONG.search(self.text, span.start, span.end):
            return made
        return replace(made, longer=ALL_THE_WAR)

    def unread(self, span: Span) -> frozenset[str]:
        """Return names that stand after "in" or "near", and that were read as nothing."""
        names = (
            Span(found.start(1), found.end(1))
            for found in AFTER_IN.finditer(self.text, span.start, span.end)
            if found.group(1).lower() not in NO_NAMES and found.group(1) not in _wide_names()
        )
        return frozenset(name.of(self.text) for name in names if not self._read.touches(name))

    def towns_in(self, span: Span) -> Iterator[Place]:
        """Yield the towns that a stretch names for what happened, known to a gazetteer."""
        for place in self._precise_in(span):
            known = place.geonameid is not None and span.contains(place.as_said)
            if known and is_named(self.reading, place, NO_SCENE):
                yield place

    def sentences(self) -> Iterator[tuple[int, Block, Span]]:
        """Yield the sentences of the body, each with its block and the number of that."""
        blocks = [each for each in self.reading.blocks or () if each.kind in BODY_KINDS]
        whole = Block("paragraph", Span(0, len(self.text)))
        for number, block in enumerate(blocks or [whole]):
            for span in sentences_in(self.text, block.span):
                yield number, block, span

    @cached_property
    def towns(self) -> frozenset[int]:
        """The GeoNames ids of the towns in which something was done; none where one is named."""
        if len({each.geonameid for each in self._places}) < SEVERAL_TOWNS:
            return frozenset()
        done = (town for _, number in self._claims for town in self._of_claim(number).towns)
        fronted = (town for _, _, span in self.sentences() for town in self._fronted(span))
        ids = {each.geonameid for each in (*done, *fronted)}
        return frozenset(each for each in ids if each is not None)

    def _beginning_in(self, span: Span) -> list[int]:
        """Return the numbers of the claims that begin in a stretch, in the reading's order."""
        first, last = (bisect_left(self._claims, (at, 0)) for at in (span.start, span.end))
        return sorted(number for _, number in self._claims[first:last])

    def _precise_in(self, span: Span) -> list[Place]:
        """Return the places, no larger than a district, that begin in a stretch."""
        first, last = (
            bisect_left(self._places, at, key=lambda each: each.as_said.start)
            for at in (span.start, span.end)
        )
        return self._places[first:last]

    def _fronted(self, span: Span) -> Iterator[Place]:
        """Yield the town that a stretch begins with: "In Lashio, fighters said …", "Lashio: …"."""
        yield from self._headed(span)
        marked = MARKED.match(self.text, span.start, span.end)
        opening = FRONTED.match(self.text, marked.end() if marked else span.start, span.end)
        for place in self._precise_in(span):
            if opening is not None and place.as_said.start == opening.end():
                yield place

    def _headed(self, span: Span) -> Iterator[Place]:
        """Yield the town that heads a stretch: "Lashio: fighters said …", "- Lashio. …"."""
        dateline = self.dateline_before(span)
        if dateline is not None:
            yield from (
                each for each in self._precise_in(dateline) if dateline.contains(each.as_said)
            )
        for place in self._precise_in(span):
            said = place.as_said
            heads = LEADING.fullmatch(self.text[span.start : said.start])
            if heads and TOWN_HEADING.match(self.text, said.end):
                yield place

    def dateline_before(self, span: Span) -> Span | None:
        """Return the dateline that a stretch follows, in a text with several: they head its items,
        and don't say where the reporter sat."""
        return next((each for each in self._datelines if 0 <= span.start - each.end < GAP), None)

    @cached_property
    def _read(self) -> SpanCover:
        """What was read as a place, known or wide, as a moment or as an actor."""
        reading = self.reading
        places = (
            each.as_said
            for each in reading.places or ()
            if each.geonameid is not None or each.kind in WIDE_PLACES
        )
        moments = (each.as_said for each in reading.moments or ())
        actors = (each.as_said for each in reading.actors or ())
        return SpanCover((*places, *moments, *actors))

    def _of_claim(self, number: int) -> EventSetting:
        if number not in self._of_claims:
            self._of_claims[number] = _of_claim(self.reading, (self.reading.claims or ())[number])
        return self._of_claims[number]


NO_NAMES = frozenset("the this that these those his her its their our least most all any".split())
"""Words that have a capital in a headline: "At Least Nine Killed"."""


@lru_cache(maxsize=1)
def _wide_names() -> frozenset[str]:
    """Return names of regions, areas and countries, and adjectives of these: no sites of events."""
    named = {name for region in regions() for name in (region.name, *region.names)}
    named |= {name for area in areas() for name in (area.name, *area.names)}
    return frozenset(named | adjectives() | {name for each in countries() for name in each.names})


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

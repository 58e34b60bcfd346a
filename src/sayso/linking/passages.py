"""Documents as passages: stretches of a text that report one incident.

A short report is one passage. A round-up or a long article has a lead (headline, deck and first
paragraphs, with what goes on about the same thing further down) and, beside it, passages about
other things.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sayso.linking.days import aware, bounds
from sayso.linking.event_settings import PRECISE, EventSetting, TextSettings, sentences_in
from sayso.linking.glosses import OWN_WORDS, gloss, is_glossed
from sayso.linking.scenes import BRIEF_TEXT, labels_of
from sayso.linking.seats import is_named, is_seat
from sayso.linking.segments import (
    back_in_town,
    back_to_day,
    dated,
    news_days,
    other_heading,
    same_time,
    shifts,
)
from sayso.linking.towns import near_towns
from sayso.linking.words import Terms, cosine, rarity, terms_of, weighted
from sayso.record import BODY_KINDS, Claim, Place, Quantity, Reading, Span
from sayso.record.trace import trace
from sayso.settings.relevance import least_relevance, threshold_for

SHORT_TEXT = 150
"""Words. Up to here a document is one passage: 9 in 10 feed items are shorter."""

LEAD = 60
"""Words of the lead before what follows must be like it to belong to it."""

SAME_TOPIC = 0.14
"""Cosine with an earlier passage at which a paragraph goes on with it: .10 and less hold round-ups
together that report several incidents (B³ .887, not .899)."""

FEW_TERMS = 6
"""A paragraph with fewer terms has no topic of its own and goes with the one before it."""

HEADLINE_AND_LEAD = 2
"""Stretches that a text begins with before it can turn to another event."""

TURNED_GOES_ON = 2
"""Stretches of a long text that belong to another event with nothing else to say so."""

FEW_EVENTS = 3
"""A report that turns to more other events is a round-up: nothing in it is an aside of its lead."""

LEAD_MARK = "#000"
"""How the key of a document's first passage ends."""

LONG_PARAGRAPH = 90
"""Words. A longer paragraph is cut into sentences: feeds join the items of a round-up in one."""

TOWN_WEIGHT = 6.0
REGION_WEIGHT = 3.0
"""Weights of places beside those of terms, where a word that one passage in 400 has weighs 6."""

PLACE_WEIGHTS = {
    "exact": TOWN_WEIGHT,
    "town": TOWN_WEIGHT,
    "district": TOWN_WEIGHT,
    "region": REGION_WEIGHT,
}


@dataclass(frozen=True, slots=True)
class Passage:
    """What of one document reports one incident.

    `key` is the document's fingerprint with a number, `claims` are positions in the reading, those
    of asides too, which nothing else here is of: their words would dilute those of the lead (B³
    among noise .895, not .921);
    `figures` are roles with values, `towns` are resolved places no larger than a district, `days`
    the first and last instants that its words give for what happened, `reported` when it was
    published or, where that is not known, the last day that its text names; `scene` are labels of
    `linking.scenes`.
    """

    key: str
    document: str
    claims: tuple[int, ...]
    spans: tuple[Span, ...]
    terms: Terms = field(repr=False)
    places: frozenset[int]
    towns: tuple[Place, ...]
    figures: frozenset[tuple[str, float]]
    kinds: frozenset[str]
    days: tuple[datetime, datetime] | None
    reported: datetime | None
    dated: bool
    outlet: str | None
    scene: frozenset[str] = frozenset()


def passages_of(reading: Reading) -> tuple[Passage, ...]:
    """Return the passages of a reading, the lead first; of the others those that have claims."""
    topics = [topic for topic in _topics(reading) if topic.spans]
    least = threshold_for(sum(topic.words for topic in topics), least_relevance())
    if not _is_relevant(reading, [], least):
        return ()
    groups = _with_asides(topics, reading, least)
    fingerprint = reading.document.fingerprint
    keys = (f"{fingerprint}#{number:03}" for number in range(len(groups)))
    brief = len(topics) == 1 and topics[0].words <= BRIEF_TEXT and _in_english(reading)
    made = (_passage(reading, key, group, brief) for key, group in zip(keys, groups, strict=True))
    return tuple(
        each
        for each in made
        if each.key.endswith(LEAD_MARK)
        or (each.claims and _is_relevant(reading, each.spans, least))
    )


def _is_relevant(reading: Reading, spans: Sequence[Span], least: float) -> bool:
    """Return whether some block of a passage, or of the document for no `spans`, scores `least`.

    A reading that was not scored is taken for relevant, and so is a passage without such blocks.
    """
    scores = [
        each.score
        for each in reading.relevance or ()
        if not spans or any(span.overlap(each.span) for span in spans)
    ]
    return not scores or max(scores) >= least


def _in_english(reading: Reading) -> bool:
    """Return whether a reading has layers, and no other language than English."""
    return reading.claims is not None and not is_glossed(reading)


def _units(reading: Reading) -> Iterator[Span]:
    """Yield blocks of the body, with the datelines of a text of several, which head its items; long
    paragraphs sentence by sentence."""
    text, settings = reading.document.text, TextSettings(reading)
    blocks = [each.span for each in reading.blocks or () if each.kind in BODY_KINDS]
    for block in blocks or [Span(0, len(text))]:
        dateline = settings.dateline_before(block)
        span = Span(dateline.start, block.end) if dateline else block
        if len(span.of(text).split()) <= LONG_PARAGRAPH:
            yield span
        else:
            yield from sentences_in(text, span)


@dataclass(frozen=True, slots=True)
class _Unit:
    """A stretch of text that is of one topic, with where and when its claims say it happened."""

    span: Span
    words: str
    setting: EventSetting


class _Topic:
    """Units that go together, with their terms counted.

    `turned` says that another town or day made it, `after_turn` that it comes after such a one.
    `asides` are topics in other words, a quotation or a hospital's count, of which it is said what
    is said of this one.
    """

    def __init__(self, turned: bool = False) -> None:
        self.spans: list[Span] = []
        self.counts: Counter[str] = Counter()
        self.words = 0
        self.setting = EventSetting()
        self.turned = turned
        self.asides: list[_Topic] = []
        self.after_turn = False
        self._terms: Terms | None = None

    @property
    def terms(self) -> Terms:
        """The terms so far, with their weights."""
        if self._terms is None:
            self._terms = weighted(self.counts)
        return self._terms

    def add(self, unit: _Unit, counts: Counter[str]) -> None:
        self.spans.append(unit.span)
        self._terms = None
        self.counts.update(counts)
        self.words += len(unit.words.split())
        self.setting = self.setting.joined(unit.setting)


def _parted(reading: Reading, units: Iterable[Span]) -> Iterator[_Unit]:
    """Yield units with their settings; those that turn to another event are cut where they do."""
    text, news = reading.document.text, news_days(reading.document.published)
    settings = TextSettings(reading)
    for unit in units:
        start, before = unit.start, EventSetting()
        for sentence in sentences_in(text, unit):
            setting = settings.of(sentence)
            if sentence.start > start and shifts(setting, dated(before, news)) is not None:
                cut = Span(start, sentence.start)
                yield _Unit(cut, cut.of(text), before)
                start, before = sentence.start, EventSetting()
            before = before.joined(setting)
        rest = Span(start, unit.end)
        yield _Unit(rest, rest.of(text), before)


def _topics(reading: Reading) -> list[_Topic]:
    """Return units gathered by topic, in one go through the text: the lead first, then others."""
    units = list(_parted(reading, _units(reading)))
    topics = [_Topic()]
    latest = topics[0]
    whole = sum(len(unit.words.split()) for unit in units) <= SHORT_TEXT
    for unit in units:
        counts = terms_of(unit.words)
        lead = latest is topics[0]
        if (turned := _turned(topics, latest, unit, reading)) is not None:
            latest = turned
        elif lead and (whole or topics[0].words < LEAD):
            latest = topics[0]
        elif len(counts) >= FEW_TERMS:
            latest = _goes_on(topics, latest, unit, counts, whole)
        latest.add(unit, counts)
    return topics


def _turned(topics: list[_Topic], latest: _Topic, unit: _Unit, reading: Reading) -> _Topic | None:
    """Return the topic that a unit turns to by where or when it happened; None where it doesn't."""
    begins = latest is topics[0] and len(latest.spans) < HEADLINE_AND_LEAD
    if begins and not other_heading(unit.setting, latest.setting):
        return None
    news = news_days(reading.document.published)
    rule = shifts(unit.setting, dated(latest.setting, news))
    if latest is topics[0] and rule is None:
        return None
    settings = [(topic, dated(topic.setting, news)) for topic in topics]
    for topic, setting in settings:
        if back_in_town(unit.setting, setting):
            return topic
    if rule is None:
        return None
    for topic, setting in settings:
        if back_to_day(unit.setting, setting):
            return topic
    trace("event", unit.span, "changed", rule, "another event of the report")
    topics.append(_Topic(turned=True))
    return topics[-1]


def _goes_on(
    topics: list[_Topic], latest: _Topic, unit: _Unit, counts: Counter[str], whole: bool
) -> _Topic:
    """Return the topic that a unit with these terms goes on with, or a new one."""
    terms = weighted(counts)
    likest = max(topics, key=lambda each: cosine(terms, each.terms))
    for topic in (likest, latest):
        if cosine(terms, topic.terms) >= SAME_TOPIC:
            return topic
    if whole or (latest.turned and len(latest.spans) < TURNED_GOES_ON):
        return latest
    if same_time(unit.setting, topics[0].setting):
        return topics[0]
    topics.append(_Topic())
    topics[-1].after_turn = latest.turned or latest.after_turn
    return topics[-1]


def _with_asides(topics: list[_Topic], reading: Reading, least: float) -> list[_Topic]:
    """Return topics, of which those that nothing parts from the lead are asides of it."""
    lead = topics[0]
    if sum(topic.turned for topic in topics) > FEW_EVENTS:
        return topics
    kept = topics[:1]
    setting = dated(lead.setting, news_days(reading.document.published))
    for topic in topics[1:]:
        parted = topic.turned or topic.after_turn or shifts(topic.setting, setting) is not None
        if parted or _elsewhere(topic, lead, reading):
            kept.append(topic)
        elif _is_relevant(reading, topic.spans, least):
            lead.asides.append(topic)
    return kept


def _elsewhere(topic: _Topic, lead: _Topic, reading: Reading) -> bool:
    """Return whether a topic names towns, or countries where something was done, and none that the
    lead names."""
    here, there = (list(_located(reading, each).values()) for each in (topic, lead))
    towns, known = ([each for each in side if each.precision in PRECISE] for side in (here, there))
    if not topic.setting.done:
        towns = [each for each in towns if not is_seat(each.name)]
    if towns and known:
        return not near_towns(towns, known)
    countries = [{each.country for each in side if each.country} for side in (here, there)]
    return bool(topic.setting.done and all(countries) and not countries[0] & countries[1])


def _passage(reading: Reading, key: str, topic: _Topic, brief: bool) -> Passage:
    positions = _claims_in(reading, topic)
    claims = [(reading.claims or ())[position] for position in positions]
    aside = [position for each in topic.asides for position in _claims_in(reading, each)]
    located = _located(reading, topic)
    extra = {f"@{ref}": PLACE_WEIGHTS.get(each.precision, 0.0) for ref, each in located.items()}
    reported, dated = _reported(reading)
    days = _days(reading, claims)
    if dated and not brief and reported is not None and days is not None:
        reported = min(reported, days[1])
    text = " ".join(span.of(reading.document.text) for span in topic.spans)
    weights = {ref: weight for ref, weight in extra.items() if weight}
    return Passage(
        key=key,
        document=key.split("#", 1)[0],
        claims=tuple(sorted([*positions, *aside])),
        spans=tuple(topic.spans),
        terms=_terms(reading, topic, claims, located, weights),
        places=frozenset(located),
        towns=tuple(each for _, each in sorted(located.items()) if each.precision in PRECISE),
        figures=frozenset(_figures(reading, claims)),
        kinds=frozenset(_kinds(reading, claims)),
        days=days,
        reported=reported,
        dated=dated,
        outlet=reading.document.outlet,
        scene=labels_of(text, located.values(), brief),
    )


def _terms(
    reading: Reading,
    topic: _Topic,
    claims: Sequence[Claim],
    located: Mapping[int, Place],
    weights: Mapping[str, float],
) -> Terms:
    """Return the weighted terms of a topic: its own words and places, and in another language than
    English the English words for what was read."""
    if not is_glossed(reading):
        return weighted(topic.counts, weights)
    english = gloss(reading, claims, topic.spans, located.values())
    own = {
        each: rarity(each) * (1 if each[0].isdigit() else OWN_WORDS)
        for each in topic.counts
        if each not in english
    }
    return weighted(english, {**own, **weights})


def _claims_in(reading: Reading, topic: _Topic) -> list[int]:
    """Return the positions of the claims whose evidence begins in a topic."""
    return [
        position
        for position, claim in enumerate(reading.claims or ())
        # Half-open: where one passage ends, and a claim begins, it is in the next passage alone.
        if any(span.start <= claim.evidence.start < span.end for span in topic.spans)
    ]


def _located(reading: Reading, topic: _Topic) -> dict[int, Place]:
    """Return the resolved places that a topic names, by their ids."""
    return {
        place.geonameid: place
        for place in reading.places or ()
        if place.geonameid is not None
        and any(span.contains(place.as_said) for span in topic.spans)
        and is_named(reading, place)
    }


def _figures(reading: Reading, claims: Sequence[Claim]) -> Iterator[tuple[str, float]]:
    for quantity in _quantities(reading, claims):
        if quantity.role is not None and quantity.high is not None:
            yield quantity.role, quantity.low


def _quantities(reading: Reading, claims: Sequence[Claim]) -> Iterator[Quantity]:
    quantities = reading.quantities or ()
    for claim in claims:
        yield from (quantities[position] for position in claim.quantities)


def _kinds(reading: Reading, claims: Sequence[Claim]) -> Iterator[str]:
    for claim in claims:
        if claim.event is not None:
            yield (reading.events or ())[claim.event].kind


def _days(reading: Reading, claims: Sequence[Claim]) -> tuple[datetime, datetime] | None:
    """Return the first and last days that the claims of what actually happened give."""
    intervals = []
    for claim in claims:
        if claim.moment is not None and claim.modality == "actual":
            interval = bounds((reading.moments or ())[claim.moment])
            if interval is not None:
                intervals.append(interval)
    if not intervals:
        return None
    return min(first for first, _ in intervals), max(last for _, last in intervals)


def _reported(reading: Reading) -> tuple[datetime | None, bool]:
    """Return when the document was published; else the last day that its words name, and False."""
    if reading.document.published is not None:
        return aware(reading.document.published), True
    named = [bounds(each) for each in reading.moments or ()]
    return max((each[1] for each in named if each), default=None), False

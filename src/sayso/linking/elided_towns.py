"""The towns of claims that name none: "Six were killed there", after a sentence about El Fasher.

A round-up counts the dead of three towns in three paragraphs and names each town once. Without the
town its figures would answer one question, and contradict each other.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from sayso.linking.days import Days
from sayso.linking.seats import NO_SCENE, is_named, is_seat
from sayso.linking.segments import PRECISE, EventSetting, news_days, sentences_in, setting_in
from sayso.linking.words import terms_of
from sayso.record import BODY_KINDS, Block, Claim, Place, Reading, Span

WIDER = re.compile(
    r"\b(?:across|throughout|nationwide|countrywide|elsewhere|in total|in all|overall|altogether"
    r"|(?:states?|provinces?|regions?|districts?|counties|towns|cities|villages)\b"
    r"(?! (?:capital|governor|police|officials?|authorities|government|hospital)))",
    re.IGNORECASE,
)
"""Words of a sentence whose figure is counted over more than the town named before it."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Where a claim is set: towns of the gazetteer, and the terms of all names of the place.

    `within` is the number of the paragraph that says so.
    """

    towns: tuple[Place, ...] = ()
    names: frozenset[str] = frozenset()
    within: int = -1


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence with where and when its claims say that something happened.

    `unknown` are names in it of places that no gazetteer knows; one town is left unnamed where that
    is "the capital".
    """

    span: Span
    setting: EventSetting
    headline: bool
    unknown: frozenset[str]
    block: int

    @property
    def towns(self) -> tuple[Place, ...]:
        """The towns in which it sets what follows: not "In Moscow, a spokeswoman said"."""
        done = self.setting.done
        fronted = (each for each in self.setting.fronted if done or not is_seat(each.name))
        return self.setting.towns or tuple(fronted)

    @property
    def surroundings(self) -> Surroundings:
        """Where it sets what follows: in no town where it names a place that may be another."""
        names = {each.name for each in self.towns} | self.unknown
        return Surroundings(() if self.unknown else self.towns, place_terms(names), self.block)


def place_terms(names: Iterable[str]) -> frozenset[str]:
    """Return the terms of names of places."""
    return frozenset(terms_of(" ".join(names)))


@dataclass(slots=True)
class ElidedTowns:
    """The towns around the claims of one reading, found when they are first asked for."""

    reading: Reading
    _settings: list[_Sentence] = field(default_factory=list)

    def of(self, claim: Claim) -> Surroundings:
        """Return where a claim is set that names no town; nowhere where it counts over several.

        That is where its sentence is, else the nearest sentence before it in which something was
        done somewhere; for a headline, the first one after it.
        """
        settings = self._sentences()
        spans = (each.span for each in settings)
        at = next((n for n, span in enumerate(spans) if span.contains(claim.evidence)), None)
        if at is None or WIDER.search(settings[at].span.of(self.reading.document.text)):
            return Surroundings()
        own = tuple(self._named_in(settings[at].span))
        if own:
            return Surroundings(own, place_terms(each.name for each in own))
        if settings[at].headline:
            return self._nearest(settings[at:])
        nearest = self._nearest(reversed(settings[: at + 1]))
        # A name that no gazetteer knows may be a person's or a body's: across paragraphs it only
        # leaves open where the claim is set.
        return nearest if nearest.towns or nearest.within == settings[at].block else Surroundings()

    def _nearest(self, sentences: Iterable[_Sentence]) -> Surroundings:
        """Return where the first sentence that sets its news somewhere does so."""
        news = news_days(self.reading.document.published)
        located = (each for each in sentences if each.towns or each.unknown)
        current = (each for each in located if not _past(each.setting, news))
        nearest = next(current, None)
        return nearest.surroundings if nearest is not None else Surroundings()

    def _named_in(self, span: Span) -> Iterator[Place]:
        for place in self.reading.places or ():
            precise = place.geonameid is not None and place.precision in PRECISE
            if precise and span.contains(place.as_said) and is_named(self.reading, place, NO_SCENE):
                yield place

    def _sentences(self) -> list[_Sentence]:
        if not self._settings:
            self._settings = list(_sentences_of(self.reading))
        return self._settings


def _sentences_of(reading: Reading) -> Iterator[_Sentence]:
    text = reading.document.text
    blocks = [each for each in reading.blocks or () if each.kind in BODY_KINDS]
    for number, block in enumerate(blocks or [Block("paragraph", Span(0, len(text)))]):
        for span in sentences_in(text, block.span):
            setting = setting_in(reading, span)
            opening = (HEADED, IN_CAPITAL) if span.start == block.span.start else (IN_CAPITAL,)
            matches = (each.match(text, span.start) for each in opening)
            headed = {each.group(1) for each in matches if each and not setting.fronted}
            headline = block.kind in ("headline", "deck")
            yield _Sentence(span, setting, headline, setting.unread | headed, number)


HEADED = re.compile(
    r"\s*(?:[-*•–—▪●]|\d{1,2}[.)])?\s*([A-Z][\w’'-]+(?: [A-Z][\w’'-]+){0,2})\s?[:–—-]\s"
)
"""A name that heads an item: "El Tarra: four hurt"."""

IN_CAPITAL = re.compile(r"In the (?:\w+ )?(capital)\b")
"""A town that begins a sentence, and is not named."""


def _past(setting: EventSetting, news: Days | None) -> bool:
    """Return whether a sentence tells what was over before the news began: an earlier raid."""
    latest = setting.days or setting.longer
    return latest is not None and news is not None and latest[1] < news[0]

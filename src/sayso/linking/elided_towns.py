"""The towns of claims that name none: "Six were killed there", after a sentence about El Fasher.

A round-up counts the dead of three towns in three paragraphs and names each town once. Without the
town its figures would answer one question, and contradict each other.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

from sayso.linking.days import Days
from sayso.linking.event_settings import EventSetting, TextSettings
from sayso.linking.seats import is_seat
from sayso.linking.segments import news_days
from sayso.linking.words import terms_of
from sayso.record import Claim, Place, Span
from sayso.text.headings import MARK

WIDER = re.compile(
    r"\b(?:across|throughout|nationwide|countrywide|elsewhere|in total|in all|overall|altogether"
    r"|(?:states?|provinces?|regions?|districts?|counties|towns|cities|villages)\b"
    r"(?! (?:capital|governor|police|officials?|authorities|government|hospital)|[’']s? [a-z]))",
    re.IGNORECASE,
)
"""Words of a sentence whose figure is counted over more than the town named before it."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Where a claim is set: towns of the gazetteer, and the terms of all names of the place.

    `within` is the number of the paragraph that says so, -1 where none does.
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
        if not names:
            return Surroundings()
        return Surroundings(() if self.unknown else self.towns, place_terms(names), self.block)


def place_terms(names: Iterable[str]) -> frozenset[str]:
    """Return the terms of names of places."""
    return frozenset(terms_of(" ".join(names)))


class ElidedTowns:
    """The towns around the claims of one reading, found when they are first asked for."""

    def __init__(self, settings: TextSettings) -> None:
        self._settings = settings

    def of(self, claim: Claim) -> Surroundings:
        """Return where a claim is set that names no town; nowhere where it counts over several.

        That is where its sentence is, else the nearest sentence before it in which something was
        done somewhere; for a headline, the first one after it.
        """
        at = bisect_right(self._starts, claim.evidence.start) - 1
        sentence = self._sentences[at] if at >= 0 else None
        if sentence is None or not sentence.span.contains(claim.evidence):
            return Surroundings()
        if WIDER.search(sentence.span.of(self._settings.text)):
            return Surroundings()
        own = tuple(self._settings.towns_in(sentence.span))
        if own:
            return Surroundings(own, place_terms(each.name for each in own))
        if sentence.headline:
            return self._following[at]
        nearest = self._preceding[at]
        # A name that no gazetteer knows may be a person's or a body's: across paragraphs it only
        # leaves open where the claim is set.
        return nearest if nearest.towns or nearest.within == sentence.block else Surroundings()

    @cached_property
    def _sentences(self) -> list[_Sentence]:
        return list(_sentences_of(self._settings))

    @cached_property
    def _starts(self) -> list[int]:
        return [each.span.start for each in self._sentences]

    @cached_property
    def _preceding(self) -> list[Surroundings]:
        """Of each sentence where the nearest one up to it sets its news."""
        return list(accumulate(self._news, _latest))

    @cached_property
    def _following(self) -> list[Surroundings]:
        """Of each sentence where the first one from it on sets its news."""
        return list(accumulate(reversed(self._news), _latest))[::-1]

    @cached_property
    def _news(self) -> list[Surroundings]:
        """Where each sentence sets its news; nowhere of one that tells what was before."""
        news = news_days(self._settings.reading.document.published)
        return [
            Surroundings() if _past(each.setting, news) else each.surroundings
            for each in self._sentences
        ]


def _latest(before: Surroundings, now: Surroundings) -> Surroundings:
    return now if now.within >= 0 else before


def _sentences_of(settings: TextSettings) -> Iterator[_Sentence]:
    for number, block, span in settings.sentences():
        setting = settings.of(span)
        opening = (HEADED, IN_CAPITAL) if span.start == block.span.start else (IN_CAPITAL,)
        matches = (each.match(settings.text, span.start) for each in opening)
        headed = {each.group(1) for each in matches if each and not setting.fronted}
        headline = block.kind in ("headline", "deck")
        yield _Sentence(span, setting, headline, setting.unread | headed, number)


HEADED = re.compile(rf"\s*{MARK}?\s*([A-Z][\w’'-]+(?: [A-Z][\w’'-]+){{0,2}})\s?[:–—-]\s")
"""A name that heads an item: "El Tarra: four hurt"."""

IN_CAPITAL = re.compile(r"In the (?:\w+ )?(capital)\b")
"""A town that begins a sentence, and is not named."""


def _past(setting: EventSetting, news: Days | None) -> bool:
    """Return whether a sentence tells what was over before the news began: an earlier raid."""
    latest = setting.days or setting.longer
    return latest is not None and news is not None and latest[1] < news[0]

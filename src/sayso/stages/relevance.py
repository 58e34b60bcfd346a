"""How likely each passage of a document is about a conflict, by a small learned model.

Nothing is left out here: the score is on the record, and linking decides by a setting.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import TypeVar

from sayso.lexicon.comparison import empty_terms
from sayso.lexicon.countries import alpha3
from sayso.lexicon.places import theatres
from sayso.linking.words import WORD, term
from sayso.models.relevance import RelevancePack, shipped_relevance
from sayso.record import BODY_KINDS, Actor, Event, Place, Reading, Relevance, Span
from sayso.record.trace import Outcome, is_tracing, trace
from sayso.settings.relevance import DEFAULT
from sayso.stages.stage import Draft, Stage, StageResult, given

ABOUT, OTHER = "conflict", "other"
"""Labels of the model; the score is how likely the first is."""

FORCE = frozenset(
    "abduction air_strike attack_on_civilians casualties ceasefire chemical_weapon damage detention"
    " displacement drone_missile_strike force_movement grenade ground_clash helicopter_strike"
    " interception losses_tally mob_violence prisoner_exchange property_destruction"
    " remote_explosive sexual_violence shelling strike suicide_bombing territory_gain"
    " territory_transfer violent_demonstration force_against_protesters protest_intervention"
    " weapons_disrupted".split()
)
"""Kinds of event that conflicts have; accidents, crimes and sport have some of them too."""

HARD = frozenset(
    "abduction air_strike attack_on_civilians ceasefire chemical_weapon drone_missile_strike"
    " helicopter_strike interception losses_tally prisoner_exchange remote_explosive shelling"
    " suicide_bombing territory_gain weapons_disrupted".split()
)
"""Those of FORCE that little else has."""

ARMED = frozenset(("MIL", "REB", "PRM", "UAF", "SEP", "SPY"))
CIVIL = frozenset(("GOV", "IGO", "NGO", "REF"))

STRONG = 1.5
"""Log-odds from which a term speaks for a conflict by itself."""

MOST_STRONG = 4
SPEECH = frozenset("said sai tell told accord agenc".split())
"""Terms of every report, and of the examples the model is learned from more than of others."""

TELLING = 3
"""Features that a trace names."""

Features = dict[str, float]


def terms_in(text: str) -> frozenset[str]:
    """Return the terms of a text that say what it is about, without numbers."""
    left_out = empty_terms() | SPEECH
    words = (term(each) for each in WORD.findall(text.lower()) if not each[0].isdigit())
    return frozenset(each for each in words if len(each) > 1 and each not in left_out)


def features(
    text: str,
    terms: Mapping[str, float],
    events: Sequence[Event],
    actors: Sequence[Actor],
    places: Sequence[Place],
) -> Features:
    """Return what a passage is scored by: its `text`, and what was read inside it."""
    counted = _of_terms(sorted((terms.get(each, 0.0) for each in terms_in(text)), reverse=True))
    kinds = {each.kind for each in events}
    roles = {each.role for each in actors}
    countries = {each.country for each in places} | {each.country for each in actors}
    force = float(not FORCE.isdisjoint(kinds))
    armed = float(not ARMED.isdisjoint(roles))
    theatre = float(not _at_war().isdisjoint(countries))
    return {
        **counted,
        "hard": float(not HARD.isdisjoint(kinds)),
        "crime": float("crime" in kinds),
        "disaster": float("disaster" in kinds),
        "armed": armed,
        "civil": float(not CIVIL.isdisjoint(roles)),
        "theatre": theatre,
        "armed in a theatre": armed * theatre,
        "force in a theatre": force * theatre,
    }


def _of_terms(odds: Sequence[float]) -> Features:
    """Return the features of log-odds in falling order; means, so that length counts little.

    The lowest of them, tolls and force alone were tried: on texts of other countries they cost two
    hundredths of recall.
    """
    if not odds:
        return {}
    return {
        "mean": sum(odds) / len(odds),
        "top": sum(odds[:3]) / 3,
        "second": odds[1] if len(odds) > 1 else 0.0,
        "strong": min(MOST_STRONG, sum(each > STRONG for each in odds)) / 2,
    }


@lru_cache(maxsize=1)
def _at_war() -> frozenset[str | None]:
    """Return the countries of all theatres."""
    return frozenset(alpha3(code) for each in theatres() for code in each.countries)


def passages_with(
    reading: Draft | Reading, terms: Mapping[str, float]
) -> Iterator[tuple[Span, Features]]:
    """Yield the blocks of a document's body with their features, in time linear in its length."""
    text = reading.document.text
    blocks = [each.span for each in reading.blocks or () if each.kind in BODY_KINDS]
    events = _by_block(blocks, reading.events or (), lambda each: each.trigger)
    actors = _by_block(blocks, reading.actors or (), lambda each: each.as_said)
    places = _by_block(blocks, reading.places or (), lambda each: each.as_said)
    for number, span in enumerate(blocks):
        inside = (events[number], actors[number], places[number])
        yield span, features(span.of(text), terms, *inside)


Item = TypeVar("Item")


def _by_block(
    blocks: Sequence[Span], items: Iterable[Item], place_of: Callable[[Item], Span]
) -> list[list[Item]]:
    """Return the items of each block; blocks stand in order and share no words."""
    starts = [span.start for span in blocks]
    inside: list[list[Item]] = [[] for _ in blocks]
    for item in items:
        number = bisect_right(starts, place_of(item).start) - 1
        if number >= 0 and blocks[number].contains(place_of(item)):
            inside[number].append(item)
    return inside


def read(draft: Draft) -> StageResult:
    """Return the relevance of each block of the body, in text order."""
    pack = shipped_relevance()
    given(draft.events)
    return StageResult(tuple(_scored(draft, pack)))


def _scored(draft: Draft, pack: RelevancePack) -> Iterator[Relevance]:
    for span, counted in passages_with(draft, pack.terms):
        score = round(pack.model.probabilities(counted)[ABOUT], 3)
        relevant = score >= DEFAULT
        if is_tracing():
            outcome: Outcome = "made" if relevant else "dropped"
            trace("relevance", span, outcome, "learned", _telling(counted, pack), score)
        yield Relevance(span, score, relevant)


def _telling(counted: Features, pack: RelevancePack) -> str:
    """Return the features that weigh most in a score, for a trace."""
    place = pack.model.labels.index(ABOUT)
    weighed = {
        name: value * pack.model.weights[name][place]
        for name, value in counted.items()
        if name in pack.model.weights and value
    }
    heaviest = sorted(weighed, key=lambda name: -abs(weighed[name]))[:TELLING]
    return ", ".join(f"{name} {weighed[name] / 100:+.1f}" for name in heaviest)


RELEVANCE = Stage(
    "relevance",
    needs=("blocks", "events", "actors", "places"),
    gives="relevance",
    read=read,
)

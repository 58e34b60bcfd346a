"""The main event of a passage: the one that a coder who codes one event would code."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from sayso.record import Event, Span
from sayso.record.trace import Rule, trace
from sayso.stages.events.choice import distance
from sayso.stages.events.kinds import is_attack
from sayso.text.parse import Parse, Token

LATER_SENTENCE = 0.7
"""Cost of each sentence before its own: the first one says what happened."""

UNCODED = 2.5
"""Cost of a kind for which ACLED has no code: what is said, met, given, sanctioned."""

COSTS: dict[str, float] = {
    "sexual_violence": -1.2,
    "suicide_bombing": -0.5,
    "territory_gain": -0.4,
    "territory_gain_nonstate": -0.4,
    "violent_demonstration": -0.4,
    "force_against_protesters": -0.4,
    "protest_intervention": -0.3,
    "abduction": -0.1,
    "property_destruction": 0.4,
    "damage": 1.1,
    "casualties": 1.1,
    "disaster": 0.7,
    "prisoner_exchange": 0.5,
    "agreement": 0.5,
    "ceasefire": 0.5,
    "detention": 0.6,
    "weapons_disrupted": 0.4,
    "force_movement": 0.8,
    "base_established": 0.3,
    "displacement": 0.5,
    "crime": 1.2,
}
"""What a kind costs beside others: the graver one is coded, what it led to is not."""

SCOPES: dict[str, float] = {
    "planned": 1.5,
    "threatened": 2.0,
    "demanded": 2.0,
    "hypothetical": 1.5,
    "historical": 1.2,
}
DENIED = 1.5

RAIDS = frozenset({"raid", "storm", "operation", "break", "enter", "move"})
RAID_ARRESTS = frozenset({"detention", "property_destruction"})
RAID_VIOLENCE = frozenset({"abduction", "attack_on_civilians", "sexual_violence"})
HARMS = frozenset({"casualties", "damage", "disaster"})
DEADLY = frozenset("kill behead execute murder slay hack shoot".split())


@dataclass(frozen=True, slots=True)
class Neighbours:
    """An event, the head of its trigger, and the other events of its passage."""

    parse: Parse
    event: Event
    head: Token
    others: tuple[Event, ...]

    def has(self, *kinds: str) -> bool:
        """Return whether an event of one of `kinds` is reported as fact beside it."""
        return any(each.kind in kinds and each.modality == "actual" for each in self.others)


def _a_raid(case: Neighbours) -> float | None:
    raids = case.event.kind in ("ground_clash", "territory_gain", "attack_on_civilians")
    if not raids or case.head.lemma.lower() not in RAIDS:
        return None
    taken = case.has(*RAID_ARRESTS) and not case.has("casualties")
    return 1.3 if taken or case.has(*RAID_VIOLENCE) else None


def _taken_and_killed(case: Neighbours) -> float | None:
    if case.event.kind not in ("abduction", "detention", "property_destruction"):
        return None
    killed = any(
        each.kind == "attack_on_civilians"
        and each.modality == "actual"
        and _lemma(case.parse, each) in DEADLY
        for each in case.others
    )
    return 1.2 if killed else None


def _a_disaster_in_a_war(case: Neighbours) -> float | None:
    if case.event.kind != "disaster":
        return None
    return UNCODED if any(is_attack(each.kind) for each in case.others) else None


def _harm_of_a_disaster(case: Neighbours) -> float | None:
    harm = case.event.kind in ("casualties", "damage") and case.event.follows is None
    return 0.8 if harm and case.event.acled is None and case.has("disaster") else None


def _what_they_flee(case: Neighbours) -> float | None:
    """The fighting that people flee is why they do, not what is reported."""
    above = {each.index for each in case.parse.ancestors(case.head)}
    fled = any(
        each.kind == "displacement"
        and any(token.index in above for token in case.parse.within(each.trigger))
        for each in case.others
    )
    return 1.2 if fled else None


def _what_they_protest_at(case: Neighbours) -> float | None:
    above = {each.index for each in case.parse.ancestors(case.head)}
    protested = any(
        each.kind == "peaceful_protest"
        and any(token.index in above for token in case.parse.within(each.trigger))
        for each in case.others
    )
    return 0.8 if protested and case.head.dep in ("pobj", "dobj", "pcomp") else None


DISCOUNTS: tuple[Rule[Callable[[Neighbours], float | None]], ...] = (
    Rule("a raid and what was done in it", "Soldiers raided Jenin and arrested two men.", _a_raid),
    Rule("taken and killed", "Rebels kidnapped a chief and killed him.", _taken_and_killed),
    Rule("disaster in a war", "Shells hit the dam and a flood followed.", _a_disaster_in_a_war),
    Rule("harm of a disaster", "Nine died when a mine caved in.", _harm_of_a_disaster),
    Rule("what they flee", "Families fled the fighting in Masisi.", _what_they_flee),
    Rule("what they protest at", "Monks marched against the shelling.", _what_they_protest_at),
)
"""What makes an event less the main one beside others, each with what it costs."""


def _lemma(parse: Parse, event: Event) -> str:
    token = parse.at(event.trigger.start)
    return "" if token is None else token.lemma.lower()


def with_main(parse: Parse, events: Sequence[Event], passages: Sequence[Span]) -> tuple[Event, ...]:
    """Return the events, the main one of each passage marked so."""
    marked = list(events)
    ordered = sorted(range(len(events)), key=lambda number: events[number].trigger.start)
    starts = [events[number].trigger.start for number in ordered]
    for passage in passages:
        first, last = bisect_left(starts, passage.start), bisect_right(starts, passage.end)
        number = main_event(parse, events, passage, sorted(ordered[first:last]))
        if number is not None:
            event = marked[number] = replace(marked[number], main=True)
            trace("event", event.trigger, "changed", "main event of its passage", event.kind)
    return tuple(marked)


def main_event(
    parse: Parse, events: Sequence[Event], passage: Span, begun: Sequence[int]
) -> int | None:
    """Return the index of the event that `passage` is mainly about, None where it has none.

    `begun` are the indices of the events that begin in it.
    Harm that follows a strike stands for the strike.
    """
    inside = [number for number in begun if passage.contains(events[number].trigger)]
    words = parse.within(passage)
    if not inside or not words:
        return None
    first = words[0].sentence
    here = [events[number] for number in inside]
    best = min(inside, key=lambda number: _cost(parse, events[number], here, first))
    strike = events[best].follows
    if strike is not None and passage.contains(events[strike].trigger):
        return strike
    return best


def _cost(parse: Parse, event: Event, here: Sequence[Event], first: int) -> float:
    """Return how far the event is from being the main one of those `here`; the least is."""
    token = parse.at(event.trigger.start)
    if token is None:
        return UNCODED
    sentence = parse.tokens_of(parse.sentences[token.sentence])
    cost = distance(event, sentence, parse) + LATER_SENTENCE * (token.sentence - first)
    of_kind = COSTS.get(event.kind, 0.0)
    harm_coded = event.kind in ("casualties", "damage") and event.acled is not None
    cost += (0.0 if harm_coded else of_kind) + SCOPES.get(event.modality, 0.0)
    if event.polarity == "denies":
        cost += DENIED
    if event.acled is None and event.kind not in HARMS:
        cost += UNCODED
    together = neighbours_of(parse, event, here)
    for rule in DISCOUNTS:
        discount = rule.test(together)
        if discount:
            trace("event", event.trigger, "changed", rule.name, f"less the main by {discount:g}")
            cost += discount
    return cost


def neighbours_of(parse: Parse, event: Event, here: Sequence[Event]) -> Neighbours:
    """Return the event with the others of `here`, those of its passage."""
    head = parse.root(parse.within(event.trigger))
    return Neighbours(parse, event, head, tuple(each for each in here if each is not event))

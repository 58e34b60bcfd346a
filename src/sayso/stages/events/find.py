"""The stage: triggers, their arguments, kinds, scope and codes, made into events."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from sayso.models.roots import shipped_roots
from sayso.record import Actor, Event, Place, Span
from sayso.stages.events.arguments import Roles, find_roles
from sayso.stages.events.codes import codes_of
from sayso.stages.events.grammar import is_verb, phrase
from sayso.stages.events.headlines import with_headlines
from sayso.stages.events.kinds import harm_by, is_attack, kind_of
from sayso.stages.events.means import hit_class
from sayso.stages.events.roots import recoded
from sayso.stages.events.scope import YEAR, scope_of
from sayso.stages.events.together import together
from sayso.stages.events.triggers import Sighting, find_triggers
from sayso.stages.stage import Draft, Stage, StageResult, given
from sayso.text.parse import Parse, Token

HARM = frozenset({"casualties", "damage"})
HITTING = frozenset({"damage", "property_destruction", "cyber_operation"})
DEMANDS = frozenset({"demand", "insist", "order", "require", "must", "instruct"})
PLACE_LABELS = frozenset({"GPE", "LOC", "FAC", "NORP"})
ACTOR_LABELS = {
    "person": "PERSON",
    "country": "GPE",
    "armed_group": "ORG",
    "force": "ORG",
    "government": "ORG",
    "ministry": "ORG",
    "organisation": "ORG",
}
POINTING = frozenset({"the", "this", "that", "these", "those"})
LOOKS_BACK = 3
"""Sentences within which "the strike" may mean one told before."""

SURE, NOMINAL, BARE = 0.9, 0.75, 0.5
"""Scores of verbs, of nouns with arguments, and of nouns that stand alone."""


@dataclass(frozen=True, slots=True)
class _Told:
    """An event with the token of its trigger, before harm is linked to its strike."""

    event: Event
    head: Token
    doer: Token | None
    definite: bool = False
    loose: bool = False


def read(draft: Draft) -> StageResult:
    """The events of a document, in text order, their PLOVER roots as learned."""
    parse, events = by_rules(draft)
    return StageResult(recoded(parse, events, shipped_roots()))


def by_rules(draft: Draft) -> tuple[Parse, tuple[Event, ...]]:
    """What the rules alone find, and the parse with the names that they found it on."""
    parse = _named(given(draft.parse), given(draft.places), given(draft.actors))
    parse = with_headlines(parse)
    published = draft.document.published
    year = published.year if published else _latest_year(parse)
    return parse, find_events(parse, year)


EVENTS = Stage("events", needs=("parse", "places", "actors"), gives="events", read=read)


def _named(parse: Parse, places: Sequence[Place], actors: Sequence[Actor]) -> Parse:
    """The parse with the names that the stages before found: a gazetteer knows more than it."""
    entity: dict[int, str] = {}
    for actor in actors:
        label = ACTOR_LABELS.get(actor.kind)
        for token in parse.within(actor.as_said) if label else ():
            if token.pos == "PROPN" and not token.entity:
                entity[token.index] = label or ""
    for place in places:
        for token in parse.within(place.as_said):
            if token.entity not in PLACE_LABELS:
                entity[token.index] = "GPE"
    tokens = tuple(
        replace(each, entity=entity[each.index]) if each.index in entity else each
        for each in parse.tokens
    )
    return Parse(tokens, parse.sentences, parse.names)


def find_events(parse: Parse, year: int | None = None) -> tuple[Event, ...]:
    """The events told in a parse, in text order; `year` is the text's own, None when unknown."""
    told: list[_Told] = []
    for seen in find_triggers(parse):
        told += _told(parse, seen, year)
    return together(parse, _linked(told))


def _latest_year(parse: Parse) -> int | None:
    """The latest year that the text names: it was written then, or later."""
    years = [
        int(each.text) for each in parse.tokens if each.entity == "DATE" and YEAR.match(each.text)
    ]
    return max(years, default=None)


def _told(parse: Parse, seen: Sighting, year: int | None) -> list[_Told]:
    """The event of a trigger, and the attack that only its harm tells."""
    roles = find_roles(parse, seen)
    kind = kind_of(parse, seen, roles)
    event = _event(parse, seen, roles, kind, year)
    definite = any(each.lower in POINTING for each in parse.dependents(seen.head, "det"))
    loose = roles.target is None or roles.loose
    found = [_Told(event, seen.head, roles.initiator, definite, loose)]
    attack = harm_by(parse, seen, roles, kind)
    if attack is not None:
        found.insert(0, _Told(_event(parse, seen, roles, attack, year), seen.head, roles.initiator))
    return found


def _event(parse: Parse, seen: Sighting, roles: Roles, kind: str, year: int | None) -> Event:
    polarity, modality = scope_of(parse, seen.head, year)
    if kind == "denial":
        polarity = "denies"
    if kind == "threat" and modality == "actual":
        modality = "threatened"
    demand = kind == "appeal" and seen.head.lemma.lower() in DEMANDS
    codes = codes_of(kind, roles.means_class, polarity, modality, demand)
    strikes = is_attack(kind) or kind in HITTING
    return Event(
        kind=kind,
        trigger=Span(seen.words[0].start, seen.words[-1].end) if _close(seen) else seen.head.span,
        initiator=_initiator(parse, roles),
        target=_span(parse, roles.target),
        means=roles.means,
        plover=codes.plover,
        acled=codes.acled,
        cameo=codes.cameo,
        polarity=polarity,
        modality=modality,
        means_class=roles.means_class,
        hit_class=hit_class(parse, roles.target) if strikes else None,
        score=_score(seen, roles),
    )


def _close(seen: Sighting) -> bool:
    """Whether the words of the trigger stand together, so that one span may hold them."""
    return seen.words[-1].index - seen.words[0].index < 2 * len(seen.words) + 2


def _span(parse: Parse, head: Token | None) -> Span | None:
    if head is None or not _is_word(head):
        return None
    return phrase(parse, head)


def _is_word(token: Token) -> bool:
    """Whether it has a letter or digit: a stray mark of layout is no one."""
    return any(each.isalnum() for each in token.text)


def _initiator(parse: Parse, roles: Roles) -> Span | None:
    """The initiator's words, without the partner in "talks between Sudan and Chad"."""
    head = roles.initiator
    if head is None or not _is_word(head):
        return None
    whole, target = phrase(parse, head), roles.target
    if target is not None and head.end <= target.start < whole.end:
        return Span(whole.start, head.end)
    return whole


def _score(seen: Sighting, roles: Roles) -> float:
    if is_verb(seen.head):
        return SURE
    return BARE if roles.initiator is None and roles.target is None else NOMINAL


def _linked(told: Sequence[_Told]) -> tuple[Event, ...]:
    """The events, without attacks told twice, and each harm with the strike that did it."""
    kept: list[_Told] = []
    for _, group in groupby(told, key=lambda each: each.head.sentence):
        here = _as_one(list(group))
        once = [each for place, each in enumerate(here) if not _told_elsewhere(here, place)]
        kept += [each for each in once if not _is_weapon(each, once)]
    kept.sort(key=lambda each: each.event.trigger.start)
    heads = {
        each.head.index: number for number, each in enumerate(kept) if is_attack(each.event.kind)
    }
    by_sentence: dict[int, list[int]] = {}
    for number, each in enumerate(kept):
        if is_attack(each.event.kind):
            by_sentence.setdefault(each.head.sentence, []).append(number)
    events = _named_by_what_came_before(kept)
    for number, each in enumerate(kept):
        if each.event.kind not in HARM:
            continue
        strike = heads.get(each.doer.index) if each.doer is not None else None
        if strike is not None:
            events[number] = replace(
                each.event,
                initiator=events[strike].initiator,
                means=events[strike].means,
                means_class=events[strike].means_class,
            )
        else:
            strike = _strike_before(by_sentence, each, kept)
        events[number] = replace(events[number], follows=strike)
        if strike is not None and _on_whom(each, kept[strike]):
            events[strike] = replace(events[strike], target=each.event.target)
    return tuple(events)


def _on_whom(harm: _Told, strike: _Told) -> bool:
    """Whether an attack of which only the place is told was on those whom it harmed."""
    told = harm.event.kind == "casualties" and harm.event.target is not None
    return (
        told
        and harm.event.polarity != "denies"
        and strike.loose
        and strike.head.sentence == harm.head.sentence
    )


def _as_one(here: list[_Told]) -> list[_Told]:
    """The events of a sentence, where "strikes hit the port" is one attack and not two."""
    by_head = {each.head.index: each for each in here if is_attack(each.event.kind)}
    gone: set[int] = set()
    found = []
    for each in here:
        noun = by_head.get(each.doer.index) if each.doer is not None else None
        if noun is None or noun is each or not is_attack(each.event.kind):
            found.append(each)
            continue
        gone.add(noun.head.index)
        found.append(replace(each, event=_joined(each.event, noun.event), doer=noun.doer))
    return [each for each in found if each.head.index not in gone]


def _joined(verb: Event, noun: Event) -> Event:
    """The event of a verb whose subject is an attack: the noun says by whom and with what."""
    exact = _same_attack(verb, noun) if verb.kind == "strike" else verb
    return replace(
        exact,
        initiator=noun.initiator,
        means=verb.means or noun.means,
        means_class=verb.means_class or noun.means_class,
        target=verb.target or noun.target,
    )


def _named_by_what_came_before(kept: Sequence[_Told]) -> list[Event]:
    """The events, where "the strike" after a drone strike is a drone strike too."""
    events: list[Event] = []
    last: _Told | None = None
    for each in kept:
        event = each.event
        if event.means_class is not None and is_attack(event.kind):
            last = replace(each, event=event)
        elif last is not None and _points_back(each, last):
            event = _same_attack(event, last.event)
        events.append(event)
    return events


def _is_weapon(this: _Told, told: Sequence[_Told]) -> bool:
    """Whether a "car bomb" is only the means of another attack told in its sentence."""
    return this.event.kind in ("remote_explosive", "suicide_bombing", "air_strike") and any(
        other is not this
        and other.event.means is not None
        and other.event.means.contains(this.event.trigger)
        for other in told
        if is_attack(other.event.kind)
    )


def _points_back(this: _Told, last: _Told) -> bool:
    """Whether "the strike" with no means said may be the attack told shortly before."""
    near = this.head.sentence - last.head.sentence <= LOOKS_BACK
    return near and this.definite and this.event.kind == "strike"


def _same_attack(event: Event, earlier: Event) -> Event:
    codes = codes_of(earlier.kind, earlier.means_class, event.polarity, event.modality, False)
    return replace(
        event,
        kind=earlier.kind,
        means_class=earlier.means_class,
        plover=codes.plover,
        acled=codes.acled,
        cameo=codes.cameo,
    )


def _strike_before(
    by_sentence: dict[int, list[int]], harm: _Told, kept: Sequence[_Told]
) -> int | None:
    """The strike nearest to the harm in its sentence, else the last of the sentence before."""
    here = by_sentence.get(harm.head.sentence, [])
    if here:
        return min(here, key=lambda number: abs(kept[number].head.index - harm.head.index))
    before = by_sentence.get(harm.head.sentence - 1, [])
    return before[-1] if before else None


def _told_elsewhere(told: Sequence[_Told], place: int) -> bool:
    """Whether an attack inferred from harm has a trigger of its own in the same sentence."""
    this = told[place]
    after = told[place + 1] if place + 1 < len(told) else None
    inferred = after is not None and after.head is this.head and after.event.kind in HARM
    return inferred and any(
        is_attack(other.event.kind) and other.head is not this.head for other in told
    )

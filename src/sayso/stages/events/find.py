"""The stage: triggers, their arguments, kinds, scope and codes, made into events."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from sayso.models.roots import shipped_roots
from sayso.record import Actor, Event, Modality, Place, Polarity, Span, hull
from sayso.record.trace import is_tracing, trace
from sayso.stages.events.arguments import find_roles
from sayso.stages.events.codes import codes_of
from sayso.stages.events.headlines import with_headlines
from sayso.stages.events.kinds import NO_ATTACK, harm_by, is_attack, kind_of
from sayso.stages.events.main import with_main
from sayso.stages.events.means import hit_class
from sayso.stages.events.roles import Roles
from sayso.stages.events.roots import recoded
from sayso.stages.events.scope import YEAR, scope_of
from sayso.stages.events.subevents import with_subevents
from sayso.stages.events.together import together
from sayso.stages.events.triggers import Sighting, find_triggers
from sayso.stages.stage import Draft, Stage, StageResult, given
from sayso.text.parse import Parse, Token
from sayso.text.phrases import phrase
from sayso.text.syntax import is_noun, is_verb

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
"""Sentences within which "the strike" may mean one reported before."""

SURE, NOMINAL, BARE = 0.9, 0.75, 0.5
"""Scores of verbs, of nouns with arguments, and of nouns that stand alone."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """An event with the tokens of its trigger and agent, before harm is linked to its strike."""

    event: Event
    head: Token
    agent: Token | None
    definite: bool = False
    loose: bool = False


def read(draft: Draft) -> StageResult:
    """Return the events of a document, in text order, their PLOVER roots as learned."""
    parse, events = by_rules(draft)
    events = recoded(parse, events, shipped_roots())
    events = with_subevents(parse, events, given(draft.actors))
    passages = [each.span for each in given(draft.blocks)]
    return StageResult(with_main(parse, events, passages))


def by_rules(draft: Draft) -> tuple[Parse, tuple[Event, ...]]:
    """Return what the rules alone find, and the parse with the names that they found it on."""
    parse = _named(given(draft.parse), given(draft.places), given(draft.actors))
    parse = with_headlines(parse)
    published = draft.document.published
    year = published.year if published else _latest_year(parse)
    return parse, find_events(parse, year)


EVENTS = Stage("events", needs=("blocks", "parse", "places", "actors"), gives="events", read=read)


def _named(parse: Parse, places: Sequence[Place], actors: Sequence[Actor]) -> Parse:
    """Return the parse with the names of the stages before, which know more than the parser."""
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
    """Return the events of a parse, in text order; `year` is the text's own, None when unknown."""
    candidates: list[Candidate] = []
    for seen in find_triggers(parse):
        candidates += _candidates(parse, seen, year)
    return together(parse, _linked(candidates))


def _latest_year(parse: Parse) -> int | None:
    """Return the latest year that the text names: it was written then, or later."""
    years = [
        int(each.text) for each in parse.tokens if each.entity == "DATE" and YEAR.match(each.text)
    ]
    return max(years, default=None)


def _candidates(parse: Parse, seen: Sighting, year: int | None) -> list[Candidate]:
    """Return the event of a trigger, and the attack that only its harm shows."""
    roles = find_roles(parse, seen)
    rule, kind = kind_of(parse, seen, roles)
    scope = scope_of(parse, seen.head, year)
    event = _event(parse, seen, roles, kind, scope)
    definite = any(each.lower in POINTING for each in parse.dependents(seen.head, "det"))
    loose = roles.target is None or roles.loose
    candidates = [Candidate(event, seen.head, roles.initiator, definite, loose)]
    trace("event", event.trigger, "made", rule, f"kind: {kind}", event.score)
    attack_rule, attack = harm_by(parse, seen, roles, kind) or ("", NO_ATTACK)
    if attack != NO_ATTACK:
        shown = _event(parse, seen, roles, attack, scope)
        candidates.insert(0, Candidate(shown, seen.head, roles.initiator))
        trace("event", event.trigger, "made", attack_rule, f"kind: {attack}, shown by its harm")
    elif attack_rule:
        trace("event", event.trigger, "dropped", attack_rule, "no attack is shown by this harm")
    if is_tracing():
        _trace_roles(parse, event, roles)
    return candidates


def _trace_roles(parse: Parse, event: Event, roles: Roles) -> None:
    parts = (
        ("initiator", event.initiator, roles.initiator_rule),
        ("target", event.target, roles.target_rule),
        ("means", event.means, roles.means_rule),
    )
    for part, span, rule in parts:
        if span is not None:
            words = " ".join(token.text for token in parse.within(span))
            trace("event", event.trigger, "made", rule, f"{part}: {words}")


def _event(
    parse: Parse, seen: Sighting, roles: Roles, kind: str, scope: tuple[Polarity, Modality]
) -> Event:
    polarity, modality = scope
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
        target=_target(parse, seen.head, roles.target),
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
    """Return whether the words of the trigger stand together, so that one span may hold them."""
    return seen.words[-1].index - seen.words[0].index < 2 * len(seen.words) + 2


def _span(parse: Parse, head: Token | None) -> Span | None:
    if head is None or not _is_word(head):
        return None
    return phrase(parse, head)


def _target(parse: Parse, verb: Token, head: Token | None) -> Span | None:
    """Return the words of a target; of a passive with several subjects, which the parser makes of
    a list with a bracket, all of them."""
    subjects = parse.dependents(verb, "nsubjpass")
    if head is None or len(subjects) < 2 or head is not subjects[0]:
        whole = _span(parse, head)
        more = [] if head is None else _after_next_preposition(parse, head)
        return whole if whole is None or not more else hull([whole, *more])
    last = parse.subtree(subjects[-1])[-1]
    whole = Span(parse.subtree(head)[0].start, last.end)
    return whole if last.index < verb.index else _span(parse, head)


def _after_next_preposition(parse: Parse, head: Token) -> list[Span]:
    """Return the nouns of "and at a cinema" behind "at a market"."""
    link = parse.head(head)
    if head.dep != "pobj":
        return []
    return [
        phrase(parse, noun)
        for more in parse.dependents(link, "conj")
        if more.pos == "ADP"
        for noun in parse.dependents(more, "pobj")
        if is_noun(noun)
    ]


def _is_word(token: Token) -> bool:
    """Return whether it has a letter or digit: a stray mark of layout is no one."""
    return any(each.isalnum() for each in token.text)


def _initiator(parse: Parse, roles: Roles) -> Span | None:
    """Return the initiator's words, without the partner in "talks between Sudan and Chad"."""
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


def _linked(candidates: Sequence[Candidate]) -> tuple[Event, ...]:
    """Return the events, without attacks reported twice, each harm with the strike that did it."""
    kept: list[Candidate] = []
    for _, group in groupby(candidates, key=lambda each: each.head.sentence):
        here = _as_one(list(group))
        once = [
            each
            for place, each in enumerate(here)
            if not _dropped(each, _has_own_trigger(here, place), "attack has its own trigger")
        ]
        kept += [
            each for each in once if not _dropped(each, _is_weapon(each, once), "only the means")
        ]
    kept.sort(key=lambda each: each.event.trigger.start)
    return _with_strikes(kept)


def _dropped(candidate: Candidate, drop: bool, rule: str) -> bool:
    """Return `drop`, recorded as the decision of `rule` where it is true."""
    if drop:
        trace("event", candidate.event.trigger, "dropped", rule, f"kind: {candidate.event.kind}")
    return drop


def _with_strikes(kept: Sequence[Candidate]) -> tuple[Event, ...]:
    """Return the events, each harm with its strike, and a strike with those whom it harmed."""
    attacks = [number for number, each in enumerate(kept) if is_attack(each.event.kind)]
    heads = {kept[number].head.index: number for number in attacks}
    by_sentence: dict[int, list[int]] = {}
    for number in attacks:
        by_sentence.setdefault(kept[number].head.sentence, []).append(number)
    events = _named_by_what_came_before(kept)
    for number, harm in enumerate(kept):
        if harm.event.kind not in HARM:
            continue
        strike = heads.get(harm.agent.index) if harm.agent is not None else None
        if strike is not None:
            events[number] = replace(
                harm.event,
                initiator=events[strike].initiator,
                means=events[strike].means,
                means_class=events[strike].means_class,
            )
        else:
            strike = _strike_before(by_sentence, harm, kept)
        events[number] = replace(events[number], follows=strike)
        if strike is not None:
            trigger = harm.event.trigger
            trace("event", trigger, "changed", "harm of a strike", f"by {events[strike].kind}")
            if _on_whom(harm, kept[strike]):
                events[strike] = replace(events[strike], target=harm.event.target)
    return tuple(events)


def _on_whom(harm: Candidate, strike: Candidate) -> bool:
    """Return whether an attack of which only the place is named was on those whom it harmed."""
    people = harm.event.kind == "casualties" and harm.event.target is not None
    return (
        people
        and harm.event.polarity != "denies"
        and strike.loose
        and strike.head.sentence == harm.head.sentence
    )


def _as_one(here: list[Candidate]) -> list[Candidate]:
    """Return the events of a sentence, where "strikes hit the port" is one attack and not two."""
    by_head = {each.head.index: each for each in here if is_attack(each.event.kind)}
    gone: set[int] = set()
    kept = []
    for candidate in here:
        noun = by_head.get(candidate.agent.index) if candidate.agent is not None else None
        if noun is None or noun is candidate or not is_attack(candidate.event.kind):
            kept.append(candidate)
            continue
        gone.add(noun.head.index)
        event = _joined(candidate.event, noun.event)
        kept.append(replace(candidate, event=event, agent=noun.agent))
    once = [
        each
        for each in kept
        if not _dropped(each, each.head.index in gone, "one attack with its verb")
    ]
    return once


def _joined(verb: Event, noun: Event) -> Event:
    """Return the event of a verb whose subject is an attack, by whom and with what it was."""
    exact = _same_attack(verb, noun) if verb.kind == "strike" else verb
    return replace(
        exact,
        initiator=noun.initiator,
        means=verb.means or noun.means,
        means_class=verb.means_class or noun.means_class,
        target=verb.target or noun.target,
    )


def _named_by_what_came_before(kept: Sequence[Candidate]) -> list[Event]:
    """Return the events, where "the strike" after a drone strike is a drone strike too."""
    events: list[Event] = []
    last: Candidate | None = None
    for candidate in kept:
        event = candidate.event
        if event.means_class is not None and is_attack(event.kind):
            last = candidate
        elif last is not None and _points_back(candidate, last):
            event = _same_attack(event, last.event)
            trace("event", event.trigger, "changed", "points back", f"kind: {event.kind}")
        events.append(event)
    return events


def _is_weapon(candidate: Candidate, others: Sequence[Candidate]) -> bool:
    """Return whether a "car bomb" is only the means of another attack in its sentence."""
    if candidate.event.kind not in ("remote_explosive", "suicide_bombing", "air_strike"):
        return False
    return any(
        other is not candidate
        and other.event.means is not None
        and other.event.means.contains(candidate.event.trigger)
        for other in others
        if is_attack(other.event.kind)
    )


def _points_back(candidate: Candidate, last: Candidate) -> bool:
    """Return whether "the strike" with no means may be the attack reported shortly before."""
    near = candidate.head.sentence - last.head.sentence <= LOOKS_BACK
    return near and candidate.definite and candidate.event.kind == "strike"


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
    by_sentence: dict[int, list[int]], harm: Candidate, kept: Sequence[Candidate]
) -> int | None:
    """Return the strike nearest to the harm in its sentence, else the last one before it."""
    here = by_sentence.get(harm.head.sentence, [])
    if here:
        return min(here, key=lambda number: abs(kept[number].head.index - harm.head.index))
    before = by_sentence.get(harm.head.sentence - 1, [])
    return before[-1] if before else None


def _has_own_trigger(here: Sequence[Candidate], place: int) -> bool:
    """Return whether an attack that its harm shows has a trigger in the same sentence as well."""
    candidate = here[place]
    after = here[place + 1] if place + 1 < len(here) else None
    if after is None or after.head is not candidate.head or after.event.kind not in HARM:
        return False
    return any(is_attack(other.event.kind) and other.head is not candidate.head for other in here)

"""What events of one passage make of each other: a march that police break up is no calm one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sayso.record import Event
from sayso.record.trace import trace
from sayso.stages.events.codes import codes_of
from sayso.stages.events.weapons import charges_described
from sayso.text.parse import Parse

REACH = 1
"""Sentences before and after one in which a protest is the same protest."""

CALM = "peaceful_protest"
STOPPED = frozenset({"protest_intervention"})
TURNED = frozenset({"violent_demonstration"})
FORCED = "force_against_protesters"
FORCED_CODE = "Protests / Excessive force against protesters"


def together(parse: Parse, events: Sequence[Event]) -> tuple[Event, ...]:
    """Return the events, protests as what became of them in their own or the next sentence.

    A protest turned violent or broken up is of that kind. Where force was used against it, it keeps
    its kind, since the force is an event of its own, and takes ACLED's sub-event, which codes both
    as one.
    """
    events = _with_composition(parse, events)
    places = [_sentence(parse, each) for each in events]
    became: dict[int, set[str]] = {}
    for event, place in zip(events, places, strict=True):
        if event.kind == CALM or event.polarity != "asserts" or event.modality != "actual":
            continue
        kinds = STOPPED if _polices(parse, event) else {event.kind}
        for near in range(place - REACH, place + REACH + 1):
            became.setdefault(near, set()).update(kinds)
    return tuple(
        _turned(event, became.get(place, set())) if event.kind == CALM else event
        for event, place in zip(events, places, strict=True)
    )


MADE_OF_REACH = 2
"""Sentences from an explosion to one that says what the bomb was made of."""


def _with_composition(parse: Parse, events: Sequence[Event]) -> Sequence[Event]:
    """Return the events, explosions near "the bomb was made of dynamite" with it as their means."""
    described = charges_described(parse)
    if not described:
        return events
    result: list[Event] = []
    for event in events:
        place = _sentence(parse, event)
        near = [span for at, span in described if abs(at - place) <= MADE_OF_REACH]
        if _is_explosion(parse, event) and event.means is None and near:
            trace("event", event.trigger, "changed", "what the bomb was made of", "its means")
            event = replace(event, means=near[0], means_class="ied")
        result.append(event)
    return result


def _is_explosion(parse: Parse, event: Event) -> bool:
    """Return whether an event is an explosion, or "the attack" or "blast" that one was."""
    words = {each.lemma.lower() for each in parse.within(event.trigger)}
    return event.kind == "remote_explosive" or (event.kind == "strike" and bool(words & EXPLOSIONS))


EXPLOSIONS = frozenset("explosion blast bombing".split())


def _sentence(parse: Parse, event: Event) -> int:
    token = parse.at(event.trigger.start)
    return -1 if token is None else token.sentence


def _polices(parse: Parse, event: Event) -> bool:
    """Return whether police or troops arrest people: near a protest they are its protesters."""
    if event.kind != "detention" or event.initiator is None:
        return False
    words = {each.lemma.lower() for each in parse.within(event.initiator)}
    return bool(words & {"police", "force", "officer", "troop", "soldier", "army", "authority"})


def _turned(event: Event, near: set[str]) -> Event:
    """Return a calm protest as what the kinds of event `near` it make it."""
    if event.modality != "actual" or event.polarity != "asserts":
        return event
    if FORCED in near:
        trace("event", event.trigger, "changed", "force near a protest", FORCED_CODE)
        return replace(event, acled=FORCED_CODE)
    for kinds in (TURNED, STOPPED):
        if kinds & near:
            kind = min(kinds & near)
            codes = codes_of(kind, event.means_class, event.polarity, event.modality, False)
            trace("event", event.trigger, "changed", "what became of a protest", f"kind: {kind}")
            return replace(
                event, kind=kind, plover=codes.plover, acled=codes.acled, cameo=codes.cameo
            )
    return event

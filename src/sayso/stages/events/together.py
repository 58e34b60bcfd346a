"""What events of one passage make of each other: a march that police break up is no calm one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sayso.record import Event
from sayso.record.trace import trace
from sayso.stages.events.codes import codes_of
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

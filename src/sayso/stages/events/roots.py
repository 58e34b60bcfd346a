"""PLOVER roots as coders give them, where they part from what the event's kind would have.

The kind of an event and its codes in ACLED and CAMEO stay those of the rules. Of PLOVER's roots
coders make finer use than any list of words: a treaty signed is SUPPORT, a town overrun ASSAULT,
peacekeepers sent to help are AID. See training/events for what was learned from what.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from sayso.models.linear import LinearModel
from sayso.record import Event
from sayso.record.trace import trace
from sayso.stages.events.codes import root
from sayso.stages.events.features import features
from sayso.text.parse import Parse

SURE = 0.3
"""Least probability at which a learned root replaces that of the rules: best of 0, .3, .4, .5, .6
by cross-validation on PLV."""

KIND = frozenset({"AGREE", "AID", "CONSULT", "COOPERATE", "SUPPORT"})
"""LinearModel that no attack has, whatever was learned."""

MERGED = {"CONCEDE": "YIELD", "RETREAT": "YIELD"}
"""PLV keeps no concession apart from a retreat: the rules do."""

SPLIT = {"YIELD": "CONCEDE"}
"""What a learned root stands for when the rules had another one altogether."""


def recoded(parse: Parse, events: Sequence[Event], model: LinearModel) -> tuple[Event, ...]:
    """Return the events, each with the PLOVER root that the model is sure of."""
    result: list[Event] = []
    for _, group in groupby(events, key=lambda each: _sentence(parse, each)):
        here = list(group)
        result += [_recoded(parse, each, here, model) for each in here]
    return tuple(result)


def chosen_root(by_rules: str, likely: Mapping[str, float]) -> str:
    """Return the likeliest root, or that of the rules when the likeliest is unsure or absurd."""
    best = max(likely, key=lambda each: likely[each])
    if likely[best] < SURE or (by_rules == "ASSAULT" and best in KIND):
        return by_rules
    return best


def _sentence(parse: Parse, event: Event) -> int:
    token = parse.at(event.trigger.start)
    return -1 if token is None else token.sentence


def _recoded(parse: Parse, event: Event, here: Sequence[Event], model: LinearModel) -> Event:
    by_rules = root(event.plover)
    if by_rules is None:
        return event
    likely = model.probabilities(features(parse, event, here))
    best = chosen_root(MERGED.get(by_rules, by_rules), likely)
    if best == MERGED.get(by_rules, by_rules):
        return event
    code = SPLIT.get(best, best)
    trace("event", event.trigger, "changed", "model", f"{by_rules} becomes {code}", likely[best])
    return replace(event, plover=code)

"""Choosing the event that a claim is about among those reported in its evidence."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from sayso.record import Event, Span
from sayso.stages.events.grammar import forms
from sayso.text.parse import Parse, Token

SPEECH_ACTS = frozenset({"accusation", "denial", "refusal", "threat", "appeal", "support"})
"""Kinds for which saying so is the event: the cue itself is chosen."""

TALK = frozenset({"meeting", "negotiation", "cooperation", "agreement", "concession"})
IRREAL = frozenset({"hypothetical", "demanded"})
CLAUSES = frozenset({"relcl", "acl", "advcl", "csubj", "parataxis", "pcomp"})

HARM = frozenset({"casualties", "damage"})
CLAUSE_COST, CONTENT_COST, PHRASE_COST, OBJECT_COST = 1.0, 0.5, 0.4, 0.1
TALK_COST, SPEECH_COST = 0.5, 0.9
IRREAL_TALK_COST = 2.0
TOO_FAR = 1.5
"""Costs of an event's distance from the head clause and of its kind; beyond the last it is only
mentioned, not reported. Set on the seed article's gold ledger: see evaluation/events.py."""


def choose(
    events: Sequence[Event], evidence: Span, cue_lemma: str | None, parse: Parse
) -> int | None:
    """Return the index of the event that `evidence` is mainly about, or None."""
    return choose_by_rule(events, evidence, cue_lemma, parse)[1]


def choose_by_rule(
    events: Sequence[Event], evidence: Span, cue_lemma: str | None, parse: Parse
) -> tuple[str, int | None]:
    """Return the event that `evidence` is mainly about, by its index or None, and the rule.

    A cue that is itself an event ("accused", "rejected", "warned") is chosen first; then what
    the head clause of the evidence reports, harm and strikes before diplomacy; then the cue as a
    mere statement.
    """
    cue = _cue_event(events, evidence, cue_lemma, parse)
    if cue is not None and events[cue].kind in SPEECH_ACTS:
        return "cue is the event", cue
    inside = parse.within(evidence)
    costs = {
        number: distance(events[number], inside, parse)
        for number in _between(events, evidence.start, evidence.end)
        if evidence.contains(events[number].trigger) and _reports(events[number])
    }

    def rank(number: int) -> tuple[float, bool, int]:
        return costs[number], events[number].kind not in HARM, number

    best = min(costs, key=rank, default=None) if inside else None
    if best is not None and costs[best] <= TOO_FAR:
        return "main event of its words", best
    return ("cue as a mere statement" if cue is not None else "no event in its words"), cue


def _between(events: Sequence[Event], start: int, end: int) -> range:
    """Return the indices of events, ordered by text, whose triggers begin in a stretch."""
    return range(
        bisect_left(events, start, key=lambda event: event.trigger.start),
        bisect_left(events, end, key=lambda event: event.trigger.start),
    )


def _reports(event: Event) -> bool:
    """Return whether it is more than a statement: one counts only when it doubts what it states."""
    return event.kind != "statement" or event.polarity == "doubts"


def _head(event: Event, parse: Parse) -> Token | None:
    """Return the word of the trigger that the others hang on."""
    words = parse.within(event.trigger)
    return parse.root(words) if words else None


def _cue_event(
    events: Sequence[Event], evidence: Span, cue_lemma: str | None, parse: Parse
) -> int | None:
    """Return the event whose trigger is the cue, nearest to the evidence in its sentences."""
    if cue_lemma is None:
        return None
    words = cue_lemma.lower().split()
    inside = parse.within(evidence)
    if not inside:
        return None
    first = parse.sentences[max(0, inside[0].sentence - 1)]
    last = parse.sentences[min(len(parse.sentences) - 1, inside[-1].sentence + 1)]
    gaps: list[tuple[int, int]] = []
    for number in _between(events, first.span.start, last.span.end):
        event = events[number]
        head = _head(event, parse)
        if head is None:
            continue
        if any(word in words for word in forms(head)):
            gap = max(evidence.start - event.trigger.end, event.trigger.start - evidence.end, 0)
            gaps.append((gap, number))
    return min(gaps)[1] if gaps else None


def distance(event: Event, inside: Sequence[Token], parse: Parse) -> float:
    """Return how far the event is from what the evidence mainly says; 0 is its head clause."""
    cost = 0.0
    if event.kind in TALK:
        cost += TALK_COST
        if event.modality in IRREAL:
            cost += IRREAL_TALK_COST
    elif event.kind in SPEECH_ACTS or event.kind == "statement":
        cost += SPEECH_COST
    token = _head(event, parse)
    indices = {each.index for each in inside}
    while token is not None and token.head in indices and token.head != token.index:
        cost += CLAUSE_COST if token.dep in CLAUSES else 0.0
        cost += CONTENT_COST if token.dep == "ccomp" else 0.0
        cost += PHRASE_COST if token.dep in ("pobj", "conj", "poss", "compound") else 0.0
        cost += OBJECT_COST if token.dep in ("dobj", "nsubj") else 0.0
        token = parse.head(token)
    return cost

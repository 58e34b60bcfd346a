"""What is said around an event, as named numbers: the input of the learned PLOVER roots.

Words are lemmas; names are replaced by their kind, so that no country or person is learned.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sayso.record import Event, Span
from sayso.stages.events.codes import root
from sayso.text.parse import Parse, Token

Features = dict[str, float]

DEPTH = 3
"""Steps below the trigger whose words count: deeper ones report other events."""

DEEPEST_WORDS = 40
"""Words below a trigger that count, so that an endless list costs no more than a long one."""

NEAR, FAR, FAINT = 1.0, 0.6, 0.5
"""Weights of the trigger's own dependents, of deeper words, and of shapes rather than words."""

SKIPPED = frozenset({"PUNCT", "DET", "SPACE"})


def features(parse: Parse, event: Event, here: Sequence[Event]) -> Features:
    """Return the features of `event`; `here` are all events of its sentence, itself among them."""
    counted: Features = {}
    _of_rules(counted, event, here)
    words = parse.within(event.trigger)
    if words:
        _of_trigger(counted, parse, words)
    for name, span in (("i", event.initiator), ("t", event.target)):
        counted[f"{name}:{_label(parse, span)}"] = FAINT
    return counted


def _of_rules(counted: Features, event: Event, here: Iterable[Event]) -> None:
    """What the rules make of the event and of the others in its sentence."""
    scope = f"{event.modality}.{event.polarity}"
    counted[f"root:{root(event.plover)}"] = NEAR
    counted[f"kind:{event.kind}"] = NEAR
    counted[f"mood:{scope}"] = NEAR
    counted[f"kind:{event.kind}.{scope}"] = NEAR
    for near in here:
        counted[f"beside:{near.kind}"] = FAINT
        counted[f"beside root:{root(near.plover)}"] = FAINT


def _of_trigger(counted: Features, parse: Parse, words: Sequence[Token]) -> None:
    """The words of the trigger, what governs it and what hangs on it."""
    head = parse.root(words)
    for token in words:
        counted[f"word:{word(token)}"] = NEAR
    counted[f"head:{word(head)}"] = NEAR
    counted[f"dep:{head.dep}"] = NEAR
    counted[f"pos:{head.pos}"] = FAINT
    if head.head != head.index:
        counted[f"above:{word(parse.head(head))}"] = NEAR
    seen, level = 0, [head]
    for depth in range(1, DEPTH + 1):
        level = [below for each in level for below in parse.dependents(each)]
        for token in level:
            if token.pos in SKIPPED or seen >= DEEPEST_WORDS:
                continue
            seen += 1
            said = word(token)
            counted.setdefault(f"below:{said}", NEAR if depth == 1 else FAR)
            if depth == 1:
                counted[f"has:{token.dep}"] = FAINT
                counted[f"{token.dep}:{said}"] = FAR


def word(token: Token) -> str:
    """Return the lemma of a word, or the kind of the name that it belongs to."""
    return f"<{token.entity}>" if token.entity else token.lemma.lower()


def _label(parse: Parse, span: Span | None) -> str:
    """Return what an actor is: the kind of name, the noun, or nothing."""
    words = parse.within(span) if span is not None else []
    return word(parse.root(words)) if words else "none"

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
"""Steps below the trigger whose words count: deeper ones tell of other events."""

DEEPEST_WORDS = 40
"""Words below a trigger that count, so that an endless list costs no more than a long one."""

NEAR, FAR, FAINT = 1.0, 0.6, 0.5
"""Weights of the trigger's own dependents, of deeper words, and of shapes rather than words."""

SKIPPED = frozenset({"PUNCT", "DET", "SPACE"})


def features(parse: Parse, event: Event, beside: Sequence[Event]) -> Features:
    """The features of `event`; `beside` are all events of its sentence, itself among them."""
    found: Features = {}
    _of_rules(found, event, beside)
    words = parse.within(event.trigger)
    if words:
        _of_trigger(found, parse, words)
    for name, span in (("i", event.initiator), ("t", event.target)):
        found[f"{name}:{_label(parse, span)}"] = FAINT
    return found


def _of_rules(found: Features, event: Event, beside: Iterable[Event]) -> None:
    """What the rules make of the event and of the others in its sentence."""
    mood = f"{event.modality}.{event.polarity}"
    found[f"root:{root(event.plover)}"] = NEAR
    found[f"kind:{event.kind}"] = NEAR
    found[f"mood:{mood}"] = NEAR
    found[f"kind:{event.kind}.{mood}"] = NEAR
    for each in beside:
        found[f"beside:{each.kind}"] = FAINT
        found[f"beside root:{root(each.plover)}"] = FAINT


def _of_trigger(found: Features, parse: Parse, words: Sequence[Token]) -> None:
    """The words of the trigger, what governs it and what hangs on it."""
    head = parse.root(words)
    for each in words:
        found[f"word:{word(each)}"] = NEAR
    found[f"head:{word(head)}"] = NEAR
    found[f"dep:{head.dep}"] = NEAR
    found[f"pos:{head.pos}"] = FAINT
    if head.head != head.index:
        found[f"above:{word(parse.head(head))}"] = NEAR
    seen, level = 0, [head]
    for depth in range(1, DEPTH + 1):
        level = [below for each in level for below in parse.dependents(each)]
        for each in level:
            if each.pos in SKIPPED or seen >= DEEPEST_WORDS:
                continue
            seen += 1
            said = word(each)
            found.setdefault(f"below:{said}", NEAR if depth == 1 else FAR)
            if depth == 1:
                found[f"has:{each.dep}"] = FAINT
                found[f"{each.dep}:{said}"] = FAR


def word(token: Token) -> str:
    """The lemma of a word, or the kind of the name that it belongs to."""
    return f"<{token.entity}>" if token.entity else token.lemma.lower()


def _label(parse: Parse, span: Span | None) -> str:
    """What an actor is: the kind of name, the noun, or nothing."""
    words = parse.within(span) if span is not None else []
    return word(parse.root(words)) if words else "none"

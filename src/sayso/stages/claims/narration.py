"""Claims that the outlet makes in its own voice."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from sayso.lexicon.cues import is_cue, issued_documents
from sayso.record import Attribution, Block, Event, Quantity, Span
from sayso.record.trace import Rule, first_that_holds, trace
from sayso.stages.claims.clauses import NOTE_OF_EDITORS
from sayso.stages.claims.evidence import Evidence, stripped
from sayso.text.parse import Parse, Sentence, Token
from sayso.text.spans import SpanCover

SPEECH_ACTS = frozenset(
    "statement accusation denial refusal threat appeal support concession".split()
)
"""Kinds that say that somebody spoke: attribution has those already."""

NARRATING = frozenset(("headline", "deck", "caption", "paragraph", "related"))


JOINED_BEFORE = re.compile(r"^[\s,;:—–\-\"”]+")
JOINED_AFTER = re.compile(
    r"[\s,;:—–-]+(?:and|but|or|as|when|while|after|before|with|during|because|that|which|who)"
    r"[\s,;:—–-]*$",
    re.IGNORECASE,
)
"""What joins a stretch to the attribution before it, and to the one after it."""


def narrated(
    text: str,
    parse: Parse,
    blocks: Sequence[Block],
    attributions: Sequence[Attribution],
    events: Sequence[Event],
) -> Iterator[tuple[Evidence, int]]:
    """Yield evidence and event of what no one but the outlet reports, one a sentence."""
    said = said_by_someone(attributions)
    by_sentence: dict[int, list[int]] = {}
    for index, event in enumerate(events):
        reason = not_narrated(event, said)
        if reason is None and _in_a_label(text, parse, event):
            reason = "in the label of its sentence"
        token = parse.at(event.trigger.start) if reason is None else None
        if token is not None:
            by_sentence.setdefault(token.sentence, []).append(index)
        else:
            _drop(event, reason or "outside all sentences")
    for number, inside in sorted(by_sentence.items()):
        sentence = parse.sentences[number]
        kind = blocks[sentence.block].kind
        first, *rest = [events[index] for index in inside]
        span = _evidence(text, sentence, said, first)
        if sentence.span.of(text).rstrip("\"”’' \n").endswith("?"):
            _drop(first, "question")
        elif NOTE_OF_EDITORS.match(text, sentence.span.start):
            _drop(first, "note of the editors")
        elif kind not in NARRATING:
            _drop(first, "block does not narrate")
        elif kind == "paragraph" and _left_over(parse, sentence, span):
            _drop(first, "rest of an attribution without a verb")
        else:
            whole = len(span) >= len(sentence.span.of(text).rstrip(" .\n"))
            yield Evidence(span, rule=WHOLE if whole else REST), inside[0]
        for event in rest:
            _drop(event, "one narrated claim a sentence")


def narrated_figures(
    text: str,
    parse: Parse,
    blocks: Sequence[Block],
    attributions: Sequence[Attribution],
    quantities: Sequence[Quantity],
    narrated_already: Sequence[Span],
) -> Iterator[Evidence]:
    """Yield the sentences that no one but the outlet says, with a figure that has a role and no
    event that would make a claim of them: "At least 24 bodies lay in the yard overnight."
    """
    taken = SpanCover((*spans_of_speech(attributions), *narrated_already))
    seen: set[int] = set()
    for quantity in quantities:
        token = parse.at(quantity.as_said.start)
        counted = quantity.role is not None or quantity.unit in REMAINS
        if not counted or token is None or token.sentence in seen:
            continue
        sentence = parse.sentences[token.sentence]
        if blocks[sentence.block].kind not in TELLING_FIGURES:
            continue
        words = sentence.span.of(text).rstrip()
        noted = NOTE_OF_EDITORS.match(words) is not None
        if words.endswith("?") or noted or taken.touches(sentence.span):
            continue
        seen.add(token.sentence)
        yield Evidence(stripped(text, sentence.span), rule=FIGURE)


REMAINS = frozenset(("body", "corpse", "grave"))
"""Units that tell of deaths without a verb of harm: "24 bodies were visible"."""

TELLING_FIGURES = frozenset(("headline", "deck", "caption", "paragraph"))
FIGURE = "sentence of a figure"


WHOLE, REST = "whole sentence", "what no one else says of the sentence"
"""What bounds the words of a narrated claim."""


LONGEST_LABEL = 24
"""Code points of a label before a colon."""


def _in_a_label(text: str, parse: Parse, event: Event) -> bool:
    """Return whether an event is named in a label alone: "Order of Battle: the unit is at Bor"."""
    token = parse.at(event.trigger.start)
    if token is None:
        return False
    sentence = parse.sentences[token.sentence]
    colon = text.find(": ", sentence.span.start, sentence.span.start + LONGEST_LABEL)
    if colon < event.trigger.end:
        return False
    label = parse.within(Span(sentence.span.start, colon))
    return not any(each.pos in ("VERB", "AUX", "NUM") for each in label)


def _drop(event: Event, rule: str) -> None:
    trace("claim", event.trigger, "dropped", rule, f"the outlet narrates no {event.kind} here")


def said_by_someone(attributions: Sequence[Attribution]) -> SpanCover:
    """Return the words of all statements: their sources, cues and contents."""
    return SpanCover(spans_of_speech(attributions))


def spans_of_speech(attributions: Sequence[Attribution]) -> Iterator[Span]:
    """Return the spans of the sources, cues and contents of attributions."""
    return (span for each in attributions for span in (*each.source, *each.cue, *each.content))


def not_narrated(event: Event, said: SpanCover) -> str | None:
    """Return the name of the rule by which the outlet does not narrate `event`, or None."""
    return first_that_holds(NOT_NARRATED, event, said)


NOT_NARRATED: tuple[Rule[Callable[[Event, SpanCover], bool]], ...] = (
    Rule(
        "speech act",
        "The army denied the accusation in a statement.",
        lambda event, _: event.kind in SPEECH_ACTS,
    ),
    Rule(
        "said by someone",
        "The governor said that two bridges were destroyed.",
        lambda event, said: said.touches(event.trigger),
    ),
)
"""Why the outlet does not narrate an event."""


def _left_over(parse: Parse, sentence: Sentence, evidence: Span) -> bool:
    """Return whether it is what an attribution left of a sentence and says nothing by itself.

    So does "…, in an attack"; what begins its sentence ("After six hours of shelling, …") sets
    the scene.
    """
    tokens = parse.within(evidence)
    begins = bool(tokens) and tokens[0].index <= sentence.first + 1
    if begins and tokens[-1].index < sentence.last - 2:
        return _only_sets_the_scene(parse, tokens) or _only_names(tokens)
    return not begins and not any(token.pos in ("VERB", "AUX") for token in tokens)


def _only_names(tokens: Sequence[Token]) -> bool:
    """Return whether what begins a sentence is a bare name or noun: the subject of what follows."""
    bare = tokens[0].pos in ("DET", "NOUN", "PROPN", "PRON", "ADJ")
    return bare and not any(token.pos in ("VERB", "AUX", "NUM") for token in tokens)


def _only_sets_the_scene(parse: Parse, tokens: Sequence[Token]) -> bool:
    """Return whether what begins a sentence only says where or when somebody spoke.

    "In Friday's attack, …", "In a statement on the raid, …", "Talking to reporters, …"; but "After
    hours of shelling in the town, …" reports an event of its own.
    """
    if any(token.tag in ("VBD", "VBZ", "VBP", "MD") for token in tokens):
        return False
    first = tokens[0]
    if first.tag == "VBG":
        return first.lemma.lower() in ("talk", "speak") or is_cue(first.lemma.lower())
    if first.pos != "ADP" and first.dep != "prep":
        return False
    for held in parse.dependents(first, "pobj"):
        spoken = held.lemma.lower() in issued_documents() or is_cue(held.lemma.lower())
        marks = parse.dependents(held, "det", "poss")
        if spoken or any(mark.dep == "poss" or mark.lower in DEFINITE for mark in marks):
            return True
    return False


DEFINITE = frozenset(("the", "this", "that", "these", "those"))


def _evidence(text: str, sentence: Sentence, said: SpanCover, event: Event) -> Span:
    """Return the stretch of the sentence around the event that belongs to no attribution."""
    free = said.around(event.trigger, sentence.span)
    start, end = free.start, free.end
    colon = text.find(": ", start, end)
    if 0 <= colon - start <= LONGEST_LABEL and colon < event.trigger.start:
        start = colon + 2
    piece = JOINED_BEFORE.sub("", text[start:end])
    start = end - len(piece)
    if end < sentence.span.end:
        piece = JOINED_AFTER.sub("", piece)
    return Span(start, start + len(piece.rstrip(" ,;:.—–-\n")))

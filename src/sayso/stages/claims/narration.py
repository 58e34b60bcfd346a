"""Claims that the outlet makes in its own voice."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from sayso.record import Attribution, Block, Event, Span
from sayso.text.parse import Parse, Sentence

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
) -> Iterator[tuple[Span, int]]:
    """Evidence and event of each happening that no one but the outlet tells, one a sentence."""
    said = sorted(
        span
        for each in attributions
        if each.kind == "statement"
        for span in (*each.source, *each.cue, *each.content)
    )
    by_sentence: dict[int, list[int]] = {}
    for index, event in enumerate(events):
        if event.kind in SPEECH_ACTS or any(s.overlap(event.trigger) for s in said):
            continue
        token = parse.at(event.trigger.start)
        if token is not None:
            by_sentence.setdefault(token.sentence, []).append(index)
    for number, inside in sorted(by_sentence.items()):
        sentence = parse.sentences[number]
        if blocks[sentence.block].kind not in NARRATING:
            continue
        evidence = _evidence(text, sentence, said, events[inside[0]])
        if blocks[sentence.block].kind == "paragraph" and _left_over(parse, sentence, evidence):
            continue
        yield evidence, inside[0]


def _left_over(parse: Parse, sentence: Sentence, evidence: Span) -> bool:
    """Whether it is what an attribution left of a sentence, and says nothing by itself: "…, in an
    attack". What begins its sentence ("After six hours of shelling, …") sets the scene."""
    tokens = parse.within(evidence)
    begins = bool(tokens) and tokens[0].index <= sentence.first + 1
    return not begins and not any(token.pos in ("VERB", "AUX") for token in tokens)


def _evidence(text: str, sentence: Sentence, said: Sequence[Span], event: Event) -> Span:
    """The stretch of the sentence around the event that belongs to no attribution."""
    start, end = sentence.span.start, sentence.span.end
    for span in said:
        if span.end <= event.trigger.start and span.end > start:
            start = span.end
        if span.start >= event.trigger.end and span.start < end:
            end = span.start
    colon = text.find(": ", start, end)
    if 0 <= colon - start <= 24 and colon < event.trigger.start:
        start = colon + 2
    piece = JOINED_BEFORE.sub("", text[start:end])
    start = end - len(piece)
    if end < sentence.span.end:
        piece = JOINED_AFTER.sub("", piece)
    return Span(start, start + len(piece.rstrip(" ,;:.—–-\n")))

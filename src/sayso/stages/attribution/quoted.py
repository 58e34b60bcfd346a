"""Direct speech: quotations and the words near them that say whose they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sayso.lexicon.cues import quoting_verbs
from sayso.record import Span
from sayso.stages.attribution.spoken import Spoken
from sayso.text.parse import Parse, Token
from sayso.text.phrases import noun_phrase
from sayso.text.quotes import Quotation
from sayso.text.syntax import subject, verb_group

SPEECH_WORDS = 4
"""Shorter quotations are scare quotes unless they end like a sentence."""

FRAME_TOKENS = 40
"""How far from a quotation its cue may stand. The farthest that is found in PolNeAR dev: 24."""

FRAME_LENGTH = 600
"""The same in code points."""

REST_OF_FRAME = 8
"""Words that may follow the cue before the speech goes on: "… said in a statement.\"."""


@dataclass(frozen=True, slots=True)
class QuotationContext:
    """The words next to a quotation, up to the next quotation or the end of the sentence."""

    tokens: tuple[Token, ...]
    after: bool


@dataclass(frozen=True, slots=True)
class Speech:
    """Pieces of one speech, and the cue and source next to them, if any."""

    pieces: tuple[Span, ...]
    spoken: Spoken | None


def is_speech(text: str, quotation: Quotation, block: Span) -> bool:
    """Return whether a quotation stands as speech of its own and not as words inside a clause."""
    before = _mark_before(text, Span(block.start, quotation.outer.start))
    if before and before not in ".!?:,—–-”\"'…)":
        return False
    inner = quotation.inner.of(text).rstrip()
    follows = text[quotation.outer.end : quotation.outer.end + 2].lstrip()[:1]
    if inner[-1:] in (".", ",", "!", "?", "…", "—", "-"):
        return True
    return len(inner.split()) >= SPEECH_WORDS and (quotation.open or follows in (",", ".", ""))


def _mark_before(text: str, span: Span) -> str:
    """Return the last character of `span` that is no white space, "" when there is none."""
    at = span.end
    while at > span.start and text[at - 1].isspace():
        at -= 1
    return text[at - 1 : at] if at > span.start else ""


def find_speeches(
    text: str, parse: Parse, block: Span, quotations: Sequence[Quotation]
) -> list[Speech]:
    """Return the speeches of one block: each quotation that stands alone, joined to its
    continuation."""
    speeches: list[Speech] = []
    scene = QuotedBlock(text, parse, block, quotations)
    last_end = block.start
    for number, quotation in enumerate(quotations):
        if not is_speech(text, quotation, block):
            continue
        spoken = _cue_of(scene, number)
        previous = speeches[-1] if speeches else None
        if previous and previous.spoken and _continues(scene, previous, spoken, quotation):
            pieces = (*previous.pieces, quotation.outer)
            speeches[-1] = Speech(pieces, previous.spoken)
        elif spoken is not None or not scene.words(Span(last_end, quotation.outer.start)):
            speeches.append(Speech((quotation.outer,), spoken))
        last_end = quotation.outer.end
    return speeches


class QuotedBlock:
    """One block, with its words inside and outside quotations kept apart."""

    def __init__(
        self, text: str, parse: Parse, block: Span, quotations: Sequence[Quotation]
    ) -> None:
        self.text, self.parse, self.block, self.quotations = text, parse, block, quotations
        self.quoted = {t.index for q in quotations for t in parse.within(q.outer)}

    def outside(self, span: Span) -> list[Token]:
        """Return tokens of `span` outside all quotations."""
        return [t for t in self.parse.within(span) if t.index not in self.quoted]

    def words(self, span: Span) -> list[Token]:
        """Return the same without punctuation."""
        return [t for t in self.outside(span) if t.text[0].isalnum()]

    def gap(self, number: int) -> Span:
        """Return what stands between quotation `number` and the next, or the end of the block."""
        start = self.quotations[number].outer.end
        last = number + 1 == len(self.quotations)
        end = self.block.end if last else self.quotations[number + 1].outer.start
        return Span(start, max(start, min(end, start + FRAME_LENGTH)))

    def gap_before(self, number: int) -> Span:
        """Return what stands between the quotation before `number`, or the block's start, and
        it."""
        end = self.quotations[number].outer.start
        start = self.quotations[number - 1].outer.end if number else self.block.start
        return Span(min(end, max(start, end - FRAME_LENGTH)), end)


def _continues(
    scene: QuotedBlock, previous: Speech, spoken: Spoken | None, quotation: Quotation
) -> bool:
    """Return whether a quotation goes on with the speech before: "A," he said. "B."."""
    if previous.spoken is None:
        return False
    if spoken is not None:
        return spoken.anchor.index == previous.spoken.anchor.index
    frame_end = max(t.end for t in (*previous.spoken.cue, *previous.spoken.source))
    start = max(frame_end, previous.pieces[-1].end)
    if start >= quotation.outer.start:
        return True
    between = scene.words(Span(start, quotation.outer.start))
    one_sentence = len({token.sentence for token in between}) <= 1
    return one_sentence and len(between) <= REST_OF_FRAME


def _cue_of(scene: QuotedBlock, number: int) -> Spoken | None:
    """Return the cue and source next to a quotation: after it where it ends in a comma, else
    before."""
    text, quotation = scene.text, scene.quotations[number]
    ended = quotation.inner.of(text).rstrip()[-1:]
    follows = text[quotation.outer.end : quotation.outer.end + 2].strip()[:1]
    runs_on = ended in (",", "?", "!", "—", "-", "…") or follows == ","
    lead_in = _mark_before(text, Span(scene.block.start, quotation.outer.start))
    after, before = _frame_after(scene, number), _frame_before(scene, number)
    order = (before, after) if lead_in in (":", ",") and ended != "," else (after, before)
    for frame in order:
        if frame.after and not runs_on:
            continue
        spoken = _spoken(scene.parse, frame)
        if spoken is not None:
            return spoken
    return None


def _frame_after(scene: QuotedBlock, number: int) -> QuotationContext:
    tokens: list[Token] = []
    for token in scene.outside(scene.gap(number)):
        if token.text in (".", "!", "?"):
            break
        tokens.append(token)
    return QuotationContext(tuple(tokens[:FRAME_TOKENS]), after=True)


def _frame_before(scene: QuotedBlock, number: int) -> QuotationContext:
    gap = scene.gap_before(number)
    if _mark_before(scene.text, gap) in (".", "!", "?", ""):
        return QuotationContext((), after=False)
    tokens: list[Token] = []
    for token in reversed(scene.outside(gap)):
        if token.text in (".", "!", "?"):
            break
        tokens.append(token)
    return QuotationContext(tuple(reversed(tokens[:FRAME_TOKENS])), after=False)


def _spoken(parse: Parse, frame: QuotationContext) -> Spoken | None:
    """Return the quoting verb of a frame nearest to the quotation, and its subject."""
    tokens = frame.tokens if frame.after else tuple(reversed(frame.tokens))
    for token in tokens:
        if token.lemma.lower() in quoting_verbs() and token.pos in ("VERB", "NOUN", "PROPN", "AUX"):
            if token.tag == "VB" and subject(parse, token) is None:
                continue  # "had to do more than announce inquiries: “…”": it introduces nothing
            source = _source(parse, token, frame)
            if source:
                return Spoken(token, "quote", verb_group(parse, token), source, ())
            if token.pos == "VERB":
                return Spoken(token, "quote", verb_group(parse, token), (), ())
    return None


def _source(parse: Parse, verb: Token, frame: QuotationContext) -> tuple[Token, ...]:
    """Return the speaker: the verb's subject where it stands in the frame or before, else what
    is near."""
    who = subject(parse, verb)
    inside = {token.index for token in frame.tokens}
    if who is not None and who.pos != "VERB" and (who.index in inside or not frame.after):
        phrase = noun_phrase(parse, who)
        return tuple(t for t in phrase if t.index in inside) or phrase
    return _nearest_phrase(parse, verb, frame)


def _nearest_phrase(parse: Parse, verb: Token, frame: QuotationContext) -> tuple[Token, ...]:
    """Return the noun phrase that touches the verb, before it or (said Peskov) after it."""
    inside = {token.index for token in frame.tokens}
    for index in (verb.index - 1, verb.index + 1):
        if index in inside:
            token = parse.tokens[index]
            while (
                token.dep in ("compound", "det", "amod", "poss", "nummod") and token.head in inside
            ):
                token = parse.head(token)
            if token.pos in ("NOUN", "PROPN", "PRON"):
                phrase = [t for t in noun_phrase(parse, token) if t.index in inside]
                return tuple(t for t in phrase if t.index != verb.index)
    return ()

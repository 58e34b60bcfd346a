"""Who said what in a language without a parser: what the multilingual tagger sees, and the body
that publishes a text."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sayso.lexicon.cues import construction_score
from sayso.lexicon.multilingual import cue_of
from sayso.models import Tagged
from sayso.record import Attribution, Block, Manner, Span
from sayso.stages.attribution.publisher import TEXT
from sayso.stages.multilingual.claimants import publisher_of
from sayso.stages.multilingual.phrases import by_phrase
from sayso.stages.multilingual.sentences import sentences
from sayso.text.quotes import find_quotations
from sayso.text.spans import SpanCover

LEAST = 0.5
"""Least score of an attribution: more likely right than wrong."""

MARKS = " ,.:;—–-\u00a0"


def read_attributions(
    text: str, blocks: Sequence[Block], tagged: Sequence[Tagged], outlet: str | None, code: str
) -> tuple[Attribution, ...]:
    """Return the attributions of a document in the order of their contents: those that the tagger
    sees, and, where the body that speaks publishes the text, one for each sentence of nobody else.
    """
    attributions = [
        made
        for each in tagged
        if each.score >= LEAST and (made := _attribution(text, blocks, each, code)) is not None
    ]
    attributions += _worded(text, blocks, attributions, code)
    if publisher_of(outlet, code) is not None:
        attributions += _published(text, blocks, attributions, code)
    return tuple(sorted(attributions, key=lambda each: each.content[0]))


def _attribution(
    text: str, blocks: Sequence[Block], tagged: Tagged, code: str
) -> Attribution | None:
    """Return one attribution of the record; None where nothing is said."""
    home = _block_of(blocks, (*tagged.cue, *tagged.source, *tagged.content))
    others = (*tagged.source, *tagged.cue)
    content = tuple(
        span
        for each in tagged.content
        if home.contains(each) and len(span := tidied(text, _to_the_mark(text, each, home, others)))
    )
    if not content:
        return None
    stem = cue_of(code, " ".join(span.of(text) for span in tagged.cue))
    return Attribution(
        tagged.source,
        tagged.cue,
        content,
        _manner(text, blocks, content),
        kind=stem.kind if stem is not None else "statement",
        stance=stem.stance if stem is not None else "neutral",
        score=tagged.score,
    )


def _block_of(blocks: Sequence[Block], spans: Sequence[Span]) -> Span:
    """Return the block in which the first of some spans stands: who speaks, speaks in it."""
    return next((each.span for each in blocks if each.span.contains(spans[0])), spans[0])


def _to_the_mark(text: str, content: Span, home: Span, others: Sequence[Span]) -> Span:
    """Return a content up to the next mark: the tagger ends it inside "125 enemy | drones"."""
    stops = [other.start for other in others if other.start >= content.end]
    mark = STOP.search(text, content.end, min([home.end, *stops]))
    end = mark.start() if mark is not None else min([home.end, *stops])
    return Span(content.start, end)


STOP = re.compile(r"[,.;:!?…\n\"»”“«()]")
PAIRS = (("«", "»"), ("„", "“"), ("“", "”"))


def tidied(text: str, span: Span) -> Span:
    """Return a span without the marks and spaces at its ends, and without half of a pair of
    quotation marks."""
    start, end = span.start, span.end
    while start < end and text[start] in MARKS:
        start += 1
    while start < end and text[end - 1] in MARKS:
        end -= 1
    words = text[start:end]
    for opening, closing in PAIRS:
        if words.startswith(opening) and closing not in words:
            start += 1
        if words.endswith(closing) and opening not in words:
            end -= 1
    return Span(start, max(start, end))


def _manner(text: str, blocks: Sequence[Block], content: Sequence[Span]) -> Manner:
    """Return whether a content is quoted, quoted in part, or told in other words."""
    first = content[0]
    block = next((each.span for each in blocks if each.span.contains(first)), first)
    quoted = sum(
        span.overlap(quotation.inner)
        for span in content
        for quotation in find_quotations(text, block)
    )
    length = sum(map(len, content))
    if quoted >= QUOTED * length:
        return "direct"
    return "mixed" if quoted else "indirect"


QUOTED = 0.9
"""Share of a content inside quotation marks from which it is direct speech."""


def _worded(
    text: str, blocks: Sequence[Block], attributions: Sequence[Attribution], code: str
) -> list[Attribution]:
    """Return the attributions by fixed words in sentences in which the tagger sees none."""
    taken = SpanCover(
        span for each in attributions for span in (*each.source, *each.cue, *each.content)
    )
    made = []
    for block in blocks:
        if block.kind not in (*TEXT, "headline"):
            continue
        for sentence in sentences(text, block.span, code):
            if taken.touches(sentence):
                continue
            for source, cue, content in by_phrase(text, sentence, code):
                tagged = Tagged((source,) if source else (), (cue,), (content,), WORDED_SCORE)
                attribution = _attribution(text, blocks, tagged, code)
                made += [attribution] if attribution is not None else []
    return made


WORDED_SCORE = 0.6


def _published(
    text: str, blocks: Sequence[Block], attributions: Sequence[Attribution], code: str
) -> list[Attribution]:
    """Return an attribution to the publisher for each sentence in which nobody else speaks."""
    taken = SpanCover(
        span for each in attributions for span in (*each.source, *each.cue, *each.content)
    )
    score = construction_score("publisher")
    made = []
    for block in blocks:
        if block.kind not in (*TEXT, "headline"):
            continue
        for sentence in sentences(text, block.span, code):
            content = tidied(text, sentence)
            if content.of(text).endswith("?") or not _states(content.of(text)):
                continue
            if not taken.touches(content):
                made.append(Attribution((), (), (content,), "indirect", score=score))
    return made


FEWEST_WORDS = 3


def _states(words: str) -> bool:
    """Return whether some words are long enough to say something: hashtags and signs are not."""
    spoken = [each for each in words.split() if any(map(str.isalnum, each)) and each[0] not in "#@"]
    return len(spoken) >= FEWEST_WORDS

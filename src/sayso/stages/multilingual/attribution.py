"""Who said what in a language without a parser: what the multilingual tagger sees, and the body
that publishes a text."""

from __future__ import annotations

from collections.abc import Sequence

from sayso.lexicon.cues import construction_score
from sayso.lexicon.multilingual import cue_of
from sayso.models import Tagged
from sayso.record import Attribution, Block, Manner, Span
from sayso.stages.attribution.feed import TaggerInput
from sayso.stages.attribution.publisher import TEXT
from sayso.stages.attribution.tagged import in_document
from sayso.stages.multilingual.claimants import publisher_of
from sayso.stages.multilingual.sentences import sentences
from sayso.text.quotes import find_quotations
from sayso.text.spans import SpanCover

LEAST = 0.3
"""Least score of an attribution, as for English."""

MARKS = " ,.:;—–-\u00a0"


def read_attributions(
    text: str, blocks: Sequence[Block], tagged: Sequence[Tagged], outlet: str | None, code: str
) -> tuple[Attribution, ...]:
    """Return the attributions of a document in the order of their contents: those that the tagger
    sees, and, where the body that speaks publishes the text, one for each sentence of nobody else.
    """
    feed = TaggerInput.of(text, blocks)
    attributions = [
        made
        for each in tagged
        if each.score >= LEAST
        and (made := _attribution(text, blocks, in_document(text, feed, each), code)) is not None
    ]
    if publisher_of(outlet, code) is not None:
        attributions += _published(text, blocks, attributions, code)
    return tuple(sorted(attributions, key=lambda each: each.content[0]))


def _attribution(
    text: str, blocks: Sequence[Block], tagged: Tagged, code: str
) -> Attribution | None:
    """Return one attribution of the record; None where nothing is said."""
    content = tuple(span for each in tagged.content if len(span := tidied(text, each)))
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


def tidied(text: str, span: Span) -> Span:
    """Return a span without the marks and spaces at its ends."""
    start, end = span.start, span.end
    while start < end and text[start] in MARKS:
        start += 1
    while start < end and text[end - 1] in MARKS:
        end -= 1
    return Span(start, end)


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

"""Who said what in a language without a parser: what the multilingual tagger sees, and the body
that publishes a text."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence

from sayso.lexicon.cues import construction_score
from sayso.lexicon.multilingual import cue_of
from sayso.models import Tagged
from sayso.record import Attribution, Block, BlockKind, Manner, Span
from sayso.stages.attribution.publisher import TEXT
from sayso.stages.multilingual.claimants import publisher_of
from sayso.stages.multilingual.phrases import by_phrase
from sayso.stages.multilingual.sentences import sentences
from sayso.text.quotes import Quotation, find_quotations
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
    maker = AttributionMaker(text, blocks, code)
    seen = (maker.attribution(each) for each in tagged if each.score >= LEAST)
    attributions = [each for each in seen if each is not None]
    attributions += list(maker.worded(attributions))
    if publisher_of(outlet, code) is not None:
        attributions += list(_published(text, blocks, attributions, code))
    return tuple(sorted(attributions, key=lambda each: each.content[0]))


class AttributionMaker:
    """Makes the attributions of one document, whose quotations are found once for each block."""

    def __init__(self, text: str, blocks: Sequence[Block], code: str) -> None:
        self.text, self.blocks, self.code = text, blocks, code
        self._starts = [each.span.start for each in blocks]
        self._quotations: dict[Span, list[Quotation]] = {}

    def attribution(self, tagged: Tagged) -> Attribution | None:
        """Return one attribution of the record; None where nothing is said."""
        text = self.text
        home = self._home(tagged)
        others = (*tagged.source, *tagged.cue)
        content = tuple(
            span
            for each in tagged.content
            if home.contains(each)
            and len(span := tidied(text, _to_the_mark(text, each, home, others)))
        )
        if not content:
            return None
        stem = cue_of(self.code, " ".join(span.of(text) for span in tagged.cue))
        return Attribution(
            tagged.source,
            tagged.cue,
            content,
            self._manner(home, content),
            kind=stem.kind if stem is not None else "statement",
            stance=stem.stance if stem is not None else "neutral",
            score=tagged.score,
        )

    def worded(self, attributions: Sequence[Attribution]) -> Iterator[Attribution]:
        """Yield the attributions by fixed words in sentences in which nobody else speaks."""
        for sentence in unspoken(self.text, self.blocks, attributions, self.code):
            for source, cue, content in by_phrase(self.text, sentence, self.code):
                tagged = Tagged((source,) if source else (), (cue,), (content,), WORDED_SCORE)
                attribution = self.attribution(tagged)
                if attribution is not None:
                    yield attribution

    def _home(self, tagged: Tagged) -> Span:
        """Return the block in which an attribution begins: who speaks, speaks in it."""
        first = (*tagged.cue, *tagged.source, *tagged.content)[0]
        place = bisect_right(self._starts, first.start) - 1
        block = self.blocks[place].span if place >= 0 else first
        return block if block.contains(first) else first

    def _manner(self, home: Span, content: Sequence[Span]) -> Manner:
        """Return whether a content is quoted, quoted in part, or told in other words."""
        if home not in self._quotations:
            self._quotations[home] = find_quotations(self.text, home)
        inner = [each.inner for each in self._quotations[home]]
        quoted = sum(span.overlap(each) for span in content for each in inner)
        if quoted >= QUOTED * sum(map(len, content)):
            return "direct"
        return "mixed" if quoted else "indirect"


QUOTED = 0.9
"""Share of a content inside quotation marks from which it is direct speech."""

WORDED_SCORE = 0.6


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


def unspoken(
    text: str, blocks: Sequence[Block], attributions: Iterable[Attribution], code: str
) -> Iterator[Span]:
    """Yield the sentences of running text and headlines in which nobody speaks."""
    taken = SpanCover(
        span for each in attributions for span in (*each.source, *each.cue, *each.content)
    )
    for block in blocks:
        if block.kind in SPOKEN:
            for sentence in sentences(text, block.span, code):
                if not taken.touches(sentence):
                    yield sentence


SPOKEN: frozenset[BlockKind] = TEXT | {"headline"}


def _published(
    text: str, blocks: Sequence[Block], attributions: Sequence[Attribution], code: str
) -> Iterator[Attribution]:
    """Yield an attribution to the publisher for each sentence in which nobody else speaks."""
    score = construction_score("publisher")
    for sentence in unspoken(text, blocks, attributions, code):
        content = tidied(text, sentence)
        if not content.of(text).endswith("?") and _states(content.of(text)):
            yield Attribution((), (), (content,), "indirect", score=score)


FEWEST_WORDS = 3


def _states(words: str) -> bool:
    """Return whether some words are long enough to say something: hashtags and signs are not."""
    spoken = [each for each in words.split() if any(map(str.isalnum, each)) and each[0] not in "#@"]
    return len(spoken) >= FEWEST_WORDS

"""What the tagger sees, as attributions of the record: clipped, with manner, kind and stance."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from sayso.lexicon.cues import PLAIN_STATEMENT, Cue, act, is_cue
from sayso.models import Tagged, Tagger
from sayso.record import Attribution, Block, Manner, Span
from sayso.stages.attribution.assemble import audience, manner, medium
from sayso.stages.attribution.feed import TaggerInput
from sayso.stages.stage import Draft, given
from sayso.text.parse import Parse, Token
from sayso.text.quotes import Quotation, find_quotations

LEAST = 0.3
"""Least score of what has a cue. With 0, .3 and .4 pair F1 on PolNeAR dev is .795, .798 and .800,
recall of indirect speech .797, .787 and .761, pair F1 on FactAppeal dev .658, .658 and .672."""


def tag(draft: Draft, tagger: Tagger) -> tuple[Tagged, ...]:
    """What the tagger finds in the words of the document that it is given (`TaggerInput`)."""
    (found,) = tagger.tag([TaggerInput.of(draft.text, given(draft.blocks)).text])
    return found


def by_model(draft: Draft) -> list[Attribution]:
    """The attributions that the tagger found in the document, in its order.

    A content is cut where a paragraph ends, and one that begins in a headline ends with it.
    """
    text, blocks = draft.text, given(draft.blocks)
    feed = TaggerInput.of(text, blocks)
    scene = TaggedDocument(text, given(draft.parse), blocks)
    sure = (each for each in given(draft.tagged) if each.score >= LEAST or not each.cue)
    made = (scene.attribution(_at_home(text, feed, each)) for each in sure)
    return [each for each in made if each is not None]


def _at_home(text: str, feed: TaggerInput, found: Tagged) -> Tagged:
    """What was found, in spans of the document: one source, one cue, and the content with them."""
    source = [piece for each in found.source for piece in feed.back(text, each)][-1:]
    cue = [piece for each in found.cue for piece in feed.back(text, each)][-1:]
    cue = [(block, _unmarked(text, span)) for block, span in cue]
    said = [piece for each in found.content for piece in feed.back(text, each)]
    home = next((block for block, _ in (*cue, *source, *said)), None)
    taken = [span for _, span in (*source, *cue)]
    content = [
        apart
        for block, span in said
        if home and (block == home or block.kind == home.kind == "paragraph")
        if (apart := _apart(text, span, taken))
    ]
    return Tagged(
        tuple(span for _, span in source),
        tuple(span for _, span in cue),
        tuple(_joined(text, content)),
        found.score,
    )


def _unmarked(text: str, cue: Span) -> Span:
    """A cue without the colon or comma at its end, where it is more than that."""
    words = cue.of(text).rstrip(" :,")
    return Span(cue.start, cue.start + len(words)) if words else cue


def _joined(text: str, content: Sequence[Span]) -> list[Span]:
    """Pieces with nothing but spaces between them are one: two sentences of one quotation."""
    found: list[Span] = []
    for span in content:
        if found and not text[found[-1].end : span.start].strip(" "):
            span = Span(found.pop().start, span.end)
        found.append(span)
    return found


def _apart(text: str, span: Span, others: Sequence[Span]) -> Span | None:
    """A content without the part of a source or cue that it runs into; one may lie inside it."""
    for other in others:
        if span.overlap(other) and not span.contains(other):
            first, last = (other.end, span.end), (span.start, other.start)
            start, end = first if other.start <= span.start else last
            if start >= end:
                return None
            span = Span(start, end).trimmed(text)
    return span if len(span) else None


class TaggedDocument:
    """A document's text, parse and blocks, with the quotations of a block found once."""

    def __init__(self, text: str, parse: Parse, blocks: Sequence[Block]) -> None:
        self.text, self.parse, self.blocks = text, parse, blocks
        self.starts = [block.span.start for block in blocks]
        self.quotations: dict[int, list[Quotation]] = {}

    def attribution(self, found: Tagged) -> Attribution | None:
        """One attribution of the record, or None where nothing is said."""
        content, cue, source = found.content, found.cue, found.source
        if not content:
            return None
        words = [token for span in cue for token in self.parse.within(span)]
        anchor = anchor_of(words)
        if anchor is not None and source and _only_heard(self.parse, anchor, source[0]):
            source = ()
        quoted = [q for q in self._quotations(content) if not (cue and q.outer.contains(cue[0]))]
        how = manner(content, quoted)
        told = _act(anchor, how)
        inside = {t.index for span in content for t in self.parse.within(span)}
        return Attribution(
            source=source,
            cue=cue,
            content=content,
            manner=how,
            kind=told.kind,
            stance=told.stance,
            medium=medium(self.parse, anchor) if anchor is not None else None,
            audience=audience(self.parse, anchor, inside) if anchor is not None else None,
            score=found.score,
        )

    def _quotations(self, content: Sequence[Span]) -> list[Quotation]:
        found: list[Quotation] = []
        for index in sorted({bisect_right(self.starts, span.start) - 1 for span in content}):
            if index not in self.quotations:
                self.quotations[index] = find_quotations(self.text, self.blocks[index].span)
            found += self.quotations[index]
        return found


def _act(anchor: Token | None, how: Manner) -> Cue:
    """What sort of act the cue is; words quoted as they fell were said, whatever stands beside."""
    lemma = anchor.lemma.lower() if anchor is not None else ""
    if not lemma or (how == "direct" and not is_cue(lemma)):
        return PLAIN_STATEMENT
    return act(lemma)


def anchor_of(words: Sequence[Token]) -> Token | None:
    """The word of a cue that tells what sort of act it is: a verb, else a noun, else the last."""
    verbs = [token for token in words if token.pos == "VERB"]
    nouns = [token for token in words if token.pos == "NOUN"]
    known = [token for token in (*reversed(verbs), *reversed(nouns)) if is_cue(token.lemma.lower())]
    rest = (*known, *reversed(verbs), *reversed(nouns), *reversed(words))
    return rest[0] if rest else None


SAID_TO = frozenset("accuse ask tell blame criticize criticise urge warn inform charge".split())
"""Verbs whose passive subject is spoken to or about: "the army was accused of" names no source."""


def _only_heard(parse: Parse, anchor: Token, source: Span) -> bool:
    """Whether the tagger took for the speaker one who is only spoken to or about."""
    if anchor.lemma.lower() not in SAID_TO:
        return False
    return any(source.contains(t.span) for t in parse.dependents(anchor, "nsubjpass"))

"""What the tagger sees, as attributions of the record: clipped, with manner, kind and stance."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

from sayso.lexicon.cues import ACCUSATION, PLAIN_STATEMENT, Cue, act, is_cue
from sayso.models import Tagged, Tagger
from sayso.record import Attribution, Block, Manner, Span
from sayso.record.trace import is_tracing, trace
from sayso.stages.attribution.asides import aside_around
from sayso.stages.attribution.assemble import audience, manner, medium
from sayso.stages.attribution.dismissals import turns_down
from sayso.stages.attribution.feed import TaggerInput
from sayso.stages.attribution.perfect import without_the_audience
from sayso.stages.attribution.steps import step
from sayso.stages.attribution.verbal import calls_out
from sayso.stages.stage import Draft, given
from sayso.text.parse import Parse, Token
from sayso.text.phrases import noun_phrase, phrase
from sayso.text.quotes import Quotation, find_quotations
from sayso.text.syntax import own_subject

LEAST = 0.3
"""Least score of what has a cue. With 0, .3 and .4 pair F1 on PolNeAR dev is .795, .798 and .800,
recall of indirect speech .797, .787 and .761, pair F1 on FactAppeal dev .658, .658 and .672."""


def tag(draft: Draft, tagger: Tagger) -> tuple[Tagged, ...]:
    """Return what the tagger finds in the words of the document that it is given."""
    (tagged,) = tagger.tag([TaggerInput.of(draft.text, given(draft.blocks)).text])
    return tagged


def by_model(draft: Draft) -> list[Attribution]:
    """Return the attributions that the tagger found in the document, in its order.

    A content is cut where a paragraph ends, and one that begins in a headline ends with it.
    """
    text, blocks = draft.text, given(draft.blocks)
    feed = TaggerInput.of(text, blocks)
    scene = TaggedDocument(text, given(draft.parse), blocks)
    made: list[Attribution] = []
    for tagged in given(draft.tagged):
        if tagged.cue and tagged.score < LEAST:
            _drop(text, feed, tagged, "model unsure")
            continue
        attribution = scene.attribution(_in_document(text, feed, tagged))
        if attribution is None:
            _drop(text, feed, tagged, "no content in a report")
            continue
        step(attribution, "made", "model", score=attribution.score)
        made.append(attribution)
    return made


def _drop(text: str, feed: TaggerInput, tagged: Tagged, rule: str) -> None:
    """Record that the tagger's words make no attribution, at the first of their content."""
    if not is_tracing():
        return
    words = (*tagged.content, *tagged.cue, *tagged.source)
    places = (place for span in words for _, place in feed.stretches(text, span))
    place = next(places, None)
    if place is not None:
        trace("attribution", place, "dropped", rule, "seen by the model", tagged.score)


def _in_document(text: str, feed: TaggerInput, tagged: Tagged) -> Tagged:
    """Return what was tagged in spans of the document: one source, one cue, and their content."""
    source = [piece for span in tagged.source for piece in feed.back(text, span)][-1:]
    cue = [piece for span in tagged.cue for piece in feed.back(text, span)][-1:]
    cue = [(block, _unmarked(text, span)) for block, span in cue]
    content = [piece for span in tagged.content for piece in feed.back(text, span)]
    home = next((block for block, _ in (*cue, *source, *content)), None)
    taken = [span for _, span in (*source, *cue)]
    own = (_apart(text, span, taken) for block, span in content if _goes_with(block, home))
    return Tagged(
        tuple(span for _, span in source),
        tuple(span for _, span in cue),
        tuple(_joined(text, [span for span in own if span is not None])),
        tagged.score,
    )


def _goes_with(block: Block, home: Block | None) -> bool:
    """Return whether a content in `block` may belong to a cue in `home`."""
    return block == home or (home is not None and block.kind == home.kind == "paragraph")


def _unmarked(text: str, cue: Span) -> Span:
    """Return a cue without the colon or comma at its end, where it is more than that."""
    words = cue.of(text).rstrip(" :,")
    return Span(cue.start, cue.start + len(words)) if words else cue


def _joined(text: str, content: Sequence[Span]) -> list[Span]:
    """Pieces with nothing but spaces between them are one: two sentences of one quotation."""
    joined: list[Span] = []
    for span in content:
        if joined and not text[joined[-1].end : span.start].strip(" "):
            span = Span(joined.pop().start, span.end)
        joined.append(span)
    return joined


def _apart(text: str, span: Span, others: Sequence[Span]) -> Span | None:
    """Return a content without the part of a source or cue that it runs into; one may lie inside
    it."""
    for taken in others:
        if span.overlap(taken) and not span.contains(taken):
            first, last = (taken.end, span.end), (span.start, taken.start)
            start, end = first if taken.start <= span.start else last
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

    def attribution(self, tagged: Tagged) -> Attribution | None:
        """One attribution of the record, or None where nothing is said."""
        content, cue, source = tagged.content, tagged.cue, tagged.source
        if not content:
            return None
        content = tuple(_from_the_number(self.text, span) for span in content)
        content = without_the_audience(self.parse, content, cue)
        words = [token for span in cue for token in self.parse.within(span)]
        anchor = anchor_of(words)
        if anchor is not None:
            if _shown(self.parse, anchor) or turns_down(self.parse, anchor):
                return None
            content = _whole_pieces(self.parse, content, anchor, (*cue, *source))
            if anchor.lower == "according" and cue[0] < content[0]:
                content = _before_semicolon(self.text, content)
            source = self._source(anchor, tagged, content)
        quoted = [q for q in self._quotations(content) if not (cue and q.outer.contains(cue[0]))]
        how = manner(content, quoted)
        act_of_cue = self._act_of(anchor, content, how)
        inside = {t.index for span in content for t in self.parse.within(span)}
        return Attribution(
            source=source,
            cue=cue,
            content=content,
            manner=how,
            kind=act_of_cue.kind,
            stance=act_of_cue.stance,
            medium=medium(self.parse, anchor) if anchor is not None else None,
            audience=audience(self.parse, anchor, inside) if anchor is not None else None,
            score=tagged.score,
        )

    def _source(self, anchor: Token, tagged: Tagged, content: Sequence[Span]) -> tuple[Span, ...]:
        """Return the source without who only hears it; a name right before the verb for none.

        Who is named in an aside before the verb is not its subject: "The militia (armed by Chad)".
        """
        if not tagged.source:
            held = _held(self.parse, anchor)
            return held or _named_before(self.parse, anchor, tagged.cue, content)
        if tagged.source[0].of(self.text).startswith("@"):
            return (_whole_handle(self.text, tagged.source[0]),)
        named = _named_before(self.parse, anchor, tagged.cue, content)
        if named and _in_a_clause_before(self.parse, tagged.source[0], named[0]):
            return named
        words = self.parse.within(tagged.source[0])
        if words and all(token.pos == "DET" for token in words):
            return _whose_article(self.parse, anchor, words[-1]) or tagged.source
        outside = _outside_the_aside(self.parse, anchor, tagged.source[0])
        if outside is not None:
            return (outside,)
        return () if _only_heard(self.parse, anchor, tagged.source[0]) else tagged.source

    def _act_of(self, anchor: Token | None, content: Sequence[Span], how: Manner) -> Cue:
        """Return the speech act of a cue."""
        if anchor is not None and calls_out(self.parse, anchor):
            return ACCUSATION
        return PLAIN_STATEMENT if self._named_as(anchor, content) else _act(anchor, how)

    def _named_as(self, anchor: Token | None, content: Sequence[Span]) -> bool:
        """Return whether somebody says what somebody is: "named two ships as the targets"."""
        if anchor is None or anchor.lemma.lower() not in ("name", "identify"):
            return False
        words = (token.lower for span in content for token in self.parse.within(span))
        return "as" in words

    def _quotations(self, content: Sequence[Span]) -> list[Quotation]:
        quotations: list[Quotation] = []
        for index in sorted({bisect_right(self.starts, span.start) - 1 for span in content}):
            if index not in self.quotations:
                self.quotations[index] = find_quotations(self.text, self.blocks[index].span)
            quotations += self.quotations[index]
        return quotations


def _held(parse: Parse, anchor: Token) -> tuple[Span, ...]:
    """Return the handle that "per" or "via" holds, where the tagger takes it for no source."""
    if anchor.lower not in ("per", "via"):
        return ()
    handles = (each for each in parse.dependents(anchor, "pobj") if each.text.startswith("@"))
    return tuple(each.span for each in handles)


def _whole_handle(text: str, source: Span) -> Span:
    """Return a handle to its end: the tagger's vocabulary parts "@taizz_2day" into words."""
    whole = HANDLE.match(text, source.start)
    return Span(source.start, max(source.end, whole.end())) if whole is not None else source


HANDLE = re.compile(r"@\w{2,40}")


def _in_a_clause_before(parse: Parse, source: Span, named: Span) -> bool:
    """Return whether a source stands in a clause before the subject: "Congo says A; M23 disputes".

    Only past a verb of its own and a comma or semicolon.
    """
    if source.end >= named.start:
        return False
    between = parse.within(Span(source.end, named.start))
    finite = any(token.tag in ("VBD", "VBZ", "VBP") for token in between)
    return finite and any(token.text in (",", ";") for token in between[-2:])


def _whose_article(parse: Parse, anchor: Token, article: Token) -> tuple[Span, ...]:
    """Return the subject whose article alone the tagger took for the source: "the" of a name."""
    who = own_subject(parse, anchor)
    named = noun_phrase(parse, who) if who is not None and who.head == anchor.index else ()
    if not named or not named[0].index <= article.index < anchor.index:
        return ()
    return (Span(named[0].start, named[-1].end),)


def _outside_the_aside(parse: Parse, anchor: Token, source: Span) -> Span | None:
    """Return the subject of a verb, where the tagger took a word of an aside behind it for it."""
    words = parse.within(source)
    who = own_subject(parse, anchor)
    if not words or who is None or not who.index < words[0].index < anchor.index:
        return None
    aside = aside_around(parse, words[0])
    if aside is None or not who.index < aside.first <= words[0].index < aside.last <= anchor.index:
        return None
    start = phrase(parse, who).start
    return Span(start, who.end)


def _named_before(
    parse: Parse, anchor: Token, cue: Sequence[Span], content: Sequence[Span]
) -> tuple[Span, ...]:
    """Return the name right before a verb whose subject it is: "Chad called out the rebels"."""
    who = own_subject(parse, anchor) if anchor.tag in ("VBD", "VBZ", "VBP") else None
    if who is None or who.dep != "nsubj" or who.pos != "PROPN":
        return ()
    named = noun_phrase(parse, who)
    span = Span(named[0].start, named[-1].end) if named else None
    if span is None or cue[0].start - span.end != 1 or any(span.overlap(each) for each in content):
        return ()
    return (span,)


def _whole_pieces(
    parse: Parse, content: tuple[Span, ...], anchor: Token, taken: Sequence[Span]
) -> tuple[Span, ...]:
    """Return a content without pieces that break off inside a sentence before that of the cue."""
    kept = tuple(
        span
        for span in content
        if (words := parse.within(span))
        and (words[-1].sentence >= anchor.sentence or _runs_out(parse, words[-1], taken))
    )
    return kept or content


def _runs_out(parse: Parse, last: Token, taken: Sequence[Span]) -> bool:
    """Return whether no word but those of the source and the cue follow in its sentence."""
    rest = parse.tokens[last.index + 1 : parse.sentences[last.sentence].last]
    return not any(
        token.text[0].isalnum() and not any(span.contains(token.span) for span in taken)
        for token in rest
    )


def _before_semicolon(text: str, content: tuple[Span, ...]) -> tuple[Span, ...]:
    """Return a content up to its first semicolon: "According to the guards, A; B" leaves B.

    What goes into the particulars of A goes on with it: "; in particular, C".
    """
    kept: list[Span] = []
    for span in content:
        mark = NEW_CLAUSE.search(text, span.start, span.end)
        if mark is not None:
            head = Span(span.start, mark.start()).trimmed(text)
            return (*kept, head) if len(head) else tuple(kept) or content
        kept.append(span)
    return tuple(kept)


NEW_CLAUSE = re.compile(
    r";\s(?!(?:in\s+(?:particular|addition|total|all)|also|moreover|besides|specifically|namely"
    r"|among\s+(?:them|these|those)|of\s+(?:them|these|those)|as\s+a\s+result|including)\b)",
    re.I,
)
"""A semicolon before what is not of what stands before it."""


def _from_the_number(text: str, span: Span) -> Span:
    """Return a content from where its first number begins: "2025.11.03 shells", not "11.03"."""
    start = span.start
    while start > 0 and text[start : start + 1].isdigit() and text[start - 1] in NUMERIC:
        start -= 1
        while start > 0 and text[start] in NUMERIC and text[start - 1] in NUMERIC:
            start -= 1
    return Span(start, span.end) if text[start].isdigit() else span


NUMERIC = frozenset("0123456789.,/-")
"""Characters of a number or a date in figures."""


def _act(anchor: Token | None, how: Manner) -> Cue:
    """Return what sort of act the cue is; words quoted as they fell were said, whatever it is."""
    lemma = anchor.lemma.lower() if anchor is not None else ""
    if not lemma or (how == "direct" and not is_cue(lemma)):
        return PLAIN_STATEMENT
    return act(lemma)


def anchor_of(words: Sequence[Token]) -> Token | None:
    """Return the word of a cue that says what sort of act it is: a verb, else a noun, else the
    last."""
    verbs = [token for token in words if token.pos == "VERB"]
    nouns = [token for token in words if token.pos == "NOUN"]
    known = [token for token in (*reversed(verbs), *reversed(nouns)) if is_cue(token.lemma.lower())]
    rest = (*known, *reversed(verbs), *reversed(nouns), *reversed(words))
    return rest[0] if rest else None


SHOWING = frozenset("show sign gesture display token expression demonstration mark".split())
"""Nouns for an act that shows something."""


def _shown(parse: Parse, anchor: Token) -> bool:
    """Return whether a noun is what an act shows, not what is said: "a show of support"."""
    if anchor.pos != "NOUN" or anchor.index < 2:
        return False
    following = parse.tokens[min(anchor.index + 1, len(parse.tokens) - 1)]
    if anchor.lemma.lower() in SHOWING and following.lower == "of":
        return True
    above = parse.head(anchor)
    if above.lower == "of" and parse.head(above).lemma.lower() in SHOWING:
        return True
    before = parse.tokens[anchor.index - 2 : anchor.index]
    return before[1].lower == "of" and before[0].lemma.lower() in SHOWING


SAID_TO = frozenset("accuse ask tell blame criticize criticise urge warn inform charge".split())
"""Verbs whose passive subject is spoken to or about: "the army was accused of" names no source."""


def _only_heard(parse: Parse, anchor: Token, source: Span) -> bool:
    """Return whether the tagger took for the speaker one who is only spoken to or about."""
    if anchor.lemma.lower() not in SAID_TO:
        return False
    return any(source.contains(t.span) for t in parse.dependents(anchor, "nsubjpass"))

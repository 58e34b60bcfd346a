"""Where the words of a claim begin and end: no quotation is cut open and no phrase is cut short."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from sayso.record import Span, hull
from sayso.record.trace import Rule, trace
from sayso.stages.claims.evidence import Evidence
from sayso.text.parse import Parse, Token
from sayso.text.quotes import Quotation, quotations_around

BETWEEN = " ,.;:!?…)"
"""What may stand between the last word of a claim and the mark that closes its quotation."""

REACH = 6
"""Tokens within which the noun of an article or a preposition is looked for."""

MARKS = frozenset((",", ";", ":", "-", "–", "—"))
"""Punctuation that no claim ends with."""

ENDS = frozenset(("|", "/", "•", "·"))
"""Marks of a page's furniture, behind which nothing goes on."""

WORDLESS = frozenset("WDT IN CC TO PRP$".split())
"""Penn's tags of words that say nothing by themselves; "denied this" leads back to something."""


@dataclass(frozen=True, slots=True)
class Edges:
    """Words `span` whose ends are looked at, with the quotations of their sentences.

    `until` is where the next words of the same speech begin, or the speaker's own; None for
    narration, whose rest belongs to somebody else.
    """

    text: str
    parse: Parse
    span: Span
    quotations: Sequence[Quotation]
    until: int | None

    @property
    def last(self) -> Token | None:
        """Return the last word, None where the claim ends within one: "2025.[19]"."""
        token = self.parse.at(self.span.end - 1)
        return token if token is not None and token.end == self.span.end else None


def tidied(
    text: str, parse: Parse, evidences: Sequence[Evidence], speaking: Sequence[Span] | None
) -> list[Evidence]:
    """Return the evidences of one attribution with whole quotations and phrases at their ends.

    `speaking` are its source and cue, which no claim reaches into; None for narration. What is
    only a word such as "that" is left out.
    """
    starts = sorted([*(each.span.start for each in evidences), *(s.start for s in speaking or ())])
    kept: list[Evidence] = []
    for evidence in evidences:
        until = next((at for at in starts if at >= evidence.span.end), len(text))
        span = _tidy(text, parse, evidence.span, None if speaking is None else until)
        if _is_wordless(parse, span):
            trace("claim", span, "dropped", "no words of its own", span.of(text))
        else:
            kept.append(evidence if span == evidence.span else replace(evidence, span=span))
    return kept


def _tidy(text: str, parse: Parse, span: Span, until: int | None) -> Span:
    around = quotations_around(text, parse, span)
    for rule in EDGE_RULES:
        changed = rule.test(Edges(text, parse, span, around, until))
        if changed is not None and changed != span and len(changed):
            trace("claim", changed, "changed", rule.name, "the end of its words")
            span = changed
    return span


def _is_wordless(parse: Parse, span: Span) -> bool:
    tokens = parse.within(span)
    return len(tokens) == 1 and tokens[0].tag in WORDLESS


def _whole_phrase(edges: Edges) -> Span | None:
    """Reach to the noun that the last word belongs to: "control of the", "his"."""
    last = edges.last
    if last is None or edges.until is None or not _dangles(edges.parse, last):
        return None
    noun = last
    for _ in range(REACH):
        above = _completed_by(edges.parse, noun)
        if above is None:
            break
        noun = above
    if noun == last or noun.sentence != last.sentence or noun.index - last.index > REACH:
        return None
    end = _end_of_noun(edges.parse, noun)
    return Span(edges.span.start, end) if end <= edges.until else None


def _completed_by(parse: Parse, token: Token) -> Token | None:
    """Return the noun that an article or preposition is of."""
    if token.pos == "ADP":
        return next(iter(parse.dependents(token, "pobj")), None)
    if token.pos == "DET" or token.tag == "PRP$":
        above = parse.head(token)
        return above if above.index > token.index and above.pos in ("NOUN", "PROPN") else None
    return None


def _end_of_noun(parse: Parse, noun: Token) -> int:
    """Return the end of a noun, with "of …" right behind it: "his chief of staff"."""
    for link in parse.dependents(noun, "prep"):
        held = parse.dependents(link, "pobj")
        if link.index == noun.index + 1 and link.lower == "of" and held:
            return held[0].end
    return noun.end


def _nothing_dangling(edges: Edges) -> Span | None:
    """Leave out the last words while their phrase goes on beyond them."""
    if edges.last is None:
        return None
    kept = edges.parse.within(edges.span)
    while len(kept) > 1 and _dangles(edges.parse, kept[-1]):
        kept.pop()
    return Span(edges.span.start, kept[-1].end) if kept else None


def _dangles(parse: Parse, token: Token) -> bool:
    """Return whether a word opens a phrase that goes on behind it."""
    if token.index + 1 >= len(parse.tokens):
        return False
    following = parse.tokens[token.index + 1]
    if following.sentence != token.sentence or following.text in ENDS:
        return False
    if token.text in MARKS or token.pos == "CCONJ":
        return True
    if token.pos == "ADP" and token.dep != "prt":
        return any(t.index > token.index for t in parse.dependents(token, "pobj", "pcomp"))
    opens = token.pos in ("DET", "SCONJ") or token.tag in ("PRP$", "TO", "WRB", "WDT")
    return opens and token.head > token.index


def _opening_mark(edges: Edges) -> Span | None:
    """Begin with the mark of a quotation that ends inside: "“Clean” raids, he said."."""
    span = edges.span
    for quotation in edges.quotations:
        outside = quotation.outer.start < span.start <= quotation.inner.end
        if not outside or quotation.open or quotation.outer.end > span.end:
            continue
        if not edges.text[quotation.inner.start : span.start].strip():
            return Span(quotation.outer.start, span.end)
        quoted = Span(span.start, quotation.inner.end)
        return quoted if len(edges.parse.within(quoted)) > 1 else None
    return None


def _closing_mark(edges: Edges) -> Span | None:
    """End with the mark that closes a quotation which begins inside, or don't begin with it."""
    span = edges.span
    for quotation in edges.quotations:
        if not span.start <= quotation.outer.start < span.end <= quotation.inner.end:
            continue
        if quotation.outer.start == span.start:
            return Span(quotation.inner.start, span.end)
        if quotation.open:
            return None
        rest = edges.text[span.end : quotation.inner.end]
        near = not rest.strip(BETWEEN)
        reached = edges.until is not None and quotation.inner.end <= edges.until
        return Span(span.start, quotation.outer.end) if near or reached else None
    return None


EDGE_RULES: tuple[Rule[Callable[[Edges], Span | None]], ...] = (
    Rule(
        "opening mark of its quotation",
        "“Clean” raids, the officer said, need no witnesses.",
        _opening_mark,
    ),
    Rule(
        "closing mark of its quotation",
        "The governor said the raid was a “complete success”.",
        _closing_mark,
    ),
    Rule(
        "phrase cut short",
        "Shells hit the town at dawn, though the army denied that it had fired.",
        lambda edges: _whole_phrase(edges) or _nothing_dangling(edges),
    ),
)
"""What is changed at the ends of a claim's words, one after the other."""


def speaking_words(source: Sequence[Span], cue: Sequence[Span]) -> list[Span]:
    """Return where somebody is said to speak, as one stretch for each of source and cue."""
    return [hull(spans) for spans in (source, cue) if spans]

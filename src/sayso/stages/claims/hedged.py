"""What is only said to be reported: "reportedly", "alleged", "continue to be reported"."""

from __future__ import annotations

import re

from sayso.record import Attribution, Span, hull
from sayso.stages.claims.evidence import only_when
from sayso.text.parse import Parse, Token

HEDGES = frozenset(
    "allegedly alleged reportedly reported purportedly purported supposedly supposed apparently"
    " presumed suspected".split()
)
"""Words that hedge what their clause says; nobody is named who says it."""

CLAUSE = frozenset(("ROOT", "ccomp", "conj", "advcl", "relcl", "parataxis"))


def whole_clause(text: str, parse: Parse, attribution: Attribution) -> tuple[Span, ...] | None:
    """Return the clause around a hedge without a source, as one; None where there is none.

    The tagger gives what stands before and behind the hedge as pieces, or one of them alone.
    """
    if not attribution.cue or attribution.manner != "indirect":
        return None
    if attribution.source:
        return _around_the_cue(parse, attribution)
    cue = [token for span in attribution.cue for token in parse.within(span)]
    hedge = next((token for token in cue if token.lower in HEDGES), None)
    if hedge is None or not _within_its_sentence(parse, attribution, hedge):
        return None
    verb = _verb(parse, hedge)
    if verb is None:
        return None
    tokens = [token for token in parse.subtree(verb) if token.sentence == hedge.sentence]
    around = hull((tokens[0].span, tokens[-1].span, *attribution.content, *attribution.cue))
    own = _own_sentence(text, around, hedge.start)
    first = _subject_start(parse, verb)
    if first is not None and own.start < first < hedge.start:
        before = Span(own.start, first).trimmed(text)
        if len(before) and only_when(parse, before):
            return before, Span(first, own.end)
    return (own,)


BETWEEN_SENTENCES = re.compile(r"[.!?][^\s\w]{0,2}\d{0,3}\s+(?=[A-Z“\"])")
"""A full stop, perhaps with a note's number, that the parser may have read over."""


def _own_sentence(text: str, around: Span, at: int) -> Span:
    """Return the part of a span around `at` that no full stop divides."""
    start, end = around.start, around.end
    for mark in BETWEEN_SENTENCES.finditer(text, around.start, around.end):
        if mark.end() <= at:
            start = mark.end()
        else:
            end = mark.start()
            break
    return Span(start, end)


def _subject_start(parse: Parse, verb: Token) -> int | None:
    for who in parse.dependents(verb, "nsubj", "nsubjpass"):
        return parse.subtree(who)[0].start
    return None


def _around_the_cue(parse: Parse, attribution: Attribution) -> tuple[Span, ...] | None:
    """Return a clause that its cue parts, "The depot, the army said, was hit", as one."""
    if len(attribution.content) != 2:
        return None
    first, second = attribution.content
    tokens = parse.within(first)
    if not tokens or any(token.pos in ("VERB", "AUX") for token in tokens):
        return None
    if tokens[0].pos not in ("DET", "NOUN", "PROPN", "ADJ", "NUM") or tokens[0].tag[:1] == "W":
        return None
    parting = all(
        first.end <= span.start and span.end <= second.start
        for span in (*attribution.source, *attribution.cue)
    )
    same = tokens[0].sentence == tokens[-1].sentence
    rest = parse.within(second)
    goes_on = bool(rest) and rest[0].sentence == tokens[0].sentence and not only_when(parse, first)
    return (hull((first, second)),) if parting and same and goes_on else None


def _within_its_sentence(parse: Parse, attribution: Attribution, hedge: Token) -> bool:
    own = parse.sentences[hedge.sentence].span
    return all(own.contains(span) for span in attribution.content)


def _verb(parse: Parse, hedge: Token) -> Token | None:
    """Return the verb of the clause that a hedge is in, above infinitives and auxiliaries."""
    word = hedge
    for above in (hedge, *parse.ancestors(hedge)):
        word = above
        if above.pos in ("VERB", "AUX") and above.dep in CLAUSE:
            return above
    return word if word.pos in ("VERB", "AUX") else None

"""Who issued a document that a later sentence speaks of: "the statement", "the report"."""

from __future__ import annotations

from collections.abc import Sequence

from sayso.lexicon.cues import issued_documents
from sayso.record import Attribution, Claimant, Span, hull
from sayso.stages.actors.lookup import fullest
from sayso.stages.claims.sources import ISSUING, SourcePhrase, issuer_of
from sayso.text.parse import Parse, Token

REACH = 6
"""Sentences that "the statement" looks back."""

BODIES = frozenset(("organisation", "ministry", "government", "force", "armed_group"))


def issuer_before(
    source: SourcePhrase, sort: str, earlier: Sequence[tuple[Attribution, Claimant]]
) -> Claimant | None:
    """Return who issued the document of `sort` that `source` speaks of again, or None.

    A statement is of whoever spoke last. A report is of who said something "in a report", else of
    whom an earlier sentence says that they made or published one, else of the last who spoke.
    """
    parse = source.parse
    now = _sentence(parse, source.span)
    near = [each for each in earlier if _is_near(parse, each[0], now) and _speaks(each, parse)]
    for attribution, claimant in near:
        if attribution.medium is not None and _holds(parse, attribution.medium, sort):
            return claimant
    if sort == "report":
        made = _said_to_issue(source, sort, now)
        if made is not None:
            return made
    return near[0][1] if near else None


def _sentence(parse: Parse, span: Span) -> int:
    tokens = parse.within(span)
    return tokens[0].sentence if tokens else -1


def _is_near(parse: Parse, attribution: Attribution, now: int) -> bool:
    place = hull((*attribution.source, *attribution.cue) or attribution.content)
    return 0 <= now - _sentence(parse, place) <= REACH


def _speaks(each: tuple[Attribution, Claimant], parse: Parse) -> bool:
    """Return whether an earlier attribution tells who spoke, and not by a bare document."""
    attribution, claimant = each
    if attribution.kind != "statement" or not attribution.source:
        return False
    if claimant.named:
        return True
    tokens = parse.within(attribution.source[0])
    return bool(tokens) and parse.root(tokens).lemma.lower() not in issued_documents()


def _holds(parse: Parse, span: Span, sort: str) -> bool:
    lemmas = (token.lemma.lower() for token in parse.within(span))
    return any(issued_documents().get(lemma) == sort for lemma in lemmas)


def _said_to_issue(source: SourcePhrase, sort: str, now: int) -> Claimant | None:
    """Return the actor of whom an earlier sentence says that they made or published one."""
    parse, actors = source.parse, source.actors
    first = parse.sentences[max(0, now - REACH)].first
    last = parse.sentences[now].first if now >= 0 else 0
    for token in reversed(parse.tokens[first:last]):
        if issued_documents().get(token.lemma.lower()) != sort:
            continue
        index = issuer_of(parse, actors, token)
        if index is None and (verb := parse.head(token)).lemma.lower() in ISSUING:
            index = _subject(source, verb) if token.dep == "dobj" else None
        if index is not None:
            actor = fullest(actors, index)
            if actor.kind in BODIES or (actor.kind == "person" and actor.named):
                return Claimant("", actor.name, actor.named, actor.country, actor.role)
    return None


def _subject(source: SourcePhrase, verb: Token) -> int | None:
    for who in source.parse.dependents(verb, "nsubj"):
        return source.mention(who, who.span)
    return None

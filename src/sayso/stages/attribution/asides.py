"""Clauses set off inside another one, "M23, which is armed by Chad according to UN experts, …"."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sayso.record.trace import Rule, decide, trace
from sayso.text.parse import Parse, Token
from sayso.text.phrases import phrase

COMMAS = frozenset((",", "–", "—", "-", "--"))
RELATIVE = frozenset(("WDT", "WP", "WP$", "WRB"))
FINITE = frozenset(("VBD", "VBZ", "VBP", "MD"))

LONGEST_ASIDE = 40
"""Words from a word inside to the mark at either end."""


@dataclass(frozen=True, slots=True)
class Aside:
    """The words from token `first` to `last`, half-open, between two marks; the sentence goes on.

    `about` are the words before it that it says something about, with the mark behind them.
    """

    first: int
    last: int
    about: tuple[Token, ...] = ()


def aside_around(parse: Parse, token: Token) -> Aside | None:
    """Return the aside that a word stands in, or None."""
    decided = decide(ASIDES, parse, token)
    if decided is None:
        return None
    trace("attribution", token.span, "changed", decided[0], "what is said ends with it")
    return decided[1]


def _parenthesis(parse: Parse, token: Token) -> Aside | None:
    opening = _before(parse, token, ("(", "["), (")", "]"))
    closing = _after(parse, token, (")", "]"))
    if opening is None or closing is None:
        return None
    goes_on = any(each.text[0].isalnum() for each in _rest(parse, closing))
    return Aside(opening.index + 1, closing.index) if goes_on else None


def _relative_clause(parse: Parse, token: Token) -> Aside | None:
    """A clause that begins with "which" or "who" and ends before the verb of the sentence."""
    for mark in _marks_before(parse, token):
        between = parse.tokens[mark.index + 1 : token.index]
        if not between or not _opens(between):
            continue
        closing = _resumes(parse, mark, token)
        if closing is None:
            return None
        return Aside(mark.index + 1, closing.index, _named_before(parse, mark))
    return None


def _opens(between: tuple[Token, ...]) -> bool:
    """Return whether a clause of its own begins: "which …", "of which …", "a group that …"."""
    head = between[:2] if between[0].pos == "ADP" else between[:1]
    if any(each.tag in RELATIVE for each in head):
        return True
    naming = between[0].pos == "DET" and between[0].text != "The"
    return naming and any(
        each.tag in RELATIVE or (each.lower == "that" and each.pos != "DET") for each in between[1:]
    )


def _named_before(parse: Parse, mark: Token) -> tuple[Token, ...]:
    """Return the noun phrase that ends at a mark, and the mark."""
    head = parse.tokens[mark.index - 1] if mark.index else mark
    if head.pos not in ("NOUN", "PROPN") or head.sentence != mark.sentence:
        return ()
    start = phrase(parse, head).start
    first = next(each for each in parse.tokens[: head.index + 1] if each.start >= start)
    return parse.tokens[first.index : mark.index + 1]


def _marks_before(parse: Parse, token: Token) -> Iterator[Token]:
    first = max(parse.sentences[token.sentence].first, token.index - LONGEST_ASIDE)
    for index in range(token.index - 1, first, -1):
        if parse.tokens[index].text in COMMAS:
            yield parse.tokens[index]


def _resumes(parse: Parse, opening: Token, token: Token) -> Token | None:
    """Return the mark behind a word at which the verb of the sentence follows, or None.

    In "who, according to sources, had left" the verb behind the comma is that of the clause.
    """
    inserted = parse.tokens[token.index - 1].text in COMMAS
    for mark in _rest(parse, token):
        if mark.text not in COMMAS:
            continue
        inside = parse.tokens[opening.index + 1 : mark.index]
        if inserted and not any(each.tag in FINITE for each in inside):
            continue
        following = [each for each in _rest(parse, mark)[:3] if each.pos != "ADV"]
        if following and following[0].tag in FINITE:
            return mark
    return None


def _before(
    parse: Parse, token: Token, wanted: tuple[str, ...], stops: tuple[str, ...]
) -> Token | None:
    first = max(parse.sentences[token.sentence].first, token.index - LONGEST_ASIDE)
    for index in range(token.index - 1, first - 1, -1):
        if parse.tokens[index].text in wanted:
            return parse.tokens[index]
        if parse.tokens[index].text in stops:
            return None
    return None


def _after(parse: Parse, token: Token, wanted: tuple[str, ...]) -> Token | None:
    return next((each for each in _rest(parse, token) if each.text in wanted), None)


def _rest(parse: Parse, token: Token) -> tuple[Token, ...]:
    """Return the words behind one in its sentence, up to LONGEST_ASIDE of them."""
    last = min(parse.sentences[token.sentence].last, token.index + LONGEST_ASIDE)
    return parse.tokens[token.index + 1 : last]


ASIDES: tuple[Rule[Callable[[Parse, Token], Aside | None]], ...] = (
    Rule(
        "parenthesis",
        "The militia (armed by Chad, according to the envoy) said it had left Birao.",
        _parenthesis,
    ),
    Rule(
        "relative clause",
        "The militia, which is armed by Chad according to the envoy, said it had left Birao.",
        _relative_clause,
    ),
)
"""What an aside is; who speaks inside one says nothing outside it."""

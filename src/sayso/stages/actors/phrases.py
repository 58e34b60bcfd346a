"""Noun phrases without their complements: "the Ukrainian Air Force", "Kremlin spokesperson X"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sayso.record import Span
from sayso.text.parse import Parse, Sentence, Token

MODIFIERS = frozenset(
    "det predet compound amod poss nummod nmod case quantmod advmod npadvmod punct appos"
    " flat".split()
)
INSIDE = frozenset({"DET", "ADJ", "NOUN", "PROPN", "NUM", "X"})


Glued = dict[int, int]


@dataclass(frozen=True, slots=True)
class NounPhrase:
    """Tokens `first` to `last`, half-open, around the noun at `head`."""

    first: int
    last: int
    head: int


def phrases(parse: Parse, sentence: Sentence, glued: Glued | None = None) -> list[NounPhrase]:
    """Return the noun phrases of a sentence in text order, none overlapping another.

    `glued` gives tokens the number of the known name that they belong to: a phrase never ends
    inside one ("Doctors Without Borders").
    """
    glued = glued or {}
    parts: list[NounPhrase] = []
    tokens = parse.tokens
    at = sentence.first
    while at < sentence.last:
        if not (at in glued or _inside(tokens, at)):
            at += 1
            continue
        end = at
        while end < sentence.last and (end in glued or _inside(tokens, end)):
            end += 1
        parts.extend(_split(tokens, at, end, glued))
        at = end
    return parts


def _inside(tokens: Sequence[Token], at: int) -> bool:
    token = tokens[at]
    if token.pos in INSIDE or token.tag in ("PRP$", "POS", "HYPH", "WP$"):
        return True
    if token.pos == "VERB" and token.tag in ("VBN", "VBG"):
        return token.dep == "amod" and token.head > at
    if token.pos == "ADV":
        return token.dep == "advmod" and token.head > at and tokens[token.head].pos in INSIDE
    if token.text in ("-", "–") and token.dep == "punct" and at:
        return tokens[at - 1].end == token.start
    return _coordinates(tokens, at)


def _coordinates(tokens: Sequence[Token], at: int) -> bool:
    """Return whether "and" or a comma joins modifiers of a noun: "security and defence council"."""
    token = tokens[at]
    if token.dep not in ("cc", "punct") or token.lower not in ("and", "or", ",", "&"):
        return False
    return _joined_modifier(tokens, tokens[token.head])


def _joined_modifier(tokens: Sequence[Token], token: Token) -> bool:
    if token.dep not in ("amod", "compound", "nmod", "conj") or token.pos not in INSIDE:
        return False
    for _ in range(4):
        if token.dep != "conj":
            break
        token = tokens[token.head]
    right = token.dep in ("amod", "compound", "nmod") and token.head > token.index
    return right and tokens[token.head].sentence == token.sentence


def _split(tokens: Sequence[Token], first: int, last: int, glued: Glued) -> list[NounPhrase]:
    """Cut a run of nominal tokens where one phrase ends and the next begins."""
    roots = [_root(tokens, at, first, last) for at in range(first, last)]
    parts = []
    start = first
    for at in range(first + 1, last + 1):
        if at in glued and glued.get(at - 1) == glued[at]:
            continue
        new = at == last or (
            roots[at - first] != roots[start - first] and not _mark(tokens[at], tokens[at - 1])
        )
        if new or _breaks(tokens, at):
            phrase = _trimmed(tokens, start, at, glued)
            if phrase:
                parts.append(phrase)
            start = at
    return parts


def _mark(token: Token, before: Token) -> bool:
    return token.tag in ("POS", "HYPH") or before.tag == "HYPH"


def _breaks(tokens: Sequence[Token], at: int) -> bool:
    """Return whether a phrase starts at `at`: a determiner, or a name after "reporters"."""
    token, before = tokens[at], tokens[at - 1]
    if token.tag in ("DT", "PRP$") and before.tag not in ("PDT",) and token.dep != "appos":
        return before.lower not in ("all", "both", "half", "such")
    return before.tag == "NNS" and token.tag == "NNP" and before.dep == "compound"


def _root(tokens: Sequence[Token], at: int, first: int, last: int) -> int:
    token = tokens[at]
    for _ in range(last - first):
        joined = token.dep in ("conj", "cc") and _joined_modifier(tokens, tokens[token.head])
        if not (token.dep in MODIFIERS or joined) or not first <= token.head < last:
            break
        if token.head == token.index:
            break
        token = tokens[token.head]
    return token.index


def _trimmed(tokens: Sequence[Token], first: int, last: int, glued: Glued) -> NounPhrase | None:
    while last > first and tokens[last - 1].pos not in ("NOUN", "PROPN"):
        if last - 1 in glued:
            break
        if tokens[last - 1].pos in ("ADJ", "X", "NUM") and tokens[last - 1].text[:1].isupper():
            break
        last -= 1
    while first < last and _no_start(tokens[first]):
        first += 1
    return NounPhrase(first, last, last - 1) if first < last else None


def _no_start(token: Token) -> bool:
    return token.tag in ("POS", "HYPH", "RB") or not any(mark.isalnum() for mark in token.text)


ACCUSING = frozenset(
    "accuse suspect convict acquit clear absolve rob deprive strip rid inform notify warn remind"
    " assure".split()
)
"""Verbs that say with "of" what their object is accused, deprived or informed of."""

LONGEST_LIST = 4


def of_the_verb(parse: Parse, noun: Token, about: Token) -> bool:
    """Return whether "of" between two nouns belongs to the verb: "accused the army of looting".

    The parser hangs it on the first noun either way. Before a name it stays there: "accused the
    army of Chad".
    """
    for _ in range(LONGEST_LIST):
        above = parse.head(noun)
        if noun.dep == "pobj" and above.lower == "of":
            noun = parse.head(above)  # "a group of officers"
        elif noun.dep == "conj":
            noun = above
        else:
            break
    return noun.dep == "dobj" and parse.head(noun).lemma in ACCUSING and about.pos != "PROPN"


def span_of(parse: Parse, first: int, last: int) -> Span:
    """Return the code points of tokens `first` to `last`, half-open."""
    return Span(parse.tokens[first].start, parse.tokens[last - 1].end)

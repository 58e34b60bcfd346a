"""Where sentences end in a language that has no parser here."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sayso.lexicon.multilingual import abbreviations
from sayso.record import Span

END = re.compile(r"[.!?…]+[\"»“”)\]]*(?=\s|$)|\n+")
"""A sentence ends at a mark that a space follows, or with its line: posts leave marks out."""

LOOKED_AT = 6
"""Characters after a mark: spaces, line breaks, and the first of the next word."""

WORD_BEFORE = re.compile(r"([^\W\d_]+|\d+)\.$")


def sentences(text: str, within: Span, code: str) -> Iterator[Span]:
    """Yield the sentences of a stretch of a text, without the white space around them."""
    start = within.start
    for mark in END.finditer(text, within.start, within.end):
        if not _ends(text, mark, code):
            continue
        sentence = Span(start, mark.end()).trimmed(text)
        if len(sentence):
            yield sentence
        start = mark.end()
    rest = Span(start, within.end).trimmed(text)
    if len(rest):
        yield rest


def _ends(text: str, mark: re.Match[str], code: str) -> bool:
    """Return whether a mark ends a sentence: none does after a shortened word or an initial, or
    where a small letter follows, on the next line too: channels break lines anywhere."""
    following = text[mark.end() : mark.end() + LOOKED_AT].lstrip()
    if following[:1].islower():
        return False
    if mark.group().startswith("\n"):
        return True
    if mark.group() != ".":
        return True
    before = WORD_BEFORE.search(text, max(0, mark.end() - 30), mark.end())
    if before is None:
        return True
    word = before[1]
    return word.lower() not in abbreviations(code) and not (len(word) == 1 and word.isupper())

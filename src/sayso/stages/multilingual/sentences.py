"""Where sentences end in a language that has no parser here."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sayso.lexicon.multilingual import abbreviations
from sayso.record import Span

END = re.compile(r"(?<![.!?…])[.!?…]+[\"»“”)\]]*(?=\s|$)|\n\s*")
"""A sentence ends at a mark that a space follows, or with its line: posts leave marks out. No run
of marks or lines is looked at twice."""

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


def goes_on(text: str, end: int, start: int) -> bool:
    """Return whether a sentence goes on over a line break, from `end` to `start` of words.

    Channels break lines anywhere: before a small letter, after a comma, before the dash that names
    who said it. A hyphen begins an item of a list.
    """
    before, after = _before(text, end), text[start : start + 1]
    if "\n\n" in text[end:start].replace("\r", "").replace(" ", "") and not after.islower():
        return before in DASHES or after in DASHES
    if after.islower() or after in GOES_ON:
        return True
    return before in LEADS_ON or (after == "-" and before in f",{CLOSING}")


DASHES = frozenset("—–―")
CLOSING = '»”"'
GOES_ON = DASHES | frozenset(",.;:)»”")
LEADS_ON = DASHES | frozenset(",-«(“„")


def _before(text: str, end: int) -> str:
    """Return the last character before `end` that is no space; "" where there is none."""
    while end and text[end - 1].isspace():
        end -= 1
    return text[end - 1 : end]


def _ends(text: str, mark: re.Match[str], code: str) -> bool:
    """Return whether a mark ends a sentence: none does after a shortened word or an initial, or
    where a small letter follows."""
    if mark.group().startswith("\n"):
        return not goes_on(text, mark.start(), mark.end())
    following = text[mark.end() : mark.end() + LOOKED_AT].lstrip()
    if following[:1].islower() or following[:1] in GOES_ON:
        return False
    if mark.group() != ".":
        return True
    before = WORD_BEFORE.search(text, max(0, mark.end() - 30), mark.end())
    if before is None:
        return True
    word = before[1]
    return word.lower() not in abbreviations(code) and not (len(word) == 1 and word.isupper())

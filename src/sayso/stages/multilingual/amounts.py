"""Numerals of a sentence in figures or words, in any case form, with what bounds them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from sayso.lexicon.inflected import InflectedPhrases, Value
from sayso.lexicon.multilingual_quantities import (
    NumberWord,
    NumeralKind,
    as_bound,
    bounds,
    numerals,
    range_words,
)
from sayso.record import Bound
from sayso.stages.multilingual.words import Word

DASHES = frozenset("-–—‒−‑")
THOUSANDS = re.compile(r"\d{1,3}(?:[ \u00a0\u202f\u2009]\d{3})+")
GROUPED = re.compile(r"[1-9]\d{0,2}[.,]\d{3}")
LONGEST_NUMBER = 9
"""Digits beyond which a number without spaces is an account's or a telephone's."""

OPEN = 2.0
"""The least that an open plural counts: "hundreds" are two hundred at least."""


@dataclass(frozen=True, slots=True)
class SentenceWords:
    """A sentence of a language as words; `folded` is what phrases are looked up in."""

    code: str
    text: str
    words: Sequence[Word]
    folded: Sequence[str]

    @classmethod
    def of(cls, code: str, text: str, words: Sequence[Word]) -> SentenceWords:
        """Return the words of a sentence with their folded forms."""
        return cls(code, text, words, [word.folded for word in words])

    def phrase(self, phrases: InflectedPhrases[Value], at: int) -> tuple[int, Value] | None:
        """Return the length and value of the phrase that begins at a word, if any does."""
        return phrases.at(self.folded, at) if 0 <= at < len(self.words) else None

    def phrase_before(self, phrases: InflectedPhrases[Value], at: int) -> tuple[int, Value] | None:
        """Return the length and value of the phrase that ends right before a word."""
        for length in range(min(4, at), 0, -1):
            met = phrases.at(self.folded, at - length)
            if met is not None and met[0] == length:
                return met
        return None

    def is_mark(self, at: int, marks: str | frozenset[str]) -> bool:
        """Return whether one of some marks stands at a word's place."""
        return 0 <= at < len(self.words) and self.words[at].text in marks


@dataclass(frozen=True, slots=True)
class FoundNumeral:
    """A numeral of the words `first` to `last`, half-open."""

    first: int
    last: int
    low: float
    high: float | None
    single: bool = False
    """Whether it is "one" in words, which need not count."""
    scale_word: bool = False
    """Whether it is a lone plural of a scale: "сотни", after a bound one of them."""
    times: bool = False
    people: bool = False
    """Whether it counts persons where no noun follows: "двоє", "трое"."""
    in_words: bool = False


@dataclass(frozen=True, slots=True)
class FoundAmount:
    """A numeral or a range with what bounds it; the words `first` to `last` half-open."""

    first: int
    last: int
    numeral: FoundNumeral
    bound: Bound = "exact"
    signed: bool = False


def find_amounts(sentence: SentenceWords) -> Iterator[FoundAmount]:
    """Yield the amounts of a sentence, in order."""
    at = 0
    while at < len(sentence.words):
        numeral = read_number(sentence, at)
        if numeral is None:
            at += 1
            continue
        amount = _bounded(sentence, _ranged(sentence, numeral))
        yield amount
        at = amount.last


def read_number(sentence: SentenceWords, at: int) -> FoundNumeral | None:
    """Return the numeral that begins at a word: "12 500", "4,5 тыс.", "двадцать пять", "сотни"."""
    if at >= len(sentence.words):
        return None
    word = sentence.words[at]
    if word.kind == "number":
        return _figures(sentence, at)
    if word.kind != "word":
        return None
    pair = _paired(sentence, at)
    return pair if pair is not None else _in_words(sentence, at)


def _figures(sentence: SentenceWords, at: int) -> FoundNumeral | None:
    figure, _, suffix = sentence.words[at].folded.replace("\u2011", "-").partition("-")
    if suffix and not _is_a(sentence.code, suffix, "ending"):
        return None
    value = _value(figure, scaled=_scale(sentence, at + 1) is not None)
    if value is None:
        return None
    return _scaled(sentence, FoundNumeral(at, at + 1, value, value))


def _value(figure: str, scaled: bool) -> float | None:
    """Return what figures mean: a comma is that of a decimal, but "12,500" is as in English."""
    if THOUSANDS.fullmatch(figure):
        return float(re.sub(r"\D", "", figure))
    if GROUPED.fullmatch(figure) and not scaled:
        return float(re.sub(r"\D", "", figure))
    if len(figure) > LONGEST_NUMBER:
        return None
    return float(figure.replace(",", "."))


def _number(code: str, word: str, *kinds: NumeralKind) -> NumberWord | None:
    return next((each for each in numerals(code).get(word, ()) if each.kind in kinds), None)


def _is_a(code: str, word: str, kind: NumeralKind) -> bool:
    return _number(code, word, kind) is not None


def _scale(sentence: SentenceWords, at: int) -> NumberWord | None:
    if at >= len(sentence.words):
        return None
    return _number(sentence.code, sentence.folded[at], "scale", "scales")


def _scaled(sentence: SentenceWords, numeral: FoundNumeral) -> FoundNumeral:
    """Return a numeral with the scales behind it: "4,5 тыс.", "5 сотен", "2 десятки тысяч"."""
    while (scale := _scale(sentence, numeral.last)) is not None:
        last = numeral.last + 1
        if sentence.is_mark(last, ".") and last + 1 < len(sentence.words):
            last += 1
        high = None if numeral.high is None else numeral.high * scale.value
        numeral = replace(numeral, last=last, low=numeral.low * scale.value, high=high)
    return numeral


def _paired(sentence: SentenceWords, at: int) -> FoundNumeral | None:
    """Return a range written as one word: "двоє-троє"."""
    parts = sentence.folded[at].split("-")
    if len(parts) != 2:
        return None
    ends = [_number(sentence.code, part, "one", "small", "people") for part in parts]
    if ends[0] is None or ends[1] is None or ends[0].value >= ends[1].value:
        return None
    both = FoundNumeral(at, at + 1, ends[0].value, ends[1].value, in_words=True)
    return _scaled(sentence, both)


def _in_words(sentence: SentenceWords, at: int) -> FoundNumeral | None:
    code, folded = sentence.code, sentence.folded
    times = _number(code, folded[at], "times")
    if times is not None:
        return FoundNumeral(at, at + 1, times.value, times.value, times=True)
    part = _number(code, folded[at], "part", "some")
    if part is not None:
        return _part(sentence, at, part)
    total, here = 0.0, at
    while here < len(folded):
        group = _group(sentence, here)
        if group is None:
            break
        value, last, scale = group
        if total and not _continues(total, value, scale):
            break
        total, here = total + value, last
    if here > at:
        single = here == at + 1 and total == 1 and _is_a(code, folded[at], "one")
        people = here == at + 1 and _is_a(code, folded[at], "people")
        return FoundNumeral(at, here, total, total, single, in_words=True, people=people)
    if _is_a(code, folded[at], "scales"):
        return _open_scale(sentence, at)
    return None


def _continues(total: float, value: float, scale: float) -> bool:
    """Return whether a group adds to the total before it: a thousand and then hundreds."""
    return value < 1000 <= total and scale == 1.0 and total % 1000 == 0


def _group(sentence: SentenceWords, at: int) -> tuple[float, int, float] | None:
    """Return the value, end and scale of a group: "двадцать пять тысяч", "сто", "тысяча"."""
    value, here, room = 0.0, at, 1000.0
    while here < len(sentence.words):
        number = _number(sentence.code, sentence.folded[here], "small", "people", "one")
        if number is None or number.value >= room:
            break
        if 10 <= value % 100 < 20 or (value and value % 10):
            break
        value, here = value + number.value, here + 1
        room = 100.0 if number.value >= 100 else 10.0 if number.value >= 20 else 1.0
    if value:
        numeral = _scaled(sentence, FoundNumeral(at, here, value, value))
        return numeral.low, numeral.last, numeral.low / value
    scale = _scale(sentence, at)
    if scale is not None and scale.kind == "scale":
        return scale.value, at + 1, scale.value
    return None


def _part(sentence: SentenceWords, at: int, part: NumberWord) -> FoundNumeral | None:
    """Read "полторы тысячи", "пів сотні", and "несколько сотен", which is open above."""
    scaled = _scaled(sentence, FoundNumeral(at, at + 1, part.value, part.value, in_words=True))
    if scaled.last == at + 1:
        return None
    return replace(scaled, high=None) if part.kind == "some" else scaled


def _open_scale(sentence: SentenceWords, at: int) -> FoundNumeral:
    """Read "сотни", "десятки тысяч": open above, from two of them."""
    scaled = _scaled(sentence, FoundNumeral(at, at, 1.0, 1.0))
    return replace(scaled, low=OPEN * scaled.low, high=None, scale_word=True, in_words=True)


def _ranged(sentence: SentenceWords, low: FoundNumeral) -> FoundNumeral:
    """Return a range that a numeral opens: "12–15", "от 5 до 7", "двух или трёх"; else itself."""
    at, opened = low.last, False
    before = sentence.phrase_before(range_words(sentence.code, "from"), low.first)
    if before is not None:
        to = sentence.phrase(range_words(sentence.code, "to"), at)
        if to is not None:
            at, opened = at + to[0], True
    if not opened:
        if not sentence.is_mark(at, DASHES):
            return low
        at += 1
    high = read_number(sentence, at)
    if high is None or high.high is None or low.high is None or low.times:
        return low
    first = low.first - before[0] if before is not None and opened else low.first
    shared = _scale(sentence, at + 1) if low.last == low.first + 1 else None
    bottom = low.low * shared.value if shared is not None else low.low
    if bottom >= high.high:
        return low
    return replace(low, first=first, last=high.last, low=bottom, high=high.high)


def _bounded(sentence: SentenceWords, numeral: FoundNumeral) -> FoundAmount:
    """Return a numeral with its bound, said before or after it."""
    code, first, last = sentence.code, numeral.first, numeral.last
    bound: Bound = "exact"
    met = sentence.phrase_before(bounds(code, "before"), first)
    if met is not None and not _is_end_of_growth(sentence, first - met[0], met[1]):
        bound, first = as_bound(met[1]), first - met[0]
        further = sentence.phrase_before(bounds(code, "before"), first)
        if further is not None and further[1] == "about":
            first -= further[0]
    if bound == "exact":
        after = sentence.phrase(bounds(code, "after"), last)
        if after is not None:
            bound, last = as_bound(after[1]), last + after[0]
    if numeral.scale_word and bound != "exact" and met is not None:
        one = numeral.low / OPEN
        numeral = replace(numeral, low=one, high=one)
    signed = sentence.is_mark(first - 1, "+") and not numeral.in_words
    return FoundAmount(first - signed, last, numeral, bound, signed)


def _is_end_of_growth(sentence: SentenceWords, at: int, bound: str) -> bool:
    """Return whether "до" names what something has grown to: "выросло до 12"."""
    if bound != "at_most":
        return False
    grown = range_words(sentence.code, "grown")
    return any(sentence.phrase(grown, place) for place in range(at))

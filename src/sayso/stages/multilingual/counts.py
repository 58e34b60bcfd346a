"""The counts of a sentence, each with its noun and the whole that it is part of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from sayso.lexicon.multilingual_quantities import UNKNOWN, words_near
from sayso.stages.multilingual.amounts import FoundAmount, SentenceWords, find_amounts
from sayso.stages.multilingual.counted import CountedNoun, counts_nothing, find_counted

PARTS = frozenset(",;:")
"""Marks between the parts of a sentence."""


@dataclass(frozen=True, slots=True)
class CountInSentence:
    """An amount of a sentence with what it counts, and the whole that it is part of."""

    amount: FoundAmount
    noun: CountedNoun
    whole: FoundAmount | None = None
    apart: bool = False
    """Whether the whole stands apart, before its part: "из 73 ракет долетели девять"."""

    is_whole: bool = False
    """Whether the next count is a part of this one, so that what happened is said of that."""

    @property
    def counts(self) -> str | None:
        """What is counted: UNKNOWN for a noun that no table has, None where none is said."""
        if self.noun.unit is None and self.noun.last > self.amount.last:
            return UNKNOWN
        return self.noun.unit

    @property
    def first(self) -> int:
        return min(self.amount.first, self.noun.first)

    @property
    def last(self) -> int:
        return max(self.amount.last, self.noun.last)


def read_counts(sentence: SentenceWords) -> list[CountInSentence]:
    """Return the counts and measures of a sentence, in order."""
    return _led_to_wholes(sentence, list(_counts(sentence)))


def _counts(sentence: SentenceWords) -> Iterator[CountInSentence]:
    """Yield the amounts that count or measure, each with its noun and its whole."""
    amounts = list(find_amounts(sentence))
    skipped = -1
    for place, amount in enumerate(amounts):
        if amount.first < skipped or counts_nothing(sentence, amount):
            continue
        noun = find_counted(sentence, amount)
        following = amounts[place + 1] if place + 1 < len(amounts) else None
        whole = _whole_of(sentence, amount, noun, following)
        if whole is None:
            yield CountInSentence(amount, noun)
            continue
        noun = find_counted(sentence, whole)
        skipped = whole.last
        yield CountInSentence(amount, replace(noun, first=amount.first), whole)


def _whole_of(
    sentence: SentenceWords, amount: FoundAmount, noun: CountedNoun, following: FoundAmount | None
) -> FoundAmount | None:
    """Return the amount that this one is a part of: "95 зі 101 БпЛА"."""
    if following is None or following.numeral.low < amount.numeral.low:
        return None
    out_of = words_near(sentence.code, "out_of")
    at = noun.last if noun.unit is not None and noun.follows_number else amount.last
    met = sentence.phrase(out_of, at)
    if met is None or at + met[0] != following.first or counts_nothing(sentence, following):
        return None
    whole = find_counted(sentence, following)
    if at > amount.last and whole.unit not in (None, noun.unit):
        return None
    return None if whole.unit is None and noun.unit is None else following


def _led_to_wholes(
    sentence: SentenceWords, counted: list[CountInSentence]
) -> list[CountInSentence]:
    """Return the counts, a bare one that follows its whole with that and its unit."""
    led: list[CountInSentence] = []
    for count in counted:
        bare = count.counts is None and count.whole is None and not count.amount.signed
        whole = led[-1] if led and bare and _opens_part(sentence, led[-1]) else None
        if whole is None or whole.amount.numeral.low < count.amount.numeral.low:
            led.append(count)
            continue
        led[-1] = replace(whole, is_whole=True)
        noun = replace(count.noun, unit=whole.noun.unit)
        led.append(replace(count, noun=noun, whole=whole.amount, apart=True))
    return led


def _opens_part(sentence: SentenceWords, each: CountInSentence) -> bool:
    """Return whether a count stands behind "of" at the beginning of its part: "из 73 ракет"."""
    met = sentence.phrase_before(words_near(sentence.code, "out_of"), each.first)
    if met is None or each.noun.unit is None:
        return False
    before = each.first - met[0] - 1
    return before < 0 or sentence.is_mark(before, PARTS)

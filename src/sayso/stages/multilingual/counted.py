"""What an amount counts: the noun behind it, or before it in a list; and amounts that count
nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sayso.lexicon.multilingual_quantities import (
    UnitWord,
    cells,
    measures,
    range_words,
    role_words,
    units,
    words_near,
)
from sayso.stages.multilingual.amounts import DASHES, FoundAmount, SentenceWords

FURTHEST_NOUN = 5
"""Words between a number and its noun at most: "6 захоплених ворожих бойових машин"."""

CLOCK = re.compile(r"(?:[01]?\d|2[0-4])\.[0-5]\d")
"""A time of day, or a day and month, written with a dot; decimals have a comma."""

YEAR = re.compile(r"(?:19|20)\d\d")
QUOTES = frozenset("«»\"“”„'")
LIST_STOPS = frozenset(",;:().!?•▪➖⏺🔹")
SHORTEST_ADJECTIVE = 5
SHORTEST_NOUN = 3


@dataclass(frozen=True, slots=True)
class CountedNoun:
    """The unit of an amount and where its words end, or begin where they stand before."""

    unit: str | None
    first: int
    last: int
    measure: bool = False
    follows_number: bool = True


def find_counted(sentence: SentenceWords, amount: FoundAmount) -> CountedNoun:
    """Return what an amount counts; a unit of None where the noun is none that the tables know."""
    measured = _measure(sentence, amount)
    if measured is not None:
        return measured
    if amount.numeral.times:
        return CountedNoun("time", amount.first, amount.last)
    following = _following_noun(sentence, amount.last, amount)
    if following is not None and following.unit is not None:
        return following
    increased = _past_increase(sentence, amount.last)
    if increased > amount.last:
        beyond = _following_noun(sentence, increased, amount)
        if beyond is not None and beyond.unit is not None:
            before = noun_before(sentence, amount.first)
            first = before.first if before is not None else amount.first
            return CountedNoun(beyond.unit, first, amount.last)
    before = noun_before(sentence, amount.first) or _inverted(sentence, amount, following)
    if before is not None:
        return before
    unit = "person" if amount.numeral.people else None
    last = following.last if following is not None else amount.last
    return CountedNoun(unit, amount.first, last)


def _measure(sentence: SentenceWords, amount: FoundAmount) -> CountedNoun | None:
    """Return a measure or a currency: "12 %", "4,5 млрд грн", "€200 млн"."""
    at = amount.last
    tied = [
        word
        for word in sentence.folded[at : at + 5]
        if word != "."  # "кв. км"
    ]
    met = measures(sentence.code).at(tied, 0) if tied else None
    if met is not None:
        length, last = met[0], at
        while length:
            length -= sentence.folded[last] != "."
            last += 1
        return CountedNoun(met[1], amount.first, last, measure=True)
    sign = sentence.phrase(measures(sentence.code), amount.first - 1)
    if sign is not None and sentence.words[amount.first - 1].kind == "mark":
        return CountedNoun(sign[1], amount.first - 1, amount.last, measure=True)
    return None


def _following_noun(sentence: SentenceWords, at: int, amount: FoundAmount) -> CountedNoun | None:
    """Return the noun behind an amount, its adjectives and the names of weapons passed over."""
    held: CountedNoun | None = None
    piece = False
    for here in _passed_over(sentence, at, amount):
        met = units(sentence.code).at(sentence.folded, here)
        if met is None:
            met = _compound(sentence, here)
        if met is None:
            continue
        length, word = met
        noun = CountedNoun(word.unit, amount.first, _with_quote(sentence, amount, here + length))
        if word.kind == "noun":
            return held if held is not None and _is_owner(sentence, here, amount) else noun
        if word.kind == "piece":
            piece, at = True, here + length
        elif held is None:
            held = noun
    if held is not None:
        return held
    return _unknown_noun(sentence, at, amount, piece)


def _is_owner(sentence: SentenceWords, at: int, amount: FoundAmount) -> bool:
    """Return whether a noun cannot be counted by five and more: "5 рабочих завода"."""
    if _grammatical_number(amount.numeral.low):
        return False
    ending = sentence.folded[at][-2:]
    return ending.endswith(cells(sentence.code, "owner")) and ending != "ми"


def _with_quote(sentence: SentenceWords, amount: FoundAmount, last: int) -> int:
    """Return the end of a noun, with the mark that closes a quotation around it."""
    inside = sum(word.text in QUOTES for word in sentence.words[amount.last : last])
    return last + (inside == 1 and sentence.is_mark(last, QUOTES))


def _passed_over(sentence: SentenceWords, at: int, amount: FoundAmount) -> list[int]:
    """Return the places at which the noun may begin: behind adjectives, quotes and names."""
    places = []
    for here in range(at, min(at + FURTHEST_NOUN, len(sentence.words))):
        if sentence.words[here].text in QUOTES:
            continue
        places.append(here)
        if not _may_precede_noun(sentence, here, amount):
            break
    return places


def _may_precede_noun(sentence: SentenceWords, at: int, amount: FoundAmount) -> bool:
    """Return whether a word may stand between a number and its noun."""
    word = sentence.words[at]
    if word.kind == "name":
        return True
    if word.kind != "word" or word.folded in _little(sentence.code):
        return sentence.is_mark(at, ".") and at > 0 and len(sentence.folded[at - 1]) <= 3
    met = units(sentence.code).at(sentence.folded, at)
    if met is not None and met[1].kind != "noun":
        return True
    if word.text.isascii():
        return True
    return is_adjective(sentence.code, word.folded, _grammatical_number(amount.numeral.low))


def _grammatical_number(count: float) -> str:
    """Return the number of the noun after a count, where its adjectives show it: 21 is singular,
    142 as two are, 12 neither."""
    if count % 1 or 10 < count % 100 < 20:
        return ""
    return {1: "singular", 2: "plural", 3: "plural", 4: "plural"}.get(int(count % 10), "")


def is_adjective(code: str, word: str, number: str = "") -> bool:
    """Return whether a word has the ending of an adjective, those of one or of a few included."""
    endings = cells(code, "adjective") + (cells(code, number) if number else ())
    return len(word) >= SHORTEST_ADJECTIVE and word.endswith(endings)


def _little(code: str) -> frozenset[str]:
    return frozenset(cells(code, "little"))


def _compound(sentence: SentenceWords, at: int) -> tuple[int, UnitWord] | None:
    """Return the unit of the first part of a word with hyphens: "дронів-камікадзе"."""
    first, hyphen, _ = sentence.folded[at].partition("-")
    if not hyphen or not first:
        return None
    met = units(sentence.code).at([first], 0)
    return met if met is not None and met[1].kind == "noun" else None


def _unknown_noun(
    sentence: SentenceWords, at: int, amount: FoundAmount, piece: bool
) -> CountedNoun | None:
    """Return the words of a noun that no table knows, after adjectives: "177 заяв"."""
    here = at
    while here < min(at + 3, len(sentence.words)):
        word = sentence.words[here]
        if word.kind != "word" or word.is_capital or word.folded in _little(sentence.code):
            break
        if not is_adjective(sentence.code, word.folded):
            says_role = role_words(sentence.code).at(sentence.folded, here)
            code = sentence.code
            verb = word.folded.endswith(cells(code, "verb") + cells(code, "participle"))
            if says_role is None and not verb and len(word.folded) >= SHORTEST_NOUN:
                return CountedNoun(None, amount.first, here + 1)
            break
        here += 1
    return CountedNoun(None, amount.first, at) if piece else None


def _past_increase(sentence: SentenceWords, at: int) -> int:
    """Return where the words behind "(+700)" begin: what is counted may follow it."""
    if sentence.is_mark(at, "(") and sentence.is_mark(at + 1, "+"):
        for here in range(at + 2, min(at + 6, len(sentence.words))):
            if sentence.is_mark(here, ")"):
                return here + 1
    return at


def noun_before(sentence: SentenceWords, at: int) -> CountedNoun | None:
    """Return the unit that a list names before its number: "танків – 11 234", "поранених: 5"."""
    dash = at - 1
    if sentence.phrase_before(range_words(sentence.code, "to"), at) is not None:
        dash -= 1
    if not (sentence.is_mark(dash, DASHES) or sentence.is_mark(dash, ":")):
        return None
    start = dash
    while start > 0 and sentence.words[start - 1].text not in LIST_STOPS | DASHES:
        start -= 1
    for here in range(start, dash):
        met = units(sentence.code).at(sentence.folded, here)
        if met is not None and met[1].kind != "piece":
            # "64 БПЛА: 31 над ...": what is counted itself heads no list of other counts.
            has_number = any(word.kind == "number" for word in sentence.words[start:dash])
            if has_number:
                return None
            while here > start and is_adjective(sentence.code, sentence.folded[here - 1]):
                here -= 1
            return CountedNoun(met[1].unit, here, at, follows_number=False)
    return None


def _inverted(
    sentence: SentenceWords, amount: FoundAmount, following: CountedNoun | None
) -> CountedNoun | None:
    """Return the noun right before a bounded amount that ends its part: "дронів більше ста"."""
    if following is not None or amount.bound == "exact":
        return None
    met = sentence.phrase_before(units(sentence.code), amount.first)
    if met is None or met[1].kind != "noun":
        return None
    return CountedNoun(met[1].unit, amount.first - met[0], amount.last)


def counts_nothing(sentence: SentenceWords, amount: FoundAmount) -> bool:
    """Return whether a number is a date, a time, an age, a label or a name: no count."""
    return any(test(sentence, amount) for test in NOT_COUNTS)


def _is_dated(sentence: SentenceWords, amount: FoundAmount) -> bool:
    at = amount.last
    joined = sentence.phrase(words_near(sentence.code, "and"), at) is not None
    if joined and at + 2 < len(sentence.words) and sentence.words[at + 1].kind == "number":
        at += 2  # "71 і 69 років"
    while at < len(sentence.words) and is_adjective(sentence.code, sentence.folded[at]):
        at += 1  # "5 робочих днів"
    return any(
        sentence.phrase(words_near(sentence.code, kind), at) is not None
        for kind in ("dated", "lasting")
    )


def _is_named(sentence: SentenceWords, amount: FoundAmount) -> bool:
    """Return whether it is the number of a unit of troops, a school: "47 окрема бригада"."""
    here = amount.last
    while here < len(sentence.words) and here < amount.last + 4:
        if sentence.phrase(words_near(sentence.code, "named"), here) is not None:
            return amount.bound == "exact" and not amount.numeral.in_words
        word = sentence.words[here]
        if word.kind != "word" or not (is_adjective(sentence.code, word.folded) or word.is_capital):
            return False
        here += 1
    return False


def _is_labelled(sentence: SentenceWords, amount: FoundAmount) -> bool:
    at = amount.first
    while sentence.is_mark(at - 1, ".,"):
        at -= 1
    label = words_near(sentence.code, "label")
    if sentence.phrase_before(label, at) is not None:
        return True
    if at < 2 or not sentence.words[at - 1].is_capital:
        return False
    # "вул. Миру, 14": the name of a street stands between.
    at -= 1
    while sentence.is_mark(at - 1, "."):
        at -= 1
    return sentence.phrase_before(label, at) is not None


def _is_clock_or_year(sentence: SentenceWords, amount: FoundAmount) -> bool:
    said = sentence.words[amount.numeral.first].text
    if amount.numeral.last > amount.numeral.first + 1:
        return False
    if CLOCK.fullmatch(said):
        return True
    return bool(YEAR.fullmatch(said)) and not _next_is_unit(sentence, amount)


def _is_part_of_more(sentence: SentenceWords, amount: FoundAmount) -> bool:
    """Return whether marks tie it to what is no number: "12/3", "1 к 7", "в 2 раза", "1."."""
    first, last = amount.first, amount.last
    if sentence.is_mark(first - 1, "/№#") or sentence.is_mark(last, "/"):
        return True
    if first == 0 and sentence.is_mark(last, ".)") and not amount.numeral.in_words:
        return last + 1 < len(sentence.words)
    if _next_is(sentence, amount, "times"):
        return first > 0 and sentence.folded[first - 1] in ("в", "у")
    ratio = sentence.phrase(words_near(sentence.code, "ratio"), last)
    following = last + 1 < len(sentence.words) and sentence.words[last + 1].kind == "number"
    before = sentence.phrase_before(words_near(sentence.code, "ratio"), first)
    earlier = first > 1 and sentence.words[first - 2].kind == "number"
    return (ratio is not None and following) or (before is not None and earlier)


def _is_note(sentence: SentenceWords, amount: FoundAmount) -> bool:
    """Return whether it is the number of a note, "(1, 2)", or no rise at all, "(+0)"."""
    if amount.signed:
        return amount.numeral.low == 0
    opened = sentence.is_mark(amount.first - 1, "(")
    closed = sentence.is_mark(amount.last, ")")
    return (opened and sentence.is_mark(amount.last, "),")) or (
        closed and sentence.is_mark(amount.first - 1, ",")
    )


NOT_COUNTS = (_is_dated, _is_named, _is_labelled, _is_clock_or_year, _is_part_of_more, _is_note)


def _next_is(sentence: SentenceWords, amount: FoundAmount, kind: str) -> bool:
    return sentence.phrase(words_near(sentence.code, kind), amount.last) is not None


def _next_is_unit(sentence: SentenceWords, amount: FoundAmount) -> bool:
    return sentence.phrase(units(sentence.code), amount.last) is not None

"""Number words and digits as values. Pure strings: no parse, no documents.

`find_numerals` reads what a numeral is worth; whether it counts anything is for others to judge.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Literal

from sayso.record.trace import Rule, decide
from sayso.text.number_words import FRACTIONS, GLUED_SCALES, SCALES, SIGNS, TENS, UNITS, VAGUE

NumeralKind = Literal["digits", "words", "vague", "fraction"]

INCH_PARTS = frozenset({"2", "3", "4", "8", "16", "32"})
"""Denominators of a mixed number; others after a figure and a space are dates or scores."""

BEGINNINGS = frozenset(
    {*UNITS, *TENS, *VAGUE, *SIGNS, "a", "an", "half", "several", "few", "many", "hundred"}
) | {"thousand", "dozen", "couple"}
"""Words and signs that a numeral may begin with, as digits may."""

SCORED = frozenset({"a", "an", "the", "his", "her", "its", "their", "this", "that"})
"""Words after "a score of" that begin a thing of which there is one: "a score of the film"."""

NOT_COUNTED = frozenset(
    "and or to in on at of for by from with as is was were are had has after before while when but"
    " km mm m cm kg kilometres kilometers metres meters pounder lb".split()
)
"""Words after "12 500" that are no noun counted by it: it may be two figures of a row."""

NUMBERED = frozenset(
    "january february march april may june july august september october november december jan"
    " feb mar apr jun jul aug sept sep oct nov dec group unit battalion brigade regiment division"
    " company squadron battery hill point type model no number article section resolution channel"
    " highway route road flight line volume part boeing airbus mi su kh".split()
)
"""Words that a number behind them belongs to: "on May 12 500 men fled", "in Unit 8 200 men"."""

OWNED = frozenset({"of", "the", "its", "their", "his", "all"})
"""What "half" is the half of begins with one of these."""

MOST_DIGITS = 15
"""A float holds fifteen digits exactly; longer runs are identifiers, not amounts."""

_PIECE = re.compile(r"(?<![\w.])\.\d+|\d+(?:[.,'’\u00a0\u2009\u202f]\d+)*|[^\W\d_]+|[^\w\s]")
_DIGIT_SHAPES = (
    (re.compile(r"\d+"), ""),
    (re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?"), ","),
    (re.compile(r"\d{1,2}(?:,\d{2})+,\d{3}(?:\.\d+)?"), ","),
    (re.compile(r"\d{1,3}(?:\.\d{3}){2,}"), "."),
    (re.compile(r"\d{1,3}(?:['’\u00a0\u2009\u202f]\d{3})+"), "'’\u00a0\u2009\u202f"),
    (re.compile(r"\d*\.\d+"), ""),
)
_COMMA_DECIMAL = re.compile(r"\d+,\d{1,2}")
_DOTTED_THOUSANDS = re.compile(r"[1-9]\d{0,2}\.\d\d0")


@dataclass(frozen=True, slots=True)
class Numeral:
    """What stands at `start` to `end` of the string that was searched.

    `high` equals `low`, or is None for an open range ("dozens": at least two dozen).
    `scaled` says that a scale word took part ("1.5 million"); `grouped` that the digits had
    separators or decimals. `dotted` holds the other reading of "1.500", 1500, else None.
    `rule` names the rule of NUMERALS that read it.
    """

    start: int
    end: int
    low: float
    high: float | None
    kind: NumeralKind
    scaled: bool = False
    grouped: bool = False
    dotted: float | None = None
    rule: str = field(default="", compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class _Piece:
    start: int
    end: int
    text: str
    lower: str


def read_digits(digits: str) -> float | None:
    """Return the value of digits with separators: 1500 of "1,500", 1.5 of "1.5"; None of others.

    Understood are commas by threes, the Indian "1,00,000", apostrophes and thin spaces, and dots
    when there are several; one dot is a decimal point.
    """
    for shape, separators in _DIGIT_SHAPES:
        if shape.fullmatch(digits):
            plain = digits.translate({ord(separator): None for separator in separators})
            if sum(character.isdigit() for character in plain) > MOST_DIGITS:
                return None
            return float(plain)
    return None


def find_numerals(text: str) -> list[Numeral]:
    """Return the numerals of `text` in order, none overlapping, in time linear in its length."""
    pieces = [
        _Piece(match.start(), match.end(), match[0], match[0].lower())
        for match in _PIECE.finditer(text)
    ]
    numerals: list[Numeral] = []
    at = 0
    while at < len(pieces):
        reading = _read_at(pieces, at)
        if reading is None:
            at += 1
            continue
        numeral, at = reading
        numerals.append(numeral)
    return numerals


def value_of(words: str) -> float | None:
    """Return the value of a string that is one numeral and nothing else, else None."""
    words = words.strip()
    numerals = find_numerals(words)
    if len(numerals) == 1 and (numerals[0].start, numerals[0].end) == (0, len(words)):
        return numerals[0].low
    return None


Reading = tuple[Numeral, int]


def _read_at(pieces: list[_Piece], at: int) -> Reading | None:
    """Return the numeral at piece `at` and the index after it, by the first rule that fits."""
    if pieces[at].lower not in BEGINNINGS and not pieces[at].text[-1].isdecimal():
        return None
    decided = decide(NUMERALS, pieces, at)
    if decided is None:
        return None
    rule, (numeral, after) = decided
    return replace(numeral, rule=rule), after


def _lower(pieces: list[_Piece], at: int) -> str:
    return pieces[at].lower if 0 <= at < len(pieces) else ""


def _skip_hyphen(pieces: list[_Piece], at: int) -> int:
    """Return the index of the word after a hyphen that touches both sides, else `at`."""
    if (
        _lower(pieces, at) in {"-", "‑"}
        and at + 1 < len(pieces)
        and pieces[at - 1].end == pieces[at].start
        and pieces[at].end == pieces[at + 1].start
    ):
        return at + 1
    return at


def _fraction_sign(pieces: list[_Piece], at: int) -> Reading | None:
    """Read "¾ of"."""
    sign = SIGNS.get(pieces[at].text)
    return None if sign is None else (_make(pieces, at, at + 1, sign, "fraction"), at + 1)


def _slash_fraction(pieces: list[_Piece], at: int) -> Reading | None:
    """Read "1/3 of"; without "of" it is a date, a score or a ratio."""
    top, slash = pieces[at].text, _lower(pieces, at + 1)
    bottom = pieces[at + 2].text if at + 2 < len(pieces) else ""
    if not top.isdecimal() or slash not in {"/", "⁄"} or _lower(pieces, at + 3) != "of":
        return None
    if not bottom.isdecimal() or len(bottom) > 4 or len(top) > 4:
        return None
    if not 0 < int(top) < int(bottom):
        return None
    return _make(pieces, at, at + 3, int(top) / int(bottom), "fraction"), at + 3


def _half_of(pieces: list[_Piece], at: int) -> Reading | None:
    """Read "half of", "half the", "half their"."""
    if _lower(pieces, at) != "half" or _lower(pieces, at + 1) not in OWNED:
        return None
    return _make(pieces, at, at + 1, 0.5, "fraction"), at + 1


def _half_a(pieces: list[_Piece], at: int) -> Reading | None:
    """Read "half a village"; "half a million" is a number of its own."""
    if _lower(pieces, at) != "half" or _lower(pieces, at + 1) not in {"a", "an"}:
        return None
    if _lower(pieces, at + 2) in SCALES:
        return None
    return _make(pieces, at, at + 2, 0.5, "fraction"), at + 2


def _fraction_in_words(pieces: list[_Piece], at: int) -> Reading | None:
    """Read "two-thirds" and "a third of"; "a third" alone may be an ordinal."""
    first = _lower(pieces, at)
    top = 1 if first in {"a", "one"} else UNITS.get(first, 0)
    name_at = _skip_hyphen(pieces, at + 1)
    name = _lower(pieces, name_at)
    bottom = FRACTIONS.get(name) or FRACTIONS.get(name.removesuffix("s"))
    if not 0 < top < 10 or bottom is None or bottom <= top:
        return None
    plural = name.endswith("s")
    if plural != (top > 1) or (not plural and _lower(pieces, name_at + 1) != "of"):
        return None
    return _make(pieces, at, name_at + 1, top / bottom, "fraction"), name_at + 1


def _fraction_of_scale(pieces: list[_Piece], at: int) -> Reading | None:
    """Read "a quarter of a million", "three quarters of a million": a number of its own."""
    reading = _fraction_in_words(pieces, at)
    if reading is None:
        return None
    numeral, of_at = reading
    scale = SCALES.get(_lower(pieces, of_at + 2), 0.0)
    if _lower(pieces, of_at) != "of" or _lower(pieces, of_at + 1) not in {"a", "one"}:
        return None
    if scale < 1e6:
        return None
    value = round(numeral.low * scale)
    return _make(pieces, at, of_at + 3, value, "words", scaled=True), of_at + 3


def _couple(pieces: list[_Piece], at: int) -> Reading | None:
    """Read "a couple hundred", "a couple of thousand", "a couple dozen", "a couple of shells".

    Without "a" a scale must follow: "the couple of the year" counts nothing.
    """
    led = _lower(pieces, at) == "a"
    end = at + (2 if led else 1)
    if _lower(pieces, end - 1) != "couple":
        return None
    scale_at = end + 1 if _lower(pieces, end) == "of" else end
    if len(_lower(pieces, scale_at)) > 3 and _lower(pieces, scale_at) in SCALES:
        value, end, _ = _scales(pieces, scale_at, 2.0)
        return _make(pieces, at, end, value, "words", scaled=True), end
    if not led or scale_at == end:
        return None
    return _make(pieces, at, end, 2.0, "words"), end


def _score_of(pieces: list[_Piece], at: int) -> Reading | None:
    """Read "a score of civilians"; other scores are of games."""
    words = [_lower(pieces, at + step) for step in range(4)]
    single = words[3] in SCORED or words[3] in UNITS or words[3] in TENS
    if words[:3] != ["a", "score", "of"] or single or not words[3].isalpha():
        return None
    return _make(pieces, at, at + 2, 20.0, "words"), at + 2


def _several(pieces: list[_Piece], at: int) -> Reading | None:
    """Read "several hundred", "a few dozen", "many thousand million": open above."""
    first = _lower(pieces, at)
    base = SCALES.get(_lower(pieces, at + 1))
    if first not in {"several", "few", "many"} or base is None or len(_lower(pieces, at + 1)) < 4:
        return None
    start = at - 1 if first == "few" and _lower(pieces, at - 1) == "a" else at
    at += 2
    while len(_lower(pieces, at)) > 3 and _lower(pieces, at) in SCALES:
        base, at = base * SCALES[_lower(pieces, at)], at + 1
    return _open(pieces, start, at, base), at


def _plural_scale(pieces: list[_Piece], at: int) -> Reading | None:
    """Read "dozens", "tens of thousands": open above."""
    base = VAGUE.get(_lower(pieces, at))
    if base is None:
        return None
    start, at = at, at + 1
    while _lower(pieces, at) == "of" and _lower(pieces, at + 1) in VAGUE:
        base, at = base * VAGUE[_lower(pieces, at + 1)], at + 2
    return _open(pieces, start, at, base), at


def _open(pieces: list[_Piece], start: int, at: int, base: float) -> Numeral:
    """Return a numeral of two or more times `base`: "dozens" are at least two."""
    return Numeral(pieces[start].start, pieces[at - 1].end, 2 * base, None, "vague", True)


def _half_a_scale(pieces: list[_Piece], at: int) -> Reading | None:
    """Read "half a million", "half a dozen", "half-dozen"."""
    if _lower(pieces, at) != "half":
        return None
    scale_at = at + 2 if _lower(pieces, at + 1) == "a" else _skip_hyphen(pieces, at + 1)
    scale = SCALES.get(_lower(pieces, scale_at))
    if scale is None:
        return None
    return _make(pieces, at, scale_at + 1, scale / 2, "words", scaled=True), scale_at + 1


def _digits(pieces: list[_Piece], at: int) -> Reading | None:
    """Read "1,500", "1.5 million", "$2bn", "2½", "10 000"."""
    text = pieces[at].text
    if not text[-1].isdecimal():
        return None
    value = read_digits(text)
    end = at + 1
    if value is None and _COMMA_DECIMAL.fullmatch(text) and _lower(pieces, end) in SCALES:
        value = float(text.replace(",", "."))
    if value is None:
        return None
    spaced = max(_spaced_thousands(pieces, at), _spaced_count(pieces, at))
    if spaced > end:
        value, end = float("".join(piece.text for piece in pieces[at:spaced])), spaced
    if end < len(pieces) and pieces[end].text in SIGNS and pieces[end].start == pieces[end - 1].end:
        value, end = value + SIGNS[pieces[end].text], end + 1
    value, end = _mixed(pieces, end, value)
    value, end, scaled = _scales(pieces, end, value)
    if scaled:
        value, end = _smaller_scale(pieces, end, value)
    dotted = None
    if not scaled and _DOTTED_THOUSANDS.fullmatch(text):
        dotted = float(text.replace(".", ""))
    grouped = not text.isdecimal() or end > at + 1
    start, stop = pieces[at].start, pieces[end - 1].end
    return Numeral(start, stop, value, value, "digits", scaled, grouped, dotted), end


def _spaced_thousands(pieces: list[_Piece], at: int) -> int:
    """Return the index after "10 000", "1 500 000": by threes, the last three zeros."""
    if not (pieces[at].text.isdecimal() and len(pieces[at].text) <= 3):
        return at + 1
    end = at + 1
    while (
        end < len(pieces)
        and end - at <= 4
        and pieces[end].text.isdecimal()
        and len(pieces[end].text) == 3
        and pieces[end].start == pieces[end - 1].end + 1
    ):
        end += 1
    return end if pieces[end - 1].text == "000" else at + 1


def _spaced_count(pieces: list[_Piece], at: int) -> int:
    """Return the index after "12 500" where a lower-case word follows: "12 500 soldiers".

    No other number may stand before it, since a row of numbers is a list or a table, and no word
    that a number belongs to: "on May 12 500 men fled", "in Unit 5 300 men served".
    """
    if at + 2 >= len(pieces) or not _by_three(pieces[at], pieces[at + 1]):
        return at + 1
    noun = pieces[at + 2]
    counts = noun.text.islower() and noun.start == pieces[at + 1].end + 1
    if not counts or noun.lower in NOT_COUNTED or noun.lower in SCALES:
        return at + 1
    before = _lower(pieces, at - 1)
    return at + 1 if before in NUMBERED or before[-1:].isdecimal() else at + 2


def _by_three(first: _Piece, second: _Piece) -> bool:
    """Return whether the two are "12 500": one to three digits, a gap, three digits."""
    leads = first.text.isdecimal() and len(first.text) <= 3 and first.text[0] != "0"
    three = second.text.isdecimal() and len(second.text) == 3
    return leads and three and second.start == first.end + 1


def _scales(pieces: list[_Piece], end: int, value: float) -> tuple[float, int, bool]:
    """Multiply `value` by the scale words that follow, one hyphen between allowed."""
    scaled = False
    while end < len(pieces):
        scale_at = _skip_hyphen(pieces, end)
        if scale_at >= len(pieces):
            break
        piece = pieces[scale_at]
        scale = SCALES.get(piece.lower)
        if scale is None and piece.start == pieces[end - 1].end and not scaled:
            scale = GLUED_SCALES.get(piece.text)
        if scale is None or value * scale > 1e16:
            break
        value, end, scaled = round(value * scale, 6), scale_at + 1, True
    return value, end, scaled


def _mixed(pieces: list[_Piece], end: int, value: float) -> tuple[float, int]:
    """Add the fraction of "6 3/8": halves to thirty-seconds, as inches are written."""
    top, slash, bottom = (_lower(pieces, end + step) for step in range(3))
    if slash not in {"/", "⁄"} or bottom not in INCH_PARTS or not top.isdecimal():
        return value, end
    if len(top) > 2 or not 0 < int(top) < int(bottom) or value != int(value):
        return value, end
    return value + int(top) / int(bottom), end + 3


def _smaller_scale(pieces: list[_Piece], end: int, value: float) -> tuple[float, int]:
    """Add the rest of "1 lakh 50 thousand": more digits with a scale below the first one's."""
    digits, largest = _lower(pieces, end), SCALES.get(_lower(pieces, end - 1), 0.0)
    scale = SCALES.get(_lower(pieces, end + 1), 0.0)
    if not (digits.isdecimal() and len(digits) <= 3 and 12 < scale < largest):
        return value, end
    more = int(digits) * scale
    return (value + more, end + 2) if more < largest else (value, end)


def _words(pieces: list[_Piece], at: int) -> Reading | None:
    """Read "two hundred and fifty", "a dozen", "one point five million", "two and a half"."""
    start = at
    lead = _lower(pieces, at)
    if lead in {"a", "an"}:
        if _lower(pieces, at + 1) not in SCALES or len(_lower(pieces, at + 1)) < 4:
            return None
        value, end, scaled = _cardinal(pieces, at + 1)
    elif lead in UNITS or lead in TENS or lead in {"hundred", "thousand", "dozen"}:
        value, end, scaled = _cardinal(pieces, at)
    else:
        return None
    half_end = _and_a_half(pieces, end)
    if half_end:
        step = SCALES.get(_lower(pieces, end - 1), 1.0)
        value, end, more = _scales(pieces, half_end, value + step / 2)
        scaled = scaled or more
    return _make(pieces, start, end, value, "words", scaled=scaled), end


def _and_a_half(pieces: list[_Piece], at: int) -> int:
    """Return the index after "and a half", hyphens or not; 0 when it does not stand at `at`."""
    for word in ("and", "a", "half"):
        at = _skip_hyphen(pieces, at)
        if _lower(pieces, at) != word:
            return 0
        at += 1
    return at


@dataclass(slots=True)
class _Cardinal:
    """The number words read so far: `total` of the groups that are closed, `group` the open one.

    In "two thousand three hundred" the first group is closed by "thousand". `smallest` is the
    smallest scale read: a larger one begins another numeral.
    """

    total: float = 0.0
    group: float = 0.0
    smallest: float = 1e18
    scaled: bool = False
    begun: bool = False

    @property
    def value(self) -> float:
        return self.total + self.group

    def take(self, word: str) -> bool:
        """Add `word` to the number and return True; False where it cannot go on with it."""
        taken = (
            self._take_unit(word)
            or self._take_ten(word)
            or self._take_hundred(word)
            or self._take_scale(word)
        )
        self.begun = self.begun or taken
        return taken

    def _take_unit(self, word: str) -> bool:
        """Take "three" after "twenty" but not after "ten", "twelve" after "hundred" alone."""
        if word not in UNITS or self.group % 10 or self.group % 100 == 10:
            return False
        if (self.group % 100 and UNITS[word] > 9) or (self.begun and UNITS[word] == 0):
            return False
        self.group += UNITS[word]
        return True

    def _take_ten(self, word: str) -> bool:
        if word not in TENS or self.group % 100:
            return False
        self.group += TENS[word]
        return True

    def _take_hundred(self, word: str) -> bool:
        if word != "hundred" or not 0 <= self.group < 100:
            return False
        self.group, self.scaled = (self.group or 1) * 100, True
        return True

    def _take_scale(self, word: str) -> bool:
        """Close the group by "thousand" or more. Short forms ("mn") follow digits alone."""
        if word not in SCALES or len(word) <= 3 or SCALES[word] >= self.smallest:
            return False
        self.smallest = SCALES[word]
        self.total += (self.group or 1) * self.smallest
        self.group, self.scaled = 0.0, True
        return True


def _cardinal(pieces: list[_Piece], at: int) -> tuple[float, int, bool]:
    """Return value, end and whether a scale took part, of the number words from piece `at`."""
    number = _Cardinal()
    while at < len(pieces):
        word_at = _next_word(pieces, at, number)
        word = _lower(pieces, word_at)
        if word == "point" and number.begun and _lower(pieces, word_at + 1) in UNITS:
            return _point(pieces, word_at + 1, number.value)
        if not number.take(word):
            break
        at = word_at + 1
        if word == "zero" and not number.scaled and _lower(pieces, at) != "point":
            break
    return number.value, at, number.scaled


def _next_word(pieces: list[_Piece], at: int, number: _Cardinal) -> int:
    """Return where the next number word may stand: past a hyphen, or past "and" after a scale."""
    after_hyphen = _skip_hyphen(pieces, at) if number.begun else at
    if after_hyphen != at or not number.scaled or _lower(pieces, at) != "and":
        return after_hyphen
    following = _lower(pieces, at + 1)
    joined = _lower(pieces, at - 1) != "dozen" and (following in UNITS or following in TENS)
    return at + 1 if joined else at


def _point(pieces: list[_Piece], at: int, value: float) -> tuple[float, int, bool]:
    """Add the decimals of "one point five million" from the first word after the point."""
    digits = ""
    while _lower(pieces, at) in UNITS and UNITS[_lower(pieces, at)] < 10 and len(digits) < 6:
        digits, at = digits + str(UNITS[_lower(pieces, at)]), at + 1
    return _scales(pieces, at, value + (float("0." + digits) if digits else 0.0))


def _make(
    pieces: list[_Piece],
    first: int,
    last: int,
    value: float,
    kind: NumeralKind,
    *,
    scaled: bool = False,
) -> Numeral:
    return Numeral(pieces[first].start, pieces[last - 1].end, value, value, kind, scaled)


NumeralTest = Callable[[list[_Piece], int], Reading | None]

NUMERALS: tuple[Rule[NumeralTest], ...] = (
    Rule("fraction sign", "Flooding covered ¾ of the district.", _fraction_sign),
    Rule("fraction with a slash", "About 2/3 of the bridges were destroyed.", _slash_fraction),
    Rule("half of", "Half of the houses were destroyed.", _half_of),
    Rule("half a noun", "The fire destroyed half a village.", _half_a),
    Rule("fraction of a scale", "A quarter of a million people fled.", _fraction_of_scale),
    Rule("fraction in words", "Two-thirds of the houses were destroyed.", _fraction_in_words),
    Rule("couple", "A couple of thousand shells were fired.", _couple),
    Rule("score of", "A score of civilians were killed.", _score_of),
    Rule("several of a scale", "Several hundred soldiers were killed.", _several),
    Rule("plural scale", "Tens of thousands of people fled.", _plural_scale),
    Rule("half a scale", "Half a million people fled.", _half_a_scale),
    Rule("digits", "Rebels killed 1,500 soldiers.", _digits),
    Rule("number words", "Rebels killed two hundred and fifty soldiers.", _words),
)

"""Number words and digits as values. Pure strings: no parse, no documents.

`find_numerals` reads what a numeral is worth; whether it counts anything is for others to judge.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from sayso.text.number_words import FRACTIONS, GLUED_SCALES, SCALES, SIGNS, TENS, UNITS, VAGUE

NumeralKind = Literal["digits", "words", "vague", "fraction"]

INCH_PARTS = frozenset({"2", "3", "4", "8", "16", "32"})
"""Denominators of a mixed number; others after a figure and a space are dates or scores."""

BEGINNINGS = frozenset(
    {*UNITS, *TENS, *VAGUE, *SIGNS, "a", "an", "half", "several", "few", "many", "hundred"}
) | {"thousand", "dozen"}
"""Words and signs that a numeral may begin with, beside digits."""

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
    `scaled` tells that a scale word took part ("1.5 million"); `grouped` that the digits had
    separators or decimals. `dotted` holds the other reading of "1.500", 1500, else None.
    """

    start: int
    end: int
    low: float
    high: float | None
    kind: NumeralKind
    scaled: bool = False
    grouped: bool = False
    dotted: float | None = None


@dataclass(frozen=True, slots=True)
class _Piece:
    start: int
    end: int
    text: str
    lower: str


def read_digits(digits: str) -> float | None:
    """The value of a run of digits with separators ("1,500" is 1500, "1.5" is 1.5), else None.

    Understood are commas by threes, the Indian "1,00,000", apostrophes and thin spaces, and dots
    when there are several; one dot is a decimal point.
    """
    for shape, separators in _DIGIT_SHAPES:
        if shape.fullmatch(digits):
            plain = digits.translate({ord(each): None for each in separators})
            if sum(each.isdigit() for each in plain) > MOST_DIGITS:
                return None
            return float(plain)
    return None


def find_numerals(text: str) -> list[Numeral]:
    """The numerals of `text` in order, none overlapping. Linear in the length of the text."""
    pieces = [
        _Piece(found.start(), found.end(), found[0], found[0].lower())
        for found in _PIECE.finditer(text)
    ]
    found_all: list[Numeral] = []
    at = 0
    while at < len(pieces):
        reading = _read_at(pieces, at)
        if reading is None:
            at += 1
            continue
        numeral, at = reading
        found_all.append(numeral)
    return found_all


def value_of(words: str) -> float | None:
    """The value of a string that is one numeral and nothing else, else None."""
    words = words.strip()
    found = find_numerals(words)
    if len(found) == 1 and (found[0].start, found[0].end) == (0, len(words)):
        return found[0].low
    return None


Reading = tuple[Numeral, int]


def _read_at(pieces: list[_Piece], at: int) -> Reading | None:
    """The numeral that begins at piece `at` and the index after it, by the first rule that fits."""
    if pieces[at].lower not in BEGINNINGS and not pieces[at].text[-1].isdecimal():
        return None
    for rule in (_fraction, _vague, _half, _digits, _words):
        reading = rule(pieces, at)
        if reading is not None:
            return reading
    return None


def _lower(pieces: list[_Piece], at: int) -> str:
    return pieces[at].lower if 0 <= at < len(pieces) else ""


def _skip_hyphen(pieces: list[_Piece], at: int) -> int:
    """The index of the word after a hyphen that touches both sides, else `at`."""
    if (
        _lower(pieces, at) in {"-", "‑"}
        and at + 1 < len(pieces)
        and pieces[at - 1].end == pieces[at].start
        and pieces[at].end == pieces[at + 1].start
    ):
        return at + 1
    return at


def _fraction(pieces: list[_Piece], at: int) -> Reading | None:
    """ "two-thirds", "a third of", "half the", "1/3 of", "¾ of"."""
    sign = SIGNS.get(pieces[at].text)
    if sign is not None:
        return _make(pieces, at, at + 1, sign, "fraction"), at + 1
    if pieces[at].text.isdecimal() and _lower(pieces, at + 1) in {"/", "⁄"}:
        return _slash(pieces, at)
    first = _lower(pieces, at)
    if first == "half" and _lower(pieces, at + 1) in {"of", "the", "its", "their", "his", "all"}:
        return _make(pieces, at, at + 1, 0.5, "fraction"), at + 1
    if first == "half" and _lower(pieces, at + 1) in {"a", "an"}:
        scaled = _lower(pieces, at + 2) in SCALES
        return None if scaled else (_make(pieces, at, at + 2, 0.5, "fraction"), at + 2)
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


def _slash(pieces: list[_Piece], at: int) -> Reading | None:
    bottom = pieces[at + 2].text if at + 2 < len(pieces) else ""
    if _lower(pieces, at + 3) != "of" or not bottom.isdecimal() or len(bottom) > 4:
        return None
    if len(pieces[at].text) > 4 or not 0 < int(pieces[at].text) < int(bottom):
        return None
    value = int(pieces[at].text) / int(bottom)
    return _make(pieces, at, at + 3, value, "fraction"), at + 3


def _vague(pieces: list[_Piece], at: int) -> Reading | None:
    """ "dozens", "tens of thousands", "several hundred", "a few dozen": open above."""
    first = _lower(pieces, at)
    start = at
    if first in {"several", "few", "many"}:
        scale = SCALES.get(_lower(pieces, at + 1))
        if scale is None or len(_lower(pieces, at + 1)) < 4:
            return None
        base, at = scale, at + 2
        while len(_lower(pieces, at)) > 3 and _lower(pieces, at) in SCALES:
            base, at = base * SCALES[_lower(pieces, at)], at + 1
    elif first in VAGUE:
        base, at = VAGUE[first], at + 1
        while _lower(pieces, at) == "of" and _lower(pieces, at + 1) in VAGUE:
            base, at = base * VAGUE[_lower(pieces, at + 1)], at + 2
    else:
        return None
    if _lower(pieces, start - 1) == "a" and first == "few":
        start -= 1
    numeral = Numeral(pieces[start].start, pieces[at - 1].end, 2 * base, None, "vague", True)
    return numeral, at


def _half(pieces: list[_Piece], at: int) -> Reading | None:
    """ "half a million", "half a dozen", "half-dozen"."""
    if _lower(pieces, at) != "half":
        return None
    scale_at = at + 2 if _lower(pieces, at + 1) == "a" else _skip_hyphen(pieces, at + 1)
    scale = SCALES.get(_lower(pieces, scale_at))
    if scale is None:
        return None
    return _make(pieces, at, scale_at + 1, scale / 2, "words", scaled=True), scale_at + 1


def _digits(pieces: list[_Piece], at: int) -> Reading | None:
    """ "1,500", "1.5 million", "$2bn", "2½", "10 000"."""
    text = pieces[at].text
    if not text[-1].isdecimal():
        return None
    value = read_digits(text)
    end = at + 1
    if value is None and _COMMA_DECIMAL.fullmatch(text) and _lower(pieces, end) in SCALES:
        value = float(text.replace(",", "."))
    if value is None:
        return None
    spaced = _spaced_thousands(pieces, at)
    if spaced > end:
        value, end = float("".join(each.text for each in pieces[at:spaced])), spaced
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
    """The index after "10 000", "1 500 000": groups of three after plain spaces, the last zeros."""
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
    """ "6 3/8": a whole number and halves to thirty-seconds of one."""
    top, slash, bottom = (_lower(pieces, end + step) for step in range(3))
    if slash not in {"/", "⁄"} or bottom not in INCH_PARTS or not top.isdecimal():
        return value, end
    if len(top) > 2 or not 0 < int(top) < int(bottom) or value != int(value):
        return value, end
    return value + int(top) / int(bottom), end + 3


def _smaller_scale(pieces: list[_Piece], end: int, value: float) -> tuple[float, int]:
    """ "1 lakh 50 thousand": a second figure with a scale below the first one's."""
    digits, largest = _lower(pieces, end), SCALES.get(_lower(pieces, end - 1), 0.0)
    scale = SCALES.get(_lower(pieces, end + 1), 0.0)
    if not (digits.isdecimal() and len(digits) <= 3 and 12 < scale < largest):
        return value, end
    more = int(digits) * scale
    return (value + more, end + 2) if more < largest else (value, end)


def _words(pieces: list[_Piece], at: int) -> Reading | None:
    """ "two hundred and fifty", "a dozen", "one point five million", "two and a half million"."""
    start = at
    lead = _lower(pieces, at)
    if lead in {"a", "an"}:
        if _lower(pieces, at + 1) == "couple" and _lower(pieces, at + 2) in {"of", "dozen"}:
            value, end, scaled = _scales(pieces, at + 2, 2.0)
            return _make(pieces, start, end, value, "words", scaled=scaled), end
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
    """The index after "and a half", hyphens or not; 0 when it does not stand at `at`."""
    for word in ("and", "a", "half"):
        at = _skip_hyphen(pieces, at)
        if _lower(pieces, at) != word:
            return 0
        at += 1
    return at


def _cardinal(pieces: list[_Piece], at: int) -> tuple[float, int, bool]:
    """Value, end and whether a scale took part, of the number words from piece `at`."""
    total, current, least = 0.0, 0.0, 1e18
    scaled, fresh = False, True
    while at < len(pieces):
        here = _skip_hyphen(pieces, at) if not fresh else at
        joined = _lower(pieces, here) == "and" and scaled and here == at
        joined = joined and _lower(pieces, at - 1) != "dozen"
        word = _lower(pieces, here + 1 if joined else here)
        if joined and (word not in UNITS and word not in TENS):
            break
        here += joined
        if word in UNITS and (current % 10 == 0 and current % 100 != 10):
            if (current % 100 and UNITS[word] > 9) or (not fresh and UNITS[word] == 0):
                break
            current += UNITS[word]
        elif word in TENS and current % 100 == 0:
            current += TENS[word]
        elif word == "hundred" and 0 <= current < 100:
            current, scaled = (current or 1) * 100, True
        elif word in SCALES and len(word) > 3 and SCALES[word] < least:
            least = SCALES[word]
            total, current, scaled = total + (current or 1) * least, 0.0, True
        elif word == "point" and not fresh and _lower(pieces, here + 1) in UNITS:
            return _point(pieces, here + 1, total + current)
        else:
            break
        at, fresh = here + 1, False
        if word in UNITS and not scaled and word == "zero":
            break
    return total + current, at, scaled


def _point(pieces: list[_Piece], at: int, value: float) -> tuple[float, int, bool]:
    """The decimals of "one point five million" from the first word after the point."""
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

"""One amount with its modifiers: currency sign, measure, bounds. Strings only, no parse."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from sayso.lexicon.quantities import (
    bounds,
    currency_signs,
    currency_words,
    measures,
    not_counts,
    noun_classes,
)
from sayso.record import Bound

LOOKBACK = 48
"""Code points before an amount that may bound it: the longest phrase of the lexicon has 26."""

LONGEST_MEASURE = 24
LONGEST_SIGN = 4

ALSO_NAMES = frozenset({"COP", "PS"})
"""Signs of money only before an amount with decimals, groups or a scale: "COP28", "PS752"."""

HEADS = {"strong": "person", "story": "storey"}
SIGNED = frozenset({"percent", "percentage point", "degree"})
PLACE_WORDS = frozenset({"over", "above", "under", "below"})
_BEFORE_WORD = re.compile(r"[^\s(\"“‘\[]+")
_MAGNITUDE = re.compile(r"\bmagnitude (?:of )?$", re.IGNORECASE)
_NOUN_AFTER = re.compile(r"[-‑]([a-z]{3,8})(?=[ -][a-z])| (member)(?= [a-z])")
_NOT_MILLION = frozenset(
    "long wide high deep tall away from of apart below above and to off in at on by or".split()
)


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount in one sentence, offsets into the string that was searched.

    `start` to `end` is all that was said of it, bounds and measure included; `first` is where the
    leading numeral starts, `last` where the numeral ends that stands before the counted noun, and
    `number` where the leading numeral ends. `unit` is a measure or a currency code, None for
    counts. `whole_at` is where the whole of "563 of 598" begins. `rules` names the rules that read
    its numeral and joined it to a range or a whole.
    """

    start: int
    end: int
    first: int
    number: int
    last: int
    low: float
    high: float | None
    kind: str
    grouped: bool = False
    whole: float | None = None
    whole_at: int | None = None
    bound: Bound = "exact"
    unit: str | None = None
    measure: str | None = None
    dotted: float | None = None
    dashed: bool = False
    rules: tuple[str, ...] = field(default=(), compare=False, repr=False)


def with_modifiers(text: str, amount: Amount) -> Amount:
    """Return the amount with its sign, currency, measure and bounds."""
    amount = _with_sign(text, amount)
    amount = _with_minus(text, _with_measure(text, amount))
    return _with_bounds_after(text, _with_bounds_before(text, amount))


def _with_sign(text: str, amount: Amount) -> Amount:
    """Add the currency sign before the amount, and "minus"."""
    before = text[max(0, amount.first - 8) : amount.first]
    length = sign_length(before)
    negative = 0
    if before.lower().endswith(("minus ", "minus-")):
        negative = len("minus ")
    elif before.endswith("-") and sign_length(before[:-1]):
        negative, length = 1, sign_length(before[:-1])
    start = min(amount.start, amount.first - length - negative)
    if negative and amount.high is not None:
        amount = replace(amount, start=start, low=-amount.high, high=-amount.low)
    if not length:
        return amount
    ending = before[: len(before) - (negative == 1)]
    sign = ending[-length:].removesuffix(" ")
    if sign in ALSO_NAMES and not amount.grouped:
        return amount
    code = currency_signs()[sign]
    return replace(amount, start=start, unit=code, measure="money")


def _with_minus(text: str, amount: Amount) -> Amount:
    """Read "-5°C", "(−0.2%)": a dash that touches the amount and nothing before it is a minus."""
    dash = text[max(0, amount.start - 2) : amount.start]
    signed = dash[-1:] in {"-", "−"} and not dash[:-1].strip(" (\u00a0")
    if not signed or amount.unit not in SIGNED or amount.high is None or amount.low < 0:
        return amount
    return replace(amount, start=amount.start - 1, low=-amount.high, high=-amount.low)


def measure_end(text: str, at: int) -> tuple[tuple[str, str] | None, int]:
    """Return the (unit, kind) of the measure or currency word at `at`, and where it ends."""
    begin = at + 1 if text[at : at + 1] in {" ", "-", "\u00a0", "\u202f", "‑"} else at
    for length in range(LONGEST_MEASURE, 0, -1):
        surface = text[begin : begin + length]
        if len(surface) < length:
            continue
        after = text[begin + length : begin + length + 1]
        if surface[-1].isalpha() and (after.isalnum() or after in {"²", "³"}):
            continue
        known = measures().get(surface)
        if known is None and length > 2:
            known = measures().get(surface.lower())
        if known is not None:
            return known, begin + length
        money = currency_words().get(surface)
        if money is not None:
            return (money, "money"), begin + length
    return None, at


def _with_measure(text: str, amount: Amount) -> Amount:
    """Add the measure or currency word after the amount; "30m" is metres or millions."""
    known, end = measure_end(text, amount.end)
    glued = end == amount.end + 1
    lone_b = text[amount.end : amount.end + 1] == "b" and not text[amount.end + 1 :][:1].isalnum()
    if lone_b or (glued and text[amount.end : end] == "m"):
        return _millions(text, amount, known)
    if amount.unit is not None or amount.kind == "score":
        return amount
    if known is None and _MAGNITUDE.search(text, max(0, amount.start - 16), amount.start):
        return replace(amount, unit="magnitude", measure="other")
    if known is None:
        return _with_hyphened_noun(text, amount)
    if known[1] == "duration" and text[end : end + 1] in {"’", "'"}:
        end += 1
    return replace(amount, end=end, unit=known[0], measure=known[1])


def _with_hyphened_noun(text: str, amount: Amount) -> Amount:
    """Add the noun of "a 20-vehicle convoy", "an 11 member council": it counts, though singular."""
    match = _NOUN_AFTER.match(text, amount.end)
    noun = (match[1] or match[2]).lower() if match else ""
    if match is None or noun not in noun_classes()["hyphenated"] or amount.low <= 1:
        return amount
    return replace(amount, end=match.end(), unit=HEADS.get(noun, noun), measure="noun")


def _millions(text: str, amount: Amount, known: tuple[str, str] | None) -> Amount:
    """Read "$30m" and "30m people" as millions, "30m long" as metres."""
    end = amount.end + 1
    following = text[end : end + 24].split()
    word = following[0].rstrip(".,;:") if text[end : end + 1] == " " and following else ""
    people = word.isalpha() and word.islower() and word not in _NOT_MILLION
    money = amount.measure == "money" or word.lower() in currency_words()
    if amount.high is None:
        return amount
    if money or (people and text[amount.end] == "m"):
        scale = 1e6 if text[amount.end] == "m" else 1e9
        low, high = round(amount.low * scale, 6), round(amount.high * scale, 6)
        grown = replace(amount, end=end, last=end, low=low, high=high, grouped=True)
        return grown if amount.measure == "money" else _with_measure(text, grown)
    if known is None:
        return amount
    return replace(amount, end=end, unit=known[0], measure=known[1])


def _with_bounds_before(text: str, amount: Amount) -> Amount:
    """Add "at least", "up to" …: the longest phrase of up to five words before the amount."""
    if amount.start and text[amount.start - 1] in "~≈><≥≤":
        sign = bounds("before")[text[amount.start - 1]]
        return replace(amount, start=amount.start - 1, bound=sign)
    if text[max(0, amount.start - 5) : amount.start].lower().strip() == "sub-":
        return replace(amount, start=amount.start - 4, bound="less_than")
    opening = max(0, amount.start - LOOKBACK)
    words = list(_BEFORE_WORD.finditer(text, opening, amount.start))
    for first in range(max(0, len(words) - 5), len(words)):
        phrase = " ".join(word[0].lower() for word in words[first:])
        bound = bounds("before").get(phrase)
        beneath = phrase in PLACE_WORDS - {"over"} and amount.kind == "words" and not amount.unit
        during = phrase == "over" and amount.measure == "duration" and _during(words, first)
        if bound is not None and not _place_over(words, first) and not beneath and not during:
            return replace(amount, start=words[first].start(), bound=bound)
    return amount


def _during(words: list[re.Match[str]], first: int) -> bool:
    """Return whether "over" says how long: "$5 billion over five years"."""
    return first > 0 and words[first - 1][0].lower() not in not_counts()["lasts"]


def _place_over(words: list[re.Match[str]], first: int) -> bool:
    """Return whether "over" says where: "control over 12 villages"."""
    before = words[first - 1][0].lower() if first else ""
    return words[first][0].lower() in PLACE_WORDS and before in not_counts()["over_place"]


def _with_bounds_after(text: str, amount: Amount) -> Amount:
    """Add the bound of "110,000+", "100 or more", "40-odd", "5 km or so"."""
    for at in {amount.last, amount.end}:
        for phrase, after in bounds("after").items():
            spaced = phrase if phrase[0] in "+-" else " " + phrase
            end = at + len(spaced)
            if text[at:end].lower() == spaced and not text[end : end + 1].isalnum():
                last = end if at == amount.last else amount.last
                return replace(amount, end=max(end, amount.end), last=last, bound=after)
    return amount


def sign_length(before: str) -> int:
    """Return the length of the currency sign that `before` ends with, 0 without one."""
    for length in range(min(LONGEST_SIGN, len(before)), 0, -1):
        sign = before[-length:]
        word_before = before[-length - 1 : -length].isalnum() and sign[0].isalpha()
        known = sign.removesuffix(" ") in currency_signs()
        if known and not word_before and (sign[-1] != " " or length > 2):
            return length
    return 0

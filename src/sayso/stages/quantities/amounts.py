"""Figures as said: ranges, parts of wholes, bounds, money and measures. Strings only, no parse."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from sayso.lexicon.quantities import (
    bounds,
    currency_signs,
    currency_words,
    measures,
    not_counts,
    things,
)
from sayso.record import Bound
from sayso.text.numerals import Numeral, find_numerals, read_digits

LOOK_BEHIND = 48
"""Code points before a figure that may bound it: the longest phrase of the lexicon has 26."""

LONGEST_MEASURE = 24
LONGEST_SIGN = 4
LONGEST_GAP = 48

ALSO_NAMES = frozenset({"COP", "PS"})
"""Signs of money only before a figure with decimals, groups or a scale: "COP28", "flight PS752"."""

HEADS = {"strong": "person", "story": "storey"}
SIGNED = frozenset({"percent", "percentage point", "degree"})
PLACE_WORDS = frozenset({"over", "above", "under", "below"})
_BEFORE_WORD = re.compile(r"[^\s(\"“‘\[]+")
_NOUN_OUT_OF = re.compile(r"(?:[\w’'-]+ ){1,3}out of(?: the| a total of| all)?")
_MAGNITUDE = re.compile(r"\bmagnitude (?:of )?$", re.IGNORECASE)
_NOUN_BESIDE = re.compile(r"[-‑]([a-z]{3,8})(?=[ -][a-z])| (member)(?= [a-z])")
_OF = frozenset(
    "of,of the,of its,of their,of these,of those,of his,of all,out of,out of the,out of a total of,"
    "of a total of,of the total,from a total of,of an estimated,of all the,of our,out of every,"
    "of every".split(",")
)
_DASHES = frozenset("-–—‑")
_TO = frozenset({"to", "-to-", "to-", "-to", "–to–"})
_NOT_MILLION = frozenset(
    "long wide high deep tall away from of apart below above and to off in at on by or".split()
)


@dataclass(frozen=True, slots=True)
class Amount:
    """A figure in one sentence, offsets into the string that was searched.

    `start` to `end` is all that was said of it, bounds and measure included; `first` is where the
    leading numeral starts, `last` where the numeral ends that stands before the counted noun, and
    `number` where the leading numeral ends. `unit` is a measure or a currency code, None for
    counts. `whole_at` is where the whole of "563 of 598" begins.
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


def find_amounts(text: str) -> list[Amount]:
    """The figures of one sentence in order, ranges and parts of wholes joined."""
    numerals = find_numerals(text)
    found: list[Amount] = []
    at = 0
    while at < len(numerals):
        amount = _alone(numerals[at])
        at += 1
        for join in JOINS:
            following = numerals[at] if at < len(numerals) else None
            joined = join(text, amount, following) if following is not None else None
            if joined is not None:
                amount, at = joined, at + 1
        found.append(_dressed(text, amount))
    return found


def _alone(one: Numeral) -> Amount:
    return Amount(
        start=one.start,
        end=one.end,
        first=one.start,
        number=one.end,
        last=one.end,
        low=one.low,
        high=one.high,
        kind=one.kind,
        grouped=one.grouped or one.scaled,
        dotted=one.dotted,
    )


def _range(text: str, amount: Amount, following: Numeral) -> Amount | None:
    """ "10 to 12", "10-12", "between 10 and 12", "five or six", "$3 billion to $5 billion"."""
    gap = _bare_gap(text, amount.end, following.start)
    if gap is None or _other_kind(text, amount.end, following.start):
        return None
    if {amount.kind, following.kind} & {"vague", "fraction"}:
        return None
    before = text[max(0, amount.start - LOOK_BEHIND) : amount.start].lower()
    dashed = gap in _DASHES
    spaced = dashed and text[amount.end].isspace()
    low, high = _shared_scale(text, amount, following)
    if dashed and high <= low:
        ended = replace(amount, last=following.end, end=following.end, kind="score", dashed=True)
        return None if spaced or amount.grouped or following.grouped else ended
    fits = (
        (gap in _TO and not _tells_change(before, high > 3 * low))
        or (dashed and not (spaced and _starts_afresh(text, following.end)))
        or (gap == "and" and _ends_with_word(before, "between"))
        or (gap == "or" and high <= 3 * low)
    )
    if not fits or high < low:
        return None
    start = amount.start
    if gap == "and":
        start = _start_of("between", text, start)
    elif gap in _TO and _ends_with_word(before, "from"):
        start = _start_of("from", text, start)
    grouped = amount.grouped or following.grouped or following.scaled
    return replace(
        amount,
        start=start,
        end=following.end,
        last=following.end,
        low=low,
        high=high,
        grouped=grouped,
        dashed=dashed,
    )


def _start_of(word: str, text: str, start: int) -> int:
    """Where the last `word` before `start` begins; `start` when none stands near."""
    opening = max(0, start - LOOK_BEHIND)
    found = [each.start() for each in re.finditer(rf"(?i:\b{word}\b)", text[opening:start])]
    return opening + found[-1] if found else start


def _part(text: str, amount: Amount, following: Numeral) -> Amount | None:
    """ "563 of 598", "three out of four", "563 drones out of 598", "all but one of 75"."""
    gap = text[amount.end : following.start] if following.start - amount.end < LONGEST_GAP else ""
    words = " ".join(gap.lower().split())
    bare = _without_bound(words)
    fits = bare in _OF or _NOUN_OUT_OF.fullmatch(words) or _one_in(amount, words, following)
    if not fits or amount.kind in {"vague", "fraction", "score"} or following.high is None:
        return None
    if amount.high is None or following.kind == "fraction" or following.low < amount.low:
        return None
    low, high, start = amount.low, amount.high, amount.start
    if text[max(0, start - 8) : start].lower() == "all but ":
        low, high, start = following.low - high, following.low - low, start - 8
    return replace(
        amount,
        start=start,
        end=following.end,
        last=following.end,
        low=low,
        high=high,
        whole=following.low,
        whole_at=following.start,
    )


Join = Callable[[str, Amount, Numeral], Amount | None]

JOINS: tuple[Join, ...] = (_range, _part)


def _one_in(amount: Amount, words: str, following: Numeral) -> bool:
    """ "one in five", "three in 10": a share, not a place."""
    return words == "in" and amount.low < following.low <= 10 and amount.kind == "words"


def _bare_gap(text: str, start: int, end: int) -> str | None:
    """What joins two figures, a measure after the first and a currency sign left out."""
    if not 0 < end - start < LONGEST_GAP:
        return None
    measure_end = _measure_end(text, start)[1]
    gap = text[min(measure_end, end) : end]
    words = gap[: len(gap) - _sign_length(gap)].strip().lower()
    return words if len(words) < 8 else None


def _other_kind(text: str, end: int, start: int) -> bool:
    """Whether the figures measure different things: "fell 7% to $2.3 billion", "5 cents to $2"."""
    known, measure_end = _measure_end(text, end)
    gap = text[measure_end:start]
    length = _sign_length(gap)
    if known is None or not length:
        return False
    return known[0] != currency_signs()[gap[-length:].removesuffix(" ")]


def _sign_length(before: str) -> int:
    """The length of the currency sign that `before` ends with, 0 without one."""
    for length in range(min(LONGEST_SIGN, len(before)), 0, -1):
        sign = before[-length:]
        word_before = before[-length - 1 : -length].isalnum() and sign[0].isalpha()
        known = sign.removesuffix(" ") in currency_signs()
        if known and not word_before and (sign[-1] != " " or length > 2):
            return length
    return 0


def _shared_scale(text: str, amount: Amount, following: Numeral) -> tuple[float, float]:
    """Low and high of a range; the scale of "10 to 12 million" belongs to both ends."""
    low, high = amount.low, following.low
    if not following.scaled or amount.kind != "digits" or low >= 1000 or low >= high:
        return low, high
    plain = read_digits(re.split(r"[^\d.,]", text[following.start : following.end])[0])
    own_scale = any(each.isalpha() for each in text[amount.first : amount.number])
    if plain and low <= plain and not own_scale:
        return round(low * (high / plain), 6), high
    return low, high


def _tells_change(before: str, far: bool) -> bool:
    """Whether "rose from A to B" is a rise, not a range; after "by", only when B is `far` off."""
    words = before[: len(before) - _sign_length(before.upper())].split()
    return (
        bool(words)
        and words[-1] in ({"from", "by"} if far else {"from"})
        and any(word in not_counts()["change"] for word in words)
    )


def _starts_afresh(text: str, end: int) -> bool:
    """Whether the figure after a spaced dash opens a clause: "killed 12 – 30 more were hurt"."""
    words = text[end : end + 16].split()
    return bool(words) and words[0].lower() in {"more", "others", "of", "were", "was"}


def _ends_with_word(before: str, word: str) -> bool:
    words = before[: len(before) - _sign_length(before.upper())].split()
    if len(words) > 1 and words[-1] in bounds("before"):
        words.pop()
    return bool(words) and words[-1] == word


def _without_bound(words: str) -> str:
    """ "of more than" as "of": the whole may be bounded too."""
    for opening in ("of ", "out of "):
        if words.startswith(opening) and words.removeprefix(opening) in bounds("before"):
            return opening.strip()
    return words


def _dressed(text: str, amount: Amount) -> Amount:
    """The amount with its sign, currency, measure and bounds."""
    amount = _with_sign(text, amount)
    amount = _with_minus(text, _with_measure(text, amount))
    return _with_bounds_after(text, _with_bounds_before(text, amount))


def _with_sign(text: str, amount: Amount) -> Amount:
    """Money signs before the figure, and "minus"."""
    before = text[max(0, amount.first - 8) : amount.first]
    length = _sign_length(before)
    negative = 0
    if before.lower().endswith(("minus ", "minus-")):
        negative = len("minus ")
    elif before.endswith("-") and _sign_length(before[:-1]):
        negative, length = 1, _sign_length(before[:-1])
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
    """ "-5°C", "(−0.2%)": a dash that touches the figure and nothing before it is a minus."""
    dash = text[max(0, amount.start - 2) : amount.start]
    signed = dash[-1:] in {"-", "−"} and not dash[:-1].strip(" (\u00a0")
    if not signed or amount.unit not in SIGNED or amount.high is None or amount.low < 0:
        return amount
    return replace(amount, start=amount.start - 1, low=-amount.high, high=-amount.low)


def _measure_end(text: str, at: int) -> tuple[tuple[str, str] | None, int]:
    """The (unit, kind) of the measure or currency word at `at`, and where it ends."""
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
    """Measures and currency words after the figure; "30m" is metres or millions."""
    known, end = _measure_end(text, amount.end)
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
    """ "a 20-vehicle convoy", "an 11 member council": the singular noun before another counts."""
    found = _NOUN_BESIDE.match(text, amount.end)
    noun = (found[1] or found[2]).lower() if found else ""
    if found is None or noun not in things()["hyphenated"] or amount.low <= 1:
        return amount
    return replace(amount, end=found.end(), unit=HEADS.get(noun, noun), measure="noun")


def _millions(text: str, amount: Amount, known: tuple[str, str] | None) -> Amount:
    """ "$30m" and "30m people" are millions; "30m long" is metres."""
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
    """ "at least", "up to", "nearly" …: the longest phrase of up to five words that ends here."""
    if amount.start and text[amount.start - 1] in "~≈><≥≤":
        sign = bounds("before")[text[amount.start - 1]]
        return replace(amount, start=amount.start - 1, bound=sign)
    if text[max(0, amount.start - 5) : amount.start].lower().strip() == "sub-":
        return replace(amount, start=amount.start - 4, bound="less_than")
    opening = max(0, amount.start - LOOK_BEHIND)
    words = list(_BEFORE_WORD.finditer(text, opening, amount.start))
    for first in range(max(0, len(words) - 5), len(words)):
        phrase = " ".join(word[0].lower() for word in words[first:])
        bound = bounds("before").get(phrase)
        beneath = phrase in PLACE_WORDS - {"over"} and amount.kind == "words" and not amount.unit
        if bound is not None and not _place_over(words, first) and not beneath:
            return replace(amount, start=words[first].start(), bound=bound)
    return amount


def _place_over(words: list[re.Match[str]], first: int) -> bool:
    """Whether "over" tells where: "control over 12 villages"."""
    before = words[first - 1][0].lower() if first else ""
    return words[first][0].lower() in PLACE_WORDS and before in not_counts()["over_place"]


def _with_bounds_after(text: str, amount: Amount) -> Amount:
    """ "110,000+", "100 or more", "40-odd", "5 km or so"."""
    for at in {amount.last, amount.end}:
        for phrase, after in bounds("after").items():
            spaced = phrase if phrase[0] in "+-" else " " + phrase
            end = at + len(spaced)
            if text[at:end].lower() == spaced and not text[end : end + 1].isalnum():
                last = end if at == amount.last else amount.last
                return replace(amount, end=max(end, amount.end), last=last, bound=after)
    return amount

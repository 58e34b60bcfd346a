"""Figures as said: ranges and parts of wholes joined. Strings only, no parse."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from sayso.lexicon.quantities import bounds, currency_signs, not_counts
from sayso.stages.quantities.modifiers import (
    LOOK_BEHIND,
    Amount,
    dressed,
    measure_end,
    sign_length,
)
from sayso.text.numerals import Numeral, find_numerals, read_digits

LONGEST_GAP = 48
LONGEST_NOT = 14
NOT_ONE = re.compile(r"\bnot (?:a single )?$", re.IGNORECASE)

_NOUN_OUT_OF = re.compile(r"(?:[\w’'-]+ ){1,3}out of(?: the| a total of| all)?")
_OF_OWNER = re.compile(r"of (?:[\w-]+ ){0,2}[\w-]+(?:'s|’s|s'|s’)")
_OF = frozenset(
    "of,of the,of its,of their,of these,of those,of his,of all,out of,out of the,out of a total of,"
    "of a total of,of the total,from a total of,of an estimated,of all the,of our,out of every,"
    "of every".split(",")
)
_DASHES = frozenset("-–—‑")
_TO = frozenset({"to", "-to-", "to-", "-to", "–to–"})


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
        found.append(dressed(text, amount))
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
    fits = bare in _OF or _one_in(amount, words, following)
    fits = fits or bool(_NOUN_OUT_OF.fullmatch(words) or _OF_OWNER.fullmatch(words))
    if not fits or amount.kind in {"vague", "fraction", "score"} or following.high is None:
        return None
    if amount.high is None or following.kind == "fraction" or following.low < amount.low:
        return None
    low, high, start = amount.low, amount.high, amount.start
    if text[max(0, start - 8) : start].lower() == "all but ":
        low, high, start = following.low - high, following.low - low, start - 8
    none = NOT_ONE.search(text, max(0, start - LONGEST_NOT), start) if low == 1 else None
    if none is not None:
        low, high, start = 0.0, 0.0, none.start()
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
    measured = measure_end(text, start)[1]
    gap = text[min(measured, end) : end]
    words = gap[: len(gap) - sign_length(gap)].strip().lower()
    return words if len(words) < 8 else None


def _other_kind(text: str, end: int, start: int) -> bool:
    """Whether the figures measure different things: "fell 7% to $2.3 billion", "5 cents to $2"."""
    known, measured = measure_end(text, end)
    gap = text[measured:start]
    length = sign_length(gap)
    if known is None or not length:
        return False
    return known[0] != currency_signs()[gap[-length:].removesuffix(" ")]


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
    words = before[: len(before) - sign_length(before.upper())].split()
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
    words = before[: len(before) - sign_length(before.upper())].split()
    if len(words) > 1 and words[-1] in bounds("before"):
        words.pop()
    return bool(words) and words[-1] == word


def _without_bound(words: str) -> str:
    """ "of more than" as "of": the whole may be bounded too."""
    for opening in ("of ", "out of "):
        if words.startswith(opening) and words.removeprefix(opening) in bounds("before"):
            return opening.strip()
    return words

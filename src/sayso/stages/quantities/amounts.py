"""Amounts as written: ranges and parts of wholes joined. Strings only, no parse."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from sayso.lexicon.quantities import bounds, currency_signs, not_counts
from sayso.record.trace import Rule, decide, first_that_holds
from sayso.stages.quantities.modifiers import (
    LOOKBACK,
    Amount,
    measure_end,
    sign_length,
    with_modifiers,
)
from sayso.text.numerals import Numeral, find_numerals, read_digits

LONGEST_GAP = 48
LONGEST_NOT = 14
EVERY_ONE = re.compile(r"\b(?:every|each)(?: single)? $", re.IGNORECASE)
TOLLS = frozenset({"toll", "number", "total", "tally", "count"})
LEAST = re.compile(
    r"(?:(?P<phrase>at (?:the very )?least|not? (?:fewer|less) than|as few as"
    r"|(?:(?:a|the) )?min(?:imum|\.)?(?: of| at|:)?)"
    r"|(?:(?:a|the) )?minimum (?:[a-z-]+ ){1,5}(?:of|as|at)) $"
)
"""What stands before the lower end of a range: a `phrase`, or "a minimum death toll of"."""

MOST = re.compile(
    r",? ?(?:and |or |but |to |with )?(?:(?:possibly|perhaps) )?"
    r"(?:up to|at (?:the )?most|as many as|not? more than"
    r"|(?:(?:a|the) )?max(?:imum|\.)?(?: of| as| at|:)?)"
)
"""What stands between the ends of such a range."""

LONGEST_LINK = 28
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
    """Return the amounts of one sentence in order, ranges and parts of wholes joined."""
    numerals = find_numerals(text)
    amounts: list[Amount] = []
    at = 0
    while at < len(numerals):
        amount = _alone(numerals[at])
        at += 1
        for join in (_join_restated, _join_range, _join_whole):
            following = numerals[at] if at < len(numerals) else None
            joined = join(text, amount, following) if following is not None else None
            if joined is not None:
                amount, at = joined, at + 1
        amounts.append(_with_all(text, with_modifiers(text, amount)))
    return amounts


def _join_restated(text: str, amount: Amount, following: Numeral) -> Amount | None:
    """Return "fourteen (14)" as one amount: the same number in words and in digits."""
    opened = text[amount.end : following.start].strip() == "(" and text[following.end :][:1] == ")"
    same = amount.low == following.low and amount.high == following.high
    if not opened or not same or amount.kind == following.kind:
        return None
    return replace(amount, end=following.end + 1, last=following.end + 1)


ALL_OF = re.compile(r"\b(?:each|all|every) of (?:the|these|those|its|their|our|his|her) $", re.I)
LONGEST_ALL = 20


def _with_all(text: str, amount: Amount) -> Amount:
    """Return the 19 of "each of the 19 rockets" as 19 of 19."""
    if amount.whole is not None or amount.bound != "exact" or amount.high != amount.low:
        return amount
    said = ALL_OF.search(text, max(0, amount.start - LONGEST_ALL), amount.start)
    if said is None or amount.unit is not None or amount.low < 2:
        return amount
    return replace(amount, start=said.start(), whole=amount.low)


def _alone(numeral: Numeral) -> Amount:
    return Amount(
        start=numeral.start,
        end=numeral.end,
        first=numeral.start,
        number=numeral.end,
        last=numeral.end,
        low=numeral.low,
        high=numeral.high,
        kind=numeral.kind,
        grouped=numeral.grouped or numeral.scaled,
        dotted=numeral.dotted,
        rules=(numeral.rule,),
    )


@dataclass(frozen=True, slots=True)
class RangeEnds:
    """An amount and the numeral after it, which may be the ends of one range `low` to `high`.

    `gap` is what joins them and `before` what stands before them, both in lower case; `spaced`
    says that white space follows the amount.
    """

    text: str
    amount: Amount
    following: Numeral
    gap: str
    before: str
    low: float
    high: float
    spaced: bool

    @property
    def far(self) -> bool:
        """Return whether the ends are so far apart that few would call them one range."""
        return self.high > 3 * self.low

    def joined(self, start: int, *, dashed: bool = False) -> Amount:
        """Return the range as one amount, which begins at `start`."""
        return replace(
            self.amount,
            start=start,
            end=self.following.end,
            last=self.following.end,
            low=self.low,
            high=self.high,
            grouped=self.amount.grouped or self.following.grouped or self.following.scaled,
            dashed=dashed,
        )


def _join_range(text: str, amount: Amount, following: Numeral) -> Amount | None:
    """Return the range that the two numerals are the ends of, by the first rule of RANGES."""
    gap = _bare_gap(text, amount.end, following.start)
    if gap is None or _other_kind(text, amount.end, following.start):
        return None
    if {amount.kind, following.kind} & {"vague", "fraction"}:
        return None
    before = text[max(0, amount.start - LOOKBACK) : amount.start].lower()
    low, high = _shared_scale(text, amount, following)
    spaced = text[amount.end].isspace()
    ends = RangeEnds(text, amount, following, gap, before, low, high, spaced)
    decided = decide(RANGES, ends)
    return None if decided is None else replace(decided[1], rules=(*amount.rules, decided[0]))


def _with_to(ends: RangeEnds) -> Amount | None:
    """Join "10 to 12" and "from 10 to 12"; "rose from 10 to 12" is a change."""
    if ends.gap not in _TO or ends.high < ends.low or _is_change(ends.before, ends.far):
        return None
    start = ends.amount.start
    if _ends_with_word(ends.before, "from"):
        start = _start_of("from", ends.text, start)
    return ends.joined(start)


def _score(ends: RangeEnds) -> Amount | None:
    """Join "2-0", which counts nothing: its second number is not the larger one."""
    if ends.gap not in _DASHES or ends.high > ends.low or ends.spaced:
        return None
    if ends.amount.grouped or ends.following.grouped:
        return None
    end = ends.following.end
    return replace(ends.amount, last=end, end=end, kind="score", dashed=True)


def _with_dash(ends: RangeEnds) -> Amount | None:
    """Join "10-12"; a spaced dash may open a clause: "killed 12 – 30 more were hurt"."""
    if ends.gap not in _DASHES or ends.high <= ends.low:
        return None
    if ends.spaced and _starts_afresh(ends.text, ends.following.end):
        return None
    return ends.joined(ends.amount.start, dashed=True)


def _between_and(ends: RangeEnds) -> Amount | None:
    """Join "between 10 and 12"; without "between" they are two amounts."""
    if ends.gap != "and" or ends.high < ends.low or not _ends_with_word(ends.before, "between"):
        return None
    return ends.joined(_start_of("between", ends.text, ends.amount.start))


def _least_to_most(ends: RangeEnds) -> Amount | None:
    """Join "at least 10 and up to 12", "a minimum of 10 and a maximum of 12"."""
    least = LEAST.search(ends.before) if MOST.fullmatch(ends.gap) else None
    if least is None or ends.high < ends.low:
        return None
    return ends.joined(ends.amount.start - len(least["phrase"] or "") - bool(least["phrase"]))


def _with_or(ends: RangeEnds) -> Amount | None:
    """Join "five or six"; far apart they are alternatives."""
    if ends.gap != "or" or ends.high < ends.low or ends.far:
        return None
    return ends.joined(ends.amount.start)


RANGES: tuple[Rule[Callable[[RangeEnds], Amount | None]], ...] = (
    Rule("range with to", "The shells killed 10 to 12 soldiers.", _with_to),
    Rule("score", "The home side won 2-0 in the capital.", _score),
    Rule("range with a dash", "The shells killed 10-12 soldiers.", _with_dash),
    Rule("between and", "The shells killed between 10 and 12 soldiers.", _between_and),
    Rule("least to most", "At least 10 and up to 12 soldiers were killed.", _least_to_most),
    Rule("range with or", "The shells killed five or six soldiers.", _with_or),
)


def _start_of(word: str, text: str, start: int) -> int:
    """Return where the last `word` before `start` begins; `start` when none stands near."""
    opening = max(0, start - LOOKBACK)
    starts = [match.start() for match in re.finditer(rf"(?i:\b{word}\b)", text[opening:start])]
    return opening + starts[-1] if starts else start


def _join_whole(text: str, amount: Amount, following: Numeral) -> Amount | None:
    """Return the amount as a part of the whole that follows it, by the first rule of WHOLES."""
    if amount.kind in {"vague", "fraction", "score"} or following.high is None:
        return None
    if amount.high is None or following.kind == "fraction" or following.low < amount.low:
        return None
    gap = text[amount.end : following.start] if following.start - amount.end < LONGEST_GAP else ""
    words = " ".join(gap.lower().split())
    rule = first_that_holds(WHOLES, words, amount, following)
    if rule is None:
        return None
    return replace(_part_of(text, amount, following), rules=(*amount.rules, rule))


def _part_of(text: str, amount: Amount, following: Numeral) -> Amount:
    """Return the amount with its whole: "563 of 598", "all but one of 75", "not one of 20"."""
    low, high, start = amount.low, amount.high or amount.low, amount.start
    counts_all = EVERY_ONE.search(text, max(0, start - LONGEST_NOT), start) if low == 1 else None
    if counts_all is not None:
        low, high, start = following.low, following.low, counts_all.start()
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


def _of_number(words: str, _amount: Amount, _following: Numeral) -> bool:
    return _without_bound(words) in _OF


def _one_in(words: str, amount: Amount, following: Numeral) -> bool:
    """Return whether "one in five" is a share; beyond ten "in" says where."""
    return words == "in" and amount.low < following.low <= 10 and amount.kind == "words"


def _noun_out_of(words: str, _amount: Amount, _following: Numeral) -> bool:
    return bool(_NOUN_OUT_OF.fullmatch(words))


def _of_owner(words: str, _amount: Amount, _following: Numeral) -> bool:
    return bool(_OF_OWNER.fullmatch(words))


WHOLES: tuple[Rule[Callable[[str, Amount, Numeral], bool]], ...] = (
    Rule("part of a number", "Crews shot down 563 of 598 drones.", _of_number),
    Rule("one in so many", "One in five houses was destroyed.", _one_in),
    Rule("noun out of a number", "Crews shot down 20 drones out of 34.", _noun_out_of),
    Rule("part of an owner's number", "Shells hit 12 of the city's 40 schools.", _of_owner),
)


def _bare_gap(text: str, start: int, end: int) -> str | None:
    """Return what joins two amounts, a measure after the first and a currency sign left out."""
    if not 0 < end - start < LONGEST_GAP:
        return None
    measured = measure_end(text, start)[1]
    gap = text[min(measured, end) : end]
    words = gap[: len(gap) - sign_length(gap)].strip().lower()
    return words if len(words) < LONGEST_LINK else None


def _other_kind(text: str, end: int, start: int) -> bool:
    """Return whether the two are in different units: "fell 7% to $2.3 billion", "5 cents to $2"."""
    known, measured = measure_end(text, end)
    gap = text[measured:start]
    length = sign_length(gap)
    if known is None or not length:
        return False
    return known[0] != currency_signs()[gap[-length:].removesuffix(" ")]


def _shared_scale(text: str, amount: Amount, following: Numeral) -> tuple[float, float]:
    """Return low and high of a range; the scale of "10 to 12 million" belongs to both ends."""
    low, high = amount.low, following.low
    if not following.scaled or amount.kind != "digits" or low >= 1000 or low >= high:
        return low, high
    plain = read_digits(re.split(r"[^\d.,]", text[following.start : following.end])[0])
    own_scale = any(letter.isalpha() for letter in text[amount.first : amount.number])
    if plain and low <= plain and not own_scale:
        return round(low * (high / plain), 6), high
    return low, high


def _is_change(before: str, far: bool) -> bool:
    """Return whether "rose from A to B" is a rise; after "by" only where B is `far` off."""
    words = before[: len(before) - sign_length(before.upper())].split()
    by = far or not TOLLS.isdisjoint(words)  # "the toll rose by 6 to 18": to a toll of 18
    return (
        bool(words)
        and words[-1] in ({"from", "by"} if by else {"from"})
        and any(word in not_counts()["change"] for word in words)
    )


def _starts_afresh(text: str, end: int) -> bool:
    """Return whether the number after a dash opens a clause: "killed 12 – 30 more were hurt"."""
    words = text[end : end + 16].split()
    return bool(words) and words[0].lower() in {"more", "others", "of", "were", "was"}


def _ends_with_word(before: str, word: str) -> bool:
    words = before[: len(before) - sign_length(before.upper())].split()
    if len(words) > 1 and words[-1] in bounds("before"):
        words.pop()
    return bool(words) and words[-1] == word


def _without_bound(words: str) -> str:
    """Return "of" for "of more than": the whole may be bounded too."""
    for opening in ("of ", "out of "):
        if words.startswith(opening) and words.removeprefix(opening) in bounds("before"):
            return opening.strip()
    return words

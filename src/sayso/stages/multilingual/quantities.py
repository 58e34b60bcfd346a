"""What is counted and measured in a language without a parser, and what happened to it.

A word that says what happened holds for the counts of its own part of the sentence first, then for
those of the list that goes on behind it; a heading holds for the lines of its list.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from sayso.lexicon.multilingual_quantities import (
    UNKNOWN,
    RoleWord,
    beside,
    cells,
    role_told,
    role_words,
)
from sayso.lexicon.quantities import is_a
from sayso.record import Block, Quantity, Span
from sayso.record.document import BODY_KINDS
from sayso.stages.multilingual.amounts import (
    DASHES,
    FoundAmount,
    SentenceWords,
    find_amounts,
)
from sayso.stages.multilingual.counted import CountedNoun, counts_nothing, find_counted
from sayso.stages.multilingual.sentences import sentences
from sayso.stages.multilingual.words import words_of

SHORTEST_VERB = 4
NEAR = 2
"""Words between a bare number and what says that it counts."""

BRACKETS = frozenset("()")
PARTS = frozenset(",;:")
"""Marks between the parts of a sentence; a dash with words around it is one too."""

IN_THE_AIR = frozenset({"launched", "intercepted", "hit"})
"""What becomes of weapons: "64 дрона сбиты, семь достигли целей" counts drones twice."""

HARM = frozenset({"killed", "injured", "hospitalised", "missing", "rescued", "evacuated"})
"""What happens to persons, who need not be named: "three were killed"."""


@dataclass(frozen=True, slots=True)
class Told:
    """Words of a sentence that say what happened, `first` to `last`, half-open."""

    first: int
    last: int
    words: tuple[RoleWord, ...]


@dataclass(frozen=True, slots=True)
class Counted:
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


def read_quantities(text: str, blocks: Sequence[Block], code: str) -> tuple[Quantity, ...]:
    """Return every count and measure of the blocks of a text, in its order."""
    quantities: list[Quantity] = []
    heading: Told | None = None
    for block in blocks:
        if block.kind not in BODY_KINDS and block.kind != "heading":
            continue
        for span in sentences(text, block.span, code):
            words = words_of(text, span)
            page = SentenceReader(
                SentenceWords(code, text, words, [word.folded for word in words]), heading
            )
            quantities += page.read(quantities[-1:] if quantities else [])
            heading = page.heading_below()
    return tuple(quantities)


class SentenceReader:
    """Reads one sentence or line; `heading` is what the heading of its list says happened."""

    def __init__(self, sentence: SentenceWords, heading: Told | None) -> None:
        self.sentence = sentence
        self.heading = heading
        self.told = list(_told(sentence))
        self.counted = _led_to_wholes(sentence, list(self._counted()))
        self.brackets = frozenset(self._brackets())

    def read(self, before: Sequence[Quantity]) -> Iterator[Quantity]:
        """Yield the quantities of the sentence."""
        done: list[Quantity] = list(before)
        last_told: Told | None = None
        for each in self.counted:
            told, role = self._role(each, last_told, done)
            if not self._is_count(each, told, role, done):
                continue
            last_told = told or last_told
            if each.is_whole and (told is None or not each.first <= told.first < each.last):
                role = "launched" if is_a(each.noun.unit, "incoming") else None
            made = self._quantity(each, role, done)
            yield made
            done.append(made)
            if each.whole is not None and not each.apart:
                yield self._whole(each, made)

    def _is_count(
        self, each: Counted, told: Told | None, role: str | None, done: Sequence[Quantity]
    ) -> bool:
        """Return whether a number without a noun counts all the same: what happened says of what,
        stands beside it, or is what happened to the counts before it."""
        if each.noun.unit is not None or each.whole is not None or each.amount.signed:
            return True
        if each.amount.numeral.single:
            return False
        if each.counts == UNKNOWN or role in HARM:
            return True
        if told is None or role is None:
            return False
        return _gap(told, each)[0] <= NEAR or (len(done) > 0 and done[-1].role == role)

    def heading_below(self) -> Told | None:
        """Return what this line says happened to the items of the list below it."""
        words = self.sentence.words
        if not any(word.kind in ("word", "name", "number") for word in words):
            return self.heading
        if not self.counted or self.sentence.is_mark(len(words) - 1, ":"):
            return self.told[-1] if self.told else None
        return self.heading if self._is_item() else None

    def _is_item(self) -> bool:
        """Return whether the line is an item of a list: a mark or its count opens it, or the
        counted stands before its number."""
        if any(not each.noun.behind for each in self.counted):
            return True
        opens = self.sentence.words[0].kind in ("mark", "number") or self.counted[0].first == 0
        return opens and not self._own_told()

    def _own_told(self) -> list[Told]:
        return [each for each in self.told if not self._inside_noun(each)]

    def _inside_noun(self, told: Told) -> bool:
        return any(each.first <= told.first < each.last for each in self.counted)

    def _counted(self) -> Iterator[Counted]:
        """Yield the amounts that count or measure, each with its noun and its whole."""
        amounts = list(find_amounts(self.sentence))
        skipped = -1
        for place, amount in enumerate(amounts):
            if amount.first < skipped or counts_nothing(self.sentence, amount):
                continue
            noun = find_counted(self.sentence, amount)
            following = amounts[place + 1] if place + 1 < len(amounts) else None
            whole = self._whole_of(amount, noun, following)
            if whole is None:
                yield Counted(amount, noun)
                continue
            noun = find_counted(self.sentence, whole)
            skipped = whole.last
            yield Counted(amount, replace(noun, first=amount.first), whole)

    def _whole_of(
        self, amount: FoundAmount, noun: CountedNoun, following: FoundAmount | None
    ) -> FoundAmount | None:
        """Return the amount that this one is a part of: "95 зі 101 БпЛА"."""
        if following is None or following.numeral.low < amount.numeral.low:
            return None
        out_of = beside(self.sentence.code, "out_of")
        at = noun.last if noun.unit is not None and noun.behind else amount.last
        met = self.sentence.phrase(out_of, at)
        if (
            met is None
            or at + met[0] != following.first
            or counts_nothing(self.sentence, following)
        ):
            return None
        whole = find_counted(self.sentence, following)
        if at > amount.last and whole.unit not in (None, noun.unit):
            return None
        return None if whole.unit is None and noun.unit is None else following

    def _role(
        self, each: Counted, earlier: Told | None, done: Sequence[Quantity]
    ) -> tuple[Told | None, str | None]:
        """Return what happened to the counted, and the words that say so.

        A bare number of a list counts what the list does: "12 БПЛА над Брянской, три над Курской".
        """
        if each.noun.measure and not is_a(each.noun.unit, "land"):
            return None, None
        if self._before(each, "parent") or (
            self._before(each, "inside") and is_a(each.noun.unit, "area")
        ):
            return None, None
        for told in self._nearest(each, earlier):
            carried = each.counts is None and done and told in (earlier, self.heading)
            role = role_told(told.words, done[-1].unit if carried else each.counts)
            if role is not None:
                return told, role or None
        return None, None

    def _nearest(self, each: Counted, earlier: Told | None) -> Iterator[Told]:
        """Yield the words that may say what happened to the counted, the likeliest first."""
        bodies = (told for told in self.told if told.last == each.first and _is_of_bodies(told))
        yield from bodies
        yield from (told for told in self.told if each.first <= told.first < each.last)
        left, right = self._part(each)
        own = [told for told in self._own_told() if left <= told.first < right]
        yield from sorted(own, key=lambda told: _gap(told, each))
        if self._before(each, "onto"):
            yield from (told for told in self.told if left <= told.first < each.first)
        if not self._has_verb(left, right):
            if earlier is not None:
                yield earlier
            yield from (told for told in reversed(self._own_told()) if told.last <= left)
        if self.heading is not None and not self._own_told():
            yield self.heading
        yield from self._behind(right)

    def _before(self, each: Counted, kind: str) -> bool:
        """Return whether a word of a kind of quantity_not_counts.tsv stands before the counted."""
        return self.sentence.phrase_before(beside(self.sentence.code, kind), each.first) is not None

    def _has_verb(self, left: int, right: int) -> bool:
        """Return whether a part has a verb that the tables of roles don't know."""
        endings = cells(self.sentence.code, "verb")
        return any(
            word.kind == "word"
            and len(word.folded) > SHORTEST_VERB
            and word.folded.endswith(endings)
            and not word.is_capital
            and not any(each.first <= at < each.last for each in self.counted)
            for at, word in enumerate(self.sentence.words[left:right], left)
        )

    def _behind(self, right: int) -> Iterator[Told]:
        """Yield the words behind a list that say what happened to all of it.

        "5 сёл и 2 города обстреляны", "11 человек, в том числе ребёнок, погибли".
        """
        told = next((each for each in self._own_told() if each.first >= right), None)
        if told is None:
            return
        code = self.sentence.code
        listed = any(right < other.first < told.first for other in self.counted)
        joined = self.sentence.phrase(beside(code, "and"), right) is not None
        part = self.sentence.phrase(beside(code, "including"), right + 1) is not None
        if part or ((listed or joined) and not self._has_verb(right, told.first)):
            yield told

    def _part(self, each: Counted) -> tuple[int, int]:
        """Return where the part of the sentence around the counted begins and ends."""
        left, right = each.first, each.last
        while left > 0 and not self._divides(left - 1):
            left -= 1
        if not each.noun.behind and self.sentence.is_mark(right, DASHES):
            right += 1  # "атак — 52 — відбито"
        while right < len(self.sentence.words) and not self._divides(right):
            right += 1
        return left, right

    def _divides(self, at: int) -> bool:
        """Return whether a word or mark divides parts: a comma, a dash, an "and" before a count."""
        if self.sentence.is_mark(at, BRACKETS):
            return at in self.brackets
        return self.sentence.is_mark(at, PARTS | DASHES) or (
            self.sentence.phrase(beside(self.sentence.code, "and"), at) is not None
        )

    def _brackets(self) -> Iterator[int]:
        """Yield the brackets that hold a count; others only explain a word: "збитих (уламки)"."""
        opened: int | None = None
        for at in range(len(self.sentence.words)):
            if self.sentence.is_mark(at, "("):
                opened = at
            elif self.sentence.is_mark(at, ")") and opened is not None:
                if any(opened < each.first < at for each in self.counted):
                    yield from (opened, at)
                opened = None

    def _quantity(self, each: Counted, role: str | None, done: Sequence[Quantity]) -> Quantity:
        numeral = each.amount.numeral
        unit = each.noun.unit
        if each.counts is None and done and role is not None:
            fate = {role, done[-1].role} <= IN_THE_AIR
            unit = done[-1].unit if role == done[-1].role or fate else None
        if unit is None and role in HARM:
            unit = "person"
        whole = each.whole.numeral.low if each.whole is not None else None
        if each.amount.signed and done:
            unit, role = done[-1].unit, done[-1].role
        elif whole is None:
            whole = self._larger(each, done)
        return Quantity(
            self._span(each.first, each.last),
            numeral.low,
            numeral.high,
            whole,
            unit,
            role,
            each.amount.bound,
            "up" if each.amount.signed else None,
        )

    def _larger(self, each: Counted, done: Sequence[Quantity]) -> float | None:
        """Return the count that this one is named as part of: "11 цивільних, зокрема 2 дитини"."""
        met = self.sentence.phrase_before(beside(self.sentence.code, "including"), each.first)
        if met is None or not done or done[-1].high is None:
            return None
        larger = done[-1]
        if not is_a(larger.unit, "person") and larger.unit != each.noun.unit:
            return None
        return larger.low if larger.low >= each.amount.numeral.low else None

    def _whole(self, each: Counted, part: Quantity) -> Quantity:
        """Return the whole of a part: all that were launched, where some were intercepted."""
        assert each.whole is not None  # noqa: S101
        numeral = each.whole.numeral
        launched = part.role == "intercepted" and is_a(part.unit, "incoming")
        return Quantity(
            self._span(each.whole.first, each.last),
            numeral.low,
            numeral.high,
            None,
            part.unit,
            "launched" if launched else None,
            each.whole.bound,
        )

    def _span(self, first: int, last: int) -> Span:
        words = self.sentence.words
        return Span(words[first].start, words[last - 1].end)


def _told(sentence: SentenceWords) -> Iterator[Told]:
    """Yield the words that say what happened, the longest phrase at each place."""
    at = 0
    while at < len(sentence.words):
        length, words = role_words(sentence.code).all_at(sentence.folded, at)
        if words:
            yield Told(at, at + length, tuple(words))
        at += max(length, 1)


def _led_to_wholes(sentence: SentenceWords, counted: list[Counted]) -> list[Counted]:
    """Return the counts, a bare one that follows its whole with that and its unit."""
    led: list[Counted] = []
    for each in counted:
        bare = each.counts is None and each.whole is None and not each.amount.signed
        whole = led[-1] if led and bare and _opens_part(sentence, led[-1]) else None
        if whole is None or whole.amount.numeral.low < each.amount.numeral.low:
            led.append(each)
            continue
        led[-1] = replace(whole, is_whole=True)
        noun = replace(each.noun, unit=whole.noun.unit)
        led.append(replace(each, noun=noun, whole=whole.amount, apart=True))
    return led


def _opens_part(sentence: SentenceWords, each: Counted) -> bool:
    """Return whether a count stands behind "of" at the beginning of its part: "из 73 ракет"."""
    met = sentence.phrase_before(beside(sentence.code, "out_of"), each.first)
    if met is None or each.noun.unit is None:
        return False
    before = each.first - met[0] - 1
    return before < 0 or sentence.is_mark(before, PARTS)


def _is_of_bodies(told: Told) -> bool:
    """Return whether the counted dead were found: "тела одиннадцати погибших"."""
    return any(each.place == "object:body" for each in told.words)


def _gap(told: Told, each: Counted) -> tuple[int, int]:
    """Return how far words are from the counted; of equally far ones those before it come first."""
    if told.last <= each.first:
        return each.first - told.last, 0
    return told.first - each.last, 1

"""What is counted and measured in a language without a parser, and what happened to it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from sayso.lexicon.multilingual_quantities import UNKNOWN, words_near
from sayso.lexicon.quantities import is_a
from sayso.record import Block, Quantity, Span
from sayso.record.document import BODY_KINDS
from sayso.stages.multilingual.amounts import SentenceWords
from sayso.stages.multilingual.counts import CountInSentence, read_counts
from sayso.stages.multilingual.roles import RoleFinder, RolePhrase, gap
from sayso.stages.multilingual.sentences import sentences
from sayso.stages.multilingual.words import pieces_of

NEAR = 2
"""Words between a bare number and what says that it counts."""

IN_THE_AIR = frozenset({"launched", "intercepted", "hit"})
"""What becomes of weapons: "64 дрона сбиты, семь достигли целей" counts drones twice."""

HARM = frozenset({"killed", "injured", "hospitalised", "missing", "rescued", "evacuated"})
"""What happens to persons, who need not be named: "three were killed"."""


def read_quantities(text: str, blocks: Sequence[Block], code: str) -> tuple[Quantity, ...]:
    """Return every count and measure of the blocks of a text, in its order."""
    quantities: list[Quantity] = []
    heading: RolePhrase | None = None
    for block in blocks:
        if block.kind not in BODY_KINDS and block.kind != "heading":
            continue
        first = len(quantities)
        for span in sentences(text, block.span, code):
            for words in pieces_of(text, span):
                page = SentenceReader(SentenceWords.of(code, text, words), heading)
                near = first < len(quantities) or heading is not None
                quantities += parts_of_list(text, list(page.read(quantities[-1:] if near else [])))
                heading = page.heading_below()
    return tuple(quantities)


def parts_of_list(text: str, figures: Sequence[Quantity]) -> Sequence[Quantity]:
    """Return the figures of a sentence, those that a list takes a total apart into with the total
    as their whole: "38 беспилотников: 21 над Белгородской областью, 12 над Курской".
    """
    for number, total in enumerate(figures[:-1]):
        items = [
            each
            for each in figures[number + 1 :]
            if (each.role, each.unit) == (total.role, total.unit) and each.whole is None
        ]
        if not items or total.change or sum(each.low for each in items) > total.low:
            continue
        if LIST_OPENS.search(text, total.as_said.end, items[0].as_said.start):
            return [replace(each, whole=total.low) if each in items else each for each in figures]
    return figures


LIST_OPENS = re.compile(r":|[^\S\n][—–-]\s")


class SentenceReader:
    """Reads one sentence or line; `heading` is what the heading of its list says happened."""

    def __init__(self, sentence: SentenceWords, heading: RolePhrase | None) -> None:
        self.sentence = sentence
        self.heading = heading
        self.counts = read_counts(sentence)
        self.roles = RoleFinder(sentence, self.counts, heading)

    def read(self, before: Sequence[Quantity]) -> Iterator[Quantity]:
        """Yield the quantities of the sentence."""
        done: list[Quantity] = list(before)
        last_phrase: RolePhrase | None = None
        for count in self.counts:
            phrase, role = self.roles.role(count, last_phrase, done)
            if not self._is_count(count, phrase, role, done):
                continue
            last_phrase = phrase or last_phrase
            if count.is_whole and (phrase is None or not count.first <= phrase.first < count.last):
                role = "launched" if is_a(count.noun.unit, "incoming") else None
            made = self._quantity(count, role, done)
            yield made
            done.append(made)
            if count.whole is not None and not count.apart:
                yield self._whole(count, made)

    def _is_count(
        self,
        each: CountInSentence,
        phrase: RolePhrase | None,
        role: str | None,
        done: Sequence[Quantity],
    ) -> bool:
        """Return whether a number without a noun counts all the same: what happened says of what,
        stands beside it, or is what happened to the counts before it."""
        if each.noun.unit is not None or each.whole is not None or each.amount.signed:
            return True
        if each.amount.numeral.single:
            return False
        if each.counts == UNKNOWN or role in HARM:
            return True
        if phrase is None or role is None:
            return False
        return gap(phrase, each)[0] <= NEAR or (len(done) > 0 and done[-1].role == role)

    def heading_below(self) -> RolePhrase | None:
        """Return what this line says happened to the items of the list below it."""
        words = self.sentence.words
        if not any(word.kind in ("word", "name", "number") for word in words):
            return self.heading
        if not self.counts or self.sentence.is_mark(len(words) - 1, ":"):
            return self.roles.phrases[-1] if self.roles.phrases else None
        return self.heading if self._is_item() else None

    def _is_item(self) -> bool:
        """Return whether the line is an item of a list: a mark or its count opens it, or the
        counted stands before its number."""
        if any(not each.noun.follows_number for each in self.counts):
            return True
        opens = self.sentence.words[0].kind in ("mark", "number") or self.counts[0].first == 0
        return opens and not self.roles.own

    def _quantity(
        self, each: CountInSentence, role: str | None, done: Sequence[Quantity]
    ) -> Quantity:
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

    def _larger(self, each: CountInSentence, done: Sequence[Quantity]) -> float | None:
        """Return the count that this one is named as part of: "11 цивільних, зокрема 2 дитини"."""
        met = self.sentence.phrase_before(words_near(self.sentence.code, "including"), each.first)
        if met is None or not done or done[-1].high is None:
            return None
        larger = done[-1]
        if not is_a(larger.unit, "person") and larger.unit != each.noun.unit:
            return None
        return larger.low if larger.low >= each.amount.numeral.low else None

    def _whole(self, each: CountInSentence, part: Quantity) -> Quantity:
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

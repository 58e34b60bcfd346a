"""What a sentence says happened to what it counts.

A word that says it holds for the counts of its own part of the sentence first, then for those of
the list that goes on; a heading holds for the lines of its list.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sayso.lexicon.multilingual_quantities import (
    RoleWord,
    cells,
    role_from,
    role_words,
    words_near,
)
from sayso.lexicon.quantities import is_a
from sayso.record import Quantity
from sayso.stages.multilingual.amounts import DASHES, SentenceWords
from sayso.stages.multilingual.counts import PARTS, CountInSentence

SHORTEST_VERB = 4
BRACKETS = frozenset("()")


@dataclass(frozen=True, slots=True)
class RolePhrase:
    """Words of a sentence that say what happened, `first` to `last`, half-open."""

    first: int
    last: int
    words: tuple[RoleWord, ...]


class RoleFinder:
    """Finds the roles of the counts of one sentence or line, below the heading of a list."""

    def __init__(
        self,
        sentence: SentenceWords,
        counts: Sequence[CountInSentence],
        heading: RolePhrase | None,
    ) -> None:
        self.sentence = sentence
        self.counts = counts
        self.heading = heading
        self.phrases = list(_role_phrases(sentence))
        self.brackets = frozenset(self._brackets())
        self.own = [each for each in self.phrases if not self._inside_noun(each)]

    def role(
        self, each: CountInSentence, earlier: RolePhrase | None, done: Sequence[Quantity]
    ) -> tuple[RolePhrase | None, str | None]:
        """Return what happened to the counted, and the words that say so.

        A bare number of a list counts what the list does: "12 БПЛА над Брянской, три над Курской".
        """
        if each.noun.measure and not is_a(each.noun.unit, "land"):
            return None, None
        if self._before(each, "parent") or (
            self._before(each, "inside") and is_a(each.noun.unit, "area")
        ):
            return None, None
        for phrase in self._nearest(each, earlier):
            carried = each.counts is None and done and phrase in (earlier, self.heading)
            role = role_from(phrase.words, done[-1].unit if carried else each.counts)
            if role is not None:
                return phrase, role or None
        return None, None

    def _nearest(self, each: CountInSentence, earlier: RolePhrase | None) -> Iterator[RolePhrase]:
        """Yield the words that may say what happened to the counted, the likeliest first."""
        bodies = (
            phrase for phrase in self.phrases if phrase.last == each.first and _is_of_bodies(phrase)
        )
        yield from bodies
        yield from (phrase for phrase in self.phrases if each.first <= phrase.first < each.last)
        left, right = self._part(each)
        own = [phrase for phrase in self.own if left <= phrase.first < right]
        yield from sorted(own, key=lambda phrase: gap(phrase, each))
        if self._before(each, "onto"):
            yield from (phrase for phrase in self.phrases if left <= phrase.first < each.first)
        if not self._has_verb(left, right):
            if earlier is not None:
                yield earlier
            yield from (phrase for phrase in reversed(self.own) if phrase.last <= left)
        if self.heading is not None and not self.own:
            yield self.heading
        yield from self._after_list(right)

    def _before(self, each: CountInSentence, kind: str) -> bool:
        """Return whether a word of a kind of quantity_not_counts.tsv stands before the counted."""
        return (
            self.sentence.phrase_before(words_near(self.sentence.code, kind), each.first)
            is not None
        )

    def _has_verb(self, left: int, right: int) -> bool:
        """Return whether a part has a verb that the tables of roles don't know."""
        endings = cells(self.sentence.code, "verb")
        return any(
            word.kind == "word"
            and len(word.folded) > SHORTEST_VERB
            and word.folded.endswith(endings)
            and not word.is_capital
            and not any(each.first <= at < each.last for each in self.counts)
            for at, word in enumerate(self.sentence.words[left:right], left)
        )

    def _after_list(self, right: int) -> Iterator[RolePhrase]:
        """Yield the words behind a list that say what happened to all of it.

        "5 сёл и 2 города обстреляны", "11 человек, в том числе ребёнок, погибли".
        """
        phrase = next((each for each in self.own if each.first >= right), None)
        if phrase is None:
            return
        code = self.sentence.code
        listed = any(right < other.first < phrase.first for other in self.counts)
        joined = self.sentence.phrase(words_near(code, "and"), right) is not None
        part = self.sentence.phrase(words_near(code, "including"), right + 1) is not None
        if part or ((listed or joined) and not self._has_verb(right, phrase.first)):
            yield phrase

    def _part(self, each: CountInSentence) -> tuple[int, int]:
        """Return where the part of the sentence around the counted begins and ends."""
        left, right = each.first, each.last
        while left > 0 and not self._divides(left - 1):
            left -= 1
        if not each.noun.follows_number and self.sentence.is_mark(right, DASHES):
            right += 1  # "атак — 52 — відбито"
        while right < len(self.sentence.words) and not self._divides(right):
            right += 1
        return left, right

    def _divides(self, at: int) -> bool:
        """Return whether a word or mark divides parts: a comma, a dash, an "and" before a count."""
        if self.sentence.is_mark(at, BRACKETS):
            return at in self.brackets
        return self.sentence.is_mark(at, PARTS | DASHES) or (
            self.sentence.phrase(words_near(self.sentence.code, "and"), at) is not None
        )

    def _brackets(self) -> Iterator[int]:
        """Yield the brackets that hold a count; others only explain a word: "збитих (уламки)"."""
        opened: int | None = None
        for at in range(len(self.sentence.words)):
            if self.sentence.is_mark(at, "("):
                opened = at
            elif self.sentence.is_mark(at, ")") and opened is not None:
                if any(opened < each.first < at for each in self.counts):
                    yield from (opened, at)
                opened = None

    def _inside_noun(self, phrase: RolePhrase) -> bool:
        return any(each.first <= phrase.first < each.last for each in self.counts)


def _role_phrases(sentence: SentenceWords) -> Iterator[RolePhrase]:
    """Yield the words that say what happened, the longest phrase at each place."""
    at = 0
    while at < len(sentence.words):
        length, words = role_words(sentence.code).all_at(sentence.folded, at)
        if words:
            yield RolePhrase(at, at + length, tuple(words))
        at += max(length, 1)


def _is_of_bodies(phrase: RolePhrase) -> bool:
    """Return whether the counted dead were found: "тела одиннадцати погибших"."""
    return any(each.place == "object:body" for each in phrase.words)


def gap(phrase: RolePhrase, each: CountInSentence) -> tuple[int, int]:
    """Return how far words are from the counted; of equally far ones those before it come first."""
    if phrase.last <= each.first:
        return each.first - phrase.last, 0
    return phrase.first - each.last, 1

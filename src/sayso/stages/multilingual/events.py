"""What is reported to have happened in a language without a parser: kinds of event by the words
that report them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import cast, get_args

from sayso.lexicon.multilingual_events import (
    TriggerRow,
    around,
    attack_of_means,
    scope,
    trigger_words,
)
from sayso.lexicon.multilingual_quantities import units, words_near
from sayso.lexicon.quantities import is_a, noun_classes
from sayso.record import Block, Event, Modality, Polarity, Span
from sayso.record.document import BODY_KINDS
from sayso.stages.events.codes import codes_of
from sayso.stages.events.kinds import is_attack
from sayso.stages.events.main import COSTS, DENIED, LATER_SENTENCE, SCOPES, UNCODED
from sayso.stages.multilingual.amounts import SentenceWords
from sayso.stages.multilingual.sentences import sentences
from sayso.stages.multilingual.words import pieces_of

SCORE = 0.75
"""Score of an event read by words alone, that of an English one whose parties are not said."""

FROM_AFAR = frozenset({"drone_missile_strike", "air_strike", "helicopter_strike", "shelling"})
HARMS = frozenset({"casualties", "damage"})
PARTS = frozenset(",;:()–—")
SCOPE_PLACES = ("beside", "before", "part")
CLOSE = 3
"""Words between "не" and what did not happen at most: "не було зафіксовано влучань"."""

FOLLOWED = 2
"""Sentences back to the strike that harm follows."""


@dataclass(frozen=True, slots=True)
class TriggerPhrase:
    """Words of a sentence that report an event, `first` to `last` half-open."""

    first: int
    last: int
    kind: str


def read_events(text: str, blocks: Sequence[Block], code: str) -> tuple[Event, ...]:
    """Return the events that the blocks of a text report, in its order."""
    events: list[Event] = []
    for block in blocks:
        if block.kind not in BODY_KINDS and block.kind != "heading":
            continue
        start, places = len(events), []
        for number, span in enumerate(sentences(text, block.span, code)):
            for words in pieces_of(text, span):
                read = list(SentenceEvents(SentenceWords.of(code, text, words)).read())
                events += read
                places += [number] * len(read)
        _link_harm(events, start, places)
        _mark_main(events, start, places)
    return tuple(events)


class SentenceEvents:
    """Reads the events of one sentence."""

    def __init__(self, sentence: SentenceWords) -> None:
        self.sentence = sentence
        self.units = list(units(sentence.code).met(sentence.folded))
        self.met: dict[str, list[tuple[int, int, str]]] = {}

    def read(self) -> Iterator[Event]:
        """Yield the events of the sentence, one for words of a kind that stand side by side."""
        before: TriggerPhrase | None = None
        for trigger in self._triggers():
            joined = before is not None and before.kind == trigger.kind
            if joined and before is not None and trigger.first - before.last <= 1:
                before = trigger
                continue
            before = trigger
            yield self._event(trigger)

    def _triggers(self) -> Iterator[TriggerPhrase]:
        at = 0
        while at < len(self.sentence.words):
            length, read_rows = trigger_words(self.sentence.code).all_at(self.sentence.folded, at)
            row = self._row(read_rows, at, at + length)
            if row is not None and row.kind is not None:
                yield TriggerPhrase(at, at + length, row.kind)
            at += length if row is not None else 1

    def _row(self, read_rows: Sequence[TriggerRow], first: int, last: int) -> TriggerRow | None:
        """Return the first row of a phrase whose conditions hold."""
        unit = self._unit_of(first, last) if any(row.when for row in read_rows) else None
        named = last < len(self.sentence.words) and self.sentence.words[last].is_capital
        for row in read_rows:
            if all(named if each == "name" else self._holds(each, unit) for each in row.when):
                return row
        return None

    def _unit_of(self, first: int, last: int) -> str | None:
        """Return what some words are about: the unit behind them in their part, else before."""
        left, right = self._part(first, last)
        said = [each for each in self.units if not self._is_where(each[0])] or self.units
        after = (each.unit for at, _, each in said if last <= at < right)
        before = (each.unit for at, _, each in reversed(said) if left <= at < first)
        elsewhere = (each.unit for at, _, each in said if at >= right)
        return next(chain(after, before, elsewhere), None)

    def _is_where(self, at: int) -> bool:
        """Return whether a unit is a place where or onto which: "скинула на село чотири бомби"."""
        code = self.sentence.code
        return any(
            self.sentence.phrase_before(words_near(code, kind), at) is not None
            for kind in ("onto", "inside")
        )

    def _holds(self, condition: str, unit: str | None) -> bool:
        """Return whether a condition holds of the sentence or of what its words are about."""
        if condition.startswith("!"):
            return not self._holds(condition[1:], unit)
        if condition.startswith("~"):
            return any(value == condition[1:] for _, _, value in self._around("word"))
        return unit is not None and _is_of(unit, condition)

    def _part(self, first: int, last: int) -> tuple[int, int]:
        """Return the part of the sentence around some words, between its marks."""
        left, right = first, last
        while left > 0 and not self.sentence.is_mark(left - 1, PARTS):
            left -= 1
        while right < len(self.sentence.words) and not self.sentence.is_mark(right, PARTS):
            right += 1
        return left, right

    def _event(self, trigger: TriggerPhrase) -> Event:
        left, right = self._part(trigger.first, trigger.last)
        polarity, modality = self._scope(trigger, left, right)
        kind, means, means_class = self._means(trigger, left, right)
        codes = codes_of(kind, means_class, polarity, modality, demand=False)
        return Event(
            kind,
            self._span(trigger.first, trigger.last),
            means=means,
            plover=codes.plover,
            acled=codes.acled,
            cameo=codes.cameo,
            polarity=polarity,
            modality=modality,
            means_class=means_class,
            hit_class=self._hit(kind, left, right),
            score=SCORE,
        )

    def _means(
        self, trigger: TriggerPhrase, left: int, right: int
    ) -> tuple[str, Span | None, str | None]:
        """Return the kind of an event once its means are known, their words and their class."""
        kind = trigger.kind
        if kind != "strike" and kind not in FROM_AFAR:
            return kind, None, None
        said = self._around("means")
        near = [each for each in said if left <= each[0] < right] or said
        attacks = attack_of_means()
        for first, last, means_class in near:
            made = attacks[means_class]
            if kind == "strike" and made in FROM_AFAR | {"remote_explosive"}:
                return made, self._span(first, last), means_class
            if kind == made:
                return kind, self._span(first, last), means_class
        return kind, None, None

    def _hit(self, kind: str, left: int, right: int) -> str | None:
        """Return what kind of target its part of the sentence names, for attacks and damage."""
        if kind != "damage" and not is_attack(kind):
            return None
        said = self._around("hit")
        return next((value for first, _, value in said if left <= first < right), None)

    def _scope(self, trigger: TriggerPhrase, left: int, right: int) -> tuple[Polarity, Modality]:
        """Return whether the event is denied or doubted, planned, threatened or only possible."""
        polarity: Polarity = "asserts"
        modality: Modality = "actual"
        for effect in self._effects(trigger, left, right):
            if effect in get_args(Polarity):
                if polarity == "asserts":
                    polarity = cast(Polarity, effect)
            elif modality == "actual":
                modality = cast(Modality, effect)
        return polarity, modality

    def _effects(self, trigger: TriggerPhrase, left: int, right: int) -> Iterator[str]:
        """Yield what the words around an event make of it, the nearest words first."""
        near = range(max(left, trigger.first - CLOSE), trigger.first)
        for first, last, effect in self._around("beside"):
            if first in near and not self._has_trigger(last, trigger.first):
                yield effect
        for _, last, effect in self._around("before"):
            if last <= trigger.first and self._reaches(last, trigger.first):
                yield effect
        for first, _, effect in self._around("part"):
            if left <= first < right:
                yield effect

    def _reaches(self, first: int, last: int) -> bool:
        """Return whether no mark parts two places, but one before "that": "спростував, що ..."."""
        that = around(self.sentence.code, "word")
        for at in range(first, last):
            if self.sentence.is_mark(at, PARTS):
                met = self.sentence.phrase(that, at + 1)
                if met is None or met[1] != "that":
                    return False
        return True

    def _around(self, what: str) -> list[tuple[int, int, str]]:
        """Return where words around events stand: those of a table, or of a place of scope."""
        if what not in self.met:
            code = self.sentence.code
            phrases = scope(code, what) if what in SCOPE_PLACES else around(code, what)
            self.met[what] = list(phrases.met(self.sentence.folded))
        return self.met[what]

    def _has_trigger(self, first: int, last: int) -> bool:
        triggers = trigger_words(self.sentence.code)
        return any(triggers.at(self.sentence.folded, at) for at in range(first, last))

    def _span(self, first: int, last: int) -> Span:
        words = self.sentence.words
        return Span(words[first].start, words[last - 1].end)


def _is_of(unit: str, name: str) -> bool:
    """Return whether a unit is of a class of things, or is the unit named."""
    return unit == name or (name in noun_classes() and is_a(unit, name))


def _link_harm(events: list[Event], start: int, places: Sequence[int]) -> None:
    """Lead the harm of a block back to the attack that it follows, the nearest one before it."""
    attack: int | None = None
    for number in range(start, len(events)):
        event = events[number]
        if is_attack(event.kind) and event.polarity == "asserts" and event.modality == "actual":
            attack = number
        elif attack is not None and event.kind in HARMS:
            back = places[number - start] - places[attack - start]
            events[number] = replace(event, follows=attack if back <= FOLLOWED else None)


def _mark_main(events: list[Event], start: int, places: Sequence[int]) -> None:
    """Mark the event of a block that a coder of one event codes, by the costs of English."""
    if start == len(events):
        return
    best = min(
        range(start, len(events)),
        key=lambda number: _cost(events[number], places[number - start]),
    )
    follows = events[best].follows
    best = best if follows is None else follows
    events[best] = replace(events[best], main=True)


def _cost(event: Event, sentence: int) -> float:
    """Return what an event costs as the main one of its block; equal costs go to the first."""
    cost = COSTS.get(event.kind, 0.0) + SCOPES.get(event.modality, 0.0)
    cost += UNCODED * (event.acled is None) + DENIED * (event.polarity == "denies")
    return cost + LATER_SENTENCE * sentence

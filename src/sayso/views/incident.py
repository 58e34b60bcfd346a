"""One incident as people compare it: its questions, figures as said, rivals, history, origins."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sayso.index.cards import styles_of
from sayso.index.claims import NamedPlace
from sayso.index.projects import JudgedIndex
from sayso.index.service import Snapshot
from sayso.linking.accounts import Answer, StatedRange, numbers_of
from sayso.linking.comparison import (
    QuestionRow,
    SideAnswers,
    SideKey,
    SideStatements,
    comparison,
    leading_cue,
    side_key,
)
from sayso.record import Appearance, FieldCorrection, FoldedClaim, Incident, Link, Revision


@dataclass(frozen=True, slots=True)
class Quote:
    """The words behind a cell, and where they stand: a document and a mark in it.

    `leading_cue` is the cue where the words need it before them, "" elsewhere.
    """

    claim: str
    words: str
    claimant: str
    cue: str
    leading_cue: str
    document: str
    outlet: str
    published: datetime | None
    mark: int
    corrections: tuple[FieldCorrection, ...] = ()


@dataclass(frozen=True, slots=True)
class ShownAnswer:
    """An answer of one side: its figure or actor as said, "" for none, and where it was said.

    `quotes` are its places, that of the latest claim first; `rivals` are the numbers of the
    rivalries that its claims are in.
    """

    words: str
    quotes: tuple[Quote, ...]
    appearances: int
    origins: int
    rivals: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ShownSide:
    """What one side answers to one question: what stands, and what it said before.

    `more` answers are not shown.
    """

    name: str
    style: str
    narrated: bool
    standing: tuple[ShownAnswer, ...]
    earlier: tuple[ShownAnswer, ...]
    more: int = 0


MOST_ANSWERS = 60
"""Answers of one side to one question, and statements beside, that a page shows."""

Shape = Literal["point", "soft", "from", "until", "between", "words"]
"""How a figure is drawn: at its number, softly for "about", as an arrow from it for "at least" and
up to it for "up to", between two numbers, or not at all where its words hold none."""

SHAPES: dict[str, Shape] = {
    "exact": "point",
    "about": "soft",
    "at_least": "from",
    "more_than": "from",
    "at_most": "until",
    "less_than": "until",
}


@dataclass(frozen=True, slots=True)
class Mark:
    """One figure on its plot: `at` and `until` are in per cent, of numbers that it says."""

    side: str
    style: str
    words: str
    shape: Shape
    low: float
    high: float
    at: float
    until: float
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class Plot:
    """All figures that answer one question, under one scale with the numbers that they say."""

    question: str
    marks: tuple[Mark, ...]
    ticks: tuple[tuple[float, str], ...]
    stated: StatedRange


@dataclass(frozen=True, slots=True)
class ShownQuestion:
    """A question with its sides, and in words how their answers stand to each other.

    `plot` is None where fewer than two numbers answer it.
    """

    row: QuestionRow
    sides: tuple[ShownSide, ...]
    relations: tuple[tuple[str, str], ...]
    plot: Plot | None


RELATION_WORDS = {
    "contradict": "can’t both hold",
    "update": "a later count",
    "part_whole": "a part and a whole",
    "differ_compatible": "leave room for each other",
}
"""What is said of two answers to one question, the most telling first."""

MOST_RELATIONS = {"contradict": 4, "update": 2, "part_whole": 1, "differ_compatible": 1}
"""Relations of each kind that are shown with a question."""


@dataclass(frozen=True, slots=True)
class Rivalry:
    """Two claims that can't both hold, and why.

    `replaced` where one of them answers nothing any more, because its side answered anew.
    """

    number: int
    reasons: tuple[str, ...]
    rule: str
    by: str
    replaced: bool
    sides: tuple[tuple[str, str, Quote], ...]


@dataclass(frozen=True, slots=True)
class Copy:
    """A document of an origin, with how many of the incident's claims it carries."""

    document: str
    outlet: str
    published: datetime | None
    title: str
    claims: int


@dataclass(frozen=True, slots=True)
class Origin:
    """The document that was first of its origin, and those that came after it."""

    first: Copy
    copies: tuple[Copy, ...]


@dataclass(frozen=True, slots=True)
class AlsoSaid:
    """What one side says that answers no question, each statement with where it was said."""

    name: str
    style: str
    narrated: bool
    statements: tuple[ShownAnswer, ...]
    more: int = 0


@dataclass(frozen=True, slots=True)
class IncidentView:
    """All that the page of an incident shows.

    `questions` are answered by several claims, `single` by one each; `sides` are names and styles.
    `said` has the places where each claim that counts was met, by the claim's id.
    """

    incident: Incident
    questions: tuple[ShownQuestion, ...]
    single: tuple[ShownQuestion, ...]
    also: tuple[AlsoSaid, ...]
    sides: tuple[tuple[str, str], ...]
    rivalries: tuple[Rivalry, ...]
    history: tuple[tuple[Revision, Quote, Quote], ...]
    origins: tuple[Origin, ...]
    places: tuple[NamedPlace, ...]
    folded: tuple[FoldedClaim, ...]
    appearances: int
    said: Mapping[str, tuple[Quote, ...]]

    @property
    def claims(self) -> int:
        """How many folded claims it has; those of former versions alone don't count."""
        return sum(not claim.replaced for claim in self.folded)

    @property
    def plots(self) -> tuple[Plot, ...]:
        """Return the plots of its questions, in their order."""
        shown = (*self.questions, *self.single)
        return tuple(each.plot for each in shown if each.plot is not None)

    @property
    def ranges(self) -> tuple[tuple[str, StatedRange], ...]:
        """Return what is counted with the range that is stated, in the order of questions."""
        rows = (each.row for each in (*self.questions, *self.single))
        return tuple((row.about, row.stated) for row in rows if row.stated is not None)


def documents_of(claims: Iterable[FoldedClaim]) -> tuple[str, ...]:
    """Return the fingerprints of the documents that count in claims, the earliest first."""
    met = {
        place.fingerprint: place.published
        for claim in claims
        if not claim.replaced
        for place in claim.appearances
    }
    return tuple(sorted(met, key=lambda key: (_at(met[key]), key)))


def incident_view(incident_index: JudgedIndex, state: Snapshot, incident: Incident) -> IncidentView:
    """Return what the page of an incident shows."""
    claims = state.named(state.of(incident))
    compared = comparison(incident, claims)
    styles = styles_of(compared)
    quotes = _Quotes(incident_index, claims)
    standing, replaced = compared.standing_first(incident.rivals)
    rivals = (*standing, *replaced)
    rivalries = _rivalries(rivals, len(standing), claims, quotes, styles)
    fights: dict[str, list[int]] = defaultdict(list)
    for rivalry, link in zip(rivalries, rivals, strict=True):
        for claim in link.claims:
            fights[claim].append(rivalry.number)
    shown = _Shown(quotes, styles, fights)
    return IncidentView(
        incident=incident,
        questions=tuple(map(shown.question, compared.rows)),
        single=tuple(map(shown.question, compared.single)),
        also=tuple(map(shown.also, compared.also)),
        sides=tuple((name, style) for (narrated, name), style in styles.items() if not narrated),
        rivalries=rivalries,
        history=tuple(
            (each, quotes.first(each.claims[0]), quotes.first(each.claims[1]))
            for each in incident.history
        ),
        origins=_origins(incident_index, [claim for claim in claims if not claim.replaced]),
        places=tuple(
            incident_index.index.places(
                place.claim for each in claims for place in each.appearances
            )
        ),
        folded=claims,
        appearances=sum(len(claim.appearances) for claim in claims if not claim.replaced),
        said={claim.id: quotes.of(claim.id) for claim in claims if not claim.replaced},
    )


@dataclass(frozen=True, slots=True)
class _Shown:
    """Makes questions as they are shown, from quotes, styles of sides and numbers of rivalries."""

    quotes: _Quotes
    styles: Mapping[SideKey, str]
    fights: Mapping[str, Sequence[int]]

    def question(self, row: QuestionRow) -> ShownQuestion:
        """Return a question with its sides."""
        return ShownQuestion(
            row,
            tuple(map(self._side, row.sides)),
            tuple(_relations_of(row)),
            _plot(row, self.styles, self.quotes),
        )

    def also(self, said: SideStatements) -> AlsoSaid:
        """Return what a side says beside."""
        shown = tuple(self._answer("", (claim,)) for claim in said.claims[:MOST_ANSWERS])
        style = self.styles[said.narrated, said.side]
        return AlsoSaid(said.side, style, said.narrated, shown, len(said.claims) - len(shown))

    def _side(self, side: SideAnswers) -> ShownSide:
        standing, earlier = (
            tuple(self._answer(each.words, each.claims) for each in answers[:MOST_ANSWERS])
            for answers in (side.standing, side.earlier)
        )
        style = self.styles[side.narrated, side.side]
        more = len(side.standing) + len(side.earlier) - len(standing) - len(earlier)
        return ShownSide(side.side, style, side.narrated, standing, earlier, more)

    def _answer(self, words: str, claims: Sequence[FoldedClaim]) -> ShownAnswer:
        numbers = {number for each in claims for number in self.fights.get(each.id, ())}
        return ShownAnswer(
            words,
            tuple(quote for each in claims for quote in self.quotes.of(each.id)),
            sum(len(each.appearances) for each in claims),
            len({met.origin for each in claims for met in each.appearances}),
            tuple(sorted(numbers)),
        )


class _Quotes:
    """Quotes of an incident's claims, with where each stands in its document."""

    def __init__(self, incident_index: JudgedIndex, claims: Iterable[FoldedClaim]) -> None:
        self._held = {each.id: each for each in claims}
        ids = [place.claim for each in self._held.values() for place in each.appearances]
        query = "SELECT id, position FROM claims WHERE id IN (SELECT value FROM json_each(?))"
        rows = incident_index.index.rows(query, (json.dumps(ids),))
        self._marks = {str(key): int(position) for key, position in rows}

    def of(self, claim: str) -> tuple[Quote, ...]:
        """Return every place where a folded claim stands, the one with its figures first."""
        held = self._held[claim]
        quoted = held.appearances[held.quoted]
        rest = (each for each in held.appearances if each is not quoted)
        return tuple(self._quote(claim, each) for each in (quoted, *rest))

    def first(self, claim: str) -> Quote:
        return self.of(claim)[0]

    def _quote(self, claim: str, place: Appearance) -> Quote:
        return Quote(
            claim=place.claim,
            words=" ".join(place.words.split()),
            claimant=place.claimant.name or place.claimant.said,
            cue=place.cue,
            leading_cue=place.cue if leading_cue(self._held[claim]) else "",
            document=place.fingerprint,
            outlet=place.outlet or "outlet unknown",
            published=place.published,
            mark=self._marks.get(place.claim, 0),
            corrections=place.corrections,
        )


def _rivalries(
    rivals: Sequence[Link],
    standing: int,
    claims: Sequence[FoldedClaim],
    quotes: _Quotes,
    styles: Mapping[SideKey, str],
) -> tuple[Rivalry, ...]:
    """Return rivals as they are shown; from number `standing` on an answer has been replaced."""
    held = {each.id: each for each in claims}
    return tuple(
        Rivalry(
            number,
            link.reasons,
            link.rule.replace("_", " "),
            link.by,
            number > standing,
            tuple(
                (held[key].side, styles[side_key(held[key])], quotes.first(key))
                for key in link.claims
            ),
        )
        for number, link in enumerate(rivals, 1)
    )


def _relations_of(row: QuestionRow) -> Iterable[tuple[str, str]]:
    """Yield how answers to one question stand to each other, as words, and their figures."""
    for relation, words in RELATION_WORDS.items():
        whys = {
            each.why.casefold(): each.why for each in row.relations if each.relation == relation
        }
        for why in list(whys.values())[: MOST_RELATIONS[relation]]:
            yield words, why


def _plot(row: QuestionRow, styles: Mapping[SideKey, str], quotes: _Quotes) -> Plot | None:
    """Return the figures of a question on one scale; None where fewer than two numbers do."""
    if row.stated is None:
        return None
    given = [
        (side, answer)
        for side in row.sides
        for each in (*side.standing, *side.earlier)
        for answer in each.answers
    ]
    said = {value for _, answer in given for value in numbers_of(answer)}
    if len(said) < LEAST_NUMBERS:
        return None
    # Room to the right of the highest number, for the arrows of "at least".
    top = max(said) * 1.12
    held: dict[tuple[str, str], list[tuple[SideAnswers, Answer]]] = defaultdict(list)
    for side, answer in given:
        held[side.side, answer.words.casefold()].append((side, answer))
    marks = []
    for group in held.values():
        side, first = group[0]
        cited = tuple(quote for _, each in group for quote in quotes.of(each.claim.id))
        marks.append(_mark(first, (side.side, styles[side.narrated, side.side]), top, cited))
    order = {side.side: place for place, side in enumerate(row.sides)}
    marks.sort(key=lambda mark: (order[mark.side], mark.low))
    return Plot(row.about, tuple(marks), _ticks(said, top), row.stated)


def _mark(answer: Answer, side: tuple[str, str], top: float, quotes: tuple[Quote, ...]) -> Mark:
    numbers = numbers_of(answer)
    if answer.quantity is None or not numbers:
        return Mark(*side, answer.words, "words", 0.0, 0.0, 0.0, 0.0, quotes)
    low, high = min(numbers), max(numbers)
    shape = "between" if low != high else SHAPES[answer.quantity.bound]
    return Mark(*side, answer.words, shape, low, high, 100 * low / top, 100 * high / top, quotes)


LEAST_NUMBERS = 2
"""Numbers that a scale compares at least."""

TICKS_APART = 14.0
"""Per cent of a scale between two numbers under it, so that they don't run into each other."""


def _ticks(said: set[float], top: float) -> tuple[tuple[float, str], ...]:
    """Return numbers that were said, in per cent, the highest first; those too near left out."""
    ticks: list[tuple[float, str]] = []
    for value in sorted(said, reverse=True):
        at = 100 * value / top
        if not ticks or ticks[-1][0] - at >= TICKS_APART:
            ticks.append((at, f"{value:,.10g}"))
    return tuple(ticks)


def _origins(incident_index: JudgedIndex, claims: Sequence[FoldedClaim]) -> tuple[Origin, ...]:
    held: dict[str, dict[str, list[Appearance]]] = defaultdict(lambda: defaultdict(list))
    for claim in claims:
        for place in claim.appearances:
            held[place.origin][place.fingerprint].append(place)
    keys = sorted({key for documents in held.values() for key in documents})
    query = "SELECT key, title FROM documents WHERE key IN (SELECT value FROM json_each(?))"
    rows = incident_index.index.rows(query, (json.dumps(keys),))
    titles = {str(key): str(title) for key, title in rows}
    made = []
    for documents in held.values():
        copies = [
            Copy(key, met[0].outlet or "outlet unknown", met[0].published, titles.get(key, ""),
                 len(met))
            for key, met in documents.items()
        ]  # fmt: skip
        copies.sort(key=lambda each: (_at(each.published), each.document))
        made.append(Origin(copies[0], tuple(copies[1:])))
    return tuple(sorted(made, key=lambda each: (-len(each.copies), _at(each.first.published))))


def _at(when: datetime | None) -> tuple[bool, str]:
    return when is None, when.isoformat() if when else ""

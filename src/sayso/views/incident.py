"""One incident as people compare it: accounts, figures as said, rivals, history, origins."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from sayso.index.cards import styles_of
from sayso.index.claims import NamedPlace
from sayso.index.service import IncidentIndex, Snapshot
from sayso.linking.accounts import (
    ASKED,
    Account,
    Answer,
    End,
    StatedRange,
    accounts,
    numbers_of,
    stated_range,
)
from sayso.linking.questions import by_question
from sayso.linking.views import VIEWS, Cell, grid
from sayso.record import Appearance, FoldedClaim, Incident, Revision

MOST_CELLS = 60
"""Answers of one side to one question that are shown each by itself."""


@dataclass(frozen=True, slots=True)
class Quote:
    """The words behind a cell, and where they stand: a document and a mark in it."""

    claim: str
    words: str
    claimant: str
    cue: str
    document: str
    outlet: str
    published: datetime | None
    mark: int


@dataclass(frozen=True, slots=True)
class ShownCell:
    """A cell with its quotes, and the numbers of the rivalries that its claims are in.

    `asked`, `ends` and `open` are as in `Cell`.
    """

    words: str
    quotes: tuple[Quote, ...]
    rivals: tuple[int, ...]
    asked: str = ""
    ends: tuple[End, ...] = ()
    open: tuple[End, ...] = ()


@dataclass(frozen=True, slots=True)
class SideAccount:
    """A side with its style, its claimants, and its cells by question."""

    name: str
    style: str
    narrated: bool
    claimants: tuple[str, ...]
    cells: dict[str, tuple[ShownCell, ...]]


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
    """All figures that answer one question, under one scale with the numbers that they say.

    `relations` say in words how answers stand to each other, with the figures.
    """

    question: str
    marks: tuple[Mark, ...]
    ticks: tuple[tuple[float, str], ...]
    stated: StatedRange
    relations: tuple[tuple[str, str], ...] = ()


RELATION_WORDS = {
    "contradict": "can’t both hold",
    "update": "a later count",
    "part_whole": "a part and a whole",
    "differ_compatible": "leave room for each other",
}
"""What is said of two answers to one question, the most telling first."""

MOST_RELATIONS = 4
"""Relations of each kind that are shown with a question."""


@dataclass(frozen=True, slots=True)
class Rivalry:
    """Two claims that can't both hold, and why."""

    number: int
    reasons: tuple[str, ...]
    rule: str
    by: str
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
class IncidentView:
    """All that the page of an incident shows."""

    incident: Incident
    view: str
    questions: tuple[str, ...]
    sides: tuple[SideAccount, ...]
    plots: tuple[Plot, ...]
    rivalries: tuple[Rivalry, ...]
    history: tuple[tuple[Revision, Quote, Quote], ...]
    origins: tuple[Origin, ...]
    places: tuple[NamedPlace, ...]
    folded: tuple[FoldedClaim, ...]
    appearances: int

    @property
    def claims(self) -> int:
        """How many folded claims it has."""
        return len(self.folded)


def incident_view(
    incident_index: IncidentIndex, state: Snapshot, incident: Incident, view: str = "every"
) -> IncidentView:
    """Return the incident as the view of `VIEWS` shows its figures."""
    claims = state.named(state.of(incident))
    quotes = _Quotes(incident_index, claims)
    side_accounts = accounts(incident, claims)
    styles = styles_of(side_accounts)
    rivalries = _rivalries(incident, claims, quotes, styles)
    fights: dict[str, list[int]] = defaultdict(list)
    for rivalry, link in zip(rivalries, incident.rivals, strict=True):
        for claim in link.claims:
            fights[claim].append(rivalry.number)
    shown = grid(side_accounts, view if view in VIEWS else "every")
    sides = tuple(
        SideAccount(
            row.side,
            styles[row.narrated, row.side],
            row.narrated,
            row.claimants,
            {
                question: tuple(_cells(cells, quotes, fights))
                for question, cells in row.cells.items()
            },
        )
        for row in shown.rows
    )
    return IncidentView(
        incident=incident,
        view=view,
        questions=shown.questions,
        sides=sides,
        plots=tuple(_plots(incident, side_accounts, styles, quotes)),
        rivalries=rivalries,
        history=tuple(
            (each, quotes.first(each.claims[0]), quotes.first(each.claims[1]))
            for each in incident.history
        ),
        origins=_origins(incident_index, claims),
        places=tuple(
            incident_index.index.places(
                place.claim for each in claims for place in each.appearances
            )
        ),
        folded=claims,
        appearances=sum(len(each.appearances) for each in claims),
    )


class _Quotes:
    """Quotes of an incident's claims, with where each stands in its document."""

    def __init__(self, incident_index: IncidentIndex, claims: Iterable[FoldedClaim]) -> None:
        self._held = {each.id: each for each in claims}
        ids = [place.claim for each in self._held.values() for place in each.appearances]
        query = "SELECT id, position FROM claims WHERE id IN (SELECT value FROM json_each(?))"
        rows = incident_index.index.rows(query, (json.dumps(ids),))
        self._marks = {str(key): int(position) for key, position in rows}

    def of(self, claim: str) -> tuple[Quote, ...]:
        """Return every place where a folded claim stands."""
        return tuple(self._quote(each) for each in self._held[claim].appearances)

    def first(self, claim: str) -> Quote:
        return self._quote(self._held[claim].appearances[0])

    def _quote(self, place: Appearance) -> Quote:
        return Quote(
            claim=place.claim,
            words=" ".join(place.words.split()),
            claimant=place.claimant.name or place.claimant.said,
            cue=place.cue,
            document=place.fingerprint,
            outlet=place.outlet or "outlet not told",
            published=place.published,
            mark=self._marks.get(place.claim, 0),
        )


def _cells(
    cells: Sequence[Cell], quotes: _Quotes, fights: dict[str, list[int]]
) -> Iterable[ShownCell]:
    """Return cells as they are shown; those past MOST_CELLS, the ones in conflict first, as one."""
    ordered = cells
    if len(cells) > MOST_CELLS:
        ordered = sorted(cells, key=lambda each: not any(map(fights.get, each.claims)))
    yield from (_cell(each, quotes, fights) for each in ordered[:MOST_CELLS])
    if ordered[MOST_CELLS:]:
        claims = tuple(claim for each in ordered[MOST_CELLS:] for claim in each.claims)
        rest = Cell(f"and {len(ordered) - MOST_CELLS:,} more", claims)
        yield _cell(rest, quotes, fights)


def _cell(cell: Cell, quotes: _Quotes, fights: dict[str, list[int]]) -> ShownCell:
    numbers = sorted({number for claim in cell.claims for number in fights.get(claim, ())})
    cited = tuple(quote for claim in cell.claims for quote in quotes.of(claim))
    return ShownCell(cell.words, cited, tuple(numbers), cell.asked, cell.ends, cell.open)


def _rivalries(
    incident: Incident,
    claims: Sequence[FoldedClaim],
    quotes: _Quotes,
    styles: dict[tuple[bool, str], str],
) -> tuple[Rivalry, ...]:
    held = {each.id: each for each in claims}
    return tuple(
        Rivalry(
            number,
            link.reasons,
            link.rule.replace("_", " "),
            link.by,
            tuple(
                (claim.side, styles.get((claim.narrated, claim.side), "own"), quotes.first(key))
                for key in link.claims
                for claim in (held[key],)
            ),
        )
        for number, link in enumerate(incident.rivals, 1)
    )


def _plots(
    incident: Incident,
    side_accounts: Sequence[Account],
    styles: dict[tuple[bool, str], str],
    quotes: _Quotes,
) -> Iterable[Plot]:
    for question in ASKED:
        answers = [
            (answer.question, (account, answer))
            for account in side_accounts
            for answer in account.answers.get(question, ())
            if answer.question is not None
        ]
        for asked, group in by_question(answers):
            stated = stated_range(asked, [answer for _, answer in group])
            plot = _plot(stated, group, styles, quotes)
            yield replace(plot, relations=tuple(_relations_of(incident, stated)))


def _relations_of(incident: Incident, stated: StatedRange) -> Iterable[tuple[str, str]]:
    """Yield how answers to one question stand to each other, as words, and their figures."""
    role = stated.question.role.replace("_", " ")
    inside = set(stated.claims)
    for relation, words in RELATION_WORDS.items():
        whys = dict.fromkeys(
            each.why
            for each in incident.relations
            if each.relation == relation
            and inside.issuperset(each.claims)
            and role in each.question
        )
        for why in list(whys)[:MOST_RELATIONS]:
            yield words, why


def _plot(
    stated: StatedRange,
    answers: Sequence[tuple[Account, Answer]],
    styles: dict[tuple[bool, str], str],
    quotes: _Quotes,
) -> Plot:
    said = {value for _, answer in answers for value in numbers_of(answer)}
    # Room to the right of the highest number, for the arrows of "at least".
    top = max(said, default=1.0) * 1.12 or 1.0
    held: dict[tuple[bool, str, str], list[tuple[Account, Answer]]] = defaultdict(list)
    for account, answer in answers:
        held[account.narrated, account.side, answer.words.casefold()].append((account, answer))
    marks = []
    for (narrated, side, _), group in held.items():
        cited = tuple(quote for _, each in group for quote in quotes.of(each.claim.id))
        marks.append(_mark(group[0][1], (side, styles[narrated, side]), top, cited))
    order: dict[str, int] = {}
    for account, _ in answers:
        order.setdefault(account.side, len(order))
    marks.sort(key=lambda mark: (order[mark.side], mark.low))
    return Plot(stated.label, tuple(marks), _ticks(said, top), stated)


def _mark(answer: Answer, side: tuple[str, str], top: float, quotes: tuple[Quote, ...]) -> Mark:
    numbers = numbers_of(answer)
    if answer.quantity is None or not numbers:
        return Mark(*side, answer.words, "words", 0.0, 0.0, 0.0, 0.0, quotes)
    low, high = min(numbers), max(numbers)
    shape = "between" if low != high else SHAPES[answer.quantity.bound]
    return Mark(*side, answer.words, shape, low, high, 100 * low / top, 100 * high / top, quotes)


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


def _origins(incident_index: IncidentIndex, claims: Sequence[FoldedClaim]) -> tuple[Origin, ...]:
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
            Copy(key, met[0].outlet or "outlet not told", met[0].published, titles.get(key, ""),
                 len(met))
            for key, met in documents.items()
        ]  # fmt: skip
        copies.sort(key=lambda each: (_at(each.published), each.document))
        made.append(Origin(copies[0], tuple(copies[1:])))
    return tuple(sorted(made, key=lambda each: (-len(each.copies), _at(each.first.published))))


def _at(when: datetime | None) -> tuple[bool, str]:
    return when is None, when.isoformat() if when else ""

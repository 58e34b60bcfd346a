"""One incident as people compare it: accounts, figures as ranges, rivals, history, origins."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sayso.index.cards import ends as _ends
from sayso.index.cards import spread as _spread
from sayso.index.cards import styles_of
from sayso.index.claims import NamedPlace
from sayso.index.service import IncidentIndex, Snapshot
from sayso.linking.accounts import ASKED, Account, Answer, accounts
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
    """A cell with its quotes, and the numbers of the rivalries that its claims are in."""

    words: str
    quotes: tuple[Quote, ...]
    rivals: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class SideAccount:
    """A side with its style, its claimants, and its cells by question."""

    name: str
    style: str
    narrated: bool
    claimants: tuple[str, ...]
    cells: dict[str, tuple[ShownCell, ...]]


@dataclass(frozen=True, slots=True)
class Bar:
    """One figure as a range in per cent of its plot; `open` ends say that it may be more."""

    side: str
    style: str
    words: str
    low: float
    high: float
    start: float
    width: float
    open: bool
    bounded: bool
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class Plot:
    """All figures that answer one question, under one scale with its ticks."""

    question: str
    bars: tuple[Bar, ...]
    ticks: tuple[tuple[float, str], ...]
    spread: str


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
    claims = state.of(incident)
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
        plots=tuple(_plots(side_accounts, styles, quotes)),
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
    return ShownCell(cell.words, cited, tuple(numbers))


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
    side_accounts: Sequence[Account], styles: dict[tuple[bool, str], str], quotes: _Quotes
) -> Iterable[Plot]:
    for question in ASKED:
        answers = [
            (account, answer)
            for account in side_accounts
            for answer in account.answers.get(question, ())
            if answer.quantity is not None
        ]
        if answers:
            yield _plot(question, answers, styles, quotes)


def _plot(
    question: str,
    answers: Sequence[tuple[Account, Answer]],
    styles: dict[tuple[bool, str], str],
    quotes: _Quotes,
) -> Plot:
    ends = [_ends(each) for _, each in answers]
    top = max((max(low, high or low) for low, high in ends), default=1.0) * 1.12 or 1.0
    held: dict[tuple[str, str], list[tuple[Account, Answer]]] = defaultdict(list)
    for account, answer in answers:
        held[account.side, answer.words].append((account, answer))
    bars = []
    for (side, words), group in held.items():
        account, answer = group[0]
        low, high = _ends(answer)
        until = top if high is None else high
        bars.append(
            Bar(
                side,
                styles[account.narrated, side],
                words,
                low,
                until,
                start=100 * low / top,
                width=max(0.0, 100 * (until - low) / top),
                open=high is None,
                bounded=low != high,
                quotes=tuple(quote for _, each in group for quote in quotes.of(each.claim.id)),
            )
        )
    order = {(each.side): at for at, each in enumerate(speaker for speaker, _ in answers)}
    bars.sort(key=lambda bar: (order[bar.side], bar.low))
    return Plot(question, tuple(bars), _ticks(top), _spread(ends))


def _ticks(top: float) -> tuple[tuple[float, str], ...]:
    """Return round numbers under a scale from 0 to `top`, in per cent: four at the most."""
    sizes = (base * 10.0**power for power in range(13) for base in (1, 2, 5))
    step = next((size for size in sizes if top / size <= 4), top)
    return tuple(
        (100 * number * step / top, f"{number * step:,.10g}")
        for number in range(int(top // step) + 1)
    )


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

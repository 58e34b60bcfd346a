"""Open a ledger for a notebook: its claims, incidents, answers and documents as Arrow tables.

Each is a `pyarrow.Table`, which DuckDB queries by its name and Polars and pandas take over. It has
what an export has: claims as people corrected them, without those that were rejected, and without
the names of private persons harmed. What the index beside a ledger has to say goes to the log.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from html import escape
from pathlib import Path
from types import TracebackType
from typing import TypedDict, Unpack

import pyarrow as pa  # type: ignore[import-untyped]

from sayso.actions.export import Exporting, about_export, claims_chosen
from sayso.exports.chosen import About, usable
from sayso.exports.claims_parquet import claims_table
from sayso.exports.ledger_tables import (
    ANSWERS,
    DOCUMENTS,
    INCIDENTS,
    DocumentRow,
    IncidentRow,
    Mask,
    answer_rows,
    ledger_table,
)
from sayso.exports.withheld import Veil, veil_of
from sayso.index.incidents import find_incident, open_incidents, unwatched
from sayso.index.reader import IncidentReader
from sayso.ledger import (
    EVERY_CLAIM,
    ClaimFilter,
    LedgerError,
    Store,
    named,
    open_ledger,
    parse_query,
    short_name,
)
from sayso.linking.comparison import comparison
from sayso.record import POLARITIES, FoldedClaim, Incident, Polarity, Problem, Reading
from sayso.record.faults import attempt
from sayso.settings.sides import Conflict, load_sides
from sayso.views.corrections import PassingClaims, shown_by
from sayso.views.failures import Failures

log = logging.getLogger(__name__)


class ClaimWords(TypedDict, total=False):
    """Which claims, in the words of `sayso list` and `sayso export`; None lets all pass."""

    search: str | None
    claimant: str | None
    outlet: str | None
    event: str | None
    polarity: Polarity | None
    document: str | None
    attributed: bool


class OpenLedger:
    """A ledger opened for reading, whose tables are made anew at each call.

    Nothing is written to the ledger. Incidents come from the index beside it, which is brought up
    to date first, as `sayso incidents` does. Raises LedgerError once it is closed.
    """

    def __init__(self, ledger: Path | str, sides: Sequence[Conflict] = ()) -> None:
        self._ledger = named(ledger)
        self._sides = sides
        self._held: Store | None = open_ledger(ledger)

    def claims(
        self,
        *,
        incidents: bool = True,
        rejected: bool = False,
        names: bool = False,
        **wanted: Unpack[ClaimWords],
    ) -> pa.Table:
        """Return the claims that pass, a row each, with the columns of the Parquet export.

        Without `incidents` nothing is linked, and the columns of incidents are empty. With
        `rejected` come claims that a person judged wrong, as `judged` says; with `names` the names
        of private persons harmed. The words look at claims as people corrected them, those of
        `search` at what was read.
        """
        how = self._exporting(wanted, names, incidents)
        with self._reader() if incidents else nullcontext() as reader:
            chosen = claims_chosen(self._store, how, unwatched, reader)
            about = self._about(how, reader)
            return claims_table(chosen if rejected else usable(chosen), about)

    def incidents(self, *, names: bool = False, **wanted: Unpack[ClaimWords]) -> pa.Table:
        """Return the incidents, or those with a claim that passes, the largest first."""
        how = self._exporting(wanted, names)
        with self._reader() as reader:
            shown = self._shown(reader, names, self._incidents(reader, how.wanted))
            rows = ((IncidentRow(incident, claims), mask) for incident, claims, mask in shown)
            return ledger_table(INCIDENTS, rows, self._about(how, reader))

    def questions(self, incident: str | None = None, *, names: bool = False) -> pa.Table:
        """Return the answers to the questions of an incident, as `sayso compare` shows them.

        `incident` is an id, how one begins, or words of a title, headline or place; without it all
        incidents are compared. Raises UnknownIdError where there is none.
        """
        how = self._exporting({}, names)
        with self._reader() as reader:
            wanted = reader.largest() if incident is None else [find_incident(reader, incident)]
            rows = (
                (row, mask)
                for each, claims, mask in self._shown(reader, names, wanted)
                for row in answer_rows(each, comparison(each, claims))
            )
            return ledger_table(ANSWERS, rows, self._about(how, reader))

    def documents(self, *, names: bool = False, **wanted: Unpack[ClaimWords]) -> pa.Table:
        """Return the documents, or those with a claim that passes, in the order they came in."""
        how = self._exporting(wanted, names)
        store = self._store
        veils = _Veils(store, names)
        wanted_keys = () if how.everything else PassingClaims(store, how.wanted).documents()
        keys = None if how.everything else frozenset(wanted_keys)
        veiled = (
            (each, veils.of(each.fingerprint))
            for each in store.documents()
            if keys is None or each.fingerprint in keys
        )
        rows = ((DocumentRow(each, veil), mask_of([veil])) for each, veil in veiled)
        return ledger_table(DOCUMENTS, rows, self._about(how, None))

    def reading(self, document: str, *, names: bool = False) -> Reading:
        """Return a document by its id, or how it begins, with its claims as people corrected them.

        Raises UnknownIdError where there is none.
        """
        reading = shown_by(self._store)(self._store.reading(document))
        veil = None if names else veil_of(reading)
        return veil.over(reading) if veil else reading

    def close(self) -> None:
        """Close the ledger; closing it again does nothing."""
        if self._held is not None:
            self._held.close()
            self._held = None

    def __enter__(self) -> OpenLedger:
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<Sayso ledger {str(self._ledger)!r}{'' if self._held else ', closed'}>"

    def _repr_html_(self) -> str:
        """Return what a notebook shows: the ledger's name, and how much is in it."""
        name = f"<b>{escape(short_name(self._ledger))}</b>"
        if self._held is None:
            return f"<p>{name}: closed</p>"
        facts = self._held.facts()
        counts = f"documents: {facts.rows['documents']:,} · claims: {facts.rows['statements']:,}"
        last = f" · last added: {facts.last:%Y-%m-%d}" if facts.last else ""
        calls = "<code>claims()</code>, <code>incidents()</code>, <code>questions()</code>"
        return f"<p>{name} · {escape(counts + last)}</p><p>{calls}, <code>documents()</code></p>"

    @property
    def _store(self) -> Store:
        if self._held is None:
            raise LedgerError(f"{self._ledger} is closed here. Open it again with sayso.open.")
        return self._held

    def _exporting(self, wanted: ClaimWords, names: bool, incidents: bool = True) -> Exporting:
        return Exporting(
            filter_of(wanted),
            names=names,
            incidents=incidents,
            sides=self._sides,
            failures=Failures(),  # which logs what can't be shown; the rest is
        )

    def _reader(self) -> AbstractContextManager[IncidentReader]:
        return open_incidents(self._ledger, unwatched, log.warning)

    def _about(self, how: Exporting, reader: IncidentReader | None) -> About:
        return about_export(self._store, short_name(self._ledger), how, reader)

    def _incidents(self, reader: IncidentReader, wanted: ClaimFilter) -> Iterator[Incident]:
        if wanted == EVERY_CLAIM:
            yield from reader.largest()
            return
        passing = PassingClaims(self._store, wanted)
        claims = [claim for key in passing.documents() for claim in passing.claims(key)]
        homes = frozenset(reader.homes(claims).values())
        yield from (each for each in reader.largest() if each.id in homes)

    def _shown(
        self, reader: IncidentReader, names: bool, incidents: Iterable[Incident]
    ) -> Iterator[tuple[Incident, tuple[FoldedClaim, ...], Mask]]:
        """Yield incidents with their claims, and what masks names in what is said of them."""
        veils = _Veils(self._store, names)
        for incident in incidents:
            claims = reader.named(reader.of(incident))
            keys = dict.fromkeys(met.fingerprint for each in claims for met in each.appearances)
            yield incident, claims, mask_of([veils.of(key) for key in keys])


def open(ledger: Path | str, sides: Path | str | None = None) -> OpenLedger:
    """Open a ledger, a file or the URL of a PostgreSQL database, to read it as tables.

    `sides` is a file of settings: who stands where. Close it when done, or use `with`. Raises
    LedgerError, SidesError, and FileNotFoundError where there are no such settings.
    """
    return OpenLedger(ledger, load_sides(Path(sides)) if sides is not None else ())


def filter_of(wanted: ClaimWords) -> ClaimFilter:
    """Return the filter of words.

    Raises TypeError for a word that is none, ValueError for a polarity or query that is none.
    """
    known = ClaimWords.__annotations__
    unknown = next((each for each in wanted if each not in known), None)
    if unknown is not None:
        raise TypeError(f"{unknown!r} chooses no claims: give one of {', '.join(known)}.")
    polarity, search = wanted.get("polarity"), wanted.get("search")
    if polarity is not None and polarity not in POLARITIES:
        raise ValueError(f"{polarity!r} is no polarity: give one of {', '.join(POLARITIES)}.")
    if search is not None:
        parse_query(search)
    return ClaimFilter(
        claimant=wanted.get("claimant"),
        outlet=wanted.get("outlet"),
        event=wanted.get("event"),
        polarity=polarity,
        document=wanted.get("document"),
        attributed=wanted.get("attributed") or None,
        search=search,
    )


class _Veils:
    """What masks names in documents, by fingerprint; with `names` nothing does."""

    def __init__(self, store: Store, names: bool) -> None:
        self._store = store
        self._names = names
        self._shown = shown_by(store)
        self._known: dict[str, Veil | None] = {}

    def of(self, key: str) -> Veil | None:
        """Return what masks names in a document. Raises LedgerError where that can't be known."""
        if self._names:
            return None
        if key not in self._known:
            reading = self._shown(self._store.reading(key))
            veil = attempt("names withheld", partial(veil_of, reading), subject=key)
            if isinstance(veil, Problem):
                raise LedgerError(
                    f"Which names to withhold in document {key} is not known: {veil.message}. With"
                    " names=True all names are shown."
                )
            self._known[key] = veil
        return self._known[key]


def mask_of(veils: Iterable[Veil | None]) -> Mask:
    """Return what masks the names of all of these documents."""
    masks = [each.mask for each in veils if each is not None]

    def mask(words: str) -> str:
        for masked in masks:
            words = masked(words)
        return words

    return mask

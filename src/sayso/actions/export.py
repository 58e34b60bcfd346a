"""Write out what a ledger holds, for other programs: one filter, one function, every format.

The command line and the site call `export` (to a stream) or `export_to` (to a file) with the same
`Exporting`, so that what is written is what a filter shows.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, nullcontext, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import BinaryIO, cast

from sayso.exports.chosen import About, Chosen, CodedBy, LeftOut, Noted, Writer, unreported
from sayso.exports.encoding import Utf8
from sayso.exports.formats import CITED, ExportFormat
from sayso.exports.ratings import Rating
from sayso.exports.withheld import withhold
from sayso.files.writing import whole_file
from sayso.index.incidents import (
    Notify,
    Watch,
    find_incident,
    no_progress,
    open_incidents,
    unwatched,
)
from sayso.index.reader import IncidentReader
from sayso.ledger import (
    EVERY_CLAIM,
    ClaimFilter,
    LedgerError,
    Store,
    UnknownIdError,
    open_ledger,
    short_name,
)
from sayso.linking.coded import Entries, codebook_of, entries_of, incident_of
from sayso.linking.judged import last_said, rejects
from sayso.record import Claim, Judgement, Problem, Reading
from sayso.record.faults import attempt
from sayso.record.resolved import ResolvedClaim, resolve
from sayso.settings.codebooks import Codebook, default_codebook
from sayso.settings.sides import Conflict, side_of
from sayso.views.corrections import PassingClaims, each_shown, shown_by
from sayso.views.exported import IncidentRefs, placed_in
from sayso.views.failures import Failures, reading_of
from sayso.views.noted import NotedWork

WRITERS: dict[ExportFormat, str] = {
    ExportFormat.CSV: "claims_csv:write_claims_csv",
    ExportFormat.PARQUET: "claims_parquet:write_claims_parquet",
    ExportFormat.GEOJSON: "geojson:write_geojson",
    ExportFormat.ACLED: "acled:write_acled",
    ExportFormat.UCDP: "ucdp:write_ucdp",
    ExportFormat.CODED: "coded:write_coded",
    ExportFormat.GDELT_MENTIONS: "gdelt_mentions:write_gdelt_mentions",
    ExportFormat.FOLLOWTHEMONEY: "followthemoney:write_followthemoney",
    ExportFormat.TIMEMAP: "timemap:write_timemap",
    ExportFormat.SCHEMA_CLAIM: "schema_claim:write_schema_claims",
}
"""Where each writer of claims is; it is brought when it is asked for."""

STYLES: dict[ExportFormat, str] = {
    ExportFormat.BIBTEX: "bibtex:BIBTEX",
    ExportFormat.RIS: "ris:RIS",
    ExportFormat.CSL_JSON: "csl_json:CSL_JSON",
}
"""Where each style of citations is."""

LINKED = frozenset({ExportFormat.ACLED, ExportFormat.UCDP, ExportFormat.CODED})
"""Formats that have incidents: the ledger is linked for them, asked or not."""


@dataclass(frozen=True, slots=True)
class ProjectNotes:
    """A project's name, and what was judged in it, the oldest first."""

    name: str
    judgements: Sequence[Judgement]


@dataclass(frozen=True, slots=True)
class Exporting:
    """What to write, and how.

    `claims`, where given, are ids: of what the filter lets pass, only these (hits of a search).
    `names` keeps the names of private persons harmed; `incidents` links the ledger first.
    With `reproducible` the same ledger gives the same bytes: the file says when the ledger was
    last added to, not when it was written, and leaves out what the ledger is called. `codebook` is
    that of coded rows.
    """

    wanted: ClaimFilter = EVERY_CLAIM
    claims: frozenset[str] | None = None
    names: bool = False
    incidents: bool = False
    reproducible: bool = False
    sides: Sequence[Conflict] = ()
    failures: Failures | None = field(default=None, compare=False)
    """Takes documents that can't be written; without it, a damaged reading raises."""

    ratings: Mapping[str, Sequence[Rating]] = field(default_factory=dict)
    codebook: Codebook | None = None
    project: ProjectNotes | None = None
    """What a project's members noted and coded, in the place of what the ledger has of both."""

    def noted(self, store: Store) -> Sequence[Judgement]:
        """Return the judgements by which tags, notes, work and coded fields are written."""
        return store.judgements() if self.project is None else self.project.judgements

    @property
    def left_out(self) -> LeftOut:
        """What takes the problem of a document that can't be written."""
        return unreported if self.failures is None else self.failures.fault

    @property
    def everything(self) -> bool:
        return self.wanted == EVERY_CLAIM and self.claims is None


ALL = Exporting()

EARLIEST = datetime(1980, 1, 1, tzinfo=UTC)
"""The first time that a zip archive can hold."""

FEW = 2_000
"""Claims that are looked up one by one, to find their documents; for more, all documents with a
claim that the filter lets pass are gone through."""


def export(
    ledger: Path | str,
    export_format: ExportFormat,
    out: BinaryIO,
    how: Exporting = ALL,
    watch: Watch = unwatched,
    notify: Notify = no_progress,
) -> int:
    """Write what `how` asks for of `ledger` to `out`; how many things of the format there were.

    Memory holds one document at a time, but for acled, ucdp and coded, which hold a sheet an
    incident. Incidents are read from the index beside the ledger; see `open_incidents`. Raises
    LedgerError.
    """
    if export_format is ExportFormat.WARC:
        return export_snapshots(ledger, out, how)
    with closing(open_ledger(ledger)) as store:
        if export_format in (ExportFormat.JSONL, ExportFormat.JSON):
            work = NotedWork(store, how.noted(store), how.names)
            readings = work.followed(_keyed(store, how, watch))
            return _write_readings(export_format, readings, out, how.left_out, work.packed)
        if export_format in CITED:
            keyed = _keyed(store, how, watch)
            return _write_cited(export_format, store, keyed, out, how.left_out)
        linked = how.incidents or export_format in LINKED
        with open_incidents(ledger, watch, notify) if linked else nullcontext() as reader:
            about = about_export(store, short_name(ledger), how, reader)
            if export_format is ExportFormat.CODED and reader is not None:
                about = replace(about, coding=_coded_by(store, how, reader))
                chosen = _whole_incidents(store, how, watch, reader)
            else:
                chosen = claims_chosen(store, how, watch, reader)
            return _writer(export_format)(chosen, about, out)


def export_to(
    ledger: Path | str,
    export_format: ExportFormat,
    out: Path,
    how: Exporting = ALL,
    watch: Watch = unwatched,
    notify: Notify = no_progress,
) -> int:
    """Write to the file `out`, whole or not at all, in the place of one that is there.

    How many things of the format there were. Raises LedgerError when the ledger can't be read and
    OSError when the file can't be written.
    """
    with whole_file(out) as file:
        if export_format in (ExportFormat.CSV, ExportFormat.CODED):
            # A spreadsheet takes a file for UTF-8 only when it begins with a byte-order mark.
            file.write(b"\xef\xbb\xbf")
        return export(ledger, export_format, file, how, watch, notify)


def about_export(store: Store, name: str, how: Exporting, reader: IncidentReader | None) -> About:
    """Return what an export says of itself; `name` is the ledger's, `reader` that of its
    incidents.
    """
    about = About(
        _written_at(store, how),
        "" if how.reproducible else name,
        how.wanted,
        how.names,
        ratings=how.ratings,
        left_out=how.left_out,
    )
    if reader is None:
        return about
    refs = IncidentRefs(reader)
    return replace(about, incidents=refs, compared=refs.compared)


def _coded_by(store: Store, how: Exporting, reader: IncidentReader) -> CodedBy:
    """Return what coded rows are made with, of all that people coded in a store."""
    codebook = how.codebook or default_codebook()
    judgements = how.noted(store)
    of_codebook = [each for each in judgements if codebook_of(each) == codebook.name]
    homes = reader.homes([claim for each in of_codebook for claim in each.claims])
    by_incident: dict[str, list[Judgement]] = {}
    for judgement in of_codebook:
        incident = incident_of(judgement, homes)
        if incident is not None:
            by_incident.setdefault(incident, []).append(judgement)

    def entries(incident: str) -> Entries:
        return entries_of(by_incident.get(incident, ()), codebook.name)

    where = how.project.name if how.project else ""
    return CodedBy(codebook, entries, len(judgements), where)


def _whole_incidents(
    store: Store, how: Exporting, watch: Watch, reader: IncidentReader
) -> Iterator[Chosen]:
    """Yield all claims of the incidents that have one which `how` asks for."""
    whole = claims_chosen(store, replace(how, wanted=EVERY_CLAIM, claims=None), watch, reader)
    if how.everything:
        yield from whole
        return
    asked = claims_chosen(store, how, unwatched, reader)
    incidents = {each.placed.incident for each in asked if each.placed}
    yield from (each for each in whole if each.placed and each.placed.incident in incidents)


def _written_at(store: Store, how: Exporting) -> datetime:
    """Return the time that a file says it was written at: SOURCE_DATE_EPOCH where that is set.

    Other tools that make reproducible files take it, too. Raises LedgerError where it is no time.
    """
    given = os.environ.get("SOURCE_DATE_EPOCH")
    if given:
        try:
            return max(datetime.fromtimestamp(int(given), UTC), EARLIEST)
        except (ValueError, OverflowError, OSError):
            raise LedgerError(
                f"SOURCE_DATE_EPOCH is {given[:40]!r}, which is no time. Give seconds since 1970."
            ) from None
    if not how.reproducible:
        return datetime.now(UTC)
    return max(store.facts().last or EARLIEST, EARLIEST)


def export_snapshots(ledger: Path | str, out: BinaryIO, how: Exporting = ALL) -> int:
    """Write the bytes that documents were made of to `out` as a WARC; how many records."""
    from sayso.exports.snapshots_warc import write_snapshots_warc

    with closing(open_ledger(ledger)) as store:
        at = _written_at(store, how)
        return write_snapshots_warc(store.kept(), store.snapshot, out, at, how.left_out)


def _writer(export_format: ExportFormat) -> Writer:
    return cast(Writer, _brought(WRITERS[export_format]))


def _brought(place: str) -> object:
    """Return what stands at "module:name" of the exports."""
    module, name = place.split(":")
    return getattr(import_module(f"sayso.exports.{module}"), name)


def claims_of(
    ledger: Path | str, wanted: str, watch: Watch = unwatched, notify: Notify = no_progress
) -> frozenset[str]:
    """Return the ids of the claims of the incident that `wanted` names, as `find_incident` does.

    Raises LedgerError.
    """
    with open_incidents(ledger, watch, notify) as reader:
        claims = reader.of(find_incident(reader, wanted))
        return frozenset(place.claim for each in claims for place in each.appearances)


def cite(
    store: Store, keys: Sequence[str], export_format: ExportFormat, out: BinaryIO, how: Exporting
) -> int:
    """Write citations of the documents with these fingerprints; how many there were.

    A document without any claim has one, too. Raises LedgerError.
    """
    shown = shown_by(store)
    held = ((key, reading_of(store, key, how.failures)) for key in keys)
    readings = ((key, shown(reading)) for key, reading in held if reading is not None)
    return _write_cited(export_format, store, _masked(readings, how), out, how.left_out)


def _write_cited(
    export_format: ExportFormat,
    store: Store,
    readings: Iterable[tuple[str, Reading]],
    out: BinaryIO,
    left_out: LeftOut,
) -> int:
    from sayso.exports.citations import CitationStyle, cited, write_citations

    style = cast(CitationStyle, _brought(STYLES[export_format]))
    kept = ((key, reading, store.kept(key)) for key, reading in readings)
    return write_citations(cited(kept, left_out), style, Utf8(out), left_out)


def _write_readings(
    export_format: ExportFormat,
    readings: Iterable[Reading],
    out: BinaryIO,
    left_out: LeftOut,
    noted: Noted,
) -> int:
    from sayso.exports.readings_json import write_readings_json
    from sayso.exports.readings_jsonl import write_readings_jsonl

    write = write_readings_jsonl if export_format is ExportFormat.JSONL else write_readings_json
    return write(readings, Utf8(out), left_out, noted)


def _keyed(store: Store, how: Exporting, watch: Watch) -> Iterator[tuple[str, Reading]]:
    """Yield the readings with the fingerprints of their documents as they are stored."""
    if how.everything:
        damaged = how.failures.damage if how.failures is not None else None
        whole = each_shown(store, store.readings(damaged))
        readings = ((each.document.fingerprint, each) for each in whole)
        yield from watch(_masked(readings, how), store.facts().rows["documents"])
        return
    passing = PassingClaims(store, how.wanted)
    keys = _documents(store, how, passing)
    yield from watch(_narrowed(store, how, passing, keys), len(keys))


def _masked(
    readings: Iterable[tuple[str, Reading]], how: Exporting
) -> Iterator[tuple[str, Reading]]:
    """Yield the readings with the names of private persons masked, unless these are asked for.

    A reading on which that raises is left out: its names must not be shown.
    """
    for key, reading in readings:
        if how.names:
            yield key, reading
            continue
        masked = attempt("export", partial(withhold, reading), subject=reading.document.id)
        if isinstance(masked, Problem):
            how.left_out(key, masked)
        else:
            yield key, masked


def _narrowed(
    store: Store, how: Exporting, passing: PassingClaims, keys: Sequence[str]
) -> Iterator[tuple[str, Reading]]:
    """Yield documents, each with the claims alone that the filter lets pass.

    Names are withheld by all that a document says, not by the claims that are left.
    """
    for key in keys:
        ids = passing.claims(key)
        if how.claims is not None:
            ids &= how.claims
        if not ids:
            continue
        whole = reading_of(store, key, how.failures)
        if whole is None:
            continue
        for _, reading in _masked(((key, passing.shown(whole)),), how):
            kept = tuple(each for each in reading.claims or () if each.id in ids)
            yield key, replace(reading, claims=kept)


def _documents(store: Store, how: Exporting, passing: PassingClaims) -> Sequence[str]:
    """Return the documents that may have what is wanted, in their order."""
    keys = passing.documents()
    if how.claims is None or len(how.claims) > FEW:
        return keys
    documents = set()
    for claim in how.claims:
        with suppress(UnknownIdError):  # an id that is not there has no row
            documents.add(store.statement(claim).statement.document)
    return [each for each in keys if each in documents]


def claims_chosen(
    store: Store, how: Exporting, watch: Watch, reader: IncidentReader | None
) -> Iterator[Chosen]:
    """Yield the claims that `how` asks for, as people corrected them; `reader` gives incidents."""
    judgements = store.judgements()
    work = NotedWork(store, how.noted(store), how.names)
    verdicts = last_said(judgements)
    for key, reading in _keyed(store, how, watch):
        placed = placed_in(reader, reading)
        for claim in sorted(reading.claims or (), key=lambda each: each.evidence):
            said = verdicts.get(claim.id)
            verdict = None if said is None else "wrong" if rejects(said) else said.verdict
            resolved = attempt("export", partial(_resolved, reading, claim, how), subject=claim.id)
            if isinstance(resolved, Problem):
                how.left_out(reading.document.fingerprint, resolved)
            else:
                noted = (work.of_document(key), work.of_claim(key, claim.id))
                yield Chosen(resolved[0], placed.get(claim.id), resolved[1], verdict, noted)


def _resolved(reading: Reading, claim: Claim, how: Exporting) -> tuple[ResolvedClaim, str | None]:
    """Return a claim with its parts, and the side of its claimant."""
    resolved = resolve(reading, claim)
    return resolved, _side(resolved, how.sides)


def _side(resolved: ResolvedClaim, among: Sequence[Conflict]) -> str | None:
    """Return the claimant's sides by the settings, on the day and in the place reported."""
    if not among:
        return None
    published = resolved.reading.document.published
    when = resolved.moment.earliest if resolved.moment and resolved.moment.earliest else published
    where = next((each.country for each in resolved.places if each.country), None)
    stands = side_of(resolved.claim.claimant, among, on=when.date() if when else None, where=where)
    return "; ".join(dict.fromkeys(each.side for each in stands)) or None

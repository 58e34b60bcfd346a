"""`sayso export`: what a ledger holds, in the formats of spreadsheets and of other systems."""

from __future__ import annotations

import io
import sys
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sayso.cli import options
from sayso.cli.exits import failing, refuse_taken, writing
from sayso.cli.terminal import say, with_bar
from sayso.exports.formats import FACTS, ExportFormat
from sayso.record import POLARITIES

if TYPE_CHECKING:
    from sayso.actions.export import Exporting
    from sayso.exports.ratings import Rating
    from sayso.ledger import LedgerUrl
    from sayso.settings.sides import Conflict


def export_command(
    output: Annotated[
        ExportFormat,
        typer.Option(
            "--format",
            help="csv, parquet: a row a claim. geojson: a point a place. jsonl, json: a"
            " sayso-reading/1 a document. coded: a row an incident, by a codebook. acled, ucdp: a"
            " row an incident. gdelt-mentions, followthemoney, timemap, schema-claim: as those"
            " systems have it. bibtex, ris, csl-json: documents as they are cited. warc: the bytes"
            " that documents were made of.",
        ),
    ] = ExportFormat.CSV,
    ledger: options.Ledger = None,
    out: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write here instead of to standard output."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Write over FILE if it is there.")] = False,
    search: options.Search = None,
    claimant: options.Claimant = None,
    outlet: options.InOutlet = None,
    event: options.EventKind = None,
    polarity: Annotated[
        str | None, typer.Option(metavar="WORD", help=f"Only claims that {', '.join(POLARITIES)}.")
    ] = None,
    document: Annotated[
        str | None, typer.Option(metavar="ID", help="Claims of one document.")
    ] = None,
    of_incident: Annotated[
        str | None,
        typer.Option(
            metavar="INCIDENT",
            help="Claims of one incident: its id, or how it begins; or words of its title.",
        ),
    ] = None,
    attributed: options.Attributed = False,
    incidents: Annotated[
        bool, typer.Option("--incidents", help="Link first: tell incidents and origins.")
    ] = False,
    sides: Annotated[
        Path | None, typer.Option(metavar="FILE.toml", help="Settings of sides: who stands where.")
    ] = None,
    ratings: Annotated[
        Path | None,
        typer.Option(metavar="FILE.jsonl", help="Ratings by people, for schema-claim."),
    ] = None,
    codebook: options.Codebook = None,
    with_names: Annotated[
        bool,
        typer.Option("--with-names", help="Keep the names of private persons who were harmed."),
    ] = False,
    reproducible: Annotated[
        bool,
        typer.Option(
            "--reproducible", help="The same ledger gives the same bytes, whenever and by any name."
        ),
    ] = False,
) -> None:
    """Write out what a ledger holds, for a spreadsheet or another program.

    Names of private persons who were harmed are masked, unless you ask for them.

    \b
    Examples:
      sayso export --format csv --out claims.csv
      sayso export --format parquet --incidents --out claims.parquet
      sayso export --format csv --search 'Kyiv "air defence" -exercise' --out kyiv.csv
      sayso export --format geojson --event shelling --out shelling.geojson
      sayso export --format ucdp --out incidents.csv
      sayso export --format coded --codebook airwars --out coded.csv
      sayso export --format bibtex --of-incident kutum --out kutum.bib
      sayso export --format jsonl | gzip > readings.jsonl.gz
      sayso export --format warc --out snapshots.warc.gz
    """
    from sayso.actions.export import Exporting
    from sayso.ledger import ClaimFilter

    if polarity is not None and polarity not in POLARITIES:
        raise typer.BadParameter(f"'{polarity}' is none of {', '.join(POLARITIES)}.")
    how = Exporting(
        ClaimFilter(claimant, outlet, event, polarity, document, attributed or None, search=search),
        names=with_names,
        incidents=incidents,
        reproducible=reproducible,
        sides=_sides(sides),
        ratings=_ratings(ratings),
        codebook=options.chosen_codebook(codebook) if output is ExportFormat.CODED else None,
    )
    path = options.chosen_ledger(ledger)
    if output is ExportFormat.WARC and not with_names:
        say("snapshots are the pages as they were published, with all names in them")
    with failing() as failures:
        how = replace(how, failures=failures, claims=_claims_of(path, of_incident))
        if out is None:
            _to_standard_output(path, output, how)
        else:
            _to_file(path, output, out, how, force=force)


def _claims_of(path: Path | LedgerUrl, incident: str | None) -> frozenset[str] | None:
    from sayso.actions.export import claims_of

    if incident is None:
        return None
    return claims_of(path, incident, partial(with_bar, "linking"), say)


def _to_standard_output(path: Path | LedgerUrl, output: ExportFormat, how: Exporting) -> None:
    from sayso.actions.export import export

    if FACTS[output].binary and sys.stdout.isatty():
        raise typer.BadParameter(f"{output.value} is nothing for a terminal. Name a file: --out.")
    export(path, output, sys.stdout.buffer, how, partial(with_bar, "documents"), say)
    sys.stdout.buffer.flush()


def _to_file(
    path: Path | LedgerUrl, output: ExportFormat, out: Path, how: Exporting, *, force: bool
) -> None:
    from sayso.actions.export import export_to

    refuse_taken(out, path, force=force)
    with writing(out):
        written = export_to(path, output, out, how, partial(with_bar, "documents"), say)
    say(f"{written} {FACTS[output].contents} written to {out}")


def _sides(path: Path | None) -> tuple[Conflict, ...]:
    from sayso.settings.sides import SidesError, load_sides

    if path is None:
        return ()
    try:
        return load_sides(path)
    except (OSError, UnicodeDecodeError, SidesError) as error:
        raise typer.BadParameter(f"Can't read the sides in {path}: {error}") from error


def _ratings(path: Path | None) -> dict[str, list[Rating]]:
    from sayso.exports.ratings import RatingsError, read_ratings
    from sayso.files.opening import open_named

    if path is None:
        return {}
    try:
        with open_named(path) as file, io.TextIOWrapper(file, encoding="utf-8") as lines:
            return read_ratings(lines)
    except (OSError, UnicodeDecodeError, RatingsError) as error:
        raise typer.BadParameter(f"Can't read the ratings in {path}: {error}") from error

"""Options and arguments that several commands share."""

from __future__ import annotations

import os
import re
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from pathlib import Path

    from sayso.intake import Hints
    from sayso.ledger import LedgerUrl
    from sayso.settings.codebooks import Codebook as CodebookOf

DEFAULT_LEDGER = "sayso.sqlite"
LEDGER_VARIABLE = "SAYSO_LEDGER"

DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Say what would be judged, and judge nothing.")
]
Why = Annotated[str, typer.Option(metavar="WORDS", help="The reason, kept with the judgement.")]
By = Annotated[str, typer.Option(metavar="NAME", help="Who judges.")]


def instant(words: str) -> datetime:
    """Return a publication date or instant; a date alone is its midnight."""
    from sayso.intake import parse_time

    parsed = parse_time(words)
    if parsed is None:
        raise typer.BadParameter(
            f"'{words}' is no date. Write 2026-03-04 or 2026-03-04T18:30+02:00."
        )
    return parsed


Inputs = Annotated[
    list[str],
    typer.Argument(
        metavar="INPUT",
        help="Files (.txt, .html, .jsonl, .csv, .pdf ...), folders, URLs, or - for standard input.",
        show_default=False,
    ),
]
Published = Annotated[
    datetime | None,
    typer.Option(
        parser=instant,
        metavar="DATE",
        help="When the inputs were published, where they don't say: 2026-03-04 or"
        " 2026-03-04T18:30+02:00. It is what 'overnight' and 'on Tuesday' are counted from.",
    ),
]
Outlet = Annotated[
    str | None,
    typer.Option(metavar="NAME", help="Who published the inputs, where they don't say."),
]
Language = Annotated[
    str | None,
    typer.Option(metavar="CODE", help="Their language, where they don't say: en, uk, ar ..."),
]
Map = Annotated[
    list[str] | None,
    typer.Option(
        "--map",
        metavar="FIELD=COLUMN",
        help="Which columns of a table (.csv, .tsv, .xlsx) hold what, where their names don't say:"
        " text=body,published=date. Fields: text, published, title, outlet, url, agency, language,"
        " id.",
        show_default=False,
    ),
]
Fast = Annotated[
    bool,
    typer.Option(
        "--fast", help="Read with the smaller attribution model: quicker, and finds somewhat less."
    ),
]


def query(written: str) -> str:
    """Return a query that can be parsed, as it was written."""
    from sayso.ledger import QueryError, parse_query

    try:
        parse_query(written)
    except QueryError as error:
        raise typer.BadParameter(str(error)) from None
    return written


Search = Annotated[
    str | None,
    typer.Option(
        "--search",
        parser=query,
        metavar="QUERY",
        help="Claims in which a query holds, as in `sayso search`.",
    ),
]
Claimant = Annotated[
    str | None, typer.Option(metavar="NAME", help="Claims of whom: any part of the name.")
]
InOutlet = Annotated[
    str | None, typer.Option(metavar="NAME", help="Claims in which outlet: any part.")
]
EventKind = Annotated[
    str | None, typer.Option(metavar="KIND", help="Claims of which kind of event.")
]
Attributed = Annotated[
    bool, typer.Option("--attributed", help="No narration: claims that someone made.")
]
Ledger = Annotated[
    str | None,
    typer.Option(
        "--ledger",
        metavar="FILE|URL",
        help="The ledger: a file, or a database (postgresql://host/name). Without it:"
        f" ${LEDGER_VARIABLE}, or {DEFAULT_LEDGER} in this folder.",
        show_default=False,
    ),
]

CODEBOOK_VARIABLE = "SAYSO_CODEBOOK"
Codebook = Annotated[
    str | None,
    typer.Option(
        "--codebook",
        metavar="FILE|NAME",
        help="The codebook: acled, ucdp, airwars, or a file of your own. Without it:"
        f" ${CODEBOOK_VARIABLE}, or acled.",
        show_default=False,
    ),
]


def chosen_codebook(given: str | None) -> CodebookOf:
    """Return the codebook that was given, or $SAYSO_CODEBOOK, or acled. Raises BadParameter."""
    from sayso.settings.codebooks import CodebookError, load_codebook, shipped_names

    try:
        return load_codebook(given or os.environ.get(CODEBOOK_VARIABLE) or shipped_names()[0])
    except CodebookError as error:
        raise typer.BadParameter(str(error)) from None


def fields(given: list[str]) -> dict[str, str]:
    """Return fields given as FIELD=VALUE. Raises BadParameter."""
    named: dict[str, str] = {}
    for words in given:
        name, sign, value = words.partition("=")
        if not sign:
            raise typer.BadParameter(f"'{words}' is no FIELD=VALUE: write figures='12 killed'.")
        if name.strip() in named:
            raise typer.BadParameter(f"{name.strip()} is given twice.")
        named[name.strip()] = value
    return named


def hints(
    published: datetime | None,
    outlet: str | None,
    language: str | None,
    mapped: list[str] | None = None,
) -> Hints:
    """Return what the user says of the inputs."""
    from sayso.intake import Hints

    columns = tuple(pair for words in mapped or () for pair in column_pairs(words))
    return Hints(published=published, outlet=outlet, language=language, columns=columns)


def column_pairs(words: str) -> list[tuple[str, str]]:
    """Return fields and their columns: "text=body,published=date". A column may have commas."""
    from sayso.intake.columns import FIELDS

    parts = re.split(r"(?:^|,)\s*([a-z]+)\s*=", words)
    before, pairs = parts[0], list(zip(parts[1::2], parts[2::2], strict=True))
    wrong = next((field for field, _ in pairs if field not in FIELDS), "")
    if before.strip() or not pairs or wrong:
        known = ", ".join(FIELDS)
        raise typer.BadParameter(
            f"--map takes FIELD=COLUMN, as text=body,published=date; not {(wrong or words)!r}."
            f" Fields: {known}."
        )
    return [(field, name.strip()) for field, name in pairs]


def ledger_path(given: str | None) -> Path | LedgerUrl:
    """Return the ledger's file or URL: the one given, or $SAYSO_LEDGER, or sayso.sqlite in this
    folder.

    A URL is shown without its password.
    """
    from sayso.ledger.names import named

    return named(given or os.environ.get(LEDGER_VARIABLE) or DEFAULT_LEDGER)


def chosen_ledger(given: str | None) -> Path | LedgerUrl:
    """Return the ledger's file or URL, shown when it was not given."""
    path = ledger_path(given)
    if given is None:
        from sayso.cli.terminal import say

        say(f"ledger: {path}")
    return path

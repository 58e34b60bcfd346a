"""`sayso list`, `show`, `search` and `report`: what a ledger holds.

Each command imports what it needs when it runs: `sayso --help` asks for no database.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sayso.cli import options
from sayso.cli.exits import Exit, failing, writing
from sayso.cli.terminal import results, say
from sayso.record import Problem
from sayso.record.faults import attempt

if TYPE_CHECKING:
    from rich.console import RenderableType

    from sayso.actions.show import ShownClaim
    from sayso.ledger import ClaimFilter, LedgerUrl
    from sayso.record import Reading


def list_command(
    ledger: options.Ledger = None,
    claims: Annotated[bool, typer.Option("--claims", help="List the claims instead.")] = False,
    problems: Annotated[
        bool, typer.Option("--problems", help="List what could not be read instead.")
    ] = False,
    search: options.Search = None,
    claimant: options.Claimant = None,
    outlet: options.InOutlet = None,
    event: options.EventKind = None,
    attributed: options.Attributed = False,
    limit: Annotated[
        int | None,
        typer.Option(min=1, max=1_000_000, help="The first documents or claims, so many."),
    ] = None,
) -> None:
    """List the documents of a ledger, its claims, or what could not be read.

    \b
    Examples:
      sayso list
      sayso list --claims --claimant "air force" --event interception
      sayso list --claims --search '"air defence" OR intercept* -exercise'
      sayso list --claims --attributed --limit 100 --ledger strikes.sqlite
      sayso list --problems
    """
    from sayso.ledger import ClaimFilter

    path = options.chosen_ledger(ledger)
    if problems:
        _list_problems(path)
    elif claims or search or claimant or outlet or event or attributed:
        wanted = ClaimFilter(claimant, outlet, event, attributed=attributed or None, search=search)
        _list_claims(path, wanted, limit)
    else:
        _list_documents(path, limit)


def _list_problems(path: Path | LedgerUrl) -> None:
    from sayso.actions.listing import list_problems
    from sayso.cli.tables import problems_table

    results().print(problems_table(list_problems(path)))


def _list_claims(path: Path | LedgerUrl, wanted: ClaimFilter, limit: int | None) -> None:
    from sayso.actions.listing import list_claims, rejected_claims
    from sayso.cli.tables import claims_table

    console, rejected = results(), rejected_claims(path)
    with failing() as failures:
        for reading, chosen in list_claims(path, wanted, limit, failures):
            shown = attempt("list", partial(claims_table, reading, chosen, rejected))
            if isinstance(shown, Problem):
                failures.fault(reading.document.fingerprint, shown)
            else:
                console.print(shown)


def _list_documents(path: Path | LedgerUrl, limit: int | None) -> None:
    from sayso.actions.listing import list_documents
    from sayso.cli.tables import documents_table

    results().print(documents_table(list_documents(path, limit)))


def show_command(
    sought: Annotated[
        str, typer.Argument(metavar="ID", help="A claim's or document's id, or how it begins.")
    ],
    ledger: options.Ledger = None,
    explained: Annotated[
        bool,
        typer.Option(
            "--explain",
            help="Read the document again and show which rules and scores made the claim.",
        ),
    ] = False,
) -> None:
    """Show a claim: its words in their paragraph, its chain, figures, place and time.

    With the id of a document, show all its claims.

    \b
    Examples:
      sayso show 4f2a9c
      sayso show 4f2a9c --explain
      sayso show 4f2a9c --ledger strikes.sqlite
    """
    from sayso.actions.listing import rejected_claims
    from sayso.actions.show import ShownClaim, show
    from sayso.cli.pages import claim_page
    from sayso.cli.tables import claims_table

    shown = show(options.chosen_ledger(ledger), sought)
    page: RenderableType | Problem
    if isinstance(shown, ShownClaim):
        page = attempt("show", partial(claim_page, shown))
        document = shown.held.statement.document
    else:
        rejected = rejected_claims(options.chosen_ledger(ledger))
        page = attempt("show", partial(claims_table, shown, None, rejected))
        document = shown.document.fingerprint
    if isinstance(page, Problem):
        with failing() as failures:
            failures.fault(document, page)
        return
    results().print(page)
    if explained:
        _explain(shown)
    if not isinstance(shown, ShownClaim):
        return
    if not shown.held.holds:
        say("sayso: evidence does not hold. The ledger was changed from outside: restore a copy.")
        raise typer.Exit(Exit.LEDGER)


def _explain(shown: ShownClaim | Reading) -> None:
    """Print the decisions behind a claim, or behind all claims of a document, read again."""
    from sayso.actions.explain import explain
    from sayso.actions.show import ShownClaim
    from sayso.cli.explanations import explanation_page

    reading = shown.reading if isinstance(shown, ShownClaim) else shown
    if reading is None:
        return
    claim = shown.held.statement.claim.id if isinstance(shown, ShownClaim) else None
    for fast in (False, True):  # the ledger doesn't say by which pack a document was read
        explanation = explain(reading.document, fast)
        ids = {known.claim.id for known in explanation.claims}
        if (claim in ids) if claim else ids == {known.id for known in reading.claims or ()}:
            results().print(explanation_page(explanation, claim))
            return
    say("sayso: this version reads the document otherwise: its claims can't be explained.")


def search_command(
    words: Annotated[
        list[str], typer.Argument(metavar="QUERY", help="A query: words, all of them, and more.")
    ],
    ledger: options.Ledger = None,
    limit: Annotated[
        int, typer.Option(min=1, max=1_000_000, help="How many results at most.")
    ] = 20,
) -> None:
    """Search claims, claimants and texts: claims first, the best first.

    Put a query with marks in single quotes, so that the shell leaves them alone.

    \b
    words           all of them, with any ending; a name under all its spellings
    "air defence"   these words side by side, spelled so
    intercept*      any word that begins so
    drone OR shell  one of them; OR in capitals
    -exercise       not this word

    \b
    Examples:
      sayso search drones intercepted
      sayso search Kyiv power --limit 50
      sayso search '"air defence" refinery OR depot -exercise'
    """
    from sayso.actions.search import search
    from sayso.cli.pages import hits_page

    hits = search(options.chosen_ledger(ledger), " ".join(words), limit)
    if not hits:
        say("nothing fits this query. Try fewer words.")
    results().print(hits_page(hits))


def report_command(
    out: Annotated[Path, typer.Option(metavar="PAGE.html", help="The page to write.")],
    incident: Annotated[
        str | None,
        typer.Argument(
            metavar="[INCIDENT]",
            show_default=False,
            help="Only the documents of this incident: an id or how it begins, or words of its"
            " title, headline or place.",
        ),
    ] = None,
    ledger: options.Ledger = None,
    search: options.Search = None,
    title: Annotated[str | None, typer.Option(metavar="WORDS", help="Its title.")] = None,
) -> None:
    """Write one page to open in a browser: articles with claims marked, figures side by side.

    Of the whole ledger, of one incident, or of the documents with a claim that a search finds.

    \b
    Examples:
      sayso report --out page.html
      sayso report --ledger strikes.sqlite --out page.html --title "The night of 4 March"
      sayso report kutum --out kutum.html
      sayso report --search 'Kyiv "air defence"' --out kyiv.html
    """
    from sayso.actions.report import report
    from sayso.ledger import ClaimFilter

    path = options.chosen_ledger(ledger)
    with failing() as failures:
        with writing(out):
            wanted = ClaimFilter(search=search)
            shown = report(path, out, title, failures, incident=incident, wanted=wanted)
        say(f"{shown} documents on {out}")

"""`sayso judge`: accept, reject and correct claims. Each command imports what it needs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sayso.cli import options
from sayso.cli.exits import ending
from sayso.cli.terminal import count_of, plain, say

if TYPE_CHECKING:
    from collections.abc import Callable

    from sayso.actions.judging import Plan
    from sayso.index.service import IncidentIndex

judge_app = typer.Typer(
    help="Judge claims: accept, reject, correct, add what was missed, and take that back.\n\n"
    "What is corrected replaces what was read on every page and in every export.\n\n"
    "\b\nExamples:\n"
    "  sayso judge reject 4f2a9c --copies --why 'a photo caption'\n"
    "  sayso judge correct 4f2a9c figures='12 people killed' --dry-run\n"
    "  sayso judge correct 4f2a9c place='El Fasher, Sudan' when='3 June 2025'\n"
    "  sayso judge add 8c1e55 'Two people drowned' claimant='the outlet'\n"
    "  sayso judge undo 4f2a9c\n"
    "  sayso judge pair rival 4f2a9c 91bd07",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
)

Claim = Annotated[
    str,
    typer.Argument(metavar="CLAIM", help="A claim's id, or how it begins.", show_default=False),
]
Copies = Annotated[
    bool,
    typer.Option("--copies", help="Say the same of all copies of the claim in the same words."),
]


@judge_app.command("accept")
@ending
def accept_command(
    claim: Claim,
    copies: Copies = False,
    dry_run: options.DryRun = False,
    why: options.Why = "",
    by: options.By = "local",
    ledger: options.Ledger = None,
) -> None:
    """Say that a claim is right as it stands.

    \b
    Example:
      sayso judge accept 4f2a9c --by Maria
    """
    _judge("right", [claim], None, (by, why), copies, dry_run, ledger)


@judge_app.command("reject")
@ending
def reject_command(
    claim: Claim,
    copies: Copies = False,
    dry_run: options.DryRun = False,
    why: options.Why = "",
    by: options.By = "local",
    ledger: options.Ledger = None,
) -> None:
    """Say that a claim was misread: it leaves its incident.

    \b
    Example:
      sayso judge reject 4f2a9c --copies --why 'a photo caption'
    """
    _judge("wrong", [claim], None, (by, why), copies, dry_run, ledger)


@judge_app.command("correct")
@ending
def correct_command(
    claim: Claim,
    fields: Annotated[
        list[str],
        typer.Argument(
            metavar="FIELD=VALUE...",
            help="claimant, event, polarity, modality, figures, place, when, initiator, target or"
            " evidence, with what should stand there; nothing after the sign takes it out.",
            show_default=False,
        ),
    ],
    copies: Copies = False,
    dry_run: options.DryRun = False,
    why: options.Why = "",
    by: options.By = "local",
    ledger: options.Ledger = None,
) -> None:
    """Correct fields of a claim: they replace what was read, which is kept beside them.

    \b
    Examples:
      sayso judge correct 4f2a9c figures='12 people killed; 3 houses hit' --dry-run
      sayso judge correct 4f2a9c claimant='the outlet' polarity=doubts --copies
      sayso judge correct 4f2a9c place='Kutum; El Fasher, Sudan' when='3 June 2025'
    """
    _judge("corrected", [claim], options.fields(fields), (by, why), copies, dry_run, ledger)


@judge_app.command("add")
@ending
def add_command(
    document: Annotated[
        str,
        typer.Argument(
            metavar="DOCUMENT", help="A document's id, or how it begins.", show_default=False
        ),
    ],
    words: Annotated[
        str,
        typer.Argument(
            metavar="WORDS",
            help="The words of the document that make the claim.",
            show_default=False,
        ),
    ],
    fields: Annotated[
        list[str],
        typer.Argument(
            metavar="claimant=NAME FIELD=VALUE...",
            help="Whose claim it is, “the outlet” for the report's own words; and event, polarity,"
            " modality, figures, place, when, initiator or target where Sayso reads another in the"
            " words.",
            show_default=False,
        ),
    ],
    at: Annotated[
        int | None,
        typer.Option("--at", help="The character at which the words begin, if they stand twice."),
    ] = None,
    dry_run: options.DryRun = False,
    why: options.Why = "",
    by: options.By = "local",
    ledger: options.Ledger = None,
) -> None:
    """Add a claim that was missed: words of a document, with who says them.

    Fields that you leave out have what Sayso reads in the words.

    \b
    Examples:
      sayso judge add 8c1e55 'Two people drowned' claimant='the outlet' --dry-run
      sayso judge add 8c1e55 'three boats were hit' claimant='Harbour Watch' event=air_strike
    """
    from sayso.actions.adding import evidence_at, plan_addition

    def plan(index: IncidentIndex) -> Plan:
        reading = index.store.reading(index.store.document_key(document))
        evidence = evidence_at(reading, words, at)
        return plan_addition(index, reading, evidence, options.fields(fields), (by, why))

    _keep(plan, dry_run, ledger)


@judge_app.command("split")
@ending
def split_command(
    claim: Claim,
    before: Annotated[
        str,
        typer.Option(
            "--before", help="The words with which the second claim begins.", show_default=False
        ),
    ],
    dry_run: options.DryRun = False,
    why: options.Why = "",
    by: options.By = "local",
    ledger: options.Ledger = None,
) -> None:
    """Split a claim in two: its words are cut, and the rest is added as a claim of its own.

    \b
    Example:
      sayso judge split 4f2a9c --before 'two bridges were hit' --dry-run
    """
    from sayso.actions.adding import plan_split

    _keep(lambda index: plan_split(index, claim, before, (by, why)), dry_run, ledger)


@judge_app.command("join")
@ending
def join_command(
    claim: Claim,
    other: Annotated[
        str,
        typer.Argument(
            metavar="OTHER",
            help="The claim that it takes in, which is rejected.",
            show_default=False,
        ),
    ],
    dry_run: options.DryRun = False,
    why: options.Why = "",
    by: options.By = "local",
    ledger: options.Ledger = None,
) -> None:
    """Join two claims of one paragraph: the first takes in the words and figures of the other.

    \b
    Example:
      sayso judge join 4f2a9c 91bd07 --dry-run
    """
    from sayso.actions.adding import plan_join

    _keep(lambda index: plan_join(index, claim, other, (by, why)), dry_run, ledger)


@judge_app.command("pair")
@ending
def pair_command(
    verdict: Annotated[
        str,
        typer.Argument(
            metavar="VERDICT",
            help="same_claim, different_claims, same_incident, different_incidents, rival,"
            " not_rivals, or undecided to take it back.",
            show_default=False,
        ),
    ],
    claims: Annotated[list[str], typer.Argument(metavar="CLAIM CLAIM...", show_default=False)],
    dry_run: options.DryRun = False,
    why: options.Why = "",
    by: options.By = "local",
    ledger: options.Ledger = None,
) -> None:
    """Say of claims that they are one or not, of one incident or not, rivals or not.

    \b
    Examples:
      sayso judge pair different_incidents 4f2a9c 91bd07 --why 'two markets'
      sayso judge pair undecided 4f2a9c 91bd07
    """
    from sayso.actions.review import PAIRED

    if verdict not in (*PAIRED, "undecided") or len(claims) < 2:
        raise typer.BadParameter(f"Give one of {', '.join(PAIRED)}, undecided, and two claims.")
    _judge(verdict, claims, None, (by, why), False, dry_run, ledger)


@judge_app.command("table")
@ending
def table_command(
    table: Annotated[
        Path,
        typer.Argument(
            metavar="FILE.csv",
            help="A CSV of claims, edited.",
            show_default=False,
            exists=True,
            dir_okay=False,
        ),
    ],
    yes: Annotated[
        bool, typer.Option("--yes", help="Keep the corrections without asking.")
    ] = False,
    dry_run: options.DryRun = False,
    why: options.Why = "",
    by: options.By = "local",
    ledger: options.Ledger = None,
) -> None:
    """Take corrections from a CSV of `sayso export` that was edited in a spreadsheet.

    Cells of claimant, polarity, modality, event, initiator, target, quantities, places,
    moment_said, words and judged that differ from what an export writes now are shown, and kept
    once you agree. A cell that is not understood keeps all of it out.

    \b
    Examples:
      sayso judge table coded.csv --dry-run
      sayso judge table coded.csv --by Maria --yes
    """
    from sayso.actions.edited_table import edited_table, lines_of
    from sayso.actions.returned_table import ReturnedTableError
    from sayso.cli.indexed import open_index

    with open_index(ledger, dry_run) as index:
        try:
            with table.open("rb") as stream:
                edited = edited_table(index, stream, by, why)
        except ReturnedTableError as error:
            raise typer.BadParameter(str(error)) from None
        for line in lines_of(edited):
            typer.echo(plain(f"would be judged: {line}" if dry_run else line))
        if not edited.judgements:
            say(f"{edited.rows:,} rows, and no cell differs from what the ledger shows.")
        elif not dry_run and (yes or typer.confirm("Keep these corrections?")):
            index.judge(judgement for _, judgement in edited.judgements)
            say(f"{len(edited.judgements):,} judgements kept, of {edited.rows:,} rows.")


@judge_app.command("undo")
@ending
def undo_command(
    claim: Claim,
    copies: Annotated[
        bool, typer.Option("--copies", help="Of all copies, too, of which the same was said.")
    ] = False,
    dry_run: options.DryRun = False,
    why: options.Why = "",
    by: options.By = "local",
    ledger: options.Ledger = None,
) -> None:
    """Take back the last that you said of a claim; what held before holds again.

    \b
    Example:
      sayso judge undo 4f2a9c --copies
    """
    from sayso.actions.judging import plan_undo

    _keep(lambda index: plan_undo(index, claim, (by, why), copies), dry_run, ledger)


@judge_app.command("agreement")
@ending
def agreement_command(ledger: options.Ledger = None) -> None:
    """Print how reviewers agree on the claims that several judged, and where they differ.

    Krippendorff's alpha by field: 1 is full agreement, 0 what chance gives. “claim” is whether a
    claim is kept.

    \b
    Example:
      sayso judge agreement --ledger coded.sqlite
    """
    from sayso.actions.adjudication import double_coding
    from sayso.cli.indexed import open_index

    with open_index(ledger, dry_run=True) as index:
        coded = double_coding(index)
    if not coded.by_field:
        say("No claim was judged by two people.")
    for name, of in coded.by_field.items():
        none = "all alike" if of.alike == of.claims else "too few for alpha"
        value = none if of.alpha is None else f"alpha {of.alpha:.3f}"
        typer.echo(f"{name:<10}  {count_of(of.claims, 'claim')}, {of.alike:,} alike, {value}")
    for differing in coded.open:
        typer.echo(plain(f"\n{differing.row.id[:10]}  “{' '.join(differing.row.words.split())}”"))
        for name, choices in differing.fields.items():
            values = "; ".join(
                f"{', '.join(each.by)}: {each.value or 'nothing'}" for each in choices
            )
            typer.echo(plain(f"  {name}: {values}"))


@judge_app.command("adjudicate")
@ending
def adjudicate_command(
    claim: Claim,
    fields: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="FIELD=VALUE...",
            help="What holds of each field on which reviewers differ; claim=kept or claim=rejected"
            " where they differ on that.",
            show_default=False,
        ),
    ] = None,
    dry_run: options.DryRun = False,
    why: options.Why = "",
    by: options.By = "local",
    ledger: options.Ledger = None,
) -> None:
    """Decide what holds of a claim on which reviewers differ.

    `sayso judge agreement` lists them, with what each reviewer says.

    \b
    Examples:
      sayso judge adjudicate 4f2a9c figures='12 people killed' --by Ada
      sayso judge adjudicate 4f2a9c claim=rejected --why 'a photo caption' --dry-run
    """
    from sayso.accounts import Person
    from sayso.actions.adjudication import adjudication
    from sayso.actions.judging import Plan

    def plan(index: IncidentIndex) -> Plan:
        key = index.store.statement(claim).statement.claim.id
        made = adjudication(index, Person(by, "reviewer"), key, options.fields(fields or []), why)
        lines = "\n".join(f"{key[:10]} {name}: {value}" for name, value in made.changes)
        return Plan((made,), (lines,))

    _keep(plan, dry_run, ledger)


def _judge(
    verdict: str,
    claims: list[str],
    changes: dict[str, str] | None,
    signed: tuple[str, str],
    copies: bool,
    dry_run: bool,
    ledger: str | None,
) -> None:
    from sayso.actions.judging import plan_verdict

    _keep(
        lambda index: plan_verdict(index, verdict, claims, signed, changes, copies),
        dry_run,
        ledger,
    )


def _keep(make: Callable[[IncidentIndex], Plan], dry_run: bool, ledger: str | None) -> None:
    from sayso.cli.indexed import keep

    keep(make, dry_run, ledger, "judged")

"""`sayso watch`: look at feeds again and again, and add what is new."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sayso.cli import options
from sayso.cli.exits import Exit
from sayso.cli.reading import changed_line, gazetteer_ready
from sayso.cli.terminal import plain, say

if TYPE_CHECKING:
    from sayso.actions.add import Outcome
    from sayso.actions.watch import Looked
    from sayso.ledger import LedgerUrl
    from sayso.settings.feeds import Watched


def watch_command(
    feeds: Annotated[
        Path, typer.Argument(metavar="FEEDS.toml", help="The list of feeds.", show_default=False)
    ],
    ledger: options.Ledger = None,
    once: Annotated[
        bool, typer.Option("--once", help="Look once at every feed, and end: for cron.")
    ] = False,
    check: Annotated[
        bool,
        typer.Option("--check", help="Only check the list and tell when each feed is due."),
    ] = False,
    progress: Annotated[
        bool,
        typer.Option(
            "--progress",
            help="Write 'added FINGERPRINT ADDRESS' to standard output once a document is safe.",
        ),
    ] = False,
) -> None:
    """Look at feeds when they are due, and add each new item or the page that it leads to.

    What was seen is remembered in the ledger: stop it at any time and start it again. A host that
    fails is let alone, longer each time.

    \b
    Examples:
      sayso watch feeds.toml
      sayso watch feeds.toml --once --ledger strikes.sqlite
      sayso watch feeds.toml --check
    """
    from sayso.actions.watch import watch
    from sayso.settings.feeds import FeedListError, load_feeds

    try:
        watched = load_feeds(feeds)
    except FeedListError as error:
        say(f"sayso: {error}")
        raise typer.Exit(Exit.USAGE) from error
    path = options.chosen_ledger(ledger)
    for feed in watched:
        if feed.login_left_out:
            say(plain(f"{feed.url}: the user name or password in its address is never sent"))
    if check:
        _show_schedule(watched, path)
        return
    if not watched:
        say(f"sayso: {feeds} names no feed: take the marks away before those to watch.")
        raise typer.Exit(Exit.USAGE)
    gazetteer_ready()
    failed = _reported(watch(watched, path, once), progress)
    if failed:
        raise typer.Exit(Exit.NONE_READ if failed == len(watched) else Exit.SOME_UNREAD)


def _show_schedule(watched: tuple[Watched, ...], path: Path | LedgerUrl) -> None:
    """Tell when each feed was looked at last, and when the next look is due."""
    from sayso.actions.watch import last_looks

    polls = last_looks(path)
    for feed in watched:
        poll = polls.get(feed.url)
        when = f"{poll.outcome}, next look {poll.due:%a %d %b %H:%M} UTC" if poll else "not yet"
        say(plain(f"{feed.outlet or feed.url}, every {feed.interval:.0f} s: {when}"))
    say(f"{len(watched)} feed(s)")


def _reported(events: Iterable[Outcome | Looked], progress: bool) -> int:
    """Tell what happens as it does; how many looks failed."""
    from sayso.actions.add import Outcome

    failed = 0
    for event in events:
        if isinstance(event, Outcome):
            _report_outcome(event, progress)
            continue
        poll = event.poll
        failed += bool(poll.failures)
        name = event.feed.outlet or event.feed.url
        outcome = {
            "read": f"{poll.items} items, {poll.added} added",
            "unchanged": "nothing new",
        }.get(poll.outcome, f"failed {poll.failures} time(s)")
        message = f"; {poll.message}" if poll.message else ""
        say(plain(f"{poll.at:%H:%M} {name}: {outcome}{message}; next look {poll.due:%a %H:%M} UTC"))
    return failed


def _report_outcome(outcome: Outcome, progress: bool) -> None:
    if outcome.added is None:
        if outcome.problem:
            say(f"sayso: {outcome.problem.message}")
        return
    word = "added" if outcome.added.new else "held"
    if progress:
        print(word, outcome.added.document, plain(outcome.source), flush=True)
    elif outcome.added.new:
        say(plain(f"  + {outcome.source} ({outcome.added.claims} claims)"))
    if outcome.before and outcome.added.new:
        say(f"  {plain(outcome.source)}: {changed_line(outcome)}")

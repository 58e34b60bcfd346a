"""`sayso serve` and `sayso index`. Each command imports what it needs when it runs."""

from __future__ import annotations

import errno
import gc
import signal
import sys
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from socket import AF_INET, AF_INET6, IPPROTO_TCP, TCP_NODELAY, create_server, socket
from threading import Event
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from sayso.cli import options
from sayso.cli.exits import Exit, ending
from sayso.cli.terminal import say, with_bar
from sayso.cli.users import users_of

if TYPE_CHECKING:
    from sayso.accounts import People
    from sayso.index.service import IncidentIndex
    from sayso.ledger import LedgerUrl
    from sayso.settings.alerts import AlertSettings
    from sayso.settings.codebooks import Codebook
    from sayso.settings.term_lists import TermList
    from sayso.web.deployment import Deployment

SWITCH_S = 0.0005
"""How long one thread may keep others from running. Beside the taking in of documents a page gave
way at each of its queries: by Python's own 5 ms, 19 pages of 20 took 1.8 s at the most, so .5 s."""

COLLECTED_AT = (20_000, 10, 10)
"""Objects after which garbage is looked for, and how often that goes further back. A page makes
tens of thousands that are no garbage: by Python's own 700 it took a tenth more of a processor."""

NO_ADDRESS = "is no address of this machine. Try --host 127.0.0.1."
LOOPBACK = ("127.0.0.1", "localhost", "::1")

WARMING_S = 0.5
"""How long what is being made for pages is waited for at the end."""

PLAIN_HTTP = (
    "sayso: passwords and sessions go unencrypted over http. Put a server in front that speaks TLS,"
    " and name it with --trusted-proxy and --public-url."
)

NoLogin = Annotated[
    bool,
    typer.Option(
        "--no-login",
        help="Ask for no login, on this machine's own address and through no proxy. For ledgers"
        " without users.",
    ),
]
Proxies = Annotated[
    list[str] | None,
    typer.Option(
        "--trusted-proxy",
        metavar="ADDRESS",
        help="Believe the X-Forwarded headers of the proxy at this address or network. Again for"
        " each.",
        show_default=False,
    ),
]
PublicUrl = Annotated[
    str | None,
    typer.Option(
        "--public-url", metavar="URL", help="The address that people open: https://ledger.example."
    ),
]

Embedding = Annotated[
    list[str] | None,
    typer.Option(
        "--embed",
        metavar="ORIGIN",
        help="Let this site show incidents in frames of its pages, without a login:"
        " https://news.example.org. Again for each.",
        show_default=False,
    ),
]
TermLists = Annotated[
    Path | None,
    typer.Option(
        "--term-lists",
        metavar="FOLDER",
        help="A folder of TOML files with lists of terms, which framing offers to count.",
        show_default=False,
    ),
]


@ending
def index_command(ledger: options.Ledger = None) -> None:
    """Make the index that `sayso serve` shows a ledger from, or bring it up to date.

    `sayso serve` does so itself, beside the pages that it shows; for a large ledger it is quicker
    to have it done. The index is a file beside the ledger, NAME.desk. It is never evidence: take it
    away, and it is made anew.

    \b
    Examples:
      sayso index --ledger strikes.sqlite
    """
    from contextlib import closing

    from sayso.index.service import IncidentIndex

    path = options.chosen_ledger(ledger)
    with closing(IncidentIndex(path)) as index:
        done, whole = index.progress
        for _ in with_bar("indexing", index.ingested(), max(0, whole - done)):
            pass
        for document, message in index.left_out.items():
            say(f"sayso: left out of the index: {document[:24]}: {message}")
        count = index.progress[0] - len(index.left_out)
        say(f"{count:,} documents are in the index of {path}")


def serve_command(
    ledger: options.Ledger = None,
    host: Annotated[str, typer.Option(help="The address to listen at.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port to listen at.")] = 8000,
    check: Annotated[
        bool, typer.Option("--check", help="Only check that it could start, and say where.")
    ] = False,
    no_login: NoLogin = False,
    proxies: Proxies = None,
    public_url: PublicUrl = None,
    codebook: options.Codebook = None,
    embedding: Embedding = None,
    term_lists: TermLists = None,
) -> None:
    """Open the ledger as a site: incidents, search, map, framing, review, and an API.

    A login is asked for, so it starts when there are users: `sayso users add NAME`. For yourself
    alone, on this machine, --no-login does without. Others reach it through a proxy that speaks
    TLS, which --trusted-proxy names. With --embed, whoever knows the address of an incident's page
    for frames can read it, with the names of private persons harmed masked.

    \b
    Examples:
      sayso serve --ledger strikes.sqlite
      sayso serve --ledger strikes.sqlite --no-login
      sayso serve --ledger strikes.sqlite --codebook project.toml --term-lists lists
      sayso serve --ledger strikes.sqlite --trusted-proxy 127.0.0.1 --public-url https://ledger.example.org
      sayso serve --ledger strikes.sqlite --no-login --embed https://news.example.org
    """
    from sayso.index.service import READERS_S, IncidentIndex
    from sayso.web.deployment import DeploymentError, deployment_of

    path = options.chosen_ledger(ledger)
    coded_by = options.chosen_codebook(codebook)
    offered = _term_lists(term_lists)
    try:
        deployment = deployment_of(host, public_url, proxies or (), embedding or ())
    except DeploymentError as error:
        raise _refused(str(error)) from error
    with closing(IncidentIndex(path, patience=READERS_S)) as index, users_of(path) as people:
        if no_login:
            _check_no_login(host, deployment, people)
        elif not people.users():
            raise _refused(_no_users(host, path))
        if not no_login and host not in LOOPBACK and not deployment.public_url:
            say(PLAIN_HTTP)
        site = Served(deployment, no_login, _alert_settings(path), coded_by, offered)
        _serve(index, people, host, port, check, site)


def _check_no_login(host: str, deployment: Deployment, people: People) -> None:
    """End the command where others could come in by `--no-login`."""
    if host not in LOOPBACK:
        raise _refused(f"--no-login is for 127.0.0.1 alone, and {host} can be reached by others.")
    if deployment.public_url:
        raise _refused(
            "--no-login is for this machine alone, and others come through a proxy. Leave out"
            " --no-login, or --trusted-proxy and --public-url."
        )
    if people.users():
        raise _refused(
            "This ledger has users, so a login is asked for. Leave out --no-login and log in as one"
            " of them (`sayso users list`)."
        )


def _no_users(host: str, path: Path | LedgerUrl) -> str:
    add = f"`sayso users add NAME --role admin --ledger {path}`"
    if host in LOOPBACK:
        return (
            f"this ledger has no users who could log in. Add one with {add}, or say --no-login:"
            " then whoever uses this machine may do everything, and requests that come through a"
            " proxy are refused."
        )
    return (
        f"{host} can be reached by others, and this ledger has no users. Add one with {add}, or"
        " serve on 127.0.0.1."
    )


def _alert_settings(ledger: Path | LedgerUrl) -> AlertSettings:
    """Return the settings of alerts beside a ledger; what is wrong with them ends the command."""
    from sayso.actions.alerts import settings_path
    from sayso.settings.alerts import AlertSettingsError, load_alert_settings

    try:
        return load_alert_settings(settings_path(ledger))
    except AlertSettingsError as error:
        raise _refused(str(error)) from error


def _term_lists(folder: Path | None) -> Mapping[str, tuple[TermList, ...]]:
    """Return the lists of a folder by the names of its files; what is wrong ends the command."""
    from sayso.settings.term_lists import TermListError, term_lists_in

    try:
        return term_lists_in(folder) if folder is not None else {}
    except TermListError as error:
        raise _refused(str(error)) from error


class Served(NamedTuple):
    """How a site is reached, whether it asks for no login, which alerts are sent, the codebook by
    which incidents are coded, and the lists of terms that framing offers.
    """

    deployment: Deployment
    no_login: bool
    alerts: AlertSettings
    codebook: Codebook
    term_lists: Mapping[str, tuple[TermList, ...]]


def _serve(
    index: IncidentIndex, people: People, host: str, port: int, check: bool, site: Served
) -> None:
    from sayso.actions.alerts import AlertLedger, AlertRunner, keep_sending
    from sayso.actions.submit import ReadingApart
    from sayso.web.app import make_app
    from sayso.web.connections import ConnectionLimits, within
    from sayso.web.log_limit import log_to_standard_error
    from sayso.web.server import Server
    from sayso.web.warming import warm

    reader = ReadingApart()
    app = make_app(
        index,
        people,
        site.no_login,
        reader,
        site.deployment,
        site.alerts,
        site.codebook,
        site.term_lists,
    )
    shown = f"[{host}]" if ":" in host else host
    if check:
        say(f"http://{shown}:{port}/ shows {index.path}")
        return
    log_to_standard_error()
    sys.setswitchinterval(SWITCH_S)
    gc.set_threshold(*COLLECTED_AT)
    for signalled in (signal.SIGINT, signal.SIGTERM):
        signal.signal(signalled, _stopped)  # until the server runs, which has a way of its own
    with closing(reader), _listening(host, port) as door:
        say(f"http://{shown}:{door.getsockname()[1]}/ shows {index.path}; Ctrl-C stops it")
        # Everyone behind a trusted proxy comes from its one address, which has no limit of its own.
        limits = ConnectionLimits(is_proxy=within(site.deployment.trusted_proxies))
        server = Server(app, limits, app.state.texts.stop, reader.stop)
        ended = Event()
        warming = warm(index, ended)
        if site.alerts.send_from_site:
            runner = AlertRunner(people.alerts, site.alerts, AlertLedger(index.path, index))
            keep_sending(runner, site.alerts.every_s, ended)
        try:
            server.run(sockets=[door])
        finally:
            ended.set()
            warming.join(WARMING_S)


def _stopped(_signal: int, _frame: object) -> None:
    """Be ended by a signal as by the end of the command: ledger and index are let go."""
    raise SystemExit(Exit.DONE)


def _listening(host: str, port: int) -> socket:
    """Return a socket that takes what comes to this address."""
    family = AF_INET6 if ":" in host else AF_INET
    try:
        door = create_server((host, port), family=family, backlog=2048)
        # Connections inherit it. Without it the second page of each waited 40 ms: its head was
        # sent, and its body only when the reader's system had acknowledged that.
        door.setsockopt(IPPROTO_TCP, TCP_NODELAY, 1)
        return door
    except OSError as error:
        code = error.errno or 0  # below 0, the name leads nowhere (getaddrinfo's own codes)
        what = {
            errno.EADDRINUSE: "is taken. Stop what listens there, or choose another with --port.",
            errno.EACCES: "is not for this user. Choose a port above 1023 with --port.",
            **dict.fromkeys((0, errno.EADDRNOTAVAIL), NO_ADDRESS),
        }.get(max(code, 0), f"can't be listened at: {error.strerror}.")
        raise _refused(f"{host} port {port} {what}") from error


def _refused(message: str) -> typer.Exit:
    say(f"sayso: {message}")
    return typer.Exit(2)

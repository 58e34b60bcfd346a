"""A mail server and a webhook on this machine, for alerts: real sockets, real TLS."""

from __future__ import annotations

import base64
import email
import email.policy
import queue
import socketserver
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from tests.certificates import Certificate, self_signed

PATIENCE_S = 30


def certificate(folder: Path) -> Certificate:
    """Return a fresh certificate for localhost; the test is skipped without openssl."""
    return self_signed(folder, "localhost", address="127.0.0.1")


@dataclass
class MailServer:
    """What a mail server offers, asks for and refuses, and what it got.

    With `tls` it offers STARTTLS, and with `encrypted_only` takes nothing without it. `refused` are
    addresses that it has not. `before_answer` is called with a mail that is whole, before the
    server says so.
    """

    port: int = 0
    tls: Certificate | None = None
    encrypted_only: bool = False
    login: tuple[str, str] | None = None
    refused: set[str] = field(default_factory=set)
    before_answer: Callable[[], None] = lambda: None
    mails: list[EmailMessage] = field(default_factory=list)
    raw: list[bytes] = field(default_factory=list)
    receivers: list[list[str]] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    encrypted: list[bool] = field(default_factory=list)
    arrived: queue.Queue[EmailMessage] = field(default_factory=queue.Queue)


class _Talk(socketserver.StreamRequestHandler):
    """One conversation by RFC 5321, with STARTTLS (RFC 3207) and AUTH PLAIN (RFC 4954)."""

    state: MailServer

    def handle(self) -> None:
        self.secure = self.known = False
        self.receivers: list[str] = []
        self._say("220 localhost ESMTP")
        while line := self.rfile.readline().decode("latin-1"):
            line = line.rstrip("\r\n")
            self.state.lines.append(line)
            verb, _, rest = line.partition(" ")
            talk = getattr(self, f"talk_{verb.lower()}", None)
            if talk is None:
                self._say("502 not known")
            elif talk(rest) is False:
                return

    def _say(self, *lines: str) -> None:
        for number, line in enumerate(lines):
            code, _, words = line.partition(" ")
            mark = "-" if number < len(lines) - 1 else " "
            self.wfile.write(f"{code}{mark}{words}\r\n".encode())

    def _refuses(self) -> bool:
        if self.state.encrypted_only and not self.secure:
            self._say("530 5.7.0 Must issue a STARTTLS command first")
            return True
        if self.state.login and not self.known:
            self._say("530 5.7.0 Authentication required")
            return True
        return False

    def talk_ehlo(self, _rest: str) -> None:
        offers = ["250 localhost", "250 8BITMIME"]
        if self.state.tls and not self.secure:
            offers.append("250 STARTTLS")
        if self.state.login and (self.secure or not self.state.encrypted_only):
            offers.append("250 AUTH PLAIN")
        self._say(*offers)

    def talk_helo(self, _rest: str) -> None:
        self._say("250 localhost")

    def talk_starttls(self, _rest: str) -> bool | None:
        if self.state.tls is None:
            self._say("502 no TLS here")
            return None
        self._say("220 go ahead")
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(self.state.tls.file, self.state.tls.key)
        try:
            self.connection = context.wrap_socket(self.connection, server_side=True)
        except (ssl.SSLError, OSError):  # who asks does not trust the certificate
            return False
        self.rfile = self.connection.makefile("rb")
        self.wfile = self.connection.makefile("wb", buffering=0)
        self.secure = True
        return None

    def finish(self) -> None:
        super().finish()
        self.connection.close()

    def talk_auth(self, rest: str) -> None:
        _, user, password = base64.b64decode(rest.split()[1]).decode().split("\0")
        self.known = (user, password) == self.state.login
        self._say("235 welcome" if self.known else "535 5.7.8 wrong")

    def talk_mail(self, _rest: str) -> None:
        if not self._refuses():
            self.receivers = []
            self._say("250 sender taken")

    def talk_rcpt(self, rest: str) -> None:
        address = rest.partition("<")[2].partition(">")[0]
        if address in self.state.refused:
            self._say("550 5.1.1 no such mailbox")
            return
        self.receivers.append(address)
        self._say("250 receiver taken")

    def talk_data(self, _rest: str) -> None:
        self._say("354 go on")
        raw = b""
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            raw += line[1:] if line.startswith(b"..") else line
        mail = email.message_from_bytes(raw, policy=email.policy.default)
        assert isinstance(mail, EmailMessage)
        self.state.mails.append(mail)
        self.state.raw.append(raw)
        self.state.receivers.append(self.receivers)
        self.state.encrypted.append(self.secure)
        self.state.before_answer()
        self._say("250 taken")
        self.state.arrived.put(mail)

    def talk_rset(self, _rest: str) -> None:
        self._say("250 forgotten")

    def talk_quit(self, _rest: str) -> bool:
        self._say("221 bye")
        return False


class _Threads(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """Say nothing of a client that went away."""


@contextmanager
def mail_server(state: MailServer) -> Iterator[MailServer]:
    """Run a mail server as `state` says."""
    handler = type("Talk", (_Talk,), {"state": state})
    with _Threads(("127.0.0.1", 0), handler) as server:
        state.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        try:
            yield state
        finally:
            server.shutdown()


@dataclass
class Received:
    """A request that a webhook got."""

    headers: dict[str, str]
    body: bytes


@dataclass
class Hook:
    """A webhook: what it answers, and what it got. `before_answer` is called before it answers."""

    url: str = ""
    status: int = 204
    location: str = ""
    before_answer: Callable[[], None] = lambda: None
    received: list[Received] = field(default_factory=list)
    arrived: queue.Queue[Received] = field(default_factory=queue.Queue)


@contextmanager
def webhook(state: Hook) -> Iterator[Hook]:
    """Run a webhook as `state` says."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            got = Received({name.lower(): words for name, words in self.headers.items()}, body)
            state.received.append(got)
            state.before_answer()
            self.send_response(state.status)
            if state.location:
                self.send_header("location", state.location)
            self.send_header("content-length", "0")
            self.end_headers()
            state.arrived.put(got)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    class Quiet(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: object) -> None:
            """Say nothing of a client that went away."""

    with Quiet(("127.0.0.1", 0), Handler) as server:
        state.url = f"http://127.0.0.1:{server.server_address[1]}/hook"
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        try:
            yield state
        finally:
            server.shutdown()

"""A web server on this machine whose answers, good and bad, a test lays out."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Headers = Mapping[str, str]


@dataclass
class Answer:
    """What one path answers: `raw` is sent as it is, whatever the headers say."""

    body: bytes = b""
    kind: str = "text/html; charset=utf-8"
    status: int = 200
    headers: Headers = field(default_factory=dict)
    drip: float = 0.0
    """Seconds between two bytes of the body."""
    cut: int | None = None
    """Close the connection after this many bytes of the body."""
    length: int | None = None
    """A lie in Content-Length."""


def moved(to: str, status: int = 302) -> Answer:
    return Answer(status=status, headers={"location": to})


@dataclass
class Site:
    """The server's answers by path, and what was asked of it."""

    address: str = ""
    answers: dict[str, Answer | Callable[[Headers], Answer]] = field(default_factory=dict)
    asked: list[tuple[str, Headers]] = field(default_factory=list)

    def paths(self) -> list[str]:
        return [path for path, _ in self.asked if path != "/robots.txt"]

    def __setitem__(self, path: str, answer: Answer | Callable[[Headers], Answer]) -> None:
        self.answers[path] = answer


class _Handler(BaseHTTPRequestHandler):
    site: Site

    def do_GET(self) -> None:
        headers = {name.lower(): words for name, words in self.headers.items()}
        self.site.asked.append((self.path, headers))
        found = self.site.answers.get(self.path, Answer(b"no such page", status=404))
        answer = found(headers) if callable(found) else found
        self.send_response(answer.status)
        self.send_header("content-type", answer.kind)
        for name, words in answer.headers.items():
            self.send_header(name, words)
        length = len(answer.body) if answer.length is None else answer.length
        if answer.status != 304:
            self.send_header("content-length", str(length))
        self.end_headers()
        body = answer.body if answer.cut is None else answer.body[: answer.cut]
        with suppress(OSError):  # the other side may have had enough
            self._send(body, answer.drip)
        self.close_connection = True

    def _send(self, body: bytes, drip: float) -> None:
        if not drip:
            self.wfile.write(body)
            return
        for byte in body:
            self.wfile.write(bytes([byte]))
            time.sleep(drip)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """A client that went away is what some tests are about."""


@contextmanager
def serving() -> Iterator[Site]:
    """A site on a free port of this machine, for as long as the context lasts."""
    site = Site()
    handler = type("Handler", (_Handler,), {"site": site})
    running = _Server(("127.0.0.1", 0), handler)
    site.address = f"http://127.0.0.1:{running.server_port}"
    thread = threading.Thread(target=running.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield site
    finally:
        running.shutdown()
        thread.join()
        running.server_close()

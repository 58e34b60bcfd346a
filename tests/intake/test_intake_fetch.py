"""One page from the web, against a real server on this machine."""

from __future__ import annotations

import ipaddress
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from sayso.intake import fetch as fetch_module
from sayso.intake import open_input
from sayso.intake.fetch import ALLOW_PRIVATE, Fetched, fetch, is_public
from sayso.record import Document, Problem

PAGE = (
    "<html><head><title>Tripoli</title></head><body><h1>Shelling in Tripoli resumes</h1>"
    "<p>Two groups traded fire near the airport on Friday, and each said the other began.</p>"
)
ANSWERS: dict[str, tuple[int, str, bytes]] = {
    "/page": (200, "text/html; charset=utf-8", PAGE.encode()),
    "/latin": (
        200,
        "text/plain; charset=iso-8859-1",
        "Der Bürgermeister sprach.".encode("latin-1"),
    ),
    "/lines": (200, "application/x-ndjson", b'{"text": "One."}\n{"text": "Two."}\n'),
    "/picture": (200, "image/png", b"\x89PNG\r\n"),
    "/large": (200, "text/html", b"x" * 5_000),
    "/gone": (404, "text/html", b"gone"),
    "/wall": (403, "text/html", b"pay"),
    "/broken": (503, "text/html", b"later"),
}
MOVES = {"/moved": "/page", "/loop": "/loop", "/away": "ftp://example.org/x", "/odd": "http://["}


class Answering(BaseHTTPRequestHandler):
    """Answers from the table above, and keeps the user agents that asked."""

    agents: list[str] = []  # noqa: RUF012

    def do_GET(self) -> None:
        self.agents.append(self.headers["user-agent"])
        if self.path in MOVES:
            self.send_response(302)
            self.send_header("location", MOVES[self.path])
            self.end_headers()
            return
        status, kind, body = ANSWERS[self.path]
        self.send_response(status)
        self.send_header("content-type", kind)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    running = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    thread = threading.Thread(target=running.serve_forever, args=(0.02,))
    thread.start()
    yield f"http://127.0.0.1:{running.server_port}"
    running.shutdown()
    thread.join()
    running.server_close()


@pytest.fixture
def allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(ALLOW_PRIVATE, "1")


def problem_of(found: Fetched | Problem) -> str:
    assert isinstance(found, Problem), found
    return found.message


@pytest.mark.usefixtures("allowed")
def test_a_page_is_fetched_and_read(server: str) -> None:
    (document,) = open_input(f"{server}/page")
    assert isinstance(document, Document)
    assert document.title == "Shelling in Tripoli resumes"
    assert document.url == f"{server}/page"
    assert Answering.agents[-1].startswith("sayso/")


@pytest.mark.usefixtures("allowed")
def test_redirects_are_followed_to_the_last_address(server: str) -> None:
    found = fetch(f"{server}/moved")
    assert isinstance(found, Fetched)
    assert found.url == f"{server}/page"


@pytest.mark.usefixtures("allowed")
def test_text_and_json_lines_are_read_too(server: str) -> None:
    (text,) = open_input(f"{server}/latin")
    assert isinstance(text, Document)
    assert text.text == "Der Bürgermeister sprach."
    assert [each.text for each in open_input(f"{server}/lines") if isinstance(each, Document)] == [
        "One.",
        "Two.",
    ]


@pytest.mark.usefixtures("allowed")
@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("/gone", "404. Check the address"),
        ("/wall", "save the page in a browser"),
        ("/broken", "503. Try again later"),
        ("/picture", "it is a picture"),
        ("/loop", "more than 5 redirects"),
        ("/away", "only http and https"),
        ("/odd", "no such host"),
    ],
)
def test_failures_are_problems_that_say_what_to_do(server: str, path: str, told: str) -> None:
    (problem,) = open_input(server + path)
    assert isinstance(problem, Problem)
    assert told in problem.message
    assert server in problem.message


@pytest.mark.usefixtures("allowed")
def test_more_than_the_largest_input_is_refused(
    server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetch_module, "LARGEST_INPUT", 4_000)
    assert "larger than" in problem_of(fetch(f"{server}/large"))


def test_private_addresses_are_refused(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(ALLOW_PRIVATE, raising=False)
    asked = len(Answering.agents)
    for address in (server, server.replace("127.0.0.1", "localhost"), "http://[::1]:9/"):
        assert f"Set {ALLOW_PRIVATE}=1" in problem_of(fetch(f"{address}/page"))
    assert len(Answering.agents) == asked


def test_a_redirect_to_a_private_address_is_refused(
    server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []

    def public_at_first(address: ipaddress.IPv4Address) -> bool:
        seen.append(str(address))
        return len(seen) == 1

    monkeypatch.delenv(ALLOW_PRIVATE, raising=False)
    monkeypatch.setattr(fetch_module, "is_public", public_at_first)
    assert "no public address" in problem_of(fetch(f"{server}/moved"))
    assert len(seen) == 2


def test_nobody_there_is_a_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(ALLOW_PRIVATE, "1")
    assert "can't be fetched" in problem_of(fetch("http://127.0.0.1:9/"))
    assert "no such host" in problem_of(fetch("http://nowhere.invalid/"))


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1:248:1893:25c8:1946", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),  # noqa: S104
        ("224.0.0.1", False),
        ("::1", False),
        ("fe80::1", False),
        ("fd00::1", False),
        ("::ffff:127.0.0.1", False),
        ("::ffff:93.184.216.34", True),
        ("2002:7f00:1::", False),
        ("64:ff9b::7f00:1", False),
    ],
)
def test_which_addresses_are_public(address: str, public: bool) -> None:
    assert is_public(ipaddress.ip_address(address)) is public

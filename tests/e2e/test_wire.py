"""What no HTTP library would send, straight into the socket of the real server."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from urllib.parse import urlsplit

import httpx
import pytest

from tests.e2e.serving import served


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A site over an empty ledger; no browser is needed."""
    with served(tmp_path_factory.mktemp("wire") / "desk.sqlite") as address:
        yield address


GET = b"GET /search HTTP/1.1\r\nHost: localhost\r\n"
POST = b"POST /api/judgements HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
SMUGGLED = b"GET /log HTTP/1.1\r\nHost: localhost\r\n\r\n"

REFUSED = {
    "a header of 200 KB": GET + b"X: " + b"x" * 200_000 + b"\r\n\r\n",
    "50,000 headers": GET + b"".join(b"X-%d: y\r\n" % n for n in range(50_000)) + b"\r\n",
    "an address of 200 KB": b"GET /" + b"a" * 200_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "no HTTP": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
    "a length that is no number": POST + b"Content-Length: many\r\n\r\n",
    "a length below nothing": POST + b"Content-Length: -5\r\n\r\n",
    "two lengths": POST + b"Content-Length: 2\r\nContent-Length: 60\r\n\r\n{}" + SMUGGLED,
    "a length and chunks": POST
    + b"Content-Length: 60\r\nTransfer-Encoding: chunked, x\r\n\r\n0\r\n\r\n"
    + SMUGGLED,
    "a chunk of no size": POST + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n",
    "a header with a line break": GET + b"X: a\rSet-Cookie: b\r\n\r\n",
    "a header with NUL": GET + b"X: a\0b\r\n\r\n",
    "no host": b"GET /search HTTP/1.1\r\n\r\n",
    "another host": b"GET /search HTTP/1.1\r\nHost: evil.example\r\n\r\n",
    "a proxy's address": b"GET http://evil.example/ HTTP/1.1\r\nHost: evil.example\r\n\r\n",
    "a tunnel": b"CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example:443\r\n\r\n",
}


def answered(home: str, sent: bytes) -> bytes:
    """What comes back until the server closes, or has been silent for two seconds."""
    at = urlsplit(home)
    got = b""
    with socket.create_connection((at.hostname, at.port), timeout=10) as line:
        try:
            line.sendall(sent)
            line.settimeout(2)
            while part := line.recv(65_536):
                got += part
        except (TimeoutError, ConnectionError):
            pass
    return got


def test_what_is_no_request_is_refused_and_the_server_goes_on(bare: str) -> None:
    for what, sent in REFUSED.items():
        got = answered(bare, sent)
        statuses = [line.split()[1] for line in got.split(b"\r\n") if line.startswith(b"HTTP/1.")]
        assert all(each[:1] == b"4" for each in statuses), (what, got[:200])
        assert statuses or not got, (what, got[:200])
        assert b"Set-Cookie" not in got, what
        assert httpx.get(f"{bare}/health", timeout=20).text == "ok\n", what


def test_a_request_that_never_ends_holds_up_no_other(bare: str) -> None:
    at = urlsplit(bare)
    slow = [socket.create_connection((at.hostname, at.port), timeout=10) for _ in range(60)]
    try:
        for each in slow:
            each.sendall(POST + b"Content-Length: 50\r\n\r\n{")
        assert httpx.get(f"{bare}/search", timeout=20).status_code == 200
    finally:
        for each in slow:
            each.close()
    assert httpx.get(f"{bare}/health", timeout=20).is_success


def test_the_head_of_a_page_is_told_without_its_body(bare: str) -> None:
    got = answered(bare, b"HEAD /search HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
    assert got.startswith(b"HTTP/1.1 200")
    assert got.endswith(b"\r\n\r\n"), "no body"

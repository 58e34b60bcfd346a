"""A connection has so long to send a header and a body and to take an answer: the real server."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import httpx
import pytest

from sayso.cli.serving import _listening
from sayso.web.connections import ConnectionLimits
from sayso.web.server import Server

SHORT_S = 0.5
QUICK = ConnectionLimits(of_one_peer=4, header_s=SHORT_S, body_s=SHORT_S, stalled_s=SHORT_S)
PATIENCE_S = 30
GET = b"GET / HTTP/1.1\r\nHost: localhost\r\n"
POST = b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 50\r\n\r\n{"
MUCH = 50_000_000

Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]


async def app(scope: dict[str, Any], receive: Receive, send: Send) -> None:
    """Answer a request once its body is there: /much with many bytes."""
    if scope["type"] != "http":
        return
    while (message := await receive()).get("more_body"):
        pass
    if message["type"] == "http.disconnect":
        return
    body = b"x" * (MUCH if scope["path"] == "/much" else 2)
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": body, "more_body": True})
    await send({"type": "http.response.body", "body": b""})


@contextmanager
def serving(limits: ConnectionLimits) -> Iterator[tuple[int, Server]]:
    """A server on a port of this machine, in a thread."""
    with _listening("127.0.0.1", 0) as door:
        port = door.getsockname()[1]
        server = Server(app, limits, lambda: None, lambda: None)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [door]})
        thread.start()
        try:
            yield port, server
        finally:
            server.should_exit = True
            thread.join(PATIENCE_S)
    assert not thread.is_alive()


@pytest.fixture(scope="module")
def quick() -> Iterator[tuple[int, Server]]:
    with serving(QUICK) as made:
        yield made


def said(port: int, *parts: bytes) -> tuple[bytes, float]:
    """What the server says till it closes, and after how many seconds it did."""
    with socket.create_connection(("127.0.0.1", port), PATIENCE_S) as line:
        begun, got = time.monotonic(), b""
        for each in parts:
            line.sendall(each)
            time.sleep(SHORT_S / 5)
        with suppress(ConnectionResetError):
            while part := line.recv(65_536):
                got += part
        return got, time.monotonic() - begun


@pytest.mark.parametrize("sent", [(b"",), (GET,), (GET, b"X: y\r\n", b"X: y\r\n")])
def test_a_header_that_does_not_end_is_given_up(
    quick: tuple[int, Server], sent: tuple[bytes, ...]
) -> None:
    got, seconds = said(quick[0], *sent)
    assert got.startswith(b"HTTP/1.1 408 ")
    assert b"x-content-type-options: nosniff" in got
    assert seconds > SHORT_S / 2


def test_a_second_header_that_does_not_end_is_given_up(quick: tuple[int, Server]) -> None:
    got, _ = said(quick[0], GET + b"\r\n", GET)
    assert got.startswith(b"HTTP/1.1 200 ")
    assert b"HTTP/1.1 408 " in got


def test_a_body_that_does_not_end_is_given_up(quick: tuple[int, Server]) -> None:
    got, seconds = said(quick[0], POST, b" ", b" ")
    assert got.startswith(b"HTTP/1.1 408 ")
    assert seconds > SHORT_S / 2


def test_an_answer_that_is_not_taken_is_given_up(quick: tuple[int, Server]) -> None:
    port, server = quick
    with socket.socket() as line:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        line.connect(("127.0.0.1", port))
        line.sendall(GET.replace(b"/ ", b"/much ") + b"\r\n")
        until = time.monotonic() + PATIENCE_S
        while not len(server.table) and time.monotonic() < until:
            time.sleep(0.01)
        while len(server.table) and time.monotonic() < until:
            time.sleep(0.05)
        assert not len(server.table)


def test_a_connection_may_be_silent_between_two_requests(quick: tuple[int, Server]) -> None:
    with httpx.Client(base_url=f"http://127.0.0.1:{quick[0]}") as client:
        for _ in range(2):
            assert client.get("/", headers={"X": "y"}).text == "xx"
            time.sleep(SHORT_S * 2)
        assert len(client._transport._pool.connections) == 1  # type: ignore[attr-defined]
        assert not client._transport._pool.connections[0].is_closed()  # type: ignore[attr-defined]


def test_a_reader_is_served_while_silent_connections_fill_the_places() -> None:
    with serving(ConnectionLimits(of_one_peer=4)) as (port, server):
        silent = [socket.create_connection(("127.0.0.1", port), PATIENCE_S) for _ in range(40)]
        try:
            assert httpx.get(f"http://127.0.0.1:{port}/", timeout=PATIENCE_S).text == "xx"
            assert len(server.table) <= 4
        finally:
            for each in silent:
                each.close()


def test_where_all_connections_are_at_work_a_new_one_is_told_to_come_again() -> None:
    with serving(ConnectionLimits(of_one_peer=3)) as (port, server):
        busy = [socket.create_connection(("127.0.0.1", port), PATIENCE_S) for _ in range(3)]
        try:
            for each in busy:
                each.sendall(POST)
            until = time.monotonic() + PATIENCE_S
            while time.monotonic() < until and sum(
                each.idle_since() is None  # type: ignore[union-attr]
                for each in server.server_state.connections
            ) < 3:  # fmt: skip
                time.sleep(0.01)
            got, _ = said(port)
            assert got.startswith(b"HTTP/1.1 503 ")
            assert b"retry-after: " in got
        finally:
            for each in busy:
                each.close()

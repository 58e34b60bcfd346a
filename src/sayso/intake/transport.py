"""Connections that go to checked addresses only and end at a deadline, under httpx."""

from __future__ import annotations

import ssl
import time
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

import httpcore
import httpx

from sayso.intake.addresses import LONGEST_LOOK_UP_S, Address, checked_addresses

SocketOptions = Iterable[Any]


class Timer:
    """Time left until a deadline, which waiting for a host's turn does not use up."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    def extend(self, seconds: float) -> None:
        """Put the deadline off."""
        self._end += seconds

    def left(self, most: float | None = None) -> float:
        """Return the seconds left, at most `most`; httpcore.ReadTimeout when there are none."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout("the time for this fetch is over")
        return left if most is None else min(left, most)


class _Stream(httpcore.NetworkStream):
    """A connection of which every read and write ends at the deadline.

    httpx's own timeouts are for each read: a byte every few seconds would hold it for ever.
    """

    def __init__(self, inner: httpcore.NetworkStream, clock: Timer) -> None:
        self._inner = inner
        self._clock = clock

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, self._clock.left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, self._clock.left(timeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        left = self._clock.left(timeout)
        return _Stream(self._inner.start_tls(ssl_context, server_hostname, left), self._clock)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


class _Backend(httpcore.NetworkBackend):
    """Resolves a name once, checks what it leads to, and connects to that very address."""

    def __init__(self, clock: Timer, private_too: bool) -> None:
        self._clock = clock
        self._private_too = private_too
        self._network = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,  # noqa: ARG002
        socket_options: SocketOptions | None = None,  # noqa: ARG002
    ) -> httpcore.NetworkStream:
        left = self._clock.left(LONGEST_LOOK_UP_S)
        *first, last = checked_addresses(host, port, self._private_too, left)
        for address in first:
            try:
                return self._connected(address, port, timeout)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue
        return self._connected(last, port, timeout)

    def _connected(
        self, address: Address, port: int, timeout: float | None
    ) -> httpcore.NetworkStream:
        left = self._clock.left(timeout)
        return _Stream(self._network.connect_tcp(str(address), port, left), self._clock)

    def connect_unix_socket(
        self,
        path: str,  # noqa: ARG002
        timeout: float | None = None,  # noqa: ARG002
        socket_options: SocketOptions | None = None,  # noqa: ARG002
    ) -> httpcore.NetworkStream:
        raise httpcore.ConnectError("only addresses of the internet")

    def sleep(self, seconds: float) -> None:
        time.sleep(self._clock.left(seconds))


@lru_cache(maxsize=1)
def _certificates() -> ssl.SSLContext:
    # Loading the authorities' certificates takes 20 ms; they are the same for all.
    return httpx.create_ssl_context(trust_env=False)


class CheckedTransport(httpx.BaseTransport):
    """HTTP/1.1 over checked addresses, no proxies, a deadline for all of it."""

    def __init__(self, clock: Timer, private_too: bool) -> None:
        self._pool = httpcore.ConnectionPool(
            ssl_context=_certificates(), network_backend=_Backend(clock, private_too)
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send `request`; raises httpcore's errors and AddressError."""
        asked = httpcore.Request(
            method=request.method,
            url=httpcore.URL(
                scheme=request.url.raw_scheme,
                host=request.url.raw_host,
                port=request.url.port,
                target=request.url.raw_path,
            ),
            headers=request.headers.raw,
            content=request.stream,
            extensions=request.extensions,
        )
        answer = self._pool.handle_request(asked)
        return httpx.Response(
            answer.status,
            headers=answer.headers,
            stream=_Body(answer),
            extensions=answer.extensions,
        )

    def close(self) -> None:
        self._pool.close()


class _Body(httpx.SyncByteStream):
    """The body of an answer as it comes."""

    def __init__(self, answer: httpcore.Response) -> None:
        self._answer = answer

    def __iter__(self) -> Iterator[bytes]:
        yield from self._answer.iter_stream()

    def close(self) -> None:
        self._answer.close()

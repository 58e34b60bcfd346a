"""Uvicorn's HTTP protocol with deadlines for what a peer sends and takes.

Uvicorn bounds how long a connection may be idle after an answer, and nothing else: a header, a
body or an answer that is never taken may last for ever. This adds a timer for each of them, and
the bounds on connections of `sayso.web.connections`. It leaves parsing to uvicorn and h11.
"""

from __future__ import annotations

import asyncio
import time
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from sayso.web.connections import Connections, peer_of
from sayso.web.guard import HEADERS

TOO_SLOW = "The request was not sent in time."
FULL = "Too many connections. Try again in a moment."
RETRY_S = "5"


class BoundedProtocol(H11Protocol):
    """A connection whose peer must send a header and a body, and take an answer, in time."""

    def __init__(self, *given: Any, table: Connections, **named: Any) -> None:
        super().__init__(*given, **named)
        self.peer = ""
        self._table = table
        self._awaited: str | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._stall: asyncio.TimerHandle | None = None
        self._since = time.monotonic()
        self._answered = False

    # What the table of connections asks.

    def idle_since(self) -> tuple[int, float] | None:
        """Return a rank and since when no request is being answered; None where one is."""
        if self.cycle is not None and not self.cycle.response_complete:
            return None
        return (1 if self._answered else 0), self._since

    def evict(self) -> None:
        """Close the connection, to make room."""
        self._disarm()
        self.transport.abort()

    # What asyncio and uvicorn call.

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Admit the connection, or answer 503 and close it."""
        super().connection_made(transport)
        self.peer = peer_of(self.client[0]) if self.client else ""
        if self._table.admit(self):
            self._follow()
        else:
            self._refuse(503, FULL, [(b"retry-after", RETRY_S.encode())])

    def connection_lost(self, exc: Exception | None) -> None:
        """Release the connection's place and its timers."""
        self._table.forget(self)
        self._disarm()
        self._unset_keepalive_if_required()
        self.resume_writing()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take what was sent, and wait for the rest no longer than the limits say."""
        if self.transport.is_closing():
            return
        super().data_received(data)
        self._follow()

    def on_response_complete(self) -> None:
        """Begin to wait for the next request."""
        self._answered, self._since = True, time.monotonic()
        super().on_response_complete()
        self._follow()

    def pause_writing(self) -> None:
        """Give the peer a time to take what was written."""
        super().pause_writing()
        if self._stall is None:
            stalled_s = self._table.limits.stalled_s
            self._stall = self.loop.call_later(stalled_s, self.transport.abort)

    def resume_writing(self) -> None:
        """Go on writing: the peer took something."""
        if self._stall is not None:
            self._stall.cancel()
            self._stall = None
        super().resume_writing()

    def shutdown(self) -> None:
        """Close the connection once what is being answered is answered."""
        if self.conn.our_state in (h11.ERROR, h11.CLOSED):
            self.transport.abort()
        else:
            super().shutdown()

    # Deadlines.

    def _follow(self) -> None:
        """Set the timer for what the peer has still to send."""
        awaited = self._what_is_awaited()
        if awaited == self._awaited:
            return
        self._disarm()
        self._awaited = awaited
        limits = self._table.limits
        if awaited == "header":
            self._timer = self.loop.call_later(limits.header_s, self._too_slow)
        elif awaited == "body":
            self._timer = self.loop.call_later(limits.body_s, self._too_slow)

    def _what_is_awaited(self) -> str | None:
        if self.transport.is_closing():
            return None
        if self.conn.their_state is h11.SEND_BODY:
            return "body"
        if self.conn.their_state is h11.IDLE and (not self._answered or self.conn.trailing_data[0]):
            return "header"
        return None  # a request is being answered, or uvicorn's own timer bounds the idle time

    def _disarm(self) -> None:
        self._awaited = None
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _too_slow(self) -> None:
        """Close the connection, with 408 where nothing was answered yet."""
        self._disarm()
        if self.conn.our_state in (h11.IDLE, h11.SEND_RESPONSE):
            if self.cycle is not None:  # the application takes it for a sender who went away
                self.cycle.disconnected = True
                self.cycle.message_event.set()
            self._refuse(408, TOO_SLOW, [])
        else:
            self.transport.abort()

    def _refuse(self, status: int, message: str, headers: list[tuple[bytes, bytes]]) -> None:
        """Answer in the place of the application, and close."""
        headers = [
            (b"content-type", b"text/plain; charset=utf-8"),
            (b"content-length", str(len(message)).encode()),
            (b"connection", b"close"),
            *HEADERS,
            *headers,
        ]
        reason = {408: b"Request Timeout", 503: b"Service Unavailable"}[status]
        for event in (
            h11.Response(status_code=status, headers=headers, reason=reason),
            h11.Data(data=message.encode()),
            h11.EndOfMessage(),
        ):
            self.transport.write(self.conn.send(event) or b"")
        self.transport.close()

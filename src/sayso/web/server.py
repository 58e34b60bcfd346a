"""The server of the site: uvicorn with bounds on connections, and an end within five seconds."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import partial
from types import FrameType
from typing import Any

import uvicorn
from uvicorn.server import HANDLED_SIGNALS

from sayso.web.connections import ConnectionLimits, Connections, fitting, raise_open_files
from sayso.web.protocol import BoundedProtocol

KEEP_ALIVE_S = 75
"""For how long a connection may be silent. After 5 s, as is usual, programs that asked every few
seconds now and then asked just when it was closed, and got no answer."""

ACCEPTED_AT_ONCE = 32
"""asyncio accepts as many connections in one turn as the backlog has, before it looks at any of
them: with 2,048 a burst of connections took more files than there may be, whatever the bounds."""

BACKLOG = 2_048
WORK_S = 1.5
"""What is being read when the server is ended may take so long; then it is given up."""

ANSWERS_S = 2.5
"""Answers may take so long; then their connections are closed."""

END_S = 4.3
"""Then the process ends whatever is left: a thread can't be stopped. SQLite gives up what was not
committed, so that nothing is half written."""


class Server(uvicorn.Server):
    """A server of `app` on sockets that listen.

    `refuse` is called when it begins to end: what waits is to be refused from then on. `give_up`
    is called in another thread when what is at work has had its time.
    """

    def __init__(
        self,
        app: Any,
        limits: ConnectionLimits,
        refuse: Callable[[], None],
        give_up: Callable[[], None],
    ) -> None:
        bounded = replace(limits, in_all=fitting(limits, raise_open_files()))
        self.table = Connections(bounded)
        protocol: Any = partial(BoundedProtocol, table=self.table)
        config = uvicorn.Config(
            app,
            http=protocol,
            ws="none",
            backlog=ACCEPTED_AT_ONCE,
            log_config=None,
            log_level="warning",
            server_header=False,
            proxy_headers=False,  # it would believe whoever is on this machine
            timeout_keep_alive=KEEP_ALIVE_S,
            timeout_graceful_shutdown=3,
        )
        super().__init__(config)
        self._refuse = refuse
        self._give_up = give_up

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to serve; what connects meanwhile waits in the system's own, longer queue."""
        await super().startup(sockets)
        for door in sockets or ():
            door.listen(BACKLOG)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Refuse what waits, let what is at work be answered, and close what is left."""
        self._refuse()
        loop = asyncio.get_running_loop()
        closing = loop.call_later(ANSWERS_S, self._close_all)
        try:
            await super().shutdown(sockets)
        finally:
            closing.cancel()

    def _close_all(self) -> None:
        for connection in list(self.server_state.connections):
            connection.transport.abort()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Handle signals from here to the end of the process.

        Uvicorn gives the handlers back and raises the signal again, which would cut short what
        closes ledger and index.
        """
        if threading.current_thread() is threading.main_thread():
            for signalled in HANDLED_SIGNALS:
                signal.signal(signalled, self.handle_exit)
        yield

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:  # noqa: ARG002
        """Begin to end; at a second signal, end at once."""
        if self.should_exit:
            self.end_now()
        self.should_exit = True
        for seconds, work in ((WORK_S, self._give_up), (END_S, self.end_now)):
            timer = threading.Timer(seconds, work)
            timer.daemon = True
            timer.start()

    def end_now(self) -> None:
        """End the process and what it started, without waiting for anything."""
        self._give_up()
        with suppress(Exception):  # a signal may have come while it was being written
            sys.stderr.flush()
        os._exit(0)

"""What a request gets on which the site itself raises: a page that says so, and a log line."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import Request
from fastapi.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sayso.record.faults import internal_error


class FaultNet:
    """Middleware inside all others that answers 500 where no handler knows an exception.

    `told` makes the answer of a request, a status and a message. Where an answer has begun, the
    exception is raised, and the server closes the connection.
    """

    def __init__(self, app: ASGIApp, told: Callable[[Request, int, str], Response]) -> None:
        self.app = app
        self.told = told

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun = False

        async def sending(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self.app(scope, receive, sending)
        except Exception as error:  # whatever it is, the site goes on
            problem = internal_error("site", error, subject=scope["path"])
            if begun:
                raise
            await self.told(Request(scope, receive), 500, problem.message)(scope, receive, send)

"""The answer to an error that nothing else handles."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from sayso.web.guard import App, Message, Receive, Scope, Send

MESSAGE = (
    "Internal error, please report. Whoever runs this site finds it in the log under {reference}."
    " Nothing else stopped; try again in a moment."
)
Answer = Callable[[Request, int, str], Response]
_logger = logging.getLogger(__name__)


class LastResort:
    """ASGI middleware: log an exception that nothing handled, and answer 500 without its words.

    It runs inside the guard, so that this answer has the headers of every other. Starlette's own
    handler is outside of all middleware: its answer had none, and no shape that the API promises.
    `answer` makes a response of a request, a status and a message. Where an answer has begun, or
    the client is gone, the exception goes on to the server, which closes the connection.
    """

    def __init__(self, app: App, answer: Answer) -> None:
        self.app = app
        self.answer = answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and answer it if that fails."""
        begun = False

        async def sending(message: Message) -> None:
            nonlocal begun
            begun = begun or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, receive, sending)
        except ClientDisconnect:
            raise
        except Exception:
            if begun or scope["type"] != "http":
                raise
            await self._answered(scope)(scope, receive, send)

    def _answered(self, scope: Scope) -> Response:
        """Return the answer to the exception that is being handled, and log both."""
        reference = secrets.token_hex(4)
        # A path may hold line breaks: a line of the log must not be made of them.
        asked = f"{scope['method']} {ascii(scope['path'])[1:-1]}"
        _logger.exception("Internal error %s in %s", reference, asked)
        message = MESSAGE.format(reference=reference)
        try:
            return self.answer(Request(scope), 500, message)
        except Exception:  # the page of errors needs what failed
            _logger.exception("No page can be made for the internal error %s", reference)
            return Response(message, 500, media_type="text/plain")

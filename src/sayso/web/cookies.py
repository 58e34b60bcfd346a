"""Cookies that only this site's own pages send: names and attributes by the request's scheme."""

from __future__ import annotations

from typing import Literal

from starlette.requests import HTTPConnection
from starlette.responses import Response

SECURE_PREFIX = "__Host-"
"""Browsers take such a cookie over https only, for this one host and the whole of it. They take
none over http, so there the plain name is used."""


def is_secure(connection: HTTPConnection) -> bool:
    """Return whether the request came by https, to this site or to a trusted proxy in front
    of it.
    """
    return bool(connection.scope["scheme"] == "https")


def cookie_name(connection: HTTPConnection, name: str) -> str:
    """Return what the cookie `name` is called in this request and its answer."""
    return f"{SECURE_PREFIX}{name}" if is_secure(connection) else name


def cookie_of(connection: HTTPConnection, name: str) -> str | None:
    """Return the value of the cookie `name`, None without one. By https only `__Host-` counts."""
    return connection.cookies.get(cookie_name(connection, name))


def set_cookie(
    response: Response,
    request: HTTPConnection,
    name: str,
    value: str,
    same_site: Literal["lax", "strict"] = "lax",
    max_age: int | None = None,
) -> None:
    """Let the browser keep the cookie `name`, for `max_age` seconds or until it is closed."""
    response.set_cookie(
        cookie_name(request, name), value, max_age=max_age, path="/", httponly=True,
        samesite=same_site, secure=is_secure(request),
    )  # fmt: skip


def delete_cookie(response: Response, request: HTTPConnection, name: str) -> None:
    """Let the browser forget the cookie `name`."""
    response.delete_cookie(
        cookie_name(request, name), path="/", httponly=True, secure=is_secure(request)
    )

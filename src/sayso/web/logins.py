"""Logging in and out, and the log of who did what."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from sayso.actions.people import SESSION_H, TooManyTriesError
from sayso.web.cookies import cookie_of, delete_cookie, set_cookie
from sayso.web.guard import SESSION_COOKIE
from sayso.web.site import Site, allowed


def routes(site: Site) -> APIRouter:
    """The logins' routes."""
    router = APIRouter()

    @router.get("/login")
    def form(request: Request, to: str = "/") -> Response:
        return site.page(request, "login.html", to=_ours(to), told="")

    @router.post("/login")
    async def log_in(
        request: Request,
        token: Annotated[str, Form()],
        name: Annotated[str, Form(max_length=200)],
        password: Annotated[str, Form(max_length=1000)],
        to: Annotated[str, Form(max_length=8000)] = "/",
    ) -> Response:
        site.genuine(request, token)
        address = request.client.host if request.client else ""
        try:
            session = await run_in_threadpool(site.people.log_in, name, password, address)
        except TooManyTriesError as error:
            return site.page(request, "login.html", 429, to=_ours(to), told=str(error))
        if session is None:
            told = "The name or the password is wrong."
            return site.page(request, "login.html", 401, to=_ours(to), told=told)
        response = RedirectResponse(_ours(to), 303)
        set_cookie(response, request, SESSION_COOKIE, session, max_age=SESSION_H * 3600)
        return response

    @router.post("/logout")
    def log_out(request: Request, token: Annotated[str, Form()]) -> Response:
        person = site.checked(request, token)
        key = cookie_of(request, SESSION_COOKIE)
        if key:
            site.people.log_out(key)
        site.people.note(person.name, "logout")
        response = RedirectResponse("/login", 303)
        delete_cookie(response, request, SESSION_COOKIE)
        return response

    @router.get("/log")
    def log(request: Request) -> Response:
        allowed(request, "admin")
        return site.page(request, "log.html", entries=site.people.log())

    return router


def _ours(to: str) -> str:
    """Where to go on to, if that is a page of this site; else the front page."""
    bad = not to.startswith("/") or to.startswith("//") or "\\" in to or not to.isprintable()
    return "/" if bad else to

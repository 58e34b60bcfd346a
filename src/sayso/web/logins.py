"""Logging in, in one step or two, logging out, and the log of who did what."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from sayso.accounts import Login, LoginOverError, Visitor, WaitError
from sayso.accounts.logins import PENDING_S
from sayso.accounts.sessions import SESSION_S
from sayso.accounts.throttle import KNOWN_S
from sayso.web.cookies import cookie_of, delete_cookie, set_cookie
from sayso.web.guard import SESSION_COOKIE
from sayso.web.site import Site, allowed
from sayso.web.statuses import status_of

DEVICE_COOKIE = "sayso_device"
"""Shows that a user logged in with this browser before. It opens nothing."""

PENDING_COOKIE = "sayso_pending"
"""Says which login this browser has half done: the password was right, the code is due."""

WRONG = "The name or the password is wrong."
WRONG_CODE = "This code is wrong, or was used already. Wait for the next one."

Token = Annotated[str, Form()]
To = Annotated[str, Form(max_length=8000)]
Code = Annotated[str, Form(max_length=100)]


def routes(site: Site) -> APIRouter:
    """Return the routes of logins and of the log."""
    router = APIRouter()
    _first_step(router, site)
    _second_step(router, site)
    _setup(router, site)

    @router.post("/logout")
    def log_out(request: Request, token: Token) -> Response:
        person = site.checked(request, token)
        key = cookie_of(request, SESSION_COOKIE)
        if key:
            site.people.log_out(key)
        site.people.note(person.name, "logout", visitor_of(request).address)
        response = RedirectResponse("/login", 303)
        delete_cookie(response, request, SESSION_COOKIE)
        return response

    @router.get("/log")
    def log(request: Request) -> Response:
        allowed(request, "admin")
        return site.page(request, "log.html", entries=site.people.log())

    return router


def visitor_of(request: Request) -> Visitor:
    """Return who asks, for what counts tries and lists sessions."""
    return Visitor(
        request.client.host if request.client else "",
        request.headers.get("user-agent", ""),
        cookie_of(request, DEVICE_COOKIE) or "",
    )


def let_in(response: Response, request: Request, login: Login) -> None:
    """Give the browser the session and the device key of a complete login."""
    set_cookie(response, request, SESSION_COOKIE, login.session, max_age=SESSION_S)
    set_cookie(
        response, request, DEVICE_COOKIE, login.device, same_site="strict", max_age=int(KNOWN_S)
    )


def must_wait(
    site: Site, request: Request, template: str, error: WaitError, **shown: object
) -> Response:
    """Return a page that says for how long to wait, with 429 or 503 and Retry-After."""
    response = site.page(request, template, status_of(error), message=str(error), **shown)
    response.headers["retry-after"] = str(error.wait_s)
    return response


def _first_step(router: APIRouter, site: Site) -> None:
    @router.get("/login")
    def form(request: Request, to: str = "/") -> Response:
        return site.page(request, "login.html", to=_ours(to), message="")

    @router.post("/login")
    def log_in(
        request: Request,
        token: Token,
        name: Annotated[str, Form(max_length=200)],
        password: Annotated[str, Form(max_length=1000)],
        to: To = "/",
    ) -> Response:
        site.genuine(request, token)
        try:
            login = site.people.log_in(name, password, visitor_of(request))
        except WaitError as error:
            return must_wait(site, request, "login.html", error, to=_ours(to))
        except LoginOverError as error:
            return _begin_again(site, request, to, error)
        if login is None:
            return site.page(request, "login.html", 401, to=_ours(to), message=WRONG)
        if login.session:
            return _entered(request, login, to)
        path = "/login/setup" if login.enrol else "/login/code"
        response = site.redirect(path, to=_ours(to))
        set_cookie(
            response, request, PENDING_COOKIE, login.pending, same_site="strict", max_age=PENDING_S
        )
        return response


def _second_step(router: APIRouter, site: Site) -> None:
    @router.get("/login/code")
    def form(request: Request, to: str = "/") -> Response:
        return site.page(request, "login_code.html", to=_ours(to), message="")

    @router.post("/login/code")
    def code(request: Request, token: Token, code: Code, to: To = "/") -> Response:
        site.genuine(request, token)
        pending = cookie_of(request, PENDING_COOKIE) or ""
        try:
            login = site.people.logins.finish(pending, code, visitor_of(request))
        except WaitError as error:
            return must_wait(site, request, "login_code.html", error, to=_ours(to))
        except LoginOverError as error:
            return _begin_again(site, request, to, error)
        if login is None:
            return site.page(request, "login_code.html", 401, to=_ours(to), message=WRONG_CODE)
        return _entered(request, login, to)


def _setup(router: APIRouter, site: Site) -> None:
    def page(request: Request, status: int, to: str, message: str = "") -> Response:
        pending = cookie_of(request, PENDING_COOKIE) or ""
        enrolment = site.people.logins.enrolment(pending)
        if enrolment is None:
            return site.redirect("/login/code", to=_ours(to))
        return site.page(
            request, "login_setup.html", status, to=_ours(to), message=message, enrolment=enrolment
        )

    @router.get("/login/setup")
    def form(request: Request, to: str = "/") -> Response:
        try:
            return page(request, 200, to)
        except LoginOverError as error:
            return _begin_again(site, request, to, error)

    @router.post("/login/setup")
    def confirm(request: Request, token: Token, code: Code, to: To = "/") -> Response:
        site.genuine(request, token)
        pending = cookie_of(request, PENDING_COOKIE) or ""
        try:
            done = site.people.logins.enrol(pending, code, visitor_of(request))
            if done is None:
                return page(request, 401, to, WRONG_CODE)
        except WaitError as error:
            answer = page(request, status_of(error), to, str(error))
            answer.headers["retry-after"] = str(error.wait_s)
            return answer
        except LoginOverError as error:
            return _begin_again(site, request, to, error)
        login, codes = done
        response = site.page(request, "recovery.html", codes=codes, to=_ours(to))
        let_in(response, request, login)
        delete_cookie(response, request, PENDING_COOKIE)
        return response


def _begin_again(site: Site, request: Request, to: str, error: LoginOverError) -> Response:
    """Return the first page of the login, which says why what was begun is over."""
    return site.page(request, "login.html", 401, to=_ours(to), message=str(error))


def _entered(request: Request, login: Login, to: str) -> Response:
    response = RedirectResponse(_ours(to), 303)
    let_in(response, request, login)
    if cookie_of(request, PENDING_COOKIE):
        delete_cookie(response, request, PENDING_COOKIE)
    return response


def _ours(to: str) -> str:
    """Return where to go on to, if that is a page of this site; else the front page."""
    bad = not to.startswith("/") or to.startswith("//") or "\\" in to or not to.isprintable()
    return "/" if bad else to

"""A user's own account: password, one-time codes, sessions, API tokens."""

from __future__ import annotations

import re
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from sayso.accounts import ROLES, PeopleError, Person, Role, WaitError
from sayso.accounts.passwords import LONGEST, SHORTEST
from sayso.accounts.schema import TOKEN_DAYS
from sayso.accounts.tokens import LONGEST_LABEL, MOST_DAYS
from sayso.web.cookies import cookie_of
from sayso.web.guard import SESSION_COOKIE
from sayso.web.logins import WRONG_CODE, Code, Token, let_in, must_wait, visitor_of
from sayso.web.site import ForbiddenError, Site, allowed

WRONG_PASSWORD = "The password is wrong. Nothing was changed."  # noqa: S105
DONE = {
    "password": "The password was changed. All other sessions and all tokens were ended.",
    "session": "The session was ended.",
    "sessions": "All other sessions were ended.",
    "revoked": "The token was revoked.",
    "codes-off": "One-time codes were turned off.",
}
BROWSERS = (
    ("Edge", "Edg/"), ("Opera", "OPR/"), ("Firefox", "Firefox/"), ("Chrome", "Chrome/"),
    ("Safari", "Safari/"),
)  # fmt: skip
SYSTEMS = ("Android", "iPhone", "iPad", "Windows", "Mac OS X", "Linux")

Password = Annotated[str, Form(max_length=1000)]


def routes(site: Site) -> APIRouter:
    """Return the routes of the account page."""
    router = APIRouter(prefix="/account")

    @router.get("")
    def account(request: Request, done: str = "") -> Response:
        return _page(site, request, done=DONE.get(done, ""))

    _password(router, site)
    _sessions(router, site)
    _tokens(router, site)
    _codes(router, site)
    return router


def browser(agent: str) -> str:
    """Return a browser's name and system, as far as its user agent says so."""
    name = next((name for name, mark in BROWSERS if mark in agent), "")
    system = next((each for each in SYSTEMS if each in agent), "").replace("Mac OS X", "macOS")
    plain = re.sub(r"[^ -~]+", "", agent).partition(" ")[0][:40]
    return f"{name} on {system}" if name and system else name or plain or "unknown"


def _user(site: Site, request: Request, token: str | None = None) -> Person:
    """Return the user who asks; ForbiddenError for programs, and where nobody logs in."""
    person = allowed(request, "reader") if token is None else site.checked(request, token)
    if site.local or person.token:
        raise ForbiddenError("Only who logged in with a password has an account page.")
    return person


def _shown(site: Site, request: Request, person: Person) -> dict[str, Any]:
    people = site.people
    user = people.accounts.named(person.name)
    return {
        "sessions": people.sessions.of(person.name, cookie_of(request, SESSION_COOKIE) or ""),
        "tokens": people.tokens.of(person.name),
        "active": people.second.active(user.id),
        "required": people.second.required(user.role),
        "recovery_left": people.second.recovery_left(user.id),
        "scopes": ROLES[: ROLES.index(person.role) + 1],
        "browser": browser,
        "shortest": SHORTEST,
        "longest": LONGEST,
        "days": TOKEN_DAYS,
        "most_days": MOST_DAYS,
        "longest_label": LONGEST_LABEL,
    }


def _page(
    site: Site, request: Request, status: int = 200, wrong: str = "", done: str = "", key: str = ""
) -> Response:
    person = _user(site, request)
    shown = _shown(site, request, person)
    return site.page(request, "account.html", status, message=wrong, done=done, key=key, **shown)


def _checked(site: Site, request: Request, person: Person, password: str) -> Response | None:
    """Return the refusal when a password that a change asks for is wrong or must wait."""
    try:
        right = site.people.logins.shows_password(person.name, password, visitor_of(request))
    except WaitError as error:
        return _waiting(site, request, person, error)
    return None if right else _page(site, request, 403, WRONG_PASSWORD)


def _waiting(site: Site, request: Request, person: Person, error: WaitError) -> Response:
    shown = _shown(site, request, person)
    return must_wait(site, request, "account.html", error, done="", key="", **shown)


def _password(router: APIRouter, site: Site) -> None:
    @router.post("/password")
    def change(
        request: Request, token: Token, password: Password, new: Password, again: Password
    ) -> Response:
        person = _user(site, request, token)
        if new != again:
            return _page(site, request, 422, "The two new passwords differ. Nothing was changed.")
        try:
            login = site.people.logins.change_password(
                person.name, password, new, visitor_of(request)
            )
        except WaitError as error:
            return _waiting(site, request, person, error)
        except PeopleError as error:
            return _page(site, request, 422, f"{error} Nothing was changed.")
        if login is None:
            return _page(site, request, 403, WRONG_PASSWORD)
        site.people.note(person.name, "changed the password", visitor_of(request).address)
        response = RedirectResponse("/account?done=password", 303)
        let_in(response, request, login)
        return response


def _sessions(router: APIRouter, site: Site) -> None:
    @router.post("/sessions")
    def end(
        request: Request, token: Token, number: Annotated[int | None, Form(ge=1, le=2**62)] = None
    ) -> Response:
        """End the session of a number, or all others without one."""
        person = _user(site, request, token)
        if number is not None:
            site.people.sessions.end_one(person.name, number)
            site.people.note(person.name, "ended a session", str(number))
            return RedirectResponse("/account?done=session", 303)
        ended = site.people.sessions.end_all(
            person.name, but=cookie_of(request, SESSION_COOKIE) or ""
        )
        site.people.note(person.name, "ended all other sessions", str(ended))
        return RedirectResponse("/account?done=sessions", 303)


def _tokens(router: APIRouter, site: Site) -> None:
    @router.post("/tokens")
    def make(
        request: Request,
        token: Token,
        password: Password,
        scope: Annotated[Role, Form()],
        label: Annotated[str, Form(max_length=LONGEST_LABEL)] = "",
        days: Annotated[int, Form(ge=1, le=MOST_DAYS)] = TOKEN_DAYS,
    ) -> Response:
        person = _user(site, request, token)
        if (refused := _checked(site, request, person, password)) is not None:
            return refused
        try:
            key = site.people.add_token(person.name, scope, label, days)
        except PeopleError as error:
            return _page(site, request, 422, str(error))
        site.people.note(person.name, "made a token", f"{scope}, {days} days, {label}")
        return _page(site, request, 201, key=key)

    @router.post("/tokens/revoke")
    def revoke(
        request: Request, token: Token, number: Annotated[int, Form(ge=1, le=2**62)]
    ) -> Response:
        person = _user(site, request, token)
        revoked = site.people.tokens.revoke(number, person.name)
        site.people.note(person.name, "revoked a token", f"{number}, {revoked.label}")
        return RedirectResponse("/account?done=revoked", 303)


def _codes(router: APIRouter, site: Site) -> None:
    @router.post("/codes")
    def begin(request: Request, token: Token, password: Password) -> Response:
        person = _user(site, request, token)
        if (refused := _checked(site, request, person, password)) is not None:
            return refused
        user = site.people.accounts.named(person.name)
        if site.people.second.active(user.id):
            return _page(site, request, 422, "One-time codes are set up already.")
        enrolment = site.people.second.begin(user)
        return site.page(request, "setup.html", enrolment=enrolment, message="")

    @router.post("/codes/confirm")
    def confirm(request: Request, token: Token, code: Code) -> Response:
        person = _user(site, request, token)
        user = site.people.accounts.named(person.name)
        if site.people.second.active(user.id):
            return _page(site, request, 422, "One-time codes are set up already.")
        try:
            codes = site.people.logins.confirm_enrolment(user, code, visitor_of(request))
        except WaitError as error:
            return _waiting(site, request, person, error)
        if not codes:
            enrolment = site.people.second.begin(user)
            return site.page(request, "setup.html", 401, enrolment=enrolment, message=WRONG_CODE)
        return site.page(request, "recovery.html", codes=codes, to="/account")

    @router.post("/codes/recovery")
    def recovery(request: Request, token: Token, password: Password) -> Response:
        person = _user(site, request, token)
        if (refused := _checked(site, request, person, password)) is not None:
            return refused
        user = site.people.accounts.named(person.name)
        if not site.people.second.active(user.id):
            return _page(site, request, 422, "Set up one-time codes first.")
        codes = site.people.second.new_recovery_codes(user.id)
        site.people.note(person.name, "made new recovery codes", visitor_of(request).address)
        return site.page(request, "recovery.html", codes=codes, to="/account")

    @router.post("/codes/off")
    def turn_off(request: Request, token: Token, password: Password, code: Code) -> Response:
        person = _user(site, request, token)
        if (refused := _checked(site, request, person, password)) is not None:
            return refused
        user = site.people.accounts.named(person.name)
        try:
            right = site.people.logins.code_right(user.id, code, visitor_of(request))
        except WaitError as error:
            return _waiting(site, request, person, error)
        if not right:
            return _page(site, request, 403, f"{WRONG_CODE} Nothing was changed.")
        site.people.second.remove(user.id)
        site.people.note(person.name, "turned off one-time codes", visitor_of(request).address)
        return RedirectResponse("/account?done=codes-off", 303)

"""What every page of the site needs: the desk, who asks, form tokens, and templates."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from calendar import month_abbr
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse, Response
from jinja2 import Environment, StrictUndefined
from jinja2.loaders import FunctionLoader
from markupsafe import Markup

from sayso.actions.desk import Desk
from sayso.actions.incident_view import Quote
from sayso.actions.people import People, Person, Role
from sayso.actions.seek import highlighted
from sayso.exports.pages import sidename, spoken, units
from sayso.web.files import address, asset, templates
from sayso.web.guard import SESSION_COOKIE

FORM_COOKIE = "sayso_form"


class ForbiddenError(Exception):
    """The person may not do this, or the form did not come from a page of ours."""


@dataclass(frozen=True)
class Site:
    """A desk with its people. `local` says that no login is asked for: it is on loopback."""

    desk: Desk
    people: People
    local: bool

    def page(
        self, request: Request, template: str, status: int = 200, **shown: Any
    ) -> HTMLResponse:
        """A page from a template."""
        person: Person | None = request.state.person
        key, fresh = form_cookie(request)
        html = (
            _templates()
            .get_template(template)
            .render(
                person=person,
                open=self.local,
                token=self.token(request),
                behind=self.desk.behind,
                here=request.url.path,
                **shown,
            )
        )
        # A report may hold half a surrogate pair, which no page can.
        response = HTMLResponse(html.encode("utf-8", "replace"), status)
        if fresh:
            secure = request.url.scheme == "https"
            response.set_cookie(FORM_COOKIE, key, httponly=True, samesite="strict", secure=secure)
        return response

    def picture(self, template: str, **shown: Any) -> Response:
        """A picture from an SVG template."""
        drawn = _templates().get_template(template).render(**shown)
        return Response(drawn.encode("utf-8", "replace"), media_type="image/svg+xml")

    def checked(self, request: Request, token: str, role: Role = "reader") -> Person:
        """Who sends a form; ForbiddenError when it is forged or the role too small."""
        self.genuine(request, token)
        return allowed(request, role)

    def genuine(self, request: Request, token: str) -> None:
        """ForbiddenError when a form's token is none that this browser was given in this login."""
        if not hmac.compare_digest(token.encode("utf-8", "replace"), self.token(request).encode()):
            raise ForbiddenError("This form did not come from a page of this site. Load it again.")

    def token(self, request: Request) -> str:
        """What forms carry for this browser, while its login lasts."""
        key, _ = form_cookie(request)
        login = request.cookies.get(SESSION_COOKIE, "")
        return form_token(self.people.secret(), f"{key}|{login}")


def allowed(request: Request, role: Role) -> Person:
    """Who asks, if that is at least a `role`; else ForbiddenError."""
    person: Person | None = request.state.person
    if person is None or not person.may(role):
        raise ForbiddenError(f"This is for a {role}. Ask whoever runs this site for that role.")
    return person


def form_cookie(request: Request) -> tuple[str, bool]:
    """The browser's own key for forms, and whether it was made just now."""
    kept = getattr(request.state, "form_key", None) or request.cookies.get(FORM_COOKIE)
    if kept:
        return str(kept), False
    request.state.form_key = secrets.token_urlsafe(24)
    return request.state.form_key, True


def form_token(secret: bytes, key: str) -> str:
    """What a form of ours carries: only the site can make it for that browser."""
    return hmac.new(secret, key.encode("utf-8", "replace"), hashlib.sha256).hexdigest()


def day(when: datetime | None, clock: bool = False) -> str:
    """An instant as pages write it: "14 Oct 2025", with its hour and zone where asked."""
    if when is None:
        return "date not told"
    told = f"{when.day} {month_abbr[when.month]} {when.year:04}"
    zone = when.tzname() or ""
    return f"{told}, {when:%H:%M} {zone}".rstrip() if clock else told


def plain(words: str) -> str:
    """A name of ours as words: "drone_missile_strike" as "drone missile strike"."""
    return words.replace("_", " ")


def plural(number: int, one: str, many: str = "") -> str:
    """A count with its word."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def percent(share: float) -> str:
    return f"{100 * share:.0f} %"


def longday(iso: str) -> str:
    """2025-10-05 as "Sunday, 5 October 2025"."""
    when = datetime.fromisoformat(iso).replace(tzinfo=UTC)
    return f"{when:%A}, {when.day} {when:%B %Y}"


@lru_cache(maxsize=4_096)
def quoted(quote: Quote) -> Markup:
    """A quote as pages show it. Most stand on a page several times, and on several pages."""
    return fragment("parts.html", "quote", quote)


FILTERS: dict[str, Callable[..., Any]] = {
    "day": day,
    "plain": plain,
    "plural": plural,
    "percent": percent,
    "longday": longday,
    "sidename": sidename,
    "units": units,
    "spoken": spoken,
    "highlighted": highlighted,
    "quoted": quoted,
    "static": address,
}


def fragment(template: str, macro: str, *shown: object) -> Markup:
    """What a macro of a template makes of things."""
    made: Markup = getattr(_templates().get_template(template).module, macro)(*shown)
    return made


def compile_templates() -> None:
    """Make programs of all templates, which else the first page of each kind does."""
    for each in templates():
        _templates().get_template(each)


@lru_cache(maxsize=1)
def _templates() -> Environment:
    environment = Environment(
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        loader=FunctionLoader(asset),
    )
    environment.filters.update(FILTERS)
    return environment

"""What every page of the site needs: the index, who asks, form tokens, and templates."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from jinja2 import Environment, StrictUndefined
from jinja2.loaders import FunctionLoader
from markupsafe import Markup

from sayso.accounts import People, Person, Role
from sayso.actions.framing_pairs import FramingPairs
from sayso.actions.projects import ProjectIndexes, has_projects
from sayso.exports.pages import sidename
from sayso.index.search import highlighted
from sayso.index.service import IncidentIndex
from sayso.linking.accounts import day_words, range_words
from sayso.settings.alerts import NOTHING_SENT, AlertSettings
from sayso.settings.codebooks import Codebook, default_codebook
from sayso.views.alerts import question_key
from sayso.web.cookies import cookie_of, set_cookie
from sayso.web.files import address, asset, templates
from sayso.web.guard import SESSION_COOKIE
from sayso.web.jobs import JobQueue
from sayso.web.marks import differed, dots, measured, quoted, shared
from sayso.web.raster import png_of
from sayso.web.text_queue import TextQueue
from sayso.web.wording import day, longday, percent, plain, plural

FORM_COOKIE = "sayso_form"


class ForbiddenError(Exception):
    """The person may not do this, or the form did not come from a page of ours."""


@dataclass(frozen=True)
class Site:
    """An index with its people. `local` says that no login is asked for (`--no-login`).

    `texts` has the texts that are handed in read, `jobs` files and addresses, and `pairs` outlets
    or sides counted. `alerts` says which alerts may be sent, `codebook` is that by which incidents
    are coded, `ancestors` are sites in whose frames incidents may be shown.
    """

    index: IncidentIndex
    people: People
    local: bool
    texts: TextQueue
    jobs: JobQueue
    pairs: FramingPairs
    alerts: AlertSettings = NOTHING_SENT
    codebook: Codebook = field(default_factory=default_codebook)
    ancestors: tuple[str, ...] = ()

    @cached_property
    def projects(self) -> ProjectIndexes:
        """Return the indexes of the site's projects."""
        return ProjectIndexes(self.index, self.people)

    def page(
        self, request: Request, template: str, status: int = 200, **shown: Any
    ) -> HTMLResponse:
        """Return a page from a template."""
        person: Person | None = request.state.person
        key, fresh = form_cookie(request)
        html = (
            _templates()
            .get_template(template)
            .render(
                person=person,
                open=self.local,
                token=self.token(request),
                lag=self.index.lag,
                here=request.url.path,
                projects=person is not None and has_projects(self.people, person),
                **shown,
            )
        )
        # A report may hold half a surrogate pair, which no page can.
        response = HTMLResponse(html.encode("utf-8", "replace"), status)
        if fresh:
            # Lax: whoever comes by a bookmark or a link keeps the forms of other tabs valid.
            set_cookie(response, request, FORM_COOKIE, key)
        return response

    def picture(self, template: str, **shown: Any) -> Response:
        """Return a picture from an SVG template."""
        return Response(rendered(template, **shown), media_type="image/svg+xml; charset=utf-8")

    def png(self, template: str, **shown: Any) -> Response:
        """Return the same picture as PNG, for who shows no SVG."""
        return Response(png_of(rendered(template, **shown).decode()), media_type="image/png")

    def redirect(self, path: str, **query: str) -> RedirectResponse:
        """Return an answer that sends the browser on to a page of this site."""
        return RedirectResponse(f"{path}?{urlencode(query)}" if query else path, 303)

    def checked(self, request: Request, token: str, role: Role = "reader") -> Person:
        """Return who sends a form; ForbiddenError when it is forged or the role too small."""
        self.genuine(request, token)
        return allowed(request, role)

    def genuine(self, request: Request, token: str) -> None:
        """Raise ForbiddenError when a form's token is not this browser's of this login."""
        if not hmac.compare_digest(token.encode("utf-8", "replace"), self.token(request).encode()):
            raise ForbiddenError("This form did not come from a page of this site. Load it again.")

    def token(self, request: Request) -> str:
        """Return what forms carry for this browser, while its login lasts."""
        key, _ = form_cookie(request)
        login = cookie_of(request, SESSION_COOKIE) or ""
        return form_token(self.people.secret(), f"{key}|{login}")


def allowed(request: Request, role: Role) -> Person:
    """Return who asks, if that is at least a `role`; else ForbiddenError."""
    person: Person | None = request.state.person
    if person is None or not person.may(role):
        raise ForbiddenError(f"This is for a {role}. Ask whoever runs this site for that role.")
    return person


def form_cookie(request: Request) -> tuple[str, bool]:
    """Return the browser's own key for forms, and whether it was made just now."""
    kept = getattr(request.state, "form_key", None) or cookie_of(request, FORM_COOKIE)
    if kept:
        return str(kept), False
    request.state.form_key = secrets.token_urlsafe(24)
    return request.state.form_key, True


def form_token(secret: bytes, key: str) -> str:
    """Return what a form of ours carries: only the site can make it for that browser."""
    return hmac.new(secret, key.encode("utf-8", "replace"), hashlib.sha256).hexdigest()


FILTERS: dict[str, Callable[..., Any]] = {
    "day": day,
    "shortday": day_words,
    "ranged": range_words,
    "plain": plain,
    "plural": plural,
    "percent": percent,
    "longday": longday,
    "sidename": sidename,
    "highlighted": highlighted,
    "quoted": quoted,
    "shared": shared,
    "dots": dots,
    "questionkey": question_key,
    "measured": measured,
    "differed": differed,
    "static": address,
}


def fragment(template: str, macro: str, *shown: object) -> Markup:
    """Return what a macro of a template makes of things."""
    made: Markup = getattr(_templates().get_template(template).module, macro)(*shown)
    return made


def compile_templates() -> None:
    """Make programs of all templates, which else the first page of each kind does."""
    for name in templates():
        _templates().get_template(name)


def rendered(template: str, **shown: Any) -> bytes:
    """Return what a template makes, without anything of who asks."""
    # A report may hold half a surrogate pair, which no page can.
    return _templates().get_template(template).render(**shown).encode("utf-8", "replace")


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

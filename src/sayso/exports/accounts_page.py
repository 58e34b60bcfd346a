"""The accounts of one incident as one self-contained page."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from functools import lru_cache
from hashlib import sha256
from importlib import resources

from jinja2 import Environment, StrictUndefined, Template
from markupsafe import Markup

from sayso.record import FoldedClaim, Incident


def render_accounts(incident: Incident, claims: Sequence[FoldedClaim], grid: object) -> str:
    """The HTML of one incident: accounts side by side, rivals, history, claims with their words.

    `grid` has `questions` and `rows`, as `sayso.linking.views.Grid`. The page asks nothing of the
    network, and its policy allows the style inside it and no more.
    """
    style = _asset("accounts_page.css")
    digest = b64encode(sha256(style.encode()).digest()).decode()
    return _template().render(
        incident=incident,
        claims=claims,
        held={each.id: each for each in claims},
        grid=grid,
        # A file of ours, written without "</", so it needs no escaping.
        style=Markup(style),  # noqa: S704
        policy=f"default-src 'none'; base-uri 'none'; style-src 'sha256-{digest}'",
    )


@lru_cache(maxsize=2)
def _asset(name: str) -> str:
    return resources.files("sayso.exports").joinpath(name).read_text(encoding="utf-8")


@lru_cache(maxsize=1)
def _template() -> Template:
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.from_string(_asset("accounts_page.html"))

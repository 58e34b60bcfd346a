"""One self-contained page of who said what, to open in a browser or to print."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from functools import lru_cache
from hashlib import sha256
from importlib import resources

from jinja2 import Environment, StrictUndefined, Template
from markupsafe import Markup

from sayso.exports.page.view import view
from sayso.record import Reading

__all__ = ["render_page"]


def render_page(readings: Sequence[Reading], title: str | None = None) -> str:
    """The HTML of one page: figures side by side, claims by claimant, articles with marks.

    `readings` are shown in the order given. The page asks nothing of the network: its content
    security policy allows the style and the script inside it, by their hashes, and no more.
    It works with the script off.
    """
    style, script = _asset("page.css"), _asset("page.js")
    return _template().render(
        page=view(readings, title),
        # Both are files of ours, written without "</", so they need no escaping.
        style=Markup(style),  # noqa: S704
        script=Markup(script),  # noqa: S704
        policy=_policy(style, script),
    )


def _policy(style: str, script: str) -> str:
    return (
        "default-src 'none'; base-uri 'none'; form-action 'none';"
        f" style-src '{_digest(style)}'; script-src '{_digest(script)}'"
    )


def _digest(source: str) -> str:
    return "sha256-" + b64encode(sha256(source.encode()).digest()).decode()


@lru_cache(maxsize=4)
def _asset(name: str) -> str:
    return resources.files("sayso.exports.page").joinpath(name).read_text(encoding="utf-8")


@lru_cache(maxsize=1)
def _template() -> Template:
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.from_string(_asset("page.html"))

"""One self-contained page of who said what, to open in a browser or to print."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from markupsafe import Markup

from sayso.exports.chosen import LeftOut, each_written, unreported
from sayso.exports.page.view import view
from sayso.exports.pages import digest_of, file_of, template_of
from sayso.record import Problem, Reading
from sayso.record.faults import attempt

__all__ = ["render_page"]


def render_page(
    readings: Sequence[Reading], title: str | None = None, left_out: LeftOut = unreported
) -> str:
    """Return the HTML of one page: figures side by side, claims by claimant, articles with marks.

    `readings` are shown in the order given. The page asks nothing of the network: its content
    security policy allows the style and the script inside it, by their hashes, and no more.
    It works with the script off. A reading that can't be shown is shown without its layers, with
    the problem, which `left_out` takes.
    """
    page = attempt(WHERE, partial(_rendered, readings, title))
    if isinstance(page, Problem):
        # Which reading it was is looked for only when there is one.
        shown = list(each_written(WHERE, _tried, readings, left_out))
        return _rendered(shown, title)
    return page


WHERE = "page"


def _tried(reading: Reading) -> Reading:
    """Return the reading, if a page of it alone can be made; raises what making that raises."""
    _rendered([reading], None)
    return reading


def _rendered(readings: Sequence[Reading], title: str | None) -> str:
    style, script = file_of(__name__, "page.css"), file_of(__name__, "page.js")
    return template_of(__name__, "page.html").render(
        page=view(readings, title),
        # Both are files of ours, written without "</", so they need no escaping.
        style=Markup(style),  # noqa: S704
        script=Markup(script),  # noqa: S704
        policy=_policy(style, script),
    )


def _policy(style: str, script: str) -> str:
    return (
        "default-src 'none'; base-uri 'none'; form-action 'none';"
        f" style-src '{digest_of(style)}'; script-src '{digest_of(script)}'"
    )

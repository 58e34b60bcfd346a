"""The questions of one incident, answered side by side, as one self-contained page."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from sayso.exports.pages import digest_of, file_of, template_of
from sayso.linking.accounts import VIEWS
from sayso.linking.comparison import Comparison, leading_cue
from sayso.record import FoldedClaim, Incident


def render_accounts(
    incident: Incident, claims: Sequence[FoldedClaim], compared: Comparison, view: str = "every"
) -> str:
    """Return the HTML of one incident: answers side by side, rivals, history, claims with their
    words.

    `view` is one of `sayso.linking.accounts.VIEWS`. The page asks nothing of the network, and its
    policy allows the style inside it and no more.
    """
    style = file_of("sayso.exports", "accounts_page.css")
    standing, replaced = compared.standing_first(incident.rivals)
    return template_of("sayso.exports", "accounts_page.html").render(
        incident=incident,
        claims=claims,
        held={each.id: each for each in claims},
        compared=compared,
        standing=standing,
        replaced=replaced,
        leading_cue=leading_cue,
        every=view == "every",
        stated=VIEWS[view],
        # A file of ours, written without "</", so it needs no escaping.
        style=Markup(style),  # noqa: S704
        policy=f"default-src 'none'; base-uri 'none'; style-src '{digest_of(style)}'",
    )

"""A document as a notebook shows it: its text, the evidence of each claim marked, with who says it.

The page that shows it has colours of its own: words take theirs, and marks a transparent one, which
light and dark pages both bear. Nothing runs, nothing is fetched, and all words are escaped.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from itertools import pairwise

from sayso.record.claim import ADDED, Claim
from sayso.record.document import Document

LONGEST_SHOWN = 20_000
"""Code points of a text that are shown: a notebook keeps what it shows in its file."""

STYLE = (
    "<style>.sayso-text{max-width:48em;line-height:1.7;white-space:pre-wrap}"
    ".sayso-text mark{color:inherit;background:rgba(255,170,0,.25);border-radius:2px}"
    ".sayso-text sub{font-weight:600;opacity:.8;margin:0 .4em 0 .15em}</style>"
)


def marked_text(document: Document, claims: Sequence[Claim] | None) -> str:
    """Return a piece of HTML: title, outlet and day, then the text with its claims marked."""
    day = document.published.date().isoformat() if document.published else ""
    count = "claims: not read" if claims is None else f"claims: {len(claims):,}"
    line = " · ".join(filter(None, (document.outlet, day, count)))
    title = f"<p><b>{_words(document.title)}</b></p>" if document.title else ""
    rest = len(document.text) - LONGEST_SHOWN
    more = f"<p>… and {rest:,} more characters</p>" if rest > 0 else ""
    text = "".join(_pieces(document.text[:LONGEST_SHOWN], claims or ()))
    body = f'<div class="sayso-text" dir="auto">{text}</div>'
    return f"<div>{STYLE}{title}<p>{_words(line)}</p>{body}{more}</div>"


def _pieces(text: str, claims: Sequence[Claim]) -> Iterator[str]:
    """Yield the text cut where evidence begins or ends, and who says what ends there."""
    shown = sorted((each for each in claims if each.evidence.start < len(text)), key=_place)
    ends = {min(each.evidence.end, len(text)) for each in shown}
    edges = sorted({0, len(text), *ends, *(each.evidence.start for each in shown)})
    for start, end in pairwise(edges):
        over = [each for each in shown if each.evidence.start <= start < each.evidence.end]
        words = _words(text[start:end])
        who = _words("; ".join(map(_said_by, over)))
        yield f'<mark title="{who}">{words}</mark>' if over else words
        for claim in over:
            if min(claim.evidence.end, len(text)) == end:
                yield f"<sub><bdi>{_words(_said_by(claim))}</bdi></sub>"


def _place(claim: Claim) -> tuple[int, int, str]:
    return claim.evidence.start, -claim.evidence.end, claim.id


def _said_by(claim: Claim) -> str:
    """Return who says it, and how where it isn't plainly asserted: "The army (denies)"."""
    notes: list[str] = [claim.polarity] if claim.polarity != "asserts" else []
    notes += [claim.modality] if claim.modality != "actual" else []
    notes += [f"added by {claim.added_by}"] if claim.added_by else []
    changed = (each for each in claim.corrections if each.field != ADDED)
    notes += [f"{each.field} corrected by {each.by}" for each in changed]
    name = claim.claimant.name or claim.claimant.said
    return f"{name} ({', '.join(notes)})" if notes else name


def _words(words: str) -> str:
    """Return words escaped for HTML, as UTF-8 holds them: half a surrogate pair is spelled out."""
    return escape(words).encode("utf-8", "backslashreplace").decode("utf-8")

"""Name an incident: a judgement that can be taken back, beside the title that the rules make."""

from __future__ import annotations

import unicodedata
from datetime import UTC, datetime

from sayso.linking.judged import TITLE
from sayso.record import Incident, Judgement

LONGEST_TITLE = 200

UNSEEN = ("Cc", "Cf", "Cs")
"""Categories of characters that are not seen, and may turn the others about."""

JOINERS = "\u200c\u200d"
"""The zero-width ones that Persian, Indic scripts and emoji are written with."""


class TitleError(ValueError):
    """A title that an incident can't have; the message says why."""


def retitle(incident: Incident, title: str, by: str, why: str = "") -> Judgement:
    """Return the judgement that names an incident; "" takes its name back. Raises TitleError.

    The title stays with the first claim: wherever this claim is linked, the incident has it.
    """
    if not incident.claims:
        raise TitleError("This incident has no claim that could keep the title.")
    if not title.strip() and not incident.titled_by:
        raise TitleError("Nobody gave this incident a title: there is none to take back.")
    changes = (("title", _one_line(title)),)
    return Judgement(TITLE, incident.claims[:1], by, datetime.now(UTC), why.strip(), changes)


def _one_line(title: str) -> str:
    """Return a title with single spaces; TitleError where it is too long or holds controls."""
    line = " ".join(title.split())
    if len(line) > LONGEST_TITLE:
        raise TitleError(f"A title has {LONGEST_TITLE} characters at most; this one {len(line):,}.")
    if has_unseen(line):
        raise TitleError("A title is one line of visible characters: take out the control ones.")
    return line


def has_unseen(words: str) -> bool:
    """Return whether words have characters that are not seen, but for joiners of some scripts."""
    return any(unicodedata.category(each) in UNSEEN and each not in JOINERS for each in words)

"""A second article inside the first: a headline in mid-text after which all is introduced anew."""

from __future__ import annotations

import re
from collections.abc import Callable

from sayso.stages.anatomy.datelines import dateline_length
from sayso.stages.anatomy.lines import WORD, TextLine

COLON_SOURCE = re.compile(r"\w[^:]{20,}: (?:[\w'’.-]+ ){0,3}[\w'’.-]+$")
WHEN = re.compile(
    r"\b(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|today|yesterday|overnight|tonight|"
    r"(?:this|last) (?:week|month|weekend))\b"
)
FULL_NAME = re.compile(r"\b[A-Z][\w'’-]+ [A-Z][\w'’-]+\b")
VERB = re.compile(
    r"\b(?:says?|said|will|is|are|was|were|has|have|kills?|killed|strikes?|hits?|hit|attacks?|"
    r"claims?|den(?:y|ies)|warns?|vows?|calls?|urges?|accuses?|reports?|launch(?:es)?|meets?|met|"
    r"agrees?|rejects?|seizes?|captures?|shells?|bombs?|downs?|halts?|maintains?|engages?|"
    r"continues?|announces?|condemns?|backs?|blames?|faces?|leaves?|rises?|falls?|holds?|seeks?|"
    r"plans?|orders?|threatens?|offers?|begins?|ends?|dies|died|marks?|moves?|sends?|gets?|"
    r"signs?|loses?|wins?|takes?|makes?|gives?|confirms?|releases?|resumes?|signals?|supports?)\b"
)
ASKS = re.compile(r"^(?:what|how|why|who|where|when|which)\b", re.IGNORECASE)
ENOUGH = 5
"""Points at which a line is a headline of another article. Found on the seed and full texts."""


def _names_source(title: TextLine, _: TextLine, __: str) -> int:
    """ "…: Kremlin" closes headlines, never section headings."""
    return 2 if COLON_SOURCE.search(title.bare) else 0


def _is_long(title: TextLine, _: TextLine, __: str) -> int:
    return 1 if title.count >= 7 else -3


def _reports(title: TextLine, _: TextLine, __: str) -> int:
    """A headline says what happened; a section heading names a subject."""
    return 1 if VERB.search(title.bare) else 0


def _asks(title: TextLine, _: TextLine, __: str) -> int:
    """ "How the siege began" heads a section of an explainer."""
    return -2 if ASKS.match(title.bare) else 0


def _dates_anew(_: TextLine, lead: TextLine, __: str) -> int:
    """The lead of a report says on which day, or has a dateline."""
    if dateline_length(lead.raw):
        return 3
    return 1 if WHEN.search(lead.bare[:240]) else 0


def _introduces(_: TextLine, lead: TextLine, before: str) -> int:
    """The lead names someone in full who was not named in full before."""
    names = [hit.group() for hit in FULL_NAME.finditer(lead.bare[:160])]
    return 1 if any(name not in before for name in names) else 0


def _shares_words(title: TextLine, lead: TextLine, _: str) -> int:
    """A lead takes its headline's words up; the text below a section heading need not."""
    long = {word.lower()[:5] for word in WORD.findall(title.bare) if len(word) >= 4}
    shared = long & {word.lower()[:5] for word in WORD.findall(lead.bare)}
    return 1 if len(shared) >= 2 else 0


def _is_new(title: TextLine, _: TextLine, before: str) -> int:
    """A heading speaks of what the article speaks of; another article's headline may not."""
    long = [word.lower()[:6] for word in WORD.findall(title.bare) if len(word) >= 4]
    above = before.lower()
    known = sum(word in above for word in long)
    return 1 if known <= 0.3 * len(long) else -1 if known >= 0.9 * len(long) else 0


SIGNS: tuple[Callable[[TextLine, TextLine, str], int], ...] = (
    _names_source,
    _is_long,
    _reports,
    _asks,
    _dates_anew,
    _introduces,
    _shares_words,
    _is_new,
)


def starts_article(title: TextLine, lead: TextLine, before: str) -> bool:
    """Return whether `title` is the headline of an article of its own.

    `lead` is the paragraph below it, `before` the text of the article above it.
    """
    if title.terminal or not 3 <= title.count <= 22 or not lead.sentence:
        return False
    return sum(sign(title, lead, before) for sign in SIGNS) >= ENOUGH

"""What an incident is called: what is reported, where and when; and its most telling headline.

The title is made of the kind of event, the place and the day, and takes no side; a day of
publication is never passed off as that of the event. Where an incident has no place, a headline or
a statement stands as its title, in quotation marks with whose it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sayso.lexicon.comparison import kind_titles
from sayso.linking.acts import ACTS
from sayso.linking.features import StatementFeatures
from sayso.linking.words import terms_of
from sayso.record import Document, Headline, Place, Reading
from sayso.record.trace import Rule, decide

WIDE_PLACES = frozenset(("area", "continent", "sea", "river"))
"""What happens beside them or over them is not in them."""

LONGEST_WORDS = 110
LONGEST_SPAN = timedelta(days=31)
"""Days further apart, as the claims put them, say to no reader when something happened."""


@dataclass(frozen=True, slots=True)
class Happened:
    """What most claims of an incident are about: the kind of event, the place and the instants."""

    kind: str | None
    place: Place | None
    first: datetime | None
    last: datetime | None


def title_of(
    headline: Headline | None, features: Sequence[StatementFeatures], happened: Happened
) -> str:
    """Return the title of an incident; `features` are its statements, the first published first."""
    return _made(happened, features) or (_quoted(headline) if headline else _said(features[0]))


def headline_of(
    leads: Sequence[Document], features: Sequence[StatementFeatures], place: Place | None
) -> Headline | None:
    """Return the headline that is most about what the claims of an incident are; None of none.

    `leads` are the documents that it is the main matter of, the one most like the others first.
    """
    readings = {each.document: each.reading for each in features}
    there = [
        Headline(words, each.outlet, each.id)
        for each in leads
        if (words := _headline(each, readings.get(each.fingerprint)))
    ]
    fitting = (each for each in there if _mentions(each.words, features, place))
    return next(fitting, there[0] if there else None)


def _quoted(headline: Headline) -> str:
    """Return a headline as its outlet's words: "Harbour Post: “…”"."""
    return f"{headline.outlet}: “{headline.words}”" if headline.outlet else f"“{headline.words}”"


def _headline(document: Document, reading: Reading | None) -> str:
    """Return a document's title or, where it has none, the headline that was read in its text."""
    blocks = (reading.blocks if reading else None) or ()
    read = (each.span.of(document.text) for each in blocks if each.kind == "headline")
    return " ".join((document.title or next(read, "")).split())


def _mentions(headline: str, features: Iterable[StatementFeatures], place: Place | None) -> bool:
    """Return whether a headline names the place, or has a term of the claims."""
    terms = terms_of(headline).keys()
    if place is not None and terms & terms_of(place.name).keys():
        return True
    return any(terms & each.terms.keys() for each in features)


def _made(happened: Happened, features: Sequence[StatementFeatures]) -> str:
    """Return a title such as "Air strike in Kutum, 3 June 2025"; "" without a place."""
    if happened.place is None:
        return ""
    what, before = _titled(happened.kind, features)
    between = ", " if happened.place.kind in WIDE_PLACES else f" {before} "
    published = next((each.published for each in features if each.published), None)
    reported = f"reported {_day(published.date())}" if published else ""
    when = _days(happened.first, happened.last) or reported
    name = happened.place.name
    where = f"the {name}" if name in WITH_ARTICLE else name
    return f"{what}{between}{where}{', ' if when else ''}{when}"


def _titled(kind: str | None, features: Iterable[StatementFeatures]) -> tuple[str, str]:
    """Return what a kind of event is called, and the word before the place; no more than the
    claims say.
    """
    words = " ".join(each.words for each in features if each.family in ACTS)
    by_words = decide(TITLED, TitledWords(kind, words))
    return kind_titles().get(by_words[1] if by_words else kind or "", STATEMENTS)


@dataclass(frozen=True, slots=True)
class TitledWords:
    """The kind of event that an incident is of, and the words of what was done."""

    kind: str | None
    words: str


FROM_AFAR = re.compile(
    r"\b(?:strikes?|struck|striking|missiles?|rockets?|drones?|aerial\w*|air ?(?:raids?|strikes?)"
    r"|airstrikes?|shell(?:s|ed|ing|fire)?|artillery|mortars?|jets?|warplanes?|helicopters?|barrage)\b",
    re.IGNORECASE,
)
BLASTS = re.compile(
    r"\b(?:explo(?:sions?|sives?|ded?|ding)|blasts?|bomb(?:s|ings?)?|land ?mines?|IEDs?)\b",
    re.IGNORECASE,
)
BOTH_FIGHT = re.compile(
    r"\b(?:clash\w*|fight(?:s|ing)?|fought|battl\w+|combat|firefights?|shoot-?outs?|gunfights?"
    r"|exchange[sd]? (?:of )?(?:fire|gunfire)|offensives?|assaults?|advanc\w+|front ?lines?"
    r"|skirmish\w*|encounters?|crossfire|repel\w*|counterattack\w*|operations?|invasion|war)\b",
    re.IGNORECASE,
)


def _blast(titled: TitledWords) -> str | None:
    if titled.kind != "strike" or FROM_AFAR.search(titled.words):
        return None
    return "remote_explosive" if BLASTS.search(titled.words) else None


def _only_attack(titled: TitledWords) -> str | None:
    """Return ATTACK where a strike is one of men with guns, or one side alone is said to act."""
    said = {"strike": FROM_AFAR, "ground_clash": BOTH_FIGHT}.get(titled.kind or "")
    return None if said is None or said.search(titled.words) else ATTACK


ATTACK = "attack"

TITLED: tuple[Rule[Callable[[TitledWords], str | None]], ...] = (
    Rule("blast", "A blast in a market in Jolo killed nine", _blast),
    Rule("only an attack", "Gunmen attacked a bar in Querétaro", _only_attack),
)
"""Kinds whose title would say more than the words of the claims do."""


WITH_ARTICLE = frozenset(
    ("US", "U.S.", "United States", "UK", "U.K.", "United Kingdom", "UAE", "Philippines",
     "Netherlands", "DRC", "Gaza Strip", "West Bank", "Central African Republic")
)  # fmt: skip
"""Names of places that take an article."""

STATEMENTS = ("Statements", "on")
"""What claims of no kind of event are called."""


def _days(first: datetime | None, last: datetime | None) -> str:
    """Return the days of a half-open span: "14–16 October 2025"; "" for a long one."""
    long = first is None or last is None or last - first > LONGEST_SPAN
    return "" if long else days_in_words(first, last)


def days_in_words(first: datetime | None, last: datetime | None) -> str:
    """Return the days of a half-open span, however long: "14–16 October 2025"; "" of none."""
    if first is None or last is None:
        return ""
    begin, end = first.date(), max(first, last - timedelta(microseconds=1)).date()
    if begin == end:
        return _day(begin)
    if (begin.year, begin.month) == (end.year, end.month):
        return f"{begin.day}–{_day(end)}"
    year = "" if begin.year == end.year else f" {begin.year}"
    return f"{begin.day} {begin:%B}{year} – {_day(end)}"


def _day(day: date) -> str:
    return f"{day.day} {day:%B} {day.year}"


def _said(features: StatementFeatures) -> str:
    """Return who says what, in the words of the first who did: "Interfax: “…”"."""
    words = " ".join(features.words.split())
    if len(words) > LONGEST_WORDS:
        words = words[:LONGEST_WORDS].rsplit(" ", 1)[0] + " …"
    claim, outlet = features.claim, features.reading.document.outlet
    who = outlet if claim.narrated else claim.claimant.name
    return f"{who}: “{words}”" if who else f"“{words}”"

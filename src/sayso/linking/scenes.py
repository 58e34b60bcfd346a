"""What a passage is known by beside its terms: short labels, so that reports in other words meet.

A label is a group and a class: "how:blast", "what:market", "who:troops", "says:grows". Countries
are "in:SYR", "named:SYR" where a country or its people is named, since a town alone may be taken
for one abroad, and "at:SYR" where the country is named as a place. "says:period" is a report of a
period that has just ended, as a nightly tally is, "says:harm" one that people were harmed, and
"brief" a document of a headline's length that says so; `linking.brief` compares those by labels.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from sayso.lexicon.comparison import scene_words
from sayso.lexicon.countries import countries
from sayso.linking.words import is_rare, term
from sayso.record import Place

BRIEF = "brief"
PERIOD = "says:period"
GROWS = "says:grows"
HARM = "says:harm"

BRIEF_TEXT = 60
"""Words. Headlines and nearly all items of feeds, a headline and a sentence or two, are shorter."""

NAME = "name:"
PREPOSITION = r"(?i:in|at|near|on|of|from|to|around|outside|inside|for|by|with|and)\b"
NAMED = re.compile(
    r"\b(?i:in|at|near|on|of|from|to|around|outside|inside|for)\s+(?:the\s+(?:\w+\s+of\s+)?)?"
    rf"((?:(?!{PREPOSITION})[^\W\d_a-z][\w’'-]+\s?){{1,3}})"
)

WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
PERIODS = re.compile(
    r"\b(?:(?:past|last|previous|preceding) (?:day|night|week|24[- ]hours?|twenty[- ]four hours)"
    r"|24[- ]hour period|overnight|(?:during|on|in) the night|daily|as of (?:this )?morning"
    r"|since (?:the (?:beginning|start) of the (?:day|week)|(?:this |early )?morning|midnight))\b",
    re.IGNORECASE,
)


def labels_of(text: str, places: Iterable[Place], brief: bool) -> frozenset[str]:
    """Return the labels of a passage with this text and these resolved places.

    Only a brief one has those of `scene_words.tsv` and of countries: long texts have most of them.
    """
    labels = {PERIOD} if PERIODS.search(text) else set()
    places = list(places)
    labels |= {f"{NAME}{name}" for name in _names_in(text) - _wide(places)}
    classes = scene_words()
    written = set(WORD.findall(text))
    words = {word.lower() for word in written}
    if not brief:
        if any(GROWS in classes.get(word, ()) for word in words):
            labels.add(GROWS)
        return frozenset(labels)
    peoples = _peoples()
    for word in words:
        labels |= classes.get(word, frozenset())
    for code in {peoples[word] for word in written if word in peoples}:
        labels |= {f"in:{code}", f"named:{code}"}
    names = _names()
    labels.update(f"at:{names[word]}" for word in written if word in names)
    for place in places:
        if place.country:
            labels.add(f"in:{place.country}")
            if place.precision == "country":
                labels |= {f"named:{place.country}", f"at:{place.country}"}
        if place.precision == "region":
            labels.add(f"region:{place.geonameid}")
    if HARM in labels:
        labels.add(BRIEF)
    return frozenset(labels)


def scene_keys(labels: frozenset[str]) -> list[str]:
    """Return the pairs of a country and how it was done or what was hit, for a short report's
    labels: "in:MEX how:gun". Two that share one may report one event without a word in common.
    """
    countries_of = sorted(each for each in labels if each.startswith("in:"))
    done = sorted(each for each in labels if each.startswith(("how:", "what:")))
    return [f"{country} {deed}" for country in countries_of for deed in done]


def _names_in(text: str) -> set[str]:
    """Return the words, rare in news, of the names that a text has after "in", "near" or "of"."""
    names = (
        term(word.lower()) for found in NAMED.finditer(text) for word in WORD.findall(found[1])
    )
    return {name for name in names if is_rare(name)}


def _wide(places: Iterable[Place]) -> set[str]:
    """Return the words of names of regions and countries, in which several events happen."""
    wide = (each.name for each in places if each.precision in ("region", "country"))
    return {term(word.lower()) for name in wide for word in WORD.findall(name)}


@lru_cache(maxsize=50_000)
def names_of(scene: frozenset[str]) -> frozenset[str]:
    """Return the names among the labels of a passage."""
    return frozenset(label for label in scene if label.startswith(NAME))


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    """Return names of countries of one word, as written, to the country's code."""
    return {
        word: country.code
        for country in countries()
        for word in country.names
        if WORD.fullmatch(word)
    }


@lru_cache(maxsize=1)
def _peoples() -> dict[str, str]:
    """Return names and peoples of one word, as written ("CAR" is no car), to the country's code."""
    return {
        word: country.code
        for country in countries()
        for word in (*country.names, *country.people)
        if WORD.fullmatch(word)
    }

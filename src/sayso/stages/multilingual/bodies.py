"""Known bodies, and whose they are: a bare name is the body of one's own state, unless an adjective
before it or a country after it says otherwise.

"Російське міноборони" in a Ukrainian post is not Ukraine's ministry.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from sayso.lexicon.countries import alpha3, country_names
from sayso.lexicon.multilingual import BodyMatch, KnownBody, endings, named_bodies
from sayso.lexicon.multilingual_places import place_tables
from sayso.stages.multilingual.place_forms import nominatives, plain

ABROAD = "abroad"
"""The owner that an adjective names whose country no table has."""

LAST_WORD = re.compile(r"([^\W\d_]+)\s+$")
NEXT_WORDS = re.compile(r"\s+([^\W\d_]+(?:['’ʼ-][^\W\d_]+)*)(?:\s+([^\W\d_]+))?")
LONGEST_WORD = 40
SAME_BEGINNING = 4
"""Letters by which an adjective in a country's name is known in any case: "Великої Британії"."""


def bodies_in(code: str, words: str) -> Sequence[BodyMatch]:
    """Return the known bodies that some words name, in order, each of the state whose it is; none
    of a state that has no body of that name in the tables."""
    owned = (
        (each, _owned_by(each.body, _owner(code, words, each)))
        for each in named_bodies(code, words)
    )
    return [replace(match, body=body) for match, body in owned if body is not None]


def _owned_by(body: KnownBody, owner: str | None) -> KnownBody | None:
    """Return a body with its owner, a country's code or ABROAD; None where none is known."""
    if owner is None or owner == body.country:
        return body
    return body.of_country(owner) if body.institution and owner in country_names() else None


def _owner(code: str, words: str, match: BodyMatch) -> str | None:
    """Return the country that the words before or after a body's name give it; None for none."""
    before = LAST_WORD.search(words, max(0, match.start - LONGEST_WORD), match.start)
    adjective = before[1].lower() if before is not None else ""
    if endings(code).national.search(adjective):
        peoples = place_tables(code).peoples
        known = (alpha3(country) for start, country in peoples if adjective.startswith(start))
        return next(known, ABROAD)
    following = NEXT_WORDS.match(words, match.end)
    return _country_of(code, following) if following is not None else None


def _country_of(code: str, following: re.Match[str]) -> str | None:
    """Return the country (ISO 3166 alpha-3) that one or two words name in any case."""
    first, second = (plain(each or "") for each in following.groups())
    for name in nominatives(code, first):
        if (name,) in _countries(code):
            return _countries(code)[(name,)]
    for name in nominatives(code, second) if second else ():
        for words, country in _countries(code).items():
            if words[1:] == (name,) and words[0][:SAME_BEGINNING] == first[:SAME_BEGINNING]:
                return country
    return None


@cache
def _countries(code: str) -> dict[tuple[str, ...], str]:
    """Return countries (ISO 3166 alpha-3) by the words of their names."""
    return {
        tuple(plain(name).split()): country
        for place in place_tables(code).known
        if (country := alpha3(place.country)) is not None
        for name in place.names
    }

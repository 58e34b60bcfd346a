"""Who acts and speaks: countries, bodies, people in office and the nouns for them.

The tables lie in `data/actor_*.tsv`, `data/countries.tsv` and `data/country_*.tsv`; each says at
its top what it is.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import pairwise
from typing import Literal, cast

from sayso.lexicon.countries import countries
from sayso.lexicon.table import listed, rows
from sayso.record import ActorKind

Gender = Literal["m", "f"]
CountrySort = Literal["name", "people", "seat", "region"]

SUPRANATIONAL = frozenset({"UNO", "EUR", "IGO", "NGO", "IMG"})
"""Codes that stand where a country's would, for bodies of many countries. Not in ISO 3166."""


@dataclass(frozen=True, slots=True)
class CountryName:
    """A word for a country: its name, its people or adjective, its seat of government."""

    code: str
    sort: CountrySort
    role: str | None = None


@dataclass(frozen=True, slots=True)
class Term:
    """A sector held from one month until another, both (year, month); None where open."""

    role: str
    since: tuple[int, int] | None
    until: tuple[int, int] | None

    def holds(self, on: date) -> bool:
        month = (on.year, on.month)
        return (self.since is None or self.since <= month) and (
            self.until is None or month <= self.until
        )


@dataclass(frozen=True, slots=True)
class Body:
    """A known body: ministry, force, armed group, organisation, press.

    `role` is its sector where no day is asked for; `terms` are those it had before.
    """

    name: str
    kind: ActorKind
    country: str | None
    role: str | None
    terms: tuple[Term, ...] = ()
    source: str = ""

    def role_on(self, on: date | None) -> str | None:
        """Return the PLOVER sector on a day; outside all its terms that of the nearest one."""
        if on is None or not self.terms:
            return self.role
        for term in reversed(self.terms):
            if term.holds(on):
                return term.role
        first = self.terms[0]
        early = first.since is not None and (on.year, on.month) < first.since
        return first.role if early else self.terms[-1].role


@dataclass(frozen=True, slots=True)
class OfficeHolder:
    """Someone in public office or command."""

    name: str
    country: str | None
    gender: Gender | None
    office: str | None
    terms: tuple[Term, ...]

    def role(self, on: date | None = None) -> str | None:
        """Return the PLOVER sector on a day (with none: of the last known term); ELI out of
        office.
        """
        if on is not None:
            for term in self.terms:
                if term.holds(on):
                    return term.role
            if self.terms[0].since and (on.year, on.month) < self.terms[0].since:
                return self.terms[0].role
            return "ELI"
        last = self.terms[-1]
        return last.role if last.until is None else "ELI"


@dataclass(frozen=True, slots=True)
class Noun:
    """A common noun for an actor. A `weak` sector gives way to the words around the noun."""

    noun: str
    kind: ActorKind
    role: str | None
    weak: bool
    gender: Gender | None
    inanimate: bool = False


Known = CountryName | Body | OfficeHolder
Entry = Known | Noun


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of letters and digits of a text, folded: lower case, no accents."""

    folded: str
    start: int
    end: int
    capital: bool


@dataclass(frozen=True, slots=True)
class ActorMatch:
    """Table entries met at code points `start` to `end`, pieces `first` to `last`, half-open."""

    entry: Entry
    start: int
    end: int
    first: int
    last: int


PIECE = re.compile(r"[^\W_]+")
GAP = frozenset(" -'’‘.–/(&+\u00a0\u2011)\"“”")
ACRONYM_LONGEST = 5
"""Upper-case names up to this long are matched in their case: WHO is not who, US is not us."""


@lru_cache(maxsize=50_000)
def fold(word: str) -> str:
    """Lower case without accents: "Thaçi" is "thaci"."""
    if word.isascii():
        return word.lower()
    plain = unicodedata.normalize("NFKD", word.replace("ı", "i").replace("ø", "o"))
    return "".join(each for each in plain if not unicodedata.combining(each)).lower()


def pieces(text: str, start: int = 0, end: int | None = None) -> list[Piece]:
    """Return the letter-and-digit runs of `text` between two offsets."""
    runs = []
    for match in PIECE.finditer(text, start, len(text) if end is None else end):
        word = match.group()
        runs.append(Piece(fold(word), match.start(), match.end(), word[0].isupper()))
    return runs


class NameIndex:
    """Names to entries, found in a text in one pass, the longest name first."""

    def __init__(self) -> None:
        self._by_first: dict[str, list[tuple[tuple[str, ...], str, Entry]]] = {}
        self._sorted = False

    def add(self, name: str, entry: Entry, *, first_wins: bool = True) -> None:
        """File `entry` under `name`; an earlier entry of the same name wins."""
        key = tuple(piece.folded for piece in pieces(name))
        if not key:
            return
        shelf = self._by_first.setdefault(key[0], [])
        if first_wins and any(known == key and _cased(name) == _cased(n) for known, n, _ in shelf):
            return
        shelf.append((key, name, entry))
        shelf.sort(key=lambda each: -len(each[0]))

    def find(self, text: str, words: list[Piece]) -> list[ActorMatch]:
        """Return entries in `words`, which are pieces of `text`: left to right, none
        overlapping.
        """
        hits = []
        at = 0
        while at < len(words):
            hit = self._at(text, words, at)
            if hit is None or _is_an_article(hit, text, words):
                at += 1
            else:
                hits.append(hit)
                at = hit.last
        return hits

    def _at(self, text: str, words: list[Piece], at: int) -> ActorMatch | None:
        for key, name, entry in self._by_first.get(words[at].folded, ()):
            last = at + len(key)
            if last > len(words):
                continue
            if any(words[at + i].folded != key[i] for i in range(1, len(key))):
                continue
            start, end = words[at].start, words[last - 1].end
            if _joined(text, words[at:last]) and _case_fits(name, entry, text, words[at:last]):
                return ActorMatch(entry, start, end, at, last)
        return None


def _is_an_article(hit: ActorMatch, text: str, words: list[Piece]) -> bool:
    """Return whether "the" is no part of the name: The National is a paper, the National
    Guard not.
    """
    if words[hit.first].folded != "the" or hit.last - hit.first != 2 or hit.last == len(words):
        return False
    after = words[hit.last]
    return after.capital and text[hit.end : after.start] == " "


def _cased(name: str) -> bool:
    bare = name.replace(".", "").replace("-", "")
    return bare.isupper() and len(bare) <= ACRONYM_LONGEST


def _joined(text: str, words: list[Piece]) -> bool:
    for left, right in pairwise(words):
        gap = text[left.end : right.start]
        if len(gap) > 2 or any(mark not in GAP for mark in gap):
            return False
        if gap == ". " and left.end - left.start > 2:
            return False
    return True


def _case_fits(name: str, entry: Entry, text: str, words: list[Piece]) -> bool:
    if isinstance(entry, Noun):
        return True
    if _cased(name):
        written = "".join(text[each.start : each.end] for each in words)
        return written == "".join(mark for mark in name if mark.isalnum())
    return name.islower() or any(each.capital for each in words)


@lru_cache(maxsize=1)
def known() -> NameIndex:
    """Return countries, regions, bodies and people."""
    index = NameIndex()
    for cell, kind, code, role, terms, source in rows("actor_bodies.tsv"):
        terms_listed = tuple(_term(each) for each in listed(terms))
        for name in listed(cell):
            body = Body(
                name, cast(ActorKind, kind), code or None, role or None, terms_listed, source
            )
            index.add(name, body)
    for country in countries():
        for name in (*country.names, *country.other_names):
            index.add(name, CountryName(country.code, "name"))
        for name in country.people:
            index.add(name, CountryName(country.code, "people"))
        for name in country.seats:
            index.add(name, CountryName(country.code, "seat", "GOV"))
    for cell, code, role in rows("country_regions.tsv"):
        for name in listed(cell):
            index.add(name, CountryName(code, "region", role or None))
    for cells in rows("actor_people.tsv"):
        for name in listed(cells[0]):
            index.add(name, _person(name, cells))
    return index


def _person(name: str, cells: list[str]) -> OfficeHolder:
    _, country, gender, office, terms = cells
    return OfficeHolder(
        name,
        country or None,
        cast(Gender, gender) if gender else None,
        office or None,
        tuple(_term(each) for each in listed(terms)),
    )


def _term(written: str) -> Term:
    role, *months = written.split()
    bounds: list[tuple[int, int] | None] = [None, None]
    for place, month in enumerate(months):
        year, number = month.split("-")
        bounds[place] = (int(year), int(number))
    return Term(role, bounds[0], bounds[1])


@lru_cache(maxsize=1)
def towns() -> NameIndex:
    """Return towns by country: a last resort, for many are also names of people."""
    index = NameIndex()
    for code, names in rows("country_cities.tsv"):
        for name in listed(names):
            index.add(name, CountryName(code, "region"))
    return index


@lru_cache(maxsize=1)
def nouns() -> NameIndex:
    """Return common nouns for actors, singular and plural."""
    index = NameIndex()
    listed_nouns = list(_nouns())
    for noun in listed_nouns:
        index.add(noun.noun, noun)
    for noun in listed_nouns:
        for more in _plurals(noun.noun):
            index.add(more, noun)
    return index


def _nouns() -> Iterator[Noun]:
    for names, kind, role, marks in rows("actor_nouns.tsv"):
        marked = marks.split(",")
        gender: Gender | None = "f" if "f" in marked else None
        for name in listed(names):
            yield Noun(
                name,
                cast(ActorKind, kind),
                role or None,
                "weak" in marked,
                gender,
                "thing" in marked,
            )


IRREGULAR = {"man": "men", "woman": "women", "child": "children", "person": "persons"}


def _plurals(noun: str) -> tuple[str, ...]:
    head, space, last = noun.rpartition(" ")
    front = head + space
    for singular, plural in IRREGULAR.items():
        if last.endswith(singular):
            return (front + last[: -len(singular)] + plural,)
    if last.endswith("s"):
        return (front + last + "es",) if last.endswith("ss") else ()
    if last.endswith("y") and last[-2:-1] not in "aeiou":
        return (front + last[:-1] + "ies",)
    if last.endswith(("ch", "sh", "x")) and not last.endswith("arch"):
        return (front + last + "es",)
    return (front + last + "s",)


@lru_cache(maxsize=1)
def honorifics() -> dict[str, tuple[str | None, Gender | None]]:
    """Return short titles before a name to sector and gender."""
    titles: dict[str, tuple[str | None, Gender | None]] = {}
    for names, role, gender in rows("actor_honorifics.tsv"):
        for name in listed(names):
            titles[name] = (role or None, cast(Gender, gender) if gender else None)
    return titles


@lru_cache(maxsize=1)
def first_names() -> dict[str, Gender]:
    """Return folded first names to the gender of those who bear them."""
    return {
        fold(name): cast(Gender, gender)
        for gender, names in rows("actor_first_names.tsv")
        for name in listed(names)
    }


@lru_cache(maxsize=1)
def public_surnames() -> frozenset[str]:
    """Return the last words of the names of people in office or command, in lower case."""
    return frozenset(
        name.split()[-1].lower() for cells in rows("actor_people.tsv") for name in listed(cells[0])
    )


@lru_cache(maxsize=1)
def verbs() -> dict[str, frozenset[str]]:
    """Return lemmas of verbs by sort: "say" and "act"."""
    return {sort: frozenset(listed(lemmas)) for sort, lemmas in rows("actor_verbs.tsv")}

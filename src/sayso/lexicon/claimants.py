"""Bodies and institutions that speak: their names, short names, countries and Wikidata ids."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import cast

from sayso.lexicon.actors import ACRONYM_LONGEST, CountryName, CountrySort, NameIndex, pieces
from sayso.lexicon.countries import countries
from sayso.lexicon.table import listed, rows

PARTICLES = frozenset("al el ad ar as at de del der den van von bin ben ibn la le di da".split())
"""Parts of a surname in small letters: "von der Leyen" is no first name and surname."""


@dataclass(frozen=True, slots=True)
class KnownBody:
    """One body with all names that it goes by; `short` is "" and `wikidata` None where unknown."""

    name: str
    short: str
    names: tuple[str, ...]
    country: str | None
    wikidata: str | None


@dataclass(frozen=True, slots=True)
class Institution:
    """What nearly every state has one of: "Defence Ministry", with a short name or ""."""

    name: str
    short: str


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """A person in office with the spellings of the name; `country` as in `actor_people.tsv`."""

    name: str
    names: tuple[str, ...]
    country: str | None
    office: str | None


def name_key(name: str) -> str:
    """Return a name folded, without articles and possessive endings: what spellings share.

    Short names in capitals keep their case: WHO is not "who".
    """
    bare = name.replace(".", "").replace("’", "'")
    words = [each for each in bare.split() if each.lower() not in ("the", "a", "an")]
    bare = " ".join(words)
    if bare.isupper() and len(bare) <= ACRONYM_LONGEST:
        return bare
    folded = [each.folded for each in pieces(bare.replace("'s ", " ").removesuffix("'s"))]
    return " ".join(folded)


@lru_cache(maxsize=1)
def bodies() -> tuple[KnownBody, ...]:
    """Return the bodies of `claimant_bodies.tsv`, and those that only have spellings."""
    spellings = [listed(cell) for what, cell in rows("name_spellings.tsv") if what == "body"]
    by_name = {name_key(name): names for names in spellings for name in names}
    made = []
    taken: set[str] = set()
    for name, short, others, country, wikidata in rows("claimant_bodies.tsv"):
        own = [name, *([short] if short != "-" else []), *listed(others)]
        names = [*own, *by_name.get(name_key(name), ())]
        taken.update(map(name_key, names))
        made.append(
            KnownBody(
                name,
                short.replace("-", ""),
                tuple(dict.fromkeys(names)),
                None if country == "-" else country,
                None if wikidata == "-" else wikidata,
            )
        )
    made += [
        KnownBody(names[0], _short(names), names, None, None)
        for names in spellings
        if taken.isdisjoint(map(name_key, names))
    ]
    return tuple(made)


def _short(names: Iterable[str]) -> str:
    return next((each for each in names if each.isupper() and len(each) <= ACRONYM_LONGEST), "")


@lru_cache(maxsize=1)
def body_names() -> dict[str, tuple[KnownBody, ...]]:
    """Return the bodies that go by a name, by its `name_key`."""
    index: dict[str, list[KnownBody]] = defaultdict(list)
    for body in bodies():
        for key in dict.fromkeys(map(name_key, body.names)):
            index[key].append(body)
    return {key: tuple(each) for key, each in index.items()}


@lru_cache(maxsize=1)
def institution_names() -> dict[tuple[str, ...], Institution]:
    """Return the institutions by the folded words of each of their names."""
    made = {}
    for name, short, others in rows("claimant_institutions.tsv"):
        institution = Institution(name, short.replace("-", ""))
        for other in (name, *listed(others)):
            made[tuple(name_key(other).lower().split())] = institution
    return made


@lru_cache(maxsize=1)
def offices() -> dict[tuple[str, ...], tuple[str, str]]:
    """Return names of offices, in folded words, to the office and what it is of: state, region,
    town.
    """
    return {
        tuple(name_key(each).lower().split()): (office, of)
        for office, of, others in rows("claimant_offices.tsv")
        for each in (office, *listed(others))
    }


@lru_cache(maxsize=1)
def state_names() -> dict[str, tuple[str, bool]]:
    """Return names and seats of states, folded, to the state's code and whether it is a seat."""
    made = {}
    for row in countries():
        made.update({name_key(each): (row.code, True) for each in row.seats})
        made.update({name_key(each): (row.code, False) for each in row.names})
    return made


@lru_cache(maxsize=1)
def country_words() -> NameIndex:
    """Return names, peoples and seats of countries alone: no bodies that have one in their name."""
    index = NameIndex()
    for row in countries():
        for sort, names in (("name", row.names), ("people", row.people), ("seat", row.seats)):
            for name in names:
                index.add(name, CountryName(row.code, cast(CountrySort, sort)))
    return index


def skeleton(word: str) -> str:
    """Return a part of a person's name without what its spellings differ in.

    Vitaliy, Vitalii and Vitaly are one, as are Basal and Bassal.
    """
    single = "".join(letter for at, letter in enumerate(word) if at == 0 or word[at - 1] != letter)
    for ending in ("iy", "yi", "iyi", "yj", "ij", "i"):
        if single.endswith(ending) and len(single) > len(ending) + 2:
            return single.removesuffix(ending) + "y"
    return single


@lru_cache(maxsize=1)
def people() -> dict[str, KnownPerson]:
    """Return people in office by each folded name of theirs; no name that two of them may bear."""
    made: dict[str, set[KnownPerson]] = defaultdict(set)
    for cell, country, _, office, _ in rows("actor_people.tsv"):
        for person in _persons(listed(cell), country or None, office or None):
            for name in person.names:
                made[fold_name(name)].add(person)
    return {name: next(iter(each)) for name, each in made.items() if len(each) == 1}


def _persons(
    names: tuple[str, ...], country: str | None, office: str | None
) -> Iterable[KnownPerson]:
    """Yield the people of a row: its full names by surname and initial, bare surnames with them."""
    by_person: dict[tuple[str, str], list[str]] = defaultdict(list)
    for name in names:
        parts = fold_name(name).split()
        if len(parts) > 1 and parts[0] not in PARTICLES:
            by_person[skeleton(parts[-1]), parts[0][0]].append(name)
    surnames = [surname for surname, _ in by_person]
    for (surname, _), full in by_person.items():
        alone = surnames.count(surname) == 1
        bare = [each for each in names if _bare(each) == surname] if alone else []
        yield KnownPerson(full[0], (*full, *bare), country, office)


def _bare(name: str) -> str:
    """Return a surname that stands alone, with or without particles; "" for a fuller name."""
    first, *rest = fold_name(name).split()
    return "" if rest and first not in PARTICLES else skeleton([first, *rest][-1])


def fold_name(name: str) -> str:
    """Return the folded parts of a name: "Ismaïl Omar Guelleh" is "ismail omar guelleh"."""
    return " ".join(each.folded for each in pieces(name))

"""Words of languages that are read without a parser: a folder of tables for each.

To add a language, make `lexicon/data/CODE/` with the tables named here and put the code into
LANGUAGES. Nothing else in the program names a language.

The tables hold lemmas. A word of a text is a form of a lemma where it begins with the lemma's stem,
which is the lemma without its ending, and goes on for a few letters at most.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import cast

from sayso.lexicon.countries import country_names
from sayso.lexicon.table import listed, rows
from sayso.record import CueKind, Stance

LANGUAGES = ("ru", "uk")
"""Codes (ISO 639-1) of the languages that are read, beside English."""

SHORTEST_STEM = 3
LONGEST_ENDING = 4
APOSTROPHES = "['’ʼ]"


@dataclass(frozen=True, slots=True)
class CueStem:
    """The beginning of a word that introduces what somebody says, with what it makes of it."""

    stem: str
    kind: CueKind
    stance: Stance


@dataclass(frozen=True, slots=True)
class KnownBody:
    """A body by the name that it has in English, its country and PLOVER sector where known."""

    name: str
    country: str | None
    role: str | None
    institution: str = ""
    """The name that such a body has in every state: "Defence Ministry"; "" for others."""

    def of_country(self, country: str) -> KnownBody:
        """Return the body of the same kind that another state has; `country` is its code."""
        name = f"{country_names()[country]}'s {self.institution}"
        return replace(self, name=name, country=country)


@dataclass(frozen=True, slots=True)
class BodyMatch:
    """A body and where its words stand."""

    start: int
    end: int
    body: KnownBody


@dataclass(frozen=True, slots=True)
class SourceWords:
    """Patterns of words of sources: pronouns, nouns of those without a name, titles with their
    PLOVER sector."""

    pronouns: re.Pattern[str]
    unnamed: re.Pattern[str]
    titles: tuple[tuple[re.Pattern[str], str], ...]


@dataclass(frozen=True, slots=True)
class Endings:
    """Endings of a language: of nouns, infinitives, finite verbs, adjectives of countries; and the
    words that open what is said ("that")."""

    noun: re.Pattern[str]
    infinitive: re.Pattern[str]
    finite: re.Pattern[str]
    national: re.Pattern[str]
    that: str


@cache
def endings(code: str) -> Endings:
    """Return the endings of a language."""
    table = {kind: "|".join(listed(cell)) for kind, cell in rows(f"{code}/endings.tsv")}
    reflexive = f"(?:{table['reflexive']})?$"
    return Endings(
        re.compile(f"(?:{table['noun']})$"),
        re.compile(f"(?:{table['infinitive']}){reflexive}"),
        re.compile(f"(?:{table['finite']}){reflexive}"),
        re.compile(f"(?:{table['national']})[^\\W\\d_]{{1,{LONGEST_ENDING}}}$"),
        table["that"],
    )


def inflected(code: str, lemma: str) -> str:
    """Return the pattern of the forms of a name or phrase that is given by lemma.

    Acronyms and short words stand as they are; in capitals, too, where they are no acronyms.
    """
    words = r"\s+".join(_forms_of_word(code, word) for word in lemma.split())
    return words if lemma.isupper() else f"(?i:{words})"


def _forms_of_word(code: str, word: str) -> str:
    stem = endings(code).noun.sub("", word)
    if word.isupper() or len(stem) < SHORTEST_STEM:
        return _spelled(word)
    return f"{_spelled(stem)}[^\\W\\d_]{{0,{LONGEST_ENDING}}}"


def _spelled(word: str) -> str:
    """Return the pattern of a word with any apostrophe."""
    return re.sub(APOSTROPHES, lambda _: APOSTROPHES, re.escape(word))


def _pattern(alternatives: Sequence[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-])(?:{'|'.join(alternatives)})(?!\w)")


@cache
def cue_stems(code: str) -> tuple[CueStem, ...]:
    """Return the beginnings of cues of a language, the longest first."""
    ends = endings(code)
    table = [(ends.infinitive.sub("", row[0]), *row[1:3]) for row in rows(f"{code}/cues.tsv")]
    table += [(ends.noun.sub("", row[0]), *row[1:3]) for row in rows(f"{code}/cue_nouns.tsv")]
    table += [(row[0], *row[1:3]) for row in rows(f"{code}/cue_stems.tsv")]
    stems = {
        stem: CueStem(stem, cast("CueKind", kind), cast("Stance", stance))
        for stem, kind, stance in reversed(table)
        if len(stem) >= SHORTEST_STEM
    }
    return tuple(sorted(stems.values(), key=lambda each: (-len(each.stem), each.stem)))


@cache
def verbs_of_speech(code: str) -> tuple[str, ...]:
    """Return the stems of verbs that introduce a statement by a clause: "said that"."""
    stems = (
        endings(code).infinitive.sub("", row[0])
        for row in rows(f"{code}/cues.tsv")
        if row[1] == "statement" and "clause" in row[3].split(",")
    )
    return tuple(each for each in stems if len(each) >= SHORTEST_STEM)


def speaks(code: str, word: str) -> bool:
    """Return whether a word is a finite form of a verb of speech."""
    lower = word.lower()
    finite = endings(code).finite.search(lower)
    return finite is not None and any(
        lower.startswith(stem) and len(lower) - len(stem) <= LONGEST_ENDING + 1
        for stem in verbs_of_speech(code)
    )


@dataclass(frozen=True, slots=True)
class CuePhrases:
    """Patterns of fixed phrases that attribute: those before a source, those of nobody by name."""

    before_source: str
    unsourced: str


@cache
def cue_phrases(code: str) -> CuePhrases:
    """Return the fixed phrases of a language that attribute what stands beside them."""
    table = [(row[0], row[3]) for row in rows(f"{code}/cue_phrases.tsv") if "*" not in row[0]]

    def alternatives(*places: str) -> str:
        phrases = sorted((one for one, place in table if place in places), key=len, reverse=True)
        return "|".join(r"\s+".join(map(re.escape, each.split())) for each in phrases)

    return CuePhrases(alternatives(*CASES), alternatives("none"))


CASES = ("gen", "ins", "nom", "dat", "loc", "subject")
"""Cases in which the source follows a phrase."""


def cue_of(code: str, words: str) -> CueStem | None:
    """Return the stem of the first word of a cue that has a stance of its own, else of any."""
    met = [
        next((each for each in cue_stems(code) if word.startswith(each.stem)), None)
        for word in re.findall(r"[^\W\d_]+", words.lower())
    ]
    known = [each for each in met if each is not None]
    marked = (each for each in known if each.stance != "neutral" or each.kind != "statement")
    return next(marked, known[0] if known else None)


@cache
def _bodies(code: str) -> tuple[tuple[re.Pattern[str], KnownBody], ...]:
    """Return the bodies of a language with the patterns of their names."""
    sectors = _sectors()
    bodies = []
    for names, country, english, table in rows(f"{code}/bodies.tsv"):
        role = sectors.get(english) or _sector_of(english)
        of_state = table == INSTITUTIONS and country in country_names()
        body = KnownBody(english, country or None, role, english if of_state else "")
        body = body.of_country(country) if of_state else body
        bodies.append((_pattern([inflected(code, each) for each in listed(names)]), body))
    return tuple(bodies)


INSTITUTIONS = "claimant_institutions"
"""The English table whose rows are one body only together with a country."""


@cache
def _sectors() -> dict[str, str]:
    """Return the PLOVER sectors of the bodies that the English tables have, by name."""
    return {name: row[3] for row in rows("actor_bodies.tsv") for name in listed(row[0]) if row[3]}


def _sector_of(english: str) -> str | None:
    """Return the sector that an institution's English name says."""
    armed = re.search(r"(?i)defen[cs]e|staff|army|armed|forces?\b|navy|guard|military", english)
    state = re.search(r"(?i)ministry|government|administration|council|office|service", english)
    return "MIL" if armed else "GOV" if state else None


def named_bodies(code: str, words: str) -> Sequence[BodyMatch]:
    """Return the known bodies that some words name, in order; the longer of two that overlap."""
    met = [
        BodyMatch(match.start(), match.end(), body)
        for pattern, body in _bodies(code)
        for match in pattern.finditer(words)
    ]
    met.sort(key=lambda each: (each.start, -each.end))
    kept: list[BodyMatch] = []
    for match in met:
        if not kept or match.start >= kept[-1].end:
            kept.append(match)
    return kept


@cache
def _people(code: str) -> tuple[tuple[re.Pattern[str], KnownBody], ...]:
    """Return the people of a language's table, whose names are by lemma, with their patterns."""
    return tuple(
        (
            _pattern([inflected(code, each) for each in listed(names)]),
            KnownBody(english, country or None, None),
        )
        for names, country, _, english in rows(f"{code}/people.tsv")
    )


def person_in(code: str, words: str) -> KnownBody | None:
    """Return the first person in office or command that some words name, by the English name."""
    met = [
        (match.start(), person)
        for pattern, person in _people(code)
        if (match := pattern.search(words)) is not None
    ]
    return min(met, key=lambda each: each[0])[1] if met else None


@cache
def source_words(code: str) -> SourceWords:
    """Return the words of sources of a language."""
    pronouns = [re.escape(form) for row in rows(f"{code}/pronouns.tsv") for form in listed(row[0])]
    titles = [
        (_pattern([inflected(code, noun) for noun in listed(row[0])]), row[2])
        for row in rows(f"{code}/speakers.tsv")
        if row[1] == "person" and row[2]
    ]
    return SourceWords(
        re.compile(f"(?i:{'|'.join(pronouns)})"),
        _pattern([inflected(code, row[0]) for row in rows(f"{code}/unnamed_sources.tsv")]),
        tuple(titles),
    )


@cache
def abbreviations(code: str) -> frozenset[str]:
    """Return the shortened words after whose full stop a sentence goes on."""
    return frozenset(row[0] for row in rows(f"{code}/abbreviations.tsv"))

"""Words of languages that are read without a parser: a folder of tables for each.

To add a language, make `lexicon/data/CODE/` with the tables named here and put the code into
LANGUAGES. Nothing else in the program names a language.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import cast

from sayso.lexicon.table import listed, rows
from sayso.record import CueKind, Stance

LANGUAGES = ("ru", "uk")
"""Codes (ISO 639-1) of the languages that are read, beside English."""


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


@dataclass(frozen=True, slots=True)
class BodyMatch:
    """A body and where its words stand."""

    start: int
    end: int
    body: KnownBody


def stemmed(form: str) -> str:
    """Return the pattern of a phrase whose words end in "*" where any ending may follow."""
    words = (
        re.escape(each.rstrip("*")) + ("[^\\W\\d_]*" * each.endswith("*")) for each in form.split()
    )
    return r"\s+".join(words)


@cache
def cue_stems(code: str) -> tuple[CueStem, ...]:
    """Return the beginnings of cues of a language, the longest first."""
    table = [
        CueStem(stem, cast("CueKind", kind), cast("Stance", stance))
        for stem, kind, stance in rows(f"{code}/cue_stems.tsv")
    ]
    return tuple(sorted(table, key=lambda each: -len(each.stem)))


def cue_of(code: str, words: str) -> CueStem | None:
    """Return the stem of the first word of a cue that has a stance of its own, else of any."""
    met = [
        next((each for each in cue_stems(code) if word.startswith(each.stem)), None)
        for word in re.findall(r"[^\W\d_]+", words.lower())
    ]
    known = [each for each in met if each is not None]
    marked = (each for each in known if each.stance != "neutral" or each.kind != "statement")
    return next(marked, known[0] if known else None)


def _body_form(form: str) -> str:
    """Return the pattern of a body's name: in any case, but for acronyms, which are words too."""
    return stemmed(form) if form.isupper() else f"(?i:{stemmed(form)})"


@cache
def _bodies(code: str) -> tuple[tuple[re.Pattern[str], KnownBody], ...]:
    found = []
    for forms, name, country, role in rows(f"{code}/bodies.tsv"):
        body = KnownBody(name, country or None, role or None)
        alternatives = "|".join(map(_body_form, listed(forms)))
        found.append((re.compile(rf"(?<!\w)(?:{alternatives})(?!\w)"), body))
    return tuple(found)


def bodies_in(code: str, words: str) -> Sequence[BodyMatch]:
    """Return the known bodies that some words name, in order; the longer of two that overlap."""
    met = [
        BodyMatch(match.start(), match.end(), body)
        for pattern, body in _bodies(code)
        for match in pattern.finditer(words)
    ]
    met.sort(key=lambda each: (each.start, -each.end))
    kept: list[BodyMatch] = []
    for each in met:
        if not kept or each.start >= kept[-1].end:
            kept.append(each)
    return kept


@dataclass(frozen=True, slots=True)
class SourceWords:
    """Patterns of the words of sources: those that lead back, those of nobody by name, titles."""

    pronouns: re.Pattern[str]
    unnamed: re.Pattern[str]
    offices: tuple[tuple[re.Pattern[str], str], ...]


@cache
def source_words(code: str) -> SourceWords:
    """Return the words of sources of a language."""
    table = [
        (row[0], row[1], row[2] if len(row) > 2 else "")
        for row in rows(f"{code}/claimant_words.tsv")
    ]

    def alternatives(kind: str) -> str:
        return "|".join(stemmed(word) for named, word, _ in table if named == kind)

    offices = tuple(
        (re.compile(rf"(?<!\w){stemmed(word)}(?!\w)", re.IGNORECASE), role)
        for kind, word, role in table
        if kind == "office"
    )
    return SourceWords(
        re.compile(rf"(?:{alternatives('pronoun')})", re.IGNORECASE),
        re.compile(rf"(?<!\w)(?:{alternatives('unnamed')})(?!\w)", re.IGNORECASE),
        offices,
    )


@cache
def abbreviations(code: str) -> frozenset[str]:
    """Return the shortened words after whose full stop a sentence goes on."""
    return frozenset(row[0] for row in rows(f"{code}/abbreviations.tsv"))


def languages() -> Iterator[str]:
    """Yield the codes of the languages that are read without a parser."""
    yield from LANGUAGES

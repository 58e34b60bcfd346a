"""Words that give away what a line of a news page is: furniture, a link away, a picture's caption.

The lists are in `data/anatomy_*.tsv`. Lines are compared in lower case with plain quotation marks.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from sayso.lexicon.table import rows

PLAIN = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "\u00a0": " ", "…": "..."})


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase, where in a line it counts (starts, ends, holds, whole) and what it does."""

    match: str
    words: str
    effect: str

    def fits(self, line: str) -> bool:
        """Whether `line`, in lower case with plain marks, has the phrase where it counts."""
        if self.match == "whole":
            return line == self.words
        if self.match == "starts":
            return line.startswith(self.words)
        if self.match == "ends":
            return line.endswith(self.words)
        return self.words in line


@lru_cache(maxsize=8)
def _phrases(name: str) -> tuple[Phrase, ...]:
    return tuple(
        Phrase(cells[0], cells[1], cells[2] if len(cells) > 2 else "") for cells in rows(name)
    )


def folded(line: str) -> str:
    """`line` in lower case with plain quotation marks and single spaces, as the lists are."""
    return " ".join(line.translate(PLAIN).lower().split())


def furniture(line: str) -> str | None:
    """What page furniture `line` is: "drop", "end" where the article ends with it, or None."""
    words = folded(line)
    for phrase in _phrases("anatomy_boilerplate.tsv"):
        if phrase.fits(words):
            return phrase.effect
    return "drop" if is_navigation(words) else None


@lru_cache(maxsize=1)
def _navigation() -> frozenset[str]:
    return frozenset(cells[0] for cells in rows("anatomy_navigation.tsv"))


def is_navigation(line: str) -> bool:
    """Whether the whole of `line` is a menu's word."""
    return folded(line).strip(" |•·×>»/") in _navigation()


def leads_away(line: str) -> bool:
    """Whether `line` points to another article ("Read more: …")."""
    words = folded(line)
    return any(phrase.fits(words) for phrase in _phrases("anatomy_related.tsv"))


def speaks_of_picture(line: str) -> bool:
    """Whether `line` has words that only captions have ("In this photo", "Photograph: …")."""
    words = folded(line)
    return any(phrase.fits(words) for phrase in _phrases("anatomy_pictures.tsv"))


@dataclass(frozen=True, slots=True)
class Agency:
    """A news or picture agency by the name that we give it."""

    name: str
    kind: str


@lru_cache(maxsize=1)
def _agencies() -> dict[str, Agency]:
    found: dict[str, Agency] = {}
    for cells in rows("anatomy_agencies.tsv"):
        for form in cells[1].split("|"):
            found[form] = Agency(cells[0], cells[2])
    return found


@lru_cache(maxsize=1)
def agency_pattern() -> re.Pattern[str]:
    """A pattern of every form of every agency, as a whole word, longest forms first."""
    forms = sorted(_agencies(), key=len, reverse=True)
    return re.compile(rf"(?<![\w/])(?:{'|'.join(map(re.escape, forms))})(?![\w])")


def agencies_in(credit: str) -> list[Agency]:
    """The agencies named in the words of a credit, byline or dateline, in order."""
    credit = credit.replace("/", " / ") if "RFE/RL" not in credit else credit
    return [_agencies()[hit.group()] for hit in agency_pattern().finditer(credit)]


def news_agency_in(credit: str) -> str | None:
    """The first news agency named in a credit; picture agencies don't count."""
    return next((each.name for each in agencies_in(credit) if each.kind == "news"), None)

"""Words that give away what a line of a news page is: furniture, a link away, a picture's caption.

The lists are in `data/anatomy_*.tsv`. Lines are compared in lower case with plain quotation marks.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from sayso.lexicon.table import rows

REMEMBERED_LINES = 2_000
"""Lines whose kind is kept: menus say the same words again and again, from page to page."""

PLAIN = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "\u00a0": " ", "…": "..."})


@dataclass(frozen=True, slots=True)
class Phrases:
    """Phrases that do the same, by where in a line they count."""

    whole: frozenset[str]
    starts: tuple[str, ...]
    ends: tuple[str, ...]
    holds: re.Pattern[str] | None

    def fit(self, line: str) -> bool:
        """Return whether `line`, in lower case with plain marks, has one of them where it
        counts.
        """
        if line in self.whole or line.startswith(self.starts) or line.endswith(self.ends):
            return True
        return self.holds is not None and self.holds.search(line) is not None


@lru_cache(maxsize=8)
def _phrases(name: str) -> dict[str, Phrases]:
    """Return the phrases of a table by what they do ("" where the table has no such column)."""
    sorted_out: dict[str, dict[str, list[str]]] = {}
    for cells in rows(name):
        effect = cells[2] if len(cells) > 2 else ""
        sorted_out.setdefault(effect, {}).setdefault(cells[0], []).append(cells[1])
    return {effect: _compiled(found) for effect, found in sorted_out.items()}


def _compiled(listed: dict[str, list[str]]) -> Phrases:
    holds = listed.get("holds")
    return Phrases(
        frozenset(listed.get("whole", ())),
        tuple(listed.get("starts", ())),
        tuple(listed.get("ends", ())),
        re.compile("|".join(map(re.escape, holds))) if holds else None,
    )


def folded(line: str) -> str:
    """Return `line` in lower case with plain quotation marks and single spaces, as the lists
    are.
    """
    return " ".join(line.translate(PLAIN).lower().split())


@lru_cache(maxsize=REMEMBERED_LINES)
def furniture(line: str) -> str | None:
    """Return what page furniture `line` is: "drop", "end" where the article ends with it, or
    None.
    """
    words = folded(line)
    table = _phrases("anatomy_boilerplate.tsv")
    for effect in ("end", "drop"):
        if table[effect].fit(words):
            return effect
    return "drop" if is_navigation(words) else None


@lru_cache(maxsize=1)
def _navigation() -> frozenset[str]:
    return frozenset(cells[0] for cells in rows("anatomy_navigation.tsv"))


def is_navigation(line: str) -> bool:
    """Return whether the whole of `line` is a menu's word."""
    return folded(line).strip(" |•·×>»/") in _navigation()


def leads_away(line: str) -> bool:
    """Return whether `line` points to another article ("Read more: …")."""
    return _phrases("anatomy_related.tsv")[""].fit(folded(line))


def speaks_of_picture(line: str) -> bool:
    """Return whether `line` has words that only captions have ("In this photo", "Photograph:
    …").
    """
    return _phrases("anatomy_pictures.tsv")[""].fit(folded(line))


@dataclass(frozen=True, slots=True)
class Agency:
    """A news or picture agency by the name that we give it."""

    name: str
    kind: str


@lru_cache(maxsize=1)
def _agencies() -> dict[str, Agency]:
    agencies: dict[str, Agency] = {}
    for cells in rows("anatomy_agencies.tsv"):
        for form in cells[1].split("|"):
            agencies[form] = Agency(cells[0], cells[2])
    return agencies


@lru_cache(maxsize=1)
def agency_pattern() -> re.Pattern[str]:
    """Return a pattern of every form of every agency, as a whole word, longest forms first."""
    forms = sorted(_agencies(), key=len, reverse=True)
    return re.compile(rf"(?<![\w/])(?:{'|'.join(map(re.escape, forms))})(?![\w])")


def agencies_in(credit: str) -> list[Agency]:
    """Return the agencies named in the words of a credit, byline or dateline, in order."""
    credit = credit.replace("/", " / ") if "RFE/RL" not in credit else credit
    return [_agencies()[hit.group()] for hit in agency_pattern().finditer(credit)]


def news_agency_in(credit: str) -> str | None:
    """Return the first news agency named in a credit; picture agencies don't count."""
    return next((each.name for each in agencies_in(credit) if each.kind == "news"), None)

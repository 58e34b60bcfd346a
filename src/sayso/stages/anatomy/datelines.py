"""The dateline that leads a report in: "KYIV, Feb 5 (Reuters) -", "LONDON --", "Port Sudan:"."""

from __future__ import annotations

import re
from functools import lru_cache

from sayso.gazetteer import SETTLED, GazetteerPackError, open_gazetteer
from sayso.lexicon.actors import Body, known, pieces
from sayso.lexicon.anatomy import agencies_in
from sayso.stages.anatomy.lines import TextLine
from sayso.stages.anatomy.marks import MONTH

LONGEST = 90
"""Code points looked at. The longest dateline seen, with region, date and agency, had 64."""

DAY = rf"(?:{MONTH} \d{{1,2}}(?:,? \d{{4}})?|\d{{1,2}} {MONTH}(?:,? \d{{4}})?)"
DASH = r"(?:--|[-–—_•])"
EMPHASIS = r"[*_]{0,3}"
WORD_UPPER = r"[A-ZÀ-Ý][A-ZÀ-Ý'’.-]+"
WORD_TITLE = r"[A-ZÀ-Ý][\w'’.-]*"
UPPER = rf"{WORD_UPPER}(?:[ /-]{WORD_UPPER}){{0,3}}"
TITLE = rf"{WORD_TITLE}(?:[ /-](?:of |the |al-|el-)?{WORD_TITLE}){{0,3}}"
TAIL = rf"(?:, {TITLE}){{0,2}}(?:,? {DAY})?"

WITH_AGENCY = re.compile(
    rf"(?P<line>{EMPHASIS}(?:(?:{UPPER}|{TITLE}){TAIL}|{DAY})? ?"
    rf"(?:\((?P<agency>[^()\n]{{2,40}})\)|[./] ?/?(?P<slashed>[A-Z][\w ./-]{{1,20}})/\.?)"
    rf"{EMPHASIS}\s*{DASH}?{EMPHASIS})\s*(?=\S)"
)
NEW_AGENCY = re.compile(rf"{EMPHASIS}{UPPER}{TAIL} ?\([A-Z][^()\d]{{1,30}}\){EMPHASIS}\s*{DASH}")
"""A dateline whose place is in capitals may credit an agency that no list knows."""

UPPER_CITY = re.compile(
    rf"(?P<line>{EMPHASIS}{UPPER}{TAIL}{EMPHASIS}(?: {DASH}|:){EMPHASIS})\s+(?=[\"“'‘*_A-ZÀ-Ý0-9])"
)
TITLE_CITY = re.compile(
    rf"(?P<line>{EMPHASIS}{TITLE}(?:, {TITLE}){{1,2}}(?:,? {DAY})?{EMPHASIS} (?:--|[–—])"
    rf"{EMPHASIS})\s+(?=[\"“'‘*_A-ZÀ-Ý0-9])"
)
LINK = r"(?:(?:of|the|al|el|ez|es|de|del|la|las|los|du|des|na|am|an) )?"
CITY_NAMED = re.compile(
    rf"(?P<line>{EMPHASIS}(?P<city>{WORD_TITLE}(?: {LINK}{WORD_TITLE}){{0,3}})"
    rf"(?P<rest>(?:,? {DAY})?){EMPHASIS} {DASH}{EMPHASIS})\s+(?=[\"“'‘*_A-ZÀ-Ý0-9])"
)
"""One name before a dash: a dateline only where a gazetteer knows it, "Port-au-Prince - "."""

LARGE_TOWN = 10_000
"""Inhabitants of a town whose name alone leads a report in; smaller ones share many surnames."""

CITY_ALONE = re.compile(rf"^{UPPER}(?:, {TITLE})?(?:,? {DAY})?$")

LABEL = re.compile(
    r"^(?:BREAKING|UPDATED?|EXCLUSIVE|EXCL|WATCH|LIVE|READ|MORE|NEWS|ANALYSIS|OPINION|EXPLAINER|VIDEO|"
    r"PHOTOS?|CORRECTION|EDITOR|NOTE|FACTBOX|TIMELINE|ALERT|URGENT|KEY|POINTS|MENU|[QA]|QUESTION|"
    r"ANSWER|WHAT|WHO|WHEN|WHERE|WHY|HOW|SEARCH|SUBSCRIBE|RELATED|USA|TOP|STORY|SIGN|IN|UP|TAGS)$"
)
"""Words in capitals before a colon or dash that are no place."""


def dateline_length(words: str) -> int:
    """Return how many code points of the paragraph `words` are its dateline; 0 when it has none.

    The rules of the wire services' style books: place in capitals, date, agency, then a dash.
    """
    head = words[:LONGEST]
    hit = WITH_AGENCY.match(head)
    if hit is not None and (agencies_in(_credit(hit)) or NEW_AGENCY.match(hit.group("line"))):
        return _kept(words, hit.end("line"))
    hit = UPPER_CITY.match(head)
    if hit is not None and not _is_label(hit.group("line")):
        return _kept(words, hit.end("line"))
    hit = TITLE_CITY.match(head)
    if hit is not None:
        return _kept(words, hit.end("line"))
    hit = CITY_NAMED.match(head)
    if hit is not None and len(words[hit.end("line") :].split()) >= SHORTEST_LEAD:
        return _kept(words, hit.end("line")) if _is_known(hit.group("city")) else 0
    return 0


SHORTEST_LEAD = 6
"""Words of the sentence behind a place that a gazetteer knows: "Kyiv - Moscow talks" is a title."""


@lru_cache(maxsize=512)
def _is_known(name: str) -> bool:
    """Return whether a gazetteer knows a larger town by this name, and no list a body or people."""
    bodies = known().find(name, pieces(name))
    if any(isinstance(hit.entry, Body) for hit in bodies):
        return False
    try:
        entries = open_gazetteer().find(name)
    except (GazetteerPackError, OSError):
        return False
    return any(
        each.kind == "capital" or (each.kind in SETTLED and each.population >= LARGE_TOWN)
        for each in entries
    )


def credit_in(dateline: str) -> str | None:
    """Return the agency that a dateline names, in its own words; None where it names none."""
    hit = WITH_AGENCY.match(f"{dateline[:LONGEST]} X")
    return " ".join(_credit(hit).split()) or None if hit is not None else None


def _credit(hit: re.Match[str]) -> str:
    return hit.group("agency") or hit.group("slashed") or ""


def _kept(words: str, length: int) -> int:
    """Return the dateline's length, 0 when the emphasis marks or nothing at all would be left
    over."""
    return length if words[length:].strip("*_ \t\r\n") else 0


def _is_label(words: str) -> bool:
    names = re.findall(r"[A-Z]+", words.split(",")[0])
    return any(LABEL.match(name) for name in names)


def is_place_line(line: TextLine) -> bool:
    """Return whether a line is nothing but the place in capitals of a dateline ("MOSCOW")."""
    bare = line.bare
    longest = 6 if "," in bare else 2
    if line.count > longest or len(bare) < 4:
        return False
    if not CITY_ALONE.match(bare) or _is_label(bare):
        return False
    return not any(char.isdigit() for char in bare) or "," in bare

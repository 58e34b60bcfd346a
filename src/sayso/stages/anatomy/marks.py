"""What a line is by its own words alone: one small rule for each kind, in one list."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from sayso.lexicon.anatomy import (
    agencies_in,
    furniture,
    is_navigation,
    leads_away,
    speaks_of_picture,
)
from sayso.record import BlockKind
from sayso.stages.anatomy.lines import TextLine

MONTH = (
    r"(?:Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)?|Apr(?:il|\.)?|May|June?\.?|July?\.?|"
    r"Aug(?:ust|\.)?|Sept?(?:ember|\.)?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)"
)
DATE = re.compile(
    rf"\b(?:{MONTH} \d{{1,2}},? \d{{4}}|\d{{1,2}} {MONTH},? \d{{4}}|{MONTH} \d{{4}}|"
    r"\d{1,2}[./]\d{1,2}[./]\d{2,4}|\d{4}-\d{2}-\d{2})\b"
)
DATE_WORDS = re.compile(
    rf"\b(?:{MONTH}|(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)(?:day)?|"
    r"[APap]\.?[Mm]\.?|UTC|GMT|E[SD]?T|updated?|modified|published|posted|issued|on|at|last|"
    r"first|ago|hours?|minutes?|mins?|days?|read|min|IST|CET|EE[SD]?T|BST)\b|[\d\s.,:/|•·()+–—-]+",
    re.IGNORECASE,
)

NAME = r"[A-ZÀ-ÝŁŚŻČŠŽ][\w'’.-]+"
NAMES = rf"{NAME}(?: (?:de|da|van|von|der|al|el|bin|del|la|le|{NAME})){{0,4}}"
PEOPLE = rf"{NAMES}(?:(?:,| and| &|, and| with) {NAMES}){{0,8}}"
PLACED = rf"(?:,? (?:in|at|reporting from|from) {NAMES}(?:, {NAMES})?)?"
BY_PEOPLE = re.compile(
    r"^(?:(?:Words|Written|Author|Report|Brief|Story|Text|Analysis|Opinion|Commentary|Podcast|"
    rf"Episode|Video|Photos?) ){{0,2}}[Bb][Yy]\s*:?\s+{PEOPLE}"
)
PEOPLE_ONLY = re.compile(rf"^{PEOPLE}{PLACED}(?:\s*[|·,]\s*{NAMES})*\s*\|?$")
PEOPLE_IN_PLACE = re.compile(rf"^{PEOPLE},? (?:in|at|reporting from) {PEOPLE}(?:,? {NAMES})?$")
FULL_NAME = rf"{NAME} (?:[A-Z]\. )?{NAME}(?: {NAME})?"
THREE_PEOPLE = re.compile(rf"^{FULL_NAME}(?:, {FULL_NAME}){{1,8}},? and {FULL_NAME}$")
STAFF = re.compile(
    r"^[(*_]{0,3}(?:Reporting|Additional reporting|Writing|Editing|Compiled|Edited|Translated|"
    r"Written) [Bb]y\b|\bcontributed (?:to|reporting)\b.{0,60}$|\bcontributed reporting to this\b",
)

CREDIT_END = re.compile(r"[(\[]([^()\[\]]{2,80})[)\]]\.?$")
LINK = re.compile(r"https?://\S+|<[^<>\s]{1,200}>|\]\([^()\s]{1,300}\)")
NOTE = re.compile(r"^\[{1,2}[\divxlc]{1,8}\]{1,2}", re.IGNORECASE)
BAR = re.compile(r"\s{2,}|\s*[|•·]\s*")
LIST_PLACE = re.compile(r"^list \d{1,2} of \d{1,2}", re.IGNORECASE)
NUMBERED_PICTURE = re.compile(r"^(?:Item \d+ of \d+|\[\d+/\d+\]|\d+ of \d+\b)")


@dataclass(frozen=True, slots=True)
class LineMark:
    """What a line is; `ends` says that nothing of the article follows it."""

    kind: BlockKind
    ends: bool = False
    credit: bool = False


def separator(line: TextLine) -> LineMark | None:
    """Match a line without one letter or digit: "-", "***", "• • •"."""
    return None if any(mark.isalnum() for mark in line.raw) else LineMark("boilerplate")


def page_furniture(line: TextLine) -> LineMark | None:
    """Cookie notices, sign-ups, share bars, menus, copyright lines."""
    if line.count > 60:
        return None
    for words in (line.bare, line.raw):
        effect = furniture(words)
        if effect is not None:
            return LineMark("boilerplate", ends=effect == "end")
    return None


def mostly_links(line: TextLine) -> LineMark | None:
    """Footnotes of addresses, lists of bare links."""
    links = sum(len(hit.group()) for hit in LINK.finditer(line.raw))
    return LineMark("boilerplate") if links > 0.5 * len(line.raw) else None


def link_away(line: TextLine) -> LineMark | None:
    """ "Read more: …", "Also read", "list 1 of 3…"."""
    if LIST_PLACE.match(line.bare):
        return LineMark("related")
    return LineMark("related") if line.count <= 30 and leads_away(line.bare) else None


def is_credit(words: str) -> bool:
    """Return whether `words` are nothing but a picture's credit ("Anna Berg/AFP via Getty
    Images")."""
    if len(words) > 90 or not agencies_in(words):
        return False
    named: list[str] = [word for word in re.findall(r"[^\W\d_]+", words) if len(word) > 3]
    return sum(word[0].isupper() or word in ("photo", "image") for word in named) >= 0.8 * len(
        named
    )


def picture_credit(line: TextLine) -> LineMark | None:
    """Match a line that is just a picture's credit."""
    if line.count <= 12 and not line.terminal and _is_credit_line(line.bare):
        return LineMark("caption", credit=True)
    return None


def _is_credit_line(words: str) -> bool:
    joined = re.search(r"\bvia\b|/|\||\bPhoto\b|\bImages\b|\bImage\b", words)
    return bool(joined) and is_credit(words)


def picture_caption(line: TextLine) -> LineMark | None:
    """Match words about a picture, or a credit in brackets at the end of a dated
    description."""
    if line.count > 75:
        return None
    if NUMBERED_PICTURE.match(line.bare) and line.count >= 5:
        return LineMark("caption")
    if speaks_of_picture(line.bare) and (line.count <= 60):
        return LineMark("caption")
    credit = CREDIT_END.search(line.bare)
    if credit is None or not is_credit(credit.group(1)) or line.count < 4:
        return None
    words = line.bare[: credit.start()].rstrip()
    signed_off = words.endswith((".", "”", '"')) and line.count > 12
    dated = DATE.search(words) is not None
    return LineMark("caption") if dated or not signed_off or "/" in credit.group(1) else None


def publication_time(line: TextLine) -> LineMark | None:
    """Match a line of nothing but a date and time ("Published On 27 Feb 2026")."""
    if line.count > 16 or not any(char.isdigit() for char in line.bare):
        return None
    left = DATE_WORDS.sub("", line.bare)
    dated = DATE.search(line.bare) is not None or re.search(r"\d{1,2}:\d{2}", line.bare)
    return LineMark("byline") if dated and len(left) <= 3 else None


def byline(line: TextLine) -> LineMark | None:
    """ "By Anna Berg and John Doe", "Anna Berg in Kyiv", "Reporting by …; Editing by …"."""
    if STAFF.search(line.bare) and line.count <= 80:
        return LineMark("byline")
    if line.count > 30:
        return None
    by = BY_PEOPLE.match(line.bare)
    if by is not None and (not line.terminal or line.bare.endswith(".")):
        rest = line.bare[by.end() :]
        plain = re.search(r"\b(?:said|says|was|were|is|are|has|have|had|will)\b", rest)
        return None if plain else LineMark("byline")
    return LineMark("byline") if line.count <= 8 and "eporting from" in line.bare else None


def footnote(line: TextLine) -> LineMark | None:
    """ "[12]", "[xiv] https://…": a mark of a note, or the note with its address."""
    hit = NOTE.match(line.bare)
    if hit is None:
        return None
    return LineMark("boilerplate") if line.count <= 1 or LINK.search(line.bare) else None


def share_bar(line: TextLine) -> LineMark | None:
    """Match names of networks and menus side by side: "Mail Facebook LinkedIn"."""
    pieces = [piece for piece in BAR.split(line.raw) if piece.strip()]
    if len(pieces) < 2 or line.count > 25:
        return None
    return LineMark("boilerplate") if all(map(is_navigation, pieces)) else None


RULES: tuple[Callable[[TextLine], LineMark | None], ...] = (
    separator,
    footnote,
    mostly_links,
    share_bar,
    publication_time,
    page_furniture,
    link_away,
    picture_credit,
    byline,
    picture_caption,
)


def mark(line: TextLine) -> LineMark | None:
    """Return what `line` is by its own words, by the first rule that knows; None when none does."""
    for rule in RULES:
        decided = rule(line)
        if decided is not None:
            return decided
    return None


def is_time(line: TextLine) -> bool:
    """Return whether a line is nothing but a time or date."""
    return publication_time(line) is not None


def described_picture(line: TextLine) -> bool:
    """Return whether the line above a picture's credit says what the picture shows."""
    if line.count > 75 or line.count < 4 or line.bare[:1] in '"“':
        return False
    speech = re.search(r"\b(?:said|told|added|wrote|says)\b", line.bare)
    return DATE.search(line.bare) is not None or (speech is None and line.count <= 40)


def names_only(line: TextLine) -> bool:
    """Return whether a line is nothing but names of people, as a byline without "By" is."""
    return 2 <= line.count <= 12 and not line.terminal and bool(PEOPLE_ONLY.match(line.bare))


def is_author(line: TextLine) -> bool:
    """Return whether a line under a headline names who wrote: "Ana Lima", "Ana Lima in Goma",
    "Lima |"."""
    if line.count > 14 or line.terminal:
        return False
    placed = PEOPLE_IN_PLACE.match(line.bare) is not None
    return placed or (names_only(line) and line.count <= 6) or line.bare.endswith("|")


def several_people(line: TextLine) -> bool:
    """Return whether a line is a list of three people or more by their full names."""
    return not line.terminal and line.count <= 40 and bool(THREE_PEOPLE.match(line.bare))

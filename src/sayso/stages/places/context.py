"""What the words around a name say about it: its kind, and what it lies in."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from sayso.gazetteer import fold
from sayso.lexicon import places as lexicon
from sayso.stages.places.mention import Cue, PlaceMention

WORD = re.compile(r"[^\W\d_]+", re.UNICODE)
CAPITALISED = re.compile(r"\b[A-Z][a-z]{2,14}\b")
GROUP_WORD = re.compile(r"\b[A-Za-z][^\W_]*(?:[-'/][^\W_]+)*")
INSIDE = re.compile(
    r"(?:['’]s)?,?\s+(?:in|of|within)\s+(?:the\s+)?"
    r"(?:(?:north|south|east|west|northern|southern|eastern|western|central)(?:ern)?\s+)?"
    r"|\s?,\s+(?:in\s+)?(?:the\s+)?|\s?\(\s?|[\s/]+"
)
OWNER = re.compile(r"['’]s?\s+(?:\w+\s+){0,3}")
LIST_AHEAD = 80
LIST_AFTER = re.compile(r"(?:,? (?:(?:and|or|the) ){0,2}[A-Z][\w'’-]+){0,5} ([A-Za-z]+s)\b")
LIST_BEFORE = re.compile(r"\b([A-Za-z]+s) of (?:the )?(?:[A-Z][\w'’-]+(?:, and|,| and) ){0,5}$")
VILLAGE_BEFORE = re.compile(r"\b(?:village|settlement|hamlet|locality)(?: of)?(?: the)? $")
VILLAGE_AFTER = re.compile(r" (?:village|settlement|hamlet|locality)\b")
KINDS: tuple[Cue, ...] = ("region", "district", "town", "water", "height")
LOOK_AHEAD = 24
"""Code points after a name that are looked at for "Oblast", "region", "city"."""


def type_cue(text: str, start: int, end: int) -> Cue | None:
    """Return what the words in or next to text[start:end] say that the place is.

    The last word of the name and the one after it decide: "Rivne Oblast", "Samara region"; then
    "the city of Rivne". None when they say nothing.
    """
    inside = WORD.findall(text[start:end])
    after = re.match(r"[ -]([^\W\d_]+)", text[end : end + LOOK_AHEAD])
    for word in [after[1] if after else "", *inside[-1:]]:
        for kind in KINDS:
            if kind != "town" and word.lower() in lexicon.words(kind):
                return kind
    before = re.search(r"([^\W\d_]+) of (?:the )?$", text[max(0, start - LOOK_AHEAD) : start])
    if before:
        for kind in KINDS:
            if before[1].lower() in lexicon.words(kind):
                return kind
    return _listed_cue(text, start, end)


def _listed_cue(text: str, start: int, end: int) -> Cue | None:
    """Return what a list says of its members: "the Sumy and Kharkiv regions", "regions of A, B
    and C"."""
    after = LIST_AFTER.match(text, end, end + LIST_AHEAD)
    before = LIST_BEFORE.search(text[max(0, start - LIST_AHEAD) : start])
    for match in (after, before):
        if match and match[1].lower() in lexicon.words("regions"):
            return "region"
        if match and match[1].lower() in lexicon.words("districts"):
            return "district"
    return None


def says_village(text: str, start: int, end: int) -> bool:
    """Return whether text[start:end] is called a small place: "the settlement of Zaporizke"."""
    before = text[max(0, start - LOOK_AHEAD) : start].lower()
    after = text[end : end + LOOK_AHEAD].lower()
    return bool(VILLAGE_BEFORE.search(before) or VILLAGE_AFTER.match(after))


def containers(text: str, mentions: Sequence[PlaceMention]) -> dict[int, int]:
    """For the index of each mention in text order, the index of the mention that it lies in.

    "Kherson, Ukraine", "Zaporizke in the Dnipropetrovsk region", "Ukraine's Kherson".
    """
    holders: dict[int, int] = {}
    for index in range(len(mentions) - 1):
        here, there = mentions[index], mentions[index + 1]
        if there.span.start < here.span.end:
            continue
        between = text[here.span.end : there.span.start]
        if len(between) > 40:
            continue
        if INSIDE.fullmatch(between):
            holders.setdefault(index, index + 1)
        elif OWNER.fullmatch(between):
            holders.setdefault(index + 1, index)
    return holders


def peoples(text: str) -> Counter[str]:
    """Return how often each country is spoken of by its people or its armed groups, ISO 3166
    alpha-2.

    "Ukrainian forces" speaks for UA, "the RSF" for SD.
    """
    known = lexicon.demonyms()
    counts = Counter(
        known[word.lower()] for word in CAPITALISED.findall(text) if word.lower() in known
    )
    groups = lexicon.armed_groups()
    for word in GROUP_WORD.finditer(text):
        for name, country in groups.get(word[0], ()):
            end = word.start() + len(name)
            if text.startswith(name, word.start()) and not text[end : end + 1].isalnum():
                counts[country] += 1
                break
    return counts


DISTANCE = re.compile(
    r"\s?(?:,|\(|—|–|-)?\s?(?:which is |lying |located |some |about |around |roughly |just |only "
    r"|nearly |more than |less than |over |approximately )*"
    r"(?P<count>\d{1,4}(?:[.,]\d{1,3})?)[ \u00a0-]?(?P<unit>km|kms|kilomet(?:er|re)s?|mi|miles?)\b"
    r"(?: (?:to the )?(?:north|south|east|west|due)[\w-]*)*(?: away)? (?:from|of|outside)"
    r" (?:the (?:city|town|capital)(?: of|,)? )?"
)
"""What says how far one place is from the next: "Cali Heele, 200 kilometres from Mogadishu"."""

DIRECTION = re.compile(
    r"\s?(?:,|\()\s?(?:just |to the |lying )?(?:north|south|east|west)[a-z-]* of"
    r" (?:the (?:city|town) of )?"
)
"""The same without a figure: "Amarula (north of Khartoum)"."""

MILE = 1.609
SAME_SIDE = 100.0
"""Kilometres within which a place said to be north of another is looked for."""


def distances(text: str, mentions: Sequence[PlaceMention]) -> dict[int, tuple[int, float]]:
    """For the index of each mention, the mention that it is said to be so many km from, at most."""
    limits: dict[int, tuple[int, float]] = {}
    for index in range(len(mentions) - 1):
        here, there = mentions[index], mentions[index + 1]
        between = text[here.span.end : there.span.start] if there.span.start > here.span.end else ""
        if not 0 < len(between) <= LIST_AHEAD:
            continue
        said = DISTANCE.fullmatch(between)
        if said is not None:
            kilometres = float(said["count"].replace(",", ""))
            kilometres *= MILE if said["unit"].startswith("mi") else 1.0
            limits[index] = (index + 1, 1.3 * kilometres + 15.0)
        elif DIRECTION.fullmatch(between):
            limits[index] = (index + 1, SAME_SIDE)
    return limits


def abbreviated(text: str, end: int) -> str | None:
    """Return the code of the state that follows text[:end] in press style: "Gainesville, Va."."""
    after = re.match(r"\s?,\s+((?:[A-Z][A-Za-z]{0,4}\.?\s?){1,2})", text[end : end + 14])
    if not after:
        return None
    forms = lexicon.abbreviations()
    whole = after[1].strip()
    return forms.get(whole) or forms.get(whole.split()[0])


def same_name(mention: PlaceMention) -> str:
    """Return what mentions of one place in one document share: the folded name."""
    return fold(mention.name)

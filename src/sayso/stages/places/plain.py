"""Names looked for without a parse: what stands around toponyms whose spans are given."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from sayso.gazetteer import SETTLED, Entry, Gazetteer
from sayso.lexicon import places as lexicon
from sayso.record import Span
from sayso.stages.places.context import type_cue
from sayso.stages.places.disambiguation import front
from sayso.stages.places.mention import PlaceMention
from sayso.stages.places.runs import TOWNS_AS_SURNAMES

WORDS = re.compile(r"[^\W\d_](?:[\w'’.-]*\w)?")
LONGEST = 4
KNOWN_TO_ALL = 300_000
"""Inhabitants from which a town in the text speaks for its surroundings though no one marked it."""

AT_THE_FRONT = 0.5


def plain_mentions(text: str, spans: Sequence[Span], gazetteer: Gazetteer) -> list[PlaceMention]:
    """Return countries, regions and large towns that `text` names outside `spans`: they are
    context."""
    taken = sorted(spans)
    mentions: list[PlaceMention] = []
    words = [Span(each.start(), each.end()) for each in WORDS.finditer(text)]
    at = index = 0
    while index < len(words):
        start = words[index].start
        while at < len(taken) and taken[at].end <= start:
            at += 1
        free = taken[at].start if at < len(taken) else len(text)
        span = _known(text, words[index : index + LONGEST], free, gazetteer)
        if span is None:
            index += 1
            continue
        mentions.append(PlaceMention(span, span.of(text), type_cue(text, span.start, span.end)))
        while index < len(words) and words[index].start < span.end:
            index += 1
    return mentions


def _known(text: str, words: Sequence[Span], free: int, gazetteer: Gazetteer) -> Span | None:
    """Return the longest run from the first of `words` on, before `free`, that all would know."""
    for length in range(_capitals(text, words), 0, -1):
        span = Span(words[0].start, words[length - 1].end)
        said = span.of(text)
        if span.end > free or len(said) <= 3 or said.lower() in lexicon.words("never"):
            continue
        entries = gazetteer.find_exactly(said)
        cue = type_cue(text, span.start, span.end) if entries else None
        if any(_speaks(entry, cue in {"region", "district"}) for entry in entries):
            return span
    return None


def _capitals(text: str, words: Sequence[Span]) -> int:
    """Return how many of `words` from the first on are capitalised and stand a space or hyphen
    apart."""
    count = 0
    for before, word in zip([None, *words], words, strict=False):
        apart = before is not None and text[before.end : word.start] not in {" ", "-"}
        if apart or not text[word.start].isupper():
            break
        count += 1
    return count


def _speaks(entry: Entry, region: bool) -> bool:
    if entry.kind in {"region", "district"}:
        return region
    if entry.kind in SETTLED:
        surname = entry.country in TOWNS_AS_SURNAMES
        well_known = entry.population >= KNOWN_TO_ALL or front(entry) > AT_THE_FRONT
        return entry.main and not surname and well_known
    return entry.main and entry.kind in {"country", "area"}


def known_part(said: str, gazetteer: Gazetteer) -> str:
    """Return the longest part of a name that a pack knows, "" for none: Dubai of "Dubai World
    Cup"."""
    words = said.split()
    for part in sorted(_parts(words), key=len, reverse=True):
        if part.lower() in lexicon.words("never") or len(part) < 4 or part == said:
            continue
        if part[0].isupper() and gazetteer.find_exactly(part):
            return part
    return ""


def _parts(words: Sequence[str]) -> Iterator[str]:
    for start in range(len(words)):
        for end in range(start + 1, min(len(words), start + LONGEST) + 1):
            yield " ".join(words[start:end]).rstrip(".,")

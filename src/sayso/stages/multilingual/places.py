"""Where: places of a text in a language that is read without a parser.

Names are found by tables of endings and by the words beside them; which place of a name is meant is
decided as in English, by the other names of the text.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import zip_longest

from sayso.gazetteer import Entry, Gazetteer, open_gazetteer
from sayso.lexicon.multilingual_places import place_tables
from sayso.record import Block, Place
from sayso.stages.multilingual.place_evidence import KNOWN_TO_ALL
from sayso.stages.multilingual.place_mentions import find_mentions
from sayso.stages.multilingual.place_names import WORD
from sayso.stages.multilingual.place_setting import PlaceFound
from sayso.stages.places.disambiguation import Toponym, rank, theatres_of
from sayso.stages.places.mention import PlaceMention
from sayso.stages.places.resolving import VILLAGE, VILLAGES_HELD, placed

HOLDS = frozenset({"region", "district"})


def read_places(
    text: str, blocks: Sequence[Block], code: str, gazetteer: Gazetteer | None = None
) -> tuple[Place, ...]:
    """Return the places that the blocks of `text`, in the language `code`, name, in order.

    One name means one place in one text. What is named and in no gazetteer stays unresolved.
    Raises GazetteerPackError or OSError where no gazetteer can be opened.
    """
    opened = gazetteer or open_gazetteer()
    mentions = [each for block in blocks for each in find_mentions(text, block.span, code, opened)]
    _keep_inside(text, mentions)
    names: list[Toponym] = []
    groups: dict[tuple[object, ...], int] = {}
    of_mention: list[int] = []
    for mention in mentions:
        key = _key(text, mention)
        if key not in groups:
            groups[key] = len(names)
            names.append(Toponym(mention.entries, cue=mention.cue, weight=0))
        names[groups[key]].weight += 1
        of_mention.append(groups[key])
    holding = _holding(mentions)
    for index in range(len(mentions)):
        outer = _holders(text, mentions, index, holding[mentions[index].sentence])
        holders = {of_mention[at] for at in outer}
        name = names[of_mention[index]]
        name.inside = tuple(dict.fromkeys((*name.inside, *sorted(holders - {of_mention[index]}))))
    rank(names, _peoples(text, code))
    _hold_less(names, opened)
    return tuple(
        _place(text, each, names[group], opened)
        for each, group in zip(mentions, of_mention, strict=True)
    )


def _key(text: str, each: PlaceFound) -> tuple[object, ...]:
    """Return what mentions of one place share: what they may mean, else their words."""
    if not each.entries:
        return (each.span.of(text),)
    return (each.cue, *sorted(str(entry.geonameid or entry.name) for entry in each.entries))


def _keep_inside(text: str, mentions: Sequence[PlaceFound]) -> None:
    """Leave towns what lies in the region that is named right after them; nothing where none does.

    Namesakes elsewhere are not meant, and no pack holds every village. Where no region is named and
    one of the towns is known to all, its villages of the same name are not meant.
    """
    for mention, after in zip_longest(mentions, mentions[1:]):
        if mention.cue in HOLDS or not mention.entries:
            continue
        gap = text[mention.span.end : after.span.start] if after is not None else ""
        if after is None or after.cue != "region" or GAP.fullmatch(gap) is None:
            if mention.cue is None:
                mention.entries = _without_villages(mention.entries)
            continue
        regions = {(one.country, one.admin1) for one in after.entries if one.kind == "region"}
        inside = [one for one in mention.entries if (one.country, one.admin1) in regions]
        if regions and (inside or mention.cue == "town"):
            mention.entries = tuple(inside)


def _without_villages(entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
    largest = max(entry.population for entry in entries)
    if largest < KNOWN_TO_ALL:
        return entries
    return tuple(entry for entry in entries if entry.population * TIMES_LARGER >= largest)


TIMES_LARGER = 50


def _hold_less(names: Sequence[Toponym], gazetteer: Gazetteer) -> None:
    """Lower the odds of villages in countries of which the packs lack most."""
    for name in names:
        if name.cue == "town":
            name.odds = [
                odds
                * (VILLAGES_HELD if _small(entry) and not gazetteer.covers(entry.country) else 1)
                for odds, entry in zip(name.odds, name.entries, strict=True)
            ]


def _small(entry: Entry) -> bool:
    return entry.kind == "city" and entry.population < VILLAGE


GAP = re.compile(r"\s?[,(–—-]?\s?(?:\w{1,2}\s)?")
"""What stands between a place and the region that it is said to lie in."""


def _holding(mentions: Sequence[PlaceFound]) -> dict[int, list[int]]:
    """Return the indexes of the regions and districts of each sentence that names a place."""
    holding: dict[int, list[int]] = {mention.sentence: [] for mention in mentions}
    for index, mention in enumerate(mentions):
        if mention.cue in HOLDS:
            holding[mention.sentence].append(index)
    return holding


def _holders(
    text: str, mentions: Sequence[PlaceFound], index: int, holding: Sequence[int]
) -> list[int]:
    """Return the regions and districts that the mention at `index` is said to lie in.

    Those right after it; else the last one before it in its sentence, else the first after it.
    `holding` are those of its sentence.
    """
    mention = mentions[index]
    after: list[int] = []
    end = mention.span.end
    for at in range(index + 1, min(len(mentions), index + 1 + MOST_HOLDERS)):
        other = mentions[at]
        if other.cue not in HOLDS or not GAP.fullmatch(text[end : other.span.start]):
            break
        after.append(at)
        end = other.span.end
    if after or mention.cue == "region":
        return after
    earlier = bisect_left(holding, index)
    if earlier:
        return [holding[earlier - 1]]
    return [at for at in holding if at != index][:1]


MOST_HOLDERS = 2
"""A district and its region."""


def _peoples(text: str, code: str) -> Counter[str]:
    """Return how often each country is spoken of by its people, adjective or forces.

    Once at least where a conflict is fought: who writes in these languages writes of that one.
    """
    starts = place_tables(code).peoples
    spoken = Counter({country: 1 for _, country in starts if theatres_of(country)})
    for match in WORD.finditer(text):
        word = match[0].lower()
        for start, country in starts:
            if word.startswith(start):
                spoken[country] += 1
                break
    return spoken


def _place(text: str, each: PlaceFound, name: Toponym, gazetteer: Gazetteer) -> Place:
    """Return the place of a mention, by its name in the gazetteer, the same in every language; one
    that stays unresolved by the nominative that its endings lead to."""
    mention = PlaceMention(each.span, each.span.of(text), each.cue)
    place = placed(mention, name, None, text, gazetteer)
    labels = {_identity(entry): label for entry, label in each.labels.items()}
    best = max(zip(name.odds, name.entries, strict=True), key=lambda one: one[0], default=None)
    label = labels.get(_identity(best[1])) if best is not None else None
    if place.geonameid is not None and best is not None:
        return replace(place, name=best[1].name)
    return replace(place, name=label) if label else place


def _identity(entry: Entry) -> tuple[object, ...]:
    return (entry.geonameid, entry.name, entry.kind)

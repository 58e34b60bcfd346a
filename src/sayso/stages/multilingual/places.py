"""Where: places of a text in a language that is read without a parser.

Names are found by tables of endings and by the words beside them; which place of a name is meant is
decided as in English, by the other names of the text.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import zip_longest

from sayso.gazetteer import Entry, Gazetteer, open_gazetteer
from sayso.lexicon.multilingual_places import place_tables
from sayso.record import Block, Place
from sayso.stages.multilingual.place_mentions import KNOWN_TO_ALL, Found, find_mentions
from sayso.stages.multilingual.place_names import WORD
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
    found = [each for block in blocks for each in find_mentions(text, block.span, code, opened)]
    _keep_inside(text, found)
    names: list[Toponym] = []
    groups: dict[tuple[object, ...], int] = {}
    of_mention: list[int] = []
    for each in found:
        key = _key(text, each)
        if key not in groups:
            groups[key] = len(names)
            names.append(Toponym(each.entries, cue=each.cue, weight=0))
        names[groups[key]].weight += 1
        of_mention.append(groups[key])
    for index, each in enumerate(found):
        holders = {of_mention[outer] for outer in _holders(text, found, index)}
        name = names[of_mention[index]]
        name.inside = tuple(dict.fromkeys((*name.inside, *sorted(holders - {of_mention[index]}))))
    rank(names, _peoples(text, code))
    _hold_less(names, opened)
    return tuple(
        _place(text, each, names[group], opened)
        for each, group in zip(found, of_mention, strict=True)
    )


def _key(text: str, each: Found) -> tuple[object, ...]:
    """Return what mentions of one place share: what they may mean, else their words."""
    if not each.entries:
        return (each.span.of(text),)
    return (each.cue, *sorted(str(entry.geonameid or entry.name) for entry in each.entries))


def _keep_inside(text: str, found: Sequence[Found]) -> None:
    """Leave towns what lies in the region that is named right after them; nothing where none does.

    Namesakes elsewhere are not meant, and no pack holds every village. Where no region is named and
    one of the towns is known to all, its villages of the same name are not meant.
    """
    for each, after in zip_longest(found, found[1:]):
        if each.cue in HOLDS or not each.entries:
            continue
        beside = text[each.span.end : after.span.start] if after is not None else ""
        if after is None or after.cue != "region" or BESIDE.fullmatch(beside) is None:
            if each.cue is None:
                each.entries = _without_villages(each.entries)
            continue
        regions = {(one.country, one.admin1) for one in after.entries if one.kind == "region"}
        inside = [one for one in each.entries if (one.country, one.admin1) in regions]
        if regions and (inside or each.cue == "town"):
            each.entries = tuple(inside)


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


BESIDE = re.compile(r"\s?[,(–—-]?\s?(?:\w{1,2}\s)?")
"""What stands between a place and the region that it is said to lie in."""


def _holders(text: str, found: Sequence[Found], index: int) -> list[int]:
    """Return the regions and districts that the mention at `index` is said to lie in.

    Those right after it; else the last one before it in its sentence, else the first after it.
    """
    each = found[index]
    after: list[int] = []
    end = each.span.end
    for at in range(index + 1, len(found)):
        other = found[at]
        if other.cue not in HOLDS or not BESIDE.fullmatch(text[end : other.span.start]):
            break
        after.append(at)
        end = other.span.end
    if after or each.cue == "region":
        return after
    sentence = [at for at, other in enumerate(found) if other.sentence == each.sentence]
    near = [at for at in sentence if found[at].cue in HOLDS and at != index]
    earlier = [at for at in near if at < index]
    return earlier[-1:] or near[:1]


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


def _place(text: str, each: Found, name: Toponym, gazetteer: Gazetteer) -> Place:
    """Return the place of a mention, under the nominative by which its entry was found."""
    mention = PlaceMention(each.span, each.span.of(text), each.cue)
    place = placed(mention, name, None, text, gazetteer)
    labels = {_identity(entry): label for entry, label in each.labels.items()}
    best = max(zip(name.odds, name.entries, strict=True), key=lambda one: one[0], default=None)
    label = labels.get(_identity(best[1])) if best is not None else None
    return replace(place, name=label) if label else place


def _identity(entry: Entry) -> tuple[object, ...]:
    return (entry.geonameid, entry.name, entry.kind)

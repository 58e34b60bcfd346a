"""Mentions of places: countries and regions at their word, towns as the evidence has it."""

from __future__ import annotations

import re

from sayso.gazetteer import Gazetteer
from sayso.lexicon.multilingual_places import place_tables
from sayso.record import Span
from sayso.record.trace import Outcome, trace
from sayso.stages.multilingual.place_evidence import LARGE, judge
from sayso.stages.multilingual.place_forms import plain
from sayso.stages.multilingual.place_names import (
    NameMeaning,
    Word,
    known_at,
    places_of_adjective,
    regions_of_adjective,
    town_at,
    words_of,
)
from sayso.stages.multilingual.place_setting import (
    NameSetting,
    PlaceFound,
    after_preposition,
    said_town,
)
from sayso.stages.places.mention import Cue

COMMA = re.compile(r"[ \u00a0]?[,;/][ \u00a0]|[ \u00a0][–—-][ \u00a0]|[ \u00a0]|[–—-]")
NOUNS = ("region", "district", "community", "direction")
REACH = 8
"""Words between an adjective and the "regions" that a list of adjectives shares."""


def find_mentions(text: str, span: Span, code: str, gazetteer: Gazetteer) -> list[PlaceFound]:
    """Return the mentions of places in the block of `text` at `span`, in order."""
    setting = NameSetting(text, words_of(text, span, code), code, gazetteer)
    mentions: list[PlaceFound] = []
    index = 0
    while index < len(setting.words):
        mention = _mention_at(setting, index)
        if mention is None:
            index += 1
            continue
        mentions.append(mention)
        index = mention.last
    judge(setting, mentions)
    for mention in mentions:
        outcome: Outcome = "dropped" if mention.rule is None else "made"
        trace("place", mention.span, outcome, mention.rule or "nothing says that it is a place")
    return [each for each in mentions if each.rule is not None]


def _mention_at(setting: NameSetting, index: int) -> PlaceFound | None:
    """Return what the words from `index` on may name; its rule is set where that is sure."""
    known = _known_at(setting, index)
    if known is not None:
        return known
    word = setting.words[index]
    if not word.capital or len(word.said) < 2:
        return None
    adjective = _adjective_at(setting, index)
    if adjective is not None:
        return adjective
    named = town_at(setting.words, index, setting.code, setting.gazetteer, setting.text)
    if named is None:
        return _unknown_at(setting, index)
    alone = named.last - named.first == 1
    if alone and said_town(setting, index) is None and _common(setting, word):
        return None
    return _found(setting, named)


def _common(setting: NameSetting, word: Word) -> bool:
    """Return whether a word is no name in itself, or that of a people: "Українські захисники"."""
    peoples = place_tables(setting.code).peoples
    if any(word.form in setting.group(name) for name in ("never", "street", *NOUNS)):
        return True
    return word.form.startswith(
        tuple(start for start, _ in peoples if len(start) > SHORTEST_PEOPLE)
    )


SHORTEST_PEOPLE = 4


def _found(
    setting: NameSetting, named: NameMeaning, cue: Cue | None = None, rule: str | None = None
) -> PlaceFound:
    first, last = setting.words[named.first], setting.words[named.last - 1]
    span = Span(first.start, last.end)
    if cue is None and said_town(setting, named.first) is not None:
        cue = "town"
    return PlaceFound(
        span, named.first, named.last, named.entries, named.labels, first.sentence, cue, rule
    )


def _known_at(setting: NameSetting, index: int) -> PlaceFound | None:
    """Return the country, region or foreign city of the tables that the words name."""
    for named in known_at(setting.words, index, setting.code, setting.gazetteer):
        if not named.listed:
            return _foreign_city(setting, named)
        town = _town_on_river(setting, named)
        if town is not None:
            return _found(setting, town)
        if _of_party(setting, index):
            return None
        if not _doubtful(setting, named):
            region = named.entries[0].kind == "region"
            cue: Cue | None = "region" if region else None
            return _found(setting, named, cue, "of the language's tables")
    return None


def _foreign_city(setting: NameSetting, named: NameMeaning) -> PlaceFound:
    """Return a city of the tables with the towns of its name that the gazetteer has."""
    own = town_at(setting.words, named.first, setting.code, setting.gazetteer, setting.text)
    if own is None or own.last != named.last:
        return _found(setting, named)
    entries = (*named.entries, *own.entries)
    labels = {**own.labels, **named.labels}
    return _found(setting, NameMeaning(named.first, named.last, entries, labels))


def _town_on_river(setting: NameSetting, named: NameMeaning) -> NameMeaning | None:
    """Return the large town that bears a river's name, where no word beside it speaks of water."""
    if named.entries[0].kind != "river" or _of_water(setting, named.first):
        return None
    town = town_at(setting.words, named.first, setting.code, setting.gazetteer, setting.text)
    large = town is not None and any(entry.population >= LARGE for entry in town.entries)
    return town if large else None


def _doubtful(setting: NameSetting, named: NameMeaning) -> bool:
    """Return whether a country's name is a common word as well, and nothing says that it is one."""
    if plain(named.labels[named.entries[0]]) not in setting.group("country_needs_place"):
        return False
    word = setting.words[named.first]
    return not (word.capital and after_preposition(setting, named.first))


def _of_party(setting: NameSetting, index: int) -> bool:
    """Return whether a party is called so: "Единая Россия"."""
    before = setting.before(index)
    return before is not None and before.form in setting.group("party")


def _of_water(setting: NameSetting, index: int) -> bool:
    """Return whether one of the two words before speaks of a river: "берег", "через"."""
    near = (setting.before(index), setting.before(index, 2))
    return any(word is not None and word.form in setting.group("water") for word in near)


def _adjective_at(setting: NameSetting, index: int) -> PlaceFound | None:
    """Return the place of an adjective before "region", "district" or "direction"."""
    at = _shared_noun(setting, index)
    if at is None:
        return None
    word, noun = setting.words[index], setting.words[at]
    alone = at == index + 1
    if noun.form in setting.group("region"):
        named = regions_of_adjective(word, noun, setting.code, setting.gazetteer)
        cue: Cue = "region"
    elif noun.form in setting.group("direction"):
        named = places_of_adjective(word, setting.code, setting.gazetteer, districts=False)
        cue = "town"
    else:
        districts = noun.form in setting.group("district")
        named = places_of_adjective(word, setting.code, setting.gazetteer, districts)
        cue = "district"
    if named is None:
        return None
    last = at + 1 if alone else index + 1
    whole = NameMeaning(index, last, named.entries, named.labels, named.listed)
    return _found(setting, whole, cue, "adjective of a place")


def _shared_noun(setting: NameSetting, index: int) -> int | None:
    """Return where the noun stands that the adjective at `index`, or its list, belongs to."""
    nouns = frozenset().union(*(setting.group(name) for name in NOUNS))
    for at in range(index + 1, min(len(setting.words), index + REACH)):
        word = setting.words[at]
        if word.sentence != setting.words[index].sentence:
            return None
        if word.form in nouns:
            return at
        if not word.capital and word.form not in setting.group("list"):
            return None
        if word.capital and not COMMA.fullmatch(setting.gap(at)):
            return None
    return None


def _unknown_at(setting: NameSetting, index: int) -> PlaceFound | None:
    """Return a name that no gazetteer knows, where the word before it says that it is a town."""
    if said_town(setting, index) is None:
        return None
    before = setting.words[index - 1]
    unlikely = before.form in setting.group("street") or setting.words[index].opens
    if unlikely and not setting.gap(index).startswith("."):
        return None
    named = NameMeaning(index, index + 1, (), {})
    return _found(setting, named, "town", "said to be a town")

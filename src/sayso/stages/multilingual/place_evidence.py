"""Which names of towns are taken for towns: what stands around a name decides.

Without a parser a name may be a person's, a word at the head of a sentence or a street's. A town
needs a word before it that places are said with, a neighbour in a list, its region in the same
sentence, or to be known to all.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Sequence

from sayso.gazetteer import Entry
from sayso.lexicon.multilingual_places import place_tables
from sayso.record.trace import Rule, first_that_holds, trace
from sayso.stages.multilingual.place_forms import nominatives, plain
from sayso.stages.multilingual.place_names import known_at, places_of_adjective
from sayso.stages.multilingual.place_setting import (
    NameSetting,
    PlaceFound,
    after_preposition,
    said_town,
)
from sayso.stages.places.disambiguation import front

LARGE = 100_000
"""Inhabitants from which a town is named without a word that says so."""

KNOWN_TO_ALL = 300_000
"""The same where the name could be a person's."""

FRONT = 0.5
NEAR_FRONT = 0.05
SMALL = 20_000
OPENING = 5_000
IN_SENTENCE = 2_000
"""Inhabitants from which a town at the front is named bare, at the head of a sentence and in it."""

QUOTES = '«“"„'
CLOSING = '»”"“'


# What speaks against a place


def _in_quotes(setting: NameSetting, each: PlaceFound) -> bool:
    """Return whether the name stands alone in quotation marks, as a ship or a unit does."""
    before = setting.text[each.span.start - 1 : each.span.start]
    after = setting.text[each.span.end : each.span.end + 1]
    return bool(before and after) and before in QUOTES and after in CLOSING


def _of_street(setting: NameSetting, each: PlaceFound) -> bool:
    before = setting.before(each.first)
    return before is not None and before.form in setting.group("street")


def _like_surname(setting: NameSetting, each: PlaceFound) -> bool:
    form = setting.words[each.last - 1].form
    return any(form.endswith(ending) for ending in setting.group("surname_endings"))


def _population(each: PlaceFound) -> int:
    return max((entry.population for entry in each.entries), default=0)


def _after_title(setting: NameSetting, each: PlaceFound) -> bool:
    """Return whether a person is named by office: "генерал Лиманов", but not "мер Харкова"."""
    before = setting.before(each.first)
    if before is None or before.form not in setting.group("title"):
        return False
    return _like_surname(setting, each) and _population(each) < LARGE


def _in_full_name(setting: NameSetting, each: PlaceFound) -> bool:
    """Return whether another capitalised word stands right beside it, as a given name does."""
    before = setting.before(each.first)
    groups = setting.group("town") | setting.group("before") | setting.group("before_weak")
    if before is not None and before.capital and setting.gap(each.first) in {" ", "\u00a0"}:
        named = not before.opens or _like_surname(setting, each)
        named = named and not (before.opens and _population(each) >= KNOWN_TO_ALL)
        named = named and not _names_region(setting, each.first - 1)
        if named and before.form not in groups and not before.said.isupper():
            return True
    if each.last >= len(setting.words):
        return False
    after = setting.words[each.last]
    adjacent = after.capital and setting.gap(each.last) in {" ", "\u00a0"}
    return adjacent and not after.said.isupper() and setting.words[each.first].opens


def _given_name(setting: NameSetting, each: PlaceFound) -> bool:
    """Return whether it is a given name, but for "во Владимире" with no family name behind it."""
    word = setting.words[each.first]
    if not setting.group("given_name").intersection(nominatives(setting.code, word.form)):
        return False
    after = setting.words[each.last] if each.last < len(setting.words) else None
    named = after is not None and after.capital and after.sentence == word.sentence
    return named or not after_preposition(setting, each.first)


def _names_region(setting: NameSetting, index: int) -> bool:
    """Return whether the word at `index` names a country or region: "На Полтавщині Лубни"."""
    return any(
        one.listed for one in known_at(setting.words, index, setting.code, setting.gazetteer)
    )


def _small_surname(setting: NameSetting, each: PlaceFound) -> bool:
    if not _like_surname(setting, each):
        return False
    return not any(entry.population >= SMALL or front(entry) > FRONT for entry in each.entries)


def _adjective_of_larger(setting: NameSetting, each: PlaceFound) -> bool:
    """Return whether it is the adjective of a better known place: "в Одеському порту"."""
    if each.last - each.first > 1:
        return False
    word = setting.words[each.first]
    named = places_of_adjective(word, setting.code, setting.gazetteer, districts=False)
    if named is None:
        return False
    largest = max(entry.population for entry in named.entries)
    return largest >= SMALL and largest > 5 * _population(each)


AGAINST: tuple[Rule[Callable[[NameSetting, PlaceFound], bool]], ...] = (
    Rule("in quotation marks", "Підрозділ «Херсон» відбив атаку.", _in_quotes),
    Rule("name of a street", "Двоє поранених на проспекті Бровари.", _of_street),
    Rule("name after a title", "Про це заявив полковник Стрий.", _after_title),
    Rule("part of a person's name", "Про це сказав Андрій Ковель.", _in_full_name),
    Rule(
        "adjective of a larger place",
        "Пожежа в Луганському училищі.",
        _adjective_of_larger,
    ),
    Rule("given name", "Про це розповів лікар Володимир.", _given_name),
    Rule("like a surname", "Про це сказав Жуков.", _small_surname),
)
"""Why a name of a town is not taken for one, unless a word for a town stands before it."""


# What speaks for a place


def _after_town(setting: NameSetting, each: PlaceFound) -> bool:
    return said_town(setting, each.first) is not None


def _where(setting: NameSetting, each: PlaceFound) -> bool:
    return after_preposition(setting, each.first) and any(map(_likely, each.entries))


def _likely(entry: Entry) -> bool:
    """Return whether a town is one that is named without its region: no village far from a war."""
    return entry.population >= OPENING or front(entry) > NEAR_FRONT


def _known_well(setting: NameSetting, each: PlaceFound) -> bool:
    """Return whether the town is known to all, or lies where the war is fought."""
    if setting.words[each.first].form in setting.group("never"):
        return False
    if _like_surname(setting, each) and _population(each) < KNOWN_TO_ALL:
        return any(front(entry) > FRONT and entry.population > SMALL for entry in each.entries)
    if setting.words[each.first].opens and not _said_as_called(setting, each):
        fighting = {country for _, country in place_tables(setting.code).peoples}
        return any(
            entry.population >= (LARGE if front(entry) > NEAR_FRONT else KNOWN_TO_ALL)
            and entry.country in fighting
            for entry in each.entries
        )
    least = OPENING if setting.words[each.first].opens else IN_SENTENCE
    return any(
        entry.population >= LARGE or (front(entry) > FRONT and entry.population > least)
        for entry in each.entries
    )


def _said_as_called(setting: NameSetting, each: PlaceFound) -> bool:
    """Return whether the words are a nominative: a word that opens a sentence may be any word."""
    said = " ".join(word.form for word in setting.words[each.first : each.last])
    return said in {plain(label) for label in each.labels.values()}


def _weak(setting: NameSetting, each: PlaceFound) -> bool:
    """Return whether it stands after a preposition that persons stand after as well."""
    before = setting.before(each.first)
    if before is None or before.form not in setting.group("before_weak"):
        return False
    return not setting.gap(each.first).strip()


def _of_noun(setting: NameSetting, each: PlaceFound) -> bool:
    """Return whether a noun stands before that places have: "аэродром Староконстантинова"."""
    before = setting.before(each.first)
    if before is None or setting.gap(each.first).strip():
        return False
    if not before.form.startswith(tuple(setting.group("place_noun"))):
        return False
    return any(one.population >= SMALL or front(one) > FRONT for one in each.entries)


def _after_weak(setting: NameSetting, each: PlaceFound) -> bool:
    if not _weak(setting, each):
        return False
    if _known_well(setting, each):
        return True
    if _like_surname(setting, each):
        return _population(each) >= 2 * SMALL
    return any(map(_likely, each.entries))


FOR: tuple[Rule[Callable[[NameSetting, PlaceFound], bool]], ...] = (
    Rule("after a word for a town", "Дрон влучив у будинок у селі Липці.", _after_town),
    Rule("after a word that says where", "Уночі вибухи лунали в Ізюмі.", _where),
    Rule("of a noun that places have", "Пожежа на аеродромі Василькова триває.", _of_noun),
    Rule("known to all", "Уночі атаковано Харків.", _known_well),
    Rule("after a preposition", "Їх вивезли до Лозової.", _after_weak),
)
"""Why a name of a town is taken for one."""


def judge(setting: NameSetting, mentions: Sequence[PlaceFound]) -> None:
    """Set the rules of mentions; neighbours in a list and names said elsewhere speak for others."""
    undecided: list[PlaceFound] = []
    for mention in mentions:
        if mention.rule is not None:
            continue
        against = first_that_holds(AGAINST, setting, mention)
        if against is not None and not _after_town(setting, mention):
            trace("place", mention.span, "dropped", against)
            continue
        mention.rule = first_that_holds(FOR, setting, mention)
        if mention.rule is None:
            undecided.append(mention)
    for _ in range(2):
        around = Around(mentions)
        for mention in undecided:
            if mention.rule is None:
                mention.rule = first_that_holds(VOUCHED, setting, mention, around)
        undecided.reverse()


Region = tuple[str | None, str | None]


class Around:
    """What the places that are sure so far say for the others."""

    def __init__(self, mentions: Sequence[PlaceFound]) -> None:
        self.mentions = mentions
        self.index = {mention.first: index for index, mention in enumerate(mentions)}
        sure = [mention for mention in mentions if mention.rule is not None]
        self.ids = {entry.geonameid for mention in sure for entry in mention.entries[:1]}
        self.regions: defaultdict[int, set[Region]] = defaultdict(set)
        self.homes: defaultdict[int, set[Region]] = defaultdict(set)
        for mention in sure:
            self.regions[mention.sentence].update(
                (entry.country, entry.admin1) for entry in mention.entries if entry.kind == "region"
            )
            self.homes[mention.sentence].update(
                (entry.country, entry.admin1) for entry in mention.entries[:1] if entry.admin1
            )


def _neighbour_in_list(setting: NameSetting, each: PlaceFound, around: Around) -> bool:
    index = around.index[each.first]
    near = around.mentions[max(0, index - 1) : index + 2]
    return any(
        other.rule is not None and other is not each and _listed_with(setting, each, other)
        for other in near
    )


def _in_region(_setting: NameSetting, each: PlaceFound, around: Around) -> bool:
    """Return whether a region that it lies in stands in its sentence."""
    regions = around.regions[each.sentence]
    return any((entry.country, entry.admin1) in regions for entry in each.entries)


def _near_place(setting: NameSetting, each: PlaceFound, around: Around) -> bool:
    """Return whether it stands after a preposition, with a place of its region in its sentence."""
    homes = around.homes[each.sentence]
    return _weak(setting, each) and any(
        (entry.country, entry.admin1) in homes and entry.population >= SMALL
        for entry in each.entries
    )


def _said_elsewhere(_setting: NameSetting, each: PlaceFound, around: Around) -> bool:
    return any(entry.geonameid in around.ids for entry in each.entries[:1])


def _listed_with(setting: NameSetting, each: PlaceFound, other: PlaceFound) -> bool:
    """Return whether only commas and "and" stand between two mentions of one sentence."""
    if each.sentence != other.sentence:
        return False
    left, right = sorted((each, other), key=lambda one: one.first)
    between = setting.text[left.span.end : right.span.start]
    if not between.strip() or LETTERS.sub("", between).strip() not in LIST_SIGNS:
        return False
    words = [word.form for word in setting.words[left.last : right.first]]
    signs = LETTERS.sub("", between).strip()
    links = setting.group("list") | setting.group("before")
    joined = bool(signs) or any(word in setting.group("list") for word in words)
    return joined and all(word in links for word in words)


LETTERS = re.compile(r"[^\W\d_]+")
LIST_SIGNS = frozenset(("", ",", "-", "–", "—", "/"))

VOUCHED: tuple[Rule[Callable[[NameSetting, PlaceFound, Around], bool]], ...] = (
    Rule("in a list of places", "Знеструмлено Харків, Мерефа теж без світла.", _neighbour_in_list),
    Rule("its region stands in the sentence", "На Полтавщині Лубни без води.", _in_region),
    Rule("near a place of its region", "Рота відійшла від Харкова до Чугуєва.", _near_place),
    Rule(
        "a place elsewhere in the text",
        "У Ніжині пролунав вибух. Ніжин лишився без світла.",
        _said_elsewhere,
    ),
)
"""How places around a name speak for it."""

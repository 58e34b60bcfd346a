"""Which words of a text name places: what stands beside a name decides.

Without a parser a name may be a person's, a word at the head of a sentence or a street's. Countries
and regions are taken at their word; a town needs a word before it that places are said with, a
neighbour in a list, its region in the same sentence, or to be known to all.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sayso.gazetteer import Entry, Gazetteer
from sayso.lexicon.multilingual_places import place_tables
from sayso.record import Span
from sayso.record.trace import Rule, first_that_holds, trace
from sayso.stages.multilingual.place_forms import nominatives, plain
from sayso.stages.multilingual.place_names import (
    Named,
    Word,
    known_at,
    places_of_adjective,
    regions_of_adjective,
    town_at,
    words_of,
)
from sayso.stages.places.disambiguation import front
from sayso.stages.places.mention import Cue

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

BETWEEN = re.compile(r"[ \u00a0]|,[ \u00a0]|[ \u00a0]?\([ \u00a0]?")
COMMA = re.compile(r"[ \u00a0]?[,;/][ \u00a0]|[ \u00a0][–—-][ \u00a0]|[ \u00a0]|[–—-]")
MEASURE = re.compile(r"\d\s?\Z")
QUOTES = '«“"„'
CLOSING = '»”"“'
NOUNS = ("region", "district", "community", "direction")
REACH = 8
"""Words between an adjective and the "regions" that a list of adjectives shares."""


@dataclass(slots=True)
class Found:
    """A mention: its words, what it may mean and under which name, and why it was taken for one.

    `rule` is None until a rule holds; `cue` is what the words beside it say that it is.
    """

    span: Span
    first: int
    last: int
    entries: tuple[Entry, ...]
    labels: dict[Entry, str]
    sentence: int
    cue: Cue | None = None
    rule: str | None = None


@dataclass(frozen=True, slots=True)
class Setting:
    """The block that names stand in."""

    text: str
    words: Sequence[Word]
    code: str
    gazetteer: Gazetteer

    def group(self, name: str) -> frozenset[str]:
        return place_tables(self.code).words[name]

    def before(self, index: int, back: int = 1) -> Word | None:
        """Return the word before that at `index`, in the same sentence and without a sign between."""
        at = index - back
        if at < 0 or self.words[at].sentence != self.words[index].sentence:
            return None
        return self.words[at]

    def gap(self, index: int) -> str:
        """Return what stands between the word at `index` and the one before it."""
        return self.text[self.words[index - 1].end : self.words[index].start] if index else ""


def find_mentions(text: str, span: Span, code: str, gazetteer: Gazetteer) -> list[Found]:
    """Return the mentions of places in the block of `text` at `span`, in order."""
    setting = Setting(text, words_of(text, span, code), code, gazetteer)
    found: list[Found] = []
    index = 0
    while index < len(setting.words):
        mention = _mention_at(setting, index)
        if mention is None:
            index += 1
            continue
        found.append(mention)
        index = mention.last
    _judge(setting, found)
    for each in found:
        outcome = "dropped" if each.rule is None else "made"
        trace("place", each.span, outcome, each.rule or "nothing says that it is a place")
    return [each for each in found if each.rule is not None]


def _mention_at(setting: Setting, index: int) -> Found | None:
    """Return what the words from `index` on may name; its rule is set where that is sure."""
    known = _known_at(setting, index)
    if known is not None:
        return known
    word = setting.words[index]
    if not word.capital or len(word.said) < 2:
        return None
    beside = _adjective_at(setting, index)
    if beside is not None:
        return beside
    named = town_at(setting.words, index, setting.code, setting.gazetteer, setting.text)
    if named is None:
        return _unknown_at(setting, index)
    alone = named.last - named.first == 1
    if alone and _said_town(setting, index) is None and _common(setting, word):
        return None
    return _found(setting, named)


def _common(setting: Setting, word: Word) -> bool:
    """Return whether a word is no name in itself, or that of a people: "Українські захисники"."""
    peoples = place_tables(setting.code).peoples
    if any(word.form in setting.group(name) for name in ("never", "street", *NOUNS)):
        return True
    return word.form.startswith(
        tuple(start for start, _ in peoples if len(start) > SHORTEST_PEOPLE)
    )


SHORTEST_PEOPLE = 4


def _found(
    setting: Setting, named: Named, cue: Cue | None = None, rule: str | None = None
) -> Found:
    first, last = setting.words[named.first], setting.words[named.last - 1]
    span = Span(first.start, last.end)
    if cue is None and _said_town(setting, named.first) is not None:
        cue = "town"
    return Found(
        span, named.first, named.last, named.entries, named.labels, first.sentence, cue, rule
    )


def _known_at(setting: Setting, index: int) -> Found | None:
    """Return the country, region or foreign city of the tables that the words name."""
    for named in known_at(setting.words, index, setting.code, setting.gazetteer):
        word = setting.words[index]
        if not named.listed:
            own = town_at(setting.words, index, setting.code, setting.gazetteer, setting.text)
            more = own.entries if own is not None and own.last == named.last else ()
            labels = {**(own.labels if own and more else {}), **named.labels}
            both = Named(index, named.last, (*named.entries, *more), labels)
            return _found(setting, both)
        if named.entries[0].kind == "river" and not _of_water(setting, named.first):
            town = town_at(setting.words, index, setting.code, setting.gazetteer, setting.text)
            if town is not None and any(entry.population >= LARGE for entry in town.entries):
                return _found(setting, town)
        if _of_party(setting, index):
            return None
        name = plain(named.labels[named.entries[0]])
        doubtful = name in setting.group("country_needs_place")
        if doubtful and not (_after_preposition(setting, index) and word.capital):
            continue
        kind = named.entries[0].kind
        cue: Cue | None = "region" if kind == "region" else None
        return _found(setting, named, cue, "of the language's tables")
    return None


def _said_town(setting: Setting, index: int) -> str | None:
    """Return the word for a town or village right before the word at `index`."""
    before = setting.before(index)
    if before is None or before.form not in setting.group("town"):
        return None
    gap = setting.gap(index)
    needs_point = len(before.form) == 1
    if before.form in setting.group("unit") and MEASURE.search(setting.text, 0, before.start):
        return None  # "457 м. Відстань"
    if needs_point and not gap.startswith("."):
        return None
    return before.form if gap.strip() in {"", "."} else None


def _of_party(setting: Setting, index: int) -> bool:
    """Return whether a party is called so: "Единая Россия"."""
    before = setting.before(index)
    return before is not None and before.form in setting.group("party")


def _of_water(setting: Setting, index: int) -> bool:
    """Return whether one of the two words before speaks of a river: "берег", "через"."""
    near = (setting.before(index), setting.before(index, 2))
    return any(word is not None and word.form in setting.group("water") for word in near)


def _after_preposition(setting: Setting, index: int) -> bool:
    before = setting.before(index)
    return (
        before is not None
        and before.form in setting.group("before")
        and setting.gap(index).strip() == ""
    )


def _adjective_at(setting: Setting, index: int) -> Found | None:
    """Return the place of an adjective before "region", "district" or "direction"."""
    at = _shared_noun(setting, index)
    if at is None:
        return None
    word, noun = setting.words[index], setting.words[at]
    alone = at == index + 1
    if noun.form in setting.group("region"):
        named = regions_of_adjective(word, setting.code, setting.gazetteer)
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
    whole = Named(index, at + 1 if alone else index + 1, named.entries, named.labels, named.listed)
    return _found(setting, whole, cue, "adjective of a place")


def _shared_noun(setting: Setting, index: int) -> int | None:
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


def _unknown_at(setting: Setting, index: int) -> Found | None:
    """Return a name that no gazetteer knows, where the word before it says that it is a town."""
    if _said_town(setting, index) is None:
        return None
    before = setting.words[index - 1]
    if before.form in setting.group("street") or setting.words[index].opens:
        if not setting.gap(index).startswith("."):
            return None
    named = Named(index, index + 1, (), {})
    return _found(setting, named, "town", "said to be a town")


# What speaks against a place


def _in_quotes(setting: Setting, each: Found) -> bool:
    """Return whether the name stands alone in quotation marks, as a ship or a unit does."""
    before = setting.text[each.span.start - 1 : each.span.start]
    after = setting.text[each.span.end : each.span.end + 1]
    return bool(before and after) and before in QUOTES and after in CLOSING


def _of_street(setting: Setting, each: Found) -> bool:
    before = setting.before(each.first)
    return before is not None and before.form in setting.group("street")


def _like_surname(setting: Setting, each: Found) -> bool:
    form = setting.words[each.last - 1].form
    return any(form.endswith(ending) for ending in setting.group("surname_endings"))


def _population(each: Found) -> int:
    return max((entry.population for entry in each.entries), default=0)


def _after_title(setting: Setting, each: Found) -> bool:
    """Return whether a person is named by office: "генерал Лиманов" is none, "мер Харкова" is one."""
    before = setting.before(each.first)
    if before is None or before.form not in setting.group("title"):
        return False
    return _like_surname(setting, each) and _population(each) < LARGE


def _in_full_name(setting: Setting, each: Found) -> bool:
    """Return whether another capitalised word stands right beside it, as a given name does."""
    before = setting.before(each.first)
    groups = setting.group("town") | setting.group("before") | setting.group("before_weak")
    if before is not None and before.capital and setting.gap(each.first) in {" ", "\u00a0"}:
        named = not before.opens or _like_surname(setting, each)
        named = named and not (before.opens and _population(each) >= KNOWN_TO_ALL)
        if named and before.form not in groups and not before.said.isupper():
            return True
    if each.last >= len(setting.words):
        return False
    after = setting.words[each.last]
    beside = after.capital and setting.gap(each.last) in {" ", "\u00a0"}
    return beside and not after.said.isupper() and setting.words[each.first].opens


def _given_name(setting: Setting, each: Found) -> bool:
    """Return whether it is a given name, but for "во Владимире" with no family name behind it."""
    word = setting.words[each.first]
    if not setting.group("given_name").intersection(nominatives(setting.code, word.form)):
        return False
    after = setting.words[each.last] if each.last < len(setting.words) else None
    named = after is not None and after.capital and after.sentence == word.sentence
    return named or not _after_preposition(setting, each.first)


def _small_surname(setting: Setting, each: Found) -> bool:
    if not _like_surname(setting, each):
        return False
    return not any(entry.population >= SMALL or front(entry) > FRONT for entry in each.entries)


def _adjective_of_larger(setting: Setting, each: Found) -> bool:
    """Return whether it is the adjective of a better known place: "в Одеському порту"."""
    if each.last - each.first > 1:
        return False
    word = setting.words[each.first]
    named = places_of_adjective(word, setting.code, setting.gazetteer, districts=False)
    if named is None:
        return False
    largest = max(entry.population for entry in named.entries)
    return largest >= SMALL and largest > 5 * _population(each)


AGAINST: tuple[Rule[Callable[[Setting, Found], bool]], ...] = (
    Rule("in quotation marks", "Підрозділ «Херсон» відбив атаку.", _in_quotes),
    Rule("name of a street", "Снаряд влучив у будинок на вулиці Харківська.", _of_street),
    Rule("name after a title", "Про це заявив полковник Горлов.", _after_title),
    Rule("part of a person's name", "Про це сказав Андрій Ковель.", _in_full_name),
    Rule(
        "adjective of a larger place",
        "Літак сів на Миргородському аеродромі.",
        _adjective_of_larger,
    ),
    Rule("given name", "Про це розповів лікар Володимир.", _given_name),
    Rule("like a surname", "Про це сказав Киров.", _small_surname),
)
"""Why a name of a town is not taken for one, unless a word for a town stands before it."""


# What speaks for a place


def _after_town(setting: Setting, each: Found) -> bool:
    return _said_town(setting, each.first) is not None


def _where(setting: Setting, each: Found) -> bool:
    return _after_preposition(setting, each.first) and any(map(_likely, each.entries))


def _likely(entry: Entry) -> bool:
    """Return whether a town is one that is named without its region: no village far from a war."""
    return entry.population >= OPENING or front(entry) > NEAR_FRONT


def _known_well(setting: Setting, each: Found) -> bool:
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


def _said_as_called(setting: Setting, each: Found) -> bool:
    """Return whether the words are a nominative: a word that opens a sentence may be any word."""
    said = " ".join(word.form for word in setting.words[each.first : each.last])
    return said in {plain(label) for label in each.labels.values()}


def _weak(setting: Setting, each: Found) -> bool:
    """Return whether it stands after a preposition that persons stand after as well."""
    before = setting.before(each.first)
    if before is None or before.form not in setting.group("before_weak"):
        return False
    return not setting.gap(each.first).strip()


def _of_noun(setting: Setting, each: Found) -> bool:
    """Return whether a noun stands before that places have: "аэродром Староконстантинова"."""
    before = setting.before(each.first)
    if before is None or setting.gap(each.first).strip():
        return False
    if not before.form.startswith(tuple(setting.group("place_noun"))):
        return False
    return any(one.population >= SMALL or front(one) > FRONT for one in each.entries)


def _after_weak(setting: Setting, each: Found) -> bool:
    if not _weak(setting, each):
        return False
    if _known_well(setting, each):
        return True
    if _like_surname(setting, each):
        return _population(each) >= 2 * SMALL
    return any(map(_likely, each.entries))


FOR: tuple[Rule[Callable[[Setting, Found], bool]], ...] = (
    Rule("after a word for a town", "Дрон влучив у будинок у селі Липці.", _after_town),
    Rule("after a word that says where", "Уночі вибухи лунали в Ізюмі.", _where),
    Rule("of a noun that places have", "Пожежа на аеродромі Василькова триває.", _of_noun),
    Rule("known to all", "Уночі атаковано Харків.", _known_well),
    Rule("after a preposition", "Їх вивезли до Лозової.", _after_weak),
)
"""Why a name of a town is taken for one."""


def _judge(setting: Setting, found: list[Found]) -> None:
    """Set the rules of mentions; neighbours in a list and names said elsewhere speak for others."""
    open_ones = []
    for each in found:
        if each.rule is not None:
            continue
        against = first_that_holds(AGAINST, setting, each)
        if against is not None and not _after_town(setting, each):
            trace("place", each.span, "dropped", against)
            continue
        each.rule = first_that_holds(FOR, setting, each)
        if each.rule is None:
            open_ones.append(each)
    for _ in range(2):
        for each in open_ones:
            each.rule = each.rule or _by_neighbours(setting, each, found)
        open_ones.reverse()
    sure = {entry.geonameid for each in found if each.rule for entry in each.entries[:1]}
    for each in open_ones:
        if each.rule is None and any(entry.geonameid in sure for entry in each.entries[:1]):
            each.rule = "a place elsewhere in the text"


def _by_neighbours(setting: Setting, each: Found, found: Sequence[Found]) -> str | None:
    """Return the rule by which a place beside it, or its region in the sentence, vouches for it."""
    index = found.index(each)
    near = [found[at] for at in (index - 1, index + 1) if 0 <= at < len(found)]
    for other in near:
        if other.rule is not None and _listed_with(setting, each, other):
            return "in a list of places"
    for other in found:
        if other.rule is None or other.sentence != each.sentence or other is each:
            continue
        regions = {(one.country, one.admin1) for one in other.entries if one.kind == "region"}
        if any((entry.country, entry.admin1) in regions for entry in each.entries):
            return "its region stands in the sentence"
        near_by = {(one.country, one.admin1) for one in other.entries[:1] if one.admin1}
        if _weak(setting, each) and any(
            (entry.country, entry.admin1) in near_by and entry.population >= SMALL
            for entry in each.entries
        ):
            return "beside a place of its region"
    return None


def _listed_with(setting: Setting, each: Found, other: Found) -> bool:
    """Return whether only commas and "and" stand between two mentions of one sentence."""
    if each.sentence != other.sentence:
        return False
    left, right = sorted((each, other), key=lambda one: one.first)
    between = setting.text[left.span.end : right.span.start]
    signs = re.sub(r"[^\W\d_]+", "", between).strip()
    words = [word.form for word in setting.words[left.last : right.first]]
    return (
        signs in {"", ",", "-", "–", "—", "/"}
        and all(word in setting.group("list") | setting.group("before") for word in words)
        and bool(between.strip())
    )

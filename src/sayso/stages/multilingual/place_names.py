"""What words may name: countries and regions of a language's tables, towns of the gazetteer."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import product

from sayso.gazetteer import SETTLED, Entry, Gazetteer, fold
from sayso.gazetteer.folding import VOWELS, loose
from sayso.gazetteer.pack import CYRILLIC_COUNTRIES
from sayso.lexicon.multilingual_places import ListedPlace, place_tables
from sayso.record import Span
from sayso.stages.multilingual.place_forms import (
    in_capitals,
    names_of_adjective,
    nominatives,
    plain,
)

WORD = re.compile(r"[^\W\d_]+(?:['’ʼ-][^\W\d_]+)*")
ENDS_SENTENCE = re.compile(r"[.!?…\n]")
OPENS = re.compile(r"[^\w\s,]|\n")
LONGEST = 4
"""Words of the longest name of a town that is looked for: "Малая Токмачка", "Новый Мир"."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text. `opens` says that it opens a sentence, a line, a quotation or a list item;
    `sentence` is where its sentence or line starts."""

    start: int
    end: int
    said: str
    form: str
    capital: bool
    opens: bool
    sentence: int

    @property
    def span(self) -> Span:
        return Span(self.start, self.end)


@dataclass(frozen=True, slots=True)
class NameMeaning:
    """What `words[first:last]` may name: entries by the nominative under which each was found."""

    first: int
    last: int
    entries: tuple[Entry, ...]
    labels: dict[Entry, str] = field(compare=False)
    listed: bool = False


def words_of(text: str, span: Span, code: str) -> list[Word]:
    """Return the words of `text` at `span`."""
    points = place_tables(code).words["point"]
    words: list[Word] = []
    sentence, end = span.start, span.start
    for match in WORD.finditer(text, span.start, span.end):
        between = text[end : match.start()]
        shortened = bool(words) and words[-1].form in points and between.startswith(".")
        if words and not shortened and ENDS_SENTENCE.search(between):
            sentence = match.start()
        opens = not words or (not shortened and OPENS.search(between) is not None)
        said = match[0]
        words.append(
            Word(*match.span(), said, plain(said), _capital(said), opens, sentence),
        )
        end = match.end()
    return words


def _capital(said: str) -> bool:
    """Return whether a word is capitalised and of Cyrillic letters."""
    return said[0].isupper() and not said[0].isascii()


KnownNames = dict[str, tuple[tuple[tuple[str, ...], str, ListedPlace], ...]]


@lru_cache(maxsize=16)
def _known(code: str) -> KnownNames:
    """Return the names of a language's tables by their first word: words, name and place."""
    tables = place_tables(code)
    by_word: dict[str, list[tuple[tuple[str, ...], str, ListedPlace]]] = {}
    for place in (*tables.known, *tables.cities):
        for name in place.names:
            words = tuple(plain(name).split())
            by_word.setdefault(words[0], []).append((words, name, place))
    return {
        word: tuple(sorted(names, key=lambda each: -len(each[0])))
        for word, names in by_word.items()
    }


def _entries_of(place: ListedPlace, gazetteer: Gazetteer) -> tuple[Entry, ...]:
    if place.country is not None:
        return gazetteer.country(place.country)
    return tuple(
        each
        for each in gazetteer.find(place.entry)
        if each.geonameid == place.geonameid and (each.geonameid or each.name == place.entry)
    )[:1]


def _says(word: Word, name_word: str, written: str, code: str) -> bool:
    """Return whether a word is a form of a name's word; an abbreviation is written as it is."""
    if written.isupper() and len(written) > 1:
        return word.said == written
    if written[0].isupper() and not word.capital:
        return False
    whole = place_tables(code).abbreviations.get(word.form, word.form)
    return name_word == whole or name_word in nominatives(code, whole)


def known_at(
    words: Sequence[Word], index: int, code: str, gazetteer: Gazetteer
) -> tuple[NameMeaning, ...]:
    """Return the places of the tables that the words from `index` on name, longest name first."""
    table = _known(code)
    meanings: list[NameMeaning] = []
    for form in nominatives(code, words[index].form):
        for parts, name, place in table.get(form, ()):
            last = index + len(parts)
            here = words[index:last]
            if len(here) < len(parts) or here[0].sentence != here[-1].sentence:
                continue
            if all(
                _says(word, part, written, code)
                for word, part, written in zip(here, parts, name.split(), strict=True)
            ):
                entries = _entries_of(place, gazetteer)
                listed = place in place_tables(code).known
                meanings.append(
                    NameMeaning(index, last, entries, dict.fromkeys(entries, name), listed)
                )
    known = [each for each in meanings if each.entries]
    return tuple(sorted(known, key=lambda each: (-each.last, not each.listed)))


def regions_of_adjective(
    word: Word, noun: Word, code: str, gazetteer: Gazetteer
) -> NameMeaning | None:
    """Return the region that an adjective names before its noun: "область", "край"."""
    whole = place_tables(code).abbreviations.get(noun.form, noun.form)
    for form in nominatives(code, word.form):
        for parts, name, place in _known(code).get(form, ()):
            if len(parts) == 2 and parts[1] in nominatives(code, whole):
                entries = _entries_of(place, gazetteer)
                return NameMeaning(0, 1, entries, dict.fromkeys(entries, name), True)
    return None


def _settled(name: str, gazetteer: Gazetteer) -> tuple[Entry, ...]:
    """Return the settled places of a name; one that only romanises otherwise is its own name."""
    key = loose(fold(name))
    return tuple(
        replace(each, main=each.main or loose(fold(each.name)) == key != "")
        for each in gazetteer.find_exactly(name)
        if each.kind in SETTLED and each.country in CYRILLIC_COUNTRIES
    )


def _spelled(word: Word) -> str:
    """Return a word in small letters, with its ё."""
    return word.said.lower().replace("’", "'").replace("ʼ", "'")


def _forms(word: Word, code: str) -> tuple[str, ...]:
    """Return the nominatives of a word, with ё as it is written and without."""
    return tuple(dict.fromkeys((*nominatives(code, _spelled(word)), *nominatives(code, word.form))))


def town_at(
    words: Sequence[Word], index: int, code: str, gazetteer: Gazetteer, text: str
) -> NameMeaning | None:
    """Return the towns that the longest run of capitalised words from `index` on may name."""
    run = 1
    while (
        run < LONGEST
        and index + run < len(words)
        and words[index + run].capital
        and text[words[index + run - 1].end : words[index + run].start] in {" ", "\u00a0"}
    ):
        run += 1
    first = _forms(words[index], code)
    starts = [form for form in first if run > 1 and gazetteer.begins(form)]
    for length in range(run if starts else 1, 0, -1):
        here = words[index : index + length]
        rest = [_forms(word, code) for word in here[1:]]
        forms = [" ".join(each) for each in product(starts if rest else first, *rest)]
        said = " ".join(word.said for word in here)
        liker = 0.0 if _in_case(words, index, code) else LIKER
        labels = _nearest(forms, said, gazetteer, liker)
        if labels:
            return NameMeaning(index, index + length, tuple(labels), labels)
    return None


def _in_case(words: Sequence[Word], index: int, code: str) -> bool:
    """Return whether a preposition or a word for a town stands before, so that no nominative may
    follow."""
    groups = place_tables(code).words
    before = words[index - 1].form if index else ""
    if words[index].form[-1] in NO_NOMINATIVES:
        return True
    return any(before in groups[name] for name in ("before", "before_weak", "town"))


def _nearest(
    forms: Sequence[str], said: str, gazetteer: Gazetteer, liker: float
) -> dict[Entry, str]:
    """Return the settled places of any of `forms`, with the name nearest to their own.

    The first form is that of the words; another one must be nearer by `liker` to take its place.
    """
    nearest: dict[int | None, tuple[Entry, str]] = {}
    for form in forms:
        for entry in _settled(form, gazetteer):
            kept, kept_form = nearest.setdefault(entry.geonameid, (entry, form))
            least = _likeness(kept_form, entry.name) + (liker if kept_form == forms[0] else 0.0)
            if _likeness(form, entry.name) > least:
                nearest[entry.geonameid] = replace(entry, main=entry.main or kept.main), form
    return {entry: in_capitals(form, said) for entry, form in nearest.values()}


NO_NOMINATIVES = frozenset("еиіїуюоы")
"""Letters in which few nominatives end, and many case forms."""

LIKER = 0.2
"""How much more like the gazetteer's name another nominative must be than the form as it is."""


@lru_cache(maxsize=20_000)
def _likeness(form: str, name: str) -> float:
    """Return how like a nominative is to the gazetteer's name, from 0 to 1, spelled alike."""
    keys = [VOWELS.sub("i", fold(each)) for each in (form, name)]
    return float(SequenceMatcher(None, keys[0], keys[1]).ratio())


def places_of_adjective(
    word: Word, code: str, gazetteer: Gazetteer, districts: bool
) -> NameMeaning | None:
    """Return the places that an adjective is made of: Покровський of Покровськ.

    With `districts` those that are called by it or by such a town, where there are any.
    """
    labels: dict[Entry, str] = {}
    for form in names_of_adjective(code, word.form):
        for entry in _settled(form, gazetteer):
            labels.setdefault(entry, in_capitals(form, word.said))
        for entry in gazetteer.find_exactly(form) if districts else ():
            if entry.kind == "district" and entry.country in CYRILLIC_COUNTRIES:
                labels.setdefault(entry, in_capitals(form, word.said))
    towns = {entry: name for entry, name in labels.items() if entry.kind in SETTLED}
    if districts:
        own = [entry for entry in labels if entry.kind == "district"]
        for town in towns:
            own += [each for each in gazetteer.find_exactly(town.name) if _around(each, town)]
        if own:
            adjective = in_capitals(names_of_adjective(code, word.form)[0], word.said)
            return NameMeaning(0, 1, tuple(dict.fromkeys(own)), dict.fromkeys(own, adjective))
    return NameMeaning(0, 1, tuple(towns), towns) if towns else None


def _around(entry: Entry, town: Entry) -> bool:
    """Return whether a district bears the name of `town` and lies in its region."""
    same = (entry.country, entry.admin1) == (town.country, town.admin1)
    return entry.kind == "district" and same

"""Runs of capitalised words that the gazetteer knows as one name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from sayso.gazetteer import SETTLED, Entry, Gazetteer
from sayso.lexicon import places as lexicon
from sayso.record import Span
from sayso.text.parse import Parse, Token

LONGEST = 7
"""Words of the longest name that is looked up: "Democratic People's Republic of Korea" has six."""

JOINS = frozenset(
    "of al el de la ez az the and - ’ ' 's ’s du des au aux sur en do da dos del den der an le"
    " les los las ad ar as ash at upon by under na nad i y e".split()
)
"""Words in small letters inside a name: Port-au-Prince, Mocímboa da Praia, Sol-Iletsk."""

SHORTEST = 2
ACRONYM = 3
"""Names up to this length are believed in capitals only: US, not "us"."""

WELL_KNOWN = 50_000
"""Inhabitants from which a town's own name is believed with no locative word beside it."""

TOWNS_AS_SURNAMES = frozenset("US GB CA AU NZ IE ZA JM".split())
"""Countries whose towns bear the surnames of those who write English: Jackson, Austin, Lincoln."""

SURNAMES_AS_TOWNS = frozenset(
    "ES MX AR PE CL CO VE EC CU DO GT HN SV NI CR PA UY PY BO PH BR PT FR IT DE".split()
)
"""Countries whose surnames are towns' names often enough: Ruiz, Villanueva, Sepúlveda."""


@dataclass(frozen=True, slots=True)
class Run:
    """Tokens `first` to `last`, half-open, that the gazetteer knows as one name."""

    first: int
    last: int
    span: Span
    entries: tuple[Entry, ...]


def capitalised(token: Token) -> bool:
    return token.text[:1].isupper() or (len(token.text) > 3 and token.text[:3] in {"al-", "el-"})


def known_runs(parse: Parse, gazetteer: Gazetteer) -> Iterator[Run]:
    """The longest capitalised runs of words that are a name in the gazetteer, left to right."""
    for sentence in parse.sentences:
        tokens = parse.tokens_of(sentence)
        start = 0
        while start < len(tokens):
            run = _longest(tokens, start, gazetteer) if capitalised(tokens[start]) else None
            if run is None:
                start += 1
                continue
            yield run
            start = run.last - sentence.first


def _longest(tokens: Sequence[Token], start: int, gazetteer: Gazetteer) -> Run | None:
    for length in range(min(LONGEST, len(tokens) - start), 0, -1):
        words = tokens[start : start + length]
        last = words[-1]
        named = capitalised(last) or (length > 1 and last.text in lexicon.words("water"))
        if not named or (not last.text[-1].isalnum() and last.text[-1] != "."):
            continue
        if any(not (capitalised(each) or each.lower in JOINS) for each in words[1:-1]):
            continue
        span = Span(words[0].start, last.end)
        name = _text(words)
        if length == 1 and (name.lower() in lexicon.words("never") or demonym(name)):
            return None
        if len(name) < SHORTEST:
            continue
        entries = gazetteer.find_exactly(name)
        if not _written_right(tokens, start, name, entries):
            continue
        known = length == 1 or not demonym(words[0].text) or any(map(wide, entries))
        if entries and known:
            return Run(words[0].index, last.index + 1, span, entries)
    return None


def _written_right(
    tokens: Sequence[Token], start: int, name: str, entries: Sequence[Entry]
) -> bool:
    """Whether a name as short as an acronym stands in capitals, or for a state behind a town.

    A town of three letters may be written as names are: Gao.
    """
    if len(name) > ACRONYM or name.isupper() or _state(tokens, start, name):
        return True
    towns = (entry for entry in entries if entry.main and entry.kind in SETTLED)
    return len(name) == ACRONYM and any(entry.population > WELL_KNOWN for entry in towns)


def _state(tokens: Sequence[Token], start: int, name: str) -> bool:
    """Whether `name` at `start` is a state in press style, behind "Town, "."""
    return name in lexicon.abbreviations() and start > 1 and tokens[start - 1].text == ","


def wide(entry: Entry) -> bool:
    """Whether it is known to all by this name: Sudan, the Red Sea, "Indian Ocean"."""
    landmark = entry.kind == "facility" and entry.geonameid is None
    return entry.main and (landmark or entry.kind in {"country", "continent", "sea", "area"})


def _text(words: Sequence[Token]) -> str:
    """The words as they stand, one space where there is any between them."""
    parts = [words[0].text]
    for before, word in pairwise(words):
        parts.append((" " if word.start > before.end else "") + word.text)
    return "".join(parts)


def demonym(word: str) -> bool:
    """Whether the word is a people or its adjective: "Ukrainian", "Kurds"."""
    return word.lower() in lexicon.demonyms() or word.lower() in lexicon.peoples()

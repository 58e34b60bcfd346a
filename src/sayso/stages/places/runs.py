"""Runs of capitalised words that the gazetteer knows as one name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from sayso.gazetteer import SETTLED, Entry, Gazetteer
from sayso.lexicon import places as lexicon
from sayso.record import Span
from sayso.record.trace import Rule, first_that_holds, is_tracing, trace
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
"""Names up to this length count in capitals only: US, not "us"."""

WELL_KNOWN = 50_000
"""Inhabitants from which a town's own name counts with no locative word before it."""

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


@dataclass(frozen=True, slots=True)
class NameRun:
    """Words of a sentence from `start` on that may be one name, and what may bear it."""

    tokens: Sequence[Token]
    start: int
    length: int
    gazetteer: Gazetteer

    @property
    def words(self) -> Sequence[Token]:
        return self.tokens[self.start : self.start + self.length]

    @property
    def name(self) -> str:
        return _text(self.words)

    @property
    def span(self) -> Span:
        return Span(self.words[0].start, self.words[-1].end)


def known_runs(parse: Parse, gazetteer: Gazetteer) -> Iterator[Run]:
    """Yield the longest capitalised runs of words that are a name in the gazetteer."""
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
    """Return the longest name that begins at `start` and that no rule refuses."""
    for length in range(min(LONGEST, len(tokens) - start), 0, -1):
        candidate = NameRun(tokens, start, length, gazetteer)
        if not _has_name_shape(candidate.words):
            continue
        if length == 1 and _is_common(candidate.name):
            if is_tracing() and gazetteer.find_exactly(candidate.name):
                _drop(candidate, COMMON_WORD)
            return None
        entries = gazetteer.find_exactly(candidate.name)
        if not entries or len(candidate.name) < SHORTEST:
            continue
        refusal = first_that_holds(NO_NAME, candidate, entries)
        if refusal is None:
            words = candidate.words
            return Run(words[0].index, words[-1].index + 1, candidate.span, entries)
        _drop(candidate, refusal)
    return None


def _has_name_shape(words: Sequence[Token]) -> bool:
    """Return whether capitals and the small words between them make it look like one name."""
    last = words[-1]
    named = capitalised(last) or (len(words) > 1 and last.text in lexicon.words("water"))
    if not named or (not last.text[-1].isalnum() and last.text[-1] != "."):
        return False
    return all(capitalised(each) or each.lower in JOINS for each in words[1:-1])


def _is_common(name: str) -> bool:
    return name.lower() in lexicon.words("never") or demonym(name)


COMMON_WORD = "common word or people"


def _drop(candidate: NameRun, rule: str) -> None:
    trace("place", candidate.span, "dropped", rule, "no name of a place")


LINE = re.compile(r"(?:.+ )?Line(?: of [A-Z].*)?")
"""Lines on a map that are no settlements: "Line of Control", "Blue Line"."""


def _begins_hyphenated(candidate: NameRun, entries: Sequence[Entry]) -> bool:
    """Return whether an unknown word is joined to it: the "Pont" of "Pont-Sonde" is no Pont."""
    after = candidate.tokens[candidate.start + candidate.length :][:2]
    if len(after) < 2 or after[0].text != "-" or not capitalised(after[1]):
        return False
    glued = candidate.words[-1].end == after[0].start and after[0].end == after[1].start
    known = candidate.gazetteer.find_exactly(after[1].text) or demonym(after[1].text)
    return glued and not known and not any(map(wide, entries))


NO_NAME: tuple[Rule[Callable[[NameRun, tuple[Entry, ...]], bool]], ...] = (
    Rule(
        "short and not in capitals",
        "Ali Diop met Jean Okou.",
        lambda candidate, entries: (
            not _written_right(candidate.tokens, candidate.start, candidate.name, entries)
        ),
    ),
    Rule(
        "line on a map",
        "Shells fell on both sides of the Line of Control.",
        lambda candidate, _: bool(LINE.fullmatch(candidate.name)),
    ),
    Rule(
        "begins a name with a hyphen",
        "Gunmen killed nine farmers in Pont-Kelvak on Monday.",
        _begins_hyphenated,
    ),
    Rule(
        "begins with a people",
        "Russian River was flooded.",
        lambda candidate, entries: (
            candidate.length > 1
            and demonym(candidate.words[0].text)
            and not any(map(wide, entries))
        ),
    ),
)
"""Why words that the gazetteer knows are no name of a place."""


def _written_right(
    tokens: Sequence[Token], start: int, name: str, entries: Sequence[Entry]
) -> bool:
    """Return whether a name as short as an acronym stands in capitals, or for a state after a town.

    A town of three letters may be written as names are: Gao.
    """
    if len(name) > ACRONYM or name.isupper() or _state(tokens, start, name):
        return True
    towns = (entry for entry in entries if entry.main and entry.kind in SETTLED)
    return len(name) == ACRONYM and any(entry.population > WELL_KNOWN for entry in towns)


def _state(tokens: Sequence[Token], start: int, name: str) -> bool:
    """Return whether `name` at `start` is a state in press style, after "Town, "."""
    return name in lexicon.abbreviations() and start > 1 and tokens[start - 1].text == ","


def wide(entry: Entry) -> bool:
    """Return whether it is known to all by this name: Sudan, the Red Sea, "Indian Ocean"."""
    landmark = entry.kind == "facility" and entry.geonameid is None
    return entry.main and (landmark or entry.kind in {"country", "continent", "sea", "area"})


def _text(words: Sequence[Token]) -> str:
    """Return the words as they stand, one space where there is any between them."""
    parts = [words[0].text]
    for before, word in pairwise(words):
        parts.append((" " if word.start > before.end else "") + word.text)
    return "".join(parts)


def demonym(word: str) -> bool:
    """Return whether the word is a people or its adjective: "Ukrainian", "Kurds"."""
    return word.lower() in lexicon.demonyms() or word.lower() in lexicon.peoples()

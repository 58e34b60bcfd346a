"""Lists of terms whose use is counted: a researcher's own, in a TOML file.

    [lists]
    labels = ["terrorist*", "militant*", "regime"]
    euphemisms = ["neutrali?ed", "collateral damage"]

A term is a word or a few. "*" stands for any letters at its end, "?" for one letter; capitals do
not matter.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sayso.files.opening import read_bounded

LARGEST_FILE = 500_000
MOST_LISTS = 40
MOST_TERMS = 2_000
LONGEST_TERM = 100
NAME = re.compile(r"[\w][\w -]{0,39}")
TERM = re.compile(r"[\w?][\w?’' -]*\*?")


class TermListError(ValueError):
    """A file of term lists is not of the shape that it should have."""


@dataclass(frozen=True, slots=True)
class TermList:
    """Terms under one name, as one pattern."""

    name: str
    pattern: re.Pattern[str]

    def count(self, words: str) -> int:
        """Return how often one of the terms stands in `words`; the longest counts once."""
        return sum(1 for _ in self.pattern.finditer(words))


def read_term_lists(path: Path) -> tuple[TermList, ...]:
    """Return the lists of a file, in its order. Raises TermListError, which says what to mend."""
    try:
        tables = tomllib.loads(read_bounded(path, LARGEST_FILE).decode("utf-8"))
    except (OSError, ValueError) as error:
        raise TermListError(f"{path} can't be read as TOML: {error}") from error
    lists = tables.get("lists")
    if not isinstance(lists, dict) or not lists or len(lists) > MOST_LISTS:
        raise TermListError(f"{path}: give 1 to {MOST_LISTS} lists of terms under [lists].")
    return tuple(TermList(name, _pattern(path, name, terms)) for name, terms in lists.items())


def _pattern(path: Path, name: str, terms: object) -> re.Pattern[str]:
    if not NAME.fullmatch(name):
        raise TermListError(f"{path}: {name!r} is no name of a list: letters, digits and spaces.")
    if not isinstance(terms, list) or not 0 < len(terms) <= MOST_TERMS:
        raise TermListError(f"{path}: give {name} a list of 1 to {MOST_TERMS} terms.")
    parts = sorted(_patterns(path, name, terms), key=lambda each: (-len(each), each))
    return re.compile(rf"(?<!\w)(?:{'|'.join(parts)})(?!\w)", re.IGNORECASE)


def _patterns(path: Path, name: str, terms: list[object]) -> Iterator[str]:
    for term in terms:
        if not isinstance(term, str) or len(term) > LONGEST_TERM or not TERM.fullmatch(term):
            raise TermListError(
                f"{path}: {term!r} in {name} is no term. Use letters, digits, spaces, ? for one"
                " letter and * at the end."
            )
        words = (re.escape(word) for word in term.split())
        yield r"\s+".join(words).replace(r"\?", r"\w").replace(r"\*", r"\w*")

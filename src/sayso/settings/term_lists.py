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
from sayso.record import Span

LARGEST_FILE = 500_000
MOST_FILES = 200
MOST_LISTS = 40
MOST_TERMS = 2_000
LONGEST_TERM = 100
NAME = re.compile(r"[\w][\w -]{0,39}")
TABLE = re.compile(r"^\s*\[lists\]", re.MULTILINE)
PASTED = "your terms"
"""The name of the list of terms that are written without one."""

TERM = re.compile(r"[\w?][\w?’' -]*\*?")


class TermListError(ValueError):
    """A file of term lists is not of the shape that it should have."""


@dataclass(frozen=True, slots=True)
class TermList:
    """Terms under one name, as one pattern."""

    name: str
    pattern: re.Pattern[str]

    def uses(self, text: str, within: Span) -> Iterator[Span]:
        """Yield where one of the terms stands in a stretch of a text; the longest counts once."""
        for use in self.pattern.finditer(within.of(text)):
            yield Span(within.start + use.start(), within.start + use.end())


def read_term_lists(path: Path) -> tuple[TermList, ...]:
    """Return the lists of a file, in its order. Raises TermListError, which says what to mend."""
    try:
        written = read_bounded(path, LARGEST_FILE).decode("utf-8")
    except (OSError, ValueError) as error:
        raise TermListError(f"{path} can't be read: {error}") from error
    return _of_toml(str(path), written)


def term_lists_in(folder: Path) -> dict[str, tuple[TermList, ...]]:
    """Return the lists of each TOML file in a folder, by the file's name without its ending.

    Raises TermListError, which says what to mend.
    """
    try:
        paths = sorted(each for each in folder.iterdir() if each.suffix == ".toml")
    except OSError as error:
        raise TermListError(f"{folder} can't be read as a folder: {error}") from error
    if not paths or len(paths) > MOST_FILES:
        raise TermListError(f"{folder} has {len(paths)} files .toml. It should have 1 to 200.")
    return {path.stem: read_term_lists(path) for path in paths}


def pasted_term_lists(written: str) -> tuple[TermList, ...]:
    """Return the lists that somebody wrote into a field: a term a line, or a list a line with its
    name and a colon before its terms; or what a TOML file of lists has.

    Raises TermListError, which says what to mend.
    """
    if TABLE.search(written):
        return _of_toml("The lists", written)
    lists: dict[str, list[object]] = {}
    for line in map(str.strip, written.splitlines()):
        name, colon, terms = line.partition(":")
        held = lists.setdefault(name.strip() if colon else PASTED, []) if line else []
        held.extend(each.strip() for each in (terms if colon else line).split(",") if each.strip())
    return _lists("The lists", lists)


def _of_toml(where: str, written: str) -> tuple[TermList, ...]:
    try:
        tables = tomllib.loads(written)
    except ValueError as error:
        raise TermListError(f"{where} can't be read as TOML: {error}") from error
    return _lists(where, tables.get("lists"))


def _lists(where: str, lists: object) -> tuple[TermList, ...]:
    if not isinstance(lists, dict) or not lists or len(lists) > MOST_LISTS:
        raise TermListError(f"{where}: give 1 to {MOST_LISTS} lists of terms under [lists].")
    return tuple(TermList(name, _pattern(where, name, terms)) for name, terms in lists.items())


def _pattern(where: str, name: str, terms: object) -> re.Pattern[str]:
    if not NAME.fullmatch(name):
        raise TermListError(f"{where}: {name!r} is no name of a list: letters, digits and spaces.")
    if not isinstance(terms, list) or not 0 < len(terms) <= MOST_TERMS:
        raise TermListError(f"{where}: give {name} a list of 1 to {MOST_TERMS} terms.")
    parts = sorted(_patterns(where, name, terms), key=lambda each: (-len(each), each))
    return re.compile(rf"(?<!\w)(?:{'|'.join(parts)})(?!\w)", re.IGNORECASE)


def _patterns(where: str, name: str, terms: list[object]) -> Iterator[str]:
    for term in terms:
        if not isinstance(term, str) or len(term) > LONGEST_TERM or not TERM.fullmatch(term):
            raise TermListError(
                f"{where}: {term!r} in {name} is no term. Use letters, digits, spaces, ? for one"
                " letter and * at the end."
            )
        words = (re.escape(word) for word in term.split())
        yield r"\s+".join(words).replace(r"\?", r"\w").replace(r"\*", r"\w*")

"""The vocabulary of time expressions: months, units, parts of the day, named days."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from sayso.lexicon.table import rows


@dataclass(frozen=True, slots=True)
class PartOfDay:
    """TIMEX3 code of a part of a day, and the hours that it may mean: past 24 is the next day."""

    code: str
    first: int
    last: int


@lru_cache(maxsize=1)
def _vocabulary() -> dict[str, dict[str, str]]:
    table: dict[str, dict[str, str]] = {}
    for kind, word, value in rows("moment_vocabulary.tsv"):
        table.setdefault(kind, {})[word.lower()] = value
    return table


def words(kind: str) -> dict[str, str]:
    """Return the words of one class (month, weekday, unit, number …) in lower case, with their
    values.
    """
    return _vocabulary()[kind]


@lru_cache(maxsize=1)
def parts_of_day() -> dict[str, PartOfDay]:
    """Return parts of the day by their words ("early hours")."""
    table = {}
    for word, value in words("part").items():
        code, first, last = value.split()
        table[word] = PartOfDay(code, int(first), int(last))
    return table


@lru_cache(maxsize=1)
def _named() -> tuple[re.Pattern[str], tuple[str, ...]]:
    """Return one pattern with a group for each row of moment_named.tsv, and the date of each
    group.
    """
    table = rows("moment_named.tsv")
    pattern = "|".join(f"(?P<row{index}>{words_})" for index, (words_, _) in enumerate(table))
    return re.compile(rf"\b(?:{pattern})(?!\w)", re.IGNORECASE), tuple(date for _, date in table)


def named_days(text: str) -> Iterator[tuple[re.Match[str], str]]:
    """Yield named days and moments in `text`, with their dates as listed in moment_named.tsv."""
    pattern, dates = _named()
    for match in pattern.finditer(text):
        yield match, dates[int((match.lastgroup or "row0")[3:])]


def alternatives(kind: str) -> str:
    """Return the words of one class as a regular expression, longest first."""
    longest_first = sorted(words(kind), key=len, reverse=True)
    return "|".join(re.escape(word).replace(r"\ ", r"[ \xa0\n]") for word in longest_first)


@lru_cache(maxsize=1)
def zones_by_name() -> dict[str, str]:
    """Return towns, countries and peoples to the IANA zone of their time: "Kyiv", "Israeli"."""
    return {
        name: zone for zone, names in rows("moment_zones.tsv") for name in names.split("|") if name
    }


TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
FRACTIONS = {"1/2": 0.5, "1/4": 0.25, "3/4": 0.75, "½": 0.5, "¼": 0.25, "¾": 0.75}


def number(said: str) -> float | None:
    """Return a small number as said ("twenty-four", "2 1/2", "30"), None where it is open
    ("several").
    """
    text = " ".join(said.lower().split())
    if text in words("number"):
        value = words("number")[text]
        return None if value == "X" else float(value)
    total = 0.0
    for word in text.replace("-", " ").replace(" and a half", " 1/2").split():
        if word in FRACTIONS:
            total += FRACTIONS[word]
        elif word[-1] in FRACTIONS:
            total += float(word[:-1] or 0) + FRACTIONS[word[-1]]
        elif word[0].isdigit():
            total += float(word.replace(",", ""))
        elif words("number").get(word, "X") == "X":
            return None
        else:
            total += float(words("number")[word])
    return total

"""Tables about times of languages that have folders of their own: words and patterns."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from sayso.lexicon.table import listed, rows

FIGURES = {
    "day_number": r"(?P<day>\d{1,2}){th}",
    "last_day": r"(?P<last_day>\d{1,2}){th}",
    "month_number": r"(?P<month_number>\d{1,2})",
    "short_year": r"(?P<year>(?:20)?\d\d)(?!\d)",
    "hour": r"(?P<hour>\d{1,2})",
    "minute": r"(?P<minute>\d\d)",
    "count": r"(?P<range>\d{1,3} ?[-–] ?)?(?P<count>\d{1,3}|{number_words})(?:-?(?:х|ти|ма))?",
    "year": r"(?:,? (?P<year>(?:19|20)\d\d)(?:-?(?:го|му|м))?(?: ?(?:{year_word_words}))?)?",
    "th": r"(?:-?(?:го|е|те|му|ме|ого|ому|ье|ьего))?",
    "of_which": r"(?P<of_which>{which_words})",
}
"""What patterns may say in braces besides the classes of words."""

BRACE = re.compile(r"\{([a-z_]+)\}")
SPACE = "[ \u00a0\n]"


@dataclass(frozen=True, slots=True)
class MomentPattern:
    """One way to say a time: `kind` says how its named groups are read."""

    name: str
    kind: str
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class MomentTables:
    """What a language's folder says about times: words of each class with values, and patterns."""

    words: dict[str, dict[str, str]]
    patterns: tuple[MomentPattern, ...]

    def value(self, kind: str, said: str) -> str:
        """Return the value of a word of a class."""
        return self.words[kind][plain(said)]

    def alternatives(self, kind: str) -> str:
        """Return the words of a class as a regular expression, longest first."""
        return _alternatives(self.words, kind)


def plain(said: str) -> str:
    """Return words as the tables have them: small letters, one apostrophe, single spaces."""
    return " ".join(said.lower().replace("’", "'").replace("ʼ", "'").split())


def _alternatives(words: dict[str, dict[str, str]], kind: str) -> str:
    longest_first = sorted(words[kind], key=len, reverse=True)
    return "|".join(word.replace("'", "['’ʼ]") for word in longest_first)


@lru_cache(maxsize=16)
def moment_tables(code: str) -> MomentTables:
    """Return the tables of the language `code`.

    Raises FileNotFoundError when the language has no such tables.
    """
    words: dict[str, dict[str, str]] = {}
    for kind, cell, value in rows(f"{code}/moment_words.tsv"):
        words.setdefault(kind, {}).update(dict.fromkeys(listed(cell), value))

    def expanded(pattern: str) -> str:
        while BRACE.search(pattern):
            pattern = BRACE.sub(lambda match: replaced(match[1]), pattern)
        return pattern

    def replaced(name: str) -> str:
        if name in FIGURES:
            return FIGURES[name]
        if name.endswith("_words"):
            return _alternatives(words, name.removesuffix("_words"))
        return f"(?P<{name}>{_alternatives(words, name)})(?!\\w)"

    patterns = tuple(
        MomentPattern(name, kind, _compiled(expanded(pattern)))
        for name, kind, pattern in rows(f"{code}/moment_patterns.tsv")
    )
    return MomentTables(words, patterns)


def _compiled(pattern: str) -> re.Pattern[str]:
    spaced = pattern.replace(" ", SPACE)
    return re.compile(rf"(?<![\w.])(?:{spaced})(?!\w)", re.IGNORECASE)

"""Texts as weighted terms, so that two of them can be compared by what is rare in both.

The weights come from a table that ships with the package and not from the ledger: how alike two
texts are depends on these two alone, whatever else was added before or after.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import lru_cache

from sayso.lexicon.comparison import PASSAGES_COUNTED, empty_terms, term_counts

WORD = re.compile(r"[^\W\d_]+|\d[\d.,]*")
ENDINGS = ("ingly", "ings", "ing", "edly", "ied", "ies", "ed", "es", "s", "ly")
SHORTEST_STEM = 4
TERM_LENGTH = 7
"""Letters kept: enough to distinguish words, few enough to join Zelensky, Zelenskyy, Zelenskiy."""

RAREST = 2.0
"""Passages that a term missing from the table is taken to stand in."""

RARE = 9.0
"""Rarity of a word that may be a name."""

UNIT = 1000
"""Weights are whole numbers: their sums come out the same in any order."""

Terms = Mapping[str, int]


@lru_cache(maxsize=100_000)
def term(word: str) -> str:
    """Return a lower-case word without its ending, cut; a number without its marks."""
    if word[0].isdigit():
        return word.rstrip(".,").replace(",", "")
    for ending in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST_STEM:
            word = word[: -len(ending)]
            break
    if word.endswith("e") and len(word) > SHORTEST_STEM:
        word = word[:-1]
    return word[:TERM_LENGTH]


def terms_of(text: str) -> Counter[str]:
    """Return how often each term stands in `text`, without those that say nothing."""
    empty = empty_terms()
    terms = (term(word) for word in WORD.findall(text.lower()))
    return Counter(each for each in terms if each not in empty and len(each) > 1)


@lru_cache(maxsize=100_000)
def rarity(name: str) -> float:
    """Return the inverse document frequency of a term among passages of news, as a logarithm."""
    return math.log(PASSAGES_COUNTED / term_counts().get(name, RAREST))


def is_rare(name: str) -> bool:
    """Return whether a term is a word as good as never met in news: it may be a name."""
    return name[0].isalpha() and rarity(name) >= RARE


def weighted(counts: Mapping[str, int], extra: Mapping[str, float] | None = None) -> Terms:
    """Return terms with whole weights, squares about UNIT² in all; `extra` adds weighted terms."""
    weights = {each: (1 + math.log(count)) * rarity(each) for each, count in counts.items()}
    weights.update(extra or {})
    length = math.sqrt(math.fsum(weight * weight for weight in weights.values()))
    return {each: round(UNIT * weight / length) for each, weight in weights.items()}


def cosine(left: Terms, right: Terms) -> float:
    """Return how alike two texts are, 0 to 1: the cosine between their weighted terms."""
    if len(right) < len(left):
        left, right = right, left
    total = sum(weight * right[each] for each, weight in left.items() if each in right)
    return total / (UNIT * UNIT)


def heaviest(terms: Terms, count: int) -> list[str]:
    """Return the `count` terms that weigh most."""
    return sorted(terms, key=lambda each: (-terms[each], each))[:count]


def shared(left: Terms, right: Terms, count: int = 5) -> list[str]:
    """Return the terms that make two texts alike, the weightiest first."""
    both = [each for each in left if each in right]
    return sorted(both, key=lambda each: (-left[each] * right[each], each))[:count]


def spoken(terms: Iterable[str], text: str) -> list[str]:
    """Return terms as the words of `text`, for a reader; those that it lacks as they are."""
    words: dict[str, str] = {}
    for word in WORD.findall(text):
        words.setdefault(term(word.lower()), word)
    return [words.get(each, each) for each in terms]

"""Measures that evaluation and training share: F1 over counts, and attribution over words.

The measures of attribution are those of the reference scorer that comes with PolNeAR; a test holds
that both agree. All matching is over words, so quotation marks and spaces never decide a match.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any


def f1(right: float, found: float, gold: float) -> float:
    """The harmonic mean of precision and recall; 0 when nothing is right."""
    return 2 * right / (found + gold) if found + gold else 0.0


def macro_f1(pairs: Sequence[tuple[str, str]]) -> float:
    gold = Counter(one for one, _ in pairs)
    found = Counter(said for _, said in pairs)
    right = Counter(one for one, said in pairs if one == said)
    return sum(f1(right[kind], found[kind], gold[kind]) for kind in gold) / len(gold)


def weighted_f1(pairs: Sequence[tuple[str, str]]) -> float:
    gold = Counter(one for one, _ in pairs)
    found = Counter(said for _, said in pairs)
    right = Counter(one for one, said in pairs if one == said)
    return sum(f1(right[each], found[each], gold[each]) * gold[each] for each in gold) / len(pairs)


WORD = re.compile(r"\w+(?:[-'’.,]\w+)*")
QUOTES = '"“”«»„‟'
ROLES = ("source", "cue", "content")

Words = frozenset[int]
Marked = dict[str, Words]


def word_set(starts: Sequence[int], ends: Sequence[int], spans: Iterable[Sequence[int]]) -> Words:
    """The indices of the words that share a character with `spans`."""
    found: set[int] = set()
    for start, end in spans:
        index = max(0, bisect_left(starts, start) - 1)
        while index < len(starts) and starts[index] < end:
            if ends[index] > start:
                found.add(index)
            index += 1
    return frozenset(found)


def marked(text: str, attributions: Iterable[dict[str, Any]]) -> list[Marked]:
    """Each attribution's source, cue and content as sets of words."""
    places = [match.span() for match in WORD.finditer(text)]
    starts, ends = [s for s, _ in places], [e for _, e in places]
    return [
        {role: word_set(starts, ends, each.get(role, [])) for role in ROLES}
        for each in attributions
    ]


def manner(text: str, content: Sequence[Sequence[int]]) -> str:
    """Direct when a quotation mark opens the content, mixed when there is any, else indirect."""
    quotes = sum(text[max(0, s - 1) : e + 1].count(mark) for s, e in content for mark in QUOTES)
    opening = "".join(text[max(0, s - 1) : s + 2] for s, e in content)
    if any(mark in opening for mark in QUOTES):
        return "direct"
    return "mixed" if quotes else "indirect"


def jaccard(one: Words, other: Words) -> float:
    return len(one & other) / len(one | other)


def matches(gold: Sequence[Words], found: Sequence[Words]) -> dict[int, int]:
    """One-to-one pairs of gold and found, best Jaccard first, down to one half."""
    pairs = sorted(
        ((jaccard(g, p), i, j) for i, g in enumerate(gold) for j, p in enumerate(found) if g & p),
        reverse=True,
    )
    joined: dict[int, int] = {}
    taken: set[int] = set()
    for overlap, i, j in pairs:
        if overlap < 0.5:
            break
        if i not in joined and j not in taken:
            joined[i] = j
            taken.add(j)
    return joined


class Tally:
    """Counts over documents, and the measures that come of them."""

    def __init__(self) -> None:
        self.n: Counter[tuple[str, ...]] = Counter()

    def add(
        self, text: str, gold: Sequence[dict[str, Any]], found: Sequence[dict[str, Any]]
    ) -> None:
        """Count one document: gold attributions against those found."""
        g, p = marked(text, gold), marked(text, found)
        for role in ROLES:
            self._role(role, [x[role] for x in g if x[role]], [x[role] for x in p if x[role]])
        kept = [(x, a) for x, a in zip(g, gold, strict=True) if x["content"]]
        found_sets = [x for x in p if x["content"]]
        joined = matches([x["content"] for x, _ in kept], [x["content"] for x in found_sets])
        self.n["pair", "gold"] += len(kept)
        self.n["pair", "found"] += len(found_sets)
        for index, (words, each) in enumerate(kept):
            kind = manner(text, each["content"])
            self.n["recall", kind, "gold"] += 1
            if index not in joined:
                continue
            self.n["recall", kind, "right"] += 1
            theirs, ours = words["source"], found_sets[joined[index]]["source"]
            self.n["pair", "right"] += sources_agree(theirs, ours)

    def _role(self, role: str, gold: list[Words], found: list[Words]) -> None:
        if role == "source":  # one mention may serve several attributions
            gold, found = list(set(gold)), list(set(found))
        self.n[role, "exact", "right"] += sum((Counter(gold) & Counter(found)).values())
        self.n[role, "exact", "gold"] += len(gold)
        self.n[role, "exact", "found"] += len(found)
        every_gold, every_found = frozenset().union(*gold), frozenset().union(*found)
        self.n[role, "token", "right"] += len(every_gold & every_found)
        self.n[role, "token", "gold"] += len(every_gold)
        self.n[role, "token", "found"] += len(every_found)

    def f1(self, *key: str) -> float:
        return f1(self.n[*key, "right"], self.n[*key, "found"], self.n[*key, "gold"])

    def recall(self, kind: str) -> float:
        gold = self.n["recall", kind, "gold"]
        return self.n["recall", kind, "right"] / gold if gold else 0.0


class Reliability:
    """Whether scores are probabilities: found attributions by score, and how many are right."""

    BINS = 10

    def __init__(self) -> None:
        self.found: list[tuple[float, bool]] = []

    def add(
        self, text: str, gold: Sequence[dict[str, Any]], found: Sequence[dict[str, Any]]
    ) -> None:
        """Count one document, each of `found` with its "score"."""
        g = [each for each in marked(text, gold) if each["content"]]
        kept = [(p, each["score"]) for p, each in zip(marked(text, found), found, strict=True)]
        kept = [(p, score) for p, score in kept if p["content"]]
        answers = {j: i for i, j in _joined(g, [p for p, _ in kept]).items()}
        for place, (p, score) in enumerate(kept):
            theirs = g[answers[place]]["source"] if place in answers else None
            self.found.append((score, theirs is not None and sources_agree(theirs, p["source"])))

    def rows(self) -> list[tuple[float, float, int]]:
        """Mean score, share that is right, and number, of each tenth that holds any."""
        table: dict[int, list[tuple[float, bool]]] = {}
        for score, right in self.found:
            table.setdefault(min(int(score * self.BINS), self.BINS - 1), []).append((score, right))
        return [
            (sum(s for s, _ in rows) / len(rows), sum(r for _, r in rows) / len(rows), len(rows))
            for _, rows in sorted(table.items())
        ]

    def error(self) -> float:
        """Expected calibration error: mean distance of score and share, weighted by number."""
        total = max(1, len(self.found))
        return sum(abs(mean - share) * number for mean, share, number in self.rows()) / total

    def table(self) -> str:
        """The reliability table on one line: score>share(number) of each tenth."""
        return " ".join(f"{mean:.2f}>{share:.2f}({number})" for mean, share, number in self.rows())


def _joined(gold: Sequence[Marked], found: Sequence[Marked]) -> dict[int, int]:
    return matches([each["content"] for each in gold], [each["content"] for each in found])


def sources_agree(one: Words, other: Words) -> bool:
    """Whether two sources share a word, or both are empty."""
    return bool(one & other) or not (one or other)

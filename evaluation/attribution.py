"""Attribution against PolNeAR and FactAppeal: who said what.

The measures are those of the reference scorer that comes with the data; a test holds that both
agree. All matching is over words, so quotation marks and spaces never decide a match.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from evaluation.score import Score, digest, f1, lines
from sayso.actions.read import default_pipeline
from sayso.record import Document, Reading

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
            self.n["pair", "right"] += bool(theirs & ours) or not (theirs or ours)

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


def outermost(reading: Reading) -> list[dict[str, Any]]:
    """The attributions of a reading that sit inside no other, in the shape of the gold."""
    return [
        {role: [[s.start, s.end] for s in getattr(each, role)] for role in ROLES}
        for each in reading.attributions or ()
        if each.parent is None
    ]


def tally(path: Path, limit: int | None = None) -> Tally:
    """Read every document of a gold file and count."""
    counts = Tally()
    for number, gold in enumerate(lines(path)):
        if limit is not None and number >= limit:
            break
        reading = default_pipeline().read(Document(gold["text"], given_id=gold["doc_id"]))
        counts.add(gold["text"], gold["attributions"], outermost(reading))
    return counts


def measure(data: Path) -> list[Score]:
    """PolNeAR dev: pair, token and exact F1, recall by manner. FactAppeal dev: pair F1."""
    path = data / "attribution" / "polnear.dev.jsonl"
    signature = f"data {digest(path)} | words | content jaccard>=.5, sources share a word"
    polnear = tally(path)
    scores = [Score("attribution.polnear.pair_f1", polnear.f1("pair"), signature)]
    for role in ROLES:
        for how in ("token", "exact"):
            name = f"attribution.polnear.{role}_{how}_f1"
            scores.append(Score(name, polnear.f1(role, how), signature))
    for kind in ("direct", "mixed", "indirect"):
        name = f"attribution.polnear.{kind}_recall"
        scores.append(Score(name, polnear.recall(kind), signature))
    path = data / "attribution" / "factappeal.dev.jsonl"
    signature = f"data {digest(path)} | words | content jaccard>=.5, sources share a word"
    scores.append(Score("attribution.factappeal.pair_f1", tally(path).f1("pair"), signature))
    return scores

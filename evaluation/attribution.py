"""Attribution against PolNeAR and FactAppeal: who said what.

The measures are those of the reference scorer that comes with the data; a test holds that both
agree. All matching is over words, so quotation marks and spaces never decide a match.
"""

from __future__ import annotations

import argparse
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


def outermost(reading: Reading) -> list[dict[str, Any]]:
    """The attributions of a reading that sit inside no other, in the shape of the gold.

    With the kind of the cue and the score, which the gold has not.
    """
    return [
        {
            "kind": each.kind,
            "score": each.score,
            **{role: [[s.start, s.end] for s in getattr(each, role)] for role in ROLES},
        }
        for each in reading.attributions or ()
        if each.parent is None
    ]


def read_all(path: Path, fast: bool = False) -> list[tuple[dict[str, Any], Any]]:
    """The documents of a gold file, each with the outermost attributions that are read in it."""
    pipeline = default_pipeline(fast)
    return [
        (gold, outermost(pipeline.read(Document(gold["text"], given_id=gold["doc_id"]))))
        for gold in lines(path)
    ]


def tally(read: Iterable[tuple[dict[str, Any], Any]]) -> Tally:
    """Count what was read against the gold."""
    counts = Tally()
    for gold, found in read:
        counts.add(gold["text"], gold["attributions"], found)
    return counts


def polnear(path: Path, fast: bool) -> list[Score]:
    """Pair, token and exact F1, recall by manner, and how far scores are from probabilities."""
    signature = f"data {digest(path)} | words | content jaccard>=.5, sources share a word"
    read = read_all(path, fast)
    counts = tally(read)
    scores = [Score("attribution.polnear.pair_f1", counts.f1("pair"), signature)]
    for role in ROLES:
        for how in ("token", "exact"):
            name = f"attribution.polnear.{role}_{how}_f1"
            scores.append(Score(name, counts.f1(role, how), signature))
    for kind in ("direct", "mixed", "indirect"):
        name = f"attribution.polnear.{kind}_recall"
        scores.append(Score(name, counts.recall(kind), signature))
    sure = Reliability()
    for gold, found in read:
        sure.add(gold["text"], gold["attributions"], found)
    table = f"{signature} | 1 - expected calibration error; score>right(n): {sure.table()}"
    return [*scores, Score("attribution.polnear.calibration", 1 - sure.error(), table)]


def factappeal(path: Path, fast: bool) -> list[Score]:
    """Pair F1 of statements, which alone its annotators mark, and of all that is found."""
    signature = f"data {digest(path)} | words | content jaccard>=.5, sources share a word"
    read = read_all(path, fast)
    said = [(gold, [each for each in found if each["kind"] == "statement"]) for gold, found in read]
    return [
        Score(
            "attribution.factappeal.pair_f1",
            tally(said).f1("pair"),
            f"{signature} | cues of kind statement",
        ),
        Score("attribution.factappeal.every_kind_pair_f1", tally(read).f1("pair"), signature),
    ]


def measure(data: Path, fast: bool = False) -> list[Score]:
    """PolNeAR dev and FactAppeal dev, read with the pack of `sayso read`, or of `--fast`."""
    folder = data / "attribution"
    return [
        *polnear(folder / "polnear.dev.jsonl", fast),
        *factappeal(folder / "factappeal.dev.jsonl", fast),
    ]


def main() -> None:
    """`python -m evaluation.attribution`: the same of the smaller pack, which no floor holds."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/benchmarks"))
    for score in measure(parser.parse_args().data, fast=True):
        print(f"{score.name} {score.value:.4f} | {score.signature}")


if __name__ == "__main__":
    main()

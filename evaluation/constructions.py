"""`python -m evaluation.constructions`: how often annotators mark what each construction finds.

Prints the rows of src/sayso/lexicon/data/cue_scores.tsv, the scores of the attributions. Counted
are the outermost ones in the first third of PolNeAR's training half; the share is of those whose
content an annotator marked too (Jaccard of words of one half or more), with a source that shares
a word.
"""

from __future__ import annotations

import argparse
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

from evaluation.measures import ROLES, marked, matches, sources_agree
from evaluation.score import lines
from sayso.record import Attribution, Document
from sayso.stages.anatomy import ANATOMY
from sayso.stages.attribution.assemble import nested
from sayso.stages.attribution.rules import by_rules
from sayso.stages.parsing import PARSING
from sayso.stages.stage import Draft

RARE = 5
"""Constructions found less often go together as "other"."""


def found_in(text: str) -> list[tuple[str, Attribution]]:
    """The outermost attributions of the rules alone, each with its construction."""
    draft = Draft(Document(text), actors=())
    draft = replace(draft, blocks=cast(Any, ANATOMY.read(draft).layer))
    draft = replace(draft, parse=cast(Any, PARSING.read(draft).layer))
    ruled = by_rules(draft)
    constructions = {(each.cue, each.content): construction for construction, each in ruled}
    return [
        (constructions[each.cue, each.content], each)
        for each in nested(text, [each for _, each in ruled])
        if each.parent is None
    ]


def count(gold: dict[str, Any], found: Counter[str], right: Counter[str]) -> None:
    """Count one document."""
    text = gold["text"]
    pairs = found_in(text)
    shapes = [
        {role: [[s.start, s.end] for s in getattr(each, role)] for role in ROLES}
        for _, each in pairs
    ]
    ours = marked(text, shapes)
    theirs = [each for each in marked(text, gold["attributions"]) if each["content"]]
    joined = matches([g["content"] for g in theirs], [p["content"] for p in ours])
    found.update(construction for construction, _ in pairs)
    for i, j in joined.items():
        one, other = theirs[i]["source"], ours[j]["source"]
        right[pairs[j][0]] += sources_agree(one, other)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/benchmarks"))
    parser.add_argument("--documents", type=int, default=280)
    arguments = parser.parse_args()
    found: Counter[str] = Counter()
    right: Counter[str] = Counter()
    path = arguments.data / "attribution" / "polnear.train.jsonl"
    for number, gold in enumerate(lines(path)):
        if number >= arguments.documents:
            break
        count(gold, found, right)
    rare = [each for each, times in found.items() if times < RARE]
    for each in rare:
        found["other"] += found.pop(each)
        right["other"] += right.pop(each, 0)
    for construction, times in found.most_common():
        print(f"{construction}\t{times}\t{right[construction] / times:.2f}")


if __name__ == "__main__":
    main()

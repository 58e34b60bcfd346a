"""How well quantities are read: NewsQuant, our own incidents, the seed.

- NewsQuant: values of the gold and of ours are matched one to one within a sentence. An open
  range ("dozens") is compared with its gold range. `value_change` also compares the set's change:
  our `change` where there is one, else our `bound` (exact is =, about ~, at_least and more_than >,
  at_most and less_than <). `value_bound` reads `bound` alone: gold of "up" and "down" is passed
  over in it, and is wrong in `value_bound_strict`.
- Incidents: a gold quantity is right when one of ours inside the evidence has its value, the
  same head noun in the singular, and the same role where the gold's role is comparable.
- Seed: a gold quantity is right in value, unit, role, whole and bound.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

from evaluation.measures import f1
from evaluation.score import Score, digest, lines
from sayso.lexicon.quantities import currency_words, measures, singular
from sayso.record import Document, Quantity, Span
from sayso.stages.quantities import read
from sayso.stages.stage import Draft
from sayso.text.parser import parse

CHANGES = {
    "exact": "=",
    "about": "~",
    "at_least": ">",
    "more_than": ">",
    "at_most": "<",
    "less_than": "<",
}
BOUNDS = {"at least": "at_least", "up to": "at_most", "more than": "more_than", "nearly": "about"}
ROLES = {
    "wounded": {"injured"},
    "shot down": {"intercepted"},
    "downed": {"intercepted"},
    "stopped": {"intercepted"},
    "neutralised": {"intercepted"},
    "shot down or suppressed": {"intercepted"},
    "not intercepted": set(),
    "destroyed": {"destroyed", "intercepted"},
    "destroyed or damaged": {"destroyed", "damaged"},
    "killed or wounded": {"killed", "injured", "casualties"},
    "launched/hit": {"launched", "hit"},
    "used": {"launched"},
    "exchanged (both sides)": {"exchanged"},
    "exchanged (each side)": {"exchanged"},
    "collected": {"recovered"},
    "without heating": {"cut_off"},
}
NOT_COMPARED = frozenset(
    {"held since 2022", "line voltage", "recorded", "repelled/attempted", "not intercepted"}
)


def quantities_of(text: str, spans: list[Span]) -> tuple[Quantity, ...]:
    """Our quantities in `spans` of `text`, nothing else parsed."""
    draft = Draft(Document(text), parse=parse(text, spans))
    layer = read(draft).layer
    assert isinstance(layer, tuple)
    return layer


def measure(data: Path) -> list[Score]:
    """All scores of the task; `data` is the benchmarks folder, with the seed beside it."""
    return [
        *newsquant(data / "quantities" / "newsquant.dev.jsonl"),
        *incidents(data / "claims"),
        *seed(data.parent / "seed"),
    ]


def newsquant(path: Path) -> list[Score]:
    """F1 of values, and of values with their change."""
    records = list(lines(path))
    right: Counter[str] = Counter()
    found = gold = 0
    for record in records:
        read_here = read_text(record["text"])
        ours = [_as_newsquant(each) for each in read_here]
        bounded = [_as_newsquant(replace(each, change=None)) for each in read_here]
        theirs = [(_value(each["value"]), each["change"]) for each in record["quantities"]]
        found, gold = found + len(ours), gold + len(theirs)
        right["value"] += _matched([low for low, _ in ours], [low for low, _ in theirs])
        right["value_change"] += _matched(ours, theirs)
        right["value_bound"] += _matched_bounds(bounded, theirs)
        right["value_bound_strict"] += _matched(bounded, theirs)
    name, signature = "quantities.newsquant", f"data {digest(path)} | {len(records)} sentences"
    return [
        Score(f"{name}.{kind}_f1", f1(right[kind], found, gold), signature)
        for kind in ("value", "value_change", "value_bound", "value_bound_strict")
    ]


def read_text(text: str) -> tuple[Quantity, ...]:
    return quantities_of(text, [Span(0, len(text))])


Value = tuple[float, float]


def _value(said: str) -> Value:
    """Low and high of a NewsQuant value, "12-120" or "5.0"."""
    found = re.fullmatch(r"(-?[\d.]+(?:E-?\d+)?)(?:\s*-\s*([\d.]+))?", said.strip())
    if found is None:
        raise ValueError(f"no NewsQuant value: {said!r}. Look at the set's `value` fields.")
    low = round(float(found[1]), 4)
    return low, round(float(found[2]), 4) if found[2] else low


def _as_newsquant(ours: Quantity) -> tuple[Value, str]:
    """Value and change as NewsQuant would write them: "dozens" is 12-120, "one in three" 1/3."""
    change = ours.change or CHANGES[ours.bound]
    if ours.high is None:
        return (ours.low / 2, ours.low * 5), change
    low, high = ours.low, ours.high
    if ours.whole and ours.whole <= 10:
        low, high = low / ours.whole, high / ours.whole
    return (round(low, 4), round(high, 4)), change


def _matched(ours: list[Any], theirs: list[Any]) -> int:
    return (Counter(ours) & Counter(theirs)).total()


def _matched_bounds(ours: list[tuple[Value, str]], theirs: list[tuple[Value, str]]) -> int:
    """As `_matched`, a gold direction matching any bound of the same value."""
    left = Counter(ours)
    matched = 0
    for value, change in sorted(theirs, key=lambda each: each[1] in {"up", "down"}):
        options = [change] if change not in {"up", "down"} else sorted(set(CHANGES.values()))
        hit = next((each for each in options if left[value, each]), None)
        if hit is not None:
            left[value, hit] -= 1
            matched += 1
    return matched


def incidents(folder: Path) -> list[Score]:
    """Shares of the gold quantities of English claims that are right."""
    path = folder / "incidents.dev.json"
    right: Counter[str] = Counter()
    every: Counter[str] = Counter()
    for claim in json.loads(path.read_text(encoding="utf-8"))["claims"]:
        if claim["lang"] != "en" or not claim["quantities"]:
            continue
        text = (folder / "texts" / f"{claim['doc']}.txt").read_text(encoding="utf-8")
        ours = quantities_of(text, [Span(claim["start"], claim["end"])])
        for gold in claim["quantities"]:
            every.update(("value", "unit", "all"))
            right.update(judge(ours, gold))
    signature = f"data {digest(path)} | {every['all']} quantities of English claims"
    return [
        Score(f"quantities.incidents.{kind}", right[kind] / every[kind], signature)
        for kind in ("value", "unit", "all")
    ]


def judge(ours: tuple[Quantity, ...], gold: dict[str, Any]) -> list[str]:
    """Which of value, unit and all the best of ours gets right."""
    same = [each for each in ours if gold["value"] in {each.low, each.high}]
    unit = [each for each in same if each.unit and each.unit.split(" ")[-1] in heads(gold["unit"])]
    if gold["role"] in NOT_COMPARED:
        whole = unit
    else:
        roles = ROLES.get(gold["role"], {gold["role"]})
        whole = [each for each in unit if each.role in roles]
    passed = (("value", same), ("unit", unit), ("all", whole))
    return [name for name, kept in passed if kept]


def heads(unit: str) -> set[str]:
    """The singular head nouns that a gold unit may mean: its last word, and that before "of".

    Measures come as our symbols; a person, where the gold names a kind of person, is ours too when
    the text only says "63 killed".
    """
    known = measures().get(unit.lower()) or measures().get(unit)
    if known is not None:
        return {known[0].split(" ")[-1]}
    if unit in currency_words():
        return {currency_words()[unit]}
    before_of = unit.split(" of ")[0]
    found = {singular(unit.split(" ")[-1]), singular(before_of.split(" ")[-1])}
    return found | ({"person"} if unit == "soldiers" else set())


def seed(folder: Path) -> list[Score]:
    """The share of the seed's gold quantities that are right in all, and what ours are besides."""
    text = (folder / "article.txt").read_text(encoding="utf-8")
    path = folder / "article.gold.json"
    gold = [
        each
        for claim in json.loads(path.read_text(encoding="utf-8"))["claims"]
        for each in claim["quantities"]
    ]
    spans = [Span(*line.span()) for line in re.finditer(r"[^\n]+", text)]
    ours = quantities_of(text, spans)
    packed = [
        (each.as_said.of(text), each.low, each.unit, each.role, each.whole, each.bound)
        for each in ours
    ]
    right = sum(
        (
            each["as_said"],
            each["value"],
            each["unit"],
            each["role"],
            each.get("of"),
            each["bound"],
        )
        in packed
        for each in gold
    )
    signature = f"data {digest(path)} | {right} of {len(gold)} right, {len(ours)} found"
    return [Score("quantities.seed.all", right / len(gold), signature)]

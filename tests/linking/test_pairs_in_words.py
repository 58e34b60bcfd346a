"""Pairs of sentences of our own: whether the second contradicts the first, as the pipeline reads.

`pairs_in_words.tsv` says in its column `missed` what is not read yet, and why: when it is read,
this fails, and the reason must go.
"""

from __future__ import annotations

import csv
from datetime import datetime
from itertools import product
from pathlib import Path

import pytest

from sayso.actions.read import default_pipeline
from sayso.linking.answers import Answers, answers_of, shipped_models
from sayso.linking.features import statement_features
from sayso.linking.relations import relation_of
from sayso.record import Document

PAIRS = Path(__file__).with_name("pairs_in_words.tsv")


def pairs() -> list[dict[str, str]]:
    with PAIRS.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def answers(pair: dict[str, str], side: str) -> list[Answers]:
    outlet = {"a": "Morning Post", "b": "Evening Courier"}[side]
    day = datetime.fromisoformat(pair[f"day_{side}"])
    document = Document(pair[f"text_{side}"], outlet=outlet, published=day, language="en")
    return [answers_of(each) for each in statement_features(default_pipeline().read(document))]


def relation_between(pair: dict[str, str]) -> str:
    """Return "contradict" or "update" where a statement of each is so related, else "none"."""
    related = {
        relation.kind
        for left, right in product(answers(pair, "a"), answers(pair, "b"))
        if (relation := relation_of(left, right, shipped_models())) is not None
    }
    return next((kind for kind in ("contradict", "update") if kind in related), "none")


@pytest.mark.parametrize("pair", pairs(), ids=lambda pair: f"{pair['question']}: {pair['text_b']}")
def test_a_pair_stands_in_its_relation(pair: dict[str, str]) -> None:
    assert (relation_between(pair) == pair["relation"]) == (pair["missed"] == "-")

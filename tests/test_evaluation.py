"""The measures count what they say, on documents small enough to count by hand."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.claims import same_claimant
from evaluation.measures import ROLES, Reliability, Tally, manner, matches

TEXT = 'The mayor said the dam held. "It held," the engineer told us. Nobody spoke.'


def span(words: str) -> list[list[int]]:
    start = TEXT.index(words)
    return [[start, start + len(words)]]


def said(source: str, cue: str, content: str) -> dict[str, list[list[int]]]:
    return {"source": span(source), "cue": span(cue), "content": span(content)}


GOLD = [
    said("The mayor", "said", "the dam held"),
    said("the engineer", "told", '"It held,"'),
]


def tally(found: list[dict[str, list[list[int]]]]) -> Tally:
    counts = Tally()
    counts.add(TEXT, GOLD, found)
    return counts


def test_what_is_all_right_scores_one() -> None:
    counts = tally(GOLD)
    assert counts.f1("pair") == 1.0
    assert counts.f1("cue", "exact") == 1.0
    assert counts.recall("direct") == counts.recall("indirect") == 1.0


def test_the_right_words_of_the_wrong_source_are_no_pair() -> None:
    wrong = said("the engineer", "said", "the dam held")
    counts = tally([wrong, GOLD[1]])
    assert counts.f1("pair") == 0.5
    assert counts.recall("indirect") == 1.0


def test_half_of_the_words_are_enough_and_less_is_not() -> None:
    assert tally([said("The mayor", "said", "dam held")]).n["pair", "right"] == 1
    assert tally([said("The mayor", "said", "held")]).n["pair", "right"] == 0


def test_quotation_marks_and_stops_decide_no_match() -> None:
    assert tally([said("the engineer", "told", "It held")]).f1("content", "exact") == 2 / 3


def test_each_gold_is_matched_once() -> None:
    words = frozenset({1, 2})
    assert len(matches([words], [words, words])) == 1


def test_manner_by_the_marks() -> None:
    assert manner(TEXT, span("the dam held")) == "indirect"
    assert manner(TEXT, span('"It held,"')) == "direct"


def test_claimants_are_the_same_by_their_names() -> None:
    assert same_claimant("Dmitry Peskov, Kremlin spokesperson", "Dmitry Peskov")
    assert same_claimant("Russia’s Defense Ministry", "Russia's Defense Ministry")
    assert same_claimant("Western (unnamed)", "Western")
    assert not same_claimant("Ukrainian Air Force", "Ukrainian officials")


REFERENCE = Path("../shared/benchmarks/score_attribution.py")


def reference() -> ModuleType:
    """The scorer that comes with the data, where the data is on this machine."""
    if not REFERENCE.exists():
        pytest.skip("the benchmark data with its reference scorer is not on this machine")
    spec = importlib.util.spec_from_file_location("reference", REFERENCE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@st.composite
def attributions(draw: st.DrawFn) -> list[dict[str, list[list[int]]]]:
    def spans() -> list[list[int]]:
        cuts = sorted(draw(st.lists(st.integers(0, len(TEXT)), max_size=4, unique=True)))
        return [[start, end] for start, end in zip(cuts[::2], cuts[1::2], strict=False)]

    number = draw(st.integers(0, 4))
    return [{"source": spans(), "cue": spans(), "content": spans()} for _ in range(number)]


@given(attributions(), attributions())
def test_our_measures_and_those_of_the_reference_scorer_agree(
    gold: list[dict[str, list[list[int]]]], found: list[dict[str, list[list[int]]]]
) -> None:
    theirs = reference().score([{"doc_id": "1", "text": TEXT, "attributions": gold}], {"1": found})
    ours = Tally()
    ours.add(TEXT, gold, found)
    assert ours.f1("pair") == pytest.approx(theirs["pair"][2])
    for role in ROLES:
        if role in theirs:
            assert ours.f1(role, "exact") == pytest.approx(theirs[role]["exact"][2])
            assert ours.f1(role, "token") == pytest.approx(theirs[role]["token"][2])
    for kind, (hits, _, _) in theirs["recall by type (partial>=.5)"].items():
        assert ours.n["recall", kind, "right"] == hits


def test_scores_that_are_probabilities_have_no_calibration_error() -> None:
    sure = Reliability()
    sure.add(TEXT, GOLD, [{**GOLD[0], "score": 1.0}, {**GOLD[1], "score": 1.0}])
    assert sure.error() == 0.0
    unsure = Reliability()
    unsure.add(TEXT, GOLD, [{**GOLD[0], "score": 0.25}])
    assert unsure.error() == 0.75
    assert unsure.rows() == [(0.25, 1.0, 1)]
